"""The priority list: what first, by whom, at which cost and saving for which actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import gaps, state
from app.components.compare_grid import grid_style
from app.components.gap_grid import show_whole
from app.components.gap_words import illustrative_line
from app.components.inert import inert
from app.components.notes import per_tonne_unit
from app.components.page_head import head_of_actions
from app.components.priority_actors import show_actors, show_groups, show_left_out
from app.components.priority_table import (
    chosen_order,
    chosen_rows,
    deciding_columns,
    deciding_rows,
    more_columns,
    priority_columns,
    priority_rows,
    show_rule,
)
from app.components.tables import download_csv, show_table, with_reasons
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.state import Page
    from finmodel.analysis.priorities import Priority

_FILTERS = ("sectors", "owners", "statuses", "search")


def show() -> None:
    """Show the page."""
    page = state.current()
    formats, lang = page.formats, page.lang
    year = head_of_actions(page, "priorities", words="gap.year")
    if year is None:
        return
    grid_style()
    st.caption(t("priority_list.how", lang))
    found = gaps.analysed(page.opened, page.results.perspective, year)
    with st.container(border=True):
        show_rule(page)
    filtered = chosen_rows(found.priorities, page)
    listed = chosen_order(filtered, page, year)
    st.caption(formats.text("priorities.shown", n=len(listed), of=len(found.priorities)))
    if not listed:
        st.info(formats.text("actions.none"))
        return
    rows, columns = priority_rows(listed, page), priority_columns(page, year)
    key = f"priorities.{hash((tuple(row.id for row in listed), lang, formats.unit, page.opened.hash))}"
    alt_text = formats.text("priorities.alt", n=len(rows), year=str(year))
    per_tonne = per_tonne_unit(formats, is_society=page.results.view.is_society)
    st.caption(inert(formats.text("priorities.units", money=formats.money_label, per_tonne=per_tonne)))
    event = show_table(
        deciding_rows(rows),
        deciding_columns(page, year),
        formats,
        key=key,
        alt=alt_text,
        n_shown=14,
        on_select="rerun",
        selection_mode="single-row",
    )
    _selected(event, listed, page)
    with st.container(horizontal=True):
        download_csv(rows, columns, formats, name="priorities")
    illustrative_line(page, (row.id for row in listed), "priorities.illustrative")
    with st.expander(formats.text("priorities.more")):
        st.caption(inert(t("priority_list.actor.sign", lang)))
        explained, _ = with_reasons(rows, columns, formats)
        show_whole(explained, more_columns(columns), formats, alt=alt_text, key="priorities_more")
    show_left_out(page)
    show_actors(listed, page)
    show_groups(listed, page)


def _selected(event: object, listed: Sequence[Priority], page: Page) -> None:
    """Offer the page of the action whose row is selected."""
    places = getattr(getattr(event, "selection", None), "rows", [])
    if not places or places[0] >= len(listed):
        st.caption(page.formats.text("priorities.select"))
        return
    row = listed[places[0]]
    pressed = st.button(
        page.formats.text("priorities.open", name=inert(row.name)), key="open_action", icon=":material/checklist:"
    )
    if pressed:
        state.choose("action", row.id)
        # Filters of the page of actions may hide it.
        for name in _FILTERS:
            st.session_state.pop(f"chosen.{name}", None)
        st.switch_page("views/actions.py")


show()
