"""Small plans with energy carriers and emission pools, and what the engine's steps make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.small_plans import small_document

__all__ = ["energy_document", "energy_plan"]

Row = Mapping[str, Any]


def energy_document(
    *parts: Any,
    carriers: Sequence[Row] = (),
    changes: Sequence[Row] = (),
    pools: Sequence[Row] = (),
    **more: Any,
) -> dict[str, Any]:
    """Return a small document with carriers, energy changes (of action "a" unless they say otherwise) and pools."""
    document = small_document(*parts, **more)
    document["carriers"] = [{"name": row["id"], **row} for row in carriers]
    document["pools"] = [{"name": row["id"], **row} for row in pools]
    document["energy_changes"] = [{"id": f"e{number}", "action": "a", **row} for number, row in enumerate(changes)]
    return document


def energy_plan(*parts: Any, **more: Any) -> Plan:
    """Return the plan of :func:`energy_document`."""
    return read_document(energy_document(*parts, **more))[0]
