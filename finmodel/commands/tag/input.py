"""The road of ``finmodel tag`` from its files to a tagged budget; nothing is kept on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from finmodel.atomic import shown_name
from finmodel.commands.console import UsageError
from finmodel.commands.problems import load
from finmodel.commands.tag.call import UNITS
from finmodel.commands.tag.files import (
    Gathering,
    activities_of,
    bytes_of,
    is_marked_illustrative,
    person_names_of,
    rules_of,
)
from finmodel.commands.tag.masks import masking_told
from finmodel.commands.tag.progress import tell_large
from finmodel.commands.tag.tables import BEFORE, NOW, read_tables
from finmodel.errors import InputError, Issue, Param, Severity
from finmodel.excel.tagging.masks import Masks
from finmodel.intake.budget_versions import version_of_table
from finmodel.intake.budget_whose import municipality_of_table
from finmodel.intake.findings import shown
from finmodel.tagging.choices import Choices
from finmodel.tagging.dossier import Dossier, aligned_version, import_version
from finmodel.tagging.tagged_budget import tagged_budget
from finmodel.tagging.whose_plan import is_plan_of

if TYPE_CHECKING:
    from finmodel.analysis.action_money import ActionMoney
    from finmodel.commands.console import Console
    from finmodel.commands.tag.call import TagCall
    from finmodel.intake.budget_lines import BudgetTable
    from finmodel.intake.budget_privacy import Masking
    from finmodel.store.dossier.document import DecisionFile
    from finmodel.tagging.lines import Amounts
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged_budget import TaggedBudget
    from finmodel.tagging.versions import Version

__all__ = ["TagInput", "each_once", "read_input"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagInput:
    """Everything that a report is made of.

    Attributes
    ----------
    budget
        Tagged; whether it is balanced is still to be asked.
    before
        The earlier version or year by the same rules and decisions, None where none was named.
    plan
        What the plan's actions need and have been granted, None without a plan.
    unit
        Of money in texts.
    masking
        What is masked in all that is written.
    issues
        Warnings and notices.
    plan_of
        Whose plan it is; "" without one.
    """

    budget: TaggedBudget
    before: TaggedBudget | None
    plan: ActionMoney | None
    unit: str
    masking: Masking
    issues: tuple[Issue, ...]
    plan_of: str = ""


def read_input(console: Console, call: TagCall) -> TagInput:
    """Read all files and tag the budget.

    Parameters
    ----------
    console
        Where to tell the progress of large files.
    call
        Checked.

    Returns
    -------
    TagInput
        With warnings and notices.

    Raises
    ------
    InputError
        With the problems of all files, masked as was asked for.
    UsageError
        The budget has no such basis: exit code 2.
    """
    gathering = Gathering()
    rules = gathering.read(lambda: rules_of(call.rules, call.scheme), call.rules)
    activities = call.activities and gathering.read(lambda: activities_of(str(call.activities)), call.activities)
    plan = call.plan and gathering.read(lambda: _plan_money(str(call.plan)), call.plan)
    decided = (
        call.decisions and rules and gathering.read(lambda: _decisions(str(call.decisions), rules[1]), call.decisions)
    )
    names = call.mask_names and gathering.read(lambda: person_names_of(str(call.mask_names)))
    masking = replace(call.masking, names=names or frozenset())
    masks = Masks(masking)
    try:
        tables = read_tables(console, call, masks, gathering)
        gathering.stop_if_errors()
    except InputError as error:
        raise InputError(map(masks.issue, error.issues)) from None
    rule_set, scheme, warnings = rules or rules_of(None, None)
    choices = Choices(
        rule_set=rule_set,
        activities=activities or None,
        group_companies_outside=not call.group_companies_inside,
    )
    money, plan_of = plan or (None, "")
    road = _Road(console, call, tables, decided or None, money, plan_of, masks, list(warnings))
    return road.tagged(choices, scheme)


class _Road:
    """From tables to a tagged budget, by way of a dossier that is let go afterwards."""

    def __init__(
        self,
        console: Console,
        call: TagCall,
        tables: Mapping[str, BudgetTable],
        decided: DecisionFile | None,
        plan: ActionMoney | None,
        plan_of: str,
        masks: Masks,
        issues: Iterable[Issue],
    ) -> None:
        self.console, self.call, self.tables, self.decided = console, call, tables, decided
        self.plan, self.plan_of = plan, plan_of
        self.masks, self.masking = masks, masks.masking
        self.issues = list(issues)
        self.unit = call.chosen_unit or _unit_of(tables[NOW])

    def tagged(self, choices: Choices, scheme: Scheme) -> TagInput:
        """Import the versions with the decisions that belong to each, and tag them."""
        dossier, tagger = Dossier(scheme.id), choices.tagger(scheme)
        tell_large(self.console, "tag_tagging", sum(len(table.lines) for table in self.tables.values()))
        versions = {name: self._version(name, table) for name, table in self.tables.items()}
        left = self.decided
        if BEFORE in versions:
            dossier = self._imported(dossier, versions[BEFORE])
            if left is not None:
                # What was decided on lines that have another key by now follows them into the next version.
                now = aligned_version(dossier, versions[NOW], self._known())
                here, left = _parted(left, dossier.version(BEFORE), now)
                dossier = self._decided(dossier, here, scheme)
        dossier = self._imported(dossier, versions[NOW])
        if left is not None:
            dossier = self._decided(dossier, left, scheme)
        budget = tagged_budget(dossier, tagger, dossier.version(NOW), self.call.chosen_basis)
        before = tagged_budget(dossier, tagger, dossier.version(BEFORE)) if BEFORE in versions else None
        self.issues += _of_another(self.tables[NOW], self.plan_of)
        issues = each_once(map(self.masks.issue, (*self.issues, *budget.issues)))
        return TagInput(
            budget=self.masks.budget(budget),
            before=before and self.masks.budget(before),
            plan=self.plan,
            unit=self.unit,
            masking=self.masking,
            issues=issues,
            plan_of=self.plan_of,
        )

    def _version(self, name: str, table: BudgetTable) -> Version:
        self.issues += masking_told(table, self.masking)
        path = self.call.budget if name == NOW else self.call.before
        version, issues = version_of_table(
            table,
            name,
            masking=self.masking,
            is_illustrative=self.call.is_illustrative or is_marked_illustrative(str(path)),
        )
        self.issues += issues
        if name == NOW:
            basis = self.call.chosen_basis or version.basis
            if basis not in version.bases:
                raise UsageError("tag_no_basis", value=str(basis), known=", ".join(map(str, version.bases)))
            stated = self.call.stated_totals(self.unit, self.console.language)
            version = replace(
                version, controls=MappingProxyType({(basis, kind, year): ore for (kind, year), ore in stated.items()})
            )
        return version

    def _imported(self, dossier: Dossier, version: Version) -> Dossier:
        dossier, issues = import_version(dossier, aligned_version(dossier, version, self._known()))
        self.issues += issues
        return dossier

    def _known(self) -> Mapping[str, Amounts]:
        """Return the amounts that lines were last decided on: of lines that are alike they tell which is which."""
        decisions = () if self.decided is None else self.decided.decisions
        return {item.key: item.amounts for item in decisions if item.amounts}

    def _decided(self, dossier: Dossier, decided: DecisionFile, scheme: Scheme) -> Dossier:
        from finmodel.store.dossier.document import with_decisions  # noqa: PLC0415 - tables of decisions may be workbooks

        actions = None if self.plan is None else tuple(self.plan.actions)
        dossier, issues = with_decisions(dossier, decided, scheme, actions, now=datetime.now(UTC).isoformat())
        self.issues += issues
        return dossier


def _of_another(table: BudgetTable, plan_of: str) -> tuple[Issue, ...]:
    """Return that the budget names another municipality than the plan's: its actions are hardly this budget's."""
    found = municipality_of_table(table)
    if not found or not plan_of or is_plan_of(found, plan_of):
        return ()
    params: dict[str, Param] = {"value": shown(found), "municipality": shown(plan_of)}
    return (Issue("FM-T229", Severity.WARNING, params=params),)


def _plan_money(path: str) -> tuple[ActionMoney, str]:
    """Return what the actions of a plan need, and whose plan it is."""
    from finmodel.analysis.action_money import action_money  # noqa: PLC0415 - the engine is heavy
    from finmodel.analysis.evaluate import evaluate  # noqa: PLC0415

    plan = load(path).plan
    return action_money(evaluate(plan)), plan.settings.municipality


def _decisions(path: str, scheme: Scheme) -> DecisionFile:
    from finmodel.store.dossier.document import decisions_from_file  # noqa: PLC0415 - may be a workbook

    return decisions_from_file(bytes_of(path), shown_name(path), scheme)


def _parted(decided: DecisionFile, before: Version, now: Version) -> tuple[DecisionFile, DecisionFile]:
    """Return what is about lines that only the earlier version has, and the rest."""
    only = {line.key for line in before.lines} - {line.key for line in now.lines}

    def part(*, is_here: bool) -> DecisionFile:
        kept: dict[str, Any] = {
            name: tuple(one for one in getattr(decided, name) if (one.key.partition(".")[0] in only) is is_here)
            for name in ("decisions", "splits", "links")
        }
        return replace(decided, **kept)

    return part(is_here=True), part(is_here=False)


def _unit_of(table: BudgetTable) -> str:
    """Return the unit that the file states, kronor where it states none or several."""
    units = {column.unit or mapping.unit for mapping in table.mappings for column in mapping.amounts}
    (unit,) = units if len(units) == 1 else {None}
    return unit if unit in UNITS else UNITS[0]


def each_once(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return the issues without those that were found twice on the way, the gravest first."""
    found = {(one.code, one.where, repr(sorted(one.params.items()))): one for one in issues}
    return tuple(sorted(found.values(), key=lambda one: list(Severity).index(one.severity)))
