"""The priority list as a table: the order and its rule, what filters leave, and how it is sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import state
from app.components.choices import several_choices
from app.components.gap_words import cell_of, money_cell, owner_names, sector_names
from app.components.inert import inert, one_line
from app.components.marks import illustrative_actions
from app.components.notes import per_tonne_unit
from app.components.tables import WHY, Column, why_column
from finmodel.analysis.priority_order import SORT_COLUMNS, order_rule, sorted_by
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.state import Page
    from finmodel.analysis.priorities import Priority

__all__ = [
    "PriorityFilters",
    "chosen_order",
    "chosen_rows",
    "deciding_columns",
    "deciding_rows",
    "more_columns",
    "priority_columns",
    "priority_rows",
    "show_rule",
]

_NOTHING = ""
_MONEY = ("investment_total", "investment_incremental", "npv", "gap")


@dataclass(frozen=True, slots=True)
class PriorityFilters:
    """Which actions are listed; an empty choice lists all."""

    owners: frozenset[str]
    years: frozenset[str]
    controls: frozenset[str]

    def has(self, row: Priority) -> bool:
        """Whether an action fits."""
        return (
            (not self.owners or row.owner in self.owners)
            and (not self.years or _year(row) in self.years)
            and (not self.controls or str(row.control or _NOTHING) in self.controls)
        )


def _year(row: Priority) -> str:
    return _NOTHING if row.start_year.value is None else str(int(row.start_year.value))


def show_rule(page: Page) -> None:
    """Say the rule of the order in words."""
    lang = page.lang
    st.markdown(f"**{t('priority_list.rule_title', lang)}**")
    st.markdown(
        "\n".join(f"{n}. {inert(t(f'priority_list.rule.{key}', lang))}" for n, key in enumerate(order_rule(), start=1))
    )


def chosen_rows(rows: Iterable[Priority], page: Page) -> list[Priority]:
    """Let the reader filter by organisation, year and control; return what is left."""
    formats, lang = page.formats, page.lang
    found = list(rows)
    owners = {row.owner: one_line(row.owner_name) for row in found}
    years = sorted({_year(row) for row in found})
    controls = list(dict.fromkeys(str(row.control or _NOTHING) for row in found))
    unknown = formats.text("priorities.unknown")
    left, middle, right = st.columns(3)
    with left:
        label = t("priority_list.column.owner", lang)
        picked_owners = several_choices("prio_owners", label, list(owners), owners.__getitem__, formats)
    with middle:
        label = t("priority_list.column.start_year", lang)
        picked_years = several_choices("prio_years", label, years, lambda year: year or unknown, formats)
    with right:
        label = t("priority_list.column.control", lang)
        picked = several_choices(
            "prio_controls", label, controls, lambda key: t(f"choice.control.{key}", lang) if key else unknown, formats
        )
    filters = PriorityFilters(frozenset(picked_owners), frozenset(picked_years), frozenset(picked))
    return [row for row in found if filters.has(row)]


def chosen_order(rows: Sequence[Priority], page: Page, year: int) -> tuple[Priority, ...]:
    """Let the reader choose what the list is sorted by; the rank stays what the rule says."""
    formats, options = page.formats, list(SORT_COLUMNS)
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    with left:
        column = st.selectbox(
            formats.text("priorities.sort"),
            options,
            index=state.index_of(options, state.remember("prio_sort", "rank")),
            format_func=lambda key: t(f"priority_list.column.{key}", page.lang, year=str(year)),
            key=f"prio_sort.{page.lang}",
        )
        state.choose("prio_sort", column)
    with right:
        is_falling = st.toggle(
            formats.text("priorities.descending"),
            value=state.remember("prio_descending", False),
            key=f"prio_descending.{page.lang}",
        )
        state.choose("prio_descending", is_falling)
    return sorted_by(rows, column, descending=is_falling)


def priority_rows(rows: Iterable[Priority], page: Page) -> list[dict[str, Any]]:
    """Return a row per action: numbers as numbers, and the reason's words where there is none."""
    formats, lang = page.formats, page.lang
    sectors, owners, made_up = sector_names(page), owner_names(page), illustrative_actions(page.plan)
    return [
        {
            "rank": row.rank,
            "id": row.id,
            "name": one_line(row.name) or row.id,
            "owner": owners[row.owner],
            "sector": sectors.get(row.sector, row.sector),
            "priority": row.priority,
            "start_year": _year(row) or "–",
            "status": t(f"choice.status.{row.status}", lang),
            "control": "–" if row.control is None else t(f"choice.control.{row.control}", lang),
            **{name: money_cell(getattr(row, name), formats) for name in _MONEY},
            **{
                name: cell_of(getattr(row, name), formats) for name in ("abatement_cost", "tonnes_year", "tonnes_total")
            },
            "share_secured": (
                cell_of(row.share_secured, formats)
                if row.share_secured.value is None
                else 100 * row.share_secured.value
            ),
            "actors": _actors(row, page),
            "flags": formats.text("mark.illustrative") if row.id in made_up else "",
        }
        for row in rows
    ]


def _actors(row: Priority, page: Page) -> str:
    """Return what an action is to each organisation: a saving with plus, a cost with minus."""
    formats = page.formats
    parts = []
    for item in sorted(row.actors, key=lambda item: (item.net or item.total, item.organisation)):
        amount = item.total if item.net is None else item.net
        sign = "+" if amount > 0 else ""
        parts.append(f"{one_line(item.name)} {sign}{formats.money(amount, with_unit=False)}")
    return "; ".join(parts)


_DECIDING = ("tonnes_year", "abatement_cost", "investment_total", "gap", "status", "control", "start_year", "owner")
_WIDTHS = {"status": 80, "control": 106, "start_year": 54, "owner": 122}
_MORE = ("actors", "npv", "investment_incremental", "share_secured", "tonnes_total", "priority")


def deciding_rows(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the list as such: what is illustrative marked, what is unknown blank."""
    return [
        {
            "rank": row["rank"],
            "name": f"* {row['name']}" if row["flags"] else row["name"],
            **{key: None if isinstance(row[key], str) and key not in _WIDTHS else row[key] for key in _DECIDING},
        }
        for row in rows
    ]


def deciding_columns(page: Page, year: int) -> list[Column]:
    """Return the columns of the list as such: few and narrow enough to be seen at once; units stand above it."""
    formats = page.formats
    columns = [
        Column("rank", t("priority_list.column.rank", page.lang), decimals=0, width=46, pinned=True),
        Column("name", t("priority_list.column.name", page.lang), width=240, pinned=True),
    ]
    for name in _DECIDING:
        label = formats.text(f"priorities.short_{name}", year=str(year))
        if name in _WIDTHS:
            columns.append(Column(name, label, width=_WIDTHS[name]))
        else:
            is_money = name in _MONEY
            columns.append(Column(name, label, decimals=formats.decimals if is_money else 0, width=82))
    return columns


def more_columns(columns: Sequence[Column]) -> list[Column]:
    """Return what else is known of an action, out of :func:`priority_columns`: its name first, its marks last."""
    by_key = {column.key: column for column in columns}
    return [by_key[key] for key in ("name", *_MORE, WHY, "flags")]


def priority_columns(page: Page, year: int) -> list[Column]:
    """Return the columns of the list."""
    formats, lang, money = page.formats, page.lang, page.formats.money_label

    def label(name: str) -> str:
        return t(f"priority_list.column.{name}", lang, year=str(year))

    def amount(name: str) -> Column:
        return Column(name, f"{label(name)}, {money}", decimals=formats.decimals, width=110)

    per_tonne = per_tonne_unit(formats, is_society=page.results.view.is_society)
    return [
        Column("rank", label("rank"), decimals=0, width=50, pinned=True),
        Column("name", label("name"), pinned=True),
        Column("owner", label("owner"), width=190),
        Column("start_year", label("start_year"), width=70),
        Column("tonnes_year", label("tonnes_year"), decimals=0, width=80),
        amount("investment_total"),
        amount("npv"),
        Column("abatement_cost", f"{label('abatement_cost')}, {per_tonne}", decimals=0),
        amount("gap"),
        Column("status", label("status"), width=110),
        Column("control", label("control"), width=120),
        Column("share_secured", f"{label('share_secured')}, %", decimals=0),
        Column("actors", f"{label('actors')}, {money}", width=420, help=inert(t("priority_list.actor.sign", lang))),
        Column("priority", label("priority"), decimals=0, width=80),
        Column("sector", label("sector"), width=190),
        Column("tonnes_total", label("tonnes_total"), decimals=0, width=100),
        amount("investment_incremental"),
        why_column(formats, 220),
        Column("flags", formats.text("actions.flags"), width=110),
        Column("id", label("id"), width=80),
    ]
