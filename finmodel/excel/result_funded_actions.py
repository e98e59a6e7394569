"""The sheet of funding by action: what each has to pay for, with what, and its net present value before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.funding import GapView
from finmodel.analysis.indicators import FigureUnit, figure
from finmodel.engine.undefined import Reason
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_funding import balance_paths, source_note
from finmodel.excel.result_years import N_TEXTS, YearRow, print_years, year_table, year_widths
from finmodel.excel.texts import choice_text
from finmodel.i18n.catalogue import t
from finmodel.model.funding_enums import MoneyClass

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.funding import Balance
    from finmodel.analysis.results import Figures
    from finmodel.excel.result_frame import Cell, ResultBook

__all__ = ["funded_actions_sheet"]

MONEY, RATE = FigureUnit.MONEY, FigureUnit.RATE
VALUES = ("npv", "npv_after_funding")


def funded_actions_sheet(book: ResultBook) -> None:
    """Write a row an action with its balance and values, then a row an action and source by year."""
    basis = book.text("funded_actions.basis", money=book.money)
    sheet = book.sheet("funded_actions", year_widths(book), basis=f"{book.basis()} {basis}")
    row = _balances(book, sheet, TOP)
    _by_source(book, sheet, row + 1)
    print_years(book, sheet, row + 2, [row + 1])
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def _balances(book: ResultBook, sheet: Worksheet, row: int) -> int:
    funding = book.results.funding
    labels = list(balance_paths(book, funding.portfolio))
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("id", "name", "standing")),
        *((label, MONEY) for label in labels),
        *((book.text("funded_actions.share_of", what=choice_text(name, book.lang)), RATE) for name in MoneyClass),
        (book.text("funded_actions.share_of", what=t("balance.gap", book.lang)), RATE),
        (t("balance.leverage", book.lang), FigureUnit.RATIO),
        *((t(f"figure.{name}.label", book.lang), MONEY) for name in VALUES),
    ]
    rows: list[list[Cell]] = []
    for identity, balance in funding.actions.items():
        if not (balance.uses.any() or balance.results_based.any()):
            continue
        item = book.results.action(identity)
        notes = {book.standing(item), *(source_note(book, source) for source in balance.sources)}
        texts = identity, item.name, ", ".join(sorted(filter(None, notes)))
        rows.append([*texts, *_cells(book, balance, item.figures)])
    total = _cells(book, funding.portfolio, book.results.portfolio)
    rows.append(["", book.text("portfolio"), "", *total])
    return book.table(sheet, row, columns, rows, total=True)


def _cells(book: ResultBook, balance: Balance, figures: Figures) -> list[Cell]:
    absent = Reason.ABSENT_INPUT.key
    cells: list[Cell] = [Number(balance.total(path), MONEY, absent) for path in balance_paths(book, balance).values()]
    uses = balance.total(balance.uses)
    parts = [*balance.classes.values(), balance.gaps[GapView.PLANNED]]
    for part in parts:
        amount = balance.total(part)
        cells.append(Number(amount / uses if uses and amount is not None else None, RATE))
    cells.append(Number(balance.leverage, FigureUnit.RATIO, Reason.NO_OWN_MONEY.key))
    cells += [Number(figures[name], figure(name).unit, figures.undefined.get(name)) for name in VALUES]
    return cells


def _by_source(book: ResultBook, sheet: Worksheet, row: int) -> int:
    names = {item.id: item.name for item in book.results.plan.sources}
    rows = []
    for identity, balance in book.results.funding.actions.items():
        rows += [
            YearRow((identity, book.names["action"][identity], names[source]), path)
            for source, path in balance.sources.items()
        ]
    heads = [book.text("id"), book.text("name"), book.text("funding.source")]
    return year_table(book, sheet, row, book.text("funded_actions.by_source"), heads, rows)
