"""When an action is bought and when it works: its purchases, its effect years and amounts by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from finmodel.model.action import Action
from finmodel.model.enums import EffectFollows
from finmodel.model.lines import Investment
from finmodel.model.values import Yearly
from tests.reference.numbers import ONE, ZERO, ByYear, added, exact

__all__ = ["Schedule", "spending"]

Windows = list[tuple[Fraction, range]]
"""Effect years, each range with its share of full effect."""


def spending(row: Investment) -> ByYear:
    """Return what a component costs by year: the amount spread evenly, explicit years in its place."""
    found: ByYear = {}
    if row.amount is not None and row.start_year is not None:
        years = range(row.start_year, (row.end_year or row.start_year) + 1)
        found = dict.fromkeys(years, exact(row.amount) / len(years))
    found.update({year: exact(cost) for year, cost in row.by_year.items()})
    return found


class Schedule:
    """The years of one action.

    Parameters
    ----------
    action
        The action.
    capex
        Its components, without the reference's.
    years
        The plan's year axis.
    """

    def __init__(self, action: Action, capex: list[Investment], years: range) -> None:
        self.action, self.capex, self.years = action, capex, years
        self.life = action.lifetime_years or max((row.economic_life_years for row in capex), default=None)
        self.purchases = added(spending(row) for row in capex)
        self.windows = self._windows(extended=action.reinvest)
        self.own_windows = self._windows(extended=False)

    @property
    def is_spending_known(self) -> bool:
        """Whether every component has a cost."""
        return not any(row.is_unknown for row in self.capex)

    def _windows(self, *, extended: bool) -> Windows:
        """Return one window, or one for each purchase; until last_year where everything is bought again."""
        starts: list[tuple[Fraction, int]] = []
        if self.action.effect_follows is EffectFollows.CAPEX:
            total = sum(self.purchases.values(), ZERO)
            starts = [(Fraction(paid, total), year + 1) for year, paid in sorted(self.purchases.items()) if paid]
        elif self.action.effect_start is not None:
            starts = [(ONE, self.action.effect_start)]
        elif years := [year for row in self.capex for year in row.planned_years()]:
            starts = [(ONE, max(years) + 1)]
        if extended or self.life is None:
            return [(share, range(start, self.years.stop)) for share, start in starts]
        return [(share, range(start, start + self.life)) for share, start in starts]

    def _ramp(self, effect_year: int) -> Fraction:
        ramp = self.action.ramp
        return exact(ramp[min(effect_year, len(ramp)) - 1]) if ramp else ONE

    def _amounts(self, amount: Yearly | None, windows: Windows, *, ramped: bool) -> ByYear:
        """Return the single number in the effect years, explicit years in its place."""
        if amount is None:
            return {}
        found: defaultdict[int, Fraction] = defaultdict(Fraction)
        for share, years in windows:
            for year in years:
                if amount.value is not None:
                    ramp = self._ramp(year - years.start + 1) if ramped else ONE
                    found[year] += share * ramp * exact(amount.value)
        found.update({year: exact(number) for year, number in amount.by_year.items()})
        return dict(found)

    def in_plan(self, amount: Yearly | None, *, ramped: bool = True) -> ByYear:
        """Return a yearly amount in the plan's years."""
        amounts = self._amounts(amount, self.windows, ramped=ramped)
        return {year: number for year, number in amounts.items() if year in self.years}

    def in_own_lifetime(self, amount: Yearly | None) -> ByYear:
        """Return a yearly amount in the years of the first purchases, also where they end after the plan."""
        return self._amounts(amount, self.own_windows, ramped=True)

    def effect_years(self, live: range, amounts: Iterable[Yearly | None]) -> set[int]:
        """Return the years of a window, or entered one by one for any of the amounts, from base_year on."""
        entered = {year for amount in amounts if amount is not None for year in amount.by_year}
        return {year for year in live if year in entered or any(year in years for _, years in self.windows)}
