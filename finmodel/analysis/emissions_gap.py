"""The emissions gap: reference path less what the actions do, against the targets, by perspective and sector."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.inventory import Measure, Part, measures_of
from finmodel.analysis.reference_paths import Path, ReferencePaths
from finmodel.analysis.target_paths import TargetInTonnes, target_in_tonnes
from finmodel.engine.contributions import Contributions, Tonnes
from finmodel.engine.undefined import Reason
from finmodel.model.emission_enums import Gas, TargetKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from finmodel.analysis.inventory import History
    from finmodel.engine.arrays import BoolArray
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.emission_enums import EmissionPerspective
    from finmodel.model.plan import Plan

__all__ = ["EmissionCell", "EmissionsGap", "TargetGap", "by_year", "emissions_gap"]


def by_year(years: tuple[int, ...], values: FloatArray) -> dict[str, float | None]:
    """Return amounts by year for JSON, None where they are not known."""
    pairs = zip(years, values.tolist(), strict=True)
    return {str(year): None if np.isnan(value) else value + 0.0 for year, value in pairs}


def _at(years: tuple[int, ...], values: FloatArray, year: int | None) -> float | None:
    if year is None or year not in years or np.isnan(values[years.index(year)]):
        return None
    return float(values[years.index(year)]) + 0.0


@dataclass(frozen=True)
class TargetGap:
    """One target, and how far the plan is from it.

    Attributes
    ----------
    target
        What it asks for.
    removals : ndarray, shape (year,) [t]
        Removals that count for it.
    gap
        Tonnes a year that are missing (> 0: short).
    """

    target: TargetInTonnes
    removals: FloatArray
    gap: Path


@dataclass(frozen=True)
class EmissionCell:
    """The whole, a sector or the rest of one perspective in one gas.

    Attributes
    ----------
    perspective, gas, part, sector
        What it is about; the sector's id where it is one.
    is_measured
        Whether the sector has an inventory or a reference path of its own: only such sectors are summed with the rest.
    years
        Calendar years of the arrays.
    history
        The inventory [t].
    baseline
        Reference path [t].
    reductions, removals : ndarray, shape (year,) [t]
        What the actions reduce net of what building emits, after overlap, and what they remove.
    targets
        Its targets in the order of their ids; budgets are apart.
    n_quantified, missing
        How many of the actions that count here have known tonnes, and the ids of the others.
    measured
        Ids of those that work in a year of the inventory already: their effect of that year is in it, and is taken off
        the reference path once more unless that leaves it out.
    """

    perspective: EmissionPerspective
    gas: Gas
    part: Part
    sector: str | None
    is_measured: bool
    years: tuple[int, ...]
    history: History
    baseline: Path
    reductions: FloatArray
    removals: FloatArray
    targets: tuple[TargetGap, ...]
    n_quantified: int
    missing: tuple[str, ...]
    measured: tuple[str, ...]

    @property
    def last_known(self) -> int | None:
        """The last inventory year."""
        return max(self.history, default=None)

    @property
    def planned(self) -> Path:
        """Emissions with the plan: the reference path less the reductions; removals are beside."""
        return Path(self.baseline.values - self.reductions, self.baseline.reason)

    @property
    def overshoot(self) -> FloatArray:
        """Reductions beyond what is emitted, shape (year,) [t]: they cannot all be of these emissions."""
        return np.maximum(0.0, -np.nan_to_num(self.planned.values))

    @cached_property
    def _strictest(self) -> tuple[FloatArray, FloatArray, FloatArray, tuple[str | None, ...]]:
        """Target, counted removals, gap and the target's id by year: of the target that leaves the largest gap."""
        n = len(self.years)
        target, removals, gap = (np.full(n, np.nan) for _ in range(3))
        names: list[str | None] = [None] * n
        for place in range(n):
            known = [item for item in self.targets if not np.isnan(item.gap.values[place])]
            if known:
                worst = max(known, key=lambda item: item.gap.values[place])
                removals[place], gap[place] = worst.removals[place], worst.gap.values[place]
            else:
                known = [item for item in self.targets if not np.isnan(item.target.path.values[place])]
                if not known:
                    continue
                worst = min(known, key=lambda item: item.target.path.values[place])
            target[place], names[place] = worst.target.path.values[place], worst.target.row.id
        return target, removals, gap, tuple(names)

    @property
    def target(self) -> Path:
        """What the targets allow together: in each year that of the target with the largest gap."""
        return self._together(self._strictest[0], [item.target.path for item in self.targets])

    @property
    def counted_removals(self) -> FloatArray:
        """Removals that count for the target of the year, shape (year,) [t]; NaN where there is no gap."""
        return self._strictest[1]

    @property
    def gap(self) -> Path:
        """The largest gap of the year [t]."""
        return self._together(self._strictest[2], [item.gap for item in self.targets])

    @staticmethod
    def _together(values: FloatArray, paths: Sequence[Path]) -> Path:
        if not np.isnan(values).any():
            return Path(values)
        reasons = [path.reason for path in paths if path.reason is not Reason.DEFINED]
        return Path(values, (reasons or [Reason.NO_TARGET])[0])

    @property
    def binding(self) -> tuple[str | None, ...]:
        """Id of the target that counts in each year."""
        return self._strictest[3]

    def at(self, path: Path | FloatArray, year: int | None) -> float | None:
        """Return a path's value in a year; None where it is not known or the year is not there."""
        return _at(self.years, path.values if isinstance(path, Path) else path, year)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        paths = {"baseline": self.baseline, "target": self.target, "gap": self.gap, "planned": self.planned}
        return {
            "perspective": str(self.perspective),
            "gas": str(self.gas),
            "part": str(self.part),
            "sector": self.sector,
            "is_measured": self.is_measured,
            "last_known_year": self.last_known,
            "history": {str(year): tonnes for year, tonnes in sorted(self.history.items())},
            "abatement": by_year(self.years, self.reductions),
            "removals": by_year(self.years, self.removals),
            "removals_counted": by_year(self.years, self.counted_removals),
            **{name: by_year(self.years, path.values) for name, path in paths.items()},
            "overshoot": by_year(self.years, self.overshoot),
            "binding_target": dict(zip(map(str, self.years), self.binding, strict=True)),
            "targets": [self._target_to_dict(item) for item in self.targets],
            "quantified": {"n": self.n_quantified, "of": self.n_quantified + len(self.missing)},
            "not_quantified": list(self.missing),
            "in_inventory_already": list(self.measured),
            "undefined": {name: path.reason.key for name, path in paths.items() if np.isnan(path.values).any()},
        }

    def _target_to_dict(self, item: TargetGap) -> dict[str, Any]:
        row, target = item.target.row, item.target
        lacking = {"path": target.path, "gap": item.gap}
        return {
            "id": row.id,
            "name": row.name,
            "kind": str(row.kind),
            "base_year": row.base_year,
            "year": row.year,
            "base": target.base,
            "level": target.level,
            "reduction": target.reduction,
            "stated_tonnes": row.stated_tonnes,
            "stated_tonnes_difference": target.stated_difference,
            "stated_reduction": row.stated_reduction,
            "stated_reduction_difference": target.stated_reduction_difference,
            "illustrative": row.illustrative,
            "path": by_year(self.years, target.path.values),
            "share_of_base": by_year(self.years, target.share),
            "removals_counted": by_year(self.years, item.removals),
            "gap": by_year(self.years, item.gap.values),
            "gap_in_target_year": self.at(item.gap, row.year),
            "undefined": {name: path.reason.key for name, path in lacking.items() if np.isnan(path.values).any()},
        }


@dataclass(frozen=True)
class EmissionsGap:
    """Inventory, reference paths, actions and targets of a plan.

    Attributes
    ----------
    plan
        The plan.
    years
        From the first year of the plan, or the last known year of an inventory that ends before it, to the last.
    contributions
        What any set of the actions does.
    chosen
        Ids of the actions that are counted.
    tonnes
        What they do, shape (action, plan year).
    """

    plan: Plan
    years: tuple[int, ...]
    contributions: Contributions
    chosen: frozenset[str]
    tonnes: Tonnes

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The inventories, those that targets speak of first."""
        aimed = {(row.perspective, row.gas) for row in self.plan.targets}
        return tuple(sorted(measures_of(self.plan), key=lambda item: (item.perspective, item.gas) not in aimed))

    @cached_property
    def cells(self) -> tuple[EmissionCell, ...]:
        """Every whole, followed by its sectors and the rest."""
        return tuple(cell for measure in self.measures for cell in self._cells(measure))

    def cell(
        self, perspective: str, gas: str, part: Part = Part.WHOLE, sector: str | None = None
    ) -> EmissionCell | None:
        """Return a cell; None where nothing speaks of it."""
        key = (perspective, gas, part, sector)
        return next((c for c in self.cells if (c.perspective, c.gas, c.part, c.sector) == key), None)

    @property
    def wholes(self) -> tuple[EmissionCell, ...]:
        """The cells of the whole municipality, one per perspective and gas."""
        return tuple(cell for cell in self.cells if cell.part is Part.WHOLE)

    def overshoot(self, whole: EmissionCell) -> FloatArray:
        """Return by how much the reductions exceed the emissions of their own sector or rest, shape (year,) [t].

        The whole's gap counts these tonnes against the emissions of other sectors: without them it is so much larger.
        """
        same = (whole.perspective, whole.gas)
        parts = [cell for cell in self.cells if (cell.perspective, cell.gas) == same and cell.is_measured]
        divided = [cell for cell in parts if cell.part is not Part.WHOLE]
        return np.asarray(sum((cell.overshoot for cell in divided or [whole]), np.zeros(len(self.years))))

    def weights(self, perspective: EmissionPerspective, gas: Gas) -> tuple[FloatArray, FloatArray]:
        """Return how much of each action's reductions and removals counts in a measure, shape (action,) each."""
        works = [perspective in action.perspectives for action in self.contributions.actions]
        of_gas = [action.co2_share if gas is Gas.CO2 else 1.0 for action in self.contributions.actions]
        return np.array(works, dtype=np.float64) * np.array(of_gas), np.array(works, dtype=np.float64)

    def on_axis(self, path: FloatArray) -> FloatArray:
        """Return a path of the plan's years on the axis of the gap: 0 before the first year of the plan."""
        before = len(self.years) - path.shape[-1]
        return np.concatenate([np.zeros((*path.shape[:-1], before)), path], axis=-1)

    def _cells(self, measure: Measure) -> list[EmissionCell]:
        years = np.array(self.years, dtype=np.float64)
        paths = ReferencePaths(self.plan, measure, years)
        same = (measure.perspective, measure.gas)
        rows = [row for row in self.plan.targets if (row.perspective, row.gas) == same]
        sectors = {*paths.sectors, *(row.sector for row in rows if row.sector is not None)}
        parts: list[tuple[Part, str | None]] = [(Part.WHOLE, None), *((Part.SECTOR, name) for name in sorted(sectors))]
        if paths.sectors:
            parts.append((Part.REST, None))
        found = []
        for part, sector in parts:
            is_measured = part is not Part.SECTOR or sector in paths.sectors
            baseline = (
                paths.of(part, sector) if is_measured else Path.unknown(years, Reason.NO_INVENTORY)
            )  # fmt: skip
            mine = self._mine(part, sector, paths.sectors)
            reductions, removals = self._done(measure, mine)
            counts = mine & np.array([action.id in self.chosen for action in self.contributions.actions], dtype=bool)
            counts &= self.weights(measure.perspective, measure.gas)[1] > 0
            lacking = np.flatnonzero(counts & ~self.contributions.is_quantified)
            of_part = [row for row in rows if row.sector == sector and part is not Part.REST]
            found.append(
                EmissionCell(
                    *(measure.perspective, measure.gas, part, sector, is_measured, self.years),
                    history=measure.history(part, sector),
                    baseline=baseline,
                    reductions=reductions,
                    removals=removals,
                    targets=tuple(
                        _gap_to(target_in_tonnes(self.plan, row, measure, years), baseline, reductions, removals)
                        for row in sorted(of_part, key=lambda row: row.id)
                        if row.kind is not TargetKind.BUDGET
                    ),
                    n_quantified=int(counts.sum()) - len(lacking),
                    missing=tuple(self.contributions.actions[place].id for place in lacking),
                    measured=self._measured(counts, measure.history(part, sector)),
                )
            )
        return found

    def _mine(self, part: Part, sector: str | None, measured: Collection[str]) -> BoolArray:
        """Return which actions belong to a part; those without a measured sector belong to the rest."""
        names = [action.sector for action in self.contributions.actions]
        if part is Part.WHOLE:
            return np.ones(len(names), dtype=bool)
        if part is Part.SECTOR:
            return np.array([name == sector for name in names], dtype=bool)
        return np.array([name not in measured for name in names], dtype=bool)

    def _measured(self, counts: BoolArray, history: History) -> tuple[str, ...]:
        """Return the ids of the actions that work in a year of the inventory."""
        last, first = max(history, default=None), self.plan.settings.first_year
        if last is None or last < first:
            return ()
        does = (self.tonnes.reductions != 0) | (self.tonnes.removals != 0)
        working = does[:, : last - first + 1].any(axis=1)
        return tuple(self.contributions.actions[place].id for place in np.flatnonzero(counts & working))

    def _done(self, measure: Measure, mine: BoolArray) -> tuple[FloatArray, FloatArray]:
        reduced, removed = self.weights(measure.perspective, measure.gas)
        net = self.tonnes.reductions - self.tonnes.upfront
        reductions, removals = (reduced * mine) @ net, (removed * mine) @ self.tonnes.removals
        return self.on_axis(reductions), self.on_axis(removals)


def _gap_to(target: TargetInTonnes, baseline: Path, reductions: FloatArray, removals: FloatArray) -> TargetGap:
    share = target.row.counted_removals
    lacks_base = share > 0 and target.base is None and target.row.base_year is not None
    limit = share * (target.base or 0.0)
    counted = np.minimum(removals, limit)
    gap = baseline.values - reductions - counted - target.path.values
    if lacks_base:
        gap = np.full(len(gap), np.nan)
    reason = Reason.DEFINED
    if np.isnan(gap).any():
        candidates = [Reason.NO_BASE_INVENTORY] if lacks_base else []
        candidates += [path.reason for path in (target.path, baseline) if path.reason is not Reason.DEFINED]
        reason = candidates[0] if candidates else Reason.ABSENT_INPUT
    return TargetGap(target, counted, Path(gap, reason))


def emissions_gap(plan: Plan, chosen: Collection[str] | None = None) -> EmissionsGap:
    r"""Return inventory, reference paths, actions, targets and gaps of a plan.

    .. math:: gap_y = baseline_y - reductions_y - \min(removals_y, u \cdot base) - target_y

    Reductions are after overlap and net of what building emits. A gap above 0 is short of the target.

    Parameters
    ----------
    plan
        A valid plan.
    chosen
        Ids of the actions to count; None takes those that count in the plan.

    Returns
    -------
    EmissionsGap
        By perspective, gas and sector; what is not known is NaN with its reason.
    """
    contributions = Contributions(plan)
    ids = contributions.counted if chosen is None else frozenset(chosen)
    known = [
        max(history)
        for measure in measures_of(plan)
        for history in (measure.whole, *measure.by_sector.values())
        if history
    ]
    first = min([plan.settings.first_year, *known])
    years = tuple(range(first, plan.settings.last_year + 1))
    return EmissionsGap(plan, years, contributions, ids, contributions.of(ids))
