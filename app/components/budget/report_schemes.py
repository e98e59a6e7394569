"""The same budget in another scheme by a crosswalk, with what is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.report_distribution import show_distribution
from app.components.budget.report_weighted import choose_profile, show_weighted
from app.components.budget.report_words import kind_text, money
from app.components.inert import inert, one_line
from finmodel.i18n.tagging import said
from finmodel.intake.tagging_templates import crosswalk, schemes
from finmodel.tagging.crosswalks import crossed, crossed_lines
from finmodel.tagging.totals import Totals, totals

if TYPE_CHECKING:
    from app.components.budget.report_words import Shown
    from finmodel.tagging.crosswalks import Crosswalk
    from finmodel.tagging.schemes import Scheme

__all__ = ["show_other_scheme"]


def show_other_scheme(shown: Shown) -> None:
    """Show the chosen kind and years in another scheme."""
    formats, start = shown.formats, shown.scheme
    walks = {name: walk for name in schemes() if (walk := crosswalk(start.id, name)) is not None}
    if not walks:
        st.info(formats.text("budget_report.no_crosswalk"))
        return
    options = list(walks)
    picked = st.selectbox(
        formats.text("budget_report.other_scheme"),
        options,
        index=state.index_of(options, state.remember("budget_scheme", options[0])),
        format_func=lambda name: one_line(said(schemes()[name].name, formats.lang)),
        key=f"budget_scheme.{formats.lang}.{start.id}",
    )
    goal, walk = schemes()[state.choose("budget_scheme", picked)], walks[picked]
    st.caption(inert(one_line(said(goal.source, formats.lang))))
    st.info(inert(one_line(said(walk.note, formats.lang))), icon=":material/alt_route:")
    there, harm_lost = _in_scheme(shown, goal, walk)
    if harm_lost:
        st.error(
            formats.text("budget_report.harm_lost", amount=inert(money(harm_lost, formats))), icon=":material/warning:"
        )
    else:
        st.success(formats.text("budget_report.no_harm_lost"), icon=":material/check_circle:")
    title = f"{one_line(said(goal.name, formats.lang))}, {kind_text(shown)}"
    is_percent = state.remember("budget_show_in", "percent") == "percent"
    show_distribution(there, formats, is_percent=is_percent, key=f"scheme.{goal.id}", title=title)
    st.subheader(formats.text("budget_report.weighted_title"))
    profile = choose_profile(goal, "", formats)
    if profile is not None:
        show_weighted(there, profile, formats, key=f"scheme.{goal.id}")


def _in_scheme(shown: Shown, goal: Scheme, walk: Crosswalk) -> tuple[Totals, int]:
    """Return the amounts in the other scheme, and the öre whose harm it hides."""
    report, start = shown.report, shown.scheme
    lines = crossed_lines(shown.budget.lines, start, goal, walk)
    return totals(lines, goal, report.kind, report.years), crossed(report.totals.joint, start, goal, walk).harm_lost
