"""Matrix products cut so that they stay on one thread.

The threads of a BLAS library gain nothing on products this thin and, on cores that have other work, cost many times
the product. The library starts them by the size of a product, so the size is kept below.
"""

from __future__ import annotations

import numpy as np

from finmodel.engine.undefined import FloatArray

__all__ = ["product"]

ONE_THREAD_SIZE = 1 << 18
"""Multiplications up to which OpenBLAS stays on one thread."""


def product(left: FloatArray, right: FloatArray) -> FloatArray:
    """Matrix product, the wider operand taken in strips.

    Parameters
    ----------
    left : ndarray, shape (a, b)
        Kept whole.
    right : ndarray, shape (b, c)
        Taken in strips of columns.

    Returns
    -------
    ndarray, shape (a, c)

    Examples
    --------
    >>> import numpy as np
    >>> product(np.ones((1, 2)), np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[4., 6.]])
    """
    n_rows, n_terms = left.shape
    n_columns = right.shape[1]
    width = max(1, ONE_THREAD_SIZE // (n_rows * n_terms))
    result = np.empty((n_rows, n_columns))
    for start in range(0, n_columns, width):
        strip = slice(start, start + width)
        np.matmul(left, right[:, strip], out=result[:, strip])
    return result
