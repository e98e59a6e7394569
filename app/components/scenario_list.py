"""The plan's scenarios, and for one of them every change with what stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import service, state
from app.components.differences import rows_of_changes
from app.components.downloads import file_stem
from app.components.inert import one_line
from app.components.plain import plain as plain_text
from app.components.scenario_banner import scenario_names
from app.components.scenario_edits import change_moved, change_removed
from app.components.scenario_places import change_numbers
from app.components.scenario_saving import form_key, refuse, save
from app.components.scenario_words import change_label
from app.components.tables import Column, download_csv, show_texts
from app.components.values import Names
from finmodel.errors import InputError
from finmodel.i18n import t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.state import Page
    from finmodel.analysis.overlay import Applied
    from finmodel.model.changes import Change
    from finmodel.model.scenarios import ScenarioChange, ScenarioFunding

__all__ = ["changes_in_order", "choose_scenario", "show_changes", "show_order", "show_overview"]


def changes_in_order(scenario: str, page: Page) -> list[ScenarioChange]:
    """Return a scenario's own changes in the order in which they are made."""
    rows = [row for row in page.base.plan.scenario_changes if row.scenario == scenario]
    return sorted(rows, key=lambda row: (row.position, row.id))


def show_overview(page: Page) -> None:
    """Show the plan's scenarios."""
    formats, plan = page.formats, page.base.plan
    names = scenario_names(plan.scenarios)
    rows = [
        {
            "name": names[row.id],
            "builds_on": names.get(row.builds_on or "", formats.text("scenario.base")),
            "n_changes": formats.number(sum(item.scenario == row.id for item in plan.scenario_changes)),
            "n_mixes": formats.number(sum(item.scenario == row.id for item in plan.scenario_funding)),
            "illustrative": t(f"choice.flag.{'yes' if row.illustrative else 'no'}", page.lang),
            "description": one_line(row.description),
        }
        for row in plan.scenarios
    ]
    columns = [Column(name, formats.text(f"scenarios.{name}")) for name in rows[0]]
    show_texts(rows, columns, formats, key=f"scenarios.{page.lang}", alt=formats.text("scenarios.list"))


def choose_scenario(page: Page) -> str:
    """Let the reader choose which scenario to look at and change; return its id."""
    names = scenario_names(page.base.plan.scenarios)
    options = list(names)
    chosen = state.remember("edited_scenario", page.scenario)
    picked = st.selectbox(
        page.formats.text("scenarios.chosen"),
        options,
        index=state.index_of(options, chosen),
        format_func=names.__getitem__,
        key=form_key("chosen", page),
    )
    return state.choose("edited_scenario", picked)


def show_changes(scenario: str, page: Page) -> None:
    """Show everything that a scenario makes otherwise than in the open plan, and offer it as files and as the view."""
    formats = page.formats
    row = next(row for row in page.base.plan.scenarios if row.id == scenario)
    if row.description:
        plain_text(row.description, name="scenario-description")
    if row.illustrative:
        st.caption(formats.text("scenario.illustrative"))
    with st.container(horizontal=True):
        if page.scenario != scenario:
            st.button(
                formats.text("scenarios.show"),
                key="show_scenario",
                on_click=state.show_scenario,
                args=(scenario,),
                icon=":material/visibility:",
            )
        st.download_button(
            formats.text("scenarios.download"),
            lambda: service.scenario_file(page.base, scenario),
            file_name=f"{file_stem(scenario)}.json",
            mime="application/json",
            key=f"scenario_file.{page.lang}",
            on_click="ignore",
            icon=":material/download:",
        )
    try:
        applied = service.applied(page.base, scenario)
    except InputError as error:
        refuse(page, error.issues)
        return
    if not applied.changes:
        st.info(formats.text("scenarios.no_changes"))
        return
    rows = [
        {**described, **_origin(change, applied, page)}
        for change, described in zip(
            applied.changes, rows_of_changes(applied.changes, page.base.plan, applied.plan, formats), strict=True
        )
    ]
    columns = [Column(name, formats.text(f"change.{name}")) for name in ("table", "row", "field", "before", "after")]
    columns += [Column(name, formats.text(f"scenarios.{name}")) for name in ("origin", "note")]
    alt = formats.text("scenarios.changes")
    show_texts(rows, columns, formats, key=f"scenario_changes.{page.lang}", alt=alt)
    download_csv(rows, columns, formats, name="changes", key="scenario_changes")


def _origin(change: Change, applied: Applied, page: Page) -> dict[str, str]:
    """Return which scenario a change comes from, and the note of its row.

    Only a mix adds and takes away whole rows; a change sets fields. Their ids may be the same.
    """
    scenario, _, identity = change.origin.partition("/")
    plan = page.base.plan
    rows: Sequence[ScenarioChange | ScenarioFunding] = plan.scenario_funding
    if change.field is None:
        place = page.formats.text("scenarios.of_mix")
    else:
        rows = plan.scenario_changes
        numbers = change_numbers({"id": row.id, "scenario": row.scenario, "position": row.position} for row in rows)
        place = page.formats.text("scenarios.place", n=numbers[scenario, identity])
    note = next((row.notes for row in rows if (row.scenario, row.id) == (scenario, identity)), "")
    shown = scenario_names(plan.scenarios).get(scenario, scenario) if len(applied.scenarios) > 1 else ""
    return {"origin": ", ".join(part for part in (shown, place) if part), "note": one_line(note)}


def show_order(scenario: str, page: Page) -> None:
    """Show a scenario's own changes as they were entered; let the reader move one or take it away."""
    formats, names = page.formats, Names(page.base.plan)
    changes = changes_in_order(scenario, page)
    if not changes:
        st.caption(formats.text("scenarios.no_own_changes"))
        return
    labels = {row.id: f"{number}. {change_label(row, names, formats)}" for number, row in enumerate(changes, start=1)}
    picked = st.selectbox(
        formats.text("scenarios.own_change"),
        list(labels),
        format_func=labels.__getitem__,
        key=form_key(f"own_change.{scenario}", page),
    )
    with st.container(horizontal=True):
        is_earlier = st.button(formats.text("scenarios.earlier"), key="earlier", disabled=picked == changes[0].id)
        is_later = st.button(formats.text("scenarios.later"), key="later", disabled=picked == changes[-1].id)
        is_removed = st.button(formats.text("scenarios.remove_change"), key="remove_change", icon=":material/delete:")
    if is_earlier or is_later:
        save(page, scenario, change_moved(scenario, picked, -1 if is_earlier else 1), "scenarios.saved")
    if is_removed:
        save(page, scenario, change_removed(picked), "scenarios.saved")
