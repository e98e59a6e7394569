"""From a SIE file to lines: budgets, and outturn from vouchers, period balances or results, every krona once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from types import MappingProxyType

from finmodel.errors import Severity
from finmodel.intake.budget_lines import (
    Amount,
    BudgetLine,
    BudgetTable,
    Chart,
    ColumnTotal,
    LeftOut,
    LeftOutReason,
    LineKind,
    Place,
    Sort,
    SourceFacts,
    SourceFormat,
)
from finmodel.intake.budget_privacy import Masker
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_source import Opened
from finmodel.intake.budget_words import words
from finmodel.intake.sie_checks import check_accounts, check_periods, check_repeats, check_results, check_years
from finmodel.intake.sie_dimensions import dimension_fields, object_codes, object_names
from finmodel.intake.sie_file import Objects, SieBalance, SieFile
from finmodel.intake.sie_levels import Level, choose_level, level_name, level_of, read_level
from finmodel.intake.sie_reader import read_sie

__all__ = ["OutturnFrom", "SieOptions", "sie_table"]

_BAS = ("BAS", "EUBAS", "NE20")


class OutturnFrom(StrEnum):
    """Which records outturn is read from; they repeat the same money."""

    AUTO = "auto"
    """Year by year: vouchers where the file has them, else period balances, else results."""
    VOUCHERS = "vouchers"
    PERIODS = "periods"
    RESULTS = "results"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SieOptions:
    """How a SIE file is read.

    Attributes
    ----------
    has_budget
        Whether budgets are read.
    outturn
        Which records outturn is read from.
    level
        Numbers of the dimensions whose rows are read; None: the level with the most money.
    dimensions
        Pairs of dimension and field (``("7", "activity")``) where their names do not tell.
    has_balance_accounts
        Whether outturn of balance accounts becomes lines too. Budgets are read of every account.
    """

    has_budget: bool = True
    outturn: OutturnFrom = OutturnFrom.AUTO
    level: Level | None = None
    dimensions: tuple[tuple[str, str], ...] = ()
    has_balance_accounts: bool = False


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
        its year, ``FM-B212`` levels that differ, ``FM-B216`` no money, ``FM-B221`` a level that is not there; as
        warnings ``FM-B214`` vouchers that do not sum to the results, ``FM-B215`` unknown accounts and ``FM-B222``
        records that stand more than once; as notices ``FM-B213`` rests, ``FM-B217`` balance accounts left out,
        ``FM-B218`` the level read, ``FM-B220`` dimensions of no field.
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
    chart = chart or (Chart.BAS if file.chart.upper().startswith(_BAS) else Chart.KOMMUNBAS)
    check_years(file, problems)
    check_periods(file, problems)
    check_accounts(file, problems)
    problems.stop_if_errors()
    check_repeats(file, problems)
    check_results(file, problems, partial(_is_balance, file, chart))
    lines = _Lines(opened.name, file, problems, masker, chart, options, kind)
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
        left_out=tuple(lines.left_out),
        totals=tuple(
            ColumnTotal(file.company or opened.name, record, line_kind, sort, year, ore)
            for (record, line_kind, sort, year), ore in lines.sums.items()
        ),
    )


def _is_balance(file: SieFile, chart: Chart, account: str) -> bool:
    known = file.accounts.get(account)
    if known is not None and known.type:
        return known.type in ("T", "S")
    return words().has_role(account, "balance", chart)


@dataclass
class _Lines:
    """The lines of a file on their way."""

    name: str
    file: SieFile
    problems: Problems
    masker: Masker
    chart: Chart
    options: SieOptions
    kind: LineKind | None
    lines: list[BudgetLine] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    sums: dict[tuple[str, LineKind, Sort, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.fields, unknown = dimension_fields(self.file, words(), self.options.dimensions)
        if unknown:
            self.problems.add("FM-B220", Severity.INFO, dimensions=unknown)
        # A broken financial year is known by the year it ends in.
        self.years: Mapping[int, int] = {number: last.year for number, (_, last) in self.file.years.items()}

    def read(self) -> None:
        """Make the lines: budgets and balances together by account and objects, then vouchers one by one."""
        rows: list[tuple[Sort, SieBalance]] = []
        if self.options.has_budget:
            budget = [row for row in self.file.balances if row.record == "#PBUDGET"]
            rows += [(Sort.BUDGET, row) for row in self._one_level(budget, Sort.BUDGET)]
        from_vouchers = self._voucher_years()
        for record in ("#PSALDO", "#RES"):
            wanted = [row for row in self.file.balances if row.record == record and self._is_wanted(row, from_vouchers)]
            rows += [
                (Sort.OUTTURN, row) for row in self._one_level(self._without_balance(wanted, record), Sort.OUTTURN)
            ]
        self._add_balances(rows)
        self._add_vouchers(from_vouchers)

    def _voucher_years(self) -> frozenset[int]:
        """Return the financial years whose outturn is read from vouchers."""
        if self.options.outturn not in (OutturnFrom.AUTO, OutturnFrom.VOUCHERS):
            return frozenset()
        found = {self.file.year_of(voucher.date) for voucher in self.file.vouchers if voucher.transactions}
        return frozenset(number for number in found if number is not None)

    def _is_wanted(self, row: SieBalance, from_vouchers: frozenset[int]) -> bool:
        chosen = self.options.outturn
        if chosen in (OutturnFrom.VOUCHERS, OutturnFrom.NOTHING) or row.year_number in from_vouchers:
            return False
        if chosen is not OutturnFrom.AUTO:
            return (row.record == "#PSALDO") is (chosen is OutturnFrom.PERIODS)
        return row.record == "#PSALDO" or row.year_number not in self._years_with_periods()

    def _years_with_periods(self) -> frozenset[int]:
        return frozenset(row.year_number for row in self.file.balances if row.record == "#PSALDO")

    def _without_balance(self, rows: Sequence[SieBalance], record: str) -> list[SieBalance]:
        if self.options.has_balance_accounts:
            return list(rows)
        kept = [row for row in rows if not _is_balance(self.file, self.chart, row.account)]
        left = [row for row in rows if _is_balance(self.file, self.chart, row.account)]
        self._leave_out(left, LeftOutReason.BALANCE_ACCOUNT, Sort.OUTTURN, record)
        return kept

    def _leave_out(self, rows: Sequence[SieBalance], reason: LeftOutReason, sort: Sort, record: str) -> None:
        if not rows:
            return
        sums: dict[int, int] = {}
        for row in rows:
            year = self.years[row.year_number]
            sums[year] = sums.get(year, 0) + row.ore
        amounts = tuple(Amount(sort, year, ore) for year, ore in sorted(sums.items()))
        self.left_out.append(LeftOut(reason, Place(self.name, None, rows[0].line), record, amounts, len(rows)))
        if reason is LeftOutReason.BALANCE_ACCOUNT:
            self.problems.add("FM-B217", Severity.INFO, record=record, n=len(rows))

    def _one_level(self, rows: Sequence[SieBalance], sort: Sort) -> tuple[SieBalance, ...]:
        if not rows:
            return ()
        found = sorted({level_of(row.objects) for row in rows})
        level = choose_level(rows) if self.options.level is None else tuple(sorted(self.options.level))
        record = rows[0].record
        if level and level not in found and record != "#RES":
            self.problems.add("FM-B221", record=record, value=level_name(level), levels=tuple(map(level_name, found)))
            return ()
        choice = read_level(rows, level)
        for first, second in choice.unequal:
            self.problems.add("FM-B212", line=first.line, other_line=second.line, account=first.account, record=record)
        if len(found) > 1:
            levels = tuple(map(level_name, found))
            self.problems.add("FM-B218", Severity.INFO, record=record, value=level_name(level), levels=levels)
        if choice.rests:
            rest = sum(row.ore for row in choice.rests) / 100
            accounts = tuple(dict.fromkeys(row.account for row in choice.rests))
            self.problems.add(
                "FM-B213", Severity.INFO, record=record, n=len(choice.rests), rest=rest, accounts=accounts
            )
        self._leave_out(choice.repeated, LeftOutReason.REPEATED_LEVEL, sort, record)
        return choice.kept

    def _add_balances(self, rows: Sequence[tuple[Sort, SieBalance]]) -> None:
        """Add a line for each account and objects, with the periods of a year together."""
        sums: dict[tuple[str, Objects], dict[tuple[Sort, int], int]] = {}
        first: dict[tuple[str, Objects], int] = {}
        for sort, row in rows:
            key = (row.account, row.objects)
            amounts = sums.setdefault(key, {})
            year = self.years[row.year_number]
            amounts[sort, year] = amounts.get((sort, year), 0) + row.ore
            first[key] = min(first.get(key, row.line), row.line)
            self._count(row.record, self._kind(row.account), sort, year, row.ore)
        for (account, objects), amounts in sums.items():
            money = tuple(Amount(sort, year, ore) for (sort, year), ore in amounts.items())
            self._add(account, objects, money, first[account, objects], "")

    def _add_vouchers(self, years: frozenset[int]) -> None:
        left: list[SieBalance] = []
        for voucher in self.file.vouchers:
            number = self.file.year_of(voucher.date)
            if number is None or number not in years:
                continue
            year = self.years[number]
            for row in voucher.transactions:
                if row.record != "#TRANS":
                    continue
                if not self.options.has_balance_accounts and _is_balance(self.file, self.chart, row.account):
                    left.append(SieBalance(row.record, number, "", row.account, row.objects, row.ore, row.line))
                    continue
                self._count("#TRANS", self._kind(row.account), Sort.OUTTURN, year, row.ore)
                text = self.masker.text(row.text or voucher.text)
                amounts = (Amount(Sort.OUTTURN, year, row.ore),)
                self._add(row.account, row.objects, amounts, row.line, text, (row.date or voucher.date).isoformat())
        self._leave_out(left, LeftOutReason.BALANCE_ACCOUNT, Sort.OUTTURN, "#TRANS")

    def _add(
        self, account: str, objects: Objects, amounts: tuple[Amount, ...], line: int, text: str, date: str = ""
    ) -> None:
        codes = object_codes(objects, self.fields)
        if not text:
            project = [
                self.file.objects.get((d, number), "") for d, number in objects if self.fields.get(d) == "project"
            ]
            known = self.file.accounts.get(account)
            text = next(filter(None, project), "") or (known.name if known is not None else "")
        place = Place(self.name, None, line)
        organisation = codes.pop("organisation", "") or self.file.company
        self.lines.append(
            BudgetLine(
                kind=self._kind(account),
                amounts=amounts,
                place=place,
                organisation=organisation,
                account=account,
                text=text,
                date=date,
                **codes,
            )
        )

    def _kind(self, account: str) -> LineKind:
        if self.kind is not None:
            return self.kind
        is_investment = words().has_role(account, "investment", self.chart)
        return LineKind.INVESTMENT if is_investment else LineKind.OPERATING

    def _count(self, record: str, kind: LineKind, sort: Sort, year: int, ore: int) -> None:
        key = (record, kind, sort, year)
        self.sums[key] = self.sums.get(key, 0) + ore
