"""Whether a SIE file agrees with itself: years, periods, accounts, and records that stand once."""

from __future__ import annotations

from finmodel.errors import Param, Severity
from finmodel.intake.budget_problems import Problems
from finmodel.intake.sie_file import Objects, SieBalance, SieFile

__all__ = ["check_accounts", "check_periods", "check_repeats", "check_years"]

_READ = frozenset({"#PBUDGET", "#PSALDO", "#RES"})


def check_years(file: SieFile, problems: Problems) -> None:
    """Report financial years that amounts are of and that #RAR does not state (``FM-B205``)."""
    first: dict[int, tuple[str, int]] = {}
    for row in file.balances:
        if row.year_number not in file.years:
            first.setdefault(row.year_number, (row.record, row.line))
    for number, (record, line) in sorted(first.items()):
        problems.add("FM-B205", line=line, record=record, value=str(number))
    if file.vouchers and not file.years:
        problems.add("FM-B205", line=file.vouchers[0].line, record="#VER", value="0")


def check_periods(file: SieFile, problems: Problems) -> None:
    """Report periods outside their financial year (``FM-B210``)."""
    for row in file.balances:
        if not row.period or row.year_number not in file.years:
            continue
        first, last = file.years[row.year_number]
        year, month = int(row.period[:4]), int(row.period[4:])
        is_inside = (
            first.year <= year <= last.year
            if month in (0, 13)
            else (first.year, first.month) <= (year, month) <= (last.year, last.month)
        )
        if not is_inside:
            years = f"{first.isoformat()}–{last.isoformat()}"
            problems.add("FM-B210", line=row.line, record=row.record, value=row.period, years=years)


def check_repeats(file: SieFile, problems: Problems) -> None:
    """Warn of records that state one account, period and object more than once (``FM-B222``): they are added."""
    rows: dict[tuple[str, int, str, str, Objects], list[SieBalance]] = {}
    for row in file.balances:
        if row.record in _READ:
            rows.setdefault((row.record, row.year_number, row.period, row.account, row.objects), []).append(row)
    for (record, number, period, account, objects), found in rows.items():
        if len(found) > 1:
            more: dict[str, Param] = {
                "record": record,
                "account": account,
                "period": period or str(file.years[number][1].year),
                "objects": tuple(f"{dimension}: {number}" for dimension, number in objects),
                "lines": tuple(str(row.line) for row in found),
                "amounts": sum(row.ore for row in found) / 100,
            }
            problems.add("FM-B222", Severity.WARNING, more=more)


def check_accounts(file: SieFile, problems: Problems) -> None:
    """Warn of accounts with money that #KONTO does not name (``FM-B215``)."""
    used = {row.account for row in file.balances}
    used |= {row.account for voucher in file.vouchers for row in voucher.transactions}
    unknown = tuple(sorted(used - {number for number, account in file.accounts.items() if account.name}))
    if unknown and file.accounts:
        problems.add("FM-B215", Severity.WARNING, n=len(unknown), accounts=unknown)
