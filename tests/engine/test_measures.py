"""Ratios of present values: their arithmetic by hand and every reason for which they are undefined."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from finmodel.engine.axes import Line
from finmodel.engine.measures import (
    annuity,
    benefit_cost_ratio,
    cost_per_tonne,
    profitability_index,
    ratio,
    switching_factor,
    tonnes_reason,
    without_noise,
)
from finmodel.engine.undefined import FloatArray, Reason, ReasonArray

DISCOUNT = np.array([1.0, 0.5, 0.25])


def _reasons(*reasons: Reason) -> ReasonArray:
    return np.array(reasons, dtype=np.int8)


def _lines(**flows: Sequence[float]) -> FloatArray:
    """Return one series' lines, (1, line, year)."""
    lines = np.zeros((1, len(Line), len(DISCOUNT)))
    for name, amounts in flows.items():
        lines[0, Line[name.upper()]] = amounts
    return lines


def _bcr(energy: list[list[float]] | None = None, /, **flows: Sequence[float]) -> tuple[float, Reason]:
    by_carrier = np.array([energy or []], dtype=np.float64).reshape(1, -1, len(DISCOUNT))
    # The line of energy cost is the sum of its carriers; it must not be counted beside them.
    value, reason = benefit_cost_ratio(
        _lines(energy_cost=by_carrier[0].sum(axis=0).tolist(), **flows), by_carrier, DISCOUNT
    )
    return float(value[0]), Reason(reason[0])


# --- ratio, noise --------------------------------------------------------------------------------------------------


def test_ratio_divides_where_it_is_defined() -> None:
    undefined = _reasons(Reason.DEFINED, Reason.NO_TONNES, Reason.DEFINED)
    values, reasons = ratio(np.array([3.0, 3.0, -1.0]), np.array([2.0, 0.0, 4.0]), undefined)
    np.testing.assert_array_equal(values, [1.5, np.nan, -0.25])
    assert reasons is undefined


def test_sums_no_larger_than_their_rounding_are_zero() -> None:
    sums = np.array([0.1 + 0.2 - 0.3, 1e-12, 1.1e-12, -1.1e-12, -5.0, 0.0])
    size = np.array([0.6, 1.0, 1.0, 1.0, 5.0, 0.0])
    np.testing.assert_array_equal(without_noise(sums, size), [0.0, 0.0, 1.1e-12, -1.1e-12, -5.0, 0.0])


# --- benefit-cost ratio --------------------------------------------------------------------------------------------


def test_capex_and_its_reference_stay_whole_in_the_costs() -> None:
    """−100 + 40·½ is a cost of 80 in all, though one year is positive."""
    assert _bcr(capex=[-100, 0, 0], reference_capex=[0, 40, 0], savings=[0, 0, 320]) == (1.0, Reason.DEFINED)


def test_residual_and_co_benefits_stay_whole_in_the_benefits() -> None:
    """A year of disbenefit is subtracted from the benefits, not added to the costs."""
    assert _bcr(capex=[-100, 0, 0], residual=[0, 0, 40], co_benefits=[0, -20, 240]) == (0.6, Reason.DEFINED)
    assert _bcr(capex=[-100, 0, 0], residual=[0, 0, -40]) == (-0.1, Reason.DEFINED)


@pytest.mark.parametrize("line", ["opex", "savings", "revenue", "carbon_price_paid", "carbon_value"])
def test_every_other_line_is_split_by_the_sign_of_each_year(line: str) -> None:
    """Costs 100 + 20·½, benefits 80·¼."""
    assert _bcr(capex=[-100, 0, 0], **{line: [0, -20, 80]}) == (20 / 110, Reason.DEFINED)


def test_energy_is_split_by_carrier_and_year() -> None:
    """Heat saves 60 and 40 a year, electricity costs 30 and 50: 60·½ + 40·¼ against 100 + 30·½ + 50·¼."""
    value, reason = _bcr([[0, 60, 40], [0, -30, -50]], capex=[-100, 0, 0])
    assert value == pytest.approx(40 / 127.5, rel=1e-12)
    assert reason is Reason.DEFINED


def test_series_do_not_know_of_each_other() -> None:
    """(50 + 5) / (100 + 10), and (20 + 1) / (10 + 0.5 + 5): every term of one series is in the other too."""
    lines = np.concatenate(
        [
            _lines(capex=[-100, 0, 0], savings=[0, 100, 0], residual=[0, 0, 20], opex=[0, -20, 0]),
            _lines(capex=[-10, 0, 0], residual=[0, 0, 4], opex=[0, -1, 0]),
        ]
    )
    energy = np.array([[[0.0, 0, 0], [0, 0, 0]], [[0, 0, 80], [0, -10, 0]]])
    lines[:, Line.ENERGY_COST] = energy.sum(axis=1)
    values, reasons = benefit_cost_ratio(lines, energy, DISCOUNT)
    np.testing.assert_allclose(values, [55 / 110, 21 / 15.5])
    assert reasons.tolist() == [Reason.DEFINED, Reason.DEFINED]


def test_what_one_series_invests_is_no_measure_of_another_s_rounding() -> None:
    large = _lines(capex=[-1e15, 0, 0], reference_capex=[1e15, 0, 0], savings=[1, 0, 0])
    small = _lines(opex=[-1, 0, 0], savings=[2, 0, 0])
    lines = np.concatenate([large, small])
    values, reasons = benefit_cost_ratio(lines, np.zeros((2, 1, 3)), DISCOUNT)
    assert reasons.tolist() == [Reason.NO_COSTS, Reason.DEFINED]
    assert values[1] == 2


@pytest.mark.parametrize(
    "flows",
    [
        {"savings": [1.0, 2, 3]},
        {"capex": [-100.0, 0, 0], "reference_capex": [100.0, 0, 0], "savings": [1.0, 2, 3]},
        {"capex": [-100.0, 0, 0], "reference_capex": [120.0, 0, 0]},
        {"capex": [-0.3, 0, 0], "reference_capex": [0.1 + 0.2, 0, 0]},
        {},
    ],
)
def test_without_costs_there_is_no_ratio(flows: dict[str, list[float]]) -> None:
    value, reason = _bcr(**flows)
    assert math.isnan(value)
    assert reason is Reason.NO_COSTS


def test_costs_beyond_the_rounding_of_what_is_invested_count() -> None:
    """A reference as dear but for 1e-6 of it leaves a cost; but for 1e-15 it leaves rounding."""
    assert _bcr(capex=[-1.0, 0, 0], reference_capex=[1 - 1e-6, 0, 0], savings=[1e-6, 0, 0])[0] == pytest.approx(
        1, rel=1e-9
    )
    assert _bcr(capex=[-1.0, 0, 0], reference_capex=[1 - 1e-15, 0, 0], savings=[1, 0, 0])[1] is Reason.NO_COSTS
    # The rounding is measured against what is invested, discounted, on both sides.
    assert _bcr(capex=[0, 0, -4.0], opex=[0, 0, 4 - 4e-12])[1] is Reason.DEFINED


# --- profitability index, annuity ----------------------------------------------------------------------------------


def test_profitability_index() -> None:
    values, reasons = profitability_index(np.array([50.0, 50, 50, 1]), np.array([200.0, 0, -1, 0.5]))
    np.testing.assert_array_equal(values, [0.25, np.nan, np.nan, 2])
    assert reasons.tolist() == [Reason.DEFINED, Reason.NO_CAPEX, Reason.NO_CAPEX, Reason.DEFINED]


def test_annuity_spreads_over_the_effect_years() -> None:
    effect = np.array([[False, True, True], [True, False, False], [False, False, False]])
    values, reasons = annuity(np.array([30.0, -4, 5]), effect, DISCOUNT)
    np.testing.assert_allclose(values, [40.0, -4.0, np.nan])
    assert reasons.tolist() == [Reason.DEFINED, Reason.DEFINED, Reason.NO_EFFECT_YEARS]


@pytest.mark.parametrize(("rate", "years"), [(0.035, 20), (0.1, 1), (-0.01, 7)])
def test_annuity_is_the_annuity_of_textbooks(rate: float, years: int) -> None:
    """NPV·r/(1 − (1+r)^−n): outlay at the start, effects in the n years after."""
    effect = np.array([[False, *[True] * years]])
    value, _ = annuity(np.array([1000.0]), effect, (1 + rate) ** -np.arange(years + 1.0))
    assert value[0] == pytest.approx(1000 * rate / (1 - (1 + rate) ** -years), rel=1e-12)


# --- per tonne -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("discounted", "tonnes", "reason"),
    [
        (5.0, 5.0, Reason.DEFINED),
        (-5.0, 5.0, Reason.RAISES_EMISSIONS),
        (-5.0, 0.0, Reason.RAISES_EMISSIONS),
        (0.0, 5.0, Reason.NO_TONNES),
        (5.0, 0.0, Reason.NO_TONNES),
        (0.0, -5.0, Reason.NO_TONNES),
        (5.0, -5.0, Reason.RAISES_EMISSIONS),
        (1e-9, 1e-9, Reason.DEFINED),
    ],
)
def test_reason_of_a_figure_per_tonne(discounted: float, tonnes: float, reason: Reason) -> None:
    assert tonnes_reason(np.array([discounted]), np.array([tonnes])).tolist() == [reason]
    assert tonnes_reason(np.array([discounted]), np.array([tonnes])).dtype == np.int8


def test_cost_per_tonne_is_positive_where_it_costs_money() -> None:
    values, reasons = cost_per_tonne(
        np.array([-300.0, 300.0, 0.0, 1.0]),
        np.array([60.0, 60.0, 60.0, 0.0]),
        _reasons(*[Reason.DEFINED] * 3, Reason.NO_TONNES),
    )
    np.testing.assert_array_equal(values, [5.0, -5.0, 0.0, np.nan])
    assert not np.signbit(values[2])
    assert reasons.tolist() == [0, 0, 0, Reason.NO_TONNES]


# --- switching value -----------------------------------------------------------------------------------------------


def test_switching_factor_makes_the_sum_zero() -> None:
    rest, scaled = np.array([-60.0, 60.0, 0.0, 5.0]), np.array([40.0, 40.0, 40.0, 0.0])
    values, reasons = switching_factor(rest, scaled, Reason.NO_CAPEX)
    np.testing.assert_array_equal(values, [1.5, -1.5, 0.0, np.nan])
    assert not np.signbit(values[2])
    assert reasons.tolist() == [0, 0, 0, Reason.NO_CAPEX]
