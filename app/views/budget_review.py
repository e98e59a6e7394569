"""Review of the budget's lines: the queue, decisions on many lines at once, and everything about one line."""

from __future__ import annotations

import streamlit as st

from app import state, tagging
from app.components.budget.line_detail import show_line
from app.components.budget.review_elsewhere import show_elsewhere
from app.components.budget.review_filters import choose_filters
from app.components.budget.review_form import show_chosen
from app.components.budget.review_list import found_lines, show_list
from app.components.budget.review_progress import show_progress
from app.components.budget.review_saving import ask_who, show_conflict
from app.components.budget.review_sought import unexamined_axis
from app.components.budget.review_views import choose_queue
from app.components.budget.scope import choose_scope
from app.components.budget.split_parts import DECIDE
from app.components.compare_grid import grid_style
from app.components.problems import show_issues
from app.components.said import show_notice_again
from finmodel.errors import InputError
from finmodel.i18n import t_n


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = page.formats
    st.title(formats.text("nav.budget_review"))
    st.caption(formats.text("budget_review.intro"))
    try:
        opened = tagging.opened()
    except InputError as error:
        st.error(formats.text("budget_review.not_opened"), icon=":material/error:")
        show_issues(error.issues, formats, key="budget_review_opened")
        return
    if opened.dossier.current is None or not opened.dossier.current.lines:
        st.info(formats.text("budget_review.empty"), icon=":material/upload_file:")
        st.page_link("views/budget_import.py", label=formats.text("nav.budget_import"), icon=":material/upload_file:")
        return
    _review(opened, page)


def _review(opened: tagging.OpenedDossier, page: state.Page) -> None:
    formats = page.formats
    grid_style()
    if opened.is_sample:
        st.caption(formats.text("budget_review.sample"))
    scope = choose_scope(opened, page.lang)
    budget = tagging.tagged(opened, scope.version_id, scope.basis)
    to_judge = show_progress(budget, scope, page)
    ask_who(page)
    st.header(formats.text("budget_review.queue"))
    st.caption(formats.text("budget_review.queue_help"))
    queue, which, order = choose_queue(budget, scope, page)
    filters = choose_filters(queue, which, page)
    found = found_lines(queue, filters, order)
    if queue.kind and (n := to_judge.get(unexamined_axis(which))):
        st.caption(t_n("app.budget_review.first_lines", n, page.lang))
    listed = show_list(found, queue, page) if found else ()
    if not found:
        show_elsewhere(queue, filters, page)
    st.header(formats.text("budget_review.decide"), anchor=DECIDE)
    show_notice_again()
    show_conflict(page)
    show_chosen(queue, opened, page)
    if listed:
        st.header(formats.text("budget_review.one_line"))
        show_line(listed, queue, opened, page)


show()
