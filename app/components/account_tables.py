"""An organisation's accounts by year: driftskonsekvens, capital cost, cash, debt and loans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from app.components.inert import inert, one_line
from app.components.tables import download_csv, show_table
from app.components.years import bars_chart, lines_chart, money_rows, year_frame, year_spans
from finmodel.analysis.accounts import CashLine, DebtLine
from finmodel.engine.accounting import AccountLine
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.accounts import OrganisationAccounts
    from finmodel.engine.undefined import FloatArray

__all__ = ["missing_interest", "show_capital", "show_cash", "show_debt", "show_result"]

_NET = "net"
_RESULT_COLOURS = {
    AccountLine.DEPRECIATION: "#0072B2",
    AccountLine.INTERNAL_INTEREST: "#56B4E9",
    AccountLine.WRITE_OFF: "#332288",
    AccountLine.GRANT_INCOME: "#44AA99",
    AccountLine.RESULTS_INCOME: "#117733",
    AccountLine.OPEX: "#D55E00",
    AccountLine.ENERGY_COST: "#7F6A00",
    AccountLine.CARBON_PRICE_PAID: "#E69F00",
    AccountLine.SAVINGS: "#009E73",
    AccountLine.REVENUE: "#CC79A7",
    AccountLine.FEES: "#AA4499",
    AccountLine.INTERNAL_RENT: "#882255",
    AccountLine.LOAN_INTEREST: "#8C8C8C",
    AccountLine.LOAN_FEES: "#C2B04A",
    AccountLine.GUARANTEE_FEE: "#4D4D4D",
    AccountLine.INTERNAL_INTEREST_INCOME: "#A6CEE3",
}
_CASH_COLOURS = {
    CashLine.CAPEX: "#0072B2",
    CashLine.OPEX: "#D55E00",
    CashLine.ENERGY_COST: "#7F6A00",
    CashLine.CARBON_PRICE_PAID: "#E69F00",
    CashLine.SAVINGS: "#009E73",
    CashLine.REVENUE: "#CC79A7",
    CashLine.TRANSFERS: "#44AA99",
    CashLine.DRAWN: "#56B4E9",
    CashLine.AMORTISED: "#332288",
    CashLine.INTEREST_PAID: "#8C8C8C",
    CashLine.LOAN_FEES: "#C2B04A",
    CashLine.GUARANTEE_FEE: "#4D4D4D",
}


def missing_interest(page: Page, *, is_level: bool) -> str:
    """Return why an amount of an organisation is not known: the years without an internal interest."""
    found = page.plan.settings.internal_interest
    years = [year for year in page.results.years if found is None or found.at(year) is None]
    if is_level or not years:
        return page.formats.reason("absent_input")
    return page.formats.text("accounts.interest_missing", years=year_spans(years))


def _is_level(accounts: OrganisationAccounts) -> bool:
    return not accounts.kind


def show_result(accounts: OrganisationAccounts, name: str, page: Page) -> None:
    """Show driftskonsekvens by line and year: + is a higher net cost."""
    formats, lang = page.formats, page.lang
    paths = {line.key: path for line, path in accounts.result.items() if _is_used(path)}
    labels = {line.key: t(f"account_line.{line.key}", formats.lang) for line in AccountLine}
    labels |= {_NET: t("account_figure.operating_effect", formats.lang)}
    if not paths:
        st.info(formats.text("accounts.nothing"))
        return
    reason = missing_interest(page, is_level=_is_level(accounts))
    effect = accounts.operating_effect
    _unknown(effect, accounts.years, reason, formats)
    frame = year_frame({**paths, _NET: effect}, accounts.years)
    colours = {line.key: colour for line, colour in _RESULT_COLOURS.items()}
    alt_text = _alt("accounts.result_alt", name, effect, accounts.years, formats)
    unit = bars_chart(frame, labels, colours, formats, key="result", alt_text=alt_text, over=(_NET,))
    st.caption(inert(formats.text("accounts.result_how", unit=unit)))
    _table(frame, labels, formats, name="result", key=f"result.{lang}", alt_text=alt_text, reason=reason)


def show_capital(accounts: OrganisationAccounts, name: str, page: Page) -> None:
    """Show capital cost, with the avoided reference's beside it, and book value."""
    formats = page.formats
    reason = missing_interest(page, is_level=_is_level(accounts))
    paths = {
        "capital_cost": accounts.capital_cost,
        "depreciation": accounts.result[AccountLine.DEPRECIATION],
        "internal_interest": accounts.result[AccountLine.INTERNAL_INTEREST],
        "reference_capital_cost": accounts.reference_capital_cost,
        "book_value": accounts.book_value,
        "deferred_income": accounts.deferred_income,
    }
    if not any(_is_used(path) for path in paths.values()):
        st.info(formats.text("accounts.no_assets"))
        return
    lines = ("depreciation", "internal_interest")
    labels = {key: t(f"account_{'line' if key in lines else 'figure'}.{key}", formats.lang) for key in paths}
    _unknown(accounts.capital_cost, accounts.years, reason, formats)
    alt_text = _alt("accounts.capital_alt", name, accounts.capital_cost, accounts.years, formats)
    shown = [key for key in ("capital_cost", "reference_capital_cost") if _is_used(paths[key])]
    left, right = st.columns(2)
    with left:
        _lines({key: paths[key] for key in shown}, labels, accounts, formats, key="capital", alt_text=alt_text)
    with right:
        assets = [key for key in ("book_value", "deferred_income") if _is_used(paths[key])]
        book_text = formats.text("accounts.book_alt", name=name)
        _lines({key: paths[key] for key in assets}, labels, accounts, formats, key="book", alt_text=book_text)
    st.caption(formats.text("accounts.capital_how"))
    frame = year_frame(paths, accounts.years)
    _table(frame, labels, formats, name="capital", key=f"capital.{formats.lang}", alt_text=alt_text, reason=reason)


def _lines(
    paths: Mapping[str, FloatArray],
    labels: Mapping[str, str],
    accounts: OrganisationAccounts,
    formats: Formats,
    *,
    key: str,
    alt_text: str,
) -> None:
    if not paths:
        return
    on_axis = formats.readable(max(float(np.nanmax(np.abs(path), initial=0.0)) for path in paths.values()))
    frame = year_frame(paths, accounts.years) / on_axis.factor
    series = {labels[str(name)]: dict(zip(accounts.years, map(float, frame.loc[name]), strict=True)) for name in paths}
    lines_chart(series, formats, unit=on_axis.money_label, key=key, alt_text=alt_text)


def show_cash(accounts: OrganisationAccounts, name: str, page: Page) -> None:
    """Show the cash table: money in is +."""
    formats = page.formats
    paths = {str(line): path for line, path in accounts.cash.items() if _is_used(path)}
    if not paths:
        st.info(formats.text("accounts.nothing"))
        return
    labels = {str(line): t(f"cash_line.{line}", formats.lang) for line in CashLine}
    labels |= {_NET: t("account_figure.net_cash", formats.lang)}
    frame = year_frame({**paths, _NET: accounts.net_cash}, accounts.years)
    colours = {str(line): colour for line, colour in _CASH_COLOURS.items()}
    alt_text = _alt("accounts.cash_alt", name, accounts.net_cash, accounts.years, formats)
    unit = bars_chart(frame, labels, colours, formats, key="cash", alt_text=alt_text, over=(_NET,))
    st.caption(formats.text("accounts.cash_how", unit=unit))
    reason = missing_interest(page, is_level=_is_level(accounts))
    _table(frame, labels, formats, name="cash", key=f"cash.{formats.lang}", alt_text=alt_text, reason=reason)


def show_debt(accounts: OrganisationAccounts, name: str, page: Page, inside: Sequence[str]) -> None:
    """Show the debt table, and every loan of the organisations inside."""
    formats = page.formats
    debt = accounts.debt
    if not _is_used(debt[DebtLine.CLOSING]) and not _is_used(debt[DebtLine.DRAWN]):
        st.info(formats.text("accounts.no_debt"))
        return
    labels = {str(line): t(f"debt_line.{line}", formats.lang) for line in DebtLine}
    labels |= {"interest": t("account_figure.interest_accrued", formats.lang)}
    closing = {str(DebtLine.CLOSING): debt[DebtLine.CLOSING]}
    alt_text = _alt("accounts.debt_alt", name, debt[DebtLine.CLOSING], accounts.years, formats)
    colours = {str(DebtLine.CLOSING): "#332288"}
    bars_chart(
        year_frame(closing, accounts.years), labels, colours, formats, key="debt", alt_text=alt_text
    )  # the rest is in the table
    st.caption(formats.text("accounts.debt_how"))
    frame = year_frame(
        {**{str(line): path for line, path in debt.items()}, "interest": accounts.interest_accrued}, accounts.years
    )
    _table(frame, labels, formats, name="debt", key=f"debt.{formats.lang}", alt_text=alt_text, reason="–")
    _loans(page, inside)


def _loans(page: Page, inside: Sequence[str]) -> None:
    """Show each source of borrowed money by borrower."""
    formats = page.formats
    loans = [loan for loan in page.results.accounts.loans if loan.borrower in inside]
    if not loans:
        return
    st.subheader(formats.text("accounts.loans"))
    sources = {row.id: row for row in page.plan.sources}
    names = {row.id: one_line(row.name) for row in page.plan.organisations}
    for place, loan in enumerate(loans):
        source = sources[loan.source]
        title = formats.text("accounts.loan", name=one_line(source.name), borrower=names[loan.borrower])
        if source.illustrative:
            title = f"{title} – {formats.text('mark.illustrative')}"
        paths = {
            "opening": loan.opening,
            "drawn": loan.drawn,
            "amortised": loan.amortised,
            "closing": loan.closing,
            "interest": loan.interest,
            "fee": loan.fee,
            "guarantee_fee": loan.guarantee_fee,
        }
        labels = {str(line): t(f"debt_line.{line}", formats.lang) for line in DebtLine}
        labels |= {
            "interest": t("account_figure.interest_accrued", formats.lang),
            "fee": t("account_figure.fee", formats.lang),
            "guarantee_fee": t("account_line.guarantee_fee", formats.lang),
        }
        used = {key: path for key, path in paths.items() if _is_used(path)}
        rows, columns = money_rows(year_frame(used, loan.years), labels, formats, reason="–")
        with st.expander(inert(title)):
            key = f"loan.{place}.{formats.lang}"
            show_table(rows, columns, formats, key=f"table.{key}", alt=title, n_shown=len(rows))
            download_csv(rows, columns, formats, name="loan", key=key)


def _is_used(path: FloatArray) -> bool:
    """Whether a path holds any amount, or an unknown one."""
    return bool(np.nan_to_num(path, nan=1.0).any())


def _unknown(path: FloatArray, years: Sequence[int], reason: str, formats: Formats) -> None:
    """Say in which years a figure is not known, and why."""
    missing = [year for year, amount in zip(years, path, strict=True) if np.isnan(amount)]
    if missing:
        words = formats.text("accounts.unknown_years", years=year_spans(missing), reason=reason)
        st.warning(words, icon=":material/help:")


def _alt(key: str, name: str, path: FloatArray, years: Sequence[int], formats: Formats) -> str:
    """Return a chart's alt text: from when to when, and its extremes."""
    known = [(float(amount), year) for year, amount in zip(years, path, strict=True) if not np.isnan(amount)]
    ends = {"name": name, "first": str(years[0]), "last": str(years[-1])}
    if not known:
        return formats.text("accounts.unknown_alt", **ends)
    low, high = min(known), max(known)
    return formats.text(
        key,
        **ends,
        low=formats.money(low[0]),
        low_year=str(low[1]),
        high=formats.money(high[0]),
        high_year=str(high[1]),
    )


def _table(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    formats: Formats,
    *,
    name: str,
    key: str,
    alt_text: str,
    reason: str,
) -> None:
    rows, columns = money_rows(frame, labels, formats, reason=reason)
    show_table(rows, columns, formats, key=f"table.{key}", alt=alt_text, n_shown=len(rows))
    download_csv(rows, columns, formats, name=f"accounts_{name}", key=key)
