"""What is missing, in tonnes, in kronor and by whom: the whole gap analysis, each part when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from finmodel.analysis.carbon_budgets import CarbonBudget, carbon_budgets
from finmodel.analysis.closing import Closing, closing
from finmodel.analysis.compare_rows import default_years
from finmodel.analysis.delay import Delay, delay
from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap, emissions_gap
from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.financing_need import FinancingNeed, financing_need
from finmodel.analysis.inventory import Part
from finmodel.analysis.investment_test import InvestmentTest, investment_test
from finmodel.analysis.kronor_per_tonne import MissingPerTonne, missing_per_tonne
from finmodel.analysis.nzc_tables import GapTable, SectorEmissions, table_a21, table_a23
from finmodel.analysis.outcome import Outcome
from finmodel.analysis.priorities import Priority, not_listed, priorities
from finmodel.analysis.priority_order import order_rule
from finmodel.analysis.wedges import Wedges, wedges
from finmodel.engine.undefined import Reason
from finmodel.model.emission_enums import Gas
from finmodel.model.perspectives import Perspective

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.analysis.results import Results
    from finmodel.model.plan import Plan

__all__ = ["GapAnalysis", "gap_analysis"]


@dataclass(frozen=True)
class GapAnalysis:
    """The gap analysis of a plan.

    Attributes
    ----------
    results
        Money in a perspective.
    emissions
        Inventory, reference paths, targets and gaps.
    year
        Target year of everything that is told for one year.
    """

    results: Results
    emissions: EmissionsGap
    year: int

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.results.plan

    @cached_property
    def main(self) -> EmissionCell | None:
        """The whole that is shown first: with a gap in the year, else with a target, else with an inventory.

        Of several the one that is divided into most sectors, then CO2e before CO2.
        """
        wholes = self.emissions.wholes
        order = sorted(wholes, key=lambda cell: (-self._n_parts(cell), cell.gas is not Gas.CO2E))
        for is_better in (
            lambda cell: cell.at(cell.gap, self.year) is not None,
            lambda cell: cell.targets and cell.history,
            lambda cell: cell.history,
        ):
            found = next((cell for cell in order if is_better(cell)), None)
            if found is not None:
                return found
        return wholes[0] if wholes else None

    def _n_parts(self, whole: EmissionCell) -> int:
        """Return how many measured sectors a whole is divided into."""
        same = (whole.perspective, whole.gas)
        cells = [cell for cell in self.emissions.cells if (cell.perspective, cell.gas) == same and cell.is_measured]
        return sum(cell.part is Part.SECTOR for cell in cells)

    def gap_in_year(self, cell: EmissionCell | None) -> Outcome:
        """Return the gap of the target year, or why it is not known."""
        if cell is None:
            return Outcome(None, Reason.NO_TARGET.key)
        value = cell.at(cell.gap, self.year)
        if value is not None:
            return Outcome(value)
        reason = cell.gap.reason if cell.gap.reason is not Reason.DEFINED else Reason.ABSENT_INPUT
        return Outcome(None, reason.key)

    @cached_property
    def budgets(self) -> tuple[CarbonBudget, ...]:
        """Carbon budgets."""
        return carbon_budgets(self.emissions)

    def wedges(self, cell: EmissionCell) -> Wedges:
        """Return what each action, organisation and status takes off a whole."""
        return wedges(self.emissions, cell)

    @cached_property
    def need(self) -> FinancingNeed:
        """The financing gap by year, organisation, sector, use and certainty, and what there is for it."""
        return financing_need(self.results)

    def closing(self, cell: EmissionCell) -> Closing:
        """Return the actions that would close a whole's gap along the cost curve."""
        measure = (cell.perspective, cell.gas)
        return closing(self.plan, self.results.perspective, measure=measure, year=self.year)

    @cached_property
    def priorities(self) -> tuple[Priority, ...]:
        """The priority list."""
        return priorities(self.results, self.year)

    @cached_property
    def tested(self) -> InvestmentTest:
        """Every investment against the climate, whatever it is made for."""
        return investment_test(self.results, self.year)

    def missing_per_tonne(self, cell: EmissionCell | None) -> MissingPerTonne:
        """Return kronor missing per tonne missing of a whole."""
        over = None if cell is None else cell.at(self.emissions.overshoot(cell), self.year)
        return missing_per_tonne(self.results, self.gap_in_year(cell), self.year, over or 0.0)

    @cached_property
    def delay(self) -> Delay:
        """What the whole plan a year later costs."""
        return delay(self.plan, perspective=self.results.perspective)

    def net_zero_cities(self, whole: EmissionCell) -> Mapping[str, GapTable]:
        """Return the emission-gap tables of NetZeroCities, A-2.1 and the older A-2.3, of a whole by sector."""
        same = (whole.perspective, whole.gas)
        cells = [cell for cell in self.emissions.cells if (cell.perspective, cell.gas) == same and cell.is_measured]
        parts = [cell for cell in cells if cell.part is not Part.WHOLE] or [whole]
        rows, total = [self._sector(cell, whole) for cell in parts], self._sector(whole, whole)
        return {"A-2.1": table_a21(rows, total), "A-2.3": table_a23(rows, total)}

    def _sector(self, cell: EmissionCell, whole: EmissionCell) -> SectorEmissions:
        """Return what the tables need of a part."""
        year = self._base_year(cell) or self._base_year(whole)
        base = None if year is None else cell.history.get(year)
        undefined = {}
        if base is None:
            undefined["base"] = Reason.NO_BASE_INVENTORY.key
        for column, path in (("baseline", cell.baseline), ("target", cell.target)):
            if cell.at(path, self.year) is None:
                reason = path.reason if path.reason is not Reason.DEFINED else Reason.ABSENT_INPUT
                undefined[column] = reason.key
        return SectorEmissions(
            sector=cell.sector or "",
            base=base,
            baseline=cell.at(cell.baseline, self.year),
            target=cell.at(cell.target, self.year),
            reductions=cell.at(cell.reductions, self.year),
            removals=self._counted(cell, whole),
            undefined=undefined,
        )

    def _base_year(self, cell: EmissionCell) -> int | None:
        """Return the base year of the target that counts in the year, else of the first that has one."""
        name = cell.binding[cell.years.index(self.year)] if self.year in cell.years else None
        order = sorted(cell.targets, key=lambda item: item.target.row.id != name)
        return next((item.target.row.base_year for item in order if item.target.row.base_year is not None), None)

    def _counted(self, cell: EmissionCell, whole: EmissionCell) -> float | None:
        """Return the removals of the year that count for the whole; a part has them in proportion to its own."""
        counted, there = whole.at(whole.counted_removals, self.year), whole.at(whole.removals, self.year)
        own = cell.at(cell.removals, self.year)
        if counted is None or own is None or not there:
            return own
        return own * counted / there

    def _tables(self, whole: EmissionCell) -> dict[str, Any]:
        tables = {name: table.to_dict() for name, table in self.net_zero_cities(whole).items()}
        return {"perspective": str(whole.perspective), "gas": str(whole.gas), "year": self.year, **tables}

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        results, main = self.results, self.main
        return {
            "method_version": results.method_version,
            "plan_hash": results.plan_hash,
            "currency": results.currency,
            "perspective": results.perspective,
            "year": self.year,
            "years": list(self.emissions.years),
            "main": None if main is None else {"perspective": str(main.perspective), "gas": str(main.gas)},
            "emissions": [cell.to_dict() for cell in self.emissions.cells],
            "wedges": [self.wedges(cell).to_dict() for cell in self.emissions.wholes],
            "carbon_budget": [budget.to_dict() for budget in self.budgets],
            "financing_gap": self.need.to_dict(),
            "missing_per_tonne": [
                {"perspective": str(cell.perspective), "gas": str(cell.gas), **self.missing_per_tonne(cell).to_dict()}
                for cell in self.emissions.wholes
                if cell.targets
            ],
            "closing": [self.closing(cell).to_dict() for cell in self.emissions.wholes if cell.targets],
            "delay": self.delay.to_dict(),
            "priority_rule": list(order_rule()),
            "priorities": [row.to_dict() for row in self.priorities],
            "not_in_priorities": {reason: list(names) for reason, names in not_listed(results).items()},
            "investment_test": self.tested.to_dict(),
            "net_zero_cities": [self._tables(cell) for cell in self.emissions.wholes if cell.targets],
        }


def gap_analysis(plan: Plan, perspective: str = Perspective.GROUP, *, year: int | None = None) -> GapAnalysis:
    """Return the gap analysis of a plan.

    Parameters
    ----------
    plan
        A valid plan.
    perspective
        Whose money counts.
    year
        The target year; default 2030 where it is on the axis, else the last year.

    Raises
    ------
    InputError
        ``FM-C122`` the year is not on the plan's axis, ``FM-M136`` there is no such perspective.
    """
    return GapAnalysis(evaluate(plan, perspective), emissions_gap(plan), default_years(plan, year)[0])
