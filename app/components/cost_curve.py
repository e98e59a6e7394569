"""The cost curve (åtgärdskostnadskurva): true widths, money-savers ranked by net present value, nothing hidden.

Width = annual net tonnes in the chosen year, height = ``abatement_cost``. Among actions that save money a lower
cost per tonne is not better, so they stand first, the largest net present value first; the others follow from the
cheapest tonne to the dearest. What cannot be drawn is listed with its reason.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.analysis.results import Results

__all__ = ["Bar", "CostCurve", "Undrawn", "cost_curve", "cut_height"]

CUT_SHARE = 0.97
"""The cut spares the heights of the actions that together give this share of the tonnes."""

CUT_FACTOR = 2.0
"""Nothing is cut unless the tallest bar is this many times what the others need."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One action in the curve; ``left`` and ``right`` are cumulative tonnes a year."""

    action: str
    name: str
    sector: str
    left: float
    right: float
    cost: float
    npv: float

    @property
    def tonnes(self) -> float:
        """Width."""
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Undrawn:
    """An action that is not in the curve, and why (a key of the catalogues)."""

    action: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class CostCurve:
    """The bars in their order, what is listed beside them, and where tall bars are cut, above and below zero."""

    year: int
    bars: tuple[Bar, ...]
    undrawn: tuple[Undrawn, ...]
    cut: float | None

    @property
    def tonnes(self) -> float:
        """Width of the whole curve."""
        return self.bars[-1].right if self.bars else 0.0

    @property
    def savers(self) -> tuple[Bar, ...]:
        """Return the actions that save money."""
        return tuple(bar for bar in self.bars if bar.cost < 0)

    def is_cut(self, bar: Bar) -> bool:
        """Whether the bar is taller than what is shown."""
        return self.cut is not None and abs(bar.cost) > self.cut


def cost_curve(results: Results, year: int) -> CostCurve:
    """Return the cost curve of a year for the actions in the totals.

    Parameters
    ----------
    results
        Results in a perspective.
    year
        The year whose tonnes give the widths.
    """
    tonnes = results.tonnes_by("action")[year]
    sectors = {action.id: action.sector or "" for action in results.plan.actions}
    drawable, undrawn = [], []
    for item in results.actions:
        if not item.in_totals:
            continue
        cost = item.figures["abatement_cost"]
        width = float(tonnes.get(item.id, 0.0))
        if cost is None:
            undrawn.append(Undrawn(item.id, item.name, f"reason.{item.figures.undefined['abatement_cost']}.label"))
        elif width < 0:
            undrawn.append(Undrawn(item.id, item.name, "reason.raises_emissions.label"))
        elif width == 0:
            undrawn.append(Undrawn(item.id, item.name, "app.curve.no_tonnes_that_year"))
        else:
            drawable.append((item, cost, width))
    drawable.sort(key=lambda entry: _rank(entry[1], entry[0].figures["npv"] or 0.0, entry[0].id))
    bars, right = [], 0.0
    for item, cost, width in drawable:
        left, right = right, right + width
        bars.append(Bar(item.id, item.name, sectors[item.id], left, right, cost, item.figures["npv"] or 0.0))
    cut = cut_height([(abs(bar.cost), bar.tonnes) for bar in bars if bar.cost != 0])
    return CostCurve(year, tuple(bars), tuple(undrawn), cut)


def _rank(cost: float, npv: float, identity: str) -> tuple[int, float, str]:
    return (0, -npv, identity) if cost < 0 else (1, cost, identity)


def cut_height(bars: Sequence[tuple[float, float]]) -> float | None:
    """Return where tall bars are cut so that they don't flatten the rest; None where no cut is needed.

    Parameters
    ----------
    bars
        Height (> 0) and width of each.
    """
    if not bars:
        return None
    total = sum(width for _, width in bars)
    reached, needed = 0.0, 0.0
    for height, width in sorted(bars):
        reached, needed = reached + width, height
        if reached >= CUT_SHARE * total:
            break
    tallest = max(height for height, _ in bars)
    return None if tallest <= CUT_FACTOR * needed else _round_up(needed * 1.15)


def _round_up(value: float) -> float:
    """Return the next round number."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * size >= value)
