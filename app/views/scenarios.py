"""Scenarios: those of the plan, what each of them changes, and the forms that make and change them."""

from __future__ import annotations

import streamlit as st

from app import state
from app.components.said import show_notice_again
from app.components.scenario_form import show_change_form
from app.components.scenario_list import choose_scenario, show_changes, show_order, show_overview
from app.components.scenario_mixes import show_mix_form, show_mixes
from app.components.scenario_whole import show_new, show_properties, show_scenario_upload


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = page.formats
    st.title(formats.text("nav.scenarios"))
    st.caption(formats.text("scenarios.intro"))
    if page.base.plan.scenarios:
        st.header(formats.text("scenarios.list"))
        show_overview(page)
        scenario = choose_scenario(page)
        st.header(formats.text("scenarios.changes"))
        show_changes(scenario, page)
        st.header(formats.text("scenarios.mixes"))
        show_mixes(scenario, page)
        st.header(formats.text("scenarios.build"))
        show_notice_again()
        names = ("tab_change", "tab_order", "tab_mix", "tab_properties")
        tabs = st.tabs([formats.text(f"scenarios.{name}") for name in names])
        for tab, show_tab in zip(tabs, (show_change_form, show_order, show_mix_form, show_properties), strict=True):
            with tab:
                show_tab(scenario, page)
    else:
        st.info(formats.text("scenarios.none"), icon=":material/alt_route:")
    st.header(formats.text("scenarios.new"))
    show_new(page)
    st.header(formats.text("scenarios.from_file"))
    show_scenario_upload(page)


show()
