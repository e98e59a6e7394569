"""Small choices that several pages offer; they are remembered over pages and languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from app import state
from app.components.curve_chart import ColourBy, group_names
from app.components.inert import one_line
from finmodel.analysis.macc import curve_years, default_year
from finmodel.i18n import t
from finmodel.model.enums import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.results import PriceBasis, Results
    from finmodel.model.action import Action

T = TypeVar("T", bound=str)

__all__ = [
    "CurveChoice",
    "action_choice",
    "basis_choice",
    "curve_choices",
    "filter_choices",
    "one_choice",
    "open_inside",
    "selected_row",
    "several_choices",
    "year_choice",
]


@dataclass(frozen=True, slots=True)
class CurveChoice:
    """How the cost curve is drawn: before or after overlap or both, what colours mean, and whose actions."""

    overlaps: tuple[bool, ...]
    by: ColourBy
    sectors: list[str]
    owners: list[str]


def year_choice(results: Results, formats: Formats, *, words: str = "year", default: int | None = None) -> int:
    """Let the reader choose the year for figures of a year: 2030, or the nearest that the plan has.

    Parameters
    ----------
    results, formats
        What is shown.
    words
        Key of the label in the app's catalogue; its explanation is under ``{words}_help``.
    default
        The page's own first year, shown until the reader chooses a year on any page; it follows to no other page.
    """
    years = tuple(curve_years(results.plan.settings))
    asked = state.asked("year")
    general = default_year(years)
    wished = int(asked) if asked is not None and asked.isascii() and asked.isdigit() else general
    kept = state.remember("year", wished)
    # Other pages keep the general year without anybody having chosen it.
    own = default if kept == general and not state.remember("year_is_picked", False) else None
    chosen = min(years, key=lambda year: abs(year - (kept if own is None else own)))
    picked = st.selectbox(
        formats.text(words),
        years,
        index=state.index_of(years, chosen),
        key=f"year.{formats.lang}" if default is None else f"{words}.{formats.lang}",
        help=formats.text(f"{words}_help"),
    )
    if picked != chosen:
        state.choose("year_is_picked", True)
    elif own is not None:
        return picked
    return state.choose("year", picked)


def basis_choice(page: Page, *, key: str) -> tuple[PriceBasis, str]:
    """Let the reader choose nominal or real amounts; return the choice and its words."""
    options: tuple[PriceBasis, ...] = ("nominal", "real")
    year = page.plan.settings.price_year
    words = {
        "nominal": t("price_basis.nominal.label", page.lang),
        "real": t("price_basis.real.label", page.lang, year=str(year)),
    }
    own = page.results.price_basis
    chosen = state.remember(f"basis.{own}", own)
    picked: PriceBasis = st.radio(
        page.formats.text("prices"),
        options,
        index=state.index_of(options, chosen),
        format_func=lambda option: words[option].capitalize(),
        horizontal=True,
        key=f"basis.{key}.{page.lang}",
    )
    return state.choose(f"basis.{own}", picked), words[picked]


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
        picked_sectors = several_choices("sectors", label, used_sectors, sectors.__getitem__, formats)
    with places[1]:
        label = t("field.actions.owner.label", lang)
        picked_owners = several_choices("owners", label, used_owners, owners.__getitem__, formats)
    with places[2]:
        label = t("field.actions.status.label", lang)
        picked = several_choices("statuses", label, statuses, lambda key: t(f"choice.status.{key}", lang), formats)
    with places[3]:
        words = st.text_input(
            formats.text("actions.search"),
            state.remember("search", ""),
            placeholder=formats.text("actions.search_hint"),
            key=f"search.{lang}",
        )
    return picked_sectors, picked_owners, picked, state.choose("search", words)


_OVERLAPS = {"after": (True,), "before": (False,), "both": (False, True)}


def curve_choices(page: Page) -> CurveChoice:
    """Let the reader choose how the cost curve is drawn."""
    formats, plan, lang = page.formats, page.plan, page.lang
    overlaps: tuple[bool, ...] = (True,)
    left, middle, third, fourth = st.columns([3, 2, 2, 3])
    with left:
        if plan.pools:
            shown = one_choice(
                "curve_overlap", formats.text("curve.overlap"), tuple(_OVERLAPS), "curve.overlap_{}", formats
            )
            overlaps = _OVERLAPS[shown]
        else:
            st.caption(formats.text("curve.no_pools"))
    with middle:
        by: ColourBy = one_choice("curve_by", formats.text("curve.by"), ("sector", "owner"), "{}", formats)
    sectors, owners = (group_names(plan, kind, formats) for kind in ("sector", "owner"))
    used = [key for key in sectors if any((action.sector or "") == key for action in plan.actions)]
    with third:
        label = t("field.actions.sector.label", lang)
        picked = several_choices("curve_sectors", label, used, sectors.__getitem__, formats)
    with fourth:
        label = t("field.actions.owner.label", lang)
        picked_owners = several_choices("curve_owners", label, list(owners), owners.__getitem__, formats)
    return CurveChoice(overlaps, by, picked, picked_owners)


def one_choice(name: str, label: str, options: tuple[T, ...], words: str, formats: Formats) -> T:
    """Let the reader choose one of a few; ``words`` is the key of each option's word in the app's catalogue."""
    chosen = state.remember(name, options[0])
    picked: T = st.radio(
        label,
        options,
        index=state.index_of(options, chosen),
        format_func=lambda option: formats.text(words.format(option)),
        horizontal=True,
        key=f"{name}.{formats.lang}",
    )
    return state.choose(name, picked)


def several_choices(
    name: str, label: str, options: list[str], words: Callable[[str], str], formats: Formats
) -> list[str]:
    """Let the reader choose any number of several; none means all."""
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


def open_inside(ids: Sequence[str], outside: Collection[str], page: Page) -> None:
    """Open an action inside the perspective when another perspective was chosen; what is chosen after that stays."""
    perspective = page.results.perspective
    if state.remember("action_perspective", "") == perspective:
        return
    state.choose("action_perspective", perspective)
    inside = [name for name in ids if name not in outside]
    if inside and state.remember("action", inside[0]) in outside:
        state.choose("action", inside[0])
        st.session_state.pop(f"action.{page.lang}", None)


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
