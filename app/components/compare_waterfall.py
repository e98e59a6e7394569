"""From one scenario to another by cause: bars that start where the last one ended, and a table that adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import GREY, INK, show_chart
from app.components.compare_words import in_unit, value_text
from app.components.tables import Column, download_csv, show_table
from app.components.years import distinct
from finmodel.analysis.compare_rows import RowUnit
from finmodel.i18n import t
from finmodel.i18n.comparison import reason_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.components.formats import Formats
    from finmodel.analysis.waterfall import Step, Waterfall

__all__ = ["show_waterfall"]

_UP, _DOWN = "#0072B2", "#D55E00"


def show_waterfall(found: Waterfall, names: Mapping[str, str], formats: Formats, *, label: str, unit: RowUnit) -> None:
    """Show the chart and the table of a waterfall, or why there is none.

    Parameters
    ----------
    found
        The waterfall.
    names
        Scenarios by id.
    formats
        How numbers are written.
    label, unit
        The figure with its unit in words, and its unit.
    """
    if found.reason is not None or found.start is None or found.end is None:
        why = reason_label(found.reason or "absent_input", formats.lang)
        st.info(formats.text("compare.no_waterfall", reason=why))
        return
    first, second = names[found.first], names[found.second]
    if not found.steps:
        st.info(formats.text("compare.no_steps"))
    bars = [(first, 0.0, in_unit(found.start, unit, formats), True)]
    bars += [
        (_cause(step, formats), in_unit(step.before, unit, formats), in_unit(step.after, unit, formats), False)
        for step in found.steps
    ]
    bars.append((second, 0.0, in_unit(found.end, unit, formats), True))
    texts = [value_text(end - start, unit, formats, signed=not is_level) for _, start, end, is_level in bars]
    said = "; ".join(f"{name}: {text}" for (name, *_), text in zip(bars, texts, strict=True))
    alt_text = formats.text("compare.waterfall_alt", figure=label, steps=said)
    show_chart(_chart(bars, texts, label), formats, key=f"chart.waterfall.{formats.lang}", alt_text=alt_text)
    _table(bars, formats, alt_text=alt_text, unit=unit, label=label)


def _cause(step: Step, formats: Formats) -> str:
    return " + ".join(t(f"compare.cause.{cause}", formats.lang) for cause in step.causes)


def _chart(bars: list[tuple[str, float, float, bool]], texts: list[str], label: str) -> alt.TopLevelMixin:
    order = distinct(name for name, *_ in bars)  # a cause and a scenario may be called the same
    data = pd.DataFrame(
        [
            {
                "name": name,
                "start": start,
                "end": end,
                "top": max(start, end),
                "text": text,
                "colour": GREY if is_level else _UP if end >= start else _DOWN,
            }
            for name, (_, start, end, is_level), text in zip(order, bars, texts, strict=True)
        ]
    )
    x = alt.X(
        "name:N",
        sort=order,
        axis=alt.Axis(title=None, labelAngle=0, labelLimit=190, ticks=False, domain=False, grid=False),
    )
    axis = alt.Axis(format=",~f", tickCount=6, domain=False, ticks=False)
    base = alt.Chart(data)
    tooltip = [alt.Tooltip("name:N", title=" "), alt.Tooltip("text:N", title=label)]
    drawn = base.mark_bar(size=46).encode(
        x=x,
        y=alt.Y("start:Q", title=label, axis=axis),
        y2="end:Q",
        color=alt.Color("colour:N", scale=None, legend=None),
        tooltip=tooltip,
    )
    values = base.mark_text(dy=-8, color=INK, fontSize=12).encode(x=x, y="top:Q", text="text:N")
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(y="zero:Q")
    return alt.layer(drawn, zero, values).properties(height=320)


def _table(
    bars: list[tuple[str, float, float, bool]], formats: Formats, *, alt_text: str, unit: RowUnit, label: str
) -> None:
    """Show the way as a table: the changes of the steps add up from the first level to the last."""
    rows: list[dict[str, Any]] = [
        {"name": name, "change": None if is_level else end - start, "level": end} for name, start, end, is_level in bars
    ]
    decimals = formats.decimals if unit is RowUnit.MONEY else 0
    columns = [
        Column("name", formats.text("compare.step"), width=330, pinned=True),
        Column("change", formats.text("compare.change", figure=label), decimals=decimals, width=200),
        Column("level", formats.text("compare.level", figure=label), decimals=decimals, width=200),
    ]
    show_table(rows, columns, formats, key=f"waterfall.{formats.lang}", alt=alt_text, n_shown=len(rows))
    download_csv(rows, columns, formats, name="compare_waterfall")
