"""Everything about one line: what it says, why it has its tag, its history, its parts and its actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.line_facts import show_facts
from app.components.budget.line_history import show_history
from app.components.budget.line_why import show_why
from app.components.budget.link_editor import show_links
from app.components.budget.review_list import choose, chosen_keys
from app.components.budget.review_saving import is_current
from app.components.budget.review_words import line_label
from app.components.budget.split_editor import show_split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.components.budget.review_queue import Queue
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["show_line"]

_LINE = "budget_line"


def show_line(listed: Sequence[TaggedLine], queue: Queue, opened: OpenedDossier, page: Page) -> None:
    """Let the reader choose one of the lines on the page of the list, or of those that are chosen, and show it."""
    formats, budget = page.formats, queue.budget
    item = queue.by_key[_chosen_line(listed, queue, page)]
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
        "split": lambda: show_split(item, budget, opened, page),
        "links": lambda: show_links(item, budget, opened, page),
    }
    labels = [formats.text(f"budget_review.tab_{name}") for name in parts]
    # Only the open tab is worked out and sent: a click stays quick.
    tabs = st.tabs(labels, key=f"budget_tabs.{page.lang}", on_change="rerun")
    for tab, part in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                part()


def _chosen_line(listed: Sequence[TaggedLine], queue: Queue, page: Page) -> str:
    """Return the line that is looked at: the one chosen last in the list, unless another is picked here."""
    keys = list(dict.fromkeys([*(item.key for item in listed), *chosen_keys(queue)]))
    wanted = _still_there(state.remember(_LINE, ""), queue)
    if wanted and wanted not in keys and queue.kind in (None, queue.by_key[wanted].line.kind):
        keys.append(wanted)
    wanted = wanted if wanted in keys else keys[0]
    picked = st.selectbox(
        page.formats.text("budget_review.line"),
        keys,
        index=keys.index(wanted),
        format_func=lambda name: line_label(queue.by_key[name].line, page.formats, queue.years),
        key=f"budget_line.{page.lang}.{hash((tuple(keys), wanted))}",
    )
    # What nobody has picked is not remembered: the next list begins with its own first line.
    return picked if picked == wanted else state.choose(_LINE, picked)


def _still_there(key: str, queue: Queue) -> str:
    """Return the line itself, the first part of one that was split, or the whole of one that is so again."""
    if not key or key in queue.by_key:
        return key
    whole = key.partition(".")[0]
    return next((other for other in queue.by_key if other.partition(".")[0] == whole), "")
