"""Files of budgets as other systems write them, and reading them with every issue put into words."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from finmodel.errors import InputError, Issue
from finmodel.i18n import LANGUAGES
from finmodel.i18n.issues import render
from finmodel.intake.budget_lines import BudgetLine, BudgetTable
from finmodel.intake.budget_read import ReadOptions, read_budget

Rows = Sequence[Sequence[Any]]


def read(source: bytes | str, *, name: str = "budget.csv", **stated: Any) -> BudgetTable:
    """Read a file; every issue must have its words in both languages."""
    data = source.encode() if isinstance(source, str) else source
    try:
        table = read_budget(data, ReadOptions(**stated), name=name)
    except InputError as error:
        in_words(error.issues)
        raise
    in_words(table.issues)
    return table


def refused(source: bytes | str, **stated: Any) -> tuple[Issue, ...]:
    """Return why a file is refused."""
    try:
        read(source, **stated)
    except InputError as error:
        return error.issues
    raise AssertionError("the file was read")


def in_words(issues: Iterable[Issue]) -> None:
    for issue in issues:
        for lang in LANGUAGES:
            assert render(issue, lang).startswith(issue.code)


def codes(issues: Iterable[Issue]) -> list[str]:
    return [issue.code for issue in issues]


def the(issues: Iterable[Issue], code: str) -> Issue:
    """Return the one issue of a code."""
    (found,) = [issue for issue in issues if issue.code == code]
    return found


def csv_of(rows: Rows, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    return "".join(delimiter.join(map(str, row)) + "\r\n" for row in rows).encode(encoding)


def xlsx_of(
    sheets: dict[str, Rows], *, hidden: Sequence[str] = (), formats: dict[tuple[int, int], str] | None = None
) -> bytes:
    """Return a workbook; a text that begins with ``=`` is a formula with the value 0, ``=?`` one without value."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        if title in hidden:
            sheet.hide()
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                style = book.add_format({"num_format": (formats or {})[i, j]}) if (i, j) in (formats or {}) else None
                if isinstance(value, str) and value.startswith("=?"):
                    sheet.write_formula(i, j, "=" + value[2:], style, "")
                elif isinstance(value, str) and value.startswith("#"):
                    sheet.write_formula(i, j, "=1/0", style, value)
                elif value is not None and value != "":
                    sheet.write(i, j, value, style)
    book.close()
    return target.getvalue()


def money(lines: Iterable[BudgetLine]) -> list[list[tuple[str, int, int]]]:
    """Return the amounts of lines in plain values."""
    return [[(str(a.sort), a.year, a.ore) for a in line.amounts] for line in lines]
