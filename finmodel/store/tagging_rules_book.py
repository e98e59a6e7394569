"""Rules as a workbook that an officer edits: lists to choose from, help in the language, and a page that explains."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import xlsxwriter

from finmodel.errors import InputError
from finmodel.excel.styles import LINE_HEIGHT, Styles, n_lines
from finmodel.i18n.catalogue import LANGUAGES, t
from finmodel.i18n.tagging import said
from finmodel.intake.guard import PLAN_LIMITS
from finmodel.store.dossier.cells import sheet_of_workbook
from finmodel.tagging.row_problems import RowProblems
from finmodel.tagging.rule_cells import CONFIDENCE, KINDS, NOTHING, YES_NO
from finmodel.tagging.rule_table import rows_of_rules
from finmodel.tagging.schemes import Scheme

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from finmodel.i18n.catalogue import Language
    from finmodel.tagging.rules import RuleSet

__all__ = ["rule_sheets", "rules_workbook", "stated_scheme"]

SPARE_ROWS = 500
"""Rows below the last that are ready to be filled in."""

_CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_WIDTHS = {"id": 8, "prio": 7, "typ": 6, "konto": 18, "text": 60, "ej_text": 32, "over": 14, "skal": 50}
_WIDTHS |= {"konf": 7, "granska": 9}
_WIDTH = 13
_LISTS = {"typ": tuple(KINDS), "konf": tuple(CONFIDENCE), "granska": tuple(YES_NO)}
_ABOUT_WIDTHS = (24, 90, 24)
_MAX_LINES = 8
_MAX_MESSAGE = 255
_MAX_TITLE = 32


def rules_workbook(rule_set: RuleSet, scheme: Scheme, language: Language) -> bytes:
    """Return rules as a workbook to be edited and read again.

    Parameters
    ----------
    rule_set, scheme
        Rules, and the scheme that they are of.
    language
        Of names, notes and the page that explains; the headings are the same in both, those of ``rules_se.csv``.

    Returns
    -------
    bytes
        The same for the same rules. Read back by :func:`~finmodel.store.tagging_rules.rules_from_file` they are the
        same rules, to the hash and the notes. No text of a rule is ever a formula or a link.

    Raises
    ------
    ValueError
        The rules are of another scheme.
    """
    headings, rows = rows_of_rules(rule_set, scheme)
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": t("rules_book.title", language, name=rule_set.name), "created": _CREATED})
    styles = Styles(book)
    _write_rules(book.add_worksheet(t("rules_book.sheet", language)), headings, rows, scheme, language, styles)
    _write_about(book.add_worksheet(t("rules_book.about", language)), headings, rule_set, scheme, language, styles)
    book.close()
    return buffer.getvalue()


def rule_sheets() -> tuple[str, ...]:
    """Return the names that the sheet of rules may have."""
    return tuple(t("rules_book.sheet", lang) for lang in LANGUAGES)


def stated_scheme(data: bytes, name: str) -> str:
    """Return the id of the scheme that the page of explanations names, "" where there is no such page."""
    try:
        titles = tuple(t("rules_book.about", lang) for lang in LANGUAGES)
        sheet = sheet_of_workbook(data, name, titles, RowProblems(), limits=PLAN_LIMITS, dates=True)
    except InputError:
        return ""
    words = {t("rules_book.scheme", lang).casefold() for lang in LANGUAGES}
    found = (cells for _, cells in sheet.rows if len(cells) > 1 and cells[0].strip().casefold() in words)
    return next((cells[1].strip() for cells in found), "")


def _write_rules(
    sheet: Worksheet,
    headings: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    scheme: Scheme,
    language: Language,
    styles: Styles,
) -> None:
    text, number = styles.input("@", wrap=True), styles.input("0")
    for column, heading in enumerate(headings):
        note = _note(heading, scheme, language)
        sheet.set_column(column, column, _width(heading))
        sheet.write_string(0, column, heading, styles.label)
        sheet.write_comment(0, column, note, {"x_scale": 2, "y_scale": 1.2, "author": "finmodel"})
        check = _check(heading, scheme, language)
        message = {"input_title": heading[:_MAX_TITLE], "input_message": note[:_MAX_MESSAGE]}
        sheet.data_validation(1, column, len(rows) + SPARE_ROWS, column, check | message)
    for row, cells in enumerate(rows, 1):
        lines = 1
        for column, (heading, cell) in enumerate(zip(headings, cells, strict=True)):
            if heading == "prio":
                sheet.write_number(row, column, int(cell), number)
            elif cell:
                sheet.write_string(row, column, cell, text)
                lines = max(lines, n_lines(cell, _width(heading)))
            else:
                sheet.write_blank(row, column, None, text)
        sheet.set_row(row, 3 + LINE_HEIGHT * min(lines, _MAX_LINES))
    for row in range(len(rows) + 1, len(rows) + SPARE_ROWS + 1):
        for column, heading in enumerate(headings):
            sheet.write_blank(row, column, None, number if heading == "prio" else text)
    sheet.set_row(0, 6 + LINE_HEIGHT)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, len(rows), len(headings) - 1)


def _check(heading: str, scheme: Scheme, language: Language) -> dict[str, Any]:
    """Return what Excel asks of the cells of a column."""
    if heading == "prio":
        return {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 999}
    choices = _LISTS | {axis.heading: (*scheme.on_axis(axis.id), *_silence(scheme, axis.id)) for axis in scheme.axes}
    if heading not in choices:
        return {"validate": "any"}
    listed = t("rules_book.wrong", language, choices=", ".join(choices[heading]))
    wrong = {"error_title": heading[:_MAX_TITLE], "error_message": listed[:_MAX_MESSAGE]}
    return {"validate": "list", "source": list(choices[heading]), "ignore_blank": True} | wrong


def _width(heading: str) -> int:
    return _WIDTHS.get(heading, _WIDTH)


def _silence(scheme: Scheme, axis: str) -> tuple[str, ...]:
    return () if NOTHING in scheme.on_axis(axis) else (NOTHING,)


def _note(heading: str, scheme: Scheme, language: Language) -> str:
    for axis in scheme.axes:
        if axis.heading == heading:
            return t("rules_column.axis", language, axis=said(axis.name, language))
    return t(f"rules_column.{heading}", language)


def _write_about(
    sheet: Worksheet,
    headings: tuple[str, ...],
    rule_set: RuleSet,
    scheme: Scheme,
    language: Language,
    styles: Styles,
) -> None:
    for column, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, t("rules_book.title", language, name=rule_set.name), styles.title)
    for row, key in enumerate(("own", "how"), 1):
        text = t(f"rules_book.{key}", language, sheet=t("rules_book.sheet", language))
        sheet.merge_range(row, 0, row, len(_ABOUT_WIDTHS) - 1, "", styles.body)
        sheet.write_string(row, 0, text, styles.body)
        sheet.set_row(row, 3 + LINE_HEIGHT * n_lines(text, sum(_ABOUT_WIDTHS)))
    for row, cells in enumerate(_about_rows(headings, rule_set, scheme, language), 4):
        lines = 1
        for column, cell in enumerate(cells):
            is_heading = len(cells) == 1
            style = styles.strong if is_heading else styles.get(bold=True) if column == 0 else styles.body
            sheet.write_string(row, column, cell, style)
            if not is_heading:
                lines = max(lines, n_lines(cell, _ABOUT_WIDTHS[column]))
        sheet.set_row(row, 3 + LINE_HEIGHT * lines)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _about_rows(
    headings: tuple[str, ...], rule_set: RuleSet, scheme: Scheme, language: Language
) -> Iterator[tuple[str, ...]]:
    def word(key: str) -> str:
        return t(f"rules_book.{key}", language)

    yield word("scheme"), scheme.id
    yield word("name"), said(scheme.name, language)
    yield word("version"), scheme.version
    yield word("source"), said(scheme.source, language)
    yield word("n_rules"), str(len(rule_set.rules))
    yield word("hash"), rule_set.sha256
    yield ()
    yield (word("columns"),)
    for heading in headings:
        yield heading, _note(heading, scheme, language), ""
    for axis in scheme.axes:
        yield ()
        yield (f"{word('categories')}: {said(axis.name, language)} ({axis.heading})",)
        for code in scheme.on_axis(axis.id):
            category = scheme.by_id[code]
            yield code, said(category.name, language), t(f"tag_role.{category.role}", language)
        for code in _silence(scheme, axis.id):
            yield code, word("nothing")
