"""What a set of actions does to emissions while it grows: one action more, and only its own pool is shared out anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.engine.abatement import abatement

if TYPE_CHECKING:
    from collections.abc import Collection

    from finmodel.engine.contributions import Contributions
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["GrowingSet"]

Rows = dict[int, "tuple[FloatArray, FloatArray]"]


class GrowingSet:
    """A set of actions, and what its members do together.

    Parameters
    ----------
    contributions
        The plan's actions.
    chosen
        Ids of the first members.

    Attributes
    ----------
    net, removals : ndarray, shape (action, year) [t]
        Reductions after overlap net of what building emits, and removals; 0 for those outside the set. They are what
        :meth:`~finmodel.engine.contributions.Contributions.of` gives for the same set.
    """

    def __init__(self, contributions: Contributions, chosen: Collection[str]) -> None:
        self._all = contributions
        self._chosen = set(chosen)
        self._places = {action.id: place for place, action in enumerate(contributions.actions)}
        first = contributions.of(self._chosen)
        self.net: FloatArray = first.reductions - first.upfront
        self.removals: FloatArray = first.removals
        plan = contributions.plan
        self._plans = {row.id: plan.model_copy(update={"pools": (row,)}) for row in plan.pools}
        self._no_pool = plan.model_copy(update={"pools": ()})
        self._in_pool: dict[str, list[int]] = {}
        for place, action in enumerate(contributions.actions):
            if action.pool is not None:
                self._in_pool.setdefault(action.pool, []).append(place)

    @property
    def chosen(self) -> frozenset[str]:
        """Ids of the members."""
        return frozenset(self._chosen)

    def alone(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Return reductions before overlap and removals of an action, shape (year,) each [t]."""
        place = self._places[name]
        effects = self._all.effects[place]
        found = abatement(self._plan_of(place), [self._all.actions[place]], [effects], overlap=False)
        return found[0].unadjusted, effects.removals

    def add(self, name: str) -> Rows:
        """Take in an action; return the rows that were changed, as they stood, for :meth:`take_back`.

        Parameters
        ----------
        name
            Id of an action whose tonnes are known.
        """
        self._chosen.add(name)
        place = self._places[name]
        pool = self._all.actions[place].pool
        members = [
            other
            for other in ([place] if pool is None else self._in_pool[pool])
            if self._all.actions[other].id in self._chosen and self._all.is_quantified[other]
        ]
        before = {other: (self.net[other].copy(), self.removals[other].copy()) for other in members}
        effects = [self._all.effects[other] for other in members]
        found = abatement(
            self._plan_of(place),
            [self._all.actions[other] for other in members],
            effects,
            overlap=True,
            chosen=self._chosen,
        )
        for other, each, effect in zip(members, found, effects, strict=True):
            self.net[other] = each.reductions - effect.upfront
            self.removals[other] = effect.removals
        return before

    def take_back(self, name: str, before: Rows) -> None:
        """Undo :meth:`add`."""
        self._chosen.discard(name)
        for place, (net, removals) in before.items():
            self.net[place], self.removals[place] = net, removals

    def _plan_of(self, place: int) -> Plan:
        """Return the plan with no pool but the action's own: the others need no paths."""
        pool = self._all.actions[place].pool
        return self._no_pool if pool is None else self._plans[pool]
