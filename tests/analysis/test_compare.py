"""Scenarios side by side: every figure is that of the scenario evaluated alone, and differences explain themselves."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from finmodel.analysis.compare import compare, compared_ids
from finmodel.analysis.compare_rows import compared_years, default_years, other_name
from finmodel.analysis.evaluate import evaluate, evaluate_views
from finmodel.analysis.overlay import Overlays, apply_layers, apply_scenario
from finmodel.analysis.two_axes import axis_of, two_axes
from finmodel.analysis.waterfall import Cause, waterfall
from finmodel.errors import InputError
from finmodel.i18n.comparison import row_label
from finmodel.model.document import read_document, to_document
from finmodel.model.perspectives import PERSPECTIVES
from finmodel.model.plan import Plan
from finmodel.resources import sample_plan_path
from finmodel.store.files import load_plan

SAMPLES = ("own_and_loans", "grants_first", "partnership", "decided_only")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(sample_plan_path("trollhattan")).plan


def with_scenarios(plan: Plan, **scenarios: list[dict[str, Any]]) -> Plan:
    overlays = [
        (f"{name}.json", {"scenario": {"id": name, "name": name}, "changes": changes})
        for name, changes in scenarios.items()
    ]
    return read_document(to_document(plan), overlays=overlays)[0]


def test_every_figure_is_that_of_the_scenario_evaluated_alone(plan: Plan) -> None:
    comparison = compare(plan, ("base", *SAMPLES))
    for place, name in enumerate(comparison.scenarios):
        results = evaluate(apply_scenario(plan, name).plan)
        for figure in ("investment_total", "investment_incremental", "npv", "npv_after_funding", "tonnes_total"):
            assert comparison.row(figure).values[place] == results.portfolio[figure]
        balance = results.funding.portfolio
        assert comparison.row("net_own").values[place] == balance.net_own
        assert comparison.row("external").values[place] == balance.external
        gaps = results.to_dict()["financing_gap"]
        for view in ("planned", "expected", "worst"):
            by_year = [amount for year, amount in gaps[view].items() if int(year) >= plan.settings.base_year]
            assert comparison.row(f"gap.{view}").values[place] == pytest.approx(sum(by_year))
        assert comparison.row("tonnes.2030").values[place] == results.tonnes().loc["net", 2030]
        level = results.accounts.to_dict()["levels"]["group"]
        peak = max(row["debt.closing"] for year, row in level.items() if int(year) >= plan.settings.base_year)
        assert comparison.row("peak_debt").values[place] == peak
        assert comparison.row("operating_effect.2030").values[place] == level["2030"]["operating_effect"]
        tests = [test for group in results.accounts.tests for test in group.tests]
        assert comparison.row("tests_passed").values[place] == sum(test.passes is True for test in tests)
        failing = [test.year for test in tests if test.passes is False]
        assert comparison.row("first_failing_year").values[place] == min(failing, default=None)
        for view in PERSPECTIVES:
            suffix = "" if view == "group" else f".{view}"
            own = evaluate(apply_scenario(plan, name).plan, view).portfolio
            assert comparison.row(f"npv{suffix}").values[place] == own["npv"]
            assert comparison.row(f"npv_after_funding{suffix}").values[place] == own["npv_after_funding"]


def test_committees_have_their_own_accounts_figures(plan: Plan) -> None:
    comparison = compare(plan, ("base",))
    results = comparison.first
    for row in results.accounts.organisations:
        if row.kind == "committee":
            value = comparison.row(f"operating_effect.{row.id}.2030").values[0]
            assert value == row.operating_effect[results.years.index(2030)]


def test_differences_are_to_the_first(plan: Plan) -> None:
    comparison = compare(plan, SAMPLES[:2])
    for row in comparison.rows:
        first, second = row.values
        assert row.differences[0] in (0.0, None)
        assert row.differences[1] == (None if None in row.values else second - first)  # type: ignore[operator]


def test_what_is_compared_when_little_is_said(plan: Plan) -> None:
    assert compared_ids(plan, ()) == ("base", *(row.id for row in plan.scenarios))
    assert compared_ids(plan, ("decided_only",)) == ("base", "decided_only")
    assert compared_ids(plan, ("base",)) == ("base",)
    assert compared_ids(plan, ("a", "b", "a")) == ("a", "b")


def test_views_together_are_views_alone(plan: Plan) -> None:
    for name, results in evaluate_views(plan, PERSPECTIVES).items():
        assert results.result_hash == evaluate(plan, name).result_hash


def test_the_target_year_is_2030_or_what_the_axis_has(plan: Plan) -> None:
    assert default_years(plan, None)[0] == 2030
    assert default_years(plan, 2028)[0] == 2028
    late = plan.model_copy(update={"settings": plan.settings.model_copy(update={"base_year": 2035})})
    assert default_years(late, None)[0] == plan.settings.last_year


def test_every_year_that_is_chosen_is_compared_in_order_of_time(plan: Plan) -> None:
    comparison = compare(plan, ("base",), years=(2032, 2027))
    assert (comparison.years, comparison.target_year) == ((2027, 2032), 2032)
    assert [row.name for row in comparison.rows if row.name.startswith("tonnes.")] == ["tonnes.2027", "tonnes.2032"]
    document = comparison.to_dict()
    assert (document["years"], document["target_year"]) == ([2027, 2032], 2032)
    results = comparison.first
    assert comparison.row("tonnes.2027").values == (results.tonnes().loc["net", 2027],)
    assert compared_years(plan, 2030, (2028, 2028)) == (2030, (2028, 2030))
    assert compared_years(plan, None) == (2030, tuple(sorted(default_years(plan, None))))
    with pytest.raises(InputError) as caught:
        compare(plan, ("base",), years=(1999, 2030, 2200))
    assert [issue.params["value"] for issue in caught.value.issues] == [1999, 2200]
    moved = waterfall(plan, "base", "decided_only", "operating_effect.2033", years=(2033,))
    assert moved.end == compare(plan, ("base", "decided_only"), years=(2033,)).row("operating_effect.2033").values[1]


def test_driftskonsekvens_by_committee_and_of_others_adds_up_to_the_whole(plan: Plan) -> None:
    comparison = compare(plan, ("base", *SAMPLES))
    committees = [row.id for row in plan.organisations if row.kind == "committee"]
    assert other_name(committees) == "other"
    for year in comparison.years:
        for place in range(len(comparison.scenarios)):
            whole = comparison.row(f"operating_effect.{year}").values[place]
            parts = [comparison.row(f"operating_effect.{name}.{year}").values[place] for name in (*committees, "other")]
            assert whole is not None
            assert sum(part for part in parts if part is not None) == pytest.approx(whole, abs=1e-6)
            assert None not in parts
    assert any(comparison.row(f"operating_effect.other.{year}").values[0] for year in comparison.years)
    assert row_label(plan, "operating_effect.other.2030", "sv") == "Driftskonsekvens 2030, bolag och övriga"


def test_problems_of_all_scenarios_are_told_at_once(plan: Plan) -> None:
    with pytest.raises(InputError) as caught:
        compare(plan, ("nothing", "nowhere"))
    assert [issue.params["value"] for issue in caught.value.issues] == ["nothing", "nowhere"]
    assert {issue.code for issue in caught.value.issues} == {"FM-C101"}
    with pytest.raises(InputError) as outside:
        compare(plan, ("base",), year=1999)
    assert [issue.code for issue in outside.value.issues] == ["FM-C122"]


def test_progress_is_told(plan: Plan) -> None:
    told: list[tuple[int, int]] = []
    compare(plan, SAMPLES[:2], progress=lambda n, of: told.append((n, of)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize("figure", ["npv", "npv_after_funding", "gap.planned", "net_own", "tonnes_total", "peak_debt"])
def test_the_waterfall_adds_up_exactly(plan: Plan, figure: str) -> None:
    many = with_scenarios(
        plan,
        much=[
            {"operation": "leave_out", "statuses": ["idea"]},
            {"operation": "move", "statuses": ["prepared"], "years": 1},
            {"operation": "scale", "field": "investments.amount", "all_rows": True, "factor": 1.1},
            {"operation": "scale", "field": "investments.by_year", "all_rows": True, "factor": 1.1, "again": True},
            {"operation": "add", "field": "settings.financial_discount_rate", "number": 0.01},
        ],
    )
    for first, second in (("base", "much"), ("much", "grants_first"), ("own_and_loans", "decided_only")):
        found = waterfall(many, first, second, figure)
        comparison = compare(many, (first, second)).row(figure)
        assert found.reason is None
        assert (found.start, found.end) == comparison.values
        levels = [found.start, *(step.after for step in found.steps)]
        assert levels[-1] == found.end
        assert [step.before for step in found.steps] == levels[:-1]
        moved = sum((Fraction(step.after) - Fraction(step.before) for step in found.steps), Fraction(0))
        assert moved == Fraction(found.end or 0.0) - Fraction(found.start or 0.0)


def test_the_waterfall_names_the_causes(plan: Plan) -> None:
    many = with_scenarios(
        plan,
        rate=[{"operation": "add", "field": "settings.financial_discount_rate", "number": 0.01}],
        cost=[{"operation": "scale", "field": "investments.amount", "all_rows": True, "factor": 1.1}],
    )
    assert [step.causes for step in waterfall(many, "base", "rate").steps] == [(Cause.ASSUMPTIONS,)]
    assert [step.causes for step in waterfall(many, "base", "cost").steps] == [(Cause.INVESTMENT,)]
    both = [step.causes for step in waterfall(many, "rate", "cost").steps]
    assert both == [(Cause.INVESTMENT,), (Cause.ASSUMPTIONS,)]
    funding = waterfall(many, "base", "grants_first", "npv_after_funding").steps
    assert [step.causes for step in funding] == [(Cause.FUNDING,)]
    assert waterfall(many, "rate", "rate").steps == ()


def test_a_way_over_what_is_not_known_is_none(plan: Plan) -> None:
    lacking = plan.settings.model_copy(update={"financial_discount_rate": None})
    found = waterfall(plan.model_copy(update={"settings": lacking}), "base", "decided_only", "npv")
    assert found.steps == ()
    assert found.reason is not None


def test_two_axes_are_layers_in_order(plan: Plan) -> None:
    axes = two_axes(plan, SAMPLES)
    assert axes.action_sets == ("base", "decided_only")
    assert axes.mixes == ("base", "own_and_loans", "grants_first", "partnership")
    for i, actions in enumerate(axes.action_sets):
        for j, mix in enumerate(axes.mixes):
            results = evaluate(apply_layers(plan, (actions, mix)).plan)
            assert axes.values("npv_after_funding")[i][j] == results.portfolio["npv_after_funding"]
    # The mix touches no figure before funding; the set of actions does.
    for row in axes.values("npv"):
        assert len(set(row)) == 1


def test_a_scenario_of_both_has_no_axis(plan: Plan) -> None:
    both = with_scenarios(
        plan,
        both=[
            {"operation": "leave_out", "statuses": ["idea"]},
            {"operation": "scale", "field": "frames.by_year", "all_rows": True, "factor": 0.5},
        ],
    )
    assert axis_of(Overlays(both), "both") == "both"
    assert two_axes(both, ["both"]).values("npv") == [[compare(both, ("base",)).row("npv").values[0]]]
