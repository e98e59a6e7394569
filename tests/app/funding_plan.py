"""A small plan with sources, mixes, frames, loans and an ordinary budget, for the pages of funding and accounts."""

from __future__ import annotations

import copy
from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan

__all__ = ["DOCUMENT", "funded_plan"]

MILLION = 1_000_000.0

DOCUMENT: dict[str, Any] = {
    "schema_version": 3,
    "settings": {
        "municipality": "Tomköping",
        "first_year": 2026,
        "last_year": 2040,
        "base_year": 2026,
        "price_year": 2026,
        "inflation": 0.02,
        "financial_discount_rate": 0.04,
        "internal_interest": 0.025,
    },
    "organisations": [
        {"id": "tek", "name": "Tekniska nämnden", "kind": "committee"},
        {"id": "fin", "name": "Finans", "kind": "finance_unit"},
        {"id": "bol", "name": "Bolaget", "kind": "company"},
        {"id": "nv", "name": "Naturvårdsverket", "kind": "state"},
    ],
    "actions": [
        {
            "id": "a",
            "name": "Solel",
            "owner": "tek",
            "opex_change": -5 * MILLION,
            "reduction_tonnes": 100,
            "priority": 1,
        },
        {
            "id": "b",
            "name": "Värme",
            "owner": "bol",
            "capex_split": {"tek": 0.4, "bol": 0.6},
            "opex_change": -5 * MILLION,
            "reduction_tonnes": 100,
        },
        {"id": "c", "name": "Okänd", "owner": "tek"},
    ],
    "investments": [
        {
            "id": "ia",
            "action": "a",
            "economic_life_years": 10,
            "by_year": {"2026": 100 * MILLION, "2027": 50 * MILLION},
        },
        {"id": "ib", "action": "b", "economic_life_years": 20, "amount": 200 * MILLION, "start_year": 2027},
    ],
    "sources": [
        {
            "id": "g",
            "name": "Klimatbidrag",
            "kind": "grant_national",
            "provider": "nv",
            "certainty": "applied",
            "probability": 0.25,
            "share": 0.5,
            "cap_total": 80 * MILLION,
            "paid_during": 0.7,
        },
        {
            "id": "l",
            "name": "Lån",
            "kind": "loan",
            "certainty": "secured",
            "term_years": 5,
            "interest_rate": 0.03,
            "fee_share": 0.01,
            "guarantee_fee": 0.004,
            "terms_source": "Offert 2026-01-15",
        },
        {
            "id": "o",
            "name": "Ram",
            "kind": "own_investment_frame",
            "certainty": "secured",
            "provider": "tek",
            "illustrative": True,
        },
    ],
    "funding": [
        {"id": "1", "action": "a", "source": "g", "position": 1},
        {"id": "2", "action": "a", "source": "o", "position": 2, "rest": True},
        {"id": "3", "action": "b", "source": "g", "position": 1},
        {"id": "4", "action": "b", "source": "l", "position": 2, "share": 0.4},
    ],
    "frames": [
        {"id": "f", "source": "o", "organisation": "tek", "by_year": {"2026": 40 * MILLION, "2027": 40 * MILLION}}
    ],
    "ordinary_budget": [
        {
            "id": str(year),
            "year": year,
            "result": 100 * MILLION,
            "depreciation": 50 * MILLION,
            "net_investment": 200 * MILLION,
            "loan_debt": 1000 * MILLION,
            "taxes_and_grants": 5000 * MILLION,
            "population": 100_000,
            "result_target": 0.02,
            "self_financing_target": 0.5,
            "debt_ceiling": 1050 * MILLION,
        }
        for year in (2026, 2027)
    ],
    "adopted_plan": [{"id": "p", "action": "a", "name": "Tak", "by_year": {"2026": 30 * MILLION}}],
}


def funded_plan(**changes: Any) -> Plan:
    """Return the plan with changes: ``sources__g__probability=None`` takes a field of a row away."""
    document = copy.deepcopy(DOCUMENT)
    for address, value in changes.items():
        if "__" not in address:
            document[address] = value
            continue
        table, row, field = address.split("__", 2)
        target = document["settings"] if table == "settings" else next(r for r in document[table] if r["id"] == row)
        if value is None:
            target.pop(field, None)
        else:
            target[field] = value
    return read_document(document)[0]
