"""Funding by action: who pays each one and what is missing, as bars for the largest and a table for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from app.components.charts import show_chart
from app.components.choices import one_choice
from app.components.funding_chart import CLASS_COLOURS, GAP_COLOUR
from app.components.inert import inert, one_line
from app.components.marks import illustrative_caption
from app.components.tables import Column, download_csv, show_table
from app.components.years import distinct
from finmodel.analysis.funding import GapView
from finmodel.i18n import t
from finmodel.model.funding_enums import MoneyClass

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.funding import Balance

__all__ = ["show_actions"]

_MOST, _NAMED = 20, 6
_ORDERS = ("gap", "uses", "external")
_GAP = "gap"


def show_actions(page: Page) -> None:
    """Show the bars and the table."""
    formats, funding = page.formats, page.results.funding
    if not funding.actions:
        st.info(formats.text("funding.no_costs"))
        return
    order = one_choice("funding_order", formats.text("funding.order"), _ORDERS, "funding.order_{}", formats)
    balances = sorted(funding.actions.items(), key=lambda item: (-_size(item[1], order), -_size(item[1], "uses")))
    names = {row.id: one_line(row.name) for row in page.plan.actions}
    alt_text = formats.text("funding.actions_alt", n=len(balances))
    with_need = [(name, balance) for name, balance in balances if balance.total(balance.uses)]
    if with_need:
        _bars(with_need[:_MOST], names, formats, alt_text=alt_text)
        if len(with_need) > _MOST:
            st.caption(formats.text("funding.actions_shown", n=_MOST, of=len(with_need)))
        illustrative_caption(page.plan, formats, (name for name, _ in with_need))
    rows = [_row(name, names[name], balance, page) for name, balance in balances]
    columns = _columns(formats)
    whole = [_sum_row(funding.portfolio, formats)] if len(rows) > 1 else []
    show_table([*rows, *whole], columns, formats, key=f"funding_actions.{formats.lang}", alt=alt_text, n_shown=12)
    download_csv(rows, columns, formats, name="funding_actions")
    if missing := funding.not_costed:
        listed = "; ".join(names[name] for name in missing[:_NAMED])
        if len(missing) > _NAMED:
            listed = t("and_more", formats.lang, shown=listed, n=len(missing) - _NAMED)
        st.caption(inert(formats.text("funding.not_costed", n=len(missing), names=listed)))


def _size(balance: Balance, order: str) -> float:
    if order == "external":
        return balance.external
    path = balance.gaps[GapView.PLANNED] if order == "gap" else balance.uses
    return balance.total(path) or 0.0


def _bars(found: list[tuple[str, Balance]], names: dict[str, str], formats: Formats, *, alt_text: str) -> None:
    """Draw who pays for each action from the base year on, the gap last."""
    order = distinct(names[name] for name, _ in found)
    on_axis = formats.readable(max(balance.total(balance.uses) or 0.0 for _, balance in found))
    labels = {str(name): t(f"choice.money_class.{name}", formats.lang) for name in MoneyClass}
    labels |= {_GAP: t("gap_view.planned.label", formats.lang)}
    data = pd.DataFrame(
        [
            {"action": action, "part": labels[part], "order": place, "amount": amount / on_axis.factor}
            for action, (_, balance) in zip(order, found, strict=True)
            for place, (part, amount) in enumerate(_parts(balance).items())
            if amount
        ],
        columns=["action", "part", "order", "amount"],
    )
    colours = alt.Scale(domain=list(labels.values()), range=[*CLASS_COLOURS.values(), GAP_COLOUR])
    unit = on_axis.money_label
    axis = alt.Axis(labelLimit=320, title=None, grid=False, ticks=False, domain=False)
    chart = (
        alt.Chart(data)
        .mark_bar(height={"band": 0.72}, stroke="#FFFFFF", strokeWidth=0.6)
        .encode(
            y=alt.Y("action:N", sort=order, axis=axis),
            x=alt.X("amount:Q", title=unit, axis=alt.Axis(format=",~f", tickCount=7)),
            color=alt.Color(
                "part:N",
                title=None,
                scale=colours,
                legend=alt.Legend(orient="top", columns=4, symbolType="square"),
            ),
            order="order:Q",
            tooltip=[
                alt.Tooltip("action:N", title=formats.text("action")),
                alt.Tooltip("part:N", title=formats.text("funding.part")),
                alt.Tooltip("amount:Q", title=unit, format=",.1f"),
            ],
        )
        .properties(height=40 + 27 * len(found))
    )
    show_chart(chart, formats, key=f"chart.funding_actions.{formats.lang}", alt_text=alt_text)


def _parts(balance: Balance) -> dict[str, float]:
    found = {str(name): balance.total(balance.classes[name]) or 0.0 for name in MoneyClass}
    return found | {_GAP: balance.total(balance.gaps[GapView.PLANNED]) or 0.0}


def _row(identity: str, name: str, balance: Balance, page: Page) -> dict[str, Any]:
    formats, figures = page.formats, page.results.action(identity).figures
    cells = _amounts(name, balance, formats)
    for figure in ("npv", "npv_after_funding"):
        reason = formats.reason(figures.undefined[figure]) if figure in figures.undefined else ""
        cells[figure] = _money(figures[figure], formats, reason=reason)
    return cells


def _sum_row(balance: Balance, formats: Formats) -> dict[str, Any]:
    """Return the row of the whole; the plan's present value has its own cards, for it holds unfunded actions too."""
    cells = _amounts(formats.text("funding.sum"), balance, formats)
    return cells | {"npv": "", "npv_after_funding": ""}


def _amounts(name: str, balance: Balance, formats: Formats) -> dict[str, Any]:
    cells: dict[str, Any] = {"name": name, "uses": _money(balance.total(balance.uses), formats)}
    cells |= {str(kind): _money(balance.total(balance.classes[kind]), formats) for kind in MoneyClass}
    unknown = formats.text("funding.unknown_probability")
    for view in GapView:
        cells[f"gap_{view}"] = _money(balance.total(balance.gaps[view]), formats, reason=unknown)
    leverage = balance.leverage
    cells["leverage"] = formats.reason("no_own_money") if leverage is None else leverage
    cells["results_based"] = _money(balance.total(balance.results_based), formats)
    return cells


def _money(amount: float | None, formats: Formats, *, reason: str = "") -> float | str:
    return reason if amount is None else formats.in_unit(amount)


def _columns(formats: Formats) -> list[Column]:
    decimals, lang = formats.decimals, formats.lang
    own = (
        (str(name), formats.text(f"funding.{name}_short"), formats.text(f"funding.{name}_help")) for name in MoneyClass
    )
    gaps = ((f"gap_{view}", t(f"gap_view.{view}.label", lang), t(f"gap_view.{view}.help", lang)) for view in GapView)
    results = formats.text("funding.results_based_short"), formats.text("funding.results_based_help")
    values = (
        (name, t(f"figure.{name}.short", lang), t(f"figure.{name}.definition", lang))
        for name in ("npv", "npv_after_funding")
    )
    uses = ("uses", t("balance.uses", lang), formats.text("funding.uses_help"))
    heads = (uses, *own, *gaps, ("results_based", *results), *values)
    columns = [Column(key, label, decimals=decimals, help=text, width=112) for key, label, text in heads]
    leverage = t("balance.leverage", lang)
    columns.insert(-2, Column("leverage", leverage, decimals=2, help=formats.text("funding.leverage_help"), width=100))
    return [Column("name", formats.text("action"), width=270, pinned=True), *columns]
