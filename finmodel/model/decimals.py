"""Entered numbers: decimals of at most 15 significant digits, and exact scaling between units.

A double carries every decimal of 15 significant digits there and back, so a number that has passed
:func:`normalise` reads the same in a workbook, in JSON and on the page. Units are changed in decimal: 2.01
million is 2 010 000, where the product of doubles is 2009999.9999999998.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from math import isfinite

__all__ = ["SIGNIFICANT_DIGITS", "normalise", "scale_down", "scale_up", "shift", "to_decimal"]

SIGNIFICANT_DIGITS = 15
"""As many digits as a double always gives back."""

# A context of its own: the caller's thread-wide decimal context has no say in what a number means.
_CONTEXT = Context(
    prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[InvalidOperation]
)

_MAX_PLAIN_EXPONENT = 20


def to_decimal(value: float | Decimal) -> Decimal:
    """Return the decimal of at most 15 significant digits that a number stands for.

    A float stands for the shortest decimal that reads back as it (what a person sees), which is then rounded
    half to even, so that every road of entry rounds the same digits.

    Parameters
    ----------
    value
        Any finite number.

    Returns
    -------
    Decimal
        Rounded half to even, without trailing decimal zeros; zero is never negative.

    Raises
    ------
    ValueError
        If the value is infinite or not a number.

    Examples
    --------
    >>> to_decimal(0.1 + 0.2)
    Decimal('0.3')
    """
    exact = Decimal(float.__repr__(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value}")
    return _tidy(_CONTEXT.plus(exact))


def shift(value: float | Decimal, places: int) -> Decimal:
    """Return a number with its decimal point moved: ``value × 10^places``, exact in decimal.

    Parameters
    ----------
    value
        Any finite number; taken to 15 significant digits.
    places
        How many places to the right; negative to the left.

    Returns
    -------
    Decimal
        At most 15 significant digits, without trailing decimal zeros.

    Raises
    ------
    ValueError
        If the value is infinite or not a number.

    Examples
    --------
    >>> shift(0.035, 2)
    Decimal('3.5')
    """
    return _tidy(to_decimal(value).scaleb(places, _CONTEXT))


def normalise(value: float | Decimal) -> float:
    """Return the double nearest to the number's decimal of 15 significant digits.

    Idempotent. Integers and decimals are accepted as they are.

    Parameters
    ----------
    value
        Any finite number.

    Returns
    -------
    float
        Never −0.0.

    Raises
    ------
    ValueError
        If the value is infinite, not a number or too large for a double.

    Examples
    --------
    >>> normalise(2.01 * 1e6)
    2010000.0
    """
    result = float(to_decimal(value))
    if not isfinite(result):
        raise ValueError(f"too large a number: {value}")
    return result + 0.0  # a decimal below the smallest double rounds to a zero that may carry a sign


def scale_up(value: float | Decimal, factor: int) -> float:
    """Return a number given in a unit as a number of whole ones: ``value × factor``, in decimal.

    Parameters
    ----------
    value
        Any finite number, for example 2.01 [mnkr].
    factor
        A power of ten, for example 1 000 000 [kr per mnkr].

    Returns
    -------
    float
        A normalised number, for example 2010000.0 [kr].

    Raises
    ------
    ValueError
        If the value is not finite, or the factor is not a power of ten (other factors are not exact).

    Examples
    --------
    >>> scale_up(2.01, 1_000_000)
    2010000.0
    """
    return normalise(shift(value, _exponent(factor)))


def scale_down(value: float | Decimal, factor: int) -> Decimal:
    """Return a number of whole ones in a unit: ``value ÷ factor``, exact in decimal.

    The inverse of :func:`scale_up`: for every normalised ``v`` (of a size whose quotient a double can hold),
    ``scale_up(float(scale_down(v, f)), f) == v``.

    Parameters
    ----------
    value
        Any finite number, for example 2010000.0 [kr].
    factor
        A power of ten, for example 1 000 000 [kr per mnkr].

    Returns
    -------
    Decimal
        At most 15 significant digits, without trailing decimal zeros, for example 2.01 [mnkr].

    Raises
    ------
    ValueError
        If the value is not finite, or the factor is not a power of ten (other factors are not exact).

    Examples
    --------
    >>> scale_down(2010000.0, 1_000_000)
    Decimal('2.01')
    """
    return shift(value, -_exponent(factor))


def _tidy(value: Decimal) -> Decimal:
    """Return the same number without trailing decimal zeros, and without an exponent where it is short enough."""
    if not value:
        return Decimal(0)
    short = value.normalize(_CONTEXT)
    is_short_whole = short.adjusted() <= _MAX_PLAIN_EXPONENT and short == int(short)
    return Decimal(int(short)) if is_short_whole else short


def _exponent(factor: int) -> int:
    """Return n of a factor 10ⁿ."""
    digits = str(factor)
    if digits.rstrip("0") != "1":
        raise ValueError(f"not a power of ten: {factor}")
    return len(digits) - 1
