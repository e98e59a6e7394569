"""Plain text on the page: never HTML, never Markdown."""

from __future__ import annotations

import streamlit as st

__all__ = ["plain"]


def plain(text: str, *, name: str, is_strong: bool = False) -> None:
    """Show text as it is, small or strong.

    Parameters
    ----------
    text
        Any text, from a plan too.
    name
        Name on the page, one for each place.
    is_strong
        Whether it is a heading of what follows.
    """
    with st.container(key=f"{'strong' if is_strong else 'small'}-{name}"):
        st.text(text)
