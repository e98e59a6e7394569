"""What people put into the dossier, kept at once; or every reason why it cannot be, with nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging
from app.components.budget.review_drafts import begin_anew
from app.components.budget.review_words import axis_heading
from app.components.inert import inert, one_line
from app.components.problems import show_issues
from finmodel.atomic import SaveError
from finmodel.errors import InputError, Where
from finmodel.i18n import has, render, t
from finmodel.i18n.tagging import category_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.errors import Issue, Param
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["ask_who", "in_words", "is_current", "moment", "refuse", "save", "show_conflict", "who"]

_CONFLICT, _WHO = "budget_conflict", "budget_who"
_QUICKER = "FM-T235"
"""The workspace keeps something that the open dossier does not know."""

_MAX_TEXT = 80
_CODES = {"value", "known", "nearest"}


def who() -> str:
    """Return who is working, "" before a name is given."""
    return state.remember(_WHO, "")


def ask_who(page: Page) -> None:
    """Ask who is working; the name stays for the session and stands at everything that is saved."""
    formats = page.formats
    text = st.text_input(
        formats.text("budget_review.who"),
        value=who(),
        key=f"budget_who.{page.lang}",
        max_chars=100,
        help=formats.text("budget_review.who_help"),
    )
    state.choose(_WHO, one_line(text))


def is_current(budget: TaggedBudget, opened: OpenedDossier) -> bool:
    """Whether a tagged version is the one that people decide on; by name, since equal budgets are tagged once."""
    current = opened.dossier.current
    return current is not None and current.id == budget.version.id


def moment() -> str:
    """Return the moment: in UTC, so that moments stand in order on both sides of a change to winter time."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def save(
    opened: OpenedDossier,
    make: Callable[[Dossier], Dossier],
    said: str,
    page: Page,
    forms: Iterable[str],
    then: Callable[[], None] | None = None,
    doubts: Sequence[str] = (),
) -> None:
    """Keep the dossier with something added and start the page anew; tell every reason why it cannot be, otherwise.

    Where another tab or person was quicker, the page is shown anew with what they have saved; what stands in the forms
    stays, and can be saved again.

    Parameters
    ----------
    opened
        The open dossier.
    make
        What is added to it.
    said
        What is said when it is done.
    page
        The page.
    forms
        Names of the forms that are empty afterwards; what is half-written in others stays.
    then
        Done when it is kept, before the page starts anew.
    doubts
        What is to be noted of what was done.
    """
    try:
        dossier = make(opened.dossier)
    except InputError as error:
        refuse(error.issues, opened, page)
        return
    try:
        tagging.keep(opened, dossier)
    except (SaveError, InputError) as error:
        if any(issue.code == _QUICKER for issue in error.issues) and _is_reloaded(page):
            state.choose(_CONFLICT, True)
            st.rerun()
        reason = inert(" ".join(render(issue, page.lang) for issue in error.issues))
        st.error(page.formats.text("budget_review.not_saved", reason=reason), icon=":material/error:")
        return
    if then is not None:
        then()
    state.choose(_CONFLICT, False)
    begin_anew(forms)
    state.notice(said, doubts)
    st.rerun()


def _is_reloaded(page: Page) -> bool:
    """Open what the workspace keeps by now; tell why that cannot be done where it cannot."""
    try:
        tagging.reload()
    except InputError as error:
        show_issues(error.issues, page.formats, key="budget_review_reload")
        return False
    return True


def show_conflict(page: Page) -> None:
    """Say, until something is saved, that another tab or person was quicker."""
    if state.remember(_CONFLICT, False):
        st.warning(page.formats.text("budget_review.conflict"), icon=":material/sync_problem:")


def refuse(issues: Iterable[Issue], opened: OpenedDossier, page: Page) -> None:
    """Tell why nothing was saved, line by line."""
    st.error(page.formats.text("budget_review.refused"), icon=":material/error:")
    show_issues(in_words(issues, opened, page), page.formats, key="budget_review")


def in_words(issues: Iterable[Issue], opened: OpenedDossier, page: Page) -> tuple[Issue, ...]:
    """Return issues whose places and codes are said in the user's words: the line's text, the axis, the category."""
    texts = {line.key: one_line(line.text)[:_MAX_TEXT] for line in opened.dossier.parts()[0]}
    return tuple(_in_words(issue, texts, opened.scheme, page) for issue in issues)


def _in_words(issue: Issue, texts: Mapping[str, str], scheme: Scheme, page: Page) -> Issue:
    row, field = issue.where.row, issue.where.field
    text = texts.get(row or "", row)
    name = None if field is None else _field(field, scheme, page)
    params: dict[str, Param] = {"row": text, "field": name}
    for key, value in issue.params.items():
        params[key] = _value(key, value, issue.code, scheme, page)
    place = page.formats.text("budget_review.line_named", text=text) if text else None
    return replace(issue, where=Where(row=place, field=name), params=params)


def _field(field: str, scheme: Scheme, page: Page) -> str:
    if field in scheme.axis_ids:
        return axis_heading(scheme, field, page.lang)
    key = f"app.budget_review.field_{field}"
    return t(key, page.lang) if has(key, page.lang) else field


def _value(name: str, value: Param, code: str, scheme: Scheme, page: Page) -> Param:
    if name not in _CODES or code in ("FM-T168", "FM-T172", "FM-T179"):
        return value
    if isinstance(value, tuple):
        return tuple(str(_value(name, one, code, scheme, page)) for one in value)
    if isinstance(value, str) and value in scheme.by_id:
        return category_name(scheme, value, page.lang)
    return value
