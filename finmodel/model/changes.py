"""A change of a plan as data: what stood there, what stands there now, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from finmodel.errors import InputError, Issue, Where, has_errors
from finmodel.model.addressed import nearest
from finmodel.model.check import check_plan
from finmodel.model.document import RawRow, to_document, validated
from finmodel.model.plan import TABLES, Plan
from finmodel.model.settings import Settings
from finmodel.model.values import FrozenMap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finmodel.model.row import Row

__all__ = ["Change", "Draft", "apply_changes", "differences", "plain"]


MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two plans.

    Attributes
    ----------
    table, row, field
        Address. ``row`` is None for the settings, ``field`` None where a whole row is new or gone.
    before, after
        Plain values as in JSON; None where there was, or is, nothing.
    origin
        Where the change came from, for example a file's name, or a scenario and its change.
    """

    table: str
    row: str | None
    field: str | None
    before: Any
    after: Any
    origin: str = ""

    @property
    def address(self) -> str:
        """The address as one text: ``actions/led/opex_change``."""
        return "/".join(part for part in (self.table, self.row, self.field) if part is not None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"address": self.address, "before": self.before, "after": self.after, "origin": self.origin}


def plain(value: Any) -> Any:
    """Return a field's value as in JSON; a blank is None."""
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json")
    elif isinstance(value, FrozenMap):
        value = {str(key): number for key, number in value.items()}
    elif isinstance(value, tuple):
        value = [plain(item) for item in value]
    elif isinstance(value, str):
        value = str(value)
    return None if value in ("", {}, []) else value


class Draft:
    """A plan that is being changed, row by row; the plan that it was made from stays as it is.

    Parameters
    ----------
    plan
        What to start from.
    """

    def __init__(self, plan: Plan) -> None:
        self.settings = plan.settings
        self.rows: dict[str, dict[str, Any]] = {
            table: {row.id: row for row in rows} for table, rows in plan.tables().items()
        }

    def copied(self) -> Draft:
        """Return the same, to go on from; what is changed in one is not in the other."""
        other = Draft.__new__(Draft)
        other.settings, other.rows = self.settings, {table: {**rows} for table, rows in self.rows.items()}
        return other

    def row(self, table: str, identity: str | None) -> Row | None:
        """Return a row as it stands now, None where there is none."""
        if table == Settings.table:
            return self.settings
        return self.rows.get(table, {}).get(identity or "")

    def value(self, table: str, identity: str | None, field: str) -> Any:
        """Return a field as in JSON, as it stands now."""
        return plain(getattr(self.row(table, identity), field))

    def apply(self, change: Change) -> list[Issue]:
        """Make a change, and return what is wrong with its address or value; nothing is changed then."""
        model = Settings if change.table == Settings.table else TABLES.get(change.table)
        where = Where(table=change.table, row=change.row, field=change.field)
        if model is None or (model is Settings and change.row is not None):
            near = nearest(change.table, (Settings.table, *TABLES))
            return [Issue("FM-C103", where=where, params={"value": change.table, "nearest": near})]
        if change.field is None:
            return self._whole(change, model, where)
        row = self.row(change.table, change.row)
        if row is None:
            params = {"value": change.row, "table": change.table, "nearest": None}
            params["nearest"] = nearest(change.row or "", self.rows[change.table])
            return [Issue("FM-C106", where=where, params=params)]
        if change.field not in model.specs or (change.field == "id"):
            near = nearest(change.field, model.specs)
            params = {"value": f"{change.table}.{change.field}", "nearest": near and f"{change.table}.{near}"}
            return [Issue("FM-C103", where=where, params=params)]
        standing = self.value(change.table, change.row, change.field)
        if standing != change.before:
            return [
                Issue("FM-C121", where=where, params={"value": _shown(standing), "expected": _shown(change.before)})
            ]
        data = {name: getattr(row, name) for name in model.specs}
        if change.after is None:
            data.pop(change.field)
        else:
            data[change.field] = change.after
        return self._put(model, data, change.table, change.row)

    def _whole(self, change: Change, model: type[Row], where: Where) -> list[Issue]:
        standing = None if change.table == Settings.table else self.row(change.table, change.row)
        found = standing and {
            name: value for name in model.specs if (value := plain(getattr(standing, name))) is not None
        }
        if found != change.before or change.table == Settings.table:
            params = {"value": _shown(found and change.address), "expected": _shown(change.before and change.address)}
            return [Issue("FM-C121", where=where, params=params)]
        if change.after is None:
            del self.rows[change.table][change.row or ""]
            return []
        if not isinstance(change.after, Mapping):
            return [Issue("FM-J103", where=where, params={"found": type(change.after).__name__})]
        return self._put(model, {**change.after, "id": change.row}, change.table, change.row)

    def _put(self, model: type[Row], data: dict[str, Any], table: str, identity: str | None) -> list[Issue]:
        issues: list[Issue] = []
        raw = RawRow(data, lambda field, year: Where(table=table, row=identity, field=field, year=year))
        found = validated(model, raw, issues)
        if found is not None:
            if isinstance(found, Settings):
                self.settings = found
            else:
                self.rows[table][identity or ""] = found
        return issues

    def tables(self) -> dict[str, tuple[Any, ...]]:
        """Return the rows by table as they stand now."""
        return {table: tuple(rows.values()) for table, rows in self.rows.items()}

    def check(self) -> list[Issue]:
        """Return everything that does not fit together as the rows stand now."""
        return check_plan(self.settings, self.tables())

    def plan(self) -> Plan:
        """Return the plan; :meth:`check` must have found no error in it."""
        fields: dict[str, Any] = {"settings": self.settings, **self.tables()}
        return Plan.model_construct(**fields)


def _shown(value: object) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def apply_changes(plan: Plan, changes: Iterable[Change]) -> Plan:
    """Return the plan with changes made in their order; the plan itself stays as it is.

    Parameters
    ----------
    plan
        The plan that the changes are of: what each says stood before must stand there.
    changes
        For example those of :func:`differences`, or of a scenario.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        All problems: ``FM-C103`` no such table or field, ``FM-C106`` no such row, ``FM-C121`` something else stands
        there, and whatever is wrong with the plan that comes of it.
    """
    draft = Draft(plan)
    issues = [issue for change in changes for issue in draft.apply(change)]
    if not issues:
        issues = draft.check()
    if has_errors(issues):
        raise InputError(issues)
    return draft.plan()


def differences(before: Plan, after: Plan, *, origin: str = "") -> tuple[Change, ...]:
    """Return what turns one plan into the other, by table, row and field; the order of rows is no difference."""
    old, new = to_document(before), to_document(after)
    changes = _fields("settings", None, old["settings"], new["settings"], origin)
    for table in TABLES:
        old_rows = {row["id"]: row for row in old[table]}
        new_rows = {row["id"]: row for row in new[table]}
        for identity in [*old_rows, *(name for name in new_rows if name not in old_rows)]:
            if identity not in new_rows:
                changes.append(Change(table, identity, None, old_rows[identity], None, origin))
            elif identity not in old_rows:
                changes.append(Change(table, identity, None, None, new_rows[identity], origin))
            else:
                changes += _fields(table, identity, old_rows[identity], new_rows[identity], origin)
    return tuple(changes)


def _fields(table: str, row: str | None, old: dict[str, Any], new: dict[str, Any], origin: str) -> list[Change]:
    names = [*old, *(name for name in new if name not in old)]
    return [
        Change(table, row, name, old.get(name), new.get(name), origin)
        for name in names
        if old.get(name) != new.get(name)
    ]
