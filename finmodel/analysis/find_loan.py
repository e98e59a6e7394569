"""How much can be borrowed from a source with the debt ceiling kept? The largest factor on all its loans."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.accounts import AccountResults
from finmodel.analysis.budget_tests import BudgetTest, TestName
from finmodel.analysis.find_mixes import own_mix, with_mix
from finmodel.analysis.find_solver import smallest_enough
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.money import PlanMoney
from finmodel.model.decimals import normalise
from finmodel.model.funding_enums import AccountLevel, MoneyClass
from finmodel.model.mixes import Mixes
from finmodel.model.values import YearMap

if TYPE_CHECKING:
    from finmodel.engine.arrays import PlanArrays
    from finmodel.model.funding import FundingEntry
    from finmodel.model.plan import Plan

__all__ = ["CeilingYear", "LoanFactor", "LoanReason", "largest_loan", "scaled_loan"]

_TOLERANCE = 1e-12


class LoanReason(StrEnum):
    """Why there is no largest loan."""

    UNKNOWN_SOURCE = "unknown_source"
    NOT_BORROWED = "not_borrowed"
    NOTHING_BORROWED = "nothing_borrowed"
    NO_CEILING = "no_ceiling"
    ABSENT_DEBT = "absent_debt"
    NOT_REACHABLE = "not_reachable"


@dataclass(frozen=True, slots=True)
class CeilingYear:
    """The debt test of a year [nominal currency units].

    Attributes
    ----------
    year, ceiling
    debt_before, debt_after
        Ordinary debt and the plan's on 31 December: with the plan as it stands, and with the factor (0 where no factor
        is enough).
    """

    year: int
    ceiling: float
    debt_before: float
    debt_after: float

    @property
    def headroom_before(self) -> float:
        """Ceiling less debt with the plan as it stands; below 0 the ceiling is broken."""
        return self.ceiling - self.debt_before

    @property
    def headroom_after(self) -> float:
        """Ceiling less debt with the factor."""
        return self.ceiling - self.debt_after

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "year": self.year,
            "ceiling": self.ceiling,
            "debt_before": self.debt_before,
            "debt_after": self.debt_after,
            "headroom_before": self.headroom_before,
            "headroom_after": self.headroom_after,
        }


@dataclass(frozen=True, slots=True)
class LoanFactor:
    """The largest part of what the plan borrows from a source with which the debt ceiling holds.

    Attributes
    ----------
    source, level
        Whose loans, and whose ceiling.
    factor : float or None [fraction]
        Of everything that the mixes borrow from the source; 1 where the plan holds as it stands.
    reason
        Why there is no factor, or None. ``not_reachable``: the ceiling is broken without any of these loans too.
    years
        The years that have a ceiling.
    not_tested
        Stated years without one.
    binding_year
        The year with the least headroom with the factor (0 where no factor is enough): what stops more borrowing, or
        the tightest year where all may be borrowed.
    first_failing_year
        The first that breaks the ceiling with the plan as it stands, or None.
    loan_before, loan_after : float or None [nominal currency units]
        Used of the source in all years, as the plan stands and with the factor.
    gap_before, gap_after : float or None [nominal currency units]
        The planned financing gap of everybody from the base year on.
    absent
        Fields of the ordinary budget that are missing where debt is not known.
    entries
        Entries of mixes that are other than in the plan.
    """

    source: str
    level: AccountLevel
    factor: float | None = None
    reason: LoanReason | None = None
    years: tuple[CeilingYear, ...] = ()
    not_tested: tuple[int, ...] = ()
    binding_year: int | None = None
    first_failing_year: int | None = None
    loan_before: float | None = None
    loan_after: float | None = None
    gap_before: float | None = None
    gap_after: float | None = None
    absent: tuple[str, ...] = ()
    entries: tuple[FundingEntry, ...] = ()

    @property
    def headroom(self) -> float | None:
        """Headroom of the binding year with the factor; where none is enough, minus what is lacking."""
        return next((row.headroom_after for row in self.years if row.year == self.binding_year), None)

    @property
    def gap_rise(self) -> float | None:
        """How much the planned gap rises with the factor."""
        if self.gap_before is None or self.gap_after is None:
            return None
        return self.gap_after - self.gap_before

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "source": self.source,
            "level": str(self.level),
            "factor": self.factor,
            "reason": None if self.reason is None else str(self.reason),
            "years": [row.to_dict() for row in self.years],
            "not_tested": list(self.not_tested),
            "binding_year": self.binding_year,
            "headroom": self.headroom,
            "first_failing_year": self.first_failing_year,
            "loan_before": self.loan_before,
            "loan_after": self.loan_after,
            "gap_before": self.gap_before,
            "gap_after": self.gap_after,
            "gap_rise": self.gap_rise,
            "absent": list(self.absent),
            "entries": [entry.model_dump(mode="json", exclude_defaults=True) for entry in self.entries],
        }


def largest_loan(plan: Plan, source: str, level: AccountLevel = AccountLevel.MUNICIPALITY) -> LoanFactor:
    r"""Return the largest factor k in 0 … 1 on all that is borrowed from a source with which the debt ceiling holds.

    .. math:: debt^{ordinary}_y + debt^{plan}_y(k) \le ceiling_y

    in every stated year of the ordinary budget, from the base year on, that has a ceiling. The plan with the factor is
    :func:`scaled_loan`; other sources do what they do there, and may themselves borrow what this one no longer does.

    Parameters
    ----------
    plan
        A valid plan; it is not changed.
    source
        Id of a source of borrowed money.
    level
        Whose ordinary budget.

    Returns
    -------
    LoanFactor
        Undefined where no year has a ceiling, or debt is not known in one that has. Where less of the loan can be more
        debt (another loan takes over and is owed longer), the largest factor is sought among the first sixteenths of
        the range, from 1 down, in which the ceiling holds.
    """
    terms = next((row for row in plan.sources if row.id == source), None)
    if terms is None:
        return LoanFactor(source, level, reason=LoanReason.UNKNOWN_SOURCE)
    if terms.of_class is not MoneyClass.BORROWED:
        return LoanFactor(source, level, reason=LoanReason.NOT_BORROWED)
    arrays = plan_arrays(plan)
    now = _State(plan, arrays, source, level)
    if now.loan <= 0:
        return LoanFactor(source, level, reason=LoanReason.NOTHING_BORROWED, loan_before=now.loan)
    tested = [test for test in now.tests if test.target is not None]
    not_tested = tuple(test.year for test in now.tests if test.target is None)
    if not tested:
        return LoanFactor(source, level, reason=LoanReason.NO_CEILING, not_tested=not_tested)
    if absent := tuple(sorted({field for test in tested for field in test.absent})):
        return LoanFactor(source, level, reason=LoanReason.ABSENT_DEBT, not_tested=not_tested, absent=absent)

    def left_out(part: float) -> float:
        """Return the least headroom, in parts of its ceiling, with a part of the loan left out."""
        state = _State(scaled_loan(plan, source, 1.0 - part, now.money), arrays, source, level)
        return min(
            (test.target - test.value) / (test.target or 1.0)
            for test in state.tests
            if test.target is not None and test.value is not None
        )

    part: float | None = 0.0
    fails = any(test.passes is False for test in tested)
    if fails:
        part = smallest_enough(left_out, 1.0, _TOLERANCE)
    factor = None if part is None else normalise(1.0 - part)
    changed = plan
    if fails:
        changed = scaled_loan(plan, source, 0.0 if factor is None else factor, now.money)
    then = _State(changed, arrays, source, level)
    years = tuple(_years(now, then))
    return LoanFactor(
        source,
        level,
        factor=factor,
        reason=LoanReason.NOT_REACHABLE if factor is None else None,
        years=years,
        not_tested=not_tested,
        binding_year=min(years, key=lambda row: (row.headroom_after, row.year)).year,
        first_failing_year=next((test.year for test in tested if test.passes is False), None),
        loan_before=now.loan,
        loan_after=then.loan,
        gap_before=now.gap,
        gap_after=then.gap,
        entries=tuple(sorted(set(changed.funding) - set(plan.funding), key=lambda entry: entry.id)),
    )


class _State:
    """What a plan borrows of a source, what nobody pays, and its debt tests."""

    def __init__(self, plan: Plan, arrays: PlanArrays, source: str, level: AccountLevel) -> None:
        # Funding changes no flow before funding: the arrays of the plan are those of every mix.
        self.money = PlanMoney(plan, arrays)
        funded = self.money.financing
        mine = [place for place, claim in enumerate(funded.claims) if claim.terms.id == source]
        self.loan = float(funded.awards[mine].sum())
        self.gap = float(funded.gap[..., arrays.base :].sum())
        levels = AccountResults(plan, arrays, self.money).tests
        self.tests: tuple[BudgetTest, ...] = tuple(
            test for item in levels if item.level is level for test in item.tests if test.name is TestName.DEBT
        )


def _years(now: _State, then: _State) -> list[CeilingYear]:
    return [
        CeilingYear(before.year, before.target, before.value, after.value)
        for before, after in zip(now.tests, then.tests, strict=True)
        if before.target is not None and before.value is not None and after.value is not None
    ]


def scaled_loan(plan: Plan, source: str, factor: float, money: PlanMoney | None = None) -> Plan:
    """Return the plan in which everything borrowed from a source is a factor of what it was.

    Shares and amounts of its entries are scaled in every mix, defaults too. An entry that takes the rest becomes
    amounts by year: the factor times what it got, in every action's own mix. Fixed amounts are met before shares, and
    spread over all bearers alike: where several organisations bear the cost, whose cost each krona pays may differ.

    Parameters
    ----------
    plan
        It is not changed, and the new plan is not checked again.
    source
        Id of the source.
    factor
        0 … 1.
    money
        The plan's money, where it is known already.
    """
    money = money or PlanMoney(plan, plan_arrays(plan))
    funded, years = money.financing, money.arrays.years
    rests: dict[tuple[str, str], YearMap] = {}
    for place, claim in enumerate(funded.claims):
        if claim.terms.id == source and claim.entry.rest:
            got = funded.awards[place].sum(axis=(0, 1))
            rests[money.arrays.actions[claim.action], claim.entry.id] = YearMap(
                {int(years[year]): normalise(factor * float(got[year])) for year in np.flatnonzero(got)}
            )
    changed = plan.model_copy(
        update={"funding": tuple(_scaled(row, factor) if row.source == source else row for row in plan.funding)}
    )
    mixes, taken = Mixes(changed.funding), {entry.id for entry in plan.funding}
    for action in sorted(plan.actions, key=lambda row: row.id):
        mix = mixes.of(action)
        if any((action.id, entry.id) in rests for entry in mix):
            said = [_of_rest(entry, rests.get((action.id, entry.id))) for entry in mix]
            changed = with_mix(changed, action.id, own_mix(action.id, said, taken))
    return changed


def _scaled(entry: FundingEntry, factor: float) -> FundingEntry:
    if entry.rest:
        return entry
    amounts = YearMap({year: normalise(factor * amount) for year, amount in entry.by_year.items()})
    change: dict[str, Any] = {"by_year": amounts}
    # An entry of a loan that says nothing is refused; one that did say something still says it at 0.
    for field in ("share", "amount"):
        if (number := getattr(entry, field)) is not None:
            change[field] = normalise(factor * number)
    return entry.model_copy(update=change)


def _of_rest(entry: FundingEntry, amounts: YearMap | None) -> FundingEntry:
    """Return the entry with amounts by year in place of the rest."""
    if amounts is None:
        return entry
    if not amounts:
        return entry.model_copy(update={"rest": False, "amount": 0.0})
    return entry.model_copy(update={"rest": False, "by_year": amounts})
