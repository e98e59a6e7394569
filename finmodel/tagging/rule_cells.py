"""One rule from the cells of its row, and the words that stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeVar

from finmodel.errors import Issue, Param, Severity
from finmodel.tagging.lines import LineKind
from finmodel.tagging.patterns import Pattern, PatternError, pattern_of
from finmodel.tagging.problems import issue, nearest
from finmodel.tagging.rules import FIRST_SCOPE, Confidence, Rule
from finmodel.tagging.schemes import Scheme

__all__ = [
    "ANY",
    "CONFIDENCE",
    "HEADINGS",
    "KINDS",
    "NOTE",
    "NOTHING",
    "OPTIONAL",
    "PATTERNS",
    "YES_NO",
    "RuleRow",
    "rule_of",
]

HEADINGS: Final = (
    *("id", "prio", "typ", "verksamhet", "konto", "motpart", "text", "ej_text", "over", "konf", "granska", "skal"),
)
"""Headings of every rule set, beside one heading for each axis of its scheme (``begr`` and ``anp`` in the Swedish)."""

ANY: Final = "*"
NOTHING: Final = "-"

NOTE: Final = "skal"
"""The heading of the author's words, which may have semicolons of their own."""

OPTIONAL: Final = frozenset({"motpart", "ej_text", "over", "konf", "granska", "skal", "verksamhet", "konto"})
"""Headings that a table may lack."""

PATTERNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "activity": "verksamhet",
        "account": "konto",
        "counterparty": "motpart",
        "text": "text",
        "not_text": "ej_text",
    }
)
"""Heading of each pattern of a rule."""

KINDS: Final[Mapping[str, frozenset[LineKind]]] = MappingProxyType(
    {"D": frozenset({LineKind.OPERATING}), "I": frozenset({LineKind.INVESTMENT}), "DI": frozenset(LineKind)}
)
CONFIDENCE: Final[Mapping[str, Confidence]] = MappingProxyType(
    {"h": Confidence.HIGH, "m": Confidence.MEDIUM, "l": Confidence.LOW}
)
YES_NO: Final[Mapping[str, bool]] = MappingProxyType({"j": True, "n": False})

_KINDS_READ: Final = MappingProxyType({**KINDS, "ID": KINDS["DI"]})
_ID: Final = re.compile(r"[^\s;,|]{1,20}")

T = TypeVar("T")


@dataclass
class RuleRow:
    """A row that is being read, and the problems found in it.

    Attributes
    ----------
    cells
        Texts by heading, without blanks at their ends.
    source
        The file's or the sheet's name, for the issues.
    number
        Of the row in it.
    issues
        What is wrong, so far.
    """

    cells: Mapping[str, str]
    source: str
    number: int
    issues: list[Issue] = field(default_factory=list)

    def cell(self, heading: str) -> str:
        """Return the text under a heading, "" where there is none."""
        return self.cells.get(heading, "")

    @property
    def id(self) -> str:
        """The rule's id, as it is written."""
        return self.cell("id")

    def problem(self, code: str, heading: str, severity: Severity = Severity.ERROR, **params: Param) -> None:
        """Keep a problem with the cell under a heading."""
        self.issues.append(issue(code, self.source, self.id or None, heading, severity, line=self.number, **params))


def rule_of(row: RuleRow, scheme: Scheme) -> Rule:
    """Return the rule of a row, whose problems are kept in it; a cell that cannot be used is read as blank."""
    if not _ID.fullmatch(row.id):
        row.problem("FM-T105", "id", value=row.id)
    priority = row.cell("prio")
    if not (priority.isascii() and priority.isdigit() and len(priority) <= 3):
        row.problem("FM-T105", "prio", value=priority)
        priority = "0"
    patterns = {name: _pattern(row, heading) for name, heading in PATTERNS.items()}
    over = row.cell("over")
    rule = Rule(
        id=row.id,
        priority=int(priority),
        kinds=_choice(row, "typ", _KINDS_READ, str.upper, frozenset()),
        categories=_categories(row, scheme),
        over=frozenset() if over in (NOTHING, ANY) else frozenset(re.split(r"[\s,]+", over)) - {""},
        confidence=_choice(row, "konf", CONFIDENCE, str.lower, Confidence.LOW),
        review=_choice(row, "granska", YES_NO, str.lower, True),
        note=row.cell("skal"),
        **patterns,
    )
    _check_scope(row, rule, scheme)
    return rule


def _choice(row: RuleRow, heading: str, choices: Mapping[str, T], case: Callable[[str], str], blank: T) -> T:
    cell = row.cell(heading)
    if not cell and heading in OPTIONAL:
        return blank
    if case(cell) not in choices:
        row.problem("FM-T106", heading, value=cell, known=tuple(choices))
        return blank
    return choices[case(cell)]


def _pattern(row: RuleRow, heading: str) -> Pattern | None:
    source = row.cell(heading)
    if source in ("", ANY):
        return None
    try:
        return pattern_of(source)
    except PatternError as error:
        code = {"broken": "FM-T107", "too_slow": "FM-T108"}.get(error.reason, "FM-T109")
        row.problem(code, heading, value=source, position=error.position)
        return None


def _categories(row: RuleRow, scheme: Scheme) -> Mapping[str, str]:
    found = {}
    for axis in scheme.axes:
        cell = row.cell(axis.heading)
        known = {name.casefold(): name for name in scheme.on_axis(axis.id)}
        if cell in ("", ANY):
            continue
        if cell == NOTHING and NOTHING not in known:
            continue
        if cell.casefold() not in known:
            row.problem(
                "FM-T110",
                axis.heading,
                value=cell,
                known=tuple(known.values()),
                nearest=nearest(cell, tuple(known.values())),
            )
            continue
        found[axis.id] = known[cell.casefold()]
    if not found and not row.issues:
        row.problem("FM-T116", scheme.axes[0].heading, Severity.WARNING)
    return MappingProxyType(found)


def _check_scope(row: RuleRow, rule: Rule, scheme: Scheme) -> None:
    """Outside is for the whole line, and for scope rules only, so that nothing leaves the base by the way."""
    says = set(rule.categories.values())
    is_outside = says == {scheme.outside} and len(rule.categories) == len(scheme.axes)
    if any(one.severity is Severity.ERROR for one in row.issues):
        return
    if not is_outside if rule.is_scope else scheme.outside in says:
        row.problem("FM-T113", "prio", value=rule.priority, expected=FIRST_SCOPE, category=scheme.outside)
