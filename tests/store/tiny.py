"""A plan as small as it can be and still have every kind of result: known, unknown, repeated."""

from __future__ import annotations

from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan

__all__ = ["tiny_document", "tiny_plan"]


def tiny_document(**settings: Any) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "settings": {
            "municipality": "Småstad",
            "title": "Provplan",
            "first_year": 2026,
            "last_year": 2036,
            "base_year": 2026,
            "price_year": 2026,
            "inflation": 0.02,
            "financial_discount_rate": 0.03,
            **settings,
        },
        "organisations": [
            {"id": "ks", "name": "Kommunstyrelsen", "kind": "committee"},
            {"id": "hushall", "name": "Hushåll", "kind": "household"},
        ],
        "actions": [
            {"id": "led", "name": "LED-belysning", "owner": "ks", "reduction_tonnes": 100, "opex_change": -50_000},
            {"id": "okand", "name": "Okänd kostnad", "owner": "ks"},
            {"id": "igen", "name": "LED igen", "owner": "ks", "repeat_of": "led"},
        ],
        "investments": [
            {"id": "i1", "action": "led", "economic_life_years": 15, "by_year": {"2026": 1_000_000}},
        ],
    }


def tiny_plan(**settings: Any) -> Plan:
    return read_document(tiny_document(**settings))[0]
