"""Rows that are sums of others: the reader says which of them are lines all the same, and which lines are sums."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from app import state
from app.components.inert import one_line
from finmodel.intake.budget_lines import LeftOutReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.state import Page
    from app.tagging_import import SourceFile
    from finmodel.intake.budget_lines import BudgetTable
    from finmodel.intake.budget_mapping import ColumnMapping

__all__ = ["correct_rows", "with_rows"]

_MAX_TEXTS = 2000


def with_rows(file: SourceFile, mapping: ColumnMapping) -> ColumnMapping:
    """Return a mapping with what the reader has said of rows, in the run before or in an earlier file."""
    lines, sums = (state.remember(_name(file, which), set[str]()) for which in ("lines", "sums"))
    return replace(
        mapping,
        line_texts=tuple(sorted({*mapping.line_texts, *lines} - sums)),
        subtotal_texts=tuple(sorted({*mapping.subtotal_texts, *sums} - lines)),
    )


def correct_rows(file: SourceFile, table: BudgetTable, page: Page) -> None:
    """Let the reader say which rows were judged wrongly; the next run reads them so."""
    said = {which: state.remember(_name(file, which), set[str]()) for which in ("lines", "sums")}
    left = [item.text for item in table.left_out if item.reason is LeftOutReason.SUBTOTAL]
    with st.expander(page.formats.text("budget_import.rows_wrong"), icon=":material/rule:"):
        st.caption(page.formats.text("budget_import.rows_wrong_help"))
        _texts("lines", file, [*left, *said["lines"]], page)
        _texts("sums", file, [*(line.text for line in table.lines), *said["sums"]], page)


def _texts(which: str, file: SourceFile, texts: Iterable[str], page: Page) -> None:
    options = sorted({text for text in texts if text})[:_MAX_TEXTS]
    name = _name(file, which)
    key = f"{name}.{page.lang}"

    def take() -> None:
        state.choose(name, set(st.session_state[key]))

    chosen = [text for text in options if text in state.remember(name, set[str]())]
    st.multiselect(
        page.formats.text(f"budget_import.rows_{which}"),
        options,
        default=chosen,
        format_func=one_line,
        placeholder=page.formats.text("budget_import.rows_none"),
        key=key,
        on_change=take,
    )


def _name(file: SourceFile, which: str) -> str:
    return f"budget_rows_{which}.{file.sha256[:16]}"
