"""A scenario applied to its plan: a new plan, and every change with what stood there before.

The one road from scenarios to numbers: what comes of it is a plan as any other.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from finmodel.analysis.overlay_draft import OverlayDraft
from finmodel.errors import InputError, Issue, Severity, has_errors
from finmodel.model.addressed import nearest
from finmodel.model.changes import Change
from finmodel.model.check_scenarios import check_scenarios
from finmodel.model.identity import plan_hash
from finmodel.model.scenarios import BASE, SCENARIO_TABLES, ScenarioFunding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.model.plan import Plan
    from finmodel.model.scenarios import Scenario, ScenarioChange

__all__ = ["Applied", "Overlays", "apply_layers", "apply_scenario", "layers_of", "scenario_ids", "scenario_issues"]


@dataclass(frozen=True)
class Applied:
    """A plan with scenarios applied.

    Attributes
    ----------
    scenarios
        Ids of the layers, in the order in which they were applied; empty for the plan itself.
    plan
        What comes of them: a plan without scenarios of its own.
    changes
        Every change in its order; ``origin`` is ``scenario/change``.
    issues
        Warnings.
    """

    scenarios: tuple[str, ...]
    plan: Plan
    changes: tuple[Change, ...]
    issues: tuple[Issue, ...]

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the plan that comes of it; that of the plan itself where nothing is changed."""
        return plan_hash(self.plan)

    @cached_property
    def changes_hash(self) -> str:
        """SHA-256 of the list of changes."""
        text = json.dumps([change.to_dict() for change in self.changes], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def scenario_ids(plan: Plan) -> tuple[str, ...]:
    """Return the ids of a plan's scenarios, in its order."""
    return tuple(row.id for row in plan.scenarios)


def layers_of(plan: Plan, identity: str) -> tuple[str, ...]:
    """Return the scenarios that a scenario consists of, in the order in which they are applied; none for the plan."""
    return tuple(layer.id for layer in Overlays(plan).layers((identity,), []))


def apply_scenario(plan: Plan, identity: str) -> Applied:
    """Apply a scenario, and before it those that it builds on.

    Parameters
    ----------
    plan
        A valid plan; it is not changed.
    identity
        Id of one of its scenarios; ``base`` for the plan itself.

    Returns
    -------
    Applied

    Raises
    ------
    InputError
        With every problem: ``FM-C101`` there is no such scenario, ``FM-C102`` it builds on itself, and what
        :func:`scenario_issues` finds.
    """
    return apply_layers(plan, (identity,))


def apply_layers(plan: Plan, identities: Sequence[str]) -> Applied:
    """Apply several scenarios one after the other, each after those that it builds on; none twice.

    Parameters
    ----------
    plan
        A valid plan.
    identities
        Ids; ``base`` stands for no change.

    Raises
    ------
    InputError
        As :func:`apply_scenario`.
    """
    return Overlays(plan).apply(identities)


def scenario_issues(plan: Plan) -> tuple[Issue, ...]:
    """Return what is wrong with any of a plan's scenarios when it is applied, at the scenario's own rows.

    Errors of form (``FM-C102`` to ``FM-C105``, ``FM-C108``, ``FM-C110``, ``FM-C114``, ``FM-C117``) are the model's own
    and come before. Here: ``FM-C106`` no such row, ``FM-C107`` nothing is picked, ``FM-C109`` two changes of one
    address, ``FM-C111`` nothing is changed, ``FM-C112`` and ``FM-C113`` a move that cannot be made, ``FM-C116`` a mix
    of an action that is left out, ``FM-C118`` every mix of the plan is replaced with nothing, and every error of the
    plan that comes of it: those have ``plan_table``, ``plan_row``, ``plan_field`` and ``plan_year`` among their
    parameters: what it is in the plan that becomes invalid.
    """
    overlays = Overlays(plan)
    found: dict[tuple[object, ...], Issue] = {}
    for scenario in plan.scenarios:
        for issue in overlays.laid((scenario.id,))[1]:
            found.setdefault((issue.code, issue.where, tuple(sorted(issue.params.items(), key=str))), issue)
    return tuple(found.values())


_MAX_KEPT = 64
"""So many plans half-way are kept: a chain is laid from one to the next."""


class Overlays:
    """A plan and its scenarios, for laying many of them on: what several build on is laid once.

    Parameters
    ----------
    plan
        A valid plan; it is not changed.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._scenarios = {row.id: row for row in plan.scenarios}
        self._changes: defaultdict[str, list[ScenarioChange]] = defaultdict(list)
        self._mixes: defaultdict[str, list[ScenarioFunding]] = defaultdict(list)
        for change in plan.scenario_changes:
            self._changes[change.scenario].append(change)
        for mix in plan.scenario_funding:
            self._mixes[mix.scenario].append(mix)
        self._circles = [issue for issue in check_scenarios(plan.tables()) if issue.code == "FM-C102"]
        self._built_on = {row.builds_on for row in plan.scenarios}
        self._kept: dict[tuple[str, ...], OverlayDraft] = {}
        """What the latest layers came to, the latest last."""

    def apply(self, identities: Sequence[str]) -> Applied:
        """Return what comes of some scenarios, one after the other; see :func:`apply_layers`."""
        applied, issues = self.laid(identities)
        if has_errors(issues):
            raise InputError(issues)
        return applied

    def laid(self, identities: Sequence[str]) -> tuple[Applied, list[Issue]]:
        """Return what comes of some scenarios, and everything that is wrong with it."""
        issues = [*self._circles]
        layers: list[Scenario] = [] if issues else self.layers(identities, issues)
        work = self._work(tuple(layer.id for layer in layers))
        issues += [*work.issues, *(work.judged(layers[-1]) if layers else ())]
        tables = {table: rows for table, rows in work.draft.tables().items() if table not in _OF_SCENARIOS}
        update = {**tables, "settings": work.draft.settings, **dict.fromkeys(_OF_SCENARIOS, ())}
        warnings = tuple(issue for issue in issues if issue.severity is not Severity.ERROR)
        names = tuple(layer.id for layer in layers)
        return Applied(names, self._plan.model_copy(update=update), tuple(work.changes), warnings), issues

    def layers(self, identities: Sequence[str], issues: list[Issue]) -> list[Scenario]:
        """Return the scenarios that some consist of, in order and none twice; note those that are not there."""
        found: dict[str, Scenario] = {}
        for identity in identities:
            built: list[Scenario] = []
            name: str | None = identity
            while name is not None and name != BASE:
                if name not in self._scenarios:
                    known = tuple(sorted(self._scenarios))
                    params = {"value": name, "nearest": nearest(name, known), "known": known}
                    issues.append(Issue("FM-C101", params=params))
                    break
                built.append(self._scenarios[name])
                name = self._scenarios[name].builds_on
            for layer in reversed(built):
                found.setdefault(layer.id, layer)
        return list(found.values())

    def _work(self, names: tuple[str, ...]) -> OverlayDraft:
        """Return the plan with some layers on it, on top of as many as have been laid before."""
        n_laid = len(names)
        while n_laid and names[:n_laid] not in self._kept:
            n_laid -= 1
        work = self._kept[names[:n_laid]].copied() if n_laid else OverlayDraft(self._plan, [])
        for place in range(n_laid, len(names)):
            name = names[place]
            work.layer(self._scenarios[name], self._changes[name], self._mixes[name])
            if name in self._built_on:
                self._kept[names[: place + 1]] = work.copied()
        while len(self._kept) > _MAX_KEPT:
            self._kept.pop(next(iter(self._kept)))
        return work


_OF_SCENARIOS = tuple(table.table for table in SCENARIO_TABLES)
