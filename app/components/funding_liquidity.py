"""External money that is awarded and not yet paid: how much has to be bridged, and what comes after the last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.inert import one_line
from app.components.tables import Column, show_table
from app.components.years import bars_chart, frame_expander, until_last, year_frame
from finmodel.model.funding_enums import MoneyClass

if TYPE_CHECKING:
    from app.state import Page

__all__ = ["show_liquidity"]

_COLOURS = {"waiting": "#56B4E9"}


def show_liquidity(page: Page) -> None:
    """Show the need of liquidity by year and the payments after the last year."""
    formats, balance = page.formats, page.results.funding.portfolio
    awarded = balance.classes[MoneyClass.EXTERNAL]
    need = balance.liquidity_need
    if not awarded.any() and not balance.paid.any():
        st.info(formats.text("funding.no_external"))
    elif not need.any():
        st.info(formats.text("funding.no_waiting"))
    else:
        st.caption(formats.text("funding.liquidity_how"))
        highest = int(need.argmax())
        alt_text = formats.text(
            "funding.liquidity_alt",
            first=str(balance.years[0]),
            last=str(balance.years[-1]),
            high=formats.money(float(need[highest])),
            high_year=str(balance.years[highest]),
        )
        frame = year_frame({"awarded": awarded, "paid": balance.paid, "waiting": need}, balance.years)
        labels = {name: formats.text(f"funding.{name}") for name in frame.index}
        # What is awarded and paid is in the table.
        drawn = until_last(frame.loc[["waiting"]])
        bars_chart(drawn, labels, _COLOURS, formats, key="liquidity", alt_text=alt_text)
        st.caption(alt_text)
        frame_expander(frame, labels, formats, name="liquidity", alt_text=alt_text)
    late = page.results.funding.late_payments
    if not late:
        return
    st.subheader(formats.text("funding.late", year=page.plan.settings.last_year))
    st.caption(formats.text("funding.late_how"))
    actions = {row.id: one_line(row.name) for row in page.plan.actions}
    sources = {row.id: one_line(row.name) for row in page.plan.sources}
    rows = [
        {
            "action": actions[item.action],
            "source": sources[item.source],
            "year": str(item.year),
            "amount": formats.in_unit(item.amount),
        }
        for item in late
    ]
    columns = [
        Column("action", formats.text("action"), width=320),
        Column("source", formats.text("funding.source"), width=280),
        Column("year", formats.text("chart.year"), width=80),
        Column("amount", formats.text("detail.amount", unit=formats.money_label), decimals=formats.decimals, width=140),
    ]
    show_table(rows, columns, formats, key=f"late.{formats.lang}", alt=formats.text("funding.late_how"), n_shown=8)
