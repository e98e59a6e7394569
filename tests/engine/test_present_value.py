"""Net present value of many series."""

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine.present_value import npv
from finmodel.engine.undefined import FloatArray


def _random_flows(n_series: int, n_years: int, seed: int = 0) -> FloatArray:
    return np.random.default_rng(seed).normal(0.0, 1e6, (n_series, n_years))


@pytest.mark.parametrize("rate", [0.0, 0.035, 0.12, -0.02])
@pytest.mark.parametrize("shape", [(31, 31), (200, 31), (3, 1), (1, 120)])
def test_equals_numpy_financial_one_series_at_a_time(shape: tuple[int, int], rate: float) -> None:
    flows = _random_flows(*shape)
    expected = [npf.npv(rate, row) for row in flows]
    np.testing.assert_allclose(npv(flows, (1 + rate) ** -np.arange(float(shape[1]))), expected, rtol=1e-9, atol=1e-5)


def test_square_table_is_discounted_along_years() -> None:
    flows = np.array([[-100.0, 110.0], [0.0, 11.0]])
    np.testing.assert_allclose(npv(flows, np.array([1.0, 1 / 1.1])), [0.0, 10.0], atol=1e-12)


def test_factors_of_one_give_the_plain_sum() -> None:
    np.testing.assert_array_equal(npv(np.array([[1.0, 2.0, 4.0]]), np.ones(3)), [7.0])


@given(st.floats(1e-3, 1e9))
def test_money_scaled_scales_the_value(scale: float) -> None:
    flows, factors = _random_flows(4, 12), 1.04 ** -np.arange(12.0)
    np.testing.assert_allclose(npv(scale * flows, factors), scale * npv(flows, factors), rtol=1e-9)


def test_series_do_not_know_of_each_other() -> None:
    flows, factors = _random_flows(50, 31), 1.04 ** -np.arange(31.0)
    flows[7, 3] = np.nan
    values = npv(flows, factors)
    assert np.isnan(values[7])
    one_by_one = np.concatenate([npv(flows[[row]], factors) for row in range(50)])
    np.testing.assert_allclose(np.delete(values, 7), np.delete(one_by_one, 7), rtol=1e-12)


@pytest.mark.parametrize("shape", [(3,), (4, 4), (4, 1), ()])
def test_factors_must_be_one_row_for_the_years(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="discount_factors"):
        npv(np.ones((4, 4)), np.ones(shape))
