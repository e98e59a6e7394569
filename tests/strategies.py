"""Hypothesis strategies: valid plans that leave no corner of the schema out.

``documents()`` gives what ``json.loads`` gives, ``plans()`` the plan that is read from it. Nothing is filtered
away: every document is built so that it is valid.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from finmodel.model.document import read_document
from finmodel.model.enums import (
    Control,
    Direction,
    DisplayUnit,
    Level,
    OrganisationKind,
    Quality,
    Quantity,
    Scope,
    Status,
    Timing,
)
from finmodel.model.plan import Plan

__all__ = ["TEXTS", "documents", "long_texts", "money", "plans", "rates", "texts"]

Document = dict[str, Any]

IDS: Final = (
    "1", "Å-2.b", "007", "a", "äö", "X_x0041_", "1e5", "2026", "TRUE", "Null", "nämnd.1", "B-12", "ÉÜ", "7.10",
    "0", "3-4", "1.0", "å", "ID", "action", "group-1", "A1", "R1C1", "ßa", "日本", "Ω.2", "n" * 64, "1-2", "00", "x--y",
    "0x1F", "1_000",
)  # fmt: skip
"""No two are the same to the eye (casefold), and none is the name of a perspective."""

TEXTS: Final = (
    "Solceller på skolor",
    "Åtgärd: öka känslan",
    "Räksmörgås",
    "=cmd|x",
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "_x0041_",
    "_x000D_",
    "'apostrof",
    "''två",
    '"citat"',
    "<b>fet</b>",
    "&amp; & < >",
    "{klammer} {0} %s",
    "🚲🌲 cykel",
    "👨‍👩‍👧 familj",
    "1,5",
    "2026-01-01",
    "TRUE",
    "#N/A",
    "a;b,c|d",
    "å" * 300,
    "x" * 299 + "é",
    "  ytterst  ",
    "x\u00a0y",
    "日本語 עברית",
    "back\\slash /",
)

LONG_TEXTS: Final = (
    *TEXTS,
    "rad ett\nrad två",
    "rad\r\nvagnretur",
    "\n\nmitt i\n\n\nalla\n",
    "lång " * 200,
    "- punkt\n- =punkt\n\tindragen",
)

DATES: Final = ("", "2024", "2024-05", "2024-02-29", "1999-12-31")

_WILD = st.text(alphabet="aåÄö1 =+-@'\"<>&{}_x0#🚲\n", max_size=12)


def texts(*, blank: bool = True) -> SearchStrategy[str]:
    """Text of one line; blank only where that is allowed."""
    text = st.one_of(st.sampled_from(TEXTS), _WILD)
    return st.one_of(st.just(""), text) if blank else text.map(lambda found: found if found.strip() else "x")


def long_texts(*, blank: bool = True) -> SearchStrategy[str]:
    """Text of several lines."""
    text = st.one_of(st.sampled_from(LONG_TEXTS), _WILD)
    return st.one_of(st.just(""), text) if blank else text.map(lambda found: found if found.strip() else "x")


def _decimal(digits: int, exponent: int) -> float:
    return float(Decimal(digits).scaleb(exponent))


_MONEY_NICE = (0.0, 0.1, 0.3, 1.0, 100.0, 250_000.0, 1_000_000.0, 2_010_000.0, 12_345_678.9, 123456789.012345, 0.07)
_TONNES_NICE = (0.0, 0.1, 1.0, 10.0, 33.3, 1234.56789, 250.0, 12_000.0)
_RATES_NICE = (0.0, 0.02, 0.035, 0.04, 0.1, -0.01, 0.0175, -0.3, 0.5, 0.123456789012345, 1.0)


def money(*, signed: bool = False) -> SearchStrategy[float]:
    """Kronor: round and crooked, small and large, never more than 15 significant digits."""
    plain = st.one_of(
        st.sampled_from(_MONEY_NICE),
        st.integers(1, 999_999_999_999_999).map(lambda digits: _decimal(digits, -6)),
        st.integers(1, 99_999_999).map(lambda digits: _decimal(digits, 0)),
    )
    return st.one_of(plain, plain.map(lambda number: -number if number else 0.0)) if signed else plain


def tonnes(*, signed: bool = True) -> SearchStrategy[float]:
    """Tonnes, in the sizes that a municipality meets."""
    plain = st.one_of(st.sampled_from(_TONNES_NICE), st.integers(1, 9_999_999).map(lambda digits: _decimal(digits, -3)))
    return st.one_of(plain, plain, plain.map(lambda number: -number if number else 0.0)) if signed else plain


def rates() -> SearchStrategy[float]:
    """A discount rate, inflation or escalation: usual, zero, negative and high."""
    return st.one_of(
        st.sampled_from(_RATES_NICE[:5]),
        st.sampled_from(_RATES_NICE),
        st.integers(-900, 1500).map(lambda digits: _decimal(digits, -4)),
    )


def _maybe(draw: DrawFn, strategy: SearchStrategy[Any]) -> Any:
    return draw(st.one_of(st.none(), strategy))


def _by_year(draw: DrawFn, years: range, numbers: SearchStrategy[float], most: int = 3) -> dict[str, float]:
    chosen = draw(st.lists(st.sampled_from(years), max_size=most, unique=True))
    return {str(year): draw(numbers) for year in chosen}


def _path(draw: DrawFn, years: range, needed: range, numbers: SearchStrategy[float]) -> Any:
    """A path that has a number in every needed year."""
    form = draw(st.sampled_from(("number", "number", "both", "years")))
    if form == "number" or not years:
        return draw(numbers)
    if form == "years" and len(years) <= 12 and set(needed) <= set(years):
        few = draw(st.lists(numbers, min_size=1, max_size=3))
        return {"by_year": {str(year): few[index % len(few)] for index, year in enumerate(years)}}
    return {"value": draw(numbers), "by_year": _by_year(draw, years, numbers)}


def _amount(draw: DrawFn, years: range, numbers: SearchStrategy[float]) -> Any:
    """A yearly amount in every form: none, unknown, a number, explicit years, both."""
    form = draw(st.sampled_from(("none", "number", "number", "number", "both", "years", "unknown")))
    if form == "none":
        return None
    if form == "unknown":
        return {"value": None}
    if form == "number":
        return draw(numbers)
    value = draw(numbers) if form == "both" else None
    return {"value": value, "by_year": _by_year(draw, years, numbers)}


_SHARES: Final = (
    (1.0,),
    (0.5, 0.5),
    (0.3, 0.7),
    (0.333333333333333, 0.333333333333333, 0.333333333333334),
    (0.1, 0.2, 0.7),
    (0.000001, 0.999999),
)


def _shares(draw: DrawFn, organisations: Sequence[str]) -> dict[str, float]:
    shares = draw(st.sampled_from([share for share in _SHARES if len(share) <= len(organisations)]))
    first = draw(st.integers(0, len(organisations) - 1))
    return {organisations[(first + index) % len(organisations)]: share for index, share in enumerate(shares)}


def _names(draw: DrawFn, count: int) -> list[str]:
    first = draw(st.integers(0, len(IDS) - 1))
    return [IDS[(first + index) % len(IDS)] for index in range(count)]


def _settings(draw: DrawFn, longest: int) -> tuple[Document, range, range]:
    first = draw(st.integers(2020, 2030))
    sunk = draw(st.sampled_from((0, 0, 0, 1, 3)))
    base = first + sunk
    last = base + draw(st.one_of(st.sampled_from((0, 1, 5, 10)), st.integers(0, longest)))
    price = draw(st.one_of(st.just(base), st.integers(first - 4, first + 2), st.integers(last - 1, last + 4)))
    timing = draw(st.sampled_from(list(Timing)))
    stop = last + (0 if timing is Timing.START else 1)
    indexed = range(min(first, price), max(stop, price))
    priced = range(min(first, price), last + 1)
    settings: Document = {
        "municipality": draw(texts(blank=False)),
        "municipality_code": draw(st.sampled_from(("", "0980", "1"))),
        "title": draw(texts()),
        "currency": draw(st.sampled_from(("SEK", "SEK", "EUR"))),
        "display_unit": str(draw(st.sampled_from(list(DisplayUnit)))),
        "first_year": first,
        "last_year": last,
        "base_year": base,
        "price_year": price,
        "timing": str(timing),
        "inflation": _path(draw, priced, indexed, rates()),
        "residual_values": draw(st.booleans()),
        "notes": draw(long_texts()),
    }
    rate = draw(st.sampled_from(("path", "path", "path", "path", "none", "unknown", "part")))
    if rate == "path":
        settings["financial_discount_rate"] = _path(draw, range(first, last + 1), range(base, stop), rates())
    elif rate == "unknown":
        settings["financial_discount_rate"] = {"value": None}
    elif rate == "part":
        settings["financial_discount_rate"] = {"by_year": _by_year(draw, range(first, last + 1), rates())}
    settings["social_discount_rate"] = _maybe(draw, rates())
    for field in ("mirr_finance_rate", "mirr_reinvestment_rate"):
        if draw(st.integers(0, 3)) == 0:
            settings[field] = _path(draw, range(first, last + 1), range(base, stop), rates())
    for field in ("carbon_value", "carbon_price"):
        form = draw(st.sampled_from(("none", "path", "path", "part", "unknown")))
        years = range(first, last + 1)
        if form == "path":
            settings[field] = _path(draw, years, years, money())
        elif form == "part":
            settings[field] = {"by_year": _by_year(draw, years, money())}
        elif form == "unknown":
            settings[field] = {"value": None}
    return {key: value for key, value in settings.items() if value is not None}, range(first, last + 1), indexed


def _spread(draw: DrawFn, years: range) -> Document:
    """The money of a component: blank, an amount over years, explicit years, or both in agreement."""
    start = draw(st.sampled_from(years))
    length = draw(st.integers(1, min(3, years.stop - start)))
    end = start + length - 1
    form = draw(st.sampled_from(("amount", "amount", "amount", "years", "both", "zero", "unknown", "undated")))
    if form == "undated":
        return {}
    if form == "unknown":
        return {"start_year": start, "end_year": end}
    if form == "years":
        return {"by_year": {str(start): draw(money()), **_by_year(draw, years, money(), 2)}}
    span: Document = {"start_year": start, **({"end_year": end} if length > 1 or draw(st.booleans()) else {})}
    if form == "zero":
        return {"amount": 0, **span}
    if form == "both" and length > 1:
        each = draw(st.integers(1, 1_000_000))
        shift = draw(st.integers(0, each))
        return {"amount": each * length, **span, "by_year": {str(start): each - shift, str(end): each + shift}}
    return {"amount": draw(money()), **span}


def _investment(draw: DrawFn, action: str, years: range, categories: Sequence[str], kind: str) -> Document:
    row: Document = {
        "action": action,
        "kind": kind,
        "name": draw(st.sampled_from(TEXTS)),
        "economic_life_years": draw(st.one_of(st.integers(1, 8), st.sampled_from((15, 25, 40, 150)))),
        "residual_share": draw(st.sampled_from((0, 0, 0, 0.1, 0.25, 1))),
        "price_category": draw(st.sampled_from((None, None, *categories))),
        "notes": draw(st.sampled_from(("", *LONG_TEXTS))),
        **_spread(draw, years),
    }
    return {key: value for key, value in row.items() if value is not None}


def _benefit(
    draw: DrawFn, action: str, years: range, categories: Sequence[str], organisations: Sequence[str]
) -> Document:
    kind = draw(st.sampled_from(("saving", "saving", "revenue", "co_benefit")))
    amount = _amount(draw, years, money(signed=kind == "co_benefit"))
    row: Document = {
        "action": action,
        "kind": kind,
        "name": draw(st.sampled_from(TEXTS)),
        "amount": amount,
        "price_category": draw(st.sampled_from((None, *categories))),
        "notes": draw(st.sampled_from(("", *LONG_TEXTS))),
    }
    if kind == "co_benefit" or draw(st.integers(0, 2)) == 0:
        row["receivers"] = _shares(draw, organisations)
    if kind == "revenue":
        row["payer"] = draw(st.sampled_from((None, *organisations)))
    if kind == "co_benefit" and amount is None:
        row["direction"] = draw(st.sampled_from([None, *map(str, Direction)]))
    return {key: value for key, value in row.items() if value is not None}


def _has_number(amount: Any) -> bool:
    return isinstance(amount, int | float) or (isinstance(amount, dict) and amount.get("value") is not None)


def _is_dated(row: Document) -> bool:
    return "start_year" in row or bool(row.get("by_year"))


def _is_known(row: Document) -> bool:
    return "amount" in row or bool(row.get("by_year"))


def _action(
    draw: DrawFn,
    name: str,
    years: range,
    registers: tuple[Sequence[str], Sequence[str], Sequence[str]],
    parts: tuple[list[Document], list[Document]],
) -> Document:
    organisations, sectors, categories = registers
    investments, benefits = parts
    capex = [row for row in investments if row["kind"] == "capex"]
    row: Document = {
        "id": name,
        "name": draw(texts(blank=False)),
        "description": draw(st.sampled_from(("", *LONG_TEXTS))),
        "owner": draw(st.sampled_from(organisations)),
        "sector": draw(st.sampled_from((None, *sectors))),
        "scope": draw(st.sampled_from([None, *map(str, Scope)])),
        "priority": _maybe(draw, st.sampled_from((1, 2, 9999))),
        "status": str(draw(st.sampled_from(list(Status)))),
        "control": draw(st.sampled_from([None, *map(str, Control)])),
        "opex_change": _amount(draw, years, money(signed=True)),
        "opex_price_category": draw(st.sampled_from((None, *categories))),
        "reduction_tonnes": _amount(draw, years, tonnes()),
        "removal_tonnes": _amount(draw, years, tonnes()) if draw(st.integers(0, 2)) == 0 else None,
        "ramp": draw(st.sampled_from(((), (), (0.25, 0.5, 1), (0, 1), (1,), (0.333333333333333, 0.7), (0,)))),
        "lifetime_years": _maybe(draw, st.one_of(st.integers(1, 12), st.sampled_from((40, 150)))),
        "reinvest": draw(st.booleans()),
        "carbon_priced": draw(st.sampled_from((0, 0, 0, 0.3, 1))),
        "notes": draw(st.sampled_from(("", *LONG_TEXTS))),
    }
    if draw(st.integers(0, 7)) == 0:
        row["included"] = False
    for split in ("capex_split", "opex_split"):
        if draw(st.integers(0, 2)) == 0:
            row[split] = _shares(draw, organisations)
    if capex and draw(st.integers(0, 2)) == 0:
        row["upfront_tonnes"] = draw(tonnes(signed=False))
    spent = any(row.get("amount") or any(row.get("by_year", {}).values()) for row in capex)
    follows = bool(capex) and (spent or not all(map(_is_known, capex))) and draw(st.integers(0, 2)) == 0
    start = draw(st.one_of(st.none(), st.none(), st.integers(years.start - 6, years.stop + 1), st.just(years.start)))
    if follows:
        row["effect_follows"] = "capex"
    elif start is not None:
        row["effect_start"] = start
    elif not any(map(_is_dated, capex)) and any(
        _has_number(amount)
        for amount in (
            row["opex_change"],
            row["reduction_tonnes"],
            row["removal_tonnes"],
            *(benefit.get("amount") for benefit in benefits),
        )
    ):
        row["effect_start"] = draw(st.integers(years.start - 1, years.stop))
    return {key: value for key, value in row.items() if value is not None}


def _numbered(rows: list[Document], names: list[str]) -> list[Document]:
    return [{"id": name, **row} for name, row in zip(names, rows, strict=True)]


@st.composite
def documents(draw: DrawFn, max_actions: int = 6, longest: int = 30) -> Document:
    """A valid plan as a plain document.

    Parameters
    ----------
    max_actions
        Most actions of a plan.
    longest
        Most years from base_year to last_year.
    """
    settings, years, indexed = _settings(draw, longest)
    first = min(years.start, settings["price_year"])
    kinds = draw(st.lists(st.sampled_from(list(OrganisationKind)), min_size=1, max_size=5))
    organisations: list[Document] = [
        {"id": name, "name": draw(texts(blank=False)), "kind": str(kind), "notes": draw(st.sampled_from(LONG_TEXTS))}
        for name, kind in zip(_names(draw, len(kinds)), kinds, strict=True)
    ]
    sectors = [{"id": name, "name": draw(texts(blank=False))} for name in _names(draw, draw(st.integers(0, 2)))]
    categories = [
        {
            "id": name,
            "name": draw(texts(blank=False)),
            "real_escalation": _path(draw, range(first, years.stop), indexed, rates()),
        }
        for name in _names(draw, draw(st.integers(0, 2)))
    ]
    registers = (
        [row["id"] for row in organisations],
        [row["id"] for row in sectors],
        [row["id"] for row in categories],
    )
    actions: list[Document] = []
    investments: list[Document] = []
    benefits: list[Document] = []
    counts = [count for count in (1, 1, 2, 2, 3, 3, 4, 5, 6) if count <= max_actions]
    for name in _names(draw, draw(st.sampled_from((0, *counts, max_actions)))):
        kinds_of = draw(st.lists(st.sampled_from(("capex", "capex", "reference_capex")), max_size=3))
        bought = [_investment(draw, name, years, registers[2], kind) for kind in kinds_of]
        count = draw(st.sampled_from((0, 1, 1, 2)))
        gained = [_benefit(draw, name, years, registers[2], registers[0]) for _ in range(count)]
        actions.append(_action(draw, name, years, registers, (bought, gained)))
        investments += bought
        benefits += gained
    for row in actions[1:]:
        if draw(st.integers(0, 9)) == 0:
            row["repeat_of"] = actions[0]["id"]
    numbers = st.one_of(st.none(), money(signed=True))
    known = [row["id"] for row in actions]
    risks = [
        {
            "action": draw(st.sampled_from((None, *known))),
            "text": draw(long_texts(blank=False)),
            "likelihood": draw(st.sampled_from([None, *map(str, Level)])),
            "consequence": draw(st.sampled_from([None, *map(str, Level)])),
            "mitigation": draw(long_texts()),
        }
        for _ in range(draw(st.integers(0, 2)))
    ]
    evidence = []
    for _ in range(draw(st.integers(0, 3))):
        low, high = draw(numbers), draw(numbers)
        if low is not None and high is not None:
            low, high = min(low, high), max(low, high)
        evidence.append(
            {
                "action": draw(st.sampled_from((None, *known))),
                "quantity": str(draw(st.sampled_from(list(Quantity)))),
                "source": draw(texts()),
                "as_stated": draw(long_texts()),
                "date": draw(st.sampled_from(DATES)),
                "price_year": draw(st.sampled_from((None, 2019, 2024))),
                "quality": draw(st.sampled_from([None, *map(str, Quality)])),
                "illustrative": draw(st.booleans()),
                "low": low,
                "high": high,
                "notes": draw(st.sampled_from(("", *LONG_TEXTS))),
            }
        )
    document = {
        "schema_version": 1,
        "settings": settings,
        "organisations": organisations,
        "sectors": sectors,
        "price_categories": categories,
        "actions": actions,
        "investments": _numbered(investments, _names(draw, len(investments))),
        "benefits": _numbered(benefits, _names(draw, len(benefits))),
        "risks": _numbered(risks, _names(draw, len(risks))),
        "evidence": _numbered(evidence, _names(draw, len(evidence))),
    }
    # Only what JSON can carry, as a reader would meet it.
    decoded: Document = json.loads(json.dumps(document))
    return decoded


def plans(max_actions: int = 6, longest: int = 30) -> SearchStrategy[Plan]:
    """A valid plan: nought to ``max_actions`` actions over one to ``longest`` + 1 years from base_year on."""
    return documents(max_actions, longest).map(lambda document: read_document(document)[0])
