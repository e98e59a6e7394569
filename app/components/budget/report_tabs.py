"""The parts of the report below its key figures, one tab each; only the open one is worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.report_actions import show_actions
from app.components.budget.report_compare import show_comparison
from app.components.budget.report_files import show_files
from app.components.budget.report_lines import show_harmful, show_unexamined
from app.components.budget.report_log import show_log
from app.components.budget.report_method import show_method
from app.components.budget.report_schemes import show_other_scheme
from app.components.budget.report_shares import show_shares
from app.components.budget.report_words import choose_axis

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.components.budget.report_words import Shown

__all__ = ["TABS", "show_absent", "show_tabs"]


def _lines(shown: Shown) -> None:
    axis = choose_axis(shown.scheme, shown.formats, key="lines")
    show_harmful(shown, axis)
    show_unexamined(shown, axis)
    st.page_link("views/budget_review.py", label=shown.formats.text("budget_report.to_review"), icon=":material/rule:")


def _log(shown: Shown) -> None:
    actions = {action.id: action.name for action in shown.page.plan.actions}
    show_log(shown.opened, shown.formats, actions)


TABS: dict[str, Callable[[Shown], None]] = {
    "shares": show_shares,
    "lines": _lines,
    "actions": show_actions,
    "compare": show_comparison,
    "schemes": show_other_scheme,
    "log": _log,
    "method": show_method,
    "files": show_files,
}
"""The tabs in their order."""


def show_tabs(shown: Shown) -> None:
    """Show the tabs."""
    formats = shown.formats
    labels = [formats.text(f"budget_report.tab_{name}") for name in TABS]
    tabs = st.tabs(labels, key=f"budget_tabs.{formats.lang}", on_change="rerun")
    for tab, part in zip(tabs, TABS.values(), strict=True):
        if tab.open:
            with tab:
                part(shown)


def show_absent(shown: Shown) -> None:
    """Say that the budget has no lines of the kind; where another version has, show the comparison that has them."""
    formats, kind = shown.formats, shown.scope.kind
    st.info(formats.text("budget_report.no_lines"))
    others = (version for version in shown.opened.dossier.versions if version.id != shown.scope.version_id)
    if any(line.kind is kind for version in others for line in version.lines):
        st.header(formats.text("budget_report.tab_compare"))
        st.caption(formats.text("budget_report.only_elsewhere"))
        show_comparison(shown)
