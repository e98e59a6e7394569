"""Columns under heads as lines for a terminal; what is too wide for one table goes on in the next."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import takewhile
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
    """A column of numbers: its head, its unit, and a cell per row; ``total`` stands under the rule.

    One that ``is_joined`` is never parted from the column before it.
    """

    head: str
    unit: str
    cells: Sequence[str]
    total: str = ""
    is_joined: bool = False

    @property
    def heads(self) -> list[str]:
        """The head in lines short enough for a column of numbers, and the unit below."""
        return [*textwrap.wrap(self.head, _MAX_HEAD, break_long_words=False), self.unit]

    @property
    def width(self) -> int:
        """Characters that it needs."""
        return max(map(len, (*self.heads, *self.cells, self.total)))


def grid_lines(
    label: str, names: Sequence[str], total: str, columns: Sequence[Column], width: int, *, whole_names: bool = False
) -> Iterator[str]:
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
    whole_names
        Whether names are cut only where not even the first columns would fit beside them.
    """
    name_width = max(map(len, (label, total, *names)))
    least = name_width if whole_names else min(name_width, max(_MIN_NAME, width // 3))
    room = max(width - least, 0)
    while columns:
        n_fitting = _n_joined(columns, 0)
        needed = _needed(columns[:n_fitting])
        while n_fitting < len(columns):
            n_more = _n_joined(columns, n_fitting)
            if needed + (more := _needed(columns[n_fitting : n_fitting + n_more])) > room:
                break
            n_fitting, needed = n_fitting + n_more, needed + more
        here, columns = columns[:n_fitting], columns[n_fitting:]
        yield from _one(label, names, total, here, min(name_width, max(_MIN_NAME, width - needed)))
        if columns:
            yield ""


def _n_joined(columns: Sequence[Column], start: int) -> int:
    """Return how many columns stand together from one on."""
    return 1 + len(list(takewhile(lambda column: column.is_joined, columns[start + 1 :])))


def _needed(columns: Sequence[Column]) -> int:
    return sum(column.width + len(_GAP) for column in columns)


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
