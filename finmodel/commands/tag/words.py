"""The words and numbers of a tagged budget in a terminal: exact money in one unit, shares, ranges, notes."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_number, format_percent
from finmodel.i18n.tagging import category_name
from finmodel.i18n.units import UNIT_FACTORS, unit_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from finmodel.commands.console import Console
    from finmodel.tagging.amounts import Quotient
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.totals import Range

__all__ = ["THINGS_SAID", "TagWords"]

THINGS_SAID = ("no_effect", "not_comparable", "saving", "relevant", "no_standard")
"""What is said wherever shares are shown."""

_MAX_LISTED = 8


class TagWords:
    """The language, the unit and the width of a report.

    Parameters
    ----------
    console
        Whose language is spoken.
    unit
        Of all money.
    lines
        Whose amounts are written: all of them with as many decimals as the finest needs.
    width
        Characters in a line.
    further
        Other amounts that are written [öre].
    """

    def __init__(
        self, console: Console, unit: str, lines: Iterable[BudgetLine], width: int, further: Iterable[int] = ()
    ) -> None:
        self.console, self.language, self.width, self.unit = console, console.language, width, unit
        self._one = UNIT_FACTORS[unit] * 100
        self.decimals = self._decimals(chain((ore for line in lines for _, ore in line.amounts), further))

    def _decimals(self, amounts: Iterable[int]) -> int:
        digits = len(str(self._one)) - 1
        found = 0
        for ore in amounts:
            while found < digits and ore * 10**found % self._one:
                found += 1
        return found

    @property
    def money_label(self) -> str:
        """The unit of money."""
        return unit_label(self.unit, "SEK", self.language)

    def text(self, key: str, **params: str | int) -> str:
        """Return a text of the report."""
        return t(f"tag_cli.{key}", self.language, **params)

    def money(self, ore: int | Fraction) -> str:
        """Return an amount in the unit: sums of lines exactly, weighted ones as finely as lines."""
        amount = Decimal(ore.numerator) / ore.denominator / self._one
        return format_number(amount, self.language, self.decimals)

    def with_unit(self, ore: int | Fraction) -> str:
        """Return an amount with its unit behind it."""
        return t("unit.money", self.language, number=self.money(ore), unit=self.money_label)

    def percent(self, share: Quotient, decimals: int = 1) -> str:
        """Return a share, a dash where it is undefined."""
        value = share.value
        exact = None if value is None else Decimal(value.numerator) / value.denominator
        return format_percent(exact, self.language, decimals)

    def between(self, found: Range) -> str:
        """Return both ends of a range."""
        return self.text("between", low=self.percent(found.low), high=self.percent(found.high))

    def category(self, scheme: Scheme, name: str) -> str:
        """Return a category with its code, which some schemes have in its name."""
        label = category_name(scheme, name, self.language)
        return label if label.startswith(name) else self.text("category", code=name, name=label)

    def title(self, key: str, **params: str | int) -> Iterator[str]:
        """Yield the title of a part, with a blank line before it."""
        yield ""
        yield from self.note(self.text(key, **params))

    def note(self, *texts: str) -> Iterator[str]:
        """Yield sentences in lines that fit."""
        for text in texts:
            yield from textwrap.wrap(text, self.width, subsequent_indent="  ", break_long_words=False)

    def listed(self, names: Iterable[str]) -> str:
        """Return names in a row, of very many only the first and how many more there are."""
        found = list(names)
        shown, n_more = ", ".join(found[:_MAX_LISTED]), len(found) - _MAX_LISTED
        return t("and_more", self.language, shown=shown, n=n_more) if n_more > 0 else shown
