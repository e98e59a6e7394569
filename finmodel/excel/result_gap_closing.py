"""The sheet of what closes the emissions gap, action by action along the cost curve, and of what waiting costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit
from finmodel.analysis.outcome import Outcome
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_years import NOTE_WIDTH
from finmodel.excel.texts import choice_text, flag_text
from finmodel.i18n.catalogue import t, t_n
from finmodel.i18n.gap import measure_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.closing import Closing, ClosingStep
    from finmodel.analysis.delay import Delay, Shift
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["closing_sheet"]

MONEY, TONNES, PER_TONNE = FigureUnit.MONEY, FigureUnit.TONNES, FigureUnit.MONEY_PER_TONNE
WIDTHS = (14, 46, 34, 18, 22, 15, 15, 15, 15, 15, 15, 15, 12, 12)
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
    _delay(book, sheet, row + 1, gap.delay)
    sheet.freeze_panes(TOP - 1, 2)


def _closing(book: ResultBook, sheet: Worksheet, row: int, found: Closing) -> int:
    measure = measure_label(found.emission_perspective, found.gas, book.lang)
    row = book.heading(sheet, row, t("gap.heading_year", book.lang, what=measure, year=found.year))
    for key, outcome in (("gap_at_start", found.gap_at_start), ("gap_after_all", found.gap_after_all)):
        book.cell(sheet, (row, 1), t(f"closing.figure.{key}", book.lang), text_wrap=True)
        book.number(sheet, (row, 2), outcome.value, TONNES, reason=outcome.reason, bold=True)
        book.units(sheet, row, [book.tonnes], 3)
        sheet.set_row(row, 30)
        row += 1
    for note in _notes(book, found):
        book.note(sheet, row, note, _N_NOTE, NOTE_WIDTH)
        row += 1
    if found.steps:
        row = book.table(sheet, row + 1, _step_columns(book), [_step(book, step) for step in found.steps])
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
        row = book.table(sheet, row, columns, rows)
    return row


def _notes(book: ResultBook, found: Closing) -> Iterator[str]:
    lang = book.lang
    if found.gap_at_start.value is None:
        yield t(f"reason.{found.gap_at_start.reason}.text", lang)
        return
    if found.is_met:
        n = len(found.needed)
        yield t_n("closing.met", n, lang) if n else t("closing.already_met", lang)
    else:
        yield t("closing.not_met" if found.steps else "closing.no_candidates", lang)
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
    }
    heads = [book.text("id"), t("closing.column.action", book.lang), t("closing.column.owner", book.lang)]
    heads += [t("priority_list.column.status", book.lang), t("closing.column.why", book.lang)]
    return [
        *((head, None) for head in heads),
        *((t(f"closing.column.{key}", book.lang), unit) for key, unit in units.items()),
    ]


def _step(book: ResultBook, step: ClosingStep) -> list[Cell]:
    item = step.candidate
    return [
        *(item.action.id, item.action.name, book.label_of("organisation", item.action.owner)),
        *(choice_text(item.action.status, book.lang), t(f"closing.why.{item.why}", book.lang)),
        *(Number(step.tonnes, TONNES), Number(step.gap_after, TONNES)),
        *(item.cost_per_tonne, item.npv, item.investment_total),
        *(Number(step.cumulative_investment, MONEY), item.financing_gap),
        *(flag_text(step.is_needed, book.lang), flag_text(step.is_met, book.lang)),
    ]


def _delay(book: ResultBook, sheet: Worksheet, row: int, found: Delay) -> int:
    """Write what the whole plan a year later loses."""
    lang = book.lang
    row = book.heading(sheet, row, t("delay.title", lang))
    notes = [t("delay.note", lang), t("delay.npv_note", lang)]
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
    return book.table(sheet, row, columns, rows)


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
        limits = ", ".join(t(f"limit.{limit}", lang) for limit in item.shortfall)
        rows.append(cells(f"{t('delay.column.source', lang)}: {item.source.name}", item.awarded, limits))
    lost = found.grants_lost
    change = Outcome(None if lost.value is None else -lost.value + 0.0, lost.reason)
    rows.append(["", t("delay.column.lost", lang), "", "", "", change])
    return book.table(sheet, row, columns, rows)
