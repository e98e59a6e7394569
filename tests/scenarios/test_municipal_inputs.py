"""Are inventories, reference paths and targets of the sample plans what their sources say, and is the rest marked?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finmodel.model.emission_enums import BaselineKind, EmissionPerspective, Gas, TargetKind
from finmodel.model.emissions import Baseline, Inventory, Population, Target
from finmodel.model.enums import Scope
from finmodel.model.plan import Plan
from tests.scenarios import municipal

SOURCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "cases" / "municipal_inventories.json").read_text("utf-8")
)
DATABASE = "Nationella emissionsdatabasen (SMHI), publicerad av Klimatkollen 2024-12"
NAMES = ("eskilstuna", "goteborg", "helsingborg", "trollhattan", "vaxjo")
TERRITORIAL, CONSUMPTION, ORGANISATION = EmissionPerspective
READING = "takt-koldioxid-2030"
"""The one target that is no municipality's: Eskilstuna's pace, on the gas that has an inventory."""

Statement = tuple[str, str, str | None, str, int | None, int | None, float | None]
STATEMENTS: dict[str, dict[str, Statement]] = {
    # Perspective, gas, sector, kind, base year, year, and the number that is stated.
    "trollhattan": {
        "territoriellt-2030": ("territorial", "co2", None, "percent_vs_base", 2022, 2030, 0.7),
        "konsumtion-2030": ("consumption", "co2e", None, "per_capita", None, 2030, 3.0),
        "inkop-2030": ("organisation", "co2e", "inkop", "percent_vs_base", 2022, 2030, 0.7),
        "nettonoll-2045": ("territorial", "co2e", None, "net_zero", 2022, 2045, None),
    },
    "eskilstuna": {
        "territoriellt-netto-2030": ("territorial", "co2e", None, "annual_rate", 2020, 2030, 0.16),
        READING: ("territorial", "co2", None, "annual_rate", 2020, 2030, 0.16),
        "konsumtion-2030": ("consumption", "co2e", None, "annual_rate", 2020, 2030, 0.16),
        "klimatpositiv-2045": ("territorial", "co2e", None, "net_zero", 2020, 2045, None),
    },
    "goteborg": {
        "nara-noll-territoriellt": ("territorial", "co2e", None, "annual_rate", None, 2030, 0.103),
        "nara-noll-konsumtion": ("consumption", "co2e", None, "annual_rate", 2017, 2030, 0.076),
        "territoriellt-per-invanare": ("territorial", "co2e", None, "per_capita", None, 2030, 1.2),
        "konsumtion-per-invanare": ("consumption", "co2e", None, "per_capita", None, 2030, 3.3),
    },
    "helsingborg": {
        "territoriellt-2030": ("territorial", "co2e", None, "percent_vs_base", 1990, 2030, 0.85),
        "klimatneutral-2030": ("territorial", "co2e", None, "net_zero", 1990, 2030, None),
        **{
            f"{sector}-2030": ("territorial", "co2e", sector, "percent_vs_base", base, 2030, share)
            for sector, base, share in (
                ("vagtransporter", 1990, 0.85),
                ("industri", 1990, 0.85),
                ("energi", 2020, 0.9),
                ("energi-bebyggelse", 2020, 0.9),
                ("jordbruk", 1990, 0.3),
                ("avfall", 1990, 0.85),
                ("arbetsmaskiner", 1990, 0.9),
                ("ovriga-transporter", 1990, 0.85),
                ("el-byggnader", 1990, 0.65),
            )
        },
        "produktanvandning-2030": ("territorial", "co2e", "produktanvandning", "absolute", None, 2030, 8223.0),
    },
    "vaxjo": {
        "budget-2023": ("territorial", "co2e", None, "budget", 2023, None, 2_760_000.0),
        "ingen-negativ-paverkan-2030": ("territorial", "co2e", None, "net_zero", 1993, 2030, None),
        "fossilfri-2030": ("territorial", "co2", None, "absolute", None, 2030, 0.0),
    },
}
HELSINGBORG_SECTORS = {
    495: "energi",
    496: "el-byggnader",
    497: "energi-bebyggelse",
    498: "vagtransporter",
    499: "arbetsmaskiner",
    501: "ovriga-transporter",
    502: "avfall",
    503: "industri",
    504: "produktanvandning",
    505: "jordbruk",
}
"""Sector of each row of table A-2.1, by its line in the source."""


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def plan(name: str) -> Plan:
    return municipal.load(name)[0]


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    return {name: municipal.load(name)[0] for name in NAMES}


AnyRow = Inventory | Population | Baseline | Target


def _rows(plan: Plan) -> tuple[AnyRow, ...]:
    return (*plan.emissions, *plan.population, *plan.baselines, *plan.targets)


def _inventory(plan: Plan, gas: Gas, year: int) -> dict[str | None, float]:
    return {row.sector: row.tonnes for row in plan.emissions if (row.gas, row.year) == (gas, year)}


def test_every_row_has_a_source_or_the_mark(plan: Plan) -> None:
    for row in _rows(plan):
        has_none = row.reference.endswith("ingen källa")
        assert row.reference
        assert row.illustrative is (has_none or row.id == READING), row.id
        assert "exemplet" in row.notes.lower() or not row.illustrative, row.id


def test_no_inventory_or_population_is_invented(plan: Plan) -> None:
    assert not [row.id for row in plan.emissions if row.illustrative]
    assert not [row.id for row in plan.population if row.illustrative]
    assert all(row.perspective is TERRITORIAL for row in plan.emissions)


def test_fossil_carbon_dioxide_is_the_databases(plan: Plan) -> None:
    rows = [row for row in plan.emissions if row.gas is Gas.CO2]
    stated = SOURCE["fossil_co2"]["municipalities"][plan.settings.municipality]
    assert {str(row.year): row.tonnes for row in rows} == stated
    assert {(row.reference, row.sector, row.scope) for row in rows} == {(DATABASE, None, None)}


def test_the_targets_are_those_that_the_municipality_states(name: str, plan: Plan) -> None:
    def stated(row: Target) -> Statement:
        number = {TargetKind.PER_CAPITA: row.tonnes_per_inhabitant, TargetKind.ABSOLUTE: row.tonnes}
        share = row.tonnes if row.kind is TargetKind.BUDGET else number.get(row.kind, row.reduction)
        return (row.perspective, row.gas, row.sector, row.kind, row.base_year, row.year, share)

    assert {row.id: stated(row) for row in plan.targets} == STATEMENTS[name]


def test_what_a_source_says_twice_is_kept_twice(plans: dict[str, Plan]) -> None:
    said = {
        (name, row.id): (row.stated_reduction, row.stated_tonnes, row.used_share, row.used_until)
        for name, plan in plans.items()
        for row in plan.targets
        if row.sector is None
    }
    assert {key: kept for key, kept in said.items() if any(part is not None for part in kept)} == {
        ("eskilstuna", "territoriellt-netto-2030"): (0.8, None, None, None),
        ("goteborg", "nara-noll-konsumtion"): (0.64, None, None, None),
        ("helsingborg", "territoriellt-2030"): (None, 195_257.0, None, None),
        ("vaxjo", "budget-2023"): (None, None, 0.16, 2024),
    }


def test_what_cannot_be_a_row_is_said_in_words(plans: dict[str, Plan]) -> None:
    assert "Koldioxidbudgetens storlek finns inte i underlaget" in plans["trollhattan"].settings.notes
    assert not [row for row in plans["trollhattan"].targets if row.kind is TargetKind.BUDGET]
    assert "byggande halverat" in plans["helsingborg"].settings.notes
    assert "offentlig konsumtion halverad" in plans["helsingborg"].settings.notes


def test_reference_paths_are_assumptions_unless_the_source_has_one(name: str, plan: Plan) -> None:
    for row in plan.baselines:
        is_stated = name == "helsingborg" and row.gas is Gas.CO2E
        assert row.illustrative is not is_stated
    # Every inventory goes on somehow, else its gap is unknown in every later year.
    measured = {(row.perspective, row.gas) for row in plan.emissions}
    assert {(row.perspective, row.gas) for row in plan.baselines if row.sector is None} == measured


def test_a_mean_yearly_cut_is_that_of_the_inventory(plan: Plan) -> None:
    fossil = {row.year: row.tonnes for row in plan.emissions if row.gas is Gas.CO2}
    for row in plan.baselines:
        if row.kind is BaselineKind.CONSTANT_RATE:
            assert row.yearly_cut == round(1 - (fossil[2022] / fossil[2015]) ** (1 / 7), 3)


def test_helsingborgs_table(plans: dict[str, Plan]) -> None:
    plan, table = plans["helsingborg"], SOURCE["helsingborg"]
    printed = {HELSINGBORG_SECTORS[row["line"]]: row for row in table["rows"]}
    totals = table["printed_totals"]
    for year, field in ((1990, "baseline_1990"), (2022, "emissions_2022")):
        found = _inventory(plan, Gas.CO2E, year)
        assert found.pop(None) == totals[field] == sum(found.values())
        assert found == {sector: row[field] for sector, row in printed.items()}
    expected: dict[str | None, float] = {
        sector: row["emissions_2022"] - row["reduction_other_plans"] for sector, row in printed.items()
    }
    expected[None] = totals["emissions_2022"] - totals["reduction_other_plans"]
    paths = {row.sector: row.tonnes for row in plan.baselines if row.gas is Gas.CO2E}
    assert {sector: dict(path.by_year) for sector, path in paths.items() if path is not None} == {
        sector: {2030: tonnes} for sector, tonnes in expected.items()
    }
    stated = {row.sector: row.stated_tonnes for row in plan.targets if row.kind is TargetKind.PERCENT_VS_BASE}
    assert stated.pop(None) == totals["target_2030"]
    assert stated == {sector: row["target_2030"] for sector, row in printed.items() if sector != "produktanvandning"}


def test_goteborgs_table(plans: dict[str, Plan]) -> None:
    plan, printed = plans["goteborg"], SOURCE["goteborg"]["scope_1"]
    found = _inventory(plan, Gas.CO2E, 2020)
    assert {row.scope for row in plan.emissions if row.gas is Gas.CO2E} == {Scope.SCOPE_1}  # its own boundary
    assert found.pop(None) == SOURCE["goteborg"]["printed_total"]
    assert found == {
        "energi": printed["Energy industries"] + printed["Manufacturing industries and construction"] + printed["IPPU"],
        "transport": printed["Transport"],
        "byggt": printed["Residential buildings"] + printed["Commercial buildings"],
        "cirkulart": printed["Waste"],
        "gront": printed["Agriculture, forestry and fishing"] + printed["AFOLU"],
    }


def test_vaxjos_shares_and_what_is_derived(plans: dict[str, Plan]) -> None:
    plan = plans["vaxjo"]
    whole = 227_000
    assert _inventory(plan, Gas.CO2E, 2024) == {
        None: whole,
        "transport": pytest.approx(0.64 * whole),
        "jordbruk": pytest.approx((0.15 + 0.09) * whole),
    }
    assert _inventory(plan, Gas.CO2E, 1993) == {None: pytest.approx(whole / 0.5)}
    (people,) = plan.population
    assert people.year == 2024
    assert people.inhabitants == pytest.approx(whole * 1_000 / 2_311, rel=0.001)
    derived = [row.notes for row in plan.emissions if (row.gas, row.year) == (Gas.CO2E, 1993)]
    assert all(note.startswith("Härlett, inte tryckt") for note in (*derived, people.notes))


def test_whose_emissions_an_action_changes(plan: Plan) -> None:
    # What the municipality buys is used up elsewhere: of consumption, and its own.
    assert any(CONSUMPTION in action.perspectives for action in plan.actions)
    assert any(ORGANISATION in action.perspectives for action in plan.actions)
    assert any(action.perspectives == (TERRITORIAL,) for action in plan.actions)


def test_what_is_outside_the_territory(plans: dict[str, Plan]) -> None:
    outside = {
        name: {action.id for action in plan.actions if TERRITORIAL not in action.perspectives}
        for name, plan in plans.items()
    }
    assert outside == {
        "eskilstuna": {"ESK-09", "ESK-10", "ESK-11"},
        "goteborg": {"GBG-03"},
        "helsingborg": {"34"},
        "trollhattan": {"TRO-05", "TRO-11", "TRO-12"},
        "vaxjo": {"VXO-02", "VXO-11", "VXO-15"},
    }


def test_methane_and_nitrous_oxide_count_for_no_target_in_carbon_dioxide(plans: dict[str, Plan]) -> None:
    shares = {action.id: action.co2_share for plan in plans.values() for action in plan.actions if action.co2_share < 1}
    assert shares.pop("ESK-12") == 0.6  # biogas: methane from manure, and a fuel that is replaced
    assert set(shares) == {"TRO-12", "ESK-11", "35", "36", "39", "VXO-11", "VXO-13", "VXO-14"}
    assert set(shares.values()) == {0.0}


def test_one_investment_is_not_made_for_the_climate(plans: dict[str, Plan]) -> None:
    others = [action for plan in plans.values() for action in plan.actions if not action.for_climate]
    assert [action.id for action in others] == ["GBG-15"]
    assert others[0].description.startswith("Illustrativ åtgärd")
    assert others[0].counts
    assert others[0].reduction_tonnes is not None
    assert (others[0].reduction_tonnes.value or 0) < 0
