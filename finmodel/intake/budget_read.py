"""Reading a budget, a plan, an outturn or a ledger from a foreign file, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from os import PathLike

from finmodel.errors import Issue, Severity
from finmodel.intake.budget_choose import proposed_tables
from finmodel.intake.budget_csv import csv_sheet
from finmodel.intake.budget_lines import BudgetTable, Chart
from finmodel.intake.budget_mapping import ColumnMapping
from finmodel.intake.budget_options import ReadOptions
from finmodel.intake.budget_privacy import Masker, masked_table
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import SourceSheet
from finmodel.intake.budget_source import Opened, open_source
from finmodel.intake.budget_tables import tables_of_sheets
from finmodel.intake.budget_xlsx import workbook_sheets
from finmodel.intake.ledger import is_ledger, ledger_table
from finmodel.intake.sie_budget import sie_table

__all__ = ["ReadOptions", "propose_mappings", "read_budget"]

Source = bytes | str | PathLike[str]


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
            table = tables_of_sheets(opened, sheets, problems, masker, options, progress)
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
    mappings = [
        table.mapping for table in proposed_tables(_sheets(opened, problems, options.encoding), problems, options)
    ]
    return tuple(mappings), problems.all()


def _sheets(opened: Opened, problems: Problems, encoding: str | None) -> tuple[SourceSheet, ...]:
    if opened.kind == "workbook":
        return workbook_sheets(opened.read(), problems)
    return (csv_sheet(opened, problems, encoding=encoding),)
