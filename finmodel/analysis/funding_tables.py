"""What a reader asks of the funding beyond the balance: what is covered, what bit in all, what the budget has."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.funding import GapView

if TYPE_CHECKING:
    from finmodel.analysis.capacity import BudgetedNeed
    from finmodel.analysis.funding import Balance, CutNote, Funding, YearPath
    from finmodel.engine.claims import Limit
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = [
    "LimitSum",
    "NeedSum",
    "covered",
    "largest_sources",
    "limit_sums",
    "need_sums",
    "unknown_probabilities",
]


@dataclass(frozen=True, slots=True)
class LimitSum:
    """A limit that bit an entry of an action's mix, over all years in which it did [nominal currency units].

    Attributes
    ----------
    action, source, entry
        Ids.
    limit
        What cut it.
    years
        In which years, in order.
    asked, granted
        What was asked for and what was got in these years. What is left of a fixed amount is asked for again the next
        year, so of that only the first year's claim is counted.
    """

    action: str
    source: str
    entry: str
    limit: Limit
    years: tuple[int, ...]
    asked: float
    granted: float

    @property
    def cut(self) -> float:
        """What was not granted: asked − granted."""
        return self.asked - self.granted


@dataclass(frozen=True, slots=True)
class NeedSum:
    """Net investment of an action and an organisation from the base year on [nominal currency units].

    Attributes
    ----------
    action, organisation
        Ids.
    need, budgeted, new, unused
        As in :class:`~finmodel.analysis.capacity.BudgetedNeed`: need = budgeted + new.
    """

    action: str
    organisation: str
    need: float
    budgeted: float
    new: float
    unused: float


def covered(balance: Balance) -> dict[GapView, YearPath]:
    """Return by view and year how much of the uses is paid for: uses − gap; None where the gap is not known."""
    return {view: balance.by_year(balance.uses - balance.gaps[view]) for view in GapView}


def largest_sources(balance: Balance, most: int) -> list[tuple[str | None, FloatArray]]:
    """Return the sources by what they pay over the whole axis, the largest first.

    Parameters
    ----------
    balance
        Sources and uses.
    most
        How many rows at most, 1 or more.

    Returns
    -------
    list of (id, ndarray of shape (year,)) [nominal currency units]
        Where there are more sources, the last row is the sum of the smallest ones, with None for an id.
    """
    ordered = sorted(balance.sources.items(), key=lambda item: (-float(item[1].sum()), item[0]))
    if len(ordered) <= most:
        return list(ordered)
    rest = np.sum([path for _, path in ordered[most - 1 :]], axis=0)
    return [*ordered[: most - 1], (None, rest)]


def limit_sums(plan: Plan, cuts: tuple[CutNote, ...]) -> tuple[LimitSum, ...]:
    """Return what each limit took from each entry of each action, the largest cut first.

    Parameters
    ----------
    plan
        The plan that the entries stand in.
    cuts
        Limits that bit by year, as :attr:`~finmodel.analysis.funding.Funding.cuts`.
    """
    entries = {entry.id: entry for entry in plan.funding}
    found: defaultdict[tuple[str, str, Limit], list[CutNote]] = defaultdict(list)
    for cut in cuts:
        found[cut.action, cut.entry, cut.limit].append(cut)
    sums = []
    for (action, entry, limit), notes in found.items():
        ordered = sorted(notes, key=lambda note: note.year)
        is_amount = entries[entry].amount is not None
        asked = ordered[0].asked if is_amount else float(sum(note.asked for note in ordered))
        granted = float(sum(note.granted for note in ordered))
        years = tuple(note.year for note in ordered)
        sums.append(LimitSum(action, ordered[0].source, entry, limit, years, asked, granted))
    return tuple(sorted(sums, key=lambda row: (-row.cut, row.action, row.entry, row.limit)))


def need_sums(rows: tuple[BudgetedNeed, ...], base_year: int) -> tuple[NeedSum, ...]:
    """Return need, budgeted and new in all from the base year on, in the order given; rows without any are left out."""
    found = []
    for row in rows:
        place = row.years.index(base_year)
        paths = (row.need, row.budgeted, row.new, row.unused)
        sums = [float(path[place:].sum()) for path in paths]
        if any(sums):
            found.append(NeedSum(row.action, row.organisation, *sums))
    return tuple(found)


def unknown_probabilities(funding: Funding) -> tuple[str, ...]:
    """Return the ids of the sources that pay something here and whose probability nobody has stated."""
    found = set()
    for claim, award in zip(funding.money.financing.claims, funding.money.financing.awards, strict=True):
        if np.isnan(claim.probability) and award[funding.view.inside[claim.action]].any():
            found.add(claim.terms.id)
    return tuple(sorted(found))
