"""The budget beside the climate plan: need − budgeted − granted = gap by action and year, and what is not linked."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.budget.report_lines import show_lines
from app.components.budget.report_words import choose_axis, in_unit, kind_text, years_text
from app.components.gap_grid import show_whole
from app.components.inert import inert, one_line
from app.components.marks import illustrative_banner
from app.components.problems import show_issues
from app.components.tables import Column, download_csv
from app.tagging_files import fits_plan
from finmodel.analysis.action_money import action_money
from finmodel.errors import InputError
from finmodel.tagging.links import MONEY, linked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.components.budget.report_words import Shown
    from app.components.formats import Formats
    from finmodel.analysis.action_money import ActionMoney
    from finmodel.tagging.links import ActionYear, Linked

__all__ = ["show_actions"]

_CURRENCY = "SEK"


def show_actions(shown: Shown) -> None:
    """Show what the budget does for the actions of the open plan, and what nobody has linked.

    Another municipality's plan is not held against the budget: whose plan to open is said instead.
    """
    formats, page = shown.formats, shown.page
    own = one_line(page.plan.settings.municipality)
    if page.plan.settings.currency == _CURRENCY and not fits_plan(shown.opened, page.plan):
        _open_another(shown, own)
        return
    st.caption(formats.text("budget_report.actions_how", plan=inert(own)))
    illustrative_banner(page.plan, formats)
    if page.plan.settings.currency != _CURRENCY:
        st.info(formats.text("budget_report.other_currency"))
        return
    needed = action_money(page.results)
    _whose_plan(shown, needed, own)
    try:
        found = _linked(shown, needed)
    except InputError as error:
        st.error(formats.text("budget_report.links_wrong"), icon=":material/error:")
        show_issues(error.issues, formats, key="budget_report_links")
        return
    _money_table(found, shown, needed)
    _without_line(found, shown, needed)
    axis = choose_axis(shown.scheme, formats, key="actions")
    lists = (("favourable", found.favourable_without_action), ("on_harmful", found.harmful_with_action))
    for name, items in lists:
        st.subheader(formats.text(f"budget_report.{name}"))
        if items:
            st.caption(formats.text(f"budget_report.{name}_how"))
            show_lines(items, shown, axis, name=f"budget_{name}")
        else:
            st.info(formats.text(f"budget_report.{name}_none"))


def _open_another(shown: Shown, own: str) -> None:
    """Say whose plan to open before there are any actions to show."""
    formats = shown.formats
    whose = one_line(shown.opened.choices.municipality)
    words = {"plan": inert(own), "whose": inert(whose)}
    text = formats.text("budget_report.other_plan" if whose else "budget_report.no_plan_known", **words)
    st.warning(text, icon=":material/wrong_location:")
    st.page_link("views/workbook.py", label=formats.text("funding.to_workbook"), icon=":material/table:")


def _whose_plan(shown: Shown, needed: ActionMoney, own: str) -> None:
    """Say whose plan to open where the links name actions that the open one lacks."""
    formats = shown.formats
    strange = {link.action for link in shown.budget.links} - needed.actions.keys()
    if not strange:
        return
    whose = one_line(shown.opened.choices.municipality) or formats.text("budget_report.the_budget_owner")
    st.warning(
        formats.text("budget_report.whose_plan", n=len(strange), whose=inert(whose), plan=inert(own)),
        icon=":material/folder_open:",
    )
    st.page_link("views/workbook.py", label=formats.text("funding.to_workbook"), icon=":material/table:")


def _linked(shown: Shown, needed: ActionMoney) -> Linked:
    """Return links of the chosen kind and of actions that the open plan has."""
    kind, years = shown.scope.kind, frozenset(shown.report.years)
    lines = [item for item in shown.budget.lines if item.line.kind is kind]
    there = {item.key for item in lines}
    links = [link for link in shown.budget.links if link.key in there and link.action in needed.actions]

    def in_years(of: Mapping[str, Mapping[int, int]]) -> dict[str, dict[int, int]]:
        return {name: {year: ore for year, ore in by.items() if year in years} for name, by in of.items()}

    need, granted = (in_years(of.get(str(kind), {})) for of in (needed.need, needed.granted))
    return linked(lines, links, shown.scheme, needed.actions, need, granted)


def _amounts(rows: Iterable[ActionYear], formats: Formats) -> dict[str, float]:
    items = list(rows)
    return {name: in_unit(sum(getattr(one, name) for one in items), formats) for name in MONEY}


def _money_table(found: Linked, shown: Shown, needed: ActionMoney) -> None:
    formats = shown.formats
    st.subheader(formats.text("budget_report.gap_title", what=inert(kind_text(shown))))
    by_action: defaultdict[str, list[ActionYear]] = defaultdict(list)
    for row in found.years:
        if row.year in shown.report.years:
            by_action[row.action].append(row)
    if not by_action:
        st.info(formats.text("budget_report.no_action_money"))
        return
    st.caption(formats.text("budget_report.gap_how", years=years_text(shown.report.years)))
    order = [name for name in needed.actions if name in by_action]
    rows: list[dict[str, Any]] = [
        {"name": one_line(needed.actions[name])} | _amounts(by_action[name], formats) for name in order
    ]
    everything = [row for each in by_action.values() for row in each]
    rows.append({"name": formats.text("budget_report.sum")} | _amounts(everything, formats))
    columns = [
        Column("name", f"{formats.text('action')}, {formats.money_label}"),
        *(Column(name, formats.text(f"budget_report.action_{name}"), decimals=formats.decimals) for name in MONEY),
    ]
    alt = formats.text("budget_report.gap_alt", n=len(order))
    show_whole(rows, columns, formats, alt=alt, key="budget-actions", has_sum=True)
    by_year = [
        {"name": one_line(needed.actions[name]), "year": str(row.year)} | _amounts([row], formats)
        for name in order
        for row in sorted(by_action[name], key=lambda one: one.year)
    ]
    columns.insert(1, Column("year", formats.text("chart.year")))
    with st.expander(formats.text("budget_report.gap_by_year")):
        show_whole(by_year, columns, formats, alt=alt, key="budget-action-years")
    download_csv(by_year, columns, formats, name="budget_actions")


def _without_line(found: Linked, shown: Shown, needed: ActionMoney) -> None:
    formats = shown.formats
    st.subheader(formats.text("budget_report.without_line"))
    need = needed.need.get(str(shown.scope.kind), {})
    in_years = {
        name: sum(ore for year, ore in need.get(name, {}).items() if year in shown.report.years)
        for name in needed.actions
    }
    lacking = sorted((name for name in needed.actions if name in found.without_line), key=lambda name: -in_years[name])
    if not lacking:
        st.success(formats.text("budget_report.without_line_none"), icon=":material/check_circle:")
        return
    rows = [
        {
            "name": one_line(needed.actions[name]),
            "need": in_unit(in_years[name], formats),
        }
        for name in lacking
    ]
    columns = [
        Column("name", formats.text("action")),
        Column("need", f"{formats.text('budget_report.action_need')}, {formats.money_label}", formats.decimals),
    ]
    st.caption(formats.text("budget_report.without_line_how", n=len(lacking), of=len(needed.actions)))
    show_whole(rows, columns, formats, alt=formats.text("budget_report.without_line"), key="budget-without-line")
    download_csv(rows, columns, formats, name="budget_without_line")
