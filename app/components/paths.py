"""Rates, prices, energy carriers and emission pools by year: charts with their tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import INK, PALETTE, show_chart, years_axis
from app.components.inert import one_line
from app.components.tables import Column, data_expander
from app.components.values import field_name
from finmodel.model.spec import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.components.formats import Formats
    from finmodel.model.plan import Plan
    from finmodel.model.values import Yearly

__all__ = ["Path", "paths_of", "show_paths"]

_SETTINGS = {
    "rates": ("financial_discount_rate", "social_discount_rate", "inflation"),
    "carbon": ("carbon_value", "carbon_price"),
}
_CARRIERS = {"energy_prices": "price", "factors": "emission_factor", "energy_carbon": "carbon_price"}
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
_UNITS = {
    Unit.FRACTION: "percent",
    Unit.MONEY_PER_TONNE: "money_per_tonne",
    Unit.MONEY_PER_KWH: "money_per_kwh",
    Unit.KG_PER_KWH: "kg_per_kwh",
    Unit.TONNES_PER_YEAR: "tonnes_per_year",
}


@dataclass(frozen=True, slots=True)
class Path:
    """A figure of the plan by year: what it is called, in which chart it stands, and its values."""

    group: str
    label: str
    unit: Unit
    path: Yearly


def paths_of(plan: Plan, formats: Formats) -> list[Path]:
    """Return every rate, price, factor and pool that the plan states."""
    return list(_paths(plan, formats))


def _paths(plan: Plan, formats: Formats) -> Iterator[Path]:
    settings, lang = plan.settings, formats.lang
    for group, fields in _SETTINGS.items():
        for field in fields:
            path = getattr(settings, field)
            if path is not None and not path.is_unknown:
                yield Path(group, field_name("settings", field, lang), settings.specs[field].unit, path)
    for category in plan.price_categories:
        label = formats.text("paths.escalation", name=one_line(category.name))
        yield Path("rates", label, Unit.FRACTION, category.real_escalation)
    for group, field in _CARRIERS.items():
        for carrier in plan.carriers:
            path = getattr(carrier, field)
            if path is not None and not path.is_unknown:
                yield Path(group, one_line(carrier.name), carrier.specs[field].unit, path)
    for pool in plan.pools:
        yield Path("pools", one_line(pool.name), Unit.TONNES_PER_YEAR, pool.tonnes)


def show_paths(plan: Plan, formats: Formats) -> None:
    """Show every group as a chart with its table; a group that the plan lacks is named as such."""
    found = paths_of(plan, formats)
    groups = [*_SETTINGS, *_CARRIERS, "pools"]
    for group in groups:
        paths = [path for path in found if path.group == group]
        if not paths:
            continue
        st.subheader(formats.text(f"paths.{group}"))
        st.caption(formats.text(f"paths.{group}_how", year=str(plan.settings.price_year)))
        _show(group, paths, plan, formats)
    missing = [formats.text(f"paths.{group}").lower() for group in groups if all(path.group != group for path in found)]
    if missing:
        st.caption(formats.text("paths.missing", names="; ".join(missing)))


def _show(group: str, paths: list[Path], plan: Plan, formats: Formats) -> None:
    unit = formats.text(f"unit.{_UNITS[paths[0].unit]}", currency=formats.kronor_label)
    years = list(plan.settings.years)
    values = {path.label: [_shown(path, year) for year in years] for path in paths}
    rows = [{"name": label, **dict(zip(map(str, years), row, strict=True))} for label, row in values.items()]
    data = pd.DataFrame(
        [
            {"name": label, "year": year, "value": value}
            for label, row in values.items()
            for year, value in zip(years, row, strict=True)
            if value is not None
        ],
        columns=["name", "year", "value"],
    )
    alt_text = formats.text(f"paths.{group}_alt", names=", ".join(values), first=years[0], last=years[-1])
    if len(data):
        show_chart(
            _chart(data, list(values), years, unit, formats),
            formats,
            key=f"chart.{group}.{formats.lang}",
            alt_text=alt_text,
        )
    decimals = {"rates": 2, "carbon": 0, "energy_carbon": 0, "pools": 0}.get(group, 3)
    columns = [Column("name", formats.text("paths.what", unit=unit), width=260, pinned=True)]
    columns += [Column(str(year), str(year), decimals=decimals, width=80) for year in years]
    data_expander(rows, columns, formats, name="paths", key=group, title=formats.text("chart.data"), alt=alt_text)


def _shown(path: Path, year: int) -> float | None:
    value = path.path.at(year)
    return None if value is None else value * 100 if path.unit is Unit.FRACTION else value


def _chart(data: pd.DataFrame, names: list[str], years: list[int], unit: str, formats: Formats) -> alt.TopLevelMixin:
    n = len(names)
    colours = alt.Scale(domain=names, range=[PALETTE[place % len(PALETTE)] for place in range(n)])
    dashes = alt.Scale(domain=names, range=[_DASHES[place % len(_DASHES)] for place in range(n)])
    legend = alt.Legend(title=None, orient="top", columns=2, symbolType="stroke", symbolStrokeWidth=3)
    tooltip: list[Any] = [
        alt.Tooltip("name:N", title=formats.text("paths.series")),
        alt.Tooltip("year:O", title=formats.text("chart.year")),
        alt.Tooltip("value:Q", title=unit, format=",.3~f"),
    ]
    x = alt.X("year:O", axis=years_axis(years), scale=alt.Scale(domain=years))
    axis = alt.Axis(format=",.2~f", tickCount=5, domain=False, ticks=False)
    y = alt.Y("value:Q", title=unit, axis=axis, scale=alt.Scale(zero=True))
    lines = (
        alt.Chart(data)
        .mark_line(strokeWidth=2.5, interpolate="step-after")
        .encode(
            x=x,
            y=y,
            color=alt.Color("name:N", scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=legend),
            tooltip=tooltip,
        )
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(y="zero:Q")
    chart: alt.TopLevelMixin = alt.layer(zero, lines).properties(height=240)
    return chart
