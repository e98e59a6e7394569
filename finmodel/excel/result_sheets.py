"""Result sheets: the same numbers as in JSON, in the plan's display unit, undefined ones with their reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.analysis.indicators import FIGURES, INDICATORS
from finmodel.excel.marks import doubtful_parameters
from finmodel.excel.result_accounts import (
    capital_cost_sheet,
    cash_sheet,
    has_accounts,
    loans_sheet,
    operating_sheet,
)
from finmodel.excel.result_curve import curve_sheet
from finmodel.excel.result_frame import TOP, ResultBook
from finmodel.excel.result_funded_actions import funded_actions_sheet
from finmodel.excel.result_funding import funding_sheet, has_funding
from finmodel.excel.result_gap import gap_sheets, has_emissions
from finmodel.excel.result_parameters import parameters_sheet
from finmodel.excel.result_payers import payers_sheet
from finmodel.excel.result_sensitivity import sensitivity_sheet
from finmodel.excel.result_tests import budget_tests_sheet
from finmodel.i18n.catalogue import t

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook

    from finmodel.analysis.results import Dimension, Results
    from finmodel.excel.styles import Styles
    from finmodel.i18n.catalogue import Language

__all__ = ["write_results"]

MEANING_WIDTH = 90


def write_results(book: Workbook, styles: Styles, results: Results, lang: Language) -> None:
    """Add the sheets of results.

    Parameters
    ----------
    book, styles
        The workbook.
    results
        What is written; money in the display unit of its plan.
    lang
        Language of titles, labels and reasons.
    """
    writing = ResultBook(book, styles, results, lang)
    _summary(writing)
    _actions(writing)
    _cash_flow(writing)
    _tonnes(writing)
    if results.plan.actions:
        curve_sheet(writing)
    if results.plan.actions and results.overlap:  # both are computed anew, after overlap
        payers_sheet(writing)
        sensitivity_sheet(writing)
    _money_sheets(writing)
    if results.overlap:
        gap_sheets(writing)
    parameters_sheet(writing)


def _money_sheets(book: ResultBook) -> None:
    """Write how the plan is paid for and what it does to the accounts, where it says anything of them."""
    plan = book.results.plan
    if has_funding(plan):
        funding_sheet(book)
        funded_actions_sheet(book)
    if has_accounts(plan):
        if book.results.accounts.loans:
            loans_sheet(book)
        capital_cost_sheet(book)
        operating_sheet(book)
        cash_sheet(book)
        budget_tests_sheet(book)


def _summary(book: ResultBook) -> None:
    """Write the portfolio's figures, each with its unit and meaning."""
    sheet = book.sheet("summary", [38, 16, 12, MEANING_WIDTH])
    results, row, strong = book.results, TOP, book.styles.get(bold=True)
    for name in ("costed", "quantified"):
        coverage = getattr(results, name)
        sheet.write_string(row, 0, book.text(name, n=coverage.n, of=coverage.of), strong)
        book.body(sheet, (row, 3), ", ".join(map(book.name, coverage.missing)), MEANING_WIDTH)
        row += 1
    basis = results.per_tonne
    sheet.write_string(row, 0, book.text("per_tonne", n=basis.n, of=basis.of), strong)
    row += 1
    for is_there, key in (
        (has_funding, "no_funding"),
        (has_accounts, "no_accounts"),
        (has_emissions, "no_emissions"),
    ):
        if not is_there(results.plan):
            sheet.write_string(row, 0, book.text(key), strong)
            row += 1
    for status, names in doubtful_parameters(results.plan, book.lang):
        sheet.write_string(row, 0, book.text("doubtful", status=status), strong)
        book.body(sheet, (row, 3), names, MEANING_WIDTH)
        row += 1
    row += 1
    book.labels(sheet, row, [book.text(key) for key in ("figure", "value", "unit", "meaning")])
    for figure in (*FIGURES, *INDICATORS):
        row += 1
        sheet.write_string(row, 0, t(f"figure.{figure.name}.label", book.lang), strong)
        book.figure(sheet, (row, 1), results.portfolio, figure, bold=True)
        sheet.write_string(row, 2, book.unit(figure.unit), book.styles.unit)
        book.body(sheet, (row, 3), t(f"figure.{figure.name}.definition", book.lang), MEANING_WIDTH)
    row += 2
    small = book.styles.get(font_size=8)
    for key in ("method_version", "plan_hash", "result_hash"):
        sheet.write_string(row, 0, book.text(key), small)
        sheet.write_string(row, 1, getattr(results, key), small)
        row += 1


def _actions(book: ResultBook) -> None:
    """Write a row per action with every figure."""
    figures = (*FIGURES, *INDICATORS)
    sheet = book.sheet("actions", [12, 46, 24, *(15.0 for _ in figures)])
    top, headings = TOP, ("id", "name", "standing")
    first = len(headings)
    book.units(sheet, top, [book.unit(figure.unit) for figure in figures], first)
    book.labels(sheet, top + 1, [book.text(key) for key in headings])
    book.labels(sheet, top + 1, [t(f"figure.{figure.name}.label", book.lang) for figure in figures], first)
    row = top + 2
    for item in book.results.actions:
        for column, text in enumerate((item.id, item.name, book.standing(item))):
            book.cell(sheet, (row, column), text)
        for column, figure in enumerate(figures, start=first):
            book.figure(sheet, (row, column), item.figures, figure)
        row += 1
    book.cell(sheet, (row, 1), book.text("portfolio"), bold=True)
    for column, figure in enumerate(figures, start=first):
        book.figure(sheet, (row, column), book.results.portfolio, figure, bold=True)
    if book.results.actions:
        sheet.autofilter(top + 1, 0, row - 1, first + len(figures) - 1)
    sheet.set_row(top + 1, 46)
    sheet.freeze_panes(top + 2, 2)
    sheet.repeat_rows(top, top + 1)


def _cash_flow(book: ResultBook) -> None:
    """Write yearly tables: by line nominal and real, then net by action, sector and organisation."""
    results = book.results
    sheet = book.sheet("cash_flow", [14, 46, *(11.0 for _ in results.years), 13.0])
    price_year = results.plan.settings.price_year
    row = TOP
    for basis in ("nominal", "real"):
        lines = [("", t(f"line.{key}.label", book.lang), line) for key, line in _rows(results.cash_flow(basis=basis))]
        row = book.years(sheet, row, t(f"price_basis.{basis}.label", book.lang, year=price_year), lines)
    dimensions: tuple[Dimension, ...] = ("action", "sector", "organisation")
    for dimension in dimensions:
        frame = results.cash_flow_by([dimension])
        rows = [(str(key), book.label_of(dimension, key), line) for key, line in _rows(frame)]
        row = book.years(sheet, row, book.text(f"by_{dimension}"), rows)
    sheet.freeze_panes(TOP - 1, 2)


def _tonnes(book: ResultBook) -> None:
    """Write tonnes by year, by kind and by action; before overlap too where actions share emissions."""
    results = book.results
    sheet = book.sheet("tonnes", [14, 46, *(11.0 for _ in results.years), 13.0])
    rows = [("", t(f"tonnes_kind.{key}.label", book.lang), line) for key, line in _rows(results.tonnes())]
    row = book.years(sheet, TOP, book.text("by_kind"), rows, is_money=False)
    by_action = _rows(results.tonnes_by("action"))
    rows = [(str(key), book.label_of("action", key), line) for key, line in by_action]
    row = book.years(sheet, row, book.text("tonnes_by_action"), rows, is_money=False)
    if results.plan.pools:
        rows = [(str(key), book.label_of("action", key), _unadjusted(results, str(key))) for key, _ in by_action]
        book.years(sheet, row, book.text("unadjusted_by_action"), rows, is_money=False)
    sheet.freeze_panes(TOP - 1, 2)


def _unadjusted(results: Results, action: str) -> list[float]:
    return [float(x) for x in results.tonnes(actions=[action]).loc["unadjusted"].to_numpy()]


def _rows(frame: pd.DataFrame) -> list[tuple[Any, list[float]]]:
    return [(key, [float(x) for x in line]) for key, line in zip(frame.index, frame.to_numpy(), strict=True)]
