"""The gap analysis: what is missing to the targets in tonnes and in kronor, and what would close it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import gaps, state
from app.components.compare_grid import grid_style
from app.components.gap_ambitions import show_ambitions
from app.components.gap_budget import show_budgets
from app.components.gap_capacity import show_capacity
from app.components.gap_chart import show_gap_chart
from app.components.gap_closing import show_closing
from app.components.gap_delay import show_delay
from app.components.gap_head import show_answer, show_money_figures, show_tonnes_figures
from app.components.gap_money import show_need
from app.components.gap_nzc import show_net_zero_cities
from app.components.gap_percent import show_percent_paths, targets_of
from app.components.gap_sectors import show_sectors, show_targets
from app.components.gap_test import show_investment_test
from app.components.gap_words import measure_words
from app.components.gap_year import gap_head, offer_target_years
from app.components.inert import inert
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis

_SHEETS = ("emissions", "baselines", "targets", "population")


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = page.formats
    grid_style()
    year = gap_head(page)
    st.caption(formats.text("gap.intro"))
    found = gaps.analysed(page.opened, page.results.perspective, year)
    cell = _measure(found, page)
    if cell is None:
        _nothing_measured(page)
    else:
        offer_target_years(found, cell, page)
        show_answer(found, cell, page)
        show_tonnes_figures(found, cell, page)
    show_money_figures(found, cell, page)
    if cell is not None:
        st.header(formats.text("gap.paths"))
        show_gap_chart(found, cell, page)
        if cell.history:
            _percent_where_no_base(found, cell, page)
        show_ambitions(found, cell, page)
    _tabs(found, cell, page)


def _measure(found: GapAnalysis, page: Page) -> EmissionCell | None:
    """Let the reader choose whose emissions and which gas; None where the plan speaks of no emissions."""
    wholes = {f"{cell.perspective}.{cell.gas}": cell for cell in found.emissions.wholes}
    if found.main is None:
        return None
    main = f"{found.main.perspective}.{found.main.gas}"
    options = list(wholes)
    kept = state.remember("gap_measure", main)
    picked = st.selectbox(
        page.formats.text("gap.measure"),
        options,
        index=state.index_of(options, kept if kept in wholes else main),
        format_func=lambda key: measure_words(wholes[key], page.formats),
        key=f"gap_measure.{page.lang}.{page.base.hash}",
        help=inert(page.formats.text("gap.measure_help")),
    )
    if picked != main or "chosen.gap_measure" in st.session_state:
        state.choose("gap_measure", picked)
    return wholes[picked]


def _nothing_measured(page: Page) -> None:
    """Say which sheets have to be filled in."""
    formats = page.formats
    sheets = {name: inert(t(f"table.{name}.title", page.lang)) for name in _SHEETS}
    st.info(formats.text("gap.empty", **sheets), icon=":material/co2:")
    st.page_link("views/workbook.py", label=formats.text("funding.to_workbook"), icon=":material/table:")


def _percent_where_no_base(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    targets = targets_of(found, cell)
    if targets and all(item.target.level is None for item in targets):
        show_percent_paths(found, cell, page)


def _tabs(found: GapAnalysis, cell: EmissionCell | None, page: Page) -> None:
    formats = page.formats
    parts: dict[str, Callable[[], None]] = {}
    if cell is not None:
        parts["sectors"] = lambda: _sectors(found, cell, page)
        parts["budget"] = lambda: show_budgets(found, cell, page)
        parts["closing"] = lambda: show_closing(found, cell, page)
    parts["money"] = lambda: _money(found, page)
    parts["delay"] = lambda: show_delay(cell, page)
    parts["test"] = lambda: show_investment_test(found, page)
    if cell is not None:
        parts["nzc"] = lambda: show_net_zero_cities(found, cell, page)
    st.divider()
    labels = [formats.text(f"gap.tab_{name}") for name in parts]
    # Only the open tab is computed and sent: a click stays quick.
    tabs = st.tabs(labels, key=f"gap_tabs.{page.lang}.{len(parts)}", on_change="rerun")
    for tab, part in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                part()


def _sectors(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    show_sectors(found, cell, page)
    st.subheader(page.formats.text("gap.all_targets"))
    show_targets(found, cell, page)


def _money(found: GapAnalysis, page: Page) -> None:
    show_need(found, page)
    show_capacity(found, page)


show()
