"""The choice between the whole plan and one of its actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.inert import one_line

if TYPE_CHECKING:
    from app.state import Page

__all__ = ["subject_choice"]

_WHOLE = ""


def subject_choice(page: Page, *, key: str) -> str | None:
    """Let the reader choose the whole plan or an action; return the action's id, None for the plan."""
    formats = page.formats
    names = {_WHOLE: formats.text("subject.plan")} | {row.id: one_line(row.name) for row in page.plan.actions}
    options = list(names)
    chosen = state.remember("subject", _WHOLE)
    picked = st.selectbox(
        formats.text("subject.label"),
        options,
        index=state.index_of(options, chosen),
        format_func=names.__getitem__,
        key=f"subject.{key}.{page.lang}",
    )
    return state.choose("subject", picked) or None
