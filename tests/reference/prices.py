"""Price indices and discount factors at the date of each year's flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.enums import Timing
from finmodel.model.registers import PriceCategory
from finmodel.model.settings import Settings
from finmodel.model.values import Yearly
from tests.reference.numbers import ONE, ByYear, exact, square_root

__all__ = ["Basis", "Prices", "discount_factors"]


@dataclass(frozen=True)
class Basis:
    """What a perspective's money is worth over the years.

    Attributes
    ----------
    discount
        Factor by year from base_year on; None where a rate is missing.
    index
        What a tonne's price follows, at the date of the flow and at the start of base_year.
    is_social
        Real flows at the social rate.
    """

    discount: ByYear | None
    index: ByYear
    index_in_base_year: Fraction
    is_social: bool


class Prices:
    """Price indices of a plan, 1 on 1 January of price_year."""

    def __init__(self, settings: Settings, categories: tuple[PriceCategory, ...]) -> None:
        self.settings = settings
        self.years = range(settings.first_year, settings.last_year + 1)
        self.general = self._index(None)
        self._categories = {row.id: self._index(row.real_escalation) for row in categories}

    def of(self, category: str | None) -> ByYear:
        """Return the index of a price category, or the general one."""
        return self.general if category is None else self._categories[category]

    def _index(self, escalation: Yearly | None) -> ByYear:
        settings = self.settings

        def growth(year: int) -> Fraction:
            inflation = settings.inflation.at(year)
            extra = 0.0 if escalation is None else escalation.at(year)
            assert inflation is not None
            assert extra is not None
            return (1 + exact(inflation)) * (1 + exact(extra))

        level = {settings.price_year: ONE}
        final = settings.last_year if settings.timing is Timing.START else settings.last_year + 1
        for year in range(settings.price_year, final):
            level[year + 1] = level[year] * growth(year)
        for year in range(settings.price_year - 1, settings.first_year - 1, -1):
            level[year] = level[year + 1] / growth(year)
        if escalation is None:
            self.level_in_base_year = level[settings.base_year]
        return {year: _dated(settings.timing, level, growth, year, forward=True) for year in self.years}


def _dated(timing: Timing, level: ByYear, growth: Callable[[int], Fraction], year: int, *, forward: bool) -> Fraction:
    if timing is Timing.START:
        return level[year]
    if timing is Timing.END:
        return level[year + 1]
    root = square_root(growth(year))
    return level[year] * root if forward else level[year] / root


def discount_factors(settings: Settings, rate: Yearly | None) -> ByYear | None:
    """Return the discount factor at the date of each year's flow, None where a rate is missing."""
    rate = rate or Yearly()
    final = settings.last_year if settings.timing is Timing.START else settings.last_year + 1
    if any(rate.at(year) is None for year in range(settings.base_year, final)):
        return None

    def growth(year: int) -> Fraction:
        found = rate.at(year)
        assert found is not None
        return 1 + exact(found)

    level = {settings.base_year: ONE}
    for year in range(settings.base_year, final):
        level[year + 1] = level[year] / growth(year)
    live = range(settings.base_year, settings.last_year + 1)
    return {year: _dated(settings.timing, level, growth, year, forward=False) for year in live}
