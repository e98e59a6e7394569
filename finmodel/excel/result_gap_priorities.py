"""The sheet of the priority list: its rule, a row an action to be sorted, for which actor, and who starts what when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit
from finmodel.analysis.priorities import by_owner_and_year, not_listed
from finmodel.analysis.priority_order import order_rule
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_years import NOTE_WIDTH
from finmodel.excel.texts import choice_text
from finmodel.i18n.catalogue import t

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.priorities import Priority, PriorityGroup
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["priorities_sheet"]

MONEY, TONNES = FigureUnit.MONEY, FigureUnit.TONNES
WIDTHS = (9, 14, 46, 30, 24, 10, 10, 14, 16, 16, 16, 16, 14, 14, 14, 16, 12, 40)
_N_NOTE = 12
_FIGURES = {
    "investment_total": MONEY,
    "investment_incremental": MONEY,
    "npv": MONEY,
    "abatement_cost": FigureUnit.MONEY_PER_TONNE,
    "tonnes_year": TONNES,
    "tonnes_total": TONNES,
    "gap": MONEY,
    "share_secured": FigureUnit.RATE,
}
_Column = tuple[str, FigureUnit | None]


def priorities_sheet(book: ResultBook, gap: GapAnalysis) -> None:
    """Write the list in the order of its rule; every column can be sorted by, and the rank stays."""
    sheet = book.sheet("priorities", WIDTHS, basis=book.text("priorities.basis", basis=book.basis(), year=gap.year))
    row = TOP
    rule = " ".join(
        f"{place}. {t(f'priority_list.rule.{name}', book.lang)}" for place, name in enumerate(order_rule(), start=1)
    )
    for note in (t("priority_list.how", book.lang), f"{t('priority_list.rule_title', book.lang)}: {rule}"):
        book.note(sheet, row, note, _N_NOTE, NOTE_WIDTH)
        row += 1
    row = _list(book, sheet, row + 1, gap)
    row = _actors(book, sheet, row, gap)
    row = _groups(book, sheet, row, gap)
    for reason, ids in not_listed(gap.results).items():
        if ids:
            label = t(f"priority_list.left_out.{reason}", book.lang)
            text = t("gap.figure", book.lang, label=label, value=", ".join(map(book.name, ids)))
            book.note(sheet, row, text, _N_NOTE, NOTE_WIDTH)
            row += 1
    sheet.freeze_panes(TOP - 1, 3)


def _label(book: ResultBook, key: str, year: int) -> str:
    return t(f"priority_list.column.{key}", book.lang, year=year)


def _list(book: ResultBook, sheet: Worksheet, row: int, gap: GapAnalysis) -> int:
    keys = ("rank", "id", "name", "owner", "sector", "priority", "start_year", "status", "control")
    columns: list[_Column] = [
        *((_label(book, key, gap.year), None) for key in keys),
        *((_label(book, key, gap.year), unit) for key, unit in _FIGURES.items()),
        (book.text("standing"), None),
    ]
    rows = [_row(book, item) for item in gap.priorities]
    after = book.table(sheet, row, columns, rows)
    if rows:
        sheet.autofilter(row + 1, 0, row + 1 + len(rows), len(columns) - 1)
    return after


def _row(book: ResultBook, item: Priority) -> list[Cell]:
    start = item.start_year
    return [
        *(item.rank, item.id, item.name, item.owner_name),
        book.names["sector"].get(item.sector, ""),
        "" if item.priority is None else item.priority,
        start if start.value is None else int(start.value),
        choice_text(item.status, book.lang),
        "" if item.control is None else choice_text(item.control, book.lang),
        *(getattr(item, key) for key in _FIGURES),
        book.standing(book.results.action(item.id)),
    ]


def _actors(book: ResultBook, sheet: Worksheet, row: int, gap: GapAnalysis) -> int:
    """Write what each action is to each organisation, a cost below zero and a saving above."""
    keys = ("investment", "running", "net", "total")
    rows: list[list[Cell]] = [
        [
            *("", item.id, item.name, actor.name),
            *(Number(getattr(actor, key), MONEY, "no_rate") for key in keys),
        ]
        for item in gap.priorities
        for actor in item.actors
    ]
    if not rows:
        return row
    row = book.heading(sheet, row, t("priority_list.column.actors", book.lang))
    book.note(sheet, row, t("priority_list.actor.sign", book.lang), _N_NOTE, NOTE_WIDTH)
    columns: list[_Column] = [
        ("", None),
        (_label(book, "id", gap.year), None),
        (_label(book, "name", gap.year), None),
        (t("priority_list.actor.organisation", book.lang), None),
        *((t(f"priority_list.actor.{key}", book.lang), MONEY) for key in keys),
    ]
    return book.table(sheet, row + 1, columns, rows)


def _n_of(book: ResultBook, n: int, group: PriorityGroup) -> str:
    return t("gap.n_of", book.lang, n=n, of=len(group.actions))


def _groups(book: ResultBook, sheet: Worksheet, row: int, gap: GapAnalysis) -> int:
    """Write what each organisation starts in each year."""
    found = by_owner_and_year(gap.priorities)
    if not found:
        return row
    row = book.heading(sheet, row, t("gap.by_owner_and_year", book.lang))
    columns: list[_Column] = [
        ("", None),
        (_label(book, "start_year", gap.year), None),
        (t("gap.by_owner_and_year", book.lang), None),
        (book.text("priorities.actions"), None),
        (t("gap.n_actions", book.lang), None),
        (_label(book, "investment_total", gap.year), MONEY),
        (t("gap.n_costed", book.lang), None),
        (_label(book, "gap", gap.year), MONEY),
        (t("gap.n_known", book.lang), None),
    ]
    rows: list[list[Cell]] = [
        [
            *("", t("nothing", book.lang) if group.start_year is None else group.start_year),
            *(book.names["organisation"][group.owner], ", ".join(group.actions)),
            *(len(group.actions), group.investment_total, _n_of(book, group.n_costed, group)),
            *(group.gap, _n_of(book, group.n_gap, group)),
        ]
        for group in found
    ]
    return book.table(sheet, row, columns, rows)
