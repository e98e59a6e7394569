"""Whether energy carriers, emission pools and parameters fit with the actions and settings that use them."""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, Any

from finmodel.model.addressed import MAX_LISTED, issue_of, missing_years
from finmodel.model.enums import BenefitKind, ParameterStatus, ParameterUse
from finmodel.model.values import Yearly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from finmodel.errors import Issue
    from finmodel.model.lines import EnergyChange
    from finmodel.model.registers import Carrier, Parameter
    from finmodel.model.settings import Settings

__all__ = ["check_energy", "check_parameters"]

_ENERGY_WORDS = re.compile(
    r"energi|energy|elektric|electric|värme|heat|bränsle|fuel|drivmedel|\bel(?:$|\W|räkning|pris|kostnad|förbrukning|användning|avtal)|kwh",
    re.IGNORECASE,
)
MAX_KG_PER_KWH = 2.0
"""Far more than any fuel or electricity emits: what is above it is a slip of the unit."""

MAX_PRICE_PER_KWH = {"SEK": 20.0, "EUR": 2.0}
"""More than energy costs over a year, by currency."""

_OF_CARRIER = {
    ParameterUse.CARRIER_PRICE: "price",
    ParameterUse.CARRIER_CARBON_PRICE: "carbon_price",
    ParameterUse.EMISSION_FACTOR: "emission_factor",
}
_OF_SETTINGS = {
    ParameterUse.INFLATION: "inflation",
    ParameterUse.FINANCIAL_DISCOUNT_RATE: "financial_discount_rate",
    ParameterUse.SOCIAL_DISCOUNT_RATE: "social_discount_rate",
    ParameterUse.CARBON_VALUE: "carbon_value",
    ParameterUse.CARBON_PRICE: "carbon_price",
    ParameterUse.INTERNAL_INTEREST: "internal_interest",
}
_STATUS_CODES = {
    ParameterStatus.DATED: "FM-M150",
    ParameterStatus.TO_BE_CONFIRMED: "FM-M151",
    ParameterStatus.MISSING: "FM-M152",
}


def check_energy(settings: Settings | None, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Yield what is wrong between pools, carriers and the actions on them."""
    pools = {pool.id for pool in tables.get("pools", ())}
    used_pools = {action.pool for action in tables.get("actions", ())}
    for action in tables.get("actions", ()):
        if action.pool_share is not None and action.pool is None:
            yield issue_of("FM-M146", action, "pool_share")
    if settings is not None:
        years = range(settings.first_year, settings.last_year + 1)
        for pool in tables.get("pools", ()):
            if pool.id in used_pools & pools and (missing := missing_years(pool.tonnes, years)):
                yield issue_of("FM-M147", pool, "tonnes", years=missing)
        yield from _unpriced(years, tables, settings.currency)
    yield from _counted_twice(tables)


def _unpriced(years: range, tables: Mapping[str, Sequence[Any]], currency: str) -> Iterator[Issue]:
    """Carriers without a price or a factor in years that may need it: the actions are then not known whole."""
    used = {row.carrier for row in tables.get("energy_changes", ()) if not row.is_unknown}
    carriers: Sequence[Carrier] = tables.get("carriers", ())
    for carrier in carriers:
        yield from _slips(carrier, currency)
        if carrier.id not in used:
            continue
        for field, code in (("price", "FM-M148"), ("emission_factor", "FM-M149")):
            if missing := missing_years(getattr(carrier, field) or Yearly(), years):
                yield issue_of(code, carrier, field, warn=True, years=missing)
        if carrier.carbon_price is not None and (missing := missing_years(carrier.carbon_price, years)):
            yield issue_of("FM-M153", carrier, "carbon_price", warn=True, years=missing)


def _slips(carrier: Carrier, currency: str) -> Iterator[Issue]:
    """Yield prices and factors that no energy has: grams entered as kilograms, öre as kronor."""
    limits = {"emission_factor": MAX_KG_PER_KWH, "price": MAX_PRICE_PER_KWH.get(currency, inf)}
    for field, limit in limits.items():
        path: Yearly = getattr(carrier, field) or Yearly()
        too_high = [(year, number) for year, number in path.numbers() if number > limit]
        for year, number in too_high[:1]:
            yield issue_of("FM-M161", carrier, field, year=year, warn=True, value=number, limit=limit)


def _counted_twice(tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Yield energy savings in kronor beside a carrier that may price the same kilowatt-hours."""
    changes: Sequence[EnergyChange] = tables.get("energy_changes", ())
    with_energy = {row.action for row in changes}
    categories = {row.price_category for row in tables.get("carriers", ())} - {None}
    for benefit in tables.get("benefits", ()):
        if benefit.kind is not BenefitKind.SAVING or benefit.action not in with_energy:
            continue
        if benefit.price_category in categories or _ENERGY_WORDS.search(benefit.name):
            yield issue_of("FM-M154", benefit, "name", warn=True, value=benefit.name or benefit.id)


def check_parameters(settings: Settings | None, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Yield parameters that are not to be trusted, and those whose value is not the one that the plan uses.

    Illustrative ones come as one warning: the plan's own assumptions are not each a finding.
    """
    carriers = {row.id: row for row in tables.get("carriers", ())}
    categories = {row.id: row for row in tables.get("price_categories", ())}
    rows: Sequence[Parameter] = tables.get("parameters", ())
    if assumed := [row for row in rows if row.illustrative]:
        names = tuple(row.name for row in assumed)
        yield issue_of("FM-M159", assumed[0], "illustrative", warn=True, n=len(names), names=names[:MAX_LISTED])
    for row in rows:
        if row.status is ParameterStatus.MISSING:
            if row.value is not None:
                yield issue_of("FM-M155", row, "value", value=row.value)
        elif row.value is None:
            yield issue_of("FM-M156", row, "value", name=row.name)
        if not row.illustrative and (code := _STATUS_CODES.get(row.status)):
            yield issue_of(code, row, "status", warn=True, name=row.name, source=row.source or "–")
        if row.used_for in _OF_CARRIER and row.carrier is None:
            yield issue_of("FM-M157", row, "carrier")
        if row.used_for is ParameterUse.REAL_ESCALATION and row.price_category is None:
            yield issue_of("FM-M157", row, "price_category")
        used = _used(row, settings, carriers, categories)
        if used is not None and row.value is not None and not _same(used, row.value):
            yield issue_of("FM-M158", row, "value", warn=True, name=row.name, value=row.value, used=used)


def _used(
    row: Parameter, settings: Settings | None, carriers: Mapping[str, Carrier], categories: Mapping[str, Any]
) -> float | None:
    """Return the plan's own figure that a parameter stands behind, where it is one number."""
    path: Yearly | None = None
    if row.used_for in _OF_SETTINGS and settings is not None:
        path = getattr(settings, _OF_SETTINGS[row.used_for])
    elif row.used_for in _OF_CARRIER and row.carrier is not None and row.carrier in carriers:
        path = getattr(carriers[row.carrier], _OF_CARRIER[row.used_for])
    elif row.used_for is ParameterUse.REAL_ESCALATION and row.price_category is not None:
        category = categories.get(row.price_category)
        path = None if category is None else category.real_escalation
    if path is None:
        return None
    return path.value if row.year is None else path.at(row.year)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-12 * max(abs(one), abs(other))
