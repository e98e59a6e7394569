"""Numbers as people read them, by Babel and the language's own customs.

A number is taken to 15 significant digits and rounded half away from zero, as a spreadsheet shows it. Minus is
U+2212, zero is never negative, and what is undefined (None, not a number, infinite) is an en dash: the reason
stands beside it. Babel takes a while to load; :mod:`finmodel.i18n` loads this module on first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from math import isfinite
from types import MappingProxyType

from babel.numbers import format_decimal

from finmodel.i18n.catalogue import Language, fill, t
from finmodel.i18n.numbers import MINUS, has_readable_size, number_text
from finmodel.i18n.units import UNIT_FACTORS, to_units, unit_currency, unit_label
from finmodel.model.decimals import shift, to_decimal

__all__ = [
    "format_kg_per_kwh",
    "format_kg_per_money",
    "format_kwh",
    "format_money",
    "format_money_per_inhabitant",
    "format_money_per_kwh",
    "format_money_per_tonne",
    "format_number",
    "format_percent",
    "format_tonnes",
    "format_tonnes_per_inhabitant",
    "format_years",
]

Readable = float | Decimal | None
"""A number, or None where it is undefined."""

_LOCALES: Mapping[Language, str] = MappingProxyType({"sv": "sv_SE", "en": "en_GB"})
_MONEY_DECIMALS: Mapping[int, int] = MappingProxyType({1: 0, 1_000: 0, 1_000_000: 1, 1_000_000_000: 2})
_CONTEXT = Context(prec=700, rounding=ROUND_HALF_UP)  # every digit of any double


def format_number(x: Readable, lang: Language, decimals: int | tuple[int, int] | None = None) -> str:
    """Return a number with its thousands apart.

    Parameters
    ----------
    x
        The number.
    lang
        ``sv``: no-break space and decimal comma; ``en``: comma and decimal point.
    decimals
        How many decimals; a pair for at least and at most; None for as many as the number has
        (and ``1.5e30`` for what is far beyond any plan).

    Examples
    --------
    >>> format_number(-1234.5, "en"), format_number(1234.5, "en", 0), format_number(None, "en")
    ('−1,234.5', '1,235', '–')
    """
    if x is None or not isfinite(x):
        return t("nothing", lang)
    value = to_decimal(x)
    if decimals is None and not has_readable_size(value):
        return number_text(value, lang)
    n_own = max(0, -int(value.as_tuple().exponent))
    low, high = (n_own, n_own) if decimals is None else (decimals, decimals) if isinstance(decimals, int) else decimals
    with localcontext(_CONTEXT):
        rounded = value.quantize(Decimal(1).scaleb(-high))
        pattern = f"#,##0.{'0' * low}{'#' * (high - low)}" if high else "#,##0"
        digits: str = format_decimal(abs(rounded), format=pattern, locale=_LOCALES[lang])
    return f"{MINUS}{digits}" if rounded < 0 else digits


def format_money(
    x: Readable,
    unit: str,
    lang: Language,
    *,
    currency: str | None = None,
    decimals: int | None = None,
    with_unit: bool = True,
) -> str:
    """Return an amount in a unit of money.

    Parameters
    ----------
    x
        The amount [whole currency units].
    unit
        A key of ``UNIT_FACTORS``.
    lang
        Language of number and label.
    currency
        ISO 4217; None for the unit's own.
    decimals
        None for as many as the unit usually has: millions 1, billions 2, else 0.
    with_unit
        Whether the unit stands behind the number (a column has it in its header).

    Raises
    ------
    UnknownUnitError
        If the unit is not known.

    Examples
    --------
    >>> format_money(12_500_000, "mnkr", "en", with_unit=False)
    '12.5'
    """
    label = unit_label(unit, currency or unit_currency(unit), lang)
    factor = UNIT_FACTORS[unit]
    if x is None or not isfinite(x):
        return t("nothing", lang)
    amount = shift(x, 0) if factor == 1 else to_units(float(x), factor)
    number = format_number(amount, lang, _MONEY_DECIMALS[factor] if decimals is None else decimals)
    return fill("unit.money", lang, {"number": number, "unit": label}) if with_unit else number


def format_money_per_tonne(x: Readable, lang: Language, *, currency: str = "SEK", decimals: int = 0) -> str:
    """Return an amount per tonne CO2e [currency units/t] with its unit: ``1 234 kr/t``."""
    if x is None or not isfinite(x):
        return t("nothing", lang)
    number = format_number(x, lang, decimals)
    money = fill("unit.money", lang, {"number": number, "unit": unit_label("kr", currency, lang)})
    return fill("unit.per_tonne", lang, {"money": money})


def format_money_per_inhabitant(x: Readable, lang: Language, *, currency: str = "SEK", decimals: int | None = 0) -> str:
    """Return an amount per inhabitant [currency units/inhabitant] with its unit: ``45 000 kr/invånare``.

    Examples
    --------
    >>> format_money_per_inhabitant(45_000, "en").split()
    ['45,000', 'SEK/inhabitant']
    """
    if x is None or not isfinite(x):
        return t("nothing", lang)
    number = format_number(x, lang, decimals)
    money = fill("unit.money", lang, {"number": number, "unit": unit_label("kr", currency, lang)})
    return fill("unit.per_inhabitant", lang, {"money": money})


def format_tonnes_per_inhabitant(x: Readable, lang: Language, decimals: int | None = None) -> str:
    """Return tonnes CO2e per inhabitant with their unit, every decimal unless told otherwise: ``3,5 ton/invånare``."""
    if x is None or not isfinite(x):
        return t("nothing", lang)
    return fill("unit.tonnes_per_inhabitant", lang, {"number": format_number(x, lang, decimals)})


def format_money_per_kwh(x: Readable, lang: Language, *, currency: str = "SEK", decimals: int | None = None) -> str:
    """Return an amount per kilowatt-hour [currency units/kWh] with its unit, every decimal unless told otherwise.

    Examples
    --------
    >>> format_money_per_kwh(0.9, "en").split()
    ['0.9', 'SEK/kWh']
    """
    if x is None or not isfinite(x):
        return t("nothing", lang)
    number = format_number(x, lang, decimals)
    money = fill("unit.money", lang, {"number": number, "unit": unit_label("kr", currency, lang)})
    return fill("unit.per_kwh", lang, {"money": money})


def format_kg_per_kwh(x: Readable, lang: Language, decimals: int | None = None) -> str:
    """Return an emission factor [kg CO2e/kWh] with its unit, every decimal unless told otherwise."""
    if x is None or not isfinite(x):
        return t("nothing", lang)
    return fill("unit.kg_per_kwh", lang, {"number": format_number(x, lang, decimals)})


def format_kg_per_money(x: Readable, lang: Language, *, currency: str = "SEK", decimals: int | None = None) -> str:
    """Return emissions per money [kg CO2e/currency unit] with their unit, every decimal unless told otherwise.

    Examples
    --------
    >>> format_kg_per_money(0.5, "sv").replace(chr(160), " ")
    '0,5 kg CO2e/kr'
    """
    if x is None or not isfinite(x):
        return t("nothing", lang)
    number = format_number(x, lang, decimals)
    return fill("unit.kg_per_money", lang, {"number": number, "unit": unit_label("kr", currency, lang)})


def format_kwh(x: Readable, lang: Language, decimals: int | None = None) -> str:
    """Return kilowatt-hours with their unit, every decimal unless told otherwise: ``1 200 000 kWh``."""
    if x is None or not isfinite(x):
        return t("nothing", lang)
    return fill("unit.kwh", lang, {"number": format_number(x, lang, decimals)})


def format_percent(fraction: Readable, lang: Language, decimals: int | None = None) -> str:
    """Return a fraction as percent, with one decimal or two unless told otherwise: ``3,5 %``, ``3.25%``."""
    if fraction is None or not isfinite(fraction):
        return t("nothing", lang)
    number = format_number(shift(fraction, 2), lang, (1, 2) if decimals is None else decimals)
    return fill("unit.percent", lang, {"number": number})


def format_tonnes(x: Readable, lang: Language, decimals: int | None = None) -> str:
    """Return tonnes with their unit; below ten tonnes with one decimal unless told otherwise."""
    if x is None or not isfinite(x):
        return t("nothing", lang)
    number = format_number(x, lang, decimals if decimals is not None else 1 if x and -10 < x < 10 else 0)
    return fill("unit.tonnes", lang, {"number": number})


def format_years(x: Readable, lang: Language, decimals: int | None = None) -> str:
    """Return a number of years with its unit; one decimal unless whole or told otherwise."""
    if x is None or not isfinite(x):
        return t("nothing", lang)
    number = format_number(x, lang, decimals if decimals is not None else 0 if x == int(x) else 1)
    form = "one" if number in ("1", f"{MINUS}1") else "other"
    return fill(f"unit.years.{form}", lang, {"number": number})
