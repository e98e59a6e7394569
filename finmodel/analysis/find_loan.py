"""How much can be borrowed from a source with the debt ceiling kept? The largest factor on all its loans."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.accounts import AccountResults
from finmodel.analysis.budget_tests import BudgetTest, TestName
from finmodel.analysis.find_loan_results import CEILINGS, CeilingYear, LoanFactor, LoanReason
from finmodel.analysis.find_mixes import whole_mixes
from finmodel.analysis.find_scaled import scaled_loan
from finmodel.analysis.find_solver import smallest_enough
from finmodel.analysis.find_years import untested_years
from finmodel.analysis.perspective import viewpoint
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.money import PlanMoney
from finmodel.model.decimals import normalise
from finmodel.model.funding_enums import AccountLevel, MoneyClass

if TYPE_CHECKING:
    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["CEILINGS", "CeilingYear", "LoanFactor", "LoanReason", "largest_loan", "scaled_loan"]

_TOLERANCE = 1e-12


def largest_loan(
    plan: Plan,
    source: str,
    level: AccountLevel = AccountLevel.MUNICIPALITY,
    ceiling: TestName = TestName.DEBT,
) -> LoanFactor:
    r"""Return the largest factor k in 0 … 1 on all that is borrowed from a source with which the debt ceiling holds.

    .. math:: debt^{ordinary}_y + debt^{plan}_y(k) \le ceiling_y

    (per inhabitant: both sides so) in every year of the ordinary budget, from the base year on, that has a ceiling and
    a known debt. The plan with the factor is :func:`scaled_loan`; other sources do what they do there, and may
    themselves borrow what this one no longer does.

    Parameters
    ----------
    plan
        A valid plan; it is not changed.
    source
        Id of a source of borrowed money.
    level
        Whose ordinary budget.
    ceiling
        One of :data:`CEILINGS`.

    Returns
    -------
    LoanFactor
        Undefined where no year has a ceiling, or debt is known in none that has, or the organisations of the level
        borrow nothing from the source. Where less of the loan can be more debt (another loan takes over and is owed
        longer), the largest factor is sought among the first sixteenths of the range, from 1 down, in which the ceiling
        holds.

    Raises
    ------
    ValueError
        The target is no ceiling of debt.
    """
    if ceiling not in CEILINGS:
        raise ValueError(f"{ceiling!r} is none of {CEILINGS}")
    asked = LoanFactor(source, level, ceiling)
    terms = next((row for row in plan.sources if row.id == source), None)
    if terms is None:
        return replace(asked, reason=LoanReason.UNKNOWN_SOURCE)
    if terms.of_class is not MoneyClass.BORROWED:
        return replace(asked, reason=LoanReason.NOT_BORROWED)
    arrays = plan_arrays(plan)
    now = _State(plan, arrays, asked)
    if now.loan <= 0:
        return replace(asked, reason=LoanReason.NOTHING_BORROWED, loan_before=now.loan)
    if not now.owed.any():
        return replace(asked, reason=LoanReason.NOTHING_AT_LEVEL, loan_before=now.loan)
    tested = [test for test in now.tests if test.passes is not None]
    asked = replace(asked, not_tested=untested_years(now.tests, now.years_owed))
    if not tested:
        with_ceiling = [test for test in now.tests if test.target is not None]
        absent = tuple(sorted({field for test in with_ceiling for field in test.absent}))
        return replace(asked, reason=LoanReason.ABSENT_DEBT if absent else LoanReason.NO_CEILING, absent=absent)

    def left_out(part: float) -> float:
        """Return the least headroom, in parts of its ceiling, with a part of the loan left out."""
        state = _State(scaled_loan(plan, source, 1.0 - part, now.money), arrays, asked)
        return min(
            (test.target - test.value) / (test.target or 1.0)
            for test in state.tests
            if test.passes is not None and test.target is not None and test.value is not None
        )

    part: float | None = 0.0
    fails = any(test.passes is False for test in tested)
    if fails:
        part = smallest_enough(left_out, 1.0, _TOLERANCE)
    factor = None if part is None else normalise(1.0 - part)
    changed = plan
    if fails:
        changed = scaled_loan(plan, source, 0.0 if factor is None else factor, now.money)
    then = _State(changed, arrays, asked)
    years = tuple(_years(now, then))
    entries = tuple(sorted(set(changed.funding) - set(plan.funding), key=lambda entry: entry.id))
    return replace(
        asked,
        factor=factor,
        reason=LoanReason.NOT_REACHABLE if factor is None else None,
        years=years,
        binding_year=min(years, key=lambda row: (row.headroom_after, row.year)).year,
        first_failing_year=next((test.year for test in tested if test.passes is False), None),
        loan_before=now.loan,
        loan_after=then.loan,
        gap_before=now.gap,
        gap_after=then.gap,
        entries=entries,
        mixes=whole_mixes(changed.funding, entries),
    )


class _State:
    """What a plan borrows of a source, what nobody pays, and its debt tests."""

    def __init__(self, plan: Plan, arrays: PlanArrays, asked: LoanFactor) -> None:
        # Funding changes no flow before funding: the arrays of the plan are those of every mix.
        self.money = PlanMoney(plan, arrays)
        funded = self.money.financing
        mine = [place for place, claim in enumerate(funded.claims) if claim.terms.id == asked.source]
        self.loan = float(funded.awards[mine].sum())
        self.gap = float(funded.gap[..., arrays.base :].sum())
        inside = viewpoint(plan, arrays, str(asked.level)).inside
        of_level = [inside[funded.claims[place].action] for place in mine]
        closing = self.money.debt.closing[mine] * np.reshape(of_level, (len(mine), len(arrays.organisations), 1))
        self.owed: FloatArray = closing.sum(axis=(0, 1))
        """What the level owes the source on 31 December, shape (year,) [nominal currency units]."""
        base = int(arrays.years[arrays.base])
        self.years_owed = [int(year) for year in arrays.years[self.owed > 0] if year >= base]
        levels = AccountResults(plan, arrays, self.money).tests
        self.tests: tuple[BudgetTest, ...] = tuple(
            test for item in levels if item.level is asked.level for test in item.tests if test.name is asked.ceiling
        )


def _years(now: _State, then: _State) -> list[CeilingYear]:
    return [
        CeilingYear(before.year, before.target, before.value, after.value)
        for before, after in zip(now.tests, then.tests, strict=True)
        if before.passes is not None and before.target is not None
        if before.value is not None and after.value is not None
    ]
