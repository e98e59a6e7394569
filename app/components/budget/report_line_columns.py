"""The columns of a list of lines on the report page, all in sight, and in a file; and what stands in them."""

from __future__ import annotations

from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from app.components.budget.report_words import category_label, code_name, in_unit, percent_cell
from app.components.inert import one_line
from app.components.tables import Column
from finmodel.i18n import t
from finmodel.i18n.tagging import reason_text, standing_text
from finmodel.tagging.amounts import quotient

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.components.budget.report_words import Shown
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["file_columns", "line_columns", "line_rows", "row_height", "shortened"]

_FIELDS = ("organisation", "activity", "account", "project")
_ROW, _LINE, _MOST = 66, 21, 9
"""Least height of a row whose texts wrap, height of a line of text [pixels], and lines in a row at most."""
_LETTER, _PADDING = 6.7, 18
"""Width of a letter, all in all, and of what is beside the text of a cell [pixels]."""


def row_height(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], most: int = _MOST) -> int:
    """Return the height in which the longest text of any row is read whole, in ``most`` lines at most [pixels].

    All rows of a table have one height: where a few texts are long, the others stand in as much empty space.
    """
    lines = (
        ceil(len(str(row.get(column.key) or "")) * _LETTER / max(int(column.width) - _PADDING, 40))
        for row in rows
        for column in columns
        if column.decimals is None and isinstance(column.width, int)
    )
    return max(_ROW, 6 + _LINE * min(max(lines, default=1), most))


def shortened(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], most: int) -> list[dict[str, Any]]:
    """Return rows whose texts have room in ``most`` lines of their columns; what is cut ends in an ellipsis.

    A text that is higher than its row would show its middle.
    """
    wide = {column.key: _n_letters(column) for column in columns if isinstance(column.width, int)}
    return [
        {name: _shortened(text, wide[name], most) if name in wide else text for name, text in row.items()}
        for row in rows
    ]


def _shortened(text: Any, letters: int, most: int) -> Any:
    if not isinstance(text, str) or len(text) <= letters:
        return text
    lines = wrap(text, letters, max_lines=most, placeholder=" …", break_long_words=False, break_on_hyphens=False)
    whole = " ".join(lines)
    # A single long word is in no line of its own: it is cut by letters.
    return whole if len(whole) < (letters + 1) * most else f"{text[: letters * most - 1]}…"


def _n_letters(column: Column) -> int:
    return int(max(column.width - _PADDING, 40) / _LETTER)


def line_rows(items: Iterable[TaggedLine], shown: Shown, axis: str) -> list[dict[str, Any]]:
    """Return lines as rows: text, amount, tag on an axis and why, and the names of its codes."""
    formats, scheme = shown.formats, shown.scheme
    place, base = scheme.axis_ids.index(axis), shown.report.totals.base
    rows = []
    for item in items:
        ore = item.line.amount(shown.report.years)
        row: dict[str, Any] = {
            "text": one_line(item.line.text),
            "amount": in_unit(ore, formats),
            "share": percent_cell(quotient(ore, base), formats),
            "tag": category_label(scheme, item.categories[place], formats),
            "standing": standing_text(item, place, formats.lang),
            "why": one_line(reason_text(item, shown.budget.tagger, formats.lang)),
            "place": one_line(item.line.place),
        }
        row |= {
            field: code_name(shown, field, getattr(item.line, field)) if getattr(item.line, field) else ""
            for field in _FIELDS
        }
        # The codes alone: their names are in the file, and would make every row as high as a hand.
        others = [(t(f"tag_group.{one}", formats.lang), one_line(getattr(item.line, one))) for one in _FIELDS[1:]]
        others.append((formats.text("budget_report.row_in_file"), row["place"]))
        row["codes"] = ", ".join(f"{name.lower()} {value}" for name, value in others if value)
        rows.append(row)
    return rows


def line_columns(rows: Sequence[dict[str, Any]], shown: Shown, *, has_judged: bool = False) -> list[Column]:
    """Return the columns of :func:`line_rows` on the page, all of them in sight; codes beside the first are in one."""
    formats = shown.formats
    text = formats.text
    of_judged = [
        Column(
            "judged",
            f"{text('budget_report.judged')}, %",
            decimals=1,
            width=80,
            help=text("budget_report.judged_help"),
        )
    ]
    has_organisation = any(row["organisation"] for row in rows)
    return [
        Column("text", text("budget_report.line"), width=145),
        *([Column("organisation", t("tag_group.organisation", formats.lang), width=152)] if has_organisation else []),
        Column("amount", f"{text('budget_report.amount')}, {formats.money_label}", formats.decimals, width=95),
        Column("share", text("budget_report.of_base_column"), decimals=1, width=92),
        *(of_judged if has_judged else []),
        Column("tag", text("budget_report.category"), width=95),
        Column("why", text("budget_report.why"), width=158 if has_judged else 215),
        Column("standing", text("budget_report.standing"), width=85),
        Column("codes", text("budget_report.codes"), width=110 if has_judged else 120),
    ]


def file_columns(rows: Sequence[dict[str, Any]], shown: Shown) -> list[Column]:
    """Return the columns of :func:`line_rows` in a file: each code in its own; those that no line has are left out."""
    formats = shown.formats
    text = formats.text
    fields = [Column(one, t(f"tag_group.{one}", formats.lang)) for one in _FIELDS if any(row[one] for row in rows)]
    has_first = bool(fields) and fields[0].key == _FIELDS[0]
    return [
        Column("text", text("budget_report.line")),
        *(fields[:1] if has_first else [Column("organisation", t("tag_group.organisation", formats.lang))]),
        Column("amount", f"{text('budget_report.amount')}, {formats.money_label}", formats.decimals),
        Column("share", text("budget_report.of_base_column"), decimals=1),
        Column("tag", text("budget_report.category")),
        Column("why", text("budget_report.why")),
        Column("standing", text("budget_report.standing")),
        *(fields[1:] if has_first else fields),
        Column("place", text("budget_report.place")),
    ]
