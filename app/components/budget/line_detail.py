"""Everything about one line: what it says, why it has its tag, its history, its parts and its actions."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.line_facts import show_facts
from app.components.budget.line_history import show_history
from app.components.budget.line_why import show_why
from app.components.budget.link_editor import show_links
from app.components.budget.report_words import years_text
from app.components.budget.review_list import LINE, choose, chosen_keys
from app.components.budget.review_saving import is_current
from app.components.budget.review_words import amount_text, code_words, line_label
from app.components.budget.split_editor import show_split
from app.components.inert import inert, one_line
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.components.budget.review_queue import Queue
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["show_line"]


def show_line(listed: Sequence[TaggedLine], queue: Queue, opened: OpenedDossier, page: Page) -> None:
    """Let the reader choose one of the lines on the page of the list, and show it."""
    formats, budget = page.formats, queue.budget
    item = queue.by_key[_chosen_line(listed, queue, page)]
    _name(item, queue, page)
    if chosen_keys(queue) != (item.key,) and is_current(budget, opened):
        st.button(
            formats.text("budget_review.choose_this"),
            key="budget_choose_this",
            icon=":material/gavel:",
            on_click=choose,
            args=((item.key,),),
        )
    parts: dict[str, Callable[[], None]] = {
        "why": lambda: show_why(item, budget, page),
        "facts": lambda: show_facts(item.line, budget, page),
        "history": lambda: show_history(item, budget, opened, page),
        "split": lambda: show_split(item, queue, opened, page),
        "links": lambda: show_links(item, budget, opened, page),
    }
    labels = [formats.text(f"budget_review.tab_{name}") for name in parts]
    # Only the open tab is worked out and sent: a click stays quick.
    key = f"budget_tabs.{page.lang}"
    if key not in st.session_state:  # the same tab in another language: what is being written in it is kept
        st.session_state[key] = labels[state.index_of(list(parts), state.remember("budget_tab", "why"))]
    tabs = st.tabs(labels, key=key, on_change="rerun")
    for tab, (name, part) in zip(tabs, parts.items(), strict=True):
        if tab.open:
            state.choose("budget_tab", name)
            with tab:
                part()


def _chosen_line(listed: Sequence[TaggedLine], queue: Queue, page: Page) -> str:
    """Return the line that is looked at, always one in view: marked last in the list, unless another is picked here."""
    formats = page.formats
    keys = [item.key for item in listed]
    wanted = _still_there(state.remember(LINE, ""), queue)
    marked = [key for key in chosen_keys(queue) if key in keys]
    shown = wanted if wanted in keys else marked[-1] if marked else keys[0]
    picked = st.selectbox(
        formats.text("budget_review.line"),
        keys,
        index=keys.index(shown),
        format_func=lambda name: line_label(queue.by_key[name].line, formats, queue.years),
        key=f"budget_line.{page.lang}.{hash((tuple(keys), shown))}",
        help=formats.text("budget_review.line_help"),
    )
    if picked != shown:  # what nobody has picked is not remembered: the next list begins with its own first line
        return state.choose(LINE, picked)
    if wanted and wanted != shown:
        text = inert(one_line(queue.by_key[wanted].line.text) or formats.text("budget_review.no_text"))
        st.info(formats.text("budget_review.another_line", text=text), icon=":material/info:")
    return picked


def _name(item: TaggedLine, queue: Queue, page: Page) -> None:
    """Say which line all below is about; whatever its text is, it is only text."""
    formats, line = page.formats, item.line
    facts = [
        t(f"tag_kind.{line.kind}", page.lang),
        f"{amount_text(line.amount(queue.years), formats)} ({years_text(queue.years)})",
        code_words(queue.budget.version, "organisation", line.organisation),
        code_words(queue.budget.version, "activity", line.activity),
        line.place and f"{formats.text('budget_review.field_place')}: {one_line(line.place)}",
    ]
    text = one_line(line.text) or formats.text("budget_review.no_text")
    said = escape(" · ".join(fact for fact in facts if fact))
    st.html(f'<p style="margin: 0; font-size: 1.2rem; font-weight: 600">{escape(text)}</p><p>{said}</p>')


def _still_there(key: str, queue: Queue) -> str:
    """Return the line itself, the first part of one that was split, or the whole of one that is so again."""
    if not key or key in queue.by_key:
        return key
    whole = key.partition(".")[0]
    return next((other for other in queue.by_key if other.partition(".")[0] == whole), "")
