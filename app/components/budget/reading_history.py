"""Every import of the open dossier: file, hash, when, by whom, how many lines, and its amounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app import tagging_versions
from app.components.budget.reading_words import moment, money
from app.components.inert import one_line
from app.components.tables import Column, download_csv, show_texts
from finmodel.i18n import t

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.versions import Version

__all__ = ["show_history"]

_WIDTHS = {
    "name": 170,
    "file": 200,
    "hash": 110,
    "when": 120,
    "who": 120,
    "lines": 70,
    "amounts": 260,
    "left": 170,
    "masked": 170,
    "marks": 130,
}


def show_history(opened: OpenedDossier, page: Page) -> None:
    """Show the imports, the newest first."""
    formats = page.formats
    rows = [_row(version, page) for version in reversed(opened.dossier.versions)]
    if not rows:
        st.caption(formats.text("budget_import.history_none"))
        return
    columns = [Column(name, formats.text(f"budget_import.h_{name}"), width=width) for name, width in _WIDTHS.items()]
    columns = [column for column in columns if any(row[column.key] for row in rows)]
    show_texts(rows, columns, formats, key=f"budget_history.{page.lang}", alt=formats.text("budget_import.history_alt"))
    download_csv(rows, columns, formats, name="budget_history")


def _row(version: Version, page: Page) -> dict[str, str]:
    formats, lang = page.formats, page.lang
    source = version.source
    left = [
        formats.text("budget_import.h_left_out", why=t(f"budget_left_out.{why}", lang), n=formats.number(n))
        for why, n in source.n_left_out.items()
    ]
    masked = [
        formats.text(f"budget_import.h_masked_{of}", what=t(f"budget_masking.{what}", lang))
        for of, what in zip(("suppliers", "texts"), source.masking, strict=True)
        if what != "nothing"
    ]
    marks = [formats.text("mark.illustrative")] if source.is_illustrative else []
    if version.controls:
        marks.append(formats.text("budget_import.h_controls", n=len(version.controls)))
    return {
        "name": one_line(version.id),
        "file": one_line(source.file),
        "hash": source.sha256[:12],
        "when": moment(source.when),
        "who": one_line(source.who),
        "lines": formats.number(len(version.lines)),
        "amounts": _amounts(version, page),
        "left": "; ".join(left),
        "masked": "; ".join(masked),
        "marks": "; ".join(marks),
    }


def _amounts(version: Version, page: Page) -> str:
    """Return what was read by kind and basis, year after year."""
    formats, lang = page.formats, page.lang
    by_kind: dict[str, list[str]] = {}
    for (basis, kind, year), ore in tagging_versions.totals(version).items():
        words = {"kind": t(f"tag_kind.{kind}", lang), "basis": t(f"tag_basis.{basis}", lang)}
        of_year = formats.text("budget_import.h_year", year=str(year), amount=money(ore, formats))
        by_kind.setdefault(formats.text("budget_import.h_kind", **words), []).append(of_year)
    return "; ".join(f"{kind} {', '.join(years)}" for kind, years in by_kind.items())
