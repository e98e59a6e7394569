"""Does the sample plan of Trollhättan keep what is sourced apart from what is made up, and show what it should?"""

from __future__ import annotations

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.model.enums import Control, InvestmentKind, ParameterStatus, Quantity, Status
from finmodel.model.plan import Plan
from tests.scenarios import municipal

CONTRACT = "Klimatkontrakt 2030, Trollhättan, version 2025–2026"
MILLION = 1_000_000
SOURCED = ("TRO-01", "TRO-02", "TRO-03")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return municipal.load("trollhattan")[0]


def test_net_zero_is_for_2045_at_the_latest(plan: Plan) -> None:
    assert municipal.parameter(plan, "mal-nettonoll").year == 2045


# What is real


@pytest.mark.parametrize(
    ("identity", "value"),
    [
        ("mal-territoriellt", 0.70),
        ("mal-konsumtion", 3),
        ("mal-inkop", 0.70),
        ("mal-nettonoll", 0),
        ("omsattning", 5_400 * MILLION),
        ("program-per-ar", 5 * MILLION),
        ("klimatmedel-lagst", 1 * MILLION),
        ("klimatmedel-hogst", 2.1 * MILLION),
    ],
)
def test_what_the_municipality_says(plan: Plan, identity: str, value: float) -> None:
    row = municipal.parameter(plan, identity)
    assert row.value == value
    assert (row.source, row.status, row.illustrative) == (CONTRACT, ParameterStatus.SOURCED, False)


@pytest.mark.parametrize(
    "stated",
    [
        "−70 procent 2022–2030",
        "högst 3 ton",
        "senast 2045",
        "5,4 miljarder kr",
        "1–2,1 mnkr per år",
        "5 mnkr per år 2025–2027",
        "Interreg ReDo",
        "CIRA 2.0",
        "IN-PLAN 2022–2026",
        "Fyrbodal för framtidens flex 2023–2026",
        "klimatfinansieringsplan",
        "Elva prioriterade områden",
    ],
)
def test_the_notes_say_what_the_contract_says(plan: Plan, stated: str) -> None:
    assert stated in plan.settings.notes.partition(CONTRACT)[2]


def test_the_programme_is_the_contracts_money_in_the_contracts_years(plan: Plan) -> None:
    (investment,) = plan.of_action("investments", "TRO-01")
    assert investment.spending() == dict.fromkeys((2025, 2026, 2027), 5 * MILLION)
    assert evaluate(plan).action("TRO-01").partly_sunk  # 2025 lies before the base year
    (capex,) = municipal.evidence_of(plan, "TRO-01", Quantity.CAPEX)
    assert (capex.low, capex.high, capex.source) == (15 * MILLION, 15 * MILLION, CONTRACT)
    (energy,) = municipal.evidence_of(plan, "TRO-01", Quantity.ENERGY_CHANGE)
    assert energy.illustrative


def test_the_climate_money_is_inside_the_contracts_range(plan: Plan) -> None:
    (investment,) = plan.of_action("investments", "TRO-02")
    (capex,) = municipal.evidence_of(plan, "TRO-02", Quantity.CAPEX)
    assert (capex.low, capex.high, capex.source) == (1 * MILLION, 2.1 * MILLION, CONTRACT)
    assert investment.spending() == {2026: (1 * MILLION + 2.1 * MILLION) / 2}


# What is made up


def test_only_the_contracts_figures_claim_a_source(plan: Plan) -> None:
    assert municipal.sourced_rows(plan) == {
        *((action, Quantity.ACTION) for action in SOURCED),
        ("TRO-01", Quantity.CAPEX),
        ("TRO-01", Quantity.INVESTMENT_YEARS),
        ("TRO-02", Quantity.CAPEX),
        (None, Quantity.CARBON_VALUE),
    }


def test_decided_is_said_of_the_contracts_own_actions_only(plan: Plan) -> None:
    for action in plan.actions:
        if action.id in SOURCED:
            assert action.status is Status.ONGOING
            assert "klimatkontraktet" in action.description
        else:
            assert "beslut" not in (action.name + action.description).lower()
    assert {action.control for action in plan.actions} >= {Control.OWN, Control.SHARED}


# What it shows


def test_every_kind_of_action_is_there(plan: Plan) -> None:
    assert len(municipal.money_savers(plan)) >= 4
    assert len(municipal.net_costs(plan)) >= 4
    assert municipal.removing(plan) == {"TRO-15"}
    assert "TRO-10" in municipal.raising_while_built(plan)
    assert municipal.of_running_cost_only(plan) == {"TRO-07", "TRO-08", "TRO-12"}
    assert municipal.uncosted(plan) == {"TRO-03"}
    assert municipal.unquantified(plan) == {"TRO-02", "TRO-03"}


def test_who_pays_is_not_always_who_gains(plan: Plan) -> None:
    assert municipal.split_incentives(plan) == {
        "TRO-11": ({"FN"}, {"UN"}),  # one committee invests, another has the lower electricity bill
        "TRO-13": ({"EB"}, {"HH"}),
        "TRO-14": ({"HH"}, {"TN"}),
    }


def test_actions_compete_for_the_same_tonnes(plan: Plan) -> None:
    left = municipal.cut_by_overlap(plan)
    assert set(left) == {"TRO-04", "TRO-07", "TRO-13", "TRO-14"}
    assert left["TRO-07"] < 0.8  # biofuel takes what cars and machines on electricity leave
    by_pool = {pool.id: [row for row in plan.actions if row.pool == pool.id] for pool in plan.pools}
    assert {row.priority for row in by_pool["EGNA"]} == {1, 2, 3}
    assert len({row.priority for row in by_pool["VAG"]}) < len(by_pool["VAG"])  # equal ones too


def test_the_ways_of_entering_effects_are_all_used(plan: Plan) -> None:
    cars = municipal.action_of(plan, "TRO-06")
    assert cars.effect_follows.value == "capex"
    assert cars.ramp
    assert cars.reinvest
    references = {row.action for row in plan.investments if row.kind is InvestmentKind.REFERENCE_CAPEX}
    assert references >= {"TRO-06", "TRO-11"}
    assert {row.carrier for row in plan.energy_changes} == {carrier.id for carrier in plan.carriers}
    assert all(row.asset_type is not None for row in plan.investments if row.action != "TRO-02")
