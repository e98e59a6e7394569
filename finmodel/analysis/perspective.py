"""Perspectives: which organisations are inside (vem betalar, vem tjänar)."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import SOCIETY_LINES, Line, Part
from finmodel.engine.cashflow import LINE_OF
from finmodel.errors import InputError, Issue
from finmodel.model.addressed import nearest
from finmodel.model.enums import OrganisationKind
from finmodel.model.perspectives import PERSPECTIVES, Perspective

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.engine.valuation import Valuation
    from finmodel.model.plan import Plan

__all__ = ["Viewpoint", "perspectives_of", "viewpoint"]

_MUNICIPALITY = frozenset({OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT})
_KINDS: Mapping[str, frozenset[OrganisationKind]] = MappingProxyType(
    {
        Perspective.MUNICIPALITY: _MUNICIPALITY,
        Perspective.GROUP: _MUNICIPALITY | {OrganisationKind.COMPANY},
    }
)


def perspectives_of(plan: Plan) -> tuple[str, ...]:
    """Return every perspective of the plan: the named ones, then each organisation by id."""
    return (*PERSPECTIVES, *(row.id for row in plan.organisations))


@dataclass(frozen=True)
class Viewpoint:
    """A perspective on a plan: whose flows count, at which rate and in which prices.

    Attributes
    ----------
    name
        ``owner``, ``municipality``, ``group``, ``society`` or an organisation's id.
    inside : ndarray, shape (action, organisation)
        Whether an organisation's flows of an action belong to it.
    chosen : ndarray, shape (record,)
        Whether a record of the canonical cash flow belongs to it.
    valuation
        Rates and price levels: the nominal financial ones, or society's real ones.
    """

    name: str
    inside: BoolArray
    chosen: BoolArray
    valuation: Valuation

    @property
    def is_society(self) -> bool:
        """Whether co-benefits and the carbon value count."""
        return self.name == Perspective.SOCIETY

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that the perspective has, in their order."""
        return tuple(line for line in Line if self.is_society or line not in SOCIETY_LINES)


def viewpoint(plan: Plan, arrays: PlanArrays, perspective: str) -> Viewpoint:
    """Return a perspective on a plan.

    Parameters
    ----------
    plan, arrays
        The plan and its arrays.
    perspective
        ``owner``, ``municipality``, ``group``, ``society`` or the id of an organisation.

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    """
    inside = _inside(plan, arrays, perspective)
    is_society = perspective == Perspective.SOCIETY
    lines = np.array([LINE_OF[part] for part in Part])[arrays.part]
    counts = np.array([is_society or line not in SOCIETY_LINES for line in Line])
    return Viewpoint(
        name=perspective,
        inside=inside,
        chosen=inside[arrays.action, arrays.organisation] & counts[lines],
        valuation=arrays.social if is_society else arrays.financial,
    )


def _inside(plan: Plan, arrays: PlanArrays, perspective: str) -> BoolArray:
    """Return whether an organisation's flows of an action belong to the perspective, shape (action, organisation)."""
    shape = (len(arrays.actions), len(arrays.organisations))
    inside = np.zeros(shape, dtype=bool)
    if perspective == Perspective.SOCIETY:
        inside[:] = True
        return inside
    if perspective == Perspective.OWNER:
        inside[np.arange(shape[0]), arrays.owner] = True
        return inside
    kinds = {row.id: row.kind for row in plan.organisations}
    if perspective in _KINDS:
        inside[:] = [kinds.get(name) in _KINDS[perspective] for name in arrays.organisations]
        return inside
    if perspective not in kinds:
        known = perspectives_of(plan)
        params = {"value": perspective[:64], "nearest": nearest(perspective, known), "choices": known}
        raise InputError([Issue("FM-M136", params=params)])
    inside[:, arrays.organisations.index(perspective)] = True
    return inside
