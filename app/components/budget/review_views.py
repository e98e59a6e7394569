"""Which lines of the budget are listed, and in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.review_queue import Queue
from app.components.budget.review_sought import Order, Show, unexamined_axis, unexamined_on
from app.components.budget.review_words import axis_heading
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.budget.scope import Scope
    from app.state import Page
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["choose_queue", "show_both_kinds", "show_view", "view_key"]

_ROUND, _SHOW, _KINDS = "budget_view", "budget_show", "budget_list_kind"
_SCOPE, _BOTH = "scope", "both"
_FILTERS = ("categories", "standings", "reasons", "organisations", "activities", "rules")


def view_key(name: str, page: Page) -> str:
    """Return the key of a choice of the list; the choices begin anew when a view is chosen from elsewhere."""
    return f"{name}.{page.lang}.{state.remember(_ROUND, 0)}"


def show_view(show: str, *, is_filtered: bool = False) -> None:
    """List other lines; the search and the filters are cleared unless they are to stay."""
    state.choose(_SHOW, show)
    if not is_filtered:
        state.choose("budget_words", "")
        state.choose("budget_axis", "")
        for name in _FILTERS:
            state.choose(f"budget_{name}", [])
    _begin_anew()


def show_both_kinds() -> None:
    """List lines of both kinds."""
    state.choose(_KINDS, _BOTH)
    _begin_anew()


def _begin_anew() -> None:
    state.choose(_ROUND, state.remember(_ROUND, 0) + 1)


def choose_queue(budget: TaggedBudget, scope: Scope, page: Page) -> tuple[Queue, str, Order]:
    """Let the reader choose which lines are listed and in what order; return them, worked out once."""
    places = st.columns([3, 2, 2])
    with places[0]:
        show = _show(budget.scheme, page)
    with places[1]:
        is_both = _is_both(budget, scope, page)
    with places[2]:
        order = _order(show, page)
    kind = None if is_both else scope.kind
    kept: Queue | None = st.session_state.get("budget_queue")
    # By identity: to compare two budgets line by line takes longer than to sort one.
    if kept is None or kept.budget is not budget or (kept.kind, kept.years) != (kind, scope.years):
        kept = st.session_state["budget_queue"] = Queue(budget, kind, scope.years)
    return kept, show, order


def _show(scheme: Scheme, page: Page) -> str:
    formats = page.formats
    shows = [str(Show.QUEUE), *map(unexamined_on, scheme.axis_ids), str(Show.WAITING), str(Show.ALL)]

    def words(name: str) -> str:
        if axis := unexamined_axis(name):
            return formats.text("budget_review.show_unexamined", axis=axis_heading(scheme, axis, page.lang).lower())
        return formats.text(f"budget_review.show_{name}")

    picked = st.selectbox(
        formats.text("budget_review.show"),
        shows,
        index=state.index_of(shows, state.remember(_SHOW, shows[0])),
        format_func=words,
        key=view_key(_SHOW, page),
        help=formats.text("budget_review.show_help"),
    )
    return state.choose(_SHOW, picked)


def _is_both(budget: TaggedBudget, scope: Scope, page: Page) -> bool:
    """Return whether the list has both kinds; which one otherwise is chosen above, for the whole page."""
    formats = page.formats
    if len({item.line.kind for item in budget.lines}) < len((_SCOPE, _BOTH)):
        return False
    options = [_SCOPE, _BOTH]
    only = formats.text("budget_review.only_kind", kind=t(f"tag_kind.{scope.kind}", page.lang).lower())
    picked = st.selectbox(
        formats.text("budget_review.kinds"),
        options,
        index=state.index_of(options, state.remember(_KINDS, _SCOPE)),
        format_func=lambda name: formats.text("budget_review.both_kinds") if name == _BOTH else only,
        key=view_key(_KINDS, page),
        help=formats.text("budget_review.kind_help"),
    )
    return state.choose(_KINDS, picked) == _BOTH


def _order(show: str, page: Page) -> Order:
    formats = page.formats
    orders = [str(one) for one in Order if not (unexamined_axis(show) and one is Order.URGENT)]
    name = f"budget_order.{len(orders)}"  # what nobody knows is listed by size: all of it is as uncertain
    picked = st.selectbox(
        formats.text("budget_review.order"),
        orders,
        index=state.index_of(orders, state.remember(name, orders[0])),
        format_func=lambda each: formats.text(f"budget_review.order_{each}"),
        key=view_key(name, page),
        help=formats.text("budget_review.order_help"),
    )
    return Order(state.choose(name, picked))
