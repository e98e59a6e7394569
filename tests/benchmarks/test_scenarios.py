"""Scenarios side by side at full size, beside a named alternative in the same run; times are never asserted."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finmodel.analysis.compare import compare
from finmodel.analysis.compare_rows import Value, figures_of_plan, views_of
from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.overlay import apply_scenario
from finmodel.model.document import read_document
from finmodel.model.perspectives import Perspective
from finmodel.model.plan import Plan
from tests.engine.money_plans import money_document
from tests.small_plans import BASE

GROUP = str(Perspective.GROUP)
LAST = BASE + 30


@pytest.fixture
def plan(request: pytest.FixtureRequest) -> Plan:
    """Return 200 funded actions under 10 scenarios; of each a few where nothing is measured."""
    is_full = bool(request.config.getoption("--benchmark-only"))
    return scenario_plan(*((200, 10) if is_full else (6, 2)))


def funded_document(n_actions: int) -> dict[str, Any]:
    """Return actions bought over two years, each with a grant under a cap and a loan for the rest, over 31 years."""
    names = [f"a{number:04}" for number in range(n_actions)]
    return money_document(
        actions=[{"id": name, "priority": 1 + number % 5} for number, name in enumerate(names)],
        investments=[
            {
                "action": name,
                "economic_life_years": 25,
                "by_year": {str(BASE + number % 4): 2e6 + 1000.0 * number, str(BASE + number % 4 + 1): 5e5},
            }
            for number, name in enumerate(names)
        ],
        sources=[
            {"id": "bidrag", "kind": "grant_national", "cap_per_year": 2e5 * n_actions},
            {"id": "lån", "kind": "loan", "term_years": 20, "interest_rate": 0.03},
        ],
        funding=[{"default": True, "source": "bidrag", "share": 0.4}, {"default": True, "source": "lån", "rest": True}],
        last_year=LAST,
        internal_interest=0.025,
    )


def scenario_plan(n_actions: int, n_scenarios: int) -> Plan:
    """Return a funded plan with scenarios that change actions, amounts, rates and the mix, each in its own measure."""
    document = funded_document(n_actions)
    names = [f"s{number}" for number in range(n_scenarios)]
    changes: list[dict[str, Any]] = []
    mixes: list[dict[str, Any]] = []
    for number, name in enumerate(names, start=1):
        changes += [
            {"operation": "leave_out", "actions": [f"a{number:04}"]},
            {"operation": "scale", "field": "investments.by_year", "all_rows": True, "factor": 1 + number / 100},
            {"operation": "set", "field": "sources.interest_rate", "rows": ["lån"], "number": 0.02 + number / 1000},
        ]
        changes[-3:] = [{"scenario": name, "position": at, **row} for at, row in enumerate(changes[-3:], start=1)]
        mixes += [
            {"scenario": name, "source": "bidrag", "position": 1, "share": number / 100},
            {"scenario": name, "source": "lån", "position": 2, "rest": True},
        ]
    document["scenarios"] = [{"id": name, "name": name} for name in names]
    document["scenario_changes"] = [{"id": f"c{at}", **row} for at, row in enumerate(changes)]
    document["scenario_funding"] = [{"id": f"m{at}", **row} for at, row in enumerate(mixes)]
    return read_document(document)[0]


def one_by_one(plan: Plan, years: tuple[int, ...]) -> list[tuple[Value, ...]]:
    """Return every figure of every scenario, each evaluated in each perspective by itself."""
    found = []
    for row in plan.scenarios:
        applied = apply_scenario(plan, row.id).plan
        views = {name: evaluate(applied, name) for name in views_of(GROUP)}
        found.append(figures_of_plan(views, GROUP, years))
    return found


def test_compare_10_scenarios_of_200_actions(benchmark: BenchmarkFixture, plan: Plan) -> None:
    ids = [row.id for row in plan.scenarios]
    comparison = benchmark(lambda: compare(plan, ids))
    begun = perf_counter()
    alone = one_by_one(plan, comparison.years)
    seconds = perf_counter() - begun
    benchmark.extra_info["alternative"] = "each scenario evaluated in each of the four perspectives by itself"
    if benchmark.stats is not None:
        benchmark.extra_info["ratio"] = round(seconds / benchmark.stats.stats.min, 2)
    assert comparison.scenarios == tuple(ids)
    for place, figures in enumerate(alone):
        assert [(row.name, row.values[place], row.reasons[place]) for row in comparison.rows] == [
            (item.name, item.value, item.reason) for item in figures
        ]
    npv = comparison.row("npv_after_funding").values
    assert len(set(npv)) == len(ids)
