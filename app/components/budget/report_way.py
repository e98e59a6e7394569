"""The way of one category from the one side of a comparison to the other, as a waterfall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from app.components.budget.report_words import category_label, in_unit
from app.components.charts import GREY, INK, show_chart
from app.components.compare_words import LINES, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.budget.report_words import Shown
    from app.components.formats import Formats
    from finmodel.tagging.comparison import Change

__all__ = ["EFFECTS", "show_way"]

EFFECTS = ("amount_effect", "tag_effect", "new", "gone")
"""What lies between before and after, in the order in which it is shown."""
_UP, _DOWN = "#0072B2", "#D55E00"
_WIDTH = 16
"""Letters of a name on one line under its bar."""


def show_way(changes: Mapping[str, Change], shown: Shown) -> None:
    """Draw the way of one category from the one side to the other."""
    formats, scheme = shown.formats, shown.scheme
    options = [name for name, change in changes.items() if change.before or change.after]
    if not options:
        return
    picked = st.selectbox(
        formats.text("budget_report.waterfall_of"),
        options,
        format_func=lambda name: category_label(scheme, name, formats),
        key=f"budget_waterfall.{formats.lang}.{'-'.join(options)}",
    )
    change = changes[picked]
    on_axis = formats.readable(max(abs(change.before), abs(change.after)) / 100)
    level = change.before
    bars: list[tuple[str, int, int, bool]] = [(formats.text("budget_report.effect_before"), 0, level, True)]
    for name in EFFECTS:
        step = getattr(change, name)
        bars.append((formats.text(f"budget_report.effect_{name}"), level, level + step, False))
        level += step
    bars.append((formats.text("budget_report.effect_after"), 0, change.after, True))
    label = category_label(scheme, picked, formats)
    texts = [_signed(end - start, formats, is_level=is_level) for _, start, end, is_level in bars]
    values = "; ".join(f"{name} {text}" for (name, *_), text in zip(bars, texts, strict=True))
    alt_text = formats.text("budget_report.waterfall_alt", category=label, values=values)
    chart = _bars(bars, texts, on_axis)
    show_chart(chart, formats, key=f"chart.budget_waterfall.{formats.lang}", alt_text=alt_text)


def _signed(ore: int, formats: Formats, *, is_level: bool) -> str:
    text = formats.money(ore / 100, with_unit=False)
    return text if is_level or ore <= 0 else f"+{text}"


def _bars(bars: Sequence[tuple[str, int, int, bool]], texts: Sequence[str], formats: Formats) -> alt.TopLevelMixin:
    order = [wrapped(name, _WIDTH) for name, *_ in bars]
    data = pd.DataFrame(
        [
            {
                "lines": lines,
                "start": in_unit(start, formats),
                "end": in_unit(end, formats),
                "top": in_unit(max(start, end), formats),
                "text": text,
                "colour": GREY if is_level else _UP if end >= start else _DOWN,
            }
            for lines, (_, start, end, is_level), text in zip(order, bars, texts, strict=True)
        ]
    )
    named = alt.Axis(
        title=None, labelExpr=LINES, labelAngle=0, labelLimit=0, labelOverlap=False, ticks=False, grid=False
    )
    x = alt.X("lines:N", sort=order, axis=named)
    y = alt.Y("start:Q", axis=alt.Axis(title=formats.money_label, format=",~f", tickCount=5, domain=False))
    base = alt.Chart(data)
    drawn = base.mark_bar(size=46).encode(x=x, y=y, y2="end:Q", color=alt.Color("colour:N", scale=None, legend=None))
    values = base.mark_text(dy=-8, color=INK, fontSize=12).encode(x=x, y="top:Q", text="text:N")
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(y="zero:Q")
    return alt.layer(drawn, zero, values).properties(height=280)
