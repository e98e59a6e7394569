"""Read in a budget: a file becomes a version of the dossier; the dossier as a whole; rules and other choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging, tagging_versions
from app.components.budget.reading_confirm import confirm_import, offer_reload
from app.components.budget.reading_controls import ask_controls
from app.components.budget.reading_dossier import (
    import_decisions,
    open_another,
    set_aside_damaged,
    show_dossier_file,
)
from app.components.budget.reading_earlier import reopen_earlier
from app.components.budget.reading_export import show_export
from app.components.budget.reading_file import choose_file
from app.components.budget.reading_history import show_history
from app.components.budget.reading_notes import show_found
from app.components.budget.reading_options import choose_options
from app.components.budget.reading_persons import choose_persons
from app.components.budget.reading_preview import show_preview
from app.components.budget.reading_result import show_last_import
from app.components.budget.reading_rows import correct_rows
from app.components.budget.reading_sheets import choose_mappings
from app.components.budget.rules import show_rules
from app.components.inert import inert, one_line
from finmodel.errors import has_errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.state import Page
    from app.tagging import OpenedDossier
    from app.tagging_import import SheetLook
    from finmodel.intake.budget_mapping import ColumnMapping


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = page.formats
    st.title(formats.text("nav.budget_import"))
    opened = tagging.opened()
    _whose(opened, page)
    parts: dict[str, Callable[[OpenedDossier, Page], None]] = {
        "read": _read,
        "dossier": _dossier,
        "rules": show_rules,
    }
    labels = [formats.text(f"budget_import.tab_{name}") for name in parts]
    # Only the open tab is computed and sent: a click stays quick.
    tabs = st.tabs(labels, key=f"budget_import_tabs.{page.lang}", on_change="rerun")
    for tab, part in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                part(opened, page)


def _whose(opened: OpenedDossier, page: Page) -> None:
    formats = page.formats
    current = opened.dossier.current
    if current is None:
        st.caption(formats.text("budget_import.open_nothing"))
    else:
        key = "open_sample" if opened.is_sample else "open_kept"
        municipality = one_line(opened.choices.municipality) or formats.text("budget_import.no_municipality")
        words = {"municipality": inert(municipality), "version": inert(one_line(current.id))}
        st.caption(formats.text(f"budget_import.{key}", **words, n=formats.number(len(current.lines))))
        if current.source.is_illustrative:
            st.badge(formats.text("budget_scope.illustrative"), color="orange", icon=":material/draw:")
    issues = opened.kept.issues
    if has_errors(issues):
        st.error(formats.text("budget_import.damaged"), icon=":material/error:")
        show_found(issues, formats, key="budget_opened")
        with st.container(horizontal=True):
            offer_reload(page)
            set_aside_damaged(page)
    elif issues and not opened.is_sample:
        with st.expander(formats.text("budget_import.opened_notes", n=len(issues))):
            show_found(issues, formats, key="budget_opened")


def _read(opened: OpenedDossier, page: Page) -> None:
    formats = page.formats
    show_last_import(page)
    st.header(formats.text("budget_import.step_file"))
    file = choose_file(page)
    if file is None:
        return
    st.header(formats.text("budget_import.step_columns"))
    mappings: list[tuple[SheetLook, ColumnMapping]] = []
    if file.sheets:
        st.caption(formats.text("budget_import.columns_help"))
        mappings = choose_mappings(file, page)
        if not mappings:
            st.info(formats.text("budget_import.no_sheet"), icon=":material/info:")
            return
    else:
        st.caption(formats.text(f"budget_import.columns_{file.kind}"))
    options = choose_options(file, [mapping for _, mapping in mappings], page)
    st.header(formats.text("budget_import.step_lines"))
    table = show_preview(file, options, page)
    if table is None:
        return
    choose_persons(file, table, page)
    if mappings:
        correct_rows(file, table, page)
    version, issues = tagging_versions.draft(table, options.masking)
    if issues:
        show_found(issues, formats, key="budget_draft")
    st.header(formats.text("budget_import.step_controls"))
    controls, is_met = ask_controls(version, file.sha256, page)
    st.header(formats.text("budget_import.step_confirm"))
    confirm_import(file, table, version, controls, mappings, options, page, is_met=is_met)


def _dossier(opened: OpenedDossier, page: Page) -> None:
    formats = page.formats
    st.header(formats.text("budget_import.history"))
    show_history(opened, page)
    st.header(formats.text("budget_import.export_title"))
    if opened.dossier.current is None:
        st.caption(formats.text("budget_import.open_nothing"))
    else:
        show_export(opened, page)
        st.header(formats.text("budget_import.decisions"))
        import_decisions(opened, page)
    st.header(formats.text("budget_import.dossier"))
    show_dossier_file(opened, page)
    st.header(formats.text("budget_import.anew"))
    open_another(opened, page)
    reopen_earlier(page)


show()
