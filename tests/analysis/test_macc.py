"""The cost curve: true widths, savers by net present value, nothing left out; the five costs per tonne."""

from __future__ import annotations

import copy
import json
import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import Plan, evaluate
from finmodel.analysis.indicators import FIGURES, INDICATORS
from finmodel.analysis.macc import (
    COSTS_PER_TONNE,
    CostCurve,
    cost_curve,
    costs_per_tonne,
    curve_years,
    default_year,
)
from finmodel.errors import InputError
from finmodel.i18n import LANGUAGES, texts
from finmodel.model.document import read_document
from finmodel.model.plan import TABLES
from tests.small_plans import BASE, small_document, small_plan
from tests.strategies import documents, plans

Document = dict[str, Any]
NEXT = str(BASE + 1)

_FEW = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def row(name: str, cost: float | None, tonnes: float | None, **more: Any) -> Document:
    """An action that costs ``cost`` and cuts ``tonnes`` in the second year; None is unknown."""
    numbers = {"opex_change": cost, "reduction_tonnes": tonnes}
    given_ = {field: {"by_year": {NEXT: number}} for field, number in numbers.items() if number is not None}
    return {"id": name, "effect_start": BASE, **given_, **more}


def plan_of(*rows: Document, **settings_: Any) -> Plan:
    return small_plan(actions=rows, last_year=BASE + 1, **settings_)


def order(curve: CostCurve) -> list[str]:
    return [bar.action for bar in curve.bars]


def reasons(curve: CostCurve) -> dict[str, str]:
    return {item.action: item.reason for item in (*curve.raising, *curve.undrawn)}


def test_a_curve_by_hand() -> None:
    plan = plan_of(
        row("dear", 3000, 10),
        row("cheap", 100, 50),
        row("small-saver", -500, 10),
        row("big-saver", -1000, 100),
        row("nearly-free", 40, 100),
        row("late", 70, 0, reduction_tonnes={"by_year": {str(BASE): 7}}),
        row("raiser", 10, -5),
        row("unknown-raiser", None, -8),
        row("uncosted", None, 7),
        row("unquantified", 10, None),
        row("out", 10, 1, included=False),
        row("again", 10, 1, repeat_of="dear"),
    )
    curve = cost_curve(evaluate(plan), BASE + 1)
    found = [(bar.action, bar.left, bar.right, bar.cost, bar.npv, bar.tonnes) for bar in curve.bars]
    assert found == [
        ("big-saver", 0, 100, -10, 1000, 100),
        ("small-saver", 100, 110, -50, 500, 10),
        ("nearly-free", 110, 210, 0.4, -40, 100),
        ("cheap", 210, 260, 2, -100, 50),
        ("dear", 260, 270, 300, -3000, 10),
    ]
    assert [bar.action for bar in curve.savers] == ["big-saver", "small-saver"]
    assert curve.tonnes == 270
    assert [(item.action, item.tonnes, item.npv, item.reason) for item in curve.raising] == [
        ("unknown-raiser", -8, None, "raises_emissions"),
        ("raiser", -5, -10, "raises_emissions"),
    ]
    assert [(item.action, item.tonnes, item.npv, item.reason) for item in curve.undrawn] == [
        ("late", 0, -70, "no_tonnes_that_year"),
        ("uncosted", 7, None, "not_costed"),
        ("unquantified", None, -10, "not_quantified"),
    ]


def test_who_raises_emissions_while_building_stands_beside_that_year_only() -> None:
    built = {"amount": 40, "start_year": BASE, "action": "builder"}
    plan = small_plan(
        actions=[row("builder", 10, 100, upfront_tonnes=20), row("other", 5, 1)],
        investments=[built],
        last_year=BASE + 1,
        residual_values=False,
    )
    first, second = (cost_curve(evaluate(plan), year) for year in (BASE, BASE + 1))
    assert reasons(first) == {"builder": "raises_emissions_that_year", "other": "no_tonnes_that_year"}
    assert (first.raising[0].tonnes, first.raising[0].npv, first.tonnes) == (-20, -50, 0)
    assert [(bar.action, bar.tonnes, bar.cost) for bar in second.bars] == [("builder", 100, 50 / 80), ("other", 1, 5)]


def test_ties_go_by_id_and_a_cost_of_zero_is_no_saving() -> None:
    rows = [row("b", -10, 5), row("a", -10, 50), row("d", 0, 2), row("c", 0, 3)]
    curve = cost_curve(evaluate(plan_of(*rows)), BASE + 1)
    assert order(curve) == ["a", "b", "c", "d"]
    assert len(curve.savers) == 2


def test_society_ranks_savers_without_the_carbon_value_that_the_height_leaves_out_too() -> None:
    rows = [row("much-money", -100, 1), row("many-tonnes", -50, 100), row("worth-it", 30, 10)]
    plan = plan_of(*rows, social_discount_rate=0, carbon_value=10)
    curve = cost_curve(evaluate(plan, "society"), BASE + 1)
    assert [(bar.action, bar.npv_before_carbon_value, bar.npv) for bar in curve.bars] == [
        ("much-money", 100, 110),
        ("many-tonnes", 50, 1050),
        ("worth-it", -30, 70),
    ]
    assert len(curve.savers) == 2
    without = cost_curve(evaluate(plan_of(*rows, social_discount_rate=0), "society"), BASE + 1)
    assert order(without) == order(curve)
    assert {bar.npv for bar in without.bars} == {None}
    financial = cost_curve(evaluate(plan), BASE + 1)
    assert all(bar.npv == bar.npv_before_carbon_value for bar in financial.bars)


def test_what_figures_per_tonne_divide_leaves_the_carbon_value_out_and_is_of_actions_with_both() -> None:
    rows = [row("both", -50, 100), row("money-only", -7, None), row("neither", None, None)]
    plan = plan_of(*rows, social_discount_rate=0, carbon_value=10)
    financial, society = evaluate(plan), evaluate(plan, "society")
    for results in (financial, society):
        divided = {item.id: item.figures.npv_per_tonne for item in results.actions}
        assert divided == {"both": 50, "money-only": 7, "neither": None}
        assert results.portfolio.npv_per_tonne == results.per_tonne.npv == 50
    assert (financial.portfolio["npv"], society.portfolio["npv"]) == (57, 1057)
    no_rate = evaluate(plan_of(*rows, financial_discount_rate=None))
    assert (no_rate.action("both").figures.npv_per_tonne, no_rate.portfolio.npv_per_tonne) == (None, None)


def test_before_and_after_overlap() -> None:
    document = small_document(
        actions=[row("a", 80, 80, pool="heat"), row("b", 160, 80, pool="heat")], last_year=BASE + 1
    )
    document["pools"] = [{"id": "heat", "name": "Heat", "tonnes": 100}]
    plan = read_document(document)[0]
    before, after = (cost_curve(evaluate(plan, overlap=overlap), BASE + 1) for overlap in (False, True))
    assert (before.overlap, after.overlap) == (False, True)
    assert [(bar.action, bar.tonnes, bar.cost) for bar in before.bars] == [("a", 80, 1), ("b", 80, 2)]
    assert [(bar.action, bar.tonnes, bar.unadjusted) for bar in after.bars] == [("a", 50, 80), ("b", 50, 80)]
    assert [bar.cost for bar in after.bars] == pytest.approx([1.6, 3.2])
    assert after.tonnes == 100


def test_a_curve_of_some_sectors_and_owners() -> None:
    document = small_document(
        actions=[row("a", 1, 10, sector="heat"), row("b", 2, 10), row("c", 3, 10, sector="heat", owner="other")],
        organisations=[{"id": "first", "kind": "committee"}, {"id": "other", "kind": "company"}],
        last_year=BASE + 1,
    )
    document["sectors"] = [{"id": "heat", "name": "Heat"}]
    results = evaluate(read_document(document)[0])
    assert order(cost_curve(results, BASE + 1)) == ["a", "b", "c"]
    assert order(cost_curve(results, BASE + 1, sectors=["heat"])) == ["a", "c"]
    assert order(cost_curve(results, BASE + 1, sectors=[""])) == ["b"]
    assert order(cost_curve(results, BASE + 1, owners={"other"}, sectors={"heat"})) == ["c"]
    assert cost_curve(results, BASE + 1, sectors=[]).bars == ()
    with pytest.raises(ValueError, match="sector"):
        cost_curve(results, BASE + 1, sectors=["heta"])
    with pytest.raises(ValueError, match="owner"):
        cost_curve(results, BASE + 1, owners=["nobody"])
    municipality = cost_curve(evaluate(read_document(document)[0], "municipality"), BASE + 1)
    assert order(municipality) == ["a", "b"]
    assert reasons(municipality) == {"c": "outside_perspective"}


def test_a_year_outside_the_plan_and_an_unknown_perspective_are_refused() -> None:
    plan = plan_of(row("a", 1, 1))
    with pytest.raises(ValueError, match="2040"):
        cost_curve(evaluate(plan), 2040)
    with pytest.raises(InputError, match="FM-M136"):
        evaluate(plan, "nobody")


def test_a_year_before_the_base_year_is_refused_and_the_first_that_can_be_drawn_is_named() -> None:
    plan = plan_of(row("a", 1, 1), first_year=BASE - 2)
    assert list(curve_years(plan.settings)) == list(range(BASE, plan.settings.last_year + 1))
    results = evaluate(plan)
    assert BASE - 1 in results.years
    with pytest.raises(ValueError, match=f"{BASE - 1} is not one of {BASE}–"):
        cost_curve(results, BASE - 1)
    assert cost_curve(results, BASE).year == BASE


def test_without_a_rate_nothing_is_drawn_and_the_reason_is_told() -> None:
    plan = plan_of(row("a", 1, 1), row("b", 1, -1), financial_discount_rate=None)
    curve = cost_curve(evaluate(plan), BASE + 1)
    assert curve.bars == ()
    assert reasons(curve) == {"a": "no_rate", "b": "raises_emissions_that_year"}


@pytest.mark.parametrize(("years", "expected"), [(range(2026, 2057), 2030), (range(2020, 2029), 2028), ([2035], 2035)])
def test_the_year_is_2030_or_the_nearest(years: list[int], expected: int) -> None:
    assert default_year(list(years)) == expected


def test_the_five_costs_per_tonne_by_hand() -> None:
    plan = small_plan(
        actions=[
            {"id": "a", "opex_change": 10, "reduction_tonnes": 5, "effect_start": BASE + 1, "lifetime_years": 2},
            {"id": "out", "included": False},
        ],
        investments=[{"amount": 100, "start_year": BASE, "economic_life_years": 4}],
        last_year=BASE + 2,
        residual_values=False,
    )
    action, out, portfolio = costs_per_tonne(evaluate(plan))
    expected = {
        "abatement_cost": 12,  # 100 + 2·10 over 2·5 tonnes, at rate 0
        "abatement_cost_undiscounted": 12,
        "abatement_cost_annual": 12,
        "investment_per_tonne": 10,
        "kg_per_krona": 100,
    }
    assert action.values == pytest.approx(expected)
    assert portfolio.values == pytest.approx(expected)
    assert (action.in_totals, out.in_totals, portfolio.action) == (True, False, None)
    assert out.undefined == dict.fromkeys(COSTS_PER_TONNE, "not_costed")
    assert set(out.values.values()) == {None}


def test_each_cost_per_tonne_is_an_indicator_with_a_meaning_of_its_own() -> None:
    assert set(COSTS_PER_TONNE) <= {item.name for item in (*FIGURES, *INDICATORS)}
    for language in LANGUAGES:
        known = texts(language)
        assert len({known[f"figure.{name}.definition"] for name in COSTS_PER_TONNE}) == len(COSTS_PER_TONNE)


@_FEW
@given(plans(), st.sampled_from(("group", "society", "owner")), st.integers(0, 40), st.booleans())
def test_every_curve(plan: Plan, perspective: str, offset: int, overlap: bool) -> None:
    results = evaluate(plan, perspective, overlap=overlap)
    years = curve_years(plan.settings)
    year = years[offset % len(years)]
    curve = cost_curve(results, year)
    outcome = {item.id: item for item in results.actions}
    stands = [*(bar.action for bar in curve.bars), *reasons(curve)]
    assert sorted(stands) == sorted(
        key for key, item in outcome.items() if item.left_out in (None, "outside_perspective")
    )
    # Widths and what stands beside add up to the year's net tonnes.
    tonnes = results.tonnes()
    beside = [item for item in (*curve.raising, *curve.undrawn) if outcome[item.action].in_totals]
    total = curve.tonnes + sum(item.tonnes or 0.0 for item in beside)
    size = float(tonnes.loc[["reduction", "removal", "upfront"], year].abs().sum()) + sum(
        abs(item.tonnes or 0.0) for item in beside
    )
    assert total == pytest.approx(tonnes.loc["net", year], rel=1e-9, abs=1e-9 * (curve.tonnes + size))
    assert all(
        bar.tonnes > 0 and bar.right - bar.left == pytest.approx(bar.tonnes, abs=1e-9 * bar.right) for bar in curve.bars
    )
    assert all(one.right == two.left for one, two in pairwise(curve.bars))
    for bar in curve.bars:
        figures = outcome[bar.action].figures
        assert (bar.cost, bar.npv) == (figures["abatement_cost"], figures["npv"])
        pv_tonnes = figures["pv_tonnes"]
        assert pv_tonnes is not None
        assert bar.cost == pytest.approx(-bar.npv_before_carbon_value / pv_tonnes, rel=1e-9, abs=1e-300)
    savers, others = curve.savers, curve.bars[len(curve.savers) :]
    assert [bar.npv_before_carbon_value for bar in savers] == sorted(
        (bar.npv_before_carbon_value for bar in savers), reverse=True
    )
    assert [bar.cost for bar in others] == sorted(bar.cost for bar in others)
    assert all(bar.cost >= 0 for bar in others)
    assert all((item.tonnes or 0) < 0 or (outcome[item.action].figures["pv_tonnes"] or 0) < 0 for item in curve.raising)
    json.dumps(curve.to_dict(), allow_nan=False)


@_FEW
@given(documents(), st.integers(0, 99))
def test_the_order_of_rows_never_counts(document: Document, seed: int) -> None:
    permuted = copy.deepcopy(document)
    for table in TABLES:
        random.Random(seed).shuffle(permuted.setdefault(table, []))
    for perspective in ("group", "society"):
        one, other = (evaluate(read_document(each)[0], perspective) for each in (document, permuted))
        year = default_year(curve_years(one.plan.settings))
        assert cost_curve(one, year) == cost_curve(other, year)
        assert set(map(repr, costs_per_tonne(one))) == set(map(repr, costs_per_tonne(other)))


def test_rounding_makes_no_width() -> None:
    # 0.1 + 0.2 − 0.3 is not zero in floats; the year after there are tonnes.
    after = str(BASE + 2)
    several = [row("a", 1, None, upfront_tonnes=0.3)]
    several[0]["reduction_tonnes"] = {"by_year": {NEXT: 0.1, after: 5}}
    several[0]["removal_tonnes"] = {"by_year": {NEXT: 0.2}}
    plan = small_plan(
        actions=several, investments=[{"amount": 5, "start_year": BASE + 1}], last_year=BASE + 2, residual_values=False
    )
    results = evaluate(plan)
    assert results.tonnes().loc["net", BASE + 1] != 0
    assert reasons(cost_curve(results, BASE + 1)) == {"a": "no_tonnes_that_year"}
    assert order(cost_curve(results, BASE + 2)) == ["a"]
