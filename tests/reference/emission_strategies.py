"""Hypothesis strategies: valid plans with inventories, reference paths and targets of every kind, and few actions.

Series start, stop and break at different years, sectors leave a rest or more than the whole, bases are missing, and
numbers are of one size, so that targets compete, removals meet their cap and pools run out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from finmodel.model.document import read_document
from finmodel.model.migrate import SCHEMA_VERSION
from finmodel.model.plan import Plan
from tests.drawn import among

__all__ = ["Document", "emission_documents", "emission_plans"]

Document = dict[str, Any]
Value = TypeVar("Value")

SECTORS: Final = ("bygg", "trafik", "jord")
PERSPECTIVES: Final = ("territorial", "territorial", "consumption", "organisation")
GASES: Final = ("co2e", "co2e", "co2")
TONNES: Final = (1000.0, 640.0, 820.5, 333.33, 90.0, 1200.0, 0.0)
WHOLES: Final = (3000.0, 2500.0, 2890.5, 1999.99, 900.0)
LEVELS: Final = ("percent_vs_base", "absolute", "per_capita", "net_zero")
PATHS: Final = ("constant_rate", "linear_trend", "linear_trend", "flat", "carriers", "explicit")
KINDS: Final = (*LEVELS, "percent_vs_base", "annual_rate", "budget")


def _one(draw: DrawFn, *choices: Value) -> Value:
    return draw(among(*choices))


def _seldom(draw: DrawFn, one_in: int) -> bool:
    return draw(st.integers(1, one_in)) == one_in


def _some(draw: DrawFn, known: Sequence[Value], least: int, most: int) -> list[Value]:
    return draw(st.lists(among(*known), min_size=least, max_size=min(most, len(known)), unique=True))


# -- What was emitted, and by how many ------------------------------------------------------------------------------


def _series(draw: DrawFn, scope: Document, sector: str | None, years: Sequence[int]) -> list[Document]:
    rows = []
    sizes = WHOLES if sector is None else TONNES
    for year in years:
        row = {**scope, "year": year, **({} if sector is None else {"sector": sector})}
        if _seldom(draw, 5):
            rows += [{**row, "scope": number, "tonnes": _one(draw, *sizes)} for number in _scopes(draw)]
        else:
            rows.append({**row, "tonnes": _one(draw, *sizes)})
    return rows


def _scopes(draw: DrawFn) -> list[str]:
    return _some(draw, ("scope_1", "scope_2", "scope_3"), 1, 3)


def _inventory(draw: DrawFn, scope: Document, first: int) -> tuple[list[Document], dict[str | None, list[int]]]:
    """The rows of one perspective and gas, and the years that are known of each sector and (None) the whole."""
    common = sorted({*_some(draw, range(first - 7, first + 1), 2, 6), *([1990] if not _seldom(draw, 3) else [])})
    known: dict[str | None, list[int]] = {}
    form = _one(draw, "whole", "sectors", "both", "both", "both")
    if form != "sectors":
        known[None] = common
    if form != "whole":
        for sector in _some(draw, SECTORS, 1, 3):
            known[sector] = common if not _seldom(draw, 3) else sorted(_some(draw, common, 1, len(common)))
    rows = [row for sector, years in known.items() for row in _series(draw, scope, sector, years)]
    known[None] = sorted({year for years in known.values() for year in years})
    return rows, known


def _people(draw: DrawFn, years: range) -> list[Document]:
    chosen = _some(draw, range(years.start - 4, years.stop + 3), 0, 3)
    return [{"year": year, "inhabitants": _one(draw, 900, 1000, 57_323)} for year in chosen]


# -- Where it is heading --------------------------------------------------------------------------------------------


def _some_years(draw: DrawFn, years: Sequence[int], numbers: Sequence[float], most: int = 3) -> dict[str, float]:
    return {str(year): _one(draw, *numbers) for year in _some(draw, years, 1, most)}


def _baseline(draw: DrawFn, scope: Document, sector: str | None, known: Sequence[int], years: range) -> Document:
    row: Document = {**scope, **({} if sector is None else {"sector": sector})}
    row["kind"] = kind = _one(draw, *PATHS)
    if kind == "constant_rate":
        row["yearly_cut"] = _one(draw, 0.02, -0.01, 0.076, 0.0, 1.0)
    elif kind == "linear_trend" and known:
        row["trend_first"] = _one(draw, None, None, known[0] - 1, known[-1] - 4)
        last = _one(draw, None, None, known[-1], known[-1] - 1)
        row["trend_last"] = None if last is None or last <= (row["trend_first"] or 0) else last
    elif kind == "carriers":
        row["carrier_split"] = _one(
            draw, {"el": 1.0}, {"el": 0.25, "olja": 0.75}, {"olja": 1.0}, {"el": 0.6, "ved": 0.4}
        )
    elif kind == "explicit":
        row["tonnes"] = _explicit(draw, years)
    return row


def _explicit(draw: DrawFn, years: range) -> Any:
    form = _one(draw, "number", "years", "years", "both")
    if form == "number":
        return _one(draw, *TONNES)
    entered = _some_years(draw, years, TONNES)
    return {"by_year": entered, **({"value": _one(draw, *TONNES)} if form == "both" else {})}


def _baselines(draw: DrawFn, scope: Document, known: dict[str | None, list[int]], years: range) -> list[Document]:
    own = [name for name in SECTORS if _seldom(draw, 3 if name in known else 12)]
    whose = [*([None] if not _seldom(draw, 6) else []), *own]
    return [_baseline(draw, scope, sector, known.get(sector, []), years) for sector in whose]


# -- What is promised -----------------------------------------------------------------------------------------------


def _target(draw: DrawFn, scope: Document, known: dict[str | None, list[int]], years: range) -> Document:
    sector = _one(draw, *SECTORS) if _seldom(draw, 9) else _one(draw, None, None, *known)
    kind = _one(draw, *KINDS)
    row: Document = {**scope, "sector": sector, "kind": kind}
    inventoried = known.get(sector) or [years.start]
    base = _one(draw, *inventoried, inventoried[0], 1990, years.start - 1)
    year = _one(draw, years.start + 3, years[-1], years[-1] - 1, years.stop + 5, max(base + 1, inventoried[-1]))
    if kind in ("percent_vs_base", "net_zero", "budget") or not _seldom(draw, 3):
        row["base_year"] = base
    if kind in LEVELS:
        row["year"] = max(year, base + 1)
    elif kind == "annual_rate":
        row["year"] = _one(draw, None, max(year, base + 1))
    if kind in ("percent_vs_base", "annual_rate"):
        row["reduction"] = _one(draw, 0.7, 0.85, 0.16, 0.0, 1.0)
    if kind == "absolute":
        row["tonnes"] = _one(draw, *TONNES)
    if kind == "per_capita":
        row["tonnes_per_inhabitant"] = _one(draw, 0.3, 0.01, 3.0)
    if kind == "budget":
        row["base_year"] = _one(draw, inventoried[-1], inventoried[-1] + 1, inventoried[-2:][0], base)
        row["tonnes"] = _one(draw, 2000.0, 8000.5, 12_000.0, 40_000.0)
        if _seldom(draw, 3):
            row["used_share"] = _one(draw, 0.16, 0.5, 1.0)
            row["used_until"] = row["base_year"] + draw(st.integers(0, 8))
        return row
    if kind == "net_zero":
        row["residual_share"] = _one(draw, None, 0.15, 0.02)
    row["removals_up_to"] = _one(draw, None, None, 0.0, 0.1, 0.02)
    if row.get("reduction") != 1.0 and row.get("tonnes") != 0.0 and kind != "net_zero":
        row["path"] = _one(draw, "linear", "geometric")
    return row


def _thing(row: Document) -> tuple[Any, ...]:
    """What a target is about; a plan states each thing once."""
    kind = row["kind"]
    by_start = kind in ("annual_rate", "budget")
    level = "level" if kind in ("percent_vs_base", "absolute", "per_capita") else kind
    return row["perspective"], row["gas"], row["sector"], level, row.get("base_year" if by_start else "year")


# -- What is done ---------------------------------------------------------------------------------------------------


def _action(draw: DrawFn, name: str, years: range) -> tuple[Document, list[Document], list[Document]]:
    start = draw(st.integers(years.start, years[-1] - 1))
    row: Document = {
        "id": name,
        "name": "Åtgärd",
        "owner": "n",
        "sector": _one(draw, None, *SECTORS),
        "status": _one(draw, "idea", "prepared", "decided", "ongoing", "done"),
        "priority": _one(draw, None, 1, 1, 2),
        "effect_on": _one(draw, [], [], ["territorial"], ["consumption", "territorial"], ["organisation"]),
        "co2_share": _one(draw, 1.0, 1.0, 0.5, 0.0),
        "reduction_tonnes": _one(draw, 100.0, 33.3, None, -20.0, {"value": None}, {"by_year": {str(start): 60.0}}),
        "removal_tonnes": _one(draw, None, None, 30.0, 150.0),
        "pool": _one(draw, None, "vagar", "vagar", "hus"),
        "lifetime_years": _one(draw, None, 3, 40),
        "ramp": _one(draw, [], [], [0.5, 1.0]),
    }
    if row["pool"] is not None and _seldom(draw, 2):
        row["pool_share"] = _one(draw, 0.25, 0.4, 1.0)
    investments = []
    if _seldom(draw, 2):
        money = {"amount": 500.0, "start_year": start, "end_year": min(start + 1, years[-1])}
        investments.append({"action": name, "economic_life_years": 20, **money})
        row["upfront_tonnes"] = _one(draw, 0, 25.0, 12.5)
        row["effect_follows"] = _one(draw, "completion", "capex")
    else:
        row["effect_start"] = start
        row["opex_change"] = 1.0
    changes = [{"action": name, "carrier": _one(draw, "el", "ved"), "kwh": -100_000.0}] if _seldom(draw, 3) else []
    if _seldom(draw, 8):
        row["included"] = False
    return row, investments, changes


def _factor(draw: DrawFn, years: range) -> Any:
    """A factor of every year or, as seldom, one that some years lack."""
    form = _one(draw, "number", "both", "both", "years")
    if form == "number":
        return _one(draw, 0.2, 0.05, 0.0)
    if form == "years":
        return {"by_year": {str(year): 0.3 for year in years if year == years.start or not _seldom(draw, 9)}}
    return {"value": 0.2, "by_year": _some_years(draw, years, (0.1, 0.05, 0.0))}


# -- The plan -------------------------------------------------------------------------------------------------------


def _numbered(rows: Sequence[Document], letter: str) -> list[Document]:
    return [{"id": f"{letter}{number}", **row} for number, row in enumerate(rows)]


@st.composite
def emission_documents(draw: DrawFn, max_actions: int = 4) -> Document:
    """A valid plan with emissions and targets, as a plain document."""
    first = _one(draw, 2022, 2024, 2026)
    years = range(first, first + draw(st.integers(5, 16)))
    emissions: list[Document] = []
    baselines: list[Document] = []
    targets: dict[tuple[Any, ...], Document] = {}
    scopes = {(_one(draw, *PERSPECTIVES), _one(draw, *GASES)) for _ in range(_one(draw, 1, 2, 2, 3))}
    for perspective, gas in sorted(scopes):
        scope = {"perspective": perspective, "gas": gas}
        known: dict[str | None, list[int]] = {}
        if not _seldom(draw, 9):
            found, known = _inventory(draw, scope, first)
            emissions += found
        baselines += _baselines(draw, scope, known, years)
        for _ in range(_one(draw, 1, 2, 2, 3, 0)):
            target = _target(draw, scope, known, years)
            targets.setdefault(_thing(target), target)
    actions, investments, changes = [], [], []
    for number in range(_one(draw, *range(1, max_actions + 1), max_actions)):
        action, bought, used = _action(draw, f"a{number}", years)
        actions.append(action)
        investments += bought
        changes += used
    if len(actions) > 1 and _seldom(draw, 6):
        actions[-1]["repeat_of"] = actions[0]["id"]
    counted = [{"level": "municipality", "year": year, "population": 1100} for year in years if _seldom(draw, 6)]
    document: Document = {
        "schema_version": SCHEMA_VERSION,
        "settings": {
            "municipality": "Kommun",
            "first_year": first,
            "base_year": first,
            "last_year": years[-1],
            "price_year": first,
            "inflation": 0.02,
            "financial_discount_rate": 0.03,
        },
        "organisations": [{"id": "n", "name": "Nämnd", "kind": "committee"}],
        "sectors": [{"id": name, "name": "Område"} for name in SECTORS],
        "pools": [
            {"id": "vagar", "name": "Vägar", "tonnes": _one(draw, 150.0, 0.0, 60.0)},
            {"id": "hus", "name": "Hus", "tonnes": {"value": 90.0, "by_year": {str(years[3]): 40.0}}},
        ],
        "carriers": [
            {"id": "el", "name": "El", "price": 1.0, "emission_factor": _factor(draw, years)},
            {"id": "olja", "name": "Olja", "price": 1.0, "emission_factor": _factor(draw, years)},
            {"id": "ved", "name": "Ved", "price": 1.0, "emission_factor": _one(draw, 0.1, 0.0, None)},
        ],
        "emissions": _numbered(emissions, "u"),
        "population": _numbered(_people(draw, years), "p"),
        "baselines": _numbered(baselines, "b"),
        "targets": [{"id": f"m{number}", "name": "Mål", **row} for number, row in enumerate(targets.values())],
        "actions": actions,
        "investments": _numbered(investments, "i"),
        "energy_changes": _numbered(changes, "e"),
        "ordinary_budget": _numbered(counted, "o"),
    }
    for table, found in document.items():
        if isinstance(found, list):
            document[table] = [{key: value for key, value in row.items() if value is not None} for row in found]
    decoded: Document = json.loads(json.dumps(document))
    return decoded


def emission_plans(max_actions: int = 4) -> SearchStrategy[Plan]:
    """A valid plan of one to ``max_actions`` actions with inventories, reference paths and targets."""
    return emission_documents(max_actions).map(lambda document: read_document(document)[0])
