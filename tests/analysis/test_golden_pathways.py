"""Published emission paths, trends and carbon budgets, as plans of finmodel wherever a plan can say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from finmodel import Plan
from finmodel.analysis.carbon_budgets import CarbonBudget, carbon_budgets
from finmodel.analysis.emissions_gap import EmissionCell, emissions_gap
from finmodel.analysis.inventory import Part
from finmodel.engine.carbon_budget import RunOutKind
from finmodel.engine.emission_paths import annual_rate_path, constant_rate, linear_trend
from finmodel.model.document import read_document
from tests.cases.published import CASES
from tests.cases.published import same as _same
from tests.small_plans import small_document

ALL = {"perspective": "territorial", "gas": "co2"}
Row = Mapping[str, Any]


def _plan(
    known: Mapping[int, float], baseline: Row, targets: Sequence[Row] = (), first: int = 2024, last: int = 2050
) -> Plan:
    """Return a plan without actions: an inventory of the whole, a reference path, targets."""
    document = small_document(actions=[], first_year=first, base_year=first, price_year=first, last_year=last)
    document["emissions"] = [{"id": f"u{year}", **ALL, "year": year, "tonnes": t} for year, t in known.items()]
    document["baselines"] = [{"id": "b", **ALL, **baseline}]
    document["targets"] = [{"id": f"m{at}", "name": "Mål", **ALL, **row} for at, row in enumerate(targets)]
    return read_document(document)[0]


def _whole(plan: Plan) -> EmissionCell:
    cell = emissions_gap(plan).cell("territorial", "co2", Part.WHOLE)
    assert cell is not None
    return cell


def _years(cell: EmissionCell) -> dict[int, float]:
    return dict(zip(cell.years, cell.baseline.values.tolist(), strict=True))


def _budget(plan: Plan) -> CarbonBudget:
    (found,) = carbon_budgets(emissions_gap(plan))
    return found


def _held(budget: CarbonBudget, year: int) -> float:
    """Return what the constant cut that holds a budget leaves in a year."""
    assert budget.level is not None
    assert budget.yearly_cut is not None
    assert budget.first_open is not None
    path = constant_rate(budget.level, budget.yearly_cut, budget.first_open, np.array([float(year)]))
    return float(path[0])


def _by_trapezes(values: Sequence[float]) -> float:
    """Return the sum between two years as the source takes it: half of the first and of the last year."""
    return sum(values) - (values[0] + values[-1]) / 2


def test_budget_and_trend_of_goteborg() -> None:
    """Eight years of inventory give the trend from 2024 on; the budget from 2024 gives the cut that would hold it."""
    case = CASES["kk-goteborg"]
    known = {int(year): tonnes for year, tonnes in case["inputs"]["emissions_2015_2022"].items()}
    budget = {"kind": "budget", "base_year": 2024, "tonnes": case["inputs"]["budget_from_2024"]}
    # The inventory ends in 2022: 2023 is no part of the budget, and 2024 is its first open year.
    plan = _plan(known, {"kind": "linear_trend"}, [budget])
    path = _years(_whole(plan))
    for year, tonnes in case["inputs"]["trend_by_year"].items():
        assert path[int(year)] == pytest.approx(tonnes, rel=1e-8)
    _same(_by_trapezes([path[year] for year in range(2024, 2051)]), case, "trend_emission_2024_2050")
    found = _budget(plan)
    assert (found.first_open, found.used) == (2024, 0)
    assert found.level == pytest.approx(case["inputs"]["E0_2024"])
    assert found.yearly_cut is not None
    _same(100 * found.yearly_cut, case, "needed_annual_change_pct")
    for year, tonnes in case["expected"]["path"].items():
        _same(_held(found, int(year)), case, "path", tonnes)


def test_path_that_holds_the_budget_of_norrkoping() -> None:
    case = CASES["kk-norrkoping-path"]
    budget = {"kind": "budget", "base_year": 2024, "tonnes": case["inputs"]["budget"]}
    found = _budget(_plan({2023: case["inputs"]["E0_2024"]}, {"kind": "flat"}, [budget]))
    for year, tonnes in case["expected"]["path"].items():
        _same(_held(found, int(year)), case, "path", tonnes)
    assert found.left == pytest.approx(case["inputs"]["budget"])


def test_trend_of_norrkoping() -> None:
    case = CASES["kk-norrkoping-trend"]
    years, tonnes = case["inputs"]["years"], case["inputs"]["emissions_t"]
    origin, next_year = linear_trend(years, tonnes, np.array([0.0, 1.0]))
    _same(float(origin), case, "intercept")
    _same(float(next_year - origin), case, "slope")
    path = _years(_whole(_plan(dict(zip(years, tonnes, strict=True)), {"kind": "linear_trend"})))
    for year in (2022, 2030, 2050):
        _same(path[year], case, f"trend_{year}")
    _same(_by_trapezes([path[year] for year in range(2021, 2025)]), case, "approx_2021_2024")
    _same(_by_trapezes([path[year] for year in range(2024, 2051)]), case, "trend_emission")


def test_budget_of_ale_runs_out_on_the_trend() -> None:
    case = CASES["kk-ale-budget"]
    inputs = case["inputs"]
    trend = {str(y): inputs["trend_slope"] * y + inputs["trend_intercept"] for y in range(2024, 2031)}
    assert trend["2024"] == pytest.approx(inputs["trend_2024"], abs=10)
    budget = {"kind": "budget", "base_year": 2024, "tonnes": inputs["budget_2024_t"]}
    baseline = {"kind": "explicit", "tonnes": {"by_year": trend}}
    found = _budget(_plan({2023: inputs["trend_2024"]}, baseline, [budget], last=2030))
    assert found.runs_out.kind is RunOutKind.DATE
    assert found.runs_out.date is not None
    _same(found.runs_out.date, case, "exhaustion_year_fraction")


def test_yearly_rate_of_goteborg_for_consumption() -> None:
    """7.6 % a year are 64 % in thirteen years, whatever the inventory: the path in percent needs none."""
    case = CASES["gbg-76"]
    first, last = case["inputs"]["from"], case["inputs"]["to"]
    target = {"kind": "annual_rate", "reduction": case["inputs"]["rate"], "base_year": first, "year": last}
    with_base = _whole(_plan({first: 1000.0}, {"kind": "flat"}, [target])).targets[0].target
    without = _whole(_plan({2020: 1000.0}, {"kind": "flat"}, [target])).targets[0].target
    for found in (with_base, without):
        assert found.reduction is not None
        _same(100 * found.reduction, case, "total_reduction_pct")
        assert 100 * (1 - found.share[-1]) == pytest.approx(100 * found.reduction)
    assert np.isnan(without.path.values).all()
    assert with_base.path.values[-1] == pytest.approx(1000 * (1 - case["inputs"]["rate"]) ** (last - first))


def test_yearly_rate_of_goteborg_to_eighty_percent() -> None:
    """The source does not say from when: only how long the rate takes to the share that it names can be held."""
    case = CASES["gbg-103"]
    shares = annual_rate_path(1.0, case["inputs"]["rate"], 0, None, np.arange(40.0))
    goal = 1 - case["inputs"]["target_reduction_vs_1990_pct"] / 100
    years = np.interp(-np.log(goal), -np.log(shares), np.arange(40.0))
    _same(float(years), case, "years_needed_if_start_equals_1990_level")
    undated = {"kind": "annual_rate", "reduction": case["inputs"]["rate"]}
    (found,) = _whole(_plan({2020: 1000.0}, {"kind": "flat"}, [undated])).targets
    assert found.gap.reason.key == "no_start_year"
    assert np.isnan(found.gap.values).all()


def test_sector_targets_of_goteborg_are_the_plans_reductions() -> None:
    """What the table calls target is allowed in 2030; the reductions that it prints leave no gap in any sector."""
    case = CASES["gap-gothenburg"]
    sectors = {f"s{at}": row for at, row in enumerate(case["inputs"]["sectors"])}
    actions = [
        {"id": f"a{name}", "sector": name, "effect_start": 2030, "reduction_tonnes": row["reduction"], "opex_change": 0}
        for name, row in sectors.items()
    ]
    document = small_document(actions=actions, first_year=2024, base_year=2024, price_year=2024, last_year=2030)
    document["sectors"] = [{"id": name, "name": row["name"]} for name, row in sectors.items()]
    document["emissions"] = [
        {"id": f"u{name}", **ALL, "sector": name, "year": 2023, "tonnes": row["baseline"]}
        for name, row in sectors.items()
    ]
    document["baselines"] = [{"id": "b", **ALL, "kind": "flat"}]
    document["targets"] = [
        {"id": f"m{name}", "name": "Mål", **ALL, "sector": name, "kind": "absolute", "year": 2030}
        | {"tonnes": row["target_2030"]}
        for name, row in sectors.items()
    ]
    gap = emissions_gap(read_document(document)[0])
    cells = [gap.cell("territorial", "co2", Part.SECTOR, name) for name in sectors]
    for cell in cells:
        assert cell is not None
        _same(cell.gap.values[-1], case, "totals", 0)
        assert cell.gap.values[-2] > 0 or cell.target.values[-2] >= cell.baseline.values[-2]
    totals = case["expected"]["totals"]
    (whole,) = gap.wholes
    _same(whole.baseline.values[-1], case, "totals", totals["baseline"])
    _same(whole.reductions[-1], case, "totals", totals["reduction"])
    _same(whole.planned.values[-1], case, "totals", totals["target"])
    assert whole.gap.reason.key == "no_target"
