"""The one canonical cash flow and the one place where signs are given.

Before funding: −capex + reference_capex − opex + savings + revenue − energy_cost − carbon_price_paid + residual = net;
only society adds + co_benefits + carbon_value. A revenue whose payer is named is an outflow of the payer and cancels
where both are inside. The avoided replacement would have had a residual value of its own: that is subtracted.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import Line, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.engine.arrays import BoolArray, IntArray, PlanArrays
    from finmodel.engine.undefined import FloatArray

__all__ = ["LINE_OF", "SIGN_OF", "by_carrier", "by_line", "by_part", "signed"]

LINE_OF: Mapping[Part, Line] = MappingProxyType(
    {
        Part.CAPEX: Line.CAPEX,
        Part.REINVESTMENT: Line.CAPEX,
        Part.REFERENCE_CAPEX: Line.REFERENCE_CAPEX,
        Part.REFERENCE_REINVESTMENT: Line.REFERENCE_CAPEX,
        Part.OPEX: Line.OPEX,
        Part.SAVINGS: Line.SAVINGS,
        Part.REVENUE: Line.REVENUE,
        Part.REVENUE_PAID: Line.REVENUE,
        Part.ENERGY_COST: Line.ENERGY_COST,
        Part.CARBON_PRICE_PAID: Line.CARBON_PRICE_PAID,
        Part.RESIDUAL: Line.RESIDUAL,
        Part.REFERENCE_RESIDUAL: Line.RESIDUAL,
        Part.CO_BENEFITS: Line.CO_BENEFITS,
        Part.CARBON_VALUE: Line.CARBON_VALUE,
    }
)
"""The line that each part belongs to."""

SIGN_OF: Mapping[Part, float] = MappingProxyType(
    {
        Part.CAPEX: -1.0,
        Part.REINVESTMENT: -1.0,
        Part.REFERENCE_CAPEX: 1.0,
        Part.REFERENCE_REINVESTMENT: 1.0,
        Part.OPEX: -1.0,
        Part.SAVINGS: 1.0,
        Part.REVENUE: 1.0,
        Part.REVENUE_PAID: -1.0,
        Part.ENERGY_COST: -1.0,
        Part.CARBON_PRICE_PAID: -1.0,
        Part.RESIDUAL: 1.0,
        Part.REFERENCE_RESIDUAL: -1.0,
        Part.CO_BENEFITS: 1.0,
        Part.CARBON_VALUE: 1.0,
    }
)
"""The sign of each part in the net flow: an inflow is positive."""

_SIGNS = np.array([SIGN_OF[part] for part in Part])
_LINES = np.array([LINE_OF[part] for part in Part])


def signed(arrays: PlanArrays) -> FloatArray:
    """Return the records' amounts with their signs, shape (record, year) [nominal currency units]."""
    # Adding 0.0 makes −0.0 plain zero.
    amounts: FloatArray = arrays.amounts * _SIGNS[arrays.part][:, None] + 0.0
    return amounts


def by_line(arrays: PlanArrays, chosen: BoolArray) -> FloatArray:
    """Sum the chosen records by action and line.

    Parameters
    ----------
    arrays
        The plan.
    chosen : ndarray, shape (record,)
        Whether a record belongs to the perspective.

    Returns
    -------
    ndarray, shape (action, line, year) [nominal currency units, inflow positive]
    """
    return _contract(arrays, chosen, _LINES[arrays.part], len(Line))


def by_part(arrays: PlanArrays, chosen: BoolArray) -> FloatArray:
    """Sum the chosen records by part; shape (action, part, year), signed."""
    return _contract(arrays, chosen, arrays.part, len(Part))


def by_carrier(arrays: PlanArrays, chosen: BoolArray) -> FloatArray:
    """Sum the chosen records' energy cost by carrier; shape (action, carrier, year), signed."""
    energy = chosen & (arrays.part == Part.ENERGY_COST)
    return _contract(arrays, energy, arrays.carrier, len(arrays.carriers))


def _contract(arrays: PlanArrays, chosen: BoolArray, group: IntArray, n_groups: int) -> FloatArray:
    result = np.zeros((len(arrays.actions), n_groups, len(arrays.years)))
    np.add.at(result, (arrays.action[chosen], group[chosen]), signed(arrays)[chosen])
    return result
