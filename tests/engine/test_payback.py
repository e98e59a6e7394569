"""Payback time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine.payback import payback
from finmodel.engine.undefined import Reason

whole_flows = st.lists(st.integers(-50, 50), min_size=1, max_size=15)


def _one(flows: list[float]) -> tuple[float, Reason, bool]:
    years, reason, again = payback(np.array([flows], dtype=np.float64))
    return float(years[0]), Reason(reason[0]), bool(again[0])


@pytest.mark.parametrize(
    ("flows", "years", "turns_negative_again"),
    [
        ([-100.0, 40.0, 40.0, 40.0], 2.5, False),
        ([-100.0, 50.0, 50.0, 50.0], 2.0, False),
        ([-100.0, 0.0, 0.0, 100.0], 3.0, False),
        ([0.0, 0.0, -100.0, 80.0, 40.0], 1.5, False),  # counted from the first outlay
        ([500.0, -100.0, 80.0, 40.0], 1.5, False),  # what came before is left out
        ([-100.0, -100.0, 100.0, 100.0], 3.0, False),  # two outlays
        ([-100.0, 150.0, -80.0, 90.0], 100 / 150, True),  # a reinvestment after the payback
        ([-100.0, 150.0, -50.0, 90.0], 100 / 150, False),  # to zero, not below
        ([-100.0, 60.0, -10.0, 50.0], 3.0, False),
    ],
)
def test_worked(flows: list[float], years: float, turns_negative_again: bool) -> None:
    measured, *rest = _one(flows)
    assert measured == pytest.approx(years, rel=1e-12)
    assert rest == [Reason.DEFINED, turns_negative_again]


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([1.0, 2.0], Reason.NO_SIGN_CHANGE),
        ([0.0, 0.0], Reason.NO_SIGN_CHANGE),
        ([0.0], Reason.NO_SIGN_CHANGE),
        ([-1.0], Reason.NEVER_PAYS_BACK),
        ([-100.0, 50.0, 49.0], Reason.NEVER_PAYS_BACK),
        ([100.0, -50.0, 49.0], Reason.NEVER_PAYS_BACK),
        ([-1.0, np.nan], Reason.ABSENT_INPUT),
        ([-1.0, np.inf], Reason.ABSENT_INPUT),
    ],
)
def test_undefined_has_a_reason(flows: list[float], expected: Reason) -> None:
    years, reason, again = _one(flows)
    assert np.isnan(years)
    assert reason == expected
    assert not again


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e12])
@pytest.mark.parametrize(
    ("flows", "years"),
    [
        ([-1.0, *[0.1] * 10], 10.0),  # sums to 0.9999999999999999
        ([-0.3, 0.1, 0.1, 0.1], 3.0),
        ([-0.7, 0.1, 0.2, 0.4], 3.0),
        ([-2.1, *[0.7] * 3, -5.0], 3.0),
    ],
)
def test_decimals_pay_back_exactly_when_they_should(flows: list[float], years: float, scale: float) -> None:
    measured, reason, _ = _one([scale * flow for flow in flows])
    assert reason == Reason.DEFINED
    assert measured == pytest.approx(years, abs=1e-9)
    assert measured <= years  # within the year, not a rounding after it


def test_decimals_that_return_to_zero_do_not_turn_negative() -> None:
    assert not _one([-0.3, 0.4, -0.1, 0.0])[2]  # 0.1 − 0.1, in floats −2.8e-17


def test_later_money_does_not_hide_an_earlier_lack() -> None:
    """The tolerance is tied to the flows so far, not to all of them."""
    assert _one([-1.0, 0.0, 1e14])[0] == pytest.approx(1.0)


def test_near_miss_is_not_a_payback() -> None:
    assert _one([-1e9, 1e9 - 1.0])[1] == Reason.NEVER_PAYS_BACK


def _payback_in_words(flows: list[int]) -> tuple[float | None, bool]:
    """Definition word for word, in whole numbers."""
    start = next((year for year, flow in enumerate(flows) if flow < 0), None)
    if start is None:
        return None, False
    total, paid, again = 0, None, False
    for year in range(start, len(flows)):
        before, total = total, total + flows[year]
        if paid is None and total >= 0:
            paid = year - 1 - start + -before / flows[year]
        elif paid is not None and total < 0:
            again = True
    return paid, again


@given(whole_flows)
def test_equals_the_definition_in_whole_numbers(flows: list[int]) -> None:
    years, reason, again = _one([float(flow) for flow in flows])
    expected, expected_again = _payback_in_words(flows)
    if expected is None:
        assert reason == (Reason.NEVER_PAYS_BACK if any(flow < 0 for flow in flows) else Reason.NO_SIGN_CHANGE)
    else:
        assert years == pytest.approx(expected, rel=1e-12)
    assert again == expected_again
    assert np.isnan(years) == (reason != Reason.DEFINED)


@given(whole_flows, st.integers(0, 5), st.integers(0, 5), st.floats(1e-6, 1e12))
def test_scale_and_empty_years_around_change_nothing(
    flows: list[int], n_before: int, n_after: int, scale: float
) -> None:
    plain = _one([float(flow) for flow in flows])
    moved = _one([0.0] * n_before + [scale * flow for flow in flows] + [0.0] * n_after)
    assert moved[0] == pytest.approx(plain[0], rel=1e-9, nan_ok=True)
    assert moved[1:] == plain[1:]


def test_batch_equals_loop() -> None:
    flows = np.random.default_rng(5).integers(-9, 10, (300, 20)).astype(np.float64)
    years, reason, again = payback(flows)
    for row in range(len(flows)):
        expected = _one(flows[row].tolist())
        assert (years[row] == expected[0]) or np.isnan(expected[0])
        assert (reason[row], again[row]) == expected[1:]


def test_series_do_not_know_of_each_other() -> None:
    """The large one is no measure of the small one's rounding, and an outlay is not another's."""
    flows = np.array([[-1e15, 2e15, 0.0], [-100.0, 99.0, 0.5], [1.0, 2.0, 3.0], [-4.0, 2.0, 2.0]])
    years, reason, again = payback(flows)
    np.testing.assert_array_equal(years, [0.5, np.nan, np.nan, 2.0])
    assert [Reason(code).key for code in reason] == ["defined", "never_pays_back", "no_sign_change", "defined"]
    assert not again.any()
    assert [array.dtype.name for array in (years, reason, again)] == ["float64", "int8", "bool"]
