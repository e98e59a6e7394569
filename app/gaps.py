"""The gap analysis that the pages ask of the library, each part computed once for a plan. No widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.service import order_of
from finmodel.analysis.delay import delay, delay_each
from finmodel.analysis.gap import gap_analysis
from finmodel.version import METHOD_VERSION

if TYPE_CHECKING:
    from app.service import Opened
    from finmodel.analysis.closing import Closing
    from finmodel.analysis.delay import Delay, DelayEach
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.wedges import Wedges
    from finmodel.model.plan import Plan

__all__ = ["analysed", "closed", "delayed", "delayed_each", "wedged"]


def analysed(opened: Opened, perspective: str, year: int) -> GapAnalysis:
    """Return the gap analysis of a plan for a target year."""
    return _analysed(opened.hash, order_of(opened.plan), perspective, year, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=16)
def _analysed(key: str, order: str, perspective: str, year: int, method: str, _plan: Plan) -> GapAnalysis:  # noqa: ARG001, RUF100
    return gap_analysis(_plan, perspective, year=year)


def wedged(opened: Opened, found: GapAnalysis, cell: EmissionCell) -> Wedges:
    """Return what each action, organisation and status takes off a whole."""
    key = (opened.hash, order_of(opened.plan))
    return _wedged(key, str(cell.perspective), str(cell.gas), METHOD_VERSION, found, cell)


@st.cache_resource(show_spinner=False, max_entries=16)
def _wedged(
    key: tuple[str, str],  # noqa: ARG001, RUF100
    perspective: str,  # noqa: ARG001, RUF100
    gas: str,  # noqa: ARG001, RUF100
    method: str,  # noqa: ARG001, RUF100
    _found: GapAnalysis,
    _cell: EmissionCell,
) -> Wedges:
    return _found.wedges(_cell)


def closed(opened: Opened, found: GapAnalysis, cell: EmissionCell) -> Closing:
    """Return the actions that would close a whole's gap along the cost curve."""
    key = (opened.hash, order_of(opened.plan), found.results.perspective, found.year)
    return _closed(key, str(cell.perspective), str(cell.gas), METHOD_VERSION, found, cell)


@st.cache_resource(show_spinner=False, max_entries=16)
def _closed(
    key: tuple[str, str, str, int],  # noqa: ARG001, RUF100
    perspective: str,  # noqa: ARG001, RUF100
    gas: str,  # noqa: ARG001, RUF100
    method: str,  # noqa: ARG001, RUF100
    _found: GapAnalysis,
    _cell: EmissionCell,
) -> Closing:
    return _found.closing(_cell)


def delayed(opened: Opened, actions: tuple[str, ...] | None, years: int, perspective: str) -> Delay:
    """Return what it costs to start some actions later, or all."""
    return _delayed(opened.hash, order_of(opened.plan), actions, years, perspective, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=32)
def _delayed(
    key: str,  # noqa: ARG001, RUF100
    order: str,  # noqa: ARG001, RUF100
    actions: tuple[str, ...] | None,
    years: int,
    perspective: str,
    method: str,  # noqa: ARG001, RUF100
    _plan: Plan,
) -> Delay:
    return delay(_plan, actions, years=years, perspective=perspective)


def delayed_each(opened: Opened, years: int, perspective: str, cell: EmissionCell | None) -> DelayEach:
    """Return what it costs to start each action later, one at a time; the dearest in tonnes first."""
    measure = None if cell is None else (str(cell.perspective), str(cell.gas))
    return _delayed_each(opened.hash, order_of(opened.plan), years, perspective, measure, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=8)
def _delayed_each(
    key: str,  # noqa: ARG001, RUF100
    order: str,  # noqa: ARG001, RUF100
    years: int,
    perspective: str,
    measure: tuple[str, str] | None,
    method: str,  # noqa: ARG001, RUF100
    _plan: Plan,
) -> DelayEach:
    return delay_each(_plan, years=years, perspective=perspective, measure=measure)
