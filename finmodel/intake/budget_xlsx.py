"""The sheets of a foreign workbook, after the guard: stored values only, within what the guard has seen."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator
from functools import cached_property, partial
from io import BytesIO
from typing import Any

import openpyxl

from finmodel.errors import InputError
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import Cell, CellError, Row, SourceSheet, Unstored
from finmodel.intake.findings import named_file
from finmodel.intake.guard import LEDGER_LIMITS, Limits, SheetExtent, examine_workbook
from finmodel.intake.unreadable import UNREADABLE

__all__ = ["workbook_sheets"]

_ZEROS = re.compile(r"0{2,20}")


def workbook_sheets(data: bytes, problems: Problems, *, limits: Limits = LEDGER_LIMITS) -> tuple[SourceSheet, ...]:
    """Return the worksheets of a workbook, in its order.

    Links to other workbooks are named and left alone; hidden rows are read like others.

    Parameters
    ----------
    data
        The whole file.
    problems
        Gets the guard's notices.
    limits
        How much it may hold.

    Raises
    ------
    InputError
        What the guard finds (``FM-G1xx``), or ``FM-B106``: it cannot be read. Reading the rows may raise the latter.
    """
    with named_file(problems.file):
        inspection = examine_workbook(data, limits=limits)
    problems.extend(inspection.notices)
    book = _Book(data)
    try:
        titles = [(sheet.title, sheet.sheet_state != "visible") for sheet in book.stored.worksheets]
    except UNREADABLE:
        raise _unreadable(problems) from None
    extents = {extent.name: extent for extent in inspection.sheets}
    return tuple(
        SourceSheet(title, partial(_rows, book, title, extents[title], problems.file), is_hidden=is_hidden)
        for title, is_hidden in titles
        if title in extents
    )


class _Book:
    """A workbook opened once for all that is read of it: its table of texts alone takes seconds in a large ledger."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def stored(self) -> openpyxl.Workbook:
        """With the values that were stored."""
        return _load(self._data, values=True)

    @cached_property
    def written(self) -> openpyxl.Workbook | None:
        """With the formulas; None where there are none."""
        return _load(self._data, values=False) if _has_formulas(self._data) else None


def _rows(book: _Book, title: str, extent: SheetExtent, file: str) -> Iterator[Row]:
    if not extent.last_row:
        return
    try:
        stored = _cells(book.stored, title, extent)
        written = None if book.written is None else _cells(book.written, title, extent)
        for number, cells in enumerate(stored, start=1):
            beside = next(written, ()) if written is not None else ()
            row = [_value(cell) for cell in cells]
            for column, cell in enumerate(beside):
                if cell.data_type == "f" and column < len(row) and row[column] is None:
                    row[column] = Unstored(str(getattr(cell.value, "text", cell.value))[:200])
            while row and row[-1] is None:
                row.pop()
            if row:
                yield number, row
    except UNREADABLE:
        raise _unreadable(Problems(file)) from None


def _cells(book: openpyxl.Workbook, title: str, extent: SheetExtent) -> Iterator[Any]:
    sheet: Any = book[title]
    sheet.reset_dimensions()
    yield from sheet.iter_rows(max_row=extent.last_row, max_col=extent.last_column)


def _load(data: bytes, *, values: bool) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        # Parts that openpyxl does not keep do not matter for reading.
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=values, keep_links=False)


def _value(cell: Any) -> Cell:
    value = cell.value
    if value is None or value == "":
        return None
    if cell.data_type == "e":
        return CellError(str(value))
    if isinstance(value, int) and not isinstance(value, bool):
        pattern = cell.number_format
        # A code typed as a number shows the zeros that its format adds; they are part of the code.
        return str(value).zfill(len(pattern)) if value >= 0 and _ZEROS.fullmatch(pattern or "") else value
    if isinstance(value, str | float | bool | dt.date | dt.time | dt.timedelta):
        return value
    return str(value)


def _has_formulas(data: bytes) -> bool:
    """Say whether any sheet has a formula: only then are the sheets read twice."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        for name in package.namelist():
            if not (name.casefold().startswith("xl/") and name.casefold().endswith(".xml")):
                continue
            rest = b""
            with package.open(name) as part:
                while chunk := part.read(1 << 20):
                    piece = rest + chunk
                    if re.search(rb"<(?:[A-Za-z0-9_]+:)?f[\s>/]", piece):
                        return True
                    rest = piece[-40:]
    return False


def _unreadable(problems: Problems) -> InputError:
    problems.add("FM-B106")
    return InputError(problems.all())
