"""Control totals: what the reader knows that the budget sums to, against what was read, to the öre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging_versions
from app.components.budget.reading_words import UNITS, kronor, unit_words
from app.components.inert import inert
from finmodel.i18n import UNIT_FACTORS, t
from finmodel.intake.budget_money import MoneyError, money_of_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state import Page
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.versions import Basis, Version

    At = tuple[Basis, LineKind, int]

__all__ = ["ask_controls"]


def ask_controls(version: Version, file_hash: str, page: Page) -> tuple[Mapping[At, int], bool]:
    """Let the reader state totals.

    Parameters
    ----------
    version
        As it would be imported.
    file_hash
        Of the file: another file has other totals.
    page
        The page.

    Returns
    -------
    controls, is_met
        The totals stated [öre], and whether each is what was read; one that cannot be read as an amount is not met.
    """
    formats = page.formats
    read = tagging_versions.totals(version)
    st.caption(formats.text("budget_import.controls_help"))
    place, _ = st.columns([1, 4])
    with place:
        unit = st.selectbox(
            formats.text("budget_import.controls_unit"),
            UNITS,
            format_func=lambda name: unit_words(name, formats),
            key=f"budget_control_unit.{page.lang}",
        )
    controls: dict[At, int] = {}
    is_met = True
    for at, found in read.items():
        stated, is_fine = _one(at, found, unit, file_hash, page)
        is_met = is_met and is_fine
        if stated is not None:
            controls[at] = stated
    if controls and is_met:
        n = {"n": formats.number(len(controls)), "of": formats.number(len(read))}
        key = "controls_met" if len(controls) == len(read) else "controls_some"
        st.success(formats.text(f"budget_import.{key}", **n), icon=":material/check_circle:")
    elif not controls and is_met:
        st.info(formats.text("budget_import.controls_none"), icon=":material/info:")
    return controls, is_met


def _one(at: At, found: int, unit: str, file_hash: str, page: Page) -> tuple[int | None, bool]:
    """Return the total that is stated for one basis, kind and year, and whether it is as it should be."""
    formats, lang = page.formats, page.lang
    basis, kind, year = at
    name = f"budget_control.{basis}.{kind}.{year}.{file_hash[:16]}"
    what, field, said = st.columns([3, 2, 4], vertical_alignment="center")
    with what:
        words = {"kind": t(f"tag_kind.{kind}", lang), "basis": t(f"tag_basis.{basis}", lang), "year": str(year)}
        st.markdown(
            formats.text("budget_import.control_read", **words, amount=inert(kronor(found, formats))),
        )
    with field:
        text = st.text_input(
            formats.text("budget_import.control_stated", **words),
            state.remember(name, ""),
            key=f"{name}.{lang}",
            label_visibility="collapsed",
            placeholder=formats.text("budget_import.control_hint"),
        )
    state.choose(name, text)
    with said:
        try:
            money = money_of_text(text, UNIT_FACTORS[unit], lang)
        except MoneyError:
            st.error(formats.text("budget_import.control_unreadable"), icon=":material/error:")
            return None, False
        if money is None:
            return None, True
        difference = tagging_versions.difference(found, money.ore)
        if not difference:
            st.markdown(formats.text("budget_import.control_met", amount=inert(kronor(money.ore, formats))))
            return money.ore, True
        words = {"stated": inert(kronor(money.ore, formats)), "difference": inert(kronor(difference, formats))}
        st.error(formats.text("budget_import.control_differs", **words), icon=":material/error:")
        return money.ore, False
