"""How far the plan goes if only what is decided is done, with what is planned too, and with ideas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from app import gaps
from app.components.fitted import fitted
from app.components.gap_contributions import last_shown
from app.components.gap_words import cell_of, doubt_of, tonnes_unit
from app.components.tables import Column, data_expander, show_table, year_table
from app.components.years import lines_chart
from finmodel.analysis.ambition_gap import ambition_gaps
from finmodel.analysis.wedges import Ambition
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis

__all__ = ["show_ambitions"]


def show_ambitions(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Draw the nested plans, and show what is missing with each of them in the target year."""
    formats = page.formats
    wedged = gaps.wedged(page.opened, found, cell)
    if not wedged.actions or np.isnan(cell.baseline.values).all():
        return
    st.header(formats.text("gap.ambitions"))
    st.caption(formats.text("gap.ambitions_how"))
    year = str(found.year)
    rows = [
        {
            "name": t(f"gap.ambition.{level}", page.lang),
            "planned": cell_of(item.planned, formats),
            "removals": item.removals,
            "gap": cell_of(item.gap, formats),
        }
        for level, item in ambition_gaps(wedged, found.year).items()
    ]
    unit = tonnes_unit(cell, formats)
    columns = [Column("name", formats.text("gap.ambition", unit=unit), width=240, pinned=True)]
    columns += [
        Column(name, f"{t(f'gap.{name}', page.lang)} {year}", decimals=0) for name in ("planned", "removals", "gap")
    ]
    show_table(
        rows,
        fitted(rows, columns),
        formats,
        key=f"ambitions.{page.lang}",
        alt=formats.text("gap.ambitions_alt", year=year),
    )
    doubt = doubt_of(found, cell)
    if doubt is not None:
        over, short = formats.tonnes(doubt.over), formats.tonnes(doubt.short)
        st.caption(formats.text("gap.ambitions_doubt", over=over, short=short))
    last = last_shown(cell, found.year)
    place = [n for n, each in enumerate(cell.years) if (cell.last_known or 0) <= each <= last]
    paths = {t("gap.baseline", page.lang): cell.baseline.values}
    paths |= {t(f"gap.ambition.{level}", page.lang): wedged.ambitions[level] for level in reversed(Ambition)}
    paths |= {t("gap.target", page.lang): cell.target.values}
    series = {
        name: {cell.years[n]: None if np.isnan(path[n]) else float(path[n]) for n in place}
        for name, path in paths.items()
        if not np.isnan(path[place]).all()
    }
    alt_text = formats.text("gap.ambitions_alt", year=year)
    lines_chart(series, formats, unit=unit, key="ambitions", alt_text=alt_text, number_format=",.0f")
    frame = pd.DataFrame(
        [[np.nan if value is None else value for value in path.values()] for path in series.values()],
        columns=[cell.years[n] for n in place],
        dtype=float,
    )
    labels = {str(n): name for n, name in enumerate(series)}
    table, heads = year_table(frame, labels, formats.text("chart.line_in", unit=unit), 0)
    data_expander(table, heads, formats, name="ambitions", title=formats.text("chart.data"), alt=alt_text)
