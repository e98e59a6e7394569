"""Which balances and vouchers of a SIE file are read: the records repeat the same money, and balances are no lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from finmodel.intake.budget_lines import Chart, Sort
from finmodel.intake.budget_words import words
from finmodel.intake.sie_file import SieBalance, SieFile
from finmodel.intake.sie_options import OutturnFrom, SieOptions

__all__ = ["BALANCES", "RecordRows", "SieRows", "chart_of", "is_balance_account"]

BALANCES: Mapping[str, Sort] = MappingProxyType(
    {"#PBUDGET": Sort.BUDGET, "#PSALDO": Sort.OUTTURN, "#RES": Sort.OUTTURN}
)
"""The records that are read beside vouchers, in their order, and what their amounts are."""

_BAS = ("BAS", "EUBAS", "NE20")


@dataclass(frozen=True, slots=True)
class RecordRows:
    """The rows of one record: those to be read, and those of balance accounts that are left out."""

    record: str
    read: tuple[SieBalance, ...]
    of_balance_accounts: tuple[SieBalance, ...] = ()


def chart_of(file: SieFile, stated: Chart | None) -> Chart:
    """Return the chart of accounts: as stated, else BAS where #KPTYP names it, else Kommun-Bas."""
    return stated or (Chart.BAS if file.chart.upper().startswith(_BAS) else Chart.KOMMUNBAS)


def is_balance_account(file: SieFile, chart: Chart, account: str) -> bool:
    """Say whether an account is an asset or a debt: by its #KTYP, else by its prefix in the chart."""
    known = file.accounts.get(account)
    if known is not None and known.type:
        return known.type in ("T", "S")
    return words().has_role(account, "balance", chart)


class SieRows:
    """Chooses the rows of a file, by what the user states.

    Parameters
    ----------
    file
        Its content.
    chart
        Which accounts are balance accounts where the file does not say.
    options
        What the user states.
    """

    def __init__(self, file: SieFile, chart: Chart, options: SieOptions) -> None:
        self.file, self.chart, self.options = file, chart, options

    @cached_property
    def voucher_years(self) -> frozenset[int]:
        """The numbers of the financial years whose outturn is read from vouchers."""
        if self.options.outturn not in (OutturnFrom.AUTO, OutturnFrom.VOUCHERS):
            return frozenset()
        found = {self.file.year_of(voucher.date) for voucher in self.file.vouchers if voucher.transactions}
        return frozenset(number for number in found if number is not None)

    def outturn_of(self, record: str, number: int) -> tuple[SieBalance, ...]:
        """Return all rows of a record of outturn in a financial year, read or not; those of vouchers too (#TRANS)."""
        if record != "#TRANS":
            return tuple(row for row in self.file.balances if row.record == record and row.year_number == number)
        return tuple(
            SieBalance(record, number, "", row.account, row.objects, row.ore, row.line)
            for voucher in self.file.vouchers
            if self.file.year_of(voucher.date) == number
            for row in voucher.transactions
            if row.record == record
        )

    def outturn_record(self, number: int) -> str | None:
        """Return the record that the outturn of a financial year is read from, None where it is read from none."""
        if number in self.voucher_years:
            return "#TRANS"
        of_year = (row for row in self.file.balances if row.year_number == number)
        return next((row.record for row in of_year if self._is_outturn(row)), None)

    def _is_outturn(self, row: SieBalance) -> bool:
        return BALANCES.get(row.record) is Sort.OUTTURN and self._is_wanted(row)

    def of(self, record: str) -> RecordRows:
        """Return the rows of a record of balances, of all levels."""
        rows = [row for row in self.file.balances if row.record == record]
        if record == "#PBUDGET":
            # What is budgeted on a balance account is as a rule an investment.
            return RecordRows(record, tuple(rows) if self.options.has_budget else ())
        wanted = [row for row in rows if self._is_wanted(row)]
        left = tuple(row for row in wanted if self.is_left_out(row.account))
        return RecordRows(record, tuple(row for row in wanted if not self.is_left_out(row.account)), left)

    def is_left_out(self, account: str) -> bool:
        """Say whether outturn of an account is left out as that of a balance account."""
        return not self.options.has_balance_accounts and is_balance_account(self.file, self.chart, account)

    def _is_wanted(self, row: SieBalance) -> bool:
        chosen = self.options.outturn
        if chosen in (OutturnFrom.VOUCHERS, OutturnFrom.NOTHING) or row.year_number in self.voucher_years:
            return False
        if chosen is not OutturnFrom.AUTO:
            return (row.record == "#PSALDO") is (chosen is OutturnFrom.PERIODS)
        return row.record == "#PSALDO" or row.year_number not in self._years_with_periods

    @cached_property
    def _years_with_periods(self) -> frozenset[int]:
        return frozenset(row.year_number for row in self.file.balances if row.record == "#PSALDO")
