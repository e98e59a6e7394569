"""One sheet of a workbook, or a table of text, as rows of texts; a cell that is no text is told with its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from finmodel.errors import InputError
from finmodel.intake.budget_csv import csv_sheet
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import Cell, SourceSheet
from finmodel.intake.budget_source import open_source
from finmodel.intake.budget_xlsx import workbook_sheets
from finmodel.intake.guard import LEDGER_LIMITS, Limits
from finmodel.intake.sheetscan import column_letters
from finmodel.tagging.problems import shown_value
from finmodel.tagging.row_problems import RowProblems

__all__ = ["TextSheet", "is_workbook", "sheet_of_text", "sheet_of_workbook"]

_MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class TextSheet:
    """A table of texts.

    Attributes
    ----------
    title
        Name of the sheet, of the file where it is a text.
    rows
        Number of each row that is not empty, as the user sees it, and its cells from column A on.
    titles
        All sheets of the workbook.
    """

    title: str
    rows: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)
    titles: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> str:
        """Return the reference of a cell; the row from 1, the column from 0."""
        return f"{column_letters(column + 1)}{row}"


def is_workbook(data: bytes, name: str) -> bool:
    """Say whether a file is to be opened as a workbook: by its bytes, else by its name."""
    return data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or name.casefold().endswith((".xlsx", ".xlsm", ".xls"))


def sheet_of_workbook(
    data: bytes,
    name: str,
    wanted: Iterable[str],
    problems: RowProblems,
    *,
    limits: Limits = LEDGER_LIMITS,
    dates: bool = False,
) -> TextSheet:
    """Return a sheet of a workbook.

    Parameters
    ----------
    data, name
        The whole file, and its name.
    wanted
        Names that the sheet may have, whatever their case; otherwise the only visible sheet is read.
    problems
        Gets FM-T225 (sheet and cell) for each cell that is no text: an error, a formula without a value, true or
        false, and (unless ``dates``) a date.
    limits
        How much the workbook may hold.
    dates
        Whether dates are read, as ISO 8601.

    Raises
    ------
    InputError
        What the guard finds, FM-B106 that it cannot be read, FM-T226 that there is no such sheet.
    """
    sheets = workbook_sheets(data, Problems(name), limits=limits)
    titles = tuple(sheet.title for sheet in sheets)
    names = [each.casefold() for each in wanted]
    found = [sheet for each in names for sheet in sheets if sheet.title.strip().casefold() == each]
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    if not found and len(visible) == 1:
        found = visible
    if not found:
        problems.add("FM-T226", known=tuple(map(shown_value, titles)), expected=tuple(wanted))
        problems.stop_if_errors()
    problems.source = shown_value(found[0].title)
    return TextSheet(found[0].title, tuple(_texts(found[0], problems, dates=dates)), titles)


def sheet_of_text(data: bytes, name: str) -> TextSheet:
    """Return a table of text: what separates the cells, and its encoding, are found in it.

    Raises
    ------
    InputError
        FM-G113 and others: it is no text; FM-B101 to FM-B105: it is no table.
    """
    problems = Problems(name)
    opened = open_source(data, name=name)
    sheet = csv_sheet(opened, problems)
    rows = tuple(_texts(sheet, RowProblems(name), dates=False))
    if problems.has_errors:
        raise InputError(problems.all())
    return TextSheet(sheet.title, rows, (sheet.title,))


def _texts(sheet: SourceSheet, problems: RowProblems, *, dates: bool) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, cells in sheet.rows():
        texts = []
        for column, cell in enumerate(cells[:_MAX_COLUMNS]):
            text = _text(cell, dates=dates)
            if text is None:
                problems.add(
                    "FM-T225", cell=sheet.cell(number, column + 1), value=shown_value(getattr(cell, "text", cell))
                )
            texts.append(text or "")
        if any(text.strip() for text in texts):
            yield number, tuple(texts)


def _text(cell: Cell, *, dates: bool) -> str | None:
    """Return a cell as it was typed, as far as a workbook still knows it; None where it is no text."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if dates and isinstance(cell, dt.datetime):
        return cell.isoformat(timespec="seconds")
    if dates and isinstance(cell, dt.date):
        return cell.isoformat()
    return None
