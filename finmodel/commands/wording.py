"""What the commands that show figures say alike: title, basis, perspective, money."""

from __future__ import annotations

import shutil
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.analysis.perspective import perspectives_of
from finmodel.commands.console import UsageError
from finmodel.commands.grid import MAX_WIDTH, MIN_WIDTH
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_money, format_percent
from finmodel.i18n.units import money_unit, unit_label
from finmodel.model.enums import DisplayUnit
from finmodel.model.perspectives import PERSPECTIVES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from finmodel.commands.console import Console
    from finmodel.model.plan import Plan

__all__ = ["Wording", "check_perspective", "target_year", "terminal_width", "year_spans"]


_FINEST: Mapping[int, float] = MappingProxyType({1: 0.5, 1_000: 1_000, 1_000_000: 100_000})
"""The least amount that is written in a unit, by the unit's size: one of its last decimals."""


class Wording:
    """A plan in the words of a console's language.

    Parameters
    ----------
    plan
        The plan.
    console
        Whose language is spoken.
    """

    def __init__(self, plan: Plan, console: Console) -> None:
        self.settings, self.console, self.language = plan.settings, console, console.language
        self.names = {row.id: row.name for row in plan.organisations}
        self._unit = money_unit(str(self.settings.display_unit), self.settings.currency)

    @property
    def title(self) -> str:
        """Municipality and title, each once."""
        settings = self.settings
        is_named = settings.municipality.casefold() in settings.title.casefold()
        return settings.title if is_named else " – ".join(filter(None, (settings.municipality, settings.title)))

    @property
    def money_label(self) -> str:
        """The plan's unit of money."""
        return unit_label(self._unit, self.settings.currency, self.language)

    @property
    def per_tonne_label(self) -> str:
        """Unit of a cost per tonne."""
        return t("unit.per_tonne", self.language, money=unit_label("kr", self.settings.currency, self.language))

    def money(self, amount: float | None, *, with_unit: bool = False) -> str:
        """Return an amount in the plan's unit of money."""
        return format_money(amount, self._unit, self.language, currency=self.settings.currency, with_unit=with_unit)

    def fine_money(self, amount: float) -> str:
        """Return an amount with its unit: the plan's, or the first finer one in which it is not rounded to nothing."""
        currency = self.settings.currency
        finer = [unit for unit in DisplayUnit if unit.factor <= self.settings.display_unit.factor]
        units = sorted(finer, key=lambda unit: -unit.factor)
        unit = next((unit for unit in units if abs(amount) >= _FINEST[unit.factor]), self.settings.display_unit)
        name = money_unit(str(unit), currency)
        return format_money(amount, name, self.language, currency=currency)

    def perspective(self, name: str) -> str:
        """Return the name of a perspective or organisation."""
        return t(f"perspective.{name}.label", self.language) if name in PERSPECTIVES else self.names[name]

    def prices(self, *, is_real: bool) -> str:
        """Return in which prices amounts are."""
        if is_real:
            return t("price_basis.real.label", self.language, year=str(self.settings.price_year))
        return t("price_basis.nominal.label", self.language)

    def rate(self, *, is_social: bool) -> str:
        """Return the discount rate."""
        path = self.settings.social_discount_rate if is_social else self.settings.financial_discount_rate
        if path is not None and path.by_year:
            return self.console.text("rate_path")
        return format_percent(None if path is None else path.value, self.language)


def check_perspective(plan: Plan, perspective: str) -> None:
    """Check that a plan has a perspective.

    Raises
    ------
    UsageError
        It has not: exit code 2.
    """
    known = perspectives_of(plan)
    if perspective not in known:
        raise UsageError("perspective", value=perspective, known=", ".join(known))


def target_year(plan: Plan, year: str | None) -> int | None:
    """Return the target year that was typed; None where none was.

    Raises
    ------
    UsageError
        The plan has no such year from its base year on: exit code 2.
    """
    axis = range(plan.settings.base_year, plan.settings.last_year + 1)
    if year is None:
        return None
    if not (year.isascii() and year.isdigit() and len(year) == 4 and int(year) in axis):
        raise UsageError("year", value=year, first=axis[0], last=axis[-1])
    return int(year)


def year_spans(years: Iterable[int]) -> str:
    """Return years as words, those that follow on each other together.

    Examples
    --------
    >>> year_spans([2030, 2026, 2027, 2028])
    '2026–2028, 2030'
    """
    spans: list[list[int]] = []
    for year in sorted(set(years)):
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def terminal_width() -> int:
    """Return how many characters a line may have."""
    return min(max(shutil.get_terminal_size((100, 24)).columns, MIN_WIDTH), MAX_WIDTH)
