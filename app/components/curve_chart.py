"""The cost curve on the page: drawing, what is cut, what is listed beside it, and its data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import INK, PALETTE, show_chart
from app.components.inert import one_line
from app.components.tables import Column, data_expander, show_table
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.cost_curve import CostCurve
    from app.components.formats import Formats
    from finmodel.model.plan import Plan

__all__ = ["show_cost_curve"]

_LABEL_SHARE = 0.075
_CHARACTERS = 165


def _sectors(plan: Plan, formats: Formats) -> tuple[dict[str, str], dict[str, str]]:
    """Return every sector's name, and its colour by name: the same on every page whatever is drawn."""
    names = {row.id: one_line(row.name) for row in plan.sectors} | {"": formats.text("no_sector")}
    colours = {name: PALETTE[position % len(PALETTE)] for position, name in enumerate(names.values())}
    return names, colours


def _frame(curve: CostCurve, sectors: dict[str, str], *, is_cut: bool) -> pd.DataFrame:
    rows = []
    for bar in curve.bars:
        shown = bar.cost
        if is_cut and curve.cut is not None:
            shown = min(max(shown, -curve.cut), curve.cut)
        room = int(bar.tonnes / curve.tonnes * _CHARACTERS)
        name = one_line(bar.name)
        rows.append(
            {
                "name": name,
                "sector": sectors[bar.sector],
                "left": bar.left,
                "right": bar.right,
                "middle": (bar.left + bar.right) / 2,
                "zero": 0.0,
                "shown": shown,
                "top": max(shown, 0.0),
                "cost": bar.cost,
                "npv": bar.npv,
                "tonnes": bar.tonnes,
                "is_cut": is_cut and curve.is_cut(bar),
                "label": "" if bar.tonnes < _LABEL_SHARE * curve.tonnes else _short(name, room),
            }
        )
    return pd.DataFrame(rows)


def _short(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 1)].rstrip(" ,-–(") + "…"


def _chart(frame: pd.DataFrame, colours: dict[str, str], formats: Formats, year: int) -> alt.TopLevelMixin:
    data = frame.assign(npv=frame["npv"].map(formats.in_unit))
    used = [name for name in colours if name in set(frame["sector"])]
    axis_x = alt.Axis(format=",~f", tickCount=8, grid=False, domainColor=INK)
    x = alt.X("left:Q", title=formats.text("curve.x", year=year), axis=axis_x, scale=alt.Scale(nice=False))
    axis_y = alt.Axis(format=",~f", tickCount=6, domain=False, ticks=False)
    y = alt.Y("zero:Q", title=formats.text("curve.y", unit=formats.per_tonne_label), axis=axis_y)
    colour = alt.Color(
        "sector:N",
        title=None,
        scale=alt.Scale(domain=used, range=[colours[name] for name in used]),
        legend=alt.Legend(orient="top", columns=4, symbolType="square"),
    )
    tooltip = [
        alt.Tooltip("name:N", title=formats.text("action")),
        alt.Tooltip("sector:N", title=formats.text("sector")),
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
            .mark_text(baseline="bottom", dy=-3, fontSize=11, color=INK)
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


def show_cost_curve(curve: CostCurve, plan: Plan, formats: Formats, *, is_cut: bool) -> None:
    """Show the curve, its notes, what is not drawn, and the data."""
    sectors, colours = _sectors(plan, formats)
    if curve.bars:
        frame = _frame(curve, sectors, is_cut=is_cut)
        alt_text = _alt_text(curve, formats)
        show_chart(
            _chart(frame, colours, formats, curve.year), formats, key=f"chart.curve.{formats.lang}", alt_text=alt_text
        )
        _notes(curve, formats, is_cut=is_cut)
    else:
        alt_text = None
        st.info(formats.text("curve.nothing", year=curve.year))
    left, right = st.columns(2)
    with left:
        if curve.bars:
            data_expander(
                _rows(curve, sectors, formats),
                _columns(curve, formats),
                formats,
                name="curve",
                title=formats.text("chart.data"),
                alt=alt_text,
            )
    with right:
        _undrawn(curve, formats)


def _alt_text(curve: CostCurve, formats: Formats) -> str:
    low = min(curve.bars, key=lambda bar: bar.cost)
    high = max(curve.bars, key=lambda bar: bar.cost)
    return formats.text(
        "curve.alt",
        n=len(curve.bars),
        year=curve.year,
        tonnes=formats.tonnes(curve.tonnes),
        low=formats.figure("abatement_cost", low.cost),
        high=formats.figure("abatement_cost", high.cost),
        savers=len(curve.savers),
    )


def _notes(curve: CostCurve, formats: Formats, *, is_cut: bool) -> None:
    st.caption(formats.text("curve.how"))
    if curve.savers:
        st.caption(formats.text("curve.savers"))
    cut = [bar for bar in curve.bars if curve.is_cut(bar)]
    if cut and is_cut:
        heights = "; ".join(f"{one_line(bar.name)}: {formats.figure('abatement_cost', bar.cost)}" for bar in cut)
        with st.container(key="small-cut"):
            st.text(formats.text("curve.cut", names=heights))


def _rows(curve: CostCurve, sectors: dict[str, str], formats: Formats) -> list[dict[str, Any]]:
    return [
        {
            "place": position,
            "name": bar.name,
            "sector": sectors[bar.sector],
            "tonnes": bar.tonnes,
            "cost": bar.cost,
            "npv": formats.in_unit(bar.npv),
            "right": bar.right,
        }
        for position, bar in enumerate(curve.bars, start=1)
    ]


def _columns(curve: CostCurve, formats: Formats) -> list[Column]:
    return [
        Column("place", formats.text("curve.place"), decimals=0, width=60),
        Column("name", formats.text("action"), width=260),
        Column("sector", formats.text("sector"), width=130),
        Column("tonnes", formats.text("curve.tonnes", year=curve.year), decimals=1),
        Column("cost", formats.text("curve.cost", unit=formats.per_tonne_label), decimals=0),
        Column("npv", formats.text("curve.npv", unit=formats.money_label), decimals=1),
        Column("right", formats.text("curve.cumulative"), decimals=1),
    ]


def _undrawn(curve: CostCurve, formats: Formats) -> None:
    if not curve.undrawn:
        return
    with st.expander(formats.text("curve.undrawn", n=len(curve.undrawn))):
        rows = [{"name": item.name, "reason": t(item.reason, formats.lang)} for item in curve.undrawn]
        columns = [Column("name", formats.text("action")), Column("reason", formats.text("curve.why"))]
        show_table(rows, columns, formats, key=f"undrawn.{formats.lang}")
