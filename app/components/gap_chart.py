"""The main chart of the gap: history, reference path, target path, planned path, and the wedges between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app import gaps
from app.components.charts import GREY, INK, PALETTE, show_chart
from app.components.gap_contributions import chosen_groups, last_shown, show_contributions
from app.components.gap_percent import show_percent_paths
from app.components.gap_words import tonnes_unit
from app.components.marks import illustrative_caption
from app.components.tables import data_expander, year_table
from finmodel.analysis.wedge_groups import bands
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from app.state import Page
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.analysis.wedge_groups import Band
    from finmodel.engine.undefined import FloatArray

__all__ = ["paths_of", "show_gap_chart"]

_TARGET = "#D55E00"
# What the lines have, no field has.
_WEDGES = tuple(colour for colour in PALETTE if colour not in (_TARGET, "#8C8C8C", "#882255", "#332288"))
_RECENT_YEARS = 10
_LINES = {
    "history": (INK, [1, 0], 3.0),
    "baseline": (GREY, [7, 4], 2.5),
    "target": (_TARGET, [3, 2], 3.0),
    "planned": ("#882255", [1, 0], 3.0),
    "after_removals": ("#332288", [2, 3], 2.0),
}
Paths = dict[str, dict[int, float]]


def paths_of(cell: EmissionCell) -> Paths:
    """Return what is drawn as lines, by name and year; years that are not known are left out."""
    last = cell.last_known or cell.years[0]
    removed = np.where(np.isnan(cell.counted_removals), 0.0, cell.counted_removals)
    later = np.array(cell.years) >= last
    paths: Paths = {
        "history": dict(sorted(cell.history.items())),
        "baseline": _known(cell, cell.baseline.values, later),
        "target": _known(cell, cell.target.values, later),
        "planned": _known(cell, cell.planned.values, later),
    }
    if removed.any():
        paths["after_removals"] = _known(cell, cell.planned.values - removed, later)
    return {name: path for name, path in paths.items() if path}


def _known(cell: EmissionCell, values: FloatArray, later: NDArray[np.bool_]) -> dict[int, float]:
    return {
        year: value
        for year, value, is_later in zip(cell.years, values.tolist(), later.tolist(), strict=True)
        if is_later and not np.isnan(value)
    }


def show_gap_chart(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Draw the paths and the wedges of the actions, and offer their data."""
    formats = page.formats
    paths = paths_of(cell)
    if "history" not in paths and "baseline" not in paths:
        st.info(formats.text("gap.no_paths"))
        show_percent_paths(found, cell, page)
        show_contributions(found, cell, page)
        return
    wedged = gaps.wedged(page.opened, found, cell)
    drawn: tuple[Band, ...] = ()
    labels: dict[str | None, str] = {}
    if wedged.actions and "baseline" in paths:
        groups, labels, is_adjusted = chosen_groups(wedged, cell, found, page)
        drawn = bands(groups, cell.baseline.values, is_adjusted=is_adjusted)
    last = last_shown(cell, found.year)
    chart = _chart(_recent(paths, cell, page), drawn, labels, found, cell, page, last)
    alt_text = _alt(cell, paths, found, page, last)
    show_chart(chart, formats, key=f"chart.gap.{formats.lang}", alt_text=alt_text)
    st.caption(formats.text("gap.chart_how"))
    if any((band.tonnes < 0).any() for band in drawn):
        st.caption(formats.text("gap.chart_raises"))
    if cell.missing:
        n = cell.n_quantified
        st.caption(formats.text("gap.quantified", n=n, of=n + len(cell.missing)))
    illustrative_caption(page.plan, formats, (item.id for item in wedged.actions))
    _data(paths, drawn, labels, cell, page, alt_text)
    if "baseline" not in paths:
        show_contributions(found, cell, page)


def _recent(paths: Paths, cell: EmissionCell, page: Page) -> Paths:
    """Return the paths with the last years of the inventory only, unless the reader wants the whole of it."""
    early = [year for year in paths.get("history", {}) if year < (cell.last_known or year) - _RECENT_YEARS]
    if not early or st.toggle(page.formats.text("gap.whole_history"), key=f"gap_history.{page.lang}"):
        return paths
    return paths | {"history": {year: tonnes for year, tonnes in paths["history"].items() if year not in early}}


def _label(name: str, page: Page) -> str:
    key = f"gap.{name}"
    return page.formats.text("gap.after_removals") if name == "after_removals" else t(key, page.lang)


def _chart(
    paths: Paths,
    drawn: Sequence[Band],
    labels: Mapping[str | None, str],
    found: GapAnalysis,
    cell: EmissionCell,
    page: Page,
    last: int,
) -> alt.TopLevelMixin:
    formats, unit = page.formats, tonnes_unit(cell, page.formats)
    first = min(min(path) for path in paths.values())
    step = 5 if last - first > 14 else 1
    shown = [year for year in range(first, last + 1) if year % step == 0]
    x = alt.X(
        "year:Q",
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(title=None, format="d", values=shown, grid=False, labelOverlap=True),
    )
    y_axis = alt.Axis(format=",~f", tickCount=6, domain=False, ticks=False)
    tooltip: list[Any] = [
        alt.Tooltip("name:N", title=formats.text("chart.line")),
        alt.Tooltip("year:Q", title=formats.text("chart.year"), format="d"),
        alt.Tooltip("tonnes:Q", title=unit, format=",.0f"),
    ]
    layers: list[alt.Chart] = []
    if drawn:
        names = [labels[band.id] for band in drawn]
        colours = alt.Scale(domain=names, range=list(_WEDGES[: len(names)]))
        legend = alt.Legend(title=formats.text("gap.wedges"), orient="right", symbolType="square", labelLimit=250)
        areas = (
            alt.Chart(_areas(drawn, labels, cell, last))
            .mark_area(opacity=0.82, stroke="#FFFFFF", strokeWidth=0.6)
            .encode(
                x=x,
                y=alt.Y("upper:Q", title=unit, axis=y_axis),
                y2="lower:Q",
                color=alt.Color("name:N", scale=colours, legend=legend),
                detail="run:N",
                tooltip=tooltip,
            )
        )
        layers.append(areas)
    rows = _lines(paths, page, last)
    used = [_label(name, page) for name in paths]
    styles = [_LINES[name] for name in paths]
    colours = alt.Scale(domain=used, range=[style[0] for style in styles])
    dashes = alt.Scale(domain=used, range=[style[1] for style in styles])
    widths = alt.Scale(domain=used, range=[style[2] for style in styles])
    legend = alt.Legend(title=None, orient="top", columns=5, symbolType="stroke", symbolSize=300)
    encoding: dict[str, Any] = {
        "x": x,
        "y": alt.Y("tonnes:Q", title=unit, axis=y_axis, scale=alt.Scale(zero=True)),
        "color": alt.Color("name:N", scale=colours, legend=legend),
        "tooltip": tooltip,
    }
    lines = (
        alt.Chart(rows)
        .mark_line()
        .encode(
            **encoding,
            strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=legend),
            strokeWidth=alt.StrokeWidth("name:N", scale=widths, legend=legend),
            detail="run:N",
        )
    )
    is_measured = rows["name"] == _label("history", page)
    points = (
        alt.Chart(rows[is_measured])
        .mark_point(filled=True, size=42, opacity=1, color=INK)
        .encode(x=x, y=encoding["y"], tooltip=tooltip)
    )
    rule = alt.Chart(pd.DataFrame({"year": [found.year]})).mark_rule(color=GREY, strokeWidth=1).encode(x=x)
    overlaid = alt.layer(rule, lines, points)
    # Areas and lines have scales of their own, with a legend each; all that tells the lines apart is one legend.
    chart: alt.TopLevelMixin = (
        alt.layer(*layers, overlaid)
        .resolve_scale(color="independent", strokeDash="independent", strokeWidth="independent")
        .properties(height=420)
    )
    return chart


def _areas(drawn: Sequence[Band], labels: Mapping[str | None, str], cell: EmissionCell, last: int) -> pd.DataFrame:
    rows = [
        {"name": labels[band.id], "year": year, "upper": upper, "lower": lower, "tonnes": tonnes, "run": run}
        for band in drawn
        for year, upper, lower, tonnes, run in zip(
            cell.years,
            band.upper.tolist(),
            band.lower.tolist(),
            band.tonnes.tolist(),
            # Above and below the reference path are areas of their own.
            [f"{labels[band.id]} {value < 0}" for value in band.tonnes.tolist()],
            strict=True,
        )
        if year <= last and not np.isnan(upper)
    ]
    return pd.DataFrame(rows, columns=["name", "year", "upper", "lower", "tonnes", "run"])


def _lines(paths: Paths, page: Page, last: int) -> pd.DataFrame:
    """Return the lines as rows; between measured years far apart there is no line, for nobody knows what was there."""
    rows = []
    for name, path in paths.items():
        run, before = 0, None
        for year, tonnes in path.items():
            if year > last:
                continue
            run += before is not None and year > before + 1
            rows.append({"name": _label(name, page), "year": year, "tonnes": tonnes, "run": f"{name} {run}"})
            before = year
    return pd.DataFrame(rows, columns=["name", "year", "tonnes", "run"])


def _alt(cell: EmissionCell, paths: Paths, found: GapAnalysis, page: Page, last: int) -> str:
    formats = page.formats
    known = {name: path[found.year] for name, path in paths.items() if found.year in path}
    values = "; ".join(f"{_label(name, page)} {formats.tonnes(tonnes)}" for name, tonnes in known.items())
    gap = cell.at(cell.gap, found.year)
    if gap is not None:
        values += f"; {t('gap.gap', page.lang)} {formats.tonnes(gap)}"
    first = str(min(min(path) for path in paths.values()))
    return formats.text("gap.chart_alt", first=first, last=str(last), year=str(found.year), values=values or "–")


def _data(
    paths: Paths,
    drawn: Sequence[Band],
    labels: Mapping[str | None, str],
    cell: EmissionCell,
    page: Page,
    alt_text: str,
) -> None:
    formats = page.formats
    years = sorted({*cell.years, *cell.history})
    table = {_label(name, page): path for name, path in paths.items()}
    gap = cell.gap.values.tolist()
    table[t("gap.gap", page.lang)] = dict(zip(cell.years, gap, strict=True))
    for band in drawn:
        table[labels[band.id]] = dict(zip(cell.years, band.tonnes.tolist(), strict=True))
    frame = pd.DataFrame(
        [[path.get(year, np.nan) for year in years] for path in table.values()],
        index=list(range(len(table))),
        columns=years,
        dtype=float,
    ).dropna(axis=1, how="all")
    head = formats.text("chart.line_in", unit=tonnes_unit(cell, formats))
    named = {str(place): name for place, name in enumerate(table)}
    rows, columns = year_table(frame, named, head, 0)
    data_expander(rows, columns, formats, name="gap_paths", title=formats.text("chart.data"), alt=alt_text)
