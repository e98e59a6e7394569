"""The head of a page of figures: its title, what the figures rest on, and the chooser of the year beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.choices import year_choice
from app.components.notes import basis_line

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from app.state import Page

__all__ = ["head_of_actions", "head_with_year"]


def head_with_year(page: Page, name: str, *, words: str = "year", default: int | None = None) -> int:
    """Show the head and return the year that the reader chose.

    Parameters
    ----------
    page
        The page.
    name
        Its name in the navigation, ``nav.{name}`` of the catalogue.
    words, default
        What the year is for and the page's own first year, as for :func:`~app.components.choices.year_choice`.
    """
    with _head(page, name):
        return year_choice(page.results, page.formats, words=words, default=default)


def head_of_actions(page: Page, name: str, *, words: str = "year", default: int | None = None) -> int | None:
    """Show the head of a page that is empty without actions; where the plan has none, say so and return None.

    Parameters
    ----------
    page, name, words, default
        As for :func:`head_with_year`.
    """
    if page.plan.actions:
        return head_with_year(page, name, words=words, default=default)
    _head(page, name)
    st.info(page.formats.text("actions.no_actions"))
    return None


def _head(page: Page, name: str) -> DeltaGenerator:
    """Show title and basis; return the place beside them."""
    head, beside = st.columns([5, 1], vertical_alignment="bottom")
    with head:
        st.title(page.formats.text(f"nav.{name}"))
        st.caption(basis_line(page))
    return beside
