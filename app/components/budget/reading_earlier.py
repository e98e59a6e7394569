"""Dossiers that were set aside: each can be opened again, and the open one is set aside in its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging
from app.components.budget.reading_confirm import offer_reload
from app.components.budget.reading_words import moment, not_kept
from app.components.inert import one_line
from finmodel.atomic import SaveError
from finmodel.errors import InputError
from finmodel.store.dossier.folder import Event

if TYPE_CHECKING:
    from app.state import Page
    from finmodel.store.dossier.folder import DossierFolder

__all__ = ["reopen_earlier"]

_MOST = 50


def reopen_earlier(page: Page) -> None:
    """Show the dossiers that were set aside, the newest first, and let the reader open one of them."""
    formats = page.formats
    earlier = {folder.folder.name: folder for folder in tagging.dossier_folder().earlier()[:_MOST]}
    if not earlier:
        return
    st.subheader(formats.text("budget_import.earlier"))
    st.caption(formats.text("budget_import.earlier_help"))
    picked = st.selectbox(
        formats.text("budget_import.earlier_choice"),
        ["", *earlier],
        format_func=lambda name: (
            _described(earlier[name], page) if name else formats.text("budget_import.earlier_none")
        ),
        key=f"budget_earlier.{page.lang}.{hash(tuple(earlier))}",
    )
    if not st.button(formats.text("budget_import.earlier_open"), key="budget_earlier_open", disabled=not picked):
        return
    try:
        tagging.take_back(earlier[picked])
    except (InputError, SaveError) as error:
        not_kept(error, formats)
        offer_reload(page)
        return
    state.choose("budget_imported", None)
    state.notice(formats.text("budget_import.earlier_opened"))
    st.rerun()


def _described(folder: DossierFolder, page: Page) -> str:
    """Return whose dossier it is, its versions and when it was set aside, by its journal alone."""
    formats = page.formats
    at = folder.set_aside_at()
    when = "" if at is None else moment(at.isoformat())
    try:
        entries = folder.history()
    except InputError:
        return formats.text("budget_import.earlier_damaged", when=when)
    versions = [entry.key for entry in entries if entry.event is Event.VERSION]
    chosen = [entry.data.get("municipality") for entry in entries if entry.event is Event.CHOICES]
    municipality = one_line(str(chosen[-1])) if chosen and chosen[-1] else formats.text("budget_import.no_municipality")
    last = one_line(versions[-1]) if versions else formats.text("budget_import.history_none")
    n = formats.number(len(versions))
    return formats.text("budget_import.earlier_is", municipality=municipality, name=last, n=n, when=when)
