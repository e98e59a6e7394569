"""Roots counted in whole numbers, against Sturm's theorem in fractions and against polynomials made from roots."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine.exact_roots import PRECISION_BITS, count_positive_roots, positive_roots

coefficients = st.lists(st.integers(-4, 4), min_size=1, max_size=10).filter(any)
eighths = st.lists(st.integers(1, 24), min_size=1, max_size=5)


def _trimmed(polynomial: list[Fraction]) -> list[Fraction]:
    while polynomial and polynomial[-1] == 0:
        polynomial = polynomial[:-1]
    return polynomial


def _remainder(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    while len(a) >= len(b):
        factor, shift = a[-1] / b[-1], len(a) - len(b)
        a = _trimmed([x - factor * b[k - shift] if k >= shift else x for k, x in enumerate(a)][:-1])
    return a


def n_positive_roots_by_sturm(values: list[float]) -> int:
    """Sign changes of Sturm's chain at 0 less those at infinity: distinct roots in (0, ∞)."""
    polynomial = _trimmed([Fraction(value) for value in values])
    while polynomial[0] == 0:
        polynomial = polynomial[1:]
    chain = [polynomial, _trimmed([k * c for k, c in enumerate(polynomial)][1:])]
    while chain[-1]:
        chain.append([-c for c in _remainder(chain[-2], chain[-1])])

    def n_changes(signs: list[Fraction]) -> int:
        return sum((a < 0) != (b < 0) for a, b in pairwise([s for s in signs if s]))

    parts = [part for part in chain if part]
    return n_changes([part[0] for part in parts]) - n_changes([part[-1] for part in parts])


def _product(factors: list[list[Fraction]]) -> list[Fraction]:
    product = [Fraction(1)]
    for factor in factors:
        longer = [Fraction(0)] * (len(product) + len(factor) - 1)
        for i, a in enumerate(product):
            for j, b in enumerate(factor):
                longer[i + j] += a * b
        product = longer
    return product


@given(coefficients)
def test_count_equals_sturm(values: list[int]) -> None:
    floats = [float(value) for value in values]
    assert count_positive_roots(floats) == len(positive_roots(floats)) == n_positive_roots_by_sturm(floats)


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=7).filter(any))
def test_count_equals_sturm_for_any_floats(values: list[float]) -> None:
    assert count_positive_roots(values) == n_positive_roots_by_sturm(values)


@given(eighths, st.lists(st.tuples(st.integers(-8, 8), st.integers(1, 8)), max_size=2))
def test_roots_that_went_in_come_out_once(numerators: list[int], pairs: list[tuple[int, int]]) -> None:
    """Given roots, multiple ones too, times quadratics without real roots."""
    factors = [[Fraction(-n, 8), Fraction(1)] for n in numerators]
    factors += [[Fraction(a * a + b, 64), Fraction(-2 * a, 8), Fraction(1)] for a, b in pairs]
    polynomial = [float(c) for c in _product(factors)]  # dyadic and short: exact
    found = positive_roots(polynomial)
    expected = sorted({Fraction(n, 8) for n in numerators})
    assert len(found) == len(expected)
    for root, true_root in zip(found, expected, strict=True):
        # A hair more for the roots above 1, which are located as 1/x.
        assert abs(root - true_root) <= true_root / 2**PRECISION_BITS * (1 + Fraction(1, 2**40))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0], 0),
        ([0.0, 0.0, 5.0, 0.0], 0),
        ([-1.0, 1.0], 1),
        ([1.0, -2.0, 1.0], 1),  # double
        ([1.0, -2.0, 1.0000000000000002], 0),
        ([1.0, -2.0, 0.9999999999999999], 2),
        ([-1.0, 3.0, -3.0, 1.0], 1),  # triple
        ([-1e-6, 1e12], 1),
        ([5e-324, -1.0, 1e308], 2),  # down to the smallest float
        ([2.0, -3.0, 1.0], 2),  # 1 and 2
        ([3.0, -8.0, 4.0], 2),  # ½ and 1½: on a dividing point
    ],
)
def test_edges(values: list[float], expected: int) -> None:
    assert count_positive_roots(values) == n_positive_roots_by_sturm(values) == expected


def test_near_double_roots_are_located_to_full_precision() -> None:
    """Near 1, about 2^-25 apart; each root's sign change is shown by exact values on both sides of it."""
    values = [1.0, -2.0, 1.0 - 2.0**-53]
    roots = positive_roots(values)
    assert len(roots) == 2
    for root in roots:
        width = root / 2**PRECISION_BITS
        signs = [sum(Fraction(c) * (root + side * width) ** k for k, c in enumerate(values)) < 0 for side in (-1, 1)]
        assert signs[0] != signs[1]
