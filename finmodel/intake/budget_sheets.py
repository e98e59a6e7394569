"""A foreign table as rows of cells, the same for a workbook's sheet and a file of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from finmodel.intake.sheetscan import column_letters

__all__ = ["Cell", "CellError", "Row", "SourceSheet", "Unstored", "cell_text", "is_blank"]


@dataclass(frozen=True, slots=True)
class CellError:
    """An error such as ``#REF!`` in a cell."""

    text: str


@dataclass(frozen=True, slots=True)
class Unstored:
    """A formula whose value was not stored with it."""

    text: str


Cell = str | int | float | bool | dt.date | dt.time | dt.timedelta | CellError | Unstored | None
"""What stands in a cell; in a file of text always str."""

Row = tuple[int, list[Cell]]
"""The row's number as the user sees it, and its cells from column A on."""


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """One table of a file.

    Attributes
    ----------
    title
        Name of the sheet; of the file where it is a text.
    rows
        Starts reading the rows from the first one; blank rows may be missing.
    is_text
        Whether it is a file of text, in which every row must have as many cells as the headings.
    is_hidden
        Whether the sheet is hidden in the workbook.
    encoding
        Of a file of text.
    """

    title: str
    rows: Callable[[], Iterator[Row]]
    is_text: bool = False
    is_hidden: bool = False
    encoding: str = ""

    def cell(self, row: int, column: int) -> str:
        """Return the reference of a cell, both from 1."""
        return f"{column_letters(column)}{row}"


def is_blank(cell: Cell) -> bool:
    """Say whether nothing stands in a cell, or blanks only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def cell_text(cell: Cell) -> str:
    """Return a cell as one line of text: a whole number without decimals, a date as ISO 8601.

    Examples
    --------
    >>> cell_text(249.0), cell_text(" 249  Väg ")
    ('249', '249 Väg')
    """
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    if isinstance(cell, CellError | Unstored):
        return cell.text
    return "" if cell is None else str(cell)
