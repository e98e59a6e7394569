"""From a SIE file to lines: budgets, and outturn from vouchers, period balances or results, every krona once."""

from __future__ import annotations

from types import MappingProxyType

from finmodel.intake.budget_lines import BudgetTable, Chart, ColumnTotal, LineKind, SourceFacts, SourceFormat
from finmodel.intake.budget_privacy import Masker
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_source import Opened
from finmodel.intake.sie_checks import check_accounts, check_periods, check_repeats, check_years
from finmodel.intake.sie_dimensions import check_dimensions, object_names
from finmodel.intake.sie_lines import SieLines
from finmodel.intake.sie_options import SieOptions
from finmodel.intake.sie_outturns import unread_outturns
from finmodel.intake.sie_reader import read_sie
from finmodel.intake.sie_rows import SieRows, chart_of

__all__ = ["sie_table"]


def sie_table(
    opened: Opened,
    problems: Problems,
    masker: Masker,
    chart: Chart | None,
    options: SieOptions,
    kind: LineKind | None = None,
    encoding: str | None = None,
) -> BudgetTable:
    """Return a SIE file as lines; debit is positive, as costs are.

    Parameters
    ----------
    opened
        The file.
    problems
        Gets what :func:`~.sie_reader.read_sie` finds and ``FM-B205`` a year without #RAR, ``FM-B210`` a period outside
        its year, ``FM-B216`` no money, what :func:`~.sie_dimensions.check_dimensions`,
        :class:`~.sie_lines.SieLines` and :func:`~.sie_outturns.unread_outturns` find; as warnings ``FM-B215`` unknown
        accounts and ``FM-B222`` records that stand more than once.
    masker
        Masks what is to be masked.
    chart
        Which accounts are balance accounts where the file does not say, and which are of investment; None: BAS where
        #KPTYP names it, else Kommun-Bas.
    options
        How it is read.
    kind
        Of all lines; None: by the account.
    encoding
        What the user says it is.

    Raises
    ------
    InputError
        With every problem.
    """
    file = read_sie(opened, problems, encoding=encoding)
    chart = chart_of(file, chart)
    check_years(file, problems)
    check_periods(file, problems)
    check_accounts(file, problems)
    check_dimensions(file, options.dimensions, problems)
    problems.stop_if_errors()
    check_repeats(file, problems)
    rows = SieRows(file, chart, options)
    lines = SieLines(opened.name, rows, problems, masker, kind)
    lines.read()
    problems.stop_if_errors()
    if not lines.lines:
        problems.add("FM-B216")
    return BudgetTable(
        source=SourceFacts(opened.name, SourceFormat.SIE, opened.sha256, file.encoding, chart),
        lines=tuple(lines.lines),
        names=MappingProxyType(
            {name: MappingProxyType(found) for name, found in object_names(file, lines.fields).items()}
        ),
        left_out=(*lines.left_out, *unread_outturns(opened.name, rows, problems)),
        totals=tuple(
            ColumnTotal(file.company or opened.name, record, line_kind, sort, year, ore)
            for (record, line_kind, sort, year), ore in lines.sums.items()
        ),
    )
