"""Does every sample plan of a made-up roadmap say whose it is, mark what is made up, and add up as it should?

What is particular to one municipality stands in the file with its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.results import Results
from finmodel.errors import Issue
from finmodel.model.document import to_json
from finmodel.model.enums import BenefitKind, EffectFollows, ParameterStatus, Quantity
from finmodel.model.plan import Plan
from tests.scenarios import municipal

DATABASE = "Nationella emissionsdatabasen (SMHI), publicerad av Klimatkollen 2024-12"


@dataclass(frozen=True)
class Facts:
    """What a sample plan should say of itself.

    Attributes
    ----------
    municipality, code
        Name and SCB code.
    first_year
        First year of the axis; base and price year are 2026, the last year is 2050.
    prefix
        How every action's id begins.
    to_confirm
        Parameters that have a source and are still to be confirmed.
    paid_by_another
        Actions with a revenue whose payer is named.
    unmeasured
        Targets that are stated and cannot be measured yet, each with the code that says why.
    """

    municipality: str
    code: str
    first_year: int
    prefix: str
    to_confirm: frozenset[str]
    paid_by_another: frozenset[str]
    unmeasured: frozenset[tuple[str, str]]


FACTS = {
    "eskilstuna": Facts(
        *("Eskilstuna", "0484", 2026, "ESK-"),
        frozenset({"faktor-EL", "faktor-ELH", "social-ranta"}),
        frozenset({"ESK-12"}),
        frozenset(
            {
                ("FM-E105", "territoriellt-netto-2030"),
                ("FM-E105", "klimatpositiv-2045"),
                ("FM-E129", "konsumtion-2030"),
            }
        ),
    ),
    "goteborg": Facts(
        *("Göteborg", "1480", 2024, "GBG-"),
        frozenset({"faktor-el", "samhallsranta"}),
        frozenset({"GBG-06", "GBG-11"}),
        frozenset(
            {
                ("FM-E120", "nara-noll-territoriellt"),
                ("FM-E129", "nara-noll-konsumtion"),
                ("FM-E129", "konsumtion-per-invanare"),
            }
        ),
    ),
    "trollhattan": Facts(
        *("Trollhättan", "1488", 2025, "TRO-"),
        frozenset({"faktor-EL", "social-ranta"}),
        frozenset({"TRO-13", "TRO-14", "TRO-15"}),
        frozenset({("FM-E129", "konsumtion-2030"), ("FM-E129", "inkop-2030"), ("FM-E105", "nettonoll-2045")}),
    ),
    "vaxjo": Facts(
        *("Växjö", "0780", 2025, "VXO-"),
        frozenset({"faktor-el", "samhallsranta"}),
        frozenset({"VXO-05", "VXO-12"}),
        frozenset(),
    ),
}


@dataclass(frozen=True)
class Sample:
    """A sample plan, what was said when it was read, its results and what they should be."""

    name: str
    facts: Facts
    plan: Plan
    issues: tuple[Issue, ...]
    group: Results
    society: Results


@pytest.fixture(scope="module", params=FACTS)
def sample(request: pytest.FixtureRequest) -> Sample:
    plan, issues = municipal.load(request.param)
    return Sample(request.param, FACTS[request.param], plan, issues, evaluate(plan), evaluate(plan, "society"))


@pytest.fixture(scope="module")
def plan(sample: Sample) -> Plan:
    return sample.plan


def of_samples(*names: str) -> pytest.MarkDecorator:
    """Ask a question of some samples only."""
    return pytest.mark.parametrize("sample", names, indirect=True)


# Whose plan it is, and what it warns of


def test_file_is_the_canonical_json_of_its_plan(sample: Sample) -> None:
    assert municipal.plan_path(sample.name).read_text("utf-8") == to_json(sample.plan)


def test_whose_plan_it_is_and_that_it_is_an_example(sample: Sample) -> None:
    settings, facts = sample.plan.settings, sample.facts
    assert (settings.municipality, settings.municipality_code) == (facts.municipality, facts.code)
    assert settings.currency == "SEK"
    years = (settings.first_year, settings.base_year, settings.price_year, settings.last_year)
    assert years == (facts.first_year, 2026, 2026, 2050)
    assert "illustrativt exempel" in settings.title
    assert 8 <= len(sample.plan.actions) <= 15
    assert all(action.id.startswith(facts.prefix) for action in sample.plan.actions)


def test_warns_of_parameters_and_of_targets_without_inventory_only(sample: Sample) -> None:
    parameters, carbon = sample.plan.parameters, municipal.carbon_value(sample.plan)
    dated = {carbon.id, "gron-lanerabatt", "borgensavgift", "klimatklivet-andel"}
    assert {(issue.code, issue.severity.value, issue.where.row) for issue in sample.issues} == {
        *(("FM-M150", "warning", name) for name in dated),
        ("FM-M152", "warning", "internranta-2026"),
        ("FM-M159", "warning", next(row.id for row in parameters if row.illustrative)),
        *(("FM-M151", "warning", name) for name in sample.facts.to_confirm),
        *((code, "warning", name) for code, name in sample.facts.unmeasured),
    }


# What is vouched for


def test_every_figure_has_a_row_and_every_row_the_right_mark(plan: Plan) -> None:
    assert not municipal.figures_without_evidence(plan)
    assert not municipal.settings_without_evidence(plan)
    assert not municipal.wrongly_marked_rows(plan)
    assert not municipal.unmarked_actions(plan)


def test_every_outside_figure_has_a_parameter(plan: Plan) -> None:
    assert not municipal.parameters_needed(plan)
    assert not municipal.parameters_without_source_or_mark(plan)


def test_parameters_say_how_far_they_can_be_trusted(sample: Sample) -> None:
    rows = sample.plan.parameters
    unsure = {row.id for row in rows if row.status is ParameterStatus.TO_BE_CONFIRMED}
    assert unsure == {row.id for row in rows if row.illustrative} | sample.facts.to_confirm
    # The factor of electricity is another city's; every other price and factor has no source.
    of_carriers = {row.id: row.illustrative for row in rows if row.carrier is not None}
    assert {name for name, is_marked in of_carriers.items() if not is_marked} == {
        name for name in sample.facts.to_confirm if name.startswith("faktor-")
    }
    assert set(of_carriers) <= unsure


def test_the_general_parameters_are_those_of_their_sources(plan: Plan) -> None:
    municipal.assert_general_parameters(plan)


@pytest.mark.parametrize(
    ("sample", "tonnes"), [("eskilstuna", 152072.8), ("trollhattan", 69959.6)], indirect=["sample"]
)
def test_the_fossil_inventory_bounds_the_pools(sample: Sample, tonnes: float) -> None:
    plan = sample.plan
    inventory = municipal.parameter(plan, "fossil-koldioxid-2022")
    assert (inventory.value, inventory.year, inventory.source) == (tonnes, 2022, DATABASE)
    assert inventory.unit == "ton koldioxid"
    assert sum(pool.tonnes.at(2026) or 0.0 for pool in plan.pools) < tonnes
    for pool in plan.pools:
        assert pool.notes.startswith("Illustrativ")
        assert "inte CO2e" in pool.notes
    assert all(row.illustrative for row in municipal.evidence_of(plan, None, Quantity.POOL_TONNES))


# What it shows


def test_some_tonnes_save_money_and_some_are_dear(sample: Sample) -> None:
    counted = (item.figures["abatement_cost"] for item in sample.group.actions if item.in_totals)
    costs = [cost for cost in counted if cost is not None]
    assert min(costs) < -1_000
    assert max(costs) > 5_000


@of_samples("eskilstuna", "trollhattan", "vaxjo")  # Göteborg's published investments are larger than these bounds
def test_figures_are_of_a_size_that_could_be(sample: Sample) -> None:
    municipal.assert_plausible(sample.plan)


def test_a_revenue_with_a_payer_cancels_in_society(sample: Sample) -> None:
    revenues = [row for row in sample.plan.benefits if row.kind is BenefitKind.REVENUE]
    paid = {row.action for row in revenues if row.payer is not None}
    assert paid == sample.facts.paid_by_another
    flows = sample.society.cash_flow_by(["line", "action"], actions=sorted(paid))
    assert flows.loc["revenue"].abs().max(axis=None) == pytest.approx(0.0, abs=1e-6)


def test_no_pool_is_exceeded(sample: Sample) -> None:
    results = sample.group
    for pool in sample.plan.pools:
        ids = list(_lowering(sample, pool.id))
        assert len(ids) >= 2
        reduced = results.tonnes(actions=ids).loc["reduction"]
        for year in results.years:
            limit = pool.tonnes.at(year)
            assert limit is not None
            assert reduced[year] <= limit * (1 + 1e-9)


def _lowering(sample: Sample, pool: str) -> Iterator[str]:
    """Yield the actions on a pool that take from it; one that raises emissions gives nobody else more room."""
    for action in sample.plan.actions:
        if action.pool == pool and (sample.group.tonnes(actions=[action.id]).loc["reduction"] >= 0).all():
            yield action.id


@pytest.mark.parametrize(
    ("sample", "actions"),
    [("goteborg", ("GBG-11", "GBG-12")), ("vaxjo", ("VXO-05", "VXO-06", "VXO-09"))],
    indirect=["sample"],
)
def test_society_sees_more_than_the_group(sample: Sample, actions: tuple[str, ...]) -> None:
    lines = sample.society.cash_flow()
    assert lines.loc["co_benefits"].sum() > 0
    assert lines.loc["carbon_value"].sum() > 0
    for action in actions:
        own, whole = (results.action(action).figures["npv"] for results in (sample.group, sample.society))
        assert own is not None
        assert whole is not None
        assert own < 0 < whole


def test_the_ways_of_entering_effects_are_used(plan: Plan) -> None:
    counted = [action for action in plan.actions if action.counts]
    assert any(action.effect_follows is EffectFollows.CAPEX and action.ramp for action in counted)
    assert any(action.reinvest for action in counted)
    assert any(row.low is not None and row.low < (row.high or 0.0) for row in plan.evidence)
    co_benefits = [row for row in plan.benefits if row.kind is BenefitKind.CO_BENEFIT]
    assert {row.is_unknown for row in co_benefits} == {True, False}
    assert all(row.direction for row in co_benefits if row.is_unknown)
    assert len({action.status for action in plan.actions}) > 1
    assert len({action.control for action in plan.actions}) > 1
    assert plan.risks
