"""The parts that a line is split in, with their tags, and the way to the decision on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.review_list import choose, chosen_keys
from app.components.budget.review_words import axis_heading, exact_text, sentence, standing_words
from app.components.inert import one_line
from app.components.plain import plain
from app.components.tables import Column, show_texts
from finmodel.i18n.tagging import category_name

if TYPE_CHECKING:
    from app.components.budget.review_queue import Queue
    from app.state import Page

__all__ = ["DECIDE", "show_parts"]

DECIDE = "budget-decide"
"""Address on the page of the form that decides on the chosen lines."""


def show_parts(key: str, queue: Queue, page: Page) -> None:
    """List the parts that the line has now, with their tags, and lead to the decision on them."""
    formats, budget, scheme = page.formats, queue.budget, queue.budget.scheme
    items = [one for one in budget.lines if one.line.line_key == key and one.key != key]
    if not items:
        return
    plain(formats.text("budget_review.parts"), name="budget-parts", is_strong=True)
    rows = [
        {
            "text": one_line(one.line.text),
            "amount": exact_text(one.line.amount(), formats),
            **{
                axis: sentence(category_name(scheme, category, page.lang))
                for axis, category in zip(scheme.axis_ids, one.categories, strict=True)
            },
            "standing": standing_words(one, scheme, budget.dossier.log, formats),
        }
        for one in items
    ]
    names = {axis: axis_heading(scheme, axis, page.lang) for axis in scheme.axis_ids}
    columns = [Column(name, names.get(name) or formats.text(f"budget_review.part_{name}")) for name in rows[0]]
    show_texts(rows, columns, formats, key=f"budget_parts.{page.lang}", alt=formats.text("budget_review.parts"))
    if any(one.waits for one in items):
        st.warning(formats.text("budget_review.parts_wait"), icon=":material/hourglass_top:")
    if {one.key for one in items} == set(chosen_keys(queue)):
        # The catalogue's own words and an address on the page: no text of a line.
        st.markdown(f"[{formats.text('budget_review.parts_chosen')}](#{DECIDE})")
        return
    st.button(
        formats.text("budget_review.choose_parts"),
        key="budget_choose_parts",
        icon=":material/checklist:",
        on_click=choose,
        args=([one.key for one in items],),
    )
