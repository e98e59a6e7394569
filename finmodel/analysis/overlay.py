"""A scenario applied to its plan: a new plan, and every change with what stood there before.

The one road from scenarios to numbers: what comes of it is a plan as any other.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from finmodel.analysis.overlay_values import MovedOutside, changed_fields, moved_fields
from finmodel.errors import InputError, Issue, Severity, Where, has_errors
from finmodel.model.addressed import nearest
from finmodel.model.addresses import spec_at
from finmodel.model.changes import Change, Draft, plain
from finmodel.model.check_scenarios import check_scenarios
from finmodel.model.enums import InvestmentKind
from finmodel.model.funding import FundingEntry
from finmodel.model.identity import plan_hash
from finmodel.model.scenario_enums import MixReach, Operation
from finmodel.model.scenarios import BASE, SCENARIO_TABLES, ScenarioFunding
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind
from finmodel.model.values import MAX_ID

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from finmodel.model.action import Action
    from finmodel.model.plan import Plan
    from finmodel.model.row import Row
    from finmodel.model.scenarios import Scenario, ScenarioChange

__all__ = ["Applied", "Overlays", "apply_layers", "apply_scenario", "layers_of", "scenario_ids", "scenario_issues"]

_MOVED_TABLES = ("investments", "energy_changes", "benefits", "internal_rents", "funding")
"""Tables whose rows move with their action; what is adopted, risked or vouched for stays where it is."""

Address = tuple[str, str | None, str | None]


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
        self._kept: dict[tuple[str, ...], _Overlay] = {}
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

    def _work(self, names: tuple[str, ...]) -> _Overlay:
        """Return the plan with some layers on it, on top of as many as have been laid before."""
        n_laid = len(names)
        while n_laid and names[:n_laid] not in self._kept:
            n_laid -= 1
        work = self._kept[names[:n_laid]].copied() if n_laid else _Overlay(self._plan, [])
        for place in range(n_laid, len(names)):
            name = names[place]
            work.layer(self._scenarios[name], self._changes[name], self._mixes[name])
            if name in self._built_on:
                self._kept[names[: place + 1]] = work.copied()
        while len(self._kept) > _MAX_KEPT:
            self._kept.pop(next(iter(self._kept)))
        return work


_OF_SCENARIOS = tuple(table.table for table in SCENARIO_TABLES)


@dataclass
class _Overlay:
    """A plan while layers are laid on it."""

    plan: Plan
    issues: list[Issue]
    changes: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.draft = Draft(self.plan)
        self.last: dict[Address, Row] = {}
        """Which row of a scenario changed an address last: where a problem with it is shown."""
        self.failed: set[tuple[str | None, str | None]] = set()
        """Rows that a change could not be made to: what comes of its absence is no second problem."""
        self.clashes: set[tuple[str, str, str]] = set()
        """Changes of a scenario that have been said to meet an earlier one."""

    def copied(self) -> _Overlay:
        """Return the same, to go on from."""
        other = _Overlay(self.plan, [*self.issues], [*self.changes])
        other.draft, other.last, other.failed = self.draft.copied(), {**self.last}, {*self.failed}
        other.clashes = {*self.clashes}
        return other

    def layer(self, scenario: Scenario, rows: Iterable[ScenarioChange], mixes: Sequence[ScenarioFunding]) -> None:
        """Make the changes of one scenario in their order, then put its mixes in place."""
        touched: dict[Address, dict[int | None, str]] = {}
        for row in sorted(rows, key=lambda row: (row.position, row.id)):
            self._make(scenario, row, touched)
        self._mix(scenario, mixes, touched)

    def _make(self, scenario: Scenario, row: ScenarioChange, touched: dict[Address, dict[int | None, str]]) -> None:
        n_before = len(self.changes)
        n_issues = len(self.issues)
        for table, identity, name, new, years in self._resolved(row):
            address = (table, identity, name)
            if not self._may_touch(row, address, years, touched):
                continue
            before, after = self.draft.value(*address), plain(new)
            if before == after:
                continue
            self._apply(Change(table, identity, name, before, after, f"{scenario.id}/{row.id}"), row)
        if len(self.changes) == n_before and len(self.issues) == n_issues:
            self._note("FM-C111", row, "operation", warn=True)

    def _apply(self, change: Change, row: Row) -> None:
        problems = self.draft.apply(change)
        for problem in problems:
            self.issues.append(_at(problem, row))
        if problems:
            owner = getattr(self.draft.row(change.table, change.row), "action", None)
            self.failed |= {(change.table, change.row), ("actions", owner)}
            return
        if change.field is not None:
            # As the model has it: a blank has become its default, a list is in order, a number of years is whole.
            change = replace(change, after=self.draft.value(change.table, change.row, change.field))
        if change.before != change.after:
            self.changes.append(change)
            address = (change.table, change.row, change.field)
            self.last.pop(address, None)
            self.last[address] = row

    def _note(self, code: str, row: Row, name: str, *, warn: bool = False, **params: Any) -> None:
        severity = Severity.WARNING if warn else Severity.ERROR
        where = Where(table=row.table, row=getattr(row, "id", None), field=name)
        self.issues.append(Issue(code, severity, where, params))

    def _may_touch(
        self,
        row: ScenarioChange,
        address: Address,
        years: Collection[int] | None,
        touched: dict[Address, dict[int | None, str]],
    ) -> bool:
        """Refuse a second change of one address, unless it is said to be on purpose."""
        mine = touched.setdefault(address, {})
        wanted: list[int | None] = [None] if years is None else list(years)
        clash = next((mine[key] for key in (*mine,) if key is None or None in wanted or key in wanted), None)
        for key in wanted:
            mine[key] = row.id
        if clash is not None and clash != row.id and not row.again:
            if (row.scenario, row.id, clash) not in self.clashes:
                # Of two changes that meet in many fields one conflict is told: what mends it there mends it everywhere.
                self.clashes.add((row.scenario, row.id, clash))
                shown = "/".join(part for part in address if part)
                self._note("FM-C109", row, "field", value=shown, first=clash, operation=self._operation(clash))
            return False
        return True

    def _operation(self, identity: str) -> str:
        return next(str(row.operation) for row in self.plan.scenario_changes if row.id == identity)

    def _resolved(self, row: ScenarioChange) -> list[tuple[str, str | None, str, Any, Collection[int] | None]]:
        """Return what a change does: table, row, field, new value, and the years that it touches (None: the whole)."""
        if row.operation.is_on_actions:
            actions = self._actions(row)
            if row.operation is Operation.MOVE:
                return [item for action in actions for item in self._move(row, action)]
            is_included = row.operation is Operation.INCLUDE
            return [("actions", action.id, "included", is_included, None) for action in actions]
        spec = spec_at(row.field)
        if spec is None:  # the model has told it
            return []
        table, _, name = row.field.partition(".")
        years = tuple(row.by_year) if row.by_year and row.number is None else None
        found: list[tuple[str, str | None, str, Any, Collection[int] | None]] = []
        for target in self._targets(row, table):
            identity = getattr(target, "id", None)
            for changed, value in changed_fields(target, name, spec, row).items():
                found.append((table, identity, changed, value, years))
        return found

    def _actions(self, row: ScenarioChange) -> list[Action]:
        actions: dict[str, Action] = self.draft.rows["actions"]
        for name in (name for name in row.actions if name not in actions):
            self._note("FM-C106", row, "actions", value=name, table="actions", nearest=nearest(name, actions))
        found = [
            action
            for _, action in sorted(actions.items())
            if row.all_rows
            or action.id in row.actions
            or action.status in row.statuses
            or action.sector in row.sectors
            or action.owner in row.owners
        ]
        if not found and not row.actions:
            self._note("FM-C107", row, _given(row, *_PICKS), warn=True)
        return found

    def _targets(self, row: ScenarioChange, table: str) -> list[Row]:
        if table == Settings.table:
            return [self.draft.settings]
        rows: dict[str, Any] = self.draft.rows[table]
        for name in (name for name in row.rows if name not in rows):
            self._note("FM-C106", row, "rows", value=name, table=table, nearest=nearest(name, rows))
        picked = set(row.rows)
        has_picks = bool(row.actions or row.statuses or row.sectors or row.owners)
        of_actions = {action.id for action in self._actions(row)} if has_picks else set()
        found = [
            target
            for identity, target in sorted(rows.items())
            if (
                row.all_rows
                or identity in picked
                or (identity if table == "actions" else getattr(target, "action", None)) in of_actions
            )
            and (row.of_kind is None or getattr(target, "kind", None) == row.of_kind.value)
        ]
        if not found and not picked - set(rows) and (not has_picks or of_actions):
            self._note("FM-C107", row, _given(row, "of_kind", "rows", *_PICKS), warn=True)
        return found

    def _move(
        self, row: ScenarioChange, action: Action
    ) -> list[tuple[str, str | None, str, Any, Collection[int] | None]]:
        years = row.years
        if years is None:
            start = self._start(action)
            if start is None or row.start_year is None:
                self._stays(row, action)
                return []
            years = row.start_year - start
        mine: list[Row] = [action, *(item for table in _MOVED_TABLES for item in self._of(table, action.id))]
        found: list[tuple[str, str | None, str, Any, Collection[int] | None]] = []
        for target in mine:
            try:
                moved = moved_fields(target, years, self.draft.settings.years)
            except MovedOutside as outside:
                first, last = self.draft.settings.first_year, self.draft.settings.last_year
                params: dict[str, Any] = {"value": action.id, "year": outside.year, "minimum": first, "maximum": last}
                self._note("FM-C112", row, _given(row, "years", "start_year"), **params)
                return []
            found += [(target.table, getattr(target, "id", None), name, value, None) for name, value in moved.items()]
        if not found:
            self._stays(row, action)
        return found

    def _stays(self, row: ScenarioChange, action: Action) -> None:
        """Say that an action has no year that could be moved, where it was named; of a group it is passed over."""
        if action.id in row.actions:
            self._note("FM-C113", row, _given(row, "years", "start_year"), value=action.id)

    def _of(self, table: str, action: str) -> list[Any]:
        return [row for _, row in sorted(self.draft.rows[table].items()) if row.action == action]

    def _start(self, action: Action) -> int | None:
        """Return the first year of an action: of its own investment, else of its effect."""
        bought = [row for row in self._of("investments", action.id) if row.kind is InvestmentKind.CAPEX]
        spent = [year for row in bought for year in row.planned_years()]
        effects = [
            year
            for row in (action, *self._of("energy_changes", action.id), *self._of("benefits", action.id))
            for name in row.specs
            for year in getattr(getattr(row, name), "by_year", ())
        ]
        if action.effect_start is not None:
            effects.append(action.effect_start)
        return min(spent) if spent else min(effects, default=None)

    def _mix(
        self, scenario: Scenario, mixes: Sequence[ScenarioFunding], touched: dict[Address, dict[int | None, str]]
    ) -> None:
        """Put a scenario's mixes in the place of those that they replace."""
        if not mixes and scenario.mix_reach is MixReach.NAMED:
            return
        places = {row.belongs_to for row in mixes}
        entries: dict[str, FundingEntry] = self.draft.rows["funding"]
        if not mixes and entries:
            self._note("FM-C118", scenario, "mix_reach", warn=True, n=len(entries))
        gone = [row for row in entries.values() if scenario.mix_reach is MixReach.ALL or row.belongs_to in places]
        origin = f"{scenario.id}/{scenario.id}"
        for entry in sorted(gone, key=lambda row: row.id):
            changed = [
                who
                for address, keys in touched.items()
                if address[:2] == ("funding", entry.id)
                for who in keys.values()
            ]
            if changed:
                self._replaced(scenario, entry, changed[0])
            before = {name: plain(getattr(entry, name)) for name in entry.specs}
            self._apply(Change("funding", entry.id, None, _filled(before), None, origin), scenario)
        for row in sorted(mixes, key=lambda row: row.id):
            name = _free_name(row.id, scenario.id, entries)
            after = {key: plain(getattr(row.entry(name), key)) for key in FundingEntry.specs}
            self._apply(Change("funding", name, None, None, _filled(after), f"{scenario.id}/{row.id}"), row)
        self._left_out(mixes)

    def _replaced(self, scenario: Scenario, entry: FundingEntry, change: str) -> None:
        """Say that a change was made to an entry that the same scenario's mix takes away; a move is no such change."""
        row = next((row for row in self.plan.scenario_changes if row.id == change), None)
        if row is None or row.operation is Operation.MOVE:
            return
        shown = f"funding/{entry.id}"
        where = Where(table=row.table, row=row.id, field="field")
        self.issues.append(
            Issue("FM-C109", where=where, params={"value": shown, "first": scenario.id, "operation": "mix"})
        )

    def _left_out(self, mixes: Sequence[ScenarioFunding]) -> None:
        actions: dict[str, Action] = self.draft.rows["actions"]
        for row in mixes:
            action = actions.get(row.action or "")
            if action is not None and not action.counts:
                self._note("FM-C116", row, "action", warn=True, value=action.id)

    def judged(self, scenario: Scenario) -> Iterator[Issue]:
        """Yield every error of the plan that has come of it, at the row that changed the address last."""
        rows_of: dict[tuple[str, str | None], Row] = {}
        for (table, name, _), changed in self.last.items():
            rows_of.pop((table, name), None)
            rows_of[table, name] = changed
        for issue in self.draft.check():
            where = issue.where
            found = self.draft.row(where.table or "", where.row)
            if issue.severity is not Severity.ERROR or (where.table, where.row) in self.failed:
                continue
            row = self.last.get((where.table or "", where.row, where.field)) or _nearby(where, found, rows_of)
            yield _at(issue, row or scenario)


def _nearby(where: Where, found: Row | None, rows_of: Mapping[tuple[str, str | None], Row]) -> Row | None:
    """Return what changed the row of a problem last, else a row that it refers to, else its table."""
    if (row := rows_of.get((where.table or "", where.row))) is not None or found is None:
        return row
    for name, spec in found.specs.items():
        if spec.kind is Kind.REFERENCE and (row := rows_of.get((spec.table or "", getattr(found, name)))) is not None:
            return row
    of_table = [row for (table, _), row in rows_of.items() if table == where.table]
    return of_table[-1] if of_table else rows_of.get((Settings.table, None))


def _given(row: ScenarioChange, *columns: str) -> str:
    """Return the first of some columns that is filled in; the last where none is."""
    blank = (None, (), False)
    return next((name for name in columns if not any(getattr(row, name) is each for each in blank)), columns[-1])


def _free_name(name: str, scenario: str, taken: Iterable[str]) -> str:
    """Return a name for a scenario's entry among the plan's, whichever of them are there; case tells no two apart."""
    folded = {other.casefold() for other in taken}
    wanted = chain((name, f"{scenario}.{name}"[:MAX_ID]), (f"{name[: MAX_ID - 7]}.{n}" for n in count(2)))
    return next(each for each in wanted if each.casefold() not in folded)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _at(issue: Issue, row: Row) -> Issue:
    """Return a problem of the plan that comes of a change, at the change."""
    operation = getattr(row, "operation", None)
    if operation is Operation.MOVE:
        column: str | None = _given(row, "years", "start_year")  # type: ignore[arg-type]
    elif operation in (Operation.INCLUDE, Operation.LEAVE_OUT):
        column = _given(row, *_PICKS)  # type: ignore[arg-type]
    elif operation is not None:
        column = _COLUMN[operation]
    else:
        column = issue.where.field if row.table == ScenarioFunding.table else None
    where = Where(table=row.table, row=getattr(row, "id", None), field=column)
    return Issue(issue.code, issue.severity, where, {**issue.params, **_in_plan(issue.where, row)})


def _in_plan(where: Where, row: Row) -> dict[str, str | int | None]:
    """Return which row of the plan a problem is with; nothing for an entry that is the scenario's own row itself."""
    is_own = row.table == ScenarioFunding.table and (where.table, where.row) == ("funding", getattr(row, "id", None))
    if where.table is None or is_own:
        return {}
    place = {"table": where.table, "row": where.row, "field": where.field, "year": where.year}
    return {f"plan_{name}": part for name, part in place.items() if part is not None}


_PICKS = ("actions", "statuses", "sectors", "owners", "all_rows")

_COLUMN = {
    Operation.SET: "field",
    Operation.SCALE: "factor",
    Operation.ADD: "number",
}
"""Where a problem with what an operation made of the plan is shown."""
