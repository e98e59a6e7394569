"""The sheet of the cost curve: its bars in their order, what stands beside it, and the costs per tonne side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit, figure
from finmodel.analysis.macc import COSTS_PER_TONNE, cost_curve, costs_per_tonne, curve_years, default_year
from finmodel.excel.result_frame import TOP, Number
from finmodel.i18n.catalogue import has, t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.macc import Beside, CostCurve
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["curve_sheet"]

WIDTHS = (9, 14, 46, 22, 26, 15, 15, 15, 15, 15, 26, 36)
NOTE_WIDTH = 200
TONNES, MONEY, PER_TONNE = FigureUnit.TONNES, FigureUnit.MONEY, FigureUnit.MONEY_PER_TONNE


def curve_sheet(book: ResultBook) -> None:
    """Write the cost curve of the year that it is drawn for unless another is asked for."""
    results = book.results
    year = default_year(curve_years(results.plan.settings))
    curve = cost_curve(results, year)
    sheet = book.sheet("curve", WIDTHS, basis=book.text("curve.basis", basis=book.basis(), year=year))
    row = TOP
    for note in ("widths_note" if curve.overlap else "widths_note_before", "savers_note"):
        book.note(sheet, row, t(f"curve.{note}", book.lang), len(WIDTHS), NOTE_WIDTH)
        row += 1
    row = book.heading(sheet, row + 1, book.text("curve.bars", year=year))
    row = _bars(book, sheet, row, curve, is_society=results.view.is_society)
    for title, items in (("raising", curve.raising), ("undrawn", curve.undrawn)):
        if items:
            row = book.heading(sheet, row + 1, book.text(f"curve.{title}"))
            row = _beside(book, sheet, row, items)
    _costs(book, sheet, book.heading(sheet, row + 1, book.text("curve.costs")))
    sheet.freeze_panes(TOP - 1, 3)


def _bars(book: ResultBook, sheet: Worksheet, row: int, curve: CostCurve, *, is_society: bool) -> int:
    """Write the bars from left to right; in society the net present value that savers are ranked by stands beside."""
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("curve.rank", "id", "name", "curve.sector", "curve.owner")),
        (book.text("curve.tonnes"), TONNES),
        (book.text("curve.unadjusted"), TONNES),
        (book.text("curve.cumulative"), TONNES),
        (t("figure.abatement_cost.label", book.lang), PER_TONNE),
        (t("figure.npv.label", book.lang), MONEY),
    ]
    if is_society:
        columns.append((book.text("curve.npv_before_carbon_value"), MONEY))
    columns.append((book.text("standing"), None))
    rows: list[list[Cell]] = []
    for rank, bar in enumerate(curve.bars, start=1):
        item = book.results.action(bar.action)
        reason = item.figures.undefined.get("npv")
        cells: list[Cell] = [str(rank), *_who(book, bar.action, bar.name, bar.sector, bar.owner)]
        cells += [Number(tonnes, TONNES) for tonnes in (bar.tonnes, bar.unadjusted, bar.right)]
        cells += [Number(bar.cost, PER_TONNE), Number(bar.npv, MONEY, reason)]
        if is_society:
            cells.append(Number(bar.npv_before_carbon_value, MONEY))
        rows.append([*cells, book.standing(item)])
    return book.table(sheet, row, columns, rows)


def _beside(book: ResultBook, sheet: Worksheet, row: int, items: Sequence[Beside]) -> int:
    """Write the actions that are not drawn, each with its reason."""
    columns: list[tuple[str, FigureUnit | None]] = [
        *((text, None) for text in ("", *(book.text(key) for key in ("id", "name", "curve.sector", "curve.owner")))),
        (book.text("curve.tonnes"), TONNES),
        (t("figure.npv.label", book.lang), MONEY),
        (book.text("curve.reason"), None),
    ]
    rows: list[list[Cell]] = []
    for item in items:
        undefined = book.results.action(item.action).figures.undefined
        reasons = undefined.get("tonnes_total"), undefined.get("npv")
        rows.append(
            [
                *("", *_who(book, item.action, item.name, item.sector, item.owner)),
                Number(item.tonnes, TONNES, reasons[0]),
                Number(item.npv, MONEY, reasons[1]),
                _reason(book, item.reason),
            ]
        )
    return book.table(sheet, row, columns, rows)


def _costs(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write the five costs per tonne of every action and of the portfolio, and what each of them means."""
    figures = [figure(name) for name in COSTS_PER_TONNE]
    labels = [t(f"figure.{name}.label", book.lang) for name in COSTS_PER_TONNE]
    columns: list[tuple[str, FigureUnit | None]] = [
        *((text, None) for text in ("", book.text("id"), book.text("name"))),
        *((label, item.unit) for label, item in zip(labels, figures, strict=True)),
    ]
    rows: list[list[Cell]] = [
        [
            *("", item.action or "", item.name if item.action else book.text("portfolio")),
            *(Number(item.values[each.name], each.unit, item.undefined.get(each.name)) for each in figures),
        ]
        for item in costs_per_tonne(book.results)
    ]
    row = book.table(sheet, row, columns, rows, total=True)
    for name, label in zip(COSTS_PER_TONNE, labels, strict=True):
        text = f"{label}: {t(f'figure.{name}.definition', book.lang)}"
        book.note(sheet, row, text, len(WIDTHS), NOTE_WIDTH)
        row += 1
    return row


def _who(book: ResultBook, action: str, name: str, sector: str, owner: str) -> tuple[str, str, str, str]:
    return action, name, book.label_of("sector", sector), book.label_of("organisation", owner)


def _reason(book: ResultBook, reason: str) -> str:
    key = f"curve.reason.{reason}"
    return t(key if has(key, book.lang) else f"reason.{reason}.label", book.lang)
