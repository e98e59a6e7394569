"""Everything about one action: figures, money and tonnes by year, investments, benefits, risks and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.action_funding import show_action_funding
from app.components.action_inputs import show_inputs
from app.components.cards import figure_card, figure_table
from app.components.charts import cash_flow_chart, tonnes_chart
from app.components.choices import basis_choice
from app.components.definitions import definitions
from app.components.evidence import show_evidence
from app.components.inert import inert
from app.components.marks import badges, marks_of
from app.components.notes import basis_words, per_tonne_words
from app.components.plain import plain
from app.components.values import Names
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.results import ActionResult
    from finmodel.model.action import Action
    from finmodel.model.lines import Risk

__all__ = ["show_action"]

_CARDS = (
    ("investment_total", "investment_incremental", "npv", "abatement_cost"),
    ("tonnes_total", "payback", "irr", "annuity"),
)
_MONEY = ("investment_total", "investment_incremental", "npv", "annuity")
_TONNES = ("tonnes_total", "tonnes_unadjusted", "tonnes_reduced", "tonnes_removed", "tonnes_upfront")


def show_action(action: Action, page: Page) -> None:
    """Show an action."""
    formats, plan, item = page.formats, page.plan, page.results.action(action.id)
    names = Names(plan)
    st.header(inert(action.name))
    badges(marks_of(item, plan, formats))
    _who(action, names, formats)
    if action.repeat_of is not None:
        plain(formats.text("detail.repeat", name=names.of("actions", action.repeat_of)), name="repeat")
    for row in _CARDS:
        for column, name in zip(st.columns(4), row, strict=True):
            with column:
                figure_card(name, item.figures, formats, note=_note(name, item, page), of_plan=False)
    _overlap(action, item, names, formats)
    evidence = plan.of_action("evidence", action.id)
    risks = plan.of_action("risks", action.id)
    n_notes = sum(1 for text in (action.description, action.notes) if text)
    tabs = st.tabs(
        [
            formats.text("detail.tab_money"),
            formats.text("detail.tab_tonnes"),
            formats.text("detail.tab_funding"),
            formats.text("detail.tab_lines"),
            formats.text("detail.tab_figures"),
            formats.text("detail.tab_evidence", n=len(evidence)),
            formats.text("detail.tab_risks", n=len(risks) + n_notes),
        ]
    )
    with tabs[0]:
        _money(action, page)
    with tabs[1]:
        _tonnes(action, page)
    with tabs[2]:
        show_action_funding(action, page)
    with tabs[3]:
        show_inputs(action, names, page)
    with tabs[4]:
        figure_table(item.figures, formats)
    with tabs[5]:
        show_evidence(evidence, formats)
    with tabs[6]:
        _risks(risks, action, formats)


def _note(name: str, item: ActionResult, page: Page) -> str | None:
    """Return what stands below a figure: its prices, or the tonnes before overlap."""
    formats, results = page.formats, page.results
    if name in item.figures.undefined:
        return None
    if name == "tonnes_total":
        before, after = item.figures["tonnes_unadjusted"], item.figures["tonnes_total"]
        if before is None or after is None or abs(before - after) <= 1e-9 * abs(before):
            return None
        return formats.text("key.before_overlap", tonnes=formats.tonnes(before))
    if name == "abatement_cost":
        return per_tonne_words(results, formats)
    return basis_words(results, formats) if name in _MONEY else None


def _overlap(action: Action, item: ActionResult, names: Names, formats: Formats) -> None:
    """Say which emission pool the action takes from, and what is left of its effect there."""
    before, after = item.figures["tonnes_unadjusted"], item.figures["tonnes_total"]
    if action.pool is None:
        return
    text = formats.text("detail.pool", name=names.of("pools", action.pool))
    if before is not None and after is not None:
        amounts = {"before": formats.tonnes(before), "after": formats.tonnes(after)}
        if amounts["before"] != amounts["after"]:
            text += " " + formats.text("detail.pool_tonnes", **amounts)
    plain(text, name="pool")


def _who(action: Action, names: Names, formats: Formats) -> None:
    lang = formats.lang
    parts = [formats.text("detail.owner", name=names.of("organisations", action.owner))]
    if action.sector is not None:
        parts.append(formats.text("detail.sector", name=names.of("sectors", action.sector)))
    parts.append(formats.text("detail.status", name=t(f"choice.status.{action.status}", lang)))
    if action.control is not None:
        parts.append(formats.text("detail.control", name=t(f"choice.control.{action.control}", lang)))
    plain(" · ".join(parts), name="who")


def _money(action: Action, page: Page) -> None:
    formats = page.formats
    item = page.results.action(action.id)
    if not item.is_costed and item.left_out != "outside_perspective":
        st.caption(formats.text("detail.not_costed"))
    basis, words = basis_choice(page, key="action")
    frame = page.results.cash_flow(basis=basis, actions=[action.id])
    if not (frame != 0).any(axis=None):
        st.info(formats.text("detail.no_money"))
        return
    cash_flow_chart(frame, formats, basis=words, key="action_cash_flow", is_open=True)
    definitions((), formats, key="action_cash_flow", lines=[str(line) for line in frame.index])


def _tonnes(action: Action, page: Page) -> None:
    frame = page.results.tonnes(actions=[action.id])
    if not (frame != 0).any(axis=None):
        st.info(page.formats.text("detail.no_tonnes"))
        return
    tonnes_chart(frame, page.formats, key="action_tonnes", is_open=True)
    definitions(_TONNES, page.formats, key="action_tonnes")


def _risks(risks: tuple[Risk, ...], action: Action, formats: Formats) -> None:
    for key in ("description", "notes"):
        text = getattr(action, key)
        if text:
            plain(formats.text(f"detail.{key}"), name=f"head-{key}", is_strong=True)
            st.text(text)
    if not risks:
        st.caption(formats.text("detail.no_risks"))
    for position, risk in enumerate(risks):
        with st.container(border=True):
            plain(risk.text, name=f"risk-{position}", is_strong=True)
            levels = [
                formats.text(f"detail.{name}", name=t(f"choice.level.{level}", formats.lang))
                for name, level in (("likelihood", risk.likelihood), ("consequence", risk.consequence))
                if level is not None
            ]
            if levels:
                st.text(" · ".join(levels))
            if risk.mitigation:
                st.text(formats.text("detail.mitigation", text=risk.mitigation))
