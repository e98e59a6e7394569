"""Sources and gap by year, stacked to the need, with how much is covered if only sure money comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import INK, PALETTE, show_chart, stacked_chart
from app.components.inert import one_line
from app.components.years import distinct, frame_expander, until_last, year_frame
from finmodel.analysis.funding import GapView
from finmodel.analysis.funding_tables import covered, largest_sources
from finmodel.i18n import t
from finmodel.model.funding_enums import MoneyClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.funding import Balance

__all__ = ["CLASS_COLOURS", "GAP_COLOUR", "funding_chart"]

GAP_COLOUR = "#D55E00"
CLASS_COLOURS = {MoneyClass.OWN: "#0072B2", MoneyClass.BORROWED: "#56B4E9", MoneyClass.EXTERNAL: "#009E73"}
_SOURCE_COLOURS = tuple(colour for colour in PALETTE if colour != GAP_COLOUR)
_GAP = "gap"
_OTHERS = ""
_Parts = tuple[dict[str, list[float | None]], dict[str, str], dict[str, str]]
"""Paths, labels and colours by key."""
_MARKS = {GapView.EXPECTED: "diamond", GapView.WORST: "triangle-up"}


def funding_chart(balance: Balance, page: Page, *, by: str, key: str) -> None:
    """Draw what pays for the need of each year, the gap on top, and its data.

    Parameters
    ----------
    balance
        Of the plan or of an action.
    page
        What is shown.
    by
        ``class`` or ``source``.
    key
        Name on the page.
    """
    formats = page.formats
    parts, labels, colours = _by_class(balance, formats) if by == "class" else _by_source(balance, page)
    gaps = {view: list(balance.by_year(balance.gaps[view]).values()) for view in GapView}
    frame = year_frame(parts | {_GAP: gaps[GapView.PLANNED]}, balance.years)
    labels = labels | {_GAP: t("gap_view.planned.label", formats.lang)}
    colours = colours | {_GAP: GAP_COLOUR}
    drawn = until_last(frame.loc[[name for name in frame.index if (frame.loc[name] != 0).any()]])
    needs = balance.by_year(balance.uses)
    high = max(needs, key=lambda year: needs[year] or 0.0)
    alt_text = formats.text(
        "funding.chart_alt",
        first=str(balance.years[0]),
        last=str(balance.years[-1]),
        high=formats.money(needs[high]),
        high_year=high,
        need=formats.money(balance.total(balance.uses)),
        gap=formats.money(balance.total(balance.gaps[GapView.PLANNED])),
    )
    on_axis = formats.readable(max((amount or 0.0 for amount in needs.values()), default=0.0))
    unit = on_axis.money_label
    bars = stacked_chart(drawn / on_axis.factor, labels, colours, formats, unit=unit, number_format=",.1f", over=())
    chart = alt.layer(bars, _marks(balance, on_axis, unit)).resolve_scale(shape="independent").properties(height=340)
    show_chart(chart, formats, key=f"chart.{key}.{formats.lang}", alt_text=alt_text)
    st.caption(formats.text("funding.chart_how", unit=unit))
    if again := balance.total(balance.reinvestment):
        st.caption(formats.text("funding.reinvestment_in_chart", amount=formats.money(again)))
    if (last := int(drawn.columns[-1])) < balance.years[-1]:
        st.caption(formats.text("funding.no_need_after", year=last))
    if balance.base:
        st.caption(formats.text("funding.sunk", year=str(balance.years[balance.base])))
    whole = {
        **parts,
        _GAP: gaps[GapView.PLANNED],
        "uses": list(needs.values()),
        **{f"gap_{view}": gaps[view] for view in _MARKS},
    }
    if balance.results_based.any():
        whole["results_based"] = list(balance.by_year(balance.results_based).values())
    more = {f"gap_{view}": t(f"gap_view.{view}.label", formats.lang) for view in _MARKS}
    more |= {"uses": t("balance.uses", formats.lang), "results_based": formats.text("funding.results_based")}
    reason = formats.text("funding.unknown_probability")
    table = year_frame(whole, balance.years)
    frame_expander(table, labels | more, formats, name=key, alt_text=alt_text, reason=reason)


def _by_class(balance: Balance, formats: Formats) -> _Parts:
    parts = {str(name): list(balance.by_year(balance.classes[name]).values()) for name in MoneyClass}
    labels = {str(name): t(f"choice.money_class.{name}", formats.lang) for name in MoneyClass}
    return parts, labels, {str(name): colour for name, colour in CLASS_COLOURS.items()}


def _by_source(balance: Balance, page: Page) -> _Parts:
    names = {row.id: one_line(row.name) for row in page.plan.sources}
    found = largest_sources(balance, len(_SOURCE_COLOURS))
    keys = [_OTHERS if name is None else f"source {name}" for name, _ in found]
    words = [page.formats.text("funding.other_sources") if name is None else names[name] for name, _ in found]
    parts = {key: list(balance.by_year(path).values()) for key, (_, path) in zip(keys, found, strict=True)}
    labels: Mapping[str, str] = dict(zip(keys, distinct(words), strict=True))
    return parts, dict(labels), dict(zip(keys, _SOURCE_COLOURS, strict=False))


def _marks(balance: Balance, on_axis: Formats, unit: str) -> alt.Chart:
    """Return the marks of what is covered: in expectation, and by what is secured."""
    names = {view: on_axis.text(f"funding.covered_{view}") for view in _MARKS}
    found = covered(balance)
    data = pd.DataFrame(
        [
            {"mark": names[view], "year": int(year), "amount": amount / on_axis.factor}
            for view in _MARKS
            for year, amount in found[view].items()
            if amount is not None and balance.by_year(balance.uses)[year]
        ],
        columns=["mark", "year", "amount"],
    )
    shapes = alt.Scale(domain=list(names.values()), range=list(_MARKS.values()))
    legend = alt.Legend(title=None, orient="top", columns=2, symbolFillColor=INK, symbolStrokeColor="#FFFFFF")
    chart: alt.Chart = (
        alt.Chart(data)
        .mark_point(filled=True, size=75, opacity=1, color=INK, stroke="#FFFFFF", strokeWidth=1)
        .encode(
            x=alt.X("year:O"),
            y=alt.Y("amount:Q", title=unit),
            shape=alt.Shape("mark:N", scale=shapes, legend=legend),
            tooltip=[
                alt.Tooltip("mark:N", title=on_axis.text("chart.line")),
                alt.Tooltip("year:O", title=on_axis.text("chart.year")),
                alt.Tooltip("amount:Q", title=unit, format=",.1f"),
            ],
        )
    )
    return chart
