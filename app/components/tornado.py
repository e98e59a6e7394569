"""The tornado: how far one figure moves when one input does, as bars and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import INK, show_chart
from app.components.tables import Column, data_expander
from finmodel.analysis.indicators import FigureUnit, figure
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.analysis.outcome import Outcome
    from finmodel.analysis.sensitivity import Bar, SensitivityInput, Tornado

__all__ = ["input_name", "outcome_text", "show_tornado", "step_text"]

_LOWER, _HIGHER = "#0072B2", "#E69F00"


def input_name(name: str, formats: Formats) -> str:
    """Return what an input is called."""
    return t(f"sensitivity.input.{name}", formats.lang)


def step_text(name: SensitivityInput, step: float, formats: Formats) -> str:
    """Return how far an input is moved: percentage points for the rate, else percent, always with a sign."""
    number = formats.number(round(step * 100, 6))
    signed = number if step < 0 else f"+{number}"
    return formats.text("sensitivity.points" if name.is_in_points else "sensitivity.percent", number=signed)


def outcome_text(name: str, outcome: Outcome, formats: Formats) -> str:
    """Return a figure, or why it is undefined."""
    return formats.reason(outcome.reason) if outcome.reason is not None else formats.figure(name, outcome.value)


def show_tornado(found: Tornado, formats: Formats, *, subject: str) -> None:
    """Draw the bars and list what moves nothing."""
    label = t(f"figure.{found.outcome}.label", formats.lang)
    drawable = [bar for bar in found.bars if bar.span is not None]
    if found.base.value is None:
        base = outcome_text(found.outcome, found.base, formats)
        st.warning(formats.text("sensitivity.base_undefined", figure=label, reason=base), icon=":material/info:")
    alt_text = _alt_text(found, drawable, formats, label=label, subject=subject)
    if drawable:
        chart = _chart(found, drawable, formats, label=label)
        show_chart(chart, formats, key=f"chart.tornado.{formats.lang}", alt_text=alt_text)
        st.caption(formats.text("sensitivity.how"))
    else:
        st.info(formats.text("sensitivity.nothing"))
    if found.without_effect:
        names = "; ".join(
            f"{input_name(item.input, formats).lower()} ({t(f'sensitivity.why.{item.why}', formats.lang)})"
            for item in found.without_effect
        )
        st.caption(formats.text("sensitivity.without_effect", names=names))
    if found.bars:
        rows = [_row(bar, found, formats) for bar in found.bars]
        data_expander(
            rows, _columns(found, formats), formats, name="tornado", title=formats.text("chart.data"), alt=alt_text
        )


def _is_money(name: str) -> bool:
    return figure(name).unit is FigureUnit.MONEY


def _size(name: str, formats: Formats) -> float:
    """Return what a figure is divided by on the axis and in the table."""
    if _is_money(name):
        return float(formats.factor)
    return 0.01 if figure(name).unit is FigureUnit.RATE else 1.0


def _unit(name: str, formats: Formats) -> str:
    """Return the unit of a figure on the axis and in a table's head."""
    match figure(name).unit:
        case FigureUnit.MONEY:
            return formats.money_label
        case FigureUnit.MONEY_PER_TONNE:
            return formats.per_tonne_label
        case FigureUnit.KG_PER_KRONA:
            return formats.text("unit.kg_per_krona_label")
        case FigureUnit.RATIO:
            return ""
        case unit:
            return formats.text(f"unit.{unit}")


def _titled(label: str, unit: str) -> str:
    return f"{label}, {unit}" if unit else label


def _decimals(name: str, formats: Formats) -> int:
    match figure(name).unit:
        case FigureUnit.MONEY:
            return formats.decimals
        case FigureUnit.MONEY_PER_TONNE | FigureUnit.TONNES:
            return 0
        case FigureUnit.RATIO | FigureUnit.RATE | FigureUnit.KG_PER_KRONA:
            return 2
        case _:
            return 1


def _chart(found: Tornado, bars: list[Bar], formats: Formats, *, label: str) -> alt.TopLevelMixin:
    name = found.outcome
    ends = [end.value for bar in bars for end in (bar.low, bar.high) if end.value is not None]
    if _is_money(name):
        formats = formats.readable(max(abs(value) for value in ends))
    size, unit, decimals = _size(name, formats), _unit(name, formats), _decimals(name, formats)
    base = found.base.value
    lower, higher = formats.text("sensitivity.lower"), formats.text("sensitivity.higher")
    rows = []
    for bar in bars:
        start = base if base is not None else _other(bar)
        for end, step, side in ((bar.low, bar.step.low, lower), (bar.high, bar.step.high, higher)):
            text = outcome_text(name, end, formats)
            number = text if end.value is None else formats.number(end.value / size, decimals)
            rows.append(
                {
                    "input": _bar_label(bar, formats),
                    "side": side,
                    "step": step_text(bar.input, step, formats),
                    "start": start / size,
                    "end": (start if end.value is None else end.value) / size,
                    "text": text,
                    "label": number,
                    "is_left": end.value is not None and end.value < start,
                }
            )
    data = pd.DataFrame(rows)
    order = [_bar_label(bar, formats) for bar in bars]
    low, high = min(data[["start", "end"]].min()), max(data[["start", "end"]].max())
    room = 0.24 * (high - low or 1.0)
    x = alt.X(
        "start:Q",
        title=_titled(label, unit),
        scale=alt.Scale(domain=[low - room, high + room], zero=False, nice=False),
        axis=alt.Axis(format=f",.{decimals}~f", tickCount=7),
    )
    y = alt.Y("input:N", sort=order, axis=alt.Axis(title=None, labelLimit=320, grid=False, ticks=False, domain=False))
    colour = alt.Color(
        "side:N",
        title=None,
        scale=alt.Scale(domain=[lower, higher], range=[_LOWER, _HIGHER]),
        legend=alt.Legend(orient="top", symbolType="square"),
    )
    tooltip = [
        alt.Tooltip("input:N", title=formats.text("sensitivity.input")),
        alt.Tooltip("step:N", title=formats.text("sensitivity.step")),
        alt.Tooltip("text:N", title=label),
    ]
    shapes: list[Any] = [
        alt.Chart(data).mark_bar(height={"band": 0.62}).encode(x=x, x2="end:Q", y=y, color=colour, tooltip=tooltip)
    ]
    aligned: tuple[tuple[bool, Literal["left", "right"], int], ...] = ((True, "right", -5), (False, "left", 5))
    for is_left, align, offset in aligned:
        # Two ends on the same side would write over each other: only the further one is labelled.
        labels = data[data["is_left"] == is_left].sort_values("end", ascending=is_left).drop_duplicates("input")
        if len(labels):
            text = alt.Chart(labels).mark_text(align=align, dx=offset, fontSize=12, color=INK)
            shapes.append(text.encode(x=alt.X("end:Q"), y=y, text="label:N", tooltip=tooltip))
    if base is not None:
        line = alt.Chart(pd.DataFrame({"base": [base / size]})).mark_rule(color=INK, strokeWidth=1.5)
        shapes.append(line.encode(x="base:Q"))
    chart: alt.TopLevelMixin = alt.layer(*shapes).properties(height=60 + 44 * len(bars))
    return chart


def _other(bar: Bar) -> float:
    """Return where a bar starts when the figure itself is undefined: at its lower end."""
    return min(end.value for end in (bar.low, bar.high) if end.value is not None)


def _bar_label(bar: Bar, formats: Formats) -> str:
    low, high = formats.number(round(bar.step.low * 100, 6)), step_text(bar.input, bar.step.high, formats)
    return formats.text("sensitivity.bar", input=input_name(bar.input, formats), low=low, high=high)


def _alt_text(found: Tornado, bars: list[Bar], formats: Formats, *, label: str, subject: str) -> str:
    words = [
        formats.text(
            "sensitivity.alt_bar",
            input=input_name(bar.input, formats),
            low=outcome_text(found.outcome, bar.low, formats),
            high=outcome_text(found.outcome, bar.high, formats),
        )
        for bar in bars[:3]
    ]
    base = outcome_text(found.outcome, found.base, formats)
    return formats.text("sensitivity.alt", figure=label, subject=subject, base=base, bars="; ".join(words) or "–")


def _row(bar: Bar, found: Tornado, formats: Formats) -> dict[str, Any]:
    size = _size(found.outcome, formats)

    def cell(end: Outcome) -> float | str:
        return formats.reason(end.reason or "") if end.value is None else end.value / size

    return {
        "input": input_name(bar.input, formats),
        "step_low": step_text(bar.input, bar.step.low, formats),
        "low": cell(bar.low),
        "base": cell(found.base),
        "step_high": step_text(bar.input, bar.step.high, formats),
        "high": cell(bar.high),
        "span": None if bar.span is None else bar.span / size,
    }


def _columns(found: Tornado, formats: Formats) -> list[Column]:
    unit, decimals = _unit(found.outcome, formats), _decimals(found.outcome, formats)
    heads = {name: _titled(formats.text(f"sensitivity.col_{name}"), unit) for name in ("low", "base", "high", "span")}
    return [
        Column("input", formats.text("sensitivity.input"), width=190),
        Column("step_low", formats.text("sensitivity.col_step_low"), width=150),
        Column("low", heads["low"], decimals=decimals, width=170),
        Column("base", heads["base"], decimals=decimals, width=170),
        Column("step_high", formats.text("sensitivity.col_step_high"), width=150),
        Column("high", heads["high"], decimals=decimals, width=170),
        Column("span", heads["span"], decimals=decimals, width=170),
    ]
