"""Carbon budgets of a plan: used, left, run out when, and the yearly cut that would hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.inventory import Part
from finmodel.engine.carbon_budget import RunOut, RunOutKind, needed_cut, run_out
from finmodel.engine.undefined import Reason
from finmodel.model.emission_enums import TargetKind

if TYPE_CHECKING:
    from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap
    from finmodel.model.emissions import Target

__all__ = ["CarbonBudget", "carbon_budgets"]


@dataclass(frozen=True)
class CarbonBudget:
    """A budget and its use. Years count whole; used + left = budget.

    Attributes
    ----------
    row
        The budget as stated.
    cell
        What it is held against; None where there is no inventory, reference path or other target of its measure.
    used
        Tonnes used in the years that are known [t]: by the inventory where it has every year and goes at least as far
        as what is stated, else as stated.
    used_until
        Last year that is used; None where nothing is known.
    is_stated
        Whether ``used`` is the share that the source states.
    inventory_used
        Tonnes by the inventory up to ``used_until`` of the stated share; None where a year lacks.
    first_open, level
        First year that is not used yet, and what the plan emits in it [t].
    runs_out
        When it runs out on the planned path, removals not counted.
    yearly_cut
        Constant cut from ``first_open`` on that would hold it [fraction a year].
    reason
        Why use, level or cut is not known.
    """

    row: Target
    cell: EmissionCell | None
    used: float | None
    used_until: int | None
    is_stated: bool
    inventory_used: float | None
    first_open: int | None
    level: float | None
    runs_out: RunOut
    yearly_cut: float | None
    reason: Reason

    @property
    def total(self) -> float:
        """The whole budget [t]."""
        return self.row.tonnes or 0.0

    @property
    def left(self) -> float | None:
        """What is left on 1 January of the first open year [t]; below 0 it is overdrawn."""
        return None if self.used is None else self.total - self.used

    @property
    def used_share(self) -> float | None:
        """Share that is used; None where the use is not known, or the budget is 0."""
        return self.used / self.total if self.used is not None and self.total > 0 else None

    @property
    def stated_difference(self) -> float | None:
        """What the source states as used, less the inventory of the same years [t]; None where one is missing."""
        if self.row.used_share is None or self.inventory_used is None:
            return None
        return self.row.used_share * self.total - self.inventory_used

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "id": self.row.id,
            "name": self.row.name,
            "perspective": str(self.row.perspective),
            "gas": str(self.row.gas),
            "sector": self.row.sector,
            "illustrative": self.row.illustrative,
            "first_year": self.row.base_year,
            "budget": self.total,
            "used": self.used,
            "used_share": self.used_share,
            "used_until": self.used_until,
            "used_is_stated": self.is_stated,
            "inventory_used": self.inventory_used,
            "stated_difference": self.stated_difference,
            "left": self.left,
            "first_open_year": self.first_open,
            "level": self.level,
            "runs_out": self.runs_out.date,
            "runs_out_kind": str(self.runs_out.kind),
            "yearly_cut": self.yearly_cut,
            "undefined": None if self.reason is Reason.DEFINED else self.reason.key,
        }


def carbon_budgets(gap: EmissionsGap) -> tuple[CarbonBudget, ...]:
    """Return every carbon budget of a plan, in the order of their ids.

    Parameters
    ----------
    gap
        The plan's inventory and planned path.
    """
    rows = [row for row in gap.plan.targets if row.kind is TargetKind.BUDGET]
    return tuple(_budget(row, gap) for row in sorted(rows, key=lambda row: row.id))


def _budget(row: Target, gap: EmissionsGap) -> CarbonBudget:
    part = Part.WHOLE if row.sector is None else Part.SECTOR
    cell = gap.cell(row.perspective, row.gas, part, row.sector)
    history = {} if cell is None else cell.history
    start, total = row.base_year or 0, row.tonnes or 0.0
    last = max((year for year in history if year >= start), default=None)
    by_inventory = None if last is None else _sum(history, start, last)
    until, used, is_stated = last, by_inventory, False
    # Who knows more years is believed; what both know is compared.
    reaches_further = row.used_until is not None and (last is None or row.used_until > last or used is None)
    if reaches_further and row.used_share is not None and row.used_until is not None:
        used, until, is_stated = row.used_share * total, row.used_until, True
    compared = None if row.used_until is None else _sum(history, start, row.used_until)
    if used is None and (history and max(history) < start):
        # Nothing of it is used in the years that are known: it opens with its first year.
        used, until = 0.0, start - 1
    if used is None or until is None:
        unknown = RunOut(RunOutKind.UNKNOWN)
        none = Reason.NO_BASE_INVENTORY
        return CarbonBudget(row, cell, None, None, is_stated, compared, None, None, unknown, None, none)
    first, left = until + 1, total - used
    # What is measured stands as it is, also before the axis; then the planned path.
    planned = {} if cell is None else dict(zip(cell.years, cell.planned.values.tolist(), strict=True))
    ahead = [(planned | history).get(year, np.nan) for year in range(first, gap.years[-1] + 1)]
    runs_out = run_out(left, np.arange(float(first), first + len(ahead)), np.array(ahead))
    level = ahead[0] if ahead else np.nan
    cut, reason = None, Reason.DEFINED
    if left <= 0:
        reason = Reason.BUDGET_SPENT
    elif not ahead:
        reason = Reason.AFTER_LAST_YEAR
    elif np.isnan(level):
        reason = Reason.NO_BASE_INVENTORY if cell is None else cell.baseline.reason
        # A year that lacks before the axis is no fault of the path on it.
        reason = Reason.ABSENT_INPUT if reason is Reason.DEFINED else reason
    else:
        cut = needed_cut(max(level, 0.0), left)
    known = None if np.isnan(level) else level
    return CarbonBudget(row, cell, used, until, is_stated, compared, first, known, runs_out, cut, reason)


def _sum(history: dict[int, float], start: int, until: int) -> float | None:
    """Return the tonnes of the years from one to another, both included; None where a year lacks."""
    years = range(start, until + 1)
    if not years or any(year not in history for year in years):
        return None
    return float(sum(history[year] for year in years))
