"""What is found in a file: problems with what to do about them, and apart from them what is only to be known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app.components.problems import show_issues
from app.components.tables import Column, download_csv, show_texts
from finmodel.errors import Severity
from finmodel.i18n import place_text, render_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.components.formats import Formats
    from finmodel.errors import Issue

__all__ = ["note_columns", "show_found"]

_WIDTHS = {"what": 380, "why": 320, "how": 320}


def show_found(issues: Iterable[Issue], formats: Formats, *, key: str, fields: Mapping[str, str] | None = None) -> None:
    """Show errors and warnings as problems, and the rest as information under headings of its own.

    Parameters
    ----------
    issues, formats
        What is shown, and how.
    key
        Name of the tables on the page.
    fields
        What the columns of the file are called in words, by what they are called in it.
    """
    names = fields or {}
    found = [
        replace(issue, where=replace(issue.where, field=names.get(issue.where.field or "", issue.where.field)))
        for issue in issues
    ]
    problems = [issue for issue in found if issue.severity is not Severity.INFO]
    notes = [issue for issue in found if issue.severity is Severity.INFO]
    if problems:
        show_issues(problems, formats, key=key)
    if notes:
        if problems:
            st.markdown(formats.text("budget_import.information", n=len(notes)))
        _notes(notes, formats, key)


def note_columns(formats: Formats) -> list[Column]:
    """Return the columns that say what is to be known: what, why, and what to do where it is not as it should be."""
    return [Column(name, formats.text(f"budget_import.note_{name}"), width=width) for name, width in _WIDTHS.items()]


def _notes(notes: list[Issue], formats: Formats, key: str) -> None:
    rows = []
    for issue in notes:
        parts = render_parts(issue, formats.lang)
        place = place_text(issue.where, formats.lang)
        rows.append({"code": issue.code, "place": place, "what": parts.what, "why": parts.why, "how": parts.how})
    columns = [
        Column("code", formats.text("problem.code"), width=95),
        Column("place", formats.text("problem.place"), width=150),
        *note_columns(formats),
    ]
    alt = formats.text("budget_import.information_alt")
    show_texts(rows, columns, formats, key=f"notes.{key}.{formats.lang}", alt=alt)
    download_csv(rows, columns, formats, name="budget_information", key=f"notes.{key}")
