"""The rows of a SIE file that are read as lines: by account and objects, or voucher by voucher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from finmodel.errors import Severity
from finmodel.intake.budget_lines import Amount, BudgetLine, LeftOut, LeftOutReason, LineKind, Place, Sort
from finmodel.intake.budget_words import words
from finmodel.intake.sie_dimensions import dimension_fields, object_codes
from finmodel.intake.sie_file import Objects, SieBalance
from finmodel.intake.sie_one_level import OneLevel
from finmodel.intake.sie_rows import BALANCES, SieRows

if TYPE_CHECKING:
    from finmodel.intake.budget_privacy import Masker
    from finmodel.intake.budget_problems import Problems

__all__ = ["SieLines"]


@dataclass
class SieLines:
    """The lines of a file on their way.

    Parameters
    ----------
    name
        The file's.
    rows
        Which rows are read.
    problems
        Gets what :class:`~finmodel.intake.sie_one_level.OneLevel` finds, and the notices ``FM-B217`` balance accounts
        left out and ``FM-B220`` dimensions of no field.
    masker
        Masks what is to be masked.
    kind
        Of all lines; None: by the account.

    Attributes
    ----------
    fields
        Dimension → field.
    lines, left_out
        What :meth:`read` has made.
    sums
        What the lines have from each record, by kind, sort and year [öre].
    """

    name: str
    rows: SieRows
    problems: Problems
    masker: Masker
    kind: LineKind | None
    lines: list[BudgetLine] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    sums: dict[tuple[str, LineKind, Sort, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.file, self.chart = self.rows.file, self.rows.chart
        self.fields, unknown = dimension_fields(self.file, self.rows.options.dimensions)
        if unknown:
            self.problems.add("FM-B220", Severity.INFO, dimensions=unknown)
        # A broken financial year is known by the year it ends in.
        self.years: Mapping[int, int] = {number: last.year for number, (_, last) in self.file.years.items()}

    def read(self) -> None:
        """Make the lines: budgets and balances together by account and objects, then vouchers one by one."""
        found = {record: self.rows.of(record) for record in BALANCES}
        one_level = OneLevel(
            {record: each.read for record, each in found.items()}, self.rows.options.level, self.problems
        )
        kept: list[tuple[Sort, SieBalance]] = []
        for record, each in found.items():
            sort = BALANCES[record]
            self._leave_out(each.of_balance_accounts, LeftOutReason.BALANCE_ACCOUNT, sort, record)
            choice = one_level.of(record)
            if choice is not None:
                self._leave_out(choice.repeated, LeftOutReason.REPEATED_LEVEL, sort, record)
                kept += [(sort, row) for row in choice.kept]
        self._add_balances(kept)
        self._add_vouchers()

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

    def _add_vouchers(self) -> None:
        left: list[SieBalance] = []
        for voucher in self.file.vouchers:
            number = self.file.year_of(voucher.date)
            if number is None or number not in self.rows.voucher_years:
                continue
            year = self.years[number]
            for row in voucher.transactions:
                if row.record != "#TRANS":
                    continue
                if self.rows.is_left_out(row.account):
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
