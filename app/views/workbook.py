"""Workbook: take the plan away, bring it back, and see what changes before it does."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import service, state
from app.components.downloads import show_downloads
from app.components.plain import plain
from app.components.upload import show_upload
from app.components.versions import show_samples, show_versions, source_text


def _of_base(page: state.Page) -> state.Page:
    """Return the page of the open plan itself: files hold the plan with its scenarios, not what comes of one."""
    if page.applied is None:
        return page
    results = service.evaluated(page.base.plan, page.base.hash, page.results.perspective)
    return replace(page, opened=page.base, results=results, applied=None)


def show() -> None:
    """Show the page."""
    page = _of_base(state.current())
    formats = page.formats
    st.title(formats.text("nav.workbook"))
    st.caption(formats.text("workbook.intro"))
    if state.current().applied is not None:
        st.info(formats.text("scenario.workbook_base"), icon=":material/info:")
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
