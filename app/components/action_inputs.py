"""What was entered for an action: investments, benefits, energy changes, effect and running cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.tables import Column, show_table
from app.components.values import Names, choice_label, field_name, spec_of, value_text
from finmodel.i18n import t
from finmodel.model.document import to_document
from finmodel.model.enums import BenefitKind

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.model.action import Action
    from finmodel.model.lines import Benefit, EnergyChange, Investment

__all__ = ["show_inputs"]

_INPUTS = (
    *("opex_change", "opex_price_category", "reduction_tonnes", "pool", "pool_share", "priority", "removal_tonnes"),
    *("upfront_tonnes", "ramp", "effect_on", "co2_share", "for_climate"),
    *("effect_start", "effect_follows", "lifetime_years", "reinvest", "capex_split", "opex_split", "carbon_priced"),
)


def show_inputs(action: Action, names: Names, page: Page) -> None:
    """Show what was entered for an action, with names in place of ids."""
    formats, lang = page.formats, page.lang
    document = next(row for row in to_document(page.plan)["actions"] if row["id"] == action.id)
    st.subheader(formats.text("detail.investments"))
    investments = page.plan.of_action("investments", action.id)
    if investments:
        rows = [_investment(row, names, formats) for row in investments]
        columns = [
            Column("name", field_name("investments", "name", lang), width=240),
            Column("kind", field_name("investments", "kind", lang), width=140),
            Column("amount", formats.text("detail.amount", unit=formats.money_label), decimals=formats.decimals),
            Column("years", formats.text("detail.years")),
            Column("life", formats.text("detail.life"), decimals=0),
            Column("residual", formats.text("detail.residual")),
            Column("category", field_name("investments", "price_category", lang)),
            Column("asset_type", field_name("investments", "asset_type", lang), width=160),
            Column("notes", field_name("investments", "notes", lang), width=300),
        ]
        show_table(rows, _used(columns, rows), formats, key=f"investments.{action.id}.{lang}")
    else:
        st.caption(formats.text("detail.no_investments"))
    st.subheader(formats.text("detail.benefits"))
    benefits = page.plan.of_action("benefits", action.id)
    energy = page.plan.of_action("energy_changes", action.id)
    if benefits:
        plains = {row["id"]: row for row in to_document(page.plan)["benefits"]}
        rows = [_benefit(row, plains[row.id], names, formats) for row in benefits]
        fields = ("kind", "name", "amount", "receivers", "payer", "price_category", "direction", "notes")
        columns = [Column(field, field_name("benefits", field, lang)) for field in fields]
        show_table(rows, _used(columns, rows), formats, key=f"benefits.{action.id}.{lang}")
    else:
        st.caption(formats.text("detail.no_benefits"))
    if any(row.kind is BenefitKind.CO_BENEFIT for row in benefits):
        st.caption(formats.text("detail.co_benefits_how"))
    if energy:
        _energy(energy, action, names, page)
    st.subheader(formats.text("detail.inputs"))
    rows = [
        {
            "field": field_name("actions", field, lang),
            "value": value_text("actions", field, document[field], names, formats),
        }
        for field in _INPUTS
        if field in document
    ]
    columns = [
        Column("field", formats.text("change.field"), width=240),
        Column("value", formats.text("figures.value"), width=520),
    ]
    show_table(rows, columns, formats, key=f"inputs.{action.id}.{lang}")


def _energy(rows: tuple[EnergyChange, ...], action: Action, names: Names, page: Page) -> None:
    """Show the energy changes with what a kilowatt-hour of the carrier costs and emits."""
    formats, lang = page.formats, page.lang
    st.subheader(formats.text("detail.energy"))
    st.caption(formats.text("detail.energy_how"))
    document = to_document(page.plan)
    plains = {row["id"]: row for row in document["energy_changes"]}
    carriers = {row["id"]: row for row in document["carriers"]}
    shown = [
        {
            "carrier": names.of("carriers", row.carrier),
            "kwh": formats.text("detail.unknown")
            if row.is_unknown
            else value_text("energy_changes", "kwh", plains[row.id].get("kwh"), names, formats),
            **{
                field: value_text("carriers", field, carriers[row.carrier].get(field), names, formats)
                for field in ("price", "emission_factor", "carbon_price")
            },
            "notes": row.notes,
        }
        for row in rows
    ]
    columns = [
        Column("carrier", field_name("energy_changes", "carrier", lang), width=180),
        Column("kwh", field_name("energy_changes", "kwh", lang), width=190),
        Column("price", field_name("carriers", "price", lang), width=220),
        Column("emission_factor", field_name("carriers", "emission_factor", lang), width=220),
        Column("carbon_price", field_name("carriers", "carbon_price", lang), width=160),
        Column("notes", field_name("energy_changes", "notes", lang), width=300),
    ]
    show_table(shown, _used(columns, shown), formats, key=f"energy.{action.id}.{lang}")


def _used(columns: list[Column], rows: list[dict[str, Any]]) -> list[Column]:
    """Leave out the columns that are empty throughout."""
    return [column for column in columns if any(row[column.key] not in (None, "") for row in rows)]


def _investment(row: Investment, names: Names, formats: Formats) -> dict[str, Any]:
    spending = row.spending()
    years = row.planned_years()
    span = "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    amount = formats.in_unit(sum(spending.values())) if spending else formats.text("detail.unknown")
    return {
        "name": row.name or "–",
        "kind": choice_label(spec_of("investments", "kind"), str(row.kind), formats.lang),
        "amount": amount,
        "years": span,
        "life": row.economic_life_years,
        "residual": formats.percent(row.residual_share) if row.residual_share else "",
        "category": names.of("price_categories", row.price_category) if row.price_category else "",
        "asset_type": t(f"choice.asset_type.{row.asset_type}", formats.lang) if row.asset_type else "",
        "notes": row.notes,
    }


def _benefit(row: Benefit, document: dict[str, Any], names: Names, formats: Formats) -> dict[str, Any]:
    shown = {
        field: value_text("benefits", field, document[field], names, formats) if field in document else ""
        for field in ("kind", "name", "amount", "receivers", "payer", "price_category", "direction", "notes")
    }
    if row.is_unknown:
        shown["amount"] = formats.text("detail.unknown")
    return shown
