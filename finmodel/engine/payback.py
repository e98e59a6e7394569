"""Payback time, plain or discounted: the same sum over the flows given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from finmodel.engine.undefined import FloatArray, Reason, ReasonArray

__all__ = ["ROUNDING", "payback"]

ROUNDING = 1e-12
"""A cumulative net nearer to zero than this share of Σ|flows| so far is zero: decimals do not sum exactly."""


def payback(flows: FloatArray) -> tuple[FloatArray, ReasonArray, NDArray[np.bool_]]:
    r"""Return the payback time (återbetalningstid): years until the cumulative net is back at zero.

    .. math::

        C_k = \sum_{y=a}^{k} f_y, \qquad
        t = (k - 1 - a) + \frac{-C_{k-1}}{f_k}, \qquad k = \min\{k > a : C_k \ge 0\}

    where *a* is the first year with a net below zero; it is time 0, and what came before is left out.

    Parameters
    ----------
    flows : ndarray, shape (series, year) [money]
        Net flows, inflows positive, **without residual value**. Discounted flows give the discounted payback.

    Returns
    -------
    years : ndarray, shape (series,) [years]
        Linear between years; NaN where undefined.
    reason : ndarray of int8, shape (series,)
        ``NO_SIGN_CHANGE`` without a year of net below zero, ``NEVER_PAYS_BACK`` where the cumulative net stays
        below zero, ``ABSENT_INPUT`` where a flow is not finite.
    turns_negative_again : ndarray of bool, shape (series,)
        The cumulative net falls below zero after the payback, for example at a reinvestment. False where
        undefined.

    Notes
    -----
    Counted from the first outlay and not from the start of the plan: an action that starts later does not pay
    back more slowly. Textbooks that put the outlay at time 0 agree; those that count from completion do not.
    ``C_k ≥ 0`` is tested as ``C_k ≥ −ROUNDING · Σ_{y≤k}|f_y|``, so that ten times 0.1 pays back 1.0.

    References
    ----------
    A. Thumann and E. Woodroof, *Energy Project Financing*, appendix A (2009); CFA Institute, discounted payback.

    Examples
    --------
    >>> import numpy as np
    >>> years, reason, again = payback(np.array([[0.0, -100.0, 40.0, 40.0, 40.0], [-9.0, 1.0, 1.0, 1.0, 1.0]]))
    >>> years, [Reason(code).key for code in reason]
    (array([2.5, nan]), ['defined', 'never_pays_back'])
    """
    n_series, n_years = flows.shape
    is_finite = np.logical_and.reduce(np.isfinite(flows), axis=-1)
    known = np.where(is_finite[:, None], flows, 0.0)
    has_started = np.logical_or.accumulate(known < 0, axis=-1)
    counted = np.where(has_started, known, 0.0)
    cumulative = np.cumsum(counted, axis=-1)
    slack = ROUNDING * np.cumsum(np.abs(counted), axis=-1)
    is_short = cumulative < -slack
    is_back = has_started & ~is_short

    is_started = has_started.any(axis=-1)
    is_paid = is_back.any(axis=-1)
    reason = np.full(n_series, Reason.DEFINED, dtype=np.int8)
    reason[~is_paid] = Reason.NEVER_PAYS_BACK
    reason[~is_started] = Reason.NO_SIGN_CHANGE
    reason[~is_finite] = Reason.ABSENT_INPUT

    years = np.full(n_series, np.nan)
    turns_negative_again = np.zeros(n_series, dtype=np.bool_)
    (row,) = np.nonzero(is_paid)
    if row.size:
        start = has_started[row].argmax(axis=-1)
        back = is_back[row].argmax(axis=-1)
        share_of_year = np.clip(-cumulative[row, back - 1] / counted[row, back], 0.0, 1.0)
        years[row] = (back - 1 - start) + share_of_year
        is_later = np.arange(n_years) > back[:, None]
        turns_negative_again[row] = (is_short[row] & is_later).any(axis=-1)
    return years, reason, turns_negative_again
