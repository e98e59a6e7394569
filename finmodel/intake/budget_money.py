"""Money of other people's tables as whole öre: in decimal all the way, and never guessed."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import NamedTuple

from finmodel.i18n.catalogue import Language
from finmodel.i18n.numbers import NumberTextError, parse_number, split_unit
from finmodel.i18n.units import UNIT_FACTORS, find_money_unit, unit_currency
from finmodel.model.decimals import to_decimal

__all__ = ["MAX_ORE", "Money", "MoneyError", "money_of_number", "money_of_text", "ore_text"]

MAX_ORE = 10**17
"""Largest amount that is believed [öre]: a thousand billion kronor."""

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_TO_SPACE = str.maketrans(dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " "))
_MINUS = "\\-\N{MINUS SIGN}\N{EN DASH}"
# At most two decimals: no thousand and no decimal can be meant at the same time.
_PLAIN = re.compile(rf"([+{_MINUS}]?) ?([0-9]{{1,3}}(?: [0-9]{{3}})+|[0-9]+)(?:[.,]([0-9]{{1,2}}))?([{_MINUS}]?)")
_NIL = frozenset({"", "-", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"})


class Money(NamedTuple):
    """An amount [öre], and what was lost when it was taken to whole öre [öre]."""

    ore: int
    lost: Decimal


class MoneyError(ValueError):
    """A text or number is no amount in kronor.

    Parameters
    ----------
    code
        ``FM-B130`` no number, ``FM-B134`` another currency, ``FM-B136`` larger than any amount.
    number
        Why the text is no number, for ``FM-B130``.
    """

    def __init__(self, code: str, number: NumberTextError | None = None) -> None:
        self.code = code
        self.number = number
        super().__init__(code)


def money_of_text(text: str, factor: int, lang: Language | None = "sv") -> Money | None:
    """Return the amount that a text means, None for a blank or a lone dash.

    Parameters
    ----------
    text
        As written: ``1 234,5``, ``(1 200)``, ``1234-``, ``12 tkr``. A unit in the text is used instead of the
        column's.
    factor
        Kronor in one of the column's unit.
    lang
        Whose decimal sign three decimals have: ``sv`` comma, ``en`` point; None where it must not matter.

    Returns
    -------
    Money | None
        Parts of an öre are rounded half to even, and said.

    Raises
    ------
    MoneyError
        If it is anything else.

    Examples
    --------
    >>> money_of_text("1 234,5", 1000).ore
    123450000
    """
    body = text.translate(_TO_SPACE).strip()
    if body in _NIL:
        return None
    plain = _PLAIN.fullmatch(body)
    if plain and not (plain[1] and plain[4]):
        ore = (int(plain[2].replace(" ", "")) * 100 + int((plain[3] or "0").ljust(2, "0"))) * factor
        is_negative = bool(plain[4]) or plain[1] not in ("", "+")
        return _sized(-ore if is_negative else ore, Decimal(0))
    try:
        number, unit = split_unit(body)
        if unit:
            known = find_money_unit(unit)
            if known is None:
                raise NumberTextError("unknown_unit", text=body, unit=unit, allowed=("kr", "tkr", "mnkr"))
            if unit_currency(known) != "SEK":
                raise MoneyError("FM-B134")
            factor = UNIT_FACTORS[known]
        return _whole_ore(parse_number(number, lang=lang), factor)
    except NumberTextError as error:
        raise MoneyError("FM-B130", error) from None


def money_of_number(value: float | Decimal, factor: int) -> Money:
    """Return the amount that a number of a cell means.

    Parameters
    ----------
    value
        A finite number; a double stands for the shortest decimal that reads back as it.
    factor
        Kronor in one of the column's unit.

    Raises
    ------
    MoneyError
        If it is larger than any amount can be.

    Examples
    --------
    >>> money_of_number(2.01, 1_000_000).ore
    201000000
    """
    return _whole_ore(to_decimal(value), factor)


def ore_text(ore: int) -> str:
    """Return an amount in kronor as digits with a decimal point, exact: a parameter of an issue.

    Examples
    --------
    >>> ore_text(-1)
    '-0.01'
    """
    size = abs(ore)
    return f"{'-' if ore < 0 else ''}{size // 100}.{size % 100:02}"


def _whole_ore(kronor: Decimal, factor: int) -> Money:
    exact = _EXACT.multiply(kronor, Decimal(factor * 100))
    if abs(exact) > MAX_ORE:
        raise MoneyError("FM-B136")
    whole = exact.to_integral_value(rounding=ROUND_HALF_EVEN)
    return Money(int(whole), _EXACT.subtract(exact, whole))


def _sized(ore: int, lost: Decimal) -> Money:
    if abs(ore) > MAX_ORE:
        raise MoneyError("FM-B136")
    return Money(ore, lost)
