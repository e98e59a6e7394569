"""What is left of every limit on the sources while the years are walked through: windows, ceilings, caps, frames."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.claims import Claim, Limit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["NOISE", "Cell", "Room", "Taken", "rest"]

NOISE = 1e-12
"""What rounding leaves, relative to the amounts that it comes from."""

Cell = tuple[int, int]
"""Organisation and sort of use, by position."""


def rest(whole: float, used: float) -> float:
    """Return what is left of a limit; what rounding leaves of one that is used up is nothing."""
    left = whole - used
    return left if left > NOISE * whole else 0.0


Taken = dict[int, tuple[int, dict[Cell, float]]]
"""What claims would take: by claim, its source and the amounts of its cells."""


class Room:
    """What is left of every limit while the years are walked through.

    Parameters
    ----------
    plan, arrays, claims
        The plan, its arrays and the claims that will be met.
    """

    def __init__(self, plan: Plan, arrays: PlanArrays, claims: Sequence[Claim]) -> None:
        self.year = 0
        self._years = [int(year) for year in arrays.years]
        self._claims = claims
        self._got_of_source: defaultdict[tuple[int, int], float] = defaultdict(float)
        self._got: defaultdict[int, float] = defaultdict(float)
        self._grants: defaultdict[int, float] = defaultdict(float)
        sources = sorted(plan.sources, key=lambda row: row.id)
        self._terms = sources
        self._of_all: defaultdict[int, float] = defaultdict(float)
        self._this_year: defaultdict[int, float] = defaultdict(float)
        self._frames = _frames(plan, arrays)
        self._used_frames: defaultdict[tuple[int, int], float] = defaultdict(float)

    @property
    def calendar_year(self) -> int:
        """The year that is being funded."""
        return self._years[self.year]

    def turn_to(self, year: int) -> None:
        """Go on to a year: what is capped by year starts anew."""
        self.year = year
        self._this_year.clear()
        self._used_frames.clear()

    def got(self, claim: int) -> float:
        """Return what a claim has got until now [currency units]."""
        return self._got[claim]

    def own_limit(self, claim: int) -> tuple[float, Limit | None]:
        """Return the most that a claim can take whatever the others do, and what says so."""
        row, terms = self._claims[claim], self._claims[claim].terms
        year = self.calendar_year
        if row.barred is not None:
            return 0.0, row.barred
        if (terms.first_year is not None and year < terms.first_year) or (
            terms.last_year is not None and year > terms.last_year
        ):
            return 0.0, Limit.WINDOW
        limits: list[tuple[float, Limit]] = []
        of_source = self._got_of_source[row.action, row.source]
        if terms.cap_per_action is not None:
            limits.append((rest(terms.cap_per_action, of_source), Limit.CAP_PER_ACTION))
        if row.eligible is not None:
            to_date = float(row.eligible[self.year])
            if terms.share is not None:
                limits.append((rest(terms.share * to_date, of_source), Limit.ELIGIBLE_SHARE))
            ceiling = 1.0 if terms.aid_intensity is None else terms.aid_intensity
            limits.append((rest(ceiling * to_date, self._grants[row.action]), Limit.AID_INTENSITY))
        if not limits:
            return np.inf, None
        most, limit = min(limits, key=lambda item: item[0])
        return most, limit

    def _frame_of(self, source: int, place: int) -> tuple[int, int] | None:
        """Return the frame that an organisation's costs draw on; None where the source has no frames."""
        if source not in self._frames:
            return None
        return (source, place) if place in self._frames[source] else (source, -1)

    def _frame(self, frame: tuple[int, int]) -> float:
        source, place = frame
        by_year = self._frames[source].get(place)
        return 0.0 if by_year is None else float(by_year[self.year])

    def _left_in(self, frame: tuple[int, int]) -> float:
        return rest(self._frame(frame), self._used_frames[frame])

    def shared_limits(self, taken: Taken) -> dict[int, Limit]:
        """Scale equals to what their sources have left, in place; return what cut whom.

        Frames first, then what the source has for all. Who can take nothing is cut by nothing that is shared.
        """
        cut: dict[int, Limit] = {}
        by_frame: defaultdict[tuple[int, int], list[tuple[int, Cell]]] = defaultdict(list)
        by_source: defaultdict[int, list[tuple[int, Cell]]] = defaultdict(list)
        for i, (source, cells) in taken.items():
            for cell in (cell for cell, amount in cells.items() if amount > 0):
                by_source[source].append((i, cell))
                if (frame := self._frame_of(source, cell[0])) is not None:
                    by_frame[frame].append((i, cell))
        for frame, members in by_frame.items():
            limit = Limit.FRAME if self._frame(frame) > 0 else Limit.NO_FRAME
            self._scale(taken, members, self._left_in(frame), limit, cut)
        for source, members in by_source.items():
            left, of_source = self._left_of(source)
            if of_source is not None:
                self._scale(taken, members, left, of_source, cut)
        return cut

    @staticmethod
    def _scale(
        taken: Taken, members: Sequence[tuple[int, Cell]], left: float, limit: Limit, cut: dict[int, Limit]
    ) -> None:
        wanted = sum(taken[i][1][cell] for i, cell in members)
        if wanted <= left:
            return
        for i, cell in members:
            taken[i][1][cell] *= left / wanted
            if wanted > left * (1 + NOISE):
                cut[i] = limit

    def _left_of(self, source: int) -> tuple[float, Limit | None]:
        terms, year = self._terms[source], self.calendar_year
        limits: list[tuple[float, Limit]] = []
        if terms.cap_per_year is not None:
            # A path without this year gives nothing: an amount by year carries none elsewhere.
            limits.append((rest(terms.cap_per_year.at(year) or 0.0, self._this_year[source]), Limit.CAP_PER_YEAR))
        if terms.cap_total is not None:
            limits.append((rest(terms.cap_total, self._of_all[source]), Limit.CAP_TOTAL))
        if not limits:
            return np.inf, None
        left, limit = min(limits, key=lambda item: item[0])
        return left, limit

    def take(self, claim: int, place: int, amount: float) -> None:
        """Note that a claim has got money for an organisation's cost."""
        row = self._claims[claim]
        self._got[claim] += amount
        self._got_of_source[row.action, row.source] += amount
        self._of_all[row.source] += amount
        self._this_year[row.source] += amount
        if row.eligible is not None:
            self._grants[row.action] += amount
        frame = self._frame_of(row.source, place)
        if frame is not None:
            self._used_frames[frame] += amount


def _frames(plan: Plan, arrays: PlanArrays) -> dict[int, dict[int, FloatArray]]:
    """Return the frames by source and organisation, each by year; −1 is the frame of all who have none of their own."""
    places = {row.id: place for place, row in enumerate(sorted(plan.sources, key=lambda row: row.id))}
    frames: defaultdict[int, dict[int, FloatArray]] = defaultdict(dict)
    for row in sorted(plan.frames, key=lambda row: row.id):
        holder = -1 if row.organisation is None else arrays.organisations.index(row.organisation)
        amounts = np.array([row.by_year.get(int(year), 0.0) for year in arrays.years])
        of_source = frames[places[row.source]]
        of_source[holder] = of_source.get(holder, np.zeros(len(arrays.years))) + amounts
    return dict(frames)
