"""Numbers as this page shows them: the language, the unit of money and the currency in one place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit, figure
from finmodel.i18n import (
    UNIT_FACTORS,
    Language,
    format_money,
    format_money_per_tonne,
    format_number,
    format_percent,
    format_tonnes,
    format_years,
    money_unit,
    t,
    unit_currency,
    unit_label,
)

if TYPE_CHECKING:
    from finmodel.analysis.results import Figures

__all__ = ["Formats"]

_MAX_ON_AXIS = 100_000
"""A chart takes the next larger unit of money from here on."""


@dataclass(frozen=True, slots=True)
class Formats:
    """How numbers are written.

    Attributes
    ----------
    lang
        Language.
    unit
        Unit of money, a key of ``UNIT_FACTORS``.
    currency
        ISO 4217.
    """

    lang: Language
    unit: str
    currency: str

    @classmethod
    def of(cls, lang: Language, display_unit: str, currency: str) -> Formats:
        """Return the formats for a display unit, which may be another currency's."""
        return cls(lang, money_unit(display_unit, currency), currency)

    @property
    def factor(self) -> int:
        """Whole currency units in one of the unit."""
        return UNIT_FACTORS[self.unit]

    @property
    def decimals(self) -> int:
        """Decimals of money in this unit, as tables show it."""
        return 1 if self.factor >= 1_000_000 else 0

    def readable(self, largest: float) -> Formats:
        """Return the formats for a chart whose largest amount [whole currency units] is given: short axis labels."""
        units = [unit for unit in UNIT_FACTORS if unit_currency(unit) == unit_currency(self.unit)]
        bigger = [unit for unit in units if UNIT_FACTORS[unit] >= self.factor]
        fits = [unit for unit in bigger if abs(largest) < _MAX_ON_AXIS * UNIT_FACTORS[unit]]
        return replace(self, unit=(fits or bigger[-1:])[0])

    @property
    def money_label(self) -> str:
        """What the unit of money is called: mnkr, MSEK."""
        return unit_label(self.unit, self.currency, self.lang)

    @property
    def per_tonne_label(self) -> str:
        """Unit of money per tonne."""
        return f"{self.kronor_label}/t"

    @property
    def kronor_label(self) -> str:
        """What one unit of the currency is called."""
        return unit_label("kr", self.currency, self.lang)

    def text(self, key: str, /, **params: str | int) -> str:
        """Return a text of the app's catalogue."""
        return t(f"app.{key}", self.lang, **params)

    def money(self, amount: float | None, *, with_unit: bool = True) -> str:
        """Return an amount in the unit of money."""
        return format_money(amount, self.unit, self.lang, currency=self.currency, with_unit=with_unit)

    def number(self, value: float | None, decimals: int | tuple[int, int] | None = None) -> str:
        """Return a bare number."""
        return format_number(value, self.lang, decimals)

    def tonnes(self, value: float | None) -> str:
        """Return tonnes with their unit."""
        return format_tonnes(value, self.lang)

    def percent(self, value: float | None) -> str:
        """Return a fraction as percent."""
        return format_percent(value, self.lang)

    def share(self, value: float) -> str:
        """Return a fraction as percent, in whole percents from a tenth on."""
        return format_percent(value, self.lang, 0 if abs(value) >= 0.1 else None)

    def figure(self, name: str, value: float | None) -> str:  # noqa: PLR0911 - a table of units
        """Return a figure by its name with its unit."""
        match figure(name).unit:
            case FigureUnit.MONEY:
                return self.money(value)
            case FigureUnit.MONEY_PER_TONNE:
                return format_money_per_tonne(value, self.lang, currency=self.currency)
            case FigureUnit.RATE:
                return format_percent(value, self.lang)
            case FigureUnit.YEARS:
                return format_years(value, self.lang)
            case FigureUnit.TONNES:
                return format_tonnes(value, self.lang)
            case FigureUnit.KG_PER_KRONA:
                return self.text("unit.kg_per_krona", number=format_number(value, self.lang, 2))
            case FigureUnit.RATIO:
                return format_number(value, self.lang, 2)

    def figure_or_reason(self, name: str, figures: Figures) -> str:
        """Return a figure, or why it is undefined."""
        if name in figures.undefined:
            return self.reason(figures.undefined[name])
        return self.figure(name, figures[name])

    def reason(self, key: str) -> str:
        """Return a reason's label for a cell."""
        return t(f"reason.{key}.label", self.lang)

    def in_unit(self, amount: float) -> float:
        """Return an amount in the unit of money."""
        return amount / self.factor
