"""Inventory, population, reference paths and targets for a generated plan: valid, and of every sort and form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from finmodel.model.emission_enums import BaselineKind, EmissionPerspective, Gas, TargetKind, TargetPath
from finmodel.model.enums import Scope
from tests.drawn import (
    LONG_TEXTS,
    TEXTS,
    Document,
    among,
    amount,
    either,
    maybe,
    names,
    pool_tonnes,
    rates,
    shares,
    texts,
)
from tests.strategies_funding import fractions

__all__ = ["emit"]

_NUMBERED_FORMS: Final = ("number", "both", "years")
_OPEN: Final = (0.1, 0.25, 0.333333333333333, 0.7, 0.999999)
"""Shares that leave something: a geometric way cannot reach 0."""


def emit(draw: DrawFn, document: Document, years: range) -> None:
    """Give a document that has registers and actions its emissions and targets."""
    sectors = [row["id"] for row in document["sectors"]]
    carriers = [row["id"] for row in document["carriers"]]
    tables: dict[str, list[Document]] = {
        "emissions": _once(draw, 3, lambda: _inventory(draw, sectors, years), "gas sector scope perspective year"),
        "population": _once(draw, 2, lambda: _population(draw, years), "year"),
        "baselines": _once(draw, 2, lambda: _baseline(draw, sectors, carriers, years), "perspective gas sector"),
        "targets": _once(draw, 3, lambda: _target(draw, sectors, years), "perspective gas sector thing"),
    }
    for table, rows in tables.items():
        document[table] = [
            {"id": name, **{key: value for key, value in row.items() if key != "thing"}, **_vouched(draw)}
            for name, row in zip(names(draw, len(rows)), rows, strict=True)
        ]
    for row in document["actions"]:
        row["effect_on"] = draw(st.lists(_choices(EmissionPerspective), max_size=2, unique=True))
        row["co2_share"] = draw(fractions())
        row["for_climate"] = draw(st.booleans())


def _once(draw: DrawFn, most: int, row: Callable[[], Document], thing: str) -> list[Document]:
    """Rows of which no two are about the same thing."""
    found: dict[tuple[Any, ...], Document] = {}
    for _ in range(draw(st.integers(0, most))):
        drawn = row()
        found.setdefault(tuple(drawn.get(field) for field in thing.split()), drawn)
    return list(found.values())


def _choices(choices: Any) -> SearchStrategy[str]:
    return among(*[str(choice) for choice in choices])


def _vouched(draw: DrawFn) -> Document:
    return {
        "reference": draw(among(*TEXTS)),
        "illustrative": draw(st.booleans()),
        "notes": draw(among("", *LONG_TEXTS)),
    }


def _measure(draw: DrawFn, sectors: Sequence[str]) -> Document:
    return {
        "perspective": draw(_choices(EmissionPerspective)),
        "gas": draw(_choices(Gas)),
        "sector": draw(among(None, *sectors)),
    }


def _past(draw: DrawFn, years: range) -> int:
    return draw(among(1990, years.start - 2, years.start - 1, years.start))


def _inventory(draw: DrawFn, sectors: Sequence[str], years: range) -> Document:
    row = _measure(draw, sectors)
    return row | {
        "scope": maybe(draw, _choices(Scope)),
        "year": _past(draw, years),
        "tonnes": draw(pool_tonnes()),
    }


def _population(draw: DrawFn, years: range) -> Document:
    year = draw(among(years.start - 1, years.start, years[-1] + 5))
    return {"year": year, "inhabitants": draw(among(1, 999, 58_123, 600_000))}


def _baseline(draw: DrawFn, sectors: Sequence[str], carriers: Sequence[str], years: range) -> Document:
    kinds = [kind for kind in BaselineKind if carriers or kind is not BaselineKind.CARRIERS]
    kind = draw(among(*kinds))
    row = _measure(draw, sectors) | {"kind": str(kind)}
    if kind is BaselineKind.EXPLICIT:
        stated = amount(draw, years, pool_tonnes(), _NUMBERED_FORMS)
        row["tonnes"] = stated if stated != {"value": None, "by_year": {}} else draw(pool_tonnes())
    elif kind is BaselineKind.CONSTANT_RATE:
        row["yearly_cut"] = draw(either(fractions(), rates()))
    elif kind is BaselineKind.LINEAR_TREND:
        row |= {"trend_first": draw(among(None, 1990)), "trend_last": draw(among(None, 2020))}
    elif kind is BaselineKind.CARRIERS:
        row["carrier_split"] = shares(draw, carriers)
    return row


def _target(draw: DrawFn, sectors: Sequence[str], years: range) -> Document:
    kind = draw(among(*TargetKind))
    base, year = _past(draw, years), draw(among(years.start + 1, years[-1] + 1, 2050))
    level = kind in (TargetKind.PERCENT_VS_BASE, TargetKind.ABSOLUTE, TargetKind.PER_CAPITA)
    row = _measure(draw, sectors) | {
        "name": draw(texts(blank=False)),
        "kind": str(kind),
        "thing": ("level" if level else str(kind), base if not kind.is_level else year),
        "stated_tonnes": maybe(draw, pool_tonnes()),
        "path": draw(_choices(TargetPath)) if level else str(TargetPath.LINEAR),
    }
    if level or kind is TargetKind.ANNUAL_RATE:
        row["stated_reduction"] = maybe(draw, fractions())
        row["removals_up_to"] = maybe(draw, fractions())
    match kind:
        case TargetKind.PERCENT_VS_BASE:
            return row | {"base_year": base, "year": year, "reduction": draw(among(*_OPEN))}
        case TargetKind.ANNUAL_RATE:
            return row | {"base_year": base, "year": maybe(draw, st.just(year)), "reduction": draw(fractions())}
        case TargetKind.ABSOLUTE:
            return row | {"year": year, "tonnes": draw(among(0.1, 12_345.678, 1e6))}
        case TargetKind.PER_CAPITA:
            return row | {"base_year": base, "year": year, "tonnes_per_inhabitant": draw(among(3.0, 0.07))}
        case TargetKind.NET_ZERO:
            return row | {"base_year": base, "year": year, "residual_share": maybe(draw, fractions())}
    used = {"used_share": draw(among(0.16, 1.2)), "used_until": base + 1} if draw(st.booleans()) else {}
    return row | {"base_year": base, "tonnes": draw(pool_tonnes()), **used}
