"""What one organisation pays another for the use of an action's asset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.accounts import InternalRent
from finmodel.model.funding_enums import RentBasis
from tests.reference.book import Book
from tests.reference.numbers import ZERO, exact

__all__ = ["Rent", "rents_of"]

CapitalCost = Callable[[str, str, int], Fraction | None]
"""Of an action in an organisation's accounts in a year; None where it is not known."""


@dataclass(frozen=True)
class Rent:
    """Rent of a year; None where the capital cost that it follows is not known."""

    row: InternalRent
    year: int
    amount: Fraction | None


def rents_of(book: Book, capital_cost: CapitalCost) -> list[Rent]:
    """Return the rents of every action that counts and is costed, by year."""
    found = []
    for row in book.plan.internal_rents:
        if row.action not in book.flows:
            continue
        flows = book.flows[row.action]
        if row.basis is RentBasis.AMOUNT:
            index = flows.prices.of(row.price_category)
            amounts = flows.schedule.in_plan(row.amount, ramped=False)
            found += [Rent(row, year, amount * index[year]) for year, amount in amounts.items() if amount]
            continue
        share = exact(row.share)
        for year in book.years if share else ():
            cost = capital_cost(row.action, row.receiver, year)
            if cost is None or cost:
                found.append(Rent(row, year, None if cost is None else share * cost))
    return [rent for rent in found if rent.amount is None or rent.amount != ZERO]
