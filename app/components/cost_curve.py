"""Where the tall bars of a cost curve are cut on the page, so that they do not flatten the rest.

The curve itself is :mod:`finmodel.analysis.macc`. A cut touches the drawing only: what is cut is marked, and its true
height is written beside the curve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finmodel.analysis.macc import Bar

__all__ = ["Cuts", "cuts", "cuts_of"]

SPARED_SHARE = 0.97
"""On each side of zero a cut spares so many bars that those it shortens have at most the rest of all tonnes."""

CUT_FACTOR = 2.0
"""Nothing is cut unless the tallest bar of its side is this many times what the others need."""

OTHER_SIDE = 0.5
"""A side may always be this high compared with what the other side needs."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where bars are cut above and below zero [currency units per t, > 0]; None where they are not."""

    above: float | None = None
    below: float | None = None

    @property
    def is_any(self) -> bool:
        """Whether any bar is cut."""
        return self.above is not None or self.below is not None

    def shown(self, cost: float) -> float:
        """Return a bar's height on the page."""
        if self.above is not None and cost > self.above:
            return self.above
        if self.below is not None and cost < -self.below:
            return -self.below
        return cost


def cuts_of(bars: Iterable[Bar]) -> Cuts:
    """Return where the bars of one or several curves are cut."""
    return cuts([(bar.cost, bar.tonnes) for bar in bars])


def cuts(bars: list[tuple[float, float]]) -> Cuts:
    """Return where tall bars are cut, each side of zero by itself and weighed by width.

    Parameters
    ----------
    bars
        Cost (± height) and width of each.

    Returns
    -------
    Cuts
        One small action with a very high or a very low cost is cut also where it is alone on its side.
    """
    total = sum(width for _, width in bars)
    above = [(cost, width) for cost, width in bars if cost > 0]
    below = [(-cost, width) for cost, width in bars if cost < 0]
    needs = [_needed(side, total) for side in (above, below)]
    scale = max(needs)
    return Cuts(*(_cut(side, max(need, OTHER_SIDE * scale)) for side, need in zip((above, below), needs, strict=True)))


def _needed(side: list[tuple[float, float]], total: float) -> float:
    """Return the height that leaves out no more than the spared share allows; 0 where all of the side may go."""
    left_out = 0.0
    for height, width in sorted(side, reverse=True):
        left_out += width
        if left_out > (1 - SPARED_SHARE) * total:
            return height
    return 0.0


def _cut(side: list[tuple[float, float]], limit: float) -> float | None:
    tallest = max((height for height, _ in side), default=0.0)
    return None if limit == 0 or tallest <= CUT_FACTOR * limit else _round_up(limit * 1.15)


def _round_up(value: float) -> float:
    """Return the next round number."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * size >= value)
