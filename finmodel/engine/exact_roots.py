"""Positive roots of a polynomial, counted and located in whole numbers, without rounding.

A float is a whole number times a power of two, so a series of floats is, up to a factor, a polynomial with whole
coefficients. It is made square-free, split on (0, 1) until Descartes' rule of signs is exact (Vincent, Collins and
Akritas), and each root is halved down to the precision of a float. Slow and right: milliseconds a series. The
vectorised count of :mod:`finmodel.engine.root_count` leaves it only the doubtful series.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise
from math import gcd

__all__ = ["count_positive_roots", "positive_roots"]

PRECISION_BITS = 60
"""Relative precision of a located root: some bits more than a float has."""

_PRIME = (1 << 61) - 1

Polynomial = list[int]
"""Whole coefficients, lowest power first, first and last not zero."""

Cell = tuple[int, int]
"""The open interval (c / 2^k, (c + 1) / 2^k), as (c, k)."""


def count_positive_roots(coefficients: Sequence[float]) -> int:
    r"""Count the distinct roots x > 0 of :math:`\sum_k c_k x^k`, a multiple root once.

    Parameters
    ----------
    coefficients : sequence of float
        Finite, lowest power first; not all zero.

    Returns
    -------
    int
        Exact.

    Examples
    --------
    >>> count_positive_roots([1.0, -2.0, 1.0]), count_positive_roots([1.0, -2.0, 1.0000000000000002])
    (1, 0)
    """
    at_one, below, above = _isolated(coefficients)
    return at_one + sum(len(exact) + len(cells) for _, exact, cells in (below, above))


def positive_roots(coefficients: Sequence[float]) -> tuple[Fraction, ...]:
    r"""Locate the distinct roots x > 0 of :math:`\sum_k c_k x^k`, in ascending order.

    Parameters
    ----------
    coefficients : sequence of float
        Finite, lowest power first; not all zero.

    Returns
    -------
    tuple of Fraction
        One for each distinct root, with a relative error below ``2**-PRECISION_BITS``.

    Examples
    --------
    >>> [float(x) for x in positive_roots([3.0, -4.0, 1.0])]
    [1.0, 3.0]
    """
    at_one, below, above = _isolated(coefficients)
    small = _located(*below)
    large = [1 / x for x in reversed(_located(*above))]
    return (*small, *([Fraction(1)] * at_one), *large)


_Isolated = tuple[Polynomial, list[Fraction], list[Cell]]


def _isolated(coefficients: Sequence[float]) -> tuple[int, _Isolated, _Isolated]:
    """Return whether 1 is a root, and the roots in (0, 1) of the polynomial and of its reverse (1/x)."""
    polynomial = _square_free(_whole(coefficients))
    at_one = sum(polynomial) == 0
    if at_one:
        polynomial = _without_root(polynomial, 1, 0)
    return int(at_one), _isolated_in_unit(polynomial), _isolated_in_unit(polynomial[::-1])


def _whole(coefficients: Sequence[float]) -> Polynomial:
    ratios = [float(c).as_integer_ratio() for c in coefficients]
    scale = max(denominator for _, denominator in ratios)  # all are powers of two
    whole = [numerator * (scale // denominator) for numerator, denominator in ratios]
    used = [k for k, c in enumerate(whole) if c]
    return _primitive(whole[used[0] : used[-1] + 1])


def _primitive(polynomial: Polynomial) -> Polynomial:
    content = gcd(*polynomial)
    return [c // content for c in polynomial]


# --- square-free part --------------------------------------------------------------------------------------------


def _square_free(polynomial: Polynomial) -> Polynomial:
    """Return the polynomial with the same roots, each of them simple."""
    if len(polynomial) <= 2:
        return polynomial
    derivative = [k * c for k, c in enumerate(polynomial)][1:]
    if _is_coprime_modulo_prime(polynomial, derivative):
        return polynomial
    divisor = _common_divisor(polynomial, _primitive(derivative))
    return _quotient(polynomial, divisor) if len(divisor) > 1 else polynomial


def _is_coprime_modulo_prime(a: Polynomial, b: Polynomial) -> bool:
    """Say whether a and b have no common factor modulo a large prime: then they have none at all.

    False proves nothing; it is right but for about one polynomial in 2^61.
    """
    a, b = [c % _PRIME for c in a], [c % _PRIME for c in b]
    if not a[-1] or not b[-1]:
        return False
    while len(b) > 1:
        inverse = pow(b[-1], -1, _PRIME)
        while len(a) >= len(b):
            factor, shift = a[-1] * inverse % _PRIME, len(a) - len(b)
            a = a[:shift] + [(x - factor * y) % _PRIME for x, y in zip(a[shift:-1], b[:-1], strict=True)]
            while a and not a[-1]:
                a.pop()
        a, b = b, a
    return len(b) == 1


def _common_divisor(a: Polynomial, b: Polynomial) -> Polynomial:
    """Greatest common divisor by primitive remainders, up to its sign."""
    while b:
        a, b = b, _remainder(a, b)
    return a


def _remainder(a: Polynomial, b: Polynomial) -> Polynomial:
    lead = b[-1]
    while len(a) >= len(b):
        factor, shift = a[-1], len(a) - len(b)
        a = [x * lead for x in a[:shift]] + [x * lead - factor * y for x, y in zip(a[shift:-1], b[:-1], strict=True)]
        while a and not a[-1]:
            a.pop()
    return _primitive(a) if a else a


def _quotient(a: Polynomial, b: Polynomial) -> Polynomial:
    """Quotient of primitive polynomials where b divides a (whole by Gauss's lemma)."""
    rest, quotient = list(a), [0] * (len(a) - len(b) + 1)
    for shift in range(len(quotient) - 1, -1, -1):
        factor = rest[shift + len(b) - 1] // b[-1]
        quotient[shift] = factor
        for k, y in enumerate(b):
            rest[shift + k] -= factor * y
    return quotient


def _without_root(polynomial: Polynomial, c: int, k: int) -> Polynomial:
    """Divide by (2^k x − c), where c / 2^k is a root."""
    return _quotient(polynomial, _primitive([-c, 1 << k]))


# --- isolation and location --------------------------------------------------------------------------------------


def _isolated_in_unit(polynomial: Polynomial) -> _Isolated:
    """Return the deflated polynomial, its rational roots that were met in (0, 1) and a cell for each other root."""
    exact: list[Fraction] = []
    while True:
        hit, cells = _cells(polynomial)
        if hit is None:
            return polynomial, exact, cells
        exact.append(Fraction(hit[0], 1 << hit[1]))
        polynomial = _without_root(polynomial, *hit)


def _cells(polynomial: Polynomial) -> tuple[Cell | None, list[Cell]]:
    """Halve (0, 1) until every part has one root or none; stop at a root on a dividing point."""
    degree = len(polynomial) - 1
    cells: list[Cell] = []
    open_parts = [(0, 0, polynomial)]
    while open_parts:
        c, k, part = open_parts.pop()
        n_changes = _n_sign_changes(_shifted_by_one(part[::-1]))
        if n_changes == 1:
            cells.append((c, k))
        elif n_changes > 1:
            left = [x << (degree - power) for power, x in enumerate(part)]
            right = _shifted_by_one(left)
            if not right[0]:
                return (2 * c + 1, k + 1), []
            open_parts += [(2 * c, k + 1, left), (2 * c + 1, k + 1, right)]
    return None, cells


def _shifted_by_one(polynomial: Polynomial) -> Polynomial:
    """Return the coefficients of p(x + 1)."""
    rest, shifted = polynomial[::-1], []
    while rest:
        rest = list(accumulate(rest))
        shifted.append(rest.pop())
    return shifted


def _n_sign_changes(polynomial: Polynomial) -> int:
    is_negative = [c < 0 for c in polynomial if c]
    return sum(a != b for a, b in pairwise(is_negative))


def _located(polynomial: Polynomial, exact: list[Fraction], cells: list[Cell]) -> list[Fraction]:
    return sorted(exact + [_halved(polynomial, c, k) for c, k in cells])


def _halved(polynomial: Polynomial, c: int, k: int) -> Fraction:
    """Halve a cell with one simple root, and none on its ends, down to the precision."""
    is_negative = _value(polynomial, c, k) < 0
    while c.bit_length() < PRECISION_BITS:
        c, k = 2 * c, k + 1
        value = _value(polynomial, c + 1, k)
        if value == 0:
            return Fraction(c + 1, 1 << k)
        if (value < 0) == is_negative:
            c += 1
    return Fraction(2 * c + 1, 1 << (k + 1))


def _value(polynomial: Polynomial, c: int, k: int) -> int:
    """Return p(c / 2^k) · 2^(k · degree)."""
    value, shift = 0, 0
    for coefficient in reversed(polynomial):
        value = value * c + (coefficient << shift)
        shift += k
    return value
