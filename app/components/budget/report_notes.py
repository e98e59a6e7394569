"""What is said wherever shares of a tagged budget are shown, and what of the budget wants to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.report_words import money
from app.components.problems import show_issues

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["NOTES", "show_notes", "show_warnings"]

NOTES = ("not_effect", "not_compared", "saving", "kronor", "no_standard")
"""What is said to the user; the last words of their keys in the catalogues."""


def show_notes(formats: Formats) -> None:
    """Say what the shares are and what they are not."""
    st.info(
        "\n".join(f"- {formats.text(f'budget_report.note_{name}')}" for name in NOTES),
        icon=":material/info:",
    )


def show_warnings(budget: TaggedBudget, formats: Formats) -> None:
    """Say what asks to be looked at again, what no rule can see, and what did not fit."""
    if budget.look_again:
        st.warning(formats.text("budget_report.look_again", n=len(budget.look_again)), icon=":material/visibility:")
    if budget.unmapped is not None and budget.unmapped.by_code:
        st.warning(
            formats.text(
                "budget_report.unmapped", n=len(budget.unmapped.by_code), amount=money(budget.unmapped.total, formats)
            ),
            icon=":material/help:",
        )
    if budget.issues:
        with st.expander(formats.text("budget_report.issues", n=len(budget.issues))):
            show_issues(budget.issues, formats, key="budget_report_notes")
