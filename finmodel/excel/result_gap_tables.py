"""The sheet of NetZeroCities' emission-gap tables, A-2.1 and the older A-2.3, filled from the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit
from finmodel.analysis.nzc_tables import A21_COLUMNS, A23_COLUMNS
from finmodel.excel.result_frame import TOP
from finmodel.excel.result_years import NOTE_WIDTH
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import cautions, measure_label
from finmodel.i18n.gap_closing import tonnes_unit

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.nzc_tables import GapTable
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["net_zero_cities_sheet"]

_TABLES = {"A-2.1": ("a21", A21_COLUMNS), "A-2.3": ("a23", A23_COLUMNS)}
WIDTHS = (40, *(16.0 for _ in range(2 * len(A21_COLUMNS))))


def net_zero_cities_sheet(book: ResultBook, gap: GapAnalysis, whole: EmissionCell) -> None:
    """Write both tables of a whole by sector: every column in tonnes and as a share of the first."""
    measure = measure_label(whole.perspective, whole.gas, book.lang)
    unit = tonnes_unit([whole.gas], book.lang)
    basis = book.text("nzc.basis", measure=measure, year=gap.year, tonnes=unit)
    sheet = book.sheet("net_zero_cities", WIDTHS, basis=basis)
    row = TOP
    for note in cautions(gap.emissions, whole, gap.year, book.lang):
        book.note(sheet, row, note, 10, NOTE_WIDTH)
        row += 1
    for name, table in gap.net_zero_cities(whole).items():
        row = _table(book, sheet, row, name, table, unit)
    sheet.freeze_panes(TOP - 1, 1)


def _table(book: ResultBook, sheet: Worksheet, row: int, name: str, table: GapTable, unit: str) -> int:
    key, names = _TABLES[name]
    row = book.heading(sheet, row, t(f"nzc.{key}.title", book.lang))
    book.note(sheet, row, t(f"nzc.{key}.how", book.lang), 10, NOTE_WIDTH)
    columns: list[tuple[str, FigureUnit | None]] = [(t("nzc.sector", book.lang), None)]
    for column in names:
        label = t(f"nzc.{key}.{column}", book.lang)
        columns += [(label, FigureUnit.TONNES), (f"{label}, {t('nzc.share', book.lang)}", FigureUnit.RATE)]
    rows: list[list[Cell]] = []
    for item in (*table.rows, table.total):
        if item.sector is None:
            label = t("nzc.total", book.lang)
        else:
            label = book.names["sector"].get(item.sector) or t("nzc.not_divided", book.lang)
        cells: list[Cell] = [label]
        for column in names:
            cells += [item[column].absolute, item[column].share]
        rows.append(cells)
    after = book.table(sheet, row + 1, columns, rows, total=True, tonnes=unit)
    sheet.set_row(row + 2, 48)
    return after
