"""Files to take away: the open plan, with or without results, and an empty template."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import streamlit as st

from app import service, state
from finmodel.i18n import LANGUAGES, Language, t

if TYPE_CHECKING:
    from app.state import Page

__all__ = ["file_stem", "show_downloads"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_stem(text: str) -> str:
    """Return a text as part of a file's name: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:40] or "plan"


def show_downloads(page: Page) -> None:
    """Offer the files."""
    formats, lang = page.formats, page.lang
    chosen: Language = state.remember("file_language", lang)
    language = st.radio(
        formats.text("workbook.file_language"),
        LANGUAGES,
        index=LANGUAGES.index(chosen),
        format_func=lambda code: t(f"app.language.{code}", lang),
        horizontal=True,
        key=f"file_language.{lang}",
    )
    if language != lang or "chosen.file_language" in st.session_state:
        state.choose("file_language", language)
    municipality = file_stem(page.plan.settings.municipality)
    files = (
        ("input_only", "plan", "xlsx", lambda: service.plan_file(page.opened, "xlsx", language, None)),
        (
            "with_results",
            "plan_with_results",
            "xlsx",
            lambda: service.plan_file(page.opened, "xlsx", language, page.results),
        ),
        ("as_json", "plan", "json", lambda: service.plan_file(page.opened, "json", language, None)),
        ("template", "template", "xlsx", lambda: service.template_file(language)),
    )
    for column, (label, name, kind, data) in zip(st.columns(4), files, strict=True):
        stem = t(f"app.file.{name}", language)
        with column:
            st.download_button(
                formats.text(f"workbook.{label}"),
                data,
                file_name=f"{stem}.{kind}" if name == "template" else f"{municipality}-{stem}.{kind}",
                mime=_XLSX if kind == "xlsx" else "application/json",
                key=f"download.{label}.{lang}",
                on_click="ignore",
                icon=":material/download:",
                width="stretch",
            )
    st.caption(formats.text("workbook.download_help"))
