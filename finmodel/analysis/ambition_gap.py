"""How far the decided actions take a measure, and what is missing then: the gap of each nested plan in a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.outcome import Outcome
from finmodel.analysis.strictest_gap import StrictestGap, strictest_gap
from finmodel.analysis.wedges import Ambition
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.analysis.wedges import Wedges

__all__ = ["AmbitionGap", "ambition_gaps"]


@dataclass(frozen=True, slots=True)
class AmbitionGap:
    """A nested plan in a year.

    Attributes
    ----------
    planned
        Emissions with its actions, removals not counted [t].
    removals
        What its actions remove [t], before any limit of a target.
    gap
        What is missing to the strictest target [t]; > 0 is short of it.
    """

    planned: Outcome
    removals: float
    gap: Outcome


def ambition_gaps(found: Wedges, year: int) -> Mapping[Ambition, AmbitionGap]:
    r"""Return what is emitted and missing with what is decided, with what is planned too, and with ideas.

    .. math:: gap = \max_t (planned - \min(removals, limit_t) - target_t)

    Parameters
    ----------
    found
        The contributions to a whole.
    year
        Calendar year.

    Returns
    -------
    mapping of Ambition to AmbitionGap
        The gap is undefined for the reason of :func:`~finmodel.analysis.strictest_gap.strictest_gap`.
    """
    cell = found.cell
    formula = strictest_gap(cell, year)
    place = cell.years.index(year) if year in cell.years else None
    gaps = {}
    for level in Ambition:
        removals = 0.0 if place is None else _removals(found, level, place)
        planned = None if place is None else float(found.ambitions[level][place])
        if planned is None or np.isnan(planned):
            reason = cell.baseline.reason if cell.baseline.reason is not Reason.DEFINED else Reason.ABSENT_INPUT
            emitted, gap = Outcome(None, reason.key), Outcome(None, reason.key)
            gap = Outcome(None, formula.key) if isinstance(formula, Reason) else gap
        else:
            emitted = Outcome(planned)
            gap = (
                Outcome(formula.of(formula.baseline - planned, removals))
                if isinstance(formula, StrictestGap)
                else Outcome(None, formula.key)
            )
        gaps[level] = AmbitionGap(emitted, removals, gap)
    return gaps


def _removals(found: Wedges, level: Ambition, place: int) -> float:
    """Return what the actions of a nested plan remove: removals share no pool, so they are never cut."""
    return float(sum(item.removals[place] for item in found.statuses if item.id in level.statuses))
