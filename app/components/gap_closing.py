"""What closes the gap: the answer in a sentence, the actions along the cost curve, and those that stand beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import pandas as pd
import streamlit as st

from app import gaps
from app.components.charts import INK, show_chart
from app.components.gap_grid import show_whole
from app.components.gap_words import (
    action_names,
    ids_text,
    illustrative_line,
    money_cell,
    owner_names,
    reason_words,
    tonnes_unit,
    total_unit,
)
from app.components.gap_words import cell_of as number
from app.components.inert import inert, one_line
from app.components.marks import illustrative_actions
from app.components.notes import per_tonne_unit
from app.components.tables import Column, download_csv
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.closing import Candidate, Closing
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.gap import GapAnalysis
    from finmodel.model.emission_enums import Gas

__all__ = ["show_closing"]

_NEEDED, _REST = "#0072B2", "#8C8C8C"


def show_closing(found: GapAnalysis, cell: EmissionCell, page: Page) -> None:
    """Show what would close the gap of the measure in the target year."""
    lang = page.lang
    closing = gaps.closed(page.opened, found, cell)
    _answer(closing, page)
    st.caption(t("closing.note", lang))
    if closing.gap_at_start.value is None:
        return
    if closing.steps:
        _chart(closing, cell, page)
        st.caption(t("closing.overlap_note", lang))
        _steps(closing, page)
        illustrative_line(page, (step.candidate.action.id for step in closing.steps), "gap.illustrative_shown")
    _start(closing, page)
    if closing.beside:
        st.subheader(t("closing.beside.title", lang))
        _beside(closing, page)


def _answer(closing: Closing, page: Page) -> None:
    """Say first how many actions it takes, or what is missing after all of them."""
    formats, lang = page.formats, page.lang
    start, left = closing.gap_at_start, closing.gap_after_all
    year = str(closing.year)
    if start.value is None:
        reason = reason_words(start.reason, formats)
        st.warning(formats.text("gap.closing_unknown", year=year, reason=reason), icon=":material/help:")
        return
    params: dict[str, str | int] = {
        "year": year,
        "start": formats.tonnes(start.value),
        "n": len(closing.needed),
    }
    if closing.is_doubtful:
        st.warning(_on_paper(closing, params, formats), icon=":material/flag:")
        return
    if start.value <= 0 or (closing.is_met and not closing.needed):
        st.success(t("closing.already_met", lang), icon=":material/check_circle:")
        return
    if closing.is_met:
        last = closing.needed[-1]
        money = formats.money(last.cumulative_investment)
        text = formats.text("gap.closing_met", **params, investment=money)
        if last.n_not_costed:
            text += " " + formats.text("gap.closing_not_costed", n=last.n_not_costed)
        st.success(text, icon=":material/check_circle:")
    elif closing.steps:
        st.warning(formats.text("gap.closing_short", **params, left=formats.tonnes(left.value)), icon=":material/flag:")
    else:
        st.warning(f"{formats.text('gap.closing_none', **params)} {t('closing.no_candidates', lang)}")


def _on_paper(closing: Closing, params: dict[str, str | int], formats: Formats) -> str:
    """Say that the target is met only with reductions beyond what their own sector emits."""
    words = [formats.text("gap.closing_on_paper" if closing.needed else "gap.start_on_paper", **params)]
    short = closing.missing_without_overshoot.value or 0.0
    over = formats.tonnes(closing.overshoot.value)
    if closing.is_met_without_overshoot:
        words.append(formats.text("gap.closing_all_hold", n=len(closing.steps)))
    else:
        words.append(
            formats.text("gap.closing_all_short", n=len(closing.steps), over=over, short=formats.tonnes(short))
        )
    return " ".join(words)


def _chart(closing: Closing, cell: EmissionCell, page: Page) -> None:
    """Draw the gap falling step by step to zero, or to what is left."""
    formats, lang, before = page.formats, page.lang, closing.gap_at_start.value or 0.0
    rows, unit = [], tonnes_unit(cell, formats)
    is_needed = {True: formats.text("gap.step_needed"), False: formats.text("gap.step_not_needed")}
    for place, step in enumerate(closing.steps, start=1):
        rows.append(
            {
                "place": place,
                "name": one_line(step.candidate.action.name),
                "from": before,
                "to": step.gap_after,
                "tonnes": step.tonnes,
                "needed": is_needed[step.is_needed],
            }
        )
        before = step.gap_after
    axis = alt.Axis(format=",~f", tickCount=6, domain=False, ticks=False)
    used = [word for word in is_needed.values() if any(row["needed"] == word for row in rows)]
    colours = {is_needed[True]: _NEEDED, is_needed[False]: _REST}
    data = pd.DataFrame(rows)
    scale = alt.Scale(domain=used, range=[colours[word] for word in used])
    bars = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            x=alt.X("place:O", title=formats.text("gap.step"), axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("from:Q", title=f"{t('gap.gap', lang)}, {unit}", axis=axis),
            y2="to:Q",
            color=alt.Color("needed:N", scale=scale, legend=alt.Legend(title=None, orient="top")),
            tooltip=[
                alt.Tooltip("name:N", title=t("closing.column.action", lang)),
                alt.Tooltip("tonnes:Q", title=t("closing.column.tonnes", lang), format=",.0f"),
                alt.Tooltip("to:Q", title=t("closing.column.gap_after", lang), format=",.0f"),
            ],
        )
    )
    # An action of a few tonnes has no height beside one of many thousands: its end is marked by a line.
    ends = (
        alt.Chart(data)
        .mark_tick(thickness=2)
        .encode(x=alt.X("place:O"), y=alt.Y("to:Q"), color=alt.Color("needed:N", scale=scale, legend=None))
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=INK, strokeWidth=1.5).encode(y="zero:Q")
    alt_text = formats.text(
        "gap.closing_alt",
        n=len(closing.steps),
        year=str(closing.year),
        start=formats.tonnes(closing.gap_at_start.value),
        left=formats.tonnes(closing.gap_after_all.value),
    )
    chart = alt.layer(bars, ends, zero).properties(height=280)
    show_chart(chart, formats, key=f"chart.closing.{formats.lang}", alt_text=alt_text)


def _columns(formats: Formats, names: tuple[str, ...], gas: Gas, *, is_society: bool) -> list[Column]:
    found = []
    money = {"investment_total", "cumulative_investment", "npv", "financing_gap"}
    for name in names:
        label = t(f"closing.column.{name}", formats.lang)
        if name in money:
            found.append(Column(name, f"{label}, {formats.money_label}", decimals=formats.decimals, width=130))
        elif name in ("tonnes", "gap_after"):
            found.append(Column(name, f"{label}, {total_unit(gas, formats)}", decimals=0, width=110))
        elif name == "cost_per_tonne":
            per_tonne = per_tonne_unit(formats, is_society=is_society)
            found.append(Column(name, f"{label}, {per_tonne}", decimals=0, width=140))
        else:
            width = {"action": 260, "owner": 170, "why": 170, "reason": 270}.get(name, 100)
            found.append(Column(name, label, width=width, pinned=name == "action"))
    return found


def _cells(candidate: Candidate, page: Page) -> dict[str, Any]:
    formats, row = page.formats, candidate.action
    return {
        "action": one_line(row.name) or row.id,
        "owner": owner_names(page).get(row.owner, row.owner),
        "why": t(f"closing.why.{candidate.why}", page.lang),
        "cost_per_tonne": number(candidate.cost_per_tonne, formats),
        **{
            name: money_cell(getattr(candidate, name), formats) for name in ("investment_total", "npv", "financing_gap")
        },
        "flags": formats.text("mark.illustrative") if row.id in illustrative_actions(page.plan) else "",
    }


def _steps(closing: Closing, page: Page) -> None:
    formats, lang = page.formats, page.lang
    yes_no = {is_so: t(f"choice.flag.{'yes' if is_so else 'no'}", lang) for is_so in (True, False)}
    taken, rows = 0.0, []
    for place, step in enumerate(closing.steps, start=1):
        taken += step.tonnes
        found = _cells(step.candidate, page)
        rows.append(
            {
                "place": place,
                **found,
                "step": f"{place}. {found['action']}",
                "tonnes": step.tonnes,
                "taken": taken,
                "gap_after": step.gap_after,
                "is_needed": yes_no[step.is_needed],
                "cumulative_investment": formats.in_unit(step.cumulative_investment),
            }
        )
    names = ("tonnes", "gap_after", "is_needed", "cost_per_tonne", "investment_total", "cumulative_investment")
    more = ("npv", "financing_gap", "owner", "why")
    is_society = page.results.view.is_society
    head = Column("step", formats.text("gap.step"))
    columns = _columns(formats, names, closing.gas, is_society=is_society)
    unit = total_unit(closing.gas, formats)
    columns.insert(1, Column("taken", formats.text("gap.taken", unit=unit), decimals=0))
    others = _columns(formats, more, closing.gas, is_society=is_society)
    others.append(Column("flags", formats.text("actions.flags")))
    alt_text = formats.text("gap.steps_alt", n=len(rows))
    show_whole(rows, [head, *columns], formats, alt=alt_text, key="closing")
    with st.expander(formats.text("gap.steps_more")):
        show_whole(rows, [head, *others], formats, alt=alt_text, key="closing_more")
    number_of = Column("place", formats.text("curve.place"), decimals=0)
    named = Column("action", t("closing.column.action", lang))
    download_csv(rows, [number_of, named, *columns, *others], formats, name="closing")


def _start(closing: Closing, page: Page) -> None:
    """Say what is counted on from the start, and what of it is not known."""
    formats, names = page.formats, action_names(page)
    listed = ids_text(closing.start, names, formats) if closing.start else formats.text("gap.nothing")
    st.markdown(f"- {formats.text('gap.closing_start', n=len(closing.start), names=listed)}")
    if closing.not_quantified:
        listed = ids_text(closing.not_quantified, names, formats)
        st.markdown(f"- {formats.text('gap.start_not_quantified', names=listed)}")
    if closing.not_costed:
        listed = ids_text(closing.not_costed, names, formats)
        st.markdown(f"- {inert(t('closing.not_costed_note', page.lang))} {listed}")


def _beside(closing: Closing, page: Page) -> None:
    formats, lang = page.formats, page.lang
    rows = [
        {
            **_cells(item.candidate, page),
            "reason": t(f"closing.beside.{item.reason}", lang),
            "tonnes": item.tonnes,
        }
        for item in closing.beside
    ]
    names = ("action", "reason", "tonnes", "investment_total", "npv", "owner", "why")
    columns = _columns(formats, names, closing.gas, is_society=page.results.view.is_society)
    alt_text = formats.text("gap.beside_alt", n=len(rows))
    show_whole(rows, columns, formats, alt=alt_text, key="beside")
    download_csv(rows, columns, formats, name="beside")
