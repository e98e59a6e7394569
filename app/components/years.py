"""Amounts by year as tables and charts: paths as rows, spans of years in words, and what an unknown year lacks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd

from app.components.charts import INK, PALETTE, show_chart, stacked_chart, years_axis
from app.components.tables import data_expander, year_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.components.formats import Formats
    from app.components.tables import Column

__all__ = [
    "bars_chart",
    "distinct",
    "frame_expander",
    "lines_chart",
    "money_rows",
    "until_last",
    "year_frame",
    "year_spans",
]

_DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
_MAX_NAME = 46
_FEWEST = 5


def year_spans(years: Iterable[int]) -> str:
    """Return years in words: ``2026, 2028–2031``."""
    spans: list[list[int]] = []
    for year in sorted(set(years)):
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def distinct(names: Iterable[str]) -> list[str]:
    """Return names that are short enough for a legend and different, also where two are called the same."""
    found: list[str] = []
    for name in names:
        short = name if len(name) <= _MAX_NAME else f"{name[: _MAX_NAME - 1].rstrip()}…"
        while short in found:
            short += "\N{NO-BREAK SPACE}"
        found.append(short)
    return found


def year_frame(paths: Mapping[str, Iterable[float | None]], years: Sequence[int]) -> pd.DataFrame:
    """Return paths as a frame (names × years); what is unknown is NaN."""
    rows = [[math.nan if amount is None else float(amount) for amount in path] for path in paths.values()]
    return pd.DataFrame(rows, index=list(paths), columns=list(years), dtype=float)


def until_last(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame without its last years in which there is nothing, so that a chart has room for the others."""
    busy = [place for place, year in enumerate(frame.columns) if (frame[year].fillna(1.0) != 0).any()]
    return frame.iloc[:, : max(_FEWEST, busy[-1] + 2 if busy else 0)]


def money_rows(
    frame: pd.DataFrame, labels: Mapping[str, str], formats: Formats, *, reason: str
) -> tuple[list[dict[str, Any]], list[Column]]:
    """Return a frame of money as rows and columns in the page's unit; an unknown amount says why.

    Parameters
    ----------
    frame
        Names × years [whole currency units].
    labels
        By name.
    formats
        How numbers are written.
    reason
        Why an amount is not known.
    """
    head = formats.text("chart.line_in", unit=formats.money_label)
    rows, columns = year_table(frame / formats.factor, labels, head, formats.decimals)
    shown = [
        {key: reason if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()}
        for row in rows
    ]
    return shown, columns


def bars_chart(
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    colours: Mapping[str, str],
    formats: Formats,
    *,
    key: str,
    alt_text: str,
    over: Sequence[str] = (),
) -> str:
    """Draw money by year as stacked bars with sums as lines over them; return the unit of the axis.

    Parameters
    ----------
    frame
        Names × years [whole currency units]; rows without any amount are not drawn.
    labels, colours
        By name.
    formats
        How numbers are written.
    key
        Name on the page.
    alt_text
        What the chart shows, in words.
    over
        Names that are sums.
    """
    used = frame.loc[[name for name in frame.index if name in over or (frame.loc[name].fillna(0.0) != 0).any()]]
    largest = used.abs().max().max() if len(used) else 0.0
    on_axis = formats.readable(0.0 if math.isnan(largest) else float(largest))
    chart = stacked_chart(
        used / on_axis.factor, labels, colours, formats, unit=on_axis.money_label, number_format=",.1f", over=over
    )
    show_chart(chart, formats, key=f"chart.{key}.{formats.lang}", alt_text=alt_text)
    return on_axis.money_label


def lines_chart(
    series: Mapping[str, Mapping[int, float | None]],
    formats: Formats,
    *,
    unit: str,
    key: str,
    alt_text: str,
    number_format: str = ",.1f",
    is_zero_based: bool = True,
) -> None:
    """Draw series by year as lines with points, told apart by dash as well as by colour.

    Parameters
    ----------
    series
        Values by name and year; a year without a value has no point.
    formats
        How numbers are written.
    unit
        What the axis is in.
    key
        Name on the page.
    alt_text
        What the chart shows, in words.
    number_format
        Of the values in the tooltip.
    is_zero_based
        Whether the axis begins at zero.
    """
    names = list(series)
    years = sorted({year for values in series.values() for year in values})
    data = pd.DataFrame(
        [
            {"name": name, "year": year, "value": value}
            for name, values in series.items()
            for year, value in sorted(values.items())  # a year without a value breaks the line
        ],
        columns=["name", "year", "value"],
    ).astype({"value": "float64"})
    colours = alt.Scale(domain=names, range=[INK, *PALETTE][: len(names)])
    dashes = alt.Scale(domain=names, range=[_DASHES[place % len(_DASHES)] for place in range(len(names))])
    legend = alt.Legend(title=None, orient="top", columns=3, symbolType="stroke", symbolStrokeWidth=3)
    axis = alt.Axis(format=",~f", tickCount=6, domain=False, ticks=False)
    lines = (
        alt.Chart(data)
        .mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(filled=True, size=36))
        .encode(
            x=alt.X("year:O", axis=years_axis(years), scale=alt.Scale(domain=years)),
            y=alt.Y("value:Q", title=unit, axis=axis, scale=alt.Scale(zero=is_zero_based, nice=True)),
            color=alt.Color("name:N", scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=legend),
            tooltip=[
                alt.Tooltip("name:N", title=formats.text("paths.series")),
                alt.Tooltip("year:O", title=formats.text("chart.year")),
                alt.Tooltip("value:Q", title=unit, format=number_format),
            ],
        )
    )
    show_chart(lines.properties(height=260), formats, key=f"chart.{key}.{formats.lang}", alt_text=alt_text)


def frame_expander(
    frame: pd.DataFrame, labels: Mapping[str, str], formats: Formats, *, name: str, alt_text: str, reason: str = "–"
) -> None:
    """Offer a chart's data as a table with a download; ``name`` is that of the file."""
    rows, columns = money_rows(frame, labels, formats, reason=reason)
    data_expander(rows, columns, formats, name=name, title=formats.text("chart.data"), alt=alt_text)
