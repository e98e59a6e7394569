"""Workbook: take the plan away, bring it back, and see what changes before it does."""

from __future__ import annotations

import streamlit as st

from app import state
from app.components.downloads import show_downloads
from app.components.plain import plain
from app.components.upload import show_upload
from app.components.versions import show_samples, show_versions, source_text


def show() -> None:
    """Show the page."""
    page = state.current()
    formats = page.formats
    st.title(formats.text("nav.workbook"))
    st.caption(formats.text("workbook.intro"))
    st.header(formats.text("workbook.open_plan"))
    plain(source_text(page), name="source")
    show_downloads(page)
    st.header(formats.text("workbook.upload"))
    show_upload(page)
    st.header(formats.text("workbook.samples"))
    show_samples(page)
    st.header(formats.text("workbook.history"))
    show_versions(page)


show()
