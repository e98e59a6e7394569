"""Swedish and English: catalogues of text, numbers as people write and read them, issues as sentences.

The names are resolved on first use (PEP 562), so that a command that prints no number does not load Babel.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finmodel.i18n.catalogue import (
        LANGUAGES,
        CatalogueError,
        Language,
        MissingParamError,
        TextKeyError,
        UnknownKeyError,
        fill,
        has,
        is_language,
        placeholders,
        t,
        t_n,
        texts,
    )
    from finmodel.i18n.formats import (
        format_kg_per_kwh,
        format_kg_per_money,
        format_kwh,
        format_money,
        format_money_per_inhabitant,
        format_money_per_kwh,
        format_money_per_tonne,
        format_number,
        format_percent,
        format_tonnes,
        format_tonnes_per_inhabitant,
        format_years,
    )
    from finmodel.i18n.issues import IssueText, place_text, render, render_number_problem, render_parts, summary
    from finmodel.i18n.numbers import NumberTextError, Reason, number_text, parse_number, percent_text
    from finmodel.i18n.quantities import Quantity, QuantityKind, parse_quantity, quantity_currency
    from finmodel.i18n.units import (
        UNIT_FACTORS,
        UnknownUnitError,
        from_units,
        money_unit,
        parse_money_unit,
        to_units,
        unit_currency,
        unit_label,
    )

__all__ = [
    "LANGUAGES",
    "UNIT_FACTORS",
    "CatalogueError",
    "IssueText",
    "Language",
    "MissingParamError",
    "NumberTextError",
    "Quantity",
    "QuantityKind",
    "Reason",
    "TextKeyError",
    "UnknownKeyError",
    "UnknownUnitError",
    "fill",
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
    "from_units",
    "has",
    "is_language",
    "money_unit",
    "number_text",
    "parse_money_unit",
    "parse_number",
    "parse_quantity",
    "percent_text",
    "place_text",
    "placeholders",
    "quantity_currency",
    "render",
    "render_number_problem",
    "render_parts",
    "summary",
    "t",
    "t_n",
    "texts",
    "to_units",
    "unit_currency",
    "unit_label",
]

_NAMES_BY_MODULE = {
    "catalogue": (
        *("LANGUAGES", "CatalogueError", "Language", "MissingParamError", "TextKeyError", "UnknownKeyError"),
        *("fill", "has", "is_language", "placeholders", "t", "t_n", "texts"),
    ),
    "formats": (
        *("format_kg_per_kwh", "format_kg_per_money", "format_kwh", "format_money", "format_money_per_inhabitant"),
        *("format_money_per_kwh", "format_money_per_tonne", "format_number", "format_percent"),
        *("format_tonnes", "format_tonnes_per_inhabitant", "format_years"),
    ),
    "issues": ("IssueText", "place_text", "render", "render_number_problem", "render_parts", "summary"),
    "numbers": ("NumberTextError", "Reason", "number_text", "parse_number", "percent_text"),
    "quantities": ("Quantity", "QuantityKind", "parse_quantity", "quantity_currency"),
    "units": (
        *("UNIT_FACTORS", "UnknownUnitError", "from_units", "money_unit", "parse_money_unit"),
        *("to_units", "unit_currency", "unit_label"),
    ),
}
_MODULE_OF = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
