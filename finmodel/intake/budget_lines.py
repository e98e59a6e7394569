"""What reading a budget, a plan, an outturn or a ledger gives: plain lines, and all that was not made a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from finmodel.errors import Issue
from finmodel.intake.sheetscan import column_letters
from finmodel.tagging.lines import LineKind

if TYPE_CHECKING:
    from finmodel.intake.budget_mapping import ColumnMapping

__all__ = [
    "CODES",
    "Amount",
    "BudgetLine",
    "BudgetTable",
    "Chart",
    "ColumnTotal",
    "LeftOut",
    "LeftOutReason",
    "LineKind",
    "Place",
    "Sort",
    "SourceFacts",
    "SourceFormat",
    "sum_amounts",
]

CODES = ("organisation", "responsibility", "account", "activity", "project", "counterparty")
"""The fields of a line that hold a code."""


class Sort(StrEnum):
    """What an amount is."""

    BUDGET = "budget"
    PLAN = "plan"
    FORECAST = "forecast"
    OUTTURN = "outturn"


class Chart(StrEnum):
    """The chart of accounts of an organisation: class 5 is staff in Kommun-Bas, class 7 in BAS."""

    KOMMUNBAS = "kommunbas"
    BAS = "bas"


class SourceFormat(StrEnum):
    """What kind of file was read."""

    WORKBOOK = "xlsx"
    CSV = "csv"
    LEDGER = "ledger"
    SIE = "sie"


class Amount(NamedTuple):
    """Money of a line in a year [öre]; a cost is positive."""

    sort: Sort
    year: int
    ore: int


class Place(NamedTuple):
    """Where a line stands: the file, the sheet (None in a text file), and the row or line, from 1."""

    file: str
    sheet: str | None
    row: int

    def cell(self, column: int) -> str:
        """Return the reference of a cell in the row, column 1 being A."""
        return f"{column_letters(column)}{self.row}"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A line as it was read.

    Attributes
    ----------
    kind
        Operating or investment.
    organisation, responsibility, account, activity, project, counterparty
        Codes as written, leading zeros kept; the cell's text where it has no code; "" where there is none.
    text
        Free text; without one the project's name, else the account's.
    supplier, date
        Of a ledger or a voucher: the supplier's name, the day of posting (ISO 8601); "" otherwise.
    amounts
        At least one; each sort and year at most once, in the order of the columns. A blank cell is no amount.
    place
        Where it stands.
    """

    kind: LineKind
    amounts: tuple[Amount, ...]
    place: Place
    organisation: str = ""
    responsibility: str = ""
    account: str = ""
    activity: str = ""
    project: str = ""
    counterparty: str = ""
    text: str = ""
    supplier: str = ""
    date: str = ""

    def ore(self, sort: Sort, year: int) -> int | None:
        """Return an amount [öre], None where the line has none."""
        return next((amount.ore for amount in self.amounts if amount.sort is sort and amount.year == year), None)


class LeftOutReason(StrEnum):
    """Why a row is not among the lines."""

    SUBTOTAL = "subtotal"
    NO_AMOUNT = "no_amount"
    BALANCE_ACCOUNT = "balance_account"
    REPEATED_LEVEL = "repeated_level"
    OTHER_RECORD = "other_record"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row, or several of one reason, that was read and not made a line; ``amounts`` in the lines' sign."""

    reason: LeftOutReason
    place: Place
    text: str
    amounts: tuple[Amount, ...] = ()
    n_rows: int = 1


@dataclass(frozen=True, slots=True)
class ColumnTotal:
    """The sum of what the lines have from one column, of one kind, sort and year.

    Attributes
    ----------
    sheet, heading
        The column; in a long table the column of amounts, in SIE the record.
    kind, sort, year
        What is summed.
    ore
        The sum in the lines' sign [öre].
    file_sign
        −1 where the file writes costs as negative, so that ``ore × file_sign`` is the file's own sum; else 1.
    """

    sheet: str
    heading: str
    kind: LineKind
    sort: Sort
    year: int
    ore: int
    file_sign: int = 1


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The file that was read: its name, kind, hash of its bytes (SHA-256), encoding and chart of accounts."""

    file: str
    format: SourceFormat
    sha256: str
    encoding: str = ""
    chart: Chart = Chart.KOMMUNBAS


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """A file read whole.

    Attributes
    ----------
    source
        The file.
    lines
        In the order of the file.
    names
        Names of codes as found: field → code → name.
    left_out
        What was read and is no line.
    totals
        What the columns sum to, for control.
    issues
        Warnings and notices; none is an error.
    mappings
        How each sheet was read; none for a ledger or SIE.
    titles
        What stands above the headings that are read; none of a ledger or SIE.
    """

    source: SourceFacts
    lines: tuple[BudgetLine, ...]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    left_out: tuple[LeftOut, ...] = ()
    totals: tuple[ColumnTotal, ...] = ()
    issues: tuple[Issue, ...] = ()
    mappings: tuple[ColumnMapping, ...] = ()
    titles: tuple[str, ...] = ()

    def total(self, sort: Sort, year: int, kind: LineKind | None = None) -> int:
        """Return the sum over the lines [öre], of one kind or of both."""
        return sum(line.ore(sort, year) or 0 for line in self.lines if kind in (None, line.kind))

    def years(self) -> tuple[tuple[Sort, int], ...]:
        """Return every sort and year that a line has, in order of year."""
        return tuple(
            sorted({(a.sort, a.year) for line in self.lines for a in line.amounts}, key=lambda p: (p[1], p[0]))
        )


def sum_amounts(amounts: Iterable[Amount]) -> tuple[Amount, ...]:
    """Return amounts of the same sort and year added together, in the order of first appearance."""
    sums: dict[tuple[Sort, int], int] = {}
    for sort, year, ore in amounts:
        sums[sort, year] = sums.get((sort, year), 0) + ore
    return tuple(Amount(sort, year, ore) for (sort, year), ore in sums.items())
