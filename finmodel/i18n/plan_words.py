"""A plan's own values and changes in words: labels for tables and fields, names for ids, units behind numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.i18n.catalogue import has, t
from finmodel.i18n.formats import (
    format_kg_per_kwh,
    format_kg_per_money,
    format_kwh,
    format_money_per_inhabitant,
    format_money_per_kwh,
    format_money_per_tonne,
    format_number,
    format_tonnes_per_inhabitant,
    format_years,
)
from finmodel.i18n.numbers import percent_text
from finmodel.i18n.units import money_unit, unit_label
from finmodel.model.decimals import scale_down
from finmodel.model.enums import Quantity
from finmodel.model.plan import TABLES
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind, Spec, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.i18n.catalogue import Language
    from finmodel.model.changes import Change
    from finmodel.model.plan import Plan

__all__ = ["PlanWords"]


class PlanWords:
    """Plans in the words of a language; a name is taken from the last of them that has the row.

    Parameters
    ----------
    plans
        At least one; the first gives the unit of money.
    lang
        Language.
    """

    def __init__(self, *plans: Plan, lang: Language) -> None:
        self.lang = lang
        settings = plans[0].settings
        self._currency, self._factor = settings.currency, settings.display_unit.factor
        self._money_label = unit_label(money_unit(str(settings.display_unit), settings.currency), self._currency, lang)
        self._rows: dict[tuple[str, str], Any] = {
            (table, row.id): row for plan in plans for table, rows in plan.tables().items() for row in rows
        }

    def name(self, table: str, identity: str) -> str:
        """Return a row's name, its id where it has none."""
        row = self._rows.get((table, identity))
        return getattr(row, "name", "") or identity

    def place(self, change: Change) -> str:
        """Return where a change is made: table, field, row and the action that it belongs to."""
        title = t(f"table.{change.table}.title", self.lang)
        label = title if change.field is None else f"{title}: {self._field(change.table, change.field)}"
        if change.row is None:
            return label
        row = self._rows.get((change.table, change.row))
        of = next(
            (
                self.name(table, str(found))
                for key, table in (("action", "actions"), ("owner", "organisations"))
                if change.table != "actions" and (found := getattr(row, key, None)) is not None
            ),
            None,
        )
        own = self.name(change.table, change.row)
        if source := getattr(row, "source", None) if change.table == "funding" else None:
            own = self.name("sources", str(source))
        shown = own if own == change.row else f"{own} ({change.row})"
        return f"{label} – " + " – ".join(part for part in (of, shown) if part)

    def sides(self, change: Change) -> tuple[str, str]:
        """Return what stood there before a change and what stands there after it, whole."""
        if change.field is None:
            return self._whole(change.table, change.before), self._whole(change.table, change.after)
        before, after = (self.value(change.table, change.field, item) for item in (change.before, change.after))
        return before, after

    def _field(self, table: str, field: str) -> str:
        return t(f"field.{table}.{field}.label", self.lang)

    def _whole(self, table: str, content: Mapping[str, Any] | None) -> str:
        if content is None:
            return t("nothing", self.lang)
        return "; ".join(
            f"{self._field(table, field)}: {self.value(table, field, value, content)}"
            for field, value in content.items()
            if field != "id"
        )

    def value(  # noqa: PLR0911 - one return for each kind of value
        self, table: str, field: str, value: Any, row: Mapping[str, Any] | None = None
    ) -> str:
        """Return a value in its plain form (as in JSON) as text.

        Parameters
        ----------
        table, field
            Where it stands.
        value
            Plain value; None for a blank.
        row
            The row in plain form, for a figure whose unit another field decides.
        """
        if value is None:
            return t("app.change.nothing", self.lang)
        model = Settings if table == Settings.table else TABLES[table]
        spec: Spec = model.specs[field]
        unit = spec.unit
        if unit is Unit.BY_QUANTITY:
            unit = Quantity(str((row or {}).get("quantity", Quantity.ACTION))).unit
        match spec.kind:
            case Kind.FLAG:
                return t(f"choice.flag.{'yes' if value else 'no'}", self.lang)
            case Kind.CHOICE:
                return self._choice(spec, value)
            case Kind.CHOICES:
                return "; ".join(self._choice(spec, item) for item in value)
            case Kind.REFERENCE:
                return self.name(spec.table or "", str(value))
            case Kind.REFERENCES:
                return "; ".join(self.name(spec.table or "", str(item)) for item in value)
            case Kind.SHARES:
                shares = ((self.name(spec.table or "", key), share) for key, share in value.items())
                return "; ".join(f"{name} {percent_text(share, self.lang)}" for name, share in shares)
            case Kind.RAMP:
                return "; ".join(percent_text(share, self.lang) for share in value)
            case Kind.BY_YEAR:
                return self._by_year(value, unit)
            case Kind.NUMBER | Kind.INTEGER:
                return self._yearly(value, unit) if isinstance(value, dict) else self._number(value, unit)
            case _:
                return " ".join(str(value).split())

    def _choice(self, spec: Spec, value: object) -> str:
        name = "".join(f"_{c.lower()}" if c.isupper() else c for c in getattr(spec.choices, "__name__", "")).lstrip("_")
        key = f"choice.{name}.{value}"
        return t(key, self.lang) if has(key, self.lang) else str(value)

    def _by_year(self, values: Mapping[str, float], unit: Unit) -> str:
        return "; ".join(f"{year}: {self._number(number, unit)}" for year, number in values.items())

    def _yearly(self, value: Mapping[str, Any], unit: Unit) -> str:
        years = self._by_year(value.get("by_year") or {}, unit)
        if value.get("value") is None:
            return years or t("app.change.unknown", self.lang)
        single = self._number(value["value"], unit)
        return f"{years}; {t('app.change.otherwise', self.lang, text=single)}" if years else single

    def _number(self, value: float, unit: Unit) -> str:  # noqa: PLR0911, PLR0912 - a table of units
        lang, currency = self.lang, self._currency
        match unit:
            case Unit.MONEY:
                return self._money(value)
            case Unit.MONEY_PER_YEAR:
                return t("app.detail.per_year", lang, amount=self._money(value))
            case Unit.MONEY_PER_TONNE:
                return format_money_per_tonne(value, lang, currency=currency)
            case Unit.FRACTION:
                return percent_text(value, lang)
            case Unit.TONNES:
                return self._tonnes(value)
            case Unit.TONNES_PER_YEAR:
                return t("app.detail.tonnes_per_year", lang, tonnes=self._tonnes(value))
            case Unit.YEARS:
                return format_years(value, lang)
            case Unit.KWH_PER_YEAR:
                return t("app.detail.per_year", lang, amount=format_kwh(value, lang))
            case Unit.MONEY_PER_KWH:
                return format_money_per_kwh(value, lang, currency=currency)
            case Unit.KG_PER_KWH:
                return format_kg_per_kwh(value, lang)
            case Unit.KG_PER_MONEY:
                return format_kg_per_money(value, lang, currency=currency)
            case Unit.MONEY_PER_INHABITANT:
                return format_money_per_inhabitant(value, lang, currency=currency, decimals=None)
            case Unit.TONNES_PER_INHABITANT:
                return format_tonnes_per_inhabitant(value, lang)
            case _:
                return format_number(value, lang)

    def _money(self, value: float) -> str:
        """Return an entered amount with every digit that it has."""
        number = format_number(float(scale_down(value, self._factor)), self.lang)
        return t("unit.money", self.lang, number=number, unit=self._money_label)

    def _tonnes(self, value: float) -> str:
        return t("unit.tonnes", self.lang, number=format_number(value, self.lang))
