"""Headings that were meant as a year's amounts and are none: a year that cannot be, or a date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from finmodel.intake.budget_header import MAX_TITLE_ROWS
from finmodel.intake.budget_headings import FIRST_YEAR, LAST_YEAR, read_heading
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import Row, SourceSheet, cell_text
from finmodel.intake.budget_words import Words, normal_form

__all__ = ["report_odd_headings"]

_DIGITS = re.compile(r"[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?|[0-9]{1,2}/[0-9]{1,2}[ /-][0-9]{2,4}")


def report_odd_headings(sheets: Sequence[SourceSheet], words: Words, problems: Problems) -> bool:
    """Tell of each heading that names no year that is read, where a table has no other heading of amounts.

    Parameters
    ----------
    sheets
        Those of a file in which no row of headings was found; hidden ones are passed over.
    words
        The known words.
    problems
        Gets ``FM-B155``: the cell.

    Returns
    -------
    bool
        Whether any was found.
    """
    is_any = False
    for sheet in sheets:
        if sheet.is_hidden:
            continue
        for row in islice(sheet.rows(), MAX_TITLE_ROWS):
            found = list(_odd(row, words))
            for column, text in found:
                problems.add(
                    "FM-B155",
                    sheet=sheet.title,
                    cell=sheet.cell(row[0], column),
                    value=text,
                    first=FIRST_YEAR,
                    last=LAST_YEAR,
                )
            if found:
                is_any = True
                break
    return is_any


def _odd(row: Row, words: Words) -> Iterator[tuple[int, str]]:
    """Yield column and text of a sort of amounts with a number that is no year; of a date beside known headings."""
    cells = [(column, cell, cell_text(cell)) for column, cell in enumerate(row[1], 1)]
    n_known = sum(read_heading(text, words).field is not None for _, _, text in cells if text)
    for column, cell, text in cells:
        is_date = isinstance(cell, dt.date) or _DATE.fullmatch(text) is not None
        rest = " ".join(_DIGITS.sub(" ", normal_form(text)).split())
        is_sort = rest in words.sorts and _DIGITS.search(text) is not None
        if (is_date and n_known > 1) or (is_sort and n_known):
            yield column, text
