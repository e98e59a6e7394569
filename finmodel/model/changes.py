"""A change of a plan as data: what stood there, what stands there now, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finmodel.model.document import to_document
from finmodel.model.plan import TABLES

if TYPE_CHECKING:
    from finmodel.model.plan import Plan

__all__ = ["Change", "differences"]


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
        Where the change came from, for example a file's name.
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
