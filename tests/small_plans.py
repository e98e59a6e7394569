"""Small plans, written in a line or two, for tests that want one claim and nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from finmodel.model.document import read_document
from finmodel.model.plan import Plan

__all__ = ["BASE", "flow_plan", "small_document", "small_plan"]

BASE = 2026

Row = Mapping[str, Any]


def small_document(
    action: Row | None = None,
    investments: Sequence[Row] = (),
    benefits: Sequence[Row] = (),
    *,
    actions: Sequence[Row] | None = None,
    organisations: Sequence[Row] = ({"id": "nämnd", "kind": "committee"},),
    categories: Sequence[Row] = (),
    **settings: Any,
) -> dict[str, Any]:
    """Return a document: one action "a" (or ``actions``) of "nämnd", no inflation, rate 0, from BASE on.

    Rows of investments and benefits belong to "a" unless they say otherwise; ids and names are filled in.
    """
    rows = [{"id": "a", **(action or {})}] if actions is None else actions
    owner = organisations[0]["id"]
    return {
        "settings": {
            "municipality": "Kommun",
            "first_year": BASE,
            "base_year": BASE,
            "price_year": BASE,
            "inflation": 0,
            "financial_discount_rate": 0,
            **settings,
        },
        "organisations": [{"name": row["id"], **row} for row in organisations],
        "price_categories": [{"name": row["id"], **row} for row in categories],
        "actions": [{"name": row["id"], "owner": owner, **row} for row in rows],
        "investments": [
            {"id": f"i{number}", "action": "a", "economic_life_years": 30, **row}
            for number, row in enumerate(investments)
        ],
        "benefits": [
            {"id": f"b{number}", "action": "a", "kind": "saving", **row} for number, row in enumerate(benefits)
        ],
    }


def small_plan(*parts: Any, **more: Any) -> Plan:
    """Return the plan of :func:`small_document`."""
    return read_document(small_document(*parts, **more))[0]


def flow_plan(flows: Sequence[float], rate: float | None = 0.0, **settings: Any) -> Plan:
    """Return a plan whose net flow from BASE on is ``flows``: outlays are investments, the rest savings."""
    years = [str(BASE + offset) for offset in range(len(flows))]
    outlays = {year: -flow for year, flow in zip(years, flows, strict=True) if flow < 0}
    inflows = {year: flow for year, flow in zip(years, flows, strict=True) if flow > 0}
    return small_plan(
        {"opex_change": 0, "effect_start": BASE},
        [{"by_year": outlays}] if outlays else [],
        [{"amount": {"by_year": inflows}}] if inflows else [],
        last_year=BASE + len(flows) - 1,
        financial_discount_rate=rate,
        residual_values=False,
        **settings,
    )
