"""Does the sample plan of Eskilstuna keep the targets that are real apart from the actions that are made up?"""

from __future__ import annotations

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.errors import Issue
from finmodel.model.document import to_json
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
DATABASE = "Nationella emissionsdatabasen (SMHI), publicerad av Klimatkollen 2024-12"


@pytest.fixture(scope="module")
def read() -> tuple[Plan, tuple[Issue, ...]]:
    return municipal.load("eskilstuna")


@pytest.fixture(scope="module")
def plan(read: tuple[Plan, tuple[Issue, ...]]) -> Plan:
    return read[0]


def test_warns_of_parameters_only(read: tuple[Plan, tuple[Issue, ...]]) -> None:
    plan, issues = read
    unsure = {row.id for row in plan.parameters if row.status is ParameterStatus.TO_BE_CONFIRMED}
    marked = {row.id for row in plan.parameters if row.illustrative}
    assert unsure == marked | {"faktor-EL", "faktor-ELH", "social-ranta"}
    found = {(issue.code, issue.severity.value, issue.where.row) for issue in issues}
    assert found == {
        ("FM-M150", "warning", "kolvarde"),
        ("FM-M152", "warning", "internranta-2026"),
        ("FM-M159", "warning", next(row.id for row in plan.parameters if row.illustrative)),
        *(("FM-M151", "warning", row.id) for row in plan.parameters if row.id in unsure and not row.illustrative),
    }


def test_climate_positive_is_for_2045(plan: Plan) -> None:
    assert municipal.parameter(plan, "mal-klimatpositiv").year == 2045


def test_file_is_the_canonical_json_of_its_plan(plan: Plan) -> None:
    assert municipal.plan_path("eskilstuna").read_text("utf-8") == to_json(plan)


def test_whose_plan_it_is(plan: Plan) -> None:
    settings = plan.settings
    assert (settings.municipality, settings.municipality_code) == ("Eskilstuna", "0484")
    assert "illustrativt exempel" in settings.title
    assert (settings.first_year, settings.base_year, settings.price_year, settings.last_year) == (
        2026,
        2026,
        2026,
        2050,
    )
    assert 8 <= len(plan.actions) <= 15
    assert all(action.id.startswith("ESK-") for action in plan.actions)


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


def test_the_fossil_inventory_bounds_the_pools_and_measures_no_target(plan: Plan) -> None:
    inventory = municipal.parameter(plan, "fossil-koldioxid-2022")
    assert (inventory.value, inventory.year, inventory.source) == (152072.8, 2022, DATABASE)
    assert inventory.unit == "ton koldioxid"
    assert sum(pool.tonnes.at(2026) or 0.0 for pool in plan.pools) < 152072.8
    for pool in plan.pools:
        assert pool.notes.startswith("Illustrativ")
        assert "inte CO2e" in pool.notes
    assert all(row.illustrative for row in municipal.evidence_of(plan, None, Quantity.POOL_TONNES))


# What is made up


def test_no_figure_of_an_action_claims_a_source(plan: Plan) -> None:
    assert municipal.sourced_rows(plan) == {(None, Quantity.CARBON_VALUE)}


def test_every_figure_has_a_row_and_every_row_the_right_mark(plan: Plan) -> None:
    assert not municipal.figures_without_evidence(plan)
    assert not municipal.settings_without_evidence(plan)
    assert not municipal.wrongly_marked_rows(plan)
    assert not municipal.unmarked_actions(plan)
    assert not [action.id for action in plan.actions if "beslut" in (action.name + action.description).lower()]


def test_every_outside_figure_has_a_parameter(plan: Plan) -> None:
    assert not municipal.parameters_needed(plan)
    assert not municipal.parameters_without_source_or_mark(plan)
    assert all(row.status is ParameterStatus.TO_BE_CONFIRMED for row in plan.parameters if row.illustrative)


def test_the_general_parameters_are_those_of_their_sources(plan: Plan) -> None:
    municipal.assert_general_parameters(plan)


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


def test_a_revenue_with_a_payer_cancels_in_society(plan: Plan) -> None:
    (revenue,) = [row for row in plan.benefits if row.kind is BenefitKind.REVENUE]
    assert (revenue.action, revenue.payer) == ("ESK-12", "NL")
    assert evaluate(plan).cash_flow_by(["line"], actions=["ESK-12"]).loc["revenue"].sum() > 0
    society = evaluate(plan, "society").cash_flow_by(["line"], actions=["ESK-12"])
    assert society.loc["revenue"].abs().max() == pytest.approx(0.0, abs=1e-6)


def test_the_ways_of_entering_effects_are_all_used(plan: Plan) -> None:
    vehicles = municipal.action_of(plan, "ESK-01")
    assert vehicles.effect_follows.value == "capex"
    assert vehicles.ramp
    assert vehicles.reinvest
    references = {row.action for row in plan.investments if row.kind is InvestmentKind.REFERENCE_CAPEX}
    assert references == {"ESK-01", "ESK-04", "ESK-06", "ESK-08", "ESK-09"}
    assert {row.carrier for row in plan.energy_changes} == {carrier.id for carrier in plan.carriers}
    assert any(row.low is not None and row.low < (row.high or 0.0) for row in plan.evidence)
    assert all(row.asset_type is not None for row in plan.investments)
    unpriced = {row.direction for row in plan.benefits if row.is_unknown}
    assert unpriced == {Direction.POSITIVE, Direction.NEGATIVE}
    assert {action.control for action in plan.actions} == set(Control)
    assert len({action.status for action in plan.actions}) > 1
    assert plan.risks


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


def test_figures_are_of_a_size_that_could_be(plan: Plan) -> None:
    municipal.assert_plausible(plan)
