"""Price indices, the paths of energy carriers and the two valuations, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finmodel.engine.prices import base_index, carrier_paths, price_indices, rate_path
from finmodel.engine.valuation import financial_valuation, social_valuation
from finmodel.model.plan import Plan
from finmodel.model.values import Yearly
from tests.engine.energy_plans import energy_plan
from tests.small_plans import BASE

INFLATION = {"value": 0.1, "by_year": {str(BASE): 0.25}}  # 2026 takes prices up by a quarter, every other year a tenth


def _plan(**settings: Any) -> Plan:
    common: dict[str, Any] = {
        "inflation": INFLATION,
        "first_year": BASE - 1,
        "last_year": BASE + 2,
        "categories": [{"id": "el", "real_escalation": {"value": 0.02, "by_year": {str(BASE - 1): 0.5}}}],
        "carriers": [
            {
                "id": "el",
                "price": {"value": 2, "by_year": {str(BASE): 3}},
                "price_category": "el",
                "emission_factor": {"by_year": {str(BASE): 50, str(BASE + 1): 0}},
                "carbon_price": 700,
            },
            {"id": "ved"},
        ],
    }
    return energy_plan(**{**common, **settings})


# --- paths ---------------------------------------------------------------------------------------------------------


def test_a_path_has_its_number_its_years_and_gaps() -> None:
    years = range(2026, 2029)
    np.testing.assert_array_equal(rate_path(Yearly.model_validate(3), years), [3, 3, 3])
    np.testing.assert_array_equal(
        rate_path(Yearly.model_validate({"value": 3, "by_year": {"2027": 0}}), years), [3, 0, 3]
    )
    np.testing.assert_array_equal(
        rate_path(Yearly.model_validate({"by_year": {"2027": 7}}), years), [np.nan, 7, np.nan]
    )
    np.testing.assert_array_equal(rate_path(None, years), [np.nan] * 3)


# --- price indices -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price_year", "timing", "general"),
    [
        (BASE, "start", [1 / 1.1, 1, 1.25, 1.375]),
        (BASE, "mid", [1.1**-0.5, 1.25**0.5, 1.25 * 1.1**0.5, 1.375 * 1.1**0.5]),
        (BASE, "end", [1, 1.25, 1.375, 1.5125]),
        (BASE - 1, "start", [1, 1.1, 1.375, 1.5125]),
        # Before the axis and after it: 2024 is a tenth below 2025; 2030 is beyond two more years of a tenth.
        (BASE - 2, "start", [1.1, 1.21, 1.5125, 1.66375]),
        (BASE + 4, "start", [1 / (1.1**3 * 1.1 * 1.25), 1 / (1.1**3 * 1.25), 1.1**-3, 1.1**-2]),
    ],
)
def test_general_index_is_1_at_the_start_of_the_price_year(price_year: int, timing: str, general: list[float]) -> None:
    plan = _plan(price_year=price_year, timing=timing)
    np.testing.assert_allclose(price_indices(plan)[None], general, rtol=1e-14)


def test_a_category_moves_by_inflation_times_its_own_escalation() -> None:
    indices = price_indices(_plan(price_year=BASE - 1))
    assert set(indices) == {None, "el"}
    np.testing.assert_allclose(indices["el"] / indices[None], [1, 1.5, 1.5 * 1.02, 1.5 * 1.02**2], rtol=1e-14)


@pytest.mark.parametrize("timing", ["start", "mid", "end"])
@pytest.mark.parametrize(
    ("price_year", "expected"), [(BASE, 1.0), (BASE - 1, 1.1), (BASE - 2, 1.21), (BASE + 2, 1 / (1.25 * 1.1))]
)
def test_base_index_is_at_1_january_whatever_the_timing(price_year: int, expected: float, timing: str) -> None:
    assert base_index(_plan(price_year=price_year, timing=timing).settings) == pytest.approx(expected, rel=1e-14)


# --- carriers ------------------------------------------------------------------------------------------------------


def test_carrier_by_year_nominal_and_in_tonnes() -> None:
    plan = _plan()
    el, ved = plan.carriers
    indices = price_indices(plan)
    paths = carrier_paths(el, plan.settings.years, indices)
    escalated = indices[None] * [1 / 1.5, 1, 1.02, 1.02**2]
    np.testing.assert_allclose(paths.price, [2, 3, 2, 2] * escalated, rtol=1e-14)
    np.testing.assert_allclose(paths.tonnes_per_kwh, [np.nan, 0.05, 0, np.nan])  # 50 kg a kWh is 0.05 t
    assert paths.carbon_price is not None
    # The carbon price moves with prices in general, not with the carrier's category.
    np.testing.assert_allclose(paths.carbon_price, 700 * indices[None], rtol=1e-14)
    nothing = carrier_paths(ved, plan.settings.years, indices)
    assert np.isnan(nothing.price).all()
    assert np.isnan(nothing.tonnes_per_kwh).all()
    assert nothing.carbon_price is None


# --- valuations ----------------------------------------------------------------------------------------------------


VALUED = {
    "financial_discount_rate": {"value": 0.04, "by_year": {str(BASE): 0.25}},
    "social_discount_rate": 0.5,
    "carbon_value": {"value": 100, "by_year": {str(BASE + 1): 200}},
}


def test_financial_valuation_is_nominal_at_the_financial_rate() -> None:
    settings = _plan(price_year=BASE - 1, **VALUED).settings
    general = np.array([1.0, 2.0, 4.0, 8.0])
    found = financial_valuation(settings, general)
    assert found.is_real is False
    np.testing.assert_array_equal(found.deflator, [1, 1, 1, 1])
    np.testing.assert_array_equal(found.price_index, general)
    assert found.base_index == pytest.approx(1.1, rel=1e-14)
    np.testing.assert_allclose(found.discount, [0, 1, 1 / 1.25, 1 / 1.3], rtol=1e-14)  # nothing before the base year
    np.testing.assert_allclose(found.carbon_value, [100, 200, 800, 800])


def test_social_valuation_is_real_at_the_social_rate_for_both_rates_of_mirr() -> None:
    given = {"mirr_finance_rate": 0.3, "mirr_reinvestment_rate": 0.2}
    settings = _plan(price_year=BASE - 1, **VALUED, **given).settings
    general = np.array([1.0, 2.0, 4.0, 8.0])
    found = social_valuation(settings, general)
    assert found.is_real is True
    np.testing.assert_array_equal(found.deflator, general)
    np.testing.assert_array_equal(found.price_index, [1, 1, 1, 1])
    assert found.base_index == 1.0
    np.testing.assert_allclose(found.discount, [0, 1, 1 / 1.5, 1 / 2.25], rtol=1e-14)
    for factors in (found.finance_factors, found.reinvestment_factors):
        np.testing.assert_allclose(factors, [1, 1 / 1.5, 1 / 2.25], rtol=1e-14)
    np.testing.assert_allclose(found.carbon_value, [100, 100, 200, 100])


@pytest.mark.parametrize("timing", ["start", "mid", "end"])
def test_rates_of_mirr_are_those_given_from_the_date_of_the_first_flow(timing: str) -> None:
    path = {"value": 0.5, "by_year": {str(BASE): 0.25}}
    settings = _plan(timing=timing, **VALUED, mirr_finance_rate=path, mirr_reinvestment_rate=0.2).settings
    found = financial_valuation(settings, np.ones(4))
    # From the middle of one year to that of the next, half of each year's rate.
    steps = {"start": [1.25, 1.5], "mid": [(1.25 * 1.5) ** 0.5, 1.5], "end": [1.5, 1.5]}[timing]
    np.testing.assert_allclose(found.finance_factors, [1, 1 / steps[0], 1 / (steps[0] * steps[1])], rtol=1e-14)
    np.testing.assert_allclose(found.reinvestment_factors, [1, 1 / 1.2, 1 / 1.44], rtol=1e-14)


@pytest.mark.parametrize("blank", [None, {"value": None}])
def test_a_rate_of_mirr_that_is_not_given_is_the_discount_rate(blank: dict[str, None] | None) -> None:
    given = {} if blank is None else {"mirr_finance_rate": blank, "mirr_reinvestment_rate": blank}
    found = financial_valuation(_plan(**VALUED, **given).settings, np.ones(4))
    for factors in (found.finance_factors, found.reinvestment_factors):
        np.testing.assert_allclose(factors, [1, 1 / 1.25, 1 / 1.3], rtol=1e-14)


def test_without_rates_and_values_there_are_none() -> None:
    settings = _plan(financial_discount_rate=None, inflation=0).settings
    for found in (financial_valuation(settings, np.ones(4)), social_valuation(settings, np.ones(4))):
        assert found.discount[0] == 0
        assert found.discount[1] == 1  # the base year needs no rate
        assert np.isnan(found.discount[2:]).all()
        assert np.isnan(found.carbon_value).all()
