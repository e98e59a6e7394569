"""Beside the priority list: cost and saving by actor, and what each organisation starts in each year."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.gap_grid import show_whole
from app.components.gap_words import action_names, ids_text, money_cell, owner_names
from app.components.inert import inert, one_line
from app.components.tables import Column, download_csv, show_table
from finmodel.analysis.priorities import by_owner_and_year, not_listed
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.state import Page
    from finmodel.analysis.priorities import Priority

__all__ = ["show_actors", "show_groups", "show_left_out"]

_PARTS = ("net", "investment", "running", "total")


def show_actors(rows: Sequence[Priority], page: Page) -> None:
    """Show what each listed action costs and gives every organisation."""
    formats, lang = page.formats, page.lang
    st.header(t("priority_list.column.actors", lang))
    st.caption(
        f"{t('priority_list.actor.sign', lang)} {formats.text('priorities.actor_units', money=formats.money_label)}"
    )
    reason = formats.reason("no_rate")
    cells: list[dict[str, Any]] = []
    for row in rows:
        for item in row.actors:
            amounts = {name: getattr(item, name) for name in _PARTS}
            shown = {name: reason if value is None else formats.in_unit(value) for name, value in amounts.items()}
            cells.append({"name": one_line(row.name) or row.id, "organisation": one_line(item.name), **shown})
    if not cells:
        st.info(formats.text("priorities.no_actors"))
        return
    columns = [
        Column("name", t("priority_list.column.name", lang), width=270, pinned=True),
        Column("organisation", t("priority_list.actor.organisation", lang), width=190),
        *(
            Column(name, formats.text(f"priorities.actor_{name}"), decimals=formats.decimals, width=120)
            for name in _PARTS
        ),
    ]
    alt_text = formats.text("priorities.actors_alt", n=len(cells))
    show_table(cells, columns, formats, key=f"prio_actors.{lang}", alt=alt_text, n_shown=10, heat=("net",))
    full = [
        column
        if column.decimals is None
        else replace(column, label=f"{t(f'priority_list.actor.{column.key}', lang)}, {formats.money_label}")
        for column in columns
    ]
    download_csv(cells, full, formats, name="priority_actors")


def show_groups(rows: Sequence[Priority], page: Page) -> None:
    """Show what each organisation starts in each year."""
    formats, lang, owners = page.formats, page.lang, owner_names(page)
    st.header(t("gap.by_owner_and_year", lang))
    groups = by_owner_and_year(rows)
    names = action_names(page)
    cells = [
        {
            "owner": owners[item.owner],
            "start_year": "–" if item.start_year is None else str(item.start_year),
            "n": len(item.actions),
            "investment_total": money_cell(item.investment_total, formats),
            "gap": money_cell(item.gap, formats),
            "costed": formats.text("gap.n_of", n=item.n_costed, of=len(item.actions)),
            "actions": "; ".join(names[name] for name in item.actions),
        }
        for item in groups
    ]

    def label(name: str) -> str:
        return t(f"priority_list.column.{name}", lang)

    columns = [
        Column("owner", label("owner"), width=220, pinned=True),
        Column("start_year", label("start_year"), width=80),
        Column("n", t("gap.n_actions", lang), decimals=0, width=110),
        *(
            Column(name, f"{label(name)}, {formats.money_label}", decimals=formats.decimals, width=160)
            for name in ("investment_total", "gap")
        ),
        Column("costed", t("gap.n_costed", lang), width=150),
        Column("actions", formats.text("nav.actions"), width=480),
    ]
    alt_text = formats.text("priorities.groups_alt", n=len(cells))
    show_whole(cells, columns, formats, alt=alt_text, key="prio_groups")
    download_csv(cells, columns, formats, name="priority_groups")


def show_left_out(page: Page) -> None:
    """Say which actions the list leaves out, and why."""
    lines = [
        f"- {inert(t(f'priority_list.left_out.{reason}', page.lang))}: "
        f"{ids_text(ids, action_names(page), page.formats)}"
        for reason, ids in not_listed(page.results).items()
        if ids
    ]
    if lines:
        with st.expander(page.formats.text("priorities.left_out")):
            st.markdown("\n".join(lines))
