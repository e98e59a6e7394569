"""The sheets of accounts: loans, capital cost, driftskonsekvens, and cash and debt, years as columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.accounts import CashLine, DebtLine
from finmodel.analysis.indicators import FigureUnit
from finmodel.engine.accounting import ACCOUNTED, AccountLine
from finmodel.engine.loans import previous
from finmodel.excel.result_frame import TOP, Number
from finmodel.excel.result_funding import has_funding, source_note
from finmodel.excel.result_years import N_TEXTS, NOTE_WIDTH, YearRow, is_used, print_years, year_table, year_widths
from finmodel.excel.texts import choice_text
from finmodel.i18n.catalogue import t

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlsxwriter.worksheet import Worksheet

    from finmodel.analysis.accounts import LoanTable, OrganisationAccounts
    from finmodel.analysis.components import ComponentCost
    from finmodel.engine.undefined import FloatArray
    from finmodel.excel.result_frame import Cell, ResultBook
    from finmodel.model.plan import Plan

__all__ = ["capital_cost_sheet", "cash_sheet", "has_accounts", "loans_sheet", "operating_sheet"]

_ASSET_LINES = (AccountLine.DEPRECIATION, AccountLine.INTERNAL_INTEREST, AccountLine.WRITE_OFF)


def has_accounts(plan: Plan) -> bool:
    """Whether a plan says anything of the municipality's accounts."""
    is_stated = plan.settings.internal_interest is not None or bool(plan.ordinary_budget or plan.internal_rents)
    return is_stated or has_funding(plan) or any(row.activation or row.replaced_book_value for row in plan.actions)


def loans_sheet(book: ResultBook) -> None:
    """Write every source of borrowed money by borrower: what is drawn, owed and paid."""
    sheet = book.sheet("loans", year_widths(book), basis=book.text("accounts.loans_basis", money=book.money))
    names = {item.id: item.name for item in book.results.plan.sources}
    rows = []
    for table in book.results.accounts.loans:
        note = source_note(book, table.source)
        source = f"{names[table.source]} ({note})" if note else names[table.source]
        texts = table.source, f"{source}, {book.names['organisation'][table.borrower]}"
        rows += [YearRow((*texts, label), path, is_stock=is_stock) for label, path, is_stock in _loan(book, table)]
    heads = [book.text("id"), book.text("accounts.loan"), book.text("funding.row")]
    year_table(book, sheet, TOP, book.text("loans.title"), heads, rows)
    print_years(book, sheet, TOP + 1)
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def _loan(book: ResultBook, table: LoanTable) -> Iterator[tuple[str, FloatArray, bool]]:
    def debt(line: DebtLine) -> str:
        return t(f"debt_line.{line}", book.lang)

    yield debt(DebtLine.OPENING), table.opening, True
    yield debt(DebtLine.DRAWN), table.drawn, False
    yield debt(DebtLine.AMORTISED), table.amortised, False
    yield debt(DebtLine.CLOSING), table.closing, True
    yield t("account_figure.interest_accrued", book.lang), table.interest, False
    if is_used(table.fee):
        yield t("account_figure.fee", book.lang), table.fee, False
    if is_used(table.guarantee_fee):
        yield t("account_line.guarantee_fee", book.lang), table.guarantee_fee, False
    service = table.amortised + table.fee + previous(table.interest + table.guarantee_fee)
    yield t("account_figure.debt_service", book.lang), service, False


def capital_cost_sheet(book: ResultBook) -> None:
    """Write depreciation, internal interest, write-off and book value by organisation, action and component."""
    method = choice_text(book.results.plan.settings.capital_cost_method, book.lang)
    basis = book.text("accounts.capital_basis", method=method, money=book.money)
    sheet = book.sheet("capital_cost", year_widths(book), basis=basis)
    heads = [book.text("payers.organisation"), book.text("name"), book.text("funding.row")]
    title = book.text("accounts.by_organisation")
    row = year_table(book, sheet, TOP, title, heads, list(_assets_of_organisations(book)))
    breaks = [row]
    title = book.text("accounts.by_action")
    row = year_table(book, sheet, row, title, heads, list(_assets_of_actions(book)))
    if book.results.accounts.components:
        breaks.append(row)
        row = _register(book, sheet, book.heading(sheet, row, book.text("accounts.register"))) + 1
    title = book.text("accounts.by_component")
    heads[1] = book.text("accounts.component")
    breaks.append(row)
    year_table(book, sheet, row, title, heads, list(_assets_of_components(book)))
    print_years(book, sheet, TOP + 1, breaks)
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def _assets_of_organisations(book: ResultBook) -> Iterator[YearRow]:
    for item in book.results.accounts.organisations:
        lines = {line: item.result[line] for line in _ASSET_LINES}
        stocks = {"book_value": item.book_value, "deferred_income": item.deferred_income}
        yield from _assets(book, item.name, "", lines, stocks)
        if is_used(item.reference_capital_cost):
            label = t("account_figure.reference_capital_cost", book.lang)
            yield YearRow((item.name, "", label), item.reference_capital_cost)


def _assets_of_actions(book: ResultBook) -> Iterator[YearRow]:
    """Yield the rows of every action by who bears it, in the order of the plan."""
    accounts, arrays, plan = book.results.money.accounts, book.results.arrays, book.results.plan
    actions = {name: place for place, name in enumerate(arrays.actions)}
    bearers = {name: place for place, name in enumerate(arrays.organisations)}
    for organisation in plan.organisations:
        if organisation.kind not in ACCOUNTED:
            continue
        for action in plan.actions:
            place = actions[action.id], bearers[organisation.id]
            lines = {line: accounts.lines[place][line] for line in _ASSET_LINES}
            stocks = {"book_value": accounts.book_value[place], "deferred_income": accounts.deferred[place]}
            yield from _assets(book, organisation.name, book.name(action.id), lines, stocks)


def _register(book: ResultBook, sheet: Worksheet, row: int) -> int:
    """Write what each component is, what it costs its bearer, and when it is taken into use."""
    columns: list[tuple[str, FigureUnit | None]] = [
        *((book.text(key), None) for key in ("payers.organisation", "name", "accounts.component", "payers.kind")),
        (book.text("accounts.activated"), None),
        (book.text("accounts.life"), FigureUnit.YEARS),
        (book.text("accounts.cost"), FigureUnit.MONEY),
    ]
    rows: list[list[Cell]] = [
        [
            *(book.label_of("organisation", item.organisation), book.name(item.action)),
            *(_component(item), choice_text(item.kind, book.lang), f"{item.activated[0]}-{item.activated[1]:02}"),
            *(Number(item.life, FigureUnit.YEARS), Number(item.cost, FigureUnit.MONEY)),
        ]
        for item in book.results.accounts.components
    ]
    return book.table(sheet, row, columns, rows)


def _component(item: ComponentCost) -> str:
    return f"{item.component} {item.name}".strip()


def _assets_of_components(book: ResultBook) -> Iterator[YearRow]:
    for item in book.results.accounts.components:
        paths = item.depreciation, item.interest, item.write_off
        organisation = book.label_of("organisation", item.organisation)
        lines = dict(zip(_ASSET_LINES, paths, strict=True))
        name = f"{item.action}, {_component(item)} ({choice_text(item.kind, book.lang)})"
        yield from _assets(book, organisation, name, lines, {"book_value": item.book_value})


def _assets(
    book: ResultBook,
    organisation: str,
    action: str,
    lines: Mapping[AccountLine, FloatArray],
    stocks: Mapping[str, FloatArray],
) -> Iterator[YearRow]:
    for line, path in lines.items():
        if is_used(path):
            yield YearRow((organisation, action, t(f"account_line.{line.key}", book.lang)), path + 0.0)
    for name, path in stocks.items():
        if is_used(path):
            yield YearRow((organisation, action, t(f"account_figure.{name}", book.lang)), path + 0.0, is_stock=True)


def operating_sheet(book: ResultBook) -> None:
    """Write the effect on the operating budget by organisation and line, ready for the budget, and of the levels."""
    sheet = book.sheet("operating", year_widths(book), basis=book.text("accounts.operating_basis", money=book.money))
    row, breaks = TOP, list[int]()
    for item in _whose(book):
        rows = [
            YearRow((*_who(book, item), t(f"account_line.{line.key}", book.lang)), path)
            for line, path in item.result.items()
            if is_used(path)
        ]
        if not rows:
            continue
        total = t("account_figure.operating_effect", book.lang)
        rows.append(YearRow((*_who(book, item), total), item.operating_effect, is_total=True))
        if is_used(item.reference_capital_cost):
            beside = t("account_figure.reference_capital_cost", book.lang)
            rows.append(YearRow((*_who(book, item), beside), item.reference_capital_cost))
        if row > TOP:
            breaks.append(row)
        row = year_table(book, sheet, row, _who(book, item)[1], _heads(book), rows, is_fine=True)
    _notes(book, sheet, row)
    print_years(book, sheet, TOP + 1, breaks)
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def cash_sheet(book: ResultBook) -> None:
    """Write cash and debt by organisation, of the municipality and of the group."""
    sheet = book.sheet("cash", year_widths(book), basis=book.text("accounts.cash_basis", money=book.money))
    row, breaks = TOP, list[int]()
    for item in _whose(book):
        who = _who(book, item)
        rows = [
            YearRow((*who, t(f"cash_line.{line}", book.lang)), item.cash[line])
            for line in CashLine
            if is_used(item.cash[line])
        ]
        if not rows:
            continue
        rows.append(YearRow((*who, t("account_figure.net_cash", book.lang)), item.net_cash, is_total=True))
        if any(is_used(path) for path in item.debt.values()):
            rows += [
                YearRow(
                    (*who, t(f"debt_line.{line}", book.lang)),
                    item.debt[line],
                    is_stock=line in (DebtLine.OPENING, DebtLine.CLOSING),
                )
                for line in DebtLine
            ]
        if row > TOP:
            breaks.append(row)
        row = year_table(book, sheet, row, who[1], _heads(book), rows)
    print_years(book, sheet, TOP + 1, breaks)
    sheet.freeze_panes(TOP - 1, N_TEXTS)


def _whose(book: ResultBook) -> Iterator[OrganisationAccounts]:
    yield from book.results.accounts.organisations
    yield from book.results.accounts.levels.values()


def _who(book: ResultBook, item: OrganisationAccounts) -> tuple[str, str]:
    """Return id and name; a level has no id of its own in the plan."""
    return (item.id, item.name) if item.kind else ("", t(f"choice.account_level.{item.id}", book.lang))


def _heads(book: ResultBook) -> list[str]:
    return [book.text("id"), book.text("payers.organisation"), book.text("funding.row")]


def _notes(book: ResultBook, sheet: Worksheet, row: int) -> None:
    notes = [book.text("accounts.no_tax")]
    if any(np.isnan(item.operating_effect).any() for item in book.results.accounts.organisations):
        notes.append(book.text("accounts.no_internal_interest"))
    for offset, note in enumerate(notes):
        book.note(sheet, row + offset, note, N_TEXTS + 5, NOTE_WIDTH)
