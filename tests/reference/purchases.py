"""What an action buys, purchase by purchase, in kronor of the year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.lines import Investment
from tests.reference.flows import ActionFlows
from tests.reference.kronor import grain
from tests.reference.schedule import spending

__all__ = ["Purchase", "bought"]


@dataclass(frozen=True)
class Purchase:
    """A component bought once.

    Attributes
    ----------
    component
        What is bought.
    first_year
        When the first of its line was bought: it and what replaces it in turn have this in common.
    year
        When this one is bought.
    cost
        What all its payers pay together, nominal.
    """

    component: Investment
    first_year: int
    year: int
    cost: Fraction

    @property
    def is_first(self) -> bool:
        """Whether it replaces no earlier one."""
        return self.year == self.first_year


def bought(flows: ActionFlows, components: Iterable[Investment]) -> list[Purchase]:
    """Return first purchases and, where the action reinvests, those that replace them before last_year."""
    last = flows.years[-1]
    found = []
    for row in components:
        index, life = flows.prices.of(row.price_category), row.economic_life_years
        for first, cost in spending(row).items():
            again = range(first + life, last, life) if flows.action.reinvest else range(0)
            found += [Purchase(row, first, year, grain(cost * index[year])) for year in (first, *again)]
    return found
