"""Kernels side by side with a loop of numpy_financial over the same series, in the same run.

``pytest`` runs these at a small size, for their correctness; ``pytest tests/benchmarks --benchmark-only`` at full
size. The ratio is kept in ``extra_info`` of the benchmark; times are never asserted.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

import numpy as np
import numpy_financial as npf
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finmodel.engine.irr import irr, irr_roots
from finmodel.engine.present_value import npv
from finmodel.engine.undefined import FloatArray, Reason

T = TypeVar("T")

N_YEARS = 31
RATE = 0.035


@pytest.fixture
def n_series(request: pytest.FixtureRequest) -> int:
    return 10_000 if request.config.getoption("--benchmark-only") else 200


def _investments(n_series: int) -> FloatArray:
    """Outlay, then a surplus every year: one change of sign."""
    rng = np.random.default_rng(2026)
    outlay = rng.lognormal(14, 1, (n_series, 1))
    surplus = outlay * rng.uniform(0.01, 0.25, (n_series, 1)) * rng.uniform(0.7, 1.3, (n_series, N_YEARS - 1))
    return np.hstack([-outlay, surplus])


def _mixture(n_series: int) -> FloatArray:
    """Every tenth with a costly reinvestment, half of those ended by a clean-up; two in five start later."""
    rng = np.random.default_rng(2027)
    flows = _investments(n_series)
    tenth = np.arange(0, n_series, 10)
    flows[tenth, rng.integers(8, 20, tenth.size)] = flows[tenth, 0] * rng.uniform(0.3, 0.9, tenth.size)
    twentieth = tenth[::2]
    flows[twentieth, 23] = flows[twentieth, 0] * rng.uniform(0.1, 3.0, twentieth.size)
    flows[twentieth, 24:] = 0.0
    for row in rng.choice(n_series, 2 * n_series // 5, replace=False):
        flows[row] = np.roll(flows[row], delay := rng.integers(1, 8))
        flows[row, :delay] = 0.0
    return flows


def _seconds(call: Callable[[], object], n_times: int = 1) -> float:
    durations = []
    for _ in range(n_times):
        begun = perf_counter()
        call()
        durations.append(perf_counter() - begun)
    return min(durations)


def _measure(benchmark: BenchmarkFixture, kernel: Callable[[], T], loop: Callable[[], list[float]]) -> T:
    """Time the kernel by the benchmark, and kernel and loop in turn for the ratio."""
    kernel()
    durations = [(_seconds(kernel, 5), _seconds(loop)) for _ in range(2)]
    fastest_kernel, fastest_loop = (min(column) for column in zip(*durations, strict=True))
    benchmark.extra_info["alternative"] = "loop of numpy_financial"
    benchmark.extra_info["alternative_seconds"] = fastest_loop
    benchmark.extra_info["ratio"] = round(fastest_loop / fastest_kernel, 1)
    result: T = benchmark.pedantic(kernel, rounds=20, warmup_rounds=1)  # type: ignore[no-untyped-call]
    return result


def test_npv(benchmark: BenchmarkFixture, n_series: int) -> None:
    flows, factors = _investments(n_series), (1 + RATE) ** -np.arange(float(N_YEARS))

    def loop() -> list[float]:
        return [npf.npv(RATE, row) for row in flows]

    values = _measure(benchmark, lambda: npv(flows, factors), loop)
    np.testing.assert_allclose(values, loop(), rtol=1e-9, atol=1e-6)


def test_irr_of_investments(benchmark: BenchmarkFixture, n_series: int) -> None:
    flows = _investments(n_series)

    def loop() -> list[float]:
        return [npf.irr(row) for row in flows]

    rate, reason = _measure(benchmark, lambda: irr(flows), loop)
    assert not reason.any()
    np.testing.assert_allclose(rate, loop(), rtol=0, atol=1e-10)


def test_irr_of_a_realistic_mixture(benchmark: BenchmarkFixture, n_series: int) -> None:
    """Where there are several roots numpy_financial still gives one; the count is held against the exact one."""
    flows = _mixture(n_series)

    def loop() -> list[float]:
        return [npf.irr(row) for row in flows]

    rate, reason = _measure(benchmark, lambda: irr(flows), loop)
    counted = np.arange(0, n_series, 10)
    n_roots = np.array([len(irr_roots(flows[row])) for row in counted])
    expected = np.select([n_roots == 0, n_roots == 1], [Reason.NO_ROOT, Reason.DEFINED], default=Reason.MULTIPLE_ROOTS)
    np.testing.assert_array_equal(reason[counted], expected)
    assert not np.delete(reason, counted).any()
    is_defined = reason == Reason.DEFINED
    np.testing.assert_allclose(rate[is_defined], np.array(loop())[is_defined], rtol=0, atol=1e-9)
    benchmark.extra_info["several_sign_changes"] = int(counted.size)
    benchmark.extra_info["undefined"] = int((~is_defined).sum())
