"""What plan is this? A hash of its content that no row order, blank or unit of display can change."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from finmodel.model.document import to_document
from finmodel.model.plan import TABLES

if TYPE_CHECKING:
    from finmodel.model.plan import Plan

__all__ = ["plan_hash"]


def plan_hash(plan: Plan) -> str:
    """Return the SHA-256 of the plan's canonical JSON, in hexadecimal.

    Canonical: blanks left out, keys sorted, rows sorted by id, numbers in their shortest form.
    """
    document = to_document(plan)
    for table in TABLES:
        document[table] = sorted(document[table], key=lambda row: str(row["id"]))
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
