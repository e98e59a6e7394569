"""Rules from rows of cells, as a CSV file, a workbook sheet or a YAML list has them; all problems at once."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from finmodel.errors import InputError, Issue, Param, Severity, has_errors
from finmodel.tagging.lines import LineKind
from finmodel.tagging.patterns import Pattern, PatternError, pattern_of
from finmodel.tagging.problems import issue, nearest
from finmodel.tagging.rules import FIRST_SCOPE, Confidence, Rule, RuleSet
from finmodel.tagging.schemes import Scheme

__all__ = ["HEADINGS", "rules_of_csv", "rules_of_rows"]

HEADINGS = ("id", "prio", "typ", "verksamhet", "konto", "motpart", "text", "ej_text", "over", "konf", "granska", "skal")
"""Headings of every rule set, beside one heading for each axis of its scheme (``begr`` and ``anp`` in the Swedish)."""

T = TypeVar("T")
_NOTE = "skal"

_PATTERNS = {
    "activity": "verksamhet",
    "account": "konto",
    "counterparty": "motpart",
    "text": "text",
    "not_text": "ej_text",
}
_OPTIONAL = frozenset({"motpart", "ej_text", "over", "konf", "granska", "skal", "verksamhet", "konto"})
_CONFIDENCE = {"h": Confidence.HIGH, "m": Confidence.MEDIUM, "l": Confidence.LOW}
_YES_NO = {"j": True, "n": False}
_KINDS = {"D": frozenset({LineKind.OPERATING}), "I": frozenset({LineKind.INVESTMENT}), "DI": frozenset(LineKind)}
_KINDS["ID"] = _KINDS["DI"]
_ID = re.compile(r"[^\s;,|]{1,20}")
MAX_RULES = 5000


@dataclass
class _Row:
    """A row that is being read, and the problems found in it."""

    cells: Mapping[str, str]
    source: str
    number: int
    issues: list[Issue] = field(default_factory=list)

    def cell(self, heading: str) -> str:
        return self.cells.get(heading, "")

    @property
    def id(self) -> str:
        return self.cell("id")

    def problem(self, code: str, heading: str, severity: Severity = Severity.ERROR, **params: Param) -> None:
        self.issues.append(issue(code, self.source, self.id or None, heading, severity, line=self.number, **params))


def rules_of_csv(text: str, scheme: Scheme, name: str, source: str = "") -> tuple[RuleSet, tuple[Issue, ...]]:
    """Return the rules of a text of cells with semicolons (commas, tabs) between them, headings on the first row.

    Parameters
    ----------
    text
        The file's content. Empty rows, rows that begin with ``#`` and a byte order mark are passed over.
    scheme
        Whose categories the rules use.
    name
        Of the rule set, as it is printed.
    source
        The file's name, for the issues.

    Returns
    -------
    tuple
        The rules, and warnings about them.

    Raises
    ------
    InputError
        As :func:`rules_of_rows`, and FM-T101 where it is no table at all.
    """
    plain = text.removeprefix("\ufeff")
    first = next((line for line in plain.splitlines() if line.strip() and not line.startswith("#")), "")
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=max(";,\t", key=first.count), strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader if row and not row[0].startswith("#")]
    except csv.Error:
        raise InputError([issue("FM-T101", source, missing=HEADINGS)]) from None
    if not rows:
        raise InputError([issue("FM-T101", source, missing=HEADINGS)])
    (_, headings), *body = rows
    return rules_of_rows(headings, [row for _, row in body], scheme, name, source, [number for number, _ in body])


def rules_of_rows(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    scheme: Scheme,
    name: str,
    source: str = "",
    numbers: Sequence[int] = (),
) -> tuple[RuleSet, tuple[Issue, ...]]:
    """Return the rules of a table.

    A cell with ``*`` is any, one with ``-`` says nothing on its axis; an empty cell is the same.

    Parameters
    ----------
    headings
        :data:`HEADINGS` and the headings of the scheme's axes, in any order.
    rows
        Cells as texts.
    scheme
        Whose categories the rules use.
    name
        Of the rule set, as it is printed.
    source
        The file's or the sheet's name, for the issues.
    numbers
        The rows' numbers in the file; from 2 on where they are not given.

    Returns
    -------
    tuple
        The rules, and warnings about them.

    Raises
    ------
    InputError
        FM-T101 a heading is missing, FM-T102 stands twice, FM-T103 no rules or too many, FM-T104 an id twice, FM-T105
        an id or a priority that is none, FM-T106 an unknown kind, certainty or yes/no, FM-T107 a broken pattern,
        FM-T108 one that may take forever, FM-T109 one that is not supported or too long, FM-T110 an unknown category,
        FM-T111 ``over`` names an unknown rule, FM-T112 goes in a circle, FM-T113 outside in part, below
        priority 880, or something else from there on, FM-T115 a row with too many cells.
    """
    names = [heading.strip().casefold() for heading in headings]
    found = list(_heading_problems(names, scheme, source))
    if has_errors(found):
        raise InputError(found)
    read: list[_Row] = []
    rules: list[Rule] = []
    for place, of_row in enumerate(rows):
        cells = list(of_row)
        if not any(cell.strip() for cell in cells):
            continue
        if names[-1] == _NOTE:  # a note may have semicolons of its own
            cells = [*cells[: len(names) - 1], "; ".join(cell.strip() for cell in cells[len(names) - 1 :] if cell)]
        row = _Row(
            dict(zip(names, (cell.strip() for cell in cells), strict=False)),
            source,
            numbers[place] if place < len(numbers) else place + 2,
        )
        read.append(row)
        if any(cell.strip() for cell in cells[len(names) :]):
            row.problem("FM-T115", names[-1], value=len(cells), expected=len(names))
        rules.append(_rule(row, scheme))
    found += (one for row in read for one in row.issues)
    found += _set_problems(rules, [row.number for row in read], source)
    if not 0 < len(rules) <= MAX_RULES:
        found.append(issue("FM-T103", source, value=len(rules), maximum=MAX_RULES))
    if has_errors(found):
        raise InputError(found)
    return RuleSet(name, scheme.id, tuple(rules)), tuple(found)


def _heading_problems(names: Sequence[str], scheme: Scheme, source: str) -> Iterator[Issue]:
    axes = tuple(axis.heading for axis in scheme.axes)
    missing = tuple(name for name in (*HEADINGS, *axes) if name not in names and name not in _OPTIONAL)
    if missing:
        yield issue("FM-T101", source, missing=missing)
    for name, n in Counter(name for name in names if name).items():
        if n > 1:
            yield issue("FM-T102", source, field=name, value=name)
        if name not in HEADINGS and name not in axes:
            close = nearest(name, (*HEADINGS, *axes))
            yield issue("FM-T114", source, field=name, severity=Severity.WARNING, value=name, nearest=close)


def _rule(row: _Row, scheme: Scheme) -> Rule:
    if not _ID.fullmatch(row.id):
        row.problem("FM-T105", "id", value=row.id)
    priority = row.cell("prio")
    if not (priority.isascii() and priority.isdigit() and len(priority) <= 3):
        row.problem("FM-T105", "prio", value=priority)
        priority = "0"
    patterns = {name: _pattern(row, heading) for name, heading in _PATTERNS.items()}
    over = row.cell("over")
    rule = Rule(
        id=row.id,
        priority=int(priority),
        kinds=_choice(row, "typ", _KINDS, str.upper, frozenset()),
        categories=_categories(row, scheme),
        over=frozenset() if over in ("-", "*") else frozenset(re.split(r"[\s,]+", over)) - {""},
        confidence=_choice(row, "konf", _CONFIDENCE, str.lower, Confidence.LOW),
        review=_choice(row, "granska", _YES_NO, str.lower, True),
        note=row.cell("skal"),
        **patterns,
    )
    _check_scope(row, rule, scheme)
    return rule


def _choice(row: _Row, heading: str, choices: Mapping[str, T], case: Callable[[str], str], blank: T) -> T:
    cell = row.cell(heading)
    if not cell and heading in _OPTIONAL:
        return blank
    if case(cell) not in choices:
        row.problem("FM-T106", heading, value=cell, known=tuple(choices))
        return blank
    return choices[case(cell)]


def _pattern(row: _Row, heading: str) -> Pattern | None:
    source = row.cell(heading)
    if source in ("", "*"):
        return None
    try:
        return pattern_of(source)
    except PatternError as error:
        code = {"broken": "FM-T107", "too_slow": "FM-T108"}.get(error.reason, "FM-T109")
        row.problem(code, heading, value=source, position=error.position)
        return None


def _categories(row: _Row, scheme: Scheme) -> Mapping[str, str]:
    found = {}
    for axis in scheme.axes:
        cell = row.cell(axis.heading)
        known = {name.casefold(): name for name in scheme.on_axis(axis.id)}
        if cell in ("", "*"):
            continue
        if cell == "-" and "-" not in known:
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


def _check_scope(row: _Row, rule: Rule, scheme: Scheme) -> None:
    """Outside is for the whole line, and for scope rules only, so that nothing leaves the base by the way."""
    says = set(rule.categories.values())
    is_outside = says == {scheme.outside} and len(rule.categories) == len(scheme.axes)
    if any(one.severity is Severity.ERROR for one in row.issues):
        return
    if not is_outside if rule.is_scope else scheme.outside in says:
        row.problem("FM-T113", "prio", value=rule.priority, expected=FIRST_SCOPE, category=scheme.outside)


def _set_problems(rules: Sequence[Rule], lines: Sequence[int], source: str) -> Iterator[Issue]:
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for rule, line in zip(rules, lines, strict=True):
        numbers[rule.id].append(line)
    for name, at in numbers.items():
        if len(at) > 1 and name:
            rows = tuple(map(str, at))
            yield issue("FM-T104", source, name, "id", value=name, n=len(at), line=at[-1], rows=rows)
    over: defaultdict[str, set[str]] = defaultdict(set)
    for rule, line in zip(rules, lines, strict=True):
        for name in sorted(rule.over):
            if name not in numbers:
                near = nearest(name, tuple(numbers))
                yield issue("FM-T111", source, rule.id, "over", line=line, value=name, nearest=near)
            over[rule.id].add(name)
    for name in sorted(over):
        if _reaches(name, name, over):
            yield issue("FM-T112", source, name, "over", line=numbers[name][0], value=name)


def _reaches(start: str, goal: str, over: Mapping[str, set[str]]) -> bool:
    seen, ahead = set(), list(over.get(start, ()))
    while ahead:
        name = ahead.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            ahead += over.get(name, ())
    return False
