r"""Discount factors and price indices at the date of the flow.

Both are products of yearly factors: a rate of year y takes a price, or a debt, from 1 January y to 1 January
y + 1. Where in its year a flow happens is the ``timing``:

========  =====================================================  ==========================
timing    factor of a flow of year y                             equals
========  =====================================================  ==========================
start     :math:`D(y)`                                           ``numpy_financial.npv``
mid       :math:`D(y) / \sqrt{1 + r_y}`                          the mid-year convention
end       :math:`D(y + 1)`                                       Excel's ``NPV``
========  =====================================================  ==========================
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.model.enums import Timing

if TYPE_CHECKING:
    from finmodel.engine.undefined import FloatArray

__all__ = ["date_index", "discount_factors", "index_path"]


def index_path(rates: FloatArray, anchor: int) -> FloatArray:
    r"""Index at the start of each year, 1 in the anchor year, as a product of yearly factors.

    .. math:: P(a) = 1, \quad P(y + 1) = P(y)\,(1 + i_y), \quad \text{backwards by division}

    Parameters
    ----------
    rates : ndarray, shape (year,) [fraction]
        Rate that takes from the start of each year to the start of the next.
    anchor : int
        Position of the year whose index is 1; from 0 to the number of rates.

    Returns
    -------
    ndarray, shape (year + 1,)
        NaN from the first missing (NaN) rate on, away from the anchor.

    Examples
    --------
    >>> index_path(np.array([0.1, 0.1, 0.2]), 1).round(4)
    array([0.9091, 1.    , 1.1   , 1.32  ])
    """
    factors = 1.0 + rates
    forward = np.cumprod(factors[anchor:])
    backward = 1.0 / np.cumprod(factors[:anchor][::-1])[::-1]
    return np.concatenate([backward, [1.0], forward])


def date_index(rates: FloatArray, anchor: int, timing: Timing) -> FloatArray:
    r"""Price index at the date of each year's flow.

    .. math:: P(y),\; P(y)\sqrt{1 + i_y},\; P(y + 1) \quad\text{for start, mid, end}

    Parameters
    ----------
    rates : ndarray, shape (year,) [fraction]
    anchor : int
        Position of the price year.
    timing : Timing

    Returns
    -------
    ndarray, shape (year,)
    """
    starts = index_path(rates, anchor)
    if timing is Timing.START:
        return starts[:-1]
    if timing is Timing.END:
        return starts[1:]
    middle: FloatArray = starts[:-1] * np.sqrt(1.0 + rates)
    return middle


def discount_factors(rates: FloatArray, timing: Timing) -> FloatArray:
    r"""Discount factor at the date of each year's flow, from the base year on.

    .. math:: D(b) = 1, \quad D(y + 1) = D(y) / (1 + r_y)

    Parameters
    ----------
    rates : ndarray, shape (year,) [fraction]
        From the base year to the last year. NaN = no rate.
    timing : Timing

    Returns
    -------
    ndarray, shape (year,)
        NaN from the first year on that cannot be discounted.

    Notes
    -----
    Contrast: ``(1 + r_y) ** -(y - b)`` would apply the rate of the last year to every year before it.

    Examples
    --------
    >>> discount_factors(np.array([0.10, 0.20, 0.20]), Timing.START).round(6)
    array([1.      , 0.909091, 0.757576])
    """
    return 1.0 / date_index(rates, 0, timing)
