"""Values as the text of a cell, and back: choices, shares, ramps, flags and units, in either language."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from finmodel.i18n.catalogue import LANGUAGES, has, t
from finmodel.i18n.numbers import NumberTextError, percent_text
from finmodel.i18n.quantities import parse_quantity, quantity_currency
from finmodel.i18n.units import UNIT_FACTORS, UnknownUnitError, money_unit, parse_money_unit, unit_currency, unit_label
from finmodel.model.decimals import normalise
from finmodel.model.enums import DisplayUnit
from finmodel.model.plan import TABLES
from finmodel.model.spec import Kind, Spec, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from enum import StrEnum

    from finmodel.i18n.catalogue import Language
    from finmodel.i18n.quantities import QuantityKind
    from finmodel.model.values import Ramp, Shares

__all__ = [
    "QUANTITY_KINDS",
    "UNKNOWN_MARK",
    "choice_from_text",
    "choice_text",
    "currency_factor",
    "field_help",
    "field_label",
    "flag_from_text",
    "flag_text",
    "list_text",
    "listed",
    "quantity_from_text",
    "quantity_text",
    "ramp_from_text",
    "ramp_text",
    "separated",
    "shares_from_text",
    "shares_text",
    "unit_factor",
    "unit_text",
]

UNKNOWN_MARK = "?"
"""In a yearly field's cell: there is such a line, and its amount is unknown."""

QUANTITY_KINDS: Mapping[Unit, QuantityKind] = MappingProxyType(
    {
        Unit.FRACTION: "rate",
        Unit.MONEY: "money",
        Unit.MONEY_PER_YEAR: "money",
        Unit.MONEY_PER_TONNE: "money_per_tonne",
        Unit.TONNES: "tonnes",
        Unit.TONNES_PER_YEAR: "tonnes",
        Unit.YEARS: "years",
        Unit.KWH_PER_YEAR: "energy",
        Unit.MONEY_PER_KWH: "money_per_kwh",
        Unit.KG_PER_KWH: "kg_per_kwh",
        Unit.KG_PER_MONEY: "kg_per_money",
        Unit.MONEY_PER_INHABITANT: "money_per_inhabitant",
        Unit.TONNES_PER_INHABITANT: "tonnes_per_inhabitant",
    }
)
"""What sort of quantity a number typed with its unit must be."""

GASEOUS = frozenset(table for table, model in TABLES.items() if "gas" in model.specs)
"""Tables whose rows say which gas their tonnes are of."""

_TRUE = frozenset({"true", "1", "x", "sant", "ja", "yes"})
_FALSE = frozenset({"false", "0", "falskt", "nej", "no"})
_SHARE = re.compile(r"(?P<id>\S+?):?(?:\s+(?P<share>[^;\n]+))?", re.DOTALL)


def field_label(table: str, field: str, lang: Language) -> str:
    """Return a field's label."""
    return t(f"field.{table}.{field}.label", lang)


def field_help(table: str, field: str, lang: Language) -> str:
    """Return a field's help."""
    return t(f"field.{table}.{field}.help", lang)


def _enum_key(enum: type[StrEnum]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", enum.__name__).lower()


def choice_text(value: StrEnum, lang: Language) -> str:
    """Return the label of a choice."""
    return t(f"choice.{_enum_key(type(value))}.{value.value}", lang)


@cache
def _choices(enum: type[StrEnum]) -> Mapping[str, str]:
    """Return every way to write a choice, folded: its code and its label in each language."""
    words: dict[str, str] = {}
    for member in enum:
        words[member.value.casefold()] = member.value
        for lang in LANGUAGES:
            words.setdefault(choice_text(member, lang).casefold(), member.value)
    return words


def choice_from_text(text: str, enum: type[StrEnum]) -> str | None:
    """Return the code of a choice written in any language, None where it is none."""
    return _choices(enum).get(" ".join(text.split()).casefold())


def flag_text(value: bool, lang: Language) -> str:
    """Return yes or no."""
    return t(f"choice.flag.{'yes' if value else 'no'}", lang)


def flag_from_text(text: str) -> bool | None:
    """Return what a yes or no in any language means, None where it means neither."""
    word = text.strip().casefold()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def list_text(items: Iterable[str]) -> str:
    """Return several words of one cell as ``transport; energi``."""
    return "; ".join(items)


def listed(text: str) -> list[str]:
    """Return the words of a cell that may hold several, without blanks; they stand with semicolons or on lines."""
    return [item.strip() for item in re.split(r"[;\n]", text) if item.strip()]


def separated(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """Return the words of a cell that may hold several; commas part them only where that leaves a known word.

    Examples
    --------
    >>> separated("Avfall, vatten; energi, transport", {"Avfall, vatten", "energi", "transport"}.__contains__)
    ['Avfall, vatten', 'energi', 'transport']
    """
    found = []
    for item in listed(text):
        parts = [part.strip() for part in item.split(",") if part.strip()]
        found += parts if any(map(is_known, parts)) and not is_known(item) else [item]
    return found


def shares_text(shares: Shares, lang: Language) -> str:
    """Return shares as ``park 60 %; vatten 40 %``; one organisation alone is its id."""
    if len(shares) == 1:
        return next(iter(shares))
    return list_text(f"{name} {percent_text(share, lang)}" for name, share in shares.items())


def shares_from_text(text: str) -> dict[str, float] | None:
    """Return shares by organisation id, None where the text has another form.

    A single id without a share has all of it.
    """
    items = listed(text)
    shares: dict[str, float] = {}
    for item in items:
        match = _SHARE.fullmatch(item)
        if match is None or match["id"] in shares:
            return None
        if match["share"] is None:
            if len(items) > 1:
                return None
            return {match["id"]: 1.0}
        try:
            share = parse_quantity(match["share"], "share")
        except NumberTextError:
            return None
        if share.unit is None:
            return None
        shares[match["id"]] = normalise(share.value)
    return shares or None


def ramp_text(ramp: Ramp, lang: Language) -> str:
    """Return a ramp as ``25 %; 50 %; 100 %``."""
    return list_text(percent_text(share, lang) for share in ramp)


def ramp_from_text(text: str) -> list[float] | None:
    """Return a ramp from its text, None where it has another form."""
    ramp = []
    for item in re.split(r"[;\n]", text):
        try:
            share = parse_quantity(item, "share")
        except NumberTextError:
            return None
        if share.unit is None:
            return None
        ramp.append(normalise(share.value))
    return ramp


def quantity_text(code: str, lang: Language) -> str:
    """Return the label of a yearly quantity such as ``actions.opex_change``."""
    return t(f"quantity_label.{code}", lang)


def quantity_from_text(text: str, codes: tuple[str, ...]) -> str | None:
    """Return the code of a yearly quantity written in any language, None where it is none."""
    word = " ".join(text.split()).casefold()
    for code in codes:
        if word in (code, *(quantity_text(code, lang).casefold() for lang in LANGUAGES)):
            return code
    return None


def unit_text(  # noqa: PLR0911 - a table of units
    spec: Spec, unit: DisplayUnit, currency: str, lang: Language, table: str | None = None
) -> str:
    """Return what stands in the unit row above a column; the reader takes the size of money from it.

    Where each row of ``table`` says itself whether its tonnes are CO2 or CO2e, the unit does not.
    """
    money = unit_label(unit.value, currency, lang)
    match spec.unit:
        case Unit.MONEY | Unit.BY_QUANTITY | Unit.BY_FIELD:
            return money
        case Unit.MONEY_PER_YEAR:
            return f"{money}/{t('workbook.unit.year', lang)}"
        case Unit.MONEY_PER_TONNE:
            return f"{unit_label('kr', currency, lang)}/{t('workbook.unit.tonne', lang)}"
        case Unit.MONEY_PER_KWH:
            return f"{unit_label('kr', currency, lang)}/{t('workbook.unit.kwh', lang)}"
        case Unit.MONEY_PER_INHABITANT:
            return f"{unit_label('kr', currency, lang)}/{t('workbook.unit.inhabitant', lang)}"
        case Unit.TONNES if table in GASEOUS:
            return t("workbook.unit.tonne", lang)
        case Unit.TONNES_PER_YEAR if table in GASEOUS:
            return f"{t('workbook.unit.tonne', lang)}/{t('workbook.unit.year', lang)}"
        case Unit.KG_PER_MONEY:
            return f"{t('workbook.unit.kg', lang)}/{unit_label('kr', currency, lang)}"
        case Unit.NONE:
            return "" if spec.kind is not Kind.YEAR else t("workbook.unit.calendar_year", lang)
        case _:
            key = f"workbook.unit.{spec.unit.value}"
            return t(key, lang) if has(key, lang) else ""


def currency_factor(text: str, currency: str) -> int | None:
    """Return how many whole currency units a unit text such as ``mnkr/år`` stands for.

    Returns
    -------
    int or None
        None where the text is no unit of this currency.
    """
    head = re.split(r"[/(·]", text, maxsplit=1)[0].strip()
    for display in DisplayUnit:
        labels = {unit_label(display.value, currency, lang).casefold() for lang in LANGUAGES}
        if head.casefold() in labels:
            return display.factor
    try:
        unit = parse_money_unit(text)
    except UnknownUnitError:
        return None
    is_own = unit_currency(unit) == currency and money_unit(unit, currency) == unit
    return int(UNIT_FACTORS[unit]) if is_own else None


def unit_factor(text: str, spec: Spec, currency: str) -> Decimal | None:
    """Return how many of the model's unit one of a unit text is: ``MWh/år`` over kilowatt-hours is 1000.

    Parameters
    ----------
    text
        What stands in the unit row or the unit column.
    spec
        The field's declaration.
    currency
        The plan's currency.

    Returns
    -------
    Decimal or None
        None where the text is no unit of the field.
    """
    if spec.unit.is_money or spec.unit in (Unit.BY_QUANTITY, Unit.BY_FIELD):
        factor = currency_factor(text, currency)
        return None if factor is None else Decimal(factor)
    word = " ".join(text.split()).casefold()
    if word in {unit_text(spec, DisplayUnit.ONE, currency, lang).casefold() for lang in LANGUAGES}:
        return Decimal(1)
    if not (word[:1].isalpha() or word[:1] in tuple("€$£")):
        return None
    try:
        quantity = parse_quantity(f"1 {word}", QUANTITY_KINDS.get(spec.unit, "number"))
    except NumberTextError:
        return None
    if quantity.unit is None or quantity_currency(quantity.unit) not in (None, currency):
        return None
    return quantity.value


def as_decimal(value: float | Decimal) -> Decimal:
    """Return an exact decimal of a number that was read."""
    return value if isinstance(value, Decimal) else Decimal(repr(value))
