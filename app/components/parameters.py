"""The plan's parameters with source and status, what every plan-wide figure rests on, and the catalogue's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import inert, one_line
from app.components.tables import TWO_LINES, Column, download_csv, show_table
from app.components.values import Names, field_name, value_text
from finmodel.analysis.parameters import Standing, parameter_report
from finmodel.i18n import t
from finmodel.model.enums import ParameterStatus, ParameterUse
from finmodel.store.parameters import standard_parameters

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.parameters import Backing
    from finmodel.model.plan import Plan
    from finmodel.model.registers import Parameter

__all__ = ["backing_rows", "parameter_rows", "show_backing", "show_catalogue", "show_parameters", "show_unsourced"]

_N_NAMED = 6
_UNSAFE = (ParameterStatus.MISSING, ParameterStatus.TO_BE_CONFIRMED, ParameterStatus.DATED)
_ORDER = {status: place for place, status in enumerate((*_UNSAFE, ParameterStatus.SOURCED))}
_FIELDS = {
    ParameterUse.INFLATION: ("settings", "inflation"),
    ParameterUse.FINANCIAL_DISCOUNT_RATE: ("settings", "financial_discount_rate"),
    ParameterUse.SOCIAL_DISCOUNT_RATE: ("settings", "social_discount_rate"),
    ParameterUse.CARBON_VALUE: ("settings", "carbon_value"),
    ParameterUse.CARBON_PRICE: ("settings", "carbon_price"),
    ParameterUse.INTERNAL_INTEREST: ("settings", "internal_interest"),
    ParameterUse.REAL_ESCALATION: ("price_categories", "real_escalation"),
    ParameterUse.CARRIER_PRICE: ("carriers", "price"),
    ParameterUse.EMISSION_FACTOR: ("carriers", "emission_factor"),
    ParameterUse.CARRIER_CARBON_PRICE: ("carriers", "carbon_price"),
}
_WIDTHS = {"status": 115, "name": 200, "value": 80, "unit": 115, "year": 70, "source": 250, "used_for": 190}


def parameter_rows(plan: Plan, formats: Formats) -> list[dict[str, Any]]:
    """Return the plan's parameters, those that are not to be trusted first."""
    names = Names(plan)
    return [_row(row, names, formats) for row in sorted(plan.parameters, key=lambda row: _ORDER[row.status])]


def _row(row: Parameter, names: Names, formats: Formats) -> dict[str, Any]:
    stands_for = [t(f"choice.parameter_use.{row.used_for}", formats.lang)]
    if row.carrier is not None:
        stands_for.append(names.of("carriers", row.carrier))
    if row.price_category is not None:
        stands_for.append(names.of("price_categories", row.price_category))
    marks = [t(f"choice.parameter_status.{row.status}", formats.lang)]
    if row.illustrative:
        marks.append(formats.text("mark.illustrative"))
    return {
        "status": " · ".join(marks),
        "name": row.name,
        "used_for": ": ".join(stands_for),
        "year": formats.text("parameters.every_year") if row.year is None else str(row.year),
        "value": "–" if row.value is None else formats.number(row.value),
        "unit": row.unit,
        "source": row.source or formats.text("parameters.no_source"),
        "notes": row.notes,
    }


def show_parameters(page: Page) -> None:
    """Show the plan's parameters, with a warning for each kind that is not to be trusted."""
    formats, plan = page.formats, page.plan
    if not plan.parameters:
        st.info(formats.text("parameters.none"))
        return
    for status in _UNSAFE:
        names = [one_line(row.name) for row in plan.parameters if row.status is status]
        if names:
            text = formats.text(f"parameters.{status}", n=len(names))
            st.warning(f"{text} {inert(_listed(names, formats))}", icon=":material/warning:")
    rows = parameter_rows(plan, formats)
    columns = [
        Column(name, field_name("parameters", name, formats.lang), width=width) for name, width in _WIDTHS.items()
    ]
    columns += [Column("notes", field_name("parameters", "notes", formats.lang), width=360)]
    alt = formats.text("parameters.alt")
    show_table(rows, columns, formats, key=f"parameters.{formats.lang}", alt=alt, n_shown=10, row_height=TWO_LINES)
    download_csv(rows, columns, formats, name="parameters")


def _listed(names: list[str], formats: Formats) -> str:
    """Return a few names, and how many more there are."""
    different = list(dict.fromkeys(names))
    shown = "; ".join(different[:_N_NAMED])
    n_more = len(different) - _N_NAMED
    return t("and_more", formats.lang, shown=shown, n=n_more) if n_more > 0 else shown


def backing_rows(plan: Plan, formats: Formats) -> list[dict[str, Any]]:
    """Return every figure that the whole plan rests on, the weakest backed first."""
    names = Names(plan)
    sources = {row.id: row.source or row.name for row in plan.parameters}
    sources |= {row.id: row.source for row in plan.evidence if row.source}
    order = list(Standing)
    figures = sorted(parameter_report(plan).figures, key=lambda row: (not row.is_used, order.index(row.standing)))
    return [_backing(row, names, sources, formats) for row in figures]


def _backing(row: Backing, names: Names, sources: dict[str, str], formats: Formats) -> dict[str, Any]:
    table, field = _FIELDS[row.use]
    label = t(f"choice.parameter_use.{row.use}", formats.lang)
    behind = dict.fromkeys(sources[name] for name in (*row.parameters, *row.evidence) if name in sources)
    return {
        "figure": label if row.of is None else f"{label}: {names.of(table, row.of)}",
        "value": value_text(table, field, row.value.model_dump(mode="json"), names, formats),
        "standing": formats.text(f"standing.{row.standing}"),
        "is_used": t(f"choice.flag.{'yes' if row.is_used else 'no'}", formats.lang),
        "behind": "; ".join(behind) or formats.text("parameters.no_source"),
    }


def show_backing(page: Page) -> None:
    """Show what every plan-wide figure rests on, with a warning for those in use that are not simply sourced."""
    formats, plan = page.formats, page.plan
    report = parameter_report(plan)
    if report.warnings:
        counts = [(standing, sum(row.standing is standing for row in report.warnings)) for standing in Standing]
        words = "; ".join(f"{formats.text(f'standing.{standing}').lower()} ({n})" for standing, n in counts if n)
        text = formats.text("backing.warning", n=len(report.warnings), of=sum(row.is_used for row in report.figures))
        st.warning(f"{text} {words[:1].upper()}{words[1:]}.", icon=":material/warning:")
    rows = backing_rows(plan, formats)
    columns = [
        Column("figure", formats.text("backing.figure"), width=270),
        Column("value", formats.text("backing.value"), width=210),
        Column("standing", formats.text("backing.standing"), width=140),
        Column("behind", formats.text("backing.behind"), width=290),
        Column("is_used", formats.text("backing.is_used"), width=90),
    ]
    alt = formats.text("backing.alt")
    show_table(rows, columns, formats, key=f"backing.{formats.lang}", alt=alt, n_shown=14)
    download_csv(rows, columns, formats, name="backing")


def show_unsourced(page: Page) -> None:
    """List the actions that state no source at all."""
    formats, plan = page.formats, page.plan
    sourced = {row.action for row in plan.evidence if row.source}
    missing = [row for row in plan.actions if row.counts and row.id not in sourced]
    if not missing:
        st.caption(formats.text("unsourced.none"))
        return
    st.caption(formats.text("unsourced.how", n=len(missing), of=sum(row.counts for row in plan.actions)))
    owners = {row.id: row.name for row in plan.organisations}
    rows = [{"name": row.name, "owner": owners[row.owner]} for row in missing]
    columns = [Column("name", formats.text("action"), width=420), Column("owner", formats.text("owner"), width=300)]
    show_table(rows, columns, formats, key=f"unsourced.{formats.lang}", n_shown=8)


def show_catalogue(page: Page) -> None:
    """Show the parameters that finmodel knows of, as suggestions: nothing of it is used unless the plan states it."""
    formats, lang = page.formats, page.lang
    st.caption(formats.text("catalogue.how"))
    rows = [
        {
            "status": t(f"choice.parameter_status.{row.status}", lang),
            "name": row.name(lang),
            "year": formats.text("parameters.every_year") if row.year is None else str(row.year),
            "value": "–" if row.value is None else formats.number(row.value),
            "unit": row.unit(lang),
            "source": row.source or formats.text("parameters.no_source"),
            "notes": row.note(lang),
        }
        for row in standard_parameters().rows
    ]
    columns = [
        Column(name, field_name("parameters", name, lang), width=width)
        for name, width in {**_WIDTHS, "notes": 420}.items()
        if name != "used_for"
    ]
    show_table(
        rows,
        columns,
        formats,
        key=f"catalogue.{lang}",
        alt=formats.text("catalogue.alt"),
        n_shown=10,
        row_height=TWO_LINES,
    )
    download_csv(rows, columns, formats, name="catalogue")
