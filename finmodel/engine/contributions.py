"""What any set of a plan's actions does to emissions together: the overlap of exactly those, quickly for many sets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.abatement import abatement
from finmodel.engine.arrays import plan_effects
from finmodel.engine.prices import carrier_paths, price_indices

if TYPE_CHECKING:
    from collections.abc import Collection

    from finmodel.engine.arrays import BoolArray
    from finmodel.engine.effects import Effects
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.plan import Plan

__all__ = ["Contributions", "Tonnes"]


@dataclass(frozen=True)
class Tonnes:
    """What some actions do to emissions; 0 for the others and for those whose tonnes are not known.

    Attributes
    ----------
    reductions, unadjusted, upfront, removals : ndarray, shape (action, year) [t]
        Reductions after and before overlap, what building emits, and removals.
    """

    reductions: FloatArray
    unadjusted: FloatArray
    upfront: FloatArray
    removals: FloatArray


@dataclass(frozen=True)
class Contributions:
    """The actions of a plan and what each does alone, computed once.

    Attributes
    ----------
    plan
        A valid plan.
    """

    plan: Plan

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """The actions in the order of their ids: the first axis of every array."""
        return tuple(sorted(self.plan.actions, key=lambda action: action.id))

    @cached_property
    def effects(self) -> list[Effects]:
        """What each does alone."""
        indices = price_indices(self.plan)
        carriers = {row.id: carrier_paths(row, self.plan.settings.years, indices) for row in self.plan.carriers}
        return plan_effects(self.plan, self.actions, carriers)

    @cached_property
    def is_quantified(self) -> BoolArray:
        """Whether the action's tonnes are known, shape (action,)."""
        return np.array([each.is_quantified for each in self.effects], dtype=bool)

    @property
    def counted(self) -> frozenset[str]:
        """Ids of the actions that count."""
        return frozenset(action.id for action in self.actions if action.counts)

    def of(self, chosen: Collection[str]) -> Tonnes:
        """Return what some actions do together.

        Parameters
        ----------
        chosen
            Ids; only they take from the pools.
        """
        found = abatement(self.plan, self.actions, self.effects, overlap=True, chosen=chosen)
        shape = (len(self.actions), len(self.plan.settings.years))
        is_in = np.array([action.id in chosen for action in self.actions], dtype=bool) & self.is_quantified

        def stacked(paths: list[FloatArray]) -> FloatArray:
            return np.where(is_in[:, None], np.array(paths, dtype=np.float64).reshape(shape), 0.0)

        return Tonnes(
            reductions=stacked([each.reductions for each in found]),
            unadjusted=stacked([each.unadjusted for each in found]),
            upfront=stacked([each.upfront for each in self.effects]),
            removals=stacked([each.removals for each in self.effects]),
        )
