"""The file that is to be read in: uploaded, looked at, and kept at hand while other pages are visited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging_import
from app.components.budget.reading_notes import show_found
from app.components.inert import inert
from finmodel.i18n import summary

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging_import import SourceFile

__all__ = ["MAX_UPLOAD_MB", "choose_file", "forget_file"]

MAX_UPLOAD_MB = 200
_FILE = "budget_file"


def choose_file(page: Page) -> SourceFile | None:
    """Let the reader upload a file; None where there is none, or it cannot be read at all, which is said."""
    formats = page.formats
    key = f"budget_upload.{state.remember('budget_round', 0)}"
    st.file_uploader(
        formats.text("budget_import.upload"),
        key=key,
        help=formats.text("budget_import.upload_help"),
        max_upload_size=MAX_UPLOAD_MB,
        on_change=_take,
        args=(key,),
    )
    at_hand: tuple[str, bytes] | None = state.remember(_FILE, None)
    if at_hand is None:
        st.caption(formats.text("budget_import.what"))
        return None
    name, data = at_hand
    with st.spinner(formats.text("budget_import.looking")):
        file = tagging_import.look(name, data)
    if file.kind is None:
        words = {"file": inert(file.name), "summary": summary(file.issues, page.lang)}
        st.error(formats.text("budget_import.refused", **words), icon=":material/error:")
        show_found(file.issues, formats, key="budget_file")
        return None
    kind = formats.text(f"budget_import.kind_{file.kind}")
    with st.container(horizontal=True, vertical_alignment="center"):
        said = formats.text("budget_import.file_is", file=inert(file.name), kind=kind, hash=file.sha256[:12])
        st.markdown(said)
        if st.button(formats.text("budget_import.other_file"), key="budget_other_file", icon=":material/close:"):
            forget_file()
            st.rerun()
    if file.issues:
        show_found(file.issues, formats, key="budget_file")
    return file


def forget_file() -> None:
    """Begin anew without a file."""
    state.choose(_FILE, None)
    state.choose("budget_round", state.remember("budget_round", 0) + 1)


def _take(key: str) -> None:
    uploaded = st.session_state.get(key)
    state.choose(_FILE, None if uploaded is None else (uploaded.name, uploaded.getvalue()))
