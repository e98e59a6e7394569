"""The cost curve on the page: drawing, what is cut, what stands beside it, and its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import INK, PALETTE, show_chart
from app.components.inert import one_line

if TYPE_CHECKING:
    from app.components.cost_curve import Cuts
    from app.components.formats import Formats
    from finmodel.analysis.macc import Bar, CostCurve
    from finmodel.model.plan import Plan

__all__ = ["ColourBy", "draw_curve", "group_names"]

ColourBy = Literal["sector", "owner"]

_LABEL_SHARE = 0.085
_CHARACTERS = 105
_DARK_TEXT = "#14252B"


def group_names(plan: Plan, by: ColourBy, formats: Formats) -> dict[str, str]:
    """Return the sectors or the owners by id, those that have actions, in the plan's order."""
    if by == "owner":
        used = {action.owner for action in plan.actions}
        return {row.id: one_line(row.name) for row in plan.organisations if row.id in used}
    return {row.id: one_line(row.name) for row in plan.sectors} | {"": formats.text("no_sector")}


def _colours(names: dict[str, str]) -> dict[str, str]:
    """Return a colour by name: the same on every page, whatever is drawn."""
    return {name: PALETTE[position % len(PALETTE)] for position, name in enumerate(dict.fromkeys(names.values()))}


def _frame(curve: CostCurve, names: dict[str, str], by: ColourBy, cuts: Cuts) -> pd.DataFrame:
    rows = []
    for bar in curve.bars:
        shown = cuts.shown(bar.cost)
        room = int(bar.tonnes / curve.tonnes * _CHARACTERS)
        name = one_line(bar.name)
        rows.append(
            {
                "name": name,
                "group": names[getattr(bar, by)],
                "left": bar.left,
                "right": bar.right,
                "middle": (bar.left + bar.right) / 2,
                "zero": 0.0,
                "shown": shown,
                "top": max(shown, 0.0),
                "cost": bar.cost,
                "npv": bar.npv,
                "tonnes": bar.tonnes,
                "unadjusted": bar.unadjusted,
                "is_cut": shown != bar.cost,
                "label": "" if bar.tonnes < _LABEL_SHARE * curve.tonnes else _short(name, room),
            }
        )
    return pd.DataFrame(rows)


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 1)].rstrip(" ,-–(") + "…"


def _chart(
    frame: pd.DataFrame,
    colours: dict[str, str],
    formats: Formats,
    *,
    year: int,
    by: ColourBy,
    width: float,
    heights: tuple[float, float],
) -> alt.TopLevelMixin:
    data = frame.assign(npv=frame["npv"].map(formats.in_unit, na_action="ignore"))
    used = [name for name in colours if name in set(frame["group"])]
    axis_x = alt.Axis(format=",~f", tickCount=8, grid=False, domainColor=INK)
    scale_x = alt.Scale(nice=False, domain=[0, width])
    x = alt.X("left:Q", title=formats.text("curve.x", year=year), axis=axis_x, scale=scale_x)
    axis_y = alt.Axis(format=",~f", tickCount=6, domain=False, ticks=False)
    title_y = formats.text("curve.y", unit=formats.per_tonne_label)
    y = alt.Y("zero:Q", title=title_y, axis=axis_y, scale=alt.Scale(domain=list(heights)))
    colour = alt.Color(
        "group:N",
        title=None,
        scale=alt.Scale(domain=used, range=[colours[name] for name in used]),
        legend=alt.Legend(orient="top", columns=3, symbolType="square"),
    )
    tooltip = [
        alt.Tooltip("name:N", title=formats.text("action")),
        alt.Tooltip("group:N", title=formats.text(by)),
        alt.Tooltip("cost:Q", title=formats.text("curve.cost", unit=formats.per_tonne_label), format=",.0f"),
        alt.Tooltip("tonnes:Q", title=formats.text("curve.tonnes", year=year), format=",.1~f"),
        alt.Tooltip("npv:Q", title=formats.text("curve.npv", unit=formats.money_label), format=",.1f"),
    ]
    bars = (
        alt.Chart(data)
        .mark_rect(stroke="#FFFFFF", strokeWidth=0.6)
        .encode(x=x, x2="right:Q", y=y, y2="shown:Q", color=colour, tooltip=tooltip)
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(y="zero:Q")
    layers = [bars, zero]
    labels = data[data["label"] != ""]
    if len(labels):
        layers.append(
            alt.Chart(labels)
            .mark_text(baseline="bottom", dy=-3, fontSize=11, color=_DARK_TEXT)
            .encode(x="middle:Q", y="top:Q", text="label:N", tooltip=tooltip)
        )
    for shape, offset, cut in (
        ("triangle-up", -6, data[data["is_cut"] & (data["cost"] > 0)]),
        ("triangle-down", 6, data[data["is_cut"] & (data["cost"] < 0)]),
    ):
        if len(cut):
            layers.append(
                alt.Chart(cut)
                .mark_point(shape=shape, size=42, filled=True, color=INK, yOffset=offset, opacity=1)
                .encode(x="middle:Q", y="shown:Q", tooltip=tooltip)
            )
    chart: alt.TopLevelMixin = alt.layer(*layers).properties(height=400)
    return chart


def draw_curve(
    curve: CostCurve,
    plan: Plan,
    formats: Formats,
    *,
    cuts: Cuts,
    by: ColourBy = "sector",
    key: str = "curve",
    width: float | None = None,
    beside: tuple[Bar, ...] = (),
    has_notes: bool = True,
) -> str:
    """Draw the curve with its notes; return its alt text.

    Parameters
    ----------
    curve
        The curve; it must have bars.
    plan, formats
        Whose names, and how numbers are written.
    cuts
        Where tall bars are cut.
    by
        What the colours mean.
    key
        Name on the page.
    width, beside
        Width of the axis [t], and the bars of the curve that stands beside this one: two curves that are compared
        have one pair of axes.
    has_notes
        Whether how to read it stands below; once is enough for two curves.
    """
    names = group_names(plan, by, formats)
    shown = [cuts.shown(bar.cost) for bar in (*curve.bars, *beside)]
    low, high = min(0.0, *shown), max(0.0, *shown)
    room = 0.06 * (high - low or 1.0)
    chart = _chart(
        _frame(curve, names, by, cuts),
        _colours(names),
        formats,
        year=curve.year,
        by=by,
        width=width or curve.tonnes,
        heights=(low - room if low < 0 else 0.0, high + room),
    )
    alt_text = _alt_text(curve, formats)
    show_chart(chart, formats, key=f"chart.{key}.{formats.lang}", alt_text=alt_text)
    if has_notes:
        _notes(curve, formats, cuts, key=key)
    return alt_text


def _alt_text(curve: CostCurve, formats: Formats) -> str:
    low = min(curve.bars, key=lambda bar: bar.cost)
    high = max(curve.bars, key=lambda bar: bar.cost)
    return formats.text(
        "curve.alt",
        n=len(curve.bars),
        year=curve.year,
        overlap=formats.text(f"curve.{'after' if curve.overlap else 'before'}_alt"),
        tonnes=formats.tonnes(curve.tonnes),
        low=formats.figure("abatement_cost", low.cost),
        high=formats.figure("abatement_cost", high.cost),
        savers=len(curve.savers),
    )


def _notes(curve: CostCurve, formats: Formats, cuts: Cuts, *, key: str) -> None:
    st.caption(formats.text("curve.how"))
    if curve.savers:
        society = "_society" if curve.perspective == "society" else ""
        st.caption(formats.text(f"curve.savers{society}"))
    cut = [bar for bar in curve.bars if cuts.shown(bar.cost) != bar.cost]
    if cut:
        heights = "; ".join(f"{one_line(bar.name)}: {formats.figure('abatement_cost', bar.cost)}" for bar in cut)
        with st.container(key=f"small-cut-{key}"):
            st.text(formats.text("curve.cut", names=heights))
