"""Tonnes before and after overlap, year by year and over an action's own lifetime, by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from finmodel.engine.abatement import Abatement, abatement
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.effects import effects_of
from finmodel.engine.prices import carrier_paths, price_indices
from finmodel.model.enums import InvestmentKind
from finmodel.model.plan import Plan
from tests.engine.energy_plans import energy_plan
from tests.small_plans import BASE

Row = dict[str, Any]
POOL = {"id": "p", "tonnes": {"value": 100, "by_year": {str(BASE + 1): 60}}}
OIL = {"id": "olja", "price": 1, "emission_factor": 1000}


def _plan(actions: Sequence[Row], *, last: int = 1, **more: Any) -> Plan:
    """Actions in force from 2026 on, on the pool "p" of 100 t, in 2027 60 t, unless they say otherwise."""
    rows = [{"pool": "p", "effect_start": BASE, **row} for row in actions]
    return energy_plan(actions=rows, **{"pools": [POOL], "last_year": BASE + last, **more})


def _abated(plan: Plan, *, overlap: bool = True) -> dict[str, Abatement]:
    indices = price_indices(plan)
    carriers = {row.id: carrier_paths(row, plan.settings.years, indices) for row in plan.carriers}
    effects = [
        effects_of(
            action,
            [row for row in plan.investments if row.action == action.id and row.kind is InvestmentKind.CAPEX],
            [row for row in plan.energy_changes if row.action == action.id],
            carriers,
            plan.settings,
        )
        for action in plan.actions
    ]
    found = abatement(plan, plan.actions, effects, overlap=overlap)
    return {action.id: each for action, each in zip(plan.actions, found, strict=True)}


def _factors(each: Abatement) -> tuple[list[float], list[float]]:
    return each.asked_factor.tolist(), each.share_factor.tolist()


# --- overlap -------------------------------------------------------------------------------------------------------


def test_shares_then_tonnes_by_priority_in_each_year() -> None:
    found = _abated(
        _plan(
            [
                {"id": "andel", "pool_share": 0.4, "priority": 2},
                {"id": "först", "reduction_tonnes": 50, "priority": 1},
                {"id": "sist", "reduction_tonnes": 50},
            ]
        )
    )
    np.testing.assert_allclose(found["andel"].reductions, [40, 24])
    np.testing.assert_allclose(found["först"].reductions, [50, 36])
    np.testing.assert_allclose(found["sist"].reductions, [10, 0])
    np.testing.assert_allclose(found["andel"].unadjusted, [40, 24])
    np.testing.assert_allclose(found["sist"].unadjusted, [50, 50])
    assert _factors(found["andel"]) == ([1, 1], [1, 1])
    assert _factors(found["först"]) == ([1, 0.72], [1, 1])
    assert _factors(found["sist"]) == ([0.2, 0], [1, 1])


def test_a_share_and_stated_tonnes_of_one_action_add_up_and_are_cut_each_by_its_own_factor() -> None:
    rows = [
        {"id": "a", "pool_share": 0.5, "reduction_tonnes": 40, "priority": 2},
        {"id": "b", "pool_share": 0.6, "priority": 1},
    ]
    found = _abated(_plan(rows))["a"]
    np.testing.assert_allclose(found.unadjusted, [90, 70])
    np.testing.assert_allclose(found.reductions, [20 + 20, 12 + 12])
    np.testing.assert_allclose(found.asked_factor, [0.5, 0.3])
    np.testing.assert_allclose(found.share_factor, [0.4, 0.4])


def test_without_a_priority_an_action_comes_after_the_largest_there_is() -> None:
    found = _abated(_plan([{"id": "a", "reduction_tonnes": 80}, {"id": "b", "reduction_tonnes": 80, "priority": 9999}]))
    np.testing.assert_allclose([found["a"].reductions[0], found["b"].reductions[0]], [20, 80])


def test_stated_tonnes_and_energy_ask_together_net_of_all_carriers() -> None:
    """150 t of oil saved, 30 t of electricity added and 40 t stated: 160 t asked of 100 and 60."""
    plan = _plan(
        [{"id": "a", "reduction_tonnes": 40}],
        carriers=[OIL, {"id": "el", "price": 1, "emission_factor": 500}],
        changes=[{"carrier": "olja", "kwh": -150}, {"carrier": "el", "kwh": 60}],
    )
    found = _abated(plan)["a"]
    np.testing.assert_allclose(found.unadjusted, [160, 160])
    np.testing.assert_allclose(found.reductions, [100, 60])
    np.testing.assert_allclose(found.asked_factor, [100 / 160, 60 / 160])


def test_less_than_a_tonne_is_cut_like_any_other() -> None:
    found = _abated(_plan([{"id": "a", "reduction_tonnes": 0.5}], pools=[{"id": "p", "tonnes": 0.1}]))["a"]
    np.testing.assert_allclose(found.asked_factor, [0.2, 0.2])


def test_an_action_that_raises_emissions_is_not_cut_and_leaves_the_others_what_there_is() -> None:
    found = _abated(_plan([{"id": "a", "reduction_tonnes": -30}, {"id": "b", "reduction_tonnes": 200}]))
    np.testing.assert_array_equal(found["a"].reductions, [-30, -30])
    np.testing.assert_array_equal(found["b"].reductions, [100, 60])
    assert _factors(found["a"]) == ([1, 1], [1, 1])


@pytest.mark.parametrize("apart", [{"included": False}, {"repeat_of": "b"}])
def test_an_action_that_does_not_count_is_alone_on_the_pool(apart: Row) -> None:
    rows = [{"id": "a", "reduction_tonnes": 80, "priority": 1, **apart}, {"id": "b", "reduction_tonnes": 90}]
    found = _abated(_plan(rows))
    np.testing.assert_array_equal(found["a"].reductions, [80, 60])
    np.testing.assert_array_equal(found["b"].reductions, [90, 60])


def test_an_action_of_unknown_tonnes_takes_nothing() -> None:
    rows = [
        {"id": "a", "reduction_tonnes": {"value": None}, "pool_share": 0.5, "priority": 1},
        {"id": "b", "reduction_tonnes": 90},
    ]
    found = _abated(_plan(rows))
    np.testing.assert_array_equal(found["b"].reductions, [90, 60])
    np.testing.assert_array_equal(found["a"].reductions, [50, 30])


def test_pools_and_actions_without_a_pool_do_not_know_of_each_other() -> None:
    rows = [
        {"id": "a", "reduction_tonnes": 80},
        {"id": "b", "reduction_tonnes": 80, "pool": "q"},
        {"id": "c", "reduction_tonnes": 800, "pool": None},
        {"id": "d", "reduction_tonnes": 80},
    ]
    found = _abated(_plan(rows, pools=[POOL, {"id": "q", "tonnes": 70}]))
    np.testing.assert_allclose(found["a"].reductions, [50, 30])
    np.testing.assert_allclose(found["d"].reductions, [50, 30])
    np.testing.assert_allclose(found["b"].reductions, [70, 70])
    np.testing.assert_allclose(found["c"].reductions, [800, 800])
    assert _factors(found["c"]) == ([1, 1], [1, 1])


def test_without_overlap_every_action_is_as_if_alone_and_the_pool_had_room() -> None:
    rows = [{"id": "a", "reduction_tonnes": 180, "pool_share": 0.5}, {"id": "b", "pool_share": 0.9}]
    found = _abated(_plan(rows), overlap=False)
    np.testing.assert_allclose(found["a"].reductions, [230, 210])
    np.testing.assert_allclose(found["b"].reductions, [90, 54])
    np.testing.assert_array_equal(found["a"].unadjusted, found["a"].reductions)
    assert _factors(found["a"]) == ([1, 1], [1, 1])


# --- over the own lifetime -----------------------------------------------------------------------------------------


def _life(action: Row, *more_actions: Row, **more: Any) -> float:
    """Return the own lifetime's tonnes of "a", in force from 2026 with the plan's last year 2027."""
    arrays = plan_arrays(_plan([{"id": "a", **action}, *more_actions], **more))
    return float(arrays.life_tonnes[arrays.actions.index("a")])


def test_a_life_beyond_the_plan_is_counted_whole() -> None:
    assert _life({"reduction_tonnes": 10, "lifetime_years": 5, "pool": None}) == 50
    assert _life({"reduction_tonnes": 10, "lifetime_years": 5, "pool": None, "ramp": [0.2, 0.5]}) == 2 + 4 * 5


def test_inside_the_plan_the_years_are_adjusted_beyond_it_they_are_not() -> None:
    """200 t asked: 100 and 60 are there in 2026 and 2027, then three years of 200."""
    assert _life({"reduction_tonnes": 200, "lifetime_years": 5}) == pytest.approx(100 + 60 + 3 * 200)


def test_a_share_keeps_the_pool_s_last_value_and_is_adjusted_inside_the_plan() -> None:
    other = {"id": "b", "pool_share": 0.5, "priority": 1}
    assert _life({"pool_share": 0.5, "lifetime_years": 4}, other) == pytest.approx(25 + 15 + 2 * 30)


def test_removals_are_counted_and_never_cut() -> None:
    other = {"id": "b", "reduction_tonnes": 500, "priority": 1}
    assert _life({"removal_tonnes": 7, "reduction_tonnes": 9, "lifetime_years": 3}, other) == pytest.approx(21 + 9)


def test_energy_keeps_the_carriers_last_factor_and_is_adjusted_inside_the_plan() -> None:
    """100 kWh of oil at 2, then 1 t a kWh: 200 and 100 asked, 100 and 60 there; then two years of 100."""
    oil = {**OIL, "emission_factor": {"value": 1000, "by_year": {str(BASE): 2000}}}
    more = {"carriers": [oil], "changes": [{"carrier": "olja", "kwh": -100}]}
    assert _life({"lifetime_years": 4}, **more) == pytest.approx(100 + 60 + 2 * 100)


def test_explicit_years_stand_in_place_of_the_number_also_outside_the_life() -> None:
    path = {"value": 10, "by_year": {str(BASE + 1): 3, str(BASE + 3): 4}}
    assert _life({"reduction_tonnes": path, "lifetime_years": 3, "pool": None}, last=5) == 10 + 3 + 10 + 4
    only_years = {"by_year": {str(BASE + 1): 3}}
    assert _life({"reduction_tonnes": only_years, "lifetime_years": 3, "pool": None}) == 3


def test_what_building_emits_is_subtracted_and_the_sunk_is_outside() -> None:
    """Half of the building, and the effects of 2025, lie before the base year 2026."""
    plan = energy_plan(
        {"reduction_tonnes": 10, "effect_start": BASE - 1, "upfront_tonnes": 6, "lifetime_years": 4},
        [{"by_year": {str(BASE - 1): 5, str(BASE): 5}, "economic_life_years": 1}],
        first_year=BASE - 1,
        last_year=BASE + 1,
    )
    assert plan_arrays(plan).life_tonnes.tolist() == [30 - 3]


def test_tonnes_that_cancel_but_for_rounding_are_none() -> None:
    action = {
        "reduction_tonnes": {"by_year": {str(BASE): 0.1, str(BASE + 1): 0.2}},
        "upfront_tonnes": 0.3,
        "pool": None,
    }
    bought = [{"action": "a", "amount": 1, "start_year": BASE, "economic_life_years": 1}]
    assert _life(action, investments=bought) == 0
    assert _life({**action, "upfront_tonnes": 0.2999}, investments=bought) == pytest.approx(0.0001, rel=1e-9)
    # The measure is the size of all that was summed, not of the last: 100000.3 − 100000.2 − 0.1.
    path = {"by_year": {str(BASE): 100000.3, str(BASE + 1): -100000.2, str(BASE + 2): -0.1}}
    assert 100000.3 - 100000.2 - 0.1 != 0
    assert _life({"reduction_tonnes": path, "pool": None}, last=2) == 0
    assert _life({"reduction_tonnes": 1e-13, "lifetime_years": 1, "pool": None}) == 1e-13


def test_a_factor_is_needed_only_where_there_is_a_change() -> None:
    gap = {**OIL, "emission_factor": {"by_year": {str(BASE): 1000}}}
    change = {"carrier": "olja", "kwh": {"value": -5, "by_year": {str(BASE + 1): 0}}}
    assert _life({"lifetime_years": 2}, carriers=[gap], changes=[change]) == 5
    assert math.isnan(_life({"lifetime_years": 3}, carriers=[gap], changes=[change]))
