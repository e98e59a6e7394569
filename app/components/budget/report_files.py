"""Files to take away: the tagged workbook, the report as JSON and the whole dossier, masked as the reader chooses."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.report_lines import MASKING_KEY, chosen_masking
from app.components.budget.report_sides import compared_before
from app.components.downloads import file_stem
from app.tagging_files import fits_plan, plan_of
from finmodel.analysis.action_money import action_money
from finmodel.commands.tag.json import budget_json
from finmodel.excel.tagging.workbook import write_tagging
from finmodel.i18n import LANGUAGES, t
from finmodel.intake.budget_privacy import Masking, MaskingOf
from finmodel.store.dossier.document import dossier_to_json

if TYPE_CHECKING:
    from app.components.budget.report_words import Shown
    from finmodel.analysis.action_money import ActionMoney
    from finmodel.i18n import Language

__all__ = ["choose_masking", "report_json", "show_files", "tagged_workbook"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_files(shown: Shown) -> None:
    """Offer the workbook, the report as JSON and the dossier."""
    formats, lang = shown.formats, shown.formats.lang
    masking = choose_masking(shown)
    language: Language = st.radio(
        formats.text("workbook.file_language"),
        LANGUAGES,
        index=LANGUAGES.index(state.remember("file_language", lang)),
        format_func=lambda code: t(f"app.language.{code}", lang),
        horizontal=True,
        key=f"budget_file_language.{lang}",
    )
    stem = file_stem(shown.opened.choices.municipality or shown.budget.version.id)
    first, second, third = st.columns(3)
    with first:
        st.download_button(
            formats.text("budget_report.get_workbook"),
            lambda: tagged_workbook(shown, language, masking),
            file_name=f"{stem}-{t('app.file.budget_tagged', language)}.xlsx",
            mime=_XLSX,
            key=f"download.budget_workbook.{lang}",
            on_click="ignore",
            icon=":material/download:",
            width="stretch",
        )
        st.caption(formats.text("budget_report.workbook_help"))
    with second:
        st.download_button(
            formats.text("budget_report.get_json"),
            lambda: report_json(shown, language, masking),
            file_name=f"{stem}-{t('app.file.budget_json', language)}.json",
            mime="application/json",
            key=f"download.budget_json.{lang}",
            on_click="ignore",
            icon=":material/download:",
            width="stretch",
        )
        st.caption(formats.text("budget_report.json_help"))
    with third:
        st.download_button(
            formats.text("budget_report.get_dossier"),
            lambda: dossier_to_json(shown.opened.kept),
            file_name=f"{stem}-{t('app.file.budget_dossier', language)}.json",
            mime="application/json",
            key=f"download.budget_dossier.{lang}",
            on_click="ignore",
            icon=":material/download:",
            width="stretch",
        )
        st.caption(formats.text("budget_report.dossier_help"))


def choose_masking(shown: Shown) -> MaskingOf:
    """Let the reader choose what is masked in files, those of the tables too."""
    formats, options = shown.formats, list(MaskingOf)
    picked = st.radio(
        formats.text("budget_report.masking"),
        options,
        index=options.index(chosen_masking()),
        format_func=lambda one: formats.text(f"budget_report.masking_{one}"),
        key=f"budget_masking.{formats.lang}",
        help=formats.text("budget_report.masking_help"),
    )
    return MaskingOf(state.choose(MASKING_KEY, str(picked)))


def tagged_workbook(shown: Shown, language: Language, masking: MaskingOf) -> bytes:
    """Return the tagged budget of the page as a workbook, with what the report compares it with."""
    buffer = io.BytesIO()
    write_tagging(
        shown.budget,
        buffer,
        language=language,
        profile=_profile(shown) or None,
        plan=_plan_money(shown),
        before=compared_before(shown),
        masking=Masking(masking, masking),
        municipality=shown.opened.choices.municipality,
        plan_of=plan_of(shown.page.plan),
        choice_steps=shown.opened.kept.choice_steps,
    )
    return buffer.getvalue()


def report_json(shown: Shown, language: Language, masking: MaskingOf) -> bytes:
    """Return the report of the kind and years that the page shows, as ``finmodel tag --json`` writes it."""
    return budget_json(
        shown.budget,
        language,
        kind=shown.report.kind,
        years=shown.report.years,
        unit=shown.formats.unit,
        masking=Masking(masking, masking),
        before=compared_before(shown),
        profile=_profile(shown),
        plan=_plan_money(shown),
        plan_of=plan_of(shown.page.plan),
        issues=shown.opened.kept.issues,
    )


def _profile(shown: Shown) -> str:
    """Return the weights that the reader has chosen, "" for the scheme's usual ones."""
    return state.remember(f"budget_profile.{shown.scheme.id}", shown.opened.choices.profile)


def _plan_money(shown: Shown) -> ActionMoney | None:
    """Return what the actions need; None where the open plan is another municipality's."""
    if not fits_plan(shown.opened, shown.page.plan):
        return None
    return action_money(shown.page.results)
