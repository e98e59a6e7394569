"""Wedges by sector, organisation or status, and how they are stacked down from the reference path."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.wedges import Wedge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.analysis.wedges import Wedges
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["Band", "WedgeGrouping", "bands", "largest_groups", "wedge_groups"]


class WedgeGrouping(StrEnum):
    """What the actions are put together by."""

    SECTOR = "sector"
    ORGANISATION = "organisation"
    STATUS = "status"


@dataclass(frozen=True)
class Band:
    """A wedge between the reference path and the planned path, or above the reference path where it raises emissions.

    Attributes
    ----------
    id
        Of the group; None for what several small ones are together.
    tonnes : ndarray, shape (year,) [t]
        What it takes off the reference path; negative where it raises emissions.
    upper, lower : ndarray, shape (year,) [t]
        Between which emissions it is drawn; NaN where the reference path is not known.
    """

    id: str | None
    tonnes: FloatArray
    upper: FloatArray
    lower: FloatArray


def wedge_groups(found: Wedges, plan: Plan, by: WedgeGrouping) -> tuple[Wedge, ...]:
    """Return the wedges together by sector, organisation or status; the empty sector is that of actions without one.

    Parameters
    ----------
    found
        The contributions to a whole.
    plan
        The plan, for the sectors of its actions.
    by
        What they are put together by.
    """
    if by is WedgeGrouping.ORGANISATION:
        return found.organisations
    if by is WedgeGrouping.STATUS:
        return found.statuses
    sector_of = {action.id: action.sector or "" for action in plan.actions}
    members: defaultdict[str, list[Wedge]] = defaultdict(list)
    # In the order of the ids, so that no sum depends on the order of the rows.
    for item in sorted(found.actions, key=lambda item: item.id):
        members[sector_of[item.id]].append(item)
    return tuple(_together(name, some) for name, some in sorted(members.items()))


def _together(name: str, some: Sequence[Wedge]) -> Wedge:
    return Wedge(
        name,
        np.sum([item.adjusted for item in some], axis=0),
        np.sum([item.unadjusted for item in some], axis=0),
        np.sum([item.removals for item in some], axis=0),
    )


def largest_groups(groups: Sequence[Wedge], at_most: int) -> tuple[tuple[str | None, Wedge], ...]:
    """Return the groups from the largest to the smallest, the small ones beyond a number together as None.

    Parameters
    ----------
    groups
        The wedges.
    at_most
        How many are kept apart.
    """
    ordered = sorted(groups, key=lambda item: (-float(np.abs(item.adjusted).sum()), item.id))
    if len(ordered) <= at_most:
        return tuple((item.id, item) for item in ordered)
    kept = ordered[: at_most - 1]
    rest = sorted(ordered[at_most - 1 :], key=lambda item: item.id)
    return (*((item.id, item) for item in kept), (None, _together("", rest)))


def bands(
    groups: Sequence[tuple[str | None, Wedge]], baseline: FloatArray, *, is_adjusted: bool = True
) -> tuple[Band, ...]:
    r"""Return where each wedge stands: reductions stacked down from the reference path, increases up from it.

    .. math:: baseline - \sum lowering + \sum raising = planned

    Parameters
    ----------
    groups
        The wedges from the top down, as :func:`largest_groups` has them.
    baseline : ndarray, shape (year,) [t]
        The reference path.
    is_adjusted
        Whether tonnes are after overlap; before it they may reach below the planned path.
    """
    down, up = baseline.copy(), baseline.copy()
    found = []
    for name, item in groups:
        tonnes = item.adjusted if is_adjusted else item.unadjusted
        lowering, raising = np.maximum(tonnes, 0.0), np.maximum(-tonnes, 0.0)
        is_raised = raising > 0
        upper, lower = np.where(is_raised, up + raising, down), np.where(is_raised, up, down - lowering)
        found.append(Band(name, tonnes, upper, lower))
        down, up = down - lowering, up + raising
    return tuple(found)
