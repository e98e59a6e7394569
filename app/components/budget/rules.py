"""Rules and choices of the dossier: the parts of the tab, and the one way in which a choice is taken into use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.rules_activities import show_activities
from app.components.budget.rules_choices import show_group_companies, show_profile, show_scheme
from app.components.budget.rules_scheme import show_other_schemes
from app.components.budget.rules_set import show_rule_set, upload_rules
from app.components.inert import inert, one_line

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import OpenedDossier

__all__ = ["show_rules"]


def show_rules(opened: OpenedDossier, page: Page) -> None:
    """Show the tab."""
    formats = page.formats
    st.caption(formats.text("budget_rules.intro"))
    if opened.is_sample:
        st.info(formats.text("budget_rules.of_sample"), icon=":material/info:")
    current = opened.dossier.current
    if current is not None and current.source.chart != "kommunbas":
        words = {"version": inert(one_line(current.id))}
        st.warning(formats.text("budget_rules.other_chart", **words), icon=":material/warning:")
    st.header(formats.text("budget_rules.set"))
    show_rule_set(opened, page)
    st.subheader(formats.text("budget_rules.own"))
    upload_rules(opened, page)
    st.header(formats.text("budget_rules.scheme"))
    show_scheme(opened, page)
    st.subheader(formats.text("budget_rules.another"))
    show_other_schemes(opened, page)
    st.subheader(formats.text("budget_rules.profile"))
    show_profile(opened, page)
    st.header(formats.text("budget_rules.companies"))
    show_group_companies(opened, page)
    st.header(formats.text("budget_rules.activities"))
    show_activities(opened, page)
