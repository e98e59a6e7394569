"""The cost curve's numbers as tables: what is drawn, what raises emissions, and what cannot be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.curve_chart import group_names
from app.components.marks import illustrative_actions
from app.components.notes import per_tonne_unit
from app.components.tables import Column, data_expander, download_csv, show_table
from finmodel.i18n import has, t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from finmodel.analysis.macc import Beside, CostCurve
    from finmodel.analysis.results import Results
    from finmodel.model.plan import Plan

__all__ = ["show_beside", "show_curve_data", "show_overlap"]


def show_curve_data(curve: CostCurve, plan: Plan, formats: Formats, *, alt_text: str, key: str = "curve") -> None:
    """Show the curve's numbers as a table with a download."""
    sectors, owners = (group_names(plan, by, formats) for by in ("sector", "owner"))
    made_up = illustrative_actions(plan)
    rows = [
        {
            "place": position,
            "name": bar.name,
            "sector": sectors[bar.sector],
            "owner": owners[bar.owner],
            "tonnes": bar.tonnes,
            "unadjusted": bar.unadjusted,
            "cost": bar.cost,
            "npv": None if bar.npv is None else formats.in_unit(bar.npv),
            "right": bar.right,
            "flags": formats.text("mark.illustrative") if bar.action in made_up else "",
        }
        for position, bar in enumerate(curve.bars, start=1)
    ]
    title = formats.text("chart.data")
    columns = _columns(curve, plan, formats)
    data_expander(rows, columns, formats, name="curve", key=key, title=title, alt=alt_text)


def _columns(curve: CostCurve, plan: Plan, formats: Formats) -> list[Column]:
    per_tonne = per_tonne_unit(formats, is_society=curve.perspective == "society")
    unadjusted = Column("unadjusted", formats.text("curve.unadjusted", year=curve.year), decimals=1)
    return [
        Column("place", formats.text("curve.place"), decimals=0, width=60),
        Column("name", formats.text("action"), width=260),
        Column("tonnes", formats.text("curve.tonnes", year=curve.year), decimals=1),
        *([unadjusted] if plan.pools else []),
        Column("cost", formats.text("curve.cost", unit=per_tonne), decimals=0),
        Column("npv", formats.text("curve.npv", unit=formats.money_label), decimals=formats.decimals),
        Column("right", formats.text("curve.cumulative"), decimals=1),
        Column("sector", formats.text("sector"), width=160),
        Column("owner", formats.text("owner"), width=200),
        *([Column("flags", formats.text("actions.flags"), width=120)] if illustrative_actions(plan) else []),
    ]


def show_beside(curve: CostCurve, formats: Formats, *, key: str = "curve") -> None:
    """Show what the curve does not draw: the actions that raise emissions, and the rest with its reason."""
    st.subheader(formats.text("curve.raising"))
    if curve.raising:
        st.caption(formats.text("curve.raising_how"))
        columns = [
            Column("name", formats.text("action"), width=360),
            Column("tonnes", formats.text("curve.tonnes", year=curve.year), decimals=1, width=110),
            Column("npv", formats.text("curve.npv", unit=formats.money_label), decimals=formats.decimals, width=150),
            Column("reason", formats.text("curve.why"), width=260),
        ]
        rows = [_beside(item, formats) for item in curve.raising]
        show_table(rows, columns, formats, key=f"raising.{key}.{formats.lang}", n_shown=8)
    else:
        st.caption(formats.text("curve.raising_none"))
    st.subheader(formats.text("curve.undrawn", n=len(curve.undrawn)))
    if curve.undrawn:
        columns = [
            Column("name", formats.text("action"), width=420),
            Column("reason", formats.text("curve.why"), width=220),
            Column("tonnes", formats.text("curve.tonnes", year=curve.year), decimals=1, width=110),
            Column("npv", formats.text("curve.npv", unit=formats.money_label), decimals=formats.decimals, width=150),
        ]
        rows = [_beside(item, formats) for item in curve.undrawn]
        show_table(rows, columns, formats, key=f"undrawn.{key}.{formats.lang}", n_shown=8)
    else:
        st.caption(formats.text("curve.undrawn_none"))


def _beside(item: Beside, formats: Formats) -> dict[str, Any]:
    return {
        "name": item.name,
        "tonnes": item.tonnes,
        "npv": None if item.npv is None else formats.in_unit(item.npv),
        "reason": beside_reason(item.reason, formats),
    }


def beside_reason(reason: str, formats: Formats) -> str:
    """Return why an action is not drawn."""
    own = f"curve.reason.{reason}"
    return t(own, formats.lang) if has(own, formats.lang) else formats.reason(reason)


_NOISE = 1e-9
"""Relative difference of tonnes that is rounding only."""


def show_overlap(results: Results, formats: Formats) -> None:
    """Show what each action loses to overlap over the whole plan, the most first, or that nothing overlaps."""
    st.subheader(formats.text("overlap.title"))
    names = {action.id: action.name for action in results.plan.actions}
    pools = {row.id: row.name for row in results.plan.pools}
    pool_of = {action.id: pools.get(action.pool or "", "") for action in results.plan.actions}
    rows = []
    for item in results.actions:
        before, after = item.figures["tonnes_unadjusted"], item.figures["tonnes_total"]
        if not item.in_totals or before is None or after is None or abs(before - after) <= _NOISE * abs(before):
            continue
        taken = before - after
        rows.append(
            {"name": names[item.id], "pool": pool_of[item.id], "before": before, "after": after, "taken": taken}
        )
    if not rows:
        st.caption(formats.text("overlap.none"))
        return
    rows.sort(key=lambda row: (-row["taken"], row["name"]))  # type: ignore[operator]
    st.caption(formats.text("overlap.how"))
    columns = [
        Column("name", formats.text("action"), width=300),
        Column("pool", formats.text("overlap.pool"), width=220),
        *(
            Column(name, formats.text(f"overlap.{name}"), decimals=0, width=150)
            for name in ("before", "after", "taken")
        ),
    ]
    alt = formats.text("overlap.alt", n=len(rows))
    show_table(rows, columns, formats, key=f"overlap.{formats.lang}", alt=alt, n_shown=8)
    download_csv(rows, columns, formats, name="overlap")
