"""Rules from rows of cells, as a CSV file, a workbook sheet or a YAML list has them; all problems at once."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from finmodel.errors import InputError, Issue, Severity, has_errors
from finmodel.tagging.problems import issue, nearest
from finmodel.tagging.rule_cells import HEADINGS, NOTE, OPTIONAL, RuleRow, rule_of
from finmodel.tagging.rule_set_problems import catching_all, rule_set_problems
from finmodel.tagging.rules import Rule, RuleSet
from finmodel.tagging.schemes import Scheme

__all__ = ["HEADINGS", "MAX_RULES", "rules_of_csv", "rules_of_rows"]

MAX_RULES: Final = 5000


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
    *,
    is_kept: bool = False,
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
    is_kept
        Whether they are in use already, in a dossier that must be readable: then what they would catch is not asked.

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
        priority 880, or something else from there on, FM-T115 a row with too many cells, FM-T117 a pattern that is
        found in every text.
    """
    names = [heading.strip().casefold() for heading in headings]
    found = list(_heading_problems(names, scheme, source))
    if has_errors(found):
        raise InputError(found)
    read: list[RuleRow] = []
    rules: list[Rule] = []
    for place, of_row in enumerate(rows):
        cells = list(of_row)
        if not any(cell.strip() for cell in cells):
            continue
        if names[-1] == NOTE:  # a note may have semicolons of its own
            cells = [*cells[: len(names) - 1], "; ".join(cell.strip() for cell in cells[len(names) - 1 :] if cell)]
        row = RuleRow(
            dict(zip(names, (cell.strip() for cell in cells), strict=False)),
            source,
            numbers[place] if place < len(numbers) else place + 2,
        )
        read.append(row)
        if any(cell.strip() for cell in cells[len(names) :]):
            row.problem("FM-T115", names[-1], value=len(cells), expected=len(names))
        rules.append(rule_of(row, scheme))
    found += (one for row in read for one in row.issues)
    at = [row.number for row in read]
    found += rule_set_problems(rules, at, source)
    if not is_kept:
        found += catching_all(rules, at, source)
    if not 0 < len(rules) <= MAX_RULES:
        found.append(issue("FM-T103", source, value=len(rules), maximum=MAX_RULES))
    if has_errors(found):
        raise InputError(found)
    return RuleSet(name, scheme.id, tuple(rules)), tuple(found)


def _heading_problems(names: Sequence[str], scheme: Scheme, source: str) -> Iterator[Issue]:
    axes = tuple(axis.heading for axis in scheme.axes)
    missing = tuple(name for name in (*HEADINGS, *axes) if name not in names and name not in OPTIONAL)
    if missing:
        yield issue("FM-T101", source, missing=missing)
    for name, n in Counter(name for name in names if name).items():
        if n > 1:
            yield issue("FM-T102", source, field=name, value=name)
        if name not in HEADINGS and name not in axes:
            close = nearest(name, (*HEADINGS, *axes))
            yield issue("FM-T114", source, field=name, severity=Severity.WARNING, value=name, nearest=close)
