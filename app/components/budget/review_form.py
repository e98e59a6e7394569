"""The chosen lines, all of them with their sums, and the form that decides on them at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.review_decisions import AS_IT_IS, AS_RULES, LEFT_ALONE, Entered, decisions_of, problems_of
from app.components.budget.review_drafts import draft, empty_for_others, written_for
from app.components.budget.review_list import LARGEST_CHOICE, choose, chosen_keys, is_none_chosen
from app.components.budget.review_rows import line_columns, line_rows
from app.components.budget.review_saving import is_current, moment, save, who
from app.components.budget.review_words import axis_heading, exact_text, sentence
from app.components.inert import one_line
from app.components.tables import TWO_LINES, Column, show_table, show_texts
from finmodel.i18n import t, t_n
from finmodel.i18n.tagging import category_name
from finmodel.tagging.decisions import Step
from finmodel.tagging.dossier import decide
from finmodel.tagging.lines import LineKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.components.budget.review_decisions import Problem
    from app.components.budget.review_queue import Queue
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.schemes import Scheme
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["show_chosen"]

_FORM = "decide"
_N_SHOWN = 12
"""Chosen lines that are seen at once: who decides on many has to see them."""


def show_chosen(queue: Queue, opened: OpenedDossier, page: Page) -> None:
    """List the lines that are chosen, and let the reader decide on them."""
    formats = page.formats
    keys = chosen_keys(queue)
    items = [queue.by_key[key] for key in keys]
    if items or is_none_chosen():
        # What was written for one choice is never saved for another without being written again.
        empty_for_others(_FORM, keys)
    if not items:
        st.info(formats.text("budget_review.none_chosen"), icon=":material/checklist:")
        return
    _list(items, queue, page)
    if not is_current(queue.budget, opened):
        st.info(formats.text("budget_review.old_version"), icon=":material/history:")
        return
    if len(items) > LARGEST_CHOICE:
        n = formats.number(LARGEST_CHOICE)
        st.warning(formats.text("budget_review.too_many", n=n), icon=":material/warning:")
        return
    entered = _form(opened.scheme, page)
    written_for(_FORM, keys)
    if st.button(
        t_n("app.budget_review.save", len(items), page.lang),
        key="budget_decide",
        type="primary",
        icon=":material/gavel:",
    ):
        _decide(items, entered, opened, page)


def _list(items: Sequence[TaggedLine], queue: Queue, page: Page) -> None:
    formats = page.formats
    rows, columns = line_rows(items, queue, formats), line_columns(queue, formats, has_kinds=True)
    alt = formats.text("budget_review.chosen_alt")
    show_table(
        rows, columns, formats, key=f"budget_chosen.{page.lang}", alt=alt, n_shown=_N_SHOWN, row_height=TWO_LINES
    )
    years = ", ".join(map(str, queue.years))
    for kind in LineKind:  # each kind by itself: investment and operating costs are never one sum
        lines = [item.line for item in items if item.line.kind is kind]
        if lines:
            ore = sum(line.amount(queue.years) for line in lines)
            name = t(f"tag_kind.{kind}", page.lang)
            sums = {"kind": name, "amount": exact_text(ore, formats), "years": years}
            st.text(t_n("app.budget_review.sum", len(lines), page.lang, **sums))


def _form(scheme: Scheme, page: Page) -> Entered:
    formats = page.formats
    show_step = partial(
        st.radio,
        formats.text("budget_review.step"),
        [str(one) for one in (Step.REVIEWED, Step.APPROVED, Step.PROPOSED, Step.WITHDRAWN)],
        format_func=lambda name: formats.text(f"budget_review.step_{name}"),
        horizontal=True,
    )
    step = Step(draft(show_step, f"{_FORM}.step", page, str(Step.REVIEWED)))
    st.caption(formats.text(f"budget_review.step_{step}_help"))
    said: dict[str, str] = {}
    for place, axis in zip(st.columns(len(scheme.axes)), scheme.axes, strict=True):
        with place:
            options = _options(scheme, axis.id, step)
            show = partial(
                st.selectbox,
                axis_heading(scheme, axis.id, page.lang),
                options,
                format_func=partial(_option_words, step=step, scheme=scheme, page=page),
            )
            name = f"{_FORM}.category.{axis.id}.{step}"
            said[axis.id] = draft(show, name, page, options[0], fits=options.__contains__)
    left, right = st.columns(2)
    with left:
        show_reason = partial(
            st.text_area,
            formats.text("budget_review.reason"),
            height=80,
            help=formats.text("budget_review.reason_help"),
        )
        reason = draft(show_reason, f"{_FORM}.reason", page, "")
    with right:
        show_evidence = partial(
            st.text_area,
            formats.text("budget_review.evidence"),
            height=80,
            help=formats.text("budget_review.evidence_help"),
        )
        evidence = draft(show_evidence, f"{_FORM}.evidence", page, "")
    return Entered(step, said, one_line(reason), who(), evidence=one_line(evidence))


def _options(scheme: Scheme, axis: str, step: Step) -> list[str]:
    match step:
        case Step.WITHDRAWN:
            return [AS_IT_IS, LEFT_ALONE]
        case Step.APPROVED:
            return [AS_IT_IS, LEFT_ALONE, *scheme.on_axis(axis)]
        case _:
            return [LEFT_ALONE, AS_IT_IS, AS_RULES, *scheme.on_axis(axis)]


def _option_words(code: str, step: Step, scheme: Scheme, page: Page) -> str:
    if code == LEFT_ALONE:
        return page.formats.text("budget_review.left_alone")
    if code == AS_IT_IS:
        return page.formats.text(f"budget_review.as_it_is_{step}")
    if code == AS_RULES:
        return page.formats.text("budget_review.as_rules")
    return sentence(category_name(scheme, code, page.lang))


def _decide(items: Sequence[TaggedLine], entered: Entered, opened: OpenedDossier, page: Page) -> None:
    scheme = opened.scheme
    if problems := problems_of(items, entered, opened.dossier.log, scheme):
        _tell(problems, page)
        return
    now = Entered(entered.step, entered.categories, entered.reason, entered.who, moment(), entered.evidence)
    decisions = decisions_of(items, now, opened.dossier, scheme)
    said = t_n(f"app.budget_review.done_{entered.step}", len(items), page.lang)
    # What is decided is not chosen any more: nobody decides on it twice by mistake.
    save(opened, lambda dossier: decide(dossier, decisions, scheme), said, page, (_FORM,), then=lambda: choose(()))


def _tell(problems: Sequence[Problem], page: Page) -> None:
    """Tell what is missing: once where it is about all lines, line by line otherwise."""
    formats = page.formats
    for problem in problems:
        if problem.item is None:
            st.error(formats.text(f"budget_review.problem_{problem.name}"), icon=":material/error:")
    rows = [
        {
            "text": one_line(problem.item.line.text),
            "what": formats.text(f"budget_review.problem_{problem.name}"),
        }
        for problem in problems
        if problem.item is not None
    ]
    if rows:
        st.error(formats.text("budget_review.refused"), icon=":material/error:")
        columns = [Column("text", formats.text("budget_review.text")), Column("what", formats.text("problem.what"))]
        show_texts(rows, columns, formats, key="budget_review_problems", alt=formats.text("problem.alt"))
