"""The sheet of Göteborg's test: what every investment does to emissions, whatever it is made for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_years import NOTE_WIDTH
from finmodel.excel.texts import flag_text
from finmodel.i18n.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.investment_test import InvestmentTest, Verdict, VerdictSum
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["investment_test_sheet"]

MONEY, TONNES, RATE = FigureUnit.MONEY, FigureUnit.TONNES, FigureUnit.RATE
WIDTHS = (22, 46, 34, 16, 16, 16, 24, 24, 18, 40)
_N_NOTE = 8
_Column = tuple[str, FigureUnit | None]


def investment_test_sheet(book: ResultBook, gap: GapAnalysis) -> None:
    """Write kronor by verdict, every action with those that raise emissions first, and the adopted plan."""
    found = gap.tested
    basis = book.text("investment_test.basis", perspective=book.perspective(found.perspective), money=book.money)
    sheet = book.sheet("investment_test", WIDTHS, basis=basis)
    book.note(sheet, TOP, t("investment_test.how", book.lang), _N_NOTE, NOTE_WIDTH)
    row = _verdicts(book, sheet, TOP + 2, t("investment_test.column.verdict", book.lang), found.by_verdict)
    if any(item.n for item in found.not_for_climate.values()):
        label = t("investment_test.not_for_climate", book.lang)
        row = _verdicts(book, sheet, row, label, found.not_for_climate)
    row = _actions(book, sheet, row, found)
    if found.projects:
        label = t("investment_test.adopted", book.lang)
        row = _verdicts(book, sheet, row, label, found.adopted_by_verdict)
        _projects(book, sheet, row, found)
    sheet.freeze_panes(TOP - 1, 2)


def _head(book: ResultBook, key: str, year: int = 0) -> str:
    return t(f"investment_test.column.{key}", book.lang, year=year)


def _verdicts(book: ResultBook, sheet: Worksheet, row: int, label: str, sums: Mapping[Verdict, VerdictSum]) -> int:
    columns: list[_Column] = [
        *((label, None), ("", None), ("", None)),
        (_head(book, "n"), None),
        (t("gap.n_known", book.lang), None),
        (_head(book, "investment"), MONEY),
        (_head(book, "share"), RATE),
    ]
    rows: list[list[Cell]] = [
        [
            *(t(f"investment_test.verdict.{verdict}", book.lang), "", ""),
            *(item.n, item.n_known),
            Number(item.amount, MONEY),
            item.share,
        ]
        for verdict, item in sums.items()
    ]
    shown = list(sums.values())
    rows.append(
        [
            *(t("need.column.total", book.lang), "", ""),
            *(sum(item.n for item in shown), sum(item.n_known for item in shown)),
            Number(sum(item.amount for item in shown), MONEY),
            "",
        ]
    )
    return book.table(sheet, row, columns, rows, total=True)


def _actions(book: ResultBook, sheet: Worksheet, row: int, found: InvestmentTest) -> int:
    columns: list[_Column] = [
        (book.text("id"), None),
        (_head(book, "action"), None),
        (_head(book, "owner"), None),
        (_head(book, "for_climate"), None),
        (_head(book, "tonnes_year", found.year), TONNES),
        (_head(book, "tonnes_total"), TONNES),
        (_head(book, "verdict"), None),
        (_head(book, "verdict_year", found.year), None),
        (_head(book, "investment"), MONEY),
    ]
    rows: list[list[Cell]] = [
        [
            *(item.id, item.name, book.label_of("organisation", item.owner)),
            flag_text(item.for_climate, book.lang),
            *(item.tonnes_year, item.tonnes_total),
            *(t(f"investment_test.verdict.{name}", book.lang) for name in (item.verdict, item.verdict_year)),
            item.investment,
        ]
        for item in found.actions
    ]
    after = book.table(sheet, row, columns, rows)
    if rows:
        sheet.autofilter(row + 1, 0, row + 1 + len(rows), len(columns) - 1)
    return after


def _projects(book: ResultBook, sheet: Worksheet, row: int, found: InvestmentTest) -> int:
    """Write the rows of the adopted investment plan, and the share of their kronor that is tested."""
    book.note(sheet, row, t("investment_test.adopted_how", book.lang), _N_NOTE, NOTE_WIDTH)
    columns: list[_Column] = [(t("investment_test.tested_share", book.lang), RATE)]
    row = book.table(sheet, row + 1, columns, [[found.tested_share]])
    columns = [
        (_head(book, "project_number"), None),
        (_head(book, "project"), None),
        (_head(book, "organisation"), None),
        (_head(book, "action"), None),
        (_head(book, "amount"), MONEY),
        ("", None),
        (_head(book, "verdict"), None),
        (_head(book, "why_unknown"), None),
        (book.text("standing"), None),
    ]
    illustrative = {item.id for item in book.results.plan.adopted_plan if item.illustrative}
    rows: list[list[Cell]] = [
        [
            *(item.project_number, item.name),
            "" if item.organisation is None else book.label_of("organisation", item.organisation),
            item.action or "",
            Number(item.amount, MONEY),
            "",
            t(f"investment_test.verdict.{item.verdict}", book.lang),
            "" if item.why_unknown is None else t(f"investment_test.why_unknown.{item.why_unknown}", book.lang),
            book.text("illustrative") if item.id in illustrative else "",
        ]
        for item in found.projects
    ]
    return book.table(sheet, row, columns, rows)
