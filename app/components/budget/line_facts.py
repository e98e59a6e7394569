"""What a line of the budget says: every field with its name, and its amounts year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.review_words import code_words, exact_text
from app.components.inert import inert, one_line
from app.components.tables import Column, show_texts
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["show_facts"]

_CODES = ("organisation", "responsibility", "activity", "account", "project", "counterparty")


def show_facts(line: BudgetLine, budget: TaggedBudget, page: Page) -> None:
    """Show what was imported."""
    formats, version = page.formats, budget.version
    values = {
        "text": one_line(line.text) or formats.text("budget_review.no_text"),
        "kind": t(f"tag_kind.{line.kind}", page.lang),
        **{name: code_words(version, name, getattr(line, name)) for name in _CODES},
        "supplier": one_line(line.supplier),
        "place": one_line(line.place),
        "file": one_line(version.source.file),
    }
    if budget.tagger.activities is not None and line.activity:
        common = budget.tagger.activities.code(line.activity)
        values["common_activity"] = common or formats.text("budget_review.unmapped")
    left, right = st.columns([3, 2])
    rows = [
        {"field": formats.text(f"budget_review.field_{name}"), "value": value}
        for name, value in values.items()
        if value
    ]
    with left:
        columns = [Column(name, formats.text(f"budget_review.fact_{name}")) for name in ("field", "value")]
        alt = formats.text("budget_review.facts_alt")
        show_texts(rows, columns, formats, key=f"budget_facts.{page.lang}", alt=alt)
    with right:
        amounts = [{"year": str(year), "amount": exact_text(ore, formats)} for year, ore in line.amounts]
        if not amounts:
            st.caption(formats.text("budget_review.no_amounts"))
            return
        if len(amounts) > 1:
            amounts.append({"year": formats.text("budget_review.total"), "amount": exact_text(line.amount(), formats)})
        columns = [Column(name, formats.text(f"budget_review.fact_{name}")) for name in ("year", "amount")]
        alt = formats.text("budget_review.amounts_alt")
        show_texts(amounts, columns, formats, key=f"budget_amounts.{page.lang}", alt=alt)
        basis = t(f"tag_basis.{budget.basis}", page.lang)
        st.caption(inert(formats.text("budget_review.amounts_basis", basis=basis)))
