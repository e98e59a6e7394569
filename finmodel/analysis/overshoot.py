"""Reductions beyond what their own sector emits, in one year, for any set of actions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.inventory import Part

if TYPE_CHECKING:
    from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap
    from finmodel.engine.arrays import BoolArray
    from finmodel.engine.undefined import FloatArray

__all__ = ["Overshoot", "overshoot_in_year"]


@dataclass(frozen=True)
class Overshoot:
    r"""By how much reductions exceed what their own sector, or what is not divided, emits in a year.

    .. math:: overshoot = \sum_p \max\Big(0, \sum_{i \in p} reductions_i - baseline_p\Big)

    The gap of the whole counts these tonnes against the emissions of other sectors: without them it is so much larger.
    It is :meth:`~finmodel.analysis.emissions_gap.EmissionsGap.overshoot` as a formula of what the actions do.

    Attributes
    ----------
    baselines : ndarray, shape (part,) [t]
        Reference path of each part whose path is known.
    members : ndarray, shape (part, action)
        Which actions belong to each part.
    """

    baselines: FloatArray
    members: BoolArray

    def of(self, reductions: FloatArray) -> float:
        """Return the tonnes that exceed, at least 0 [t].

        Parameters
        ----------
        reductions : ndarray, shape (action,) [t]
            What each action reduces in the year, net of what building emits.
        """
        return float(np.maximum(0.0, self.members @ reductions - self.baselines).sum()) + 0.0


def overshoot_in_year(gap: EmissionsGap, whole: EmissionCell, year: int) -> Overshoot:
    """Return the formula of a whole in a year.

    Parameters
    ----------
    gap
        Inventory, reference paths and actions.
    whole
        The whole of a perspective and gas.
    year
        Calendar year; outside the years of the gap nothing exceeds.
    """
    same = (whole.perspective, whole.gas)
    cells = [cell for cell in gap.cells if (cell.perspective, cell.gas) == same and cell.is_measured]
    parts = [cell for cell in cells if cell.part is not Part.WHOLE]
    measured = {cell.sector for cell in parts if cell.part is Part.SECTOR}
    sectors = [action.sector for action in gap.contributions.actions]
    baselines: list[float] = []
    members: list[list[bool]] = []
    for cell in parts or [whole]:
        baseline = cell.at(cell.baseline, year)
        if baseline is None:
            continue
        baselines.append(baseline)
        if cell.part is Part.SECTOR:
            members.append([name == cell.sector for name in sectors])
        else:
            members.append([cell.part is Part.WHOLE or name not in measured for name in sectors])
    return Overshoot(np.array(baselines), np.array(members, dtype=bool).reshape(len(baselines), len(sectors)))
