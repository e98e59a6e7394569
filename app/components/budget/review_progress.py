"""How far the review has come: how much of the money is judged, reviewed and approved, and what is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.review_sought import unexamined_on
from app.components.budget.review_views import show_view
from app.components.budget.review_words import axis_heading
from app.components.compare_grid import Cell, Head, show_grid
from app.components.inert import inert
from app.components.plain import plain
from app.components.problems import show_issues
from finmodel.i18n import format_percent, t, t_n
from finmodel.i18n.tagging import undefined_text
from finmodel.tagging.amounts import Quotient
from finmodel.tagging.progress import Progress, progress_of
from finmodel.tagging.report import report_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.components.budget.scope import Scope
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["show_progress"]

_SHARES = ("judged", "reviewed", "approved")


def show_progress(budget: TaggedBudget, scope: Scope, page: Page) -> Mapping[str, int | None]:
    """Show the progress of the kind and the years that are looked at; where there is no report, why.

    Returns
    -------
    mapping
        By axis, how many of the largest unexamined lines make 90 % judged (``n_to_judge``); empty without a report.
    """
    formats = page.formats
    if not budget.reconciliation.is_balanced:
        st.error(formats.text("budget_review.not_balanced"), icon=":material/balance:")
        show_issues(budget.reconciliation.issues, formats, key="budget_review_balance")
        return {}
    report = report_of(budget, scope.years).get(scope.kind)
    if report is None:
        return {}
    kept: tuple[KindReport, tuple[Progress, ...]] | None = st.session_state.get("budget_review_progress")
    # By identity: to compare two budgets line by line takes longer than the sums.
    is_kept = kept is not None and kept[0].budget is budget
    if kept is None or not is_kept or (kept[0].kind, kept[0].years) != (report.kind, report.years):
        kept = st.session_state["budget_review_progress"] = report, progress_of(report)
    heads = [
        Head(t(f"tag_kind.{scope.kind}", page.lang)),
        *(Head(formats.text(f"budget_review.{name}")) for name in _SHARES),
    ]
    rows = [
        (
            axis_heading(budget.scheme, each.axis, page.lang),
            [_share(getattr(each, name), formats) for name in _SHARES],
        )
        for each in kept[1]
    ]
    show_grid([heads], rows, alt=formats.text("budget_review.progress_alt"))
    for each in kept[1]:
        _left(each, axis_heading(budget.scheme, each.axis, page.lang), formats)
    st.caption(formats.text("budget_review.progress_help"))
    return {each.axis: each.n_to_judge for each in kept[1]}


def _share(share: Quotient, formats: Formats) -> Cell:
    if share.value is None:
        return Cell(undefined_text(share, formats.lang), is_reason=True)
    return Cell(format_percent(float(share.value), formats.lang, 1))


def _left(progress: Progress, axis: str, formats: Formats) -> None:
    """Say what is left to do on an axis, and lead to those lines."""
    n = progress.n_to_judge
    if not n:
        said = formats.text("budget_review.left_undefined" if n is None else "budget_review.left_none")
        plain(f"{axis}: {said}", name=f"budget-left-{progress.axis}")
        return
    st.button(
        f"{inert(axis)}: {t_n('app.budget_review.left_lines', n, formats.lang)}",
        key=f"budget_left.{progress.axis}",
        type="tertiary",
        icon=":material/arrow_downward:",
        help=formats.text("budget_review.left_help"),
        on_click=show_view,
        args=(unexamined_on(progress.axis),),
    )
