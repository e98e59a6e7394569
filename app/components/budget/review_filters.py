"""Filters of the list of budget lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.review_sought import LOOK_AGAIN, PROPOSED, REVIEW, Filters
from app.components.budget.review_views import view_key
from app.components.budget.review_words import axis_heading, code_words, sentence
from app.components.inert import one_line
from finmodel.i18n import t
from finmodel.i18n.tagging import category_name
from finmodel.i18n.tagging_notes import note_of
from finmodel.tagging.decisions import Standing
from finmodel.tagging.text import normalised
from finmodel.tagging.verdicts import TagReason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.components.budget.review_queue import Queue
    from app.state import Page
    from finmodel.i18n import Language
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["choose_filters"]

_MAX_NOTE = 60


def choose_filters(queue: Queue, show: str, page: Page) -> Filters:
    """Let the reader narrow the list."""
    formats, budget = page.formats, queue.budget
    scheme, version = budget.scheme, budget.version
    words = st.text_input(
        formats.text("budget_review.search"),
        value=state.remember("budget_words", ""),
        key=view_key("budget_words", page),
        help=formats.text("budget_review.search_help"),
    )
    state.choose("budget_words", words)
    with st.expander(formats.text("budget_review.filters"), expanded=False):
        first, second = st.columns(4), st.columns(3)
        axes = ["", *scheme.axis_ids]
        with first[0]:
            axis = st.selectbox(
                formats.text("budget_review.axis"),
                axes,
                index=state.index_of(axes, state.remember("budget_axis", "")),
                format_func=lambda name: (
                    axis_heading(scheme, name, page.lang) if name else formats.text("budget_review.any_axis")
                ),
                key=view_key(f"budget_axis.{scheme.id}", page),
            )
            state.choose("budget_axis", axis)
        with first[1]:
            categories = _several("categories", _categories(axis, scheme), _category_words(scheme, page), page)
        with first[2]:
            standings = _several(
                "standings",
                [*map(str, Standing), PROPOSED],
                lambda name: sentence(t(f"tag_step.{name}" if name == PROPOSED else f"tag_standing.{name}", page.lang)),
                page,
            )
        with first[3]:
            reasons = _several(
                "reasons", [*map(str, TagReason), LOOK_AGAIN, REVIEW], lambda name: _reason_words(name, page), page
            )
        with second[0]:
            organisations = _several(
                "organisations",
                queue.codes("organisation"),
                lambda code: code_words(version, "organisation", code),
                page,
            )
        with second[1]:
            activities = _several(
                "activities", queue.codes("activity"), lambda code: code_words(version, "activity", code), page
            )
        with second[2]:
            rules = _several("rules", queue.rules, lambda name: _rule_words(name, budget, page.lang), page)
    return Filters(show, axis, categories, standings, reasons, organisations, activities, rules, normalised(words))


def _several(name: str, options: Sequence[str], words: Callable[[str], str], page: Page) -> frozenset[str]:
    """Let the reader choose any number of codes; none means all. A choice that is gone is left out."""
    kept = [option for option in state.remember(f"budget_{name}", list[str]()) if option in options]
    picked = st.multiselect(
        page.formats.text(f"budget_review.{name}"),
        list(options),
        default=kept,
        format_func=words,
        placeholder=page.formats.text("actions.all"),
        key=f"{view_key(f'budget_{name}', page)}.{hash(tuple(options))}",
    )
    return frozenset(state.choose(f"budget_{name}", picked))


def _categories(axis: str, scheme: Scheme) -> tuple[str, ...]:
    return scheme.on_axis(axis) if axis else tuple(item.id for item in scheme.categories)


def _category_words(scheme: Scheme, page: Page) -> Callable[[str], str]:
    return lambda code: sentence(category_name(scheme, code, page.lang))


def _reason_words(name: str, page: Page) -> str:
    if name in (LOOK_AGAIN, REVIEW):
        return sentence(page.formats.text(f"budget_review.reason_{name}"))
    return sentence(t(f"tag_reason.{name}", page.lang))


def _rule_words(name: str, budget: TaggedBudget, lang: Language) -> str:
    rule = budget.tagger.rule_set.by_id.get(name)
    note = one_line(note_of(rule, lang))[:_MAX_NOTE] if rule else ""
    return f"{name} – {note}" if note else name
