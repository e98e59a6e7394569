"""What was changed of a dossier's rules and choices, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.i18n.catalogue import LANGUAGES, Language, t
from finmodel.i18n.tagging import said
from finmodel.tagging.choice_changes import ChoiceChange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.tagging.change_log import ChangeEntry
    from finmodel.tagging.choice_changes import ChangedKeys
    from finmodel.tagging.rules import RuleSet
    from finmodel.tagging.schemes import Scheme

__all__ = ["SHOWN_HASH", "change_reason", "choice_change_text", "profile_text"]

SHOWN_HASH = 12
"""Figures of a hash that tell one set of rules from another at a glance; the method has the whole of it."""

_MOST = 15
_ON_IMPORT = "app.budget_import.choices_reason"


def profile_text(scheme: Scheme, profile: str, language: Language) -> str:
    """Return a weight profile's name and version by its id, "" being the scheme's usual one; an unknown id as it is."""
    found = scheme.profile(profile or None)
    if found is None:
        return profile or "–"
    return t("tag_change.profile_named", language, name=said(found.name, language), version=found.version)


def change_reason(entry: ChangeEntry, language: Language) -> str:
    """Return why something was done: what the program itself has written in the reader's language, else as it stands.

    Parameters
    ----------
    entry
        Of the change log. Where choices come with an import, the program writes why, in the language of that day.
    language
        Of the words; the version's name in them is as it was written.
    """
    if isinstance(entry.item, ChoiceChange):
        for each in LANGUAGES:
            first, last = t(_ON_IMPORT, each, name="\0").split("\0")
            if entry.reason.startswith(first) and entry.reason.endswith(last):
                name = entry.reason[len(first) : len(entry.reason) - len(last)]
                return t(_ON_IMPORT, language, name=name)
    return entry.reason


def choice_change_text(change: ChoiceChange, scheme: Scheme, language: Language) -> str:
    """Return what a step of the history of choices has changed, one sentence for each thing.

    Parameters
    ----------
    change
        The step; its first one says what was chosen.
    scheme
        Of the weights.
    language
        Of the words; names and ids are as they were written.
    """
    return "; ".join(_parts(change, scheme, language))


def _parts(change: ChoiceChange, scheme: Scheme, language: Language) -> Iterator[str]:
    before, after = change.before, change.after

    def step(name: str, old: str, new: str) -> str:
        word = t(f"tag_change.{name}", language)
        return f"{word}: {new}" if before is None else f"{word}: {old} → {new}"

    if change.has_rules:
        old = "" if before is None else _rules(before.rule_set, language)
        yield step("rules", old, _rules(after.rule_set, language))
        yield from _keys(change.rules, "rule", language)
    if before is None or before.profile != after.profile:
        old = "" if before is None else profile_text(scheme, before.profile, language)
        yield step("profile", old, profile_text(scheme, after.profile, language))
    if before is None or before.group_companies_outside != after.group_companies_outside:
        where = {flag: t(f"tag_change.companies_{'out' if flag else 'in'}", language) for flag in (True, False)}
        old = "" if before is None else where[before.group_companies_outside]
        yield step("companies", old, where[after.group_companies_outside])
    if before is None or before.municipality != after.municipality:
        old = "" if before is None else before.municipality or "–"
        yield step("municipality", old, after.municipality or "–")
    sizes = [None if one is None or one.activities is None else len(one.activities.prefixes) for one in (before, after)]
    if sizes[0] != sizes[1] or change.activities:
        none = t("tag_change.no_activities", language)
        yield step("activities", *(none if n is None else str(n) for n in sizes))
        yield from _keys(change.activities, "activity", language)


def _rules(rules: RuleSet, language: Language) -> str:
    return t("tag_change.rules_named", language, name=rules.name, n=len(rules.rules), hash=rules.sha256[:SHOWN_HASH])


def _keys(keys: ChangedKeys, what: str, language: Language) -> Iterator[str]:
    for how in ("added", "changed", "removed"):
        names: tuple[str, ...] = getattr(keys, how)
        if names:
            shown = ", ".join(names[:_MOST])
            if len(names) > _MOST:
                shown += f" {t('tag_change.more', language, n=len(names) - _MOST)}"
            yield f"{t(f'tag_change.{what}_{how}', language)}: {shown}"
