"""Targets in percent of their base year, where the emissions of that year are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.components.charts import PALETTE, show_chart
from app.components.tables import data_expander, year_table
from app.components.years import distinct

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell, TargetGap
    from finmodel.analysis.gap import GapAnalysis

__all__ = ["show_percent_paths", "targets_of"]

_TARGET = "#D55E00"
_OTHERS = tuple(colour for colour in PALETTE if colour != _TARGET)


def targets_of(found: GapAnalysis, cell: EmissionCell) -> tuple[TargetGap, ...]:
    """Return the targets of a whole, and those of its sectors where it has none of its own."""
    same = (cell.perspective, cell.gas)
    cells = [each for each in found.emissions.cells if (each.perspective, each.gas) == same]
    return cell.targets or tuple(item for each in cells for item in each.targets)


def show_percent_paths(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show the targets as shares of their base year, where the base itself is not known."""
    formats = page.formats
    rows: list[dict[str, Any]] = []
    for item in targets_of(found, cell):
        shares = dict(zip(cell.years, item.target.share.tolist(), strict=True))
        known = {year: 100 * share for year, share in shares.items() if not np.isnan(share)}
        if known:
            rows.append({"name": item.target.row.name, "known": known})
    if not rows:
        return
    st.subheader(formats.text("gap.percent_paths"))
    st.caption(formats.text("gap.percent_how"))
    labels = distinct(row["name"] for row in rows)
    data = pd.DataFrame(
        [
            {"name": label, "year": year, "share": share}
            for label, row in zip(labels, rows, strict=True)
            for year, share in row["known"].items()
        ],
        columns=["name", "year", "share"],
    )
    unit = formats.text("gap.share_of_base")
    years = sorted(set(data["year"].tolist()))
    scale = alt.Scale(domain=labels, range=[_TARGET, *_OTHERS][: len(labels)])
    chart = (
        alt.Chart(data)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("year:Q", scale=alt.Scale(nice=False), axis=alt.Axis(title=None, format="d", grid=False)),
            y=alt.Y("share:Q", title=unit, scale=alt.Scale(domain=[0, 100])),
            color=alt.Color("name:N", scale=scale, legend=alt.Legend(title=None, orient="top", columns=2)),
            tooltip=[
                alt.Tooltip("name:N", title=formats.text("chart.line")),
                alt.Tooltip("year:Q", title=formats.text("chart.year"), format="d"),
                alt.Tooltip("share:Q", title=unit, format=",.1f"),
            ],
        )
        .properties(height=260)
    )
    alt_text = formats.text("gap.percent_alt", names="; ".join(labels), first=str(years[0]), last=str(years[-1]))
    show_chart(chart, formats, key=f"chart.gap_percent.{formats.lang}", alt_text=alt_text)
    frame = pd.DataFrame(
        [[row["known"].get(year, np.nan) for year in years] for row in rows], columns=years, dtype=float
    )
    named = {str(place): label for place, label in enumerate(labels)}
    table, columns = year_table(frame, named, formats.text("chart.line_in", unit=unit), 1)
    data_expander(table, columns, formats, name="gap_percent", title=formats.text("chart.data"), alt=alt_text)
