"""Find the mix: the smallest grant, the largest loan, what has to be left out; and the answer as a scenario."""

from __future__ import annotations

import streamlit as st

from app import state
from app.components.find_answer import show_answer
from app.components.find_question import found_for_question
from app.components.find_saving import show_saving
from app.components.notes import basis_line


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = page.formats
    st.title(formats.text("nav.find_mix"))
    st.caption(basis_line(page))
    st.caption(formats.text("find.intro"))
    found = found_for_question(page)
    if found is not None:
        show_answer(found, page)
        show_saving(found, page)


show()
