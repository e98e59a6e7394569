"""A small plan with everything that society, pools, carriers, split incentives, ranges and parameters need."""

from __future__ import annotations

from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan

__all__ = ["DOCUMENT", "energy_plan"]

DOCUMENT: dict[str, Any] = {
    "schema_version": 2,
    "settings": {
        "municipality": "Provköping",
        "municipality_code": "0099",
        "title": "Prov med energi",
        "first_year": 2025,
        "last_year": 2045,
        "base_year": 2026,
        "price_year": 2026,
        "inflation": 0.02,
        "financial_discount_rate": 0.04,
        "social_discount_rate": 0.035,
        "carbon_value": 7000,
    },
    "organisations": [
        {"id": "fn", "name": "Fastighetsnämnden", "kind": "committee"},
        {"id": "bo", "name": "Bostadsbolaget", "kind": "company"},
        {"id": "hh", "name": "Hushållen", "kind": "household"},
    ],
    "sectors": [{"id": "byggnad", "name": "Byggnader"}, {"id": "resor", "name": "Resor"}],
    "price_categories": [{"id": "energi", "name": "Energi", "real_escalation": 0.01}],
    "carriers": [
        {"id": "el", "name": "El", "price": 1.2, "price_category": "energi", "emission_factor": 0.05},
        {
            "id": "gas",
            "name": "Naturgas",
            "price": 0.9,
            "emission_factor": 0.2,
            "carbon_price": {"value": 800, "by_year": {"2025": 500}},
        },
    ],
    "pools": [{"id": "varme", "name": "Uppvärmning", "tonnes": {"value": 2000, "by_year": {"2040": 1500}}}],
    "actions": [
        {
            "id": "renovera",
            "name": "Renovera flerbostadshus",
            "owner": "fn",
            "sector": "byggnad",
            "pool": "varme",
            "priority": 1,
            "opex_split": {"bo": 1},
        },
        {"id": "pump", "name": "Värmepumpar", "owner": "bo", "sector": "byggnad", "pool": "varme", "pool_share": 0.8},
        {"id": "buss", "name": "Elbussar", "owner": "fn", "sector": "resor", "reduction_tonnes": 300},
        {
            "id": "vag",
            "name": "Ny väg",
            "owner": "fn",
            "sector": "resor",
            "opex_change": 100000,
            "reduction_tonnes": -50,
            "effect_start": 2027,
        },
        {"id": "idé", "name": "Klimatkampanj", "owner": "fn"},
    ],
    "investments": [
        {
            "id": "r1",
            "action": "renovera",
            "name": "Isolering",
            "economic_life_years": 30,
            "amount": 40000000,
            "start_year": 2026,
            "asset_type": "standard_building",
        },
        {
            "id": "p1",
            "action": "pump",
            "economic_life_years": 20,
            "amount": 9000000,
            "start_year": 2027,
            "asset_type": "equipment",
        },
        {"id": "b1", "action": "buss", "economic_life_years": 12, "amount": 30000000, "start_year": 2027},
    ],
    "energy_changes": [
        {"id": "e1", "action": "renovera", "carrier": "gas", "kwh": -3000000},
        {"id": "e2", "action": "pump", "carrier": "el", "kwh": 500000},
    ],
    "benefits": [
        {"id": "s1", "action": "renovera", "kind": "saving", "name": "Hyra", "amount": 2500000, "receivers": {"bo": 1}},
        {"id": "i1", "action": "buss", "kind": "revenue", "name": "Biljetter", "amount": 400000, "payer": "hh"},
        {
            "id": "c1",
            "action": "buss",
            "kind": "co_benefit",
            "name": "Buller",
            "amount": 200000,
            "receivers": {"hh": 1},
        },
        {"id": "s2", "action": "buss", "kind": "saving", "name": "Underhåll", "amount": 6000000},
    ],
    "evidence": [
        {"id": "u1", "action": "renovera", "quantity": "capex", "source": "Offert", "low": 35000000, "high": 50000000},
        {"id": "u2", "action": "buss", "quantity": "reduction_tonnes", "illustrative": True, "low": 200, "high": 350},
        {"id": "u3", "action": "pump", "quantity": "pool_share", "source": "Förstudie", "quality": "C"},
        {"id": "u4", "quantity": "inflation", "source": "Riksbanken, mål"},
    ],
    "parameters": [
        {
            "id": "p-ranta",
            "name": "Kalkylränta enligt budget",
            "used_for": "financial_discount_rate",
            "value": 0.04,
            "unit": "andel",
            "source": "Budget 2026",
            "status": "sourced",
        },
        {
            "id": "p-el",
            "name": "Elpris ur gammal studie",
            "used_for": "carrier_price",
            "carrier": "el",
            "value": 1.2,
            "unit": "kr/kWh",
            "source": "Studie 2015",
            "status": "dated",
        },
        {
            "id": "p-gas",
            "name": "Gaspris att bekräfta",
            "used_for": "carrier_price",
            "carrier": "gas",
            "value": 0.9,
            "unit": "kr/kWh",
            "status": "to_be_confirmed",
            "illustrative": True,
        },
        {"id": "p-saknas", "name": "Internränta 2027", "year": 2027, "unit": "andel", "status": "missing"},
    ],
}


def energy_plan(**settings: Any) -> Plan:
    """Return the plan, with other settings where given (None leaves one out)."""
    own = {name: value for name, value in {**DOCUMENT["settings"], **settings}.items() if value is not None}
    return read_document({**DOCUMENT, "settings": own})[0]
