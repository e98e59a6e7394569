"""The sheet of the financing need: by year, certainty and organisation, the share decided, and against capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.capacity_need import CapacityKind
from finmodel.analysis.funding import GapView
from finmodel.analysis.indicators import FigureUnit
from finmodel.analysis.need_cube import NeedCertainty
from finmodel.engine.undefined import Reason
from finmodel.engine.uses import Use
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_years import N_TEXTS, NOTE_WIDTH, YearRow, print_years, year_table, year_widths
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import gap_reason, measure_label
from finmodel.i18n.gap_closing import overshoot_note, tonnes_unit

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.financing_need import DecidedShare, FinancingNeed, NeedRow
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.outcome import Outcome
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["financing_need_sheet"]

MONEY, RATE = FigureUnit.MONEY, FigureUnit.RATE
_HEAD_HEIGHT, _WIDTH = 62, 15.0
_Column = tuple[str, FigureUnit | None]


def financing_need_sheet(book: ResultBook, gap: GapAnalysis) -> None:
    """Write the need in all and by year, against capacity, per tonne missing, and as a long table to filter."""
    need = gap.need
    basis = book.text("financing_need.basis", perspective=book.perspective(need.perspective), money=book.money)
    widths = (*year_widths(book)[:N_TEXTS], *(_WIDTH for _ in need.years), 18.0)
    sheet = book.sheet("financing_need", widths, basis=basis)
    row = TOP
    for note in _notes(book, need):
        book.note(sheet, row, note, N_TEXTS + 8, NOTE_WIDTH)
        row += 1
    row = _decided(book, sheet, book.heading(sheet, row + 1, t("decided.title", book.lang)), need)
    row = _by_year(book, sheet, row, need)
    row = _capacity(book, sheet, row, need)
    row = _per_tonne(book, sheet, row, gap)
    _long(book, sheet, book.heading(sheet, row, book.text("financing_need.long")), need)
    print_years(book, sheet, None)
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def _notes(book: ResultBook, need: FinancingNeed) -> list[str]:
    notes = [t("need.how", book.lang)]
    notes += [f"{t(f'gap_view.{v}.label', book.lang)}: {t(f'gap_view.{v}.help', book.lang)}" for v in GapView]
    if need.not_costed:
        names = ", ".join(map(book.name, need.not_costed))
        notes.append(t("need.not_costed", book.lang, names=names))
    return notes


def _texts(label: str) -> tuple[_Column, ...]:
    """Return a column of names, and blank ones beside it: numbers stand where the years do."""
    return ((label, None), *(("", None) for _ in range(N_TEXTS - 1)))


def _share(book: ResultBook, outcome: Outcome) -> Cell:
    """Return a share, or why there is none: nothing to pay for is said in the words of the need."""
    return outcome if outcome.value is not None else gap_reason(outcome.reason or "", book.lang, is_short=True)


def _decided(book: ResultBook, sheet: Worksheet, row: int, need: FinancingNeed) -> int:
    columns: list[_Column] = [
        *_texts(t("need.column.organisation", book.lang)),
        *((t(f"decided.{key}", book.lang), MONEY) for key in ("uses", "decided", "secured")),
        *((t(f"decided.{key}", book.lang), RATE) for key in ("share_decided", "share_secured")),
    ]

    def cells(name: str, item: DecidedShare) -> list[Cell]:
        amounts = [Number(amount, MONEY) for amount in (item.uses, item.decided, item.secured)]
        return [name, "", "", *amounts, _share(book, item.share_decided), _share(book, item.share_secured)]

    names = book.names["organisation"]
    rows = [cells(names[name], item) for name, item in need.decided_by_organisation.items()]
    rows.append(cells(t("need.column.total", book.lang), need.decided))
    return book.table(sheet, row, columns, rows, total=True)


def _by_year(book: ResultBook, sheet: Worksheet, row: int, need: FinancingNeed) -> int:
    """Write each organisation's need by certainty, and of all together what is missing in each view."""
    names, lang = book.names["organisation"], book.lang
    places = {year: place for place, year in enumerate(need.years)}
    paths: dict[tuple[str | None, NeedCertainty | None], np.ndarray] = {}
    cells: list[NeedRow] = [
        *need.rows("year", "organisation", "certainty"),
        *need.rows("year", "certainty"),
        *need.rows("year"),
    ]
    for cell in cells:
        path = paths.setdefault((cell.organisation, cell.certainty), np.zeros(len(need.years)))
        path[places[cell.year or 0]] = cell.uses
    uses, total = t("need.column.uses", lang), t("need.column.total", lang)

    def label(organisation: str | None) -> str:
        return total if organisation is None else names[organisation]

    rows = [
        YearRow(
            (
                label(organisation),
                uses if certainty is None else t(f"need.certainty.{certainty}", lang),
                "",
            ),
            path,
            is_total=organisation is None,
        )
        for (organisation, certainty), path in sorted(
            paths.items(), key=lambda item: (item[0][0] is None, item[0][0] or "", _place(item[0][1]))
        )
    ]
    for view in GapView:
        missing = need.cube.missing(view).sum(axis=(0, 1, 2, 3))
        rows.append(YearRow((total, t(f"gap_view.{view}.label", lang), ""), missing, is_total=True))
    heads = [t(f"need.column.{key}", lang) for key in ("organisation", "certainty")]
    return year_table(book, sheet, row, book.text("financing_need.by_year"), [*heads, ""], rows)


def _place(certainty: NeedCertainty | None) -> int:
    return len(NeedCertainty) if certainty is None else list(NeedCertainty).index(certainty)


def _capacity(book: ResultBook, sheet: Worksheet, row: int, need: FinancingNeed) -> int:
    """Write need against frames and adopted plan: a row an organisation, summed from the base year on."""
    row = book.heading(sheet, row, t("capacity.title", book.lang))
    book.note(sheet, row, t("capacity.how", book.lang), N_TEXTS + 8, NOTE_WIDTH)
    kinds = [key for kind in CapacityKind for key in (str(kind), f"{kind}_used", f"{kind}_left")]
    uses = [f"{key}_{use.key}" for key in ("need", "gap", "more") for use in Use]
    keys = [*uses, *kinds, "net_need", "budgeted", "new", "adopted_unused"]
    columns: list[_Column] = [
        *_texts(t("need.column.organisation", book.lang)),
        *((t(f"capacity.column.{key}", book.lang), MONEY) for key in keys),
    ]
    found = need.capacity
    rows: list[list[Cell]] = []
    for item in (*found.organisations, found.total):
        who = item.organisation
        name = t("need.column.total", book.lang) if who is None else book.names["organisation"][who]
        plain = item.to_dict()
        amounts, undefined = plain["total"], plain["undefined"]
        rows.append([name, "", "", *(Number(amounts[key], MONEY, undefined.get(key)) for key in keys)])
    heading = row + 2
    row = book.table(sheet, row + 1, columns, rows, total=True)
    sheet.set_row(heading, _HEAD_HEIGHT)
    if not found.common:
        return row
    base = need.years.index(need.base_year)
    common: list[list[Cell]] = [
        [
            *(t(f"capacity.kind.{kind}", book.lang), "", ""),
            *(Number(float(path[base:].sum()), MONEY) for path in (frame.frame, frame.used, frame.left)),
        ]
        for kind, frame in found.common.items()
    ]
    columns = [
        *_texts(t("capacity.common", book.lang)),
        *((book.text(f"funding.{key}"), MONEY) for key in ("frame", "frame_used", "frame_left")),
    ]
    book.note(sheet, row, t("capacity.common_help", book.lang), N_TEXTS + 8, NOTE_WIDTH)
    return book.table(sheet, row + 1, columns, common)


def _per_tonne(book: ResultBook, sheet: Worksheet, row: int, gap: GapAnalysis) -> int:
    found, main = gap.missing_per_tonne(gap.main), gap.main
    row = book.heading(sheet, row, t("missing_per_tonne.title", book.lang))
    book.note(sheet, row, t("missing_per_tonne.how", book.lang), N_TEXTS + 8, NOTE_WIDTH)
    columns: list[_Column] = [
        *_texts(book.text("emissions_gap.measure")),
        *(
            (t(f"missing_per_tonne.{key}", book.lang, year=found.year), unit)
            for key, unit in (
                ("financing_gap", MONEY),
                ("gap_tonnes", FigureUnit.TONNES),
                ("financing_gap_per_tonne", FigureUnit.MONEY_PER_TONNE),
            )
        ),
    ]
    for note in overshoot_note(found.overshoot, found.gap_tonnes.value, found.year, book.lang):
        row += 1
        book.note(sheet, row, note, N_TEXTS + 8, NOTE_WIDTH)
    label = "" if main is None else measure_label(main.perspective, main.gas, book.lang)
    unit = None if main is None else tonnes_unit([main.gas], book.lang)
    rows: list[list[Cell]] = [[label, "", "", found.financing_gap, found.gap_tonnes, found.per_tonne]]
    heading = row + 2
    row = book.table(sheet, row + 1, columns, rows, tonnes=unit)
    sheet.set_row(heading, _HEAD_HEIGHT)
    return row


def _long(book: ResultBook, sheet: Worksheet, row: int, need: FinancingNeed) -> int:
    """Write every cell of the need as a row, to be filtered and summed as one likes."""
    lang = book.lang
    columns: list[_Column] = [
        *((t(f"need.column.{key}", lang), None) for key in ("organisation", "sector", "certainty", "use", "year")),
        (t("need.column.uses", lang), MONEY),
        *((t(f"gap_view.{view}.label", lang), MONEY) for view in GapView),
    ]
    sectors = book.names["sector"] | {"": t("need.column.no_sector", lang)}
    rows: list[list[Cell]] = [
        [
            book.names["organisation"][item.organisation or ""],
            sectors[item.sector or ""],
            "" if item.certainty is None else t(f"need.certainty.{item.certainty}", lang),
            "" if item.use is None else t(f"use.{item.use.key}", lang),
            item.year or 0,
            Number(item.uses, MONEY),
            *(Number(item.gaps[view], MONEY, Reason.ABSENT_INPUT.key) for view in GapView),
        ]
        for item in need.rows()
    ]
    after = book.table(sheet, row, columns, rows)
    if rows:
        sheet.autofilter(row + 1, 0, row + 1 + len(rows), len(columns) - 1)
    return after
