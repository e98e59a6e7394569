"""The tagged budget as the council reads it and an auditor checks it: the reconciliation first, then the shares."""

from __future__ import annotations

import streamlit as st

from app import state, tagging
from app.components.budget.report_figures import show_key_figures
from app.components.budget.report_head import as_reported, report_head, report_of_scope, show_empty
from app.components.budget.report_notes import show_notes, show_warnings
from app.components.budget.report_reconciled import show_reconciliation
from app.components.budget.report_tabs import show_absent, show_tabs
from app.components.budget.report_weighted import choose_profile, show_weighted
from app.components.budget.report_words import kronor_formats
from app.components.budget.scope import choose_scope
from app.components.compare_grid import grid_style


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = kronor_formats(page.formats)
    grid_style()
    opened = tagging.opened()
    report_head(opened, formats)
    if opened.dossier.current is None:
        show_empty(formats)
        return
    scope = choose_scope(opened, page.lang, has_other_kinds=True)
    is_then = as_reported(opened, scope, formats)
    budget = tagging.tagged(opened, scope.version_id, scope.basis, is_then)
    is_balanced = show_reconciliation(budget, formats)
    show_warnings(budget, formats)
    if not is_balanced:
        return
    shown = report_of_scope(page, formats, opened, scope, budget)
    if not shown.report.totals.joint:
        show_absent(shown)
        return
    show_key_figures(shown)
    show_notes(budget.tagger.rule_set, formats)
    st.header(formats.text("budget_report.weighted_title"))
    profile = choose_profile(shown.scheme, opened.choices.profile, formats)
    if profile is not None:
        show_weighted(shown.report.totals, profile, formats, key="own")
    st.divider()
    show_tabs(shown)


show()
