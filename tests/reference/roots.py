"""Real roots of a cash flow's polynomial, counted exactly: Sturm's theorem over whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import gcd, lcm

__all__ = ["rates_of_return"]

Polynomial = list[int]
"""Coefficients, the constant first, the last never 0."""


def rates_of_return(flows: Sequence[Fraction]) -> list[float]:
    """Return every r > -1 with NPV(r) = 0, lowest first; each once, however often it is a root."""
    coefficients = _whole(flows)
    if _sign_changes(coefficients) == 0:
        return []
    if _sign_changes(coefficients) > 1:
        coefficients = _square_free(coefficients)
    roots = _positive_roots(coefficients)
    with localcontext(prec=60):
        return sorted(float(1 / root - 1) for root in roots)


def _whole(flows: Sequence[Fraction]) -> Polynomial:
    """Return the flows as whole numbers in proportion, without the zeros at both ends."""
    denominator = lcm(*(flow.denominator for flow in flows))
    whole = [flow.numerator * (denominator // flow.denominator) for flow in flows]
    while whole and whole[-1] == 0:
        whole.pop()
    while whole and whole[0] == 0:
        whole.pop(0)
    return _primitive(whole)


def _primitive(polynomial: Polynomial) -> Polynomial:
    divisor = gcd(*polynomial) if polynomial else 1
    return [coefficient // divisor for coefficient in polynomial]


def _sign_changes(numbers: Sequence[int] | Sequence[Decimal] | Sequence[Fraction]) -> int:
    signs = [number > 0 for number in numbers if number != 0]
    return sum(one != other for one, other in pairwise(signs))


def _derivative(polynomial: Polynomial) -> Polynomial:
    return [power * coefficient for power, coefficient in enumerate(polynomial)][1:]


def _remainder(polynomial: Polynomial, divisor: Polynomial) -> Polynomial:
    """Return a positive multiple of the remainder, primitive."""
    rest = list(polynomial)
    while len(rest) >= len(divisor):
        scale, lead = abs(divisor[-1]), rest[-1] if divisor[-1] > 0 else -rest[-1]
        shift = len(rest) - len(divisor)
        rest = [scale * coefficient for coefficient in rest]
        for power, coefficient in enumerate(divisor):
            rest[power + shift] -= lead * coefficient
        while rest and rest[-1] == 0:
            rest.pop()
        rest = _primitive(rest)
    return rest


def _sturm_chain(polynomial: Polynomial) -> list[Polynomial]:
    chain = [polynomial, _derivative(polynomial)]
    while chain[-1]:
        chain.append([-coefficient for coefficient in _remainder(chain[-2], chain[-1])])
    return chain[:-1]


def _square_free(polynomial: Polynomial) -> Polynomial:
    """Return a polynomial with the same roots, each of them once."""
    common = _sturm_chain(polynomial)[-1]
    if len(common) == 1:
        return polynomial
    rest = [Fraction(coefficient) for coefficient in polynomial]
    quotient: list[Fraction] = []
    while len(rest) >= len(common):
        factor = rest[-1] / common[-1]
        quotient.insert(0, factor)
        for power, coefficient in enumerate(common):
            rest[len(rest) - len(common) + power] -= factor * coefficient
        rest.pop()
    return _whole(quotient)


def _at(polynomial: Polynomial, x: Fraction) -> int:
    """Return the value at x, times a positive number."""
    value, scale = 0, 1
    for coefficient in reversed(polynomial):
        value = value * x.numerator + coefficient * scale
        scale *= x.denominator
    return value


def _positive_roots(polynomial: Polynomial) -> list[Decimal]:
    largest = max(abs(coefficient) for coefficient in polynomial)
    low = Fraction(1, 2 + largest // abs(polynomial[0]))
    high = Fraction(2 + largest // abs(polynomial[-1]))
    if _sign_changes(polynomial) == 1:
        return [_root(polynomial, low, high)]
    chain = _sturm_chain(polynomial)

    def variations(x: Fraction) -> int:
        return _sign_changes([_at(member, x) for member in chain])

    found: list[Decimal] = []
    open_intervals = [(low, high, variations(low), variations(high))]
    while open_intervals:
        left, right, before, after = open_intervals.pop()
        if before - after == 1:
            found.append(_root(polynomial, left, right))
        elif before - after > 1:
            middle = _middle(left, right)
            between = variations(middle)
            open_intervals += [(left, middle, before, between), (middle, right, between, after)]
    return found


def _middle(left: Fraction, right: Fraction) -> Fraction:
    """Return a short fraction between, near the geometric mean; the interval is left open."""
    with localcontext(prec=40):
        product = left * right
        mean = (Decimal(product.numerator) / Decimal(product.denominator)).sqrt()
    middle = Fraction(mean).limit_denominator(10**6)
    return middle if left < middle < right else Fraction(mean)


def _root(polynomial: Polynomial, left: Fraction, right: Fraction) -> Decimal:
    """Return the one root in (left, right], by halving the interval's logarithm at 60 digits."""
    with localcontext(prec=60):
        low, high = (Decimal(end.numerator) / Decimal(end.denominator) for end in (left, right))
        decimals = [Decimal(coefficient) for coefficient in reversed(polynomial)]

        def value(x: Decimal) -> Decimal:
            total = Decimal(0)
            for coefficient in decimals:
                total = total * x + coefficient
            return total

        at_low = value(low)
        if value(high) == 0:
            return high
        while high / low - 1 > Decimal("1e-25"):
            middle = (low * high).sqrt()
            at_middle = value(middle)
            if at_middle == 0:
                return middle
            if (at_middle > 0) == (at_low > 0):
                low = middle
            else:
                high = middle
        return (low * high).sqrt()
