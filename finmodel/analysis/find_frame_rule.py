"""The rule by which actions are kept or left out for a frame: by priority, one at a time, each beside those before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.claims import LAST
from finmodel.engine.financing import VISIBLE

if TYPE_CHECKING:
    from collections.abc import Collection

    from finmodel.analysis.find_frame_asks import FrameAsks, PlansWithout
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action

__all__ = ["Broken", "Held"]

_NOISE = 1e-12


@dataclass(frozen=True)
class Broken:
    """The first year that did not hold an action: its place, whose frame, and by how much it was broken."""

    year: int
    frame: int
    lacking: float


class Held:
    """The choice between keeping and leaving out.

    Parameters
    ----------
    plans
        The plan, and what is left of it without some of its actions.
    asks
        The frames, and what is asked of them.

    Attributes
    ----------
    order
        Actions that count and are costed, in the order of the rule.
    first
        What each action asks for in the plan as it is, shape (action, frame, year) [nominal currency units].
    asked
        By action what it asks for beside those that are kept before it, shape (frame, year).
    broken
        By action that is left out what it would break.
    kept
        What those that are kept ask for together, shape (frame, year).
    """

    def __init__(self, plans: PlansWithout, asks: FrameAsks) -> None:
        self.plans, self.asks = plans, asks
        # As the engine sees it: less than a millionth of a krona is rounding.
        finite = np.where(np.isfinite(asks.limits), np.abs(asks.limits), 0.0)
        self.tolerance: FloatArray = np.maximum(VISIBLE, _NOISE * finite)
        self.first = asks.of(plans.plan, plans.arrays)
        self.years = tuple(int(year) for year in plans.arrays.years)
        is_funded = dict(zip(plans.arrays.actions, plans.arrays.counts & plans.arrays.is_costed, strict=True))
        self.order = [row for row in sorted(plans.plan.actions, key=_rank) if is_funded[row.id]]
        self.broken: dict[str, Broken] = {}
        self.asked: dict[str, FloatArray] = {name: self._mine(self.first, name) for name in self._names()}
        whole = self.first.sum(axis=0)
        self.kept: FloatArray = whole if self._fits(whole) else self._choose()

    def _names(self) -> list[str]:
        return [row.id for row in self.order]

    def _mine(self, asked: FloatArray, action: str) -> FloatArray:
        return np.asarray(asked[self.plans.arrays.actions.index(action)])

    @property
    def years_asked(self) -> list[int]:
        """Years in which anything is asked for."""
        some = (np.abs(self.first) > VISIBLE).any(axis=(0, 1))
        return [self.years[place] for place in np.flatnonzero(some)]

    def _of(self, gone: Collection[str]) -> FloatArray:
        return self.asks.of(*self.plans.without(gone))

    def _fits(self, asked: FloatArray) -> bool:
        return bool((asked <= self.asks.limits + self.tolerance).all())

    def _breaks(self, with_it: FloatArray, without: FloatArray) -> Broken | None:
        """Return the first year that is broken by more than it was without the action."""
        over = with_it - self.asks.limits
        cells = np.argwhere(((over > self.tolerance) & (with_it > without + self.tolerance)).T)
        if not len(cells):
            return None
        year, frame = (int(place) for place in cells[0])
        return Broken(year, frame, float(over[frame, year]))

    def _choose(self) -> FloatArray:
        """Fill ``broken`` with what is left out, and return what the others ask for together, shape (frame, year)."""
        tested = np.isfinite(self.asks.limits)
        # Who asks for nothing in a year that is tested is in nobody's way, and what it gives back is there for all.
        asking = {name for name, path in self.asked.items() if (path[tested] > VISIBLE).any()}
        gone = set(asking)
        kept = self._of(gone).sum(axis=0)
        for name in self._names():
            if name in asking:
                asked = self._of(gone - {name})
                with_it, self.asked[name] = asked.sum(axis=0), self._mine(asked, name)
                broken = self._breaks(with_it, kept)
                if broken is None:
                    gone.discard(name)
                    kept = with_it
                else:
                    self.broken[name] = broken
        return self._put_back(gone, kept)

    def _put_back(self, gone: set[str], kept: FloatArray) -> FloatArray:
        """Put back what fits beside all that were kept: those after it may have left it money, or given some back."""
        while True:
            back = next((name for name in self._names() if name in gone and self._fits_beside(name, gone, kept)), None)
            if back is None:
                return kept
            gone.remove(back)
            del self.broken[back]
            kept = self._of(gone).sum(axis=0)

    def _fits_beside(self, name: str, gone: set[str], kept: FloatArray) -> bool:
        return self._breaks(self._of(gone - {name}).sum(axis=0), kept) is None


def _rank(action: Action) -> tuple[int, str]:
    return (action.priority if action.priority is not None else LAST, action.id)
