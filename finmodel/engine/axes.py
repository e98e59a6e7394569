"""The axes of the arrays and their order, which is law: (action, organisation, line, year)."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Line", "Part"]


class Line(IntEnum):
    """Lines of an action's cash flow before funding, in the order of the line axis."""

    CAPEX = 0
    REFERENCE_CAPEX = 1
    OPEX = 2
    SAVINGS = 3
    REVENUE = 4
    CARBON_PRICE_PAID = 5
    RESIDUAL = 6

    @property
    def key(self) -> str:
        """Stable name, the one in files and catalogues."""
        return self.name.lower()


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
    CARBON_PRICE_PAID = 8
    RESIDUAL = 9
    REFERENCE_RESIDUAL = 10
