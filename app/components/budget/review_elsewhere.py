"""What is said where nothing is found: how many lines would be in another list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.review_queue import Queue
from app.components.budget.review_sought import Show
from app.components.budget.review_views import show_both_kinds, show_view
from finmodel.i18n import t, t_n
from finmodel.tagging.lines import LineKind

if TYPE_CHECKING:
    from app.components.budget.review_sought import Filters
    from app.state import Page

__all__ = ["show_elsewhere"]


def show_elsewhere(queue: Queue, filters: Filters, page: Page) -> None:
    """Say that nothing fits, and lead to where something does: the other kind, or lines that this list leaves out."""
    formats = page.formats
    st.info(formats.text("budget_review.none_found"), icon=":material/filter_alt_off:")
    others = [kind for kind in LineKind if queue.kind not in (None, kind)]
    kept = st.session_state.get("budget_elsewhere")
    if kept is None or kept[0] is not queue or kept[1] != filters:
        n_by_kind = {kind: len(Queue(queue.budget, kind, queue.budget.years).found(filters)) for kind in others}
        n_in_all = 0 if filters.show == Show.ALL else len(queue.found(replace(filters, show=str(Show.ALL))))
        kept = st.session_state["budget_elsewhere"] = (queue, filters, n_by_kind, n_in_all)
    for kind, n in kept[2].items():
        if n:
            name = t(f"tag_kind.{kind}", page.lang)
            label = t_n("app.budget_review.hits_of_kind", n, page.lang, kind=name)
            st.button(label, key="budget_show_both", icon=":material/unfold_more:", on_click=show_both_kinds)
        else:
            name = t(f"tag_kind.{kind}", page.lang)
            st.caption(formats.text("budget_review.no_hits_of_kind", kind=name))
    if kept[3]:
        st.button(
            t_n("app.budget_review.hits_in_all", kept[3], page.lang),
            key="budget_show_all",
            icon=":material/list:",
            on_click=show_view,
            args=(str(Show.ALL),),
            kwargs={"is_filtered": True},
        )
