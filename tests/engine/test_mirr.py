"""Modified internal rate of return."""

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine.mirr import mirr
from finmodel.engine.undefined import Reason

YEAR = np.arange(31.0)


def test_equals_numpy_financial_over_random_series() -> None:
    flows = np.random.default_rng(3).normal(0.0, 1e6, (300, 31))
    rate, reason = mirr(flows, 1.05**-YEAR, 1.02**-YEAR)
    np.testing.assert_array_equal(reason, Reason.DEFINED)
    np.testing.assert_allclose(rate, [npf.mirr(row, 0.05, 0.02) for row in flows], rtol=1e-11)


def test_rates_may_be_paths() -> None:
    """Outlay of year 1 discounted a year at 10 %; inflow of year 1 compounded a year at 20 %, the rate of that year."""
    flows = np.array([[-100.0, -110.0, 300.0], [-100.0, 50.0, 140.0]])
    finance = np.array([1.0, 1 / 1.1, 1 / (1.1 * 1.3)])
    reinvest = np.array([1.0, 1 / 1.4, 1 / (1.4 * 1.2)])
    rate, reason = mirr(flows, finance, reinvest)
    np.testing.assert_array_equal(reason, Reason.DEFINED)
    np.testing.assert_allclose(rate, [(300 / 200) ** 0.5 - 1, ((50 * 1.2 + 140) / 100) ** 0.5 - 1])


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([1.0, 2.0, 3.0], Reason.NO_SIGN_CHANGE),
        ([-1.0, -2.0, 0.0], Reason.NO_SIGN_CHANGE),
        ([0.0, 0.0, 0.0], Reason.NO_SIGN_CHANGE),
        ([-1.0], Reason.NO_SIGN_CHANGE),
        ([-1.0, np.nan, 3.0], Reason.ABSENT_INPUT),
        ([-1.0, np.inf, 3.0], Reason.ABSENT_INPUT),
    ],
)
def test_undefined_has_a_reason(flows: list[float], expected: Reason) -> None:
    rate, reason = mirr(np.array([flows]), np.ones(len(flows)), np.ones(len(flows)))
    assert np.isnan(rate[0])
    assert reason[0] == expected


def test_undefined_series_leave_the_others_alone() -> None:
    flows = np.array([[np.nan, 1.0], [-1.0, 1.5], [1.0, 1.0], [-1.0, -1.0]])
    rate, reason = mirr(flows, np.ones(2), np.ones(2))
    np.testing.assert_allclose(rate, [np.nan, 0.5, np.nan, np.nan])
    assert [Reason(code).key for code in reason] == ["absent_input", "defined", "no_sign_change", "no_sign_change"]


@given(st.floats(1e-6, 1e12))
def test_money_scaled_changes_nothing(scale: float) -> None:
    flows = np.array([[-100.0, 20.0, -5.0, 130.0]])
    factors = 1.07 ** -np.arange(4.0)
    np.testing.assert_allclose(mirr(scale * flows, factors, factors)[0], mirr(flows, factors, factors)[0], rtol=1e-12)


def test_factors_must_be_rows_for_the_years() -> None:
    with pytest.raises(ValueError, match="rows of 3 years"):
        mirr(np.ones((3, 3)), np.ones((3, 3)), np.ones(3))
