"""The emissions gap by the book: what the plan leaves over each target, sector by sector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.action import Action
from finmodel.model.emission_enums import TargetKind
from finmodel.model.emissions import Target
from finmodel.model.plan import Plan
from tests.reference.emission_targets import Budget, RunOut, TargetBook, constant_cut, run_out, scope_of
from tests.reference.emissions import REST, Amount, Baselines, Book, Scope, less
from tests.reference.engine import Reference
from tests.reference.flows import ActionFlows
from tests.reference.numbers import ZERO, ByYear, added, exact, negated

__all__ = ["NESTED", "EmissionsReference", "Wedge"]

NESTED: Mapping[str, frozenset[str]] = {
    "decided": frozenset({"decided", "ongoing", "done"}),
    "planned": frozenset({"decided", "ongoing", "done", "prepared"}),
    "ideas": frozenset({"decided", "ongoing", "done", "prepared", "idea"}),
}
"""Plans within the plan: which statuses each holds."""


@dataclass(frozen=True)
class Wedge:
    """Tonnes of one action by year, as they count for one perspective and gas.

    Attributes
    ----------
    reduction
        After overlap, less what building emits.
    unadjusted
        Before overlap, less what building emits.
    removal
        Whole: nothing cuts it.
    """

    reduction: ByYear
    unadjusted: ByYear
    removal: ByYear


def _times(share: Fraction, amounts: ByYear) -> ByYear:
    return {year: share * amount for year, amount in amounts.items()}


class EmissionsReference:
    """A plan's emissions by the book.

    Parameters
    ----------
    plan
        A valid plan.
    statuses
        Statuses of the actions that are carried out; None means all.
    """

    def __init__(self, plan: Plan, statuses: frozenset[str] | None = None) -> None:
        if statuses is not None:
            rows = tuple(
                row if str(row.status) in statuses else row.model_copy(update={"included": False})
                for row in plan.actions
            )
            plan = plan.model_copy(update={"actions": rows})
        self.plan = plan
        self.years = range(plan.settings.first_year, plan.settings.last_year + 1)
        self.book = Book(plan.emissions)
        self.baselines = Baselines(plan, self.book)
        self.targets = TargetBook(plan, self.book)
        self._flows = Reference(plan).actions
        self._wedges: dict[tuple[str, Scope], Wedge] = {}

    # -- Actions -------------------------------------------------------------------------------------------------

    def counted(self, scope: Scope, sector: str | None = None) -> list[Action]:
        """Return the counted and quantified actions that work on a perspective, in a sector or (None) anywhere."""
        perspective, _ = scope
        found = [
            flows.action
            for flows in self._flows.values()
            if flows.counts
            and flows.is_quantified
            and perspective in (str(each) for each in (flows.action.effect_on or ("territorial",)))
        ]
        return [action for action in found if sector is None or self.place(action, scope) == sector]

    def unquantified(self, scope: Scope) -> set[str]:
        """Return the counted actions whose tonnes nobody knows."""
        quantified = {action.id for action in self.counted(scope)}
        perspective, _ = scope
        return {
            name
            for name, flows in self._flows.items()
            if flows.counts
            and name not in quantified
            and perspective in (str(each) for each in (flows.action.effect_on or ("territorial",)))
        }

    def place(self, action: Action, scope: Scope) -> str:
        """Return the sector that an action belongs to, or the rest where the sector has neither inventory nor path."""
        return action.sector if action.sector in self.baselines.sectors(scope) else REST

    def wedge(self, action: str, scope: Scope) -> Wedge:
        """Return an action's tonnes."""
        if (action, scope) not in self._wedges:
            self._wedges[action, scope] = self._wedge(self._flows[action], scope)
        return self._wedges[action, scope]

    @staticmethod
    def _wedge(flows: ActionFlows, scope: Scope) -> Wedge:
        _, gas = scope
        share = exact(flows.action.co2_share) if gas == "co2" else exact(1.0)
        # Tonnes are the same from whatever side the money is looked at.
        tonnes = flows.totals(frozenset()).tonnes
        reduction, removal, upfront = (tonnes.by_kind[kind] for kind in ("reduction", "removal", "upfront"))
        before = added([tonnes.before, negated(removal)])
        return Wedge(_times(share, added([reduction, negated(upfront)])), _times(share, before), dict(removal))

    def reduction(self, scope: Scope, sector: str | None, year: int) -> Fraction:
        """Return the adjusted reductions less upfront tonnes."""
        return sum((self.wedge(row.id, scope).reduction.get(year, ZERO) for row in self.counted(scope, sector)), ZERO)

    def removal(self, scope: Scope, sector: str | None, year: int) -> Fraction:
        """Return what is removed."""
        return sum((self.wedge(row.id, scope).removal.get(year, ZERO) for row in self.counted(scope, sector)), ZERO)

    # -- Paths and gaps ------------------------------------------------------------------------------------------

    def baseline(self, scope: Scope, sector: str | None, year: int) -> Amount:
        """Return what is emitted without the plan."""
        return self.baselines.of(scope, sector)(year)

    def planned(self, scope: Scope, sector: str | None, year: int) -> Amount:
        """Return what is emitted with the plan, nothing removed."""
        return less(self.baseline(scope, sector, year), self.reduction(scope, sector, year))

    def gap(self, target: Target, year: int) -> Amount:
        """Return what is missing for one target: above 0 the plan is short."""
        scope, sector = scope_of(target), target.sector
        is_base_lacking = target.base_year is not None and isinstance(self.targets.base(target), str)
        if is_base_lacking and self.targets.counted_removals(target) > 0:
            return "no_base_inventory"
        counted = min(self.removal(scope, sector, year), self.targets.removals_room(target))
        return less(self.planned(scope, sector, year), counted, self.targets.tonnes(target, year))

    def about(self, scope: Scope, sector: str | None) -> list[Target]:
        """Return the targets by year of a sector, or (None) of the whole, by id."""
        found = [
            row
            for row in self.plan.targets
            if scope_of(row) == scope and row.sector == sector and row.kind is not TargetKind.BUDGET
        ]
        return sorted(found, key=lambda row: row.id)

    def strictest(self, scope: Scope, sector: str | None, year: int) -> tuple[str, Fraction] | str:
        """Return the target whose gap is largest and the gap, or why there is none."""
        targets = self.about(scope, sector)
        gaps = {row.id: self.gap(row, year) for row in targets}
        known = {name: gap for name, gap in gaps.items() if not isinstance(gap, str)}
        if known:
            # The first of equals: they stand by id.
            name = max(known, key=lambda each: known[each])
            return name, known[name]
        return "no_target" if not targets else next(str(reason) for reason in gaps.values())

    # -- Carbon budgets ------------------------------------------------------------------------------------------

    def budget(self, target: Target) -> Budget:
        """Return what is used of a carbon budget."""
        return self.targets.budget(target)

    def ahead(self, target: Target, year: int) -> Amount:
        """Return what a budget meets in a year: the inventory where there is one, else the planned path."""
        if year > self.years[-1]:
            return "after_last_year"
        scope = scope_of(target)
        measured = self.book.of(scope, target.sector).get(year)
        return self.planned(scope, target.sector, year) if measured is None else measured

    def run_out(self, target: Target) -> RunOut:
        """Return when it runs out on the planned path."""
        budget = self.budget(target)
        if isinstance(budget.left, str):
            return RunOut("unknown")
        return run_out(budget.left, budget.used_until + 1, self.years[-1], lambda year: self.ahead(target, year))

    def first_level(self, target: Target) -> Amount:
        """Return E0: what is emitted in the first year that is not used yet."""
        return self.ahead(target, self.budget(target).used_until + 1)

    def required_cut(self, target: Target) -> Amount:
        """Return the constant yearly cut that would hold the budget."""
        left, level = self.budget(target).left, self.first_level(target)
        if isinstance(left, str):
            return left
        if left <= 0:
            return "budget_spent"
        return level if isinstance(level, str) else constant_cut(max(ZERO, level), left)
