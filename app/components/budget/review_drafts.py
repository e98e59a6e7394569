"""What is being written in the forms of the review: kept over languages and pages until that form is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from app import state
from finmodel.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from app.state import Page
    from finmodel.i18n import Language

__all__ = ["begin_anew", "draft", "empty_for_others", "written_for"]

T = TypeVar("T")

_ROUNDS, _DRAFTS, _SUBJECTS = "budget_forms", "budget_drafts", "budget_written_for"


def draft(
    field: Callable[..., Any],
    name: str,
    page: Page,
    default: T,
    *,
    fits: Callable[[T], bool] | None = None,
    reword: Callable[[T, Language, Language], T] | None = None,
) -> T:
    """Show a field with what has been written in it so far, and return what stands there.

    Parameters
    ----------
    field
        Shows the field under ``key=`` and returns its value; it takes no value of its own.
    name
        Of the field: its form's name, a full stop, and its own.
    page
        The page.
    default
        What stands there to begin with, and where what was written does not fit any more.
    fits
        Whether a value can stand there; None: any.
    reword
        Writes what was written in one language in another: a number with its decimal sign. None: it is the same.
    """
    drafts: dict[str, tuple[T, Language]] = state.remember(_DRAFTS, {})
    key = _key(name, page.lang)
    if key not in st.session_state:
        # A run that was broken off by the switch of language has not kept what was written: the field itself has.
        there = next((lang for lang in LANGUAGES if _key(name, lang) in st.session_state), None)
        begun, lang = drafts.get(name, (default, page.lang))
        if there is not None:
            begun, lang = st.session_state[_key(name, there)], there
        if reword is not None and lang != page.lang:
            begun = reword(begun, lang, page.lang)
        st.session_state[key] = begun if fits is None or fits(begun) else default
    value: T = field(key=key)
    if value == default:
        drafts.pop(name, None)  # nothing is written: what stands there follows the dossier
    else:
        drafts[name] = value, page.lang
    state.choose(_DRAFTS, drafts)
    return value


def begin_anew(forms: Iterable[str]) -> None:
    """Empty forms by their names, and those whose names begin with theirs: they were saved, the others were not."""
    rounds: dict[str, int] = state.remember(_ROUNDS, {})
    drafts: dict[str, object] = state.remember(_DRAFTS, {})
    saved = tuple(forms)
    state.choose(_ROUNDS, rounds | {form: rounds.get(form, 0) + 1 for form in saved})
    left = {name: begun for name, begun in drafts.items() if not any(_is_of(form, name) for form in saved)}
    state.choose(_DRAFTS, left)


def empty_for_others(form: str, keys: Collection[str]) -> None:
    """Empty a form whose text was written for other lines, of which none is left; it is called before its fields.

    Parameters
    ----------
    form
        Its name.
    keys
        The lines that it is about now.
    """
    before, _ = _subjects().get(form, (frozenset[str](), {}))
    if before and before.isdisjoint(keys):
        begin_anew((form,))
        state.choose(_SUBJECTS, {name: known for name, known in _subjects().items() if name != form})


def written_for(form: str, keys: Collection[str]) -> None:
    """Remember for which lines a form has been written, or is empty yet; it is called after its fields.

    Text that stands since it was written for other lines, some of them still chosen, remains written for those.
    """
    drafts: dict[str, object] = state.remember(_DRAFTS, {})
    text = {name: begun for name, begun in drafts.items() if _is_of(form, name)}
    _, known = _subjects().get(form, (frozenset[str](), {}))
    if not text or text != known:
        state.choose(_SUBJECTS, _subjects() | {form: (frozenset(keys), text)})


def _subjects() -> dict[str, tuple[frozenset[str], dict[str, object]]]:
    return state.remember(_SUBJECTS, {})


def _is_of(form: str, name: str) -> bool:
    return name == form or name.startswith(f"{form}.")


def _key(name: str, lang: Language) -> str:
    rounds: dict[str, int] = state.remember(_ROUNDS, {})
    return f"budget_review.{name}.{lang}.{sum(n for form, n in rounds.items() if _is_of(form, name))}"
