"""The five costs per tonne side by side: they answer different questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finmodel.analysis.results import Figures, Results

__all__ = ["COSTS_PER_TONNE", "CostsPerTonne", "costs_per_tonne"]

COSTS_PER_TONNE = (
    "abatement_cost",
    "abatement_cost_undiscounted",
    "abatement_cost_annual",
    "investment_per_tonne",
    "kg_per_krona",
)
"""The five costs per tonne, by the name of the figure; what each means is its definition."""


@dataclass(frozen=True, slots=True)
class CostsPerTonne:
    """The five costs per tonne of an action, or of the portfolio.

    Attributes
    ----------
    action
        Id; None for the portfolio.
    name
        The action's name; empty for the portfolio.
    in_totals
        Whether it counts in the portfolio.
    values
        By name; None where undefined.
    undefined
        The reason, for exactly the names whose value is None.
    """

    action: str | None
    name: str
    in_totals: bool
    values: Mapping[str, float | None]
    undefined: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        head = {"action": self.action, "name": self.name, "in_totals": self.in_totals}
        return {**head, **self.values, "undefined": dict(self.undefined)}


def costs_per_tonne(results: Results) -> tuple[CostsPerTonne, ...]:
    """Return the five costs per tonne side by side: a row per action in the order of the results, the portfolio last.

    They answer different questions and are not to be compared with each other: the first three divide the net present
    value by tonnes (discounted, plain, a year), the last two divide the whole investment, with no running cost or
    saving, by tonnes over the action's own lifetime. See :data:`COSTS_PER_TONNE`.
    """
    actions = (_costs(item.figures, item.id, item.name, in_totals=item.in_totals) for item in results.actions)
    return (*actions, _costs(results.portfolio, None, "", in_totals=True))


def _costs(figures: Figures, action: str | None, name: str, *, in_totals: bool) -> CostsPerTonne:
    values = {cost: figures.values[cost] for cost in COSTS_PER_TONNE}
    undefined = {cost: figures.undefined[cost] for cost in COSTS_PER_TONNE if cost in figures.undefined}
    return CostsPerTonne(action, name, in_totals, values, undefined)
