"""Positive roots of many polynomials at once, counted with a proof or declared uncertain.

On (0, 1) a polynomial is written in Bernstein form. Its coefficients there change sign at least as often as it has
roots, and by an even number more; none means no root, one means one root. A part with more changes is halved.
Every coefficient carries a bound of its rounding error: a sign within its error is not used. Roots above 1 are
roots below 1 of the reversed polynomial.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from finmodel.engine.small_products import product
from finmodel.engine.undefined import FloatArray

__all__ = ["RootCount", "count_positive_roots"]

MAX_HALVINGS = 40
"""Roots, or a near miss, closer together than 2^-40 are left to exact arithmetic."""

_TINY = 1e-290  # above what underflow can lose
_GROWTH = 1.0 + 1e-12  # rounding of the error bounds themselves


class RootCount(NamedTuple):
    """Distinct positive roots of each series.

    Attributes
    ----------
    n_roots
        Exact where ``is_certain`` and below 2; 2 or more says "several".
    is_certain
        The count is proved. False says that nothing is known.
    is_above_one
        Where there is one root: it is above 1.
    """

    n_roots: NDArray[np.intp]
    is_certain: NDArray[np.bool_]
    is_above_one: NDArray[np.bool_]


def count_positive_roots(forward: FloatArray, backward: FloatArray) -> RootCount:
    r"""Count the distinct roots x > 0 of :math:`\sum_k c_k x^k` for each series.

    Parameters
    ----------
    forward : ndarray, shape (power, series)
        Coefficients, lowest power first, the first not zero; magnitudes within 1e±100 of 1.
    backward : ndarray, shape (power, series)
        The same from the last that is not zero down to the first, zeros after.

    Returns
    -------
    RootCount
        Arrays of shape (series,).

    Notes
    -----
    Uncertain, never wrong: double roots, roots nearer than the rounding errors allow, and a root on a dividing
    point (1, 1/2, 3/4 …) where the interval has to be divided there.

    References
    ----------
    R. Farouki and V. Rajan, "On the numerical condition of polynomials in Bernstein form" (1987);
    A. Eigenwillig, *Real root isolation for exact and approximate polynomials* (2008).

    Examples
    --------
    >>> import numpy as np
    >>> coefficients = np.array([[-1.0, -1.0, 1.0], [4.0, 1.8, -2.0], [-3.5, -0.9, 1.0]])
    >>> count = count_positive_roots(coefficients, coefficients[::-1])
    >>> count.n_roots[:2], count.is_certain
    (array([2, 0]), array([ True,  True, False]))
    """
    n_powers, n_series = forward.shape
    to_bernstein, halve = _bernstein_matrices(n_powers)
    unit = (n_powers + 4) * np.finfo(np.float64).eps

    monomial = np.concatenate([forward, backward], axis=1)
    value = product(to_bernstein, monomial)
    error = unit * product(to_bernstein, np.abs(monomial)) + _TINY
    series = np.tile(np.arange(n_series), 2)
    is_above = np.repeat([False, True], n_series)

    count = RootCount(
        n_roots=np.zeros(n_series, dtype=np.intp),
        is_certain=np.ones(n_series, dtype=np.bool_),
        is_above_one=np.zeros(n_series, dtype=np.bool_),
    )
    for _ in range(MAX_HALVINGS):
        is_positive = value > 0
        is_doubtful = np.abs(value) <= error
        count.is_certain[series[is_doubtful[0] | is_doubtful[-1]]] = False
        n_changes = (is_positive[1:] != is_positive[:-1]).sum(axis=0)
        n_changes[is_doubtful.any(axis=0)] = n_powers  # unknown: halve

        (one,) = np.nonzero(n_changes == 1)
        count.n_roots[:] += np.bincount(series[one], minlength=n_series)
        count.is_above_one[series[one]] = is_above[one]

        is_open = (n_changes > 1) & count.is_certain[series] & (count.n_roots[series] < 2)
        if not is_open.any():
            return count
        value, error = value[:, is_open], error[:, is_open]
        error = _side_by_side(product(halve, _GROWTH * error + unit * np.abs(value)))
        value = _side_by_side(product(halve, value))
        series, is_above = np.tile(series[is_open], 2), np.tile(is_above[is_open], 2)
    count.is_certain[series] = count.n_roots[series] > 1
    return count


def _side_by_side(halves: FloatArray) -> FloatArray:
    return np.concatenate(np.vsplit(halves, 2), axis=1)


@lru_cache(maxsize=16)
def _bernstein_matrices(n_powers: int) -> tuple[FloatArray, FloatArray]:
    """Return the matrices that take columns to Bernstein form on (0, 1), and on to its two halves one above another."""
    n = n_powers - 1
    to_bernstein = np.array([[comb(k, i) / comb(n, i) for i in range(n + 1)] for k in range(n + 1)])
    left = np.array([[comb(k, i) / (1 << k) for i in range(n + 1)] for k in range(n + 1)])
    halve = np.vstack([left, left[::-1, ::-1]])
    for constant in (to_bernstein, halve):
        constant.setflags(write=False)
    return to_bernstein, halve
