"""Rules as a table of texts: what :mod:`finmodel.tagging.rule_rows` reads, written."""

from __future__ import annotations

from finmodel.tagging.patterns import Pattern
from finmodel.tagging.rule_cells import ANY, CONFIDENCE, HEADINGS, KINDS, NOTHING, PATTERNS, YES_NO
from finmodel.tagging.rules import Rule, RuleSet
from finmodel.tagging.schemes import Scheme

__all__ = ["headings_of", "rows_of_rules"]

_KINDS = {kinds: word for word, kinds in KINDS.items()}
_CONFIDENCE = {confidence: word for word, confidence in CONFIDENCE.items()}
_YES_NO = {flag: word for word, flag in YES_NO.items()}


def headings_of(scheme: Scheme) -> tuple[str, ...]:
    """Return the headings of rules of a scheme, its axes where ``rules_se.csv`` has them: after ``over``."""
    place = HEADINGS.index("over") + 1
    return (*HEADINGS[:place], *(axis.heading for axis in scheme.axes), *HEADINGS[place:])


def rows_of_rules(rule_set: RuleSet, scheme: Scheme) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return rules as cells of text, the inverse of :func:`~finmodel.tagging.rule_rows.rules_of_rows`.

    Parameters
    ----------
    rule_set
        Rules of the scheme.
    scheme
        Whose axes the columns are.

    Returns
    -------
    headings, rows
        The highest priority first. Read back they are the same rules: the same hash, notes too.

    Raises
    ------
    ValueError
        The rules are of another scheme.
    """
    if rule_set.scheme != scheme.id:
        raise ValueError(f"the rules are of {rule_set.scheme}, not of {scheme.id}")
    headings = headings_of(scheme)
    rows = []
    for rule in rule_set.rules:
        cells = {**_cells(rule), **_categories(rule, scheme)}
        rows.append(tuple(cells[heading] for heading in headings))
    return headings, tuple(rows)


def _cells(rule: Rule) -> dict[str, str]:
    return {
        "id": rule.id,
        "prio": str(rule.priority),
        "typ": _KINDS[rule.kinds],
        **{heading: _source(getattr(rule, name)) for name, heading in PATTERNS.items()},
        "over": " ".join(sorted(rule.over)) or NOTHING,
        "konf": _CONFIDENCE[rule.confidence],
        "granska": _YES_NO[rule.review],
        "skal": rule.note,
    }


def _source(pattern: Pattern | None) -> str:
    return ANY if pattern is None else pattern.source


def _categories(rule: Rule, scheme: Scheme) -> dict[str, str]:
    return {axis.heading: rule.categories.get(axis.id) or _silence(scheme, axis.id) for axis in scheme.axes}


def _silence(scheme: Scheme, axis: str) -> str:
    """Return the cell of an axis that the rule says nothing on; a scheme may have a category of that sign."""
    return "" if NOTHING in scheme.on_axis(axis) else NOTHING
