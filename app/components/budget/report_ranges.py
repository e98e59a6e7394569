"""The ranges of a weighted share: in words, and as a chart of the spans that the share lies in."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from app.components.budget.report_words import axis_label, percent
from app.components.charts import INK, show_chart
from app.components.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.totals import Range, Weighted

__all__ = ["RANGES", "between", "range_chart", "ranges_of"]

RANGES = ("conditional", "unknown", "untested")
"""What is read in the least and in the most favourable way."""
_BAR, _APPROVED = "#9CB8C9", "#882255"
_NAMES = 240
"""Room for the names of the spans, the same in all charts: their scales begin at the same place [pixels]."""
_BESIDE = 12
"""Between a name and the zero of the scale, on which a mark may stand [pixels]."""
_STEP, _SMALL_STEP = 10, 1
"""Percent between the ends that a scale may have, and those of a scale of small shares."""
_FRAME, _ROW = 48, 30
"""Height of what is around the bars of a chart, and of a bar [pixels]."""


def ranges_of(found: Weighted) -> Mapping[str, Range]:
    """Return the ranges by name, in the order of :data:`RANGES`."""
    return {"conditional": found.conditional, "unknown": found.unknown, "untested": found.untested}


def between(found: Range, formats: Formats) -> str:
    """Return both ends of a range as percent, or why it is undefined."""
    if found.low.value is None:
        return percent(found.low, formats)
    return f"{percent(found.low, formats)} – {percent(found.high, formats)}"


def range_chart(each: Mapping[str, Weighted], scheme: Scheme, formats: Formats, *, key: str, alt_text: str) -> None:
    """Draw each share as a mark on the spans that it lies in, and what two people stand for as a ring."""
    rows = []
    for axis, found in each.items():
        name = axis_label(scheme, axis, formats)
        for one, span in ranges_of(found).items():
            ends = [float(100 * (end.value or 0)) for end in (span.low, span.high)]
            if ends[0] == ends[1]:
                continue
            rows.append(
                {
                    "axis": name,
                    "range": formats.text(f"budget_report.span_{one}"),
                    "low": min(ends),
                    "high": max(ends),
                    "share": float(100 * (found.share.value or 0)),
                    "approved": float(100 * (found.approved.value or 0)),
                    "text": between(span, formats),
                    "said": percent(found.share, formats),
                }
            )
    if not rows:
        return
    data = pd.DataFrame(rows)
    order = [formats.text(f"budget_report.span_{one}") for one in RANGES]
    y = alt.Y(
        "range:N",
        sort=order,
        axis=alt.Axis(
            title=None,
            labelLimit=_NAMES,
            minExtent=_NAMES,
            maxExtent=_NAMES,
            labelPadding=_BESIDE,
            ticks=False,
            domain=False,
        ),
    )
    axis_x = alt.Axis(title="%", format=",~f", tickCount=6)
    # One scale for all charts: a bar twice as long is twice as much, on whichever axis it stands.
    spread = alt.Scale(domain=_ends([*data["low"], *data["high"], *data["share"], *data["approved"]]), nice=False)
    x = alt.X("low:Q", axis=axis_x, scale=spread)
    tooltip = [
        alt.Tooltip("range:N", title=" "),
        alt.Tooltip("text:N", title=formats.text("budget_report.span")),
        alt.Tooltip("said:N", title=formats.text("budget_report.weighted")),
    ]
    base = alt.Chart(data)
    spans = base.mark_bar(height=12, color=_BAR).encode(x=x, x2="high:Q", y=y, tooltip=tooltip)
    marks = base.mark_tick(thickness=3, size=24, color=INK).encode(
        x=alt.X("share:Q", axis=axis_x, scale=spread), y=y, tooltip=tooltip
    )
    rings = base.mark_point(size=70, color=_APPROVED, strokeWidth=2, shape="diamond").encode(
        x=alt.X("approved:Q", axis=axis_x, scale=spread), y=y
    )
    # One chart under the other, each with its axis' name: axes are never added, nor mixed.
    for name in dict.fromkeys(str(row["axis"]) for row in rows):
        n = sum(row["axis"] == name for row in rows)
        part = alt.layer(spans, marks, rings).transform_filter(alt.FieldEqualPredicate(field="axis", equal=name))
        plain(name, name=f"budget-weighted-{key}-{name}".replace(".", "-"), is_strong=True)
        chart_key = f"chart.weighted.{key}.{name}.{formats.lang}"
        show_chart(part.properties(height=_FRAME + _ROW * n), formats, key=chart_key, alt_text=alt_text)
    st.caption(formats.text("budget_report.weighted_how"))


def _ends(percents: Sequence[float]) -> list[float]:
    """Return where a scale begins and ends that has zero and all of some percents, in whole steps."""
    low, high = min(0.0, *percents), max(1.0, *percents)
    step = _STEP if high - low > 2 * _STEP else _SMALL_STEP
    return [step * floor(low / step), step * ceil(high / step)]
