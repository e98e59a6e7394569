"""What a row of the catalogue of funding sources may be about, in which unit, and how its value is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from finmodel.model.decimals import normalise
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding import Source
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import MAX_NUMBER, MAX_TEXT

__all__ = ["CATALOGUE_FIELDS", "FIELDS", "PLAN_FIELDS", "CatalogueTerm", "is_unit", "term", "unit_of"]

CATALOGUE_FIELDS: Mapping[str, Spec] = MappingProxyType(
    {
        "provider_kind": Spec(Kind.CHOICE, "Kind of organisation that pays.", choices=OrganisationKind),
        "eligible_note": Spec(Kind.LONG_TEXT, "What and whom it is for, in words."),
        "interest_discount": Spec(
            Kind.NUMBER, "How far the interest is below the same lender's ordinary loan.", Unit.FRACTION, 0, 1
        ),
    }
)
"""Fields that a row of a plan does not have: a plan names its own organisations and interest."""

PLAN_FIELDS: tuple[str, ...] = (
    *("kind", "money_class", "programme", "covers", "first_year", "last_year"),
    *("eligible_owner_kinds", "minimum_kg_per_krona", "share", "eligible_share", "less_reference", "aid_intensity"),
    *("cap_per_action", "cap_per_year", "cap_total", "paid_during", "payment_lag_years", "payment_per_tonne"),
    *("grant_accounting", "loan_form", "term_years", "grace_years", "interest_rate", "fee_share", "guarantee_fee"),
)
"""Fields of the plan's sources that a document can state."""

FIELDS: Mapping[str, Spec] = MappingProxyType(
    {**{name: Source.specs[name] for name in PLAN_FIELDS}, **CATALOGUE_FIELDS}
)
"""The fields that a row may be about, with kind, unit and bounds."""

MAX_DIGITS = 30
_UNITS: Mapping[Unit, str] = MappingProxyType(
    {
        Unit.NONE: "",
        Unit.FRACTION: "fraction",
        Unit.YEARS: "years",
        Unit.MONEY: "SEK",
        Unit.MONEY_PER_YEAR: "SEK/year",
        Unit.MONEY_PER_TONNE: "SEK/t",
        Unit.KG_PER_MONEY: "kg/SEK",
    }
)
_TEXTS = (Kind.TEXT, Kind.LONG_TEXT)
_FLAGS = {"yes": True, "no": False}

CatalogueTerm = str | int | float | bool | StrEnum | tuple[StrEnum, ...]
"""A value of the catalogue: text, year or whole number, number, flag, one word of a closed list, or several."""


def unit_of(spec: Spec) -> str:
    """Return how the catalogue writes a field's unit, amounts in kronor; "" for what has none."""
    return _UNITS[spec.unit]


def is_unit(text: str, spec: Spec) -> bool:
    """Say whether a text is a field's unit; an amount may be in any currency, by its code of three letters."""
    return re.fullmatch(unit_of(spec).replace("SEK", "[A-Z]{3}"), text) is not None


def term(text: str, spec: Spec) -> CatalogueTerm | None:
    """Return a cell's text as its field's kind of value, None where it is none or out of bounds.

    Parameters
    ----------
    text
        The cell, cleaned and not blank.
    spec
        Declaration of the field.

    Returns
    -------
    CatalogueTerm or None
        A plain decimal or whole number, one word of a closed list, several that semicolons divide (in the order of
        the alphabet), ``yes`` or ``no``, or the text itself.
    """
    if spec.kind in _TEXTS:
        is_one_line = len(text) <= MAX_TEXT and "\n" not in text
        return text if is_one_line or spec.kind is Kind.LONG_TEXT else None
    if spec.kind is Kind.FLAG:
        return _FLAGS.get(text)
    return _words(text, spec, spec.choices) if spec.choices is not None else _number(text, spec)


def _words(text: str, spec: Spec, choices: type[StrEnum]) -> CatalogueTerm | None:
    """Return one word of a closed list, or several that semicolons divide."""
    parts = [part.strip() for part in text.split(";")] if spec.kind is Kind.CHOICES else [text]
    if len(set(parts)) < len(parts) or not set(parts) <= {str(choice) for choice in choices}:
        return None
    found = tuple(choices(part) for part in sorted(parts))
    return found if spec.kind is Kind.CHOICES else found[0]


def _number(text: str, spec: Spec) -> int | float | None:
    """Return a plain decimal, or a whole number where the field wants one, inside the field's bounds."""
    whole = spec.kind in (Kind.YEAR, Kind.INTEGER)
    digits = text if whole else text.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS):
        return None
    value = int(text) if whole else normalise(Decimal(text))
    return value if spec.admits(value) and abs(value) <= MAX_NUMBER else None
