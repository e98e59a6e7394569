"""A change of the plan's scenarios kept as a new version, or every reason why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import service, state
from app.components.inert import inert
from app.components.problems import show_issues
from finmodel.atomic import SaveError
from finmodel.errors import InputError
from finmodel.i18n import render
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.components.scenario_edits import Edit
    from app.state import Page
    from finmodel.errors import Issue

__all__ = ["form_key", "refuse", "save"]


def form_key(name: str, page: Page) -> str:
    """Return the key of a field of the forms: they begin anew when something was saved, and only then."""
    return f"scenarios.{name}.{page.lang}.{state.remember('scenario_form', 0)}"


def save(page: Page, scenario: str, edit: Edit, said: str, *, edited: str | None = None) -> None:
    """Keep the open plan with its scenarios changed and start the page anew; tell every problem otherwise.

    Parameters
    ----------
    page
        The page.
    scenario
        Id of the scenario that is changed.
    edit
        What is done to the plan's document.
    said
        Key of what is said when it is done.
    edited
        Scenario that the page shows afterwards; the changed one unless told.
    """
    try:
        new = service.save_scenarios(page.base, scenario, edit)
    except SaveError as error:
        reason = inert(" ".join(render(issue, page.lang) for issue in error.issues))
        st.error(page.formats.text("workbook.not_saved", reason=reason), icon=":material/error:")
        return
    except InputError as error:
        refuse(page, error.issues)
        return
    shown = page.scenario
    state.replace_opened(new)
    if shown in {row.id for row in new.plan.scenarios}:
        state.show_scenario(shown)
    else:
        state.show_scenario(BASE)
    state.choose("edited_scenario", scenario if edited is None else edited)
    state.choose("scenario_form", state.remember("scenario_form", 0) + 1)
    state.notice(page.formats.text(said))
    st.rerun()


def refuse(page: Page, issues: Iterable[Issue]) -> None:
    """Say that nothing was saved, and why."""
    st.error(page.formats.text("scenarios.refused"), icon=":material/error:")
    show_issues(issues, page.formats, key="scenario_refused", plan=page.base.plan)
