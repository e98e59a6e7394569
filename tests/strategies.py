"""Hypothesis strategies: valid plans that leave no corner of the schema out.

``documents()`` gives what ``json.loads`` gives, ``plans()`` the plan that is read from it. Nothing is filtered
away: every document is built so that it is valid (of scenarios, what does not fit is dropped). ``is_plain`` leaves
out what no figure of an action comes from (texts, risks, evidence, parameters, emissions, targets), so that
thousands of plans can be drawn; ``is_funded`` says whether there are sources, mixes, frames, rents, an ordinary
budget and an adopted plan too; ``is_overlaid`` whether there are scenarios.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from finmodel.model.document import read_document
from finmodel.model.enums import (
    AssetType,
    Control,
    Direction,
    DisplayUnit,
    Level,
    OrganisationKind,
    ParameterStatus,
    ParameterUse,
    Quality,
    Quantity,
    Scope,
    Status,
    Timing,
)
from finmodel.model.migrate import SCHEMA_VERSION
from finmodel.model.plan import Plan
from tests.drawn import (
    DATES,
    KNOWN_FORMS,
    LONG_TEXTS,
    NOTHING,
    TEXTS,
    Document,
    among,
    amount,
    by_year,
    carbon_prices,
    either,
    factors,
    kwh,
    kwh_prices,
    long_texts,
    maybe,
    money,
    names,
    path,
    perhaps_path,
    pool_shares,
    pool_tonnes,
    rates,
    shares,
    texts,
    tonnes,
)
from tests.strategies_emissions import emit
from tests.strategies_funding import fund, fund_in_words, one_finance_unit
from tests.strategies_scenarios import fitting, overlay

__all__ = ["documents", "plans"]


def _settings(draw: DrawFn, longest: int) -> tuple[Document, range, range]:
    first = draw(st.integers(2020, 2030))
    sunk = draw(among(0, 0, 0, 1, 3))
    base = first + sunk
    last = base + draw(either(among(0, 1, 5, 10), st.integers(0, longest)))
    price = draw(st.one_of(st.just(base), st.integers(first - 4, first + 2), st.integers(last - 1, last + 4)))
    timing = draw(among(*Timing))
    stop = last + (0 if timing is Timing.START else 1)
    indexed = range(min(first, price), max(stop, price))
    priced = range(min(first, price), last + 1)
    years, discounted = range(first, last + 1), range(base, stop)
    settings: Document = {
        "municipality": "Kommun",
        "first_year": first,
        "last_year": last,
        "base_year": base,
        "price_year": price,
        "timing": str(timing),
        "inflation": path(draw, priced, indexed, rates()),
        "residual_values": draw(st.booleans()),
        "financial_discount_rate": perhaps_path(draw, years, discounted, rates(), "ffffnup"),
        "social_discount_rate": perhaps_path(draw, years, discounted, rates(), "fffffffnup"),
        "carbon_value": perhaps_path(draw, years, years, carbon_prices(), "ffffffnup"),
        "carbon_price": perhaps_path(draw, years, years, carbon_prices(), "ffffnup"),
    }
    for field in ("mirr_finance_rate", "mirr_reinvestment_rate"):
        if draw(st.integers(0, 3)) == 0:
            settings[field] = path(draw, years, discounted, rates())
    return {key: value for key, value in settings.items() if value is not None}, years, indexed


def _spread(draw: DrawFn, years: range) -> Document:
    """The money of a component: blank, an amount over years, explicit years, or both in agreement."""
    start = draw(among(*years))
    length = draw(st.integers(1, min(3, years.stop - start)))
    end = start + length - 1
    form = draw(among(*("amount",) * 9, *("years",) * 4, *("both",) * 4, "zero", "unknown", "undated"))
    if form == "undated":
        return {}
    if form == "unknown":
        return {"start_year": start, "end_year": end}
    if form == "years":
        return {"by_year": {str(start): draw(money()), **by_year(draw, years, money(), 2)}}
    span: Document = {"start_year": start, **({"end_year": end} if length > 1 or draw(st.booleans()) else {})}
    if form == "zero":
        return {"amount": 0, **span}
    if form == "both" and length > 1:
        each = draw(st.integers(1, 1_000_000))
        shift = draw(st.integers(0, each))
        return {"amount": each * length, **span, "by_year": {str(start): each - shift, str(end): each + shift}}
    return {"amount": draw(money()), **span}


def _investment(draw: DrawFn, action: str, years: range, categories: Sequence[str], kind: str) -> Document:
    return {
        "action": action,
        "kind": kind,
        "economic_life_years": draw(either(st.integers(1, 8), among(15, 25, 40, 150))),
        "residual_share": draw(among(0, 0, 0, 0.1, 0.25, 1)),
        "price_category": draw(among(None, None, *categories)),
        **_spread(draw, years),
    }


def _benefit(
    draw: DrawFn, action: str, years: range, categories: Sequence[str], organisations: Sequence[str]
) -> Document:
    kind = draw(among("saving", "saving", "revenue", "co_benefit"))
    row: Document = {
        "action": action,
        "kind": kind,
        "amount": amount(draw, years, money(signed=kind == "co_benefit"), KNOWN_FORMS),
        "price_category": draw(among(None, *categories)),
    }
    if kind == "co_benefit" or draw(st.integers(0, 2)) == 0:
        row["receivers"] = shares(draw, organisations)
    if kind == "revenue":
        row["payer"] = draw(among(None, *organisations))
    return row


def _carrier(draw: DrawFn, name: str, years: range, categories: Sequence[str]) -> Document:
    return {
        "id": name,
        "name": "Bärare",
        "price": perhaps_path(draw, years, years, kwh_prices(), "fffffffffffnup"),
        "price_category": draw(among(None, *categories)),
        "emission_factor": perhaps_path(draw, years, years, factors(), "fffffffffffnup"),
        "carbon_price": perhaps_path(draw, years, years, carbon_prices(), "nnnnfffffup"),
    }


def _energy_change(draw: DrawFn, action: str, years: range, carriers: Sequence[str]) -> Document:
    return {
        "action": action,
        "carrier": draw(among(*carriers)),
        "kwh": amount(draw, years, kwh(), KNOWN_FORMS),
    }


def _pool(draw: DrawFn, name: str, years: range) -> Document:
    return {"id": name, "name": "Pott", "tonnes": path(draw, years, years, pool_tonnes())}


def _has_number(amount: Any) -> bool:
    return isinstance(amount, int | float) or (isinstance(amount, dict) and amount.get("value") is not None)


def _is_dated(row: Document) -> bool:
    return "start_year" in row or bool(row.get("by_year"))


def _is_known(row: Document) -> bool:
    return "amount" in row or bool(row.get("by_year"))


@dataclass(frozen=True)
class _Registers:
    """Ids that an action may refer to."""

    organisations: Sequence[str]
    categories: Sequence[str]
    carriers: Sequence[str]
    pools: Sequence[str]


@dataclass(frozen=True)
class _Parts:
    """The rows that belong to one action."""

    investments: list[Document]
    energy_changes: list[Document]
    benefits: list[Document]


def _parts(draw: DrawFn, action: str, years: range, registers: _Registers) -> _Parts:
    n_components = draw(among(1, 1, 2, 2, 3, 0))
    kinds = [draw(among("capex", "capex", "reference_capex")) for _ in range(n_components)]
    n_changes = draw(among(1, 0, 1, 2, 0, 3)) if registers.carriers else 0
    n_benefits = draw(among(0, 1, 1, 2))
    return _Parts(
        [_investment(draw, action, years, registers.categories, kind) for kind in kinds],
        [_energy_change(draw, action, years, registers.carriers) for _ in range(n_changes)],
        [_benefit(draw, action, years, registers.categories, registers.organisations) for _ in range(n_benefits)],
    )


def _action(draw: DrawFn, name: str, years: range, registers: _Registers, parts: _Parts) -> Document:
    capex = [row for row in parts.investments if row["kind"] == "capex"]
    row: Document = {
        "id": name,
        "name": "Åtgärd",
        "owner": draw(among(*registers.organisations)),
        "priority": draw(among(None, None, 1, 1, 2, 9999)),
        "opex_change": amount(draw, years, money(signed=True)),
        "opex_price_category": draw(among(None, *registers.categories)),
        "reduction_tonnes": amount(draw, years, tonnes()),
        "removal_tonnes": amount(draw, years, tonnes()) if draw(st.integers(0, 2)) == 0 else None,
        "ramp": draw(among((), (), (0.25, 0.5, 1), (0, 1), (1,), (0.333333333333333, 0.7), (0,))),
        "lifetime_years": maybe(draw, either(st.integers(1, 12), among(40, 150))),
        "reinvest": draw(st.booleans()),
        "carbon_priced": draw(among(0, 0, 0, 0, 0.3, 1)),
    }
    if registers.pools and draw(st.integers(0, 4)) < 4:
        row["pool"] = draw(among(registers.pools[0], *registers.pools))
        if draw(st.integers(0, 1)) == 0:
            row["pool_share"] = amount(draw, years, pool_shares(), KNOWN_FORMS)
    if draw(st.integers(0, 7)) == 7:
        row["included"] = False
    for split in ("capex_split", "opex_split"):
        if draw(st.integers(0, 2)) == 0:
            row[split] = shares(draw, registers.organisations)
    if capex and draw(st.integers(0, 2)) == 0:
        row["upfront_tonnes"] = draw(tonnes(signed=False))
    return {**row, **_effect(draw, row, capex, years, parts)}


def _effect(draw: DrawFn, row: Document, capex: list[Document], years: range, parts: _Parts) -> Document:
    """When the effects start: given where nothing else says it."""
    spent = any(each.get("amount") or any(each.get("by_year", {}).values()) for each in capex)
    follows = bool(capex) and (spent or not all(map(_is_known, capex))) and draw(st.integers(0, 2)) == 0
    start = draw(st.one_of(st.none(), st.none(), st.integers(years.start - 6, years.stop + 1), st.just(years.start)))
    if follows:
        return {"effect_follows": "capex"}
    if start is not None:
        return {"effect_start": start}
    amounts = [row.get(name) for name in ("opex_change", "reduction_tonnes", "removal_tonnes", "pool_share")]
    amounts += [each["kwh"] for each in parts.energy_changes] + [each["amount"] for each in parts.benefits]
    if not any(map(_is_dated, capex)) and any(map(_has_number, amounts)):
        return {"effect_start": draw(st.integers(years.start - 1, years.stop))}
    return {}


def _worded(draw: DrawFn, document: Document) -> None:
    """Give every row its texts and what else no figure comes from."""
    document["settings"] |= {
        "municipality": draw(texts(blank=False)),
        "municipality_code": draw(among("", "0980", "1")),
        "title": draw(texts()),
        "currency": draw(among("SEK", "SEK", "EUR")),
        "display_unit": str(draw(among(*DisplayUnit))),
        "notes": draw(long_texts()),
    }
    sectors = [row["id"] for row in document["sectors"]]
    for table in ("organisations", "sectors", "price_categories", "carriers", "pools", "actions"):
        for row in document[table]:
            row["name"] = draw(texts(blank=False))
    for table in ("investments", "benefits"):
        for row in document[table]:
            row["name"] = draw(among(*TEXTS))
    for table in ("organisations", "carriers", "pools", "actions", "investments", "energy_changes", "benefits"):
        for row in document[table]:
            row["notes"] = draw(among("", *LONG_TEXTS))
    for row in document["actions"]:
        row["description"] = draw(among("", *LONG_TEXTS))
        row["sector"] = draw(among(None, *sectors))
        row["scope"] = draw(among(None, *map(str, Scope)))
        row["status"] = str(draw(among(*Status)))
        row["control"] = draw(among(None, *map(str, Control)))
    for row in document["investments"]:
        row["asset_type"] = draw(among(None, *map(str, AssetType)))
    for row in document["benefits"]:
        if row["kind"] == "co_benefit" and row["amount"] is None:
            row["direction"] = draw(among(None, *map(str, Direction)))


def _risk(draw: DrawFn, actions: Sequence[str]) -> Document:
    return {
        "action": draw(among(None, *actions)),
        "text": draw(long_texts(blank=False)),
        "likelihood": draw(among(None, *map(str, Level))),
        "consequence": draw(among(None, *map(str, Level))),
        "mitigation": draw(long_texts()),
    }


def _evidence(draw: DrawFn, actions: Sequence[str]) -> Document:
    numbers = either(NOTHING, money(signed=True))
    low, high = draw(numbers), draw(numbers)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return {
        "action": draw(among(None, *actions)),
        "quantity": str(draw(among(*Quantity))),
        "source": draw(texts()),
        "as_stated": draw(long_texts()),
        "date": draw(among(*DATES)),
        "price_year": draw(among(None, 2019, 2024)),
        "quality": draw(among(None, *map(str, Quality))),
        "illustrative": draw(st.booleans()),
        "low": low,
        "high": high,
        "notes": draw(among("", *LONG_TEXTS)),
    }


def _parameter(draw: DrawFn, carriers: Sequence[str], categories: Sequence[str]) -> Document:
    of_carrier = {ParameterUse.CARRIER_PRICE, ParameterUse.CARRIER_CARBON_PRICE, ParameterUse.EMISSION_FACTOR}
    uses = [
        use
        for use in ParameterUse
        if (carriers or use not in of_carrier) and (categories or use is not ParameterUse.REAL_ESCALATION)
    ]
    used_for, status = draw(among(*uses)), draw(among(*ParameterStatus))
    return {
        "name": draw(texts(blank=False)),
        "used_for": str(used_for),
        "carrier": draw(among(*carriers)) if used_for in of_carrier else None,
        "price_category": draw(among(*categories)) if used_for is ParameterUse.REAL_ESCALATION else None,
        "year": draw(among(None, 2024, 2030)),
        "value": None if status is ParameterStatus.MISSING else draw(money(signed=True)),
        "unit": draw(texts()),
        "source": draw(texts()),
        "status": str(status),
        "illustrative": draw(st.booleans()),
        "notes": draw(among("", *LONG_TEXTS)),
    }


def _numbered(draw: DrawFn, rows: list[Document]) -> list[Document]:
    return [{"id": name, **row} for name, row in zip(names(draw, len(rows)), rows, strict=True)]


@st.composite
def documents(
    draw: DrawFn,
    max_actions: int = 6,
    longest: int = 30,
    *,
    is_plain: bool = False,
    is_funded: bool | None = None,
    is_overlaid: bool = False,
) -> Document:
    """A valid plan as a plain document.

    Parameters
    ----------
    max_actions
        Most actions of a plan.
    longest
        Most years from base_year to last_year.
    is_plain
        Whether to leave out what no figure of an action comes from: texts, risks, evidence, parameters, emissions.
    is_funded
        Whether the tables of funding and accounts are filled; None for plans that are not plain only.
    is_overlaid
        Whether there are scenarios.
    """
    has_funding = not is_plain if is_funded is None else is_funded
    settings, years, indexed = _settings(draw, longest)
    first = min(years.start, settings["price_year"])
    kinds = draw(st.lists(among(*OrganisationKind), min_size=1, max_size=5))
    kinds = one_finance_unit(kinds) if has_funding else kinds
    organisations = [
        {"id": name, "name": "Part", "kind": str(kind)}
        for name, kind in zip(names(draw, len(kinds)), kinds, strict=True)
    ]
    categories = [
        {"id": name, "name": "Pris", "real_escalation": path(draw, range(first, years.stop), indexed, rates())}
        for name in names(draw, draw(st.integers(0, 2)))
    ]
    of_category = [row["id"] for row in categories]
    carriers = [_carrier(draw, name, years, of_category) for name in names(draw, draw(among(1, 2, 3, 0)))]
    pools = [_pool(draw, name, years) for name in names(draw, draw(among(1, 1, 2, 0)))]
    registers = _Registers(
        [str(row["id"]) for row in organisations],
        of_category,
        [row["id"] for row in carriers],
        [row["id"] for row in pools],
    )
    actions: list[Document] = []
    rows = _Parts([], [], [])
    counts = [count for count in (3, 2, 4, 3, 1, 2, 5, 6, 0) if count <= max_actions]
    for name in names(draw, draw(among(*counts, max_actions))):
        parts = _parts(draw, name, years, registers)
        actions.append(_action(draw, name, years, registers, parts))
        rows.investments.extend(parts.investments)
        rows.energy_changes.extend(parts.energy_changes)
        rows.benefits.extend(parts.benefits)
    for row in actions[1:]:
        if draw(st.integers(0, 9)) == 9:
            row["repeat_of"] = actions[0]["id"]
    document: Document = {
        "schema_version": SCHEMA_VERSION,
        "settings": settings,
        "organisations": organisations,
        "sectors": [{"id": name, "name": "Sektor"} for name in names(draw, draw(st.integers(0, 2)))],
        "price_categories": categories,
        "carriers": carriers,
        "pools": pools,
        "actions": actions,
        "investments": _numbered(draw, rows.investments),
        "energy_changes": _numbered(draw, rows.energy_changes),
        "benefits": _numbered(draw, rows.benefits),
    }
    if not is_plain:
        _worded(draw, document)
        known = [row["id"] for row in actions]
        document["risks"] = _numbered(draw, [_risk(draw, known) for _ in range(draw(st.integers(0, 2)))])
        document["evidence"] = _numbered(draw, [_evidence(draw, known) for _ in range(draw(st.integers(0, 3)))])
        document["parameters"] = _numbered(
            draw, [_parameter(draw, registers.carriers, of_category) for _ in range(draw(st.integers(0, 2)))]
        )
    if has_funding:
        fund(draw, document, years)
        if not is_plain:
            fund_in_words(draw, document)
    if not is_plain:
        emit(draw, document, years)
    if is_overlaid:
        overlay(draw, document, years)
    for table, found in document.items():
        if isinstance(found, list):
            document[table] = [{key: value for key, value in row.items() if value is not None} for row in found]
    # Only what JSON can carry, as a reader would meet it.
    decoded: Document = json.loads(json.dumps(document))
    return fitting(decoded) if is_overlaid else decoded


def plans(
    max_actions: int = 6,
    longest: int = 30,
    *,
    is_plain: bool = False,
    is_funded: bool | None = None,
    is_overlaid: bool = False,
) -> SearchStrategy[Plan]:
    """A valid plan: nought to ``max_actions`` actions over one to ``longest`` + 1 years from base_year on."""
    drawn = documents(max_actions, longest, is_plain=is_plain, is_funded=is_funded, is_overlaid=is_overlaid)
    return drawn.map(lambda document: read_document(document)[0])
