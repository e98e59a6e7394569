"""The wide tables of the gap pages as tables of the page itself: headings wrap, and no column is off the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.compare_grid import Cell, Head, show_grid
from app.components.inert import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats
    from app.components.tables import Column

__all__ = ["show_whole"]

_MOST_ROWS = 16
_HEIGHT = 620


def show_whole(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    formats: Formats,
    *,
    alt: str,
    key: str,
    has_sum: bool = False,
) -> None:
    """Show rows with every column in sight; long tables scroll downwards.

    Parameters
    ----------
    rows
        Values by column; in a column of numbers a text stands for an undefined number and is its reason.
    columns
        Columns in their order; the first one names the rows.
    formats
        How numbers are written.
    alt
        What the table shows, for those who do not see it.
    key
        Name of the table on the page.
    has_sum
        Whether the last row is the sum of the others.
    """
    first, *others = columns
    heads = [[Head(column.label) for column in columns]]
    cells = [(one_line(str(row[first.key])), [_cell(row, column, formats) for column in others]) for row in rows]
    height = _HEIGHT if len(rows) > _MOST_ROWS else None
    name = f"grid-{key}".replace(".", "-")
    with st.container(height=height or "content", border=False, key=name):
        _head_texts_left(name, columns)
        show_grid(heads, cells, alt=alt, has_sum=has_sum)


def _head_texts_left(name: str, columns: Sequence[Column]) -> None:
    """Let the heading of a column of text begin where its texts begin."""
    places = [place for place, column in enumerate(columns, start=1) if place > 1 and column.decimals is None]
    if places:
        heads = ", ".join(f".st-key-{name} .figures thead tr > th:nth-child({place})" for place in places)
        st.html(f"<style>{heads} {{text-align: left;}}</style>")


def _cell(row: Mapping[str, Any], column: Column, formats: Formats) -> Cell:
    value = row.get(column.key)
    if value is None:
        return Cell("–")
    if isinstance(value, str):
        return Cell(one_line(value), is_reason=True)
    return Cell(formats.number(float(value), column.decimals or 0))
