"""The editor that links a line, or some of its money, to actions of the open plan."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from app.components.budget.line_money import ore_of_years
from app.components.budget.line_years import year_fields
from app.components.budget.review_drafts import draft
from app.components.budget.review_saving import in_words, is_current, moment, save, who
from app.components.budget.review_words import exact_text
from app.components.inert import inert, one_line
from app.components.problems import show_issues
from finmodel.i18n import t
from finmodel.tagging.dossier import link
from finmodel.tagging.line_links import LineLinks, LinkedAction, LinkKind, check_links, standing_links
from finmodel.tagging.whose_plan import bare_name

if TYPE_CHECKING:
    from app.state import Page
    from app.tagging import OpenedDossier
    from finmodel.tagging.lines import Amounts, BudgetLine
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["is_same_municipality", "show_links"]

_KINDS = tuple(map(str, LinkKind))


def is_same_municipality(budget: str, plan: str) -> bool:
    """Whether a budget and a plan are of one municipality, by their names; a budget without a name fits any plan.

    Examples
    --------
    >>> is_same_municipality("Trollhättans Stad", "Trollhättan"), is_same_municipality("Trollhättan", "Helsingborg")
    (True, False)
    """
    first, second = (bare_name(name) for name in (budget, plan))
    return not first or first == second


def show_links(item: TaggedLine, budget: TaggedBudget, opened: OpenedDossier, page: Page) -> None:
    """Show what a line is linked to, and let the reader link it otherwise."""
    formats, plan = page.formats, page.base.plan
    before = next((one.actions for one in standing_links(opened.dossier.links) if one.key == item.key), ())
    names = {action.id: f"{one_line(action.id)} {one_line(action.name)}" for action in plan.actions}
    names |= {
        one.action: formats.text("budget_review.unknown_action", action=one_line(one.action))
        for one in before
        if one.action not in names
    }
    whose = opened.choices.municipality
    if not is_same_municipality(whose, plan.settings.municipality):
        said = formats.text(
            "budget_review.other_municipality",
            budget=inert(whose),
            plan=inert(plan.settings.municipality),
        )
        st.warning(said, icon=":material/wrong_location:")
        st.page_link("views/workbook.py", label=formats.text("funding.to_workbook"), icon=":material/table:")
        if before:
            st.text("\n".join(f"{t(f'link_kind.{one.kind}', page.lang)} {names[one.action]}" for one in before))
        return
    if not plan.actions:
        st.info(formats.text("actions.no_actions"))
        return
    if not is_current(budget, opened):
        st.info(formats.text("budget_review.old_version"), icon=":material/history:")
        return
    line = next(one for one in opened.dossier.parts()[0] if one.key == item.key)
    _edit(line, before, names, opened, page)


def _edit(
    line: BudgetLine, before: tuple[LinkedAction, ...], names: dict[str, str], opened: OpenedDossier, page: Page
) -> None:
    formats = page.formats
    known = {action.id for action in page.base.plan.actions}
    st.caption(formats.text("budget_review.link_help", amount=exact_text(line.amount(), formats)))
    stood = {one.action: one for one in before}
    show = partial(
        st.multiselect,
        formats.text("budget_review.actions"),
        list(names),
        format_func=names.__getitem__,
        placeholder=formats.text("budget_review.no_action"),
    )
    picked = draft(show, f"link.{line.key}.actions", page, list(stood), fits=lambda chosen: set(chosen) <= set(names))
    linked, problems = [], list[str]()
    for action in picked:
        one, wrong = _action(line, action, stood.get(action), names[action], page)
        linked.append(one)
        problems += wrong
    for problem in problems:
        st.error(inert(problem), icon=":material/error:")
    entry = LineLinks(line.key, tuple(linked))
    issues = () if problems else check_links({line.key: line}, entry.as_links(), known)
    if issues:
        show_issues(in_words(issues, opened, page), formats, key="budget_link")
    show_reason = partial(st.text_input, formats.text("budget_review.link_reason"))
    reason = one_line(draft(show_reason, f"link.{line.key}.reason", page, ""))
    if not who():
        st.caption(formats.text("budget_review.problem_no_who"))
    if st.button(
        formats.text("budget_review.save_links"),
        key="budget_link",
        type="primary",
        icon=":material/link:",
        disabled=bool(problems or issues or not who() or entry.actions == before),
    ):
        new = LineLinks(line.key, entry.actions, reason, who(), moment())
        said = formats.text("budget_review.done_linked" if linked else "budget_review.done_free")
        save(opened, lambda dossier: link(dossier, new, known), said, page, (f"link.{line.key}",))


def _action(
    line: BudgetLine, action: str, old: LinkedAction | None, name: str, page: Page
) -> tuple[LinkedAction, list[str]]:
    """Show the fields of one action; return the link, and sentences on what cannot be read."""
    formats, field = page.formats, f"link.{line.key}.{action}"
    with st.container(border=True):
        st.text(name)
        left, middle, right = st.columns([2, 2, 4])
        with left:
            show_kind = partial(
                st.radio,
                formats.text("budget_review.link_kind"),
                _KINDS,
                format_func=lambda each: t(f"link_kind.{each}", page.lang),
                help=formats.text("budget_review.link_kind_help"),
            )
            kind = draft(show_kind, f"{field}.kind", page, _KINDS[0] if old is None else str(old.kind))
        with middle:
            show_whole = partial(st.checkbox, formats.text("budget_review.link_all"))
            is_whole = draft(show_whole, f"{field}.all", page, old is None or old.amounts is None)
        amounts: Amounts | None = None
        problems: list[str] = []
        if not is_whole:
            stated = dict((old.amounts if old else None) or ())
            with right:
                texts = year_fields(tuple(year for year, ore in line.amounts if ore), stated, page, field)
            amounts, problems = ore_of_years(texts, formats, name)
            amounts = tuple((year, ore) for year, ore in amounts if ore)
    return LinkedAction(action, LinkKind(kind), amounts), problems
