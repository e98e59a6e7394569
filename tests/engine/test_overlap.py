"""Actions on one emission pool, by hand and against the definition word for word in fractions."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine.overlap import _portions, shared_out

LAST = float("inf")


def _one_year(pool: float, rows: list[tuple[float, float, float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Share a pool out in one year among (priority, share, ask)."""
    priority, shares, asks = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    by_share, granted = shared_out(np.array([pool]), priority, shares[:, None], asks[:, None])
    return tuple(by_share.ravel().tolist()), tuple(granted.ravel().tolist())


@pytest.mark.parametrize(
    ("pool", "rows", "by_share", "granted"),
    [
        # One alone has its share, or what it asks for, or what there is.
        (100, [(1, 0.3, 0)], [30], [0]),
        (100, [(1, 0, 60)], [0], [60]),
        (100, [(1, 0, 160)], [0], [100]),
        (100, [(1, 1, 0)], [100], [0]),
        (0, [(1, 0.5, 7)], [0], [0]),
        # A share acts on what is left by those before: 40, then half of 60.
        (100, [(1, 0.4, 0), (2, 0.5, 0)], [40, 30], [0, 0]),
        (100, [(2, 0.5, 0), (1, 0.4, 0)], [30, 40], [0, 0]),
        # Equals take 100·(1 − 0.6·0.5) = 70 together, as 4 to 5.
        (100, [(1, 0.4, 0), (1, 0.5, 0)], [70 * 4 / 9, 70 * 5 / 9], [0, 0]),
        # Three equals, then one after them: 100·(1 − 0.5³) = 87.5; half of 12.5.
        (100, [(1, 0.5, 0), (1, 0.5, 0), (1, 0.5, 0), (2, 0.5, 0)], [87.5 / 3] * 3 + [6.25], [0] * 4),
        # Without priority: after all that have one, equals among themselves.
        (100, [(LAST, 0.5, 0), (9999, 0.5, 0), (LAST, 0.5, 0)], [18.75, 50, 18.75], [0, 0, 0]),
        # Shares come before asks, also those of a later priority; an action may have both.
        (100, [(1, 0, 80), (2, 0.4, 0)], [0, 40], [60, 0]),
        (100, [(1, 0.4, 80)], [40], [60]),
        (100, [(2, 0.4, 30), (1, 0.5, 10)], [20, 50], [20, 10]),
        # Asks by priority; equals pro rata to what they ask for.
        (100, [(1, 0, 70), (2, 0, 70)], [0, 0], [70, 30]),
        (100, [(1, 0, 90), (1, 0, 60)], [0, 0], [60, 40]),
        (100, [(1, 0, 50), (2, 0, 30), (2, 0, 90), (3, 0, 5)], [0] * 4, [50, 12.5, 37.5, 0]),
        # Who raises emissions is not cut and gives nothing back.
        (100, [(1, 0, -30), (1, 0, 80), (2, 0, 40)], [0, 0, 0], [-30, 80, 20]),
        (0, [(1, 0, -30)], [0], [-30]),
        (100, [(1, 0.2, -30), (2, 0, 90)], [20, 0], [-30, 80]),
        # Nobody asks for anything.
        (100, [(1, 0, 0), (2, 0, 0)], [0, 0], [0, 0]),
    ],
)
def test_by_hand(
    pool: float, rows: list[tuple[float, float, float]], by_share: list[float], granted: list[float]
) -> None:
    found_share, found_granted = _one_year(pool, rows)
    assert found_share == pytest.approx(by_share, abs=1e-12)
    assert found_granted == pytest.approx(granted, abs=1e-12)


def test_years_do_not_know_of_each_other() -> None:
    pool = np.array([100.0, 10.0, 0.0])
    by_share, granted = shared_out(
        pool, np.array([1.0, 2.0]), np.array([[0.5, 0.0, 0.5], [0.0, 0.0, 0.0]]), np.array([[0.0, 4.0, 0], [80, 8, 1]])
    )
    np.testing.assert_allclose(by_share, [[50, 0, 0], [0, 0, 0]])
    np.testing.assert_allclose(granted, [[0, 4, 0], [50, 6, 0]])
    np.testing.assert_array_equal(pool, [100, 10, 0])  # the caller's own is left alone


def test_what_is_not_cut_is_what_was_asked_for_to_the_last_digit() -> None:
    """Also where the asks fill the pool exactly, where sharing out pro rata would round."""
    rng = np.random.default_rng(1)
    asks = np.round(rng.uniform(0.01, 1000, (40, 200)), 2)
    pool = asks.sum(axis=0)
    granted = shared_out(pool, np.ones(40), np.zeros_like(asks), asks)[1]
    np.testing.assert_array_equal(granted, asks)


def test_no_weight_is_no_portion_whatever_memory_held_before() -> None:
    nothing = np.zeros((3, 2))
    # New arrays often lie where others were freed: leave something there that would show.
    freed = [np.full_like(nothing, np.nan) for _ in range(8)]
    del freed
    np.testing.assert_array_equal(_portions(nothing), nothing)


def test_no_actions() -> None:
    by_share, granted = shared_out(np.array([5.0]), np.empty(0), np.empty((0, 1)), np.empty((0, 1)))
    assert by_share.shape == granted.shape == (0, 1)


def _in_words(pool: Fraction, rows: list[tuple[float, Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Shares by priority on what is left, equals left·(1 − Π(1 − s)) pro rata; then asks, equals pro rata."""
    left = pool
    by_share = [Fraction(0)] * len(rows)
    granted = [min(ask, Fraction(0)) for _, _, ask in rows]
    for rank in sorted({priority for priority, _, _ in rows}):
        equals = [number for number, row in enumerate(rows) if row[0] == rank and row[1]]
        remains = Fraction(1)
        for number in equals:
            remains *= 1 - rows[number][1]
        taken = left * (1 - remains)
        for number in equals:
            by_share[number] = taken * rows[number][1] / sum(rows[other][1] for other in equals)
        left -= taken
    for rank in sorted({priority for priority, _, _ in rows}):
        equals = [number for number, row in enumerate(rows) if row[0] == rank and row[2] > 0]
        wanted = sum((rows[number][2] for number in equals), Fraction(0))
        taken = min(wanted, left)
        for number in equals:
            granted[number] = taken * rows[number][2] / wanted
        left -= taken
    return list(zip(by_share, granted, strict=True))


rows_of_a_pool = st.lists(
    st.tuples(
        st.sampled_from((1.0, 2.0, 3.0, LAST)),
        st.sampled_from((0.0, 0.0, 0.125, 0.5, 0.75, 1.0)),
        st.integers(-40, 60).map(float),
    ),
    min_size=1,
    max_size=7,
)


@given(st.integers(0, 200).map(float), rows_of_a_pool)
def test_equals_the_definition_in_fractions(pool: float, rows: list[tuple[float, float, float]]) -> None:
    found_share, found_granted = _one_year(pool, rows)
    expected = _in_words(Fraction(pool), [(rank, Fraction(share), Fraction(ask)) for rank, share, ask in rows])
    assert found_share == pytest.approx([float(share) for share, _ in expected], rel=1e-12, abs=1e-11)
    assert found_granted == pytest.approx([float(ask) for _, ask in expected], rel=1e-12, abs=1e-11)


@given(st.integers(0, 200).map(float), rows_of_a_pool)
def test_never_more_than_there_is_and_never_more_than_alone(
    pool: float, rows: list[tuple[float, float, float]]
) -> None:
    found_share, found_granted = _one_year(pool, rows)
    taken = sum(found_share) + sum(granted for granted in found_granted if granted > 0)
    assert taken <= pool * (1 + 1e-12) + 1e-12
    for share, granted, (_, alone, ask) in zip(found_share, found_granted, rows, strict=True):
        assert 0 <= share <= pool * alone * (1 + 1e-12)
        assert granted == ask if ask <= 0 else 0 <= granted <= ask


@given(st.integers(0, 200).map(float), rows_of_a_pool, st.randoms(use_true_random=False))
def test_row_order_does_not_count(pool: float, rows: list[tuple[float, float, float]], shuffle: Random) -> None:
    order = list(range(len(rows)))
    shuffle.shuffle(order)
    plain_share, plain_granted = _one_year(pool, rows)
    share, granted = _one_year(pool, [rows[number] for number in order])
    assert share == pytest.approx([plain_share[number] for number in order], rel=1e-12, abs=1e-12)
    assert granted == pytest.approx([plain_granted[number] for number in order], rel=1e-12, abs=1e-12)


@given(st.integers(1, 200).map(float), rows_of_a_pool, st.sampled_from((0.001, 4.0, 1e6)))
def test_tonnes_scaled_scale_everything(pool: float, rows: list[tuple[float, float, float]], scale: float) -> None:
    plain = _one_year(pool, rows)
    scaled = _one_year(scale * pool, [(rank, share, scale * ask) for rank, share, ask in rows])
    for before, after in zip(plain, scaled, strict=True):
        assert after == pytest.approx([scale * tonnes for tonnes in before], rel=1e-9, abs=1e-9 * scale)
