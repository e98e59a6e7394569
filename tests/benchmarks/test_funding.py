"""Funding and accounts at full size, each beside a named alternative in the same run; times are never asserted."""

from __future__ import annotations

from collections import defaultdict
from time import perf_counter
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finmodel.engine.arrays import plan_arrays
from finmodel.engine.debt import debt_of
from finmodel.engine.financing import financing
from finmodel.engine.money import PlanMoney
from finmodel.model.plan import Plan
from tests.engine.money_plans import money_plan
from tests.small_plans import BASE

N_YEARS = 31
N_PRIORITIES = 5
GRANT, FRAME = 0.4, 0.3
RATE, TERM = 0.03, 20


@pytest.fixture
def n_actions(request: pytest.FixtureRequest) -> int:
    return 200 if request.config.getoption("--benchmark-only") else 20


def funded_plan(n_actions: int) -> Plan:
    """Return actions that spend in every year, each with a grant, a share of own money and a loan for the rest.

    The grant is capped by year and in all, own money by frame and year, so that equals share in every year.
    """
    years = range(BASE, BASE + N_YEARS)
    names = [f"a{number:04}" for number in range(n_actions)]
    return money_plan(
        actions=[{"id": name, "priority": 1 + number % N_PRIORITIES} for number, name in enumerate(names)],
        investments=[
            {"action": name, "by_year": {str(year): 1e6 + 1000.0 * number for year in years}, "economic_life_years": 25}
            for number, name in enumerate(names)
        ],
        sources=[
            {"id": "bidrag", "kind": "grant_national", "cap_per_year": 2e5 * n_actions, "cap_total": 4e6 * n_actions},
            {"id": "ram", "kind": "own_investment_frame"},
            {
                "id": "lån",
                "kind": "loan",
                "certainty": "applied",
                "probability": 0.9,
                "term_years": TERM,
                "interest_rate": RATE,
            },
        ],
        funding=[
            {"default": True, "source": "bidrag", "share": GRANT},
            {"default": True, "source": "ram", "share": FRAME},
            {"default": True, "source": "lån", "rest": True},
        ],
        frames=[{"source": "ram", "by_year": {str(year): 2e5 * n_actions for year in years}}],
        last_year=BASE + N_YEARS - 1,
        internal_interest=0.025,
    )


def _loop(n_actions: int) -> dict[str, np.ndarray[Any, Any]]:
    """Return what each source pays by action and year: this plan's rules and no others, action by action."""
    found = {name: np.zeros((n_actions, N_YEARS)) for name in ("bidrag", "ram", "lån")}
    in_all = 4e6 * n_actions
    for year in range(N_YEARS):
        left = {"bidrag": min(2e5 * n_actions, in_all), "ram": 2e5 * n_actions}
        for priority in range(N_PRIORITIES):
            members = [number for number in range(n_actions) if number % N_PRIORITIES == priority]
            paid: dict[int, float] = defaultdict(float)
            for source, share in (("bidrag", GRANT), ("ram", FRAME)):
                wanted = {number: share * (1e6 + 1000.0 * number) for number in members}
                total = sum(wanted.values())
                factor = min(1.0, left[source] / total)
                for number, amount in wanted.items():
                    found[source][number, year] = amount * factor
                    paid[number] += amount * factor
                left[source] -= total * factor
            for number in members:
                found["lån"][number, year] = 1e6 + 1000.0 * number - paid[number]
        in_all -= found["bidrag"][:, year].sum()
    return found


def _seconds(call: Any, times: int = 3) -> float:
    durations = []
    for _ in range(times):
        begun = perf_counter()
        call()
        durations.append(perf_counter() - begun)
    return min(durations)


def _ratio(benchmark: BenchmarkFixture, alternative: str, seconds: float) -> None:
    benchmark.extra_info["alternative"] = alternative
    if benchmark.stats is not None:
        benchmark.extra_info["ratio"] = round(seconds / benchmark.stats.stats.min, 2)


def test_who_pays_for_200_actions_with_3_entries_over_31_years(benchmark: BenchmarkFixture, n_actions: int) -> None:
    plan = funded_plan(n_actions)
    arrays = plan_arrays(plan)
    found = benchmark(lambda: financing(plan, arrays))
    by_hand = _loop(n_actions)
    _ratio(benchmark, "a loop of this plan's rules alone, without other limits", _seconds(lambda: _loop(n_actions)))
    for claim, award in zip(found.claims, found.awards, strict=True):
        np.testing.assert_allclose(award.sum(axis=(0, 1)), by_hand[claim.terms.id][claim.action], rtol=1e-9, atol=1e-3)
    assert {str(cut.limit) for cut in found.cuts} == {"cap_per_year", "cap_total", "frame"}
    assert found.gap.max() == 0


def test_debt_of_200_actions_that_borrow_every_year(benchmark: BenchmarkFixture, n_actions: int) -> None:
    plan = funded_plan(n_actions)
    arrays = plan_arrays(plan)
    funded = financing(plan, arrays)
    debt = benchmark(lambda: debt_of(plan, arrays, funded))
    loans = [
        (year, float(award[..., year].sum()))
        for claim, award in zip(funded.claims, funded.awards, strict=True)
        for year in range(N_YEARS)
        if claim.terms.id == "lån"
    ]

    def loop() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        principal, interest = np.zeros(N_YEARS + TERM), np.zeros(N_YEARS + TERM)
        periods = np.arange(1, TERM + 1)
        for year, amount in loans:
            principal[year + 1 : year + TERM + 1] -= npf.ppmt(RATE, periods, TERM, amount)
            interest[year : year + TERM] -= npf.ipmt(RATE, periods, TERM, amount)
        return principal[:N_YEARS], interest[:N_YEARS]

    principal, interest = loop()
    _ratio(benchmark, "numpy-financial, ppmt and ipmt of every draw", _seconds(loop, times=1))
    np.testing.assert_allclose(debt.amortised.sum(axis=(0, 1)), principal, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(debt.interest.sum(axis=(0, 1)), interest, rtol=1e-9, atol=1e-3)


def test_all_the_money_of_200_actions(benchmark: BenchmarkFixture, n_actions: int) -> None:
    plan = funded_plan(n_actions)
    arrays = plan_arrays(plan)

    def everything() -> PlanMoney:
        money = PlanMoney(plan, arrays)
        assert money.accounts
        assert money.transfers
        return money

    money = benchmark(everything)
    _ratio(benchmark, "the allocation alone", _seconds(lambda: financing(plan, arrays), times=1))
    assert money.accounts.operating_effect.shape == (n_actions, len(arrays.organisations), N_YEARS)
    assert not np.isnan(money.accounts.operating_effect).any()
