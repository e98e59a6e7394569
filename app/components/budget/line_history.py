"""All that people have said of a line, step by step, and what has changed since."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.review_decisions import AS_IT_IS, Entered, decisions_of, problems_of
from app.components.budget.review_drafts import draft
from app.components.budget.review_saving import is_current, moment, save, who
from app.components.budget.review_words import categories_text, exact_text, in_order, sentence
from app.components.inert import one_line
from app.components.plain import plain
from app.components.tables import Column, show_texts
from finmodel.i18n import t, t_n
from finmodel.i18n.moments import moment_text
from finmodel.tagging.decisions import Step
from finmodel.tagging.dossier import decide

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.components.formats import Formats
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.decisions import Decision
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["show_history"]

_COLUMNS = ("when", "who", "step", "says", "reason", "evidence", "origin")


def show_history(item: TaggedLine, budget: TaggedBudget, opened: OpenedDossier, page: Page) -> None:
    """Show the history of a line, and let the reader withdraw what stands."""
    formats, dossier = page.formats, budget.dossier
    if item.look_again:
        _changed(item, budget, page)
    rows = sorted(
        [*_decided(item, dossier, budget, formats), *_split(item, dossier, formats), *_linked(item, dossier, page)],
        key=lambda row: row["moment"],
    )
    if not rows:
        st.info(formats.text("budget_review.no_history"), icon=":material/history:")
        return
    columns = [
        Column(name, formats.text(f"budget_review.history_{name}"))
        for name in _COLUMNS
        if name not in ("evidence", "origin") or any(row[name] for row in rows)
    ]
    alt = formats.text("budget_review.history_alt")
    show_texts(rows, columns, formats, key=f"budget_history.{page.lang}", alt=alt)
    if is_current(budget, opened) and dossier.log.by_key.get(item.key):
        _withdraw(item, opened, page)


def _decided(item: TaggedLine, dossier: Dossier, budget: TaggedBudget, formats: Formats) -> Iterator[dict[str, str]]:
    for decision in dossier.log.by_key.get(item.key, ()):
        yield {
            **_step(decision.when, decision.who, t(f"tag_step.{decision.step}", formats.lang), decision.reason),
            "says": categories_text(dict(decision.categories), budget.scheme, formats.lang),
            "evidence": one_line(decision.evidence),
            "origin": _origin(decision, formats),
        }


def _origin(decision: Decision, formats: Formats) -> str:
    """Return that a decision was made on a line that was called otherwise, and what."""
    if not decision.origin:
        return ""
    return formats.text("budget_review.carried", text=one_line(decision.text))


def _split(item: TaggedLine, dossier: Dossier, formats: Formats) -> Iterator[dict[str, str]]:
    for split in dossier.splits:
        if split.key == item.line.line_key:
            name = "is_split" if split.parts else "is_whole"
            texts = ", ".join(one_line(part.text) or one_line(item.line.text) for part in split.parts)
            yield {
                **_step(split.when, split.who, formats.text(f"budget_review.{name}"), split.reason),
                "says": texts,
            }


def _linked(item: TaggedLine, dossier: Dossier, page: Page) -> Iterator[dict[str, str]]:
    names = {action.id: one_line(action.name) for action in page.base.plan.actions}
    for entry in dossier.links:
        if entry.key == item.key:
            said = "is_linked" if entry.actions else "is_free"
            actions = [
                f"{t(f'link_kind.{one.kind}', page.lang)} {names.get(one.action) or one_line(one.action)}"
                for one in entry.actions
            ]
            yield {
                **_step(entry.when, entry.who, page.formats.text(f"budget_review.{said}"), entry.reason),
                "says": ", ".join(actions),
            }


def _step(moment: str, by: str, step: str, reason: str) -> dict[str, str]:
    said = {"moment": in_order(moment), "when": one_line(moment_text(moment)), "who": one_line(by)}
    return {**said, "step": sentence(step), "reason": one_line(reason), "says": "", "evidence": "", "origin": ""}


def _changed(item: TaggedLine, budget: TaggedBudget, page: Page) -> None:
    """Show what the latest decision was made on, and what the line is now."""
    formats = page.formats
    latest = budget.dossier.log.by_key[item.key][-1]
    why = ", ".join(t(f"tag_changed.{one}", page.lang) for one in budget.look_again[item.key])
    st.warning(formats.text("budget_review.changed", why=why), icon=":material/change_circle:")
    rows = [{"field": formats.text("budget_review.field_text"), "then": latest.text, "now": item.line.text}]
    then, now = dict(latest.amounts), dict(item.line.amounts)
    rows += [
        {
            "field": str(year),
            "then": exact_text(then[year], formats) if year in then else "–",
            "now": exact_text(now[year], formats) if year in now else "–",
        }
        for year in sorted({*then, *now})
    ]
    shown = [{name: one_line(text) for name, text in row.items()} for row in rows]
    columns = [Column(name, formats.text(f"budget_review.changed_{name}")) for name in ("field", "then", "now")]
    show_texts(
        shown, columns, formats, key=f"budget_changed.{page.lang}", alt=formats.text("budget_review.changed_alt")
    )


def _withdraw(item: TaggedLine, opened: OpenedDossier, page: Page) -> None:
    """Let the reader withdraw all that stands for this line; the steps stay in the history."""
    formats, scheme, form = page.formats, opened.scheme, f"undo.{item.key}"
    plain(formats.text("budget_review.undo"), name="budget-undo", is_strong=True)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        reason = draft(partial(st.text_input, formats.text("budget_review.reason")), form, page, "")
    with right:
        is_asked = st.button(
            formats.text("budget_review.withdraw"), key="budget_withdraw", icon=":material/undo:", width="stretch"
        )
    st.caption(formats.text("budget_review.undo_help"))
    if not is_asked:
        return
    axes = dict.fromkeys(scheme.axis_ids, AS_IT_IS)
    entered = Entered(Step.WITHDRAWN, axes, one_line(reason), who(), moment())
    problems = problems_of([item], entered, opened.dossier.log, scheme)
    for problem in problems:
        st.error(formats.text(f"budget_review.problem_{problem.name}"), icon=":material/error:")
    if not problems:
        said = t_n("app.budget_review.done_withdrawn", 1, page.lang)
        decisions = decisions_of([item], entered, opened.dossier, scheme)
        save(opened, lambda dossier: decide(dossier, decisions, scheme), said, page, (form,))
