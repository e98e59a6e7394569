"""Actions on one emission pool: together never more than there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from finmodel.engine.undefined import FloatArray

__all__ = ["shared_out"]


def shared_out(
    pool: FloatArray, priority: FloatArray, shares: FloatArray, asks: FloatArray
) -> tuple[FloatArray, FloatArray]:
    r"""Return what each action takes from a pool: by its share of what is left, then by the tonnes it asks for.

    .. math:: taken(equals) = left \cdot (1 - \prod_i (1 - s_i)),\ \text{pro rata to}\ s_i

    Shares act first, by priority; then stated tonnes and energy ask for what remains, by priority. Equals share pro
    rata to their shares, or to what they ask for. An action that raises emissions (a negative ask) is not cut and
    gives nothing back to the pool.

    Parameters
    ----------
    pool : ndarray, shape (year,) [t/a]
        Emissions that can be taken from, ≥ 0.
    priority : ndarray, shape (action,)
        A smaller number acts first; infinity is last.
    shares : ndarray, shape (action, year) [fraction]
        Share of what is left, ramp included; 0 where there is none.
    asks : ndarray, shape (action, year) [t/a]
        Tonnes asked for, ramp included.

    Returns
    -------
    by_share, granted : ndarray, shape (action, year) [t/a]
        Their sum over the actions, raisers aside, is never more than the pool.

    Examples
    --------
    Two equals of a half each take three quarters; who comes after finds what is left.

    >>> by_share, granted = shared_out(
    ...     np.array([100.0]), np.array([1, 1, 2]), np.array([[0.5], [0.5], [0.0]]), np.array([[0.0], [0.0], [40.0]])
    ... )
    >>> by_share.ravel(), granted.ravel()
    (array([37.5, 37.5,  0. ]), array([ 0.,  0., 25.]))
    """
    left = pool.copy()
    by_share = np.zeros_like(shares)
    granted = np.minimum(asks, 0.0)
    for rank in np.unique(priority):
        equals = priority == rank
        together = left * (1.0 - np.prod(1.0 - shares[equals], axis=0))
        by_share[equals] = together * _portions(shares[equals])
        left = left - together
    wanted = np.maximum(asks, 0.0)
    for rank in np.unique(priority):
        equals = priority == rank
        total = wanted[equals].sum(axis=0)
        together = np.minimum(total, left)
        # What is not cut stays as entered, to the last digit.
        cut = together * _portions(wanted[equals])
        granted[equals] += np.where(total <= left, wanted[equals], cut)
        left = left - together
    return by_share, granted


def _portions(weights: FloatArray) -> FloatArray:
    """Return each weight's part of the sum over the first axis, 0 where there is none."""
    total = weights.sum(axis=0)
    portions: FloatArray = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return portions
