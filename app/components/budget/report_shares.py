"""How the base is divided by category: on each axis, by year, and by committee, activity, account or project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import state
from app.components.budget.report_chart import Bar, distribution_chart
from app.components.budget.report_distribution import show_distribution
from app.components.budget.report_words import (
    axis_label,
    category_label,
    choose_axis,
    code_name,
    in_unit,
    kind_text,
    percent_cell,
)
from app.components.gap_grid import show_whole
from app.components.inert import inert
from app.components.tables import Column, download_csv
from finmodel.i18n import t
from finmodel.tagging.report import GROUPS
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.budget.report_words import Shown
    from app.components.formats import Formats
    from finmodel.tagging.report import Group
    from finmodel.tagging.totals import Totals

__all__ = ["show_by_group", "show_by_year", "show_shares"]

_MOST_BARS = 12
_ROLES = (Role.FAVOURABLE, Role.HARMFUL, Role.UNKNOWN, Role.UNTESTED)


def show_shares(shown: Shown) -> None:
    """Show the distribution in kronor or percent, as a whole and divided."""
    formats = shown.formats
    is_percent = _in_percent(formats)
    show_distribution(shown.report.totals, formats, is_percent=is_percent, key="whole", title=kind_text(shown))
    _mark(shown)
    st.subheader(formats.text("budget_report.divided"))
    axis = choose_axis(shown.scheme, formats, key="shares")
    show_by_year(shown, axis, is_percent=is_percent)
    show_by_group(shown, axis, is_percent=is_percent)


def _in_percent(formats: Formats) -> bool:
    options = ("percent", "kronor")
    picked = st.radio(
        formats.text("budget_report.show_in"),
        options,
        index=state.index_of(options, state.remember("budget_show_in", options[0])),
        format_func=lambda name: formats.text(f"budget_report.in_{name}"),
        horizontal=True,
        key=f"budget_show_in.{formats.lang}",
    )
    return state.choose("budget_show_in", picked) == "percent"


def _mark(shown: Shown) -> None:
    if shown.budget.version.source.is_illustrative:
        st.caption(shown.formats.text("budget_report.illustrative_chart"))


def show_by_year(shown: Shown, axis: str, *, is_percent: bool) -> None:
    """Show the distribution on an axis year by year."""
    formats = shown.formats
    if len(shown.report.years) < 2:
        return
    st.subheader(formats.text("budget_report.by_year", axis=inert(axis_label(shown.scheme, axis, formats).lower())))
    named = {str(year): found for year, found in shown.report.by_year.items()}
    _divided(named, axis, shown, is_percent=is_percent, key="year", head=formats.text("chart.year"))


def show_by_group(shown: Shown, axis: str, *, is_percent: bool) -> None:
    """Show the distribution on an axis by committee or what else the reader chooses."""
    formats = shown.formats
    lines = shown.budget.lines
    fields = shown.once("fields", lambda: [one for one in GROUPS if any(getattr(item.line, one) for item in lines)])
    if not fields:
        return
    st.subheader(formats.text("budget_report.by_group", axis=inert(axis_label(shown.scheme, axis, formats).lower())))
    picked: Group = st.radio(
        formats.text("budget_report.group"),
        fields,
        index=state.index_of(fields, state.remember("budget_group", fields[0])),
        format_func=lambda field: t(f"tag_group.{field}", formats.lang),
        horizontal=True,
        key=f"budget_group.{formats.lang}.{'-'.join(fields)}",
    )
    state.choose("budget_group", picked)
    groups = shown.once(("groups", picked), lambda: shown.report.groups(picked))
    order = sorted(groups, key=lambda code: (-abs(groups[code].base), code))
    named = {code_name(shown, picked, code): groups[code] for code in order if groups[code].joint}
    head = t(f"tag_group.{picked}", formats.lang)
    _divided(named, axis, shown, is_percent=is_percent, key=f"group.{picked}", head=head)


def _divided(named: Mapping[str, Totals], axis: str, shown: Shown, *, is_percent: bool, key: str, head: str) -> None:
    """Show bars and a table of parts of the base: kronor by category, and the shares of each meaning."""
    formats, scheme = shown.formats, shown.scheme
    bars = [Bar(name, found.amounts(axis)) for name, found in named.items()]
    title = f"{head}, {axis_label(scheme, axis, formats)}"
    drawn = [bar for bar in bars if bar.base][:_MOST_BARS]
    alt_text = distribution_chart(drawn, scheme, formats, is_percent=is_percent, key=f"shares.{key}", title=title)
    if len(bars) > len(drawn):
        st.caption(formats.text("budget_report.largest_drawn", n=len(drawn), of=len(bars)))
    categories = [name for name in scheme.on_axis(axis) if name != scheme.outside]
    roles = [role for role in _ROLES if scheme.of_role(role, axis)]
    rows = [_row(name, found, axis, categories, roles, formats) for name, found in named.items()]
    rows.append(_row(formats.text("budget_report.sum"), shown.report.totals, axis, categories, roles, formats))
    unit = formats.money_label
    columns = [Column("name", f"{head}, {unit}")]
    columns.append(Column("base", formats.text("budget_report.base"), decimals=formats.decimals))
    columns += [Column(f"ore.{name}", category_label(scheme, name, formats), formats.decimals) for name in categories]
    columns += [Column(f"share.{role}", f"{t(f'tag_role.{role}', formats.lang).capitalize()}, %", 1) for role in roles]
    show_whole(rows, columns, formats, alt=alt_text, key=f"budget-{key}", has_sum=True)
    download_csv(rows, columns, formats, name=f"budget_by_{key.partition('.')[0]}", key=f"budget_{key}.{axis}")


def _row(
    name: str, found: Totals, axis: str, categories: Sequence[str], roles: Sequence[Role], formats: Formats
) -> dict[str, Any]:
    amounts = found.amounts(axis)
    row: dict[str, Any] = {"name": name, "base": in_unit(found.base, formats)}
    row |= {f"ore.{each}": in_unit(amounts[each], formats) for each in categories}
    return row | {f"share.{role}": percent_cell(found.of_role(axis, role)[1], formats) for role in roles}
