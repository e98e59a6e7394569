"""The ranges of the sources on the sheet of sensitivity: what each does, and the corners that they span."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit, figure
from finmodel.analysis.ranges import RANGE_OUTCOMES, SIDES, source_ranges
from finmodel.excel.result_frame import Number
from finmodel.excel.texts import choice_text
from finmodel.i18n.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.outcome import Outcome
    from finmodel.analysis.range_results import Corner
    from finmodel.excel.result_frame import Cell, ResultBook
    from finmodel.model.enums import Quantity

__all__ = ["NOTE_WIDTH", "N_COLUMNS", "write_ranges"]

N_COLUMNS = 11
NOTE_WIDTH = 200


def write_ranges(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write what each range of a source does, the corners that they span, and what could not be carried through."""
    ranges = source_ranges(book.results.plan, book.results.perspective)
    if not (ranges.rows or ranges.not_carried):
        return row
    row = book.heading(sheet, row, book.text("sensitivity.ranges"))
    units = {name: figure(name).unit for name in RANGE_OUTCOMES}
    head = [book.text(key) for key in ("sensitivity.evidence", "name", "sensitivity.quantity")]
    columns: list[tuple[str, FigureUnit | None]] = [
        *((label, None) for label in head),
        *((book.text(f"sensitivity.{key}"), None) for key in ("range_low", "value", "range_high")),
    ]
    for name, unit in units.items():
        label = t(f"figure.{name}.label", book.lang)
        columns += [(book.text(f"sensitivity.at_{side}", figure=label), unit) for side in ("low", "high")]
    rows: list[list[Cell]] = []
    for item in ranges.rows:
        ends: list[Cell] = []
        for name in RANGE_OUTCOMES:
            found = item.outcomes[name]
            ends += [found.get(side, "") for side in SIDES]
        amounts = [book.amount(item.quantity, number) for number in (item.low, item.value, item.high)]
        rows.append([item.evidence, _action(book, item.action), _quantity(book, item.quantity), *amounts, *ends])
    row = book.table(sheet, row, columns, rows)
    if ranges.corners:
        row = _corners(book, sheet, row + 1, ranges.corners)
    if ranges.not_carried:
        row = book.heading(sheet, row + 1, book.text("sensitivity.not_carried"))
        columns = [(label, None) for label in (*head, book.text("curve.reason"))]
        rows = [
            [
                *(item.evidence, _action(book, item.action), _quantity(book, item.quantity)),
                t(f"sensitivity.not_applied.{item.why}", book.lang),
            ]
            for item in ranges.not_carried
        ]
        row = book.table(sheet, row, columns, rows)
    return row


def _corners(book: ResultBook, sheet: Worksheet, row: int, corners: Sequence[Corner]) -> int:
    row = book.heading(sheet, row, book.text("sensitivity.corners"))
    book.note(sheet, row, t("sensitivity.corner_note", book.lang), N_COLUMNS, NOTE_WIDTH)
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("id", "name", "figure")),
        *((book.text(f"sensitivity.{key}"), None) for key in ("unfavourable", "base", "favourable", "unit")),
    ]

    def number(outcome: Outcome, name: str) -> Number:
        return Number(outcome.value, figure(name).unit, outcome.reason)

    rows: list[list[Cell]] = [
        [
            *(item.action or "", _action(book, item.action)),
            t(f"figure.{item.outcome}.label", book.lang),
            *(number(end, item.outcome) for end in (item.unfavourable, item.base, item.favourable)),
            book.unit(figure(item.outcome).unit),
        ]
        for item in corners
    ]
    return book.table(sheet, row + 1, columns, rows)


def _action(book: ResultBook, action: str | None) -> str:
    return book.text("sensitivity.whole_plan") if action is None else book.label_of("action", action)


def _quantity(book: ResultBook, quantity: Quantity) -> str:
    return choice_text(quantity, book.lang)
