"""Overlap and energy at full size, each beside a Python loop over actions and years in the same run."""

from __future__ import annotations

from collections import defaultdict
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finmodel.engine.arrays import plan_arrays
from finmodel.engine.axes import Part
from finmodel.engine.overlap import shared_out
from finmodel.model.plan import Plan
from tests.engine.energy_plans import energy_plan
from tests.small_plans import BASE

N_YEARS = 30
N_POOLS = 10
INFLATION = 0.02


@pytest.fixture
def n_actions(request: pytest.FixtureRequest) -> int:
    return 200 if request.config.getoption("--benchmark-only") else 40


def pooled_plan(n_actions: int) -> Plan:
    """Return a plan whose actions all draw on a pool: by a share, by tonnes or by energy, in three priorities."""
    actions: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    for k in range(n_actions):
        name = f"a{k:04}"
        row: dict[str, Any] = {"id": name, "pool": f"p{k % N_POOLS}", "opex_change": 1000, "ramp": [0.5, 1]}
        if k % 4:
            row["priority"] = k % 4
        if k % 3 == 0:
            row["pool_share"] = 0.05 + 0.01 * (k % 7)
        elif k % 3 == 1:
            row["reduction_tonnes"] = 40 + k % 11
        else:
            kwh = -100_000 - 1000 * (k % 13)
            changes += [
                {"action": name, "carrier": "olja", "kwh": kwh},
                {"action": name, "carrier": "el", "kwh": -kwh / 4},
            ]
        actions.append(row)
    return energy_plan(
        actions=actions,
        investments=[
            {"action": row["id"], "amount": 1e6, "start_year": BASE + k % 5, "economic_life_years": 20}
            for k, row in enumerate(actions)
        ],
        pools=[{"id": f"p{k}", "tonnes": 300} for k in range(N_POOLS)],
        carriers=[
            {"id": "olja", "price": 1.5, "emission_factor": 0.29, "carbon_price": 600},
            {"id": "el", "price": 1.0, "emission_factor": 0.02},
        ],
        changes=changes,
        last_year=BASE + N_YEARS - 1,
        financial_discount_rate=0.035,
        inflation=INFLATION,
    )


def _loop(plan: Plan) -> tuple[list[list[float]], float]:
    """Return adjusted reductions by action (in the order of ids) and year, and the sum of all energy costs."""
    prices = {carrier.id: (carrier.price, carrier.emission_factor) for carrier in plan.carriers}
    changes = defaultdict(list)
    for change in plan.energy_changes:
        changes[change.action].append((change.carrier, change.kwh.value if change.kwh else 0.0))
    bought = {investment.action: investment for investment in plan.investments}
    actions = sorted(plan.actions, key=lambda action: action.id)
    reductions = [[0.0] * N_YEARS for _ in actions]
    energy_cost = 0.0
    for year in range(BASE, BASE + N_YEARS):
        by_pool: defaultdict[str | None, list[tuple[float, int, float, float, float]]] = defaultdict(list)
        for place, action in enumerate(actions):
            start = (bought[action.id].start_year or 0) + 1
            age = year - start
            ramp = 0.0 if not 0 <= age < 20 else action.ramp[min(age, 1)]
            share = (action.pool_share.value or 0.0) * ramp if action.pool_share else 0.0
            ask = (action.reduction_tonnes.value or 0.0) * ramp if action.reduction_tonnes else 0.0
            cost = 0.0
            for name, kwh in changes[action.id]:
                price, factor = prices[name]
                assert price is not None
                assert factor is not None
                ask -= (kwh or 0.0) * ramp * (factor.value or 0.0) / 1000
                cost += (kwh or 0.0) * ramp * (price.value or 0.0)
            rank = float("inf") if action.priority is None else float(action.priority)
            by_pool[action.pool].append((rank, place, share, ask, cost))
        for pool in plan.pools:
            left = pool.tonnes.value or 0.0
            rows = by_pool[pool.id]
            for rank in sorted({row[0] for row in rows}):
                equals = [row for row in rows if row[0] == rank and row[2] > 0]
                remains = 1.0
                for row in equals:
                    remains *= 1 - row[2]
                weight = sum(row[2] for row in equals)
                for row in equals:
                    reductions[row[1]][year - BASE] += left * (1 - remains) * row[2] / weight
                left *= remains
            for rank in sorted({row[0] for row in rows}):
                equals = [row for row in rows if row[0] == rank and row[3] > 0]
                wanted = sum(row[3] for row in equals)
                factor_left = min(1.0, left / wanted) if wanted else 1.0
                for row in equals:
                    reductions[row[1]][year - BASE] += row[3] * factor_left
                    energy_cost += row[4] * factor_left * (1 + INFLATION) ** (year - BASE)
                left -= wanted * factor_left
    return reductions, energy_cost


def _fastest(call: Any, times: int = 3) -> float:
    durations = []
    for _ in range(times):
        begun = perf_counter()
        call()
        durations.append(perf_counter() - begun)
    return min(durations)


def test_arrays_of_actions_on_pools(benchmark: BenchmarkFixture, n_actions: int) -> None:
    plan = pooled_plan(n_actions)
    arrays = benchmark(lambda: plan_arrays(plan))
    reductions, energy_cost = _loop(plan)
    if benchmark.stats is not None:
        benchmark.extra_info["alternative"] = "only overlap and energy cost, by a loop over actions and years"
        benchmark.extra_info["ratio"] = round(_fastest(lambda: _loop(plan)) / benchmark.stats.stats.min, 2)
    np.testing.assert_allclose(arrays.reductions, reductions, rtol=1e-9, atol=1e-9)
    assert (arrays.reductions < arrays.unadjusted - 1e-9).any()
    assert arrays.amounts[arrays.part == Part.ENERGY_COST].sum() == pytest.approx(energy_cost, rel=1e-9)


def test_overlap_of_one_pool(benchmark: BenchmarkFixture, n_actions: int) -> None:
    rng = np.random.default_rng(1)
    pool = np.full(N_YEARS, 1000.0)
    priority = rng.integers(1, 6, n_actions).astype(np.float64)
    shares = rng.uniform(0.0, 0.02, (n_actions, N_YEARS))
    asks = rng.uniform(0.0, 20.0, (n_actions, N_YEARS))

    def loop() -> list[list[float]]:
        found = [[0.0] * N_YEARS for _ in range(n_actions)]
        for year in range(N_YEARS):
            left = 1000.0
            for rank in range(1, 6):
                equals = [k for k in range(n_actions) if priority[k] == rank]
                remains = 1.0
                for k in equals:
                    remains *= 1 - shares[k, year]
                weight = sum(shares[k, year] for k in equals)
                for k in equals:
                    found[k][year] += left * (1 - remains) * shares[k, year] / weight
                left *= remains
            for rank in range(1, 6):
                equals = [k for k in range(n_actions) if priority[k] == rank]
                wanted = sum(asks[k, year] for k in equals)
                granted = min(1.0, left / wanted)
                for k in equals:
                    found[k][year] += asks[k, year] * granted
                left -= wanted * granted
        return found

    by_share, granted = benchmark(lambda: shared_out(pool, priority, shares, asks))
    if benchmark.stats is not None:
        benchmark.extra_info["alternative"] = "a loop over actions and years"
        benchmark.extra_info["ratio"] = round(_fastest(loop) / benchmark.stats.stats.min, 1)
    np.testing.assert_allclose(by_share + granted, loop(), rtol=1e-9, atol=1e-9)
