"""What was done in the run before: that it was done, and what is to be noted of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.inert import inert

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["show_notice", "show_notice_again"]


def show_notice() -> None:
    """Show what the run before left to say, once."""
    _show(*state.choose("said", (state.take_notice(), state.take_doubts())))


def show_notice_again() -> None:
    """Show the same where the reader is: the page stays scrolled to the form that was used."""
    nothing: tuple[str | None, Sequence[str]] = (None, ())
    _show(*state.remember("said", nothing))


def _show(text: str | None, doubts: Sequence[str]) -> None:
    if text:
        st.success(text, icon=":material/check_circle:")
    if len(doubts) == 1:
        st.warning(inert(doubts[0]), icon=":material/warning:")
    elif doubts:
        st.warning("\n".join(f"- {inert(doubt)}" for doubt in doubts), icon=":material/warning:")
