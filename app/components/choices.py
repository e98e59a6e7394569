"""Small choices that several pages offer; they are remembered over pages and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.inert import one_line
from finmodel.i18n import t
from finmodel.model.enums import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.results import PriceBasis, Results
    from finmodel.model.action import Action

__all__ = ["action_choice", "basis_choice", "filter_choices", "selected_row", "year_choice"]

TARGET_YEAR = 2030


def year_choice(results: Results, formats: Formats) -> int:
    """Let the reader choose the year for tonnes a year: 2030, or the nearest that the plan has."""
    years = results.years
    chosen = min(years, key=lambda year: abs(year - state.remember("year", TARGET_YEAR)))
    picked = st.selectbox(
        formats.text("year"),
        years,
        index=state.index_of(years, chosen),
        key=f"year.{formats.lang}",
        help=formats.text("year_help"),
    )
    return state.choose("year", picked)


def basis_choice(page: Page, *, key: str) -> tuple[PriceBasis, str]:
    """Let the reader choose nominal or real amounts; return the choice and its words."""
    options: tuple[PriceBasis, ...] = ("nominal", "real")
    year = page.plan.settings.price_year
    words = {
        "nominal": t("price_basis.nominal.label", page.lang),
        "real": t("price_basis.real.label", page.lang, year=str(year)),
    }
    chosen = state.remember("basis", options[0])
    picked: PriceBasis = st.radio(
        page.formats.text("prices"),
        options,
        index=state.index_of(options, chosen),
        format_func=lambda option: words[option].capitalize(),
        horizontal=True,
        key=f"basis.{key}.{page.lang}",
    )
    return state.choose("basis", picked), words[picked]


def filter_choices(page: Page) -> tuple[list[str], list[str], list[str], str]:
    """Let the reader filter the actions by sector, owner, status and words."""
    formats, plan, lang = page.formats, page.plan, page.lang
    sectors = {row.id: row.name for row in plan.sectors} | {"": formats.text("no_sector")}
    owners = {row.id: row.name for row in plan.organisations}
    used_sectors = [key for key in sectors if any((action.sector or "") == key for action in plan.actions)]
    used_owners = [key for key in owners if any(action.owner == key for action in plan.actions)]
    statuses = [str(status) for status in Status if any(action.status is status for action in plan.actions)]
    places = st.columns([2, 2, 2, 3])
    with places[0]:
        label = t("field.actions.sector.label", lang)
        picked_sectors = _several("sectors", label, used_sectors, sectors.__getitem__, formats)
    with places[1]:
        label = t("field.actions.owner.label", lang)
        picked_owners = _several("owners", label, used_owners, owners.__getitem__, formats)
    with places[2]:
        label = t("field.actions.status.label", lang)
        picked = _several("statuses", label, statuses, lambda key: t(f"choice.status.{key}", lang), formats)
    with places[3]:
        words = st.text_input(
            formats.text("actions.search"),
            state.remember("search", ""),
            placeholder=formats.text("actions.search_hint"),
            key=f"search.{lang}",
        )
    return picked_sectors, picked_owners, picked, state.choose("search", words)


def _several(name: str, label: str, options: list[str], words: Callable[[str], str], formats: Formats) -> list[str]:
    chosen = [option for option in state.remember(name, list[str]()) if option in options]
    picked = st.multiselect(
        label,
        options,
        default=chosen,
        format_func=words,
        placeholder=formats.text("actions.all"),
        key=f"{name}.{formats.lang}",
    )
    return state.choose(name, picked)


def selected_row(ids: tuple[str, ...], page: Page) -> str:
    """Return the key of the table of actions, after taking over a row that was selected in it."""
    shown = hash((ids, page.lang, page.formats.unit, page.results.perspective, page.opened.hash))
    key = f"actions.{shown}"
    rows = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    if rows and rows[0] < len(ids) and st.session_state.get("taken_row") != (key, rows[0]):
        state.choose("action", ids[rows[0]])
        st.session_state["taken_row"] = (key, rows[0])
        st.session_state.pop(f"action.{page.lang}", None)
    return key


def action_choice(actions: Sequence[Action], page: Page) -> Action:
    """Let the reader choose one of the actions that are shown."""
    ids = [action.id for action in actions]
    names = {action.id: one_line(action.name) for action in actions}
    key = f"action.{page.lang}"
    if st.session_state.get(key) not in ids:
        st.session_state.pop(key, None)
        st.session_state[key] = ids[state.index_of(ids, state.remember("action", ids[0]))]
    picked = st.selectbox(page.formats.text("actions.choose"), ids, format_func=names.__getitem__, key=key)
    state.choose("action", picked)
    return next(action for action in actions if action.id == picked)
