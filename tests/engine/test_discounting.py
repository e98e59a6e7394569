"""Discount factors and price indices at the date of the flow, by hand and against the exponents of textbooks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine.discounting import date_index, discount_factors, index_path
from finmodel.model.enums import Timing

EXPONENTS = {Timing.START: 0.0, Timing.MID: 0.5, Timing.END: 1.0}
PATH = np.array([0.1, 0.25, 0.5])


def test_index_is_a_product_forwards_and_a_division_backwards() -> None:
    np.testing.assert_allclose(index_path(PATH, 0), [1, 1.1, 1.375, 2.0625], rtol=1e-14)
    np.testing.assert_allclose(index_path(PATH, 1), [1 / 1.1, 1, 1.25, 1.875], rtol=1e-14)
    np.testing.assert_allclose(index_path(PATH, 3), [1 / 2.0625, 1 / 1.875, 1 / 1.5, 1], rtol=1e-14)


def test_a_missing_rate_stops_the_index_away_from_the_anchor() -> None:
    rates = np.array([np.nan, 0.1, 0.1, np.nan])
    np.testing.assert_allclose(index_path(rates, 2), [np.nan, 1 / 1.1, 1, 1.1, np.nan])


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (Timing.START, [1 / 1.1, 1, 1.25]),
        (Timing.MID, [1.1**-0.5, 1.25**0.5, 1.25 * 1.5**0.5]),
        (Timing.END, [1, 1.25, 1.875]),
    ],
)
def test_index_at_the_date_of_the_flow(timing: Timing, expected: list[float]) -> None:
    np.testing.assert_allclose(date_index(PATH, 1, timing), expected, rtol=1e-14)


@pytest.mark.parametrize(
    ("timing", "expected"),
    [
        (Timing.START, [1, 1 / 1.1, 1 / 1.375]),
        (Timing.MID, [1.1**-0.5, 1.25**-0.5 / 1.1, 1.5**-0.5 / 1.375]),
        (Timing.END, [1 / 1.1, 1 / 1.375, 1 / 2.0625]),
    ],
)
def test_factors_of_a_path_are_products_of_yearly_factors(timing: Timing, expected: list[float]) -> None:
    """(1 + r)^n with the rate of the last year would be 1.5^−2 = 0.44 for the start of the third."""
    np.testing.assert_allclose(discount_factors(PATH, timing), expected, rtol=1e-14)


@given(st.floats(-0.9, 2.0), st.sampled_from(list(Timing)), st.integers(1, 40))
def test_factors_of_one_rate_have_the_exponents_of_the_definition(rate: float, timing: Timing, n_years: int) -> None:
    years = np.arange(float(n_years)) + EXPONENTS[timing]
    np.testing.assert_allclose(discount_factors(np.full(n_years, rate), timing), (1 + rate) ** -years, rtol=1e-9)


def test_a_missing_rate_leaves_no_factor_from_there_on() -> None:
    rates = np.array([0.1, np.nan, 0.1])
    np.testing.assert_allclose(discount_factors(rates, Timing.START), [1, 1 / 1.1, np.nan])
    np.testing.assert_allclose(discount_factors(rates, Timing.END), [1 / 1.1, np.nan, np.nan])
    np.testing.assert_allclose(discount_factors(rates, Timing.MID), [1.1**-0.5, np.nan, np.nan])
