"""A kept mapping on a file at hand: columns are found by heading, next year's amounts take last year's place."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from finmodel.errors import Severity
from finmodel.intake.budget_header import MAX_TITLE_ROWS, Header, find_header, header_at
from finmodel.intake.budget_headings import Heading
from finmodel.intake.budget_mapping import ColumnMapping, MappedColumn
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import Row, SourceSheet
from finmodel.intake.budget_words import Words, normal_form
from finmodel.intake.sheetscan import column_letters
from finmodel.model.addressed import nearest

__all__ = ["fit_mapping"]


def fit_mapping(
    mapping: ColumnMapping, sheet: SourceSheet, words: Words, problems: Problems
) -> tuple[ColumnMapping, Header] | None:
    """Return the mapping with every column found in the sheet, None where that is not possible.

    A column is found by its heading; where a heading stands twice, or is blank, by its letter too. When a column of
    money is not there any more (last year's), the known headings of money that are there are read instead, and said.

    Parameters
    ----------
    mapping
        As kept, or as the user has written it.
    sheet
        The table.
    words
        The known words.
    problems
        Gets ``FM-B108`` no headings, ``FM-B109`` columns that are not there, ``FM-B120`` other columns of money read.
    """
    rows = list(islice(sheet.rows(), MAX_TITLE_ROWS + mapping.header_rows))
    header = _header(mapping, rows, words)
    if header is None:
        problems.add("FM-B108", sheet=sheet.title)
        return None
    columns: list[MappedColumn] = []
    missing: list[MappedColumn] = []
    for column in mapping.columns:
        at = _place_of(column, header)
        if at is None:
            missing.append(column)
        else:
            columns.append(replace(column, column=at, heading=column.heading or _text(header, at)))
    gone = [column for column in missing if column.field == "amount"]
    taken = {column.column for column in columns}
    new = [
        MappedColumn(heading.text, "amount", at, heading.sort, heading.year, heading.unit)
        for at, heading in header.headings.items()
        if gone and heading.field == "amount" and heading.year is not None and at not in taken
    ]
    if new and not any(column.field == "amount" for column in columns):
        params = {"columns": tuple(c.heading for c in new), "gone": tuple(c.heading for c in gone)}
        problems.add("FM-B120", Severity.WARNING, sheet=sheet.title, more=params)
        columns += new
        missing = [column for column in missing if column.field != "amount"]
    known = [heading.text for heading in header.headings.values()]
    for column in missing:
        if column.field is None:
            continue
        wanted = column.heading or column_letters(column.column or 1)
        params_missing = {"column": wanted, "nearest": nearest(wanted, known), "columns": tuple(known)}
        problems.add("FM-B109", sheet=sheet.title, more=params_missing)
    n_rows = header.last_row - header.first_row + 1
    return replace(mapping, columns=tuple(columns), header_row=header.first_row, header_rows=n_rows), header


def _header(mapping: ColumnMapping, rows: list[Row], words: Words) -> Header | None:
    """Return the headings: where the mapping has most of its own, else where they are found without it."""
    wanted = {normal_form(column.heading) for column in mapping.columns} - {""}
    best: tuple[int, Header] | None = None
    for index in range(len(rows)):
        for n_rows in sorted({mapping.header_rows, 1}, reverse=True):
            if index + n_rows > len(rows):
                continue
            header = header_at(rows, index, n_rows, words)
            n_found = len(wanted & {normal_form(heading.text) for heading in header.headings.values()})
            if n_found and (best is None or n_found > best[0]):
                best = n_found, header
    if best is None and not wanted and mapping.header_row is not None:
        at = next((i for i, row in enumerate(rows) if row[0] == mapping.header_row), None)
        return None if at is None else header_at(rows, at, mapping.header_rows, words)
    return best[1] if best is not None else find_header(rows, words)


def _place_of(column: MappedColumn, header: Header) -> int | None:
    form = normal_form(column.heading)
    places = [at for at, heading in header.headings.items() if normal_form(heading.text) == form] if form else []
    if column.column is not None and (column.column in places or not form):
        return column.column if column.column <= header.width or column.column in header.headings else None
    return places[0] if places else None


def _text(header: Header, at: int) -> str:
    heading: Heading | None = header.headings.get(at)
    return heading.text if heading else ""
