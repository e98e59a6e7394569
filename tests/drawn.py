"""What generated plans are made of: texts, ids, numbers and paths of every size that the schema allows.

A strategy that is made anew for every draw costs far more than the draw: what draws from the same numbers is made once.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

Document = dict[str, Any]
T = TypeVar("T")
NOTHING: Final = st.none()
"""No value, as the same strategy everywhere."""


def among(*choices: T) -> SearchStrategy[T]:
    """One of the choices; those that stand there more than once are drawn more often."""
    try:
        found: SearchStrategy[T] = _sampled(*choices)
    except TypeError:  # rows among them: such choices cannot be looked up
        return st.sampled_from(choices)
    return found


@lru_cache(maxsize=4096, typed=True)  # True is not 1
def _sampled(*choices: Any) -> SearchStrategy[Any]:
    return st.sampled_from(choices)


@lru_cache(maxsize=4096)
def either(*strategies: SearchStrategy[Any]) -> SearchStrategy[Any]:
    """A value of one of the strategies. Of one that stands there twice the second is nothing."""
    return st.one_of(*strategies)


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


@cache
def texts(*, blank: bool = True) -> SearchStrategy[str]:
    """Text of one line; blank only where that is allowed."""
    text = st.one_of(among(*TEXTS), _WILD)
    return st.one_of(st.just(""), text) if blank else text.map(lambda found: found if found.strip() else "x")


@cache
def long_texts(*, blank: bool = True) -> SearchStrategy[str]:
    """Text of several lines."""
    text = st.one_of(among(*LONG_TEXTS), _WILD)
    return st.one_of(st.just(""), text) if blank else text.map(lambda found: found if found.strip() else "x")


def decimal(digits: int, exponent: int) -> float:
    return float(Decimal(digits).scaleb(exponent))


_MONEY_NICE = (0.0, 0.1, 0.3, 1.0, 100.0, 250_000.0, 1_000_000.0, 2_010_000.0, 12_345_678.9, 123456789.012345, 0.07)
_TONNES_NICE = (0.0, 0.1, 1.0, 10.0, 33.3, 1234.56789, 250.0, 12_000.0)
_KWH_NICE = (0.0, 1.0, 1_000.0, 250_000.0, 1_000_000.0, 12345.678, 0.3)
_KWH_PRICES_NICE = (0.0, 0.5, 1.2, 0.987654321, 2.0, -0.05)
_FACTORS_NICE = (0.0, 0.05, 0.2, 0.267, 2.98)
_CARBON_PRICES_NICE = (0.0, 500.0, 1200.5, 7000.0)
_POOLS_NICE = (0.0, 0.1, 10.0, 100.0, 1000.0, 12_345.678, 10_000_000.0)
_POOL_SHARES_NICE = (0.0, 0.1, 0.3, 0.5, 0.333333333333333, 0.999999, 1.0)
_RATES_NICE = (0.0, 0.02, 0.035, 0.04, 0.1, -0.01, 0.0175, -0.3, 0.5, 0.123456789012345, 1.0)


@cache
def money(*, signed: bool = False) -> SearchStrategy[float]:
    """Kronor: round and crooked, small and large, never more than 15 significant digits."""
    plain = st.one_of(
        among(*_MONEY_NICE),
        st.integers(1, 999_999_999_999_999).map(lambda digits: decimal(digits, -6)),
        st.integers(1, 99_999_999).map(lambda digits: decimal(digits, 0)),
    )
    return st.one_of(plain, plain.map(lambda number: -number if number else 0.0)) if signed else plain


@cache
def tonnes(*, signed: bool = True) -> SearchStrategy[float]:
    """Tonnes, in the sizes that a municipality meets."""
    plain = st.one_of(among(*_TONNES_NICE), st.integers(1, 9_999_999).map(lambda digits: decimal(digits, -3)))
    return st.one_of(plain, plain, plain.map(lambda number: -number if number else 0.0)) if signed else plain


@cache
def kwh() -> SearchStrategy[float]:
    """Kilowatt-hours a year, more and less; so many that their tonnes are of a pool's size, or next to none."""
    plain = st.one_of(among(*_KWH_NICE), st.integers(1, 99_999_999).map(lambda digits: decimal(digits, -1)))
    return st.one_of(plain, plain.map(lambda number: -number if number else 0.0))


@cache
def kwh_prices() -> SearchStrategy[float]:
    """Money a kilowatt-hour."""
    return st.one_of(among(*_KWH_PRICES_NICE), st.integers(1, 9_999).map(lambda digits: decimal(digits, -3)))


@cache
def factors() -> SearchStrategy[float]:
    """Kilograms a kilowatt-hour."""
    return st.one_of(among(*_FACTORS_NICE), st.integers(1, 999).map(lambda digits: decimal(digits, -3)))


@cache
def carbon_prices() -> SearchStrategy[float]:
    """Money a tonne."""
    return st.one_of(among(*_CARBON_PRICES_NICE), st.integers(1, 9_999).map(float))


@cache
def pool_tonnes() -> SearchStrategy[float]:
    """A pool's tonnes a year: empty, tight, and more than anybody asks for."""
    return st.one_of(among(*_POOLS_NICE), st.integers(1, 9_999_999).map(lambda digits: decimal(digits, -3)))


@cache
def pool_shares() -> SearchStrategy[float]:
    """A share of what is left of a pool."""
    return st.one_of(among(*_POOL_SHARES_NICE), st.integers(0, 1000).map(lambda digits: decimal(digits, -3)))


@cache
def rates() -> SearchStrategy[float]:
    """A discount rate, inflation or escalation: usual, zero, negative and high."""
    return st.one_of(
        among(*_RATES_NICE[:5]),
        among(*_RATES_NICE),
        st.integers(-900, 1500).map(lambda digits: decimal(digits, -4)),
    )


def maybe(draw: DrawFn, strategy: SearchStrategy[Any]) -> Any:
    return draw(either(NOTHING, strategy))


@lru_cache(maxsize=1024)
def _few_of(years: range, most: int) -> SearchStrategy[list[int]]:
    return st.lists(among(*years), max_size=most, unique=True)


def by_year(draw: DrawFn, years: range, numbers: SearchStrategy[float], most: int = 3) -> dict[str, float]:
    chosen = draw(_few_of(years, most))
    return {str(year): draw(numbers) for year in chosen}


def path(draw: DrawFn, years: range, needed: range, numbers: SearchStrategy[float]) -> Any:
    """A path that has a number in every needed year."""
    form = draw(among("number", "number", "both", "years"))
    if form == "number" or not years:
        return draw(numbers)
    if form == "years" and len(years) <= 12 and set(needed) <= set(years):
        few = draw(st.lists(numbers, min_size=1, max_size=3))
        return {"by_year": {str(year): few[index % len(few)] for index, year in enumerate(years)}}
    return {"value": draw(numbers), "by_year": by_year(draw, years, numbers)}


FORMS: Final = (*("number",) * 9, *("both",) * 4, *("years",) * 4, *("none",) * 3, "unknown")
KNOWN_FORMS: Final = (*("number",) * 16, *("both",) * 6, *("years",) * 6, "unknown", "none")
"""Of lines that there may be several of: one unknown among them, and the whole action is."""


def amount(draw: DrawFn, years: range, numbers: SearchStrategy[float], forms: Sequence[str] = FORMS) -> Any:
    """A yearly amount in every form: none, unknown, a number, explicit years, both."""
    form = draw(among(*forms))
    if form == "none":
        return None
    if form == "unknown":
        return {"value": None}
    if form == "number":
        return draw(numbers)
    value = draw(numbers) if form == "both" else None
    return {"value": value, "by_year": by_year(draw, years, numbers)}


def perhaps_path(draw: DrawFn, years: range, needed: range, numbers: SearchStrategy[float], forms: str) -> Any:
    """A path that may be missing, unknown, or without some years; ``forms`` are the forms to draw from.

    ``f`` is a full path, ``n`` none, ``u`` unknown and ``p`` a part of the years.
    """
    form = draw(among(*forms))
    if form == "f":
        return path(draw, years, needed, numbers)
    if form == "p":
        return {"by_year": by_year(draw, years, numbers)}
    return {"value": None} if form == "u" else None


_SHARES: Final = (
    (1.0,),
    (0.5, 0.5),
    (0.3, 0.7),
    (0.333333333333333, 0.333333333333333, 0.333333333333334),
    (0.1, 0.2, 0.7),
    (0.000001, 0.999999),
)


def shares(draw: DrawFn, organisations: Sequence[str]) -> dict[str, float]:
    chosen = draw(among(*[share for share in _SHARES if len(share) <= len(organisations)]))
    first = draw(st.integers(0, len(organisations) - 1))
    return {organisations[(first + index) % len(organisations)]: share for index, share in enumerate(chosen)}


def names(draw: DrawFn, count: int) -> list[str]:
    first = draw(st.integers(0, len(IDS) - 1))
    return [IDS[(first + index) % len(IDS)] for index in range(count)]
