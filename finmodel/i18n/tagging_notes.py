"""Why a rule is as it is, in words: the notes of finmodel's own rules in both languages, anybody else's as written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finmodel.i18n.catalogue import LANGUAGES, Language, has, t

if TYPE_CHECKING:
    from finmodel.tagging.rules import Rule, RuleSet

__all__ = ["SHIPPED_LANGUAGE", "note_of", "notes_in"]

SHIPPED_LANGUAGE: Language = "sv"
"""The language that the notes of the shipped rules are written in, and kept in with a dossier's rules."""


def note_of(rule: Rule, language: Language) -> str:
    """Return the note of a rule in a language; every place that shows a note asks here.

    Parameters
    ----------
    rule
        Of any set.
    language
        Of a note that is word for word the one that finmodel ships for a rule of that id, in either language.

    Returns
    -------
    str
        The shipped note in the language; a note that its author has changed is returned as it is written.
    """
    key = f"rule_note.{rule.id}"
    is_shipped = has(key, language) and rule.note in {t(key, each) for each in LANGUAGES}
    return t(key, language) if is_shipped else rule.note


def notes_in(rule_set: RuleSet, language: Language) -> RuleSet:
    """Return rules with their shipped notes in a language; nothing else of them, the hash too, is another.

    Rules are written out for an officer in her language, and kept in :data:`SHIPPED_LANGUAGE`: a workbook that was
    written in English and is read again has then changed no note.
    """
    return replace(rule_set, rules=tuple(replace(rule, note=note_of(rule, language)) for rule in rule_set.rules))
