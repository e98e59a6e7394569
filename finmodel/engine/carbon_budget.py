"""A carbon budget: how much of it is used, when it runs out, and how fast emissions have to fall to hold it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import exp
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from finmodel.engine.undefined import FloatArray

__all__ = ["RunOut", "RunOutKind", "needed_cut", "run_out"]


class RunOutKind(StrEnum):
    """Whether and when a budget runs out."""

    DATE = "date"
    ALREADY_SPENT = "already_spent"
    NOT_BEFORE_LAST_YEAR = "not_before_last_year"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RunOut:
    """When a budget runs out.

    Attributes
    ----------
    kind
        Whether there is a date.
    date
        Year and fraction of the year (2027.5 is 1 July 2027); None where there is no date.
    """

    kind: RunOutKind
    date: float | None = None


def run_out(left: float, years: FloatArray, path: FloatArray) -> RunOut:
    """Return when a budget runs out on a path, linear within the year.

    Parameters
    ----------
    left
        What is left of the budget on 1 January of the first year [t].
    years, path : ndarray, shape (year,) [t]
        Years that are not used yet, and what is emitted in them.

    Returns
    -------
    RunOut
        ``already_spent`` nothing is left; ``never`` the path has come to 0 in the last year; else
        ``not_before_last_year``; ``unknown`` where a year of the path is not known before it runs out.

    Examples
    --------
    >>> run_out(15.0, np.array([2026.0, 2027.0]), np.array([10.0, 10.0])).date
    2027.5
    """
    if left <= 0:
        return RunOut(RunOutKind.ALREADY_SPENT)
    for year, tonnes in zip(years.tolist(), path.tolist(), strict=True):
        if np.isnan(tonnes):
            return RunOut(RunOutKind.UNKNOWN)
        if tonnes >= left and tonnes > 0:
            return RunOut(RunOutKind.DATE, year + left / tonnes)
        left -= tonnes
    is_over = len(path) > 0 and path[-1] <= 0
    return RunOut(RunOutKind.NEVER if is_over else RunOutKind.NOT_BEFORE_LAST_YEAR)


def needed_cut(level: float, left: float) -> float:
    r"""Return the constant yearly cut from now on that holds a budget for ever.

    The path :math:`E_0 e^{-(E_0 / B) t}`, integrated without end, is B; a year of it loses the share

    .. math:: q = 1 - e^{-E_0 / B}

    as Klimatkollen computes it.

    Parameters
    ----------
    level
        Emissions of the first year that is not used yet [t], ≥ 0.
    left
        What is left of the budget on its 1 January [t], above 0.

    Returns
    -------
    float
        Fraction a year.

    Examples
    --------
    Göteborg 2024 (Klimatkollen).

    >>> round(needed_cut(2091379.971, 3768761.052), 3)
    0.426
    """
    return 1.0 - exp(-level / left)
