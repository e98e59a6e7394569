"""The tables of a file as lines: every row of every chosen sheet, then subtotals, signs and sums of each sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.errors import Severity
from finmodel.intake.budget_assemble import SheetLines, assemble, report_codes, report_rounded
from finmodel.intake.budget_choose import fitted_tables, proposed_tables
from finmodel.intake.budget_lines import (
    CODES,
    BudgetTable,
    Chart,
    LeftOut,
    LeftOutReason,
    Place,
    SourceFacts,
    SourceFormat,
)
from finmodel.intake.budget_rows import RowReader
from finmodel.intake.budget_words import words

if TYPE_CHECKING:
    from finmodel.intake.budget_options import ReadOptions
    from finmodel.intake.budget_privacy import Masker
    from finmodel.intake.budget_problems import Problems
    from finmodel.intake.budget_sheets import Row, SourceSheet
    from finmodel.intake.budget_source import Opened

__all__ = ["tables_of_sheets"]

_PROGRESS_ROWS = 5_000


def tables_of_sheets(
    opened: Opened,
    sheets: Sequence[SourceSheet],
    problems: Problems,
    masker: Masker,
    options: ReadOptions,
    progress: Callable[[int], None] | None,
) -> BudgetTable:
    """Return the sheets of a file as one table of lines.

    Parameters
    ----------
    opened, sheets
        The file, and all its sheets.
    problems
        Gets what :mod:`~finmodel.intake.budget_choose`, :class:`~finmodel.intake.budget_rows.RowReader` and
        :func:`~finmodel.intake.budget_assemble.assemble` find; ``FM-B142`` codes with several names, ``FM-B143`` parts
        of an öre, ``FM-B153`` rows without an amount, ``FM-B154`` no lines, ``FM-B156`` sums that differ by rounding.
    masker
        Masks what is to be masked.
    options
        What the user states.
    progress
        Called every 5 000 rows with their number.

    Raises
    ------
    InputError
        With every problem.
    """
    chosen = (fitted_tables if options.mappings else proposed_tables)(sheets, problems, options)
    problems.stop_if_errors()
    parts: list[SheetLines] = []
    names: dict[str, dict[str, str]] = {field: {} for field in CODES}
    chart = options.chart or Chart.KOMMUNBAS
    left_out: list[LeftOut] = []
    n_before = 0
    for sheet, mapping, width, _ in chosen:
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
        if reader.money.n_rounded:
            lost = float(reader.money.lost / 100)
            problems.add("FM-B143", Severity.WARNING, sheet=sheet.title, n=reader.money.n_rounded, lost=lost)
        if reader.codes.n_renamed:
            codes = tuple(reader.codes.renamed.values())
            problems.add("FM-B142", Severity.INFO, sheet=sheet.title, n=reader.codes.n_renamed, codes=codes)
        if not problems.has_errors:
            parts.append(assemble(drafts, sheet.title, mapping, words(), chart, problems))
    problems.stop_if_errors()
    if left_out:
        rows = tuple(f"{item.place.row}: {item.text}" for item in left_out)
        problems.add("FM-B153", Severity.INFO, n=len(left_out), rows=rows[:10])
    report_rounded([found for part in parts for found in part.rounded], problems)
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
        mappings=tuple(table.mapping for table in chosen),
        titles=tuple(title for table in chosen for title in table.titles),
    )


def _counted(sheet: SourceSheet, progress: Callable[[int], None] | None, n_before: int) -> Iterator[tuple[int, Row]]:
    for n_rows, row in enumerate(sheet.rows(), start=n_before + 1):
        if progress is not None and n_rows % _PROGRESS_ROWS == 0:
            progress(n_rows)
        yield n_rows, row
