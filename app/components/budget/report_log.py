"""The change log: imports, rules and choices, decisions, splits and links in the order of time, by whom and why."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.budget.report_line_columns import row_height, shortened
from app.components.budget.report_lines import masked
from app.components.budget.report_words import axis_label, category_label, exact
from app.components.inert import one_line
from app.components.tables import Column, download_csv, show_table
from finmodel.i18n import format_percent, t
from finmodel.i18n.moments import moment_text
from finmodel.i18n.tagging_changes import change_reason, choice_change_text
from finmodel.tagging.change_log import changes_of
from finmodel.tagging.choice_changes import ChoiceChange
from finmodel.tagging.decisions import Decision
from finmodel.tagging.line_links import LineLinks
from finmodel.tagging.splits import Split
from finmodel.tagging.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.components.formats import Formats
    from app.tagging import OpenedDossier
    from finmodel.tagging.change_log import ChangeEntry
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.splits import SplitPart

__all__ = ["log_rows", "show_log"]

_SHOWN = 900
"""Height of the table [pixels]."""
_LINES = 4
"""Lines of text in a row: a single long reason does not make every row as high; whole texts are in the file."""


def show_log(opened: OpenedDossier, formats: Formats, actions: Mapping[str, str]) -> None:
    """Show the log, of everybody or of one person.

    Parameters
    ----------
    opened
        The open dossier.
    formats
        How numbers are written.
    actions
        Names of the open plan's actions by id.
    """
    rows = log_rows(opened, formats, actions)
    st.caption(formats.text("budget_report.log_how"))
    people = sorted({row["who"] for row in rows if row["who"]})
    everybody = formats.text("budget_report.everybody")
    picked = st.selectbox(
        formats.text("budget_report.who"),
        [None, *people],
        format_func=lambda name: everybody if name is None else name,
        key=f"budget_log_who.{formats.lang}.{len(people)}",
    )
    chosen = [row for row in rows if picked is None or row["who"] == picked]
    if not chosen:
        st.info(formats.text("budget_report.log_empty"))
        return
    widths = {"when": 125, "who": 95, "what": 126, "line": 134, "content": 200, "reason": 190, "evidence": 130}
    columns = [Column(name, formats.text(f"budget_report.log_{name}"), width=width) for name, width in widths.items()]
    alt = formats.text("budget_report.log_alt", n=len(chosen))
    height = row_height(chosen, columns, _LINES)
    key = f"table.budget_log.{formats.lang}"
    low = shortened(chosen, columns, _LINES)
    show_table(low, columns, formats, key=key, alt=alt, row_height=height, n_shown=max(4, _SHOWN // height))
    download_csv(masked(chosen), columns, formats, name="budget_log")


def log_rows(opened: OpenedDossier, formats: Formats, actions: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return everything that has been done, the oldest first."""
    found = []
    for entry in changes_of(opened.dossier, opened.kept.choice_steps):
        what, content = _said(entry, opened.scheme, formats, actions)
        found.append(
            {
                "when": one_line(moment_text(entry.when)),
                "who": one_line(entry.who),
                "what": what,
                "line": one_line(entry.text),
                "content": one_line(content),
                "reason": one_line(change_reason(entry, formats.lang)),
                "evidence": one_line(entry.evidence),
            }
        )
    return found


def _said(entry: ChangeEntry, scheme: Scheme, formats: Formats, actions: Mapping[str, str]) -> tuple[str, str]:
    """Return what was done and what was said in it, in words."""
    text = formats.text
    match entry.item:
        case Version() as version:
            words = {"version": version.id, "file": version.source.file}
            return text("budget_report.log_import"), text("budget_report.log_imported", n=len(version.lines), **words)
        case ChoiceChange() as change:
            return text("budget_report.log_choices"), choice_change_text(change, scheme, formats.lang)
        case Decision() as decision:
            what = text("budget_report.log_decision", step=t(f"tag_step.{decision.step}", formats.lang))
            content = _tags(decision, scheme, formats)
        case Split() as split:
            what = text("budget_report.log_split" if split.parts else "budget_report.log_whole")
            content = "; ".join(_parts(split, formats))
        case LineLinks() as links:
            what = text("budget_report.log_link" if links.actions else "budget_report.log_unlink")
            content = _links(links, formats, actions)
    return (text("budget_report.log_followed", what=what) if entry.origin else what), content


def _tags(decision: Decision, scheme: Scheme, formats: Formats) -> str:
    found = []
    for axis in scheme.axis_ids:
        category = decision.categories.get(axis, "")
        if category in scheme.by_id:
            label = category_label(scheme, category, formats)
            found.append(f"{axis_label(scheme, axis, formats)}: {label[:1].lower()}{label[1:]}")
    return "; ".join(found)


def _parts(split: Split, formats: Formats) -> Iterator[str]:
    for part in split.parts:
        name = one_line(part.text) or formats.text("budget_report.log_own_text")
        yield f"{name} ({_size(part, formats)})"


def _size(part: SplitPart, formats: Formats) -> str:
    if part.share is not None:
        return format_percent(float(Fraction(part.share)), formats.lang, 1)
    if part.amounts is None:
        return formats.text("budget_report.log_rest")
    unit = formats.text("budget_report.kr")
    return ", ".join(f"{year}: {exact(ore, formats)} {unit}" for year, ore in part.amounts)


def _links(links: LineLinks, formats: Formats, actions: Mapping[str, str]) -> str:
    return "; ".join(
        f"{t(f'link_kind.{one.kind}', formats.lang)} {one_line(actions.get(one.action, one.action))}"
        for one in links.actions
    )
