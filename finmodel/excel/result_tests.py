"""The sheet of the financial targets: does the budget hold with the plan in it, and which year fails first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.indicators import FigureUnit
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.styles import NUMBER_FORMATS
from finmodel.excel.texts import choice_text, field_label
from finmodel.i18n.catalogue import t
from finmodel.model.funding_enums import AccountLevel

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.budget_tests import BudgetTest, LevelTests
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["budget_tests_sheet"]

WIDTHS = (16, 34, 9, 18, 18, 18, 20, 60, 34)
NOTE_WIDTH = 200
NOTES = ("debt", "adopted")
WITH_PLAN = ("result", "depreciation", "net_investment", "loan_debt")
_UNITS = {TestName.RESULT: FigureUnit.RATE, TestName.SELF_FINANCING: FigureUnit.RATE}


def budget_tests_sheet(book: ResultBook) -> None:
    """Write a row a test, level and year, when each test fails first, and the ordinary budget with the plan in it."""
    sheet = book.sheet("budget_tests", WIDTHS, basis=book.text("tests.basis", money=book.money))
    row, found = TOP, book.results.accounts.tests
    for level in AccountLevel:
        if level not in {item.level for item in found}:
            book.note(sheet, row, book.text("tests.no_budget", level=choice_text(level, book.lang)), 9, NOTE_WIDTH)
            row += 1
    if not found:
        return
    for key in NOTES:
        book.note(sheet, row, t(f"budget_test_note.{key}", book.lang), 9, NOTE_WIDTH)
        row += 1
    row = _first(book, sheet, book.heading(sheet, row + 1, book.text("tests.first")), found)
    row = _tests(book, sheet, book.heading(sheet, row + 1, book.text("tests.all")), found)
    _with_plan(book, sheet, book.heading(sheet, row + 1, book.text("tests.with_plan")), found)
    sheet.freeze_panes(TOP - 1, 2)


def _first(book: ResultBook, sheet: Worksheet, row: int, found: tuple[LevelTests, ...]) -> int:
    columns: list[tuple[str, FigureUnit | None]] = [
        (book.text(f"tests.{key}"), None) for key in ("level", "test", "first_year", "tested")
    ]
    rows: list[list[Cell]] = []
    for item in found:
        for name in TestName:
            first = item.first_failing(name)
            n = sum(test.passes is not None for test in item.tests if test.name is name)
            of = sum(test.name is name for test in item.tests)
            when = str(first) if first is not None else book.text("tests.none_fails" if n else "tests.untested")
            label = t(f"budget_test.{name}", book.lang)
            rows.append([choice_text(item.level, book.lang), label, when, book.text("tests.n_of", n=n, of=of)])
    return book.table(sheet, row, columns, rows)


def _tests(book: ResultBook, sheet: Worksheet, row: int, found: tuple[LevelTests, ...]) -> int:
    """Write every test; the unit stands in a column, for it differs by row."""
    keys = ("level", "test", "year", "value", "target", "unit", "outcome", "absent")
    book.labels(sheet, row, [*(book.text(f"tests.{key}") for key in keys), book.text("standing")])
    illustrative = {(item.level, item.year) for item in book.results.plan.ordinary_budget if item.illustrative}
    for item in found:
        for test in item.tests:
            row += 1
            texts = {
                0: choice_text(item.level, book.lang),
                1: t(f"budget_test.{test.name}", book.lang),
                2: str(test.year),
                5: _unit(book, test.name),
                6: book.text(f"tests.passes_{test.passes}".lower()),
                7: ", ".join(_field(book, field) for field in test.absent),
                8: book.text("illustrative") if (item.level, test.year) in illustrative else "",
            }
            for column, text in texts.items():
                book.cell(sheet, (row, column), text, text_wrap=True, bold=test.passes is False)
            _number(book, sheet, (row, 3), test, test.value, test.undefined)
            _number(book, sheet, (row, 4), test, test.target, None)
    return row + 2


def _number(
    book: ResultBook,
    sheet: Worksheet,
    place: tuple[int, int],
    test: BudgetTest,
    value: float | None,
    reason: str | None,
) -> None:
    if value is not None and test.name is TestName.DEBT_PER_INHABITANT:
        sheet.write_number(*place, value, book.styles.figure(NUMBER_FORMATS["whole"]))
    else:
        book.number(sheet, place, value, _UNITS.get(test.name, FigureUnit.MONEY), reason=reason)


def _unit(book: ResultBook, name: TestName) -> str:
    if name is TestName.DEBT_PER_INHABITANT:
        return f"{book.whole}/{t('workbook.unit.inhabitant', book.lang)}"
    return book.unit(_UNITS.get(name, FigureUnit.MONEY))


def _field(book: ResultBook, field: str) -> str:
    return field_label("settings" if field == "internal_interest" else "ordinary_budget", field, book.lang)


def _with_plan(book: ResultBook, sheet: Worksheet, row: int, found: tuple[LevelTests, ...]) -> int:
    columns: list[tuple[str, FigureUnit | None]] = [
        (book.text("tests.level"), None),
        ("", None),
        (book.text("tests.year"), None),
        *((field_label("ordinary_budget", name, book.lang), FigureUnit.MONEY) for name in WITH_PLAN),
    ]
    rows: list[list[Cell]] = []
    for item in found:
        for year, values in item.with_plan.items():
            cells: list[Cell] = [
                Number(values["debt" if name == "loan_debt" else name], FigureUnit.MONEY, "absent_input")
                for name in WITH_PLAN
            ]
            rows.append([choice_text(item.level, book.lang), "", str(year), *cells])
    return book.table(sheet, row, columns, rows)
