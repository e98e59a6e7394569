"""Lists of problems: code, place, what is wrong, why it matters and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.components.tables import Column, download_csv, show_texts
from app.components.values import Names
from finmodel.errors import Severity
from finmodel.i18n import has, place_text, render_parts, t

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.components.formats import Formats
    from finmodel.errors import Issue, Where
    from finmodel.i18n import Language
    from finmodel.model.plan import Plan

__all__ = ["problem_rows", "show_issues"]

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def problem_rows(
    issues: Iterable[Issue], formats: Formats, plan: Plan | None = None, place_of: Callable[[Where], str] | None = None
) -> list[dict[str, Any]]:
    """Return every issue as a row, the errors first; workbook problems keep the order of the sheets.

    A place in a JSON file is said in the user's words: table, row and field; the plan gives the rows their names.
    Where ``place_of`` knows a better name for a place, "" where it does not, that one stands instead.
    """
    rows = []
    names = None if plan is None else Names(plan)
    for issue in sorted(issues, key=lambda issue: _ORDER[issue.severity]):
        parts = render_parts(issue, formats.lang)
        where = issue.where
        in_cell = where.sheet is not None and where.cell is not None
        in_document = where.table is not None and where.sheet is None
        own = place_of(where) if in_document and place_of is not None else ""
        rows.append(
            {
                "severity": t(f"severity.{issue.severity}", formats.lang),
                "code": issue.code,
                "sheet": "" if own else _table(where, formats.lang) if in_document else where.sheet or "",
                "cell": where.cell or "",
                "place": own
                if own
                else _in_document(where, names, formats)
                if in_document
                else _field(where, formats.lang)
                if in_cell
                else place_text(where, formats.lang),
                "what": parts.what,
                "why": parts.why,
                "how": parts.how,
            }
        )
    return rows


def _field(where: Where, lang: Language) -> str:
    """Return what the cell's column is called, and its year."""
    key = f"field.{where.table}.{where.field}.label"
    label = t(key, lang) if has(key, lang) else where.field or ""
    return f"{label} {where.year}" if where.year else label


def _table(where: Where, lang: Language) -> str:
    key = f"table.{where.table}.title"
    return t(key, lang) if has(key, lang) else where.table or ""


def _in_document(where: Where, names: Names | None, formats: Formats) -> str:
    """Return the row by its number and name, and the field: what stands in a JSON file as a pointer."""
    number = _row_number(where)
    name = ""
    if where.row is not None:
        name = where.row if names is None else names.of(where.table or "", where.row)
    parts = [
        formats.text("problem.row_named", n=number, name=name)
        if number and name
        else formats.text("problem.row", n=number)
        if number
        else name,
        _field(where, formats.lang) if where.field else "",
    ]
    return ", ".join(part for part in parts if part)


def _row_number(where: Where) -> str:
    """Return which row of its table a pointer names, counted from one; "" where it names none."""
    parts = (where.pointer or "").split("/")
    return str(int(parts[2]) + 1) if len(parts) > 2 and parts[2].isascii() and parts[2].isdigit() else ""


def problem_columns(formats: Formats, rows: Sequence[dict[str, Any]]) -> list[Column]:
    """Return the columns of the list of problems; those that are empty throughout are left out."""
    widths = {"severity": 95, "code": 95, "sheet": 130, "cell": 70, "place": 200, "what": 340, "why": 300, "how": 340}
    return [
        Column(name, formats.text(f"problem.{name}"), width=width)
        for name, width in widths.items()
        if name not in ("sheet", "cell", "place") or any(row[name] for row in rows)
    ]


def show_issues(
    issues: Iterable[Issue],
    formats: Formats,
    *,
    key: str,
    plan: Plan | None = None,
    place_of: Callable[[Where], str] | None = None,
) -> None:
    """Show issues as a table with a download.

    Parameters
    ----------
    issues, formats
        What is shown, and how.
    key
        Name of the table on the page.
    plan
        The plan that they are of: it gives its rows their names.
    place_of
        Gives places a better name, "" where it has none.
    """
    rows = problem_rows(issues, formats, plan, place_of)
    columns = problem_columns(formats, rows)
    alt = formats.text("problem.alt")
    show_texts(rows, columns, formats, key=f"problems.{key}.{formats.lang}", alt=alt)
    download_csv(rows, columns, formats, name="problems", key=f"problems.{key}")
