"""Small plans with an inventory, a reference path and targets, for what closes a gap and what a delay costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from tests.small_plans import BASE, small_document

__all__ = ["CO2E", "two_sectors", "with_emissions"]

CO2E = ("territorial", "co2e")
"""The measure of the tables."""

Row = Mapping[str, Any]


def with_emissions(document: dict[str, Any], *targets: Row, tonnes: float = 1000.0) -> dict[str, Any]:
    """Return the document with 1000 t a year from 2025 on and some territorial targets in CO2e, ids t0, t1 …"""
    rows = [{"id": f"t{at}", "name": f"Mål {at}", "gas": "co2e", **row} for at, row in enumerate(targets)]
    return {
        **document,
        "emissions": [{"id": "e", "gas": "co2e", "year": 2025, "tonnes": tonnes}],
        "baselines": [{"id": "b", "gas": "co2e", "kind": "flat"}],
        "targets": rows,
    }


def two_sectors(*tonnes: tuple[str, str, float], level: float = 400) -> Plan:
    """Return a plan of 100 t in heat and 900 t in roads, with actions by id, sector and what they reduce a year."""
    costs: list[dict[str, Any]] = [
        {"action": name, "amount": place, "start_year": BASE} for place, (name, _, _) in enumerate(tonnes, 1)
    ]
    actions: list[dict[str, Any]] = [
        {"id": name, "sector": sector, "reduction_tonnes": amount, "opex_change": 0, "effect_start": BASE}
        for name, sector, amount in tonnes
    ]
    for row, amount in zip(costs, tonnes, strict=True):
        row["amount"] *= amount[2]  # dearer by the tonne: the order is that of the arguments
    document = small_document(None, costs, actions=actions, last_year=2030, residual_values=False)
    document["sectors"] = [{"id": "heat", "name": "Värme"}, {"id": "road", "name": "Väg"}]
    document["emissions"] = [
        {"id": name, "gas": "co2e", "sector": name, "year": 2025, "tonnes": amount}
        for name, amount in (("heat", 100), ("road", 900))
    ]
    document["baselines"] = [{"id": "b", "gas": "co2e", "kind": "flat"}]
    document["targets"] = [{"id": "t", "name": "M", "gas": "co2e", "kind": "absolute", "year": 2030, "tonnes": level}]
    return read_document(document)[0]
