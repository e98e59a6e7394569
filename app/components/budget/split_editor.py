"""The editor that divides a line into parts, adding up to the öre while it is filled in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.line_money import ore_of_years, reworded, share_of, share_written
from app.components.budget.line_years import year_fields
from app.components.budget.review_drafts import draft
from app.components.budget.review_list import choose, look_at
from app.components.budget.review_saving import in_words, is_current, moment, save, who
from app.components.budget.review_words import exact_text
from app.components.budget.split_entry import REST, WAYS, parts_so_far, preview_of, way_of
from app.components.budget.split_parts import show_parts
from app.components.budget.split_standing import dropped, said_on, standing_on
from app.components.inert import inert, one_line
from app.components.problems import show_issues
from app.components.tables import Column, show_texts
from finmodel.tagging.dossier import split
from finmodel.tagging.splits import Split, SplitPart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.components.budget.review_queue import Queue
    from app.components.budget.split_entry import Preview
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["show_split"]

_MOST_PARTS = 12


def show_split(item: TaggedLine, queue: Queue, opened: OpenedDossier, page: Page) -> None:
    """Show the parts of a line, and let the reader divide it, divide it otherwise or make it whole again."""
    formats, dossier, budget = page.formats, opened.dossier, queue.budget
    key = item.line.line_key
    current = dossier.current
    if current is None or not is_current(budget, opened):
        st.info(formats.text("budget_review.old_version"), icon=":material/history:")
        return
    line = next(one for one in current.lines if one.key == key)
    show_parts(key, queue, page)
    text = inert(one_line(line.text) or formats.text("budget_review.no_text"))
    st.caption(formats.text("budget_review.split_help", text=text, amount=exact_text(line.amount(), formats)))
    now = [one.line for one in budget.lines if one.line.line_key == key]
    is_divided = any(one.key != key for one in now)
    if is_divided and (stood := standing_on(key, dossier.log, opened.scheme, page.lang)):
        st.caption(inert(formats.text("budget_review.split_rests", decision=stood)))
    parts, problems = _entered(line, parts_so_far(key, dossier), page)
    preview = None
    if problems:
        for problem in problems:
            st.error(inert(problem), icon=":material/error:")
    else:
        preview = preview_of(line, parts)
        _show_preview(line, preview, opened, page)
    of_split = ""
    if not is_divided:
        of_split = said_on(now, dossier, opened.scheme, formats)
    elif preview is not None and preview.is_ready:
        of_split = said_on(dropped(now, Split(key, parts), dossier), dossier, opened.scheme, formats)
    of_whole = said_on(now, dossier, opened.scheme, formats) if is_divided else ""
    _warn({"split_drops": of_split, "whole_drops": of_whole}, page)
    show_reason = partial(st.text_input, formats.text("budget_review.reason"))
    reason = one_line(draft(show_reason, f"split.{key}.reason", page, ""))
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
        _divide(Split(key, parts, reason, who(), moment()), opened, page, _doubts(of_split, page))
    elif is_whole:
        whole = Split(key, (), reason, who(), moment())
        said = formats.text("budget_review.done_whole")
        doubts = _doubts(of_whole, page)
        save(opened, lambda old: split(old, whole), said, page, _forms_of(key), doubts=doubts)


def _warn(said: Mapping[str, str], page: Page) -> None:
    """Say which decisions would not hold any more, before anything is saved."""
    for name, decisions in said.items():
        if decisions:
            text = page.formats.text(f"budget_review.{name}", decisions=decisions)
            st.warning(inert(text), icon=":material/gavel:")


def _doubts(decisions: str, page: Page) -> tuple[str, ...]:
    """Return what is noted when it is saved: which decisions do not hold any more."""
    return (page.formats.text("budget_review.done_drops", decisions=decisions),) if decisions else ()


def _forms_of(key: str) -> tuple[str, ...]:
    """Return the forms about a line and its parts, which are others when it has been divided."""
    return tuple(f"{form}.{key}" for form in ("split", "link", "undo"))


def _divide(new: Split, opened: OpenedDossier, page: Page, doubts: tuple[str, ...]) -> None:
    """Keep a split, and choose its parts: they are to be decided on next."""
    keys: list[str] = []

    def made(old: Dossier) -> Dossier:
        dossier = split(old, new)
        keys[:] = [line.key for line in dossier.parts()[0] if line.line_key == new.key]
        return dossier

    def decide_next() -> None:
        choose(keys)
        look_at(keys[0])

    said = page.formats.text("budget_review.done_split", n=len(new.parts))
    save(opened, made, said, page, _forms_of(new.key), then=decide_next, doubts=doubts)


def _entered(line: BudgetLine, before: tuple[SplitPart, ...], page: Page) -> tuple[tuple[SplitPart, ...], list[str]]:
    """Show the fields of the parts; return the parts, and sentences on what cannot be read."""
    show = partial(
        st.number_input,
        page.formats.text("budget_review.n_parts"),
        min_value=2,
        max_value=_MOST_PARTS,
        width=160,
    )
    n_parts = draft(show, f"split.{line.key}.n_parts", page, min(max(len(before), 2), _MOST_PARTS))
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
    field = f"split.{line.key}.{place}"
    with st.container(border=True):
        left, middle, right = st.columns([3, 2, 4])
        with left:
            show_text = partial(
                st.text_input,
                formats.text("budget_review.part_for", part=label),
                placeholder=one_line(line.text),
                help=formats.text("budget_review.part_for_help"),
            )
            text = draft(show_text, f"{field}.text", page, old.text)
        with middle:
            show_way = partial(
                st.selectbox,
                formats.text("budget_review.way"),
                WAYS,
                format_func=lambda name: formats.text(f"budget_review.way_{name}"),
            )
            way = draft(show_way, f"{field}.way", page, way_of(old))
        with right:
            if way == REST:
                return SplitPart(one_line(text)), []
            if way == "share":
                written = "" if old.share is None else share_written(old.share, formats)
                show_share = partial(st.text_input, formats.text("budget_review.share"))
                typed = draft(show_share, f"{field}.share", page, written, reword=reworded)
                if not typed.strip():
                    return SplitPart(one_line(text), None, ()), []
                share = share_of(typed, formats, label)
                return (SplitPart(), [share]) if isinstance(share, str) else (SplitPart(one_line(text), share), [])
            stated = dict(old.amounts or ())
            texts = year_fields(line.years, stated, page, field)
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
