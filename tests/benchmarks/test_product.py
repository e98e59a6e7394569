"""The main job at full size, each beside a named alternative in the same run; times are never asserted."""

from __future__ import annotations

import io
import subprocess
import sys
from time import perf_counter
from typing import Any

import numpy_financial as npf
import openpyxl
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from finmodel.analysis.evaluate import evaluate
from finmodel.excel.reader import read_workbook
from finmodel.excel.writer import workbook_bytes
from finmodel.model.document import read_document
from finmodel.model.plan import Plan


def large_plan(n_actions: int, n_years: int) -> Plan:
    """Return a plan of many ordinary actions: two components, a saving, tonnes with a ramp and a year of their own."""
    first = 2026
    document: dict[str, Any] = {
        "settings": {
            "municipality": "Storköping",
            "first_year": first,
            "last_year": first + n_years - 1,
            "base_year": first,
            "price_year": first,
            "inflation": 0.02,
            "financial_discount_rate": 0.035,
        },
        "organisations": [{"id": f"n{k}", "name": f"Nämnd {k}", "kind": "committee"} for k in range(20)],
        "sectors": [{"id": f"s{k}", "name": f"Sektor {k}"} for k in range(8)],
        "actions": [],
        "investments": [],
        "benefits": [],
    }
    for k in range(n_actions):
        name = f"a{k:04}"
        document["actions"].append(
            {
                "id": name,
                "name": f"Åtgärd {k}",
                "owner": f"n{k % 20}",
                "sector": f"s{k % 8}",
                "opex_change": 10_000 * (k % 7 - 3),
                "reduction_tonnes": {"value": 50 + k, "by_year": {str(first + 5): 25 + k}},
                "ramp": [0.25, 0.5, 1],
            }
        )
        for part, life in (("1", 15), ("2", 25)):
            document["investments"].append(
                {
                    "id": f"{name}-{part}",
                    "action": name,
                    "economic_life_years": life,
                    "by_year": {str(first + k % 4): 1_500_000 + 1000 * k, str(first + 1 + k % 4): 500_000},
                }
            )
        document["benefits"].append({"id": f"{name}-s", "action": name, "kind": "saving", "amount": 180_000 + 500 * k})
    return read_document(document)[0]


@pytest.fixture
def is_full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--benchmark-only"))


def _ratio(benchmark: BenchmarkFixture, alternative: str, seconds: float) -> None:
    benchmark.extra_info["alternative"] = alternative
    if benchmark.stats is not None:
        benchmark.extra_info["ratio"] = round(seconds / benchmark.stats.stats.min, 2)


def test_evaluate_200_actions_over_31_years(benchmark: BenchmarkFixture, is_full: bool) -> None:
    plan = large_plan(200 if is_full else 20, 31)
    results = benchmark(lambda: evaluate(plan))
    flows = results.cash_flow_by(["action"]).to_numpy()
    begun = perf_counter()
    values = [(npf.npv(0.035, row), npf.irr(row)) for row in flows]
    _ratio(benchmark, "only NPV and IRR of the finished flows, by a loop of numpy_financial", perf_counter() - begun)
    for item, (value, _) in zip(results.actions, values, strict=True):
        assert item.figures["npv"] == pytest.approx(value, rel=1e-9)


def test_write_a_workbook_of_300_actions(benchmark: BenchmarkFixture, is_full: bool) -> None:
    plan = large_plan(300 if is_full else 10, 31)
    data = benchmark(lambda: workbook_bytes(plan))
    book = openpyxl.load_workbook(io.BytesIO(data))
    begun = perf_counter()
    book.save(io.BytesIO())
    _ratio(benchmark, "openpyxl saving the same workbook", perf_counter() - begun)
    assert book["Åtgärder"].max_row == 5 + len(plan.actions)


def test_read_a_workbook_of_300_actions(benchmark: BenchmarkFixture, is_full: bool) -> None:
    plan = large_plan(300 if is_full else 10, 31)
    data = workbook_bytes(plan)
    read = benchmark(lambda: read_workbook(data))
    begun = perf_counter()
    openpyxl.load_workbook(io.BytesIO(data))
    _ratio(benchmark, "openpyxl only loading the same workbook", perf_counter() - begun)
    assert read == plan


def test_help_starts_at_once(benchmark: BenchmarkFixture) -> None:
    def start(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], check=True, capture_output=True, text=True, encoding="utf-8"
        )

    shown = benchmark(lambda: start("-m", "finmodel", "--help"))
    begun = perf_counter()
    start("-c", "import pandas")
    _ratio(benchmark, "a Python that imports pandas", perf_counter() - begun)
    assert "evaluate" in shown.stdout
