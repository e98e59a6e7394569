"""The inventory of a plan, read as histories: tonnes by year of the whole, of each sector and of the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from finmodel.model.emission_enums import EmissionPerspective, Gas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.model.emissions import Baseline, Inventory, Target
    from finmodel.model.plan import Plan

__all__ = ["History", "Measure", "Part", "inhabitants", "measures_of"]

_ROUNDING = 1e-9


class Part(StrEnum):
    """The whole municipality, a sector of it, or what no sector has (sectors + rest = whole)."""

    WHOLE = "whole"
    SECTOR = "sector"
    REST = "rest"


History = dict[int, float]
"""Tonnes by inventory year."""


@dataclass(frozen=True)
class Measure:
    """The inventory of one perspective in one gas.

    Attributes
    ----------
    perspective, gas
        What is measured.
    stated
        The whole as a row without sector states it, by year.
    by_sector
        Each sector by year, in the order of the ids.
    """

    perspective: EmissionPerspective
    gas: Gas
    stated: History
    by_sector: Mapping[str, History]

    @cached_property
    def whole(self) -> History:
        """The whole by year: as stated, else the sum of all sectors where every one of them has the year."""
        years = {year for path in self.by_sector.values() for year in path}
        summed = {
            year: sum(path[year] for path in self.by_sector.values())
            for year in years
            if all(year in path for path in self.by_sector.values())
        }
        return dict(sorted((summed | self.stated).items()))

    @cached_property
    def rest(self) -> History:
        """What no sector has, by year: the whole less the sectors, in years that all of them have; may be negative."""
        found = {}
        for year, tonnes in self.whole.items():
            if all(year in path for path in self.by_sector.values()):
                left = tonnes - sum(path[year] for path in self.by_sector.values())
                found[year] = left if abs(left) > _ROUNDING * tonnes else 0.0
        return found

    def history(self, part: Part, sector: str | None = None) -> History:
        """Return tonnes by year of the whole, of a sector, or of the rest."""
        if part is Part.SECTOR:
            return dict(self.by_sector.get(sector or "", {}))
        return self.whole if part is Part.WHOLE else self.rest


def measures_of(plan: Plan) -> tuple[Measure, ...]:
    """Return every perspective and gas that a row of inventory, reference path or target speaks of, in a fixed order.

    Parameters
    ----------
    plan
        A valid plan.
    """
    stated: defaultdict[tuple[EmissionPerspective, Gas], History] = defaultdict(dict)
    sectors: defaultdict[tuple[EmissionPerspective, Gas], dict[str, History]] = defaultdict(dict)
    for row in sorted(plan.emissions, key=lambda row: row.id):
        key = (row.perspective, row.gas)
        path = stated[key] if row.sector is None else sectors[key].setdefault(row.sector, {})
        path[row.year] = path.get(row.year, 0.0) + row.tonnes
    rows: tuple[Inventory | Baseline | Target, ...] = (*plan.emissions, *plan.baselines, *plan.targets)
    keys = {(row.perspective, row.gas) for row in rows}
    order = [(perspective, gas) for perspective in EmissionPerspective for gas in Gas if (perspective, gas) in keys]
    return tuple(
        Measure(
            *key,
            dict(sorted(stated[key].items())),
            {name: dict(sorted(path.items())) for name, path in sorted(sectors[key].items())},
        )
        for key in order
    )


def inhabitants(plan: Plan, year: int) -> float | None:
    """Return the number of inhabitants in a year: as stated, or on a straight line between stated years.

    Rows of the population go before the ordinary budget's. None before the first stated year and after the last.

    Parameters
    ----------
    plan
        A valid plan.
    year
        Calendar year.
    """
    known = {row.year: row.population for row in plan.ordinary_budget if row.population is not None}
    known |= {row.year: row.inhabitants for row in plan.population}
    before = max((stated for stated in known if stated <= year), default=None)
    after = min((stated for stated in known if stated >= year), default=None)
    if before is None or after is None:
        return None
    if before == after:
        return float(known[year])
    return known[before] + (known[after] - known[before]) * (year - before) / (after - before)
