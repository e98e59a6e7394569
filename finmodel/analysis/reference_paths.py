"""Reference paths (referensbanor): the inventory as far as it goes, then the way that it takes without the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.inventory import Part
from finmodel.engine.emission_paths import carrier_driven, constant_rate, explicit_path, linear_trend
from finmodel.engine.undefined import Reason
from finmodel.model.emission_enums import BaselineKind

if TYPE_CHECKING:
    from finmodel.analysis.inventory import History, Measure
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.emissions import Baseline
    from finmodel.model.plan import Plan

__all__ = ["Path", "ReferencePaths"]

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Path:
    """Tonnes by year.

    Attributes
    ----------
    values : ndarray, shape (year,) [t]
        NaN where it is not known.
    reason
        Why it is not known in those years; ``DEFINED`` where every year is.
    """

    values: FloatArray
    reason: Reason = Reason.DEFINED

    @classmethod
    def unknown(cls, years: FloatArray, reason: Reason) -> Path:
        """Return a path of which nothing is known."""
        return cls(np.full(len(years), np.nan), reason)

    def minus(self, other: Path) -> Path:
        """Return the difference, 0 where only rounding is left of it."""
        left = self.values - other.values
        size = np.abs(self.values) + np.abs(other.values)
        reason = self.reason if self.reason is not Reason.DEFINED else other.reason
        return Path(np.where(np.abs(left) <= _ROUNDING * size, 0.0, left), reason)

    def plus(self, other: Path) -> Path:
        """Return the sum."""
        return Path(self.values + other.values, self.reason if self.reason is not Reason.DEFINED else other.reason)


@dataclass(frozen=True)
class ReferencePaths:
    """The reference paths of one measure: sectors + rest = whole, by construction.

    The row without sector holds for every sector that has none of its own. The whole is its method on the whole's
    history, corrected by what the sectors with rows of their own do otherwise; an explicit row without sector is the
    whole itself; without such a row the whole is the sum of its sectors.

    Attributes
    ----------
    plan, measure
        The plan, and the inventory that the paths go on from.
    years : ndarray, shape (year,)
        Calendar years of the paths.
    """

    plan: Plan
    measure: Measure
    years: FloatArray

    @property
    def rows(self) -> dict[str | None, Baseline]:
        """Rows of this measure by sector; None is the row without one."""
        same = (self.measure.perspective, self.measure.gas)
        return {row.sector: row for row in self.plan.baselines if (row.perspective, row.gas) == same}

    @property
    def sectors(self) -> tuple[str, ...]:
        """Sectors that have an inventory or a row of their own."""
        return tuple(sorted({*self.measure.by_sector, *(name for name in self.rows if name is not None)}))

    def whole(self) -> Path:
        """Return the path of the whole."""
        rows, history = self.rows, self.measure.whole
        default = rows.get(None)
        own = [name for name in self.sectors if name in rows]
        if default is not None:
            path = self._continued(default, history)
            if default.kind is BaselineKind.EXPLICIT:
                return path
            for name in own:
                mine = self.measure.by_sector.get(name)
                if mine is None:
                    # Carved out of what is not divided: the whole stays as it is.
                    continue
                path = path.plus(self._continued(rows[name], mine).minus(self._continued(default, mine)))
            return self._measured(path, history)
        last = max(history, default=None)
        is_divided = last is None or self.measure.rest.get(last) == 0.0
        if not (own and is_divided and set(own) == set(self.sectors)):
            return self._measured(Path.unknown(self.years, Reason.NO_BASELINE), history)
        path = self._continued(rows[own[0]], self.measure.by_sector.get(own[0], {}))
        for name in own[1:]:
            path = path.plus(self._continued(rows[name], self.measure.by_sector.get(name, {})))
        return self._measured(path, history)

    def sector(self, name: str) -> Path:
        """Return the path of a sector."""
        rows, history = self.rows, self.measure.by_sector.get(name, {})
        row = rows.get(name, rows.get(None))
        if row is None or (row.sector is None and row.kind is BaselineKind.EXPLICIT):
            return self._measured(Path.unknown(self.years, Reason.NO_BASELINE), history)
        return self._continued(row, history)

    def rest(self) -> Path:
        """Return what the whole has and no sector that is known."""
        path = self.whole()
        for name in self.sectors:
            sector = self.sector(name)
            if not np.isnan(sector.values).all():
                path = path.minus(sector)
        return path

    def of(self, part: Part, sector: str | None = None) -> Path:
        """Return the path of the whole, of a sector or of the rest."""
        if part is Part.SECTOR:
            return self.sector(sector or "")
        return self.whole() if part is Part.WHOLE else self.rest()

    def _measured(self, path: Path, history: History) -> Path:
        """Put the inventory in the years that have one."""
        values = path.values.copy()
        for place, year in enumerate(self.years.tolist()):
            if int(year) in history:
                values[place] = history[int(year)]
        if not np.isnan(values).any():
            return Path(values)
        return Path(values, path.reason if path.reason is not Reason.DEFINED else Reason.ABSENT_INPUT)

    def _continued(self, row: Baseline, history: History) -> Path:
        last = max(history, default=None)
        level = None if last is None else history[last]
        if row.kind is BaselineKind.EXPLICIT:
            stated = row.tonnes
            points = {} if stated is None else dict(stated.by_year)
            afterwards = None if stated is None else stated.value
            return self._measured(Path(explicit_path(points, afterwards, last, level, self.years)), history)
        if last is None or level is None:
            return Path.unknown(self.years, Reason.NO_INVENTORY)
        path = self._way_on(row, history, last, level)
        values = np.where(self.years > last, path.values, np.nan)
        return self._measured(Path(values, path.reason), history)

    def _way_on(self, row: Baseline, history: History, last: int, level: float) -> Path:
        if row.kind is BaselineKind.LINEAR_TREND:
            first = row.trend_first if row.trend_first is not None else min(history)
            until = row.trend_last if row.trend_last is not None else last
            known = [year for year in history if first <= year <= until]
            if len(known) < 2:
                return Path.unknown(self.years, Reason.NO_BASE_INVENTORY)
            return Path(linear_trend(known, [history[year] for year in known], self.years))
        if row.kind is BaselineKind.CARRIERS:
            return self._by_carriers(row, last, level)
        cut = (row.yearly_cut or 0.0) if row.kind is BaselineKind.CONSTANT_RATE else 0.0
        return Path(constant_rate(level, cut, last, self.years))

    def _by_carriers(self, row: Baseline, last: int, level: float) -> Path:
        carriers = {carrier.id: carrier.emission_factor for carrier in self.plan.carriers}

        def factor(name: str, year: int) -> float:
            path = carriers[name]
            found = None if path is None else path.at(year)
            return np.nan if found is None else found

        names = tuple(row.carrier_split)
        factors = np.array([[factor(name, int(year)) for year in self.years] for name in names])
        at_start = np.array([factor(name, last) for name in names])
        path = carrier_driven(level, [row.carrier_split[name] for name in names], factors, at_start)
        return Path(path, Reason.ABSENT_INPUT if np.isnan(path[self.years > last]).any() else Reason.DEFINED)
