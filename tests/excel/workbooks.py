"""Small plans and ways to spoil their workbooks, for the tests of the reader."""

from __future__ import annotations

import io
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from finmodel.errors import InputError, Issue
from finmodel.excel.reader import read_workbook_with_issues
from finmodel.excel.writer import workbook_bytes
from finmodel.i18n.catalogue import Language
from finmodel.i18n.issues import render
from finmodel.model.document import read_document
from finmodel.model.plan import Plan

DOCUMENT: dict[str, Any] = {
    "settings": {
        "municipality": "Provköping",
        "municipality_code": "0099",
        "first_year": 2025,
        "last_year": 2045,
        "base_year": 2026,
        "price_year": 2026,
        "inflation": {"value": 0.02, "by_year": {"2027": 0.015}},
        "financial_discount_rate": 0.035,
    },
    "organisations": [
        {"id": "tn", "name": "Tekniska nämnden", "kind": "committee"},
        {"id": "bostad", "name": "Bostadsbolaget", "kind": "company"},
    ],
    "sectors": [{"id": "energi", "name": "Energi"}],
    "price_categories": [{"id": "el", "name": "El", "real_escalation": 0.01}],
    "actions": [
        {
            "id": "led",
            "name": "LED-belysning",
            "owner": "tn",
            "sector": "energi",
            "opex_change": -50000,
            "reduction_tonnes": {"value": 120, "by_year": {"2028": 60}},
            "capex_split": {"tn": 0.6, "bostad": 0.4},
            "ramp": [0.5, 1],
        },
        {"id": "sol", "name": "Solceller", "owner": "bostad", "status": "decided"},
    ],
    "investments": [
        {"id": "led-1", "action": "led", "name": "Armaturer", "economic_life_years": 20, "by_year": {"2026": 2010000}},
        {"id": "sol-1", "action": "sol", "economic_life_years": 30, "amount": 5000000, "start_year": 2027},
    ],
    "benefits": [
        {"id": "led-el", "action": "led", "kind": "saving", "name": "El", "amount": 400000, "price_category": "el"}
    ],
    "risks": [{"id": "r1", "action": "led", "text": "Dyrare armaturer", "likelihood": "medium"}],
    "evidence": [
        {"id": "u1", "action": "led", "quantity": "capex", "source": "Offert", "low": 1900000, "high": 2200000}
    ],
}


def small_plan() -> Plan:
    """Return a small valid plan."""
    return read_document(DOCUMENT)[0]


@cache
def _small_workbook(language: Language) -> bytes:
    return workbook_bytes(small_plan(), language=language)


def spoilt(change: Callable[[openpyxl.Workbook], object], *, language: Language = "sv") -> bytes:
    """Return the small plan's workbook after somebody has changed it."""
    book = openpyxl.load_workbook(io.BytesIO(_small_workbook(language)))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cell(sheet: Worksheet, row: int, key: str) -> Any:
    """Return the cell of a data row (1 is the first) and a column key."""
    for header in sheet[1]:
        if header.value == key:
            return sheet.cell(5 + row, header.column)
    raise AssertionError(f"no column {key} in {sheet.title}")


def refused(data: bytes) -> tuple[Issue, ...]:
    """Read a workbook that must be refused; return its issues, each of which must have its sentence."""
    try:
        read_workbook_with_issues(data)
    except InputError as error:
        for issue in error.issues:
            assert "{" not in render(issue, "sv")
            assert "{" not in render(issue, "en")
        return error.issues
    raise AssertionError("the workbook was read")


FUNDING: dict[str, Any] = {
    "sources": [
        {"id": "ram", "name": "Investeringsram", "kind": "own_investment_frame", "certainty": "secured"},
        {
            "id": "kliv",
            "name": "Klimatbidrag",
            "kind": "grant_national",
            "provider": "staten",
            "programme": "=myndighet",
            "certainty": "applied",
            "probability": 0.4,
            "first_year": 2026,
            "last_year": 2030,
            "eligible_sectors": ["energi", "transport"],
            "eligible_owner_kinds": ["company", "committee"],
            "minimum_kg_per_krona": 0.0005,
            "share": 0.5,
            "eligible_share": 0.8,
            "aid_intensity": 0.7,
            "cap_per_action": 1500000,
            "cap_per_year": {"value": 2000000, "by_year": {"2027": 500000}},
            "cap_total": 4000000,
            "paid_during": 0.75,
        },
        {
            "id": "lån",
            "name": "Grönt lån",
            "kind": "green_loan",
            "certainty": "identified",
            "probability": 0.9,
            "loan_form": "straight_line",
            "term_years": 20,
            "grace_years": 2,
            "interest_rate": {"value": 0.032, "by_year": {"2026": 0.03}},
            "guarantee_fee": 0.004,
            "illustrative": True,
        },
        {
            "id": "ton",
            "name": "Ersättning per ton",
            "kind": "results_based",
            "provider": "staten",
            "payment_per_tonne": 250,
        },
    ],
    "funding": [
        {"id": "led-bidrag", "action": "led", "source": "kliv", "position": 1},
        {"id": "led-ram", "action": "led", "source": "ram", "position": 2, "by_year": {"2026": 300000}},
        {"id": "led-rest", "action": "led", "source": "lån", "position": 3, "rest": True, "certainty": "secured"},
        {"id": "bolag", "owner": "bostad", "source": "lån", "position": 1, "share": 0.333333333333333},
        {"id": "klara", "status": "done", "source": "ram", "position": 1, "share": 1},
        {"id": "alla", "source": "ram", "position": 5, "rest": True, "illustrative": True},
    ],
    "frames": [
        {
            "id": "r-tn",
            "source": "ram",
            "organisation": "tn",
            "name": "Klimat",
            "by_year": {"2026": 1e6, "2027": 2.1e6},
        },
        {"id": "r-alla", "source": "ram", "by_year": {"2028": 5e6}, "reference": "KF 2025-11-24"},
    ],
    "internal_rents": [
        {"id": "hyra", "action": "led", "payer": "tn", "receiver": "bostad", "share": 0.95},
        {
            "id": "avtal",
            "action": "sol",
            "payer": "tn",
            "receiver": "staten",
            "basis": "amount",
            "amount": {"value": 90000, "by_year": {"2029": 95000}},
            "price_category": "el",
        },
    ],
    "ordinary_budget": [
        {
            "id": "b2027",
            "year": 2027,
            "result": -12500000,
            "depreciation": 1e8,
            "net_investment": 3e8,
            "loan_debt": 2.5e9,
            "taxes_and_grants": 4e9,
            "population": 48123,
            "result_target": 0.02,
            "self_financing_target": 0.6,
            "debt_ceiling": 3e9,
            "debt_per_inhabitant_ceiling": 62000,
            "investment_frame": 3.5e8,
        },
        {"id": "k2027", "level": "group", "year": 2027, "debt_per_inhabitant_ceiling": 110000.5},
    ],
    "adopted_plan": [
        {
            "id": "p1",
            "project_number": "0012",
            "name": "Belysning",
            "organisation": "tn",
            "action": "led",
            "by_year": {"2026": 1.5e6},
        },
    ],
}
"""Sources, mixes, frames, rents, an ordinary budget and an adopted plan for the small plan."""


def funding_document() -> dict[str, Any]:
    """Return the small document with everything that came with schema version 3."""
    document = deepcopy({**DOCUMENT, **FUNDING})
    document["settings"].update(
        internal_interest={"value": 0.025, "by_year": {"2027": 0.0275}}, capital_cost_method="real_annuity"
    )
    document["organisations"] += [
        {"id": "finans", "name": "Finansförvaltningen", "kind": "finance_unit"},
        {"id": "staten", "name": "Staten", "kind": "state"},
    ]
    document["sectors"] += [{"id": "transport", "name": "Transporter, till land"}]
    document["actions"][0].update(fund_running_cost=True, activation="2027-07", replaced_book_value=125000)
    return document


def funding_plan() -> Plan:
    """Return the plan of :func:`funding_document`."""
    return read_document(funding_document())[0]


ENERGY: dict[str, Any] = {
    "carriers": [
        {
            "id": "el",
            "name": "El",
            "price": {"value": 1.1, "by_year": {"2027": 0.95}},
            "price_category": "el",
            "emission_factor": {"value": 0.026, "by_year": {"2030": 0}},
        },
        {"id": "diesel", "name": "Diesel", "price": 1.4, "emission_factor": 0.267, "carbon_price": 1350},
        {"id": "pellets", "name": "Pellets", "price": {"value": None}, "notes": "Priset är inte upphandlat"},
    ],
    "pools": [{"id": "bilar", "name": "Bilar", "tonnes": {"value": 4000, "by_year": {"2030": 3200.5}}}],
    "energy_changes": [
        {"id": "buss-diesel", "action": "buss", "carrier": "diesel", "kwh": {"value": -1234567.8}},
        {"id": "buss-el", "action": "buss", "carrier": "el", "kwh": {"value": 400000, "by_year": {"2031": 350000}}},
        {"id": "pool-el", "action": "pool", "carrier": "el", "kwh": {"value": None}},
        {"id": "pool-diesel", "action": "pool", "carrier": "diesel"},
    ],
    "parameters": [
        {
            "id": "kalkyl",
            "name": "Kalkylränta",
            "used_for": "financial_discount_rate",
            "value": 0.035,
            "unit": "andel",
            "source": "Finansavdelningen 2026",
            "status": "sourced",
        },
        {
            "id": "elpris",
            "name": "Elpris 2027",
            "used_for": "carrier_price",
            "carrier": "el",
            "year": 2027,
            "value": 0.8,
            "unit": "kr/kWh",
            "source": "Prognos 2019",
            "status": "dated",
        },
        {"id": "co2", "name": "Koldioxidvärde", "used_for": "carbon_value", "source": "ASEK", "status": "missing"},
        {
            "id": "real",
            "name": "Real elprisutveckling",
            "used_for": "real_escalation",
            "price_category": "el",
            "value": 0.01,
            "unit": "andel",
            "status": "to_be_confirmed",
            "illustrative": True,
            "notes": "=antagande",
        },
        {"id": "faktor", "name": "Utsläppsfaktor", "value": 0.3, "unit": "kg/kWh", "status": "to_be_confirmed"},
    ],
}
"""Energy carriers, emission pools, energy changes and parameters, for two actions more."""


def energy_document() -> dict[str, Any]:
    """Return the small document with everything that came with schema version 2."""
    document = deepcopy({**DOCUMENT, **ENERGY})
    document["settings"].update(social_discount_rate=0.035, carbon_value={"value": 2000, "by_year": {"2030": 2500}})
    document["actions"] += [
        {
            "id": "buss",
            "name": "Elbussar",
            "owner": "tn",
            "opex_change": 0,
            "reduction_tonnes": 10,
            "pool": "bilar",
            "pool_share": {"value": 0.1, "by_year": {"2029": 0.125}},
            "priority": 1,
            "effect_start": 2028,
        },
        {"id": "pool", "name": "Bilpool", "owner": "tn", "pool": "bilar", "pool_share": {"value": None}},
    ]
    document["investments"].append(
        {
            "id": "buss-1",
            "action": "buss",
            "asset_type": "equipment",
            "economic_life_years": 12,
            "amount": 9_000_000,
            "start_year": 2027,
        }
    )
    return document


def energy_plan() -> Plan:
    """Return the plan of :func:`energy_document`."""
    return read_document(energy_document())[0]
