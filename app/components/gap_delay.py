"""The cost of delay, computed when it is asked for: all actions, some of them, or each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import gaps, state
from app.components.cards import card
from app.components.choices import one_choice
from app.components.fitted import fitted
from app.components.gap_grid import show_whole
from app.components.gap_words import (
    action_names,
    ids_text,
    measure_words,
    owner_names,
    reason_words,
    sector_names,
    shown,
    total_unit,
)
from app.components.inert import inert, one_line
from app.components.tables import Column, download_csv, show_table
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.components.formats import Formats
    from app.state import Page
    from finmodel.analysis.delay import Delay, DelayedMeasure, Stay
    from finmodel.analysis.emissions_gap import EmissionCell
    from finmodel.analysis.outcome import Outcome

__all__ = ["show_delay"]

_WHAT = ("all", "action", "owner", "sector", "status", "each")
_MONEY = ("investment", "reinvestment", "npv", "npv_after_funding", "financing_gap")
_MOST_YEARS = 10


def show_delay(cell: EmissionCell | None, page: Page) -> None:
    """Let the reader choose what is delayed and how long, and compute it when asked to."""
    formats = page.formats
    st.caption(t("delay.note", page.lang))
    if not page.plan.actions:
        st.info(formats.text("actions.no_actions"))
        return
    what = one_choice("delay_what", formats.text("gap.delay_what"), _WHAT, "gap.delay_{}", formats)
    left, right, last = st.columns([5, 1, 2], vertical_alignment="bottom")
    with left:
        group = _group(what, page)
    with right:
        years = st.selectbox(
            formats.text("gap.delay_years"), list(range(1, _MOST_YEARS + 1)), key=f"delay_years.{page.lang}"
        )
    asked = (what, group, years, page.opened.hash, page.results.perspective)
    with last:
        pressed = st.button(
            formats.text("gap.delay_compute"), key="delay_compute", icon=":material/schedule:", width="stretch"
        )
    if pressed:
        state.choose("delay_asked", asked)
    kept: object = state.remember("delay_asked", None)
    if kept != asked:
        return
    with st.spinner(formats.text("gap.computing")):
        if what == "each":
            _show_each(years, cell, page)
        else:
            ids = None if what == "all" else _members(what, group, page)
            _show(gaps.delayed(page.opened, ids, years, page.results.perspective), cell, page)


def _options(what: str, page: Page) -> dict[str, str]:
    actions = page.plan.actions
    if what == "action":
        return {row.id: f"{row.id} {one_line(row.name)}".strip() for row in actions if row.counts}
    if what == "owner":
        used = {row.owner for row in actions}
        return {name: words for name, words in owner_names(page).items() if name in used}
    if what == "sector":
        used = {row.sector or "" for row in actions}
        return {name: words for name, words in sector_names(page).items() if name in used}
    statuses = dict.fromkeys(str(row.status) for row in actions)
    return {name: t(f"choice.status.{name}", page.lang) for name in statuses}


def _group(what: str, page: Page) -> str:
    """Let the reader choose the action or the group."""
    if what in ("all", "each"):
        return ""
    options = _options(what, page)
    kept = state.remember(f"delay_{what}", "")
    picked = st.selectbox(
        page.formats.text(f"gap.delay_{what}"),
        list(options),
        index=state.index_of(list(options), kept),
        format_func=options.__getitem__,
        key=f"delay_{what}.{page.lang}.{page.opened.hash}",
    )
    return state.choose(f"delay_{what}", picked or "")


def _members(what: str, group: str, page: Page) -> tuple[str, ...]:
    of: dict[str, Callable[[Any], str]] = {
        "action": lambda row: row.id,
        "owner": lambda row: row.owner,
        "sector": lambda row: row.sector or "",
        "status": lambda row: str(row.status),
    }
    return tuple(row.id for row in page.plan.actions if of[what](row) == group)


def _why(outcome: Outcome, formats: Formats) -> str:
    return reason_words(outcome.reason, formats)


def _measure(found: Delay, cell: EmissionCell | None) -> DelayedMeasure | None:
    own = None if cell is None else found.measure(str(cell.perspective), str(cell.gas))
    return own or next(iter(found.measures), None)


def _show(found: Delay, cell: EmissionCell | None, page: Page) -> None:
    formats, lang = page.formats, page.lang
    if not found.moved:
        st.info(t("delay.nothing_moves", lang), icon=":material/help:")
        _stays(found.stays, page)
        return
    n, of = len(found.moved), len(found.moved) + len(found.stays)
    st.markdown(formats.text("gap.delay_moved", n=n, of=of))
    measure = _measure(found, cell)
    places = st.columns(4)
    with places[0]:
        headline = measure.headline if measure is not None else None
        if headline is not None and measure is not None:
            first = measure.target_years[:1]
            label = t("delay.column.lost_until" if first else "delay.column.lost_total", lang)
            _card(label, headline, formats.tonnes, formats, note=str(first[0].year) if first else None)
    with places[1]:
        if measure is not None and measure.target_years:
            change = measure.target_years[0].gap.change
            year = str(measure.target_years[0].year)
            _card(t("delay.column.gap_change", lang), change, formats.tonnes, formats, note=year)
    with places[2]:
        _card(formats.text("gap.npv_change"), found.kronor["npv"].change, formats.money, formats, note=None)
    with places[3]:
        _card(t("delay.column.lost", lang), found.grants_lost, formats.money, formats, note=None)
    st.caption(t("delay.npv_note", lang))
    if measure is not None and measure.target_years:
        _target_years(measure, page)
    _kronor(found, page)
    _grants(found, page)
    for name in ("not_quantified", "not_costed"):
        ids = getattr(found, name)
        if ids:
            st.caption(formats.text(f"gap.delay_{name}", names=ids_text(ids, action_names(page), formats)))
    _stays(found.stays, page)


def _card(
    label: str, outcome: Outcome, words: Callable[[float | None], str], formats: Formats, *, note: str | None
) -> None:
    text = None if outcome.value is not None else _why(outcome, formats)
    card(label, shown(outcome, formats, words), text=text, note=note)


def _number(outcome: Outcome, formats: Formats, factor: float = 1.0) -> float | str:
    return shown(outcome, formats, str) if outcome.value is None else outcome.value / factor


def _target_years(measure: DelayedMeasure, page: Page) -> None:
    formats, lang = page.formats, page.lang
    own = next((c for c in gaps_cells(page) if (c.perspective, c.gas) == (measure.perspective, measure.gas)), None)
    st.markdown(f"**{inert(formats.text('gap.delay_tonnes') if own is None else measure_words(own, formats))}**")
    rows = [
        {
            "year": str(item.year),
            "lost_in_year": _number(item.lost_in_year, formats),
            "lost_until": _number(item.lost_until, formats),
            "gap_before": _number(item.gap.before, formats),
            "gap_after": _number(item.gap.after, formats),
            "gap_change": _number(item.gap.change, formats),
        }
        for item in measure.target_years
    ]
    columns = [Column("year", t("delay.column.year", lang), width=80, pinned=True)]
    tonnes = total_unit(measure.gas, formats)
    columns += [
        Column(name, f"{t(f'delay.column.{name}', lang)}, {tonnes}", decimals=0)
        for name in ("lost_in_year", "lost_until", "gap_before", "gap_after", "gap_change")
    ]
    alt_text = formats.text("gap.delay_years_alt", n=len(rows))
    show_whole(rows, columns, formats, alt=alt_text, key="delay_targets")
    download_csv(rows, columns, formats, name="delay_tonnes")


def gaps_cells(page: Page) -> tuple[EmissionCell, ...]:
    """Return the wholes of the page's plan."""
    year = page.plan.settings.base_year
    return gaps.analysed(page.opened, page.results.perspective, year).emissions.wholes


def _kronor(found: Delay, page: Page) -> None:
    formats, lang = page.formats, page.lang
    rows = [
        {
            "name": t(f"delay.column.{name}", lang),
            **{
                key: _number(getattr(found.kronor[name], key), formats, formats.factor)
                for key in ("before", "after", "change")
            },
        }
        for name in _MONEY
    ]
    columns = [Column("name", formats.text("chart.line_in", unit=formats.money_label), width=260, pinned=True)]
    columns += [
        Column(key, t(f"delay.column.{key}", lang), decimals=formats.decimals, width=140)
        for key in ("before", "after", "change")
    ]
    show_table(
        rows, fitted(rows, columns), formats, key=f"delay_kronor.{lang}", alt=formats.text("gap.delay_kronor_alt")
    )
    download_csv(rows, columns, formats, name="delay_kronor")


def _grants(found: Delay, page: Page) -> None:
    formats, lang = page.formats, page.lang
    if not found.grants:
        st.caption(formats.text("gap.delay_no_grants"))
        return
    rows = [
        {
            "source": one_line(item.source.name) or item.source.id,
            "window": _window(item.source.first_year, item.source.last_year),
            "before": _number(item.awarded.before, formats, formats.factor),
            "after": _number(item.awarded.after, formats, formats.factor),
            "lost": _number(item.lost, formats, formats.factor),
            "limits": ", ".join(t(f"limit.{limit}", lang) for limit in item.shortfall),
        }
        for item in found.grants
    ]
    columns = [
        Column("source", f"{t('delay.column.source', lang)}, {formats.money_label}", width=280, pinned=True),
        Column("window", formats.text("gap.window"), width=110),
        *(
            Column(key, t(f"delay.column.{key}", lang), decimals=formats.decimals, width=140)
            for key in ("before", "after", "lost")
        ),
        Column("limits", t("delay.column.limits", lang), width=260),
    ]
    show_table(
        rows, fitted(rows, columns), formats, key=f"delay_grants.{lang}", alt=formats.text("gap.delay_grants_alt")
    )
    st.caption(t("delay.limits_note", lang))
    download_csv(rows, columns, formats, name="delay_grants")


def _window(first: int | None, last: int | None) -> str:
    return "" if first is None and last is None else f"{first or ''}–{last or ''}"


def _stays(stays: tuple[Stay, ...], page: Page) -> None:
    """Say which actions cannot be started later, by reason."""
    if not stays:
        return
    names, by_reason = action_names(page), dict[str, list[str]]()
    for item in stays:
        by_reason.setdefault(str(item.reason), []).append(item.action)
    with st.expander(f"{t('delay.stays.title', page.lang)} ({len(stays)})"):
        for reason, ids in by_reason.items():
            words = inert(t(f"delay.stays.{reason}", page.lang))
            st.markdown(f"- {words}: {ids_text(ids, names, page.formats)}")


def _show_each(years: int, cell: EmissionCell | None, page: Page) -> None:
    formats, lang = page.formats, page.lang
    found = gaps.delayed_each(page.opened, years, page.results.perspective, cell)
    names, rows = action_names(page), []
    for item in found.actions:
        measure = _measure(item, cell)
        first = None if measure is None else next(iter(measure.target_years), None)
        row: dict[str, Any] = {"action": names[item.moved[0]]}
        row["lost_until"] = None if measure is None else _number(measure.headline, formats)
        row["gap_change"] = None if first is None else _number(first.gap.change, formats)
        row["npv"] = _number(item.kronor["npv"].change, formats, formats.factor)
        row["lost"] = _number(item.grants_lost, formats, formats.factor)
        rows.append(row)
    if not rows:
        st.info(t("delay.nothing_moves", lang), icon=":material/help:")
    else:
        tonnes = formats.text("unit.tonnes") if cell is None else total_unit(cell.gas, formats)
        columns = [
            Column("action", t("delay.column.action", lang), width=330, pinned=True),
            Column("lost_until", f"{t('delay.column.lost_until', lang)}, {tonnes}", decimals=0, width=120),
            Column("gap_change", f"{t('delay.column.gap_change', lang)}, {tonnes}", decimals=0, width=120),
            Column("npv", f"{formats.text('gap.npv_change')}, {formats.money_label}", decimals=formats.decimals),
            Column("lost", f"{t('delay.column.lost', lang)}, {formats.money_label}", decimals=formats.decimals),
        ]
        st.caption(f"{formats.text('gap.delay_each_how')} {t('delay.npv_note', lang)}")
        alt_text = formats.text("gap.delay_each_alt", n=len(rows))
        show_whole(rows, columns, formats, alt=alt_text, key="delay_each")
        download_csv(rows, columns, formats, name="delay_each")
    _stays(found.stays, page)
