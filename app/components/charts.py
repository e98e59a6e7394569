"""Charts of money and tonnes by year, and what all charts share: colours, locale, alt text, no menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.components.numbers import by_year
from app.components.tables import data_expander, year_table
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.formats import Formats

__all__ = [
    "GREY",
    "INK",
    "LINE_COLOURS",
    "PALETTE",
    "cash_flow_chart",
    "show_chart",
    "stacked_chart",
    "tonnes_chart",
    "years_axis",
]

PALETTE = (
    *("#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#7F6A00", "#8C8C8C"),
    *("#332288", "#882255", "#117733", "#C2B04A", "#44AA99", "#AA4499"),
)
"""Okabe and Ito's colours, their yellow darkened for white paper, then some of Tol's: safe for the colour-blind."""

LINE_COLOURS = {
    "capex": "#0072B2",
    "reference_capex": "#56B4E9",
    "opex": "#D55E00",
    "savings": "#009E73",
    "revenue": "#CC79A7",
    "energy_cost": "#7F6A00",
    "carbon_price_paid": "#E69F00",
    "residual": "#8C8C8C",
    "co_benefits": "#44AA99",
    "carbon_value": "#332288",
}
_TONNES_COLOURS = {"reduction": "#0072B2", "removal": "#009E73", "upfront": "#D55E00"}
_OVER_BARS = ("net", "unadjusted")
"""What is drawn as a line over the bars: sums, not parts."""
INK = "#14252B"
GREY = "#6B7B82"
_GRID = "#E1E7EA"
_FONT = '"Source Sans", sans-serif'
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def _number_locale(formats: Formats) -> dict[str, Any]:
    swedish = formats.lang == "sv"
    return {
        "decimal": "," if swedish else ".",
        "thousands": _NO_BREAK_SPACE if swedish else ",",
        "grouping": [3],
        "currency": ["", f"{_NO_BREAK_SPACE}{formats.money_label}"],
        "minus": "\N{MINUS SIGN}",
    }


def show_chart(chart: alt.TopLevelMixin, formats: Formats, *, key: str, alt_text: str) -> None:
    """Show a chart with the page's language, an alt text and without Vega's English menu."""
    # All at once: every call copies the whole chart.
    drawn = chart.configure(
        locale=alt.Locale(number=_number_locale(formats)),
        font=_FONT,
        background="#FFFFFF",
        axis=alt.AxisConfig(
            labelColor=INK,
            titleColor=INK,
            gridColor=_GRID,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight=600,
            aria=False,
        ),
        legend=alt.LegendConfig(
            labelColor=INK, titleColor=INK, labelFontSize=12, titleFontSize=12, labelLimit=260, aria=False
        ),
        view=alt.ViewConfig(stroke=None),
        mark=alt.MarkConfig(aria=False),
    ).properties(usermeta={"embedOptions": {"actions": False}})
    st.altair_chart(drawn, width="stretch", key=key, alt=alt_text, theme=None)


def _long(frame: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return names × years as rows with name, year and amount."""
    return pd.DataFrame(
        [
            {"line": labels[str(name)], "order": order, "year": int(year), "amount": float(frame.loc[name, year])}
            for order, name in enumerate(frame.index)
            for year in frame.columns
        ]
    )


def years_axis(years: Sequence[int]) -> alt.Axis:
    """Return an axis of years with as many labels as fit."""
    step = 1 if len(years) <= 12 else 2 if len(years) <= 40 else 5
    shown = [year for year in years if (year - years[0]) % step == 0]
    return alt.Axis(title=None, values=shown, labelAngle=0, grid=False, tickColor=_GRID, domainColor=INK)


def stacked_chart(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    colours: Mapping[str, str],
    formats: Formats,
    *,
    unit: str,
    number_format: str,
    over: Sequence[str] = _OVER_BARS,
) -> alt.LayerChart:
    """Draw bars that are stacked from zero, and the sums as lines over them, the second one dashed.

    Parameters
    ----------
    frame
        Names × years, in the unit of the axis.
    labels, colours
        By name; the sums have colours of their own.
    formats
        How numbers are written.
    unit
        What the axis is in.
    number_format
        Of the amounts in the tooltip.
    over
        Names that are sums, not parts.
    """
    parts = [name for name in frame.index if name not in over]
    sums = [name for name in frame.index if name in over]
    bars, net = _long(frame.loc[parts], labels), _long(frame.loc[sums], labels)
    years = [int(year) for year in frame.columns]
    names = [labels[str(name)] for name in [*parts, *sums]]
    scale = alt.Scale(domain=names, range=[*(colours[str(name)] for name in parts), *[INK, GREY][: len(sums)]])
    dashes = alt.Scale(domain=[labels[str(name)] for name in sums], range=[[1, 0], [5, 4]][: len(sums)])
    tooltip = [
        alt.Tooltip("line:N", title=formats.text("chart.line")),
        alt.Tooltip("year:O", title=formats.text("chart.year")),
        alt.Tooltip("amount:Q", title=unit, format=number_format),
    ]
    x = alt.X("year:O", axis=years_axis(years))
    axis = alt.Axis(format=",~f", tickCount=6, domain=False, ticks=False)
    y = alt.Y("amount:Q", title=unit, axis=axis)
    legend = alt.Legend(title=None, orient="top", columns=3, symbolType="square")
    colour = alt.Color("line:N", scale=scale, legend=legend)
    base = alt.Chart(bars).mark_bar().encode(x=x, y=y, color=colour, order="order:Q", tooltip=tooltip)
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(y="zero:Q")
    lines = (
        alt.Chart(net)
        .mark_line(strokeWidth=2, point=alt.OverlayMarkDef(filled=True, size=26))
        .encode(x=x, y=y, color=colour, strokeDash=alt.StrokeDash("line:N", scale=dashes, legend=None), tooltip=tooltip)
    )
    return alt.LayerChart(layer=[base, zero, lines], height=320)


def cash_flow_chart(frame: pd.DataFrame, formats: Formats, *, basis: str, key: str, is_open: bool = False) -> None:
    """Show the cash flow by line and year with its net, and its data.

    Parameters
    ----------
    frame
        Lines (``net`` last) × years, whole currency units, inflow positive.
    formats
        How numbers are written.
    basis
        Price basis in words.
    key
        Name on the page.
    is_open
        Whether the data are shown at once.
    """
    shown = frame / formats.factor
    labels = {str(name): t(f"line.{name}.label", formats.lang) for name in frame.index}
    drawn = frame.loc[[name for name in frame.index if name == "net" or (frame.loc[name] != 0).any()]]
    on_axis = formats.readable(float(np.nanmax(drawn.abs().to_numpy())))
    chart = stacked_chart(
        drawn / on_axis.factor, labels, LINE_COLOURS, on_axis, unit=on_axis.money_label, number_format=",.1f"
    )
    net = by_year(frame, "net")
    known = {year: amount for year, amount in net.items() if not np.isnan(amount)}
    if known:
        low, high = min(known, key=known.__getitem__), max(known, key=known.__getitem__)
        alt_text = formats.text(
            "chart.cash_flow_alt",
            first=min(net),
            last=max(net),
            basis=basis,
            low=formats.money(net[low]),
            low_year=low,
            high=formats.money(net[high]),
            high_year=high,
        )
    else:
        alt_text = formats.text("chart.cash_flow_unknown_alt", first=min(net), last=max(net), basis=basis)
    show_chart(chart, formats, key=f"chart.{key}.{formats.lang}", alt_text=alt_text)
    st.caption(formats.text("chart.money_in", unit=on_axis.money_label, basis=basis))
    if len(known) < len(net):
        st.caption(formats.text("chart.net_unknown", n=len(net) - len(known), of=len(net)))
    rows, columns = year_table(shown, labels, formats.text("chart.line_in", unit=formats.money_label), formats.decimals)
    data_expander(rows, columns, formats, name=key, title=formats.text("chart.data"), alt=alt_text, is_open=is_open)


def tonnes_chart(frame: pd.DataFrame, formats: Formats, *, key: str, is_open: bool = False) -> None:
    """Show tonnes by kind and year with their net, and their data.

    Parameters
    ----------
    frame
        ``reduction``, ``removal``, ``upfront``, ``net`` and ``unadjusted`` × years [t]; upfront is emitted, drawn
        downwards; the net before overlap is drawn where it is another than after it.
    formats
        How numbers are written.
    key
        Name on the page.
    is_open
        Whether the data are shown at once.
    """
    labels = {str(name): t(f"tonnes_kind.{name}.label", formats.lang) for name in frame.index}
    if np.allclose(frame.loc["unadjusted"], frame.loc["net"], rtol=1e-9, atol=1e-9):
        frame = frame.drop(index="unadjusted")
    drawn = frame.copy()
    drawn.loc["upfront"] = -drawn.loc["upfront"]
    drawn = drawn.loc[[name for name in drawn.index if name in _OVER_BARS or (drawn.loc[name] != 0).any()]]
    unit = formats.text("unit.tonnes_a_year")
    chart = stacked_chart(drawn, labels, _TONNES_COLOURS, formats, unit=unit, number_format=",.1f")
    net = by_year(frame, "net")
    high = max(net, key=net.__getitem__)
    alt_text = formats.text(
        "chart.tonnes_alt", first=min(net), last=max(net), high=formats.tonnes(net[high]), high_year=high
    )
    show_chart(chart, formats, key=f"chart.{key}.{formats.lang}", alt_text=alt_text)
    rows, columns = year_table(frame, labels, formats.text("chart.line_in", unit=unit), 0)
    data_expander(rows, columns, formats, name=key, title=formats.text("chart.data"), alt=alt_text, is_open=is_open)
