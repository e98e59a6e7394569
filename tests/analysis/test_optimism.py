"""Optimism bias: by hand, only where asked for, and never silent."""

from __future__ import annotations

import math
from typing import Any

import pytest

from finmodel import Plan, evaluate, plan_hash
from finmodel.analysis.optimism import with_optimism_bias
from finmodel.model.enums import AssetType
from finmodel.store.parameters import parameter_uplifts
from tests.small_plans import BASE, small_plan


def plan_of(*rows: dict[str, Any], **settings: Any) -> Plan:
    return small_plan({"opex_change": 0}, [{"start_year": BASE, **row} for row in rows], **settings)


def test_green_book_upper_bounds_by_hand() -> None:
    plan = plan_of(
        {"amount": 100, "asset_type": "standard_building"},
        {"amount": 100, "asset_type": "nonstandard_building"},
        {"amount": 100, "asset_type": "standard_civil"},
        {"amount": 100, "asset_type": "nonstandard_civil"},
        {"amount": 100, "asset_type": "equipment"},
        {"amount": 100},
    )
    raised, report = with_optimism_bias(plan, parameter_uplifts())
    assert [row.amount for row in raised.investments] == [124, 151, 144, 166, 300, 100]
    assert report.added == pytest.approx(24 + 51 + 44 + 66 + 200)
    assert report.without_asset_type == ("i5",)
    assert evaluate(raised).portfolio["investment_total"] == pytest.approx(985)
    half, halved = with_optimism_bias(plan, parameter_uplifts(), 0.5)
    assert [row.amount for row in half.investments] == [112, 125.5, 122, 133, 200, 100]
    assert [row.fraction for row in halved.raised] == pytest.approx([0.12, 0.255, 0.22, 0.33, 1.0])


def test_the_reference_that_states_a_type_is_raised_too_and_years_keep_their_shape() -> None:
    plan = plan_of(
        {"kind": "reference_capex", "amount": 50, "asset_type": "equipment"},
        {"by_year": {str(BASE): 10, str(BASE + 1): 30}, "asset_type": "equipment", "start_year": None},
    )
    raised, report = with_optimism_bias(plan, {AssetType.EQUIPMENT: 0.1})
    assert raised.investments[0].amount == 55
    assert dict(raised.investments[1].by_year) == {BASE: 11, BASE + 1: 33}
    assert [(row.investment, row.before) for row in report.raised] == [("i0", 50), ("i1", 40)]
    assert [row.after for row in report.raised] == pytest.approx([55, 44])


def test_what_is_not_raised_is_said() -> None:
    plan = plan_of({"asset_type": "equipment"}, {"amount": 7, "asset_type": "standard_civil"}, {"amount": 3}, {})
    raised, report = with_optimism_bias(plan, {AssetType.EQUIPMENT: 2.0})
    assert plan_hash(raised) == plan_hash(plan)
    assert (report.raised, report.without_asset_type, report.without_uplift, report.unknown_cost) == (
        *((), ("i2",), ("i1",), ("i0",)),
    )
    assert report.to_dict()["without_uplift"] == ["i1"]


def test_a_share_of_nothing_changes_nothing() -> None:
    plan = plan_of({"amount": 0.1, "asset_type": "equipment"})
    raised, report = with_optimism_bias(plan, parameter_uplifts(), 0.0)
    assert plan_hash(raised) == plan_hash(plan)
    assert report.added == 0


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan, math.inf])
def test_a_share_is_within_nought_and_one(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        with_optimism_bias(plan_of({"amount": 1}), {}, share)


@pytest.mark.parametrize("bound", [-0.1, math.nan, math.inf])
def test_an_upper_bound_is_a_number(bound: float) -> None:
    with pytest.raises(ValueError, match="bound"):
        with_optimism_bias(plan_of({"amount": 1}), {AssetType.EQUIPMENT: bound})
