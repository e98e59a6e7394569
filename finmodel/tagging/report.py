"""The figures of a tagged budget, one kind of lines at a time: the one list for command line, workbook and app."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from finmodel.tagging.amounts import Quotient, quotient
from finmodel.tagging.lines import LineKind
from finmodel.tagging.queue import Queued, Unexamined, largest_of_role, review_queue, unexamined
from finmodel.tagging.schemes import Role, WeightProfile
from finmodel.tagging.tagged import TaggedLine
from finmodel.tagging.tagged_budget import TaggedBudget
from finmodel.tagging.totals import Combined, Totals, Weighted, totals, totals_by

__all__ = ["GROUPS", "JUDGED", "Group", "KindReport", "MethodFacts", "method_facts", "report_of"]

Group = Literal["organisation", "responsibility", "activity", "account", "project"]
"""What a distribution can be divided by: the committee or company, and so on."""

GROUPS: tuple[Group, ...] = ("organisation", "responsibility", "activity", "account", "project")
"""Every :data:`Group`."""

JUDGED = Fraction(9, 10)
"""The share of the kronor that :meth:`KindReport.n_to_judge` counts lines up to."""


@dataclass(frozen=True)
class KindReport:
    """Investment or operating lines of a tagged budget in some years; the two kinds are never in one share.

    Attributes
    ----------
    budget
        The tagged budget; it is reconciled.
    kind
        Of the lines.
    years
        Whose amounts are summed, rising.
    """

    budget: TaggedBudget
    kind: LineKind
    years: tuple[int, ...]

    @cached_property
    def totals(self) -> Totals:
        """Base, shares and weighted shares of all the years together."""
        return totals(self.budget.lines, self.budget.scheme, self.kind, self.years)

    @cached_property
    def _unexamined(self) -> dict[str, tuple[Unexamined, ...]]:
        return {}

    @cached_property
    def by_year(self) -> Mapping[int, Totals]:
        """The same for each year by itself."""
        lines = [item for item in self.budget.lines if item.line.kind == self.kind]
        return MappingProxyType({year: totals(lines, self.budget.scheme, self.kind, (year,)) for year in self.years})

    def groups(self, by: Group) -> Mapping[str, Totals]:
        """Return the same for each code of a field; "" is of lines without one."""
        scheme = self.budget.scheme
        return totals_by(self.budget.lines, scheme, self.kind, lambda line: str(getattr(line, by)), self.years)

    def weighted(self, profile: WeightProfile) -> Mapping[str, Weighted]:
        """Return the weighted share of each axis with its ranges."""
        return MappingProxyType({axis: self.totals.weighted(axis, profile) for axis in self.budget.scheme.axis_ids})

    def combined(self, profile: WeightProfile) -> Combined:
        """Return all axes in one figure, with what they overlap."""
        return self.totals.combined(profile)

    def harmful(self, axis: str) -> tuple[TaggedLine, ...]:
        """Return the harmful lines of an axis, the largest first."""
        return largest_of_role(self.budget.lines, self.budget.scheme, Role.HARMFUL, self.kind, axis, self.years)

    def unexamined(self, axis: str) -> tuple[Unexamined, ...]:
        """Return the lines that nobody has judged on an axis, the largest first, with how far one gets by them."""
        if axis not in self._unexamined:  # asked for again and again, and a ledger has hundreds of thousands of lines
            self._unexamined[axis] = unexamined(self.budget.lines, self.budget.scheme, self.kind, axis, self.years)
        return self._unexamined[axis]

    def n_to_judge(self, axis: str, share: Fraction = JUDGED) -> int | None:
        """Return how many of the largest unexamined lines to judge until a share of the kronor is.

        0 where it is already; None where the share is undefined.
        """
        left = self.unexamined(axis)
        if not left:
            return 0
        base, first = left[0].base_size, left[0].judged_size - abs(left[0].ore)
        if not base:
            return None
        sizes = [first, *(item.judged_size for item in left)]
        return next(n for n, size in enumerate(sizes) if size * share.denominator >= share.numerator * base)

    def queue(self) -> tuple[Queued, ...]:
        """Return the lines to look at, kronor × uncertainty, the most urgent first."""
        return review_queue(self.budget.lines, self.budget.scheme, self.kind, self.years)

    def coverage(self, axis: str) -> Quotient:
        """Return the share of the base that is judged on an axis: all but what rules leave unknown or not tested."""
        left = sum(item.ore for item in self.unexamined(axis))
        return quotient(self.totals.base - left, self.totals.base)

    def left_unknown(self, axis: str) -> int:
        """Return the öre that people have decided to leave unknown or not tested on an axis.

        They are judged, and so covered, and yet among the unknown: coverage and what is unknown or not tested are
        together 100 % and this.
        """
        unknown = sum(self.totals.of_role(axis, role)[0] for role in (Role.UNKNOWN, Role.UNTESTED))
        return unknown - sum(item.ore for item in self.unexamined(axis))


def report_of(budget: TaggedBudget, years: Collection[int] | None = None) -> Mapping[LineKind, KindReport]:
    """Return the report of each kind of lines that a budget has, investment first.

    Parameters
    ----------
    budget
        The tagged budget.
    years
        Whose amounts are summed; None: all that it has.

    Raises
    ------
    InputError
        FM-T180, FM-T181: it is not reconciled to the öre, and there is no report.
    """
    budget.reconciliation.require()
    chosen = budget.years if years is None else tuple(sorted(set(years) & set(budget.years)))
    kinds = {item.line.kind for item in budget.lines}
    return MappingProxyType({kind: KindReport(budget, kind, chosen) for kind in LineKind if kind in kinds})


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """What an auditor needs to make the same report again.

    Attributes
    ----------
    scheme, scheme_version
        The scheme's id and version.
    rule_set, n_rules, rules_sha256
        Name of the rules, how many they are, and the hash of what they say.
    group_companies_outside
        Whether payments to the municipality's own companies are outside the base.
    n_decisions, decisions_sha256
        How many steps the history has, and the hash of the last one with all before it; "" without any.
    n_splits, n_links
        Lines that are split, and links to actions.
    file, file_sha256
        What was imported.
    """

    scheme: str
    scheme_version: str
    rule_set: str
    n_rules: int
    rules_sha256: str
    group_companies_outside: bool
    n_decisions: int
    decisions_sha256: str
    n_splits: int
    n_links: int
    file: str
    file_sha256: str


def method_facts(budget: TaggedBudget) -> MethodFacts:
    """Return scheme, rules, decisions and source of a tagged budget."""
    rules, log = budget.tagger.rule_set, budget.dossier.log
    return MethodFacts(
        scheme=budget.scheme.id,
        scheme_version=budget.scheme.version,
        rule_set=rules.name,
        n_rules=len(rules.rules),
        rules_sha256=rules.sha256,
        group_companies_outside=budget.tagger.group_companies_outside,
        n_decisions=len(log.decisions),
        decisions_sha256=log.chain[-1] if log.decisions else "",
        n_splits=len({item.line.line_key for item in budget.lines if "." in item.key}),
        n_links=len(budget.links),
        file=budget.version.source.file,
        file_sha256=budget.version.source.sha256,
    )
