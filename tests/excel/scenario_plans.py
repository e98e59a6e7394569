"""The funding plan with scenarios of every operation, for the tests of their sheets."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.excel.workbooks import funding_document

__all__ = ["MIXES", "SCENARIOS", "scenario_document", "scenario_plan"]

SCENARIOS: list[dict[str, Any]] = [
    {"id": "beslutat", "name": "Endast [beslutat]: kommunens/bolagens '26", "illustrative": True},
    {"id": "allt", "name": "Allt", "mix_reach": "all", "description": "=SUMMA(A1)\nVad kostar allt?"},
    {"id": "sent", "name": "Sent", "builds_on": "beslutat"},
]
CHANGES: dict[str, list[dict[str, Any]]] = {
    "beslutat": [{"operation": "leave_out", "statuses": ["idea", "prepared"], "notes": "@beslut"}],
    "allt": [
        {"operation": "set", "field": "investments.amount", "rows": ["sol-1"], "number": 2_500_000},
        {"operation": "scale", "field": "benefits.amount", "actions": ["led"], "factor": 1.2, "of_kind": "saving"},
        {"operation": "add", "field": "settings.financial_discount_rate", "number": 0.0125},
        {"operation": "set", "field": "settings.carbon_price", "by_year": {"2030": 900.5}},
        {"operation": "set", "field": "actions.opex_change", "sectors": ["energi"], "by_year": {"2029": -61_000}},
        {"operation": "set", "field": "sources.interest_rate", "rows": ["lån"], "by_year": {"2027": 0.035}},
        {"operation": "set", "field": "sources.minimum_kg_per_krona", "rows": ["kliv"], "number": 0.00025},
        {"operation": "set", "field": "sources.term_years", "rows": ["lån"], "number": 25},
        {"operation": "set", "field": "sources.guarantee_fee", "rows": ["lån"], "text": "-"},
        {"operation": "set", "field": "sources.eligible_owner_kinds", "all_rows": True, "text": "company; committee"},
        {"operation": "set", "field": "actions.capex_split", "actions": ["led"], "text": "bostad=0.25; tn=0.75"},
        {"operation": "set", "field": "actions.opex_split", "actions": ["led"], "text": "bostad=1"},
        {"operation": "set", "field": "actions.ramp", "actions": ["led"], "text": "0.125; 1"},
        {"operation": "set", "field": "actions.status", "owners": ["tn"], "text": "ongoing"},
        {"operation": "set", "field": "actions.fund_running_cost", "all_rows": True, "text": "false"},
        {"operation": "set", "field": "actions.owner", "actions": ["led"], "text": "bostad"},
        {"operation": "set", "field": "actions.activation", "actions": ["led"], "text": "2028-01"},
        {"operation": "move", "actions": ["sol"], "years": 1},
    ],
    "sent": [
        {"operation": "include", "actions": ["led"]},
        {"operation": "move", "actions": ["sol"], "start_year": 2029},
        {"operation": "move", "actions": ["sol"], "years": -1, "again": True},
    ],
}
MIXES: list[dict[str, Any]] = [
    {"id": "m1", "scenario": "beslutat", "owner": "bostad", "source": "ram", "position": 1, "rest": True},
    {"id": "m2", "scenario": "allt", "action": "led", "source": "kliv", "position": 1, "share": 0.4},
    {"id": "m3", "scenario": "allt", "action": "led", "source": "ram", "position": 2, "by_year": {"2026": 250_000}},
    {"id": "m4", "scenario": "allt", "source": "lån", "position": 1, "rest": True, "notes": "+nytt lån"},
]


def scenario_document(unit: str = "mnkr") -> dict[str, Any]:
    """Return the funding document with everything that came with schema version 4."""
    document = deepcopy(funding_document())
    document["settings"] |= {"display_unit": unit, "carbon_price": 500}
    document["scenarios"] = deepcopy(SCENARIOS)
    document["scenario_changes"] = [
        {"id": f"{scenario}-{place}", "scenario": scenario, **change}
        for scenario, changes in CHANGES.items()
        for place, change in enumerate(deepcopy(changes), start=1)
    ]
    document["scenario_funding"] = deepcopy(MIXES)
    return document


def scenario_plan(unit: str = "mnkr") -> Plan:
    """Return the plan of :func:`scenario_document`."""
    return read_document(scenario_document(unit))[0]
