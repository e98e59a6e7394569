"""Net present value of many series at once."""

from __future__ import annotations

from finmodel.engine.undefined import FloatArray

__all__ = ["npv"]


def npv(flows: FloatArray, discount_factors: FloatArray) -> FloatArray:
    r"""Return the net present value (nettonuvärde): what the flows are worth on the valuation date.

    .. math:: NPV_s = \sum_y D_y \cdot f_{s,y}

    Parameters
    ----------
    flows : ndarray, shape (series, year) [money]
        Signed flows, inflows positive.
    discount_factors : ndarray, shape (year,) [1]
        Factor of each year's flow at the date of that flow: timing (start, mid or end of year) and a rate path
        are in the factors and nowhere else.

    Returns
    -------
    ndarray, shape (series,) [money of the valuation date]
        Defined for every series; a flow that is not finite makes its own series not finite, no other.

    Raises
    ------
    ValueError
        The factors are not one row with one factor a year.

    Notes
    -----
    With start-of-year factors and the valuation year first this is ``numpy_financial.npv`` of one series; Excel's
    ``NPV`` discounts the first flow a year and has end-of-year factors. ``numpy_financial.npv`` of a table
    discounts along the wrong axis; here years are always last.

    References
    ----------
    R. Brealey, S. Myers and F. Allen, *Principles of Corporate Finance*, ch. 2 (2020).

    Examples
    --------
    >>> import numpy as np
    >>> flows = np.array([[-15000.0, 1500.0, 2500.0, 3500.0, 4500.0, 6000.0]])
    >>> npv(flows, 1.05 ** -np.arange(6.0)).round(2)
    array([122.89])
    """
    if discount_factors.shape != flows.shape[-1:]:
        msg = f"discount_factors {discount_factors.shape} must be one row for the years of flows {flows.shape}"
        raise ValueError(msg)
    values: FloatArray = flows @ discount_factors
    return values
