"""Lists of problems: code, place, what is wrong, why it matters and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.components.tables import Column, download_csv, show_texts
from finmodel.errors import Severity
from finmodel.i18n import has, place_text, render_parts, t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.components.formats import Formats
    from finmodel.errors import Issue, Where
    from finmodel.i18n import Language

__all__ = ["problem_rows", "show_issues"]

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def problem_rows(issues: Iterable[Issue], formats: Formats) -> list[dict[str, Any]]:
    """Return every issue as a row, the errors first; workbook problems keep the order of the sheets."""
    rows = []
    for issue in sorted(issues, key=lambda issue: _ORDER[issue.severity]):
        parts = render_parts(issue, formats.lang)
        where = issue.where
        in_cell = where.sheet is not None and where.cell is not None
        rows.append(
            {
                "severity": t(f"severity.{issue.severity}", formats.lang),
                "code": issue.code,
                "sheet": where.sheet or "",
                "cell": where.cell or "",
                "place": _field(where, formats.lang) if in_cell else place_text(where, formats.lang),
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


def problem_columns(formats: Formats, rows: Sequence[dict[str, Any]]) -> list[Column]:
    """Return the columns of the list of problems; those that are empty throughout are left out."""
    widths = {"severity": 95, "code": 95, "sheet": 130, "cell": 70, "place": 200, "what": 340, "why": 300, "how": 340}
    return [
        Column(name, formats.text(f"problem.{name}"), width=width)
        for name, width in widths.items()
        if name not in ("sheet", "cell", "place") or any(row[name] for row in rows)
    ]


def show_issues(issues: Iterable[Issue], formats: Formats, *, key: str) -> None:
    """Show issues as a table with a download."""
    rows = problem_rows(issues, formats)
    columns = problem_columns(formats, rows)
    alt = formats.text("problem.alt")
    show_texts(rows, columns, formats, key=f"problems.{key}.{formats.lang}", alt=alt)
    download_csv(rows, columns, formats, name="problems", key=f"problems.{key}")
