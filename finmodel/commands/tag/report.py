"""What ``finmodel tag`` reports: one kind of lines at a time, in the scheme of the rules and, if asked, in another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.commands.console import UsageError
from finmodel.excel.tagging.masks import Masks
from finmodel.intake.tagging_templates import crosswalk, schemes
from finmodel.tagging.budget_comparison import compare_budgets, in_other_years, kinds_of, shared_years
from finmodel.tagging.carrying import same_lines
from finmodel.tagging.crosswalks import crossed, crossed_lines
from finmodel.tagging.lines import LineKind
from finmodel.tagging.links import linked
from finmodel.tagging.report import KindReport, report_of
from finmodel.tagging.totals import Totals, totals

if TYPE_CHECKING:
    from finmodel.commands.tag.call import TagCall
    from finmodel.commands.tag.input import TagInput
    from finmodel.intake.budget_privacy import Masking
    from finmodel.tagging.comparison import Comparison
    from finmodel.tagging.crosswalks import Crosswalk
    from finmodel.tagging.links import Linked
    from finmodel.tagging.schemes import Scheme, WeightProfile
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["Compared", "Shown", "TagReport", "check_scheme"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of lines in another scheme.

    Attributes
    ----------
    scheme, crosswalk
        The other scheme, and the road to it.
    totals, by_year
        In the other scheme.
    harm_lost
        Harmful öre that the other scheme has no class for.
    """

    scheme: Scheme
    crosswalk: Crosswalk
    totals: Totals
    by_year: Mapping[int, Totals]
    harm_lost: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind of lines against the earlier version or year, each in its years; beside it the öre of other years."""

    comparison: Comparison
    years: tuple[tuple[int, ...], tuple[int, ...]]
    other_years: tuple[int, int]


@dataclass(frozen=True)
class TagReport:
    """A balanced budget with all that was asked about it.

    Attributes
    ----------
    call, found
        What was asked, and what was read.
    """

    call: TagCall
    found: TagInput

    @property
    def budget(self) -> TaggedBudget:
        """The tagged budget."""
        return self.found.budget

    @property
    def scheme(self) -> Scheme:
        """The scheme of the rules."""
        return self.budget.scheme

    @property
    def masking(self) -> Masking:
        """What is masked."""
        return self.found.masking

    @cached_property
    def masks(self) -> Masks:
        """What masks everything that is written."""
        return Masks(self.masking)

    @cached_property
    def reports(self) -> Mapping[LineKind, KindReport]:
        """The report of each kind of lines, of what only the earlier version has too: then the base is 0.

        Raises
        ------
        UsageError
            The budget has no such year: exit code 2.
        """
        known, asked = self.budget.years, self.call.chosen_years
        for year in asked:
            if year not in known:
                raise UsageError("tag_year", value=year, known=", ".join(map(str, known)))
        found = dict(report_of(self.budget, asked or None))
        years = tuple(year for year in known if year in asked or not asked)
        kinds = kinds_of(self.budget) if self.found.before is None else kinds_of(self.found.before, self.budget)
        return MappingProxyType({kind: found.get(kind) or KindReport(self.budget, kind, years) for kind in kinds})

    @cached_property
    def kind(self) -> LineKind:
        """The kind that stands first: the one that was asked for, else investment where any of it is in the base.

        Raises
        ------
        UsageError
            The budget has no lines of the kind that was asked for: exit code 2.
        """
        asked = self.call.chosen_kind
        if asked is not None:
            if asked not in self.reports:
                raise UsageError("tag_no_kind", value=str(asked), known=", ".join(map(str, self.reports)))
            return asked
        has_investment = any(
            balance.base for balance in self.budget.reconciliation.balances if balance.kind is LineKind.INVESTMENT
        )
        return LineKind.INVESTMENT if has_investment else kinds_of(self.budget)[-1]

    @cached_property
    def crosswalk(self) -> Crosswalk | None:
        """The road to the scheme that was asked for; None where the rules are of it."""
        wanted = self.call.scheme
        return None if wanted in (None, self.scheme.id) else crosswalk(self.scheme.id, str(wanted))

    @cached_property
    def shown_scheme(self) -> Scheme:
        """The scheme that was asked for."""
        return self.scheme if self.crosswalk is None else schemes()[self.crosswalk.to_scheme]

    def profile(self, scheme: Scheme) -> WeightProfile | None:
        """Return the weights of a scheme: those that were asked for where it has them, else its usual ones.

        Raises
        ------
        UsageError
            Neither scheme of the report has them: exit code 2.
        """
        wanted = self.call.profile
        known = dict.fromkeys(item.id for each in (self.scheme, self.shown_scheme) for item in each.profiles)
        if wanted is not None and wanted not in known:
            raise UsageError("tag_profile", value=wanted, known=", ".join(known) or "–")
        return (scheme.profile(wanted) if wanted is not None else None) or scheme.profile()

    def check(self) -> None:
        """Ask everything that may have been asked wrongly, and tell it together."""
        UsageError.check_all(
            (partial(check_scheme, self), partial(self.profile, self.scheme), partial(getattr, self, "reports"))
        )
        _ = self.kind

    @cached_property
    def crossed_lines(self) -> tuple[TaggedLine, ...]:
        """The lines with their tags in the other scheme; the same where there is none."""
        road, goal = self.crosswalk, self.shown_scheme
        if road is None:
            return self.budget.lines
        return crossed_lines(self.budget.lines, self.scheme, goal, road)

    @cached_property
    def _shown(self) -> Mapping[LineKind, Shown]:
        road = self.crosswalk
        if road is None:
            return MappingProxyType({})
        return MappingProxyType({kind: self._shown_of(report, road) for kind, report in self.reports.items()})

    def shown(self, kind: LineKind) -> Shown | None:
        """Return a kind in the other scheme, None where none was asked for."""
        return self._shown.get(kind)

    def _shown_of(self, report: KindReport, road: Crosswalk) -> Shown:
        goal = self.shown_scheme
        lines = [item for item in self.crossed_lines if item.line.kind == report.kind]
        return Shown(
            goal,
            road,
            totals(lines, goal, report.kind, report.years),
            MappingProxyType({year: totals(lines, goal, report.kind, (year,)) for year in report.years}),
            crossed(report.totals.joint, self.scheme, goal, road).harm_lost,
        )

    def linked(self, kind: LineKind) -> Linked | None:
        """Return a kind's lines beside the plan's actions, None without a plan."""
        plan = self.found.plan
        if plan is None:
            return None
        lines = [item for item in self.budget.lines if item.line.kind == kind]
        keys = {item.key for item in lines}
        links = [link for link in self.budget.links if link.key in keys]
        years = self.reports[kind].years
        return linked(lines, links, self.scheme, plan.actions, plan.need[kind], plan.granted[kind], years)

    def compared(self, kind: LineKind) -> Compared | None:
        """Return a kind's lines beside those of the earlier version or year, None where none was named."""
        before = self.found.before
        if before is None:
            return None
        years = shared_years(before.years, self.reports[kind].years)
        found = compare_budgets(before, self.budget, kind, years, self._same_lines)
        return Compared(found, years, in_other_years(before, self.budget, kind, years))

    def look_again(self, kind: LineKind) -> tuple[TaggedLine, ...]:
        """Return a kind's lines with a decision that asks to be looked at again, the largest first."""
        years = self.reports[kind].years
        found = [item for item in self.budget.lines if item.look_again and item.line.kind is kind]
        return tuple(sorted(found, key=lambda item: (-abs(item.line.amount(years)), item.key)))

    @cached_property
    def _same_lines(self) -> Mapping[str, str]:
        before = self.found.before
        return {} if before is None else same_lines(before.imported, self.budget.imported)


def check_scheme(report: TagReport) -> None:
    """Check that there is a road to the scheme that was asked for.

    Raises
    ------
    UsageError
        There is none: exit code 2.
    """
    wanted, start = report.call.scheme, report.scheme.id
    if wanted not in (None, start) and report.crosswalk is None:
        known = [name for name in schemes() if crosswalk(start, name) is not None]
        raise UsageError("tag_no_crosswalk", value=str(wanted), scheme=start, known=", ".join((start, *known)))
