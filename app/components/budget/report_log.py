"""The change log: imports, decisions, splits and links in the order of time, by whom and why."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import streamlit as st

from app.components.budget.report_lines import masked
from app.components.budget.report_words import axis_label, category_label, exact
from app.components.inert import one_line
from app.components.tables import TWO_LINES, Column, download_csv, show_table
from finmodel.i18n import format_percent, t

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.components.formats import Formats
    from app.tagging import OpenedDossier
    from finmodel.tagging.decisions import Decision
    from finmodel.tagging.line_links import LineLinks
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.splits import Split, SplitPart

__all__ = ["log_rows", "show_log"]


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
    widths = {"when": 120, "who": 120, "what": 135, "line": 185, "content": 200, "reason": 245, "evidence": 200}
    columns = [Column(name, formats.text(f"budget_report.log_{name}"), width=width) for name, width in widths.items()]
    alt = formats.text("budget_report.log_alt", n=len(chosen))
    show_table(chosen, columns, formats, key=f"table.budget_log.{formats.lang}", alt=alt, row_height=TWO_LINES)
    download_csv(masked(chosen), columns, formats, name="budget_log")


def log_rows(opened: OpenedDossier, formats: Formats, actions: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return everything that has been done, the oldest first."""
    dossier, scheme = opened.dossier, opened.scheme
    texts = {line.key: line.text for version in dossier.versions for line in dossier.parts(version)[0]}
    texts |= {line.key: line.text for version in dossier.versions for line in version.lines}

    def row(when: str, who: str, what: str, key: str, content: str, reason: str, evidence: str = "") -> dict[str, Any]:
        return {
            "at": when,
            "when": one_line(when[:16].replace("T", " ")),
            "who": one_line(who),
            "what": what,
            "line": one_line(texts.get(key, "") or texts.get(key.partition(".")[0], "")),
            "content": content,
            "reason": one_line(reason),
            "evidence": one_line(evidence),
        }

    rows = [
        row(
            version.source.when,
            version.source.who,
            formats.text("budget_report.log_import"),
            "",
            formats.text(
                "budget_report.log_imported", version=version.id, file=version.source.file, n=len(version.lines)
            ),
            "",
        )
        for version in dossier.versions
    ]
    for decision in dossier.log.decisions:
        what = formats.text("budget_report.log_decision", step=t(f"tag_step.{decision.step}", formats.lang))
        if decision.origin:
            what = formats.text("budget_report.log_followed", what=what)
        content = _tags(decision, scheme, formats)
        shown = row(decision.when, decision.who, what, decision.key, content, decision.reason, decision.evidence)
        rows.append(shown | {"line": shown["line"] or one_line(decision.text)})
    for split in dossier.splits:
        what = formats.text("budget_report.log_split" if split.parts else "budget_report.log_whole")
        content = "; ".join(_parts(split, formats))
        rows.append(row(split.when, split.who, what, split.key, content, split.reason))
    for links in dossier.links:
        what = formats.text("budget_report.log_link" if links.actions else "budget_report.log_unlink")
        rows.append(row(links.when, links.who, what, links.key, _links(links, formats, actions), links.reason))
    return sorted(rows, key=lambda each: str(each["at"]))


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
