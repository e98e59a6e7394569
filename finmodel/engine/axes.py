"""The axes of the arrays and their order, which is law: (action, organisation, line, year)."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["NOBODY", "SOCIETY_LINES", "Line", "Part"]

NOBODY = ""
"""The last place on the organisation axis: what belongs to no organisation, the value of carbon to everyone."""


class Line(IntEnum):
    """Lines of an action's cash flow before funding, in the order of the line axis."""

    CAPEX = 0
    REFERENCE_CAPEX = 1
    OPEX = 2
    SAVINGS = 3
    REVENUE = 4
    ENERGY_COST = 5
    CARBON_PRICE_PAID = 6
    RESIDUAL = 7
    CO_BENEFITS = 8
    CARBON_VALUE = 9

    @property
    def key(self) -> str:
        """Stable name, the one in files and catalogues."""
        return self.name.lower()


SOCIETY_LINES = frozenset({Line.CO_BENEFITS, Line.CARBON_VALUE})
"""Lines that count in the society perspective only."""


class Part(IntEnum):
    """What a line is made of: the finest amounts that the plan gives, all entered without a sign of direction."""

    CAPEX = 0
    REINVESTMENT = 1
    REFERENCE_CAPEX = 2
    REFERENCE_REINVESTMENT = 3
    OPEX = 4
    SAVINGS = 5
    REVENUE = 6
    REVENUE_PAID = 7
    ENERGY_COST = 8
    CARBON_PRICE_PAID = 9
    RESIDUAL = 10
    REFERENCE_RESIDUAL = 11
    CO_BENEFITS = 12
    CARBON_VALUE = 13
