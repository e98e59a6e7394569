"""Units of money: which there are, how they are written, and what they are called.

A number in a unit becomes a number of whole ones in decimal, so that 2.01 mnkr is 2 010 000 kr and comes back as
2.01.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from finmodel.errors import FinmodelError
from finmodel.i18n.catalogue import Language, fill
from finmodel.model.decimals import scale_down, scale_up

__all__ = [
    "UNIT_FACTORS",
    "UnknownUnitError",
    "find_money_unit",
    "from_units",
    "money_unit",
    "parse_money_unit",
    "to_units",
    "unit_currency",
    "unit_label",
]

UNIT_FACTORS: Mapping[str, int] = MappingProxyType(
    {
        "kr": 1,
        "tkr": 1_000,
        "mnkr": 1_000_000,
        "mdkr": 1_000_000_000,
        "EUR": 1,
        "kEUR": 1_000,
        "MEUR": 1_000_000,
        "mdEUR": 1_000_000_000,
    }
)
"""Whole currency units in one of each canonical unit of money."""

_ALIASES: Mapping[str, str] = MappingProxyType(
    {
        alias: unit
        for unit, aliases in {
            "kr": ("kr", "kr.", "krona", "kronor", "sek"),
            "tkr": ("tkr", "kkr", "ksek", "tsek", "tusen kr", "tusen kronor", "tusental kronor", "thousand sek"),
            "mnkr": (
                *("mkr", "mnkr", "msek", "mnsek", "mn kr", "mn sek", "milj kr", "milj. kr", "milj kronor"),
                *("miljon", "miljoner", "miljoner kr", "miljoner kronor", "miljon kronor", "miljontals kronor"),
                *("million sek", "million kr", "sek million"),
            ),
            "mdkr": (
                *("mdkr", "mdrkr", "mdsek", "bnsek", "md kr", "mdr kr", "bn sek", "sek bn"),
                *("miljard", "miljarder", "miljarder kr", "miljarder kronor", "miljard kronor", "billion sek"),
            ),
            "EUR": ("eur", "euro", "euros", "€"),
            "kEUR": ("keur", "teur", "k€", "t€", "tusen euro", "tusen eur", "thousand euro", "thousand eur"),
            "MEUR": (
                *("meur", "mneur", "m€", "mn€", "mn eur", "mn euro", "miljoner euro", "miljon euro"),
                *("miljoner eur", "million euro", "million eur", "million euros", "eur million"),
            ),
            "mdEUR": (
                *("mdeur", "bneur", "md€", "bn€", "bn eur", "bn euro", "miljarder euro", "miljard euro"),
                *("miljarder eur", "billion euro", "billion eur"),
            ),
        }.items()
        for alias in aliases
    }
)

_PER_YEAR = re.compile(r"\s*(?:/|\bper\b)\s*(?:år|year|yr|a)\.?$|\s+(?:årligen|a year|p\.a\.)$")
_NOTE = re.compile(r"\s*(?:\(([^()\[\]]*)\)|\[([^()\[\]]*)\])$")
_NOTE_WORDS = re.compile(
    r"(?:(?:19|20)[0-9]{2}|års|år|pris|priser|prisnivå|prisläge|prisår|penningvärde|fasta?|löpande|nominell[at]?|real[at]?"
    r"|in|i|of|at|the|price|prices|level|year|constant|current|nominal)"
)


class UnknownUnitError(FinmodelError, ValueError):
    """A text is no unit of money.

    Parameters
    ----------
    text
        What was written.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"unknown unit of money: {text!r}")


def parse_money_unit(text: str) -> str:
    """Return the canonical unit of money that a text names.

    Upper and lower case do not matter. Behind the unit may stand a year (``mnkr/år``, ``tkr per år``) and, in
    brackets, a note on prices (``mnkr (2025 års priser)``), which say nothing about the size.

    Parameters
    ----------
    text
        A unit as people write it, for example in a header.

    Returns
    -------
    str
        A key of :data:`UNIT_FACTORS`.

    Raises
    ------
    UnknownUnitError
        If the text is anything else, a note on other things than prices included.

    Examples
    --------
    >>> parse_money_unit("Mkr/år"), parse_money_unit("tkr (prisnivå 2025)"), parse_money_unit("M€")
    ('mnkr', 'tkr', 'MEUR')
    """
    unit = find_money_unit(text)
    if unit is None:
        raise UnknownUnitError(text)
    return unit


def find_money_unit(text: str) -> str | None:
    """Return what :func:`parse_money_unit` does, None for a text that is no unit of money."""
    words = " ".join(text.casefold().split())
    note = _NOTE.search(words)
    if note and all(_NOTE_WORDS.fullmatch(word) for word in re.split(r"[\s,:;'’-]+", note[1] or note[2] or "x")):
        words = words[: note.start()]
    return _ALIASES.get(_PER_YEAR.sub("", words))


def unit_currency(unit: str) -> str:
    """Return the currency of a canonical unit of money, ISO 4217.

    Raises
    ------
    UnknownUnitError
        If the unit is not a key of :data:`UNIT_FACTORS`.
    """
    if unit not in UNIT_FACTORS:
        raise UnknownUnitError(unit)
    return "EUR" if unit.endswith("EUR") else "SEK"


def money_unit(display_unit: str, currency: str) -> str:
    """Return the canonical unit of a currency that is as large as ``display_unit`` (which may be the other's).

    Parameters
    ----------
    display_unit
        A key of :data:`UNIT_FACTORS`; a plan in euro that shows ``mnkr`` shows MEUR.
    currency
        ISO 4217. Units of other currencies than EUR are the krona's: same sizes, another label.

    Raises
    ------
    UnknownUnitError
        If the display unit is not known.

    Examples
    --------
    >>> money_unit("mnkr", "EUR"), money_unit("tkr", "SEK")
    ('MEUR', 'tkr')
    """
    factor = _factor(display_unit)
    family = "EUR" if currency == "EUR" else "SEK"
    return next(unit for unit, size in UNIT_FACTORS.items() if size == factor and unit_currency(unit) == family)


def unit_label(display_unit: str, currency: str, lang: Language) -> str:
    """Return what a unit of money is called.

    Parameters
    ----------
    display_unit
        A key of :data:`UNIT_FACTORS`; only its size counts.
    currency
        ISO 4217.
    lang
        Language of the label.

    Raises
    ------
    UnknownUnitError
        If the display unit is not known.

    Examples
    --------
    >>> unit_label("mnkr", "SEK", "sv"), unit_label("mnkr", "SEK", "en"), unit_label("mnkr", "EUR", "sv")
    ('mnkr', 'MSEK', 'MEUR')
    """
    size = {1: "whole", 1_000: "thousand", 1_000_000: "million"}.get(_factor(display_unit), "billion")
    family = "SEK" if currency == "SEK" else "any"
    return fill(f"unit.money_label.{family}.{size}", lang, {"currency": currency})


def to_units(value: float, factor: int) -> Decimal:
    """Return whole currency units in a larger unit, in decimal: what is written in a cell.

    Examples
    --------
    >>> to_units(2010000.0, UNIT_FACTORS["mnkr"])
    Decimal('2.01')
    """
    return scale_down(value, factor)


def from_units(value: float | Decimal, factor: int) -> float:
    """Return an amount in a larger unit as whole currency units, in decimal; undoes :func:`to_units`.

    Examples
    --------
    >>> from_units(2.01, UNIT_FACTORS["mnkr"])
    2010000.0
    """
    return scale_up(value, factor)


def _factor(unit: str) -> int:
    if unit not in UNIT_FACTORS:
        raise UnknownUnitError(unit)
    return UNIT_FACTORS[unit]
