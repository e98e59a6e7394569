"""Columns wide enough for their headers, and names for what stands in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.tables import Column

__all__ = ["fitted"]

_LETTER, _MARGIN = 6.3, 24
_WIDEST = 330


def fitted(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> list[Column]:
    """Return columns that are as wide as their headers need, and those of text as what stands in them, within reason.

    Parameters
    ----------
    rows
        What the table shows.
    columns
        Columns; a width in pixels is the least of a column of numbers and the most of a column of text, whose header
        is never cut. Columns of other widths stay as they are.
    """
    return [_fitted(rows, column) for column in columns]


def _fitted(rows: Sequence[Mapping[str, Any]], column: Column) -> Column:
    if column.width is not None and not isinstance(column.width, int):
        return column
    needed = _pixels(column.label)
    if column.decimals is not None:
        return replace(column, width=max(needed, column.width or 0))
    longest = max((_pixels(str(row.get(column.key) or "")) for row in rows), default=0)
    most = _WIDEST if column.pinned or column.width is None else column.width
    return replace(column, width=max(needed, min(longest, most)))


def _pixels(text: str) -> int:
    return int(len(text) * _LETTER) + _MARGIN
