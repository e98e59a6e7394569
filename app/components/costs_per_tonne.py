"""The five costs per tonne side by side, action by action, and what each of them answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.cards import figure_help
from app.components.definitions import definitions
from app.components.tables import Column, download_csv, show_table, why_column
from finmodel.analysis.indicators import FigureUnit, figure
from finmodel.analysis.macc import COSTS_PER_TONNE, costs_per_tonne
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page

__all__ = ["show_costs_per_tonne"]


def show_costs_per_tonne(page: Page) -> None:
    """Show the table: the whole plan first, then the actions with any cost per tonne, then the rest with its reason."""
    formats, results = page.formats, page.results
    found = costs_per_tonne(results)
    rows = []
    known = [item for item in found[:-1] if item.in_totals and len(item.undefined) < len(COSTS_PER_TONNE)]
    rest = [item for item in found[:-1] if item not in known]
    for item in (found[-1], *known, *rest):
        cells = {name: formats.reason(item.undefined[name]) for name in item.undefined}
        name = item.name if item.action is not None else formats.text("subject.plan")
        rows.append({"name": name, **{cost: item.values[cost] for cost in COSTS_PER_TONNE}, **cells})
    notes = [formats.text("per_tonne.how", n=results.per_tonne.n, of=results.per_tonne.of)]
    if results.view.is_society:
        notes.append(formats.text("per_tonne.society"))
    notes.append(formats.text("per_tonne.unit", unit=formats.per_tonne_label))
    st.caption(" ".join(notes))
    columns = _columns(formats, has_units=False)
    alt = formats.text("per_tonne.alt")
    show_table(rows, columns, formats, key=f"per_tonne.{formats.lang}", alt=alt, n_shown=12)
    with st.container(horizontal=True):
        definitions(COSTS_PER_TONNE, formats, key="per_tonne")
        download_csv(rows, _columns(formats, has_units=True), formats, name="per_tonne")


def _columns(formats: Formats, *, has_units: bool) -> list[Column]:
    """Return the columns; on the page the unit stands above the table, so that the reasons fit beside the numbers."""
    columns = [Column("name", formats.text("action"), width=230, pinned=True)]
    for name in COSTS_PER_TONNE:
        is_kg = figure(name).unit is FigureUnit.KG_PER_KRONA
        unit = formats.text("unit.kg_per_krona_label") if is_kg else formats.per_tonne_label
        short = t(f"figure.{name}.short", formats.lang)
        label = f"{short}, {unit}" if has_units else short
        columns.append(Column(name, label, decimals=3 if is_kg else 0, help=figure_help(name, formats), width=110))
    return [*columns, why_column(formats, 180)]
