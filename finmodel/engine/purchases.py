"""When a component is bought: the first time, and again when its life ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.model.lines import Investment
    from finmodel.model.settings import Settings

__all__ = ["Purchase", "purchases"]


@dataclass(frozen=True, slots=True)
class Purchase:
    """A component's spending of one year.

    Attributes
    ----------
    year
        Calendar year of the spending.
    cost : float [currency units, prices of the price year]
    first_year
        Year of the first spending that this one repeats; the same as ``year`` for the first itself.
    """

    year: int
    cost: float
    first_year: int

    @property
    def is_again(self) -> bool:
        """Whether it is a reinvestment."""
        return self.year != self.first_year


def purchases(row: Investment, settings: Settings, *, reinvest: bool) -> Iterator[Purchase]:
    """Yield a component's spending by year, each first one followed by its reinvestments.

    Parameters
    ----------
    row
        The component; nothing is yielded where its cost is unknown.
    settings
        The year axis.
    reinvest
        Whether it is bought again in b + L, b + 2L, … while that is before ``last_year``.
    """
    for first, cost in row.spending().items():
        yield Purchase(first, cost, first)
        again = first + row.economic_life_years
        while reinvest and again < settings.last_year:
            yield Purchase(again, cost, first)
            again += row.economic_life_years
