"""What a page knows: the open plan, its results and how the reader wants to see them."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from app.components.formats import Formats
from finmodel.i18n import LANGUAGES, Language, is_language
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.service import Opened
    from finmodel.analysis.overlay import Applied
    from finmodel.analysis.results import Results
    from finmodel.model.plan import Plan

__all__ = [
    "ADDRESSED",
    "Page",
    "address",
    "asked",
    "choose",
    "current",
    "index_of",
    "language",
    "notice",
    "opened",
    "remember",
    "replace_opened",
    "set_current",
    "show_scenario",
    "take_doubts",
    "take_notice",
]

T = TypeVar("T")

_PAGE, _OPENED, _NOTICE, _DOUBTS = "page", "opened", "notice", "doubts"

ADDRESSED = ("lang", "perspective", "unit", "year", "scenario")
"""Choices that stand in the page's address, so that a reload and a sent link keep them."""


@dataclass(frozen=True)
class Page:
    """Everything that a view shows.

    Attributes
    ----------
    opened
        The plan that is shown: the open one, with the chosen scenario applied where there is one.
    results
        Its results in the chosen perspective.
    formats
        Language, unit of money and currency.
    base
        The open plan itself, where it came from, and what was said when it was read: what is downloaded and changed.
    applied
        The chosen scenario with its changes; None where the open plan itself is shown.
    """

    opened: Opened
    results: Results
    formats: Formats
    base: Opened
    applied: Applied | None = None

    @property
    def plan(self) -> Plan:
        """The plan that is shown."""
        return self.opened.plan

    @property
    def scenario(self) -> str:
        """Id of the scenario that is shown, ``base`` for the open plan itself."""
        return BASE if self.applied is None else self.applied.scenarios[-1]

    @property
    def lang(self) -> Language:
        """Language of the page."""
        return self.formats.lang


def current() -> Page:
    """Return the page's state, as main.py has set it in this run."""
    page = st.session_state[_PAGE]
    assert isinstance(page, Page)  # noqa: S101 - set by main.py in the same run
    return page


def set_current(page: Page) -> None:
    """Keep the page's state for the view of this run."""
    st.session_state[_PAGE] = page


def language() -> Language:
    """Return the language: chosen, else the address's ``?lang=``, else as the app was started, else Swedish."""
    asked = st.query_params.get("lang") or os.environ.get("FINMODEL_LANGUAGE")
    chosen = remember("language", asked if is_language(asked) else LANGUAGES[0])
    return chosen if is_language(chosen) else LANGUAGES[0]


def remember(name: str, default: T) -> T:
    """Return what was chosen under a name earlier in the session, else the default."""
    value: T = st.session_state.get(f"chosen.{name}", default)
    return value


def choose(name: str, value: T) -> T:
    """Keep a choice over pages and languages: widgets forget, this does not."""
    st.session_state[f"chosen.{name}"] = value
    return value


def index_of(options: Sequence[T], value: T) -> int:
    """Return where a remembered choice stands, the first place if it is gone."""
    return options.index(value) if value in options else 0


def asked(name: str) -> str | None:
    """Return what the page's address says of a choice; anybody can write it, so it must be looked up in a list."""
    found = st.query_params.get(name)
    return None if found is None else str(found)


def address() -> dict[str, str]:
    """Return the choices that belong in the page's address."""
    kept = {name: remember(name, None) for name in ADDRESSED[1:]}
    return {"lang": language()} | {name: str(value) for name, value in kept.items() if value is not None}


def opened(load: Callable[[], Opened]) -> Opened:
    """Return the session's open plan, loaded on first use."""
    if _OPENED not in st.session_state:
        st.session_state[_OPENED] = load()
    plan: Opened = st.session_state[_OPENED]
    return plan


def replace_opened(new: Opened) -> None:
    """Put another plan in the open one's place; choices that depend on the old one are forgotten."""
    st.session_state[_OPENED] = replace(new)
    for name in ("action", "sectors", "owners", "statuses", "search", "curve_sectors", "curve_owners", "subject"):
        st.session_state.pop(f"chosen.{name}", None)
    show_scenario(BASE)


def show_scenario(identity: str) -> None:
    """Choose a scenario from elsewhere than the chooser, which begins anew: widgets keep what was picked in them."""
    choose("scenario", identity)
    choose("scenario_round", remember("scenario_round", 0) + 1)


def notice(text: str, doubts: Sequence[str] = ()) -> None:
    """Leave a sentence for the next run to show, and what is to be noted of what was done."""
    st.session_state[_NOTICE] = text
    st.session_state[_DOUBTS] = tuple(doubts)


def take_notice() -> str | None:
    """Return the sentence that the run before left, once."""
    text: str | None = st.session_state.pop(_NOTICE, None)
    return text


def take_doubts() -> tuple[str, ...]:
    """Return what the run before left to be noted of what it did, once."""
    doubts: tuple[str, ...] = st.session_state.pop(_DOUBTS, ())
    return doubts
