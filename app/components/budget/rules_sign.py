"""By whom and why a choice is taken into use: asked each time, and kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging, tagging_versions
from app.components.inert import one_line

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import Signed

__all__ = ["ask_signed"]

_MAX_NAME, _MAX_REASON = 100, 1000


def ask_signed(name: str, page: Page, *, label: str = "use") -> Signed | None:
    """Ask for name and reason, and for the button to be pressed; None until all three are there.

    Parameters
    ----------
    name
        Of the choice on the page.
    page
        The page.
    label
        Key of the words on the button.
    """
    formats, lang = page.formats, page.lang
    round_ = state.remember("budget_rules_round", 0)
    left, right = st.columns([1, 2])
    with left:
        who = st.text_input(
            formats.text("budget_rules.who"),
            state.remember("budget_who", ""),
            max_chars=_MAX_NAME,
            key=f"budget_choice_who.{name}.{lang}.{round_}",
            help=formats.text("budget_rules.who_help"),
        )
    with right:
        reason = st.text_input(
            formats.text("budget_rules.reason"),
            state.remember(f"budget_choice_reason.{name}.{round_}", ""),
            max_chars=_MAX_REASON,
            key=f"budget_choice_reason.{name}.{lang}.{round_}",
            help=formats.text("budget_rules.reason_help"),
        )
    who, reason = one_line(who).strip(), one_line(reason).strip()
    state.choose(f"budget_choice_reason.{name}.{round_}", reason)
    if who:
        state.choose("budget_who", who)
    is_signed = bool(who and reason)
    if not is_signed:
        st.caption(formats.text("budget_rules.sign"))
    is_pressed = st.button(
        formats.text(f"budget_rules.{label}"), key=f"budget_use.{name}", type="primary", disabled=not is_signed
    )
    return tagging.Signed(who, tagging_versions.now(), reason) if is_pressed and is_signed else None
