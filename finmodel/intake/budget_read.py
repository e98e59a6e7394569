"""Reading a budget, a plan, an outturn or a ledger from a foreign file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike
from types import MappingProxyType

from finmodel.errors import Issue, Severity
from finmodel.intake.budget_assemble import SheetLines, assemble, report_codes
from finmodel.intake.budget_csv import csv_sheet
from finmodel.intake.budget_fit import fit_mapping
from finmodel.intake.budget_lines import (
    CODES,
    BudgetTable,
    Chart,
    LeftOut,
    LeftOutReason,
    LineKind,
    Place,
    Sort,
    SourceFacts,
    SourceFormat,
)
from finmodel.intake.budget_mapping import ColumnMapping, check_mapping, warn_of_assumptions
from finmodel.intake.budget_odd_headings import report_odd_headings
from finmodel.intake.budget_plans import agreed_plans
from finmodel.intake.budget_privacy import Masker, Masking, masked_table
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_propose import propose
from finmodel.intake.budget_rows import RowReader
from finmodel.intake.budget_sheets import Row, SourceSheet
from finmodel.intake.budget_source import Opened, open_source
from finmodel.intake.budget_words import words
from finmodel.intake.budget_xlsx import workbook_sheets
from finmodel.intake.ledger import is_ledger, ledger_table
from finmodel.intake.sie_budget import SieOptions, sie_table

__all__ = ["ReadOptions", "propose_mappings", "read_budget"]

Source = bytes | str | PathLike[str]
_PROGRESS_ROWS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the user states about a file.

    Attributes
    ----------
    mappings
        One for each sheet to be read; none: every visible sheet with known headings is read as proposed.
    unit, kind, sort, year
        Of lines and amounts that do not say themselves; they go before what titles say.
    chart
        The organisation's chart of accounts; None is Kommun-Bas, or BAS where a SIE file says so.
    costs_are_negative
        Whether the file writes costs with a minus; None: found from the accounts.
    masking
        What personal data is masked.
    encoding
        Of a file of text; None: found by its bytes.
    sie
        How a SIE file is read.
    """

    mappings: tuple[ColumnMapping, ...] = ()
    unit: str | None = None
    kind: LineKind | None = None
    sort: Sort | None = None
    year: int | None = None
    chart: Chart | None = None
    costs_are_negative: bool | None = None
    masking: Masking = field(default_factory=Masking)
    encoding: str | None = None
    sie: SieOptions = field(default_factory=SieOptions)


def read_budget(
    source: Source,
    options: ReadOptions | None = None,
    *,
    name: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> BudgetTable:
    """Read a file into plain lines.

    What kind of file it is, is found by its bytes: a workbook, a table of text, the open supplier ledger (by its
    headings) or SIE.

    Parameters
    ----------
    source
        The bytes of the file, or its path.
    options
        What the user states.
    name
        Name to show where bytes are given.
    progress
        Called now and then with the number of rows read.

    Returns
    -------
    BudgetTable
        Money in whole öre, costs positive; warnings and notices in ``issues``.

    Raises
    ------
    InputError
        With every problem: ``FM-G1xx`` the file is not fit to be opened, ``FM-B1xx`` tables, ``FM-B2xx`` SIE. Nothing
        is read by half.
    """
    options = options or ReadOptions()
    opened = open_source(source, name=name)
    problems = Problems(opened.name)
    masker = Masker(options.masking)
    if opened.kind == "sie":
        table = sie_table(opened, problems, masker, options.chart, options.sie, options.kind, options.encoding)
    else:
        sheets = _sheets(opened, problems, options.encoding)
        if not options.mappings and is_ledger(sheets[0]):
            chart = options.chart or Chart.KOMMUNBAS
            table = ledger_table(opened, sheets[0], problems, masker, chart, options.kind, progress)
        else:
            table = _tables(opened, sheets, problems, masker, options, progress)
    table = masked_table(table, masker)
    if masker.n_suppliers or masker.n_texts:
        problems.add("FM-B170", Severity.INFO, n_suppliers=masker.n_suppliers, n_texts=masker.n_texts)
    problems.stop_if_errors()
    return replace(table, issues=problems.all())


def propose_mappings(
    source: Source, options: ReadOptions | None = None, *, name: str | None = None
) -> tuple[tuple[ColumnMapping, ...], tuple[Issue, ...]]:
    """Return what the columns of each sheet probably mean, for the user to confirm or correct.

    Parameters
    ----------
    source, options, name
        As for :func:`read_budget`; ``mappings`` are not used.

    Returns
    -------
    tuple
        The mappings, one for each visible sheet with known headings, and what is to be said of them: errors too, where
        the proposal cannot be read as it is. Both are empty of mappings for SIE, which needs none.

    Raises
    ------
    InputError
        The file cannot be opened.
    """
    options = options or ReadOptions()
    opened = open_source(source, name=name)
    problems = Problems(opened.name)
    if opened.kind == "sie":
        return (), ()
    mappings = [mapping for _, mapping, _ in _proposed(_sheets(opened, problems, options.encoding), problems, options)]
    return tuple(mappings), problems.all()


def _sheets(opened: Opened, problems: Problems, encoding: str | None) -> tuple[SourceSheet, ...]:
    if opened.kind == "workbook":
        return workbook_sheets(opened.read(), problems)
    return (csv_sheet(opened, problems, encoding=encoding),)


def _proposed(
    sheets: Sequence[SourceSheet], problems: Problems, options: ReadOptions
) -> list[tuple[SourceSheet, ColumnMapping, int]]:
    found = []
    unread = []
    for sheet in sheets:
        proposal = None if sheet.is_hidden else propose(sheet, words(), problems, unit=options.unit)
        if proposal is None:
            unread.append(sheet.title)
            continue
        found.append((sheet, proposal.mapping, proposal.header.width))
    if options.sort is None:
        agreed = agreed_plans([mapping for _, mapping, _ in found], problems)
        found = [(sheet, mapping, width) for (sheet, _, width), mapping in zip(found, agreed, strict=True)]
    found = [(sheet, _stated(mapping, options, sheet, problems), width) for sheet, mapping, width in found]
    for sheet, mapping, _ in found:
        check_mapping(mapping, problems, sheet=sheet.title)
        warn_of_assumptions(mapping, problems, sheet=sheet.title)
    if not found:
        if not report_odd_headings(sheets, words(), problems):
            problems.add("FM-B108", sheet=sheets[0].title if len(sheets) == 1 else None)
    elif unread:
        problems.add("FM-B126", Severity.INFO, sheets=tuple(unread))
    if len(found) > 1:
        problems.add("FM-B125", Severity.WARNING, sheets=tuple(sheet.title for sheet, _, _ in found))
    return found


def _stated(mapping: ColumnMapping, options: ReadOptions, sheet: SourceSheet, problems: Problems) -> ColumnMapping:
    """Return the mapping with what the user states; a unit that the file contradicts is said (``FM-B127``)."""
    said = {unit for unit in (mapping.unit, *(column.unit for column in mapping.amounts)) if unit}
    if options.unit is not None and said - {options.unit}:
        other = sorted(said - {options.unit})[0]
        problems.add("FM-B127", Severity.WARNING, sheet=sheet.title, stated=options.unit, value=other)
        mapping = replace(mapping, columns=tuple(replace(column, unit=None) for column in mapping.columns))
    return mapping.stated(
        unit=options.unit,
        kind=options.kind,
        sort=options.sort,
        year=options.year,
        costs_are_negative=options.costs_are_negative,
    )


def _fitted(
    sheets: Sequence[SourceSheet], problems: Problems, options: ReadOptions
) -> list[tuple[SourceSheet, ColumnMapping, int]]:
    found = []
    for mapping in options.mappings:
        named = [sheet for sheet in sheets if sheet.title == mapping.sheet]
        if not named and len(sheets) == 1:
            named = [sheets[0]]  # next year's file may name its only sheet otherwise
        visible = [sheet for sheet in sheets if not sheet.is_hidden]
        if not named and mapping.sheet is None:
            named = visible[:1]
        if not named:
            titles = tuple(sheet.title for sheet in sheets)
            problems.add("FM-B128", value=mapping.sheet, sheets=titles)
            continue
        fitted = fit_mapping(mapping, named[0], words(), problems)
        if fitted is None:
            continue
        whole, header = fitted
        whole = _stated(whole, options, named[0], problems)
        check_mapping(whole, problems, sheet=named[0].title)
        warn_of_assumptions(whole, problems, sheet=named[0].title)
        found.append((named[0], whole, header.width))
    return found


def _tables(
    opened: Opened,
    sheets: Sequence[SourceSheet],
    problems: Problems,
    masker: Masker,
    options: ReadOptions,
    progress: Callable[[int], None] | None,
) -> BudgetTable:
    chosen = (_fitted if options.mappings else _proposed)(sheets, problems, options)
    problems.stop_if_errors()
    parts: list[SheetLines] = []
    names: dict[str, dict[str, str]] = {field: {} for field in CODES}
    chart = options.chart or Chart.KOMMUNBAS
    left_out: list[LeftOut] = []
    n_before = 0
    for sheet, mapping, width in chosen:
        reader = RowReader(sheet, mapping, words(), problems, masker, width, chart, names)
        drafts = []
        first = (mapping.header_row or 1) + mapping.header_rows
        for n_rows, row in _counted(sheet, progress, n_before):
            n_before = n_rows
            if row[0] < first:
                continue
            read = reader.draft(row)
            if isinstance(read, str):
                place = Place(problems.file, None if sheet.is_text else sheet.title, row[0])
                left_out.append(LeftOut(LeftOutReason.NO_AMOUNT, place, read))
            elif read is not None:
                drafts.append(read)
        if reader.n_rounded:
            lost = float(reader.lost / 100)
            problems.add("FM-B143", Severity.WARNING, sheet=sheet.title, n=reader.n_rounded, lost=lost)
        if reader.n_renamed:
            codes = tuple(reader.renamed.values())
            problems.add("FM-B142", Severity.INFO, sheet=sheet.title, n=reader.n_renamed, codes=codes)
        if not problems.has_errors:
            parts.append(assemble(drafts, sheet.title, mapping, words(), chart, problems))
    problems.stop_if_errors()
    if left_out:
        rows = tuple(f"{item.place.row}: {item.text}" for item in left_out)
        problems.add("FM-B153", Severity.INFO, n=len(left_out), rows=rows[:10])
    lines = tuple(line for part in parts for line in part.lines)
    if not lines:
        problems.add("FM-B154")
    report_codes(names, lines, problems)
    kind = SourceFormat.CSV if sheets[0].is_text else SourceFormat.WORKBOOK
    return BudgetTable(
        source=SourceFacts(opened.name, kind, opened.sha256, sheets[0].encoding, chart),
        lines=lines,
        names=MappingProxyType({field: MappingProxyType(found) for field, found in names.items() if found}),
        left_out=(*(item for part in parts for item in part.left_out), *left_out),
        totals=tuple(total for part in parts for total in part.totals),
        mappings=tuple(mapping for _, mapping, _ in chosen),
    )


def _counted(sheet: SourceSheet, progress: Callable[[int], None] | None, n_before: int) -> Iterator[tuple[int, Row]]:
    for n_rows, row in enumerate(sheet.rows(), start=n_before + 1):
        if progress is not None and n_rows % _PROGRESS_ROWS == 0:
            progress(n_rows)
        yield n_rows, row
