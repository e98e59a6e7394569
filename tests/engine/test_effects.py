"""When an action has its effects and how much of them, by hand: years from 2026 on, one claim a plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finmodel.engine.effects import Effects, effects_of
from finmodel.engine.prices import carrier_paths, price_indices
from finmodel.engine.profiles import EffectWindow, effect_window, yearly_amounts
from finmodel.model.enums import InvestmentKind
from finmodel.model.lines import Investment
from finmodel.model.plan import Plan
from finmodel.model.values import Yearly
from tests.engine.energy_plans import energy_plan
from tests.small_plans import BASE

Row = dict[str, Any]
NONE = {"id": "a"}


def _capex(plan: Plan) -> list[Investment]:
    return [row for row in plan.investments if row.kind is InvestmentKind.CAPEX]


def _window(action: Row, investments: list[Row], **settings: Any) -> EffectWindow:
    plan = energy_plan({**NONE, **action}, investments, **{"last_year": BASE + 5, **settings})
    return effect_window(plan.actions[0], _capex(plan), plan.settings)


def _effects(action: Row, investments: list[Row], **more: Any) -> Effects:
    plan = energy_plan({**NONE, **action}, investments, **{"last_year": BASE + 3, **more})
    indices = price_indices(plan)
    carriers = {row.id: carrier_paths(row, plan.settings.years, indices) for row in plan.carriers}
    return effects_of(plan.actions[0], _capex(plan), list(plan.energy_changes), carriers, plan.settings)


def _life(window: EffectWindow) -> dict[int, float]:
    return {year - BASE: share for year, share in window.own_life}


def _bought(amount: float | None, start: int, life: int, **more: Any) -> Row:
    return {"amount": amount, "start_year": BASE + start, "economic_life_years": life, **more}


# --- windows -------------------------------------------------------------------------------------------------------


def test_effects_start_the_year_after_the_last_spending_and_last_the_longest_life() -> None:
    window = _window({}, [_bought(10, 0, 2), _bought(10, 0, 3, end_year=BASE + 1)])
    np.testing.assert_array_equal(window.plain, [0, 0, 1, 1, 1, 0])
    np.testing.assert_array_equal(window.ramped, window.plain)
    assert _life(window) == {2: 1, 3: 1, 4: 1}
    assert window.is_known


def test_effects_are_cut_at_the_last_year_but_the_own_life_goes_on() -> None:
    window = _window({"lifetime_years": 4}, [_bought(10, 2, 9)])
    np.testing.assert_array_equal(window.plain, [0, 0, 0, 1, 1, 1])
    assert _life(window) == {3: 1, 4: 1, 5: 1, 6: 1}


def test_a_start_that_is_given_goes_before_the_spending() -> None:
    window = _window({"effect_start": BASE + 3}, [_bought(10, 0, 2)])
    np.testing.assert_array_equal(window.plain, [0, 0, 0, 1, 1, 0])


def test_effects_that_began_before_the_axis_are_as_far_up_the_ramp() -> None:
    window = _window({"effect_start": BASE - 2, "lifetime_years": 5, "ramp": [0.1, 0.2, 0.3, 0.4]}, [], first_year=BASE)
    np.testing.assert_array_equal(window.plain, [1, 1, 1, 0, 0, 0])
    np.testing.assert_allclose(window.ramped, [0.3, 0.4, 0.4, 0, 0, 0])
    assert _life(window) == {-2: 0.1, -1: 0.2, 0: 0.3, 1: 0.4, 2: 0.4}


def test_without_a_life_effects_last_as_long_as_the_plan() -> None:
    window = _window({"effect_start": BASE + 2}, [])
    np.testing.assert_array_equal(window.plain, [0, 0, 1, 1, 1, 1])
    assert _life(window) == {2: 1, 3: 1, 4: 1, 5: 1}


def test_the_ramp_s_last_value_holds() -> None:
    window = _window({"ramp": [0.25, 0.5]}, [_bought(10, 0, 4)])
    np.testing.assert_array_equal(window.plain, [0, 1, 1, 1, 1, 0])
    np.testing.assert_array_equal(window.ramped, [0, 0.25, 0.5, 0.5, 0.5, 0])
    assert _life(window) == {1: 0.25, 2: 0.5, 3: 0.5, 4: 0.5}


def test_reinvestment_carries_the_effects_to_the_last_year_not_the_own_life() -> None:
    window = _window({"reinvest": True, "ramp": [0.5, 1]}, [_bought(10, 0, 2)])
    np.testing.assert_array_equal(window.plain, [0, 1, 1, 1, 1, 1])
    np.testing.assert_array_equal(window.ramped, [0, 0.5, 1, 1, 1, 1])
    assert _life(window) == {1: 0.5, 2: 1}


def test_without_a_start_there_are_no_effects() -> None:
    window = _window({}, [])
    assert not window.plain.any()
    assert not window.ramped.any()
    assert window.own_life == ()
    assert window.is_known


def test_staged_purchases_each_have_their_share_in_their_own_years() -> None:
    """30 in 2026, 0 in 2027, 70 in 2028, life 3: .3 in 2027–2029 and .7 in 2029–2031."""
    window = _window(
        {"effect_follows": "capex", "ramp": [0.5, 1]},
        [{"by_year": {str(BASE): 30, str(BASE + 1): 0, str(BASE + 2): 70}, "economic_life_years": 3}],
        last_year=BASE + 4,
    )
    np.testing.assert_allclose(window.plain, [0, 0.3, 0.3, 1.0, 0.7])
    np.testing.assert_allclose(window.ramped, [0, 0.15, 0.3, 0.3 + 0.35, 0.7])
    assert _life(window) == pytest.approx({1: 0.15, 2: 0.3, 3: 0.65, 4: 0.7, 5: 0.7})


def test_a_purchase_of_nothing_adds_no_years_and_one_below_a_krona_counts() -> None:
    window = _window(
        {"effect_follows": "capex"},
        [{"by_year": {str(BASE): 0.25, str(BASE + 1): 0.75, str(BASE + 2): 0}, "economic_life_years": 1}],
    )
    np.testing.assert_array_equal(window.plain, [0, 0.25, 0.75, 0, 0, 0])
    assert _life(window) == {1: 0.25, 2: 0.75}


def test_staged_purchases_of_several_components_add_up_by_year() -> None:
    window = _window(
        {"effect_follows": "capex"},
        [_bought(10, 0, 2), _bought(30, 0, 9), _bought(40, 1, 2)],
        last_year=BASE + 3,
    )
    np.testing.assert_allclose(window.plain, [0, 0.5, 1.0, 1.0])


def test_staged_purchases_that_are_reinvested_stay_in_use() -> None:
    window = _window({"effect_follows": "capex", "reinvest": True}, [_bought(10, 0, 1), _bought(30, 2, 1)])
    np.testing.assert_allclose(window.plain, [0, 0.25, 0.25, 1, 1, 1])
    assert _life(window) == {1: 0.25, 3: 0.75}


@pytest.mark.parametrize("rows", [[_bought(None, 0, 2)], [_bought(5, 0, 2), _bought(None, 0, 2)]])
def test_staged_purchases_of_unknown_cost_have_unknown_effects(rows: list[Row]) -> None:
    window = _window({"effect_follows": "capex"}, rows)
    assert not window.is_known
    assert not window.plain.any()
    assert not window.ramped.any()
    assert window.own_life == ()


# --- yearly amounts ------------------------------------------------------------------------------------------------


def test_a_number_takes_the_year_s_share_and_an_explicit_year_stands_as_entered() -> None:
    settings = energy_plan({"effect_start": BASE}, last_year=BASE + 3).settings
    shares = np.array([0.0, 0.5, 1.0, 0.0])

    def amounts(path: Any) -> list[float]:
        found: list[float] = yearly_amounts(Yearly.model_validate(path), shares, settings).tolist()
        return found

    assert amounts(8) == [0, 4, 8, 0]
    assert amounts({"value": 8, "by_year": {str(BASE + 1): 7, str(BASE + 3): -2}}) == [0, 7, 8, -2]
    assert amounts({"by_year": {str(BASE): 3}}) == [3, 0, 0, 0]
    assert amounts({"value": None}) == [0, 0, 0, 0]
    assert shares.tolist() == [0, 0.5, 1, 0]


# --- effects -------------------------------------------------------------------------------------------------------


def test_tonnes_shares_and_removals_follow_the_ramp() -> None:
    effects = _effects(
        {"reduction_tonnes": 40, "removal_tonnes": 8, "pool": "p", "pool_share": 0.5, "ramp": [0.5, 1]},
        [_bought(10, 0, 2)],
        pools=[{"id": "p", "tonnes": 100}],
    )
    np.testing.assert_array_equal(effects.stated, [0, 20, 40, 0])
    np.testing.assert_array_equal(effects.removals, [0, 4, 8, 0])
    np.testing.assert_array_equal(effects.shares, [0, 0.25, 0.5, 0])
    np.testing.assert_array_equal(effects.asks, effects.stated)
    assert effects.is_quantified
    assert effects.are_tonnes_known


CARRIERS = (
    {"id": "el", "price": 1, "emission_factor": 25},
    {"id": "olja", "price": 1, "emission_factor": {"value": 300, "by_year": {str(BASE + 2): 200}}},
)


def test_energy_saved_is_tonnes_and_energy_added_raises_them() -> None:
    """100 MWh of oil at 300 and 200 kg a kWh saved, 30 MWh of electricity at 25 added."""
    effects = _effects(
        {"reduction_tonnes": 7, "ramp": [0.5, 1]},
        [_bought(10, 0, 2)],
        carriers=CARRIERS,
        changes=[{"carrier": "olja", "kwh": -100_000}, {"carrier": "el", "kwh": {"value": 30_000}}],
    )
    oil, electricity = effects.energy
    assert (oil.carrier, electricity.carrier) == ("olja", "el")
    np.testing.assert_allclose(oil.kwh, [0, -50_000, -100_000, 0])
    np.testing.assert_allclose(oil.saved, [0, 15_000, 20_000, 0])
    np.testing.assert_allclose(electricity.saved, [0, -375, -750, 0])
    np.testing.assert_allclose(effects.asks, [0, 3.5 + 15_000 - 375, 7 + 20_000 - 750, 0])
    assert not np.signbit(oil.saved).any()
    assert not np.signbit(electricity.saved[[0, 3]]).any()  # no −0 where nothing is added
    assert effects.is_quantified
    assert np.count_nonzero(effects.stated) == 2  # asks has not been added into it


def test_a_factor_that_is_missing_where_there_is_a_change_leaves_the_tonnes_unknown() -> None:
    def effects(kwh: Any) -> Effects:
        carriers = [{"id": "el", "price": 1, "emission_factor": {"by_year": {str(BASE + 1): 1000}}}]
        return _effects({"effect_start": BASE + 1}, [], carriers=carriers, changes=[{"carrier": "el", "kwh": kwh}])

    known, unknown = effects({"by_year": {str(BASE + 1): -5}}), effects(-5)
    assert known.energy[0].is_factor_known
    assert known.is_quantified
    np.testing.assert_array_equal(known.energy[0].saved, [0, 5, 0, 0])
    assert not unknown.energy[0].is_factor_known
    assert not unknown.is_quantified
    assert not unknown.are_tonnes_known
    np.testing.assert_array_equal(unknown.energy[0].saved, [0, 5, 0, 0])  # 0 where it is missing, never NaN


@pytest.mark.parametrize(
    ("action", "more", "is_quantified", "are_tonnes_known"),
    [
        ({}, {}, False, True),
        ({"reduction_tonnes": 0}, {}, True, True),
        ({"removal_tonnes": 1}, {}, True, True),
        ({"reduction_tonnes": {"value": None}}, {}, False, False),
        ({"reduction_tonnes": 1, "removal_tonnes": {"value": None}}, {}, False, False),
        ({"pool": "p", "pool_share": 0.5}, {"pools": [{"id": "p", "tonnes": 5}]}, True, True),
        ({"pool": "p", "pool_share": {"value": None}}, {"pools": [{"id": "p", "tonnes": 5}]}, False, False),
        ({}, {"carriers": CARRIERS, "changes": [{"carrier": "el", "kwh": -1}]}, True, True),
        ({}, {"carriers": CARRIERS, "changes": [{"carrier": "el"}]}, False, False),
        ({"reduction_tonnes": 1}, {"carriers": CARRIERS, "changes": [{"carrier": "el"}]}, False, False),
        ({"reduction_tonnes": 1, "upfront_tonnes": 2}, {}, True, True),
    ],
)
def test_quantified_where_something_is_entered_and_nothing_is_blank(
    action: Row, more: Row, is_quantified: bool, are_tonnes_known: bool
) -> None:
    effects = _effects(action, [_bought(10, 0, 2)], **more)
    assert (effects.is_quantified, effects.are_tonnes_known) == (is_quantified, are_tonnes_known)


def test_effects_that_follow_unknown_purchases_are_not_quantified() -> None:
    effects = _effects({"effect_follows": "capex", "reduction_tonnes": 1}, [_bought(None, 0, 2)])
    assert not effects.is_quantified
    assert not effects.are_tonnes_known


def test_a_change_of_unknown_amount_is_no_effect() -> None:
    effects = _effects(
        {}, [_bought(10, 0, 2)], carriers=CARRIERS, changes=[{"carrier": "el"}, {"carrier": "olja", "kwh": -1000}]
    )
    assert [effect.carrier for effect in effects.energy] == ["olja"]


# --- upfront tonnes ------------------------------------------------------------------------------------------------


def test_building_emits_in_proportion_to_first_purchases() -> None:
    effects = _effects(
        {"upfront_tonnes": 12, "reinvest": True},
        [_bought(10, 0, 1), {"by_year": {str(BASE): 10, str(BASE + 2): 40}, "economic_life_years": 1}],
    )
    np.testing.assert_allclose(effects.upfront, [4, 0, 8, 0])
    below_a_krona = {"by_year": {str(BASE): 0.25, str(BASE + 2): 0.5}, "economic_life_years": 1}
    np.testing.assert_allclose(_effects({"upfront_tonnes": 12}, [below_a_krona]).upfront, [4, 0, 8, 0])


def test_the_reference_alternative_is_not_built() -> None:
    effects = _effects({"upfront_tonnes": 12}, [_bought(10, 0, 1), {**_bought(30, 1, 1), "kind": "reference_capex"}])
    np.testing.assert_allclose(effects.upfront, [12, 0, 0, 0])


def test_building_for_nothing_emits_evenly_over_the_years_that_are_planned() -> None:
    effects = _effects(
        {"upfront_tonnes": 9}, [_bought(0, 0, 1, end_year=BASE + 1), _bought(0, 1, 1, end_year=BASE + 2)]
    )
    np.testing.assert_allclose(effects.upfront, [3, 3, 3, 0])


def test_building_of_unknown_cost_emits_in_no_known_year() -> None:
    effects = _effects({"upfront_tonnes": 9, "reduction_tonnes": 1}, [_bought(5, 0, 1), _bought(None, 0, 1)])
    np.testing.assert_array_equal(effects.upfront, [0, 0, 0, 0])
    assert not effects.is_quantified
    assert effects.are_tonnes_known  # before upfront, as a carbon price is paid on them


def test_nothing_upfront_is_nothing_whatever_is_unknown() -> None:
    effects = _effects({"upfront_tonnes": 0, "reduction_tonnes": 1}, [_bought(None, 0, 1)])
    assert effects.is_quantified
    assert not effects.upfront.any()
