"""Targets in tonnes by year: base, level, the way to it, and the same in percent where the base is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.inventory import Part, inhabitants
from finmodel.analysis.reference_paths import Path
from finmodel.engine.emission_paths import annual_rate_path, geometric_path, linear_path
from finmodel.engine.undefined import Reason
from finmodel.model.emission_enums import TargetKind, TargetPath

if TYPE_CHECKING:
    from finmodel.analysis.inventory import History, Measure
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.emissions import Target
    from finmodel.model.plan import Plan

__all__ = ["TargetInTonnes", "target_in_tonnes"]


@dataclass(frozen=True)
class TargetInTonnes:
    """What a target asks for.

    Attributes
    ----------
    row
        The target as stated.
    base
        Emissions of its base year [t]; None where it has none, or where the inventory has not.
    level
        Emissions in the target year [t]; None where it is not known. Of a budget, None.
    path
        Tonnes by year that it allows; all unknown for a budget.
    share : ndarray, shape (year,)
        The way as a share of the base year, also where the base is not known; NaN where the target says none.
    reduction
        Total cut below the base by the target year; None where the target says none.
    """

    row: Target
    base: float | None
    level: float | None
    path: Path
    share: FloatArray
    reduction: float | None

    @property
    def stated_difference(self) -> float | None:
        """Tonnes that the source prints less the tonnes that its own words give; None where one is missing."""
        if self.row.stated_tonnes is None or self.level is None:
            return None
        return self.row.stated_tonnes - self.level

    @property
    def stated_reduction_difference(self) -> float | None:
        """Total cut that the source prints less the cut that its own words give; None where one is missing."""
        if self.row.stated_reduction is None or self.reduction is None:
            return None
        return self.row.stated_reduction - self.reduction


def target_in_tonnes(plan: Plan, row: Target, measure: Measure, years: FloatArray) -> TargetInTonnes:
    """Return what a target allows by year.

    Parameters
    ----------
    plan
        Population.
    row
        The target.
    measure
        The inventory of its perspective and gas.
    years : ndarray, shape (year,)
        Calendar years.
    """
    history = measure.history(Part.WHOLE if row.sector is None else Part.SECTOR, row.sector)
    base = None if row.base_year is None else history.get(row.base_year)
    share, reduction = _in_percent(row, history, base, years)
    level, reason = _level(plan, row, base)
    if row.kind is TargetKind.ANNUAL_RATE:
        path = _of_rate(row, base, years)
    elif level is None:
        path = Path.unknown(years, reason)
    else:
        path = _way(row, history, level, years)
    if level is not None and base is not None and base > 0:
        reduction = 1.0 - level / base
    return TargetInTonnes(row, base, level, path, share, reduction)


def _level(plan: Plan, row: Target, base: float | None) -> tuple[float | None, Reason]:
    """Return the tonnes of the target year, or why they are not known."""
    if row.kind in (TargetKind.ABSOLUTE, TargetKind.NET_ZERO):
        return (0.0 if row.kind is TargetKind.NET_ZERO else row.tonnes), Reason.DEFINED
    if row.kind is TargetKind.BUDGET:
        return None, Reason.NO_TARGET
    if row.kind is TargetKind.PER_CAPITA:
        people = None if row.year is None else inhabitants(plan, row.year)
        if people is None or row.tonnes_per_inhabitant is None:
            return None, Reason.NO_POPULATION
        return row.tonnes_per_inhabitant * people, Reason.DEFINED
    return _below_base(row, base)


def _below_base(row: Target, base: float | None) -> tuple[float | None, Reason]:
    if row.base_year is None:
        return None, Reason.NO_START_YEAR
    if base is None or row.reduction is None:
        return None, Reason.NO_BASE_INVENTORY
    if row.kind is TargetKind.PERCENT_VS_BASE:
        return base * (1.0 - row.reduction), Reason.DEFINED
    # A rate without a last year goes on: it has no level of its own.
    level = None if row.year is None else base * (1.0 - row.reduction) ** (row.year - row.base_year)
    return level, Reason.DEFINED


def _of_rate(row: Target, base: float | None, years: FloatArray) -> Path:
    if row.base_year is None:
        return Path.unknown(years, Reason.NO_START_YEAR)
    if base is None or row.reduction is None:
        return Path.unknown(years, Reason.NO_BASE_INVENTORY)
    return _path(annual_rate_path(base, row.reduction, row.base_year, row.year, years), years, row.base_year)


def _way(row: Target, history: History, level: float, years: FloatArray) -> Path:
    """Return the way from the last known year to the level of the target year."""
    last = max(history, default=None)
    if last is None or row.year is None:
        # Without an inventory there is nothing to start from; the target year itself still says how much.
        known = np.where(years >= (row.year or np.inf), level, np.nan)
        return Path(known, Reason.NO_INVENTORY if np.isnan(known).any() else Reason.DEFINED)
    way = geometric_path if row.path is TargetPath.GEOMETRIC else linear_path
    return _path(way(history[last], level, last, row.year, years), years, min(last, row.year))


def _path(values: FloatArray, years: FloatArray, start: int) -> Path:
    return Path(values, Reason.ABSENT_INPUT if np.isnan(values).any() or (years < start).any() else Reason.DEFINED)


def _in_percent(
    row: Target, history: History, base: float | None, years: FloatArray
) -> tuple[FloatArray, float | None]:
    """Return the way as a share of the base year: from the base year itself where the inventory does not say more."""
    nothing = np.full(len(years), np.nan)
    if row.kind is TargetKind.ANNUAL_RATE:
        if row.reduction is None or row.base_year is None:
            return nothing, None
        total = None if row.year is None else 1.0 - (1.0 - row.reduction) ** (row.year - row.base_year)
        return annual_rate_path(1.0, row.reduction, row.base_year, row.year, years), total
    goal = {TargetKind.PERCENT_VS_BASE: row.reduction, TargetKind.NET_ZERO: 1.0}.get(row.kind)
    if goal is None or row.base_year is None or row.year is None:
        return nothing, None
    way = geometric_path if row.path is TargetPath.GEOMETRIC else linear_path
    last = max(history, default=None)
    if base is not None and base > 0 and last is not None:
        return way(history[last] / base, 1.0 - goal, last, row.year, years), goal
    return way(1.0, 1.0 - goal, row.base_year, row.year, years), goal
