"""Indicators made of present values: ratios of money to money and of money to tonnes.

Every function is stateless, takes arrays whose first axis is the series (an action, or a portfolio's summed
flows) and returns ``(values, reasons)``: NaN exactly where the reason is not ``Reason.DEFINED``. Flows are signed,
inflows positive, and start in the base year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import Line
from finmodel.engine.payback import ROUNDING
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from finmodel.engine.arrays import BoolArray
    from finmodel.engine.undefined import FloatArray, ReasonArray

__all__ = [
    "annuity",
    "benefit_cost_ratio",
    "cost_per_tonne",
    "profitability_index",
    "ratio",
    "switching_factor",
    "tonnes_reason",
    "without_noise",
]

_WHOLE_COSTS = (Line.CAPEX, Line.REFERENCE_CAPEX)
_WHOLE_BENEFITS = (Line.RESIDUAL, Line.CO_BENEFITS)


def ratio(numerator: FloatArray, denominator: FloatArray, undefined: ReasonArray) -> tuple[FloatArray, ReasonArray]:
    """Divide where it is defined.

    Parameters
    ----------
    numerator, denominator : ndarray, shape (series,)
    undefined : ndarray, shape (series,)
        Reasons that hold already; there the result is NaN.

    Returns
    -------
    values, reasons
    """
    defined = undefined == Reason.DEFINED
    values = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=values, where=defined)
    return values, undefined


def without_noise(sums: FloatArray, size: FloatArray) -> FloatArray:
    """Return sums with those set to zero that are no more than what rounding leaves of terms that cancel.

    Parameters
    ----------
    sums : ndarray
        For example 0.1 + 0.2 − 0.3, which in floats is not zero; a rate or a cost per tonne made of it would be noise.
    size : ndarray, of the shape of ``sums``
        The same sums of absolute values.

    Returns
    -------
    ndarray
    """
    return np.where(np.abs(sums) <= ROUNDING * size, 0.0, sums)


def _first_reason(*candidates: tuple[BoolArray, Reason]) -> ReasonArray:
    """Return for each series the first reason whose condition holds."""
    conditions = [condition for condition, _ in candidates]
    reasons = [int(reason) for _, reason in candidates]
    return np.select(conditions, reasons, default=int(Reason.DEFINED)).astype(np.int8)


def benefit_cost_ratio(lines: FloatArray, energy: FloatArray, discount: FloatArray) -> tuple[FloatArray, ReasonArray]:
    r"""Benefit-cost ratio (nytto-kostnadskvot).

    .. math:: BCR = PV(benefits) / PV(costs)

    Incremental capex with reinvestment stays whole in the costs, residual value and co-benefits whole in the
    benefits; every other line, and energy by carrier, is split by the sign of each year: a cut of running cost is a
    benefit, an added one a cost.

    Parameters
    ----------
    lines : ndarray, shape (series, line, year) [money]
    energy : ndarray, shape (series, carrier, year) [money]
        The line of energy cost by carrier; its sum over the carriers is that line.
    discount : ndarray, shape (year,)

    Returns
    -------
    values, reasons : ndarray, shape (series,)
        ``no_costs`` where PV(costs) is not positive.
    """
    pv_lines = lines @ discount
    costs = -pv_lines[:, _WHOLE_COSTS].sum(axis=1)
    benefits = pv_lines[:, _WHOLE_BENEFITS].sum(axis=1)
    by_sign = [line for line in Line if line not in (*_WHOLE_COSTS, *_WHOLE_BENEFITS, Line.ENERGY_COST)]
    for flows in (lines[:, by_sign], energy):
        costs -= (np.minimum(flows, 0.0) @ discount).sum(axis=1)
        benefits += (np.maximum(flows, 0.0) @ discount).sum(axis=1)
    invested = (np.abs(lines[:, _WHOLE_COSTS]) @ discount).sum(axis=1)
    return ratio(benefits, costs, _first_reason((costs <= ROUNDING * invested, Reason.NO_COSTS)))


def profitability_index(npv: FloatArray, pv_incremental_capex: FloatArray) -> tuple[FloatArray, ReasonArray]:
    r"""Net present value per krona of incremental capex (nettonuvärdeskvot), reinvestment included.

    .. math:: PI = NPV / PV(incremental\ capex)

    Parameters
    ----------
    npv, pv_incremental_capex : ndarray, shape (series,) [money]

    Returns
    -------
    values, reasons : ndarray, shape (series,)
        ``no_capex`` where the incremental capex is not positive.
    """
    return ratio(npv, pv_incremental_capex, _first_reason((pv_incremental_capex <= 0, Reason.NO_CAPEX)))


def annuity(npv: FloatArray, effect_years: BoolArray, discount: FloatArray) -> tuple[FloatArray, ReasonArray]:
    r"""Equal yearly amount over the effect years with the same present value (annuitet).

    .. math:: A = NPV / \sum_{y \in effect\ years} D_y

    With timing start, one rate r, the outlay in the base year and effects in the n years after it this is
    :math:`NPV \cdot r / (1 - (1 + r)^{-n})`.

    Parameters
    ----------
    npv : ndarray, shape (series,) [money]
    effect_years : ndarray, shape (series, year), bool
    discount : ndarray, shape (year,)

    Returns
    -------
    values, reasons : ndarray, shape (series,)
        ``no_effect_years`` where there is none from the base year on.
    """
    weight = effect_years.astype(np.float64) @ discount
    return ratio(npv, weight, _first_reason((effect_years.sum(axis=1) == 0, Reason.NO_EFFECT_YEARS)))


def tonnes_reason(pv_tonnes: FloatArray, tonnes: FloatArray) -> ReasonArray:
    """Say why a figure per tonne is undefined: no tonnes, or more emissions than less.

    Parameters
    ----------
    pv_tonnes, tonnes : ndarray, shape (series,) [t]
        Discounted tonnes, and those that the figure divides by.
    """
    return _first_reason(
        ((pv_tonnes < 0), Reason.RAISES_EMISSIONS),
        ((pv_tonnes == 0) | (tonnes == 0), Reason.NO_TONNES),
        ((tonnes < 0), Reason.RAISES_EMISSIONS),
    )


def cost_per_tonne(npv: FloatArray, tonnes: FloatArray, undefined: ReasonArray) -> tuple[FloatArray, ReasonArray]:
    r"""Cost per tonne (kostnad per ton): positive costs money, negative saves money.

    .. math:: -NPV / \sum tonnes

    Parameters
    ----------
    npv : ndarray, shape (series,) [money]
    tonnes : ndarray, shape (series,) [t]
        Discounted like prices for the levelised cost, plain for the undiscounted one.
    undefined : ndarray, shape (series,)

    Returns
    -------
    values, reasons : ndarray, shape (series,)
    """
    return ratio(-npv + 0.0, tonnes, undefined)


def switching_factor(rest: FloatArray, scaled: FloatArray, reason: Reason) -> tuple[FloatArray, ReasonArray]:
    r"""Return the factor on one input that makes the net present value zero (brytvärde).

    .. math:: rest + k \cdot scaled = 0

    Parameters
    ----------
    rest, scaled : ndarray, shape (series,) [money]
        Present value without the input, and of what is proportional to it.
    reason
        Why there is none where the input has no present value.

    Returns
    -------
    values, reasons : ndarray, shape (series,)
        A negative factor says that no amount of the right sign does it.
    """
    return ratio(-rest + 0.0, scaled, _first_reason((scaled == 0, reason)))
