"""The form that adds a change to a scenario: the operation first, then only what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.inert import inert, one_line
from app.components.scenario_edits import change_added, change_put
from app.components.scenario_now import show_now
from app.components.scenario_saving import form_key, save
from app.components.scenario_values import Entered, value_fields
from app.components.scenario_words import address_label, change_label, fields_for, has_rows_of_actions, operation_label
from app.components.values import Names, choice_label, field_name, spec_of
from finmodel.i18n import t
from finmodel.model.addresses import ADDRESSED, spec_at
from finmodel.model.enums import Status
from finmodel.model.scenario_enums import LineKind, Operation
from finmodel.model.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.state import Page
    from finmodel.model.scenarios import ScenarioChange

__all__ = ["show_change_form", "tell_problems"]


def show_change_form(scenario: str, page: Page) -> None:
    """Let the reader add a change to a scenario, or edit one that it has."""
    formats, lang = page.formats, page.lang
    entered = Entered(old=_edited(scenario, page))
    old = entered.old
    labels = {str(each): operation_label(each, formats) for each in Operation}
    picked = st.selectbox(
        field_name("scenario_changes", "operation", lang),
        list(labels),
        index=list(labels).index(entered.stands("operation", str(Operation.LEAVE_OUT))),
        format_func=labels.__getitem__,
        key=form_key(entered.key("operation"), page),
    )
    operation = Operation(picked)
    entered.row["operation"] = str(operation)
    address, spec = "", None
    if fields := fields_for(operation):
        addresses = {name: address_label(name, formats) for name in fields}
        address = st.selectbox(
            field_name("scenario_changes", "field", lang),
            list(addresses),
            index=fields.index(old.field) if old is not None and old.field in fields else 0,
            format_func=addresses.__getitem__,
            key=form_key(entered.key(f"field.{operation}"), page),
        )
        spec = spec_at(address)
        entered.row["field"] = address
    _picks(address.partition(".")[0], page, entered)
    if address:
        value, now = st.columns(2, vertical_alignment="bottom")
        with value:
            value_fields(operation, address, spec, page, entered)
        with now:
            show_now(address, entered.row, page)
    else:
        value_fields(operation, address, spec, page, entered)
    if st.checkbox(
        field_name("scenario_changes", "again", lang),
        value=entered.stands("again", False),
        key=form_key(entered.key("again"), page),
        help=_help("again", page),
    ):
        entered.row["again"] = True
    # A note of several lines, from a file or the workbook, keeps them.
    note = entered.stands("notes", "")
    show_note = st.text_area if "\n" in note else st.text_input
    entered.row["notes"] = show_note(
        field_name("scenario_changes", "notes", lang),
        value=note,
        key=form_key(entered.key("notes"), page),
        help=_help("notes", page),
    )
    words, icon = ("add_change", "add") if old is None else ("put_change", "save")
    if st.button(formats.text(f"scenarios.{words}"), type="primary", key=words, icon=f":material/{icon}:"):
        if tell_problems(entered, page):
            return
        row = {name: value for name, value in entered.row.items() if value not in (None, "", [], {})}
        edit = change_added(scenario, row) if old is None else change_put(scenario, old.id, row)
        save(page, scenario, edit, "scenarios.saved")


def _edited(scenario: str, page: Page) -> ScenarioChange | None:
    """Let the reader choose a change to edit, where there is any; return it, None for a new one."""
    formats, names = page.formats, Names(page.base.plan)
    rows = [row for row in page.base.plan.scenario_changes if row.scenario == scenario]
    changes = {row.id: row for row in sorted(rows, key=lambda row: (row.position, row.id))}
    if not changes:
        return None
    labels = {"": formats.text("scenarios.new_change")}
    for number, row in enumerate(changes.values(), start=1):
        text = change_label(row, names, formats)
        labels[row.id] = formats.text("scenarios.edit_change", n=number, text=text)
    picked = st.selectbox(
        formats.text("scenarios.what_change"),
        list(labels),
        format_func=labels.__getitem__,
        key=form_key(f"what_change.{scenario}", page),
    )
    return changes.get(picked or "")


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
    everything = st.checkbox(
        formats.text("scenarios.everything"),
        value=entered.stands("all_rows", False),
        key=form_key(entered.key("all_rows"), page),
    )
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
                entered.row[name] = _several(name, labels, page, entered)
        if table and table != "actions":
            entered.row["rows"] = _several("rows", _rows(plan.tables()[table]), page, entered, f"rows.{table}")
    if table and (kind := ADDRESSED[table].specs.get("kind")) is not None and kind.choices is not None:
        known = {str(choice) for choice in kind.choices}
        kinds = [str(each) for each in LineKind if str(each) in known]
        if kinds:
            entered.row["of_kind"] = st.selectbox(
                field_name("scenario_changes", "of_kind", page.lang),
                ["", *kinds],
                index=["", *kinds].index(old) if (old := entered.stands("of_kind", "")) in kinds else 0,
                format_func=lambda each: t(f"choice.line_kind.{each}", page.lang) if each else "–",
                key=form_key(entered.key(f"of_kind.{table}"), page),
            )


def _rows(rows: Any) -> dict[str, str]:
    names = {row.id: one_line(getattr(row, "name", "") or getattr(row, "text", "")) for row in rows}
    return {name: f"{name} {text}".strip() for name, text in names.items()}


def _several(name: str, labels: Mapping[str, str], page: Page, entered: Entered, key: str | None = None) -> list[str]:
    before: list[str] = entered.stands(name, [])
    return st.multiselect(
        field_name("scenario_changes", name, page.lang),
        list(labels),
        default=[each for each in before if each in labels],
        format_func=labels.__getitem__,
        placeholder="–" if labels else page.formats.text("scenarios.no_choices"),
        disabled=not labels,
        key=form_key(entered.key(key or name), page),
    )
