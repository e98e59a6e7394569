"""A budget on its way in: what a file holds, what its columns mean, and the lines as they will be read. No widgets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import streamlit as st

from finmodel.errors import InputError, Issue
from finmodel.intake.budget_csv import csv_sheet
from finmodel.intake.budget_fit import fit_mapping
from finmodel.intake.budget_header import MAX_TITLE_ROWS, Header, header_at
from finmodel.intake.budget_mapping import ColumnMapping, MappedColumn
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_propose import propose
from finmodel.intake.budget_read import ReadOptions, read_budget
from finmodel.intake.budget_sheets import Row, SourceSheet, cell_text
from finmodel.intake.budget_source import open_source
from finmodel.intake.budget_words import words
from finmodel.intake.budget_xlsx import workbook_sheets
from finmodel.intake.ledger import is_ledger

if TYPE_CHECKING:
    from finmodel.intake.budget_lines import BudgetTable

__all__ = ["SheetLook", "SourceFile", "at_row", "find_headings", "fitted", "look", "read", "signature"]

FileKind = Literal["workbook", "table", "ledger", "sie"]
_N_EXAMPLES = 3
_N_SAMPLE_ROWS = 200
_READ = "budget_read"


@dataclass(frozen=True)
class SheetLook:
    """One table of a file, as it looks before anybody has said what its columns mean.

    Attributes
    ----------
    title
        Name of the sheet, or of the file of text.
    is_hidden
        Whether the sheet is hidden in the workbook.
    header
        The headings; None where no row of the sheet looks like headings.
    examples
        The first values by column, from 1.
    mapping
        What the columns probably mean, with a place for every column; None without headings.
    issues
        What is to be said of the proposal.
    """

    title: str
    is_hidden: bool
    header: Header | None
    examples: Mapping[int, tuple[str, ...]]
    mapping: ColumnMapping | None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class SourceFile:
    """An uploaded file.

    Attributes
    ----------
    name, sha256, data
        Its name, the hash of its bytes, and the bytes.
    kind
        None where it cannot be read at all.
    sheets
        Its tables; none for a ledger or SIE, whose columns need no meaning.
    issues
        Why it cannot be read, and notices.
    """

    name: str
    sha256: str
    data: bytes = field(repr=False)
    kind: FileKind | None
    sheets: tuple[SheetLook, ...] = ()
    issues: tuple[Issue, ...] = ()


def look(name: str, data: bytes) -> SourceFile:
    """Return what an uploaded file holds; nothing is raised and nothing is kept."""
    return _look(hashlib.sha256(data).hexdigest(), name, data)


@st.cache_resource(show_spinner=False, max_entries=4)
def _look(sha256: str, name: str, _data: bytes) -> SourceFile:
    problems = Problems(name)
    try:
        opened = open_source(_data, name=name)
        if opened.kind == "sie":
            return SourceFile(name, sha256, _data, "sie")
        sheets = _sheets(name, _data, problems)
        if is_ledger(sheets[0]):
            return SourceFile(name, sha256, _data, "ledger", (), problems.all())
        kind: FileKind = "workbook" if opened.kind == "workbook" else "table"
        return SourceFile(name, sha256, _data, kind, tuple(_sheet_look(sheet) for sheet in sheets), problems.all())
    except InputError as error:
        return SourceFile(name, sha256, _data, None, (), error.issues)


def _sheets(name: str, data: bytes, problems: Problems) -> tuple[SourceSheet, ...]:
    opened = open_source(data, name=name)
    if opened.kind == "workbook":
        return workbook_sheets(data, problems)
    return (csv_sheet(opened, problems),)


def _sheet_look(sheet: SourceSheet, row: int | None = None) -> SheetLook:
    problems = Problems(sheet.title)
    rows = list(islice(sheet.rows(), MAX_TITLE_ROWS + _N_SAMPLE_ROWS))
    header, mapping = None, None
    if row is None:
        proposal = propose(sheet, words(), problems)
        if proposal is not None:
            header, mapping = proposal.header, proposal.mapping
    else:
        at = next((place for place, (number, _) in enumerate(rows) if number == row), None)
        header = None if at is None else header_at(rows, at, 1, words())
    examples = _examples(rows, 0 if header is None else header.last_row)
    if header is not None:
        mapping = _whole(mapping or _of_header(header, sheet), header, examples)
    return SheetLook(sheet.title, sheet.is_hidden, header, MappingProxyType(examples), mapping, problems.all())


def _of_header(header: Header, sheet: SourceSheet) -> ColumnMapping:
    """Return the mapping of a row of headings that the user has pointed at: what is known, once for each field."""
    seen: set[str] = set()
    columns = []
    for at, heading in sorted(header.headings.items()):
        known = heading.field if heading.field not in ("total", "comparison", *seen) else None
        if known == "amount":
            columns.append(MappedColumn(heading.text, known, at, heading.sort, heading.year, heading.unit))
            continue
        seen |= {known} if known else set()
        columns.append(MappedColumn(heading.text, known, at))
    n_rows = header.last_row - header.first_row + 1
    title = None if sheet.is_text else sheet.title
    return ColumnMapping(tuple(columns), sheet=title, header_row=header.first_row, header_rows=n_rows)


def _whole(mapping: ColumnMapping, header: Header, examples: Iterable[int]) -> ColumnMapping:
    """Return a mapping that names every column with a heading or a value, in their order."""
    known = {column.column: column for column in mapping.columns}
    rest = {
        at: MappedColumn(header.headings[at].text if at in header.headings else "", None, at)
        for at in {*header.headings, *examples}
        if at not in known
    }
    columns = sorted([*mapping.columns, *rest.values()], key=lambda column: column.column or 0)
    return replace(mapping, columns=tuple(columns))


def _examples(rows: Sequence[Row], last_header_row: int) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for number, cells in rows:
        if number <= last_header_row:
            continue
        for at, cell in enumerate(cells, start=1):
            text = cell_text(cell)
            known = found.get(at, [])
            if text and text not in known and len(known) < _N_EXAMPLES:
                found.setdefault(at, []).append(text)
    return {at: tuple(texts) for at, texts in sorted(found.items())}


def at_row(file: SourceFile, title: str, row: int) -> SheetLook:
    """Return a sheet as it looks when the user says on which row its headings stand."""
    return _at_row(file.sha256, title, row, file)


@st.cache_resource(show_spinner=False, max_entries=16)
def _at_row(sha256: str, title: str, row: int, _file: SourceFile) -> SheetLook:  # noqa: ARG001, RUF100
    sheets = _sheets(_file.name, _file.data, Problems(_file.name))
    return _sheet_look(next(sheet for sheet in sheets if sheet.title == title), row)


def fitted(file: SourceFile, sheet: SheetLook, kept: ColumnMapping) -> tuple[ColumnMapping | None, tuple[Issue, ...]]:
    """Return a kept mapping on a sheet at hand, and what is to be said of it; None where it does not fit."""
    problems = Problems(file.name)
    sheets = _sheets(file.name, file.data, Problems(file.name))
    source = next(each for each in sheets if each.title == sheet.title)
    found = fit_mapping(kept, source, words(), problems)
    if found is None or problems.has_errors:
        return None, problems.all()
    mapping, header = found
    named = replace(mapping, sheet=None if source.is_text else source.title)
    return _whole(named, header, sheet.examples), problems.all()


def signature(headings: Iterable[str]) -> str:
    """Return what a table is known by in the next file: its headings without their years, in any order.

    Examples
    --------
    >>> signature(["Konto", "Budget 2026"]) == signature(["Budget 2027", "Konto"])
    True
    """
    known = sorted({"".join(c for c in text.casefold() if not c.isdigit()).strip() for text in headings} - {""})
    return hashlib.sha256("\x1f".join(known).encode()).hexdigest()[:32]


def find_headings(sheet: SheetLook) -> tuple[str, ...]:
    """Return the headings of a sheet as they are written."""
    return () if sheet.header is None else tuple(heading.text for heading in sheet.header.headings.values())


def read(
    file: SourceFile, options: ReadOptions, progress: Callable[[int], None] | None = None
) -> tuple[BudgetTable | None, tuple[Issue, ...]]:
    """Return the lines of a file as they will be read, or why they cannot be; the session keeps the latest.

    Parameters
    ----------
    file
        The file.
    options
        What the user states.
    progress
        Called now and then with the number of rows read.
    """
    key = (file.sha256, file.name, options)
    kept = st.session_state.get(_READ)
    if kept is not None and kept[0] == key:
        found: tuple[BudgetTable | None, tuple[Issue, ...]] = kept[1]
        return found
    try:
        table = read_budget(file.data, options, name=file.name, progress=progress)
        found = table, table.issues
    except InputError as error:
        found = None, error.issues
    st.session_state[_READ] = (key, found)
    return found
