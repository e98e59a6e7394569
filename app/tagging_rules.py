"""Rules and the other choices of a dossier: read from files, and what they would change. No widgets here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import streamlit as st

from app import tagging
from finmodel.errors import InputError, Issue
from finmodel.i18n.tagging_notes import SHIPPED_LANGUAGE, notes_in
from finmodel.intake.tagging_templates import proposed_rules, schemes
from finmodel.store.activity_codes import activities_from_file
from finmodel.store.tagging_rules import rules_from_file, rules_workbook
from finmodel.tagging.comparison import compared
from finmodel.tagging.lines import LineKind

if TYPE_CHECKING:
    from app.tagging import OpenedDossier
    from finmodel.i18n import Language
    from finmodel.tagging.activities import ActivityMap
    from finmodel.tagging.choices import Choices
    from finmodel.tagging.comparison import Change
    from finmodel.tagging.rules import RuleSet
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = [
    "Effect",
    "ReadRules",
    "effect",
    "is_proposed",
    "n_decided_by",
    "read_activities",
    "read_rules",
    "rules_file",
    "to_proposed",
]


@dataclass(frozen=True)
class ReadRules:
    """An uploaded set of rules: the rules and their scheme, or None, and everything that was found."""

    rule_set: RuleSet | None
    scheme: Scheme | None
    issues: tuple[Issue, ...]


def read_rules(name: str, data: bytes) -> ReadRules:
    """Read rules from a file; nothing is raised and nothing is kept."""
    return _read_rules(hashlib.sha256(data).hexdigest(), name, data)


@st.cache_resource(show_spinner=False, max_entries=8)
def _read_rules(sha256: str, name: str, _data: bytes) -> ReadRules:  # noqa: ARG001, RUF100
    try:
        rule_set, scheme, issues = rules_from_file(_data, name, schemes())
    except InputError as error:
        return ReadRules(None, None, error.issues)
    return ReadRules(notes_in(rule_set, SHIPPED_LANGUAGE), scheme, issues)


def rules_file(opened: OpenedDossier, language: Language) -> bytes:
    """Return the rules in use as a workbook that can be edited and read back."""
    return rules_workbook(notes_in(opened.choices.rule_set, language), opened.scheme, language)


def is_proposed(opened: OpenedDossier) -> bool:
    """Whether the rules in use say what finmodel's proposal says."""
    return opened.choices.rule_set.sha256 == proposed_rules().sha256


def to_proposed(choices: Choices) -> Choices:
    """Return the choices with finmodel's proposed rules."""
    return replace(choices, rule_set=proposed_rules())


def read_activities(name: str, data: bytes) -> ActivityMap:
    """Return a table from own activity codes to common ones, as the command line reads it.

    Raises
    ------
    InputError
        As :func:`~finmodel.store.activity_codes.activities_from_file`.
    """
    return activities_from_file(data, name)


@dataclass(frozen=True)
class Effect:
    """What other choices would change of the current version's tags, on its usual basis and in all its years.

    Attributes
    ----------
    n_lines, n_of
        Lines whose tag on some axis would be another, of how many.
    moved
        Their amounts by kind [öre].
    changes
        By kind, axis and category, from before to after.
    """

    n_lines: int
    n_of: int
    moved: Mapping[LineKind, int]
    changes: Mapping[tuple[LineKind, str, str], Change]


def effect(opened: OpenedDossier, choices: Choices) -> Effect | None:
    """Return what other choices would change, None where there is no budget to change."""
    if opened.dossier.current is None:
        return None
    other = tagging.OpenedDossier(replace(opened.kept, choices=choices), opened.is_sample)
    before, after = tagging.tagged(opened), tagging.tagged(other)
    moved: dict[LineKind, int] = {}
    changes: dict[tuple[LineKind, str, str], Change] = {}
    n_lines = 0
    for kind in LineKind:
        found = compared(before.lines, after.lines, opened.scheme, kind)
        again = [line for line in found.lines if line.is_retagged]
        n_lines += len(again)
        if again:
            moved[kind] = sum(line.after_ore for line in again)
        changes |= {
            (kind, axis, category): change
            for axis, of_axis in found.changes.items()
            for category, change in of_axis.items()
            if change.before or change.after
        }
    return Effect(n_lines, len(after.lines), MappingProxyType(moved), MappingProxyType(changes))


def n_decided_by(budget: TaggedBudget) -> Counter[str]:
    """Return on how many lines each rule has its say."""
    return Counter(name for item in budget.lines for name in item.verdict.rules)
