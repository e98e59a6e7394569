"""Numbers with a unit as people write them: ``3,5 %``, ``12,5 mnkr``, ``1 200 ton CO2e``, ``90 öre/kWh``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from types import MappingProxyType
from typing import Literal, NamedTuple

from finmodel.i18n.catalogue import Language
from finmodel.i18n.numbers import NumberTextError, parse_part, split_unit
from finmodel.i18n.units import UNIT_FACTORS, find_money_unit, unit_currency
from finmodel.model.decimals import shift

__all__ = ["Quantity", "QuantityKind", "parse_quantity", "quantity_currency"]

QuantityKind = Literal[
    "number",
    "rate",
    "share",
    "money",
    "money_per_tonne",
    "tonnes",
    "years",
    "energy",
    "money_per_kwh",
    "kg_per_kwh",
    "money_per_inhabitant",
    "tonnes_per_inhabitant",
    "kg_per_money",
]
"""What sort of quantity is expected; decides which units may stand behind the number."""


class Quantity(NamedTuple):
    """A number that was read, and the unit that stood behind it.

    Attributes
    ----------
    value
        In whole ones of the base unit if a unit stood there: fraction, currency unit, tonne, year, kilowatt-hour,
        currency unit or kilogram per kilowatt-hour, currency unit or tonne per inhabitant, kilogram per currency unit.
        Else the bare number as written, which the caller multiplies by the unit of the place it stands in.
    unit
        Canonical name: ``%``, a key of ``UNIT_FACTORS``, the same with ``/t``, ``t``, ``kt``, ``years``, ``MWh``,
        ``öre/kWh``, ``g/kWh``, ``kr/inv``, ``t/inv``, ``kg/kr`` and their like; None where no unit stood there.
        :func:`quantity_currency` tells the currency.
    """

    value: Decimal
    unit: str | None


_CARBON = re.compile(r"\s*co[2₂](?:e|-?\s?ekv\.?|-?\s?eq\.?)?$")
_PER_YEAR = re.compile(r"\s*(?:/|\bper\b)\s*(?:år|year|yr|a)$")
_AND_YEAR = re.compile(r"\s*(?:(?:/|\bper\b|\boch\b|\band\b|\ba\b)\s*(?:år|year|yr))$")
_PER_TONNE = re.compile(r"\s*(?:/|\bper\b)\s*(?:t|ton|tonne)$")
_PER_INHABITANT = re.compile(r"\s*(?:/|\bper\b)\s*(?:invånare|inv|inhabitant|capita|person)\.?$")
_PERCENT: Mapping[str, str] = MappingProxyType({"%": "%", "procent": "%", "percent": "%", "per cent": "%"})
_TONNES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("t", "ton", "tonne", "tonnes"), "t"),
        **dict.fromkeys(("kt", "kton", "ktonne", "ktonnes", "tusen ton", "thousand tonnes"), "kt"),
    }
)
_YEARS: Mapping[str, str] = MappingProxyType(dict.fromkeys(("år", "year", "years"), "years"))
_ENERGY: Mapping[str, str] = MappingProxyType({unit.casefold(): unit for unit in ("kWh", "MWh", "GWh", "TWh")})
_PER_MONEY = re.compile(r"(?P<what>[^/]+?)\s*(?:/|\bper\b)\s*(?P<money>[^/]+)$")
_PER_ENERGY = re.compile(r"(?P<what>.+?)\s*(?:/|\bper\b)\s*(?P<energy>[kmgt]wh)$")
_PENNIES: Mapping[str, str] = MappingProxyType({"öre": "öre"})
_MASSES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("g", "gram", "grams"), "g"),
        **dict.fromkeys(("kg", "kilo", "kilogram", "kilograms"), "kg"),
        **dict.fromkeys(("t", "ton", "tonne", "tonnes"), "t"),
    }
)
_PER_KWH_PLACES: Mapping[str, int] = MappingProxyType(
    {"kr/kWh": 0, "öre/kWh": -2, "kr/MWh": -3, "EUR/kWh": 0, "EUR/MWh": -3, "tkr/MWh": 0, "mnkr/GWh": 0}
)
"""Powers of ten to the base unit, as all the tables of places here."""

_KG_PER_KWH_PLACES: Mapping[str, int] = MappingProxyType(
    {"kg/kWh": 0, "g/kWh": -3, "kg/MWh": -3, "t/MWh": 0, "t/GWh": -3}
)
_TONNES_PER_INHABITANT_PLACES: Mapping[str, int] = MappingProxyType({"t/inv": 0, "kg/inv": -3})
_KG_PER_MONEY_PLACES: Mapping[str, int] = MappingProxyType(
    {"kg/kr": 0, "g/kr": -3, "kg/tkr": -3, "t/tkr": 0, "t/mnkr": -3}
    | {"kg/EUR": 0, "g/EUR": -3, "kg/kEUR": -3, "t/kEUR": 0, "t/MEUR": -3}
)
_ALLOWED: Mapping[QuantityKind, tuple[str, ...]] = MappingProxyType(
    {
        "number": (),
        "rate": ("%",),
        "share": ("%",),
        "money": tuple(UNIT_FACTORS),
        "money_per_tonne": tuple(f"{unit}/t" for unit in UNIT_FACTORS),
        "tonnes": ("t", "kt"),
        "years": ("years",),
        "energy": tuple(_ENERGY.values()),
        "money_per_kwh": tuple(_PER_KWH_PLACES),
        "kg_per_kwh": tuple(_KG_PER_KWH_PLACES),
        "money_per_inhabitant": tuple(f"{unit}/inv" for unit in UNIT_FACTORS),
        "tonnes_per_inhabitant": tuple(_TONNES_PER_INHABITANT_PLACES),
        "kg_per_money": tuple(_KG_PER_MONEY_PLACES),
    }
)
_PLACES: Mapping[str, int] = MappingProxyType(
    {
        "%": -2,
        "kt": 3,
        "MWh": 3,
        "GWh": 6,
        "TWh": 9,
        **_PER_KWH_PLACES,
        **_KG_PER_KWH_PLACES,
        **_TONNES_PER_INHABITANT_PLACES,
        **_KG_PER_MONEY_PLACES,
        **{unit: len(str(factor)) - 1 for unit, factor in UNIT_FACTORS.items()},
        **{f"{unit}/{per}": len(str(factor)) - 1 for unit, factor in UNIT_FACTORS.items() for per in ("t", "inv")},
    }
)


def parse_quantity(text: str, kind: QuantityKind, *, lang: Language | None = None) -> Quantity:
    """Return a number and its unit, the number in whole ones of the base unit if a unit stands in the text.

    Parameters
    ----------
    text
        What was written.
    kind
        ``rate`` and ``share``: percent become a fraction; a bare ``3,5`` stays 3.5, which the field's bounds
        refuse. ``money``: kronor and euro and their multiples, also a year (``2 mnkr/år``). ``money_per_tonne``:
        the same with ``/t``. ``tonnes``: tonnes and kilotonnes, with or without CO2e and a year. ``years``.
        ``energy``: kWh to TWh, also a year. ``money_per_kwh``: ``kr/kWh``, ``öre/kWh``, ``EUR/MWh``.
        ``kg_per_kwh``: ``kg/kWh``, ``g CO2e/kWh``, ``t/GWh``. ``money_per_inhabitant``: money ``/invånare`` or
        ``/inhabitant``. ``tonnes_per_inhabitant``: ``ton/invånare``, ``t CO2e per person``, ``kg per capita och år``.
        ``kg_per_money``: ``kg CO2e/kr``, ``g/kr``, ``ton/mnkr``. ``number``: no unit.
    lang
        As for :func:`~finmodel.i18n.numbers.parse_number`.

    Returns
    -------
    Quantity
        Value and canonical unit, None where none stood there.

    Raises
    ------
    NumberTextError
        The parser's reasons; ``unit_not_allowed`` for a unit of another kind, ``unknown_unit`` for a word that
        is no unit at all, both with ``unit`` and ``allowed``.

    Examples
    --------
    >>> parse_quantity("2,01 mnkr", "money")
    Quantity(value=Decimal('2010000'), unit='mnkr')
    >>> parse_quantity("3,5 %", "rate").value
    Decimal('0.035')
    >>> parse_quantity("90 öre/kWh", "money_per_kwh").value, parse_quantity("1,2 GWh/år", "energy").value
    (Decimal('0.9'), Decimal('1200000'))
    """
    number, written = split_unit(text)
    unit = _unit(written, kind, text.strip()) if written else None
    value = parse_part(number, text, lang)
    if unit is not None:
        value = shift(value, _PLACES.get(unit, 0))
        if not isfinite(float(value)) or (value and not float(value)):
            raise NumberTextError("out_of_range", text=text.strip())
    return Quantity(value, unit)


def quantity_currency(unit: str) -> str | None:
    """Return the currency of a quantity's canonical unit, ISO 4217; None for a unit without money.

    Examples
    --------
    >>> quantity_currency("öre/kWh"), quantity_currency("kg/EUR"), quantity_currency("g/kWh")
    ('SEK', 'EUR', None)
    """
    for part in unit.split("/"):
        if part in _PENNIES.values():
            return "SEK"
        if part in UNIT_FACTORS:
            return unit_currency(part)
    return None


def _unit(written: str, kind: QuantityKind, text: str) -> str:
    known = _known_unit(written)
    allowed = _ALLOWED[kind]
    if known in allowed:
        return known
    reason: Literal["unknown_unit", "unit_not_allowed"] = "unknown_unit" if known == "" else "unit_not_allowed"
    raise NumberTextError(reason, text=text, unit=written, allowed=allowed)


def _known_unit(written: str) -> str:
    """Return the canonical name of a unit of any kind, "" for no unit at all."""
    words = " ".join(written.casefold().split())
    mass = _CARBON.sub("", _PER_YEAR.sub("", words))
    without_tonne, n_tonnes = _PER_TONNE.subn("", _CARBON.sub("", words))
    price = find_money_unit(without_tonne) if n_tonnes else None
    without_inhabitant, n_inhabitants = _PER_INHABITANT.subn("", words)
    due = find_money_unit(without_inhabitant) if n_inhabitants else None
    per_year = _PER_YEAR.sub("", words)
    return (
        _PERCENT.get(words)
        or _TONNES.get(mass)
        or _YEARS.get(words)
        or find_money_unit(written)
        or (f"{price}/t" if price else "")
        or (f"{due}/inv" if due else "")
        or _per_inhabitant(words)
        or _ENERGY.get(per_year, "")
        or _per_energy(_CARBON.sub("", words))
        or _per_money(words)
    )


def _per_energy(words: str) -> str:
    """Return the canonical name of a price or an amount of emissions per energy, "" for anything else."""
    match = _PER_ENERGY.fullmatch(words)
    if match is None:
        return ""
    energy = _ENERGY[match["energy"]]
    mass = _MASSES.get(_CARBON.sub("", match["what"]))
    money = mass or _PENNIES.get(match["what"]) or find_money_unit(match["what"])
    unit = f"{money}/{energy}"
    return unit if unit in _PLACES else ""


def _per_inhabitant(words: str) -> str:
    """Return the canonical name of an amount of emissions per inhabitant, "" for anything else."""
    what, n_inhabitants = _PER_INHABITANT.subn("", _AND_YEAR.sub("", words))
    unit = f"{_MASSES.get(_CARBON.sub('', what))}/inv"
    return unit if n_inhabitants and unit in _TONNES_PER_INHABITANT_PLACES else ""


def _per_money(words: str) -> str:
    """Return the canonical name of an amount of emissions per money, "" for anything else."""
    match = _PER_MONEY.fullmatch(words)
    if match is None or _PER_YEAR.search(match["money"]):
        return ""
    unit = f"{_MASSES.get(_CARBON.sub('', match['what']))}/{find_money_unit(match['money'])}"
    return unit if unit in _PLACES else ""
