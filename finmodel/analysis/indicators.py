"""The indicators by name and unit, in the order that people read them: one list for tables, sheets and pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["FIGURES", "INDICATORS", "SWITCHING_INPUTS", "Figure", "FigureUnit", "figure"]


class FigureUnit(StrEnum):
    """How a figure is shown."""

    MONEY = "money"
    RATE = "rate"
    RATIO = "ratio"
    YEARS = "years"
    MONEY_PER_TONNE = "money_per_tonne"
    KG_PER_KRONA = "kg_per_krona"
    TONNES = "tonnes"


@dataclass(frozen=True, slots=True)
class Figure:
    """A named figure of an action or a portfolio.

    Attributes
    ----------
    name
        The name in DEFINITIONS, in JSON and in the catalogues (``figure.<name>``).
    unit
        How it is shown.
    """

    name: str
    unit: FigureUnit


FIGURES = (
    Figure("investment_total", FigureUnit.MONEY),
    Figure("investment_reference", FigureUnit.MONEY),
    Figure("investment_incremental", FigureUnit.MONEY),
    Figure("investment_total_real", FigureUnit.MONEY),
    Figure("investment_incremental_real", FigureUnit.MONEY),
    Figure("sunk", FigureUnit.MONEY),
    Figure("tonnes_reduced", FigureUnit.TONNES),
    Figure("tonnes_removed", FigureUnit.TONNES),
    Figure("tonnes_upfront", FigureUnit.TONNES),
    Figure("tonnes_total", FigureUnit.TONNES),
    Figure("tonnes_unadjusted", FigureUnit.TONNES),
    Figure("pv_tonnes", FigureUnit.TONNES),
)
"""What an action takes and gives, in sums from the base year on."""

SWITCHING_INPUTS = ("capex", "opex", "savings", "energy_price", "tonnes")

INDICATORS = (
    Figure("npv", FigureUnit.MONEY),
    Figure("npv_after_funding", FigureUnit.MONEY),
    Figure("abatement_cost", FigureUnit.MONEY_PER_TONNE),
    Figure("irr", FigureUnit.RATE),
    Figure("mirr", FigureUnit.RATE),
    Figure("payback", FigureUnit.YEARS),
    Figure("discounted_payback", FigureUnit.YEARS),
    Figure("bcr", FigureUnit.RATIO),
    Figure("profitability_index", FigureUnit.RATIO),
    Figure("annuity", FigureUnit.MONEY),
    Figure("abatement_cost_undiscounted", FigureUnit.MONEY_PER_TONNE),
    Figure("abatement_cost_annual", FigureUnit.MONEY_PER_TONNE),
    Figure("investment_per_tonne", FigureUnit.MONEY_PER_TONNE),
    Figure("kg_per_krona", FigureUnit.KG_PER_KRONA),
    Figure("breakeven_grant", FigureUnit.MONEY),
    *(Figure(f"switching_value.{name}", FigureUnit.RATIO) for name in SWITCHING_INPUTS),
)
"""Every indicator of DEFINITIONS 3; the switching values by input."""

_BY_NAME = {item.name: item for item in (*FIGURES, *INDICATORS)}


def figure(name: str) -> Figure:
    """Return the figure with this name."""
    return _BY_NAME[name]
