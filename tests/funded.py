"""A small plan with funding and accounts whose every figure can be checked by hand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan

__all__ = ["funded_document", "funded_plan"]

_DOCUMENT: dict[str, Any] = {
    "schema_version": 3,
    "settings": {
        "municipality": "Provköping",
        "title": "Finansieringsprov",
        "first_year": 2025,
        "last_year": 2040,
        "base_year": 2026,
        "price_year": 2026,
        "inflation": 0.0,
        "financial_discount_rate": 0.04,
        "social_discount_rate": 0.035,
        "internal_interest": 0.025,
        "display_unit": "tkr",
    },
    "organisations": [
        {"id": "tek", "name": "Tekniska nämnden", "kind": "committee"},
        {"id": "fin", "name": "Finansförvaltningen", "kind": "finance_unit"},
        {"id": "bol", "name": "Bostadsbolaget", "kind": "company"},
        {"id": "stat", "name": "Staten", "kind": "state"},
    ],
    "actions": [
        {"id": "a", "name": "Lampor", "owner": "tek", "opex_change": -5000, "reduction_tonnes": 1, "priority": 1},
        {
            "id": "b",
            "name": "Fönster",
            "owner": "bol",
            "capex_split": {"tek": 0.4, "bol": 0.6},
            "opex_change": 0,
            "reduction_tonnes": 1,
        },
        {"id": "c", "name": "Okänd", "owner": "tek"},
    ],
    "investments": [
        {"id": "ia", "action": "a", "economic_life_years": 10, "by_year": {"2026": 100_000, "2027": 50_000}},
        {"id": "ib", "action": "b", "economic_life_years": 20, "amount": 200_000, "start_year": 2027},
    ],
    "sources": [
        {
            "id": "g",
            "name": "Klimatbidraget",
            "kind": "grant_national",
            "provider": "stat",
            "certainty": "applied",
            "probability": 0.25,
            "share": 0.5,
            "cap_total": 80_000,
            "paid_during": 0.7,
        },
        {
            "id": "l",
            "name": "Gröna lånet",
            "kind": "green_loan",
            "certainty": "secured",
            "loan_form": "straight_line",
            "term_years": 5,
            "interest_rate": 0.03,
            "fee_share": 0.01,
            "guarantee_fee": 0.004,
            "illustrative": True,
        },
        {"id": "o", "name": "Ramen", "kind": "own_investment_frame", "certainty": "secured", "provider": "tek"},
        {
            "id": "x",
            "name": "Vilande stöd",
            "kind": "grant_eu",
            "provider": "stat",
            "certainty": "identified",
            "probability": 0.1,
        },
    ],
    "funding": [
        {"id": "1", "action": "a", "source": "g", "position": 1},
        {"id": "2", "action": "a", "source": "o", "position": 2, "rest": True},
        {"id": "3", "action": "b", "source": "g", "position": 1},
        {"id": "4", "action": "b", "source": "l", "position": 2, "share": 0.4},
    ],
    "frames": [{"id": "f", "source": "o", "organisation": "tek", "by_year": {"2026": 40_000, "2027": 40_000}}],
    "adopted_plan": [{"id": "p", "action": "a", "organisation": "tek", "by_year": {"2026": 30_000}}],
    "internal_rents": [{"id": "r", "action": "a", "payer": "bol", "receiver": "tek"}],
    "ordinary_budget": [
        {
            "id": "2027",
            "year": 2027,
            "result": 100_000,
            "depreciation": 50_000,
            "net_investment": 200_000,
            "loan_debt": 1_000_000,
            "taxes_and_grants": 5_000_000,
            "population": 100,
            "result_target": 0.02,
            "self_financing_target": 0.4,
            "debt_ceiling": 1_020_000,
        }
    ],
}


def funded_document(**settings: Any) -> dict[str, Any]:
    """Return a plan: a committee's lamps with grant and frame, and windows that it shares with a company.

    Without inflation. Uses: a 100 000 in 2026 and 50 000 in 2027; b 200 000 in 2027 (80 000 the committee's, 120 000
    the company's). The grant of a is half, 75 000; of its 80 000 in all 5 000 are left for b. The frame pays 40 000 of
    the 50 000 that a wants in 2026 and the 25 000 of 2027; the loan pays 80 000 of b. Gap: 10 000 in 2026 and
    115 000 in 2027.
    """
    document = deepcopy(_DOCUMENT)
    document["settings"].update(settings)
    return document


def funded_plan(**settings: Any) -> Plan:
    """Return the plan of :func:`funded_document`."""
    return read_document(funded_document(**settings))[0]
