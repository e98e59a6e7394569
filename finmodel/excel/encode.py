"""From a value of the model to what stands in a cell, by the field's declaration."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from finmodel.excel.field_values import field_text
from finmodel.excel.styles import NUMBER_FORMATS
from finmodel.excel.texts import UNKNOWN_MARK, choice_text, flag_text, list_text, ramp_text, shares_text
from finmodel.model.decimals import scale_down
from finmodel.model.spec import Kind, Spec, Unit
from finmodel.model.values import Shares, Yearly

if TYPE_CHECKING:
    from finmodel.i18n.catalogue import Language

__all__ = ["cell_value", "number_format"]


def cell_value(  # noqa: PLR0911 - one return for each kind of value reads best
    value: Any, spec: Spec, factor: int, lang: Language
) -> str | float | None:
    """Return what is written for a value.

    Parameters
    ----------
    value
        A field's value.
    spec
        Its declaration.
    factor
        Whole currency units in the column's money unit; used for money only.
    lang
        Language of words in the cell.

    Returns
    -------
    str, float or None
        None leaves the cell blank: nothing was entered.
    """
    if isinstance(value, Yearly):
        if value.is_unknown:
            return UNKNOWN_MARK
        value = value.value
    if value is None or value in ("", ()):
        return None
    if isinstance(value, Shares):
        return shares_text(value, lang) if value else None
    if isinstance(value, bool):
        return flag_text(value, lang)
    if isinstance(value, StrEnum):
        return choice_text(value, lang)
    if spec.kind is Kind.REFERENCES:
        return list_text(value)
    if spec.kind is Kind.CHOICES:
        return list_text(choice_text(choice, lang) for choice in value)
    if spec.kind is Kind.RAMP:
        return ramp_text(value, lang)
    if isinstance(value, str):
        return field_text(value, lang) if spec.kind is Kind.FIELD else value
    return float(scale_down(value, factor)) if spec.unit.is_money else float(value)


def number_format(spec: Spec, factor: int) -> str:  # noqa: PLR0911 - a table of formats
    """Return the Excel number format of a field's cells."""
    if spec.kind in (Kind.INTEGER, Kind.YEAR):
        return NUMBER_FORMATS["plain" if spec.kind is Kind.YEAR else "whole"]
    if spec.kind not in (Kind.NUMBER, Kind.BY_YEAR):
        return NUMBER_FORMATS["text"]
    match spec.unit:
        case Unit.FRACTION:
            return NUMBER_FORMATS["percent"]
        case Unit.MONEY | Unit.MONEY_PER_YEAR:
            return NUMBER_FORMATS["whole"] if factor == 1 else NUMBER_FORMATS["money"]
        case Unit.TONNES | Unit.TONNES_PER_YEAR | Unit.TONNES_PER_INHABITANT:
            return NUMBER_FORMATS["tonnes"]
        case Unit.MONEY_PER_TONNE | Unit.MONEY_PER_INHABITANT:
            return NUMBER_FORMATS["whole"]
        case Unit.KWH_PER_YEAR:
            return NUMBER_FORMATS["energy"]
        case Unit.MONEY_PER_KWH | Unit.KG_PER_KWH | Unit.KG_PER_MONEY:
            return NUMBER_FORMATS["small"]
        case _:
            return "General"
