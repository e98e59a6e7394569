"""Earlier versions of the open plan, and the way back to the sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import service
from app.components.inert import inert, one_line
from app.components.upload import keep
from finmodel.errors import InputError
from finmodel.i18n import render

if TYPE_CHECKING:
    from app.components.formats import Formats
    from app.state import Page
    from finmodel.store.workspace import Version

__all__ = ["show_versions", "source_text"]


def source_text(page: Page) -> str:
    """Return where the open plan came from."""
    opened, formats = page.opened, page.formats
    if opened.source == "sample" or (opened.source == "stored" and opened.origin == service.SAMPLE_ORIGIN):
        return formats.text("workbook.source_sample")
    if opened.source == "file":
        return formats.text("workbook.source_file", name=one_line(opened.origin))
    if opened.origin:
        return formats.text("workbook.source_stored_from", name=one_line(opened.origin))
    return formats.text("workbook.source_stored")


def show_versions(page: Page) -> None:
    """Let the reader open an earlier version or the sample."""
    formats = page.formats
    versions = service.history()
    if versions:
        labels = {version.id: _label(version, formats) for version in versions}
        picked = st.selectbox(
            formats.text("workbook.restore_choice"),
            list(labels),
            format_func=labels.__getitem__,
            key=f"version.{page.lang}.{len(versions)}",
        )
        version = next(item for item in versions if item.id == picked)
        if st.button(formats.text("workbook.restore"), key="restore", disabled=version.is_open):
            try:
                keep(lambda: service.restore(version), "workbook.restored", page)
            except InputError as error:
                st.error(inert(" ".join(render(issue, page.lang) for issue in error.issues)))
    else:
        st.caption(formats.text("workbook.history_none"))
    if st.button(formats.text("workbook.back_to_sample"), key="sample", disabled=page.opened.source == "sample"):
        keep(lambda: service.open_sample(page.opened), "workbook.sample_opened", page)


def _label(version: Version, formats: Formats) -> str:
    is_sample = version.origin == service.SAMPLE_ORIGIN
    origin = formats.text("workbook.version_sample") if is_sample else one_line(version.origin)
    key = "version_open" if version.is_open else "version"
    return formats.text(f"workbook.{key}", saved=f"{version.saved.astimezone():%Y-%m-%d %H:%M}", origin=origin)
