"""Capital cost by hand, by numpy-financial, and by what must hold whatever the method."""

from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.engine.capital_cost import Activation, CapitalCost, capital_cost, depreciation_path
from finmodel.engine.undefined import FloatArray
from finmodel.model.funding_enums import CapitalCostMethod

STRAIGHT = CapitalCostMethod.STRAIGHT_LINE_NOMINAL
NOMINAL = CapitalCostMethod.NOMINAL_ANNUITY
REAL = CapitalCostMethod.REAL_ANNUITY
METHODS = st.sampled_from(list(CapitalCostMethod))


def _cost(
    method: CapitalCostMethod,
    life: int,
    *,
    residual: float = 0.0,
    rate: float | list[float] = 0.03,
    inflation: float | list[float] = 0.0,
    n_years: int = 8,
    year: int = 2027,
    month: int = 1,
    ends: int | None = None,
) -> CapitalCost:
    rates = np.broadcast_to(np.array(rate, dtype=np.float64), n_years)
    prices = np.broadcast_to(np.array(inflation, dtype=np.float64), n_years)
    return capital_cost(method, Activation(year, month), life, residual, rates, prices, 2026, ends)


@pytest.mark.parametrize(("month", "share"), [(1, 1.0), (2, 11 / 12), (7, 0.5), (10, 0.25), (12, 1 / 12)])
def test_the_first_year_counts_from_the_month(month: int, share: float) -> None:
    assert Activation(2027, month).first_share == pytest.approx(share, rel=1e-15)


def test_straight_line_by_hand() -> None:
    """1,000 over 4 years with 20 % left, at 3 %: 200 a year, interest on 1,000, 800, 600, 400, then on 200."""
    cost = _cost(STRAIGHT, 4, residual=0.2)
    assert 1000 * cost.depreciation == pytest.approx([0, 200, 200, 200, 200, 0, 0, 0])
    assert 1000 * cost.interest == pytest.approx([0, 30, 24, 18, 12, 6, 6, 6])
    assert 1000 * cost.book_value == pytest.approx([0, 800, 600, 400, 200, 200, 200, 200])
    assert cost.write_off.tolist() == [0] * 8


def test_straight_line_takes_each_years_rate() -> None:
    cost = _cost(STRAIGHT, 3, rate=[0.9, 0.01, 0.02, 0.03, 0.9, 0.9, 0.9, 0.9])
    assert cost.interest == pytest.approx([0, 0.01, 0.02 * 2 / 3, 0.03 / 3, 0, 0, 0, 0], abs=1e-15)


def test_straight_line_from_october_by_hand() -> None:
    """1,200 over 2 years from 1 October, 300 of it never wearing off: the last year is 9 months."""
    cost = _cost(STRAIGHT, 2, residual=0.25, rate=0.04, month=10)
    assert 1200 * cost.depreciation == pytest.approx([0, 112.5, 450, 337.5, 0, 0, 0, 0])
    assert 1200 * cost.book_value == pytest.approx([0, 1087.5, 637.5, 300, 300, 300, 300, 300])
    # 3 months on the cost; a year on 1,087.5; 9 months on the 337.5 that wears off and a year on 300; then on 300.
    expected = [0, 48 * 0.25, 43.5, 0.04 * (337.5 * 0.75 + 300), 12, 12, 12, 12]
    assert 1200 * cost.interest == pytest.approx(expected)


def test_the_last_year_of_an_asset_from_february_is_one_month() -> None:
    cost = _cost(STRAIGHT, 2, rate=0.12, month=2)
    assert cost.interest == pytest.approx([0, 0.12 * 11 / 12, 0.12 * (13 / 24), 0.12 * (1 / 24) / 12, 0, 0, 0, 0])


def test_an_axis_that_ends_before_the_last_months() -> None:
    short, long = _cost(STRAIGHT, 2, month=10, n_years=3), _cost(STRAIGHT, 2, month=10)
    for name in ("depreciation", "interest", "book_value", "write_off"):
        assert getattr(short, name) == pytest.approx(getattr(long, name)[:3])


@pytest.mark.parametrize("method", list(CapitalCostMethod))
def test_what_is_worn_out_has_no_book_value_and_bears_no_interest(method: CapitalCostMethod) -> None:
    cost = _cost(method, 10, n_years=14, inflation=0.02)
    assert cost.book_value[-3:].tolist() == cost.interest[-3:].tolist() == [0, 0, 0]


def test_a_real_annuity_from_the_first_year_begins_with_that_years_inflation() -> None:
    cost = _cost(REAL, 2, rate=0.0, inflation=[0.5, 0.1, 0, 0, 0, 0, 0, 0], year=2026)
    assert cost.depreciation[1] / cost.depreciation[0] == pytest.approx(1.1)
    assert cost.depreciation[:2] == pytest.approx([1.5 / 3.15, 1.65 / 3.15])


def test_depreciation_over_a_life_that_began_before_the_axis_and_ends_after_it() -> None:
    path = depreciation_path(Activation(2024, 7), 4, 0.2, 2026, 5)
    assert path == pytest.approx([0.2, 0.2, 0.1, 0, 0])
    assert depreciation_path(Activation(2024, 7), 4, 0.2, 2024, 9) == pytest.approx(
        [0.1, 0.2, 0.2, 0.2, 0.1, 0, 0, 0, 0]
    )
    assert depreciation_path(Activation(2029, 1), 9, 0, 2026, 4) == pytest.approx([0, 0, 0, 1 / 9])


@pytest.mark.parametrize("residual", [0.0, 0.3])
@pytest.mark.parametrize("rate", [0.0, 0.035])
def test_the_nominal_annuity_is_that_of_numpy_financial(residual: float, rate: float) -> None:
    cost = _cost(NOMINAL, 5, residual=residual, rate=rate)
    payment = npf.pmt(rate, 5, -1.0, residual)
    assert (cost.depreciation + cost.interest)[1:6] == pytest.approx(np.full(5, payment))
    with np.errstate(invalid="ignore"):  # numpy-financial divides by a rate of 0 before it looks at it
        principal = npf.ppmt(rate, np.arange(1, 6), 5, 1.0, -residual)
    assert cost.depreciation[1:6] == pytest.approx(-np.asarray(principal))
    assert (cost.depreciation + cost.interest)[6:] == pytest.approx(np.full(2, rate * residual))
    assert cost.book_value[5:] == pytest.approx(np.full(3, residual))


def test_annuities_hold_the_rate_of_the_year_of_activation() -> None:
    rates = [0.5, 0.04, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]
    for method in (NOMINAL, REAL):
        found, expected = _cost(method, 4, rate=rates, residual=0.1), _cost(method, 4, rate=0.04, residual=0.1)
        for name in ("depreciation", "interest", "book_value"):
            assert getattr(found, name) == pytest.approx(getattr(expected, name))


def test_the_real_annuity_by_hand() -> None:
    """1,000 over 3 years at 5 %, prices up 10, 20 and 30 %: payments grow with them and are worth the cost."""
    cost = _cost(REAL, 3, rate=0.05, inflation=[0.9, 0.1, 0.2, 0.3, 0.9, 0.9, 0.9, 0.9])
    growth = np.array([1.1, 1.1 * 1.2, 1.1 * 1.2 * 1.3])
    first = 1 / (growth / 1.05 ** np.arange(1, 4)).sum()
    payments = (cost.depreciation + cost.interest)[1:4]
    assert payments == pytest.approx(first * growth)
    assert npf.npv(0.05, [-1.0, *payments]) == pytest.approx(0, abs=1e-12)
    assert cost.book_value[1] == pytest.approx(1.05 - payments[0])
    assert cost.book_value[3:] == pytest.approx(np.zeros(5), abs=0)


def test_without_inflation_the_real_annuity_is_the_nominal() -> None:
    real, nominal = _cost(REAL, 4, residual=0.2), _cost(NOMINAL, 4, residual=0.2, inflation=0.9)
    assert real.depreciation == pytest.approx(nominal.depreciation)
    assert real.interest == pytest.approx(nominal.interest)


def test_inflation_beyond_the_axis_is_its_last() -> None:
    path = [0.9, 0.01, 0.02, 0.03]
    short = _cost(REAL, 6, inflation=path, n_years=4)
    long = _cost(REAL, 6, inflation=[*path, 0.03, 0.03, 0.03, 0.03])
    assert short.depreciation == pytest.approx(long.depreciation[:4])
    assert short.interest == pytest.approx(long.interest[:4])
    fisher = _cost(REAL, 6, rate=1.03 * 1.02 - 1, inflation=0.02)
    first = (fisher.depreciation + fisher.interest)[1] / 1.02
    assert first == pytest.approx(npf.pmt(0.03, 6, -1.0)), "in fixed prices it is the annuity at the real rate"


@pytest.mark.parametrize("method", [NOMINAL, REAL])
def test_an_annuity_from_october_spreads_each_period_over_two_years(method: CapitalCostMethod) -> None:
    whole = _cost(method, 3, residual=0.2, inflation=0.02, n_years=10)
    split = _cost(method, 3, residual=0.2, inflation=0.02, n_years=10, month=10)
    for name in ("depreciation", "interest"):
        path = getattr(whole, name)
        expected = 0.25 * path + 0.75 * np.concatenate([[0.0], path[:-1]])
        assert getattr(split, name) == pytest.approx(expected)
    assert split.book_value[5:] == pytest.approx(np.full(5, 0.2))


def test_an_annuity_of_the_last_year_has_what_fits() -> None:
    cost = _cost(NOMINAL, 3, year=2033, month=7)
    whole = _cost(NOMINAL, 3, year=2027)
    assert cost.interest == pytest.approx([0] * 7 + [0.5 * whole.interest[1]])
    assert cost.depreciation[7] == pytest.approx(0.5 * whole.depreciation[1])
    assert cost.book_value == pytest.approx([0] * 7 + [1 - 0.5 * whole.depreciation[1]])


@pytest.mark.parametrize("method", list(CapitalCostMethod))
def test_what_is_taken_into_use_after_the_axis_costs_nothing_in_it(method: CapitalCostMethod) -> None:
    for year in (2034, 2040):
        cost = _cost(method, 3, year=year, rate=[0.03] * 7 + [float("nan")])
        for name in ("depreciation", "interest", "book_value", "write_off"):
            assert getattr(cost, name).tolist() == [0] * 8


@pytest.mark.parametrize("method", list(CapitalCostMethod))
@pytest.mark.parametrize("residual", [0.0, 0.25])
def test_what_is_left_is_written_off_when_it_is_replaced(method: CapitalCostMethod, residual: float) -> None:
    kept, replaced = _cost(method, 3, residual=residual), _cost(method, 3, residual=residual, ends=2030)
    assert replaced.write_off == pytest.approx([0, 0, 0, 0, residual, 0, 0, 0], abs=1e-15)
    for name in ("depreciation", "interest", "book_value"):
        assert getattr(replaced, name)[:4] == pytest.approx(getattr(kept, name)[:4])
        assert getattr(replaced, name)[4:].tolist() == [0] * 4


def test_an_asset_taken_into_use_late_is_written_off_before_it_is_worn() -> None:
    cost = _cost(STRAIGHT, 4, residual=0.2, ends=2029, month=7)
    assert cost.depreciation == pytest.approx([0, 0.1, 0.2, 0, 0, 0, 0, 0])
    assert cost.write_off == pytest.approx([0, 0, 0, 0.7, 0, 0, 0, 0])
    assert cost.interest == pytest.approx([0, 0.015, 0.027, 0, 0, 0, 0, 0])


def test_one_that_is_replaced_before_it_is_used_is_written_off_whole() -> None:
    for year, ends in ((2029, 2029), (2029, 2028)):
        cost = _cost(STRAIGHT, 4, residual=0.2, year=year, ends=ends)
        assert cost.write_off.tolist() == [0, 0, 0, 1, 0, 0, 0, 0]
        assert cost.depreciation.tolist() == cost.interest.tolist() == cost.book_value.tolist() == [0] * 8


@pytest.mark.parametrize("ends", [2034, 2050])
def test_a_replacement_after_the_axis_writes_off_nothing_in_it(ends: int) -> None:
    assert _cost(STRAIGHT, 3, residual=0.5, ends=ends).write_off.tolist() == [0] * 8
    assert _cost(STRAIGHT, 3, residual=0.5, ends=ends).book_value[-1] == pytest.approx(0.5)
    assert _cost(STRAIGHT, 3, residual=0.5, ends=2033).write_off[-1] == pytest.approx(0.5)


def test_an_unknown_rate_is_missed_where_there_is_book_value_only() -> None:
    nan = float("nan")
    known = _cost(STRAIGHT, 2, rate=[nan, 0.03, 0.03, nan, nan, nan, nan, nan])
    assert known.interest == pytest.approx([0, 0.03, 0.015, 0, 0, 0, 0, 0])
    lacking = _cost(STRAIGHT, 2, rate=[nan, 0.03, nan, nan, nan, nan, nan, nan], residual=0.5)
    assert np.isnan(lacking.interest).tolist() == [False, False, True, True, True, True, True, True]
    assert lacking.depreciation == pytest.approx([0, 0.25, 0.25, 0, 0, 0, 0, 0])


def test_an_annuity_of_an_unknown_rate_is_unknown_as_long_as_there_is_something_to_wear_off() -> None:
    rates = [float("nan")] * 8
    cost = _cost(NOMINAL, 2, rate=rates)
    for path in (cost.depreciation, cost.interest):
        assert np.isnan(path).tolist() == [False, True, True, False, False, False, False, False]
    assert np.isnan(cost.book_value).tolist() == [False, True] + [False] * 6
    kept = _cost(NOMINAL, 2, rate=rates, residual=0.2)
    assert np.isnan(kept.interest).tolist() == [False] + [True] * 7


@settings(max_examples=300)
@given(
    method=METHODS,
    life=st.integers(1, 40),
    residual=st.sampled_from([0.0, 0.1, 0.25, 0.999, 1.0]),
    rate=st.sampled_from([0.0, 0.0125, 0.035, 0.3, 1.0]),
    inflation=st.sampled_from([0.0, 0.02, -0.05, 0.2]),
    month=st.integers(1, 12),
    start=st.integers(0, 3),
)
def test_the_whole_cost_is_written_down_and_worth_itself(
    method: CapitalCostMethod, life: int, residual: float, rate: float, inflation: float, month: int, start: int
) -> None:
    n_years = start + life + 3
    arguments = (method, Activation(2026 + start, month), life, residual)
    rates, prices = np.full(n_years, rate), np.full(n_years, inflation)
    cost = capital_cost(*arguments, rates, prices, 2026)
    total: FloatArray = np.cumsum(cost.depreciation) + cost.book_value
    assert total[start:] == pytest.approx(np.ones(n_years - start), abs=1e-12)
    assert cost.depreciation.sum() == pytest.approx(1 - residual, abs=1e-12)
    assert cost.book_value[-1] == pytest.approx(residual, abs=1e-12)
    if month == 1:
        # What is paid for it in its life, and what is left of it, are worth the cost at the rate.
        service = (cost.depreciation + cost.interest)[start : start + life]
        worth = npf.npv(rate, [0.0, *service]) + residual / (1 + rate) ** life
        assert worth == pytest.approx(1, rel=1e-9)
    for ends in range(2026 + start, 2026 + n_years):
        gone = capital_cost(*arguments, rates, prices, 2026, ends)
        assert gone.depreciation.sum() + gone.write_off.sum() == pytest.approx(1, abs=1e-12)
        assert gone.book_value[-1] == 0
