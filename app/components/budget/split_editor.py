"""The editor that divides a line into parts, adding up to the öre while it is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.line_money import ore_of_years, share_of, share_written
from app.components.budget.line_years import year_fields
from app.components.budget.review_list import choose
from app.components.budget.review_saving import form_key, in_words, is_current, moment, save, who
from app.components.budget.review_words import axis_heading, exact_text, sentence
from app.components.budget.split_entry import REST, WAYS, parts_so_far, preview_of, way_of
from app.components.inert import inert, one_line
from app.components.plain import plain
from app.components.problems import show_issues
from app.components.tables import Column, show_texts
from finmodel.i18n.tagging import category_name
from finmodel.tagging.dossier import split
from finmodel.tagging.splits import Split, SplitPart

if TYPE_CHECKING:
    from app.components.budget.split_entry import Preview
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["show_split"]

_MOST_PARTS = 12


def show_split(item: TaggedLine, budget: TaggedBudget, opened: OpenedDossier, page: Page) -> None:
    """Show the parts of a line, and let the reader divide it, divide it otherwise or make it whole again."""
    formats, dossier = page.formats, opened.dossier
    key = item.line.line_key
    current = dossier.current
    if current is None or not is_current(budget, opened):
        st.info(formats.text("budget_review.old_version"), icon=":material/history:")
        return
    line = next(one for one in current.lines if one.key == key)
    _parts(key, budget, page)
    st.caption(formats.text("budget_review.split_help", amount=exact_text(line.amount(), formats)))
    parts, problems = _entered(line, parts_so_far(key, dossier), page)
    preview = None
    if problems:
        for problem in problems:
            st.error(inert(problem), icon=":material/error:")
    else:
        preview = preview_of(line, parts)
        _show_preview(line, preview, opened, page)
    reason = one_line(st.text_input(formats.text("budget_review.reason"), key=form_key(f"split_reason.{key}", page)))
    if not who() or not reason:
        st.caption(formats.text("budget_review.needs_who_and_reason"))
    is_ready = bool(who() and reason)
    with st.container(horizontal=True):
        is_split = st.button(
            formats.text("budget_review.split"),
            key="budget_split",
            type="primary",
            icon=":material/call_split:",
            disabled=not is_ready or preview is None or not preview.is_ready,
        )
        is_whole = st.button(
            formats.text("budget_review.make_whole"),
            key="budget_whole",
            icon=":material/merge:",
            disabled=not is_ready or not parts_so_far(key, dossier),
        )
    if is_split:
        new = Split(key, parts, reason, who(), moment())
        said = formats.text("budget_review.done_split", n=len(parts))
        save(opened, lambda old: split(old, new), said, page)
    elif is_whole:
        whole = Split(key, (), reason, who(), moment())
        save(opened, lambda old: split(old, whole), formats.text("budget_review.done_whole"), page)


def _parts(key: str, budget: TaggedBudget, page: Page) -> None:
    """List the parts that the line has now, with their tags."""
    formats, scheme = page.formats, budget.scheme
    items = [one for one in budget.lines if one.line.line_key == key and one.key != key]
    if not items:
        return
    plain(formats.text("budget_review.parts"), name="budget-parts", is_strong=True)
    rows = [
        {
            "text": one_line(one.line.text),
            "amount": exact_text(one.line.amount(), formats),
            **{
                axis: sentence(category_name(scheme, category, page.lang))
                for axis, category in zip(scheme.axis_ids, one.categories, strict=True)
            },
        }
        for one in items
    ]
    names = {axis: axis_heading(scheme, axis, page.lang) for axis in scheme.axis_ids}
    columns = [Column(name, names.get(name) or formats.text(f"budget_review.part_{name}")) for name in rows[0]]
    show_texts(rows, columns, formats, key=f"budget_parts.{page.lang}", alt=formats.text("budget_review.parts"))
    st.button(
        formats.text("budget_review.choose_parts"),
        key="budget_choose_parts",
        icon=":material/checklist:",
        on_click=choose,
        args=([one.key for one in items],),
    )


def _entered(line: BudgetLine, before: tuple[SplitPart, ...], page: Page) -> tuple[tuple[SplitPart, ...], list[str]]:
    """Show the fields of the parts; return the parts, and sentences on what cannot be read."""
    formats = page.formats
    n_parts = st.number_input(
        formats.text("budget_review.n_parts"),
        min_value=2,
        max_value=_MOST_PARTS,
        value=min(max(len(before), 2), _MOST_PARTS),
        key=form_key(f"n_parts.{line.key}", page),
        width=160,
    )
    # A line that is whole begins as one part by share and the rest.
    start = before or (SplitPart("", None, ()), SplitPart())
    parts, problems = [], list[str]()
    for place in range(int(n_parts)):
        old = start[place] if place < len(start) else SplitPart("", None, ())
        part, wrong = _part(line, place, old, page)
        parts.append(part)
        problems += wrong
    return tuple(parts), problems


def _part(line: BudgetLine, place: int, old: SplitPart, page: Page) -> tuple[SplitPart, list[str]]:
    formats, label = page.formats, page.formats.text("budget_review.part", n=place + 1)

    def key(name: str) -> str:
        return form_key(f"split.{line.key}.{place}.{name}", page)

    with st.container(border=True):
        left, middle, right = st.columns([3, 2, 4])
        with left:
            text = st.text_input(
                formats.text("budget_review.part_for", part=label),
                value=old.text,
                placeholder=one_line(line.text),
                key=key("text"),
                help=formats.text("budget_review.part_for_help"),
            )
        with middle:
            way = st.selectbox(
                formats.text("budget_review.way"),
                WAYS,
                index=WAYS.index(way_of(old)),
                format_func=lambda name: formats.text(f"budget_review.way_{name}"),
                key=key("way"),
            )
        with right:
            if way == REST:
                return SplitPart(one_line(text)), []
            if way == "share":
                written = "" if old.share is None else share_written(old.share, formats)
                typed = st.text_input(formats.text("budget_review.share"), value=written, key=key("share"))
                if not typed.strip():
                    return SplitPart(one_line(text), None, ()), []
                share = share_of(typed, formats, label)
                return (SplitPart(), [share]) if isinstance(share, str) else (SplitPart(one_line(text), share), [])
            stated = dict(old.amounts or ())
            texts = year_fields(line.years, stated, page, key)
            amounts, problems = ore_of_years(texts, formats, label)
            return SplitPart(one_line(text), None, amounts), problems


def _show_preview(line: BudgetLine, preview: Preview, opened: OpenedDossier, page: Page) -> None:
    """Show how the parts add up."""
    formats = page.formats
    if preview.parts:
        rows = [
            {"text": one_line(part.text), **{str(year): exact_text(ore, formats) for year, ore in part.amounts}}
            for part in preview.parts
        ]
        total = {str(year): exact_text(ore, formats) for year, ore in line.amounts}
        rows.append({"text": formats.text("budget_review.split_total"), **total})
        columns = [Column("text", formats.text("budget_review.part_text"))]
        columns += [Column(str(year), str(year)) for year in line.years]
        alt = formats.text("budget_review.preview_alt")
        show_texts(rows, columns, formats, key=f"budget_preview.{page.lang}", alt=alt)
        st.caption(formats.text("budget_review.adds_up"))
        if not preview.is_ready:
            st.caption(formats.text("budget_review.empty_part"))
        return
    for one in preview.left:
        amounts = {"parts": exact_text(one.of_parts, formats), "line": exact_text(one.of_line, formats)}
        name = "split_left" if one.left * one.of_line >= 0 else "split_over"
        said = formats.text(
            f"budget_review.{name}", year=str(one.year), left=exact_text(abs(one.left), formats), **amounts
        )
        st.warning(said, icon=":material/calculate:")
    if preview.issues:
        show_issues(in_words(preview.issues, opened, page), formats, key="budget_split")
