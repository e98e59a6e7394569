"""The sheet of sensitivity: tornado, switching values and what the sources' ranges do, without simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit, figure
from finmodel.analysis.ranges import RANGE_OUTCOMES
from finmodel.analysis.sensitivity import variants
from finmodel.analysis.switching import switching_values
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_ranges import N_COLUMNS, NOTE_WIDTH, write_ranges
from finmodel.i18n.catalogue import t, t_n
from finmodel.i18n.formats import format_number, format_percent

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.sensitivity import SensitivityInput, Tornado, Variants
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["sensitivity_sheet"]

WIDTHS = (24, 42, 28, *(18.0 for _ in range(N_COLUMNS - 3)))
RATIO = FigureUnit.RATIO


def sensitivity_sheet(book: ResultBook) -> None:
    """Write what one input at a time does to the portfolio and to every action, in the perspective of the results."""
    plan, perspective = book.results.plan, book.results.perspective
    sheet = book.sheet("sensitivity", WIDTHS)
    row = TOP
    for note in ("note", "no_bias"):
        book.note(sheet, row, t(f"sensitivity.{note}", book.lang), N_COLUMNS, NOTE_WIDTH)
        row += 1
    found = variants(plan, perspective)
    row += 1
    for outcome in RANGE_OUTCOMES:
        label = t(f"figure.{outcome}.label", book.lang)
        row = book.heading(sheet, row, book.text("sensitivity.tornado", figure=label))
        row = _tornado(book, sheet, row, found.tornado(outcome)) + 1
    row = _each_action(book, sheet, row, found)
    row = _switching(book, sheet, row)
    write_ranges(book, sheet, row)
    sheet.freeze_panes(TOP - 1, 2)


def _input(book: ResultBook, name: SensitivityInput) -> str:
    return t(f"sensitivity.input.{name}", book.lang)


def _step(book: ResultBook, name: SensitivityInput, step: float) -> str:
    """Return how far an input was moved: percentage points for a rate, percent for the rest."""
    sign = "+" if step > 0 else ""
    if not name.is_in_points:
        return sign + format_percent(step, book.lang, 0 if step * 100 == int(step * 100) else None)
    number = format_number(step * 100, book.lang, (0, 2))
    return sign + t_n("sensitivity.points", 1 if abs(step) == 0.01 else 2, book.lang, number=number)


def _tornado(book: ResultBook, sheet: Worksheet, row: int, tornado: Tornado) -> int:
    """Write the bars of one figure of the portfolio, widest first, and what does not move it."""
    unit = figure(tornado.outcome).unit
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(f"sensitivity.{key}"), None) for key in ("input", "step_low", "step_high")),
        *((book.text(f"sensitivity.{key}"), unit) for key in ("low", "base", "high", "span")),
    ]
    rows: list[list[Cell]] = [
        [
            _input(book, bar.input),
            *(_step(book, bar.input, step) for step in (bar.step.low, bar.step.high)),
            *(bar.low, tornado.base, bar.high, Number(bar.span, unit)),
        ]
        for bar in tornado.bars
    ]
    row = book.table(sheet, row, columns, rows)
    for absent in tornado.without_effect:
        book.cell(sheet, (row - 1, 0), _input(book, absent.input))
        book.cell(sheet, (row - 1, 1), t(f"sensitivity.why.{absent.why}", book.lang))
        row += 1
    return row


def _each_action(book: ResultBook, sheet: Worksheet, row: int, found: Variants) -> int:
    """Write how much each input moves every action's net present value, in one table."""
    row = book.heading(sheet, row, book.text("sensitivity.by_action"))
    unit = figure("npv").unit
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("id", "name")),
        *((text, None) for text in (book.text("sensitivity.widest"),)),
        (t("figure.npv.label", book.lang), unit),
        *((_input(book, name), unit) for name in found.ends),
    ]
    rows: list[list[Cell]] = []
    for item in book.results.actions:
        tornado = found.tornado("npv", item.id)
        spans = {bar.input: bar.span for bar in tornado.bars}
        widest = _input(book, tornado.bars[0].input) if tornado.bars else ""
        moved = [Number(spans.get(name), unit) for name in found.ends]
        rows.append([item.id, item.name, widest, tornado.base, *moved])
    return book.table(sheet, row, columns, rows) + 1


def _switching(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write the switching values of every action and of the portfolio, and what each says."""
    row = book.heading(sheet, row, book.text("sensitivity.switching"))
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("id", "name", "sensitivity.input")),
        (book.text("sensitivity.factor"), RATIO),
        (book.text("sensitivity.meaning"), None),
        *((book.text(f"sensitivity.{key}"), None) for key in ("amount", "at_switch", "unit")),
    ]
    rows: list[list[Cell]] = []
    for item in switching_values(book.results):
        if item.factor is None and item.base in (None, 0.0) and item.action is not None:
            continue
        meaning = t(f"sensitivity.meaning.{item.meaning}", book.lang) if item.meaning else ""
        name = book.text("portfolio") if item.action is None else book.label_of("action", item.action)
        rows.append(
            [
                *(item.action or "", name, t(f"sensitivity.input.{item.input}", book.lang)),
                *(Number(item.factor, RATIO, item.reason), meaning),
                *(Number(item.base, item.unit), Number(item.at_switch, item.unit), book.unit(item.unit)),
            ]
        )
    return book.table(sheet, row, columns, rows) + 1
