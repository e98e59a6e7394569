"""A change of the plan's scenarios kept as a new version, or every reason why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import service, state
from app.components.inert import inert, one_line
from app.components.problems import show_issues
from app.components.scenario_places import Places
from finmodel.atomic import SaveError
from finmodel.errors import InputError, Severity
from finmodel.i18n import render, render_parts
from finmodel.model.document import to_document
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.components.scenario_edits import Edit
    from app.service import Opened
    from app.state import Page
    from finmodel.errors import Issue

__all__ = ["form_key", "is_name_free", "refuse", "save"]


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
        document = to_document(page.base.plan)
        edit(document)
        refuse(page, error.issues, Places(page.base.plan, page.formats, document=document, scenario=scenario))
        return
    shown = page.scenario
    state.replace_opened(new)
    if shown in {row.id for row in new.plan.scenarios}:
        state.show_scenario(shown)
    else:
        state.show_scenario(BASE)
    state.choose("edited_scenario", scenario if edited is None else edited)
    state.choose("saved_scenario", scenario)
    state.choose("scenario_form", state.remember("scenario_form", 0) + 1)
    state.notice(page.formats.text(said), _doubts(new, scenario, page))
    st.rerun()


def _doubts(new: Opened, scenario: str, page: Page) -> tuple[str, ...]:
    """Return what is to be noted of a scenario that was saved: a mix of an action left out, a change of nothing.

    Rows of one mix say the same once.
    """
    places = Places(new.plan, page.formats, scenario=scenario)
    said: dict[str, None] = {}
    for issue in new.issues:
        if issue.severity is not Severity.ERROR and places.scenario_of(issue.where) == scenario:
            parts, place = render_parts(issue, page.lang), places.of(issue.where, is_brief=True)
            words = (f"{place}:" if place else "", parts.what, parts.why, parts.how)
            said[" ".join(filter(None, words))] = None
    return tuple(said)


def is_name_free(name: str, page: Page, *, own: str = "") -> bool:
    """Whether no other scenario has a name; say so where one has, case and blanks aside."""
    wanted = one_line(name).casefold()
    taken = [row.name for row in page.base.plan.scenarios if row.id != own and one_line(row.name).casefold() == wanted]
    if taken and wanted:
        st.error(page.formats.text("scenarios.name_taken", name=inert(taken[0])), icon=":material/error:")
        return False
    return True


def refuse(page: Page, issues: Iterable[Issue], places: Places | None = None) -> None:
    """Say that nothing was saved, and why: the errors only, for what else is noted of the plan is on every page."""
    st.error(page.formats.text("scenarios.refused"), icon=":material/error:")
    place_of = (Places(page.base.plan, page.formats) if places is None else places).of
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    show_issues(errors, page.formats, key="scenario_refused", plan=page.base.plan, place_of=place_of)
