"""Funding: who pays for the plan, what is missing, what limits it, and which sources there are to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.choices import one_choice
from app.components.funding_actions import show_actions
from app.components.funding_budget import show_adopted, show_frames
from app.components.funding_chart import funding_chart
from app.components.funding_figures import has_funding, show_funding_figures, unknown_note
from app.components.funding_limits import show_limits
from app.components.funding_liquidity import show_liquidity
from app.components.funding_sources import illustrative_note, show_sources
from app.components.page_head import head_of_actions
from app.components.source_catalogue import show_source_catalogue
from finmodel.analysis.funding import GapView
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.state import Page

_TABS = ("actions", "limits", "liquidity", "budget", "sources", "catalogue")


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = page.formats
    year = head_of_actions(page, "funding", words="funding.year", default=_largest_gap_year(page))
    if year is None:
        return
    if not has_funding(page):
        _nothing_yet(page)
        return
    st.caption(formats.text("funding.intro", year=str(page.plan.settings.base_year)))
    illustrative_note(page)
    show_funding_figures(page, year)
    unknown_note(page)
    st.header(formats.text("funding.title"))
    if page.results.funding.portfolio.uses.any():
        by = one_choice("funding_by", formats.text("funding.by"), ("class", "source"), "funding.by_{}", formats)
        funding_chart(page.results.funding.portfolio, page, by=by, key="funding")
    else:
        st.info(formats.text("funding.no_costs"))
    tabs = st.tabs([formats.text(f"funding.tab_{name}") for name in _TABS])
    with tabs[0]:
        show_actions(page)
    with tabs[1]:
        show_limits(page)
    with tabs[2]:
        show_liquidity(page)
    with tabs[3]:
        st.subheader(formats.text("funding.frames"))
        show_frames(page)
        st.subheader(formats.text("funding.adopted"))
        show_adopted(page)
    with tabs[4]:
        show_sources(page)
    with tabs[5]:
        show_source_catalogue(page)


def _largest_gap_year(page: Page) -> int | None:
    """Return the first year with the largest planned gap; None where there is none."""
    balance = page.results.funding.portfolio
    gaps = balance.by_year(balance.gaps[GapView.PLANNED])
    years = balance.years[balance.base :]
    year = max(years, key=lambda year: gaps[str(year)] or 0.0)
    return year if gaps[str(year)] else None


def _nothing_yet(page: Page) -> None:
    """Say how to begin, and offer the catalogue."""
    formats, lang = page.formats, page.lang
    sheets = {name: t(f"table.{name}.title", lang) for name in ("sources", "funding")}
    balance = page.results.funding.portfolio
    need = formats.money(balance.total(balance.uses))
    st.info(formats.text("funding.empty", need=need, **sheets), icon=":material/payments:")
    st.page_link("views/workbook.py", label=formats.text("funding.to_workbook"), icon=":material/table:")
    if page.plan.sources:
        st.header(formats.text("funding.tab_sources"))
        show_sources(page)
    st.header(formats.text("funding.tab_catalogue"))
    show_source_catalogue(page)


show()
