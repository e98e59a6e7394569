"""From the municipality's own activity codes to those of the rules, and the money that is left without one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging, tagging_rules
from app.components.budget.reading_notes import show_found
from app.components.budget.reading_words import kronor
from app.components.budget.rules_effect import offer_choices
from app.components.inert import inert, one_line
from app.components.tables import Column, download_csv, show_table
from finmodel.errors import InputError
from finmodel.i18n import summary

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import OpenedDossier

__all__ = ["show_activities"]

_MAX_MB = 5


def show_activities(opened: OpenedDossier, page: Page) -> None:
    """Show the table in use and what it does not know, and let the reader exchange it."""
    formats, lang = page.formats, page.lang
    st.caption(formats.text("budget_rules.activities_help"))
    table = opened.choices.activities
    if table is None:
        st.markdown(formats.text("budget_rules.activities_none"))
    else:
        st.markdown(formats.text("budget_rules.activities_used", n=formats.number(len(table.prefixes))))
        _unmapped(opened, page)
    uploaded = st.file_uploader(
        formats.text("budget_rules.activities_upload"),
        key=f"budget_activities.{state.remember('budget_rules_round', 0)}",
        help=formats.text("budget_rules.activities_upload_help"),
        max_upload_size=_MAX_MB,
    )
    if uploaded is not None:
        try:
            found = tagging_rules.read_activities(uploaded.name, uploaded.getvalue())
        except InputError as error:
            words = {"file": inert(one_line(uploaded.name)), "summary": summary(error.issues, lang)}
            st.error(formats.text("budget_import.refused", **words), icon=":material/error:")
            show_found(error.issues, formats, key="budget_activities")
            return
        offer_choices(opened, replace(opened.choices, activities=found), "activities", page)
    elif table is not None and st.toggle(
        formats.text("budget_rules.activities_remove"), key=f"budget_activities_remove.{lang}"
    ):
        offer_choices(opened, replace(opened.choices, activities=None), "no_activities", page)


def _unmapped(opened: OpenedDossier, page: Page) -> None:
    formats, lang = page.formats, page.lang
    if opened.dossier.current is None:
        return
    budget = tagging.tagged(opened)
    if budget.unmapped is None or not budget.unmapped.by_code:
        st.caption(formats.text("budget_rules.all_mapped"))
        return
    total = kronor(budget.unmapped.total, formats)
    n = len(budget.unmapped.by_code)
    st.warning(formats.text("budget_rules.unmapped", n=n, total=inert(total)), icon=":material/warning:")
    rows = [
        {"code": code, "name": one_line(budget.version.name("activity", code)), "amount": ore / 100 / formats.factor}
        for code, ore in budget.unmapped.by_code.items()
    ]
    columns = [
        Column("code", formats.text("budget_rules.u_code"), width=120),
        Column("name", formats.text("budget_rules.u_name"), width=320),
        Column(
            "amount",
            formats.text("budget_rules.u_amount", unit=formats.money_label),
            decimals=formats.decimals,
            width=160,
        ),
    ]
    alt = formats.text("budget_rules.unmapped_alt")
    show_table(rows, columns, formats, key=f"budget_unmapped.{lang}", alt=alt, n_shown=8)
    download_csv(rows, columns, formats, name="budget_unmapped")
