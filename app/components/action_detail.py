"""Everything about one action: figures, money and tonnes by year, investments, benefits, risks and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.cards import figure_card, figure_table
from app.components.charts import cash_flow_chart, tonnes_chart
from app.components.choices import basis_choice
from app.components.definitions import definitions
from app.components.evidence import show_evidence
from app.components.inert import inert
from app.components.marks import badges, marks_of
from app.components.notes import basis_words, kronor_words
from app.components.plain import plain
from app.components.tables import Column, show_table
from app.components.values import Names, choice_label, field_name, spec_of, value_text
from finmodel.i18n import t
from finmodel.model.document import to_document
from finmodel.model.enums import BenefitKind

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.results import ActionResult
    from finmodel.model.action import Action
    from finmodel.model.lines import Benefit, EnergyChange, Investment, Risk

__all__ = ["show_action"]

_CARDS = (
    ("investment_total", "investment_incremental", "npv", "abatement_cost"),
    ("tonnes_total", "payback", "irr", "annuity"),
)
_MONEY = ("investment_total", "investment_incremental", "npv", "annuity")
_TONNES = ("tonnes_total", "tonnes_unadjusted", "tonnes_reduced", "tonnes_removed", "tonnes_upfront")
_INPUTS = (
    *("opex_change", "opex_price_category", "reduction_tonnes", "pool", "pool_share", "priority", "removal_tonnes"),
    *("upfront_tonnes", "ramp"),
    *("effect_start", "effect_follows", "lifetime_years", "reinvest", "capex_split", "opex_split", "carbon_priced"),
)


def show_action(action: Action, page: Page) -> None:
    """Show an action."""
    formats, plan, item = page.formats, page.plan, page.results.action(action.id)
    names = Names(plan)
    st.header(inert(action.name))
    badges(marks_of(item, plan, formats))
    _who(action, names, formats)
    if action.repeat_of is not None:
        plain(formats.text("detail.repeat", name=names.of("actions", action.repeat_of)), name="repeat")
    for row in _CARDS:
        for column, name in zip(st.columns(4), row, strict=True):
            with column:
                figure_card(name, item.figures, formats, note=_note(name, item, page), of_plan=False)
    _overlap(action, item, names, formats)
    evidence = plan.of_action("evidence", action.id)
    risks = plan.of_action("risks", action.id)
    n_notes = sum(1 for text in (action.description, action.notes) if text)
    tabs = st.tabs(
        [
            formats.text("detail.tab_money"),
            formats.text("detail.tab_tonnes"),
            formats.text("detail.tab_lines"),
            formats.text("detail.tab_figures"),
            formats.text("detail.tab_evidence", n=len(evidence)),
            formats.text("detail.tab_risks", n=len(risks) + n_notes),
        ]
    )
    with tabs[0]:
        _money(action, page)
    with tabs[1]:
        _tonnes(action, page)
    with tabs[2]:
        _inputs(action, names, page)
    with tabs[3]:
        figure_table(item.figures, formats)
    with tabs[4]:
        show_evidence(evidence, formats)
    with tabs[5]:
        _risks(risks, action, formats)


def _note(name: str, item: ActionResult, page: Page) -> str | None:
    """Return what stands below a figure: its prices, or the tonnes before overlap."""
    formats, results = page.formats, page.results
    if name in item.figures.undefined:
        return None
    if name == "tonnes_total":
        before, after = item.figures["tonnes_unadjusted"], item.figures["tonnes_total"]
        if before is None or after is None or abs(before - after) <= 1e-9 * abs(before):
            return None
        return formats.text("key.before_overlap", tonnes=formats.tonnes(before))
    if name == "abatement_cost":
        return kronor_words(results, formats)
    return basis_words(results, formats) if name in _MONEY else None


def _overlap(action: Action, item: ActionResult, names: Names, formats: Formats) -> None:
    """Say which emission pool the action takes from, and what is left of its effect there."""
    before, after = item.figures["tonnes_unadjusted"], item.figures["tonnes_total"]
    if action.pool is None:
        return
    text = formats.text("detail.pool", name=names.of("pools", action.pool))
    if before is not None and after is not None:
        amounts = {"before": formats.tonnes(before), "after": formats.tonnes(after)}
        text += " " + formats.text("detail.pool_tonnes", **amounts)
    plain(text, name="pool")


def _who(action: Action, names: Names, formats: Formats) -> None:
    lang = formats.lang
    parts = [formats.text("detail.owner", name=names.of("organisations", action.owner))]
    if action.sector is not None:
        parts.append(formats.text("detail.sector", name=names.of("sectors", action.sector)))
    parts.append(formats.text("detail.status", name=t(f"choice.status.{action.status}", lang)))
    if action.control is not None:
        parts.append(formats.text("detail.control", name=t(f"choice.control.{action.control}", lang)))
    plain(" · ".join(parts), name="who")


def _money(action: Action, page: Page) -> None:
    formats = page.formats
    item = page.results.action(action.id)
    if not item.is_costed and item.left_out != "outside_perspective":
        st.caption(formats.text("detail.not_costed"))
    basis, words = basis_choice(page, key="action")
    frame = page.results.cash_flow_by(["line"], basis=basis, actions=[action.id])
    if frame.empty or not (frame != 0).any(axis=None):
        st.info(formats.text("detail.no_money"))
        return
    frame = frame.reindex([line.key for line in page.results.view.lines], fill_value=0.0)
    frame.loc["net"] = frame.sum(axis=0)
    cash_flow_chart(frame, formats, basis=words, key="action_cash_flow", is_open=True)
    definitions((), formats, key="action_cash_flow", lines=[str(line) for line in frame.index])


def _tonnes(action: Action, page: Page) -> None:
    frame = page.results.tonnes(actions=[action.id])
    if not (frame != 0).any(axis=None):
        st.info(page.formats.text("detail.no_tonnes"))
        return
    tonnes_chart(frame, page.formats, key="action_tonnes", is_open=True)
    definitions(_TONNES, page.formats, key="action_tonnes")


def _inputs(action: Action, names: Names, page: Page) -> None:
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


def _risks(risks: tuple[Risk, ...], action: Action, formats: Formats) -> None:
    for key in ("description", "notes"):
        text = getattr(action, key)
        if text:
            plain(formats.text(f"detail.{key}"), name=f"head-{key}", is_strong=True)
            st.text(text)
    if not risks:
        st.caption(formats.text("detail.no_risks"))
    for position, risk in enumerate(risks):
        with st.container(border=True):
            plain(risk.text, name=f"risk-{position}", is_strong=True)
            levels = [
                formats.text(f"detail.{name}", name=t(f"choice.level.{level}", formats.lang))
                for name, level in (("likelihood", risk.likelihood), ("consequence", risk.consequence))
                if level is not None
            ]
            if levels:
                st.text(" · ".join(levels))
            if risk.mitigation:
                st.text(formats.text("detail.mitigation", text=risk.mitigation))
