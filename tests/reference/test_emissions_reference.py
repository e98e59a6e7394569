"""Emissions, targets and carbon budgets: the product against the plain books, and what must hold on any plan."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path as File
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import Plan
from finmodel.analysis.carbon_budgets import carbon_budgets
from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap, emissions_gap
from finmodel.analysis.inventory import Part
from finmodel.analysis.wedges import wedges
from finmodel.engine.undefined import FloatArray, Reason
from finmodel.model.document import read_document
from tests.reference.emission_comparison import emission_disagreements
from tests.reference.emission_gap import EmissionsReference
from tests.reference.emission_strategies import Document, emission_documents, emission_plans
from tests.reference.emission_targets import compounded, constant_cut
from tests.reference.emissions import REST, Amount
from tests.reference.numbers import exact
from tests.small_plans import small_document

SAMPLES = sorted((File(__file__).parents[2] / "scenarios").glob("*/plan.json"))
SCOPE = ("territorial", "co2e")
ALL = {"perspective": "territorial", "gas": "co2e"}
NEAR = 1e-9
Row = Mapping[str, Any]

# What is found says which amount differs; add Phase.shrink to see it in the smallest plan.
_ORDINARY = settings(
    max_examples=60,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


# -- The product against the plain books ----------------------------------------------------------------------------


@_ORDINARY
@given(emission_plans())
def test_every_tonne_reason_and_budget_agrees(plan: Plan) -> None:
    assert emission_disagreements(plan) == []


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.parent.name)
def test_the_sample_plans_agree(file: File) -> None:
    plan = read_document(json.loads(file.read_text(encoding="utf-8")))[0]
    assert plan.targets
    assert emission_disagreements(plan) == []


@pytest.mark.soak
@settings(_ORDINARY, max_examples=5_000, derandomize=False)
@given(emission_plans(max_actions=6))
def test_every_tonne_agrees_on_thousands_of_plans(plan: Plan) -> None:
    assert emission_disagreements(plan) == []


# -- What must hold on any plan -------------------------------------------------------------------------------------


def _parts(gap: EmissionsGap, whole: EmissionCell) -> list[EmissionCell]:
    """Return the sectors and the rest of a whole: all that is summed."""
    same = [cell for cell in gap.cells if (cell.perspective, cell.gas) == (whole.perspective, whole.gas)]
    return [cell for cell in same if cell.part is not Part.WHOLE and cell.is_measured]


def _check_sums(gap: EmissionsGap, whole: EmissionCell) -> None:
    """Sectors and rest are the whole, wherever all of them are known."""
    parts = _parts(gap, whole)
    if not parts:
        return
    for name in ("reductions", "removals"):
        summed = sum(getattr(cell, name) for cell in parts)
        assert summed == pytest.approx(getattr(whole, name), rel=NEAR, abs=NEAR)
    for name in ("baseline", "planned"):
        summed = np.sum([getattr(cell, name).values for cell in parts], axis=0)
        known = ~np.isnan(summed)
        assert summed[known] == pytest.approx(getattr(whole, name).values[known], rel=NEAR, abs=1e-6)


def _check_wedges(gap: EmissionsGap, whole: EmissionCell) -> None:
    """The reference path less the wedges is the planned path, whoever the wedges are grouped by."""
    found = wedges(gap, whole)
    nothing = np.zeros(len(gap.years))
    for group in (found.actions, found.organisations, found.statuses):
        left = whole.baseline.values - sum((wedge.adjusted for wedge in group), nothing)
        assert left == pytest.approx(whole.planned.values, rel=NEAR, abs=1e-6, nan_ok=True)


def _check_pools(gap: EmissionsGap) -> None:
    """Together the actions never take more than their pool has."""
    plan = gap.plan
    taken: defaultdict[str, FloatArray] = defaultdict(lambda: np.zeros(len(plan.settings.years)))
    for action, tonnes in zip(gap.contributions.actions, gap.tonnes.reductions, strict=True):
        if action.pool is not None:
            taken[action.pool] += np.maximum(tonnes, 0)
    for pool in plan.pools:
        most = np.array([pool.tonnes.at(year) for year in plan.settings.years], dtype=float)
        assert (taken[pool.id] <= most * (1 + NEAR) + NEAR).all()


def _check_budgets(gap: EmissionsGap) -> None:
    for budget in carbon_budgets(gap):
        assert (budget.used is None) == (budget.left is None)
        if budget.used is not None and budget.left is not None:
            assert budget.used + budget.left == pytest.approx(budget.total, rel=NEAR)
        # A cut, or why there is none.
        assert (budget.yearly_cut is None) == (budget.reason is not Reason.DEFINED)


def _check_reasons(cell: EmissionCell) -> None:
    paths = {"baseline": cell.baseline, "target": cell.target, "gap": cell.gap, "planned": cell.planned}
    for item in cell.targets:
        paths |= {f"{item.target.row.id} path": item.target.path, f"{item.target.row.id} gap": item.gap}
    for name, path in paths.items():
        if np.isnan(path.values).any():
            assert path.reason is not Reason.DEFINED, name
    assert set(cell.to_dict()["undefined"].values()) <= {reason.key for reason in Reason} - {Reason.DEFINED.key}


@_ORDINARY
@given(emission_plans())
def test_identities(plan: Plan) -> None:
    gap = emissions_gap(plan)
    for cell in gap.cells:
        _check_reasons(cell)
    for whole in gap.wholes:
        _check_sums(gap, whole)
        _check_wedges(gap, whole)
    _check_pools(gap)
    _check_budgets(gap)


@settings(_ORDINARY, max_examples=30)
@given(emission_documents(), st.randoms(use_true_random=False))
def test_row_order_never_counts(document: Document, random: Any) -> None:
    shuffled = {
        name: random.sample(rows, len(rows)) if isinstance(rows, list) else rows for name, rows in document.items()
    }
    one, other = (emissions_gap(read_document(each)[0]) for each in (document, shuffled))
    assert [cell.to_dict() for cell in one.cells] == [cell.to_dict() for cell in other.cells]
    assert [row.to_dict() for row in carbon_budgets(one)] == [row.to_dict() for row in carbon_budgets(other)]
    for mine, theirs in zip(one.wholes, other.wholes, strict=True):
        left, right = wedges(one, mine).to_dict(), wedges(other, theirs).to_dict()
        for name, rows in left.items():
            if isinstance(rows, list):
                left[name], right[name] = ({row["id"]: row for row in each[name]} for each in (left, right))
        assert left == right


# -- The plain books themselves, by hand ----------------------------------------------------------------------------


def _reference(
    emissions: Sequence[Row],
    baselines: Sequence[Row] = (),
    targets: Sequence[Row] = (),
    actions: Sequence[Row] = (),
    **tables: Sequence[Row],
) -> EmissionsReference:
    """Return the books of a plan of 2024–2034 with the sectors "väg" and "hus"."""
    document = small_document(actions=actions, first_year=2024, base_year=2024, price_year=2024, last_year=2034)
    document["sectors"] = [{"id": name, "name": name} for name in ("väg", "hus")]
    for table, rows in {"emissions": emissions, "baselines": baselines, "targets": targets, **tables}.items():
        common = ALL if table in ("emissions", "baselines", "targets") else {}
        named = {"name": "Namn"} if table in ("targets", "carriers", "pools") else {}
        document[table] = [{"id": f"{table}{at}", **named, **common, **row} for at, row in enumerate(rows)]
    return EmissionsReference(read_document(document)[0])


def _told(amounts: Sequence[Amount]) -> list[float | str]:
    return [amount if isinstance(amount, str) else float(amount) for amount in amounts]


DIVIDED: Sequence[Row] = (
    {"year": 2022, "tonnes": 1000},
    {"year": 2023, "tonnes": 900},
    {"year": 2023, "sector": "väg", "scope": "scope_1", "tonnes": 400},
    {"year": 2023, "sector": "väg", "scope": "scope_2", "tonnes": 100},
    {"year": 2023, "sector": "hus", "tonnes": 300},
)


KNOWN: Sequence[Row] = [{"year": year, "tonnes": 900} for year in (2021, 2022, 2023)]
STATED: Row = {"kind": "budget", "base_year": 2019, "tonnes": 4000, "used_share": 0.2}
WORKS: Sequence[Row] = [{"id": "a", "effect_start": 2024, "reduction_tonnes": 100, "opex_change": 0}]


@pytest.mark.parametrize(
    ("emissions", "baseline", "target", "actions"),
    [
        pytest.param(
            [*KNOWN, {"year": 2015, "sector": "hus", "tonnes": 5}],
            {"kind": "constant_rate", "yearly_cut": 1},
            {},
            [],
            id="everything falls away at once, beside a sector that was last measured before",
        ),
        pytest.param(
            [{"year": 2022, "tonnes": 10}, {"year": 2023, "tonnes": 0}],
            {"kind": "flat"},
            {"kind": "absolute", "year": 2030, "tonnes": 5, "path": "geometric"},
            [],
            id="no geometric way from 0, but a level from its year on",
        ),
        pytest.param(
            [],
            {"kind": "explicit", "tonnes": {"by_year": {"2030": 5}}},
            {"kind": "absolute", "year": 2020, "tonnes": 5},
            [],
            id="a passed target is known without an inventory: the reference path is what lacks",
        ),
        pytest.param(
            KNOWN, {"kind": "flat"}, {**STATED, "used_until": 2020}, [], id="stated use, then inventory before the plan"
        ),
        pytest.param(
            [{"year": year, "tonnes": 900} for year in (2021, 2024)],
            {"kind": "flat"},
            {**STATED, "used_until": 2023},
            WORKS,
            id="stated use, then inventory that has the action's effect in it",
        ),
        pytest.param(
            KNOWN,
            {"kind": "flat"},
            {"kind": "budget", "base_year": 2040, "tonnes": 100},
            [],
            id="a budget that opens after the plan",
        ),
        pytest.param(
            KNOWN, {"kind": "flat"}, {"kind": "budget", "base_year": 2021, "tonnes": 0}, [], id="a budget of nothing"
        ),
    ],
)
def test_edges_agree(emissions: Sequence[Row], baseline: Row, target: Row, actions: Sequence[Row]) -> None:
    books = _reference(emissions, [baseline], [target] if target else [], actions)
    assert emission_disagreements(books.plan) == []


def test_stated_inhabitants_go_before_the_ordinary_budgets() -> None:
    """Of 2026 both speak; 2025 is on the line from the ordinary budget's 2024."""
    for year, people in ((2025, 1500), (2026, 2000)):
        books = _reference(
            KNOWN,
            [{"kind": "flat"}],
            [{"kind": "per_capita", "year": year, "tonnes_per_inhabitant": 0.5}],
            population=[{"year": 2026, "inhabitants": 2000}],
            ordinary_budget=[
                {"level": "municipality", "year": 2024, "population": 1000},
                {"level": "municipality", "year": 2026, "population": 5000},
            ],
        )
        assert books.targets.level(books.plan.targets[0]) == 0.5 * people
        assert emission_disagreements(books.plan) == []


def test_whole_sectors_and_rest() -> None:
    """The whole falls by 10 %, the roads by half instead: the whole is corrected by what they do otherwise."""
    books = _reference(
        DIVIDED,
        [
            {"kind": "constant_rate", "yearly_cut": 0.1},
            {"kind": "constant_rate", "yearly_cut": 0.5, "sector": "väg"},
        ],
    )
    found = {sector: _told([books.baseline(SCOPE, sector, year) for year in (2023, 2024)]) for sector in (None, REST)}
    # 900 · 0.9 + (500 · 0.5 − 500 · 0.9); of the 100 that nobody has, 90 are left.
    assert found == {None: [900, 610], REST: [100, 90]}
    assert _told([books.baseline(SCOPE, "hus", 2024), books.baseline(SCOPE, "väg", 2024)]) == [270, 250]


def test_without_a_row_for_all_the_whole_is_the_sum_only_where_nothing_is_undivided() -> None:
    own = [{"kind": "flat", "sector": "väg"}, {"kind": "flat", "sector": "hus"}]
    assert _reference(DIVIDED, own).baseline(SCOPE, None, 2024) == "no_baseline"
    assert _reference([row for row in DIVIDED if "sector" in row], own).baseline(SCOPE, None, 2024) == 800
    assert _reference([row for row in DIVIDED if "sector" in row], own[:1]).baseline(SCOPE, None, 2024) == "no_baseline"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"kind": "flat"}, [1000, 900, 900, 900]),
        ({"kind": "linear_trend"}, [1000, 900, 800, 0]),
        ({"kind": "explicit", "tonnes": 50}, [1000, 900, 50, 50]),
        ({"kind": "explicit", "tonnes": {"by_year": {"2025": 700}}}, [1000, 900, 800, "absent_input"]),
        ({"kind": "carriers", "carrier_split": {"carriers0": 1}}, [1000, 900, 450, 900]),
        (
            {"kind": "carriers", "carrier_split": {"carriers0": 0.5, "carriers1": 0.5}},
            [1000, 900, *["absent_input"] * 2],
        ),
    ],
)
def test_reference_paths(row: Row, expected: list[float | str]) -> None:
    carriers: list[Row] = [{"emission_factor": {"value": 0.2, "by_year": {"2024": 0.1}}}, {"emission_factor": 0}]
    books = _reference(DIVIDED[:2], [row], carriers=carriers)
    assert _told([books.baseline(SCOPE, None, year) for year in (2022, 2023, 2024, 2034)]) == expected


def test_ways_to_a_target() -> None:
    """From 900 t in 2023: straight lines, the same share each year, a yearly rate from its own year."""
    books = _reference(
        DIVIDED[:2],
        [{"kind": "flat"}],
        [
            {"kind": "percent_vs_base", "base_year": 2022, "year": 2027, "reduction": 0.5},
            {"kind": "absolute", "year": 2025, "tonnes": 225, "path": "geometric"},
            {"kind": "annual_rate", "base_year": 2022, "year": 2024, "reduction": 0.1},
            {"kind": "per_capita", "year": 2026, "tonnes_per_inhabitant": 3},
            {"kind": "annual_rate", "reduction": 0.1},
            {"kind": "percent_vs_base", "base_year": 2000, "year": 2030, "reduction": 0.6},
            {"kind": "net_zero", "base_year": 2022, "year": 2033, "residual_share": 0.15},
        ],
        population=[{"year": 2020, "inhabitants": 100}, {"year": 2030, "inhabitants": 200}],
    )
    rows = {row.id: row for row in books.plan.targets}

    def path(number: int, *years: int) -> list[float | str]:
        return _told([books.targets.tonnes(rows[f"targets{number}"], year) for year in years])

    assert path(0, 2022, 2023, 2025, 2027, 2034) == ["before", 900, 700, 500, 500]
    assert path(1, 2024, 2025) == pytest.approx([450, 225])
    assert path(2, 2022, 2023, 2024, 2034) == [1000, 900, 810, 810]
    assert path(3, 2026) == [480]
    assert path(4, 2030) == ["no_start_year"]
    assert path(5, 2030) == ["no_base_inventory"]
    assert _told([books.targets.share(rows["targets5"], year) for year in (2000, 2015, 2030)]) == [1, 0.7, 0.4]
    assert path(6, 2028, 2033) == [450, 0]
    assert books.targets.removals_room(rows["targets6"]) == 150


def test_gap_with_removals_upfront_and_the_strictest_target() -> None:
    """Removals count up to a tenth of the base, building is subtracted, half of the tonnes is fossil CO2."""
    action = {
        "id": "a",
        "sector": "väg",
        "effect_start": 2025,
        "reduction_tonnes": 100,
        "removal_tonnes": 150,
        "opex_change": 0,
        "co2_share": 0.5,
        "effect_on": ["territorial", "consumption"],
    }
    targets = [
        {"kind": "percent_vs_base", "base_year": 2022, "year": 2024, "reduction": 0.5, "removals_up_to": 0.1},
        {"kind": "absolute", "year": 2025, "tonnes": 450},
    ]
    books = _reference(DIVIDED[:2], [{"kind": "flat"}], targets, [action])
    one, other = books.plan.targets
    assert _told([books.gap(one, 2025), books.gap(other, 2025)]) == [900 - 100 - 100 - 500, 900 - 100 - 450]
    strictest = books.strictest(SCOPE, None, 2025)
    assert (strictest[0], float(strictest[1])) == ("targets1", 350)
    assert books.strictest(SCOPE, "väg", 2025) == "no_target"
    assert books.wedge("a", ("consumption", "co2")).reduction[2025] == 50
    assert books.wedge("a", ("consumption", "co2")).removal[2025] == 150
    # The inventory is not divided: what the action does belongs to the rest.
    assert books.place(books.plan.actions[0], SCOPE) == REST


def test_carbon_budget_by_hand() -> None:
    """2 500 t from 2022: 1 900 used, 600 left, 900 a year: it runs out two thirds into 2024."""
    books = _reference(DIVIDED[:2], [{"kind": "flat"}], [{"kind": "budget", "base_year": 2022, "tonnes": 2500}])
    (row,) = books.plan.targets
    budget = books.budget(row)
    assert _told([budget.used, budget.left]) == [1900, 600]
    assert budget.used_until == 2023
    assert books.run_out(row).date == 2024 + Fraction(2, 3)
    assert books.first_level(row) == 900
    assert books.required_cut(row) == constant_cut(Fraction(900), Fraction(600))
    assert float(constant_cut(Fraction(900), Fraction(600))) == pytest.approx(1 - np.exp(-1.5))


def test_stated_use_of_a_budget_stands_where_the_inventory_lacks() -> None:
    """As Växjö states it: 16 % of 2.76 Mt used in two years."""
    said = {"kind": "budget", "base_year": 2023, "tonnes": 2_760_000, "used_share": 0.16, "used_until": 2024}
    books = _reference([{"year": 2024, "tonnes": 200_000}], [{"kind": "flat"}], [said])
    (row,) = books.plan.targets
    budget = books.budget(row)
    assert _told([budget.used, budget.measured]) == [441_600, "no_base_inventory"]
    assert budget.used_until == 2024
    assert books.run_out(row).kind == "not_before_last_year"
    both = _reference([{"year": year, "tonnes": 200_000} for year in (2023, 2024)], [{"kind": "flat"}], [said])
    assert _told([both.budget(row).used, both.budget(row).difference]) == [400_000, 41_600]


def test_rates_compound() -> None:
    assert float(compounded(exact(0.16), 10)) == pytest.approx(0.825, abs=5e-4)
    assert float(compounded(exact(0.076), 13)) == pytest.approx(0.642, abs=5e-4)
