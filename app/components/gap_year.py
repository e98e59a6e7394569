"""The head of the gap page: its year with target years marked, and the way to those of the chosen emissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.notes import basis_line
from finmodel.analysis.macc import curve_years, default_year
from finmodel.model.emission_enums import TargetKind

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis

__all__ = ["gap_head", "offer_target_years"]

_MOST_OFFERED = 4


def gap_head(page: Page) -> int:
    """Show title, basis and the chooser of the year, in which target years are marked; return the year.

    The year is the one that other pages use too.
    """
    formats = page.formats
    head, beside = st.columns([5, 1], vertical_alignment="bottom")
    with head:
        st.title(formats.text("nav.gap"))
        st.caption(basis_line(page))
    years = tuple(curve_years(page.plan.settings))
    marked = {row.year for row in page.plan.targets if row.kind is not TargetKind.BUDGET}
    asked = state.asked("year")
    wished = int(asked) if asked is not None and asked.isascii() and asked.isdigit() else default_year(years)
    kept = state.remember("year", wished)
    chosen = min(years, key=lambda year: abs(year - kept))
    with beside:
        picked = st.selectbox(
            formats.text("gap.year"),
            years,
            index=state.index_of(years, chosen),
            format_func=lambda year: formats.text("gap.year_marked", year=str(year)) if year in marked else str(year),
            key=_key(page),
            help=formats.text("gap.year_help"),
        )
    if picked != chosen:
        state.choose("year_is_picked", True)
    return state.choose("year", picked)


def _key(page: Page) -> str:
    return f"gap.year.{page.lang}"


def offer_target_years(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Offer the target years of the chosen emissions where none of their targets is for the chosen year."""
    same = (cell.perspective, cell.gas)
    cells = [each for each in found.emissions.cells if (each.perspective, each.gas) == same]
    years = sorted({item.target.row.year for each in cells for item in each.targets if item.target.row.year})
    offered = [year for year in years if year in curve_years(page.plan.settings)][:_MOST_OFFERED]
    if found.year in years or not offered:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        for year in offered:
            st.button(
                page.formats.text("gap.to_year", year=str(year)),
                key=f"gap_to_year.{year}",
                icon=":material/flag:",
                on_click=_take,
                args=(year, _key(page)),
            )


def _take(year: int, key: str) -> None:
    st.session_state[key] = year
    state.choose("year", year)
    state.choose("year_is_picked", True)
