"""One rule as a whole: its words one by one, and its patterns as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging_patterns
from app.components.inert import inert, one_line
from finmodel.i18n.tagging_notes import note_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.i18n import Language
    from finmodel.tagging.rules import Rule

__all__ = ["show_one_rule"]

_MAX_NOTE = 90
_WORDS = ("text", "not_text")
_CODES = ("activity", "account", "counterparty")


def show_one_rule(rules: Sequence[Rule], opened: OpenedDossier, page: Page) -> None:
    """Let the reader choose a rule of those that are found, and show all of it.

    Parameters
    ----------
    rules
        Those that are found.
    opened
        Whose rules they are.
    page
        The page.
    """
    formats = page.formats
    by_id = {rule.id: rule for rule in rules}
    chosen = state.remember("budget_rule", "")
    options = ["", *by_id]
    picked = st.selectbox(
        formats.text("budget_rules.show_one"),
        options,
        index=state.index_of(options, chosen),
        format_func=lambda name: _name(by_id[name], page.lang) if name else formats.text("budget_rules.none_chosen"),
        key=f"budget_rule.{page.lang}.{hash((opened.choices.rule_set.sha256, *by_id))}",
    )
    state.choose("budget_rule", picked)
    if not picked:
        return
    rule = by_id[picked]
    with st.container(border=True):
        st.markdown(f"**{inert(_name(rule, page.lang, 1000))}**")
        for name in (*_WORDS, *_CODES):
            pattern = getattr(rule, name)
            if pattern is None:
                continue
            read = tagging_patterns.words_of if name in _WORDS else tagging_patterns.codes_of
            words = " · ".join(inert(one_line(word)) for word in read(pattern.source))
            st.markdown(f"{formats.text(f'budget_rules.r_{name}')}: {words}")
        patterns = [
            f"{formats.text(f'budget_rules.r_{name}')}: {one_line(pattern.source)}"
            for name in (*_WORDS, *_CODES)
            if (pattern := getattr(rule, name)) is not None
        ]
        if patterns and st.toggle(formats.text("budget_rules.whole_pattern"), key=f"budget_pattern.{page.lang}"):
            st.caption(formats.text("budget_rules.whole_pattern_help"))
            st.code("\n".join(patterns), language=None, wrap_lines=True)


def _name(rule: Rule, lang: Language, longest: int = _MAX_NOTE) -> str:
    note = one_line(note_of(rule, lang))
    return f"{rule.id} {note}"[:longest].strip()
