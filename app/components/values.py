"""A plan's own values as text: by the declaration of their field, with names in place of ids and with units."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.components.inert import one_line
from finmodel.i18n import (
    format_kg_per_kwh,
    format_kg_per_money,
    format_kwh,
    format_money_per_inhabitant,
    format_money_per_kwh,
    format_money_per_tonne,
    format_tonnes_per_inhabitant,
    format_years,
    has,
    percent_text,
    t,
)
from finmodel.model.enums import Quantity
from finmodel.model.plan import TABLES
from finmodel.model.row import Row
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind, Spec, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.components.formats import Formats
    from finmodel.i18n import Language
    from finmodel.model.plan import Plan

__all__ = ["Names", "choice_label", "field_name", "number_text_of", "spec_of", "table_title", "value_text"]

_MAX_SHOWN = 400


class Names:
    """Names of rows by table and id, from one plan or several (the later ones where both have it)."""

    def __init__(self, *plans: Plan) -> None:
        self._plans = plans

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        """Read from the plans once a name is asked for: most values name no row."""
        return {
            (table, row.id): one_line(getattr(row, "name", "") or getattr(row, "text", ""))
            for plan in self._plans
            for table, rows in plan.tables().items()
            for row in rows
        }

    def of(self, table: str, identity: str) -> str:
        """Return a row's name, its id where it has none."""
        return self._names.get((table, identity)) or identity


def model_of(table: str) -> type[Row]:
    """Return the model of a table or of the settings."""
    return Settings if table == Settings.table else TABLES[table]


def spec_of(table: str, field: str) -> Spec:
    """Return a field's declaration."""
    return model_of(table).specs[field]


def table_title(table: str, lang: Language) -> str:
    """Return what a table is called."""
    return t(f"table.{table}.title", lang)


def field_name(table: str, field: str, lang: Language) -> str:
    """Return what a field is called."""
    return t(f"field.{table}.{field}.label", lang)


def choice_label(spec: Spec, value: str, lang: Language) -> str:
    """Return what a choice is called."""
    assert spec.choices is not None  # noqa: S101 - a choice has choices by declaration
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in spec.choices.__name__).lstrip("_")
    key = f"choice.{name}.{value}"
    return t(key, lang) if has(key, lang) else value


def number_text_of(  # noqa: PLR0911, PLR0912 - a table of units
    value: float, unit: Unit, formats: Formats
) -> str:
    """Return a number in its unit."""
    match unit:
        case Unit.MONEY:
            return _money(value, formats)
        case Unit.MONEY_PER_YEAR:
            return formats.text("detail.per_year", amount=_money(value, formats))
        case Unit.MONEY_PER_TONNE:
            return format_money_per_tonne(value, formats.lang, currency=formats.currency)
        case Unit.FRACTION:
            return _percent(value, formats)
        case Unit.TONNES:
            return _tonnes(value, formats)
        case Unit.TONNES_PER_YEAR:
            return formats.text("detail.tonnes_per_year", tonnes=_tonnes(value, formats))
        case Unit.YEARS:
            return format_years(value, formats.lang)
        case Unit.KWH_PER_YEAR:
            return formats.text("detail.per_year", amount=format_kwh(value, formats.lang))
        case Unit.MONEY_PER_KWH:
            return format_money_per_kwh(value, formats.lang, currency=formats.currency)
        case Unit.KG_PER_KWH:
            return format_kg_per_kwh(value, formats.lang)
        case Unit.KG_PER_MONEY:
            return format_kg_per_money(value, formats.lang, currency=formats.currency)
        case Unit.MONEY_PER_INHABITANT:
            return format_money_per_inhabitant(value, formats.lang, currency=formats.currency, decimals=None)
        case Unit.TONNES_PER_INHABITANT:
            return format_tonnes_per_inhabitant(value, formats.lang)
        case _:
            return formats.number(value)


def _percent(value: float, formats: Formats) -> str:
    return percent_text(value, formats.lang)


def _tonnes(value: float, formats: Formats) -> str:
    return t("unit.tonnes", formats.lang, number=formats.number(value))


def _money(value: float, formats: Formats) -> str:
    """Return an entered amount with every digit that it has."""
    return t("unit.money", formats.lang, number=formats.number(formats.in_unit(value)), unit=formats.money_label)


def value_text(  # noqa: PLR0911, PLR0912 - one return for each kind of value
    table: str, field: str, value: Any, names: Names, formats: Formats, *, row: Mapping[str, Any] | None = None
) -> str:
    """Return a value in its plain form (as in JSON) as text.

    Parameters
    ----------
    table, field
        Where it stands.
    value
        Plain value; None for a blank.
    names
        Names in place of ids.
    formats
        How numbers are written.
    row
        The row in plain form, for a figure whose unit another field decides.
    """
    spec, lang = spec_of(table, field), formats.lang
    if value is None:
        return formats.text("change.nothing")
    unit = spec.unit
    if unit is Unit.BY_QUANTITY:
        unit = Quantity(str((row or {}).get("quantity", Quantity.ACTION))).unit
    match spec.kind:
        case Kind.FLAG:
            return t(f"choice.flag.{'yes' if value else 'no'}", lang)
        case Kind.CHOICE:
            return choice_label(spec, str(value), lang)
        case Kind.REFERENCE:
            return names.of(spec.table or "", str(value))
        case Kind.CHOICES:
            return "; ".join(choice_label(spec, str(choice), lang) for choice in value)
        case Kind.REFERENCES:
            return "; ".join(names.of(spec.table or "", str(identity)) for identity in value)
        case Kind.SHARES:
            return "; ".join(
                f"{names.of(spec.table or '', key)} {_percent(share, formats)}" for key, share in value.items()
            )
        case Kind.RAMP:
            return "; ".join(_percent(share, formats) for share in value)
        case Kind.BY_YEAR:
            return _by_year(value, unit, formats)
        case Kind.YEAR:
            return str(value)
        case Kind.NUMBER | Kind.INTEGER:
            return _yearly(value, unit, formats) if isinstance(value, dict) else number_text_of(value, unit, formats)
        case _:
            text = one_line(str(value))
            return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def _by_year(values: Mapping[str, float], unit: Unit, formats: Formats) -> str:
    return "; ".join(f"{year}: {number_text_of(number, unit, formats)}" for year, number in values.items())


def _yearly(value: Mapping[str, Any], unit: Unit, formats: Formats) -> str:
    years = _by_year(value.get("by_year") or {}, unit, formats)
    if value.get("value") is None:
        return years or formats.text("change.unknown")
    rest = number_text_of(value["value"], unit, formats)
    return f"{years}; {formats.text('change.otherwise', text=rest)}" if years else rest
