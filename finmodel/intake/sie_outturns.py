"""Records that state the same outturn: which are not read, how much they hold, and where they say another thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from finmodel.errors import Param, Severity
from finmodel.intake.budget_lines import Amount, LeftOut, LeftOutReason, Place, Sort
from finmodel.intake.budget_money import ore_text
from finmodel.intake.sie_levels import choose_level, read_level
from finmodel.intake.sie_options import OutturnFrom
from finmodel.intake.sie_rows import is_balance_account

if TYPE_CHECKING:
    from finmodel.intake.budget_problems import Problems
    from finmodel.intake.sie_file import SieBalance
    from finmodel.intake.sie_rows import SieRows

__all__ = ["unread_outturns"]

_RECORDS = ("#TRANS", "#PSALDO", "#RES")


def unread_outturns(name: str, rows: SieRows, problems: Problems) -> tuple[LeftOut, ...]:
    """Return the rows of outturn that are not read because another record of the same year is.

    Parameters
    ----------
    name
        The file's.
    rows
        Which rows are read.
    problems
        Gets the notice ``FM-B227`` for each record and year that is not read, and the warning ``FM-B214`` where the
        record that is read says another thing of some account: a file with vouchers for a part of the year does.
    """
    return tuple(_unread(name, rows, problems)) if rows.options.outturn is not OutturnFrom.NOTHING else ()


def _unread(name: str, rows: SieRows, problems: Problems) -> Iterator[LeftOut]:
    for number, (_, last) in sorted(rows.file.years.items(), reverse=True):
        read = rows.outturn_record(number)
        for record in _RECORDS:
            found = () if record == read else rows.outturn_of(record, number)
            result = [row for row in found if not is_balance_account(rows.file, rows.chart, row.account)]
            balances = [row for row in found if is_balance_account(rows.file, rows.chart, row.account)]
            for reason, left in ((LeftOutReason.OTHER_RECORD, result), (LeftOutReason.BALANCE_ACCOUNT, balances)):
                if left:
                    amount = Amount(Sort.OUTTURN, last.year, sum(_by_account(left).values()))
                    yield LeftOut(reason, Place(name, None, left[0].line), record, (amount,), len(left))
            if result:
                total = sum(_by_account(result).values()) / 100
                params: dict[str, Param] = {"record": record, "in_year": str(last.year), "n": len(result)}
                problems.add("FM-B227", Severity.INFO, more={**params, "amount": total, "read": read})
            if result and read is not None:
                _compare(rows, number, read, result, problems)


def _compare(rows: SieRows, number: int, read: str, other: Sequence[SieBalance], problems: Problems) -> None:
    """Warn of accounts of which two records say different things."""
    own = rows.outturn_of(read, number)
    here = _by_account([row for row in own if not is_balance_account(rows.file, rows.chart, row.account)])
    there = _by_account(other)
    wrong = {account: here.get(account, 0) - there.get(account, 0) for account in {**here, **there}}
    order = sorted((account for account, ore in wrong.items() if ore), key=lambda one: (-abs(wrong[one]), one))
    if not order:
        return
    params: dict[str, Param] = {
        "record": other[0].record,
        "read": read,
        "in_year": str(rows.file.years[number][1].year),
        "found": sum(here.values()) / 100,
        "stated": sum(there.values()) / 100,
        "difference": sum(wrong.values()) / 100,
        "n": len(order),
        "accounts": tuple(order),
        "rows": tuple(f"{ore_text(wrong[account])}={account}" for account in order),
    }
    problems.add("FM-B214", Severity.WARNING, more=params)


def _by_account(rows: Sequence[SieBalance]) -> dict[str, int]:
    """Return what rows of one record sum to by account, every krona once: levels repeat each other, vouchers do not."""
    is_posted = bool(rows) and rows[0].record == "#TRANS"
    sums: dict[str, int] = {}
    for row in rows if is_posted else read_level(rows, choose_level(rows)).kept:
        sums[row.account] = sums.get(row.account, 0) + row.ore
    return sums
