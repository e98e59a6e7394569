"""The emission-gap tables of NetZeroCities, A-2.1 and the older A-2.3, filled from the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.gap_grid import show_whole
from app.components.gap_words import cell_of, sector_names, total_unit
from app.components.inert import inert
from app.components.tables import Column, download_csv
from finmodel.i18n import t
from finmodel.model.emission_enums import Gas

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.nzc_tables import GapTable, GapTableRow

__all__ = ["show_net_zero_cities"]

_TABLES = {"A-2.1": "a21", "A-2.3": "a23"}


def show_net_zero_cities(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show the two tables of the measure for the target year."""
    formats = page.formats
    if cell.gas is not Gas.CO2E:
        st.warning(formats.text("gap.nzc_gas"), icon=":material/help:")
    for name, table in found.net_zero_cities(cell).items():
        st.subheader(f"{inert(t(f'nzc.{_TABLES[name]}.title', page.lang))} {found.year}")
        st.caption(t(f"nzc.{_TABLES[name]}.how", page.lang))
        _table(table, _TABLES[name], cell.gas, page)


def _table(table: GapTable, name: str, gas: Gas, page: Page) -> None:
    formats, lang = page.formats, page.lang
    sectors = sector_names(page) | {"": t("nzc.not_divided", lang)}
    rows = [_row(row, sectors.get(row.sector or "", row.sector or ""), table, page) for row in table.rows]
    rows.append(_row(table.total, t("nzc.total", lang), table, page))
    labels = {column: t(f"nzc.{name}.{column}", lang) for column in table.columns}
    sector = Column("sector", t("nzc.sector", lang))
    tonnes = [Column(key, f"{label}, {total_unit(gas, formats)}", decimals=0) for key, label in labels.items()]
    shares = [Column(f"{key}_share", f"{label}, %", decimals=1) for key, label in labels.items()]
    alt_text = formats.text("gap.nzc_alt", name=t(f"nzc.{name}.title", lang), n=len(rows))
    show_whole(rows, [sector, *tonnes], formats, alt=alt_text, key=f"nzc_{name}", has_sum=True)
    st.markdown(f"**{formats.text('gap.nzc_shares', of=inert(labels[table.columns[0]]))}**")
    show_whole(rows, [sector, *shares], formats, alt=alt_text, key=f"nzc_{name}_share", has_sum=True)
    both = [column for pair in zip(tonnes, shares, strict=True) for column in pair]
    download_csv(rows, [sector, *both], formats, name=f"nzc_{name}")


def _row(row: GapTableRow, name: str, table: GapTable, page: Page) -> dict[str, Any]:
    cells: dict[str, Any] = {"sector": name}
    for column in table.columns:
        share = row[column].share.value
        cells[column] = cell_of(row[column].absolute, page.formats)
        cells[f"{column}_share"] = None if share is None else 100 * share
    return cells
