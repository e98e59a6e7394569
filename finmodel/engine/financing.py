"""Sources fill uses: who gets how much of which source in each year, and what cut it.

Year by year, claims are met in the order of priority of the action, then phase (fixed amounts, shares, the rest), then
position in the mix. Claims of the same order are equals: where a source cannot meet them all, they share pro rata to
what each could take after its own limits. Money that is cut goes to entries marked "the rest" only; what nobody pays is
the gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.claims import AMOUNT, REST, Claim, Limit, claims_of
from finmodel.engine.room import NOISE, Cell, Room, rest
from finmodel.engine.uses import Uses, uses_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["VISIBLE", "Cut", "Financing", "financing"]

VISIBLE = 1e-6
"""A cut of less than a millionth of a krona is rounding."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A claim that got less than it asked for while there was need of it.

    Attributes
    ----------
    claim
        Position of the claim.
    year
        Position of the year.
    limit
        What cut it.
    asked, granted : float [nominal currency units]
    """

    claim: int
    year: int
    limit: Limit
    asked: float
    granted: float


@dataclass(frozen=True)
class Financing:
    """Sources and uses.

    Attributes
    ----------
    uses
        What has to be paid for.
    claims
        Every entry of every funded action's mix, results-based ones too.
    awards : ndarray, shape (claim, organisation, use, year) [nominal currency units]
        What each claim pays; zero for results-based ones, which pay no use.
    gap : ndarray, shape (action, organisation, use, year) [nominal currency units, never negative]
        uses = Σ awards + gap.
    cuts
        Every claim that was cut, by year.
    """

    uses: Uses
    claims: tuple[Claim, ...]
    awards: FloatArray
    gap: FloatArray
    cuts: tuple[Cut, ...]


def financing(plan: Plan, arrays: PlanArrays) -> Financing:
    """Return how the plan's sources pay for its uses.

    Parameters
    ----------
    plan, arrays
        The plan and its arrays.
    """
    uses = uses_of(plan, arrays)
    claims = claims_of(plan, arrays, uses)
    room = Room(plan, arrays, claims)
    awards = np.zeros((len(claims), *uses.amounts.shape[1:]))
    gap = uses.amounts.copy()
    cuts: list[Cut] = []
    ordered = sorted((i for i, claim in enumerate(claims) if claim.terms.is_capital), key=lambda i: claims[i].order)
    groups = [list(group) for _, group in groupby(ordered, key=lambda i: claims[i].order)]
    years_of_need = gap.sum(axis=(1, 2)) > 0
    for year in range(len(arrays.years)):
        room.turn_to(year)
        for group in groups:
            needing = [i for i in group if years_of_need[claims[i].action, year]]
            if needing:
                _meet(needing, claims, uses, room, gap, awards, cuts)
    return Financing(uses, claims, awards, gap, tuple(sorted(cuts, key=lambda cut: (cut.claim, cut.year))))


def _meet(
    group: Sequence[int],
    claims: Sequence[Claim],
    uses: Uses,
    room: Room,
    gap: FloatArray,
    awards: FloatArray,
    cuts: list[Cut],
) -> None:
    """Meet claims that are equals, each of another action."""
    year = room.year
    taken: dict[int, dict[Cell, float]] = {}
    wanted: dict[int, tuple[float, Limit | None]] = {}
    for i in group:
        claim = claims[i]
        left: dict[Cell, float] = {
            (place, int(sort)): float(gap[claim.action, place, sort, year])
            for place in claim.organisations
            for sort in claim.sorts
            if gap[claim.action, place, sort, year] > 0
        }
        need = sum(left.values())
        asked = min(_asked(claim, room, uses, got=room.got(i), need=need), need)
        if asked <= 0:
            continue
        most, limit = room.own_limit(i)
        granted = min(asked, most)
        wanted[i] = asked, limit if most < asked else None
        taken[i] = {cell: amount * (granted / need) for cell, amount in left.items()} if granted > 0 else {}
    shared = room.shared_limits({i: (claims[i].source, cells) for i, cells in taken.items()})
    for i, (asked, own) in wanted.items():
        claim, granted = claims[i], 0.0
        for (place, sort), amount in taken[i].items():
            # What rounding would take beyond the need stays inside it.
            paid = min(amount, float(gap[claim.action, place, sort, year]))
            left_over = gap[claim.action, place, sort, year] - paid
            use = paid + left_over
            gap[claim.action, place, sort, year] = 0.0 if left_over <= NOISE * use else left_over
            awards[i, place, sort, year] += paid
            room.take(i, place, paid)
            granted += paid
        if asked - granted > max(VISIBLE, NOISE * asked):
            cuts.append(Cut(i, year, shared.get(i) or own or Limit.FRAME, asked, granted))


def _asked(claim: Claim, room: Room, uses: Uses, *, got: float, need: float) -> float:
    """Return what a claim asks for this year, before any limit; ``need`` is what its cells still want."""
    entry, year = claim.entry, room.year
    if claim.phase == REST:
        return need
    if claim.phase == AMOUNT:
        return entry.by_year.get(room.calendar_year, 0.0) if entry.amount is None else rest(entry.amount, got)
    if claim.eligible is None:
        return claim.share * float(uses.amounts[claim.action, :, list(claim.sorts), year].sum())
    before = claim.eligible[year - 1] if year else 0.0
    return claim.share * max(0.0, float(claim.eligible[year] - before))
