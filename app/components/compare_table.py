"""The comparison as tables: figures in rows, scenarios in columns, each with its difference to the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.compare_grid import Cell, Head, show_grid
from app.components.compare_words import in_unit, labelled, value_text
from app.components.tables import Column, download_csv, why_column
from finmodel.analysis.compare_rows import RowGroup
from finmodel.i18n import t
from finmodel.i18n.comparison import reason_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats
    from finmodel.analysis.compare import CompareRow, Comparison

__all__ = ["compare_columns", "compare_rows", "comparison_tables", "rows_table"]

_MORE, _LESS = "#005A94", "#9A3D00"
_GROUP = "group"


def compare_columns(comparison: Comparison, names: Mapping[str, str], formats: Formats) -> list[Column]:
    """Return the columns: the figure, then every scenario's value (``v0`` …) and, but for the first, its difference."""
    columns = [Column("name", formats.text("compare.figure"), width=300, pinned=True)]
    for place, identity in enumerate(comparison.scenarios):
        columns.append(Column(f"v{place}", names[identity], decimals=formats.decimals, width=125))
        if place:
            label = formats.text("compare.difference", name=names[identity])
            columns.append(Column(f"d{place}", label, decimals=formats.decimals, width=170))
    return columns


def compare_rows(rows: Sequence[CompareRow], comparison: Comparison, formats: Formats) -> list[dict[str, Any]]:
    """Return figures as rows; where one is undefined its reason stands in its place, as tables want it."""
    found = []
    for row in rows:
        cells: dict[str, Any] = {
            "name": labelled(comparison.plan, row, formats),
            _GROUP: t(f"compare.group.{row.group}", formats.lang),
        }
        for place, (value, difference) in enumerate(zip(row.values, row.differences, strict=True)):
            reason = row.reasons[place]
            cells[f"v{place}"] = (
                in_unit(value, row.unit, formats)
                if value is not None
                else reason_label(reason or "absent_input", formats.lang)
            )
            if place:
                cells[f"d{place}"] = None if difference is None else in_unit(difference, row.unit, formats)
        found.append(cells)
    return found


def comparison_tables(comparison: Comparison, names: Mapping[str, str], formats: Formats) -> None:
    """Show a table for each group of figures, and offer all of them as one file."""
    columns = compare_columns(comparison, names, formats)
    for group in RowGroup:
        rows = [row for row in comparison.rows if row.group is group]
        title = t(f"compare.group.{group}", formats.lang)
        st.subheader(title)
        rows_table(rows, comparison, names, formats, alt=formats.text("compare.alt", group=title))
    everything = compare_rows(comparison.rows, comparison, formats)
    group_column = Column(_GROUP, formats.text("compare.group"))
    download_csv(everything, [group_column, *columns, why_column(formats)], formats, name="compare")


def rows_table(
    rows: Sequence[CompareRow], comparison: Comparison, names: Mapping[str, str], formats: Formats, *, alt: str
) -> None:
    """Show figures of several units in one table: each is written in its own, a difference with its sign.

    Parameters
    ----------
    rows, comparison
        Figures to show, and what they belong to.
    names
        Scenarios by id.
    formats
        How numbers are written.
    alt
        What the table shows in words.
    """
    value, difference = formats.text("compare.value"), formats.text("compare.plain_difference")
    first, *others = (names[identity] for identity in comparison.scenarios)
    top = [Head(formats.text("compare.figure"), rows=2), Head(first), *(Head(name, span=2) for name in others)]
    below = [Head(value), *(head for _ in others for head in (Head(value, is_first=True), Head(difference)))]
    show_grid([top, below], [(labelled(comparison.plan, row, formats), _cells(row, formats)) for row in rows], alt=alt)


def _cells(row: CompareRow, formats: Formats) -> list[Cell]:
    """Return a figure's cells: the first scenario's value, then of each other its value and difference."""
    cells = []
    for place, (value, reason, difference) in enumerate(zip(row.values, row.reasons, row.differences, strict=True)):
        if value is None:
            why = reason_label(reason or "absent_input", formats.lang)
            cells.append(Cell(why, is_reason=True, is_first=place > 0))
        else:
            cells.append(Cell(value_text(in_unit(value, row.unit, formats), row.unit, formats), is_first=place > 0))
        if place and difference is None:
            cells.append(Cell("–"))
        elif place and difference is not None:
            text = value_text(in_unit(difference, row.unit, formats), row.unit, formats, signed=True)
            is_more = any(c in "123456789" for c in text) and difference > 0
            is_less = any(c in "123456789" for c in text) and difference < 0
            cells.append(Cell(text, colour=_MORE if is_more else _LESS if is_less else ""))
    return cells
