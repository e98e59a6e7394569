"""Carbon budgets: how much is used, when they run out, and the yearly cut that would hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from app.components.cards import card
from app.components.charts import INK, show_chart
from app.components.gap_grid import show_whole
from app.components.gap_words import measure_words, reason_words
from app.components.inert import inert, one_line
from app.components.tables import Column, download_csv
from finmodel.engine.carbon_budget import RunOutKind
from finmodel.engine.undefined import Reason
from finmodel.i18n import t
from finmodel.i18n.gap import runs_out_text

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.carbon_budgets import CarbonBudget
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis

__all__ = ["budget_card", "show_budgets"]

_COLOURS = {"used": "#D55E00", "left": "#56B4E9", "over": "#882255"}


def _of(found: GapAnalysis, cell: EmissionCell | None) -> list[CarbonBudget]:
    """Return the budgets, those of the measure first."""
    key = None if cell is None else (cell.perspective, cell.gas)
    return sorted(found.budgets, key=lambda item: ((item.row.perspective, item.row.gas) != key, item.row.id))


def _ends(budget: CarbonBudget, page: Page) -> str:
    """Return when a budget runs out: the month in words, or why there is no date."""
    text = runs_out_text(budget, page.plan.settings.last_year, page.lang)
    if budget.runs_out.kind is not RunOutKind.DATE:
        return text
    year, month = text.split("-")
    return page.formats.text("gap.month_year", month=page.formats.text(f"gap.month.{int(month)}"), year=year)


def budget_card(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show when the measure's first budget runs out, or that it has none."""
    formats = page.formats
    label = formats.text("gap.card_budget")
    mine = [item for item in found.budgets if (item.row.perspective, item.row.gas) == (cell.perspective, cell.gas)]
    if not mine:
        note = formats.text("gap.budget_elsewhere") if found.budgets else None
        card(label, formats.text("gap.no_budget"), text=inert(formats.text("gap.card_budget_help")), note=note)
        return
    first = mine[0]
    share = None if first.used_share is None else formats.share(first.used_share)
    note = None if share is None else formats.text("gap.budget_used", share=share, year=str(first.used_until))
    value = _ends(first, page)
    card(label, value[:1].upper() + value[1:], text=inert(formats.text("gap.card_budget_help")), note=note)


def show_budgets(found: GapAnalysis, cell: EmissionCell | None, page: Page) -> None:
    """Show every budget as a gauge with its run-out and the cut needed."""
    formats = page.formats
    st.caption(formats.text("gap.budget_how"))
    budgets = _of(found, cell)
    if not budgets:
        st.info(formats.text("gap.budget_none", sheet=inert(t("table.targets.title", page.lang))))
        return
    for budget in budgets:
        _one(budget, page)
    _table(budgets, page)


def _one(budget: CarbonBudget, page: Page) -> None:
    formats, row = page.formats, budget.row
    name = one_line(row.name) or row.id
    st.subheader(inert(name))
    words = measure_words(budget.cell, formats) if budget.cell is not None else t(f"choice.gas.{row.gas}", page.lang)
    mark = f" · {formats.text('mark.illustrative')}" if row.illustrative else ""
    st.caption(inert(formats.text("gap.budget_of", measure=words, year=str(row.base_year)) + mark))
    if budget.used is None or budget.left is None:
        st.warning(formats.text("gap.budget_unknown", reason=_why(budget, formats)), icon=":material/help:")
        return
    _gauge(budget, name, page)
    lines = [_use_sentence(budget, formats), _end_sentence(budget, page), _cut_sentence(budget, formats)]
    if budget.stated_difference is not None:
        lines.append(
            formats.text(
                "gap.budget_stated",
                year=str(row.used_until),
                stated=formats.tonnes((row.used_share or 0.0) * budget.total),
                inventory=formats.tonnes(budget.inventory_used),
                difference=formats.tonnes(budget.stated_difference),
            )
        )
    st.markdown("\n".join(f"- {inert(line)}" for line in lines))


def _why(budget: CarbonBudget, formats: Formats) -> str:
    reason = budget.reason if budget.reason is not Reason.DEFINED else Reason.ABSENT_INPUT
    return reason_words(reason.key, formats)


def _use_sentence(budget: CarbonBudget, formats: Formats) -> str:
    left = budget.left or 0.0
    return formats.text(
        "gap.budget_use_over" if left < 0 else "gap.budget_use",
        used=formats.tonnes(budget.used),
        total=formats.tonnes(budget.total),
        share="–" if budget.used_share is None else formats.share(budget.used_share),
        year=str(budget.used_until),
        left=formats.tonnes(abs(left)),
        how=formats.text("gap.use_stated" if budget.is_stated else "gap.use_inventory"),
    )


def _end_sentence(budget: CarbonBudget, page: Page) -> str:
    return page.formats.text(f"gap.ends_{budget.runs_out.kind}", when=_ends(budget, page))


def _cut_sentence(budget: CarbonBudget, formats: Formats) -> str:
    if budget.yearly_cut is None:
        return formats.text("gap.cut_unknown", reason=t(f"reason.{budget.reason.key}.text", formats.lang))
    cut = formats.percent(budget.yearly_cut)
    return formats.text("gap.cut", cut=cut, year=str(budget.first_open), level=formats.tonnes(budget.level))


def _gauge(budget: CarbonBudget, name: str, page: Page) -> None:
    """Draw a bar of what is used and left of the budget; what is used beyond it is set apart."""
    formats = page.formats
    used, left = budget.used or 0.0, budget.left or 0.0
    parts = {"used": min(used, budget.total), "left": max(left, 0.0), "over": max(-left, 0.0)}
    labels = {part: formats.text(f"gap.gauge_{part}") for part in parts}
    drawn = {part: tonnes for part, tonnes in parts.items() if tonnes > 0}
    start, rows = 0.0, []
    for part, tonnes in drawn.items():
        rows.append({"part": labels[part], "from": start, "to": start + tonnes, "tonnes": tonnes})
        start += tonnes
    unit = formats.text(f"gap.unit_total.{budget.row.gas}")
    scale = alt.Scale(domain=[labels[part] for part in drawn], range=[_COLOURS[part] for part in drawn])
    axis = alt.Axis(format=",~f", tickCount=6, grid=False, domain=False, labels=True, title=unit)
    ends = max(budget.total, used)
    bar = (
        alt.Chart(pd.DataFrame(rows, columns=["part", "from", "to", "tonnes"]))
        .mark_bar(size=34)
        .encode(
            x=alt.X("from:Q", axis=axis, scale=alt.Scale(nice=False, domain=[0, ends])),
            x2="to:Q",
            color=alt.Color("part:N", scale=scale, legend=alt.Legend(title=None, orient="top")),
            tooltip=[
                alt.Tooltip("part:N", title=formats.text("chart.line")),
                alt.Tooltip("tonnes:Q", title=unit, format=",.0f"),
            ],
        )
    )
    whole = (
        alt.Chart(pd.DataFrame({"at": [budget.total]}))
        .mark_rule(color=INK, strokeWidth=2, size=44)
        .encode(x=alt.X("at:Q", axis=axis))
    )
    alt_text = formats.text(
        "gap.gauge_alt",
        name=name,
        used=formats.tonnes(used),
        total=formats.tonnes(budget.total),
        ends=_ends(budget, page),
    )
    chart = alt.layer(bar, whole).properties(height=130)
    show_chart(chart, formats, key=f"chart.budget.{budget.row.id}.{formats.lang}", alt_text=alt_text)


def _table(budgets: list[CarbonBudget], page: Page) -> None:
    formats, lang = page.formats, page.lang

    def number(value: float | None, budget: CarbonBudget) -> float | str:
        reason = budget.reason if budget.reason is not Reason.DEFINED else Reason.ABSENT_INPUT
        return formats.reason(reason.key) if value is None else value

    rows = [
        {
            "name": one_line(item.row.name) or item.row.id,
            "total": item.total,
            "used": number(item.used, item),
            "used_share": number(None if item.used_share is None else 100 * item.used_share, item),
            "used_until": "–" if item.used_until is None else str(item.used_until),
            "left": number(item.left, item),
            "level": number(item.level, item),
            "runs_out": _ends(item, page),
            "yearly_cut": number(None if item.yearly_cut is None else 100 * item.yearly_cut, item),
            "unit": formats.text(f"gap.unit_total.{item.row.gas}"),
        }
        for item in budgets
    ]
    columns = [Column("name", t("gap.targets", lang), width=240, pinned=True)]
    for key in ("total", "used", "used_share", "used_until", "left", "level", "runs_out", "yearly_cut"):
        label = t(f"gap.budget.{key}", lang)
        if key in ("used_until", "runs_out"):
            columns.append(Column(key, label, width=120))
        elif key in ("used_share", "yearly_cut"):
            columns.append(Column(key, f"{label}, %", decimals=1, width=120))
        else:
            columns.append(Column(key, label, decimals=0, width=110))
    columns.append(Column("unit", formats.text("gap.unit_column"), width=110))
    show_whole(rows, columns, formats, alt=formats.text("gap.budgets_alt", n=len(rows)), key="budgets")
    download_csv(rows, columns, formats, name="carbon_budgets")
