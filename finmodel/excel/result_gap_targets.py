"""The sheet of targets and carbon budgets: what is stated beside what is computed, and when a budget runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.indicators import FigureUnit
from finmodel.analysis.inventory import Part
from finmodel.engine.undefined import Reason
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_tonne_years import TonneRow, tonne_row, tonne_table
from finmodel.excel.result_years import N_TEXTS, NOTE_WIDTH, print_fitted
from finmodel.excel.texts import choice_text, field_label
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import measure_label, part_label, runs_out_text
from finmodel.i18n.gap_closing import tonnes_unit

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.carbon_budgets import CarbonBudget
    from finmodel.analysis.emissions_gap import EmissionCell, TargetGap
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["targets_sheet"]

TONNES, RATE = FigureUnit.TONNES, FigureUnit.RATE
_Column = tuple[str, FigureUnit | None]


def targets_sheet(book: ResultBook, gap: GapAnalysis) -> None:
    """Write a row a target, its path by year in tonnes and as a share of the base year, and a row a carbon budget."""
    years = gap.emissions.years
    widths = (34.0, 40.0, 44.0, *(14.0 for _ in range(max(len(years), 14))))
    sheet = book.sheet("targets", widths, basis=book.text("targets.basis", year=gap.year))
    book.note(sheet, TOP, book.text("targets.how"), N_TEXTS + 6, NOTE_WIDTH)
    row = TOP + 2
    found = [(cell, item) for cell in gap.emissions.cells for item in cell.targets]
    if found:
        row = book.heading(sheet, row, t("gap.targets", book.lang))
        columns = _columns(book, gap.year)
        unit = tonnes_unit((cell.gas for cell, _ in found), book.lang)
        row = book.table(sheet, row, columns, [_row(book, gap.year, *each) for each in found], tonnes=unit)
        heads = [book.text("emissions_gap.measure"), book.text("emissions_gap.part"), t("gap.targets", book.lang)]
        paths = [item for each in found for item in _paths(book, *each)]
        row = tonne_table(book, sheet, row, f"{book.text('targets.by_year')} ({unit})", heads, years, paths)
        shares = [item for each in found if (item := _share(book, *each)) is not None]
        row = tonne_table(book, sheet, row, book.text("targets.share"), heads, years, shares)
    if gap.budgets:
        _budgets(book, sheet, row, gap)
    print_fitted(sheet)
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def _columns(book: ResultBook, year: int) -> list[_Column]:
    lang = book.lang

    def label(key: str) -> str:
        return field_label("targets", key, lang)

    return [
        (book.text("emissions_gap.measure"), None),
        (book.text("emissions_gap.part"), None),
        (label("name"), None),
        (label("kind"), None),
        (label("base_year"), None),
        (label("year"), None),
        (t("gap.base", lang), TONNES),
        (t("gap.level", lang), TONNES),
        (book.text("targets.reduction"), RATE),
        (label("stated_tonnes"), TONNES),
        (book.text("targets.difference"), TONNES),
        (label("stated_reduction"), RATE),
        (book.text("targets.difference"), RATE),
        (label("removals_up_to"), RATE),
        (t("gap.allowed", lang, year=year), TONNES),
        (t("gap.gap_year", lang, year=year), TONNES),
        (t("gap.gap_target_year", lang), TONNES),
    ]


def _row(book: ResultBook, year: int, cell: EmissionCell, item: TargetGap) -> list[Cell]:
    row, target = item.target.row, item.target
    no_base = Reason.NO_BASE_INVENTORY.key

    def at(path_year: int | None, key: str) -> Cell:
        if path_year is None:
            return ""
        path = target.path if key == "path" else item.gap
        reason = path.reason if path.reason is not Reason.DEFINED else Reason.ABSENT_INPUT
        if path_year > cell.years[-1]:
            reason = Reason.AFTER_LAST_YEAR
        return Number(cell.at(path, path_year), TONNES, reason.key)

    def stated(value: float | None, unit: FigureUnit) -> Cell:
        return "" if value is None else Number(value, unit)

    level: Cell = Number(target.level, TONNES, target.path.reason.key)
    if target.level is None and target.path.reason is Reason.DEFINED:
        level = ""  # a rate without a last year has no level of its own
    return [
        measure_label(cell.perspective, cell.gas, book.lang),
        part_label(book.results.plan, cell, book.lang),
        _name(book, item),
        choice_text(row.kind, book.lang),
        row.base_year if row.base_year is not None else "",
        row.year if row.year is not None else "",
        "" if row.base_year is None else Number(target.base, TONNES, no_base),
        level,
        stated(target.reduction, RATE),
        stated(row.stated_tonnes, TONNES),
        stated(target.stated_difference, TONNES),
        stated(row.stated_reduction, RATE),
        stated(target.stated_reduction_difference, RATE),
        stated(row.counted_removals or None, RATE),
        at(year, "path"),
        at(year, "gap"),
        at(row.year, "gap"),
    ]


def _name(book: ResultBook, item: TargetGap) -> str:
    row = item.target.row
    return f"{row.name} ({book.text('illustrative')})" if row.illustrative else row.name


def _paths(book: ResultBook, cell: EmissionCell, item: TargetGap) -> list[TonneRow]:
    head = measure_label(cell.perspective, cell.gas, book.lang), part_label(book.results.plan, cell, book.lang)
    name = _name(book, item)
    allowed, missing = book.text("targets.allowed", name=name), book.text("targets.gap", name=name)
    return [
        tonne_row((*head, allowed), cell.years, item.target.path),
        tonne_row((*head, missing), cell.years, item.gap, is_total=True),
    ]


def _share(book: ResultBook, cell: EmissionCell, item: TargetGap) -> TonneRow | None:
    """Return the way in percent of the base year, which is there without an inventory too; None where none is said."""
    known = {
        year: float(share) for year, share in zip(cell.years, item.target.share, strict=True) if not np.isnan(share)
    }
    if not known:
        return None
    texts = (
        measure_label(cell.perspective, cell.gas, book.lang),
        part_label(book.results.plan, cell, book.lang),
        _name(book, item),
    )
    return TonneRow(texts, known, unit=RATE)


def _budgets(book: ResultBook, sheet: Worksheet, row: int, gap: GapAnalysis) -> int:
    row = book.heading(sheet, row, book.text("targets.budgets"))
    book.note(sheet, row, book.text("targets.budgets_how"), N_TEXTS + 6, NOTE_WIDTH)
    lang = book.lang

    def label(key: str) -> str:
        return t(f"gap.budget.{key}", lang)

    columns: list[_Column] = [
        (book.text("emissions_gap.measure"), None),
        (book.text("emissions_gap.part"), None),
        (field_label("targets", "name", lang), None),
        (book.text("targets.first_year"), None),
        (label("total"), TONNES),
        (label("used"), TONNES),
        (label("used_share"), RATE),
        (label("used_until"), None),
        (book.text("targets.used_by"), None),
        (book.text("targets.stated_difference"), TONNES),
        (label("left"), TONNES),
        (label("level"), TONNES),
        (label("runs_out"), None),
        (label("yearly_cut"), RATE),
    ]
    unit = tonnes_unit((item.row.gas for item in gap.budgets), lang)
    return book.table(sheet, row + 1, columns, [_budget(book, gap, item) for item in gap.budgets], tonnes=unit)


def _budget(book: ResultBook, gap: GapAnalysis, item: CarbonBudget) -> list[Cell]:
    row, lang = item.row, book.lang
    reason = item.reason.key if item.reason is not Reason.DEFINED else Reason.ABSENT_INPUT.key
    cell = gap.emissions.cell(row.perspective, row.gas, Part.SECTOR if row.sector else Part.WHOLE, row.sector)
    used_by = "" if item.used is None else book.text("targets.stated" if item.is_stated else "targets.by_inventory")
    return [
        measure_label(row.perspective, row.gas, lang),
        "" if cell is None else part_label(book.results.plan, cell, lang),
        f"{row.name} ({book.text('illustrative')})" if row.illustrative else row.name,
        row.base_year if row.base_year is not None else "",
        Number(item.total, TONNES),
        Number(item.used, TONNES, reason),
        Number(item.used_share, RATE, reason),
        item.used_until if item.used_until is not None else "",
        used_by,
        "" if item.stated_difference is None else Number(item.stated_difference, TONNES),
        Number(item.left, TONNES, reason),
        Number(item.level, TONNES, reason),
        runs_out_text(item, book.results.plan.settings.last_year, lang),
        Number(item.yearly_cut, RATE, reason),
    ]
