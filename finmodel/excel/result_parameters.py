"""The sheet of parameters among the results: what the plan's rates and prices rest on, and what to look over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.parameters import Backing, Standing, parameter_report
from finmodel.excel.marks import status_style
from finmodel.excel.result_frame import TOP
from finmodel.excel.styles import LINE_HEIGHT, n_lines
from finmodel.excel.texts import choice_text, field_label, flag_text
from finmodel.i18n.catalogue import t
from finmodel.i18n.issues import render_parts
from finmodel.model.check_energy import check_parameters
from finmodel.model.enums import ParameterStatus, ParameterUse, Quantity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from finmodel.excel.result_frame import ResultBook
    from finmodel.model.registers import Parameter

__all__ = ["parameters_sheet"]

FIELDS = ("name", "used_for", "value", "unit", "year", "status", "illustrative", "source")
WIDTHS = (40, 30, 28, 18, 8, 18, 11, 50, 90)
WARNING_WIDTH = WIDTHS[-1]
GROUPED_FROM = 100_000
"""Smaller numbers are shown as they are: a year and a rate have no thousands."""

_MARKS = {
    Standing.NO_SOURCE: ParameterStatus.MISSING,
    Standing.MISSING: ParameterStatus.MISSING,
    Standing.ILLUSTRATIVE: ParameterStatus.TO_BE_CONFIRMED,
    Standing.TO_BE_CONFIRMED: ParameterStatus.TO_BE_CONFIRMED,
    Standing.DATED: ParameterStatus.DATED,
    Standing.SOURCED: ParameterStatus.SOURCED,
}
"""Whose colour a standing has."""


def parameters_sheet(book: ResultBook) -> None:
    """Write what every figure of the whole plan rests on, then the parameters with what is to be looked over."""
    plan = book.results.plan
    sheet = book.sheet("parameters", WIDTHS, basis=book.text("parameters.basis"))
    row = _figures(book, sheet, book.heading(sheet, TOP, book.text("parameters.figures")))
    if not plan.parameters:
        return
    row = book.heading(sheet, row + 1, book.text("parameters.rows"))
    warnings: dict[str | None, list[str]] = {}
    for issue in check_parameters(plan.settings, plan.tables()):
        parts = render_parts(issue, book.lang)
        text = f"{parts.what} {parts.why}"
        if issue.where.field == "illustrative":  # of several rows together: each is marked in its own column
            book.note(sheet, row, text, len(WIDTHS), sum(WIDTHS))
            row += 1
        else:
            warnings.setdefault(issue.where.row, []).append(text)
    _parameters(book, sheet, row, warnings)


def _figures(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write a row per figure of the settings and registers: its value and how well it is backed."""
    book.labels(sheet, row, [book.text(f"parameters.{key}") for key in ("figure", "of", "value", "standing", "used")])
    for item in parameter_report(book.results.plan).figures:
        row += 1
        texts = (t(f"choice.parameter_use.{item.use}", book.lang), _of(book, item), _value(book, item))
        for column, text in enumerate(texts):
            book.cell(sheet, (row, column), text, text_wrap=True)
        lines = max(n_lines(text, width) for text, width in zip(texts, WIDTHS, strict=False))
        sheet.set_row(row, 3 + LINE_HEIGHT * lines)
        style = status_style(book.styles, _MARKS[item.standing])
        sheet.write_string(row, len(texts), t(f"standing.{item.standing}", book.lang), style)
        book.cell(sheet, (row, len(texts) + 1), flag_text(item.is_used, book.lang))
    return row + 1


def _of(book: ResultBook, item: Backing) -> str:
    plan = book.results.plan
    if item.of is None:
        return t("table.settings.title", book.lang)
    is_category = item.use is ParameterUse.REAL_ESCALATION
    names = {row.id: row.name for row in plan.price_categories} if is_category else _carriers(book)
    return names.get(item.of, item.of)


def _carriers(book: ResultBook) -> dict[str, str]:
    return {row.id: row.name for row in book.results.plan.carriers}


def _value(book: ResultBook, item: Backing) -> str:
    """Return the single number, or that there are values by year: those stand on the sheet of yearly values."""
    single = book.amount(Quantity(str(item.use)), item.value.value)
    by_year = book.text("parameters.by_year") if item.value.by_year else ""
    return "; ".join(part for part in (single, by_year) if part)


def _parameters(book: ResultBook, sheet: Worksheet, top: int, warnings: Mapping[str | None, Sequence[str]]) -> None:
    """Write a row per parameter with its status and, in words, what is to be looked over."""
    plan = book.results.plan
    labels = [field_label("parameters", name, book.lang) for name in FIELDS]
    book.labels(sheet, top, [*labels, book.text("parameters.warning")])
    for row, parameter in enumerate(plan.parameters, start=top + 1):
        for column, name in enumerate(FIELDS):
            if name == "status":
                style = status_style(book.styles, parameter.status)
                sheet.write_string(row, column, choice_text(parameter.status, book.lang), style)
            elif name in ("value", "year") and getattr(parameter, name) is not None:
                number = getattr(parameter, name)
                is_long = name == "value" and abs(number) >= GROUPED_FROM
                sheet.write_number(row, column, number, book.styles.figure("#,##0" if is_long else "General"))
            else:
                book.cell(sheet, (row, column), _text(parameter, name, book), text_wrap=True)
        text = "\n".join(warnings.get(parameter.id, ()))
        written = {"name": parameter.name, "unit": parameter.unit, "source": parameter.source}
        lines = [n_lines(found, WIDTHS[FIELDS.index(name)]) for name, found in written.items()]
        sheet.set_row(row, 3 + LINE_HEIGHT * max(n_lines(text, WARNING_WIDTH), *lines))
        sheet.write_string(row, len(FIELDS), text, book.styles.figure("@", text_wrap=True))
    sheet.autofilter(top, 0, top + len(plan.parameters), len(FIELDS))


def _text(parameter: Parameter, name: str, book: ResultBook) -> str:
    if name == "used_for":
        return choice_text(parameter.used_for, book.lang)
    if name == "illustrative":
        return flag_text(True, book.lang) if parameter.illustrative else ""
    value = getattr(parameter, name)
    return t("nothing", book.lang) if value is None else str(value)
