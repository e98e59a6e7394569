"""Find the mix: the answer in words, and its tables."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import inert
from app.components.tables import Column, download_csv, show_table, show_texts
from app.components.years import year_spans
from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.find_frame_results import FrameChoice
from finmodel.analysis.find_grant_results import GrantShare
from finmodel.analysis.find_loan_results import LoanFactor
from finmodel.analysis.find_scenarios import is_scenario
from finmodel.i18n import t
from finmodel.i18n.find_mix import FoundWords

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.find_scenarios import Found

__all__ = ["found_words", "natural_order", "show_answer"]

_WIDE = 110
_OF_ACTIONS = {"priority": 85, "verdict": 95, "in_all": 125, "first_year": 160, "lacking": 130}
"""Widths that with the name leave no column outside a page of 1400 pixels."""


def found_words(page: Page) -> FoundWords:
    """Return answers in the words of the page."""
    return FoundWords(page.plan, page.lang, page.formats.money, year_spans)


def show_answer(found: Found, page: Page) -> None:
    """Show an answer: in words, then by year and by action."""
    words = found_words(page)
    if isinstance(found, FrameChoice):
        found = replace(found, not_costed=tuple(sorted(found.not_costed, key=natural_order)))
    st.subheader(inert(words.title(found)))
    first, *more = (inert(line) for line in words.lines(found))
    if found.reason is not None or (isinstance(found, FrameChoice) and not found.holds):
        st.warning(first, icon=":material/help:")
    elif is_scenario(found):
        st.info(first, icon=":material/target:")
    else:
        st.success(first, icon=":material/check_circle:")
    if more:
        st.markdown("\n".join(f"- {line}" for line in more))
    match found:
        case GrantShare():
            _mix(found, words, page.formats)
        case LoanFactor():
            _ceilings(found, page.formats)
        case FrameChoice():
            _frames(found, words, page.formats)
            _actions(found, words, page.formats)


def natural_order(identity: str) -> list[tuple[bool, int, str]]:
    """Return a key that sorts ids as people count: 4, 6, 10, 13; a2 before a10."""
    parts = re.split(r"([0-9]+)", identity)
    return [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts if part]


def _label(name: str, formats: Formats) -> str:
    return t(f"find_mix.column.{name}", formats.lang)


def _mix(found: GrantShare, words: FoundWords, formats: Formats) -> None:
    if not found.entries:
        return
    st.markdown(f"**{formats.text('find.mix')}**")
    rows = [{"source": words.source(row.source), "how_much": words.how_much(row)} for row in found.entries]
    columns = [Column(name, _label(name, formats)) for name in ("source", "how_much")]
    alt = formats.text("find.mix_alt", n=len(rows))
    show_texts(rows, columns, formats, key=f"find_mix.{formats.lang}", alt=alt)


def _ceilings(found: LoanFactor, formats: Formats) -> None:
    if not found.years:
        return
    is_each = found.ceiling is TestName.DEBT_PER_INHABITANT
    factor = 1 if is_each else formats.factor
    rows = [
        {
            "year": str(row.year),
            "ceiling": row.ceiling / factor,
            "debt_before": row.debt_before / factor,
            "debt_after": row.debt_after / factor,
            "headroom": row.headroom_after / factor,
        }
        for row in found.years
    ]
    names = ("ceiling", "debt_before", "debt_after", "headroom")
    unit = formats.text("scenario_unit.money_per_inhabitant", kr=formats.kronor_label, money=formats.money_label)
    _by_year(rows, names, unit if is_each else formats.money_label, 0 if is_each else formats.decimals, formats)


def _frames(found: FrameChoice, words: FoundWords, formats: Formats) -> None:
    rows = [
        {
            "year": str(row.year),
            "holder": words.holder(row.organisation),
            "room": formats.in_unit(row.frame),
            "frame": formats.in_unit(row.frame),
            "asked": formats.in_unit(row.asked),
            "kept": formats.in_unit(row.kept),
            "left": formats.in_unit(row.frame - row.kept),
        }
        for row in found.totals
    ]
    of_source = found.level is None
    names = ("frame" if of_source else "room", "asked", "kept", "left")
    _by_year(rows, names, formats.money_label, formats.decimals, formats, has_holder=of_source)


def _by_year(
    rows: list[dict[str, Any]],
    names: tuple[str, ...],
    unit: str,
    decimals: int,
    formats: Formats,
    *,
    has_holder: bool = False,
) -> None:
    if not rows:
        return
    st.markdown(f"**{formats.text('find.by_year', unit=unit)}**")
    columns = [Column("year", _label("year", formats), width=70, pinned=True)]
    columns += [Column("holder", _label("holder", formats), width="medium")] if has_holder else []
    columns += [Column(name, _label(name, formats), decimals=decimals, width=_WIDE) for name in names]
    key = f"find_by_year.{formats.lang}"
    show_table(rows, columns, formats, key=key, alt=formats.text("find.by_year_alt", n=len(rows)))
    download_csv(rows, columns, formats, name="find_mix", key="find_by_year")


def _actions(found: FrameChoice, words: FoundWords, formats: Formats) -> None:
    asking = [row for row in found.actions if row.asked or not row.is_kept]
    if not asking:
        return
    st.markdown(f"**{formats.text('find.actions')}**")
    rows = [
        {
            "action": words.action(row.action),
            "priority": "–" if row.priority is None else str(row.priority),
            "verdict": t(f"find_mix.frame.{'kept' if row.is_kept else 'left'}", formats.lang),
            "in_all": formats.in_unit(sum(row.asked.values())),
            "first_year": "" if row.is_kept else str(row.first_year),
            "lacking": None if row.lacking is None else formats.in_unit(row.lacking),
        }
        for row in asking
    ]
    columns = [Column("action", _label("action", formats), width=400, pinned=True)]
    for name, width in _OF_ACTIONS.items():
        is_money = name in ("in_all", "lacking")
        label = f"{_label(name, formats)}, {formats.money_label}" if is_money else _label(name, formats)
        columns.append(
            Column(
                name,
                label,
                decimals=formats.decimals if is_money else None,
                width=width,
            )
        )
    key = f"find_actions.{formats.lang}"
    show_table(rows, columns, formats, key=key, alt=formats.text("find.actions_alt", n=len(rows)))
    download_csv(rows, columns, formats, name="find_mix_actions", key="find_actions")
