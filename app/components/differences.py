"""What changed between two plans, in words: table, row, field, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.components.scenario_words import place_label
from app.components.values import Names, field_name, spec_of, table_title, value_text
from finmodel.model.changes import Change, differences
from finmodel.model.document import to_document
from finmodel.model.funding import FundingEntry
from finmodel.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats
    from finmodel.model.plan import Plan

__all__ = ["Difference", "change_rows", "rows_of_changes"]


@dataclass(frozen=True, slots=True)
class Difference:
    """The changes as rows for a table, and how many there are of each kind."""

    rows: tuple[dict[str, Any], ...]
    changed: int
    added: int
    removed: int


def change_rows(before: Plan, after: Plan, formats: Formats, *, origin: str) -> Difference:
    """Return what turns one plan into the other, in words."""
    changes = differences(before, after, origin=origin)
    whole = [change for change in changes if change.field is None]
    added = sum(1 for change in whole if change.before is None)
    rows = rows_of_changes(changes, before, after, formats)
    return Difference(rows, len(changes) - len(whole), added, len(whole) - added)


def rows_of_changes(
    changes: Sequence[Change], before: Plan, after: Plan, formats: Formats
) -> tuple[dict[str, Any], ...]:
    """Return changes in words, in their order; the plans before and after give rows their names."""
    names = Names(before, after)
    documents = [to_document(after), to_document(before)]
    by_id = {
        (table, row["id"]): row
        for document in reversed(documents)
        for table, rows in document.items()
        if isinstance(rows, list)
        for row in rows
    }
    return tuple(_row(change, names, by_id.get((change.table, change.row or ""), {}), formats) for change in changes)


def _row(change: Change, names: Names, row: dict[str, Any], formats: Formats) -> dict[str, Any]:
    lang = formats.lang
    if change.field is None:
        kind = "added" if change.before is None else "removed"
        content = change.after if change.before is None else change.before
        described = _described(change, names, content, formats)
        text = _summary(change.table, content, names, formats)
        return {
            "table": table_title(change.table, lang),
            "row": described,
            "field": formats.text(f"change.{kind}"),
            "before": text if kind == "removed" else "–",
            "after": text if kind == "added" else "–",
        }
    described = "" if change.row is None else _described(change, names, row, formats)
    old, new = change.before, change.after
    if not spec_of(change.table, change.field).unit.is_money:
        old, new = _only_differing(old, new)
    return {
        "table": table_title(change.table, lang),
        "row": described or table_title(Settings.table, lang),
        "field": field_name(change.table, change.field, lang),
        "before": value_text(change.table, change.field, old, names, formats, row=row),
        "after": value_text(change.table, change.field, new, names, formats, row=row),
    }


def _described(change: Change, names: Names, row: Mapping[str, Any], formats: Formats) -> str:
    """Return a row's name; one that belongs to an action stands behind the action's name.

    An entry of a mix has no name of its own: it is called by its source, behind what it is a mix for.
    """
    own = names.of(change.table, change.row or "")
    action = row.get("action")
    if change.table == FundingEntry.table and "source" in row:
        own = names.of("sources", str(row["source"]))
        if not isinstance(action, str):
            place = next(((name, str(row[name])) for name in ("sector", "owner", "status") if row.get(name)), None)
            return f"{place_label(*(place or ('all', '')), names, formats)} – {own}"
    return f"{names.of('actions', action)} – {own}" if isinstance(action, str) else own


def _only_differing(before: Any, after: Any) -> tuple[Any, Any]:
    """Leave out the years that are the same in two yearly values; where the years themselves differ all are shown."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return before, after
    if "by_year" in before and "by_year" in after and before.get("value") == after.get("value"):
        old, new = _only_differing(before["by_year"], after["by_year"])
        return {"value": None, "by_year": old}, {"value": None, "by_year": new}
    if all(key.isdigit() for key in (*before, *after)):
        if set(before) != set(after):
            return before or None, after or None
        keys = [key for key in sorted(before) if before[key] != after[key]]
        old, new = ({key: side[key] for key in keys} for side in (before, after))
        return old or None, new or None
    return before, after


def _summary(table: str, content: dict[str, Any], names: Names, formats: Formats) -> str:
    """Return a whole row in one line: its fields but the id."""
    return "; ".join(
        f"{field_name(table, field, formats.lang)}: {value_text(table, field, value, names, formats, row=content)}"
        for field, value in content.items()
        if field != "id"
    )
