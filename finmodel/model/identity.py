"""What plan is this? Hashes of its content that no row order, blank or unit of display can change."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from finmodel.model.document import to_document
from finmodel.model.plan import TABLES
from finmodel.model.scenarios import SCENARIO_TABLES

if TYPE_CHECKING:
    from finmodel.model.plan import Plan

__all__ = ["document_hash", "plan_hash"]

_OF_SCENARIOS = frozenset(table.table for table in SCENARIO_TABLES)


def plan_hash(plan: Plan) -> str:
    """Return the SHA-256 of the plan's canonical JSON, in hexadecimal.

    Canonical: blanks left out, keys sorted, rows sorted by id, numbers in their shortest form. Scenarios are no part of
    it: what is computed for a plan does not depend on the overlays that lie beside it.
    """
    return _hash({name: value for name, value in _canonical(plan).items() if name not in _OF_SCENARIOS})


def document_hash(plan: Plan) -> str:
    """Return the same hash with the plan's scenarios: it changes when any of them does."""
    return _hash(_canonical(plan))


def _canonical(plan: Plan) -> dict[str, Any]:
    document = to_document(plan)
    for table in TABLES:
        document[table] = sorted(document[table], key=lambda row: str(row["id"]))
    return document


def _hash(document: dict[str, Any]) -> str:
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
