"""Small multiples: a bar chart for each key figure, the scenarios in the same order and colours in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import INK, PALETTE, show_chart
from app.components.compare_table import rows_table
from app.components.compare_words import LINES, in_unit, labelled, value_text, wrapped
from app.components.plain import plain
from finmodel.i18n.comparison import reason_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.components.formats import Formats
    from finmodel.analysis.compare import CompareRow, Comparison

__all__ = ["key_figures", "small_multiples"]

_KEY_FIGURES = ("investment_total", "net_own", "external", "gap.planned", "npv_after_funding")
_N_BESIDE = 2
_MAX_LINE = 28
"""Letters of a name on one line beside its bar."""


def key_figures(comparison: Comparison) -> tuple[str, ...]:
    """Return the names of the figures that are drawn."""
    return (*_KEY_FIGURES, f"tonnes.{comparison.target_year}", "peak_debt")


def small_multiples(comparison: Comparison, names: Mapping[str, str], formats: Formats) -> None:
    """Draw the key figures and offer their data."""
    rows = [comparison.row(name) for name in key_figures(comparison)]
    for start in range(0, len(rows), _N_BESIDE):
        for place, row in zip(st.columns(_N_BESIDE), rows[start : start + _N_BESIDE], strict=False):
            with place:
                _bars(row, comparison, names, formats)
    with st.expander(formats.text("chart.data")):
        rows_table(rows, comparison, names, formats, alt=formats.text("compare.key_alt"))


def _bars(row: CompareRow, comparison: Comparison, names: Mapping[str, str], formats: Formats) -> None:
    label = labelled(comparison.plan, row, formats)
    order = [names[identity] for identity in comparison.scenarios]
    texts, amounts = [], []
    for value, reason in zip(row.values, row.reasons, strict=True):
        shown = None if value is None else in_unit(value, row.unit, formats)
        amounts.append(shown or 0.0)
        texts.append(
            reason_label(reason or "absent_input", formats.lang)
            if shown is None
            else value_text(shown, row.unit, formats)
        )
    lines = [wrapped(name, _MAX_LINE) for name in order]
    data = pd.DataFrame({"name": order, "lines": lines, "amount": amounts, "text": texts})
    scale = alt.Scale(domain=order, range=list(PALETTE[: len(order)]))
    low, high = min(0.0, *amounts, 0.0), max(0.0, *amounts, 0.0)
    room = 0.32 * ((high - low) or 1.0)
    ends = alt.Scale(domain=[low - (room if low < 0 else 0.0), high + (room if high > 0 or low == 0 else 0.0)])
    axis = alt.Axis(title=None, labelExpr=LINES, labelLimit=0, labelOverlap=False, ticks=False, domain=False)
    y = alt.Y("lines:N", sort=lines, axis=axis)
    x = alt.X("amount:Q", scale=ends, axis=alt.Axis(title=None, format=",~f", tickCount=4, labelOverlap=True))
    tooltip = [
        alt.Tooltip("name:N", title=formats.text("compare.scenario")),
        alt.Tooltip("text:N", title=formats.text("compare.value")),
    ]
    base = alt.Chart(data)
    bars = base.mark_bar(height={"band": 0.7}).encode(
        x=x, y=y, color=alt.Color("name:N", scale=scale, legend=None), tooltip=tooltip
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(x="zero:Q")
    above, below = alt.datum.amount >= 0, alt.datum.amount < 0
    right = base.transform_filter(above).mark_text(align="left", dx=4, color=INK).encode(x=x, y=y, text="text:N")
    left = base.transform_filter(below).mark_text(align="right", dx=-4, color=INK).encode(x=x, y=y, text="text:N")
    plain(label, name=f"compare-{row.name}".replace(".", "-"), is_strong=True)
    said = "; ".join(f"{name}: {text}" for name, text in zip(order, texts, strict=True))
    chart = alt.layer(bars, zero, right, left).properties(
        height=30 + (38 if any("\n" in line for line in lines) else 30) * len(order)
    )
    show_chart(
        chart,
        formats,
        key=f"chart.compare.{row.name}.{formats.lang}",
        alt_text=formats.text("compare.chart_alt", figure=label, values=said),
    )
