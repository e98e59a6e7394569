"""Amounts by category as stacked bars: colours that the colour-blind tell apart, and the codes written in the bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from app.components.budget.report_words import category_label, in_unit, money, percent
from app.components.charts import INK, show_chart
from app.components.compare_words import LINES, wrapped
from app.components.inert import one_line
from app.components.years import distinct
from finmodel.i18n import format_percent
from finmodel.tagging.amounts import quotient
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.components.formats import Formats
    from finmodel.tagging.schemes import Scheme

__all__ = ["Bar", "category_colours", "distribution_chart"]

_COLOURS = {
    Role.FAVOURABLE: ("#0072B2", "#56B4E9", "#A9D6F0"),
    Role.NEUTRAL: ("#B5BEC2",),
    Role.UNTESTED: ("#F2E3A0",),
    Role.UNKNOWN: ("#E69F00",),
    Role.HARMFUL: ("#882255", "#B05C86"),
    Role.OUTSIDE: ("#E1E7EA",),
}
"""Okabe and Ito's blues and orange and Tol's wine: each as strong as the other, no green against red."""
_WHITE_ON = frozenset({"#0072B2", "#882255", "#B05C86"})
_NARROWEST, _ROOM_FOR_CODE = 0.035, 0.075
"""Shares of the chart's width that a percent, and a code with it, need."""
_LINE_LENGTH = 30
_LONGEST_CODE = 3
_LEGEND_COLUMNS, _LEAST_LINES = 3, 2
_FRAME, _LEGEND, _LINE = 60, 20, 18
"""Heights of what is around the bars, of a line of the legend and of a line of text beside a bar [pixels]."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes
    ----------
    name
        What it is of, any text.
    amounts
        Öre by category.
    """

    name: str
    amounts: Mapping[str, int]

    @property
    def base(self) -> int:
        """All of it [öre]."""
        return sum(self.amounts.values())


def category_colours(scheme: Scheme) -> dict[str, str]:
    """Return a colour for each category: by what it means, the shades by its place among those of its meaning."""
    found, used = dict[str, str](), dict[Role, int]()
    for category in scheme.categories:
        shades = _COLOURS[category.role]
        found[category.id] = shades[used.get(category.role, 0) % len(shades)]
        used[category.role] = used.get(category.role, 0) + 1
    return found


def distribution_chart(
    bars: Sequence[Bar], scheme: Scheme, formats: Formats, *, is_percent: bool, key: str, title: str
) -> str:
    """Draw bars divided by category; return what they show in words.

    Parameters
    ----------
    bars
        From the top; of one bar, credits are drawn to the left of zero.
    scheme
        Of the categories.
    formats
        How numbers are written.
    is_percent
        Whether each bar is 100 %; a bar without a positive base then has nothing to draw.
    key
        Name on the page.
    title
        What the chart shows.
    """
    order = distinct(one_line(bar.name) for bar in bars)
    alt_text = formats.text("budget_report.chart_alt", title=title, values=_spoken(bars, order, scheme, formats))
    largest = max((abs(bar.base) for bar in bars), default=0)
    on_axis = formats.readable(largest / 100)
    rows = [
        row
        for name, bar in zip(order, bars, strict=True)
        for row in _segments(name, bar, scheme, formats, on_axis, is_percent=is_percent)
    ]
    if not rows:
        st.info(formats.text("budget_report.nothing_to_draw"))
        return alt_text
    unit = "%" if is_percent else on_axis.money_label
    chart = _chart(rows, order, scheme, formats, unit=unit)
    show_chart(chart, formats, key=f"chart.{key}.{is_percent}.{formats.lang}", alt_text=alt_text)
    return alt_text


def _spoken(bars: Sequence[Bar], order: Sequence[str], scheme: Scheme, formats: Formats) -> str:
    def parts(bar: Bar) -> Iterable[str]:
        for category, ore in bar.amounts.items():
            if ore:
                share = percent(quotient(ore, bar.base), formats)
                yield f"{category_label(scheme, category, formats)} {money(ore, formats)} ({share})"

    return "; ".join(f"{name}: {', '.join(parts(bar)) or '–'}" for name, bar in zip(order, bars, strict=True))


def _is_written(category: str) -> bool:
    """Return whether a category's code is one to write in a bar: ``MG``, but not ``40`` before another percent."""
    return len(category) <= _LONGEST_CODE and category.isalpha()


def _segments(
    name: str, bar: Bar, scheme: Scheme, formats: Formats, on_axis: Formats, *, is_percent: bool
) -> list[dict[str, Any]]:
    """Return the pieces of a bar, one beginning where the one before ended; credits on the other side of zero."""
    colours = category_colours(scheme)
    if is_percent and bar.base <= 0:
        return []
    above = below = 0.0
    rows = []
    for category, ore in bar.amounts.items():
        if not ore:
            continue
        share = quotient(ore, bar.base)
        size = 100 * ore / bar.base if is_percent else in_unit(ore, on_axis)
        start = above if size > 0 else below
        end = start + size
        above, below = (end, below) if size > 0 else (above, end)
        whole = "" if share.value is None else format_percent(float(share.value), formats.lang, 0)
        rows.append(
            {
                "name": name,
                "category": category_label(scheme, category, formats),
                "start": start,
                "end": end,
                "middle": (start + end) / 2,
                "size": abs(size),
                "percent": whole,
                "text": f"{category} {whole}".strip() if _is_written(category) else whole,
                "ink": "#FFFFFF" if colours[category] in _WHITE_ON else INK,
                "amount": money(ore, formats),
                "share": percent(share, formats),
            }
        )
    return rows


def _chart(
    rows: list[dict[str, Any]], order: Sequence[str], scheme: Scheme, formats: Formats, *, unit: str
) -> alt.TopLevelMixin:
    lines = {name: wrapped(name, _LINE_LENGTH) for name in order}
    data = pd.DataFrame([row | {"lines": lines[row["name"]]} for row in rows])
    span = max(row["end"] for row in rows) - min(0.0, *(row["end"] for row in rows), 0.0)
    data["room"] = data["size"] / (span or 1.0)
    there = {row["category"] for row in rows}
    colours = {category_label(scheme, name, formats): colour for name, colour in category_colours(scheme).items()}
    used = [name for name in colours if name in there]
    scale = alt.Scale(domain=used, range=[colours[name] for name in used])
    legend = alt.Legend(title=None, orient="top", columns=_LEGEND_COLUMNS, symbolType="square", labelLimit=420)
    shown = [lines[name] for name in order if any(row["name"] == name for row in rows)]
    named = alt.Axis(title=None, labelExpr=LINES, labelLimit=0, labelOverlap=False, ticks=False, domain=False)
    y = alt.Y("lines:N", sort=shown, axis=named)
    x = alt.X("start:Q", axis=alt.Axis(title=unit, format=",~f", tickCount=6), scale=alt.Scale(nice=unit != "%"))
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("category:N", title=formats.text("budget_report.category")),
        alt.Tooltip("amount:N", title=formats.text("budget_report.amount")),
        alt.Tooltip("share:N", title=formats.text("budget_report.share")),
    ]
    base = alt.Chart(data)
    pieces = base.mark_bar(height={"band": 0.72}, stroke="#FFFFFF", strokeWidth=1.5).encode(
        x=x, x2="end:Q", y=y, color=alt.Color("category:N", scale=scale, legend=legend), tooltip=tooltip
    )

    def labels(field: str, least: float, most: float) -> alt.Chart:
        texts: alt.Chart = (
            base.transform_filter((alt.datum.room >= least) & (alt.datum.room < most))
            .mark_text(fontSize=12)
            .encode(
                x=alt.X("middle:Q"),
                y=y,
                text=f"{field}:N",
                color=alt.Color("ink:N", scale=None, legend=None),
                tooltip=tooltip,
            )
        )
        return texts

    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(x="zero:Q")
    texts = [labels("percent", _NARROWEST, _ROOM_FOR_CODE), labels("text", _ROOM_FOR_CODE, 9.9)]
    n_lines = sum(max(_LEAST_LINES, name.count("\n") + 1) for name in shown)
    n_legend = -(-len(used) // _LEGEND_COLUMNS)
    drawn = alt.layer(pieces, zero, *texts).resolve_scale(color="independent")
    chart: alt.TopLevelMixin = drawn.properties(height=_FRAME + _LEGEND * n_legend + _LINE * n_lines)
    return chart
