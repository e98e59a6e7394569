"""Inputs moved one at a time: by hand, as identities, and on generated plans."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from finmodel import Plan, evaluate, plan_hash
from finmodel.analysis.indicators import SWITCHING_INPUTS
from finmodel.analysis.optimism import OptimismBias
from finmodel.analysis.outcome import figures_of
from finmodel.analysis.results import Results
from finmodel.analysis.scaling import (
    scale_capex,
    scale_carbon_value,
    scale_co_benefits,
    scale_energy_price,
    scale_life,
    scale_opex,
    scale_savings,
    scale_tonnes,
    scaled_life,
    shift_discount_rate,
)
from finmodel.analysis.sensitivity import DEFAULT_STEPS, SensitivityInput, Step, tornado, variants
from finmodel.analysis.switching import switching_values
from finmodel.engine.cashflow import by_part
from finmodel.engine.prices import base_index
from finmodel.model.document import read_document, to_document
from finmodel.model.enums import AssetType
from finmodel.model.plan import TABLES
from tests.engine.energy_plans import energy_document, energy_plan
from tests.small_plans import BASE, small_plan
from tests.strategies import plans

_FEW = settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

SCALES: dict[str, Callable[[Plan, float], Plan]] = {
    "capex": scale_capex,
    "opex": scale_opex,
    "savings": scale_savings,
    "energy_price": scale_energy_price,
    "tonnes": scale_tonnes,
    "life": scale_life,
    "carbon_value": scale_carbon_value,
    "co_benefits": scale_co_benefits,
}


def saver(**settings_: Any) -> Plan:
    """1 000 in the base year, saves 300 and costs 20 a year in five years, 10 t a year, 100 kWh less at 1 kr."""
    return energy_plan(
        {"opex_change": 20, "reduction_tonnes": 8},
        [{"amount": 1000, "start_year": BASE, "economic_life_years": 5}],
        [{"amount": 200}],
        carriers=[{"id": "el", "price": 1, "emission_factor": 20}],
        changes=[{"carrier": "el", "kwh": -100}],
        last_year=BASE + 5,
        financial_discount_rate=0,
        **settings_,
    )


def seen(*found: Any) -> Any:
    """Return what was found, to be held against approximations side by side."""
    return found


def ends(found: Any, name: str) -> tuple[Any, Any]:
    bar = next(bar for bar in found.bars if bar.input == name)
    return bar.low.value, bar.high.value


def test_a_tornado_by_hand() -> None:
    # −1000 + 5·(200 + 100 − 20) = 400, at rate 0 without inflation.
    found = tornado(saver(residual_values=False))
    assert found.base.value == pytest.approx(400)
    assert ends(found, "capex") == (pytest.approx(600), pytest.approx(200))
    assert ends(found, "savings") == (pytest.approx(200), pytest.approx(600))
    assert ends(found, "energy_price") == (pytest.approx(300), pytest.approx(500))
    assert ends(found, "opex") == (pytest.approx(420), pytest.approx(380))
    # Four years of effect in place of five; six do not fit into the plan.
    assert ends(found, "life") == (pytest.approx(120), pytest.approx(400))
    low, high = (sum(280 / (1 + rate) ** n for n in range(1, 6)) - 1000 for rate in (-0.01, 0.01))
    assert ends(found, "discount_rate") == (pytest.approx(low), pytest.approx(high))
    assert [str(bar.input) for bar in found.bars] == [
        *("capex", "savings", "life", "energy_price", "discount_rate", "opex"),
    ]
    assert [(str(row.input), row.why) for row in found.without_effect] == [("tonnes", "no_difference")]
    spans: list[Any] = [bar.span for bar in found.bars]
    assert spans == sorted(spans, reverse=True)


def test_cost_per_tonne_moves_with_all_tonnes_stated_and_of_energy() -> None:
    # 8 t stated and 100 kWh · 20 kg = 2 t, five years: 50 t.
    found = tornado(saver(residual_values=False), outcome="abatement_cost")
    assert found.base.value == pytest.approx(-400 / 50)
    assert ends(found, "tonnes") == (pytest.approx(-400 / 40), pytest.approx(-400 / 60))


def social(**settings_: Any) -> Plan:
    """1 000 in the base year, five years of 10 t at 30 and of co-benefits of 50, at rate 0."""
    return small_plan(
        {"reduction_tonnes": 10, "opex_change": 0},
        [{"amount": 1000, "start_year": BASE, "economic_life_years": 5}],
        [{"kind": "co_benefit", "amount": 50, "receivers": {"nämnd": 1}}, {"kind": "saving", "amount": 20}],
        **{"last_year": BASE + 5, "social_discount_rate": 0, "residual_values": False, "carbon_value": 30} | settings_,
    )


def test_society_moves_the_carbon_value_and_the_co_benefits() -> None:
    # −1000 + 5·(10·30 + 50 + 20) = 850.
    found = tornado(social(), "society")
    assert found.base.value == pytest.approx(850)
    assert ends(found, "carbon_value") == (pytest.approx(550), pytest.approx(1150))
    assert ends(found, "co_benefits") == (pytest.approx(800), pytest.approx(900))
    # The savings are moved on their own.
    assert ends(found, "savings") == (pytest.approx(830), pytest.approx(870))
    per_tonne = tornado(social(), "society", outcome="abatement_cost")
    assert ends(per_tonne, "co_benefits") == (pytest.approx(700 / 50), pytest.approx(600 / 50))
    assert {str(row.input): row.why for row in per_tonne.without_effect}["carbon_value"] == "no_difference"


@pytest.mark.parametrize("perspective", ["group", "municipality", "owner"])
def test_what_only_society_counts_is_not_moved_elsewhere(perspective: str) -> None:
    moved = variants(social(), perspective)
    assert set(moved.ends) == set(moved.steps) == set(SensitivityInput) - {"carbon_value", "co_benefits"}
    found = moved.tornado()
    listed = {bar.input for bar in found.bars} | {row.input for row in found.without_effect}
    assert listed == set(moved.ends)


def test_society_says_that_there_is_no_carbon_value_and_no_co_benefit() -> None:
    plan = saver(social_discount_rate=0)
    found = tornado(plan, "society", outcome="investment_total")
    why = {str(row.input): row.why for row in found.without_effect}
    assert (why["carbon_value"], why["co_benefits"]) == ("no_carbon_value", "no_co_benefits")
    assert scale_carbon_value(plan, 2) == plan


def test_what_is_not_there_is_listed_apart_with_the_reason() -> None:
    plan = small_plan({"opex_change": 10, "effect_start": BASE}, last_year=BASE + 3)
    found = tornado(plan)
    assert {str(row.input): row.why for row in found.without_effect} == {
        "capex": "no_capex",
        "energy_price": "no_energy",
        "savings": "no_savings",
        "tonnes": "no_tonnes",
        "life": "no_life",
    }
    without_rate = small_plan({"opex_change": 10, "effect_start": BASE}, financial_discount_rate=None)
    assert tornado(without_rate).base.reason == "no_rate"
    assert tornado(without_rate).without_effect[0].why == "no_rate"


def test_an_undefined_end_keeps_its_reason() -> None:
    plan = small_plan(
        {"opex_change": 0}, [{"amount": 100, "start_year": BASE, "economic_life_years": 4}], [{"amount": 24}],
        last_year=BASE + 4,
    )  # fmt: skip
    found = tornado(plan, outcome="payback")
    assert found.base.reason == "never_pays_back"
    capex = next(bar for bar in found.bars if bar.input == "capex")
    assert seen(capex.low.value, capex.low.reason) == (pytest.approx(80 / 24), None)
    assert (capex.high.value, capex.high.reason) == (None, "never_pays_back")
    assert capex.span is None
    assert capex.to_dict()["high"] == {"value": None, "undefined": "never_pays_back"}


def test_equal_bars_stand_in_the_order_of_the_inputs() -> None:
    plan = small_plan(
        {"opex_change": -100}, [{"amount": 100, "start_year": BASE}], [{"amount": 100}],
        last_year=BASE + 1, residual_values=False,
    )  # fmt: skip
    steps = {"opex": Step(-0.1, 0.1), "savings": Step(-0.1, 0.1), "capex": Step(-0.1, 0.1)}
    found = tornado(plan, steps={SensitivityInput(name): step for name, step in steps.items()})
    assert [bar.span for bar in found.bars] == [pytest.approx(20)] * 3
    assert [str(bar.input) for bar in found.bars] == ["capex", "savings", "opex"]


@pytest.mark.parametrize("step", [(0.2, -0.2), (-1.0, 0.2), (-0.1, math.inf), (math.nan, 0.1), (0.1, 0.1)])
def test_a_step_goes_down_and_up(step: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="step"):
        Step(*step)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(KeyError):
        tornado(saver(), outcome="happiness")
    with pytest.raises(KeyError):
        tornado(saver(), action="b")
    with pytest.raises(ValueError, match="wind"):
        variants(saver(), steps={"wind": Step(-0.1, 0.1)})  # type: ignore[dict-item]
    with pytest.raises(ValueError, match="finite"):
        scale_capex(saver(), math.nan)


@_FEW
@given(plans())
def test_a_factor_of_one_gives_a_plan_with_the_same_hash(plan: Plan) -> None:
    for scale in SCALES.values():
        assert plan_hash(scale(plan, 1.0)) == plan_hash(plan)
    assert plan_hash(shift_discount_rate(plan, 0.0)) == plan_hash(plan)


@_FEW
@given(plans())
def test_a_scaled_plan_is_a_plan(plan: Plan) -> None:
    """What is scaled keeps the plan's rules: read again it is the same plan, to the digit."""
    for name, scale in SCALES.items():
        # A longer life may leave more effects than anything was entered for; nothing else could be refused.
        scaled = scale(plan, 0.5)
        again, _ = read_document(to_document(scaled))
        assert plan_hash(again) == plan_hash(scaled), name


@pytest.mark.parametrize(
    ("years", "factor", "expected"),
    [
        *((25, 0.8, 20), (25, 1.2, 30), (1, 0.8, 1), (1, 1.2, 2), (2, 0.8, 1)),
        *((3, 1.1, 4), (150, 1.2, 150), (7, 1.0, 7), (5, 0.5, 3)),
    ],
)
def test_lives_move_by_whole_years_and_by_one_at_least(years: int, factor: float, expected: int) -> None:
    assert scaled_life(years, factor) == expected


def test_scaling_touches_what_it_says_and_nothing_else() -> None:
    plan = small_plan(
        actions=[
            {"id": "a", "opex_change": {"value": 1, "by_year": {str(BASE): 2}}, "lifetime_years": 10},
            {"id": "b"},
        ],
        investments=[
            {"action": "a", "amount": 0.1, "start_year": BASE},
            {"action": "a", "kind": "reference_capex", "amount": 50, "start_year": BASE},
            {"action": "b", "by_year": {str(BASE): 10, str(BASE + 1): 20}},
        ],
        benefits=[{"amount": 5}, {"kind": "revenue", "amount": 5}],
    )
    scaled = scale_capex(plan, 1.2)
    assert [row.amount for row in scaled.investments] == [0.12, 50, None]
    assert dict(scaled.investments[2].by_year) == {BASE: 12, BASE + 1: 24}
    assert [row.amount for row in scale_capex(plan, 1.2, ["b"]).investments] == [0.1, 50, None]
    assert scale_capex(plan, 1.2).model_copy(update={"investments": plan.investments}) == plan
    assert [row.amount.value for row in scale_savings(plan, 0.5).benefits if row.amount] == [2.5, 5]
    valued = small_plan(
        {"effect_start": BASE},
        benefits=[{"kind": "co_benefit", "amount": 4, "receivers": {"nämnd": 1}}],
        carbon_value=10,
        carbon_price=3,
    )
    assert [row.amount.value for row in scale_co_benefits(valued, 1.5).benefits if row.amount] == [6]
    assert scale_co_benefits(valued, 1.5, ["b"]) == valued
    assert scale_savings(valued, 1.5) == valued
    dearer = scale_carbon_value(valued, 1.5).settings
    assert dearer.carbon_value is not None
    assert (dearer.carbon_value.value, dearer.carbon_price) == (15, valued.settings.carbon_price)
    assert dict(scale_opex(plan, 3).actions[0].opex_change.by_year) == {BASE: 6}  # type: ignore[union-attr]
    assert scale_opex(plan, 3, ["b"]) == plan
    lives = scale_life(plan, 0.5, ["a"])
    assert [row.economic_life_years for row in lives.investments] == [15, 15, 30]
    assert [row.lifetime_years for row in lives.actions] == [5, None]


def test_the_rate_of_the_perspective_is_moved_and_a_rate_below_all_is_none() -> None:
    plan = small_plan(
        {}, financial_discount_rate={"value": 0.04, "by_year": {str(BASE): 0.05}}, social_discount_rate=0.035
    )
    moved = shift_discount_rate(plan, 0.01).settings
    assert moved.financial_discount_rate is not None
    assert (moved.financial_discount_rate.value, moved.financial_discount_rate.by_year[BASE]) == (0.05, 0.06)
    assert moved.social_discount_rate == plan.settings.social_discount_rate
    social = shift_discount_rate(plan, -0.01, "society").settings.social_discount_rate
    assert social is not None
    assert social.value == 0.025
    nearly_all = small_plan({}, financial_discount_rate=-0.995, last_year=BASE + 3)
    assert shift_discount_rate(nearly_all, -0.01).settings.financial_discount_rate is None


def test_npv_is_linear_in_capex_savings_and_energy_price() -> None:
    plan = saver(inflation=0.02)
    base = evaluate(plan).portfolio["npv"]
    found = tornado(plan)
    for name in ("capex", "savings", "energy_price", "opex"):
        without = evaluate(SCALES[name](plan, 0.0)).portfolio["npv"]
        assert base is not None
        assert without is not None
        low, high = ends(found, name)
        assert low == pytest.approx(base - 0.2 * (base - without))
        assert high == pytest.approx(base + 0.2 * (base - without))


def sized(results: Results, action: str | None) -> float:
    """Return the discounted flows without their signs: what rounding is a share of."""
    arrays, valuation = results.arrays, results.view.valuation
    parts = np.abs(by_part(arrays, results.view.chosen) / valuation.deflator).sum(axis=1)
    counted = {row.id for row in results.actions if row.in_totals and row.is_costed}
    chosen = [name == action if action is not None else name in counted for name in arrays.actions]
    return float((parts[chosen][:, arrays.base :] @ valuation.discount[arrays.base :]).sum())


def whole_plan(seed: int) -> Plan:
    """Return a plan in which all is known, with every way of buying, pools and carriers: drawn by a seed."""
    draw = random.Random(seed)
    years = range(BASE, BASE + 15)
    actions, investments, benefits, changes = [], [], [], []
    for name in "abcd":
        start = draw.choice(years[:5])
        actions.append(
            {
                "id": name,
                "opex_change": draw.choice([50, -30, {"value": 10, "by_year": {str(BASE + 6): 40}}]),
                "reduction_tonnes": draw.choice([5, 12, {"value": 3, "by_year": {str(BASE + 8): 9}}]),
                "removal_tonnes": draw.choice([None, 2]),
                "pool": draw.choice([None, "p"]),
                "priority": draw.choice([None, 1, 2]),
                "ramp": draw.choice([[], [0.5, 1]]),
                "reinvest": draw.choice([True, False]),
                "effect_follows": draw.choice(["completion", "capex"]),
                "carbon_priced": draw.choice([0, 0.5]),
                "upfront_tonnes": draw.choice([None, 1]),
                "opex_price_category": draw.choice([None, "k"]),
            }
        )
        if actions[-1]["pool"]:
            actions[-1]["pool_share"] = draw.choice([None, 0.2])
        actions[-1] = {key: value for key, value in actions[-1].items() if value is not None}
        for kind in ("capex", "capex", "reference_capex"):
            row = {"action": name, "kind": kind, "amount": draw.randint(100, 2000), "start_year": start}
            row |= {"end_year": start + draw.randint(0, 2), "economic_life_years": draw.randint(3, 12)}
            investments.append(row | {"residual_share": draw.choice([0, 0.2])})
        benefits.append({"action": name, "amount": draw.randint(20, 200), "price_category": draw.choice(["k", "l"])})
        changes.append({"action": name, "carrier": "el", "kwh": draw.randint(-90, 90)})
    return energy_plan(
        None,
        investments,
        benefits,
        actions=actions,
        categories=[{"id": "k", "real_escalation": 0.01}, {"id": "l", "real_escalation": -0.005}],
        carriers=[{"id": "el", "price": 1.1, "emission_factor": 40, "price_category": "k", "carbon_price": 3}],
        changes=changes,
        pools=[{"id": "p", "tonnes": draw.choice([15, 1000])}],
        last_year=years[-1],
        inflation={"value": 0.02, "by_year": {str(BASE + 3): 0.05}},
        financial_discount_rate={"value": 0.04, "by_year": {str(BASE + 5): 0.03}},
        social_discount_rate=0.035,
        carbon_value={"value": 12, "by_year": {str(BASE + 4): 20}},
        carbon_price=4,
        timing=draw.choice(["start", "mid", "end"]),
    )


def check_switching_values(plan: Plan, perspective: str) -> Iterator[str]:
    """Scale the plan by each of its switching values, ask whether it turns there, and yield the inputs tried."""
    for row in switching_values(evaluate(plan, perspective)):
        # Purchases of nothing or less leave effects that follow them without a start; pools are not below zero.
        lowest = 1e-6 if row.input in ("capex", "tonnes") else -1e6
        if row.factor is None or not lowest < row.factor < 1e6 or abs(row.factor) < 1e-6:
            continue
        moved = evaluate(SCALES[row.input](plan, row.factor), perspective)
        figures = figures_of(moved, row.action)
        size = sized(moved, row.action)
        if row.input != "tonnes":
            assert figures["npv"] == pytest.approx(0, abs=1e-9 * size), row
        elif (worth := worth_of_tonnes(moved, row.action)) is not None:
            cost, pv_tonnes = figures["abatement_cost"], moved.per_tonne.pv_tonnes
            pv_tonnes = pv_tonnes if row.action is None else figures["pv_tonnes"]
            assert cost is not None
            assert pv_tonnes is not None
            assert cost * pv_tonnes == pytest.approx(worth, abs=1e-9 * (size + abs(worth))), row
        yield row.input


def worth_of_tonnes(results: Results, action: str | None) -> float | None:
    """Return the present value of the net tonnes at the carbon value; None where no cost per tonne is defined."""
    if figures_of(results, action)["abatement_cost"] is None:
        return None
    arrays, valuation = results.arrays, results.view.valuation
    both = {row.id for row in results.actions if row.in_totals and row.is_costed and row.is_quantified}
    chosen = [each in both if action is None else each == action for each in arrays.actions]
    net = (arrays.reductions + arrays.removals - arrays.upfront)[chosen, arrays.base :].sum(axis=0)
    return float(net @ (np.nan_to_num(valuation.carbon_value) * valuation.discount)[arrays.base :])


@pytest.mark.parametrize("perspective", ["group", "society"])
def test_scaled_by_its_switching_value_a_result_turns(perspective: str) -> None:
    tried = Counter(name for seed in range(12) for name in check_switching_values(whole_plan(seed), perspective))
    assert min(tried[name] for name in SWITCHING_INPUTS) >= 12, tried


@_FEW
@given(plans())
def test_scaled_by_its_switching_value_a_generated_plan_turns(plan: Plan) -> None:
    for perspective in ("owner", "society"):
        assert set(check_switching_values(plan, perspective)) <= set(SWITCHING_INPUTS)


@pytest.mark.parametrize(("perspective", "inflation"), [("group", 0.02), ("society", 0.02)])
def test_tonnes_at_the_switching_value_by_one_carbon_value(perspective: str, inflation: float) -> None:
    plan = saver(
        inflation=inflation, carbon_value=10, social_discount_rate=0.03, price_year=BASE - 1, residual_values=False
    )
    dear = scale_capex(plan, 3)
    (row,) = (row for row in switching_values(evaluate(dear, perspective)) if row.input == "tonnes" and row.action)
    assert row.factor is not None
    cost = evaluate(scale_tonnes(dear, row.factor), perspective).portfolio["abatement_cost"]
    # Nominal perspectives count in kronor of the base year, society in kronor of the price year.
    assert cost == pytest.approx(10 * (1.0 if perspective == "society" else base_index(plan.settings)))


@_FEW
@given(plans())
def test_scaled_tonnes_are_scaled_after_overlap_too(plan: Plan) -> None:
    before, after = evaluate(plan).arrays, evaluate(scale_tonnes(plan, 2.0)).arrays
    for name in ("reductions", "removals", "unadjusted"):
        tonnes = getattr(before, name)
        np.testing.assert_allclose(
            getattr(after, name), 2 * tonnes, rtol=1e-9, atol=1e-9 * np.abs(tonnes).max(initial=1)
        )
    np.testing.assert_array_equal(after.upfront, before.upfront)


def test_switching_values_say_what_they_amount_to() -> None:
    rows = {row.input: row for row in switching_values(evaluate(saver(residual_values=False))) if row.action == "a"}
    # 1400 of benefits against 1000: capex may be 1.4 as large.
    assert seen(rows["capex"].factor, rows["capex"].base, rows["capex"].at_switch) == (
        *(pytest.approx(1.4), pytest.approx(1000), pytest.approx(1400)),
    )
    assert rows["capex"].meaning == "may_rise"
    assert rows["savings"].factor == pytest.approx(0.6)
    assert seen(rows["savings"].meaning, rows["savings"].at_switch) == ("may_fall", pytest.approx(600))
    assert seen(rows["opex"].factor, rows["opex"].meaning) == (pytest.approx(5), "may_rise")
    # Energy saved is a negative cost: −500 may shrink to −100.
    assert seen(rows["energy_price"].factor, rows["energy_price"].base) == (pytest.approx(0.2), pytest.approx(-500))
    assert rows["energy_price"].meaning == "may_fall"
    assert seen(rows["tonnes"].factor, rows["tonnes"].reason, rows["tonnes"].base) == (
        None,
        "absent_input",
        pytest.approx(50),
    )
    assert rows["tonnes"].to_dict()["undefined"] == "absent_input"


def test_amounts_at_the_switch_are_in_prices_of_the_price_year_and_without_what_is_sunk() -> None:
    plan = small_plan(
        {"opex_change": 20},
        [{"by_year": {str(BASE - 1): 500, str(BASE + 1): 1000}, "economic_life_years": 3}],
        [{"amount": 700}],
        first_year=BASE - 1,
        last_year=BASE + 4,
        inflation=0.1,
    )
    for action in ("a", None):
        rows = {row.input: row for row in switching_values(evaluate(plan)) if row.action == action}
        assert [rows[name].base for name in ("capex", "opex", "savings")] == pytest.approx([1000, 60, 2100])


@pytest.mark.parametrize(("value", "meaning"), [(50, "may_fall"), (10, "must_rise"), (32, "at_once")])
def test_tonnes_may_fall_where_a_tonne_costs_less_than_its_value(value: float, meaning: str) -> None:
    # NPV −1600 and 50 t: 32 a tonne.
    plan = scale_capex(saver(residual_values=False, carbon_value=value), 3)
    (row,) = (row for row in switching_values(evaluate(plan)) if row.input == "tonnes" and row.action is None)
    assert seen(row.factor, row.meaning) == (pytest.approx(1600 / (50 * value)), meaning)


def test_the_portfolio_s_tonnes_are_those_that_have_a_cost_per_tonne() -> None:
    plan = small_plan(
        actions=[
            {"id": "a", "opex_change": 100, "reduction_tonnes": 8, "removal_tonnes": 2, "effect_start": BASE},
            {"id": "uncosted", "opex_change": None, "reduction_tonnes": 500, "effect_start": BASE},
            {"id": "unquantified", "opex_change": 70, "effect_start": BASE},
            {"id": "out", "opex_change": 5, "reduction_tonnes": 40, "effect_start": BASE, "included": False},
        ],
        first_year=BASE - 1,
        last_year=BASE + 4,
        financial_discount_rate=0,
        carbon_value=50,
    )
    results = evaluate(plan)
    rows = {row.action: row for row in switching_values(results) if row.input == "tonnes"}
    # 100 a year for 10 t worth 50 each: a fifth of 50 t in five years is left over.
    assert results.portfolio["tonnes_reduced"] == pytest.approx(5 * 508)
    total = rows[None]
    assert seen(total.factor, total.base, total.at_switch) == tuple(map(pytest.approx, (0.2, 50, 10)))
    assert (total.factor, total.base, total.at_switch) == (rows["a"].factor, rows["a"].base, rows["a"].at_switch)
    assert rows["uncosted"].base == pytest.approx(2500)
    none = small_plan(
        {"opex_change": None, "reduction_tonnes": 5, "effect_start": BASE}, last_year=BASE + 4, carbon_value=50
    )
    (row,) = (row for row in switching_values(evaluate(none)) if row.input == "tonnes" and row.action is None)
    assert seen(row.factor, row.reason is None, row.base, row.at_switch) == (None, False, None, None)


def test_switching_meanings_of_a_loss() -> None:
    loss = scale_capex(saver(residual_values=False), 2)
    rows = {row.input: row for row in switching_values(evaluate(loss)) if row.action is None}
    assert seen(rows["capex"].factor, rows["capex"].meaning) == (pytest.approx(0.7), "must_fall")
    assert seen(rows["savings"].factor, rows["savings"].meaning) == (pytest.approx(1.6), "must_rise")
    assert (rows["opex"].meaning, rows["opex"].at_switch) == ("no_amount", None)
    even = scale_capex(saver(residual_values=False), 1.4)
    assert {row.meaning for row in switching_values(evaluate(even)) if row.input != "tonnes"} == {"at_once"}


def test_one_pass_serves_every_action_and_every_figure() -> None:
    document = energy_document(
        actions=[{"id": "a", "opex_change": 5, "effect_start": BASE}, {"id": "b"}],
        investments=[{"action": "b", "amount": 100, "start_year": BASE}],
        last_year=BASE + 2,
    )
    plan, _ = read_document(document)
    moved = variants(plan)
    for action in ("a", "b", None):
        for outcome in ("npv", "abatement_cost"):
            assert moved.tornado(outcome, action) == tornado(plan, outcome=outcome, action=action)
        spans = [bar.span or 0.0 for bar in moved.tornado("npv", action).bars]
        assert spans
        assert spans == sorted(spans, reverse=True)


@settings(_FEW, max_examples=8)
@given(plans(max_actions=3, longest=10))
def test_row_order_never_counts(plan: Plan) -> None:
    turned = plan.model_copy(update={name: tuple(reversed(getattr(plan, name))) for name in TABLES})
    one, other = variants(plan), variants(turned)
    for outcome in ("npv", "abatement_cost"):
        assert one.tornado(outcome).to_dict() == other.tornado(outcome).to_dict()

    def by_place(results: Results) -> dict[tuple[str | None, str], Any]:
        return {(row.action, row.input): row for row in switching_values(results)}

    assert by_place(one.base) == by_place(other.base)


def test_steps_are_data() -> None:
    assert set(DEFAULT_STEPS) == set(SensitivityInput)
    found = tornado(saver(residual_values=False), steps={SensitivityInput.CAPEX: Step(-0.5, 1.0)})
    assert [str(bar.input) for bar in found.bars] == ["capex"]
    assert ends(found, "capex") == (pytest.approx(900), pytest.approx(-600))
    assert found.bars[0].to_dict()["unit"] == "share"


def test_what_holds_optimism_bias_says_so() -> None:
    plan = small_plan(
        {"opex_change": 0},
        [{"amount": 1000, "start_year": BASE, "economic_life_years": 5, "asset_type": "equipment"}],
        [{"amount": 300}],
        last_year=BASE + 5,
        residual_values=False,
    )
    assert tornado(plan).to_dict()["optimism_bias"] is None
    bias = OptimismBias({AssetType.EQUIPMENT: 2.0}, 0.5)
    moved = variants(plan, optimism_bias=bias)
    found = moved.tornado()
    assert found.base.value == pytest.approx(-500)
    assert ends(found, "capex") == (pytest.approx(-100), pytest.approx(-900))
    assert moved.unbiased is not None
    assert moved.unbiased.portfolio["npv"] == pytest.approx(500)
    stated = found.to_dict()["optimism_bias"]
    assert (stated["share"], stated["added"], stated["raised"][0]["uplift"]) == (0.5, pytest.approx(1000), 1.0)


def test_a_share_of_nothing_is_no_optimism_bias() -> None:
    plan = small_plan({}, [{"amount": 1000, "start_year": BASE, "asset_type": "equipment"}], last_year=BASE + 5)
    moved = variants(plan, optimism_bias=OptimismBias({AssetType.EQUIPMENT: 2.0}, 0.0))
    assert (moved.bias, moved.unbiased, moved.tornado().to_dict()["optimism_bias"]) == (None, None, None)
    with pytest.raises(ValueError, match="share"):
        variants(plan, optimism_bias=OptimismBias({AssetType.EQUIPMENT: 2.0}, math.nan))
