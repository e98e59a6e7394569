"""The municipality's accounts: does the budget hold with the plan, and what each organisation's budget gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.account_tables import missing_interest, show_capital, show_cash, show_debt, show_result
from app.components.budget_tests import show_tests
from app.components.choices import year_choice
from app.components.inert import one_line
from app.components.tables import Column, download_csv, show_table
from finmodel.analysis.accounts import DebtLine
from finmodel.engine.accounting import ACCOUNTED
from finmodel.i18n import t
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding_enums import AccountLevel

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.analysis.accounts import OrganisationAccounts

_COMPARED = {
    "operating_effect": 122,
    "capital_cost": 108,
    "reference_capital_cost": 124,
    "net_cash": 92,
    "closing": 104,
    "book_value": 105,
}
_TABS = ("result", "capital", "cash", "debt")


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = page.formats
    head, beside = st.columns([5, 1], vertical_alignment="bottom")
    with head:
        st.title(formats.text("nav.accounts"))
        method = t(f"choice.capital_cost_method.{page.plan.settings.capital_cost_method}", page.lang)
        st.caption(formats.text("accounts.intro", method=method.lower()))
    if not page.plan.actions:
        st.info(formats.text("actions.no_actions"))
        return
    with beside:
        year = year_choice(page.results, formats, words="accounts.year")
    if not page.results.accounts.organisations:
        st.info(formats.text("accounts.no_organisations"))
        return
    if not page.plan.funding:
        st.info(
            formats.text("accounts.no_funding", **{name: t(f"table.{name}.title", page.lang) for name in _SHEETS}),
            icon=":material/payments:",
        )
    st.header(formats.text("accounts.tests"))
    show_tests(page)
    st.header(formats.text("accounts.compared", year=year))
    _compared(year, page)
    st.header(formats.text("accounts.of_one"))
    _one(page)


_SHEETS = ("sources", "funding")


def _label(accounts: OrganisationAccounts, page: Page) -> str:
    """Return an organisation's name, or what a level is called."""
    return one_line(accounts.name) if accounts.kind else page.formats.text(f"accounts.level_{accounts.id}")


def _all(page: Page) -> list[OrganisationAccounts]:
    found = page.results.accounts
    return [*(found.levels[level] for level in AccountLevel), *found.organisations]


def _compared(year: int, page: Page) -> None:
    """Show the year of every organisation beside each other."""
    formats = page.formats
    st.caption(formats.text("accounts.compared_how", unit=formats.money_label))
    rows = []
    for accounts in _all(page):
        place = accounts.years.index(year)
        reason = missing_interest(page, is_level=not accounts.kind)
        amounts = {
            "operating_effect": accounts.operating_effect,
            "capital_cost": accounts.capital_cost,
            "reference_capital_cost": accounts.reference_capital_cost,
            "net_cash": accounts.net_cash,
            "closing": accounts.debt[DebtLine.CLOSING],
            "book_value": accounts.book_value,
        }
        kind = t(f"choice.organisation_kind.{accounts.kind}", page.lang) if accounts.kind else ""
        cells = {name: float(path[place]) for name, path in amounts.items()}
        shown = {name: reason if value != value else formats.in_unit(value) for name, value in cells.items()}  # noqa: PLR0124 - NaN
        rows.append({"name": _label(accounts, page), "kind": kind, **shown})
    columns = [Column("name", formats.text("payers.organisation"), width=205, pinned=True)]
    columns += [
        Column(
            name,
            formats.text(f"accounts.{name}_short"),
            decimals=formats.decimals,
            help=formats.text(f"accounts.{name}_help"),
            width=width,
        )
        for name, width in _COMPARED.items()
    ]
    columns.append(Column("kind", formats.text("payers.kind"), width=160))
    alt_text = formats.text("accounts.compared_alt", n=len(rows), year=year)
    show_table(rows, columns, formats, key=f"accounts.{formats.lang}", alt=alt_text, n_shown=len(rows))
    download_csv(rows, columns, formats, name="accounts")


def _one(page: Page) -> None:
    """Let the reader choose an organisation and show its tables."""
    formats = page.formats
    everyone = {accounts.id: accounts for accounts in page.results.accounts.organisations}
    # A level and an organisation may have the same id: they are told apart by their place.
    options = [("level", str(level)) for level in AccountLevel] + [("organisation", name) for name in everyone]
    labels = {option: _label(_chosen(option, page), page) for option in options}
    picked = st.selectbox(
        formats.text("accounts.choose"),
        options,
        index=state.index_of(options, state.remember("accounts_of", options[0])),
        format_func=labels.__getitem__,
        key=f"accounts_of.{formats.lang}",
    )
    state.choose("accounts_of", picked)
    accounts, name = _chosen(picked, page), labels[picked]
    tabs = st.tabs([formats.text(f"accounts.tab_{tab}") for tab in _TABS])
    with tabs[0]:
        show_result(accounts, name, page)
    with tabs[1]:
        show_capital(accounts, name, page)
    with tabs[2]:
        show_cash(accounts, name, page)
    with tabs[3]:
        show_debt(accounts, name, page, _inside(picked, page))


def _chosen(option: tuple[str, str], page: Page) -> OrganisationAccounts:
    found, (kind, identity) = page.results.accounts, option
    if kind == "level":
        return found.levels[AccountLevel(identity)]
    return next(accounts for accounts in found.organisations if accounts.id == identity)


def _inside(option: tuple[str, str], page: Page) -> list[str]:
    """Return the organisations whose loans belong to the choice."""
    kind, identity = option
    if kind == "organisation":
        return [identity]
    kinds = ACCOUNTED if identity == AccountLevel.GROUP else (OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT)
    return [row.id for row in page.plan.organisations if row.kind in kinds]


show()
