"""Scenarios as wholes: a new one, its properties, a copy, a file, and taking one away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app import service
from app.components.inert import one_line
from app.components.plain import plain
from app.components.scenario_banner import scenario_names
from app.components.scenario_edits import (
    free_scenario_id,
    free_scenario_name,
    scenario_added,
    scenario_copied,
    scenario_put,
    scenario_removed,
)
from app.components.scenario_saving import form_key, is_name_free, refuse, save
from app.components.upload import MAX_UPLOAD_MB
from app.components.values import field_name
from finmodel.errors import InputError
from finmodel.i18n import t
from finmodel.model.scenario_enums import MixReach
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.model.scenarios import Scenario

__all__ = ["show_new", "show_properties", "show_scenario_upload"]


def show_new(page: Page) -> None:
    """Let the reader make a scenario."""
    row = _fields("new", None, page)
    if st.button(page.formats.text("scenarios.create"), type="primary", key="create", icon=":material/add:") and (
        is_name_free(row.get("name", ""), page)
    ):
        identity = free_scenario_id(row.get("name", ""), (each.id for each in page.base.plan.scenarios))
        save(page, identity, scenario_added({"id": identity, **row}), "scenarios.saved")


def show_properties(scenario: str, page: Page) -> None:
    """Let the reader change a scenario's name and what it builds on, copy it, or take it away."""
    formats, plan = page.formats, page.base.plan
    old = next(row for row in plan.scenarios if row.id == scenario)
    row = _fields(f"old.{scenario}", old, page)
    with st.container(horizontal=True):
        is_changed = st.button(formats.text("scenarios.change"), key="change_scenario", icon=":material/save:")
        is_copied = st.button(formats.text("scenarios.copy"), key="copy_scenario", icon=":material/content_copy:")
        is_deleted = _asked_to_delete(old, page)
    if is_changed and is_name_free(row.get("name", ""), page, own=scenario):
        save(page, scenario, scenario_put({"id": scenario, **row}), "scenarios.saved")
    if is_copied:
        new = free_scenario_id(scenario, (each.id for each in plan.scenarios))
        name = formats.text("scenarios.copy_name", name=one_line(old.name))
        name = free_scenario_name(name, (one_line(each.name) for each in plan.scenarios))
        save(page, new, scenario_copied(scenario, new, name), "scenarios.saved")
    if is_deleted:
        save(page, scenario, scenario_removed(scenario), "scenarios.deleted", edited=BASE)


def _asked_to_delete(scenario: Scenario, page: Page) -> bool:
    """Ask whether the scenario is to be deleted, saying what goes with it; return whether it was said yes to."""
    formats, plan = page.formats, page.base.plan
    n_changes = sum(row.scenario == scenario.id for row in plan.scenario_changes)
    n_mixes = sum(row.scenario == scenario.id for row in plan.scenario_funding)
    names = scenario_names(plan.scenarios)
    with st.popover(
        formats.text("scenarios.delete"), icon=":material/delete:", key=form_key(f"ask_delete.{scenario.id}", page)
    ):
        question = formats.text("scenarios.ask_delete", name=names[scenario.id], changes=n_changes, mixes=n_mixes)
        plain(question, name="ask-delete")
        if later := [names[row.id] for row in plan.scenarios if row.builds_on == scenario.id]:
            plain(formats.text("scenarios.ask_builds_on", names="; ".join(later)), name="ask-builds-on")
        return st.button(formats.text("scenarios.do_delete"), key="delete_scenario", type="primary")


def _fields(name: str, old: Scenario | None, page: Page) -> dict[str, Any]:
    """Show the fields of a scenario's own row; return those that are filled."""
    lang = page.lang
    names = {BASE: page.formats.text("scenario.base"), **scenario_names(page.base.plan.scenarios)}
    if old is not None:
        names.pop(old.id)
    options, reaches = list(names), [str(reach) for reach in MixReach]
    before = BASE if old is None or old.builds_on not in names else old.builds_on
    row: dict[str, Any] = {
        "name": st.text_input(
            field_name("scenarios", "name", lang),
            value="" if old is None else old.name,
            key=form_key(f"{name}.name", page),
        ).strip(),
        "builds_on": st.selectbox(
            field_name("scenarios", "builds_on", lang),
            options,
            index=options.index(before),
            format_func=names.__getitem__,
            key=form_key(f"{name}.builds_on", page),
        ),
        "mix_reach": st.selectbox(
            field_name("scenarios", "mix_reach", lang),
            reaches,
            index=0 if old is None else reaches.index(str(old.mix_reach)),
            format_func=lambda reach: t(f"choice.mix_reach.{reach}", lang),
            key=form_key(f"{name}.mix_reach", page),
            help=t("field.scenarios.mix_reach.help", lang),
        ),
        "description": st.text_area(
            field_name("scenarios", "description", lang),
            value="" if old is None else old.description,
            key=form_key(f"{name}.description", page),
        ).strip(),
        "illustrative": st.checkbox(
            field_name("scenarios", "illustrative", lang),
            value=old is not None and old.illustrative,
            key=form_key(f"{name}.illustrative", page),
            help=t("field.scenarios.illustrative.help", lang),
        ),
    }
    if row["builds_on"] == BASE:
        row.pop("builds_on")
    return {key: value for key, value in row.items() if value not in ("", None)}


def show_scenario_upload(page: Page) -> None:
    """Let the reader take a scenario in from a file of its own."""
    formats = page.formats
    file = st.file_uploader(
        formats.text("scenarios.upload"),
        key=form_key("upload", page),
        help=formats.text("scenarios.upload_help"),
        max_upload_size=MAX_UPLOAD_MB,
    )
    if file is None:
        return
    try:
        identity, edit = service.scenario_of_file(page.base, file.name, file.getvalue())
    except InputError as error:
        refuse(page, error.issues)
        return
    if identity in {row.id for row in page.base.plan.scenarios}:
        st.warning(formats.text("scenarios.replaces"), icon=":material/info:")
    if st.button(formats.text("scenarios.accept"), type="primary", key="accept_scenario"):
        save(page, identity, edit, "scenarios.saved")
