"""Modified internal rate of return, with rates that may differ by year."""

from __future__ import annotations

import numpy as np

from finmodel.engine.undefined import FloatArray, Reason, ReasonArray

__all__ = ["mirr"]


def mirr(
    flows: FloatArray, finance_factors: FloatArray, reinvest_factors: FloatArray
) -> tuple[FloatArray, ReasonArray]:
    r"""Return the modified internal rate of return: the rate at which the outlays become the reinvested inflows.

    .. math::

        MIRR = \left(\frac{\sum_y \max(f_y, 0)\, R_y / R_n}{-\sum_y \min(f_y, 0)\, F_y}\right)^{1/n} - 1,
        \qquad n = \text{years} - 1

    Parameters
    ----------
    flows : ndarray, shape (series, year) [money]
        Signed flows, inflows positive.
    finance_factors, reinvest_factors : ndarray, shape (year,) [1]
        Discount factors at the dates of the flows, 1 at the first, of the rate at which outlays are financed and
        inflows reinvested. Outlays are discounted to the first year, inflows compounded to the last.

    Returns
    -------
    rate : ndarray, shape (series,) [fraction a year]
        NaN where undefined.
    reason : ndarray of int8, shape (series,)
        ``NO_SIGN_CHANGE`` without an inflow, without an outlay or with one year only; ``ABSENT_INPUT`` where a
        flow is not finite.

    Raises
    ------
    ValueError
        Factors that are not one row with one factor a year.

    Notes
    -----
    With constant rates this is Excel's ``MIRR``. The exponent counts all years of the array, also leading and
    trailing years without a flow, as Excel's does: unlike the internal rate of return it depends on them.

    References
    ----------
    Microsoft, *MIRR function*, Excel help (example: 12.61 %).

    Examples
    --------
    >>> import numpy as np
    >>> year = np.arange(6.0)
    >>> flows = np.array([[-120000.0, 39000.0, 30000.0, 21000.0, 37000.0, 46000.0]])
    >>> rate, reason = mirr(flows, 1.10**-year, 1.12**-year)
    >>> rate.round(6), reason
    (array([0.126094]), array([0], dtype=int8))
    """
    n_years = flows.shape[-1]
    if finance_factors.shape != (n_years,) or reinvest_factors.shape != (n_years,):
        msg = f"factors {finance_factors.shape}, {reinvest_factors.shape} must be rows of {n_years} years"
        raise ValueError(msg)
    is_finite = np.logical_and.reduce(np.isfinite(flows), axis=-1)
    known = np.where(is_finite[:, None], flows, 0.0)
    is_both = (known > 0).any(axis=-1) & (known < 0).any(axis=-1) & (n_years > 1)
    reason = np.where(is_both, Reason.DEFINED, Reason.NO_SIGN_CHANGE).astype(np.int8)
    reason[~is_finite] = Reason.ABSENT_INPUT
    rate = np.full(flows.shape[0], np.nan)
    used = known[is_both]
    if used.size:
        final_value = np.maximum(used, 0.0) @ (reinvest_factors / reinvest_factors[-1])
        present_value = -(np.minimum(used, 0.0) @ finance_factors)
        rate[is_both] = (final_value / present_value) ** (1.0 / (n_years - 1)) - 1.0
    return rate, reason
