"""The smallest number for which a piecewise linear function is no longer negative: what find-the-mix helpers solve."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["INTERVALS", "smallest_enough"]

INTERVALS = 16
"""Equal parts that a range is searched in: where a function turns back within one of them, that is not seen."""

_NARROW = 1e-14
_MOST_STEPS = 200


def smallest_enough(function: Callable[[float], float], high: float, tolerance: float) -> float | None:
    """Return the smallest x in 0 … high with function(x) ≥ 0.

    A bracket is looked for from below, then halved and cut by the secant in turns: once both ends are on one linear
    piece, the secant is exact. A function that rises all the way (more grant, less loan) is solved exactly; of one that
    also falls, the first bracket of :data:`INTERVALS` is solved.

    Parameters
    ----------
    function
        Piecewise linear; it may jump.
    high
        The largest x to try, above 0.
    tolerance
        What counts as 0, in the function's unit.

    Returns
    -------
    float or None
        function(x) is within the tolerance of 0, or above it where the function jumps there, or starts above it. None
        where it is negative at every x that was tried.
    """
    low, below = 0.0, function(0.0)
    if below >= -tolerance:
        return 0.0
    for step in range(1, INTERVALS + 1):
        x = high if step == INTERVALS else high * step / INTERVALS
        value = function(x)
        if value >= -tolerance:
            return _within(function, (low, below), (x, value), tolerance)
        low, below = x, value
    return None


def _within(
    function: Callable[[float], float], under: tuple[float, float], over: tuple[float, float], tolerance: float
) -> float:
    """Return the crossing between a point below 0 and one that is not."""
    (low, below), (high, above) = under, over
    for step in range(_MOST_STEPS):
        # The far end may be on a level that is 0: then the smallest is still to be found.
        if abs(above) <= tolerance and _is_first(function, low, high, tolerance):
            return high
        if high - low <= _NARROW * high:
            return high
        middle = low + (high - low) * 0.5
        secant = low + (high - low) * (-below / (above - below))
        x = secant if step % 2 == 0 and low < secant < high else middle
        if not low < x < high:
            return high
        value = function(x)
        if value >= -tolerance:
            high, above = x, value
        else:
            low, below = x, value
    return high


def _is_first(function: Callable[[float], float], low: float, high: float, tolerance: float) -> bool:
    """Return whether a little below a zero is below it, so that it is the smallest."""
    x = high - (high - low) * 1e-3
    return function(x) < -tolerance
