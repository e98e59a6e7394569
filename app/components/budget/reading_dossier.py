"""The dossier as a whole: taken away and brought back, begun anew, the sample, and decisions out of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging, tagging_files
from app.components.budget.reading_confirm import offer_reload
from app.components.budget.reading_notes import show_found
from app.components.budget.reading_words import not_kept
from app.components.downloads import file_stem
from app.components.inert import inert, one_line
from finmodel.atomic import SaveError
from finmodel.errors import InputError
from finmodel.i18n import summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.errors import Issue

__all__ = ["dossier_stem", "import_decisions", "open_another", "set_aside_damaged", "show_dossier_file"]

_MAX_DOSSIER_MB, _MAX_DECISIONS_MB = 200, 20


def dossier_stem(opened: OpenedDossier, page: Page) -> str:
    """Return whose budget it is, as part of a file's name."""
    return file_stem(opened.choices.municipality or page.formats.text("file.budget"))


def show_dossier_file(opened: OpenedDossier, page: Page) -> None:
    """Offer the whole dossier as a file, and let the reader open one in its place."""
    formats = page.formats
    st.download_button(
        formats.text("budget_import.dossier_download"),
        lambda: tagging_files.dossier_bytes(opened),
        file_name=f"{dossier_stem(opened, page)}-{formats.text('file.budget_whole_dossier')}.json",
        mime="application/json",
        key=f"budget_dossier_download.{page.lang}",
        on_click="ignore",
        icon=":material/download:",
        help=formats.text("budget_import.dossier_download_help"),
    )
    uploaded = st.file_uploader(
        formats.text("budget_import.dossier_upload"),
        key=f"budget_dossier_upload.{state.remember('budget_dossier_round', 0)}",
        help=formats.text("budget_import.dossier_upload_help"),
        max_upload_size=_MAX_DOSSIER_MB,
    )
    if uploaded is None:
        return
    try:
        kept = tagging_files.read_dossier(uploaded.name, uploaded.getvalue())
    except InputError as error:
        _refused(uploaded.name, error.issues, page, "dossier")
        return
    dossier = kept.dossier
    words = {
        "municipality": inert(one_line(kept.choices.municipality)) or formats.text("budget_import.no_municipality"),
        "versions": formats.number(len(dossier.versions)),
        "decisions": formats.number(len(dossier.log.decisions)),
    }
    st.info(formats.text("budget_import.dossier_found", **words), icon=":material/inventory_2:")
    if kept.issues:
        show_found(kept.issues, formats, key="budget_dossier_file")
    if st.button(formats.text("budget_import.dossier_open"), key="budget_dossier_open", type="primary"):
        _do(lambda: tagging.set_aside(kept), "budget_import.dossier_opened", page, "budget_dossier_round")


def open_another(opened: OpenedDossier, page: Page) -> None:
    """Let the reader set the dossier aside, and so begin anew from the sample."""
    formats = page.formats
    if opened.is_sample:
        st.caption(formats.text("budget_import.is_sample"))
        return
    st.caption(formats.text("budget_import.aside_help"))
    is_agreed = st.checkbox(
        formats.text("budget_import.aside_agreed"), key=f"budget_aside_agreed.{state.remember('budget_aside_round', 0)}"
    )
    if st.button(formats.text("budget_import.aside"), key="budget_aside", disabled=not is_agreed):
        _do(tagging.open_sample, "budget_import.aside_done", page, "budget_aside_round")


def set_aside_damaged(page: Page) -> None:
    """Let the reader set aside what cannot be read, so that something new can be kept."""
    if st.button(page.formats.text("budget_import.damaged_aside"), key="budget_damaged_aside"):
        _do(tagging.open_sample, "budget_import.aside_done", page, "budget_aside_round")


def import_decisions(opened: OpenedDossier, page: Page) -> None:
    """Let the reader add decisions, splits and links out of a file; what is there already is not added twice."""
    formats = page.formats
    uploaded = st.file_uploader(
        formats.text("budget_import.decisions_upload"),
        key=f"budget_decisions_upload.{state.remember('budget_decisions_round', 0)}",
        help=formats.text("budget_import.decisions_help"),
        max_upload_size=_MAX_DECISIONS_MB,
    )
    if uploaded is None:
        return
    try:
        found = tagging_files.with_decisions_of(
            opened, uploaded.name, uploaded.getvalue(), [action.id for action in page.base.plan.actions]
        )
    except InputError as error:
        _refused(uploaded.name, error.issues, page, "decisions")
        return
    numbers = {
        "decisions": formats.number(found.n_decisions),
        "splits": formats.number(found.n_splits),
        "links": formats.number(found.n_links),
    }
    if not found.is_anything:
        st.info(formats.text("budget_import.decisions_nothing"), icon=":material/info:")
        return
    st.info(formats.text("budget_import.decisions_found", **numbers), icon=":material/gavel:")
    if found.issues:
        show_found(found.issues, formats, key="budget_decisions")
    if st.button(formats.text("budget_import.decisions_add"), key="budget_decisions_add", type="primary"):
        said = "budget_import.decisions_added"
        _do(lambda: tagging.keep(opened, found.dossier), said, page, "budget_decisions_round")


def _refused(name: str, issues: tuple[Issue, ...], page: Page, what: str) -> None:
    words = {"file": inert(one_line(name)), "summary": summary(issues, page.lang)}
    st.error(page.formats.text("budget_import.refused", **words), icon=":material/error:")
    show_found(issues, page.formats, key=f"budget_{what}_refused")


def _do(change: Callable[[], object], said: str, page: Page, round_: str) -> None:
    """Do what changes the kept dossier, and begin the page anew; where it cannot be, say so."""
    try:
        change()
    except (InputError, SaveError) as error:
        not_kept(error, page.formats)
        offer_reload(page)
        return
    state.choose(round_, state.remember(round_, 0) + 1)
    state.choose("budget_imported", None)
    state.notice(page.formats.text(said))
    st.rerun()
