"""The comparison of scenarios as a workbook: figures, what each scenario changes, the two axes, and native charts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from finmodel.analysis.compare_rows import RowGroup, RowUnit
from finmodel.analysis.indicators import FigureUnit
from finmodel.excel.result_frame import TOP, ResultBook
from finmodel.excel.styles import Styles
from finmodel.i18n.catalogue import t
from finmodel.i18n.comparison import change_numbers, reason_label, row_label
from finmodel.i18n.plan_words import PlanWords
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.compare import CompareRow, Comparison
    from finmodel.analysis.two_axes import TwoAxes
    from finmodel.excel.result_frame import Cell
    from finmodel.i18n.catalogue import Language
    from finmodel.model.changes import Change

__all__ = ["CHARTED", "write_comparison"]

CHARTED = ("net_own", "external", "gap.planned", "npv_after_funding", "peak_debt", "abatement_cost")
"""Figures that are drawn, a chart each: they differ too much in size for one."""

_UNITS = {
    RowUnit.MONEY: FigureUnit.MONEY,
    RowUnit.MONEY_PER_TONNE: FigureUnit.MONEY_PER_TONNE,
    RowUnit.TONNES: FigureUnit.TONNES,
}
_NAME_WIDTH, _VALUE_WIDTH = 44, 17
_CHART_ROWS, _CHARTS_BESIDE = 15, 3
_COLOUR = "#005A9C"
_MAX_CELL = 32_000


def write_comparison(comparison: Comparison, axes: TwoAxes, file: BinaryIO, *, language: Language = "sv") -> None:
    """Write a comparison of scenarios as a workbook.

    Parameters
    ----------
    comparison, axes
        What was calculated; money is written in the display unit of the plan.
    file
        Where to.
    language
        Language of titles and labels.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        book = ResultBook(workbook, Styles(workbook), comparison.first, language)
        names = {row.id: row.name for row in comparison.plan.scenarios}
        names[BASE] = t("compare.base", language)
        _figures(book, comparison, names)
        if len(axes.action_sets) > 1 or len(axes.mixes) > 1:
            _axes(book, comparison, axes, names)
        _changes(book, comparison, names)
    file.write(buffer.getvalue())


def _figures(book: ResultBook, comparison: Comparison, names: dict[str, str]) -> None:
    n = len(comparison.scenarios)
    sheet = book.sheet("comparison", (_NAME_WIDTH, 14, *([_VALUE_WIDTH] * (2 * n - 1))))
    heads = [names[identity] for identity in comparison.scenarios]
    differences = [book.text("comparison.difference", name=name) for name in heads[1:]]
    book.labels(sheet, TOP, [book.text("comparison.figure"), book.text("comparison.unit"), *heads, *differences])
    sheet.set_row(TOP, 45)
    row = TOP + 1
    places: dict[str, int] = {}
    for group in RowGroup:
        sheet.write_string(row, 0, t(f"compare.group.{group}", book.lang), book.styles.strong)
        row += 1
        for item in (item for item in comparison.rows if item.group is group):
            places[item.name] = row
            _row(book, sheet, row, comparison, item)
            row += 1
    sheet.freeze_panes(TOP + 1, 2)
    _charts(book, sheet, comparison, places, row + 1)


def _row(book: ResultBook, sheet: Worksheet, row: int, comparison: Comparison, item: CompareRow) -> None:
    book.cell(sheet, (row, 0), row_label(comparison.plan, item.name, book.lang), text_wrap=True)
    unit = _UNITS.get(item.unit)
    book.cell(sheet, (row, 1), "" if unit is None else book.unit(unit))
    cells = [*zip(item.values, item.reasons, strict=True), *((value, None) for value in item.differences[1:])]
    for column, (value, reason) in enumerate(cells, start=2):
        if value is None:
            text = t("nothing", book.lang) if reason is None else reason_label(reason, book.lang)
            sheet.write_string(row, column, text, book.styles.reason())
        elif unit is None:
            sheet.write_number(row, column, value, book.styles.figure("0"))
        else:
            book.number(sheet, (row, column), value, unit)


def _charts(book: ResultBook, sheet: Worksheet, comparison: Comparison, places: dict[str, int], row: int) -> None:
    """Draw a chart for each key figure, with the table's own cells as its data."""
    last = 1 + len(comparison.scenarios)
    # Charts are printed on a page of their own, not cut by its edge.
    sheet.set_h_pagebreaks([row])
    for position, name in enumerate(CHARTED):
        item = comparison.row(name)
        if all(value is None for value in item.values):
            continue
        label = row_label(comparison.plan, name, book.lang)
        unit = book.unit(_UNITS[item.unit])
        chart = book.book.add_chart({"type": "bar"})
        title = sheet.get_name().replace("'", "''")
        chart.add_series(
            {
                "name": label,
                "categories": f"='{title}'!{xl_range_abs(TOP, 2, TOP, last)}",
                "values": f"='{title}'!{xl_range_abs(places[name], 2, places[name], last)}",
                "fill": {"color": _COLOUR},
                "gap": 60,
                "data_labels": {"value": True, "num_format": "#,##0"},
            }
        )
        chart.set_title({"name": f"{label} ({unit})", "name_font": {"size": 11}})
        chart.set_legend({"none": True})
        # The first scenario on top, as in the table; names stay left of negative bars.
        chart.set_y_axis({"reverse": True, "label_position": "low"})
        chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D5DCE2"}}})
        chart.set_size({"width": 520, "height": 280})
        description = book.text("comparison.chart", figure=label, n=len(comparison.scenarios))
        at = row + position // _CHARTS_BESIDE * _CHART_ROWS
        options = {"x_offset": position % _CHARTS_BESIDE * 540, "object_position": 2, "description": description}
        sheet.insert_chart(at, 0, chart, options)


def _axes(book: ResultBook, comparison: Comparison, axes: TwoAxes, names: dict[str, str]) -> None:
    sheet = book.sheet("two_axes", (_NAME_WIDTH, *([_VALUE_WIDTH + 5] * len(axes.mixes))))
    row = TOP
    for name in ("npv_after_funding", "net_own", "external", "gap.planned", "peak_debt"):
        item = comparison.row(name)
        unit = _UNITS[item.unit]
        row = book.heading(sheet, row, f"{row_label(comparison.plan, name, book.lang)} ({book.unit(unit)})")
        book.labels(sheet, row, [book.text("two_axes.corner"), *(names[mix] for mix in axes.mixes)])
        sheet.set_row(row, 32)
        for actions, cells in zip(axes.action_sets, axes.cells, strict=True):
            row += 1
            book.cell(sheet, (row, 0), names[actions])
            for column, cell in enumerate(cells, start=1):
                if cell is None:
                    sheet.write_string(row, column, book.text("two_axes.impossible"), book.styles.reason())
                else:
                    book.number(sheet, (row, column), cell[name].value, unit, reason=None)
        row += 2


def _changes(book: ResultBook, comparison: Comparison, names: dict[str, str]) -> None:
    """List what each scenario changes: where, what stood there and what stands there now."""
    sheet = book.sheet("scenario_changes", (30, 50, 50, 50, 40), basis=book.text("scenario_changes.basis"))
    columns: list[tuple[str, FigureUnit | None]] = [
        (book.text(f"scenario_changes.{name}"), None) for name in ("scenario", "address", "before", "after", "origin")
    ]
    rows: list[list[Cell]] = []
    numbers = change_numbers(comparison.plan)
    for identity, applied in zip(comparison.scenarios, comparison.applied, strict=True):
        words = PlanWords(comparison.plan, applied.plan, lang=book.lang)
        rows += [
            [
                names[identity],
                words.place(change),
                *map(_cut, words.sides(change)),
                _origin(book, change, names, numbers),
            ]
            for change in applied.changes
        ]
    book.table(sheet, TOP, columns, rows or [[book.text("scenario_changes.none"), "", "", "", ""]])
    sheet.freeze_panes(TOP + 2, 1)


def _origin(book: ResultBook, change: Change, names: dict[str, str], numbers: Mapping[tuple[str, str], int]) -> str:
    """Return which scenario a change comes from, and the number of its row or that it is the scenario's mix."""
    scenario, _, identity = change.origin.partition("/")
    if change.field is None:
        # Only a mix adds and takes away whole rows.
        return book.text("scenario_changes.of_mix", name=names[scenario])
    return book.text("scenario_changes.of_change", name=names[scenario], n=numbers[scenario, identity])


def _cut(text: str) -> str:
    """Return a text that Excel takes: its cells hold no longer ones."""
    return text if len(text) <= _MAX_CELL else f"{text[: _MAX_CELL - 1]}…"
