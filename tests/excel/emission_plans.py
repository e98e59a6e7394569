"""The small plan with inventory, population, reference paths and targets of every kind, for their sheets and checks."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.excel.workbooks import DOCUMENT

__all__ = ["emission_document", "emission_plan"]

INVENTORY: list[dict[str, Any]] = [
    {"id": f"{year}-{sector or 'allt'}", "gas": "co2e", "year": year, "sector": sector, "tonnes": tonnes}
    for sector, by_year in (
        (None, {1990: 900_000, 2019: 612_345.678, 2020: 590_000, 2021: 600_000, 2022: 580_000, 2023: 550_000}),
        ("transport", {2021: 250_000, 2022: 240_000, 2023: 231_000.5}),
    )
    for year, tonnes in by_year.items()
]
EMISSIONS: dict[str, Any] = {
    "carriers": [
        {"id": "el", "name": "El", "price": 1.1, "emission_factor": {"value": 0.026, "by_year": {"2030": 0.01}}},
        {"id": "diesel", "name": "Diesel", "price": 1.4, "emission_factor": 0.267},
    ],
    "emissions": [
        *({key: value for key, value in row.items() if value is not None} for row in INVENTORY),
        {"id": "k22", "perspective": "consumption", "gas": "co2e", "year": 2022, "tonnes": 480_000, "reference": "SEI"},
        {"id": "o22-1", "perspective": "organisation", "gas": "co2", "scope": "scope_1", "year": 2022, "tonnes": 2100},
        {
            "id": "o22-2",
            "perspective": "organisation",
            "gas": "co2",
            "scope": "scope_2",
            "year": 2022,
            "tonnes": 0,
            "illustrative": True,
            "notes": "=okänt",
        },
    ],
    "population": [
        {"id": "2022", "year": 2022, "inhabitants": 59_000, "reference": "SCB"},
        {"id": "2035", "year": 2035, "inhabitants": 64_500, "illustrative": True},
    ],
    "baselines": [
        {"id": "ref", "gas": "co2e", "kind": "linear_trend", "trend_first": 2019, "trend_last": 2023},
        {
            "id": "ref-t",
            "gas": "co2e",
            "sector": "transport",
            "kind": "carriers",
            "carrier_split": {"diesel": 0.9, "el": 0.1},
        },
        {
            "id": "ref-k",
            "perspective": "consumption",
            "gas": "co2e",
            "kind": "explicit",
            "tonnes": {"value": 300_000, "by_year": {"2030": 400_000.25, "2040": 350_000}},
            "reference": "Prognos 2024",
        },
        {"id": "ref-o", "perspective": "organisation", "gas": "co2", "kind": "constant_rate", "yearly_cut": 0.0225},
    ],
    "targets": [
        {
            "id": "m30",
            "name": "Minus 70 % från 2022 till 2030",
            "gas": "co2e",
            "kind": "percent_vs_base",
            "base_year": 2022,
            "year": 2030,
            "reduction": 0.7,
            "stated_reduction": 0.65,
            "stated_tonnes": 195_257,
        },
        {
            "id": "m45",
            "name": "Nettonoll 2045",
            "gas": "co2e",
            "kind": "net_zero",
            "base_year": 1990,
            "year": 2045,
            "residual_share": 0.15,
        },
        {
            "id": "k35",
            "name": "3 ton per person",
            "perspective": "consumption",
            "gas": "co2e",
            "kind": "per_capita",
            "year": 2035,
            "tonnes_per_inhabitant": 3.25,
            "path": "geometric",
        },
        {
            "id": "o",
            "name": "=minus 16 % om året",
            "perspective": "organisation",
            "gas": "co2",
            "kind": "annual_rate",
            "base_year": 2022,
            "reduction": 0.16,
        },
        {
            "id": "t40",
            "name": "Transporter",
            "gas": "co2e",
            "sector": "transport",
            "kind": "absolute",
            "base_year": 2021,
            "year": 2040,
            "tonnes": 25_000,
            "removals_up_to": 0.05,
        },
        {
            "id": "b",
            "name": "Koldioxidbudget",
            "gas": "co2e",
            "kind": "budget",
            "base_year": 2023,
            "tonnes": 2_760_000,
            "used_share": 0.2,
            "used_until": 2023,
            "reference": "KF 2023",
            "illustrative": True,
        },
    ],
}
"""An inventory of three perspectives, paths of every kind but the flat one, and a target of every kind."""


def emission_document() -> dict[str, Any]:
    """Return the small document with everything that came with schema version 5."""
    document = deepcopy({**DOCUMENT, **EMISSIONS})
    document["sectors"].append({"id": "transport", "name": "Transporter"})
    document["actions"][0].update(effect_on=["territorial", "organisation"], co2_share=0.85)
    document["actions"][1].update(for_climate=False)
    return document


def emission_plan() -> Plan:
    """Return the plan of :func:`emission_document`."""
    return read_document(emission_document())[0]
