"""The sheet of contributions: what each action, organisation and status takes off the reference path by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.excel.result_frame import TOP
from finmodel.excel.result_tonne_years import TonneRow, tonne_row, tonne_table, tonne_widths
from finmodel.excel.result_years import N_TEXTS, NOTE_WIDTH, print_years
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import measure_label
from finmodel.i18n.gap_closing import tonnes_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.reference_paths import Path
    from finmodel.analysis.wedges import Wedge, Wedges
    from finmodel.engine.undefined import FloatArray
    from finmodel.excel.result_frame import ResultBook

__all__ = ["wedges_sheet"]

_KINDS = ("adjusted", "unadjusted", "removals")


def wedges_sheet(book: ResultBook, gap: GapAnalysis) -> None:
    """Write the contributions of every measure; after overlap they add up from the reference path to the plan."""
    years = gap.emissions.years
    unit = tonnes_unit((cell.gas for cell in gap.emissions.wholes), book.lang)
    sheet = book.sheet("wedges", tonne_widths(len(years)), basis=book.text("wedges.basis", tonnes=unit))
    book.note(sheet, TOP, book.text("wedges.how"), N_TEXTS + 8, NOTE_WIDTH)
    row, breaks = TOP + 2, []
    heads = [book.text(f"emissions_gap.{key}") for key in ("measure", "who", "row")]
    for cell in gap.emissions.wholes:
        found = gap.wedges(cell)
        label, unit = measure_label(cell.perspective, cell.gas, book.lang), tonnes_unit([cell.gas], book.lang)
        rows = list(_rows(book, found, label))
        row = tonne_table(book, sheet, row, f"{label} ({unit})", heads, years, rows)
        groups = [*_groups(book, found, label)]
        title = f"{label}, {book.text('wedges.groups')} ({unit})"
        row = tonne_table(book, sheet, row, title, heads, years, groups)
        breaks.append(row)
    print_years(book, sheet, None, breaks[:-1], n_years=len(years))
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def _rows(book: ResultBook, found: Wedges, measure: str) -> Iterator[TonneRow]:
    """Yield reference path, what each action takes off it, their sum, and what is left with the plan."""
    cell, lang = found.cell, book.lang

    def row(who: str, key: str, path: Path | FloatArray, *, is_total: bool = False) -> TonneRow:
        return tonne_row((measure, who, t(f"gap.{key}", lang)), cell.years, path, is_total=is_total)

    yield row("", "baseline", cell.baseline)
    for item in found.actions:
        yield from _wedge(book, item, measure, book.name(item.id), cell.years)
    if found.actions:
        total = np.sum([item.adjusted for item in found.actions], axis=0)
        yield row(book.text("sum"), "wedge.adjusted", total, is_total=True)
    yield row("", "planned", cell.planned, is_total=True)


def _groups(book: ResultBook, found: Wedges, measure: str) -> Iterator[TonneRow]:
    years = found.cell.years
    for item in found.organisations:
        yield from _wedge(book, item, measure, book.names["organisation"][item.id], years)
    for item in found.statuses:
        yield from _wedge(book, item, measure, t(f"choice.status.{item.id}", book.lang), years)
    if not found.actions:
        return
    for level, path in found.ambitions.items():
        texts = (measure, t(f"gap.ambition.{level}", book.lang), t("gap.planned", book.lang))
        known = tonne_row(texts, years, found.cell.planned).reason
        row = tonne_row(texts, years, path, is_total=True)
        yield TonneRow(row.texts, row.by_year, known, is_total=True)


def _wedge(book: ResultBook, item: Wedge, measure: str, who: str, years: Sequence[int]) -> Iterator[TonneRow]:
    """Yield a contribution after and before overlap, the latter only where it differs, and removals if any."""
    for kind in _KINDS:
        path = getattr(item, kind)
        is_shown = {
            "adjusted": True,
            "unadjusted": not np.array_equal(item.unadjusted, item.adjusted),
            "removals": bool(path.any()),
        }[kind]
        if is_shown:
            yield tonne_row((measure, who, t(f"gap.wedge.{kind}", book.lang)), years, path)
