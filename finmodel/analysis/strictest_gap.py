"""The emissions gap of one part in one year, as a formula of what the actions do: the strictest target counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.payback import ROUNDING
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from finmodel.analysis.emissions_gap import EmissionCell

__all__ = ["StrictestGap", "strictest_gap"]


@dataclass(frozen=True)
class StrictestGap:
    r"""What is missing in a year, for any reductions and removals.

    .. math:: gap = \max_t \big(baseline - reductions - \min(removals, limit_t) - target_t\big)

    The arithmetic is that of :func:`~finmodel.analysis.emissions_gap.emissions_gap`, step by step, so that the same
    tonnes give the same gap.

    Attributes
    ----------
    baseline
        Reference path of the year [t].
    targets
        What each target allows [t], the removals that count for it at most [t], and its id.
    """

    baseline: float
    targets: tuple[tuple[float, float, str], ...]

    def of(self, reductions: float, removals: float) -> float:
        """Return the gap [t]: above 0 is short of the target.

        Parameters
        ----------
        reductions
            What the actions reduce in the year, net of what building emits [t].
        removals
            What they remove [t].
        """
        return max(
            self.baseline - reductions - min(removals, limit) - allowed for allowed, limit, _ in self.targets
        )  # fmt: skip

    @property
    def noise(self) -> float:
        """Tonnes that are no more than what rounding leaves of such sums."""
        return ROUNDING * (abs(self.baseline) + max(abs(allowed) for allowed, _, _ in self.targets))


def strictest_gap(cell: EmissionCell | None, year: int) -> StrictestGap | Reason:
    """Return the formula of a year's gap, or why there is none.

    Parameters
    ----------
    cell
        A part of a measure; None where nothing speaks of it.
    year
        Calendar year.
    """
    if cell is None:
        return Reason.NO_TARGET
    if year > cell.years[-1]:
        return Reason.AFTER_LAST_YEAR
    if year not in cell.years:
        return Reason.ABSENT_INPUT
    place = cell.years.index(year)
    known = [item for item in cell.targets if not np.isnan(item.gap.values[place])]
    if not known:
        reason = cell.gap.reason
        return reason if reason is not Reason.DEFINED else Reason.ABSENT_INPUT
    return StrictestGap(
        baseline=float(cell.baseline.values[place]),
        targets=tuple(
            (
                float(item.target.path.values[place]),
                item.target.row.counted_removals * (item.target.base or 0.0),
                item.target.row.id,
            )
            for item in known
        ),
    )
