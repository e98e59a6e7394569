"""What of an emissions gap rests on figures that are from no source: inventory, reference path or target."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from finmodel.analysis.inventory import Part

if TYPE_CHECKING:
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.model.plan import Plan

__all__ = ["GapInput", "illustrative_inputs"]


class GapInput(StrEnum):
    """What a gap is computed from, beside the actions."""

    INVENTORY = "inventory"
    BASELINE = "baseline"
    TARGET = "target"


def illustrative_inputs(plan: Plan, cell: EmissionCell) -> tuple[GapInput, ...]:
    """Return which inputs of a part have an illustrative row.

    Parameters
    ----------
    plan
        The plan.
    cell
        The whole, whose every row counts, as those of the rest do; or a sector: its own rows, and the reference path
        of the rows without sector where it has none of its own.
    """
    same = (cell.perspective, cell.gas)
    inventory = [row for row in plan.emissions if (row.perspective, row.gas) == same]
    baselines = [row for row in plan.baselines if (row.perspective, row.gas) == same]
    if cell.part is Part.SECTOR:
        inventory = [row for row in inventory if row.sector == cell.sector]
        own = [row for row in baselines if row.sector == cell.sector]
        baselines = own or [row for row in baselines if row.sector is None]
    found = {
        GapInput.INVENTORY: any(row.illustrative for row in inventory),
        GapInput.BASELINE: any(row.illustrative for row in baselines),
        GapInput.TARGET: any(item.target.row.illustrative for item in cell.targets),
    }
    return tuple(name for name, is_there in found.items() if is_there)
