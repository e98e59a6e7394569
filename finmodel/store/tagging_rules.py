"""Rules of tagging in files: read from a table of text, a workbook or a list, and written as a workbook to edit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from finmodel.errors import InputError, Issue, Where
from finmodel.intake.budget_encoding import find_encoding
from finmodel.intake.guard import PLAN_LIMITS
from finmodel.intake.sheetscan import column_letters
from finmodel.store.dossier.cells import TextSheet, is_workbook, sheet_of_workbook
from finmodel.store.dossier.parsing import check_not_empty, check_size, file_name
from finmodel.store.tagging_rules_book import rule_sheets, rules_workbook, stated_scheme
from finmodel.store.tagging_rules_list import rules_of_json, rules_of_yaml
from finmodel.store.tagging_rules_scheme import scheme_of_headings
from finmodel.tagging.problems import nearest, shown_value
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.rule_rows import HEADINGS, rules_of_rows

if TYPE_CHECKING:
    from finmodel.tagging.rules import RuleSet
    from finmodel.tagging.schemes import Scheme

__all__ = ["rules_from_file", "rules_workbook"]

_MAX_BYTES = 20_000_000
_LISTS = {".yaml": rules_of_yaml, ".yml": rules_of_yaml, ".json": rules_of_json}
_HEADER_WITHIN = 30
_MAX_NAME = 100
_SEPARATOR = re.compile(r"\A\"?sep=.\"?(?=\r?\n)", re.IGNORECASE)


@dataclass(frozen=True)
class _Table:
    """Rules as cells, before they are read.

    Attributes
    ----------
    name, source
        Of the rule set, and of the file or sheet for the issues.
    headings, rows, numbers
        Cells, and where the rows stand.
    scheme
        Id of the scheme that the file states; "" where it states none.
    placed
        From an issue's column (None: not known) and row number to its place.
    """

    name: str
    source: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]] = field(repr=False)
    numbers: Sequence[int] = field(repr=False)
    scheme: str = ""
    placed: Callable[[Issue, int | None, int], Issue] = field(default=lambda issue, column, row: issue, repr=False)


def rules_from_file(data: bytes, name: str, schemes: Mapping[str, Scheme]) -> tuple[RuleSet, Scheme, tuple[Issue, ...]]:
    """Return the rules of a file.

    Parameters
    ----------
    data
        The whole file: a table of text with the headings of ``rules_se.csv`` (UTF-8, UTF-16 or the encoding of
        Windows), a workbook with the sheet ``Regler`` or ``Rules`` (or with one sheet only), or a list in YAML or JSON
        of mappings with the headings as keys, alone or as ``{name, scheme, rules: [...]}``.
    name
        Its name: of the rule set where the file states none, for the issues, and for telling a list from a table.
    schemes
        By id. The rules are of the one that the file states, otherwise of the one whose axes are columns of it; of
        several with the same axes, of the one that knows the categories.

    Returns
    -------
    rules, scheme, issues
        The issues are warnings and notices.

    Raises
    ------
    InputError
        All problems at once, each with its cell of the workbook, its line, or its place in the list: FM-T101 to
        FM-T116 as :func:`~finmodel.tagging.rule_rows.rules_of_rows`, FM-T137 and FM-T200 to FM-T211 the document,
        FM-T225 to FM-T227 the sheet, FM-T228 an empty file, FM-B104 and FM-B146 a torn table, FM-T240 headings of no
        scheme, FM-T241 no list, FM-T242 no text, and what the
        guard of workbooks finds.
    """
    shown = file_name(name)
    problems = RowProblems(shown)
    check_size(data, problems, _MAX_BYTES)
    check_not_empty(data, problems)
    if is_workbook(data, name):
        table = _workbook_table(data, shown, schemes, problems)
    else:
        text = _text(data, shown)
        read = _LISTS.get(f".{shown.rpartition('.')[2]}".casefold())
        table = _text_table(text, shown) if read is None else _list_table(text, shown, read, problems)
    scheme = _scheme(table, schemes, problems)
    found: tuple[Issue, ...] = ()
    rule_set = None
    if scheme is not None:
        try:
            rule_set, found = rules_of_rows(table.headings, table.rows, scheme, table.name, table.source, table.numbers)
        except InputError as error:
            found = error.issues
    for issue in found:
        problems.keep(_placed(issue, table))
    problems.stop_if_errors()
    assert rule_set is not None  # noqa: S101 - stopped otherwise
    assert scheme is not None  # noqa: S101
    return rule_set, scheme, problems.all()


def _scheme(table: _Table, schemes: Mapping[str, Scheme], problems: RowProblems) -> Scheme | None:
    if table.scheme:
        if table.scheme in schemes:
            return schemes[table.scheme]
        text = shown_value(table.scheme)
        problems.add("FM-T208", "/scheme", value=text, known=tuple(schemes), nearest=nearest(text, schemes))
        return None
    found = scheme_of_headings(table.headings, table.rows, schemes)
    if found is None:
        axes = tuple(axis.heading for axis in next(iter(schemes.values())).axes)
        problems.keep(table.placed(Issue("FM-T240", params={"expected": axes}), 0, 0))
    return found


def _text_table(text: str, name: str) -> _Table:
    """Return a table of text, read as :func:`~finmodel.tagging.rule_rows.rules_of_csv` reads it."""
    plain = _SEPARATOR.sub("#", text.removeprefix("\ufeff"), count=1)  # a comment in its place keeps the numbers
    first = next((line for line in plain.splitlines() if line.strip() and not line.startswith("#")), "")
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=max(";,\t", key=first.count), strict=True)
    rows: list[tuple[int, list[str]]] = []
    n_rows = last_line = 0
    try:
        for row in reader:
            n_rows, last_line = n_rows + 1, reader.line_num
            if any(row) and not row[0].startswith("#"):
                rows.append((last_line, row))
    except csv.Error as error:
        problems = RowProblems(name)
        _tell_torn(error, reader.line_num - last_line, n_rows + 1, problems)
        raise InputError(problems.all()) from None
    if not rows:
        problems = RowProblems(name)
        problems.add("FM-T101", missing=HEADINGS)
        raise InputError(problems.all())
    (_, headings), *body = rows
    return _Table(_set_name(name), name, headings, [row for _, row in body], [number for number, _ in body])


def _tell_torn(error: csv.Error, n_lines: int, row: int, problems: RowProblems) -> None:
    """Tell of a cell that is too long, or of a quote that does not end: then the cell goes over many lines."""
    if "field limit" in str(error) and n_lines <= 1:
        problems.keep(
            Issue("FM-B146", where=Where(sheet=problems.source), params={"row": row, "limit": csv.field_size_limit()})
        )
    else:
        problems.keep(Issue("FM-B104", where=Where(sheet=problems.source), params={"row": row}))


def _list_table(
    text: str,
    name: str,
    read: Callable[[str, RowProblems], tuple[str, str, list[dict[str, str]]]],
    problems: RowProblems,
) -> _Table:
    stated, scheme, rules = read(text, problems)
    problems.stop_if_errors()
    headings = list(dict.fromkeys(key for rule in rules for key in rule))
    rows = [[rule.get(heading, "") for heading in headings] for rule in rules]

    def placed(issue: Issue, column: int | None, row: int) -> Issue:
        at = f"/rules/{row - 1}" if row else "/rules"
        return issue.at(pointer=at if column is None or not row else f"{at}/{headings[column]}")

    numbers = range(1, len(rows) + 1)
    return _Table(shown_value(stated) or _set_name(name), name, headings, rows, numbers, scheme, placed)


def _workbook_table(data: bytes, name: str, schemes: Mapping[str, Scheme], problems: RowProblems) -> _Table:
    sheet = sheet_of_workbook(data, name, rule_sheets(), problems, limits=PLAN_LIMITS)
    if not sheet.rows:
        problems.add("FM-T227")
        problems.stop_if_errors()
    start = _header(sheet)
    header, headings = sheet.rows[start]
    width = max(place for place, heading in enumerate(headings, 1) if heading.strip())
    body = sheet.rows[start + 1 :]
    names, rows = headings[:width], [cells for _, cells in body]

    def placed(issue: Issue, column: int | None, row: int) -> Issue:
        return issue.at(sheet=shown_value(sheet.title), cell=f"{column_letters((column or 0) + 1)}{row or header}")

    stated = stated_scheme(data, name)
    fitting = scheme_of_headings(names, rows, schemes, stated)
    return _Table(
        _set_name(name),
        shown_value(sheet.title),
        names,
        rows,
        [number for number, _ in body],
        fitting.id if fitting else "",
        placed,
    )


def _header(sheet: TextSheet) -> int:
    """Return the place of the row of headings, which may stand under a title."""
    for place, (_, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        if {"id", "prio"} <= {cell.strip().casefold() for cell in cells}:
            return place
    return 0


def _placed(issue: Issue, table: _Table) -> Issue:
    """Return an issue of the rules with its place in the file."""
    names = [heading.strip().casefold() for heading in table.headings]
    heading = (issue.where.field or "").casefold()
    column = len(names) - 1 - names[::-1].index(heading) if heading in names else None
    number = issue.params.get("line")
    if not isinstance(number, int) and issue.where.row and "id" in names:
        at = names.index("id")
        with_id = [
            n
            for n, row in zip(table.numbers, table.rows, strict=True)
            if row[at : at + 1] and row[at].strip() == issue.where.row
        ]
        number = with_id[-1] if with_id else None
    return table.placed(issue, column, number if isinstance(number, int) else 0)


def _set_name(name: str) -> str:
    return name.rpartition(".")[0][:_MAX_NAME] or name[:_MAX_NAME]


def _text(data: bytes, name: str) -> str:
    encoding = find_encoding(io.BytesIO(data)).name
    problems = RowProblems(name)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeError:
        encoding = ""
    if not encoding or "\0" in text:
        problems.add("FM-T242")
        raise InputError(problems.all())
    return text
