"""Loans by the book: every year's draw is a loan of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.enums import OrganisationKind
from finmodel.model.funding import Source
from finmodel.model.funding_enums import LoanForm, MoneyClass
from tests.reference.funding import Award, Funding
from tests.reference.kronor import grain, of_year
from tests.reference.numbers import ZERO, exact

__all__ = ["Loan", "LoanYear", "loans_of", "repayments"]

Rate = Callable[[int], Fraction | None]
"""Interest from 1 January of a year to the next."""


@dataclass(frozen=True)
class LoanYear:
    """A year of a loan.

    Attributes
    ----------
    year
        The year.
    interest_paid, amortised
        Paid on its 1 January.
    balance
        What is owed after that day, and to the year's end.
    interest
        What accrues on the balance during the year; paid on the next 1 January.
    """

    year: int
    interest_paid: Fraction
    amortised: Fraction
    balance: Fraction
    interest: Fraction


def repayments(
    amount: Fraction, drawn: int, form: LoanForm, term: int, grace: int, rate: Rate, last_year: int
) -> Iterator[LoanYear]:
    """Yield the years of a loan from the one in which it is drawn; none after last_year, where no rate is known.

    Parameters
    ----------
    amount
        Drawn on 1 January.
    drawn
        Year of that.
    form
        How it is paid back.
    term, grace
        Years to the last payment, and how many of them there is only interest to pay.
    rate
        Interest by year.
    last_year
        Last year to tell of.
    """
    balance, owed = amount, ZERO
    for year in range(drawn, min(drawn + term, last_year) + 1):
        amortised = ZERO
        if year > drawn + grace:
            left = drawn + term - year + 1
            if form is LoanForm.STRAIGHT_LINE:
                amortised = amount / (term - grace)
            elif form is LoanForm.BULLET:
                amortised = balance if left == 1 else ZERO
            else:
                charged = rate(year - 1)
                assert charged is not None
                amortised = grain(balance * charged / ((1 + charged) ** left - 1)) if charged else balance / left
        paid, balance = owed, balance - amortised
        charged = rate(year) if balance else ZERO
        assert charged is not None
        owed = balance * charged
        yield LoanYear(year, paid, amortised, balance, owed)


@dataclass(frozen=True)
class Loan:
    """What one year's use draws of a source of borrowed money.

    Attributes
    ----------
    award
        What it pays for.
    source
        Its terms.
    borrower
        Who owes it: whoever bears the cost, for a committee the finance unit.
    amount
        Drawn on 1 January of the award's year.
    is_guaranteed
        Whether a guarantee fee is paid for it: companies only.
    years
        Its years to last_year.
    """

    award: Award
    source: Source
    borrower: str
    amount: Fraction
    is_guaranteed: bool
    years: tuple[LoanYear, ...]

    @property
    def fee(self) -> Fraction:
        """Paid when it is drawn."""
        return exact(self.source.fee_share) * self.amount

    def guarantee_fee(self, year: int) -> Fraction:
        """Return what a company owes for the guarantee of a year; paid on the next 1 January."""
        share = of_year(self.source.guarantee_fee, year) if self.is_guaranteed else None
        return sum((each.balance for each in self.years if each.year == year), ZERO) * (share or ZERO)


def loans_of(funding: Funding) -> list[Loan]:
    """Return every loan of a plan."""
    book = funding.book
    found = []
    for award, amount in funding.awards.items():
        source = funding.source_of(award.entry)
        if source.of_class is not MoneyClass.BORROWED:
            continue
        kind, borrower = book.kinds[award.organisation], award.organisation
        if kind is OrganisationKind.COMMITTEE:
            borrower = book.finance_unit or borrower
        assert source.term_years is not None
        years = repayments(
            amount,
            award.year,
            source.form,
            source.term_years,
            source.grace_years,
            lambda year, path=source.interest_rate: of_year(path, year),  # type: ignore[misc]
            book.years[-1],
        )
        is_guaranteed = kind is OrganisationKind.COMPANY
        found.append(Loan(award, source, borrower, amount, is_guaranteed, tuple(years)))
    return found
