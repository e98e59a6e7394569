"""The sheet that says who pays and who benefits: organisation × line, adding up to society, and split incentives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit
from finmodel.analysis.who_pays import split_incentives, who_pays
from finmodel.excel.result_frame import TOP, Number
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.who_pays import Matrix, MatrixRow, Stake, WhoPays
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["payers_sheet"]

N_COLUMNS = 14
WIDTHS = (14, 40, 24, *(18.0 for _ in range(N_COLUMNS - 3)))
NOTE_WIDTH = 220
MONEY = FigureUnit.MONEY


def payers_sheet(book: ResultBook) -> None:
    """Write the matrices of the whole plan in both bases, transfers inside it, and split incentives."""
    plan = book.results.plan
    society, financial = who_pays(plan, "society"), who_pays(plan, "financial")
    sheet = book.sheet("payers", WIDTHS, basis=book.text("payers.basis", money=book.money))
    book.note(sheet, TOP, book.text("costed", n=society.costed.n, of=society.costed.of), N_COLUMNS, NOTE_WIDTH)
    row = TOP + 2
    for title, found, matrix in (
        ("society", society, society.present_values),
        ("sums", society, society.sums),
        ("financial", financial, financial.present_values),
    ):
        text = book.text(f"payers.{title}", base_year=found.base_year, price_year=found.price_year)
        row = _matrix(book, sheet, book.heading(sheet, row, text), found, matrix) + 1
    if society.transfers:
        row = _transfers(book, sheet, book.heading(sheet, row, book.text("payers.transfers")), society) + 1
    _split(book, sheet, book.heading(sheet, row, book.text("payers.split")))
    sheet.freeze_panes(TOP - 1, 3)


def _matrix(book: ResultBook, sheet: Worksheet, row: int, found: WhoPays, matrix: Matrix) -> int:
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("id", "payers.organisation", "payers.kind")),
        *((t(f"line.{line}.label", book.lang), MONEY) for line in (*found.lines, "net")),
    ]

    def cells(item: MatrixRow) -> list[Cell]:
        amounts = [Number(item[line], MONEY, item.undefined.get(line)) for line in (*found.lines, "net")]
        return [*_who(book, item), *amounts]

    return book.table(sheet, row, columns, [cells(item) for item in (*matrix.rows, matrix.total)], total=True)


def _who(book: ResultBook, item: MatrixRow) -> tuple[str, str, str]:
    if item.organisation is None:
        return "", book.text("sum"), ""
    if not item.organisation:
        return "", book.text("no_organisation"), ""
    return item.organisation, item.name, t(f"choice.organisation_kind.{item.kind}", book.lang)


def _transfers(book: ResultBook, sheet: Worksheet, row: int, found: WhoPays) -> int:
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("id", "name", "payers.payer", "payers.receiver")),
        (book.text("payers.present_value"), MONEY),
        (book.text("payers.plain_sum"), MONEY),
    ]
    rows: list[list[Cell]] = [
        [
            *(item.action, book.label_of("action", item.action)),
            *(book.label_of("organisation", who) for who in (item.payer, item.receiver)),
            Number(item.present_value, MONEY, item.undefined),
            Number(item.total, MONEY),
        ]
        for item in found.transfers
    ]
    return book.table(sheet, row, columns, rows)


def _split(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write the actions in which one organisation invests and loses while another gains."""
    book.note(sheet, row, book.text("payers.split_note"), N_COLUMNS, NOTE_WIDTH)
    row += 1
    found = split_incentives(book.results.plan)
    if not found:
        return book.heading(sheet, row, book.text("payers.no_split"))
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("id", "name")),
        (book.text("payers.size"), MONEY),
        (book.text("payers.society_npv"), MONEY),
        *((book.text(key), None) for key in ("payers.investors", "payers.gainers", "payers.co_benefits")),
    ]
    rows: list[list[Cell]] = [
        [
            *(item.action, item.name),
            Number(item.size, MONEY),
            Number(item.society_npv, MONEY, item.society_undefined),
            *(_stakes(book, item.investors), _stakes(book, item.gainers)),
            ", ".join(each.name for each in item.co_benefits),
        ]
        for item in found
    ]
    return book.table(sheet, row, columns, rows)


def _stakes(book: ResultBook, stakes: Sequence[Stake]) -> str:
    """Return who, with the net present value of each in words that a cell shows."""
    settings = book.results.plan.settings
    unit = settings.display_unit.value
    return "; ".join(
        f"{each.name} {format_money(each.npv, unit, book.lang, currency=settings.currency)}" for each in stakes
    )
