"""Hypothesis strategies: valid plans whose money is scarce, late, shared and uncertain.

Amounts are few and of one size, so that caps bite, entries compete and nothing is settled by who is largest.
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

__all__ = ["funded_documents", "funded_plans"]

Document = dict[str, Any]
Value = TypeVar("Value")

AMOUNTS: Final = (100.0, 250.0, 400.0, 1000.0, 999.99, 0.07, 12_345.67, 5_000.0)
CAPS: Final = (0.0, 50.0, 120.0, 300.0, 333.33, 900.0, 2_500.0, 10_000.0)
SHARES: Final = (0.1, 0.2, 0.25, 0.333333333333333, 0.5, 0.9, 1.0)
RATES: Final = (0.0, 0.01, 0.025, 0.035, 0.1)
OWN: Final = ("own_investment_frame", "own_operating")
BORROWED: Final = ("loan", "green_loan", "bond", "energy_performance_contract")
GRANTS: Final = ("grant_national", "grant_eu")
STATED: Final = ("fee", "climate_fund")
KINDS: Final = (*OWN, *OWN, *BORROWED, *GRANTS, *GRANTS, *("results_based",) * 3, "private", *STATED)
STATUSES: Final = ("idea", "decided")
GROUP: Final = ("committee", "finance_unit", "company")
ORGANISATIONS: Final = {
    "n1": "committee",
    "n2": "committee",
    "fin": "finance_unit",
    "ab1": "company",
    "ab2": "company",
    "stat": "state",
    "ftg": "business",
    "hus": "household",
}


def _one(draw: DrawFn, *choices: Value) -> Value:
    return draw(among(*choices))


def _seldom(draw: DrawFn, one_in: int) -> bool:
    return draw(st.integers(1, one_in)) == one_in


def _path(draw: DrawFn, years: range, numbers: Sequence[float]) -> Any:
    """A number for every year, with other ones in some; or every year by itself."""
    form = _one(draw, "number", "number", "both", "years")
    if form == "number":
        return _one(draw, *numbers)
    if form == "both":
        return {"value": _one(draw, *numbers), "by_year": _some_years(draw, years, numbers)}
    few = draw(st.lists(st.sampled_from(numbers), min_size=2, max_size=3))
    return {"by_year": {str(year): few[index % len(few)] for index, year in enumerate(years)}}


def _some_years(draw: DrawFn, years: range, numbers: Sequence[float], most: int = 3) -> dict[str, float]:
    chosen = draw(st.lists(st.sampled_from(years), min_size=1, max_size=most, unique=True))
    return {str(year): _one(draw, *numbers) for year in chosen}


def _split(draw: DrawFn, organisations: Sequence[str]) -> dict[str, float]:
    shares = _one(draw, (1.0,), (0.5, 0.5), (0.3, 0.7), (0.1, 0.2, 0.7))[: len(organisations)]
    first = draw(st.integers(0, len(organisations) - 1))
    total = sum(shares)
    shares = shares if total == 1 else (1.0,)
    return {organisations[(first + at) % len(organisations)]: share for at, share in enumerate(shares)}


def _settings(draw: DrawFn) -> tuple[Document, range, range]:
    first = _one(draw, 2024, 2026)
    base = first + _one(draw, 0, 0, 1, 2)
    last = base + draw(st.integers(2, 11))
    years = range(first, last + 1)
    settings: Document = {
        "municipality": "Kommun",
        "first_year": first,
        "base_year": base,
        "last_year": last,
        "price_year": _one(draw, base, first - 2, last + 1),
        "timing": _one(draw, "start", "start", "mid", "mid", "end"),
        "inflation": {"value": _one(draw, *RATES), "by_year": _some_years(draw, years, RATES)},
        "residual_values": draw(st.booleans()),
        "capital_cost_method": _one(
            draw, "straight_line_nominal", "straight_line_nominal", "nominal_annuity", "real_annuity"
        ),
        "carbon_price": _one(draw, 0.5, None),
        "carbon_value": _one(draw, 2.0, None),
        "social_discount_rate": _one(draw, 0.035, 0.035, None),
    }
    if not _seldom(draw, 8):
        settings["financial_discount_rate"] = _path(draw, years, RATES)
    return settings, years, range(base, last + 1)


def _interest(draw: DrawFn, years: range) -> Any:
    form = _one(draw, "full", "full", "full", "full", "part", "none", "unknown")
    if form == "full":
        return _path(draw, years, RATES)
    if form == "part":
        return {"by_year": _some_years(draw, years, RATES)}
    return {"value": None} if form == "unknown" else None


# -- Actions -------------------------------------------------------------------------------------------------


def _component(draw: DrawFn, action: str, years: range, kind: str) -> Document:
    row: Document = {
        "action": action,
        "kind": kind,
        "economic_life_years": _one(draw, 1, 2, 3, 4, 10, 33, 100),
        "residual_share": _one(draw, 0, 0, 0, 0.1, 0.25, 1),
        "price_category": _one(draw, None, None, "dyr"),
    }
    start = _one(draw, *years[: max(1, len(years) // 2)])
    end = min(start + _one(draw, 0, 0, 1, 2), years[-1])
    form = _one(draw, *(("amount",) * 6), "years", "years", "zero", "unknown" if _seldom(draw, 3) else "amount")
    if form == "years":
        return {**row, "by_year": _some_years(draw, range(start, years.stop), AMOUNTS)}
    span = {"start_year": start, "end_year": end}
    if form == "unknown":
        return {**row, **span}
    return {**row, **span, "amount": 0 if form == "zero" else _one(draw, *AMOUNTS)}


def _spending_years(row: Document) -> list[int]:
    found = [int(year) for year in row.get("by_year", {})]
    return found + list(range(row["start_year"], row["end_year"] + 1)) if "start_year" in row else found


def _action(draw: DrawFn, name: str, years: range, bearers: Sequence[str], capex: list[Document]) -> Document:
    row: Document = {
        "id": name,
        "name": "Åtgärd",
        "owner": _one(draw, *bearers),
        "sector": _one(draw, None, "bygg", "trafik"),
        "status": _one(draw, *STATUSES),
        "priority": _one(draw, None, None, 1, 1, 2),
        "reinvest": draw(st.booleans()),
        "fund_running_cost": draw(st.booleans()),
        "replaced_book_value": _one(draw, 0, 0, 77.7) if capex else 0,
        "opex_change": _one(
            draw, None, 0, 12.5, 12.5, 120.0, -30.0, {"value": 10.0, "by_year": {str(years[-1]): 40.0}}
        ),
        "opex_price_category": _one(draw, None, "dyr"),
        "reduction_tonnes": _one(draw, 20.0, None, 5.0, 20.0, {"value": None}, -3.0),
        "pool": _one(draw, None, None, "vagar"),
        "removal_tonnes": _one(draw, None, None, 2.0),
        "carbon_priced": _one(draw, 0, 0, 0, 1),
        "lifetime_years": _one(draw, None, None, 3, 40),
    }
    for split in ("capex_split", "opex_split"):
        if _seldom(draw, 2):
            row[split] = _split(draw, bearers)
    if _seldom(draw, 9):
        row["included"] = False
    planned = [year for each in capex for year in _spending_years(each)]
    if not planned:
        row["effect_start"] = _one(draw, *years)
    elif _seldom(draw, 3) and any(each.get("amount") or any(each.get("by_year", {}).values()) for each in capex):
        row["effect_follows"] = "capex"
    if row["pool"] is not None and _seldom(draw, 2):
        row["pool_share"] = _one(draw, 0.25, 1.0)
    if capex and _seldom(draw, 4):
        row["upfront_tonnes"] = 7.0
    if _seldom(draw, 3):
        year = max(planned, default=years[0]) + _one(draw, 0, 1, 1, 2, 4, 7)
        row["activation"] = f"{year}" + _one(draw, "", "-01", "-02", "-07", "-12")
    return row


def _benefit(draw: DrawFn, action: str, organisations: Sequence[str]) -> Document:
    kind = _one(draw, "saving", "saving", "revenue", "revenue", "co_benefit")
    row: Document = {
        "action": action,
        "kind": kind,
        "amount": _one(draw, 40.0, 75.5, 300.0),
        "price_category": _one(draw, None, "dyr"),
    }
    if kind == "co_benefit" or _seldom(draw, 2):
        row["receivers"] = _split(draw, organisations)
    if kind == "revenue":
        row["payer"] = _one(draw, None, *organisations)
    return row


# -- Sources -------------------------------------------------------------------------------------------------


def _source(draw: DrawFn, name: str, years: range, kinds: dict[str, str]) -> Document:
    kind = _one(draw, *KINDS)
    row: Document = {"id": name, "name": "Källa", "kind": kind}
    of_class = "own" if kind in OWN else "borrowed" if kind in BORROWED else "external"
    if kind in STATED:
        of_class = row["money_class"] = _one(draw, "own", "external", "external", "borrowed")
    if of_class == "external":
        row["provider"] = _one(draw, *(["stat"] * 4 if "stat" in kinds else []), *kinds)
    elif of_class == "own":
        row["provider"] = _one(draw, None, None, *kinds)
    row["certainty"] = _one(draw, "secured", "secured", "applied", "identified")
    row["probability"] = _one(draw, None, 1) if row["certainty"] == "secured" else _one(draw, None, 0, 0.25, 0.5, 1)
    row["covers"] = _one(draw, None, None, None, "investment", "running_cost", "both")
    if _seldom(draw, 5):
        row["first_year"] = _one(draw, years[0] - 3, years[0] + 1, years[len(years) // 2])
    if _seldom(draw, 5):
        row["last_year"] = _one(draw, *range(max(years[1], row.get("first_year", 0)), years.stop + 2))
    if _seldom(draw, 9):
        row["eligible_sectors"] = [_one(draw, "bygg", "trafik")]
    if _seldom(draw, 9):
        row["eligible_owner_kinds"] = draw(st.lists(st.sampled_from(GROUP), min_size=1, max_size=2, unique=True))
    if _seldom(draw, 12):
        row["minimum_kg_per_krona"] = _one(draw, 0, 0.01, 100)
    for field in ("cap_per_action", "cap_total"):
        if _seldom(draw, 3):
            row[field] = _one(draw, *CAPS)
    if _seldom(draw, 3):
        row["cap_per_year"] = _path(draw, years, CAPS)
    if of_class == "external":
        row["paid_during"] = _one(draw, 1.0, 0.7, 0.5, 0.0, 0.333333333333333)
        row["payment_lag_years"] = _one(draw, 0, 1, 1, 2, 5)
        row["grant_accounting"] = _one(draw, "accrue", "accrue", "income_at_completion")
    if kind in GRANTS:
        row["eligible_share"] = _one(draw, 1.0, 1.0, 0.8, 0.5)
        row["less_reference"] = draw(st.booleans())
        row["aid_intensity"] = _one(draw, None, None, 0.4, 0.6, 1.0)
        most = 1.0 if row["aid_intensity"] is None else row["aid_intensity"]
        row["share"] = _one(draw, None, *(share for share in SHARES if share <= most))
    if kind == "results_based":
        row["payment_per_tonne"] = _path(draw, years, (0.0, 3.0, 12.5))
    if of_class == "borrowed":
        row["loan_form"] = _one(draw, None, "annuity", "straight_line", "bullet")
        row["term_years"] = _one(draw, 1, 2, 3, 5, 12, 40)
        row["grace_years"] = _one(draw, 0, 0, *(grace for grace in (1, 2) if grace < row["term_years"]))
        row["interest_rate"] = _path(draw, years, RATES)
        row["fee_share"] = _one(draw, 0, 0, 0.01)
        if "fin" in kinds and _seldom(draw, 2):
            row["guarantee_fee"] = _path(draw, years, (0.0, 0.004, 0.01))
    return {key: value for key, value in row.items() if value is not None}


def _entry(draw: DrawFn, source: Document, years: range, room: float, *, is_default: bool, has_rest: bool) -> Document:
    """What an entry says, within what the shares of its mix leave; a tonne is sold once to a source."""
    kind = source["kind"]
    if kind == "results_based":
        if room == 1.0 and _seldom(draw, 2):
            return {}
        return {"share": _one(draw, *(share for share in (0.5, 1.0, 0.25, 0.0) if share <= room))}
    limits = [room] + ([source.get("share", 1.0), source.get("aid_intensity", 1.0)] if kind in GRANTS else [])
    shares = [share for share in SHARES if share <= min(limits)]
    forms = [*(["share"] * 3 if shares else []), *([] if has_rest else ["rest", "rest"])]
    forms += [] if is_default else ["amount", "by_year"]
    if kind in GRANTS and source.get("share", 2.0) <= room:
        forms += ["blank"] * 3
    form = _one(draw, *forms) if forms else "none"
    if form == "share":
        return {"share": _one(draw, *shares)}
    if form == "amount":
        return {"amount": _one(draw, *CAPS)}
    if form == "by_year":
        window = range(
            max(years.start, source.get("first_year", years.start)),
            min(years.stop, source.get("last_year", years[-1]) + 1),
        )
        return {"by_year": _some_years(draw, window, CAPS)} if window else {"amount": _one(draw, *CAPS)}
    if form == "none":
        return {"share": 0}
    return {"rest": True} if form == "rest" else {}


def _mix(draw: DrawFn, whose: Document, sources: Sequence[Document], years: range) -> list[Document]:
    positions = draw(st.lists(st.integers(1, 5), min_size=2, max_size=4, unique=True))
    rows: list[Document] = []
    room, has_rest = 1.0, False
    unsold = {source["id"]: 1.0 for source in sources}
    for position in positions:
        source = _one(draw, *sources)
        is_by_tonne = source["kind"] == "results_based"
        left = unsold[source["id"]] if is_by_tonne else room
        said = _entry(draw, source, years, left, is_default="action" not in whose, has_rest=has_rest)
        has_rest = has_rest or "rest" in said
        if is_by_tonne:
            unsold[source["id"]] -= said.get("share", 1.0)
        else:
            room -= said.get("share", 0.0) if said else source["share"]
        row = {**whose, "source": source["id"], "position": position, **said}
        if _seldom(draw, 4):
            row["certainty"] = _one(draw, "secured", "applied")
        if _seldom(draw, 4):
            certainty = row.get("certainty", source["certainty"])
            row["probability"] = 1.0 if certainty == "secured" else _one(draw, 0.1, 0.9)
        rows.append(row)
    return rows


def _funding(draw: DrawFn, actions: Sequence[Document], sources: Sequence[Document], years: range) -> list[Document]:
    rows: list[Document] = []
    if not sources:
        return rows
    for action in actions:
        if not _seldom(draw, 4):
            rows += _mix(draw, {"action": action["id"]}, sources, years)
    owners = sorted({action["owner"] for action in actions})
    defaults = [{"sector": "bygg"}, {"sector": "trafik"}, *({"owner": owner} for owner in owners)]
    defaults += [{"status": status} for status in STATUSES] + [{}]
    for whose in defaults:
        if _seldom(draw, 4):
            rows += _mix(draw, whose, sources, years)
    return rows


def _frames(draw: DrawFn, sources: Sequence[Document], bearers: Sequence[str], years: range) -> list[Document]:
    rows = []
    for source in sources:
        is_own = source["kind"] in OWN or source.get("money_class") == "own"
        if is_own and _seldom(draw, 2):
            # A common frame, some organisations' own, or both.
            some = draw(st.lists(st.sampled_from(bearers), max_size=3))
            holders = [*([None] * draw(st.integers(0 if some else 1, 2))), *some]
            for organisation in holders:
                money = {str(year): _one(draw, *CAPS) for year in years if not _seldom(draw, 4)}
                rows.append({"source": source["id"], "organisation": organisation, "by_year": money})
    return rows


# -- Accounts ------------------------------------------------------------------------------------------------


def _rent(draw: DrawFn, action: str, kinds: dict[str, str]) -> Document | None:
    """A rent from an organisation to a later one in the list, so that none goes round in a circle."""
    names = list(kinds)
    payer = draw(st.integers(0, len(names) - 2))
    receiver = names[draw(st.integers(payer + 1, len(names) - 1))]
    row: Document = {"action": action, "payer": names[payer], "receiver": receiver}
    if kinds[receiver] in GROUP and not _seldom(draw, 3):
        return {**row, "basis": "capital_cost", "share": _one(draw, 1.0, 0.5, 0.0, 1.5)}
    amount = _one(draw, 0.0, 25.0, {"value": 5.0, "by_year": {}}, {"by_year": {}, "value": 8.5})
    return {**row, "basis": "amount", "amount": amount, "price_category": _one(draw, None, "dyr")}


def _ordinary(draw: DrawFn, level: str, year: int) -> Document:
    fields = {
        "result": (100.0, -50.0, 5_000.0),
        "depreciation": (0.0, 800.0),
        "net_investment": (0.0, 1_000.0, -200.0),
        "loan_debt": (0.0, 9_000.0),
        "taxes_and_grants": (60_000.0, 10_000.0),
        "population": (1_000, 57),
        "result_target": (0.02, 0.0, -0.1),
        "self_financing_target": (1.0, 0.5),
        "debt_ceiling": (9_500.0, 20_000.0),
        "debt_per_inhabitant_ceiling": (10.0, 500.0),
        "investment_frame": (1_200.0, 100.0),
    }
    row: Document = {"level": level, "year": year}
    for field, numbers in fields.items():
        if not _seldom(draw, 8):
            row[field] = _one(draw, *numbers)
    return row


def _adopted(draw: DrawFn, actions: Sequence[Document], organisations: Sequence[str], years: range) -> Document:
    return {
        "action": _one(draw, None, *(action["id"] for action in actions)),
        "organisation": _one(draw, None, *organisations),
        "by_year": _some_years(draw, years, CAPS),
    }


# -- The plan ------------------------------------------------------------------------------------------------


def _organisations(draw: DrawFn) -> dict[str, str]:
    """One or two committees, mostly a finance unit, and some of the rest."""
    chosen = {"n1"} | {name for name in ORGANISATIONS if name != "n1" and not _seldom(draw, 4)}
    return {name: kind for name, kind in ORGANISATIONS.items() if name in chosen or len(chosen) < 2}


def _numbered(rows: Sequence[Document], letter: str) -> list[Document]:
    return [{"id": f"{letter}{number}", **row} for number, row in enumerate(rows)]


@st.composite
def funded_documents(draw: DrawFn, max_actions: int = 4) -> Document:
    """A valid plan with funding and accounts, as a plain document."""
    settings, years, live = _settings(draw)
    kinds = _organisations(draw)
    bearers = [name for name in kinds if kinds[name] != "state"]
    if "fin" in kinds:
        settings["internal_interest"] = _interest(draw, years)
    actions: list[Document] = []
    investments: list[Document] = []
    benefits: list[Document] = []
    changes: list[Document] = []
    for number in range(_one(draw, *range(2, max_actions + 1), 1)):
        name = f"a{number}"
        capex = [_component(draw, name, years, "capex") for _ in range(_one(draw, 1, 2, 1, 2, 3, 0))]
        investments += capex
        if _seldom(draw, 3):
            investments += [_component(draw, name, years, "reference_capex")]
        actions.append(_action(draw, name, years, bearers, capex))
        benefits += [_benefit(draw, name, list(kinds)) for _ in range(_one(draw, 0, 0, 1, 2))]
        if _seldom(draw, 3):
            changes.append({"action": name, "carrier": "el", "kwh": _one(draw, 500.0, -800.0, 30.0)})
    if len(actions) > 1 and _seldom(draw, 9):
        actions[-1]["repeat_of"] = actions[0]["id"]
    sources = [_source(draw, f"s{number}", years, kinds) for number in range(_one(draw, 3, 4, 2, 5, 1))]
    rents = [_rent(draw, _one(draw, *actions)["id"], kinds) for _ in range(_one(draw, 1, 2, 0, 3))]
    ordinary = [
        _ordinary(draw, level, year)
        for level in ("municipality", "group")
        if not _seldom(draw, 3)
        for year in range(live.start - 1, live.stop)
        if not _seldom(draw, 3)
    ]
    adopted = [_adopted(draw, actions, list(kinds), years) for _ in range(_one(draw, 0, 1, 2))]
    document: Document = {
        "schema_version": SCHEMA_VERSION,
        "settings": settings,
        "organisations": [{"id": name, "name": "Part", "kind": kind} for name, kind in kinds.items()],
        "sectors": [{"id": name, "name": "Område"} for name in ("bygg", "trafik")],
        "price_categories": [{"id": "dyr", "name": "Pris", "real_escalation": 0.015}],
        "pools": [{"id": "vagar", "name": "Vägar", "tonnes": _one(draw, 0.0, 15.0, 30.0, 500.0)}],
        "carriers": [
            {
                "id": "el",
                "name": "El",
                "price": 0.3,
                "price_category": _one(draw, None, "dyr"),
                "emission_factor": 0.2,
                "carbon_price": _one(draw, None, 40.0),
            }
        ],
        "actions": actions,
        "investments": _numbered(investments, "i"),
        "benefits": _numbered(benefits, "b"),
        "energy_changes": _numbered(changes, "e"),
        "sources": sources,
        "funding": _numbered(_funding(draw, actions, sources, years), "f"),
        "frames": _numbered(_frames(draw, sources, bearers, years), "r"),
        "internal_rents": _numbered([rent for rent in rents if rent is not None], "h"),
        "ordinary_budget": _numbered(ordinary, "o"),
        "adopted_plan": _numbered(adopted, "p"),
    }
    document["settings"] = {key: value for key, value in settings.items() if value is not None}
    for table, found in document.items():
        if isinstance(found, list):
            document[table] = [{key: value for key, value in row.items() if value is not None} for row in found]
    decoded: Document = json.loads(json.dumps(document))
    return decoded


def funded_plans(max_actions: int = 4) -> SearchStrategy[Plan]:
    """A valid plan of one to ``max_actions`` actions with sources, mixes, frames, rents and an ordinary budget."""
    return funded_documents(max_actions).map(lambda document: read_document(document)[0])
