"""What the columns of an unknown table probably mean: a proposal, with all that it leaves open said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from finmodel.errors import Param, Severity
from finmodel.intake.budget_header import MAX_TITLE_ROWS, Header, find_header
from finmodel.intake.budget_headings import Heading, told_by
from finmodel.intake.budget_lines import CODES, Sort
from finmodel.intake.budget_mapping import ColumnMapping, MappedColumn
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import Row, SourceSheet, cell_text
from finmodel.intake.budget_unit_choice import units_of_sheet
from finmodel.intake.budget_words import Words, normal_form
from finmodel.intake.sheetscan import column_letters

__all__ = ["Proposal", "propose"]

_SAMPLE_ROWS = 300
_NUMBER = re.compile(r"[-+(]?[0-9][0-9\s.,]*[)%]?")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping proposed for a sheet, and the headings that it was read from."""

    sheet: SourceSheet
    header: Header
    mapping: ColumnMapping


def propose(sheet: SourceSheet, words: Words, problems: Problems, *, unit: str | None = None) -> Proposal | None:
    """Return what the columns of a sheet probably mean, None where it has no headings of a budget.

    Parameters
    ----------
    sheet
        The table.
    words
        The known words.
    problems
        Gets ``FM-B116`` columns that are not read, ``FM-B117`` totals that are not read, ``FM-B118`` two headings for
        one field, ``FM-B121`` titles that state two units.
    unit
        The unit that the user states; then what titles say does not matter.
    """
    rows = list(islice(sheet.rows(), MAX_TITLE_ROWS + _SAMPLE_ROWS))
    header = find_header(rows, words)
    if header is None:
        return None
    data = [row for row in rows if row[0] > header.last_row]
    columns = _columns(sheet, header, data, words, problems)
    kind, sort, year = told_by((*header.titles, sheet.title, problems.file), words)
    units = units_of_sheet(header, sheet)
    if len(units) > 1 and unit is None and any(c.field == "amount" and c.unit is None for c in columns):
        problems.add("FM-B121", sheet=sheet.title, units=tuple(sorted(units)))
    is_posted = any(column.field == "date" for column in columns)
    mapping = ColumnMapping(
        columns=tuple(columns),
        sheet=None if sheet.is_text else sheet.title,
        header_row=header.first_row,
        header_rows=header.last_row - header.first_row + 1,
        unit=next(iter(units)) if len(units) == 1 else None,
        kind=kind,
        sort=sort or (Sort.OUTTURN if is_posted else None),
        year=None if is_posted else year,
    )
    return Proposal(sheet, header, mapping)


def _columns(
    sheet: SourceSheet, header: Header, data: Sequence[Row], words: Words, problems: Problems
) -> list[MappedColumn]:
    found = _without_rivals(sheet, header, problems)
    found = {at: _by_its_cells(at, heading, data, words) for at, heading in found.items()}
    amounts = {at: heading for at, heading in found.items() if heading.field == "amount"}
    totals = [at for at, heading in found.items() if heading.field == "total"]
    if not amounts and len(totals) == 1:
        amounts = {totals[0]: found[totals[0]]}
    elif any(heading.year for heading in amounts.values()) and not _has(found, "year"):
        # "Budget" beside "2026" and "2027" is what they sum to.
        totals += [at for at, heading in amounts.items() if heading.year is None]
        amounts = {at: heading for at, heading in amounts.items() if heading.year is not None}
    repeated = tuple(found[at].text for at in sorted(totals) if at not in amounts)
    if repeated:
        problems.add("FM-B117", Severity.INFO, sheet=sheet.title, columns=repeated)
    columns = []
    unread = []
    for at in range(1, max(found, default=0) + 2):
        heading = found.get(at)
        if at in amounts:
            assert heading is not None  # noqa: S101 – an amount has a heading
            columns.append(MappedColumn(heading.text, "amount", at, heading.sort, heading.year, heading.unit))
        elif heading is not None and heading.field not in (None, "amount", "total", "comparison"):
            columns.append(MappedColumn(heading.text, heading.field, at))
        elif heading is None and (field := _name_beside(at, found, data)):
            columns.append(MappedColumn("", field, at))
        elif heading is not None and heading.field is None and heading.text:
            unread.append(heading.text)
    if not any(column.field != "amount" for column in columns):
        columns += _words_column(sheet, found, data, problems)
        unread = [text for text in unread if text not in {column.heading for column in columns}]
    if unread:
        problems.add("FM-B116", Severity.INFO, sheet=sheet.title, columns=tuple(unread))
    return columns


def _words_column(
    sheet: SourceSheet, found: dict[int, Heading], data: Sequence[Row], problems: Problems
) -> list[MappedColumn]:
    """Return the first column of words as the text where no heading tells what the rows are (``FM-B129``)."""
    for at in range(1, max(found, default=0) + 1):
        heading = found.get(at)
        if heading is not None and heading.field is not None:
            continue
        texts = [text for _, cells in data if at <= len(cells) and (text := cell_text(cells[at - 1]))]
        if texts and sum(not _NUMBER.fullmatch(text) for text in texts) > len(texts) / 2:
            name = heading.text if heading is not None else ""
            problems.add("FM-B129", Severity.WARNING, sheet=sheet.title, column=name or column_letters(at))
            return [MappedColumn(name, "text", at)]
    return []


def _has(found: dict[int, Heading], field: str) -> bool:
    return any(heading.field == field for heading in found.values())


def _without_rivals(sheet: SourceSheet, header: Header, problems: Problems) -> dict[int, Heading]:
    """Return the headings with one column a field: the commonest heading wins, the same heading twice stays twice."""
    found = dict(header.headings)
    best: dict[str, int] = {}
    for at, heading in header.headings.items():
        if heading.field in (None, "amount", "total", "comparison"):
            continue
        rival = best.get(str(heading.field))
        if rival is None:
            best[str(heading.field)] = at
            continue
        kept, other = (at, rival) if heading.rank < header.headings[rival].rank else (rival, at)
        if heading.rank == header.headings[rival].rank:
            continue
        best[str(heading.field)] = kept
        found[other] = Heading(header.headings[other].text)
        params: dict[str, Param] = {"first": header.headings[kept].text, "second": header.headings[other].text}
        problems.add("FM-B118", Severity.WARNING, sheet=sheet.title, field=str(heading.field), more=params)
    return found


def _by_its_cells(at: int, heading: Heading, data: Sequence[Row], words: Words) -> Heading:
    """Return a heading "Typ" as that of sorts where its cells say budget and outturn."""
    if heading.field not in ("kind", "sort"):
        return heading
    texts = {normal_form(cell_text(cells[at - 1])) for _, cells in data if at <= len(cells)} - {""}
    n_sorts = sum(text in words.sorts and len(text) > 1 for text in texts)
    n_kinds = sum(text in words.kinds for text in texts)
    if n_sorts == n_kinds:
        return heading
    return Heading(heading.text, "sort" if n_sorts > n_kinds else "kind", heading.rank)


def _name_beside(at: int, found: dict[int, Heading], data: Sequence[Row]) -> str | None:
    """Return the field of names for a column without heading that stands beside one of codes, as merged cells leave."""
    beside = found.get(at - 1)
    if beside is None or beside.field not in CODES or _has(found, f"{beside.field}_name"):
        return None
    texts = [text for _, cells in data if at <= len(cells) and (text := cell_text(cells[at - 1]))]
    n_words = sum(not _NUMBER.fullmatch(text) for text in texts)
    return f"{beside.field}_name" if texts and n_words > len(texts) / 2 else None
