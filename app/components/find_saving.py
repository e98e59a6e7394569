"""Find the mix: the answer made a scenario of the open plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from app import service
from app.components.find_answer import found_words
from app.components.inert import one_line
from app.components.scenario_edits import free_scenario_id, free_scenario_name
from app.components.scenario_saving import form_key, is_name_free, refuse, save
from finmodel.analysis.find_scenarios import is_scenario, overlay_of
from finmodel.errors import InputError
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.analysis.find_scenarios import Found

__all__ = ["show_saving"]


def show_saving(found: Found, page: Page) -> None:
    """Let the reader make a scenario of an answer that changes something; it builds on the one that is shown."""
    if not is_scenario(found):
        return
    formats, words = page.formats, found_words(page)
    st.caption(formats.text("find.save_how"))
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    taken = [one_line(row.name) for row in page.base.plan.scenarios]
    proposed = free_scenario_name(one_line(words.scenario_name(found)), taken)
    with left:
        name = st.text_input(
            formats.text("find.scenario_name"), value=proposed, key=form_key(f"find.{proposed}", page)
        ).strip()
    with right:
        is_asked = st.button(
            formats.text("find.save"), type="primary", key="save_found", icon=":material/add:", width="stretch"
        )
    if not is_asked or not is_name_free(name, page):
        return
    identity = free_scenario_id(name or proposed, (row.id for row in page.base.plan.scenarios))
    row = words.scenario_row(found, identity, name or proposed)
    if page.scenario != BASE:
        row["builds_on"] = page.scenario
    data = json.dumps(overlay_of(found, row)).encode()
    try:
        identity, edit = service.scenario_of_file(page.base, f"{identity}.json", data)
    except InputError as error:
        refuse(page, error.issues)
        return
    save(page, identity, edit, "find.saved")
