from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.model.decimals import normalise, scale_down, scale_up, shift, to_decimal

FACTORS = (1, 1_000, 1_000_000, 1_000_000_000)
any_float = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)
amounts = st.floats(min_value=-1e15, max_value=1e15).filter(lambda x: x == 0 or abs(x) > 1e-280).map(normalise)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1 + 0.2, 0.3),
        (2.01 * 1e6, 2_010_000.0),
        (-0.0, 0.0),
        (Decimal("-1e-400"), 0.0),
        (123456789012345678, 123456789012346000.0),
        (Decimal("0.1234567890123445"), 0.123456789012344),
        (Decimal("0.1234567890123455"), 0.123456789012346),
        (7, 7.0),
    ],
)
def test_normalise_takes_15_digits_half_to_even(value: float | Decimal, expected: float) -> None:
    result = normalise(value)
    assert result == expected
    assert math.copysign(1, result) == 1
    assert type(result) is float


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, Decimal("NaN"), 1.7976931348623157e308, 10**400])
def test_what_is_no_finite_double_is_refused(value: float | Decimal) -> None:
    with pytest.raises(ValueError, match=r"not a finite number|too large"):
        normalise(value)


@given(any_float)
def test_normalise_is_idempotent_and_near(x: float) -> None:
    once = normalise(x)
    assert normalise(once) == once
    assert math.isclose(once, x, rel_tol=1e-14, abs_tol=1e-307)


@given(any_float)
def test_a_normalised_number_is_its_15_digit_text(x: float) -> None:
    assert float(f"{normalise(x):.15g}") == normalise(x)


@given(amounts, st.sampled_from(FACTORS))
def test_units_there_and_back(v: float, factor: int) -> None:
    written = f"{float(scale_down(v, factor)):.16g}"  # as a spreadsheet writer writes a double
    assert scale_up(float(written), factor) == v
    assert scale_up(Decimal(str(scale_down(v, factor))), factor) == v


@given(st.integers(min_value=0, max_value=999_999_999), st.integers(min_value=0, max_value=6))
def test_scaling_up_is_the_integer_product(digits: int, decimals: int) -> None:
    entered = float(f"{digits}e-{decimals}")
    assert scale_up(entered, 1_000_000) == float(digits * 10 ** (6 - decimals))


def test_2_01_million_is_exact() -> None:
    assert scale_up(2.01, 1_000_000) == 2_010_000.0
    assert str(scale_down(2_010_000.0, 1_000_000)) == "2.01"
    assert str(scale_up(Decimal("0.001"), 1_000)) == "1.0"


@pytest.mark.parametrize("factor", [0, -10, 12, 60, 1_001])
def test_only_powers_of_ten_are_exact(factor: int) -> None:
    with pytest.raises(ValueError, match="power of ten"):
        scale_up(1.0, factor)


@pytest.mark.parametrize(
    ("value", "text"), [(2_010_000, "2010000"), (1.50, "1.5"), (-0.0, "0"), (1e20, "100000000000000000000")]
)
def test_decimals_print_plainly(value: float, text: str) -> None:
    assert str(to_decimal(value)) == text


@given(any_float, st.integers(min_value=-30, max_value=30))
def test_shift_is_undone_by_its_opposite(x: float, places: int) -> None:
    assert shift(shift(x, places), -places) == to_decimal(x)
