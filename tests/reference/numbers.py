"""Exact numbers by year: the arithmetic that everything else in the plain engine is written with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import isqrt

__all__ = ["ONE", "ZERO", "ByYear", "added", "exact", "negated", "sizes", "square_root", "told"]

ByYear = dict[int, Fraction]
ZERO, ONE = Fraction(0), Fraction(1)
NOISE = Fraction(1, 10**12)
"""Where a float cannot tell what is left of amounts that cancel from what rounding leaves."""


def told(amount: Fraction, size: Fraction) -> Fraction:
    """Return a sum, or 0 where it is too small beside its terms to be told from 0."""
    return ZERO if abs(amount) < NOISE * size else amount


def exact(number: float) -> Fraction:
    """Return the decimal that was entered, exactly."""
    return Fraction(Decimal(repr(float(number))))


def square_root(number: Fraction) -> Fraction:
    """Return the root to 80 digits; that of a square exactly."""
    digits = 10**80
    return Fraction(isqrt(number.numerator * number.denominator * digits**2), number.denominator * digits)


def added(maps: Iterable[Mapping[int, Fraction]]) -> ByYear:
    """Return the sum of maps by year."""
    total: defaultdict[int, Fraction] = defaultdict(Fraction)
    for each in maps:
        for year, amount in each.items():
            total[year] += amount
    return dict(total)


def negated(amounts: Mapping[int, Fraction]) -> ByYear:
    """Return the amounts with the other sign."""
    return {year: -amount for year, amount in amounts.items()}


def sizes(amounts: Mapping[int, Fraction]) -> ByYear:
    """Return the amounts without their signs."""
    return {year: abs(amount) for year, amount in amounts.items()}
