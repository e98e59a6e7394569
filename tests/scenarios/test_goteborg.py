"""Are Göteborg's published figures in the sample plan as they are printed, and is the rest shown as an example?"""

from __future__ import annotations

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.results import Results
from finmodel.model.enums import BenefitKind, Direction, Quantity, Scope, Status
from finmodel.model.plan import Plan
from finmodel.model.values import Yearly
from tests.scenarios.municipal import (
    action_of,
    carbon_value,
    cut_by_overlap,
    evidence_of,
    figures_of,
    load,
    money_savers,
    net_costs,
    of_running_cost_only,
    raising_while_built,
    removing,
    sourced_rows,
    split_incentives,
    uncosted,
    unquantified,
)

CONTRACT = "Open-Earth-Foundation/Query_mechanism_urbind documents/gothenburg.md, "
RYA, MOBILITY, TAGE, GREEN, CCS, BIOCHAR, SORTING = (f"GBG-0{number}" for number in range(1, 8))
LINES = {
    RYA: "rad 1701–1715",
    MOBILITY: "rad 1717–1745",
    TAGE: "rad 1747–1771",
    GREEN: "rad 1773–1794",
    CCS: "rad 1393",
    BIOCHAR: "rad 1825–1830",
    SORTING: "avsnittet Reducing the amount of fossil-based plastics in waste streams",
}
PUBLISHED = {
    # As printed: low, high, and the value that the plan uses.
    (RYA, Quantity.CAPEX): (2.53e9, 2.53e9, 2.53e9),
    (RYA, Quantity.REDUCTION): (100_000, 100_000, 100_000),
    (TAGE, Quantity.OPEX_CHANGE): (4.5e6, 4.5e6, 4.5e6),
    (TAGE, Quantity.SAVING): (17e6, 17e6, 17e6),
    (TAGE, Quantity.REDUCTION): (2_000, 2_000, 2_000),
    (CCS, Quantity.CAPEX): (500e6, 500e6, 500e6),
    (CCS, Quantity.REDUCTION): (40_000, 40_000, 40_000),
    (CCS, Quantity.REMOVAL): (60_000, 60_000, 60_000),
    (CCS, Quantity.OPEX_CHANGE): (1_150 * 100_000, 1_150 * 100_000, 1_150 * 100_000),
    (BIOCHAR, Quantity.REMOVAL): (4_500, 8_500, 6_500),
    (SORTING, Quantity.REDUCTION): (10_000, 20_000, 15_000),
    (SORTING, Quantity.OPEX_CHANGE): (4_000 * 10_000, 4_000 * 20_000, 4_000 * 15_000),
}
WORDS_ONLY = {
    # What the source says without a figure: who and what, when, and that it is too early to say.
    *((action, Quantity.ACTION) for action in LINES),
    (RYA, Quantity.EFFECT_START),
    *((action, quantity) for action in (MOBILITY, GREEN) for quantity in (Quantity.CAPEX, Quantity.REDUCTION)),
    (GREEN, Quantity.CO_BENEFIT),
    (None, Quantity.CARBON_VALUE),
    (None, Quantity.POOL_TONNES),
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load("goteborg")[0]


@pytest.fixture(scope="module")
def group(plan: Plan) -> Results:
    return evaluate(plan)


def used(plan: Plan, action: str, quantity: Quantity) -> float | None:
    """Return the plan's own figure."""
    row = action_of(plan, action)
    if quantity is Quantity.CAPEX:
        return float(sum(sum(part.spending().values()) for part in plan.of_action("investments", action)))
    if quantity is Quantity.SAVING:
        savings = [part for part in plan.of_action("benefits", action) if part.kind is BenefitKind.SAVING]
        return float(sum(part.amount.value for part in savings))
    path: Yearly | None = getattr(row, quantity.value)
    return None if path is None else path.value


def test_the_title_says_that_some_figures_are_published(plan: Plan) -> None:
    assert "med publicerade uppgifter" in plan.settings.title


def test_the_carbon_value_is_said_per_kilo_too(plan: Plan) -> None:
    assert "7,0 kr per kg" in carbon_value(plan).notes


@pytest.mark.parametrize(("action", "quantity"), PUBLISHED)
def test_a_published_figure_is_as_printed(plan: Plan, action: str, quantity: Quantity) -> None:
    low, high, value = PUBLISHED[action, quantity]
    rows = evidence_of(plan, action, quantity)
    assert [(row.low, row.high, row.illustrative) for row in rows] == [(low, high, False)]
    assert used(plan, action, quantity) == pytest.approx(value, rel=1e-12)
    if low != high:
        assert "mitten" in rows[0].notes


def test_nothing_else_claims_a_source(plan: Plan) -> None:
    assert sourced_rows(plan) == set(PUBLISHED) | WORDS_ONLY


def test_a_figure_beside_a_published_one_is_marked_by_itself(plan: Plan) -> None:
    for action in LINES:
        own = {quantity for name, quantity in sourced_rows(plan) if name == action}
        for quantity in figures_of(plan, action_of(plan, action)) - own:
            rows = evidence_of(plan, action, quantity)
            assert rows, (action, quantity)
            assert all(row.illustrative for row in rows), (action, quantity)


def test_every_published_row_says_where_it_stands(plan: Plan) -> None:
    for action, lines in LINES.items():
        rows = [row for row in plan.of_action("evidence", action) if not row.illustrative]
        assert rows
        assert {row.source.partition(CONTRACT)[2] for row in rows} == {lines}
        assert all(row.date == "2024" for row in rows)


def test_printing_errors_stay_visible(plan: Plan) -> None:
    (cost,) = evidence_of(plan, RYA, Quantity.CAPEX)
    assert "220,000 million Euros" in cost.as_stated
    assert "25 SEK/ reduced kilo" in cost.as_stated
    assert "220 miljoner euro" in cost.notes
    # 25 kr/kg is the investment over one year of tonnes, to the kilo.
    assert round(2.53e9 / 100_000 / 1_000) == 25
    assert all(f"\n{number}. " in plan.settings.notes for number in range(1, 7))
    for stated in ("25 300", "2 877", "2 875", "1 285", "kt är rätt"):
        assert stated in plan.settings.notes


def test_too_early_to_say_is_blank(plan: Plan) -> None:
    assert uncosted(plan) == {MOBILITY, GREEN}
    assert unquantified(plan) == {MOBILITY, GREEN, "GBG-09"}
    for action in (MOBILITY, GREEN):
        row = action_of(plan, action)
        assert (row.opex_change, row.reduction_tonnes, row.removal_tonnes) == (None, None, None)
        assert all(part.is_unknown for part in plan.of_action("investments", action))
        for quantity in (Quantity.CAPEX, Quantity.REDUCTION):
            assert evidence_of(plan, action, quantity)[0].as_stated.startswith("Too early to say")


def test_sorting_costs_what_is_printed_per_tonne(group: Results) -> None:
    # 4 000 kr a tonne in every year, so the constant price that makes NPV zero is the same at any rate.
    assert group.action(SORTING).figures["abatement_cost"] == pytest.approx(4_000, rel=1e-9)


def test_tage_saves_what_is_printed(group: Results) -> None:
    assert group.action(TAGE).figures["abatement_cost"] == pytest.approx(-12.5e6 / 2_000, rel=1e-9)


def test_rya_is_partly_sunk_and_not_lost(plan: Plan, group: Results) -> None:
    assert group.action(RYA).partly_sunk
    flows = group.cash_flow_by(["line"], actions=[RYA], basis="real")
    assert -flows.loc["capex"].sum() == pytest.approx(2.53e9, rel=1e-9)
    assert "nedlagd" in action_of(plan, RYA).notes


def test_the_prestudy_is_listed_and_not_counted(plan: Plan, group: Results) -> None:
    assert group.action(CCS).left_out == "not_included"
    tonnes = group.tonnes(actions=[CCS])
    assert tonnes.loc["net", 2035] == pytest.approx(100_000)
    assert tonnes.loc["reduction", 2035] == pytest.approx(40_000)
    assert "lagring ingår inte" in action_of(plan, CCS).notes


def test_scope_3_is_said(plan: Plan) -> None:
    assert action_of(plan, TAGE).scope is Scope.SCOPE_3


def test_kinds_of_actions(plan: Plan) -> None:
    assert money_savers(plan) == {RYA, TAGE, "GBG-10", "GBG-14"}
    assert net_costs(plan) == {CCS, BIOCHAR, SORTING, "GBG-08", "GBG-11", "GBG-12", "GBG-13"}
    assert removing(plan) == {CCS, BIOCHAR}
    assert raising_while_built(plan) == {"GBG-12"}
    assert of_running_cost_only(plan) == {TAGE, SORTING, "GBG-09", "GBG-13"}


def test_one_investment_is_not_made_for_the_climate(plan: Plan, group: Results) -> None:
    road = group.action("GBG-15")
    assert road.figures.undefined["abatement_cost"] == "raises_emissions"
    assert (group.tonnes(actions=["GBG-15"]).loc["net"] <= 0).all()
    assert "inte görs för klimatet" in action_of(plan, "GBG-15").description


def test_who_pays_is_not_who_saves(plan: Plan) -> None:
    split = split_incentives(plan)
    assert split["GBG-08"] == ({"framtiden"}, {"hushall"})
    assert split["GBG-10"] == ({"leasing"}, {"namnder"})
    assert split["GBG-11"] == ({"parkering"}, {"hushall", "naringsliv"})
    kinds = {row.kind for row in plan.organisations}
    assert len(kinds) == 8  # every kind of organisation


def test_overlap_cuts_the_last_in_order(plan: Plan) -> None:
    left = cut_by_overlap(plan)
    assert set(left) == {"GBG-12"}  # priority 3, after the share and the two of priority 2
    assert 0.5 < left["GBG-12"] < 1
    for pool in plan.pools:
        assert len([action for action in plan.actions if action.pool == pool.id and action.id != "GBG-15"]) >= 3
    pooled = [action for action in plan.actions if action.pool == "transporter"]
    priorities = [action.priority for action in pooled if action.priority is not None]
    assert len(set(priorities)) < len(priorities)
    assert len(set(priorities)) > 1
    assert [action.id for action in pooled if action.pool_share is not None] == ["GBG-13"]


def test_every_field_of_the_model_is_shown_in_use(plan: Plan) -> None:
    counted = [action for action in plan.actions if action.counts]
    assert any(action.carbon_priced for action in counted)
    unpriced = {row.direction for row in plan.benefits if row.kind is BenefitKind.CO_BENEFIT and row.is_unknown}
    assert unpriced == {Direction.POSITIVE, Direction.NEGATIVE}
    assert {action.status for action in plan.actions} == {Status.IDEA, Status.PREPARED, Status.ONGOING}
    assert all(row.asset_type for row in plan.investments)


def test_pools_start_from_the_published_table(plan: Plan) -> None:
    # Table, thousand tonnes of CO2e: transport 476, building 287.
    assert {pool.id: pool.tonnes.at(2026) for pool in plan.pools} == {"transporter": 476_000, "uppvarmning": 287_000}


def test_an_order_of_magnitude_above_vaxjo(group: Results) -> None:
    other = evaluate(load("vaxjo")[0])
    for figure in ("investment_total", "tonnes_total"):
        big, small = group.portfolio[figure], other.portfolio[figure]
        assert big is not None
        assert small is not None
        assert 5 < big / small < 50
