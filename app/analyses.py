"""The analyses that the pages ask of the library, each computed once for a plan. No widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.service import order_of
from finmodel.analysis.ranges import source_ranges
from finmodel.analysis.sensitivity import variants
from finmodel.analysis.who_pays import split_incentives, who_pays
from finmodel.store.parameters import parameter_uplifts, standard_parameters
from finmodel.version import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.service import Opened
    from finmodel.analysis.optimism import OptimismBias
    from finmodel.analysis.ranges import SourceRanges
    from finmodel.analysis.sensitivity import SensitivityInput, Step, Variants
    from finmodel.analysis.who_pays import Basis, SplitIncentive, WhoPays
    from finmodel.model.enums import AssetType
    from finmodel.model.plan import Plan
    from finmodel.store.parameters import CatalogueParameter

__all__ = ["divided", "moved", "payers", "ranges", "uplifts"]


def payers(opened: Opened, basis: Basis) -> WhoPays:
    """Return who pays and who benefits."""
    return _payers(opened.hash, order_of(opened.plan), basis, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=16)
def _payers(key: str, order: str, basis: Basis, method: str, _plan: Plan) -> WhoPays:  # noqa: ARG001, RUF100
    return who_pays(_plan, basis)


def divided(opened: Opened) -> tuple[SplitIncentive, ...]:
    """Return the actions in which one organisation invests and another gains."""
    return _divided(opened.hash, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=16)
def _divided(key: str, method: str, _plan: Plan) -> tuple[SplitIncentive, ...]:  # noqa: ARG001, RUF100
    return split_incentives(_plan)


def moved(
    opened: Opened, perspective: str, steps: Mapping[SensitivityInput, Step], bias: OptimismBias | None
) -> Variants:
    """Return the plan evaluated with each input moved down and up, for any figure of any action."""
    key = tuple(sorted((str(name), step.low, step.high) for name, step in steps.items()))
    bias_key = None if bias is None else (bias.share, tuple(sorted(bias.uplifts.items())))
    return _moved(
        opened.hash, order_of(opened.plan), perspective, key, bias_key, METHOD_VERSION, opened.plan, steps, bias
    )


@st.cache_resource(show_spinner=False, max_entries=12)
def _moved(
    key: str,
    order: str,
    perspective: str,
    step_key: tuple[tuple[str, float, float], ...],
    bias_key: object,
    method: str,
    _plan: Plan,
    _steps: Mapping[SensitivityInput, Step],
    _bias: OptimismBias | None,
) -> Variants:
    return variants(_plan, perspective, steps=_steps, optimism_bias=_bias)


def ranges(opened: Opened, perspective: str) -> SourceRanges:
    """Return what the sources' ranges do to the plan's results."""
    return _ranges(opened.hash, order_of(opened.plan), perspective, METHOD_VERSION, opened.plan)


@st.cache_resource(show_spinner=False, max_entries=12)
def _ranges(key: str, order: str, perspective: str, method: str, _plan: Plan) -> SourceRanges:  # noqa: ARG001, RUF100
    return source_ranges(_plan, perspective)


def uplifts() -> dict[AssetType, CatalogueParameter]:
    """Return the upper bounds of optimism bias that come with finmodel, with their sources."""
    catalogue = standard_parameters()
    found = {kind: catalogue.value_at(f"optimism_bias_capex_{kind}").row for kind in parameter_uplifts(catalogue)}
    return {kind: row for kind, row in found.items() if row is not None}
