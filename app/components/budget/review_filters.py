"""Filters of the list of budget lines, and how it is sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.review_queue import LOOK_AGAIN, PROPOSED, REVIEW, Filters, Order, Queue, Show
from app.components.budget.review_words import axis_heading, code_words, sentence
from app.components.inert import one_line
from finmodel.i18n import t
from finmodel.i18n.tagging import category_name
from finmodel.tagging.decisions import Standing
from finmodel.tagging.lines import LineKind
from finmodel.tagging.text import normalised
from finmodel.tagging.verdicts import TagReason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.components.budget.scope import Scope
    from app.state import Page
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["choose_filters", "choose_queue"]

_BOTH = "both"
_MAX_NOTE = 60


def choose_queue(budget: TaggedBudget, scope: Scope, page: Page) -> tuple[Queue, Show, Order]:
    """Let the reader choose which lines are listed and in what order; return them, worked out once."""
    formats = page.formats
    places = st.columns(3)
    there = {item.line.kind for item in budget.lines}
    kinds = [str(scope.kind), _BOTH] if len(there) > 1 else [str(scope.kind)]
    with places[0]:
        show = st.selectbox(
            formats.text("budget_review.show"),
            [str(one) for one in Show],
            index=state.index_of([str(one) for one in Show], state.remember("budget_show", str(Show.QUEUE))),
            format_func=lambda name: formats.text(f"budget_review.show_{name}"),
            key=f"budget_show.{page.lang}",
        )
    with places[1]:
        kind = st.selectbox(
            formats.text("budget_review.kind"),
            kinds,
            index=state.index_of(kinds, state.remember("budget_list_kind", kinds[0])),
            format_func=lambda name: (
                formats.text("budget_review.both_kinds") if name == _BOTH else t(f"tag_kind.{name}", page.lang)
            ),
            key=f"budget_list_kind.{scope.kind}.{len(kinds)}.{page.lang}",
            help=formats.text("budget_review.kind_help"),
        )
    with places[2]:
        order = st.selectbox(
            formats.text("budget_review.order"),
            [str(one) for one in Order],
            index=state.index_of([str(one) for one in Order], state.remember("budget_order", str(Order.URGENT))),
            format_func=lambda name: formats.text(f"budget_review.order_{name}"),
            key=f"budget_order.{page.lang}",
            help=formats.text("budget_review.order_help"),
        )
    state.choose("budget_show", show)
    state.choose("budget_list_kind", kind)
    state.choose("budget_order", order)
    chosen = None if kind == _BOTH else LineKind(kind)
    kept: Queue | None = st.session_state.get("budget_queue")
    # By identity: to compare two budgets line by line takes longer than to sort one.
    if kept is None or kept.budget is not budget or (kept.kind, kept.years) != (chosen, scope.years):
        kept = st.session_state["budget_queue"] = Queue(budget, chosen, scope.years)
    return kept, Show(show), Order(order)


def choose_filters(queue: Queue, show: Show, page: Page) -> Filters:
    """Let the reader narrow the list."""
    formats, budget = page.formats, queue.budget
    scheme, version = budget.scheme, budget.version
    words = st.text_input(
        formats.text("budget_review.search"),
        value=state.remember("budget_words", ""),
        key=f"budget_words.{page.lang}",
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
                key=f"budget_axis.{scheme.id}.{page.lang}",
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
            rules = _several("rules", queue.rules, lambda name: _rule_words(name, budget), page)
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
        key=f"budget_{name}.{page.lang}.{hash(tuple(options))}",
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


def _rule_words(name: str, budget: TaggedBudget) -> str:
    rule = budget.tagger.rule_set.by_id.get(name)
    note = one_line(rule.note)[:_MAX_NOTE] if rule else ""
    return f"{name} – {note}" if note else name
