"""Perspectives: which organisations are inside (vem betalar, vem tjänar)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from finmodel.errors import InputError, Issue
from finmodel.model.check import nearest
from finmodel.model.enums import OrganisationKind
from finmodel.model.perspectives import PERSPECTIVES, Perspective

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.model.plan import Plan

__all__ = ["inside_perspective", "perspectives_of"]

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


def inside_perspective(plan: Plan, arrays: PlanArrays, perspective: str) -> BoolArray:
    """Return whether an organisation's flows of an action belong to the perspective.

    Parameters
    ----------
    plan, arrays
        The plan and its arrays.
    perspective
        ``owner``, ``municipality``, ``group`` or the id of an organisation.

    Returns
    -------
    ndarray, shape (action, organisation), bool

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    """
    shape = (len(arrays.actions), len(arrays.organisations))
    inside = np.zeros(shape, dtype=bool)
    if perspective == Perspective.OWNER:
        inside[np.arange(shape[0]), arrays.owner] = True
        return inside
    if perspective in _KINDS:
        kinds = {row.id: row.kind for row in plan.organisations}
        inside[:] = [kinds[name] in _KINDS[perspective] for name in arrays.organisations]
        return inside
    if perspective not in arrays.organisations:
        known = perspectives_of(plan)
        params = {"value": perspective[:64], "nearest": nearest(perspective, known), "choices": known}
        raise InputError([Issue("FM-M136", params=params)])
    inside[:, arrays.organisations.index(perspective)] = True
    return inside
