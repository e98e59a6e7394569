"""Budget lines beside the climate plan's actions: need − budgeted − granted = gap, and what nobody has thought of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from finmodel.excel.tagging.cells import Code, Kronor, Live, kronor
from finmodel.excel.tagging.line_columns import links_text
from finmodel.excel.tagging.lists import MAX_LISTED, line_cells, line_labels
from finmodel.i18n.catalogue import t
from finmodel.i18n.issues import render
from finmodel.tagging.line_links import LinkKind, check_links
from finmodel.tagging.links import MONEY, linked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.analysis.action_money import ActionMoney
    from finmodel.errors import Issue
    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page
    from finmodel.tagging.line_links import ActionLink
    from finmodel.tagging.links import ActionYear, Linked
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["ACTION_WIDTHS", "UsableLinks", "fill_actions", "fill_other_plan", "usable_links"]

ACTION_WIDTHS = (16, 26, 46, 26, 18, 18, 18, 18, 18, 40)


@dataclass(frozen=True, slots=True)
class UsableLinks:
    """Links that fit the plan and the lines as they are now, and what is wrong with the others."""

    links: tuple[ActionLink, ...]
    issues: tuple[Issue, ...]


def usable_links(budget: TaggedBudget, plan: ActionMoney) -> UsableLinks:
    """Return the links that can be counted: an action that the plan lacks, or more than the line, is said instead."""
    lines = {item.key: item.line for item in budget.lines}
    issues = check_links(lines, budget.links, plan.actions)
    unknown = {(one.where.row, one.params.get("value")) for one in issues if one.code == "FM-T172"}
    misfits = {one.where.row for one in issues if one.code != "FM-T172"}
    links = tuple(link for link in budget.links if (link.key, link.action) not in unknown and link.key not in misfits)
    return UsableLinks(links, issues)


def fill_actions(page: Page, plan: ActionMoney) -> None:
    """Write the gap of each action and year, one kind at a time, and the lists of what does not meet."""
    book = page.book
    plan_of = [book.text("actions.plan_of", plan=book.plan_of)] if book.plan_of else []
    page.title(*plan_of, book.text("actions.how"), book.text("actions.years"))
    usable = usable_links(book.budget, plan)
    if usable.issues:
        page.heading(book.text("actions.issues"))
        for issue in usable.issues:
            page.note(f"• {render(book.masks.issue(issue), book.lang)}")
        page.gap()
    for kind, report in book.reports.items():
        items = [item for item in book.budget.lines if item.line.kind is kind]
        keys = {item.key for item in items}
        links = [link for link in usable.links if link.key in keys]
        need, granted = plan.need.get(kind, {}), plan.granted.get(kind, {})
        found = linked(items, links, book.budget.scheme, plan.actions, need, granted)
        page.heading(book.text("actions.gap_of", kind=book.kind(kind)))
        _gaps(page, found, plan)
        page.heading(book.text("actions.favourable", kind=book.kind(kind)))
        _lines(page, found.favourable_without_action, report, {}, plan)
        page.heading(book.text("actions.harmful", kind=book.kind(kind)))
        by_key: dict[str, list[ActionLink]] = {}
        for link in links:
            by_key.setdefault(link.key, []).append(link)
        _lines(page, found.harmful_with_action, report, by_key, plan)
    _without_line(page, plan, usable.links)


def fill_other_plan(page: Page) -> None:
    """Say whose plan to open: the actions of another municipality are not this budget's."""
    book = page.book
    whose = book.municipality or book.text("actions.budget_owner")
    page.title()
    page.note(book.text("actions.other_plan", plan=book.plan_of, whose=whose), bold=True, bg_color="#FFE8A3", border=1)


def _gaps(page: Page, found: Linked, plan: ActionMoney) -> None:
    book = page.book
    shown = [each for each in found.years if each.year in book.years]
    elsewhere = sum(each.need for each in found.years if each.year not in book.years)
    heads = ("id", "year", "name", *MONEY)
    page.labels([book.text(f"actions.{name}") for name in heads])
    if not shown:
        page.note(book.text("actions.none"))
    first = page.at
    for each in shown:
        _gap(page, each, plan)
    rows = (first, page.at - 1)
    for year in sorted({each.year for each in shown}):
        _sum(page, [each for each in shown if each.year == year], rows)
    if elsewhere:
        page.note(book.text("actions.elsewhere", kronor=book.kronor(elsewhere)))
    page.gap()


def _gap(page: Page, each: ActionYear, plan: ActionMoney) -> None:
    """Write need, budgeted, granted, what is missing or too much as formulas, and what makes the action possible."""
    left = "-".join(page.address(page.at, column, is_local=True) for column in (3, 4, 5))
    live = (
        Live(f"=MAX({left},0)", kronor(each.missing)),
        Live(f"=MAX(-({left}),0)", kronor(each.surplus)),
    )
    plain = map(Kronor, (each.need, each.budgeted, each.granted))
    page.row([Code(each.action), None, plan.actions.get(each.action, ""), *plain, *live, Kronor(each.enabling)])
    page.year_number(page.at - 1, 1, each.year)


def _sum(page: Page, shown: Sequence[ActionYear], rows: tuple[int, int]) -> None:
    """Write the sums of a year; what is missing and what there is too much of are never set off."""
    year = page.address(page.at, 1, is_local=True)
    years = ":".join(page.address(row, 1, is_local=True) for row in rows)
    cells: list[Cell] = [page.book.text("sum"), None, ""]
    for column, name in enumerate(MONEY, 3):
        amounts = ":".join(page.address(row, column, is_local=True) for row in rows)
        ore = sum(getattr(each, name) for each in shown)
        cells.append(Live(f"=SUMIF({years},{year},{amounts})", kronor(ore)))
    page.row(cells, is_bold=True)
    page.year_number(page.at - 1, 1, shown[0].year)


def _lines(
    page: Page,
    items: Sequence[TaggedLine],
    report: KindReport,
    links: Mapping[str, list[ActionLink]],
    plan: ActionMoney,
) -> None:
    book = page.book
    if not items:
        page.note(book.text("lists.none"))
        page.gap()
        return
    page.labels([*line_labels(book), book.text("category"), *([book.text("lines.links")] if links else [])])
    for number, item in enumerate(items[:MAX_LISTED], 1):
        cells = line_cells(book, number, item, item.line.amount(report.years))
        linked_to: list[Cell] = [links_text(book, links[item.key], plan.actions)] if links else []
        page.row([*cells, " · ".join(item.categories), *linked_to])
    if len(items) > MAX_LISTED:
        page.note(book.text("lists.more", n=len(items) - MAX_LISTED))
    page.gap()


def _without_line(page: Page, plan: ActionMoney, links: Sequence[ActionLink]) -> None:
    """Write the actions that no line of either kind carries out, with what they need in the budget's years."""
    book = page.book
    implemented = {link.action for link in links if link.kind is LinkKind.IMPLEMENTS}
    page.heading(book.text("actions.without_line"))
    left = [action for action in plan.actions if action not in implemented]
    if not left:
        page.note(book.text("lists.none"))
        return
    kinds = sorted({*plan.need, *map(str, book.reports)}, reverse=True)
    needs = [book.text("actions.need_of", kind=t(f"tag_kind.{kind}", book.lang)) for kind in kinds]
    page.labels([book.text("actions.id"), "", book.text("actions.name"), *needs])
    for action in left:
        ore = [
            sum(amount for year, amount in plan.need.get(kind, {}).get(action, {}).items() if year in book.years)
            for kind in kinds
        ]
        page.row([Code(action), "", plan.actions[action], *map(Kronor, ore)])
