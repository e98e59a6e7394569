"""What an import did, or would do, to what people have decided: what asks to be looked at again, and what is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.budget.reading_notes import note_columns
from app.components.inert import inert, one_line
from app.components.tables import Column, download_csv, show_texts
from finmodel.i18n import render_parts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.state import Page
    from app.tagging_versions import Outcome
    from finmodel.errors import Issue

__all__ = ["show_last_import", "show_lists"]


def show_lists(found: Outcome, page: Page, *, key: str) -> None:
    """Show the decisions to look at again, the splits that do not fit, and what was said of lines that are gone."""
    for name, issues in (("again", found.look_again), ("unfit", found.unfit), ("lost", found.lost)):
        if issues:
            _list(name, issues, found.texts, page, key)


def show_last_import(page: Page) -> None:
    """Say what comes next after the latest import of this session, and show what it came to, until the next."""
    found: Outcome | None = state.remember("budget_imported", None)
    if found is None:
        return
    formats = page.formats
    st.subheader(formats.text("budget_import.last"))
    st.markdown(formats.text("budget_import.next", name=inert(one_line(found.dossier.versions[-1].id))))
    with st.container(horizontal=True):
        st.page_link("views/budget_review.py", label=formats.text("budget_import.to_review"), icon=":material/rule:")
        st.page_link("views/budget_report.py", label=formats.text("budget_import.to_report"), icon=":material/eco:")
    show_lists(found, page, key="after")


def _list(name: str, issues: Sequence[Issue], texts: Mapping[str, str], page: Page, key: str) -> None:
    formats = page.formats
    rows = []
    for issue in issues:
        parts = render_parts(issue, page.lang)
        line = one_line(texts.get(issue.where.row or "", ""))
        rows.append({"line": line, "what": parts.what, "why": parts.why, "how": parts.how})
    columns = [Column("line", formats.text("budget_import.list_line"), width=240), *note_columns(formats)]
    title = formats.text(f"budget_import.{name}", n=len(rows))
    with st.expander(title, expanded=len(rows) <= 5):
        if name == "unfit":
            st.caption(formats.text("budget_import.unfit_help"))
        show_texts(rows, columns, formats, key=f"budget_{name}.{key}.{page.lang}", alt=title)
        download_csv(rows, columns, formats, name=f"budget_{name}", key=f"budget_{name}.{key}")
