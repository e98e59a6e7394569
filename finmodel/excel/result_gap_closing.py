"""The sheet of what closes the emissions gap, action by action along the cost curve, and of what waiting costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit
from finmodel.analysis.outcome import Outcome
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_years import NOTE_WIDTH
from finmodel.excel.texts import choice_text, flag_text
from finmodel.i18n.catalogue import t
from finmodel.i18n.gap import measure_label
from finmodel.i18n.gap_closing import closing_verdict, delay_notes, needed_text, tonnes_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.closing import Closing, ClosingStep
    from finmodel.analysis.delay import Delay, Shift
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["closing_sheet"]

MONEY, TONNES, PER_TONNE = FigureUnit.MONEY, FigureUnit.TONNES, FigureUnit.MONEY_PER_TONNE
WIDTHS = (14, 46, 34, 18, 22, 15, 15, 15, 15, 15, 15, 15, 14, 12, 16)
_N_NOTE = 10
_Column = tuple[str, FigureUnit | None]


def closing_sheet(book: ResultBook, gap: GapAnalysis) -> None:
    """Write the steps of every measure that has a target, what stands beside them, and the whole plan a year later."""
    sheet = book.sheet("closing", WIDTHS, basis=book.text("closing.basis", basis=book.basis(), year=gap.year))
    row = TOP
    for key in ("note", "overlap_note"):
        book.note(sheet, row, t(f"closing.{key}", book.lang), _N_NOTE, NOTE_WIDTH)
        row += 1
    for cell in gap.emissions.wholes:
        if cell.targets:
            row = _closing(book, sheet, row + 1, gap.closing(cell))
    _delay(book, sheet, row + 1, gap)
    sheet.freeze_panes(TOP - 1, 2)


def _closing(book: ResultBook, sheet: Worksheet, row: int, found: Closing) -> int:
    measure = measure_label(found.emission_perspective, found.gas, book.lang)
    unit = tonnes_unit([found.gas], book.lang)
    row = book.heading(sheet, row, t("gap.heading_year", book.lang, what=measure, year=found.year))
    for key, outcome in (("gap_at_start", found.gap_at_start), ("gap_after_all", found.gap_after_all)):
        book.cell(sheet, (row, 1), t(f"closing.figure.{key}", book.lang), text_wrap=True)
        book.number(sheet, (row, 2), outcome.value, TONNES, reason=outcome.reason, bold=True)
        book.units(sheet, row, [unit], 3)
        sheet.set_row(row, 30)
        row += 1
    for note in _notes(book, found):
        book.note(sheet, row, note, _N_NOTE, NOTE_WIDTH)
        row += 1
    if found.steps:
        row = book.table(
            sheet, row + 1, _step_columns(book), [_step(book, found, step) for step in found.steps], tonnes=unit
        )
    if found.beside:
        row = book.heading(sheet, row, t("closing.beside.title", book.lang))
        columns: list[_Column] = [
            (book.text("id"), None),
            (t("closing.column.action", book.lang), None),
            (t("closing.column.reason", book.lang), None),
            (t("closing.column.tonnes", book.lang), TONNES),
        ]
        rows: list[list[Cell]] = [
            [
                *(item.candidate.action.id, item.candidate.action.name),
                t(f"closing.beside.{item.reason}", book.lang),
                Number(item.tonnes, TONNES, "not_quantified"),
            ]
            for item in found.beside
        ]
        row = book.table(sheet, row, columns, rows, tonnes=unit)
    return row


def _notes(book: ResultBook, found: Closing) -> Iterator[str]:
    lang = book.lang
    if found.gap_at_start.value is None:
        yield t(f"reason.{found.gap_at_start.reason}.text", lang)
        return
    yield " ".join(closing_verdict(found, lang))
    if found.not_quantified:
        ids = ", ".join(map(book.name, found.not_quantified))
        yield t("gap.start_not_quantified", lang, ids=ids)
    if found.not_costed:
        ids = ", ".join(map(book.name, found.not_costed))
        yield t("gap.figure", lang, label=t("closing.not_costed_note", lang).rstrip("."), value=ids)


def _step_columns(book: ResultBook) -> list[_Column]:
    units = {
        "tonnes": TONNES,
        "gap_after": TONNES,
        "cost_per_tonne": PER_TONNE,
        "npv": MONEY,
        "investment_total": MONEY,
        "cumulative_investment": MONEY,
        "financing_gap": MONEY,
        "is_needed": None,
        "is_met": None,
        "is_met_without_overshoot": None,
    }
    heads = [book.text("id"), t("closing.column.action", book.lang), t("closing.column.owner", book.lang)]
    heads += [t("priority_list.column.status", book.lang), t("closing.column.why", book.lang)]
    return [
        *((head, None) for head in heads),
        *((t(f"closing.column.{key}", book.lang), unit) for key, unit in units.items()),
    ]


def _step(book: ResultBook, found: Closing, step: ClosingStep) -> list[Cell]:
    item = step.candidate
    return [
        *(item.action.id, item.action.name, book.label_of("organisation", item.action.owner)),
        *(choice_text(item.action.status, book.lang), t(f"closing.why.{item.why}", book.lang)),
        *(Number(step.tonnes, TONNES), Number(step.gap_after, TONNES)),
        *(item.cost_per_tonne, item.npv, item.investment_total),
        *(Number(step.cumulative_investment, MONEY), item.financing_gap),
        needed_text(found, step, book.lang),
        *(flag_text(is_met, book.lang) for is_met in (step.is_met, step.is_met_without_overshoot)),
    ]


def _delay(book: ResultBook, sheet: Worksheet, row: int, gap: GapAnalysis) -> int:
    """Write what the whole plan a year later loses."""
    lang, found = book.lang, gap.delay
    row = book.heading(sheet, row, t("delay.title", lang))
    notes = [t("delay.note", lang), t("delay.npv_note", lang), *delay_notes(found, lang, gap.emissions)]
    if not found.moved:
        notes = [t("delay.nothing_moves", lang)]
    for note in notes:
        book.note(sheet, row, note, _N_NOTE, NOTE_WIDTH)
        row += 1
    if found.moved:
        row = _delayed_tonnes(book, sheet, row, found)
        row = _delayed_money(book, sheet, row, found)
    if found.stays:
        row = book.heading(sheet, row, t("delay.stays.title", lang))
        columns: list[_Column] = [
            (book.text("id"), None),
            (t("delay.column.action", lang), None),
            (t("delay.column.reason", lang), None),
        ]
        names = book.names["action"]
        rows: list[list[Cell]] = [
            [stay.action, names[stay.action], t(f"delay.stays.{stay.reason}", lang)] for stay in found.stays
        ]
        row = book.table(sheet, row, columns, rows)
    return row


def _delayed_tonnes(book: ResultBook, sheet: Worksheet, row: int, found: Delay) -> int:
    lang = book.lang
    columns: list[_Column] = [
        ("", None),
        (book.text("emissions_gap.measure"), None),
        (t("delay.column.year", lang), None),
        *(
            (t(f"delay.column.{key}", lang), TONNES)
            for key in ("lost_in_year", "lost_until", "lost_total", "gap_before", "gap_after", "gap_change")
        ),
    ]
    rows: list[list[Cell]] = []
    for item in found.measures:
        label = measure_label(item.perspective, item.gas, lang)
        for each in item.target_years:
            shift = (each.gap.before, each.gap.after, each.gap.change)
            rows.append(["", label, each.year, each.lost_in_year, each.lost_until, item.total, *shift])
        if not item.target_years:
            rows.append(["", label, "", "", "", item.total, "", "", ""])
    unit = tonnes_unit((item.gas for item in found.measures), lang)
    return book.table(sheet, row, columns, rows, tonnes=unit)


def _delayed_money(book: ResultBook, sheet: Worksheet, row: int, found: Delay) -> int:
    lang = book.lang
    columns: list[_Column] = [
        ("", None),
        (t("gap.delay_money", lang), None),
        (t("delay.column.limits", lang), None),
        *((t(f"delay.column.{key}", lang), MONEY) for key in ("before", "after", "change")),
    ]

    def cells(name: str, shift: Shift, limits: str = "") -> list[Cell]:
        return ["", name, limits, shift.before, shift.after, shift.change]

    rows = [cells(t(f"delay.column.{name}", lang), shift) for name, shift in found.kronor.items()]
    for item in found.grants:
        is_more = (item.lost.value or 0.0) < 0
        limits = "" if is_more else ", ".join(t(f"limit.{limit}", lang) for limit in item.shortfall)
        rows.append(cells(f"{t('delay.column.source', lang)}: {item.source.name}", item.awarded, limits))
    lost = found.grants_lost
    change = Outcome(None if lost.value is None else -lost.value + 0.0, lost.reason)
    label = t(f"delay.column.{'gained' if (lost.value or 0.0) < 0 else 'lost'}", lang)
    rows.append(["", label, "", "", "", change])
    return book.table(sheet, row, columns, rows)
