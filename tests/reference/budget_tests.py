"""The plan against the ordinary budget: financial targets by level and year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.accounts import OrdinaryYear
from finmodel.model.funding_enums import MoneyClass
from tests.reference.accounts import Accounts
from tests.reference.funding import CAPITAL
from tests.reference.numbers import ONE, ZERO, exact

__all__ = ["TESTS", "Check", "adopted", "checks", "first_failures", "net_investment"]

TESTS = ("result", "self_financing", "debt", "debt_per_inhabitant", "investment")
_NEEDS = {
    "result": ("result", "taxes_and_grants", "result_target"),
    "self_financing": ("result", "depreciation", "net_investment", "self_financing_target"),
    "debt": ("loan_debt", "debt_ceiling"),
    "debt_per_inhabitant": ("loan_debt", "population", "debt_per_inhabitant_ceiling"),
    "investment": ("net_investment", "investment_frame"),
}
"""Inputs of each test; the last is the threshold."""


@dataclass(frozen=True)
class Check:
    """A test of a level and year.

    Attributes
    ----------
    value
        What is tested; None where it has none.
    passes
        None where an input is absent.
    reason
        Why there is no value, or no answer.
    absent
        Inputs of the ordinary budget that are not there; ``internal_interest`` where the plan's own part is unknown.
    size
        What a krona is in the value: one, or the inverse of what it is divided by.
    """

    level: str
    year: int
    test: str
    value: Fraction | None
    threshold: Fraction | None
    passes: bool | None
    reason: str | None = None
    absent: tuple[str, ...] = ()
    size: float = 1.0


def adopted(accounts: Accounts, level: str, year: int) -> Fraction:
    """Return what the adopted plan already has for actions that are in the totals."""
    book = accounts.book
    inside = book.inside(level)
    total = ZERO
    for row in book.plan.adopted_plan:
        if row.action in book.flows:
            whose = {row.organisation: ONE} if row.organisation else book.bears_investment(row.action)
            part = sum((share for name, share in whose.items() if name in inside), ZERO)
            total += part * exact(row.by_year.get(year, 0.0))
    return total


def net_investment(accounts: Accounts, level: str, year: int) -> Fraction:
    """Return what the plan adds to net investment: its capex less money from outside and less what is adopted."""
    funding, inside = accounts.funding, accounts.book.inside(level)
    total = -adopted(accounts, level, year)
    for use, amount in funding.uses.items():
        if (use.sort, use.year) == (CAPITAL, year) and use.organisation in inside:
            total += amount
    for award, amount in funding.awards.items():
        source = funding.source_of(award.entry)
        is_external = source.of_class is MoneyClass.EXTERNAL and source.provider not in inside
        if is_external and (award.sort, award.year) == (CAPITAL, year) and award.organisation in inside:
            total -= amount
    return total


def checks(accounts: Accounts) -> list[Check]:
    """Return every test of every level and year from base_year on that has a row of the ordinary budget."""
    rows = sorted(accounts.book.plan.ordinary_budget, key=lambda row: (row.level, row.year))
    return [check for row in rows if row.year in accounts.book.live for check in _of_year(accounts, row)]


def first_failures(accounts: Accounts) -> dict[tuple[str, str], int]:
    """Return the first year in which a test fails, by level and test."""
    found: dict[tuple[str, str], int] = {}
    for check in checks(accounts):
        if check.passes is False:
            found.setdefault((check.level, check.test), check.year)
    return found


def _of_year(accounts: Accounts, row: OrdinaryYear) -> Iterator[Check]:
    level, year = str(row.level), row.year
    operating = accounts.of_level("driftskonsekvens", level, year)
    worn = accounts.of_level("depreciation", level, year)
    owed = accounts.of_level("debt_closing", level, year)
    assert owed is not None

    def number(field: str) -> Fraction:
        return exact(getattr(row, field))

    for test in TESTS:
        absent = tuple(field for field in _NEEDS[test] if getattr(row, field) is None)
        entered = getattr(row, _NEEDS[test][-1])
        threshold = None if entered is None else exact(entered)
        inputs = [field for field in absent if field != _NEEDS[test][-1]]
        is_unknown = test in ("result", "self_financing") and operating is None
        is_unknown = is_unknown or (test == "self_financing" and worn is None)
        value: Fraction | None = None
        unit = ONE
        reason: str | None = "absent_input" if inputs or is_unknown else None
        if reason is None:
            if test == "result":
                assert operating is not None
                taxes = number("taxes_and_grants")
                unit = taxes or ONE
                value = (number("result") - operating) / taxes if taxes else None
                reason = None if taxes else "absent_input"
                absent = absent if taxes else ("taxes_and_grants", *absent)
            elif test == "self_financing":
                assert operating is not None
                assert worn is not None
                invested = number("net_investment") + net_investment(accounts, level, year)
                unit = abs(invested) or ONE
                value = (
                    (number("result") - operating + number("depreciation") + worn) / invested if invested > 0 else None
                )
                reason = None if invested > 0 else "no_capex"
            elif test == "investment":
                value = number("net_investment") + net_investment(accounts, level, year)
            else:
                value = number("loan_debt") + owed
                unit = number("population") if test == "debt_per_inhabitant" else ONE
                value /= unit
        passes: bool | None = None
        if threshold is not None and value is not None:
            passes = value >= threshold if test in ("result", "self_financing") else value <= threshold
        elif threshold is not None and reason == "no_capex":
            passes = True
        if passes is None:
            reason = "absent_input"
        absent += ("internal_interest",) if is_unknown else ()
        yield Check(level, year, test, value, threshold, passes, reason, absent, float(1 / unit))
