"""The form that adds a change to a scenario: the operation first, then only what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import inert, one_line
from app.components.scenario_edits import change_added
from app.components.scenario_saving import form_key, save
from app.components.scenario_values import Entered, value_fields
from app.components.scenario_words import address_label, fields_for, has_rows_of_actions, operation_label
from app.components.values import choice_label, field_name, spec_of
from finmodel.i18n import t
from finmodel.model.addresses import ADDRESSED, spec_at
from finmodel.model.enums import Status
from finmodel.model.scenario_enums import LineKind, Operation
from finmodel.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state import Page

__all__ = ["show_change_form", "tell_problems"]


def show_change_form(scenario: str, page: Page) -> None:
    """Let the reader add a change to a scenario."""
    formats, lang = page.formats, page.lang
    entered = Entered()
    labels = {str(each): operation_label(each, formats) for each in Operation}
    picked = st.selectbox(
        field_name("scenario_changes", "operation", lang),
        list(labels),
        index=list(labels).index(Operation.LEAVE_OUT),
        format_func=labels.__getitem__,
        key=form_key("operation", page),
    )
    operation = Operation(picked)
    entered.row["operation"] = str(operation)
    address, spec = "", None
    if fields := fields_for(operation):
        addresses = {name: address_label(name, formats) for name in fields}
        address = st.selectbox(
            field_name("scenario_changes", "field", lang),
            list(addresses),
            format_func=addresses.__getitem__,
            key=form_key(f"field.{operation}", page),
        )
        spec = spec_at(address)
        entered.row["field"] = address
    _picks(address.partition(".")[0], page, entered)
    value_fields(operation, address, spec, page, entered)
    if st.checkbox(
        field_name("scenario_changes", "again", lang), key=form_key("again", page), help=_help("again", page)
    ):
        entered.row["again"] = True
    entered.row["notes"] = st.text_input(
        field_name("scenario_changes", "notes", lang), key=form_key("notes", page), help=_help("notes", page)
    )
    if st.button(formats.text("scenarios.add_change"), type="primary", key="add_change", icon=":material/add:"):
        if tell_problems(entered, page):
            return
        row = {name: value for name, value in entered.row.items() if value not in (None, "", [], {})}
        save(page, scenario, change_added(scenario, row), "scenarios.saved")


def tell_problems(entered: Entered, page: Page) -> bool:
    """Say what could not be read, all of it; return whether anything was."""
    if entered.problems:
        lines = "\n".join(f"- {inert(problem)}" for problem in entered.problems)
        st.error(f"{page.formats.text('scenarios.refused')}\n\n{lines}", icon=":material/error:")
    return bool(entered.problems)


def _help(name: str, page: Page) -> str:
    return t(f"field.scenario_changes.{name}.help", page.lang)


def _picks(table: str, page: Page, entered: Entered) -> None:
    """Let the reader choose which actions or rows the change is for."""
    if table == Settings.table:
        return
    formats, plan = page.formats, page.base.plan
    everything = st.checkbox(formats.text("scenarios.everything"), key=form_key("all_rows", page))
    if everything:
        entered.row["all_rows"] = True
    else:
        if not table or has_rows_of_actions(table):
            choices: dict[str, Mapping[str, str]] = {
                "actions": {row.id: f"{row.id} {one_line(row.name)}" for row in plan.actions},
                "statuses": {
                    str(status): choice_label(spec_of("actions", "status"), str(status), page.lang) for status in Status
                },
                "sectors": {row.id: one_line(row.name) or row.id for row in plan.sectors},
                "owners": {row.id: one_line(row.name) or row.id for row in plan.organisations},
            }
            for name, labels in choices.items():
                entered.row[name] = _several(name, labels, page)
        if table and table != "actions":
            entered.row["rows"] = _several("rows", _rows(plan.tables()[table]), page, key=f"rows.{table}")
    if table and (kind := ADDRESSED[table].specs.get("kind")) is not None and kind.choices is not None:
        known = {str(choice) for choice in kind.choices}
        kinds = [str(each) for each in LineKind if str(each) in known]
        if kinds:
            entered.row["of_kind"] = st.selectbox(
                field_name("scenario_changes", "of_kind", page.lang),
                ["", *kinds],
                format_func=lambda each: t(f"choice.line_kind.{each}", page.lang) if each else "–",
                key=form_key(f"of_kind.{table}", page),
            )


def _rows(rows: Any) -> dict[str, str]:
    names = {row.id: one_line(getattr(row, "name", "") or getattr(row, "text", "")) for row in rows}
    return {name: f"{name} {text}".strip() for name, text in names.items()}


def _several(name: str, labels: Mapping[str, str], page: Page, key: str | None = None) -> list[str]:
    return st.multiselect(
        field_name("scenario_changes", name, page.lang),
        list(labels),
        format_func=labels.__getitem__,
        placeholder="–",
        key=form_key(key or name, page),
    )
