"""The list of budget lines: a page at a time, so that any ledger fits, with lines chosen over many pages."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from app import state
from app.components.budget.review_rows import line_columns, line_rows
from app.components.budget.review_words import tints
from app.components.tables import TWO_LINES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.budget.review_queue import Queue
    from app.components.budget.review_sought import Filters, Order
    from app.components.formats import Formats
    from app.components.tables import Column
    from app.state import Page
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["LARGEST_CHOICE", "LINE", "choose", "chosen_keys", "found_lines", "is_none_chosen", "look_at", "show_list"]

LARGEST_CHOICE = 1000
"""How many lines can be chosen at once: they are all listed before anything is decided."""

LINE = "budget_line"
"""Under what name the line is remembered that is looked at."""

_PAGE = 50
_HEADER = 38
_N_SHOWN = 8
_CHOSEN, _LOOK_AT = "budget_chosen", "budget_look_at"


def chosen_keys(queue: Queue) -> tuple[str, ...]:
    """Return the keys of the lines that are chosen and still there, in the order of choice."""
    return tuple(key for key in state.remember(_CHOSEN, tuple[str, ...]()) if key in queue.by_key)


def is_none_chosen() -> bool:
    """Whether no line is chosen at all, not even one that is not in view: of the other kind, of another version."""
    return not state.remember(_CHOSEN, tuple[str, ...]())


def choose(keys: Sequence[str]) -> None:
    """Choose lines in the place of those that were; the list shows them as chosen."""
    state.choose(_CHOSEN, tuple(dict.fromkeys(keys)))
    state.choose("budget_list_round", state.remember("budget_list_round", 0) + 1)


def look_at(key: str) -> None:
    """Show a line in full; the list turns to the page that it is on."""
    state.choose(LINE, key)
    state.choose(_LOOK_AT, key)


def found_lines(queue: Queue, filters: Filters, order: Order) -> tuple[TaggedLine, ...]:
    """Return the lines that fit, looked for once."""
    kept = st.session_state.get("budget_found")
    if kept is None or kept[0] is not queue or kept[1:3] != (filters, order):
        if kept is not None and kept[1:3] != (filters, order):
            state.choose("budget_page", 1)
        kept = st.session_state["budget_found"] = (queue, filters, order, queue.found(filters, order))
    found: tuple[TaggedLine, ...] = kept[3]
    return found


def show_list(found: Sequence[TaggedLine], queue: Queue, page: Page) -> tuple[TaggedLine, ...]:
    """Show one page of the lines that fit, and let the reader choose some; return those on the page."""
    formats = page.formats
    n_pages = -(-len(found) // _PAGE)
    if wanted := state.remember(_LOOK_AT, ""):
        state.choose(_LOOK_AT, "")
        place = next((place for place, item in enumerate(found) if item.key == wanted), None)
        if place is not None:
            state.choose("budget_page", place // _PAGE + 1)
    which = min(max(state.remember("budget_page", 1), 1), n_pages)
    items = tuple(found[(which - 1) * _PAGE : which * _PAGE])
    keys = tuple(item.key for item in items)
    grid = f"budget_lines.{hash((keys, page.lang, formats.unit, queue.years))}.{state.remember('budget_list_round', 0)}"
    _take_over(grid, keys, queue)
    chosen = set(chosen_keys(queue))
    rows, columns = line_rows(items, queue, formats), line_columns(queue, formats)
    if grid not in st.session_state:
        at = [place for place, key in enumerate(keys) if key in chosen]
        st.session_state[grid] = {"selection": {"rows": at, "columns": [], "cells": []}}
    _show_grid(rows, columns, items, queue, formats, key=grid)
    _turn(which, n_pages, len(found), page)
    _choose_many(found, keys, queue, page)
    return items


def _take_over(grid: str, keys: Sequence[str], queue: Queue) -> None:
    """Put what is selected in the grid in the place of what was chosen of its lines; look at the latest."""
    event = st.session_state.get(grid)
    if event is None:
        return
    rows = event.get("selection", {}).get("rows", [])
    selected = [keys[place] for place in rows if place < len(keys)]
    before = chosen_keys(queue)
    if set(selected) == set(before).intersection(keys):
        return
    new = [key for key in selected if key not in before]
    state.choose(_CHOSEN, (*(key for key in before if key not in keys or key in selected), *new))
    if new:
        state.choose(LINE, new[-1])


def _show_grid(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    items: Sequence[TaggedLine],
    queue: Queue,
    formats: Formats,
    *,
    key: str,
) -> None:
    frame = pd.DataFrame({column.key: [row[column.key] for row in rows] for column in columns})
    colours = pd.DataFrame("", index=frame.index, columns=frame.columns)
    scheme = queue.budget.scheme
    behind = tints(scheme)
    for place, axis in enumerate(scheme.axis_ids):
        codes = (item.categories[place] for item in items)
        colours[f"tag.{axis}"] = [f"background-color: {behind[code]}; color: #1F2D33" for code in codes]
    styler = frame.style.apply(lambda _: colours, axis=None)
    for column in columns:
        if column.decimals is not None:
            styler = styler.format(partial(_number, formats, column.decimals), subset=[column.key])
    st.dataframe(
        styler,
        width="stretch",
        height=_HEADER + TWO_LINES * min(len(rows), _N_SHOWN),
        row_height=TWO_LINES,
        hide_index=True,
        column_config={column.key: _config(column) for column in columns},
        key=key,
        alt=formats.text("budget_review.list_alt"),
        placeholder="–",
        on_select="rerun",
        selection_mode="multi-row",
    )


def _number(formats: Formats, decimals: int, value: float) -> str:
    return formats.number(value, decimals)


def _config(column: Column) -> Any:
    kind = st.column_config.TextColumn if column.decimals is None else st.column_config.NumberColumn
    return kind(column.label, help=column.help, width=column.width, pinned=column.pinned or None)


def _turn(which: int, n_pages: int, n_found: int, page: Page) -> None:
    """Let the reader turn the pages of the list."""
    formats = page.formats
    first, last = (which - 1) * _PAGE + 1, min(which * _PAGE, n_found)
    numbers = {name: formats.number(n) for name, n in (("first", first), ("last", last), ("n", n_found))}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            formats.text("budget_review.before"),
            key="budget_page_before",
            icon=":material/chevron_left:",
            disabled=which == 1,
            on_click=state.choose,
            args=("budget_page", which - 1),
        )
        st.button(
            formats.text("budget_review.after"),
            key="budget_page_after",
            icon=":material/chevron_right:",
            disabled=which == n_pages,
            on_click=state.choose,
            args=("budget_page", which + 1),
        )
        st.text(formats.text("budget_review.shown", **numbers))


def _choose_many(found: Sequence[TaggedLine], keys: Sequence[str], queue: Queue, page: Page) -> None:
    formats, chosen = page.formats, chosen_keys(queue)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            formats.text("budget_review.choose_page"),
            key="budget_choose_page",
            on_click=choose,
            args=((*chosen, *keys),),
        )
        st.button(
            formats.text("budget_review.choose_all", n=formats.number(len(found))),
            key="budget_choose_all",
            disabled=len(found) > LARGEST_CHOICE,
            help=formats.text("budget_review.choose_all_help", n=formats.number(LARGEST_CHOICE)),
            on_click=choose,
            args=([item.key for item in found[:LARGEST_CHOICE]],),
        )
        st.button(
            formats.text("budget_review.choose_none"),
            key="budget_choose_none",
            disabled=not chosen,
            on_click=choose,
            args=((),),
        )
