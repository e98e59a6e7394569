"""The comparisons of scenarios that the page asks of the library, each computed once for a plan. No widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.service import order_of
from finmodel.analysis.compare import compare
from finmodel.analysis.two_axes import two_axes
from finmodel.analysis.waterfall import waterfall
from finmodel.model.identity import document_hash
from finmodel.version import METHOD_VERSION

if TYPE_CHECKING:
    from app.service import Opened
    from finmodel.analysis.compare import Comparison
    from finmodel.analysis.two_axes import TwoAxes
    from finmodel.analysis.waterfall import Waterfall
    from finmodel.model.plan import Plan

__all__ = ["compared", "crossed", "stepped"]


def compared(base: Opened, ids: tuple[str, ...], perspective: str, years: tuple[int, ...]) -> Comparison:
    """Return scenarios of the open plan side by side.

    Parameters
    ----------
    base, ids, perspective
        As for :func:`finmodel.analysis.compare.compare`.
    years
        The target year, then the other years of the yearly figures; none: the usual ones.

    Raises
    ------
    InputError
        One of them does not fit the plan.
    """
    return _compared(_key(base), ids, perspective, years, METHOD_VERSION, base.plan)


@st.cache_resource(show_spinner=False, max_entries=16)
def _compared(
    key: tuple[str, str],  # noqa: ARG001, RUF100
    ids: tuple[str, ...],
    perspective: str,
    years: tuple[int, ...],
    method: str,  # noqa: ARG001, RUF100
    _plan: Plan,
) -> Comparison:
    return compare(_plan, ids, perspective, years=years)


def stepped(base: Opened, first: str, second: str, figure: str, perspective: str, years: tuple[int, ...]) -> Waterfall:
    """Return what moves a figure from one scenario to another."""
    return _stepped(_key(base), (first, second), figure, perspective, years, METHOD_VERSION, base.plan)


@st.cache_resource(show_spinner=False, max_entries=64)
def _stepped(
    key: tuple[str, str],  # noqa: ARG001, RUF100
    ends: tuple[str, str],
    figure: str,
    perspective: str,
    years: tuple[int, ...],
    method: str,  # noqa: ARG001, RUF100
    _plan: Plan,
) -> Waterfall:
    return waterfall(_plan, *ends, figure, perspective, years=years)


def crossed(base: Opened, ids: tuple[str, ...], perspective: str, years: tuple[int, ...]) -> TwoAxes:
    """Return every set of actions under every funding mix, of the scenarios that are compared."""
    return _crossed(_key(base), ids, perspective, years, METHOD_VERSION, base.plan)


@st.cache_resource(show_spinner=False, max_entries=16)
def _crossed(
    key: tuple[str, str],  # noqa: ARG001, RUF100
    ids: tuple[str, ...],
    perspective: str,
    years: tuple[int, ...],
    method: str,  # noqa: ARG001, RUF100
    _plan: Plan,
) -> TwoAxes:
    return two_axes(_plan, ids, perspective, years=years)


def _key(base: Opened) -> tuple[str, str]:
    return document_hash(base.plan), order_of(base.plan)
