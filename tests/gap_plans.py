"""A plan with every part of a gap analysis: targets of every kind, removals, what raises emissions, an adopted plan."""

from __future__ import annotations

from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.excel.emission_plans import emission_document

__all__ = ["gap_document", "gap_plan"]


def gap_document() -> dict[str, Any]:
    """Return the plan with every kind of target; one action removes, another raises emissions."""
    document = emission_document()
    more: list[dict[str, Any]] = [
        {
            "id": "kol",
            "name": "=Biokol",
            "owner": "tn",
            "sector": "energi",
            "removal_tonnes": 900,
            "opex_change": 1,
            "effect_start": 2028,
        },
        {"id": "väg", "name": "Väg", "owner": "tn", "reduction_tonnes": -250, "opex_change": 0, "for_climate": False},
    ]
    document["actions"] += more
    document["investments"].append(
        {"id": "väg-1", "action": "väg", "economic_life_years": 20, "by_year": {"2027": 8_000_000}}
    )
    document["adopted_plan"] = [
        {"id": "v", "project_number": "7", "name": "=Vägen", "action": "väg", "by_year": {"2027": 5_000_000}},
        {"id": "x", "project_number": "8", "name": "Hallen", "organisation": "tn", "by_year": {"2027": 3_000_000}},
    ]
    return document


def gap_plan() -> Plan:
    """Return the plan of :func:`gap_document`."""
    return read_document(gap_document())[0]
