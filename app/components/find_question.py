"""Find the mix: which of the three questions is asked, and of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import finding, state
from app.components.choices import one_choice
from app.components.inert import one_line
from finmodel.analysis.budget_tests import TestName
from finmodel.i18n import t
from finmodel.model.funding_enums import AccountLevel, MoneyClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state import Page
    from finmodel.analysis.find_scenarios import Found

__all__ = ["found_for_question"]

_WHOLE = ""
_SOURCE, _LEVEL = "source", "level"


def found_for_question(page: Page) -> Found | None:
    """Let the reader ask a question; return its answer, None where the plan has nothing to ask about."""
    formats = page.formats
    question = one_choice(
        "find_question", formats.text("find.question"), ("grant", "loan", "frame"), "find.{}", formats
    )
    st.caption(formats.text(f"find.{question}_how"))
    match question:
        case "grant":
            return _grant(page)
        case "loan":
            return _loan(page)
        case _:
            return _frame(page)


def _grant(page: Page) -> Found | None:
    formats, plan = page.formats, page.plan
    if not plan.actions:
        st.info(formats.text("find.no_actions"))
        return None
    left, right = st.columns(2)
    with left:
        actions = {row.id: f"{row.id} {one_line(row.name)}".strip() for row in plan.actions}
        action = _one("action", "find.action", actions, page)
    with right:
        grants = {row.id: one_line(row.name) or row.id for row in plan.sources if row.kind.is_grant}
        source = _one("grant", "find.source_grant", {_WHOLE: formats.text("find.whole"), **grants}, page)
    with st.spinner(formats.text("find.computing")):
        return finding.grant_found(page.opened, action, source or None, page.results.perspective)


def _loan(page: Page) -> Found | None:
    formats, plan = page.formats, page.plan
    loans = {row.id: one_line(row.name) or row.id for row in plan.sources if row.of_class is MoneyClass.BORROWED}
    if not loans:
        st.info(formats.text("find.no_loans"))
        return None
    left, middle, right = st.columns([3, 2, 2])
    with left:
        source = _one("loan", "find.source_loan", loans, page)
    with middle:
        stated = [str(level) for level in AccountLevel if any(row.level is level for row in plan.ordinary_budget)]
        levels = tuple(stated) or tuple(str(level) for level in AccountLevel)
        chosen = one_choice("find_level", formats.text("find.level"), levels, "accounts.level_{}", formats)
        level = AccountLevel(chosen)
    with right:
        ceiling = _ceiling(level, page)
    with st.spinner(formats.text("find.computing")):
        return finding.loan_found(page.opened, source, level, ceiling)


def _ceiling(level: AccountLevel, page: Page) -> TestName:
    """Let the reader choose the ceiling, where the level has one per inhabitant too."""
    rows = [row for row in page.plan.ordinary_budget if row.level is level]
    options = [TestName.DEBT] if any(row.debt_ceiling is not None for row in rows) else []
    if any(row.debt_per_inhabitant_ceiling is not None for row in rows):
        options.append(TestName.DEBT_PER_INHABITANT)
    if len(options) < 2:
        return options[0] if options else TestName.DEBT
    labels = {str(name): t(f"budget_test.{name}", page.lang) for name in options}
    return TestName(_one("ceiling", "find.ceiling", labels, page))


def _frame(page: Page) -> Found | None:
    formats, plan = page.formats, page.plan
    framed = {row.source for row in plan.frames}
    options = {
        f"{_SOURCE}:{row.id}": one_line(row.name) or row.id
        for row in plan.sources
        if row.of_class is MoneyClass.OWN and row.id in framed
    }
    for level in AccountLevel:
        if any(row.level is level and row.investment_frame is not None for row in plan.ordinary_budget):
            name = formats.text("find.investment_frame", level=t(f"choice.account_level.{level}", page.lang))
            options[f"{_LEVEL}:{level}"] = name
    if not options:
        st.info(formats.text("find.no_frames"))
        return None
    kind, _, name = _one("frame", "find.source_frame", options, page).partition(":")
    perspective = page.results.perspective
    if kind == _LEVEL:
        with st.spinner(formats.text("find.computing")):
            return finding.investment_frame_held(page.opened, AccountLevel(name), perspective)
    all_years = st.checkbox(
        formats.text("find.all_years"),
        value=state.remember("find_all_years", False),
        key=f"find.all_years.{page.lang}",
        help=formats.text("find.all_years_help"),
    )
    state.choose("find_all_years", all_years)
    with st.spinner(formats.text("find.computing")):
        return finding.own_frame_held(page.opened, name, perspective, all_years=all_years)


def _one(name: str, words: str, labels: Mapping[str, str], page: Page) -> str:
    """Let the reader choose one; what was chosen is remembered."""
    options = list(labels)
    picked = st.selectbox(
        page.formats.text(words),
        options,
        index=state.index_of(options, state.remember(f"find_{name}", options[0])),
        format_func=labels.__getitem__,
        key=f"find.{name}.{page.lang}.{page.opened.hash}",
    )
    return state.choose(f"find_{name}", picked)
