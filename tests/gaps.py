"""Small plans with an inventory, a reference path and targets, for what closes a gap and what a delay costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["CO2E", "with_emissions"]

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
