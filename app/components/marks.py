"""Marks that a figure must carry: assumptions, sunk investment, repeats, what is left out or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from finmodel.i18n import t
from finmodel.model.enums import Quality, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.components.formats import Formats
    from finmodel.analysis.results import ActionResult
    from finmodel.model.lines import Evidence
    from finmodel.model.plan import Plan

__all__ = [
    "Assumed",
    "assumed",
    "badges",
    "illustrative_actions",
    "illustrative_banner",
    "illustrative_caption",
    "is_assumption",
    "is_illustrative",
    "marks_of",
]

_MAIN = frozenset(
    {
        *(Quantity.ACTION, Quantity.CAPEX, Quantity.SAVING, Quantity.REVENUE),
        *(Quantity.REDUCTION, Quantity.REMOVAL, Quantity.POOL_SHARE, Quantity.ENERGY_CHANGE),
    }
)
"""What an action is and what it costs and gives: where these are made up, the action is illustrative."""

_COLOURS = {
    "illustrative": "orange",
    "assumption": "orange",
    "partly_sunk": "violet",
    "left_out": "gray",
    "unknown": "gray",
    "turns": "orange",
}


def is_assumption(row: Evidence) -> bool:
    """Whether a figure rests on no source."""
    return row.illustrative or row.quality is Quality.D


def illustrative_actions(plan: Plan) -> frozenset[str]:
    """Return the actions whose main figures are illustrative: made up to show what a plan looks like."""
    return frozenset(
        row.action for row in plan.evidence if row.action is not None and row.illustrative and row.quantity in _MAIN
    )


def is_illustrative(plan: Plan) -> bool:
    """Whether the plan is mostly illustrative: by its own title, or more than half of its actions are."""
    if "illustrativ" in plan.settings.title.casefold():
        return True
    return 2 * len(illustrative_actions(plan)) > len(plan.actions) > 0


def illustrative_banner(plan: Plan, formats: Formats) -> None:
    """Say of a plan that is mostly illustrative that it is."""
    if is_illustrative(plan):
        st.warning(formats.text("illustrative.banner"), icon=":material/draw:")


def illustrative_caption(plan: Plan, formats: Formats, shown: Iterable[str]) -> None:
    """Say under a chart how many of the actions in it are illustrative."""
    actions = set(shown)
    n = len(actions & illustrative_actions(plan))
    if n:
        st.caption(formats.text("illustrative.chart", n=n, of=len(actions)))


@dataclass(frozen=True, slots=True)
class Assumed:
    """How much of a plan rests on assumptions.

    Attributes
    ----------
    actions
        Ids of the actions in the totals that have at least one assumed figure.
    of
        How many actions are in the totals.
    quantities
        Labels of the plan-wide figures that are assumptions.
    """

    actions: frozenset[str]
    of: int
    quantities: tuple[str, ...]


def assumed(plan: Plan, counted: frozenset[str], formats: Formats) -> Assumed:
    """Return how much of the plan rests on assumptions, for the actions that are counted."""
    rows = [row for row in plan.evidence if is_assumption(row)]
    quantities = dict.fromkeys(t(f"choice.quantity.{row.quantity}", formats.lang) for row in rows if row.action is None)
    return Assumed(frozenset(row.action for row in rows if row.action in counted), len(counted), tuple(quantities))


def marks_of(item: ActionResult, plan: Plan, formats: Formats) -> list[tuple[str, str]]:
    """Return an action's marks: kind and words."""
    marks = []
    rows = [row for row in plan.evidence if row.action == item.id]
    if any(row.illustrative and row.quantity in _MAIN for row in rows):
        marks.append(("illustrative", formats.text("mark.illustrative")))
    elif any(is_assumption(row) for row in rows):
        marks.append(("assumption", formats.text("mark.assumption")))
    if item.partly_sunk:
        marks.append(("partly_sunk", formats.text("mark.partly_sunk")))
    if item.left_out is not None:
        marks.append(("left_out", t(f"left_out.{item.left_out}.label", formats.lang).capitalize()))
    if item.left_out != "repeat":
        if not item.is_costed:
            marks.append(("unknown", formats.reason("not_costed").capitalize()))
        if not item.is_quantified:
            marks.append(("unknown", formats.reason("not_quantified").capitalize()))
    if item.figures.payback_turns_negative_again:
        marks.append(("turns", formats.text("mark.turns_negative")))
    return marks


def badges(marks: list[tuple[str, str]]) -> None:
    """Show marks as badges in a row; their words come from the catalogues only."""
    if not marks:
        return
    with st.container(horizontal=True, gap="small"):
        for kind, words in marks:
            st.badge(words, color=_COLOURS[kind])  # type: ignore[arg-type]
