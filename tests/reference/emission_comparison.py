"""What the product says of emissions, targets and carbon budgets against what the plain books say, amount by amount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from math import isnan

from finmodel import Plan
from finmodel.analysis.carbon_budgets import CarbonBudget, carbon_budgets
from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap, TargetGap, emissions_gap
from finmodel.analysis.inventory import Part
from finmodel.analysis.wedges import wedges
from finmodel.engine.undefined import FloatArray, Reason
from finmodel.model.emission_enums import TargetKind
from finmodel.model.emissions import Target
from tests.reference.emission_gap import NESTED, EmissionsReference
from tests.reference.emission_targets import scope_of
from tests.reference.emissions import REST, Amount, Scope

__all__ = ["emission_disagreements"]

RELATIVE = 1e-9
BEFORE = {"before": Reason.ABSENT_INPUT.key}
"""Ahead of the beginning of a way, the product says that there is nothing to go by."""


def _near(product: float | None, reference: Amount | None, size: float) -> bool:
    if product is None or isnan(product):
        return reference is None or isinstance(reference, str)
    if reference is None or isinstance(reference, str):
        return False
    return abs(product - float(reference)) <= RELATIVE * (size + abs(float(reference)))


class _Comparison:
    """Both on one plan.

    ``size`` is the largest amount of the plan: rounding is a share of it.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.gap: EmissionsGap = emissions_gap(plan)
        self.reference = EmissionsReference(plan)
        self.size = max([1.0, *(row.tonnes for row in plan.emissions), *(row.tonnes or 0.0 for row in plan.targets)])
        self.nested = {name: EmissionsReference(plan, statuses) for name, statuses in NESTED.items()}

    def run(self) -> Iterator[str]:
        yield from self._keys()
        for cell in self.gap.cells:
            scope, sector = (str(cell.perspective), str(cell.gas)), REST if cell.part is Part.REST else cell.sector
            name = f"{'/'.join(scope)}/{sector or 'whole'}"
            for text in self._cell(cell, scope, sector):
                yield f"{name}: {text}"
            if cell.part is Part.WHOLE:
                for text in self._wedges(cell, scope):
                    yield f"{name}: {text}"
        rows = {row.id: row for row in self.plan.targets if row.kind is TargetKind.BUDGET}
        found = {budget.row.id: budget for budget in carbon_budgets(self.gap)}
        if set(rows) != set(found):
            yield f"budgets: {sorted(found)} instead of {sorted(rows)}"
        for name, budget in found.items():
            for text in self._budget(budget, rows[name]):
                yield f"budget {name}: {text}"

    def _keys(self) -> Iterator[str]:
        """Which cells there are, and which years."""
        reference = self.reference
        scopes = {(str(row.perspective), str(row.gas)) for row in self.plan.targets}
        scopes |= reference.book.scopes | reference.baselines.scopes
        expected: set[tuple[Scope, str | None]] = set()
        lasts = []
        for scope in scopes:
            shown = set(reference.baselines.sectors(scope))
            targeted = {row.sector for row in self.plan.targets if (str(row.perspective), str(row.gas)) == scope}
            expected |= {(scope, sector) for sector in (None, *shown, *targeted, *([REST] if shown else []))}
            lasts += [reference.book.last_year(scope, sector) for sector in (None, *shown)]
        found = {
            ((str(cell.perspective), str(cell.gas)), REST if cell.part is Part.REST else cell.sector)
            for cell in self.gap.cells
        }
        if found != expected:
            yield f"cells: {found ^ expected} in one only"
        first = min([self.plan.settings.first_year, *(year for year in lasts if year is not None)])
        if self.gap.years != tuple(range(first, self.plan.settings.last_year + 1)):
            yield f"years: {self.gap.years[0]}–{self.gap.years[-1]} instead of {first}–"

    def _path(
        self,
        name: str,
        values: FloatArray,
        expected: Iterable[Amount],
        reason: Reason | None,
        *others: Iterable[Amount],
    ) -> Iterator[str]:
        """Compare year by year; a path has one reason: that of any undefined year of it or of what it is made of."""
        amounts = list(expected)
        for year, product, amount in zip(self.gap.years, values.tolist(), amounts, strict=True):
            if not _near(product, amount, self.size):
                yield f"{name} {year}: {product} instead of {amount if isinstance(amount, str) else float(amount)}"
        if reason is not None and any(isinstance(amount, str) for amount in amounts):
            told = {BEFORE.get(each, each) for each in chain(amounts, *others) if isinstance(each, str)}
            if reason.key not in told:
                yield f"{name}: {reason.key} instead of {sorted(told)}"

    def _cell(self, cell: EmissionCell, scope: Scope, sector: str | None) -> Iterator[str]:
        reference, years = self.reference, self.gap.years
        history = reference.book.of(scope, sector)
        if set(history) != set(cell.history) or not all(
            _near(cell.history[year], amount, self.size) for year, amount in history.items()
        ):
            yield f"history: {cell.history}"
        is_measured = sector in (None, REST) or sector in reference.baselines.sectors(scope)
        if cell.is_measured != is_measured:
            yield f"is_measured: {cell.is_measured}"
        baseline = [reference.baseline(scope, sector, year) for year in years]
        yield from self._path("baseline", cell.baseline.values, baseline, cell.baseline.reason)
        if is_measured:
            done = [reference.reduction(scope, sector, year) for year in years]
            removed = [reference.removal(scope, sector, year) for year in years]
            planned = [reference.planned(scope, sector, year) for year in years]
            yield from self._path("reductions", cell.reductions, done, None)
            yield from self._path("removals", cell.removals, removed, None)
            yield from self._path("planned", cell.planned.values, planned, cell.planned.reason)
            quantified = {row.id for row in reference.counted(scope, sector)}
            missing = {
                row.id
                for row in self.plan.actions
                if row.id in reference.unquantified(scope) and (sector is None or reference.place(row, scope) == sector)
            }
            if cell.n_quantified != len(quantified) or set(cell.missing) != missing:
                yield f"quantified: {cell.n_quantified}, missing {cell.missing} instead of {len(quantified)}, {missing}"
        yield from self._targets(cell, scope, sector)

    def _targets(self, cell: EmissionCell, scope: Scope, sector: str | None) -> Iterator[str]:
        reference, years = self.reference, self.gap.years
        about = reference.about(scope, sector)
        if [item.target.row.id for item in cell.targets] != [row.id for row in about]:
            yield f"targets: {[item.target.row.id for item in cell.targets]} instead of {[row.id for row in about]}"
            return
        for item, row in zip(cell.targets, about, strict=True):
            for text in self._target(item, row):
                yield f"{row.id} ({row.kind}): {text}"
        parts: list[list[Amount]] = [[reference.gap(row, year) for year in years] for row in about]
        parts += [[reference.targets.tonnes(row, year) for year in years] for row in about]
        parts.append([reference.baseline(scope, sector, year) for year in years])
        strictest = [reference.strictest(scope, sector, year) for year in years]
        gaps: list[Amount] = [found if isinstance(found, str) else found[1] for found in strictest]
        yield from self._path("combined gap", cell.gap.values, gaps, cell.gap.reason, *parts)
        rows = {row.id: row for row in about}
        for place, (year, found) in enumerate(zip(years, strictest, strict=True)):
            name = cell.binding[place]
            if isinstance(found, str) or isnan(cell.gap.values[place]):
                continue
            # Of two that are equal but for rounding, either may be the stricter.
            if name is None or not _near(float(found[1]), reference.gap(rows[name], year), self.size):
                yield f"binding target {year}: {name} instead of {found[0]}"
            elif not _near(float(cell.target.values[place]), reference.targets.tonnes(rows[name], year), self.size):
                yield f"combined path {year}: {cell.target.values[place]} is not that of {name}"

    def _target(self, item: TargetGap, row: Target) -> Iterator[str]:
        books, years, target = self.reference.targets, self.gap.years, item.target
        base: Amount = books.base(row) if row.base_year is not None else "no_start_year"
        if not _near(target.base, base, self.size):
            yield f"base: {target.base} instead of {base}"
        if row.kind is not TargetKind.ANNUAL_RATE and not _near(target.level, books.level(row), self.size):
            yield f"level: {target.level} instead of {books.level(row)}"
        path = [books.tonnes(row, year) for year in years]
        baseline = [self.reference.baseline(scope_of(row), row.sector, year) for year in years]
        yield from self._path("path", target.path.values, path, target.path.reason)
        yield from self._path("share", target.share, [books.share(row, year) for year in years], None)
        gaps = [self.reference.gap(row, year) for year in years]
        yield from self._path("gap", item.gap.values, gaps, item.gap.reason, path, baseline)

    def _wedges(self, cell: EmissionCell, scope: Scope) -> Iterator[str]:
        reference, years = self.reference, self.gap.years
        found = wedges(self.gap, cell)
        products = {wedge.id: wedge for wedge in found.actions}
        if set(products) != {row.id for row in reference.counted(scope)}:
            yield f"wedges of {sorted(products)}"
            return
        for name, wedge in products.items():
            mine = reference.wedge(name, scope)
            for label, values, amounts in (
                ("adjusted", wedge.adjusted, mine.reduction),
                ("unadjusted", wedge.unadjusted, mine.unadjusted),
                ("removals", wedge.removals, mine.removal),
            ):
                yield from self._path(f"{label} {name}", values, (amounts.get(y, Fraction(0)) for y in years), None)
        for ambition, values in found.ambitions.items():
            nested = self.nested[str(ambition)]
            planned = [nested.planned(scope, None, year) for year in years]
            yield from self._path(f"planned by {ambition}", values, planned, None)

    def _budget(self, found: CarbonBudget, row: Target) -> Iterator[str]:
        mine, size = self.reference.budget(row), self.size
        known = not isinstance(mine.used, str)
        for name, product, amount in (
            ("used", found.used, mine.used),
            ("left", found.left, mine.left),
            ("used_share", found.used_share, mine.share_used),
            ("stated_difference", found.stated_difference, mine.difference),
            ("level", found.level, self.reference.first_level(row) if known else "unknown"),
        ):
            if not _near(product, amount, size):
                yield f"{name}: {product} instead of {amount if isinstance(amount, str) else float(amount)}"
        cut = self.reference.required_cut(row)
        if not _near(found.yearly_cut, cut, 1.0):
            yield f"yearly_cut: {found.yearly_cut} instead of {cut if isinstance(cut, str) else float(cut)}"
        # A path has one reason: that of its first open year, or of another year of it.
        told = {Reason.DEFINED.key}
        if isinstance(cut, str):
            paths = [self.reference.baseline(scope_of(row), row.sector, year) for year in self.gap.years]
            is_path = cut not in ("budget_spent", "after_last_year")
            told = {cut, *(each for each in paths if isinstance(each, str) and is_path)}
        if found.reason.key not in told:
            yield f"reason: {found.reason.key} instead of {sorted(told)}"
        expected = self.reference.run_out(row)
        if str(found.runs_out.kind) != expected.kind or not _near(found.runs_out.date, expected.date, 1.0):
            yield f"runs_out: {found.runs_out} instead of {expected.kind}, {expected.date and float(expected.date)}"


def emission_disagreements(plan: Plan) -> list[str]:
    """Return everything about emissions that the product and the plain books do not agree on.

    Parameters
    ----------
    plan
        A valid plan.
    """
    return list(_Comparison(plan).run())
