"""The money of an action, line by line, by hand: what is recorded, with whom, and when it is unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from finmodel.engine.arrays import PlanArrays, plan_arrays
from finmodel.engine.axes import NOBODY, Line, Part
from finmodel.engine.cashflow import LINE_OF, SIGN_OF, by_carrier, by_line, by_part, signed
from finmodel.engine.undefined import FloatArray
from finmodel.model.plan import Plan
from tests.engine.energy_plans import energy_plan
from tests.small_plans import BASE

Row = dict[str, Any]
ORGANISATIONS = (
    {"id": "nämnd", "kind": "committee"},
    {"id": "bolag", "kind": "company"},
    {"id": "stat", "kind": "state"},
)
EL: Row = {"id": "el", "price": 2, "emission_factor": 500}
OIL: Row = {"id": "olja", "price": 3, "emission_factor": 2000, "carbon_price": 10}


def _plan(action: Row, investments: Sequence[Row] = (), benefits: Sequence[Row] = (), **more: Any) -> Plan:
    common = {"organisations": ORGANISATIONS, "last_year": BASE + 3}
    return energy_plan({"effect_start": BASE, **action}, investments, benefits, **{**common, **more})


def _records(plan: Plan) -> dict[tuple[str, str, str | None], list[float]]:
    """Return the amounts by part, organisation and carrier."""
    arrays = plan_arrays(plan)
    found: dict[tuple[str, str, str | None], FloatArray] = defaultdict(lambda: np.zeros(len(arrays.years)))
    for place in range(len(arrays.part)):
        carrier = arrays.carriers[arrays.carrier[place]] if arrays.carrier[place] >= 0 else None
        key = (Part(arrays.part[place]).name.lower(), arrays.organisations[arrays.organisation[place]], carrier)
        found[key] += arrays.amounts[place]
    return {key: amounts.tolist() for key, amounts in found.items()}


def _arrays(action: Row, *parts: Any, **more: Any) -> PlanArrays:
    return plan_arrays(_plan(action, *parts, **more))


def _touched(arrays: PlanArrays) -> set[str]:
    return {name for name, is_touched in zip(arrays.organisations, arrays.touches[0], strict=True) if is_touched}


# --- investments ---------------------------------------------------------------------------------------------------


def test_purchases_again_and_again_while_there_are_years_and_the_last_one_s_value() -> None:
    """60 in 2026, life 2: again in 2028, 2030, not in the last year 2032; worth nothing then, 60·¼ never wears off."""
    bought = {"amount": 60, "start_year": BASE, "economic_life_years": 2, "residual_share": 0.25}
    found = _records(_plan({"reinvest": True}, [bought], last_year=BASE + 6))
    assert found["capex", "nämnd", None] == [60, 0, 0, 0, 0, 0, 0]
    assert found["reinvestment", "nämnd", None] == [0, 0, 60, 0, 60, 0, 0]
    assert found["residual", "nämnd", None] == [0, 0, 0, 0, 0, 0, 15]
    assert set(found) == {(part, "nämnd", None) for part in ("capex", "reinvestment", "residual")}


def test_the_value_of_the_last_purchase_falls_in_a_straight_line() -> None:
    """Bought in 2026, life 4, again in 2030 and not in 2034: three years old in 2033."""
    bought = {"amount": 80, "start_year": BASE, "economic_life_years": 4, "residual_share": 0.5}
    found = _records(_plan({"reinvest": True}, [bought], last_year=BASE + 7))
    assert found["residual", "nämnd", None][-1] == pytest.approx(80 * (0.5 + 0.5 * 0.25))
    without = _records(_plan({}, [bought], last_year=BASE + 3))
    assert ("reinvestment", "nämnd", None) not in without
    assert without["residual", "nämnd", None] == pytest.approx([0, 0, 0, 80 * (0.5 + 0.5 * 0.25)])
    worn = _records(_plan({}, [bought], last_year=BASE + 9))
    assert worn["residual", "nämnd", None][-1] == pytest.approx(40)


def test_purchases_of_several_years_are_each_renewed_and_valued_by_their_own_age() -> None:
    bought = {"by_year": {str(BASE): 30, str(BASE + 1): 60}, "economic_life_years": 3}
    found = _records(_plan({"reinvest": True}, [bought], last_year=BASE + 5))
    assert found["capex", "nämnd", None] == [30, 60, 0, 0, 0, 0]
    assert found["reinvestment", "nämnd", None] == [0, 0, 0, 30, 60, 0]
    # In 2031 the 30 of 2029 have one year of three left, the 60 of 2030 two.
    assert found["residual", "nämnd", None] == pytest.approx([0, 0, 0, 0, 0, 10 + 40])


def test_renewals_that_fall_in_one_year_add_up() -> None:
    """Bought in 2026 and 2028 with a life of 2: both are renewed in 2030."""
    bought = {"by_year": {str(BASE): 30, str(BASE + 2): 60}, "economic_life_years": 2}
    found = _records(_plan({"reinvest": True}, [bought], last_year=BASE + 5))
    assert found["reinvestment", "nämnd", None] == [0, 0, 30, 0, 90, 0]


def test_the_avoided_replacement_is_recorded_as_such_with_reinvestment_and_residual() -> None:
    rows: list[Row] = [
        {"amount": 90, "start_year": BASE, "economic_life_years": 9},
        {"kind": "reference_capex", "amount": 40, "start_year": BASE, "economic_life_years": 2},
    ]
    found = _records(_plan({"reinvest": True, "capex_split": {"bolag": 1}}, rows))
    assert found["reference_capex", "bolag", None] == [40, 0, 0, 0]
    assert found["reference_reinvestment", "bolag", None] == [0, 0, 40, 0]
    assert found["reference_residual", "bolag", None] == [0, 0, 0, 20]
    assert found["residual", "bolag", None] == pytest.approx([0, 0, 0, 60])


def test_residual_values_can_be_switched_off() -> None:
    rows: list[Row] = [
        {"amount": 90, "start_year": BASE, "economic_life_years": 9},
        {"kind": "reference_capex", "amount": 40, "start_year": BASE, "economic_life_years": 9},
    ]
    found = _records(_plan({}, rows, residual_values=False))
    assert {part for part, *_ in found} == {"capex", "reference_capex"}


def test_money_is_indexed_at_its_own_date_by_its_category() -> None:
    """Prices double every year in general, and those of steel double besides."""
    rows: list[Row] = [
        {"amount": 1, "start_year": BASE + 1, "economic_life_years": 1, "residual_share": 1, "price_category": "stål"},
        {"amount": 1, "start_year": BASE + 2, "economic_life_years": 1},
    ]
    found = _records(
        _plan(
            {"opex_change": 1, "opex_price_category": "stål", "lifetime_years": 9},
            rows,
            [{"amount": 1}, {"kind": "revenue", "amount": 1, "price_category": "stål"}],
            categories=[{"id": "stål", "real_escalation": 1}],
            inflation=1,
        )
    )
    assert found["capex", "nämnd", None] == [0, 4, 4, 0]
    assert found["residual", "nämnd", None] == [0, 0, 0, 64]
    assert found["opex", "nämnd", None] == [1, 4, 16, 64]
    assert found["savings", "nämnd", None] == [1, 2, 4, 8]
    assert found["revenue", "nämnd", None] == [1, 4, 16, 64]


# --- running cost and benefits -------------------------------------------------------------------------------------


def test_running_cost_has_no_ramp_and_benefits_have_one() -> None:
    found = _records(
        _plan(
            {"opex_change": 8, "ramp": [0.25, 1], "lifetime_years": 3},
            [],
            [{"amount": 8}, {"kind": "co_benefit", "name": "Hälsa", "amount": -4, "receivers": {"stat": 1}}],
        )
    )
    assert found["opex", "nämnd", None] == [8, 8, 8, 0]
    assert found["savings", "nämnd", None] == [2, 8, 8, 0]
    assert found["co_benefits", "stat", None] == [-1, -4, -4, 0]


def test_lines_are_split_over_organisations() -> None:
    found = _records(
        _plan(
            {"opex_change": 10, "capex_split": {"bolag": 0.3, "stat": 0.7}, "opex_split": {"nämnd": 0.2, "bolag": 0.8}},
            [{"amount": 100, "start_year": BASE, "economic_life_years": 50}],
            [{"amount": 10, "receivers": {"stat": 0.5, "nämnd": 0.5}}],
            residual_values=False,
            last_year=BASE,
        )
    )
    assert found == {
        ("capex", "bolag", None): [30],
        ("capex", "stat", None): [70],
        ("opex", "nämnd", None): [2],
        ("opex", "bolag", None): [8],
        ("savings", "stat", None): [5],
        ("savings", "nämnd", None): [5],
    }


def test_shares_that_round_are_scaled_to_the_whole() -> None:
    """Three shares of 0.3333333333 are not 1: the line is paid whole all the same."""
    third = {"nämnd": 0.3333333333, "bolag": 0.3333333333, "stat": 0.3333333333}
    found = _records(_plan({"opex_change": 3_000_000, "opex_split": third}, last_year=BASE))
    for name in third:
        assert found["opex", name, None] == [pytest.approx(1_000_000, rel=1e-12)]


def test_a_revenue_is_paid_by_its_payer() -> None:
    row = {"kind": "revenue", "amount": 10, "receivers": {"bolag": 0.5, "nämnd": 0.5}, "payer": "stat"}
    found = _records(_plan({"opex_change": 0}, [], [row], last_year=BASE))
    assert found["revenue", "bolag", None] == found["revenue", "nämnd", None] == [5]
    assert found["revenue_paid", "stat", None] == [10]


# --- energy and carbon price ---------------------------------------------------------------------------------------


def test_energy_costs_its_price_and_the_carrier_s_carbon_price_is_paid_on_its_tonnes() -> None:
    """5 kWh of electricity added at 2 kr; 10 kWh of oil (20 t) saved at 3 kr and 10 kr a tonne; prices double."""
    plan = _plan(
        {"opex_split": {"bolag": 1}, "lifetime_years": 9},
        carriers=[EL, OIL],
        changes=[{"carrier": "el", "kwh": 5}, {"carrier": "olja", "kwh": -10}],
        inflation=1,
        last_year=BASE + 1,
    )
    found = _records(plan)
    assert found["energy_cost", "bolag", "el"] == [10, 20]
    assert found["energy_cost", "bolag", "olja"] == [-30, -60]
    assert found["carbon_price_paid", "bolag", "olja"] == [-200, -400]
    assert ("carbon_price_paid", "bolag", "el") not in found


def test_energy_is_scaled_like_its_tonnes_where_the_pool_is_not_enough() -> None:
    """20 t of oil and 20 t stated, of a pool of 10: a quarter is left, of the money too."""
    plan = _plan(
        {"pool": "p", "reduction_tonnes": 20, "carbon_priced": 0.5, "opex_change": 0},
        carriers=[OIL],
        changes=[{"carrier": "olja", "kwh": -10}],
        pools=[{"id": "p", "tonnes": 10}],
        carbon_price=100,
        carbon_value=1000,
        last_year=BASE,
    )
    found = _records(plan)
    assert found["energy_cost", "nämnd", "olja"] == [-7.5]
    assert found["carbon_price_paid", "nämnd", "olja"] == [-50]
    # The plan's price is paid for half of the stated tonnes only: those of oil are paid for with the oil.
    assert found["carbon_price_paid", "nämnd", None] == [-0.5 * 100 * 5]
    # The value of 10 t, and the price paid on them given back: with the price in the flow the tonne counts once.
    assert found["carbon_value", NOBODY, None] == [1000 * 10 - 50 - 250]


def test_the_carbon_price_is_paid_on_removals_and_adjusted_reductions_before_upfront() -> None:
    plan = _plan(
        {"reduction_tonnes": 3, "removal_tonnes": 2, "upfront_tonnes": 4, "carbon_priced": 0.25, "effect_start": BASE},
        [{"amount": 8, "start_year": BASE, "economic_life_years": 50}],
        carbon_price=100,
        carbon_value=7,
        last_year=BASE,
    )
    found = _records(plan)
    assert found["carbon_price_paid", "nämnd", None] == [-125]
    assert found["carbon_value", NOBODY, None] == [7 * (3 + 2 - 4) - 125]


def test_no_tonne_is_paid_for_twice_whatever_the_carriers() -> None:
    """Oil has a carbon price of its own, electricity has none: the plan's price is on electricity and the stated."""
    plan = _plan(
        {"reduction_tonnes": 4, "carbon_priced": 1, "opex_change": 0},
        carriers=[EL, OIL],
        changes=[{"carrier": "el", "kwh": -2000}, {"carrier": "olja", "kwh": -3000}],
        carbon_price=100,
        last_year=BASE,
    )
    found = _records(plan)
    assert found["carbon_price_paid", "nämnd", None] == [-100 * (4 + 1000)]
    assert found["carbon_price_paid", "nämnd", "olja"] == [-10 * 6000]


@pytest.mark.parametrize("price", [0, 5, 500])
@pytest.mark.parametrize("on_carrier", [0, 30, 3000])
def test_whatever_is_paid_for_a_tonne_society_counts_it_once_at_its_value(price: float, on_carrier: float) -> None:
    """Price paid and value less price add up to value times tonnes, year by year, also where a pool cuts them."""
    plan = _plan(
        {"pool": "p", "reduction_tonnes": 4, "removal_tonnes": 1, "upfront_tonnes": 3, "carbon_priced": 0.5},
        [{"amount": 8, "start_year": BASE, "economic_life_years": 50}],
        carriers=[EL, {**OIL, "carbon_price": on_carrier}],
        changes=[{"carrier": "olja", "kwh": -10}, {"carrier": "el", "kwh": 2}],
        pools=[{"id": "p", "tonnes": {"value": 90, "by_year": {str(BASE + 1): 6}}}],
        carbon_price=price,
        carbon_value=100,
        inflation=1,
    )
    arrays = plan_arrays(plan)
    lines = by_line(arrays, np.ones(len(arrays.part), dtype=bool))[0]
    net = (arrays.reductions + arrays.removals - arrays.upfront)[0]
    np.testing.assert_allclose(net, [4 + 20 - 1 + 1 - 3, 6 + 1, 24, 24])
    np.testing.assert_allclose(
        lines[Line.CARBON_PRICE_PAID] + lines[Line.CARBON_VALUE], 100 * arrays.price_index * net, rtol=1e-12
    )


def test_carbon_price_and_value_move_with_prices_in_general() -> None:
    plan = _plan(
        {"reduction_tonnes": 1, "carbon_priced": 1, "lifetime_years": 9},
        carbon_price={"value": 10, "by_year": {str(BASE + 1): 20}},
        carbon_value=100,
        inflation=1,
        last_year=BASE + 2,
    )
    found = _records(plan)
    assert found["carbon_price_paid", "nämnd", None] == [-10, -40, -40]
    assert found["carbon_value", NOBODY, None] == [100 - 10, 200 - 40, 400 - 40]


# --- what is unknown -----------------------------------------------------------------------------------------------


GAPPED = {"value": None, "by_year": {str(BASE): 1}}
COSTED: dict[str, tuple[bool, Row, dict[str, Any]]] = {
    "nothing": (False, {}, {}),
    "a running cost of 0": (True, {"opex_change": 0}, {}),
    "a blank running cost": (False, {"opex_change": {"value": None}}, {}),
    "an investment": (True, {}, {"investments": [{"amount": 1, "start_year": BASE}]}),
    "a blank investment": (False, {"opex_change": 0}, {"investments": [{"start_year": BASE}]}),
    "only a reference": (
        False,
        {},
        {"investments": [{"kind": "reference_capex", "amount": 1, "start_year": BASE}]},
    ),
    "a saving alone": (False, {}, {"benefits": [{"amount": 1}]}),
    "a blank saving": (False, {"opex_change": 0}, {"benefits": [{}]}),
    "a blank co-benefit": (
        True,
        {"opex_change": 0},
        {"benefits": [{"kind": "co_benefit", "name": "Hälsa", "receivers": {"stat": 1}}]},
    ),
    "energy alone": (False, {}, {"carriers": [EL], "changes": [{"carrier": "el", "kwh": 1}]}),
    "energy beside": (True, {"opex_change": 0}, {"carriers": [EL], "changes": [{"carrier": "el", "kwh": 1}]}),
    "blank energy": (False, {"opex_change": 0}, {"carriers": [EL], "changes": [{"carrier": "el"}]}),
    "energy without a price": (
        False,
        {"opex_change": 0},
        {"carriers": [{"id": "el"}], "changes": [{"carrier": "el", "kwh": 1}]},
    ),
    "energy without a price in a year without a change": (
        True,
        {"opex_change": 0},
        {
            "carriers": [{"id": "el", "price": GAPPED}],
            "changes": [{"carrier": "el", "kwh": {"by_year": {str(BASE): 5}}}],
        },
    ),
    "energy without a price in a year with one": (
        False,
        {"opex_change": 0},
        {
            "carriers": [{"id": "el", "price": GAPPED}],
            "changes": [{"carrier": "el", "kwh": {"by_year": {str(BASE + 1): 5}}}],
        },
    ),
    "energy without a factor": (
        True,
        {"opex_change": 0},
        {"carriers": [{"id": "el", "price": 1}], "changes": [{"carrier": "el", "kwh": 1}]},
    ),
    "energy without a factor, on which a carbon price is paid": (
        False,
        {"opex_change": 0},
        {"carriers": [{"id": "el", "price": 1, "carbon_price": 1}], "changes": [{"carrier": "el", "kwh": 1}]},
    ),
    "energy without a carbon price in a year with tonnes": (
        False,
        {"opex_change": 0},
        {"carriers": [{**EL, "carbon_price": GAPPED}], "changes": [{"carrier": "el", "kwh": 1}]},
    ),
    "energy without a carbon price in a year without": (
        True,
        {"opex_change": 0},
        {
            "carriers": [{**EL, "carbon_price": GAPPED}],
            "changes": [{"carrier": "el", "kwh": {"by_year": {str(BASE): 5}}}],
        },
    ),
    "energy of which the first carrier has no price": (
        False,
        {"opex_change": 0},
        {"carriers": [{"id": "ved"}, EL], "changes": [{"carrier": "ved", "kwh": 1}, {"carrier": "el", "kwh": 1}]},
    ),
    "energy without a price, whose carbon price is known": (
        False,
        {"opex_change": 0},
        {"carriers": [{**OIL, "price": None}], "changes": [{"carrier": "olja", "kwh": 1}]},
    ),
    "a price paid that is not known": (False, {"opex_change": 0, "carbon_priced": 1, "reduction_tonnes": 1}, {}),
    "a price paid that is not known in a year without tonnes": (
        True,
        {"opex_change": 0, "carbon_priced": 1, "reduction_tonnes": {"by_year": {str(BASE): 1}}},
        {"carbon_price": GAPPED},
    ),
    "a price paid on nothing": (True, {"opex_change": 0, "carbon_priced": 1}, {}),
    "a price paid on unknown tonnes": (
        False,
        {"opex_change": 0, "carbon_priced": 1, "reduction_tonnes": {"value": None}},
        {"carbon_price": 1},
    ),
    "effects that follow unknown purchases": (
        False,
        {"opex_change": 0, "effect_follows": "capex", "effect_start": None},
        {"investments": [{"start_year": BASE}]},
    ),
}


@pytest.mark.parametrize("name", COSTED)
def test_costed_where_a_cost_is_entered_and_no_money_line_is_blank(name: str) -> None:
    is_costed, action, more = COSTED[name]
    rows = [{"economic_life_years": 5, **row} for row in more.get("investments", ())]
    arrays = _arrays(action, rows, **{key: value for key, value in more.items() if key != "investments"})
    assert arrays.is_costed.tolist() == [is_costed]
    assert np.isfinite(arrays.amounts).all()  # what is unknown is left out or 0, never NaN


def test_a_price_paid_on_unknown_tonnes_is_not_recorded() -> None:
    found = _records(
        _plan(
            {"opex_change": 0, "carbon_priced": 1, "reduction_tonnes": 1, "removal_tonnes": {"value": None}},
            carbon_price=5,
        )
    )
    assert {part for part, *_ in found} == {"opex"}


def test_the_value_of_carbon_is_missing_where_there_are_tonnes_to_value() -> None:
    value = {"by_year": {str(BASE): 9}}
    action = {"opex_change": 0, "reduction_tonnes": {"by_year": {str(BASE): 1, str(BASE + 1): 1}}}
    arrays = _arrays(action, carbon_value=value)
    assert arrays.lacks_carbon_value.tolist() == [[False, True, False, False]]
    assert _records(_plan(action, carbon_value=value))["carbon_value", NOBODY, None] == [9, 0, 0, 0]
    # Nothing is left to value where building emits what is cut; the price that was saved is no gain of society's.
    action = {
        "opex_change": 0,
        "reduction_tonnes": {"by_year": {str(BASE): 4}},
        "upfront_tonnes": 4,
        "carbon_priced": 1,
    }
    plan = _plan(action, [{"amount": 1, "start_year": BASE, "economic_life_years": 9}], carbon_price=1)
    assert not plan_arrays(plan).lacks_carbon_value.any()
    assert (
        _records(plan)["carbon_value", NOBODY, None][0] == _records(plan)["carbon_price_paid", "nämnd", None][0] == -4
    )


def test_an_action_of_unknown_tonnes_has_no_value_of_carbon_and_lacks_none() -> None:
    action = {"opex_change": 0, "reduction_tonnes": 1, "removal_tonnes": {"value": None}}
    arrays = _arrays(action, carbon_value=9)
    assert Part.CARBON_VALUE not in arrays.part
    assert not _arrays(action).lacks_carbon_value.any()


# --- whom it touches, and when -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "more", "touched"),
    [
        ({}, {}, {"nämnd"}),
        ({"capex_split": {"stat": 1}}, {}, {"nämnd"}),  # no investment, no line
        ({"capex_split": {"stat": 1}}, {"investments": [{"start_year": BASE}]}, {"stat"}),
        ({"opex_change": {"value": None}, "opex_split": {"bolag": 1}}, {}, {"bolag"}),
        ({"opex_split": {"bolag": 1}}, {"carriers": [EL], "changes": [{"carrier": "el"}]}, {"bolag"}),
        ({"opex_split": {"bolag": 1}, "carbon_priced": 0.5, "reduction_tonnes": 1}, {}, {"bolag"}),
        ({}, {"benefits": [{"receivers": {"stat": 1}}]}, {"stat"}),
        ({}, {"benefits": [{"kind": "revenue", "amount": 1, "payer": "stat"}]}, {"nämnd", "stat"}),
        # A co-benefit is no money line.
        (
            {},
            {"benefits": [{"kind": "co_benefit", "name": "x", "amount": 1, "receivers": {"stat": 1}}]},
            {"nämnd"},
        ),
    ],
)
def test_whom_the_money_touches_known_or_not(action: Row, more: dict[str, Any], touched: set[str]) -> None:
    rows = [{"economic_life_years": 5, **row} for row in more.get("investments", ())]
    arrays = _arrays(action, rows, **{key: value for key, value in more.items() if key != "investments"})
    assert _touched(arrays) == touched


def test_effect_years_are_those_in_use_and_every_explicit_year() -> None:
    year = [str(BASE + offset) for offset in range(8)]
    arrays = _arrays(
        {
            "effect_start": BASE + 6,
            "lifetime_years": 1,
            "opex_change": {"by_year": {year[0]: 0}},
            "reduction_tonnes": {"by_year": {year[1]: 1}},
            "removal_tonnes": {"by_year": {year[2]: 1}},
            "pool": "p",
            "pool_share": {"by_year": {year[3]: 1}},
        },
        [],
        [{"amount": {"by_year": {year[4]: 1}}}],
        carriers=[EL],
        changes=[{"carrier": "el", "kwh": {"by_year": {year[5]: 1}}}],
        pools=[{"id": "p", "tonnes": 1}],
        last_year=BASE + 7,
    )
    assert arrays.effect_years.tolist() == [[True] * 7 + [False]]


# --- the arrays and their contractions -----------------------------------------------------------------------------


def test_rows_stand_in_the_order_of_their_ids_and_nobody_is_last() -> None:
    actions = [
        {"id": "b", "effect_start": BASE, "reduction_tonnes": 2, "opex_change": 5, "owner": "bolag"},
        {"id": "a", "effect_start": BASE, "reduction_tonnes": 1, "opex_change": 3, "included": False},
    ]
    plan = energy_plan(
        actions=actions,
        organisations=ORGANISATIONS,
        carriers=[OIL, EL],
        changes=[{"action": "b", "carrier": "olja", "kwh": -1}],
        first_year=BASE - 1,
        last_year=BASE + 1,
        inflation=1,
    )
    arrays = plan_arrays(plan)
    assert arrays.actions == ("a", "b")
    assert arrays.organisations == ("bolag", "nämnd", "stat", NOBODY)
    assert arrays.carriers == ("el", "olja")
    assert arrays.years.tolist() == [BASE - 1, BASE, BASE + 1]
    assert arrays.base == 1
    assert arrays.owner.tolist() == [1, 0]
    assert arrays.counts.tolist() == [False, True]
    np.testing.assert_array_equal(arrays.price_index, [0.5, 1, 2])
    np.testing.assert_array_equal(arrays.reductions, [[0, 1, 1], [0, 4, 4]])
    np.testing.assert_array_equal(arrays.unadjusted, arrays.reductions)
    np.testing.assert_array_equal(arrays.financial.price_index, arrays.price_index)
    np.testing.assert_array_equal(arrays.social.deflator, arrays.price_index)


def test_a_plan_without_actions_has_arrays_without_rows() -> None:
    arrays = plan_arrays(energy_plan(actions=[], last_year=BASE + 1))
    for array in (arrays.reductions, arrays.unadjusted, arrays.removals, arrays.upfront, arrays.amounts):
        assert array.shape == (0, 2)
        assert array.dtype == np.float64
    for flags in (arrays.effect_years, arrays.lacks_carbon_value):
        assert flags.shape == (0, 2)
        assert flags.dtype == bool
    for places in (arrays.action, arrays.organisation, arrays.part, arrays.carrier, arrays.owner):
        assert places.shape == (0,)
        assert places.dtype == np.intp
    for known in (arrays.is_costed, arrays.is_quantified, arrays.counts):
        assert known.shape == (0,)
        assert known.dtype == bool
    assert arrays.life_tonnes.shape == (0,)
    assert by_line(arrays, np.empty(0, dtype=bool)).shape == (0, len(Line), 2)


def test_overlap_can_be_left_out() -> None:
    plan = _plan({"pool": "p", "reduction_tonnes": 9}, pools=[{"id": "p", "tonnes": 5}], last_year=BASE)
    assert plan_arrays(plan).reductions.tolist() == [[5]]
    assert plan_arrays(plan).unadjusted.tolist() == [[9]]
    assert plan_arrays(plan, overlap=False).reductions.tolist() == [[9]]


SIGNS = {
    "capex": -1, "reinvestment": -1, "reference_capex": 1, "reference_reinvestment": 1, "opex": -1, "savings": 1,
    "revenue": 1, "revenue_paid": -1, "energy_cost": -1, "carbon_price_paid": -1, "residual": 1,
    "reference_residual": -1, "co_benefits": 1, "carbon_value": 1,
}  # fmt: skip
LINES = {
    "reinvestment": "capex", "reference_reinvestment": "reference_capex", "revenue_paid": "revenue",
    "reference_residual": "residual",
}  # fmt: skip


def test_signs_and_lines_are_those_of_the_definitions() -> None:
    """−capex +reference_capex −opex +savings +revenue −energy_cost −carbon_price_paid +residual, and society's two."""
    assert {part.name.lower(): SIGN_OF[part] for part in Part} == SIGNS
    assert {part.name.lower(): LINE_OF[part].key for part in Part} == {name: LINES.get(name, name) for name in SIGNS}


def test_contractions_add_what_is_chosen_with_its_sign() -> None:
    plan = _plan(
        {"opex_change": 7, "opex_split": {"nämnd": 0.5, "bolag": 0.5}},
        [{"amount": 60, "start_year": BASE, "economic_life_years": 1}],
        [{"kind": "revenue", "amount": 10, "payer": "stat"}],
        carriers=[EL, OIL],
        changes=[{"carrier": "el", "kwh": 5}, {"carrier": "olja", "kwh": -10}, {"carrier": "el", "kwh": 1}],
        last_year=BASE + 1,
        residual_values=False,
    )
    arrays = plan_arrays(plan)
    everything = np.ones(len(arrays.part), dtype=bool)
    lines = by_line(arrays, everything)
    assert lines.shape == (1, len(Line), 2)
    expected = {"capex": -60, "opex": -7, "energy_cost": -12 + 30, "carbon_price_paid": 200}
    assert {line.key: lines[0, line, 0] for line in Line if lines[0, line, 0]} == expected
    parts = by_part(arrays, everything)
    assert parts.shape == (1, len(Part), 2)
    assert (parts[0, Part.REVENUE, 0], parts[0, Part.REVENUE_PAID, 0]) == (10, -10)
    np.testing.assert_array_equal(by_carrier(arrays, everything), [[[-12, 0], [30, 0]]])
    inside = arrays.organisation == arrays.organisations.index("bolag")
    of_company = by_line(arrays, inside)
    half = {"opex": -3.5, "energy_cost": 9, "carbon_price_paid": 100}
    assert {line.key: of_company[0, line, 0] for line in Line if of_company[0, line, 0]} == half
    parts = by_part(arrays, inside)
    assert (parts[0, Part.OPEX, 0], parts[0, Part.ENERGY_COST, 0], parts[0, Part.CAPEX, 0]) == (-3.5, 9, 0)
    np.testing.assert_array_equal(by_carrier(arrays, inside), [[[-6, 0], [15, 0]]])
    assert (arrays.amounts == 0).any()
    assert not np.signbit(signed(arrays)[arrays.amounts == 0]).any()  # no −0
