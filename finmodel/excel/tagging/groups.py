"""The distribution for each committee, activity and project: fixed figures, checked against the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs

from finmodel.excel.tagging.cells import Code, Kronor, Live, Percent, kronor
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import said
from finmodel.tagging.report import GROUPS

if TYPE_CHECKING:
    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.report import Group, KindReport
    from finmodel.tagging.schemes import Axis
    from finmodel.tagging.totals import Totals

__all__ = ["fill_groups", "groups_widths"]

_FIRST = 2


def groups_widths(book: TagBook) -> tuple[float, ...]:
    """Return the widths of the columns."""
    most = max(len(book.budget.scheme.on_axis(axis)) for axis in book.budget.scheme.axis_ids)
    return (22, 40, *([17] * (most + 1)), *([11] * most))


def fill_groups(page: Page) -> None:
    """Write kind by kind, and for each field that the budget has codes of, the distribution by code on each axis."""
    book = page.book
    page.title(book.text("groups.how"))
    page.sheet.freeze_panes(1, _FIRST)
    for report in book.reports.values():
        for by in GROUPS:
            found = report.groups(by)
            if set(found) == {""}:
                continue
            for axis in book.budget.scheme.axes:
                label = f"{book.kind(report.kind)} · {t(f'tag_group.{by}', book.lang)} · {said(axis.name, book.lang)}"
                page.heading(label)
                groups = sorted(found.items(), key=lambda item: (-abs(item[1].base), item[0]))
                _table(page, report, by, axis, groups)


def _table(page: Page, report: KindReport, by: Group, axis: Axis, groups: list[tuple[str, Totals]]) -> None:
    book, scheme = page.book, page.book.budget.scheme
    categories = [name for name in scheme.on_axis(axis.id) if name != scheme.outside]
    share = book.text("share")
    heads = [*categories, book.text("base"), scheme.outside, *(f"{name} {share}" for name in categories)]
    page.labels([t(f"tag_group.{by}", book.lang), book.text("groups.name"), *heads])
    first = page.at
    for code, found in groups:
        name = book.budget.version.name(by, code) if code else book.text("groups.without")
        page.row([Code(code), name, *_figures(found, axis, categories)])
    last = page.at - 1
    whole = report.totals
    ore = [*(whole.amounts(axis.id)[name] for name in categories), whole.base, whole.outside]
    cells: list[Cell] = [book.text("sum"), ""]
    for column, amount in enumerate(ore, _FIRST):
        cells.append(Live(f"=SUM({xl_range_abs(first, column, last, column)})", kronor(amount)))
    page.row(cells, is_bold=True)
    live = [book.category_cells[report.kind, axis.id, name, None] for name in categories]
    live.append(book.base_cells[report.kind, None])
    sums = page.at - 1
    checks: list[Cell] = [book.text("check"), book.text("groups.check")]
    for column, cell in enumerate(live, _FIRST):
        checks.append(Live(f"=ROUND({page.address(sums, column, is_local=True)}-{cell},2)", 0.0, "check"))
    page.row(checks)
    page.gap()


def _figures(found: Totals, axis: Axis, categories: list[str]) -> list[Cell]:
    amounts, shares = found.amounts(axis.id), found.shares(axis.id)
    return [
        *(Kronor(amounts[name]) for name in categories),
        *(Kronor(found.base), Kronor(found.outside)),
        *(Percent(shares[name]) for name in categories),
    ]
