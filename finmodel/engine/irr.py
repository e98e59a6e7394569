"""Internal rate of return of many series at once, with an exact count of the roots."""

from __future__ import annotations

import math
import sys
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from finmodel.engine import exact_roots
from finmodel.engine.root_count import count_positive_roots
from finmodel.engine.small_products import product
from finmodel.engine.undefined import FloatArray, Reason, ReasonArray

__all__ = ["irr", "irr_roots"]

BLOCK = 2048
"""Series worked on together: small enough for the processor's cache."""

_GRID_RATES = (1e6, 1e3, 100, 30, 10, 5, 2.5, 1.5, 1, 0.7, 0.5, 0.4, 0.3, 0.25, 0.2, 0.16, 0.13, 0.1, 0.08, 0.06,
               0.045, 0.03, 0.02, 0.01)  # fmt: skip
_GRID = np.array([0.0, *(1.0 / (1.0 + rate) for rate in _GRID_RATES), 1.0])

_NEWTON_TOLERANCE = 1e-11  # relative; quadratic, so that the value after such a step is good to the last digits
_N_PLAIN_STEPS = 8
_MAX_STEPS = 110

_TINY = 1e-80
_LEAST_RATE = math.nextafter(-1.0, 0.0)


def irr(flows: FloatArray) -> tuple[FloatArray, ReasonArray]:
    r"""Return the internal rate of return (internränta på investeringen): the rate that makes them worth nothing.

    .. math:: \sum_k \frac{f_k}{(1 + r)^k} = 0, \qquad r > -1

    Parameters
    ----------
    flows : ndarray, shape (series, year) [money]
        Signed flows, one a year, at any common date within the year. Neither the scale of a series nor years
        without a flow before or after it change its roots.

    Returns
    -------
    rate : ndarray, shape (series,) [fraction a year]
        The only root above −1, NaN where undefined. A multiple root counts once.
    reason : ndarray of int8, shape (series,)
        ``NO_SIGN_CHANGE`` where all flows are of one sign or zero, ``NO_ROOT`` and ``MULTIPLE_ROOTS`` by an exact
        count over r > −1 (of the floats as given), ``ABSENT_INPUT`` where a flow is not finite.

    Notes
    -----
    Worked in x = 1/(1+r). One change of sign among the flows means one root (Descartes): it is bracketed on a grid
    of rates and refined by Newton's method kept inside the bracket. With more changes the roots are counted in
    Bernstein form with error bounds, and in whole numbers where those cannot tell. The common other definition,
    ``numpy_financial.irr``, gives the root nearest zero where there are several; Excel the one its guess leads to.
    A root beyond the floats comes back as the nearest: the one next above −1, or the largest.

    References
    ----------
    L. Gitman, *Principles of Managerial Finance*, Brief, 3rd ed., p. 348 (2003); C. Norstrøm, "A sufficient
    condition for a unique nonnegative internal rate of return" (1972), on several roots.

    Examples
    --------
    >>> import numpy as np
    >>> rate, reason = irr(np.array([[-100.0, 39, 59, 55, 20], [-100, 230, -132, 0, 0], [1, 2, 3, 0, 0]]))
    >>> rate.round(5), [Reason(code).key for code in reason]
    (array([0.28095,     nan,     nan]), ['defined', 'multiple_roots', 'no_sign_change'])
    """
    n_series = flows.shape[0]
    rate = np.full(n_series, np.nan)
    reason = np.full(n_series, Reason.DEFINED, dtype=np.int8)
    counted: list[NDArray[np.intp]] = []
    for start in range(0, n_series, BLOCK):
        block = slice(start, start + BLOCK)
        series = _Series(flows[block])
        reason[block][series.n_changes == 0] = Reason.NO_SIGN_CHANGE
        reason[block][~series.is_finite] = Reason.ABSENT_INPUT
        (single,) = np.nonzero((series.n_changes == 1) & ~series.is_extreme)
        rate[start + single] = _single_root_rate(series, single)
        counted.append(start + np.nonzero((series.n_changes > 1) & ~series.is_extreme)[0])
        for row in start + np.nonzero((series.n_changes > 0) & series.is_extreme)[0]:
            rate[row], reason[row] = _exact_root_rate(flows[row].tolist())
    several = np.concatenate([np.empty(0, dtype=np.intp), *counted])
    for start in range(0, several.size, BLOCK):
        rows = several[start : start + BLOCK]
        rate[rows], reason[rows] = _counted_root_rate(flows[rows])
    return rate, reason


def irr_roots(flows: FloatArray) -> tuple[float, ...]:
    r"""Every rate at which one series of flows is worth nothing.

    .. math:: \{r > -1 : \sum_k f_k / (1 + r)^k = 0\}

    Parameters
    ----------
    flows : ndarray, shape (year,) [money]
        Signed flows of one series, one a year.

    Returns
    -------
    tuple of float [fraction a year]
        The distinct roots above −1, ascending; empty where there is none, where all flows are zero or where one is
        not finite. The number is exact: two roots nearer than a float can tell are listed as two equal floats.

    Notes
    -----
    In whole numbers throughout, so milliseconds a series: made for showing the roots of a series that :func:`irr`
    says has several.

    References
    ----------
    A. Collins and A. Akritas, "Polynomial real root isolation using Descartes' rule of signs" (1976).

    Examples
    --------
    >>> import numpy as np
    >>> irr_roots(np.array([-100.0, 230.0, -132.0]))
    (0.1, 0.2)
    """
    if not np.isfinite(flows).all() or not flows.any():
        return ()
    return tuple(_exact_rate(x) for x in reversed(exact_roots.positive_roots(flows.tolist())))


def _exact_rate(x: Fraction) -> float:
    rate = 1 / x - 1
    return max(float(rate), _LEAST_RATE) if rate < sys.float_info.max else sys.float_info.max


class _Series:
    """A block of series with years first, and what their signs say.

    Attributes
    ----------
    flows : ndarray, shape (year, series)
        Zeros for a series with a flow that is not finite.
    is_finite, is_extreme : ndarray of bool, shape (series,)
        All flows are finite; one is so large or small that powers of it could leave the range of floats.
    first, last : ndarray, shape (series,)
        Places of the first and last flow that is not zero.
    n_changes : ndarray, shape (series,)
        Changes of sign, zeros passed over.
    """

    def __init__(self, flows: FloatArray) -> None:
        years_first = np.array(flows.T, dtype=np.float64, order="C")  # always a copy
        self.is_finite = np.logical_and.reduce(np.isfinite(years_first), axis=0)
        if not self.is_finite.all():
            years_first[:, ~self.is_finite] = 0.0
        self.flows = years_first
        size = np.abs(years_first)
        self.is_extreme = ((size > 1 / _TINY) | ((size < _TINY) & (size > 0))).any(axis=0)

        sign = (years_first > 0).astype(np.int8) - (years_first < 0).astype(np.int8)
        n_years = len(sign)
        place = np.arange(n_years, dtype=np.int16)[:, None]
        self.last = np.where(sign, place, 0).max(axis=0)
        for year in range(1, n_years):  # a zero takes the sign before it
            np.copyto(sign[year], sign[year - 1], where=sign[year] == 0)
        self.first = (sign == 0).sum(axis=0, dtype=np.int16)
        self.n_changes = ((sign[1:] * sign[:-1]) < 0).sum(axis=0)

    def coefficients(self, rows: NDArray[np.intp], is_reversed: NDArray[np.bool_]) -> FloatArray:
        """Return the flows of these rows from the first (reversed: the last) that is not zero, years first."""
        flows, first, last = self.flows, self.first, self.last
        if len(rows) < flows.shape[1]:
            flows, first, last = flows[:, rows], first[rows], last[rows]
        (moved,) = np.nonzero(is_reversed | (first > 0))
        if moved.size:
            place = np.arange(len(flows))[:, None]
            start, stop = first[moved].astype(np.intp), last[moved].astype(np.intp)
            source = np.where(is_reversed[moved], stop - place, start + place)
            inside = (source >= start) & (source <= stop)
            shifted = np.take_along_axis(flows[:, moved], np.where(inside, source, 0), axis=0)
            flows = flows.copy()
            flows[:, moved] = np.where(inside, shifted, 0.0)
        return flows


def _single_root_rate(series: _Series, rows: NDArray[np.intp]) -> FloatArray:
    """Return the rate of series with one change of sign: exactly one root."""
    if not rows.size:
        return np.empty(0)
    sum_sign = _sum_sign(series.flows[:, rows] if len(rows) < series.flows.shape[1] else series.flows)
    first_sign = np.sign(series.flows[series.first[rows], rows])
    is_above_one = sum_sign == first_sign  # no change of sign up to x = 1, that is rate 0
    coefficients = series.coefficients(rows, is_above_one)

    x, is_found = _only_root(coefficients)
    rate = _rate(x, is_above_one)
    rate[sum_sign == 0] = 0.0
    for column in np.nonzero(~is_found & (sum_sign != 0))[0]:
        rate[column], _ = _exact_root_rate(series.flows[:, rows[column]].tolist())
    return rate


def _sum_sign(flows: FloatArray) -> FloatArray:
    """Return the sign of the sum of each column, exactly."""
    total = flows.sum(axis=0)
    error = len(flows) * np.finfo(np.float64).eps * np.abs(flows).sum(axis=0)
    for column in np.nonzero(np.abs(total) <= error)[0]:
        total[column] = math.fsum(flows[:, column])
    signs: FloatArray = np.sign(total)
    return signs


def _counted_root_rate(flows: FloatArray) -> tuple[FloatArray, ReasonArray]:
    """Return rate and reason of series with several changes of sign."""
    series = _Series(flows)
    rows = np.arange(len(flows))
    forward = series.coefficients(rows, np.zeros(len(rows), dtype=np.bool_))
    backward = series.coefficients(rows, np.ones(len(rows), dtype=np.bool_))
    count = count_positive_roots(forward, backward)
    reason = np.full(len(rows), Reason.DEFINED, dtype=np.int8)
    reason[count.n_roots == 0] = Reason.NO_ROOT
    reason[count.n_roots > 1] = Reason.MULTIPLE_ROOTS
    rate = np.full(len(rows), np.nan)

    is_exact_needed = ~count.is_certain
    (one,) = np.nonzero(count.is_certain & (count.n_roots == 1))
    if one.size:
        is_above = count.is_above_one[one]
        coefficients = np.where(is_above, backward[:, one], forward[:, one])
        x, is_found = _only_root(coefficients)
        rate[one] = _rate(x, is_above)
        is_exact_needed[one[~is_found]] = True
    for row in np.nonzero(is_exact_needed)[0]:
        rate[row], reason[row] = _exact_root_rate(flows[row].tolist())
    return rate, reason


def _exact_root_rate(flows: list[float]) -> tuple[float, Reason]:
    n_roots = exact_roots.count_positive_roots(flows)
    if n_roots == 1:
        return _exact_rate(exact_roots.positive_roots(flows)[0]), Reason.DEFINED
    return math.nan, Reason.MULTIPLE_ROOTS if n_roots else Reason.NO_ROOT


def _rate(x: FloatArray, is_above_one: NDArray[np.bool_]) -> FloatArray:
    """Return the rate of a root x below 1, or of its inverse."""
    return np.where(is_above_one, np.maximum(x - 1.0, _LEAST_RATE), (1.0 - x) / x)


def _only_root(coefficients: FloatArray) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Find the root of polynomials that have one root in (0, 1] and change sign there.

    Parameters
    ----------
    coefficients : ndarray, shape (power, series)
        Lowest power first, the first not zero.

    Returns
    -------
    root : ndarray, shape (series,)
    is_found : ndarray of bool, shape (series,)
        False where rounding hides the root.
    """
    on_grid = product(_GRID[:, None] ** np.arange(len(coefficients)), coefficients)
    is_before_root = np.signbit(on_grid) == np.signbit(coefficients[0])
    cell = np.clip(is_before_root.sum(axis=0) - 1, 0, len(_GRID) - 2)
    lower, upper = _GRID[cell], _GRID[cell + 1]
    series = np.arange(len(cell))
    at_lower, at_upper = on_grid[cell, series], on_grid[cell + 1, series]
    with np.errstate(divide="ignore", invalid="ignore"):
        guess = lower + (upper - lower) * at_lower / (at_lower - at_upper)
    return _refined_root(coefficients, lower, upper, guess)


def _refined_root(
    coefficients: FloatArray, lower: FloatArray, upper: FloatArray, guess: FloatArray
) -> tuple[FloatArray, NDArray[np.bool_]]:
    """Refine the root inside its bracket by Newton's method, halving the bracket where that fails."""
    size = np.abs(coefficients)
    # Cauchy's bound: no root lies below it, so that a bracket can be halved on a logarithmic scale.
    lower = np.maximum(lower, size[0] / (size[0] + size.max(axis=0)) * 0.5)
    upper = np.maximum(upper, lower)
    is_negative_below = np.signbit(coefficients[0])
    x = np.where((guess > lower) & (guess < upper), guess, np.sqrt(lower * upper))
    root, is_found = x.copy(), np.zeros(x.shape, dtype=np.bool_)
    active = np.arange(len(x))
    for n_steps in range(_MAX_STEPS):
        value, slope = _value_and_slope(coefficients, x)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            step = value / slope
            newton = x - step
        # Convergence before the bracket: at a root rounding can push the step out of it.
        is_done = (np.abs(step) <= _NEWTON_TOLERANCE * x) | (value == 0)
        is_below = np.signbit(value) == is_negative_below
        lower, upper = np.where(is_below, x, lower), np.where(is_below, upper, x)
        is_inside = (newton > lower) & (newton < upper)
        if n_steps >= _N_PLAIN_STEPS and n_steps % 2:
            is_inside[:] = False
        x = np.where(value == 0, x, np.where(is_done | is_inside, newton, np.sqrt(lower * upper)))
        root[active] = x
        is_found[active] = is_done
        n_left = len(active) - int(is_done.sum())
        if n_left == 0:
            break
        if 2 * n_left < len(active):
            left = ~is_done
            coefficients, active, x = coefficients[:, left], active[left], x[left]
            lower, upper, is_negative_below = lower[left], upper[left], is_negative_below[left]
    return root, is_found


def _value_and_slope(coefficients: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Horner's scheme for a polynomial and its derivative, one per column."""
    value, slope = coefficients[-1].copy(), np.zeros_like(x)
    for coefficient in coefficients[-2::-1]:
        slope *= x
        slope += value
        value *= x
        value += coefficient
    return value, slope
