"""Internal rate of return: value, exact count of roots, and independence of scale, shift and company."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from finmodel.engine import irr as irr_module
from finmodel.engine.irr import irr, irr_roots
from finmodel.engine.undefined import FloatArray, Reason

NEARLY_MULTIPLE = 1e-10
"""Beside a root that nearly is a multiple one floats leave fewer digits than elsewhere."""

flow_lists = st.lists(st.integers(-5, 5), min_size=1, max_size=12)


def _one(flows: list[float]) -> tuple[float, Reason]:
    rate, reason = irr(np.array([flows]))
    return float(rate[0]), Reason(reason[0])


def _assert_same(measured: tuple[float, Reason], expected: tuple[float, Reason], tolerance: float = 1e-13) -> None:
    assert measured[1] == expected[1]
    assert measured[0] == pytest.approx(expected[0], rel=tolerance, abs=tolerance, nan_ok=True)


def _n_rates_by_sturm(flows: list[float]) -> int:
    """Count distinct roots > −1 by Sturm's theorem in fractions: shares nothing with the kernel."""

    def trimmed(polynomial: list[Fraction]) -> list[Fraction]:
        n_used = max((k + 1 for k, c in enumerate(polynomial) if c), default=0)
        return polynomial[:n_used]

    chain = [trimmed([Fraction(flow) for flow in flows][::-1])]  # in 1 + r, lowest power first
    while chain[0][0] == 0:
        chain[0] = chain[0][1:]
    chain.append(trimmed([k * c for k, c in enumerate(chain[0])][1:]))
    while chain[-1]:
        a, b = chain[-2], chain[-1]
        while len(a) >= len(b):
            shift = len(a) - len(b)
            a = trimmed([c - a[-1] / b[-1] * b[k - shift] if k >= shift else c for k, c in enumerate(a)][:-1])
        chain.append([-c for c in a])

    def n_changes(signs: list[Fraction]) -> int:
        return sum((a < 0) != (b < 0) for a, b in pairwise([s for s in signs if s]))

    parts = [part for part in chain if part]
    return n_changes([part[0] for part in parts]) - n_changes([part[-1] for part in parts])


def _expected_reason(flows: list[float]) -> Reason:
    if all(flow >= 0 for flow in flows) or all(flow <= 0 for flow in flows):
        return Reason.NO_SIGN_CHANGE
    return {0: Reason.NO_ROOT, 1: Reason.DEFINED}.get(_n_rates_by_sturm(flows), Reason.MULTIPLE_ROOTS)


def _assert_is_root(flows: FloatArray, rate: float) -> None:
    """The exact NPV changes sign, or is zero, within a few roundings of the rate."""
    growth = 1 + Fraction(rate)
    width = growth / 2**46 + abs(Fraction(rate)) / 2**52
    values = [
        sum(Fraction(float(flow)) / (growth + side * width) ** k for k, flow in enumerate(flows)) for side in (-1, 1)
    ]
    assert values[0] * values[1] <= 0


def _investments(n_series: int, n_years: int, seed: int) -> FloatArray:
    rng = np.random.default_rng(seed)
    outlay = rng.lognormal(14, 1, (n_series, 1))
    surplus = outlay * rng.uniform(0.005, 0.3, (n_series, 1)) * rng.uniform(0.7, 1.3, (n_series, n_years - 1))
    return np.hstack([-outlay, surplus])


# --- one change of sign --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_years", [2, 3, 11, 31, 61, 120])
def test_investments_equal_numpy_financial(n_years: int) -> None:
    flows = _investments(60, n_years, seed=n_years)
    rate, reason = irr(flows)
    np.testing.assert_array_equal(reason, Reason.DEFINED)
    np.testing.assert_allclose(rate, [npf.irr(row) for row in flows], rtol=0, atol=1e-10)


def test_loans_and_staged_outlays_equal_numpy_financial() -> None:
    flows = _investments(50, 20, seed=8)
    flows[:, 1:4] = 0.4 * flows[:, :1]
    both = np.concatenate([flows, -flows])
    rate, reason = irr(both)
    np.testing.assert_array_equal(reason, Reason.DEFINED)
    np.testing.assert_allclose(rate, [npf.irr(row) for row in both], rtol=0, atol=1e-10)


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([-1.0, 1.0], 0.0),
        ([-1.0, 0.5, 0.25, 0.25], 0.0),
        ([-0.3, 0.1, 0.1, 0.1], None),  # 0.1 three times is not 0.3: a tiny rate, with the right sign
        ([-1.0, 1e6 + 1], 1e6),
        ([-1e-6, 1e12], 1e18 - 1),
        ([-1.0, 1e-6], 1e-6 - 1),
        ([-1e12, 1e-3], 1e-15 - 1),
        ([-1.0, *[0.0] * 118, 2.0], 2 ** (1 / 119) - 1),
        ([-1.0, *[0.0] * 118, 1e-12], 1e-12 ** (1 / 119) - 1),
        ([-100.0, 0.0, 0.0, 74.0], 0.74 ** (1 / 3) - 1),
        ([100.0, -121.0], 0.21),  # a loan
    ],
)
def test_extreme_rates(flows: list[float], expected: float | None) -> None:
    rate, reason = _one(flows)
    assert reason == Reason.DEFINED
    if expected is not None:
        assert 1 + rate == pytest.approx(1 + expected, rel=1e-13)
        assert rate == pytest.approx(expected, rel=1e-12, abs=1e-15)
    _assert_is_root(np.array(flows), rate)


def test_tiny_rate_has_the_sign_of_the_sum() -> None:
    assert 0 < _one([-1.0, 0.5, 0.5 + 2.0**-50])[0] < 1e-15
    assert -1e-15 < _one([-1.0, 0.5, 0.5 - 2.0**-50])[0] < 0


@pytest.mark.parametrize(("flows", "bound"), [([-1e12, 1e-8], -1.0), ([-1e300, 1e-300], -1.0)])
def test_rate_below_the_floats_stays_above_minus_one(flows: list[float], bound: float) -> None:
    rate, reason = _one(flows)
    assert reason == Reason.DEFINED
    assert bound < rate < -1 + 1e-15


def test_rate_beyond_the_floats_is_the_largest() -> None:
    assert _one([-1e-300, 1e300]) == (np.finfo(np.float64).max, Reason.DEFINED)


def test_one_change_of_sign_never_goes_the_exact_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gains, losses, loans, a rate of 0 and one of 1e8: found in floats, as the exact way takes milliseconds each."""
    gains = _investments(50, 31, seed=12)
    losses = gains * np.where(gains < 0, 3.0, 0.2)
    others = np.zeros((4, 31))
    others[:, :4] = [
        [-1.0, 0.5, 0.25, 0.25],
        [-0.3, 0.1, 0.1, 0.1],
        [-1.0, 1e8, 0.0, 1.0],
        [0.0, -1.0, 0.5, 0.75],
    ]
    delayed = np.hstack([np.zeros((1, 1)), gains[:1, :-1]])
    flows = np.concatenate([gains, losses, -gains, -losses, others, delayed])
    expected = [irr_roots(row)[0] for row in flows]

    def refuse(_: list[float]) -> tuple[float, Reason]:
        raise AssertionError

    monkeypatch.setattr(irr_module, "_exact_root_rate", refuse)
    rate, reason = irr(flows)
    np.testing.assert_array_equal(reason, Reason.DEFINED)
    assert (rate[:50] > 0).any()
    assert (rate[50:100] < 0).all()
    np.testing.assert_allclose(1 + rate, 1 + np.array(expected), rtol=1e-12)


def test_one_extreme_series_alone_goes_the_exact_way(monkeypatch: pytest.MonkeyPatch) -> None:
    flows = _investments(20, 5, seed=3)
    flows[7] *= 1e-100
    exact, calls = irr_module._exact_root_rate, []

    def counted(series: list[float]) -> tuple[float, Reason]:
        calls.append(series)
        return exact(series)

    monkeypatch.setattr(irr_module, "_exact_root_rate", counted)
    irr(flows)
    assert calls == [flows[7].tolist()]


@pytest.mark.parametrize(("worth", "most"), [(1.0, 4.05), (0.2, 4.1)])
def test_the_search_starts_near_the_root(monkeypatch: pytest.MonkeyPatch, worth: float, most: float) -> None:
    """From a straight line through the bracket, four evaluations a series are enough; from its middle, more."""
    flows = _investments(200, 31, seed=12)
    flows = np.where(flows < 0, flows / np.sqrt(worth), flows * worth)
    evaluate, sizes = irr_module._value_and_slope, []

    def counted(coefficients: FloatArray, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        sizes.append(len(x))
        return evaluate(coefficients, x)

    monkeypatch.setattr(irr_module, "_value_and_slope", counted)
    irr(flows)
    assert sum(sizes) <= most * len(flows)
    assert len(sizes) <= 6  # and the search ends when all are found


# --- no root, several roots ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([0.0], Reason.NO_SIGN_CHANGE),
        ([5.0], Reason.NO_SIGN_CHANGE),
        ([0.0, 0.0, 0.0], Reason.NO_SIGN_CHANGE),
        ([1.0, 2.0, 3.0], Reason.NO_SIGN_CHANGE),
        ([-1.0, 0.0, -3.0], Reason.NO_SIGN_CHANGE),
        ([1.0, -1.0, 1.0], Reason.NO_ROOT),
        ([-100.0, 230.0, -132.0], Reason.MULTIPLE_ROOTS),  # 10 % and 20 %
        ([-100.0, 100.0, 0.0, 7.0, -107.0, 90.0], Reason.DEFINED),
        ([1.0, -2.0, 1.0], Reason.DEFINED),  # exactly double: one root, 0
        ([1.0, -2.0, 1.0 + 2.0**-52], Reason.NO_ROOT),
        ([1.0, -2.0, 1.0 - 2.0**-53], Reason.MULTIPLE_ROOTS),
        ([-1.0, 3.0, -3.0, 1.0], Reason.DEFINED),  # triple
        ([-1.0, np.nan, 3.0], Reason.ABSENT_INPUT),
        ([-1.0, np.inf, 3.0], Reason.ABSENT_INPUT),
        ([np.nan, 0.0], Reason.ABSENT_INPUT),
    ],
)
def test_reason(flows: list[float], expected: Reason) -> None:
    rate, reason = _one(flows)
    assert reason == expected
    assert np.isnan(rate) == (expected != Reason.DEFINED)


@pytest.mark.parametrize("growth", [0.25, 0.5, 0.75, 0.875, 1.0, 1.125, 1.25, 1.5, 2.0, 4.0])
def test_exactly_double_root_is_one_root(growth: float) -> None:
    """(1 + r − growth)² alone and times a factor without positive roots: a grid of rates never sees it."""
    double = np.array([1.0, -2 * growth, growth * growth])
    for factor in ([1.0], [1.0, 1.0], [4.0, 2.0, 1.0], [1.0] * 20):
        rate, reason = _one(np.convolve(double, factor).tolist())
        assert (rate, reason) == (growth - 1, Reason.DEFINED)


@pytest.mark.parametrize("exponent", range(1, 52, 3))
def test_near_double_roots_are_told_from_near_misses(exponent: int) -> None:
    for factor in ([1.0], [1.0, 1.0], [1.0] * 30):
        flows = np.convolve([1.0, -2.0, 1.0], factor)
        flows[0] += 2.0**-exponent
        assert _one(flows.tolist())[1] == Reason.NO_ROOT
        flows[0] -= 2 * 2.0**-exponent
        assert _one(flows.tolist())[1] == Reason.MULTIPLE_ROOTS
        assert len(irr_roots(flows)) == 2


def test_noise_of_one_bit_is_counted_as_it_stands() -> None:
    """Exact means the floats as given: rounding left in a year that should be zero is for the caller to clear."""
    assert _one([0.0, -100.0, 60.0, 60.0])[1] == Reason.DEFINED
    assert _one([1e-14, -100.0, 60.0, 60.0])[1] == Reason.MULTIPLE_ROOTS


@given(flow_lists)
def test_count_equals_sturm_for_whole_flows(flows: list[int]) -> None:
    floats = [float(flow) for flow in flows]
    rate, reason = _one(floats)
    assert reason == _expected_reason(floats)
    if reason == Reason.DEFINED:
        assert irr_roots(np.array(floats)) == pytest.approx((rate,), rel=NEARLY_MULTIPLE, abs=NEARLY_MULTIPLE)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=7))
def test_count_equals_sturm_for_any_flows(flows: list[float]) -> None:
    assert _one(flows)[1] == _expected_reason(flows)


@example(sixteenths=[13], pairs=[(11, 2), (13, 2)], power_of_two=0)
@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 20)), max_size=2),
    st.integers(-20, 40),
)
def test_roots_that_went_in_come_out(sixteenths: list[int], pairs: list[tuple[int, int]], power_of_two: int) -> None:
    """Flows made from rates n/16 − 1, multiple ones too, times quadratics without real roots: exact in floats."""
    flows = np.array([2.0**power_of_two])
    for n in sixteenths:
        flows = np.convolve(flows, [1.0, -n / 16])
    for a, b in pairs:
        flows = np.convolve(flows, [1.0, -2 * a / 16, (a * a + b) / 256])
    expected = sorted({n / 16 - 1 for n in sixteenths})
    assert irr_roots(flows) == tuple(expected)
    rate, reason = _one(flows.tolist())
    if len(expected) == 1:
        _assert_same((rate, reason), (expected[0], Reason.DEFINED), NEARLY_MULTIPLE)
    else:
        assert reason == Reason.MULTIPLE_ROOTS


def test_doubtful_series_only_go_the_exact_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ordinary series with reinvestments are decided in floats, and agree with the exact count."""
    flows = _investments(400, 31, seed=4)
    rng = np.random.default_rng(4)
    flows[np.arange(400), rng.integers(5, 31, 400)] += flows[:, 0] * rng.uniform(0.3, 3.0, 400)
    expected = [_roots_reason(irr_roots(row)) for row in flows]

    def refuse(_: list[float]) -> tuple[float, Reason]:
        raise AssertionError

    monkeypatch.setattr(irr_module, "_exact_root_rate", refuse)
    rate, reason = irr(flows)
    assert reason.tolist() == expected
    assert set(expected) == {Reason.DEFINED, Reason.MULTIPLE_ROOTS, Reason.NO_ROOT}
    for row in np.nonzero(reason == Reason.DEFINED)[0][:40]:
        _assert_is_root(flows[row], rate[row])


def _roots_reason(roots: tuple[float, ...]) -> Reason:
    return {0: Reason.NO_ROOT, 1: Reason.DEFINED}.get(len(roots), Reason.MULTIPLE_ROOTS)


@pytest.mark.parametrize("n_years", [5, 31, 120])
def test_noise_equals_the_exact_count(n_years: int) -> None:
    flows = np.random.default_rng(n_years).normal(size=(40, n_years))
    rate, reason = irr(flows)
    for row, series in enumerate(flows):
        roots = irr_roots(series)
        if _expected_no_sign_change(series):
            assert reason[row] == Reason.NO_SIGN_CHANGE
        else:
            assert reason[row] == _roots_reason(roots)
        if reason[row] == Reason.DEFINED:
            assert rate[row] == pytest.approx(roots[0], rel=1e-12, abs=1e-13)


def _expected_no_sign_change(series: FloatArray) -> bool:
    return bool((series >= 0).all() or (series <= 0).all())


def test_exact_way_agrees_where_the_float_way_decides() -> None:
    """Coefficients over eighteen powers of ten."""
    rng = np.random.default_rng(11)
    flows = rng.choice([-1, 1], (150, 9)) * 10.0 ** rng.uniform(-6, 12, (150, 9))
    rate, reason = irr(flows)
    for row, series in enumerate(flows):
        roots = irr_roots(series)
        assert reason[row] == (Reason.NO_SIGN_CHANGE if _expected_no_sign_change(series) else _roots_reason(roots))
        if reason[row] == Reason.DEFINED:
            assert 1 + rate[row] == pytest.approx(1 + roots[0], rel=1e-13)


@pytest.mark.parametrize("root_search", ["single", "counted"])
def test_search_that_fails_falls_back_to_the_exact_way(monkeypatch: pytest.MonkeyPatch, root_search: str) -> None:
    flows = [-100.0, 39.0, 59.0, 55.0, 20.0] if root_search == "single" else [-100.0, 90.0, -5.0, 80.0, 20.0]
    expected = _one(flows)
    monkeypatch.setattr(irr_module, "_MAX_STEPS", 1)
    assert expected[1] == Reason.DEFINED
    _assert_same(_one(flows), expected)


# --- irr_roots -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        ([-100.0, 230.0, -132.0], (0.1, 0.2)),
        ([1.0, -1.0, 1.0], ()),
        ([0.0, 0.0], ()),
        ([1.0, np.nan], ()),
        ([1.0, np.inf], ()),
        ([1.0, 2.0], ()),
        ([0.0, -1.0, 2.0, 0.0], (1.0,)),
        ([1.0, -2.0, 1.0], (0.0,)),
        ([-1.0, 6.0, -11.0, 6.0], (0.0, 1.0, 2.0)),
    ],
)
def test_roots(flows: list[float], expected: tuple[float, ...]) -> None:
    assert irr_roots(np.array(flows)) == pytest.approx(expected, abs=1e-15)


def test_roots_of_whole_numbers_are_accepted() -> None:
    assert irr_roots(np.array([-1, 3])) == (2.0,)
    assert irr(np.array([[-1, 3]]))[0].tolist() == [pytest.approx(2.0)]


# --- properties ----------------------------------------------------------------------------------------------------


@given(flow_lists, st.integers(-20, 40))
def test_money_scaled_by_a_power_of_two_changes_nothing(flows: list[int], power: int) -> None:
    plain, scaled = _one([float(flow) for flow in flows]), _one([flow * 2.0**power for flow in flows])
    _assert_same(scaled, plain)


@pytest.mark.parametrize("scale", [1e-6, 1e-3, 0.01, 1e3, 1e6, 1e12])
def test_money_scaled_changes_nothing(scale: float) -> None:
    flows = _investments(40, 31, seed=9)
    np.testing.assert_allclose(irr(scale * flows)[0], irr(flows)[0], rtol=0, atol=1e-13)


@given(flow_lists, st.integers(0, 9), st.integers(0, 9))
def test_empty_years_before_and_after_change_nothing(flows: list[int], n_before: int, n_after: int) -> None:
    plain = _one([float(flow) for flow in flows])
    moved = _one([0.0] * n_before + [float(flow) for flow in flows] + [0.0] * n_after)
    _assert_same(moved, plain)


@given(flow_lists)
def test_all_signs_turned_changes_nothing(flows: list[int]) -> None:
    plain, turned = _one([float(flow) for flow in flows]), _one([-float(flow) for flow in flows])
    _assert_same(turned, plain)


@given(flow_lists)
def test_time_turned_inverts_the_growth(flows: list[int]) -> None:
    plain, turned = _one([float(flow) for flow in flows]), _one([float(flow) for flow in flows[::-1]])
    assert turned[1] == plain[1]
    if plain[1] == Reason.DEFINED:
        assert (1 + plain[0]) * (1 + turned[0]) == pytest.approx(1.0, rel=NEARLY_MULTIPLE)


@settings(max_examples=30)
@example(220)
@given(st.integers(0, 2**32 - 1))
def test_batch_equals_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    flows = rng.integers(-3, 4, (60, 8)).astype(np.float64) * rng.uniform(0.5, 2.0, (60, 1))
    flows[rng.random((60, 8)) < 0.2] = 0.0
    flows[3, 2] = np.nan
    rate, reason = irr(flows)
    np.testing.assert_array_equal(np.isnan(rate), reason != Reason.DEFINED)
    for row in range(len(flows)):
        expected, expected_reason = _one(flows[row].tolist())
        assert reason[row] == expected_reason
        assert rate[row] == pytest.approx(expected, rel=NEARLY_MULTIPLE, abs=NEARLY_MULTIPLE, nan_ok=True)


def test_blocks_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    flows = np.concatenate([_investments(40, 12, seed=2), np.random.default_rng(2).normal(size=(40, 12))])
    flows[[5, 50]] = 0.0
    rate, reason = irr(flows)
    monkeypatch.setattr(irr_module, "BLOCK", 7)
    rate_in_blocks, reason_in_blocks = irr(flows)
    np.testing.assert_array_equal(reason, reason_in_blocks)
    np.testing.assert_allclose(rate, rate_in_blocks, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(1, 3), (3, 3), (3, 1)])
def test_input_is_left_alone(shape: tuple[int, int], order: str) -> None:
    flows = np.zeros(shape, order="F" if order == "F" else "C")
    flows[:, 0] = -1.0
    flows[:, -1] = np.nan
    before = flows.copy()
    irr(flows)
    np.testing.assert_array_equal(flows, before)


def test_no_series_is_no_error() -> None:
    rate, reason = irr(np.empty((0, 31)))
    assert rate.shape == reason.shape == (0,)
    assert reason.dtype == np.dtype(np.int8)
