"""The user's choices, and the steps of their history, as plain data and back, strictly."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any, Final

from finmodel.errors import InputError
from finmodel.tagging.activities import ActivityMap
from finmodel.tagging.choices import Choices, ChoiceStep
from finmodel.tagging.plain_rows import Fields, fields_of
from finmodel.tagging.problems import nearest
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.rule_rows import MAX_RULES, rules_of_rows
from finmodel.tagging.rule_table import rows_of_rules
from finmodel.tagging.rules import RuleSet
from finmodel.tagging.schemes import Scheme

__all__ = [
    "RuleSets",
    "choice_step_to_row",
    "choices_to_row",
    "read_choice_step",
    "read_choices",
]

RuleSets = dict[str, RuleSet]
"""Rules that were read already, by what stands of them: most steps of a history have the same ones."""

_NEEDED: Final = ("rules",)
_OPTIONAL: Final = ("profile", "activities", "group_companies_outside", "municipality")
_STEP: Final = ("who", "when", "reason")
_RULES: Final = ("name", "scheme", "headings", "rows")
_MAX_COLUMNS: Final = 100
_MAX_NAME: Final = 200


def choices_to_row(choices: Choices, scheme: Scheme) -> dict[str, object]:
    """Return plain data, the same for the same choices; rules as the table of :func:`rows_of_rules`."""
    headings, rows = rows_of_rules(choices.rule_set, scheme)
    return {
        "rules": {
            "name": choices.rule_set.name,
            "scheme": choices.rule_set.scheme,
            "headings": list(headings),
            "rows": [list(row) for row in rows],
        },
        "profile": choices.profile,
        "activities": None if choices.activities is None else dict(sorted(choices.activities.prefixes.items())),
        "group_companies_outside": choices.group_companies_outside,
        "municipality": choices.municipality,
    }


def choice_step_to_row(step: ChoiceStep, scheme: Scheme) -> dict[str, object]:
    """Return plain data as :func:`choices_to_row`, with ``who``, ``when`` and ``reason`` where any of them is known."""
    row = choices_to_row(step.choices, scheme)
    said = {"who": step.who, "when": step.when, "reason": step.reason}
    return row | said if any(said.values()) else row


def read_choice_step(
    row: object, pointer: str, problems: RowProblems, scheme: Scheme, known: RuleSets | None = None
) -> ChoiceStep | None:
    """Return the step at a place of a document, None (and told) where it cannot be read.

    Who, when and why may be missing; FM-T224 is told of a moment that is none.

    Parameters
    ----------
    row, pointer, problems, scheme, known
        As for :func:`read_choices`.
    """
    data: dict[str, Any] = row if isinstance(row, dict) else {}
    said = Fields({name: data[name] for name in _STEP if name in data}, pointer, problems)
    rest = {name: value for name, value in data.items() if name not in _STEP}
    choices = read_choices(rest if isinstance(row, dict) else row, pointer, problems, scheme, known)
    signature = {"who": said.text("who"), "when": said.moment("when"), "reason": said.text("reason")}
    return None if choices is None else ChoiceStep(choices=choices, **signature)


def read_choices(
    row: object, pointer: str, problems: RowProblems, scheme: Scheme, known: RuleSets | None = None
) -> Choices | None:
    """Return the choices at a place of a document, None (and told) where they cannot be read.

    Parameters
    ----------
    row, pointer
        What stands there, and where.
    problems
        Gets FM-T201 an unknown key, FM-T202 a value of the wrong kind, FM-T203 a key is missing, FM-T205 an unknown
        weight profile, FM-T210 rules of another scheme, and what :func:`~finmodel.tagging.rule_rows.rules_of_rows`
        refuses.
    scheme
        Of the dossier.
    known
        Rules that were read before; gets those that are read here.
    """
    fields = fields_of(row, pointer, problems, _NEEDED, _OPTIONAL)
    if fields is None:
        return None
    rules = fields.inner("rules", _RULES)
    rule_set = None if rules is None else _once(rules, scheme, {} if known is None else known)
    profile, profiles = fields.text("profile"), tuple(item.id for item in scheme.profiles)
    if profile and profile not in profiles:
        problems.add(
            "FM-T205",
            fields.at("profile"),
            value=profile[:80],
            known=profiles,
            nearest=nearest(profile[:80], profiles),
        )
    prefixes = None if fields.data.get("activities") is None else fields.texts("activities")
    if prefixes is not None and not all(own and common for own, common in prefixes.items()):
        fields.wrong("activities", "plain_mapping")
    is_outside = fields.flag("group_companies_outside", default=True)
    municipality = fields.text("municipality")
    if rule_set is None:
        return None
    return Choices(
        rule_set=rule_set,
        profile=profile,
        activities=None if prefixes is None else ActivityMap(MappingProxyType(prefixes)),
        group_companies_outside=is_outside,
        municipality=municipality,
    )


def _once(fields: Fields, scheme: Scheme, known: RuleSets) -> RuleSet | None:
    text = json.dumps(fields.data, sort_keys=True)
    if text not in known:
        found = _rules(fields, scheme)
        if found is None:
            return None
        known[text] = found
    return known[text]


def _rules(fields: Fields, scheme: Scheme) -> RuleSet | None:
    problems = fields.problems
    name = fields.text("name", longest=_MAX_NAME)
    of_scheme = fields.text("scheme")
    if of_scheme != scheme.id:
        problems.add("FM-T210", fields.at("scheme"), value=of_scheme[:80], expected=scheme.id)
        return None
    headings = _cells(fields.data.get("headings"))
    rows = [_cells(item) for item, _ in fields.items("rows")]
    if headings is None or not headings:
        fields.wrong("headings", "plain_list")
        return None
    if len(rows) > MAX_RULES or any(row is None or len(row) != len(headings) for row in rows):
        fields.wrong("rows", "plain_table")
        return None
    try:
        there = [row for row in rows if row is not None]
        rule_set, warnings = rules_of_rows(headings, there, scheme, name, name, is_kept=True)
    except InputError as error:
        for found in error.issues:
            problems.keep(found)
        return None
    for found in warnings:
        problems.keep(found)
    return rule_set


def _cells(value: object) -> list[str] | None:
    if not isinstance(value, list) or len(value) > _MAX_COLUMNS:
        return None
    inner = Fields({str(place): cell for place, cell in enumerate(value)}, "", RowProblems())
    cells = [inner.text(str(place)) for place in range(len(value))]
    return None if inner.problems.has_errors else cells
