"""What is said wherever shares of a tagged budget are shown, and what of the budget wants to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.report_words import money
from app.components.inert import inert, one_line
from app.components.problems import show_issues
from finmodel.i18n.tagging_changes import SHOWN_HASH
from finmodel.intake.tagging_templates import proposed_rules

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.tagging.rules import RuleSet
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["NOTES", "show_notes", "show_warnings", "whose_rules"]

NOTES = ("not_effect", "not_compared", "saving", "kronor", "no_standard")
"""What is said to the user; the last words of their keys in the catalogues."""


def show_notes(rules: RuleSet, formats: Formats) -> None:
    """Say what the shares are and what they are not, and whose rules they come of."""
    said = [*(formats.text(f"budget_report.note_{name}") for name in NOTES), inert(whose_rules(rules, formats))]
    st.info("\n".join(f"- {text}" for text in said), icon=":material/info:")


def whose_rules(rules: RuleSet, formats: Formats) -> str:
    """Return whether rules are finmodel's proposal, or the municipality's own with their name and hash."""
    if rules.sha256 == proposed_rules().sha256:
        return formats.text("budget_report.rules_proposed")
    return formats.text("budget_report.rules_own", name=one_line(rules.name), hash=rules.sha256[:SHOWN_HASH])


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
