"""Who pays and who benefits: the matrix organisation × line as signed bars and as a coloured table, and transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import INK, LINE_COLOURS, show_chart
from app.components.inert import one_line
from app.components.tables import Column, download_csv, show_table
from finmodel.engine.axes import NOBODY
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.analysis.who_pays import Matrix, MatrixRow, Transfer
    from finmodel.model.plan import Plan

__all__ = ["matrix_chart", "matrix_table", "row_label", "shown_rows", "transfers_table"]

_NET = "net"
_MAX_NAME = 46


def row_label(row: MatrixRow, formats: Formats, *, is_society: bool) -> str:
    """Return what a row is called: the organisation, everyone (the carbon value), or the sum.

    The sum is society's only where prices are real, the rate is the social one and everybody's benefits count.
    """
    if row.organisation is None:
        return formats.text("payers.sum" if is_society else "payers.sum_financial")
    return formats.text("payers.everyone") if row.organisation == NOBODY else one_line(row.name)


def shown_rows(matrix: Matrix) -> list[MatrixRow]:
    """Return the rows that hold any amount or lack one."""
    return [row for row in matrix.rows if row.undefined or any(value for value in row.values.values())]


def used_lines(matrix: Matrix, lines: tuple[str, ...]) -> list[str]:
    """Return the lines that hold any amount or lack one."""
    rows = (*matrix.rows, matrix.total)
    return [line for line in lines if any(line in row.undefined or row.values.get(line) for row in rows)]


def matrix_chart(matrix: Matrix, lines: tuple[str, ...], formats: Formats, *, words: str) -> str | None:
    """Draw what each organisation pays (left of zero) and gets (right), by line, with its net as a mark.

    Returns
    -------
    str
        The alt text; None where there is no amount, and nothing is drawn.
    """
    rows = shown_rows(matrix)
    used = [line for line in used_lines(matrix, lines) if any(row.values.get(line) for row in rows)]
    amounts = [abs(row.values[line] or 0.0) for row in rows for line in used]
    if not any(amounts):
        return None
    on_axis = formats.readable(max(amounts))
    names = _names(rows, formats)
    labels = {line: t(f"line.{line}.label", formats.lang) for line in (*used, _NET)}
    data = pd.DataFrame(
        [
            {"who": name, "line": labels[line], "order": order, "amount": (row.values[line] or 0.0) / on_axis.factor}
            for row, name in zip(rows, names, strict=True)
            for order, line in enumerate(used)
            if row.values.get(line)
        ]
    )
    net = pd.DataFrame(
        [
            {"who": name, "line": labels[_NET], "amount": value / on_axis.factor}
            for row, name in zip(rows, names, strict=True)
            if (value := row.values[_NET]) is not None
        ],
        columns=["who", "line", "amount"],
    )
    domain = [labels[line] for line in (*used, _NET)]
    scale = alt.Scale(domain=domain, range=[*(LINE_COLOURS[line] for line in used), INK])
    colour = alt.Color(
        "line:N", title=None, scale=scale, legend=alt.Legend(orient="top", columns=3, symbolType="square")
    )
    unit = on_axis.money_label
    tooltip = [
        alt.Tooltip("who:N", title=formats.text("payers.organisation")),
        alt.Tooltip("line:N", title=formats.text("chart.line")),
        alt.Tooltip("amount:Q", title=unit, format=",.1f"),
    ]
    axis = alt.Axis(labelLimit=300, title=None, grid=False, ticks=False, domain=False)
    y = alt.Y("who:N", sort=names, axis=axis)
    x = alt.X("amount:Q", title=formats.text("payers.axis", unit=unit), axis=alt.Axis(format=",~f", tickCount=7))
    bars = (
        alt.Chart(data).mark_bar(height={"band": 0.7}).encode(x=x, y=y, color=colour, order="order:Q", tooltip=tooltip)
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1).encode(x="zero:Q")
    marks = (
        alt.Chart(net)
        .mark_point(shape="diamond", filled=True, size=90, opacity=1, stroke="#FFFFFF", strokeWidth=1)
        .encode(x=x, y=y, color=colour, tooltip=tooltip)
    )
    chart = alt.layer(bars, zero, marks).properties(height=70 + 34 * len(rows))
    alt_text = _alt_text(rows, names, formats, words)
    show_chart(chart, formats, key=f"chart.payers.{formats.lang}", alt_text=alt_text)
    return alt_text


def _names(rows: list[MatrixRow], formats: Formats) -> list[str]:
    """Return the labels for the axis: short, and different where two are called the same."""
    names: list[str] = []
    for row in rows:
        label = row_label(row, formats, is_society=True)  # the chart draws no sum
        short = label if len(label) <= _MAX_NAME else f"{label[: _MAX_NAME - 1].rstrip()}…"
        while short in names:
            short += "\N{NO-BREAK SPACE}"
        names.append(short)
    return names


def _alt_text(rows: list[MatrixRow], names: list[str], formats: Formats, words: str) -> str:
    nets = [(row.values[_NET], name) for row, name in zip(rows, names, strict=True)]
    known = sorted((value, name) for value, name in nets if value is not None)
    if not known:
        return formats.text("payers.alt_short", n=len(rows), basis=words)
    return formats.text(
        "payers.alt",
        n=len(rows),
        basis=words,
        low_name=known[0][1],
        low=formats.money(known[0][0]),
        high_name=known[-1][1],
        high=formats.money(known[-1][0]),
    )


def matrix_table(matrix: Matrix, lines: tuple[str, ...], formats: Formats, *, alt_text: str, is_society: bool) -> None:
    """Show the matrix with its sum as the last row; gains are blue, outlays orange, and the sign is in print."""
    used = used_lines(matrix, lines)
    rows = [
        {"name": row_label(row, formats, is_society=is_society), **_row(row, used, formats)}
        for row in (*shown_rows(matrix), matrix.total)
    ]
    columns = [Column("name", formats.text("payers.organisation_in", unit=formats.money_label), width=230, pinned=True)]
    columns += [
        Column(
            line,
            t(f"line.{line}.label", formats.lang),
            decimals=formats.decimals,
            help=t(f"line.{line}.help", formats.lang),
            width=156,
        )
        for line in (_NET, *used)
    ]
    columns += [Column("kind", formats.text("payers.kind"), width=190)]
    show_table(
        rows, columns, formats, key=f"payers.{formats.lang}", alt=alt_text, heat=[*used, _NET], n_shown=len(rows)
    )
    hidden = len(matrix.rows) - len(shown_rows(matrix))
    if hidden:
        st.caption(formats.text("payers.hidden", n=hidden))
    download_csv(rows, columns, formats, name="payers")


def _row(row: MatrixRow, lines: list[str], formats: Formats) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for line in (*lines, _NET):
        value = row.values[line]
        cells[line] = formats.reason(row.undefined[line]) if value is None else formats.in_unit(value)
    kind = t(f"choice.organisation_kind.{row.kind}", formats.lang) if row.kind else ""
    return {"kind": kind, **cells}


def transfers_table(transfers: tuple[Transfer, ...], plan: Plan, formats: Formats) -> None:
    """Show what organisations of the plan pay each other."""
    if not transfers:
        st.caption(formats.text("payers.no_transfers"))
        return
    names = {row.id: one_line(row.name) for row in plan.organisations}
    actions = {row.id: one_line(row.name) for row in plan.actions}
    rows = []
    for item in transfers:
        value = item.present_value
        rows.append(
            {
                "action": actions[item.action],
                "payer": names[item.payer],
                "receiver": names[item.receiver],
                "value": formats.reason(item.undefined or "") if value is None else formats.in_unit(value),
                "total": formats.in_unit(item.total),
            }
        )
    unit = formats.money_label
    columns = [
        Column("action", formats.text("action"), width=230),
        Column("payer", formats.text("payers.payer"), width=180),
        Column("receiver", formats.text("payers.receiver"), width=200),
        Column("value", formats.text("payers.present_value", unit=unit), decimals=formats.decimals, width=140),
        Column("total", formats.text("payers.total", unit=unit), decimals=formats.decimals, width=235),
    ]
    show_table(rows, columns, formats, key=f"transfers.{formats.lang}", n_shown=10)
    download_csv(rows, columns, formats, name="transfers")
