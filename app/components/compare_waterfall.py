"""From one scenario to another by cause: bars that start where the last one ended, and a table that adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import GREY, INK, show_chart
from app.components.compare_grid import Cell, Head, show_grid
from app.components.compare_words import LINES, in_unit, value_text, wrapped
from app.components.plain import plain
from app.components.tables import Column, download_csv
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
_WIDTH, _LETTER, _FEWEST = 960, 6.5, 18
"""Of the chart and of a letter under it [pixels], about; a name is wrapped to the room of its bar, words kept whole."""


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
    plain(label, name="waterfall-figure", is_strong=True)
    show_chart(_chart(bars, texts, label), formats, key=f"chart.waterfall.{formats.lang}", alt_text=alt_text)
    st.caption(formats.text("compare.waterfall_colours"))
    _table(bars, texts, formats, alt_text=alt_text, unit=unit, label=label)


def _cause(step: Step, formats: Formats) -> str:
    return " + ".join(t(f"compare.cause.{cause}", formats.lang) for cause in step.causes)


def _chart(bars: list[tuple[str, float, float, bool]], texts: list[str], label: str) -> alt.TopLevelMixin:
    order = distinct(name for name, *_ in bars)  # a cause and a scenario may be called the same
    width = max(_FEWEST, int(_WIDTH / len(bars) / _LETTER))
    lines = [wrapped(name, width) for name in order]
    data = pd.DataFrame(
        [
            {
                "name": name,
                "lines": shown,
                "start": start,
                "end": end,
                "top": max(start, end),
                "text": text,
                "colour": GREY if is_level else _UP if end >= start else _DOWN,
            }
            for name, shown, (_, start, end, is_level), text in zip(order, lines, bars, texts, strict=True)
        ]
    )
    named = alt.Axis(
        title=None,
        labelExpr=LINES,
        labelAngle=0,
        labelLimit=0,
        labelOverlap=False,
        ticks=False,
        domain=False,
        grid=False,
    )
    x = alt.X("lines:N", sort=lines, axis=named)
    axis = alt.Axis(title=None, format=",~f", tickCount=6, domain=False, ticks=False)
    base = alt.Chart(data)
    tooltip = [alt.Tooltip("name:N", title=" "), alt.Tooltip("text:N", title=label)]
    drawn = base.mark_bar(size=46).encode(
        x=x,
        y=alt.Y("start:Q", axis=axis),
        y2="end:Q",
        color=alt.Color("colour:N", scale=None, legend=None),
        tooltip=tooltip,
    )
    values = base.mark_text(dy=-8, color=INK, fontSize=12).encode(x=x, y="top:Q", text="text:N")
    halo = base.mark_text(dy=-8, stroke="#FFFFFF", strokeWidth=4, fontSize=12).encode(x=x, y="top:Q", text="text:N")
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(y="zero:Q")
    return alt.layer(drawn, zero, halo, values).properties(height=320)


def _table(
    bars: list[tuple[str, float, float, bool]],
    texts: list[str],
    formats: Formats,
    *,
    alt_text: str,
    unit: RowUnit,
    label: str,
) -> None:
    """Show the way as a table: the changes of the steps, with their signs, add up from the first level to the last."""
    heads = [Head(formats.text(f"compare.{name}")) for name in ("step", "step_change", "step_level")]
    shown = [
        (name, [Cell("" if is_level else text), Cell(value_text(end, unit, formats))])
        for (name, _, end, is_level), text in zip(bars, texts, strict=True)
    ]
    whole = value_text(bars[-1][2] - bars[0][2], unit, formats, signed=True)
    shown.append((formats.text("compare.whole"), [Cell(whole), Cell("")]))
    show_grid([heads], shown, alt=alt_text, has_sum=True)
    rows: list[dict[str, Any]] = [
        {"name": name, "change": None if is_level else end - start, "level": end} for name, start, end, is_level in bars
    ]
    decimals = formats.decimals if unit is RowUnit.MONEY else 0
    columns = [
        Column("name", formats.text("compare.step")),
        Column("change", formats.text("compare.change", figure=label), decimals=decimals),
        Column("level", formats.text("compare.level", figure=label), decimals=decimals),
    ]
    download_csv(rows, columns, formats, name="compare_waterfall")
