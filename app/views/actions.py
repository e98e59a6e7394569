"""Actions: the table of all, and everything about one."""

from __future__ import annotations

import streamlit as st

from app import state
from app.components.action_detail import show_action
from app.components.action_table import FIGURE_COLUMNS, Filters, action_columns, action_rows, is_shown
from app.components.choices import action_choice, filter_choices, open_inside, selected_row
from app.components.coverage import assumption_note
from app.components.definitions import definitions
from app.components.page_head import head_of_actions
from app.components.tables import download_csv, show_table


def show() -> None:
    """Show the page."""
    page = state.current()
    results, formats, plan = page.results, page.formats, page.plan
    year = head_of_actions(page, "actions")
    if year is None:
        return
    assumption_note(results, formats)

    filters = Filters(*filter_choices(page))
    actions = [action for action in plan.actions if is_shown(action, filters)]
    outside = {item.id for item in results.actions if item.left_out == "outside_perspective"}
    actions.sort(key=lambda action: action.id in outside)
    st.caption(formats.text("actions.shown", n=len(actions), of=len(plan.actions)))
    if n := sum(1 for action in actions if action.id in outside):
        st.caption(formats.text("actions.outside", n=n))
    if not actions:
        st.info(formats.text("actions.none"))
        return
    rows = action_rows(actions, results, formats, year=year)
    columns = action_columns(plan, formats, year=year, is_society=results.view.is_society)
    ids = tuple(action.id for action in actions)
    open_inside(ids, outside, page)
    show_table(
        rows,
        columns,
        formats,
        key=selected_row(ids, page),
        alt=formats.text("actions.alt", year=year),
        n_shown=11,
        on_select="rerun",
        selection_mode="single-row",
    )
    with st.container(horizontal=True):
        definitions((*FIGURE_COLUMNS, "tonnes_total", "tonnes_unadjusted"), formats, key="actions")
        download_csv(rows, columns, formats, name="actions")

    st.divider()
    show_action(action_choice(actions, page), page)


show()
