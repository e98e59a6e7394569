"""Öre: exact parts of whole amounts, and quotients that say why they have no value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["NEGATIVE_BASE", "NO_BASE", "Quotient", "parts_of", "quotient"]

NO_BASE = "no_base"
NEGATIVE_BASE = "negative_base"


@dataclass(frozen=True, slots=True)
class Quotient:
    """An exact share, or the reason why there is none.

    Attributes
    ----------
    value
        The fraction; None where ``reason`` says why.
    reason
        ``no_base``: nothing to divide by; ``negative_base``: the base is credited, and a share of it means nothing.
    """

    value: Fraction | None
    reason: str | None = None


def quotient(part: int | Fraction, base: int) -> Quotient:
    """Return ``part ÷ base`` exactly.

    Parameters
    ----------
    part, base
        [öre].

    Returns
    -------
    Quotient
        Undefined where the base is zero or negative.

    Examples
    --------
    >>> quotient(1, 3).value, quotient(1, 0).reason
    (Fraction(1, 3), 'no_base')
    """
    if base <= 0:
        return Quotient(None, NEGATIVE_BASE if base else NO_BASE)
    return Quotient(Fraction(part) / base)


def parts_of(total: int, shares: Sequence[Fraction]) -> tuple[int, ...]:
    """Return a whole amount divided by shares, without an öre lost or made: the method of largest remainders.

    Each part is rounded towards zero; the öre that are left go one each to the largest remainders, the first of equals
    first.

    Parameters
    ----------
    total
        [öre]; may be negative.
    shares
        Not negative, adding to 1.

    Returns
    -------
    tuple of int
        One part for each share; their sum is ``total``.

    Raises
    ------
    ValueError
        If the shares do not add to 1 or one is negative.

    Examples
    --------
    >>> parts_of(100, [Fraction(1, 3)] * 3)
    (34, 33, 33)
    """
    if sum(shares) != 1 or any(share < 0 for share in shares):
        raise ValueError("shares must be 0 or more and add to 1")
    sign, size = (-1, -total) if total < 0 else (1, total)
    exact = [size * share for share in shares]
    whole = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in by_remainder[: size - sum(whole)]:
        whole[place] += 1
    return tuple(sign * part for part in whole)
