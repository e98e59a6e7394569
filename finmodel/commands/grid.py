"""Columns under heads as lines for a terminal; what is too wide for one table goes on in the next."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["MAX_WIDTH", "MIN_WIDTH", "Column", "grid_lines"]

MIN_WIDTH, MAX_WIDTH = 78, 140
"""Between what a terminal's width is taken as it is."""

_GAP = "  "
_MIN_NAME, _MAX_HEAD = 12, 14


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers: its head, its unit, and a cell per row; ``total`` stands under the rule."""

    head: str
    unit: str
    cells: Sequence[str]
    total: str = ""

    @property
    def heads(self) -> list[str]:
        """The head in lines short enough for a column of numbers, and the unit below."""
        return [*textwrap.wrap(self.head, _MAX_HEAD, break_long_words=False), self.unit]

    @property
    def width(self) -> int:
        """Characters that it needs."""
        return max(map(len, (*self.heads, *self.cells, self.total)))


def grid_lines(label: str, names: Sequence[str], total: str, columns: Sequence[Column], width: int) -> Iterator[str]:
    """Return a table as lines.

    Parameters
    ----------
    label
        Head of the names.
    names
        A name per row; cut where there is no room.
    total
        Name of the row under the rule; empty for none.
    columns
        At least one.
    width
        Characters in a line. Columns that do not fit stand in a further table with the same names.
    """
    name_width = max(map(len, (label, total, *names)))
    room = max(width - min(name_width, max(_MIN_NAME, width // 3)), 0)
    while columns:
        n_fitting, needed = 1, columns[0].width + len(_GAP)
        while n_fitting < len(columns) and needed + columns[n_fitting].width + len(_GAP) <= room:
            needed += columns[n_fitting].width + len(_GAP)
            n_fitting += 1
        here, columns = columns[:n_fitting], columns[n_fitting:]
        yield from _one(label, names, total, here, min(name_width, max(_MIN_NAME, width - needed)))
        if columns:
            yield ""


def _one(label: str, names: Sequence[str], total: str, columns: Sequence[Column], name_width: int) -> Iterator[str]:
    def line(name: str, cells: Sequence[str]) -> str:
        short = name if len(name) <= name_width else f"{name[: name_width - 1]}…"
        widths = (column.width for column in columns)
        return _GAP.join([short.ljust(name_width), *(c.rjust(w) for c, w in zip(cells, widths, strict=True))]).rstrip()

    has_units = any(column.unit for column in columns)
    tops = [column.heads if has_units else column.heads[:-1] for column in columns]
    n_heads = max(map(len, tops))
    heads = [[""] * (n_heads - len(top)) + top for top in tops]
    label_at = n_heads - 2 if has_units else n_heads - 1
    rule = "─" * (name_width + sum(column.width + len(_GAP) for column in columns))
    for position in range(n_heads):
        yield line(label if position == label_at else "", [head[position] for head in heads])
    yield rule
    for position, name in enumerate(names):
        yield line(name, [column.cells[position] for column in columns])
    if total:
        yield rule
        yield line(total, [column.total for column in columns])
