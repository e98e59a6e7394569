"""What was entered of emissions: inventory, population, reference paths and targets, with their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.fitted import fitted
from app.components.inert import inert
from app.components.tables import Column, download_csv, show_table
from app.components.values import Names, field_name, spec_of, table_title, value_text
from finmodel.model.document import to_document
from finmodel.model.plan import TABLES
from finmodel.model.spec import Kind

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page

__all__ = ["EMISSION_TABLES", "show_emission_inputs"]

EMISSION_TABLES = ("emissions", "population", "baselines", "targets")
_WIDE = {Kind.TEXT: 320, Kind.LONG_TEXT: 420, Kind.SHARES: 260}


def show_emission_inputs(page: Page) -> None:
    """Show every row of the tables of emissions; a table that is empty is named as such."""
    formats, lang = page.formats, page.lang
    st.caption(formats.text("emission_inputs.how"))
    document, names = to_document(page.plan), Names(page.plan)
    missing = []
    for table in EMISSION_TABLES:
        if not document[table]:
            missing.append(table_title(table, lang))
            continue
        st.subheader(inert(table_title(table, lang)))
        _table(table, document[table], names, formats)
    if missing:
        st.caption(inert(formats.text("emission_inputs.missing", names="; ".join(missing))))


def _table(table: str, document: list[dict[str, Any]], names: Names, formats: Formats) -> None:
    lang = formats.lang
    fields = [
        field
        for field in TABLES[table].specs
        if field != "id" and any(row.get(field) not in (None, "", False) for row in document)
    ]
    rows = [
        {
            field: value_text(table, field, row[field], names, formats, row=row) if row.get(field) is not None else ""
            for field in fields
        }
        for row in document
    ]
    columns = [
        Column(field, field_name(table, field, lang), width=_WIDE.get(spec_of(table, field).kind, 220))
        for field in fields
    ]
    alt_text = formats.text("emission_inputs.alt", table=table_title(table, lang), n=len(rows))
    show_table(rows, fitted(rows, columns), formats, key=f"input_{table}.{lang}", alt=alt_text, n_shown=10)
    download_csv(rows, columns, formats, name=f"input_{table}")
