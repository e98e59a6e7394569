"""Sensitivity: what moves the result, how far an input can move before it turns, and the sources' own ranges."""

from __future__ import annotations

import streamlit as st

from app import analyses, state
from app.components.bias import bias_banner, bias_choice
from app.components.coverage import assumption_note
from app.components.definitions import definitions
from app.components.inert import one_line
from app.components.marks import illustrative_caption
from app.components.notes import basis_line
from app.components.source_ranges import show_ranges
from app.components.steps import step_choices
from app.components.subject import subject_choice
from app.components.switching import show_switching
from app.components.tornado import show_tornado
from finmodel.i18n import t

_OUTCOMES = (
    *("npv", "abatement_cost", "annuity", "bcr", "irr", "payback"),
    *("investment_total", "tonnes_total"),
)


def show() -> None:
    """Show the page."""
    page = state.current()
    formats, results, plan = page.formats, page.results, page.plan
    st.title(formats.text("nav.sensitivity"))
    st.caption(basis_line(page))
    if not plan.actions:
        st.info(formats.text("actions.no_actions"))
        return
    assumption_note(results, formats, is_short=True)
    left, right = st.columns([3, 2])
    with left:
        action = subject_choice(page, key="sensitivity")
    with right:
        labels = {name: t(f"figure.{name}.label", formats.lang) for name in _OUTCOMES}
        chosen = state.remember("outcome", _OUTCOMES[0])
        outcome = st.selectbox(
            formats.text("sensitivity.outcome"),
            _OUTCOMES,
            index=state.index_of(_OUTCOMES, chosen),
            format_func=labels.__getitem__,
            key=f"outcome.{formats.lang}",
        )
        state.choose("outcome", outcome)
    bias = bias_choice(formats)
    steps = step_choices(formats, is_society=page.results.view.is_society)

    found = analyses.moved(page.opened, results.perspective, steps, bias)
    bias_banner(found.bias, formats)
    st.header(formats.text("sensitivity.title", figure=labels[outcome]))
    name = next((one_line(row.name) for row in plan.actions if row.id == action), formats.text("subject.plan"))
    show_tornado(found.tornado(outcome, action), formats, subject=name)
    counted = [item.id for item in results.actions if item.in_totals]
    illustrative_caption(plan, formats, counted if action is None else [action])
    definitions((outcome,), formats, key="tornado", of_plan=action is None)

    st.header(formats.text("switching.title"))
    if bias is not None:
        st.caption(formats.text("bias.not_here"))
    show_switching(page, action)

    st.header(formats.text("ranges.title"))
    if bias is not None:
        st.caption(formats.text("bias.not_here"))
    with st.spinner(formats.text("ranges.computing")):
        carried = analyses.ranges(page.opened, results.perspective)
    show_ranges(carried, page, action)


show()
