"""A plan while scenarios are laid on it: each change made, refused or noted at its own row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from finmodel.analysis.overlay_places import PICKS, at_change, given_column, nearby
from finmodel.analysis.overlay_values import MovedOutside, changed_fields, moved_fields
from finmodel.errors import Issue, Severity, Where
from finmodel.model.addressed import nearest
from finmodel.model.addresses import spec_at
from finmodel.model.changes import Change, Draft, plain
from finmodel.model.enums import InvestmentKind
from finmodel.model.funding import FundingEntry
from finmodel.model.scenario_enums import MixReach, Operation
from finmodel.model.scenarios import ScenarioFunding
from finmodel.model.settings import Settings
from finmodel.model.values import MAX_ID

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from finmodel.model.action import Action
    from finmodel.model.plan import Plan
    from finmodel.model.row import Row
    from finmodel.model.scenarios import Scenario, ScenarioChange

__all__ = ["OverlayDraft"]

_MOVED_TABLES = ("investments", "energy_changes", "benefits", "internal_rents", "funding")
"""Tables whose rows move with their action; what is adopted, risked or vouched for stays where it is."""

Address = tuple[str, str | None, str | None]


@dataclass
class OverlayDraft:
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

    def copied(self) -> OverlayDraft:
        """Return the same, to go on from."""
        other = OverlayDraft(self.plan, [*self.issues], [*self.changes])
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
            self.issues.append(at_change(problem, row))
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
            self._note("FM-C107", row, given_column(row, *PICKS), warn=True)
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
            self._note("FM-C107", row, given_column(row, "of_kind", "rows", *PICKS), warn=True)
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
                self._note("FM-C112", row, given_column(row, "years", "start_year"), **params)
                return []
            found += [(target.table, getattr(target, "id", None), name, value, None) for name, value in moved.items()]
        if not found:
            self._stays(row, action)
        return found

    def _stays(self, row: ScenarioChange, action: Action) -> None:
        """Say that an action has no year that could be moved, where it was named; of a group it is passed over."""
        if action.id in row.actions:
            self._note("FM-C113", row, given_column(row, "years", "start_year"), value=action.id)

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
            row = self.last.get((where.table or "", where.row, where.field)) or nearby(where, found, rows_of)
            yield at_change(issue, row or scenario)


def _free_name(name: str, scenario: str, taken: Iterable[str]) -> str:
    """Return a name for a scenario's entry among the plan's, whichever of them are there; case tells no two apart."""
    folded = {other.casefold() for other in taken}
    wanted = chain((name, f"{scenario}.{name}"[:MAX_ID]), (f"{name[: MAX_ID - 7]}.{n}" for n in count(2)))
    return next(each for each in wanted if each.casefold() not in folded)


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
