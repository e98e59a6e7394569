"""Kronor that add up: amounts on a grid so fine that no sum, least amount or division of them is ever in doubt.

Shares of shares of indexed amounts have no short fraction. Every amount that is divided is therefore put on a grid of
10**-80 krona: sums and comparisons are exact, and what is shared out never comes to more than there was.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import TypeVar

from finmodel.model.values import Yearly
from tests.reference.numbers import NOISE, ZERO, exact

__all__ = ["DUST", "below", "capped_in", "grain", "left_of", "of_year", "portions"]

K = TypeVar("K")
GRAINS = 10**80
DUST = Fraction(1, 10**20)
"""Less than this is what divisions leave, and nobody's money."""


def grain(amount: Fraction) -> Fraction:
    """Return the nearest amount on the grid."""
    return Fraction(round(amount * GRAINS), GRAINS)


def below(amount: Fraction) -> Fraction:
    """Return the amount on the grid that is not above it; dust is nothing."""
    return Fraction(floor(amount * GRAINS), GRAINS) if amount >= DUST else ZERO


def left_of(limit: Fraction, taken: Fraction) -> Fraction:
    """Return what is left of a limit; nothing, where it is less than a float can tell from nothing."""
    left = limit - taken
    return ZERO if left < NOISE * limit else left


def portions(amount: Fraction, weights: Mapping[K, Fraction]) -> dict[K, Fraction]:
    """Return an amount shared out in proportion, never more than it in all."""
    total = sum(weights.values(), ZERO)
    return {key: below(amount * weight / total) if total else ZERO for key, weight in weights.items()}


def capped_in(path: Yearly | None, year: int) -> Fraction | None:
    """Return a yearly cap: None where there is none at all, nothing in a year without a number."""
    return None if path is None else of_year(path, year) or ZERO


def of_year(path: Yearly | None, year: int) -> Fraction | None:
    """Return a path's number of a year, None where there is none."""
    number = (path or Yearly()).at(year)
    return None if number is None else exact(number)
