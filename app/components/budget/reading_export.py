"""The tagged budget as a workbook, with the choice of what personal data is masked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state, tagging, tagging_files
from app.components.budget.reading_dossier import dossier_stem
from app.components.budget.reading_notes import show_found
from app.components.budget.reading_options import choose_masking
from app.components.budget.scope import Scope, choose_scope, version_name
from app.components.downloads import file_stem
from finmodel.i18n import LANGUAGES, Language, t

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import OpenedDossier

__all__ = ["show_export"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_export(opened: OpenedDossier, page: Page) -> None:
    """Offer the tagged lines of a version; one that is not reconciled to the öre has no workbook."""
    formats, lang = page.formats, page.lang
    scope = choose_scope(opened, lang)
    budget = tagging.tagged(opened, scope.version_id, scope.basis)
    if not budget.reconciliation.is_balanced:
        st.error(formats.text("budget_import.not_balanced"), icon=":material/error:")
        show_found(budget.reconciliation.issues, formats, key="budget_export")
        return
    masking = choose_masking("export", page)
    chosen: Language = state.remember("file_language", lang)
    language = st.radio(
        formats.text("workbook.file_language"),
        LANGUAGES,
        index=LANGUAGES.index(chosen),
        format_func=lambda code: t(f"app.language.{code}", lang),
        horizontal=True,
        key=f"budget_file_language.{lang}",
    )
    before = _before(opened, scope, page)
    results = page.results if tagging_files.fits_plan(opened, page.plan) else None
    plan_of = tagging_files.plan_of(page.plan)
    st.download_button(
        formats.text("budget_import.export"),
        lambda: tagging_files.tagged_workbook(
            opened, scope, language, masking, before=before, results=results, plan_of=plan_of
        ),
        file_name=_name(opened, scope, language, page),
        mime=_XLSX,
        key=f"budget_export.{lang}",
        on_click="ignore",
        icon=":material/download:",
    )
    st.caption(formats.text("budget_import.export_help"))


def _before(opened: OpenedDossier, scope: Scope, page: Page) -> str | None:
    """Let the reader choose a version that the workbook compares with, where there is another."""
    others = {version.id: version for version in reversed(opened.dossier.versions) if version.id != scope.version_id}
    if not others:
        return None
    picked = st.selectbox(
        page.formats.text("budget_import.compare"),
        ["", *others],
        format_func=lambda name: (
            version_name(others[name], page.lang) if name else page.formats.text("budget_import.compare_none")
        ),
        key=f"budget_compare.{page.lang}.{hash((scope.version_id, *others))}",
        help=page.formats.text("budget_import.compare_help"),
    )
    return picked or None


def _name(opened: OpenedDossier, scope: Scope, language: Language, page: Page) -> str:
    stem = t("app.file.budget_tagged_lines", language)
    return f"{dossier_stem(opened, page)}-{stem}-{file_stem(scope.version_id)}.xlsx"
