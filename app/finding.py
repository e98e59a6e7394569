"""The mixes that the page asks the library to find, each found once for a plan. No widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from finmodel.analysis.find_frame import hold_frame, hold_investment_frame
from finmodel.analysis.find_grant import smallest_grant
from finmodel.analysis.find_loan import largest_loan
from finmodel.version import METHOD_VERSION

if TYPE_CHECKING:
    from app.service import Opened
    from finmodel.analysis.budget_tests import TestName
    from finmodel.analysis.find_frame import FrameChoice
    from finmodel.analysis.find_grant import GrantShare
    from finmodel.analysis.find_loan import LoanFactor
    from finmodel.model.funding_enums import AccountLevel
    from finmodel.model.plan import Plan

__all__ = ["grant_found", "investment_frame_held", "loan_found", "own_frame_held"]


def grant_found(opened: Opened, action: str, source: str | None, perspective: str) -> GrantShare:
    """Return the smallest grant with which an action breaks even."""
    return _grant(opened.hash, action, source, perspective, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=64)
def _grant(key: str, action: str, source: str | None, perspective: str, method: str, _plan: Plan) -> GrantShare:  # noqa: ARG001, RUF100
    return smallest_grant(_plan, action, source, perspective)


def loan_found(opened: Opened, source: str, level: AccountLevel, ceiling: TestName) -> LoanFactor:
    """Return the largest loan with which a debt ceiling holds."""
    return _loan(opened.hash, source, level, ceiling, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=64)
def _loan(key: str, source: str, level: AccountLevel, ceiling: TestName, method: str, _plan: Plan) -> LoanFactor:  # noqa: ARG001, RUF100
    return largest_loan(_plan, source, level, ceiling)


def own_frame_held(opened: Opened, source: str, perspective: str, *, all_years: bool) -> FrameChoice:
    """Return what has to be left out to hold the frames of own money."""
    return _own(opened.hash, source, perspective, all_years, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=64)
def _own(key: str, source: str, perspective: str, all_years: bool, method: str, _plan: Plan) -> FrameChoice:  # noqa: ARG001, FBT001, RUF100, E501
    return hold_frame(_plan, source, perspective, all_years=all_years)


def investment_frame_held(opened: Opened, level: AccountLevel, perspective: str) -> FrameChoice:
    """Return what has to be left out to hold the ordinary budget's investment frame."""
    return _investment(opened.hash, level, perspective, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=64)
def _investment(key: str, level: AccountLevel, perspective: str, method: str, _plan: Plan) -> FrameChoice:  # noqa: ARG001, RUF100
    return hold_investment_frame(_plan, level, perspective)
