"""A scenario's funding mixes: the list, the form that puts one in its place, and the way to take one away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import one_line
from app.components.scenario_edits import PLACES, mix_put, mix_removed, place_of
from app.components.scenario_form import tell_problems
from app.components.scenario_mix_entry import Entries, entry_of
from app.components.scenario_saving import form_key, save
from app.components.scenario_values import Entered
from app.components.scenario_words import place_label, share_text
from app.components.tables import Column, show_texts
from app.components.values import Names, choice_label, spec_of
from finmodel.model.changes import plain
from finmodel.model.enums import Status

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.model.scenarios import ScenarioFunding

__all__ = ["show_mix_form", "show_mixes"]

_NOBODY = ""


def _entries(scenario: str, page: Page) -> list[ScenarioFunding]:
    rows = [row for row in page.base.plan.scenario_funding if row.scenario == scenario]
    return sorted(rows, key=lambda row: (*_place(row), row.position, row.id))


def _place(row: ScenarioFunding) -> tuple[str, str]:
    return place_of({name: plain(getattr(row, name)) for name in PLACES[1:]})


def show_mixes(scenario: str, page: Page) -> None:
    """Show whose mixes a scenario replaces, and with what."""
    formats, names = page.formats, Names(page.base.plan)
    entries = _entries(scenario, page)
    if not entries:
        st.caption(formats.text("scenarios.no_mixes"))
        return
    rows = [
        {
            "place": place_label(*_place(row), names, formats),
            "source": names.of("sources", row.source),
            "share": share_text(row, names, formats),
            "notes": one_line(row.notes),
        }
        for row in entries
    ]
    columns = [Column(name, formats.text(f"scenarios.mix_{name}")) for name in ("place", "source", "share", "notes")]
    show_texts(rows, columns, formats, key=f"scenario_mixes.{page.lang}", alt=formats.text("scenarios.mixes"))


def show_mix_form(scenario: str, page: Page) -> None:
    """Let the reader put a mix in its place, or take one away."""
    formats, plan = page.formats, page.base.plan
    if not plan.sources:
        st.info(formats.text("scenarios.no_sources"))
        return
    column = st.selectbox(
        formats.text("scenarios.mix_place"),
        PLACES,
        format_func=lambda name: formats.text(f"scenarios.place_{name}"),
        key=form_key("mix_place", page),
    )
    target = _NOBODY
    if column != PLACES[0]:
        labels = _targets(column, page)
        picked = st.selectbox(
            formats.text(f"scenarios.place_{column}"),
            list(labels),
            format_func=labels.__getitem__,
            placeholder=formats.text("scenarios.no_choices"),
            disabled=not labels,
            key=form_key(f"mix_target.{column}", page),
        )
        target = str(picked or _NOBODY)
    _mix_of((scenario, column, target), page)
    _removal(scenario, page)


def _mix_of(place: tuple[str, str, str], page: Page) -> None:
    """Let the reader write the mix of a place; what the scenario has there already stands in the fields."""
    formats, (scenario, *of) = page.formats, place
    before = [row for row in _entries(scenario, page) if _place(row) == (of[0], of[1])]
    is_nowhere = of[0] != PLACES[0] and not of[1]
    entries, entered = Entries(page.base.plan, before), Entered()
    if before:
        st.caption(formats.text("scenarios.mix_stands", n=len(before)))
    chosen = st.multiselect(
        formats.text("scenarios.mix_sources"),
        list(entries.labels),
        default=list(entries.before),
        format_func=entries.labels.__getitem__,
        placeholder="–",
        key=form_key(f"mix_sources.{'.'.join(place)}", page),
        help=formats.text("scenarios.mix_sources_help"),
    )
    rows = [entry_of(token, entries, place, page, entered) for token in chosen]
    if st.button(
        formats.text("scenarios.put_mix"), type="primary", key="put_mix", disabled=is_nowhere or not chosen
    ) and (not tell_problems(entered, page)):
        save(page, scenario, mix_put(scenario, (of[0], of[1]), rows), "scenarios.saved")


def _targets(column: str, page: Page) -> dict[str, str]:
    plan = page.base.plan
    if column == "status":
        spec = spec_of("actions", "status")
        return {str(status): choice_label(spec, str(status), page.lang) for status in Status}
    rows: Any = {"action": plan.actions, "sector": plan.sectors, "owner": plan.organisations}[column]
    return {row.id: f"{row.id} {one_line(row.name)}".strip() for row in rows}


def _removal(scenario: str, page: Page) -> None:
    formats, names = page.formats, Names(page.base.plan)
    places = list(dict.fromkeys(_place(row) for row in _entries(scenario, page)))
    if not places:
        return
    labels = {str(number): place_label(*place, names, formats) for number, place in enumerate(places)}
    number = st.selectbox(
        formats.text("scenarios.mix_to_remove"),
        list(labels),
        format_func=labels.__getitem__,
        key=form_key("mix_to_remove", page),
    )
    if st.button(formats.text("scenarios.remove_mix"), key="remove_mix", icon=":material/delete:"):
        save(page, scenario, mix_removed(scenario, places[int(number)]), "scenarios.saved")
