"""The unit of amounts that state none: asked where the amounts are shown, and answered before they are believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.reading_words import UNITS, kronor, unit_words
from app.components.inert import inert, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.state import Page
    from app.tagging_import import SourceFile
    from finmodel.errors import Issue
    from finmodel.intake.budget_lines import BudgetTable
    from finmodel.intake.budget_mapping import ColumnMapping

__all__ = ["ask_unit", "with_unit"]

_QUESTIONS = frozenset({"FM-B119", "FM-B121", "FM-B149"})
"""Nobody has said in which unit some amounts are."""


def with_unit(file: SourceFile, mapping: ColumnMapping) -> ColumnMapping:
    """Return a mapping with the unit that the reader has answered in the run before, where it states none itself."""
    answer = state.remember(_name(file), "")
    return mapping.stated(unit=answer) if answer and mapping.lacks_unit else mapping


def ask_unit(file: SourceFile, table: BudgetTable | None, issues: Iterable[Issue], page: Page) -> bool:
    """Ask for the unit where the file leaves it open, and return whether it still is; the next run has the answer.

    Parameters
    ----------
    file
        The file.
    table, issues
        As it was read, and what was found; None where it could not be read.
    page
        The page.
    """
    formats = page.formats
    name = _name(file)
    answer = state.remember(name, "")
    is_open = any(issue.code in _QUESTIONS for issue in issues)
    if not is_open and not answer:
        return False
    if is_open and table is not None:
        st.warning(formats.text("budget_import.unit_open", **_largest(table, page)), icon=":material/help:")
    key = f"{name}.{page.lang}"

    def take() -> None:
        state.choose(name, st.session_state[key] or "")

    st.radio(
        formats.text("budget_import.unit_question"),
        UNITS,
        index=UNITS.index(answer) if answer in UNITS else None,
        format_func=lambda unit: unit_words(unit, formats),
        horizontal=True,
        key=key,
        on_change=take,
        help=formats.text("budget_import.unit_help"),
    )
    return is_open


def _largest(table: BudgetTable, page: Page) -> dict[str, str]:
    """Return the largest amount of all with the text of its line: a reader knows whether it is likely."""
    found = max(((abs(amount.ore), line) for line in table.lines for amount in line.amounts), key=lambda each: each[0])
    text = one_line(found[1].text) or page.formats.text("budget_import.place_row", row=str(found[1].place.row))
    return {
        "n": page.formats.number(len(table.lines)),
        "text": inert(text),
        "amount": inert(kronor(found[0], page.formats)),
    }


def _name(file: SourceFile) -> str:
    return f"budget_answered_unit.{file.sha256[:16]}"
