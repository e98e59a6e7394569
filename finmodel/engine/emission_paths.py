"""Emissions by year: where they are heading without the plan, and the way that a target asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.engine.undefined import FloatArray

__all__ = [
    "annual_rate_path",
    "carrier_driven",
    "constant_rate",
    "explicit_path",
    "geometric_path",
    "linear_path",
    "linear_trend",
]


def constant_rate(level: float, cut: float, start: int, years: FloatArray) -> FloatArray:
    r"""Return a path that loses the same share every year; a flat one for a cut of 0.

    .. math:: E_y = E_s (1 - q)^{y - s}

    Parameters
    ----------
    level
        Emissions in ``start`` [t].
    cut
        Share that falls away every year; negative grows.
    start
        Year of ``level``.
    years : ndarray, shape (year,)
        Years from ``start`` on.

    Returns
    -------
    ndarray, shape (year,) [t]

    Examples
    --------
    Sixteen percent a year are 82.5 % in ten years.

    >>> 1 - constant_rate(1.0, 0.16, 2020, np.array([2030.0])).round(3)
    array([0.825])
    """
    return np.asarray(level * (1.0 - cut) ** np.maximum(years - start, 0.0))


def linear_trend(known: Sequence[int], tonnes: Sequence[float], years: FloatArray) -> FloatArray:
    r"""Return the straight line of least squares through known years, never below 0.

    .. math:: E_y = \max(0, \bar E + b (y - \bar y)), \quad b = \frac{\sum (y_i - \bar y) E_i}{\sum (y_i - \bar y)^2}

    Parameters
    ----------
    known, tonnes
        At least two different years, and what was emitted in them [t].
    years : ndarray, shape (year,)

    Returns
    -------
    ndarray, shape (year,) [t]

    Examples
    --------
    >>> linear_trend([2020, 2021, 2022], [12.0, 10.0, 8.0], np.array([2023.0, 2030.0]))
    array([6., 0.])
    """
    measured, amounts = np.asarray(known, dtype=np.float64), np.asarray(tonnes, dtype=np.float64)
    centre = measured.mean()
    slope = float((measured - centre) @ amounts) / float((measured - centre) @ (measured - centre))
    path: FloatArray = np.maximum(0.0, amounts.mean() + slope * (years - centre))
    return path


def explicit_path(
    points: Mapping[int, float], afterwards: float | None, start: int | None, level: float | None, years: FloatArray
) -> FloatArray:
    """Return a path as it was entered, with straight lines between its years.

    Parameters
    ----------
    points
        Tonnes by year.
    afterwards
        Tonnes of every year after the last entered one, or after ``start`` where none is; None leaves them unknown.
    start, level
        Last known year and its tonnes, from which the line to the first entered year starts; None where there is none.
    years : ndarray, shape (year,)

    Returns
    -------
    ndarray, shape (year,) [t]
        NaN where it is not known.
    """
    known = dict(points)
    if start is not None and level is not None:
        known = {year: amount for year, amount in known.items() if year > start} | {start: level}
    path = np.full(len(years), np.nan)
    if known:
        stated = sorted(known)
        inside = (years >= stated[0]) & (years <= stated[-1])
        path[inside] = np.interp(years[inside], stated, [known[year] for year in stated])
    if afterwards is not None:
        path[years > max(known, default=-np.inf)] = afterwards
    return path


def carrier_driven(level: float, shares: Sequence[float], factors: FloatArray, at_start: FloatArray) -> FloatArray:
    r"""Return emissions that follow the emission factors of the carriers behind them.

    .. math:: E_y = E_s \sum_c share_c \frac{f_{c,y}}{f_{c,s}}

    Parameters
    ----------
    level
        Emissions in the last known year s [t].
    shares
        Each carrier's share of them; they sum to 1.
    factors : ndarray, shape (carrier, year) [kg/kWh]
    at_start : ndarray, shape (carrier,) [kg/kWh]
        Factors in s.

    Returns
    -------
    ndarray, shape (year,) [t]
        NaN where a factor is missing, or 0 in s.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(at_start[:, None] > 0, factors / at_start[:, None], np.nan)
    return np.asarray(level * (np.asarray(shares) @ relative))


def linear_path(level: float, target: float, start: int, year: int, years: FloatArray) -> FloatArray:
    """Return the straight line from a level to a target, which stays from the target year on.

    Parameters
    ----------
    level, start
        Emissions [t] in the last known year.
    target, year
        Emissions [t] in the target year.
    years : ndarray, shape (year,)

    Returns
    -------
    ndarray, shape (year,) [t]
        NaN before the way begins: before ``start``, or before the target year where that is not after ``start``.
    """
    if year <= start:
        return np.where(years >= year, target, np.nan)
    portion = np.minimum((years - start) / (year - start), 1.0)
    path: FloatArray = np.where(portion >= 1.0, target, level + (target - level) * portion)
    return np.where(years >= start, path, np.nan)


def geometric_path(level: float, target: float, start: int, year: int, years: FloatArray) -> FloatArray:
    r"""Return the way from a level to a target that loses the same share every year; it stays from the target year on.

    .. math:: E_y = E_s (T / E_s)^{(y - s) / (Y - s)}

    Parameters and result are those of :func:`linear_path`. Both ends are above 0; from a level of 0 there is no way.
    """
    if year <= start:
        return np.where(years >= year, target, np.nan)
    if level <= 0 or target <= 0:
        return np.where(years >= year, target, np.nan)
    portion = np.minimum((years - start) / (year - start), 1.0)
    path: FloatArray = np.where(portion >= 1.0, target, level * (target / level) ** portion)
    return np.where(years >= start, path, np.nan)


def annual_rate_path(level: float, cut: float, start: int, until: int | None, years: FloatArray) -> FloatArray:
    """Return the path of a yearly rate from its start year; after its last year it stays.

    Parameters
    ----------
    level, start
        Emissions [t] in the start year.
    cut
        Share less every year.
    until
        Last year of the rate; None goes on.
    years : ndarray, shape (year,)

    Returns
    -------
    ndarray, shape (year,) [t]
        NaN before the start year.
    """
    reached = years if until is None else np.minimum(years, until)
    return np.where(years >= start, constant_rate(level, cut, start, np.maximum(reached, start)), np.nan)
