"""The sheet of the emissions gap: inventory, reference path, plan, target and gap by measure, part and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from xlsxwriter.utility import xl_range_abs

from finmodel.analysis.emission_sources import GapInput, illustrative_inputs
from finmodel.analysis.inventory import Part
from finmodel.excel.result_frame import TOP
from finmodel.excel.result_tonne_years import TonneRow, tonne_row, tonne_table, tonne_widths
from finmodel.excel.result_years import N_TEXTS, NOTE_WIDTH, print_fitted
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import cautions, measure_label, part_label
from finmodel.i18n.gap_closing import tonnes_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.excel.result_frame import ResultBook

__all__ = ["emissions_gap_sheet"]

_CHART_ROWS = 17
_NOTES = ("how", "sums")
_LINES = {"history": "#1F2933", "baseline": "#7B8794", "planned": "#005A9C", "target": "#4C7A34"}
"""What is drawn of a whole, and the colour of its line."""


def emissions_gap_sheet(book: ResultBook, gap: GapAnalysis) -> None:
    """Write a block a measure: the whole with its chart, then every sector and what is not divided."""
    cells = gap.emissions.cells
    axes = {
        (whole.perspective, whole.gas): sorted(
            {*gap.emissions.years, *(year for cell in cells if _is_of(cell, whole) for year in cell.history)}
        )
        for whole in gap.emissions.wholes
    }
    n_years = max(map(len, axes.values()))
    basis = book.text("emissions_gap.basis", year=gap.year)
    sheet = book.sheet("emissions_gap", tonne_widths(n_years), basis=basis)
    row = TOP
    for key in _NOTES:
        book.note(sheet, row, book.text(f"emissions_gap.{key}"), N_TEXTS + 8, NOTE_WIDTH)
        row += 1
    row += 1
    heads = [book.text(f"emissions_gap.{key}") for key in ("measure", "part", "row")]
    for whole in gap.emissions.wholes:
        measure = (whole.perspective, whole.gas)
        label, years = measure_label(*measure, book.lang), axes[measure]
        unit = tonnes_unit([whole.gas], book.lang)
        rows = list(_rows(book, whole, label))
        for note in cautions(gap.emissions, whole, gap.year, book.lang):
            book.note(sheet, row, note, N_TEXTS + 8, NOTE_WIDTH)
            row += 1
        first = row
        row = tonne_table(book, sheet, row, f"{label} ({unit})", heads, years, rows)
        row = _chart(book, sheet, f"{label} ({unit})", years, rows, first + 1, row)
        parts = [cell for cell in cells if _is_of(cell, whole) and cell.part is not Part.WHOLE]
        of_parts = [item for cell in parts for item in _rows(book, cell, label)]
        title = f"{label}, {book.text('emissions_gap.by_part')} ({unit})"
        row = tonne_table(book, sheet, row, title, heads, years, of_parts)
    print_fitted(sheet)
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def _is_of(cell: EmissionCell, whole: EmissionCell) -> bool:
    return (cell.perspective, cell.gas) == (whole.perspective, whole.gas)


def _rows(book: ResultBook, cell: EmissionCell, measure: str) -> Iterator[TonneRow]:
    plan, lang = book.results.plan, book.lang
    part = part_label(plan, cell, lang)
    if not cell.is_measured:
        part = f"{part} ({book.text('emissions_gap.not_measured')})"
    doubtful = illustrative_inputs(plan, cell)
    marks = {"history": GapInput.INVENTORY, "baseline": GapInput.BASELINE, "target": GapInput.TARGET}

    def texts(key: str) -> tuple[str, str, str]:
        label = t(f"gap.{key}", lang)
        is_illustrative = marks.get(key) in doubtful
        return measure, part, f"{label} ({book.text('illustrative')})" if is_illustrative else label

    if cell.history:
        yield TonneRow(texts("history"), cell.history)
    if cell.is_measured:
        yield tonne_row(texts("baseline"), cell.years, cell.baseline)
    yield tonne_row(texts("abatement"), cell.years, cell.reductions)
    if cell.is_measured:
        yield tonne_row(texts("planned"), cell.years, cell.planned)
    if cell.removals.any():
        yield tonne_row(texts("removals"), cell.years, cell.removals)
    if cell.targets:
        if cell.removals.any():
            reason = cell.gap.reason
            counted = tonne_row(texts("removals_counted"), cell.years, cell.counted_removals)
            yield TonneRow(counted.texts, counted.by_year, reason or counted.reason)
        yield tonne_row(texts("target"), cell.years, cell.target)
        yield tonne_row(texts("gap"), cell.years, cell.gap, is_total=True)


def _chart(
    book: ResultBook,
    sheet: Worksheet,
    label: str,
    years: Sequence[int],
    rows: Sequence[TonneRow],
    head: int,
    row: int,
) -> int:
    """Draw the whole of a measure with the table's own cells as data; return the row after the chart.

    The years are numbers of a scatter chart: an inventory may leave out decades. Only years that are known are drawn,
    for a text in a cell would be drawn as zero.
    """
    chart = book.book.add_chart({"type": "scatter", "subtype": "straight"})
    title = sheet.get_name().replace("'", "''")
    n_series = 0
    labels = {key: t(f"gap.{key}", book.lang) for key in _LINES}
    for offset, item in enumerate(rows, start=1):
        key = next((key for key, text in labels.items() if item.texts[2].startswith(text)), None)
        places = [place for place, year in enumerate(years) if np.isfinite(item.by_year.get(year, np.nan))]
        if key is None or not places:
            continue
        first, last = N_TEXTS + places[0], N_TEXTS + _end_of_run(item, years, places, has_holes=key == "history")
        line = {"color": _LINES[key], "width": 2.0}
        if key in ("baseline", "target"):
            line["dash_type"] = "dash"
        chart.add_series(
            {
                "name": item.texts[2],
                "categories": f"='{title}'!{xl_range_abs(head, first, head, last)}",
                "values": f"='{title}'!{xl_range_abs(head + offset, first, head + offset, last)}",
                "line": line,
                "marker": {"type": "circle", "size": 5} if key == "history" else {"type": "none"},
            }
        )
        n_series += 1
    if not n_series:
        return row
    chart.show_blanks_as("span")
    chart.set_title({"name": label, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"num_format": "0", "min": years[0], "max": years[-1], "label_position": "low"})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D5DCE2"}}})
    chart.set_size({"width": 900, "height": 320})
    description = book.text("emissions_gap.chart", measure=label)
    sheet.insert_chart(row, 0, chart, {"object_position": 2, "description": description})
    return row + _CHART_ROWS


def _end_of_run(item: TonneRow, years: Sequence[int], places: Sequence[int], *, has_holes: bool) -> int:
    """Return the last place of the first run of known years; of an inventory, whose other years are blank, the last."""
    if has_holes:
        return places[-1]
    end = places[0]
    while end + 1 < len(years) and np.isfinite(item.by_year.get(years[end + 1], np.nan)):
        end += 1
    return end
