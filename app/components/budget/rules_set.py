"""The rules in use: whose they are, found by words, taken away as a workbook, and exchanged for one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from app import state, tagging, tagging_patterns, tagging_rules
from app.components.budget.reading_dossier import dossier_stem
from app.components.budget.reading_notes import show_found
from app.components.budget.rules_effect import offer_choices
from app.components.budget.rules_one import show_one_rule
from app.components.budget.rules_scheme import offer_scheme
from app.components.inert import inert, one_line
from app.components.tables import TWO_LINES, Column, download_csv, show_table
from app.tagging_schemes import has_proposed_rules
from finmodel.i18n import summary, t
from finmodel.i18n.tagging import axis_name, category_name, said
from finmodel.i18n.tagging_notes import note_of

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.rules import Rule

__all__ = ["show_rule_set", "upload_rules"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAX_RULES_MB = 20
_MAX_WORDS = 100
_PATTERNS = ("text", "not_text", "activity", "account", "counterparty")
_HEADINGS = {
    "id": "id",
    "prio": "priority",
    "typ": "kinds",
    "verksamhet": "activity",
    "konto": "account",
    "motpart": "counterparty",
    "text": "text",
    "ej_text": "not_text",
    "over": "over",
    "konf": "confidence",
    "granska": "review",
    "skal": "note",
}
"""Columns of the page's table by the headings of a file of rules."""


def show_rule_set(opened: OpenedDossier, page: Page) -> None:
    """Show the rules in use, those with the words that the reader looks for."""
    formats, lang = page.formats, page.lang
    rules = opened.choices.rule_set
    words = {
        "name": inert(one_line(rules.name)),
        "n": formats.number(len(rules.rules)),
        "hash": rules.sha256[:12],
        "scheme": said(opened.scheme.name, lang),
    }
    key = "in_use_proposed" if tagging_rules.is_proposed(opened) else "in_use_own"
    st.markdown(formats.text(f"budget_rules.{key}", **words))
    st.caption(formats.text("budget_rules.hash_help", hash=rules.sha256))
    rows = [_row(rule, opened, page) for rule in rules.rules]
    if opened.dossier.current is not None:
        uses = tagging_rules.n_decided_by(tagging.tagged(opened))
        rows = [{**row, "lines": float(uses[str(row["id"])])} for row in rows]
    wanted = st.text_input(
        formats.text("budget_rules.search"),
        state.remember("budget_rules_search", ""),
        key=f"budget_rules_search.{lang}",
        placeholder=formats.text("budget_rules.search_hint"),
    )
    state.choose("budget_rules_search", wanted)
    found = [row for row in rows if all(word in _said(row) for word in wanted.casefold().split())]
    columns = _columns(opened, page)
    st.caption(formats.text("budget_rules.n_found", n=formats.number(len(found)), of=formats.number(len(rows))))
    st.caption(formats.text("budget_rules.words_help"))
    alt = formats.text("budget_rules.rules_alt")
    show_table(found, columns, formats, key=f"budget_rules.{lang}", alt=alt, n_shown=7, row_height=TWO_LINES)
    with st.container(horizontal=True):
        st.download_button(
            formats.text("budget_rules.download"),
            lambda: tagging_rules.rules_file(opened, lang),
            file_name=f"{dossier_stem(opened, page)}-{formats.text('file.budget_rules')}.xlsx",
            mime=_XLSX,
            key=f"budget_rules_download.{lang}",
            on_click="ignore",
            icon=":material/download:",
            help=formats.text("budget_rules.download_help"),
        )
        download_csv([row | row["patterns"] for row in found], columns, formats, name="budget_rules")
    show_one_rule([rules.by_id[str(row["id"])] for row in found], opened, page)


def upload_rules(opened: OpenedDossier, page: Page) -> None:
    """Let the reader exchange the rules: all problems at once, and what would change before it does."""
    formats, lang = page.formats, page.lang
    uploaded = st.file_uploader(
        formats.text("budget_rules.upload"),
        key=f"budget_rules_upload.{state.remember('budget_rules_round', 0)}",
        help=formats.text("budget_rules.upload_help"),
        max_upload_size=_MAX_RULES_MB,
    )
    if uploaded is not None:
        read = tagging_rules.read_rules(uploaded.name, uploaded.getvalue())
        words = {"file": inert(one_line(uploaded.name)), "summary": summary(read.issues, lang)}
        if read.rule_set is None or read.scheme is None:
            st.error(formats.text("budget_rules.refused", **words), icon=":material/error:")
            show_found(read.issues, formats, key="budget_rules_refused", fields=_fields(opened, page))
            return
        if read.issues:
            show_found(read.issues, formats, key="budget_rules_notes", fields=_fields(opened, page))
        if read.scheme.id != opened.dossier.scheme:
            offer_scheme(opened, read.rule_set, read.scheme, page)
        elif read.rule_set.sha256 == opened.choices.rule_set.sha256:
            st.info(formats.text("budget_rules.same"), icon=":material/info:")
        else:
            offer_choices(opened, replace(opened.choices, rule_set=read.rule_set), "rules", page)
    elif (
        has_proposed_rules(opened.scheme)
        and not tagging_rules.is_proposed(opened)
        and st.toggle(formats.text("budget_rules.back"), key=f"budget_rules_back.{lang}")
    ):
        offer_choices(opened, tagging_rules.to_proposed(opened.choices), "proposed", page)


def _row(rule: Rule, opened: OpenedDossier, page: Page) -> dict[str, Any]:
    lang, scheme = page.lang, opened.scheme
    row: dict[str, Any] = {
        "id": rule.id,
        "priority": float(rule.priority),
        "kinds": ", ".join(t(f"tag_kind.{kind}", lang) for kind in sorted(rule.kinds, reverse=True)),
        "note": one_line(note_of(rule, lang)),
        "confidence": t(f"tag_confidence.{rule.confidence}", lang),
        "review": page.formats.text("budget_rules.yes") if rule.review else "",
        "over": ", ".join(sorted(rule.over)),
    }
    row["patterns"] = {}
    for name in _PATTERNS:
        pattern = getattr(rule, name)
        read = tagging_patterns.words_of if name in ("text", "not_text") else tagging_patterns.codes_of
        row[name] = "" if pattern is None else _some([one_line(word) for word in read(pattern.source)])
        row["patterns"][name] = "" if pattern is None else one_line(pattern.source)
    for axis in scheme.axes:
        category = rule.categories.get(axis.id)
        row[f"axis.{axis.id}"] = "" if category is None else category_name(scheme, category, lang)
    return row


def _some(words: list[str]) -> str:
    """Return as many words as a row has room for, and that there are more."""
    shown = ""
    for word in words:
        longer = f"{shown} · {word}" if shown else word
        if len(longer) > _MAX_WORDS:
            return f"{shown} · …" if shown else f"{word[:_MAX_WORDS]}…"
        shown = longer
    return shown


def _fields(opened: OpenedDossier, page: Page) -> dict[str, str]:
    """Return what the columns of a file of rules are called in words, by their headings."""
    words = {heading: page.formats.text(f"budget_rules.r_{name}") for heading, name in _HEADINGS.items()}
    return words | {axis.heading: axis_name(opened.scheme, axis.id, page.lang) for axis in opened.scheme.axes}


def _said(row: dict[str, Any]) -> str:
    return " ".join(str(value) for value in row.values()).casefold()


def _columns(opened: OpenedDossier, page: Page) -> list[Column]:
    formats, lang = page.formats, page.lang

    def column(name: str, width: int, decimals: int | None = None) -> Column:
        return Column(name, formats.text(f"budget_rules.r_{name}"), decimals=decimals, width=width)

    axes = [
        Column(f"axis.{axis.id}", axis_name(opened.scheme, axis.id, lang), width=130) for axis in opened.scheme.axes
    ]
    uses = [column("lines", 70, 0)] if opened.dossier.current is not None else []
    return [
        Column("id", formats.text("budget_rules.r_id"), width=60, pinned=True),
        column("text", 340),
        *axes,
        *uses,
        column("note", 270),
        column("activity", 120),
        column("account", 120),
        column("counterparty", 100),
        column("not_text", 300),
        column("kinds", 130),
        column("priority", 90, 0),
        column("over", 110),
        column("confidence", 110),
        column("review", 90),
    ]
