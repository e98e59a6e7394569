"""Opening a workbook: the guard first, then every cell with its value, its formula and its place."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils import get_column_letter

from finmodel.errors import InputError, Issue, Severity, Where
from finmodel.excel.layout import KEY_PREFIX, MARK_LABEL, MARK_UNIT, META_SHEET, YEARLY_TABLE, year_of
from finmodel.intake.guard import examine_workbook
from finmodel.intake.unreadable import UNREADABLE
from finmodel.model.plan import TABLES
from finmodel.model.scenarios import ScenarioFunding
from finmodel.model.settings import Settings

if TYPE_CHECKING:
    from os import PathLike

    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["Cell", "Sheet", "Source", "SourceRow", "open_source"]

MAX_HEADER_ROWS = 60

Grid = dict[int, dict[int, Any]]
_KNOWN_TABLES = frozenset({Settings.table, YEARLY_TABLE, *TABLES})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not blank.

    Attributes
    ----------
    value
        str, int, float, bool, date or time; None for a formula without a stored value, and for one that only looks up
        the name beside a reference.
    place
        Reference such as ``F17``.
    is_error
        Whether it holds an error such as ``#DIV/0!`` (then ``value`` is its text).
    formula
        The formula's text, None where there is none.
    is_percent
        Whether it holds a number that is shown as percent: 0.06 as 6 %.
    """

    value: Any
    place: str
    is_error: bool = False
    formula: str | None = None
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row of data: its number as the user sees it, the id it had when written, and its cells by column key."""

    number: int
    written_as: str | None
    cells: dict[str, Cell]
    is_hidden: bool


@dataclass
class Sheet:
    """A sheet of the plan as found.

    Attributes
    ----------
    table, title
        Which table it is, and its name in the workbook.
    columns
        Column number by key.
    units
        Text of the unit row by key.
    rows
        Rows with any content, in their order.
    """

    table: str
    title: str
    columns: dict[str, int]
    units: dict[str, Cell]
    rows: list[SourceRow] = field(default_factory=list)

    def place(self, row: int, key: str | None) -> str | None:
        """Return the reference of a cell, None where the column is not there."""
        column = self.columns.get(key or "")
        return None if column is None else f"{get_column_letter(column)}{row}"


@dataclass
class Source:
    """A workbook as found: its sheets by table, its metadata and what was noticed on the way.

    ``further`` are the second and later sheets of scenarios' mixes: each scenario has a sheet of its own.
    """

    sheets: dict[str, Sheet]
    meta: dict[str, Any]
    issues: list[Issue]
    further: list[Sheet] = field(default_factory=list)

    def sheets_of(self, table: str) -> list[Sheet]:
        """Return every sheet of a table, in the order of the workbook."""
        return [sheet for sheet in (*self.sheets.values(), *self.further) if sheet.table == table]


def open_source(source: bytes | str | PathLike[str]) -> Source:
    """Open a workbook and find the plan's sheets in it.

    Parameters
    ----------
    source
        A file's bytes or its path.

    Returns
    -------
    Source

    Raises
    ------
    InputError
        What the guard finds (``FM-G1xx``), ``FM-W102`` no sheet of a plan, ``FM-W135`` it cannot be read.
    """
    # Every cell is read from the file itself, so that what the file says of its own extent does not matter.
    data = examine_workbook(source).data
    book = _load(data, values=False)
    stored = _Stored(data)
    issues: list[Issue] = []
    sheets: dict[str, Sheet] = {}
    meta: dict[str, Any] = {}
    further: list[Sheet] = []
    for sheet in book.worksheets:
        if sheet.title == META_SHEET:
            grid = _grid(sheet)
            meta = {str(row[1].value): row[2].value for row in grid.values() if 1 in row and 2 in row}
            continue
        found = _sheet(sheet, stored, issues)
        if found is None:
            continue
        if found.table in sheets and found.table == ScenarioFunding.table:
            further.append(found)
            continue
        if found.table in sheets:
            where = Where(table=found.table, sheet=found.title)
            issues.append(Issue("FM-W103", where=where, params={"table": sheets[found.table].title}))
            continue
        sheets[found.table] = found
    if not sheets:
        raise InputError([Issue("FM-W102")])
    return Source(sheets, meta, issues, further)


def _load(data: bytes, *, values: bool) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        # Parts that openpyxl does not keep (validations of newer Excels and the like) do not matter for reading.
        warnings.simplefilter("ignore")
        try:
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values, keep_links=False)
        except UNREADABLE:
            raise InputError([Issue("FM-W135")]) from None


class _Stored:
    """The values that were stored with formulas: a second reading of the file, made where one is asked for.

    A workbook that finmodel wrote has formulas for the names beside references only, and those are not read.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data

    @cached_property
    def _book(self) -> openpyxl.Workbook:
        return _load(self._data, values=True)

    def of(self, cell: Any) -> Any:
        """Return the cell that holds a formula's value, from the formula's own."""
        return _cells(self._book[cell.parent.title])[cell.row, cell.column]


def _cells(sheet: Worksheet) -> dict[tuple[int, int], Any]:
    """Return the cells that are really there; openpyxl's own iteration would create every blank one between."""
    cells: dict[tuple[int, int], Any] = sheet._cells
    return cells


def _grid(sheet: Worksheet) -> Grid:
    """Return the cells with a value, by row and column, both in rising order."""
    grid: Grid = {}
    for (row, column), cell in sorted(_cells(sheet).items()):
        if cell.value is not None:
            grid.setdefault(row, {})[column] = cell
    return grid


def _anchor(grid: Grid) -> Any:
    """Return the cell that says which table a sheet holds, None where it is somebody's own sheet."""
    for row in grid:
        if row > MAX_HEADER_ROWS:
            return None
        for cell in grid[row].values():
            if isinstance(cell.value, str) and cell.value.startswith(KEY_PREFIX):
                return cell if cell.value.removeprefix(KEY_PREFIX) in _KNOWN_TABLES else None
    return None


def _sheet(sheet: Worksheet, stored: _Stored, issues: list[Issue]) -> Sheet | None:
    """Return the sheet's content where it is a sheet of the plan, None where it is somebody's own."""
    grid = _grid(sheet)
    anchor = _anchor(grid)
    if anchor is None:
        return None
    found = Sheet(anchor.value.removeprefix(KEY_PREFIX), sheet.title, {}, {})
    marks = anchor.column
    _columns(grid, anchor.row, marks, found, issues)
    by_column = {column: key for key, column in found.columns.items()}
    unread: dict[int, str] = {}
    for number, row in grid.items():
        if number <= anchor.row:
            continue
        mark = row[marks].value if marks in row else None
        is_frame = isinstance(mark, str) and mark.startswith("#")
        cells: dict[str, Cell] = {}
        for column, cell in row.items():
            key = by_column.get(column)
            if key is not None:
                read = _cell(cell, stored, is_lookup=key.startswith("~"))
                if read is not None:
                    cells[key] = read
            elif not is_frame and column != marks:
                unread.setdefault(column, cell.coordinate)
        if mark == MARK_UNIT:
            found.units = cells
        elif not is_frame and (
            # A setting keeps its place also where its value is blank.
            any(not key.startswith("~") for key in cells) or (found.table == Settings.table and mark is not None)
        ):
            is_hidden = bool(number in sheet.row_dimensions and sheet.row_dimensions[number].hidden)
            found.rows.append(SourceRow(number, None if mark is None else str(mark), cells, is_hidden))
    _report(grid, found, unread, issues)
    _report_merged(sheet, anchor.row, found, issues)
    return found


def _columns(grid: Grid, key_row: int, marks: int, found: Sheet, issues: list[Issue]) -> None:
    """Find the columns by their keys; a column that the user added is a year where its label is a year."""
    for column, cell in grid[key_row].items():
        if column == marks:
            continue
        key = str(cell.value).strip()
        if key in found.columns:
            where = Where(table=found.table, sheet=found.title, cell=cell.coordinate)
            issues.append(Issue("FM-W104", where=where, params={"key": key}))
        elif key:
            found.columns[key] = column
    if not any(year_of(key) for key in found.columns):
        return
    labels = next((row for row in grid.values() if marks in row and row[marks].value == MARK_LABEL), {})
    taken = set(found.columns.values())
    for column, cell in labels.items():
        key = "y" + str(cell.value).strip()
        if column not in taken and year_of(key) is not None and key not in found.columns:
            found.columns[key] = column


def _report_merged(sheet: Worksheet, key_row: int, found: Sheet, issues: list[Issue]) -> None:
    """Say which merged areas touch rows of data: only the first of their cells holds a value."""
    numbers = {row.number for row in found.rows}
    for area in sheet.merged_cells.ranges:
        if area.min_row > key_row and any(number in numbers for number in range(area.min_row, area.max_row + 1)):
            where = Where(table=found.table, sheet=found.title, cell=str(area.coord))
            issues.append(Issue("FM-W109", Severity.WARNING, where))


def _report(grid: Grid, found: Sheet, unread: dict[int, str], issues: list[Issue]) -> None:
    """Say which of the user's own columns were not read, and how many hidden rows were."""
    for column, place in sorted(unread.items()):
        label = next((str(row[column].value) for row in grid.values() if column in row), "")
        where = Where(table=found.table, sheet=found.title, cell=place)
        issues.append(Issue("FM-W124", Severity.WARNING, where, {"label": label[:60]}))
    hidden = sum(row.is_hidden for row in found.rows)
    if hidden:
        where = Where(table=found.table, sheet=found.title)
        issues.append(Issue("FM-W122", Severity.INFO, where, {"n": hidden}))


def _cell(cell: Any, stored: _Stored, *, is_lookup: bool) -> Cell | None:
    place = cell.coordinate
    if cell.data_type == "f":
        formula = str(getattr(cell.value, "text", cell.value))
        if is_lookup:
            return Cell(None, place, formula=formula)
        kept = stored.of(cell)
        return Cell(
            kept.value, place, is_error=kept.data_type == "e", formula=formula, is_percent=_is_percent(cell, kept.value)
        )
    value = cell.value
    if isinstance(value, str):
        return Cell(value, place, is_error=cell.data_type == "e") if value.strip() else None
    if isinstance(value, bool | int | float | dt.datetime | dt.date | dt.time | dt.timedelta):
        return Cell(value, place, is_percent=_is_percent(cell, value))
    return Cell(str(value), place)


_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""What a number format only repeats, and colours and conditions."""


def _is_percent(cell: Any, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return "%" in _LITERAL.sub("", str(cell.number_format))
