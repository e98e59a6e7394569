"""The debt that the plan's borrowed money makes, by borrower: loans, bonds and energy performance contracts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.loans import LoanSchedule, loan_schedule, previous
from finmodel.engine.prices import rate_path
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding_enums import MoneyClass

if TYPE_CHECKING:
    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.financing import Financing
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["Debt", "debt_of", "finance_unit"]


@dataclass(frozen=True)
class Debt:
    """Borrowed money by claim and borrower, shapes (claim, organisation, year) [nominal currency units].

    Attributes
    ----------
    drawn, amortised, closing, interest, fee
        As in :class:`~finmodel.engine.loans.LoanSchedule`; the fee is paid at drawing.
    guarantee_fee
        What companies owe the municipality for its guarantee, accrued in the year and paid on 1 January of the next.
    """

    drawn: FloatArray
    amortised: FloatArray
    closing: FloatArray
    interest: FloatArray
    fee: FloatArray
    guarantee_fee: FloatArray

    @property
    def opening(self) -> FloatArray:
        """Debt on 31 December of the year before."""
        return previous(self.closing)


def finance_unit(plan: Plan) -> str | None:
    """Return the id of the finance unit (finansförvaltning), the first by id; None where there is none."""
    return min((row.id for row in plan.organisations if row.kind is OrganisationKind.FINANCE_UNIT), default=None)


def debt_of(plan: Plan, arrays: PlanArrays, funded: Financing) -> Debt:
    """Return the debt: a company borrows for itself, the finance unit for the committees.

    Every year's draw is a loan of its own with the source's term.

    Parameters
    ----------
    plan, arrays, funded
        The plan, its arrays and its sources and uses.
    """
    kinds = {row.id: row.kind for row in plan.organisations}
    unit = finance_unit(plan)
    borrowers = [
        arrays.organisations.index(unit)
        if unit is not None and kinds.get(name) is OrganisationKind.COMMITTEE
        else place
        for place, name in enumerate(arrays.organisations)
    ]
    is_company = np.array([kinds.get(name) is OrganisationKind.COMPANY for name in arrays.organisations])
    shape = (len(funded.claims), len(arrays.organisations), len(arrays.years))
    drawn, amortised, closing, interest, fee, guarantee = (np.zeros(shape) for _ in range(6))
    years = [int(year) for year in arrays.years]
    # What is drawn of a source in a year has the same schedule, whoever draws it.
    schedules: dict[tuple[int, int], LoanSchedule] = {}
    for i, claim in enumerate(funded.claims):
        terms = claim.terms
        if terms.of_class is not MoneyClass.BORROWED or terms.term_years is None:
            continue
        rates = rate_path(terms.interest_rate, years)
        amounts = funded.awards[i].sum(axis=1)
        for year in np.flatnonzero(amounts.sum(axis=0)):
            if (one := schedules.get((claim.source, int(year)))) is None:
                one = loan_schedule(int(year), rates, terms.form, terms.term_years, terms.grace_years)
                schedules[claim.source, int(year)] = one
            for place in np.flatnonzero(amounts[:, year]):
                borrower, amount = borrowers[place], amounts[place, year]
                drawn[i, borrower] += amount * one.drawn
                amortised[i, borrower] += amount * one.amortised
                closing[i, borrower] += amount * one.closing
                interest[i, borrower] += amount * one.interest
        fee[i] = terms.fee_share * drawn[i]
        if terms.guarantee_fee is not None:
            owed = np.where(closing[i] > 0, rate_path(terms.guarantee_fee, years) * closing[i], 0.0)
            guarantee[i] = owed * is_company[:, None]
    return Debt(drawn, amortised, closing, interest, fee, guarantee)
