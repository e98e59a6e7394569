"""Words of budget files: fields, kinds and sorts of amounts, money to the öre, and a title before a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.inert import inert, one_line
from finmodel.i18n import UNIT_FACTORS, render, unit_currency, unit_label
from finmodel.i18n.moments import moment_text

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.atomic import SaveError
    from finmodel.errors import InputError

__all__ = ["CURRENCY", "UNITS", "kronor", "moment", "money", "not_kept", "unit_words"]

CURRENCY = "SEK"
"""Budgets are read in kronor."""

_OTHERS = frozenset({"FM-T235", "FM-T236"})
"""Somebody else was quicker."""

UNITS = tuple(unit for unit in UNIT_FACTORS if unit_currency(unit) == CURRENCY)
"""Units that a budget may be written in."""


def unit_words(unit: str, formats: Formats) -> str:
    """Return what a unit of money is called."""
    return unit_label(unit, CURRENCY, formats.lang)


def kronor(ore: int, formats: Formats) -> str:
    """Return an amount [öre] in kronor, exactly: with öre where it has any."""
    number = formats.number(ore / 100, 2 if ore % 100 else 0)
    return f"{number}\N{NO-BREAK SPACE}{unit_words('kr', formats)}"


def money(ore: int, formats: Formats) -> str:
    """Return an amount [öre] in the page's unit of money."""
    return formats.money(ore / 100)


def moment(when: str) -> str:
    """Return a moment of a history by the clocks in Sweden; what is none is shown as it is."""
    return one_line(moment_text(when))


def not_kept(error: InputError | SaveError, formats: Formats) -> None:
    """Say that nothing was kept, and why."""
    reason = " ".join(render(issue, formats.lang) for issue in error.issues)
    st.error(formats.text("budget_import.not_kept", reason=inert(reason)), icon=":material/error:")
    if any(issue.code in _OTHERS for issue in error.issues):
        st.caption(formats.text("budget_import.not_kept_help"))
