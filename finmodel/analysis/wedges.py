"""What each action, organisation and status takes off the reference path: wedges that add up to the planned path."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.emissions_gap import by_year
from finmodel.model.enums import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action

__all__ = ["Ambition", "Wedge", "Wedges", "wedges"]


class Ambition(StrEnum):
    """Nested plans: what is decided, with what is planned, with ideas."""

    DECIDED = "decided"
    PLANNED = "planned"
    IDEAS = "ideas"

    @property
    def statuses(self) -> frozenset[Status]:
        """Statuses of the actions that belong to it."""
        decided = frozenset({Status.DECIDED, Status.ONGOING, Status.DONE})
        return {
            Ambition.DECIDED: decided,
            Ambition.PLANNED: decided | {Status.PREPARED},
            Ambition.IDEAS: decided | {Status.PREPARED, Status.IDEA},
        }[self]


@dataclass(frozen=True)
class Wedge:
    """What one action, or some together, take off the reference path.

    Attributes
    ----------
    id
        Id of the action, organisation, or status.
    adjusted, unadjusted : ndarray, shape (year,) [t]
        After and before overlap, net of what building emits.
    removals : ndarray, shape (year,) [t]
        Removed from the air; never cut.
    """

    id: str
    adjusted: FloatArray
    unadjusted: FloatArray
    removals: FloatArray

    def to_dict(self, years: tuple[int, ...]) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "id": self.id,
            "adjusted": by_year(years, self.adjusted),
            "unadjusted": by_year(years, self.unadjusted),
            "removals": by_year(years, self.removals),
        }


@dataclass(frozen=True)
class Wedges:
    """Contributions to one measure: reference path − Σ adjusted = planned path.

    Attributes
    ----------
    cell
        The whole municipality in the measure.
    actions
        Every action that counts, has known tonnes and works on the measure, in the plan's order.
    organisations, statuses
        Sums of the actions by owner and by status.
    ambitions
        Planned path of each nested plan, with the overlap of exactly its actions, shape (year,) [t].
    """

    cell: EmissionCell
    actions: tuple[Wedge, ...]
    organisations: tuple[Wedge, ...]
    statuses: tuple[Wedge, ...]
    ambitions: dict[Ambition, FloatArray]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        years = self.cell.years
        return {
            "perspective": str(self.cell.perspective),
            "gas": str(self.cell.gas),
            "actions": [item.to_dict(years) for item in self.actions],
            "organisations": [item.to_dict(years) for item in self.organisations],
            "statuses": [item.to_dict(years) for item in self.statuses],
            "planned_by_ambition": {str(name): by_year(years, path) for name, path in self.ambitions.items()},
        }


def wedges(gap: EmissionsGap, cell: EmissionCell) -> Wedges:
    """Return the contributions to the whole of a measure.

    Parameters
    ----------
    gap
        The plan's gap.
    cell
        The whole municipality in the measure.
    """
    reduced, removed = gap.weights(cell.perspective, cell.gas)
    tonnes = gap.tonnes
    adjusted = gap.on_axis(reduced[:, None] * (tonnes.reductions - tonnes.upfront))
    unadjusted = gap.on_axis(reduced[:, None] * (tonnes.unadjusted - tonnes.upfront))
    removals = gap.on_axis(removed[:, None] * tonnes.removals)
    places = {action.id: place for place, action in enumerate(gap.contributions.actions)}
    is_in = [
        bool(removed[place]) and bool(gap.contributions.is_quantified[place]) and name in gap.chosen
        for name, place in places.items()
    ]
    chosen = [action for action in gap.plan.actions if is_in[places[action.id]]]

    def together(name: str, some: list[Action]) -> Wedge:
        rows = sorted(places[action.id] for action in some)
        return Wedge(name, adjusted[rows].sum(axis=0), unadjusted[rows].sum(axis=0), removals[rows].sum(axis=0))

    def grouped(key: Callable[[Action], str], order: list[str]) -> tuple[Wedge, ...]:
        groups = {name: [action for action in chosen if key(action) == name] for name in order}
        return tuple(together(name, some) for name, some in groups.items() if some)

    return Wedges(
        cell=cell,
        actions=tuple(together(action.id, [action]) for action in chosen),
        organisations=grouped(lambda action: action.owner, [row.id for row in gap.plan.organisations]),
        statuses=grouped(lambda action: str(action.status), [str(status) for status in Status]),
        ambitions={level: _planned(gap, cell, level) for level in Ambition},
    )


def _planned(gap: EmissionsGap, cell: EmissionCell, level: Ambition) -> FloatArray:
    names = [action.id for action in gap.contributions.actions if action.status in level.statuses]
    tonnes = gap.contributions.of(gap.chosen & frozenset(names))
    reduced, _ = gap.weights(cell.perspective, cell.gas)
    return np.asarray(cell.baseline.values - gap.on_axis(reduced @ (tonnes.reductions - tonnes.upfront)))
