"""Where a table begins: the row of headings under titles, on one row or two, merged or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from finmodel.i18n.units import find_money_unit
from finmodel.intake.budget_headings import Heading, read_heading
from finmodel.intake.budget_sheets import Cell, Row, cell_text, is_blank
from finmodel.intake.budget_words import Words

__all__ = ["MAX_TITLE_ROWS", "Header", "find_header", "header_at"]

MAX_TITLE_ROWS = 60
"""How many rows are looked at for headings."""

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_MONEY = frozenset({"amount", "total"})


@dataclass(frozen=True, slots=True)
class Header:
    """The headings of a table.

    Attributes
    ----------
    first_row, last_row
        The rows that they stand on.
    headings
        By column, from 1; columns without any heading are not there.
    titles
        Texts of the rows above.
    width
        How many cells the rows of headings have, blank ones among them.
    """

    first_row: int
    last_row: int
    headings: dict[int, Heading]
    titles: tuple[str, ...]
    width: int

    @property
    def n_known(self) -> int:
        """How many columns have a meaning."""
        return sum(heading.field is not None for heading in self.headings.values())


def find_header(rows: Sequence[Row], words: Words) -> Header | None:
    """Return the headings of a table, None where no row can be one.

    The row, or two rows under each other, with the most headings that are known, and that tell most: at least a
    column of money and another, or two of money. Blank cells beside a heading above belong to it, as merged cells
    are stored.

    Parameters
    ----------
    rows
        The first rows of a sheet.
    words
        The known words.
    """
    best: Header | None = None
    best_score = (0, 0, 0)
    looked_at = rows[:MAX_TITLE_ROWS]
    for index in range(len(looked_at)):
        for n_rows in (1, 2):
            if index + n_rows > len(looked_at) or (n_rows == 2 and _has_data(looked_at[index + 1][1])):
                continue
            header = header_at(looked_at, index, n_rows, words)
            fields = [heading.field for heading in header.headings.values()]
            n_money = sum(field in _MONEY for field in fields)
            if not n_money or (n_money < 2 and not set(fields) - {*_MONEY, "comparison", None}):
                continue
            n_told = sum(x is not None for h in header.headings.values() for x in (h.unit, h.sort, h.year))
            score = (header.n_known, n_told, -n_rows)
            if score > best_score:
                best, best_score = header, score
    return best


def header_at(rows: Sequence[Row], index: int, n_rows: int, words: Words) -> Header:
    """Return the headings that stand on ``n_rows`` rows from ``rows[index]`` on."""
    titles = tuple(text for _, cells in rows[:index] for cell in cells if (text := cell_text(cell)))
    if n_rows == 1:
        number, cells = rows[index]
        found = {column: read_heading(cell_text(cell), words) for column, cell in _filled(cells)}
        return Header(number, number, found, titles, len(cells))
    (first, above), (last, below) = rows[index], rows[index + n_rows - 1]
    found = {}
    spread = ""
    is_title = len(_filled(above)) == 1
    for column in range(1, max(len(above), len(below)) + 1):
        top, bottom = _text(above, column), _text(below, column)
        spread = top or spread
        heading = _joined(top, spread, bottom, words)
        if heading is not None and (bottom or not is_title):
            found[column] = heading
    return Header(first, last, found, titles, max(len(above), len(below)))


def _joined(top: str, spread: str, bottom: str, words: Words) -> Heading | None:
    """Return what a heading above and one below mean together; ``spread`` is the text that a merged cell spreads."""
    if (
        bottom
        and spread
        and (find_money_unit(bottom) is not None or read_heading(bottom, words).field in (None, "amount"))
    ):
        together = read_heading(f"{spread} {bottom}", words)
        if together.field in ("amount", "total"):
            return together
    if bottom and read_heading(bottom, words).field is not None:
        return read_heading(bottom, words)
    if top and read_heading(top, words).field is not None:
        return read_heading(top, words)
    text = f"{top} {bottom}".strip()
    return read_heading(text, words) if text else None


def _has_data(cells: Sequence[Cell]) -> bool:
    """Say whether a row has a number that is no year: then it is no row of headings."""
    for _, cell in _filled(cells):
        text = cell_text(cell).replace(" ", "").lstrip("-+(\N{MINUS SIGN}")
        if text[:1].isdigit() and text.rstrip("0123456789.,)-") == "" and not _YEAR.fullmatch(text):
            return True
    return False


def _filled(cells: Sequence[Cell]) -> list[tuple[int, Cell]]:
    return [(column, cell) for column, cell in enumerate(cells, start=1) if not is_blank(cell)]


def _text(cells: Sequence[Cell], column: int) -> str:
    return cell_text(cells[column - 1]) if column <= len(cells) else ""
