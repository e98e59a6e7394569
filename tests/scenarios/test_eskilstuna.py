"""Does the sample plan of Eskilstuna keep the targets that are real apart from the actions that are made up?"""

from __future__ import annotations

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.model.enums import (
    BenefitKind,
    Control,
    Direction,
    InvestmentKind,
    OrganisationKind,
    ParameterStatus,
    Quantity,
    Scope,
)
from finmodel.model.plan import Plan
from tests.scenarios import municipal

CONTRACT = "Klimatkontrakt 2030, Eskilstuna, version 2025–2026"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return municipal.load("eskilstuna")[0]


def test_climate_positive_is_for_2045(plan: Plan) -> None:
    assert municipal.parameter(plan, "mal-klimatpositiv").year == 2045


# What is real


@pytest.mark.parametrize(
    ("identity", "value"), [("mal-territoriellt", 0.80), ("mal-takt", 0.16), ("mal-klimatpositiv", 0)]
)
def test_what_the_municipality_says(plan: Plan, identity: str, value: float) -> None:
    row = municipal.parameter(plan, identity)
    assert row.value == value
    assert (row.source, row.status, row.illustrative) == (CONTRACT, ParameterStatus.SOURCED, False)


def test_both_statements_of_the_target_are_kept(plan: Plan) -> None:
    pace = municipal.parameter(plan, "mal-takt").value
    assert pace is not None
    computed = f"{100 * (1 - (1 - pace) ** 10):.1f}".replace(".", ",")
    assert computed == "82,5"
    for text in (plan.settings.notes, municipal.parameter(plan, "mal-territoriellt").notes):
        assert f"1 − 0,84^10 = {computed} procent" in text
        assert "cirka 80" in text


def test_the_sectors_are_the_five_focus_areas(plan: Plan) -> None:
    assert [sector.name for sector in plan.sectors] == [
        "Transportera",
        "Energi",
        "Bygga och renovera",
        "Konsumera och producera",
        "Lagra och ta upp",
    ]
    assert all(CONTRACT in sector.notes for sector in plan.sectors)
    assert {action.sector for action in plan.actions} == {sector.id for sector in plan.sectors} | {None}
    assert [action.id for action in plan.actions if action.sector is None] == ["ESK-15"]  # belongs to all five


def test_the_whole_group_and_every_scope(plan: Plan) -> None:
    owners = {action.owner for action in plan.actions}
    kinds = {row.kind for row in plan.organisations if row.id in owners}
    assert kinds == {
        OrganisationKind.COMMITTEE,
        OrganisationKind.COMPANY,
        OrganisationKind.BUSINESS,
        OrganisationKind.HOUSEHOLD,
    }
    assert {action.scope for action in plan.actions} >= set(Scope)


# What is made up


def test_no_figure_of_an_action_claims_a_source(plan: Plan) -> None:
    assert municipal.sourced_rows(plan) == {(None, Quantity.CARBON_VALUE)}


def test_nothing_is_said_to_be_decided(plan: Plan) -> None:
    assert not [action.id for action in plan.actions if "beslut" in (action.name + action.description).lower()]


@pytest.mark.parametrize("action", ["ESK-10", "ESK-14"])
def test_a_published_figure_beside_a_made_up_one_is_said_to_be_another_citys(plan: Plan, action: str) -> None:
    notes = municipal.action_of(plan, action).notes
    assert "Göteborgs" in notes
    assert notes.partition("Göteborgs")[2].count("beloppen är påhittade") == 1


# What it shows


def test_every_kind_of_action_is_there(plan: Plan) -> None:
    assert municipal.money_savers(plan) == {"ESK-01", "ESK-08", "ESK-10", "ESK-11"}
    assert len(municipal.net_costs(plan)) >= 5
    assert municipal.removing(plan) == {"ESK-13", "ESK-14"}
    assert {"ESK-02", "ESK-14"} <= municipal.raising_while_built(plan)
    assert municipal.of_running_cost_only(plan) == {"ESK-03", "ESK-10", "ESK-15"}
    assert municipal.uncosted(plan) == {"ESK-07"}
    assert municipal.unquantified(plan) == {"ESK-15"}
    assert municipal.outside_the_group(plan) == {"ESK-04", "ESK-06"}


def test_the_group_and_society_may_see_an_action_differently(plan: Plan) -> None:
    costs_group, saves_society = municipal.net_costs(plan), evaluate(plan, "society")
    # The housing company pays, the households save: a cost per tonne in the group, none in society.
    assert "ESK-09" in costs_group
    society = saves_society.action("ESK-09").figures["abatement_cost"]
    assert society is not None
    assert society < 0
    # A tax that is saved is no gain to society, which counts the tonne at its social value instead.
    assert (saves_society.action("ESK-01").figures["abatement_cost"] or 0.0) > 0


def test_who_invests_is_not_always_who_saves(plan: Plan) -> None:
    assert municipal.split_incentives(plan) == {"ESK-09": ({"BB"}, {"HH"})}


def test_actions_compete_for_the_same_tonnes(plan: Plan) -> None:
    left = municipal.cut_by_overlap(plan)
    assert set(left) == {"ESK-05", "ESK-06"}
    assert all(0.5 < share < 0.95 for share in left.values())
    by_pool = {pool.id: [row for row in plan.actions if row.pool == pool.id] for pool in plan.pools}
    assert [row.priority for row in by_pool["UPPV"]] == [2, 2, 1]  # ESK-05 and ESK-06 are equals
    assert {row.pool_share is not None for row in by_pool["VAG"]} == {True, False}


def test_the_one_revenue_is_paid_from_outside_the_group(plan: Plan) -> None:
    (revenue,) = [row for row in plan.benefits if row.kind is BenefitKind.REVENUE]
    assert (revenue.action, revenue.payer) == ("ESK-12", "NL")
    assert evaluate(plan).cash_flow_by(["line"], actions=["ESK-12"]).loc["revenue"].sum() > 0


def test_the_ways_of_entering_effects_are_all_used(plan: Plan) -> None:
    vehicles = municipal.action_of(plan, "ESK-01")
    assert vehicles.effect_follows.value == "capex"
    assert vehicles.ramp
    assert vehicles.reinvest
    references = {row.action for row in plan.investments if row.kind is InvestmentKind.REFERENCE_CAPEX}
    assert references == {"ESK-01", "ESK-04", "ESK-06", "ESK-08", "ESK-09"}
    assert {row.carrier for row in plan.energy_changes} == {carrier.id for carrier in plan.carriers}
    assert all(row.asset_type is not None for row in plan.investments)
    unpriced = {row.direction for row in plan.benefits if row.is_unknown}
    assert unpriced == {Direction.POSITIVE, Direction.NEGATIVE}
    assert {action.control for action in plan.actions} == set(Control)


def test_energy_of_households_is_priced_with_tax_that_they_cannot_deduct(plan: Plan) -> None:
    prices = {carrier.id: carrier.price.value for carrier in plan.carriers if carrier.price is not None}
    assert (prices["ELH"] or 0.0) > 1.25 * (prices["EL"] or 0.0)
    notes = {carrier.id: carrier.notes for carrier in plan.carriers}
    bearers = {
        action.id: set(action.opex_split) or {action.owner}
        for action in plan.actions
        if any(row.carrier in ("ELH", "EOH") for row in plan.of_action("energy_changes", action.id))
    }
    assert bearers == {"ESK-06": {"HH"}, "ESK-09": {"HH"}}
    assert all("inklusive moms" in notes[carrier] for carrier in ("ELH", "EOH"))
