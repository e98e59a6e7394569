"""The gap of a year part by part: base, reference path, plan, residual, removals and target of sectors and whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from finmodel.analysis.inventory import Part
from finmodel.analysis.outcome import Outcome
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap
    from finmodel.analysis.reference_paths import Path
    from finmodel.model.emissions import Target

__all__ = ["PartGap", "in_year", "missing_share", "part_gaps"]


@dataclass(frozen=True, slots=True)
class PartGap:
    """A part of a measure in a year [t].

    Attributes
    ----------
    cell
        The whole, a sector or the rest.
    target_row
        The target that counts in the year; None where none is known.
    base_year
        Base year of that target, else that of the whole's; None where neither has one.
    base
        Inventory of the base year.
    baseline, reductions, residual
        Reference path, what the actions take off it net of what building emits, and what is left.
    removals
        Removals that count for the target; all where there is no gap to count them in.
    target, gap
        What the target allows, and what is missing to it (> 0: short).
    """

    cell: EmissionCell
    target_row: Target | None
    base_year: int | None
    base: Outcome
    baseline: Outcome
    reductions: Outcome
    residual: Outcome
    removals: Outcome
    target: Outcome
    gap: Outcome


def in_year(cell: EmissionCell, path: Path, year: int) -> Outcome:
    """Return a path's value in a year, or why it is not known."""
    value = cell.at(path, year)
    if value is not None:
        return Outcome(value)
    return Outcome(None, (path.reason if path.reason is not Reason.DEFINED else Reason.ABSENT_INPUT).key)


def part_gaps(gap: EmissionsGap, whole: EmissionCell, year: int) -> tuple[PartGap, ...]:
    """Return every part of a measure in a year: the sectors, the rest, and last the whole.

    Sectors without an inventory and a reference path of their own are there with the reasons; they are in no sum.

    Parameters
    ----------
    gap
        The plan's gap.
    whole
        The whole of the measure.
    year
        Calendar year.
    """
    same = (whole.perspective, whole.gas)
    parts = [cell for cell in gap.cells if (cell.perspective, cell.gas) == same and cell.part is not Part.WHOLE]
    return tuple(_part(cell, whole, year) for cell in (*parts, whole))


def _part(cell: EmissionCell, whole: EmissionCell, year: int) -> PartGap:
    row = _binding(cell, year)
    of_whole = _binding(whole, year)
    base_year = next((item.base_year for item in (row, of_whole) if item is not None and item.base_year), None)
    base = None if base_year is None else cell.history.get(base_year)
    baseline = in_year(cell, cell.baseline, year)
    counted = cell.at(cell.counted_removals, year)
    removed = cell.at(cell.removals, year) if counted is None else counted
    reduced = cell.at(cell.reductions, year)
    return PartGap(
        cell=cell,
        target_row=row,
        base_year=base_year,
        base=Outcome(base) if base is not None else Outcome(None, Reason.NO_BASE_INVENTORY.key),
        baseline=baseline,
        reductions=_known(reduced),
        residual=in_year(cell, cell.planned, year),
        removals=_known(removed),
        target=in_year(cell, cell.target, year),
        gap=in_year(cell, cell.gap, year),
    )


def _known(value: float | None) -> Outcome:
    return Outcome(value) if value is not None else Outcome(None, Reason.ABSENT_INPUT.key)


def _binding(cell: EmissionCell, year: int) -> Target | None:
    name = cell.binding[cell.years.index(year)] if year in cell.years else None
    return next((item.target.row for item in cell.targets if item.target.row.id == name), None)


def missing_share(part: PartGap) -> Outcome:
    r"""Return the share of the cut that the target asks of the reference path which the plan leaves undone.

    .. math:: \frac{gap}{baseline - target}

    Parameters
    ----------
    part
        A part in a year.

    Returns
    -------
    Outcome
        Undefined for the gap's own reason, and ``no_gap`` where nothing is missing or nothing was asked for.
    """
    if part.gap.value is None:
        return part.gap
    asked = (part.baseline.value or 0.0) - (part.target.value or 0.0)
    if part.gap.value <= 0 or asked <= 0:
        return Outcome(None, Reason.NO_GAP.key)
    return Outcome(part.gap.value / asked)
