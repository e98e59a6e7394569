"""The head of the budget report: whose budget it is, and what to do where it has nothing to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.report_words import Shown
from app.components.inert import inert, one_line
from finmodel.i18n.tagging import said
from finmodel.tagging.report import KindReport, report_of

if TYPE_CHECKING:
    from app.components.budget.scope import Scope
    from app.components.formats import Formats
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["as_reported", "report_head", "report_of_scope", "show_empty"]

_KEPT = "budget_report"


def report_head(opened: OpenedDossier, formats: Formats) -> None:
    """Show the title, and whose budget it is in which scheme."""
    st.title(formats.text("nav.budget_report"))
    whose = one_line(opened.choices.municipality) or formats.text("budget_report.no_municipality")
    scheme = one_line(said(opened.scheme.name, formats.lang))
    words = "sample" if opened.is_sample else "basis"
    st.caption(inert(formats.text(f"budget_report.{words}", whose=whose, scheme=scheme)))


def show_empty(formats: Formats) -> None:
    """Say how to begin."""
    st.info(formats.text("budget_report.empty"), icon=":material/upload_file:")
    st.page_link("views/budget_import.py", label=formats.text("budget_report.to_import"), icon=":material/upload_file:")


def as_reported(opened: OpenedDossier, scope: Scope, formats: Formats) -> bool:
    """Let the reader see an earlier version as it was reported then; the current one has one state only."""
    current = opened.dossier.current
    if current is None or scope.version_id == current.id:
        return False
    return st.toggle(
        formats.text("budget_report.as_reported"),
        key=f"budget_as_reported.{formats.lang}.{scope.version_id}",
        help=formats.text("budget_report.as_reported_help"),
    )


def report_of_scope(page: Page, formats: Formats, opened: OpenedDossier, scope: Scope, budget: TaggedBudget) -> Shown:
    """Return what the page shows of a reconciled budget; of a kind that it has no lines of, a report of nothing.

    Figures are worked out once for a budget and years, not for every click.
    """
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] is not budget or kept[1] != scope.years:
        kept = (budget, scope.years, report_of(budget, scope.years), {})
        st.session_state[_KEPT] = kept
    report = kept[2].get(scope.kind) or KindReport(budget, scope.kind, scope.years)
    return Shown(page, formats, opened, scope, budget, report, kept[3])
