"""The vectorised count is right or uncertain, never wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.engine import exact_roots
from finmodel.engine.root_count import count_positive_roots
from finmodel.engine.small_products import ONE_THREAD_SIZE, product
from finmodel.engine.undefined import FloatArray


def _columns(rows: list[list[float]]) -> tuple[FloatArray, FloatArray]:
    forward = np.array(rows, dtype=np.float64).T
    return forward, forward[::-1].copy()


@given(
    st.lists(
        st.lists(st.integers(-9, 9), min_size=7, max_size=7).filter(lambda row: row[0] * row[-1] != 0),
        min_size=1,
        max_size=8,
    )
)
def test_certain_means_exact(rows: list[list[int]]) -> None:
    floats = [[float(c) for c in row] for row in rows]
    count = count_positive_roots(*_columns(floats))
    for row, n_roots, is_certain in zip(floats, count.n_roots, count.is_certain, strict=True):
        if is_certain:
            assert min(n_roots, 2) == min(exact_roots.count_positive_roots(row), 2)


def test_side_of_the_only_root_is_known() -> None:
    count = count_positive_roots(*_columns([[-1.0, 3.0, 0.1], [-3.0, 1.0, 0.1]]))
    assert count.n_roots.tolist() == [1, 1]
    assert count.is_certain.all()
    assert count.is_above_one.tolist() == [False, True]
    assert count.is_certain.dtype == count.is_above_one.dtype == np.bool_


@pytest.mark.parametrize(
    "row",
    [
        [1.0, -2.0, 1.0],  # double, on a dividing point
        [0.81, -1.8, 1.0],  # within rounding of a double root
        [1.0, -2.0, 1.0 + 2.0**-52],
        [1.0, -6.0, 8.0],  # roots ¼ and ½, which is a dividing point
        [3.0, -7.0, 4.0],  # roots ¾ and 1
        [-0.2025, 1.26, -2.05, 1.0],  # ¼, and within rounding of a double root: one for certain, not only one
    ],
)
@pytest.mark.parametrize("scale", [2.0**-30, 1.0, 2.0**30])
def test_what_floats_cannot_tell_is_uncertain(row: list[float], scale: float) -> None:
    assert not count_positive_roots(*_columns([[scale * number for number in row]])).is_certain[0]


def test_products_in_strips_equal_the_whole() -> None:
    rng = np.random.default_rng(0)
    for shape in ((3, 5, 7), (62, 31, 5000), (600, 600, 4)):
        left, right = rng.normal(size=shape[:2]), rng.normal(size=shape[1:])
        np.testing.assert_allclose(product(left, right), left @ right, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(product(right.T, left.T), (left @ right).T, rtol=1e-9, atol=1e-9)


def test_a_doubtful_series_leaves_the_others_certain() -> None:
    rows = [[0.81, -1.8, 1.0], [-1.0, 3.0, 0.1], [3.0, -1.0, 0.1], [0.1, -1.0, 2.0]]
    count = count_positive_roots(*_columns(rows))
    assert count.is_certain.tolist() == [False, True, True, True]
    assert count.n_roots[1:].tolist() == [1, 0, 2]


@pytest.mark.parametrize(("shape", "width"), [((31, 31, 1000), 272), ((600, 600, 4), 1), ((3, 5, 7), 7)])
def test_strips_stay_on_one_thread_and_are_taken_once(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, int, int], width: int
) -> None:
    n_rows, n_terms, n_columns = shape
    multiply, widths = np.matmul, []

    def counted(left: FloatArray, right: FloatArray, out: FloatArray) -> FloatArray:
        widths.append(right.shape[1])
        result: FloatArray = multiply(left, right, out=out)
        return result

    monkeypatch.setattr(np, "matmul", counted)
    product(np.ones((n_rows, n_terms)), np.ones((n_terms, n_columns)))
    assert max(widths) == width
    assert sum(widths) == n_columns
    assert max(widths) * n_rows * n_terms <= ONE_THREAD_SIZE or width == 1
