"""The largest harmful lines, and the largest that nobody has examined with how far one gets by them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finmodel.excel.tagging.cells import Code, Kronor, Live, Percent, kronor
from finmodel.excel.tagging.distribution import live_share
from finmodel.i18n.catalogue import t_n
from finmodel.i18n.numbers import percent_text
from finmodel.i18n.tagging import category_name, reason_text, said, standing_text
from finmodel.tagging.amounts import quotient
from finmodel.tagging.report import JUDGED
from finmodel.tagging.schemes import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.schemes import Axis
    from finmodel.tagging.tagged import TaggedLine

__all__ = ["LIST_WIDTHS", "MAX_LISTED", "fill_harmful", "fill_unexamined", "line_cells", "line_labels", "organisation"]

LIST_WIDTHS = (8, 24, 46, 26, 14, 18, 14, 20, 26, 70)
MAX_LISTED = 1_000
"""The largest so many lines are listed; the rest are counted, and found on the sheet of lines."""


def organisation(book: TagBook, code: str) -> str:
    """Return an organisation's name, or its code."""
    return book.budget.version.name("organisation", code) or code


def line_labels(book: TagBook) -> list[str]:
    """Return the headings of :func:`line_cells`."""
    heads = ("lines.key", "lines.text", "field.organisation", "field.activity", "lists.amount")
    return [book.text("lists.number"), *(book.text(name) for name in heads)]


def line_cells(book: TagBook, number: int, item: TaggedLine, ore: int) -> list[Cell]:
    """Return what is shown of a line in every list."""
    shown = book.masks.line(item.line)
    who = organisation(book, shown.organisation)
    return [number, Code(item.key), shown.text, who, Code(shown.activity), Kronor(ore)]


def fill_harmful(page: Page) -> None:
    """Write the harmful lines of each kind and axis, the largest first."""
    book, scheme = page.book, page.book.budget.scheme
    page.title(book.text("harmful.how"))
    page.sheet.freeze_panes(1, 0)
    for report in book.reports.values():
        for axis in scheme.axes:
            if scheme.of_role(Role.HARMFUL, axis.id):
                _harmful(page, report, axis)
    if not any(scheme.of_role(Role.HARMFUL, axis.id) for axis in scheme.axes):
        page.note(book.text("harmful.no_class"))


def _harmful(page: Page, report: KindReport, axis: Axis) -> None:
    book, scheme = page.book, page.book.budget.scheme
    page.heading(f"{book.kind(report.kind)} · {said(axis.name, book.lang)}")
    items = report.harmful(axis.id)
    ore, share = report.totals.of_role(axis.id, Role.HARMFUL)
    base = book.base_cells[report.kind, None]
    parts = "+".join(
        book.category_cells[report.kind, axis.id, name, None] for name in scheme.of_role(Role.HARMFUL, axis.id)
    )
    total: list[Cell] = ["", "", book.text("harmful.total", n=len(items)), "", ""]
    page.row([*total, Live(f"={parts}", kronor(ore)), live_share(book, parts, base, share)], is_bold=True)
    if not items:
        page.note(book.text("lists.none"))
        page.gap()
        return
    heads = ("lists.share", "lists.standing", "lists.category", "lists.why")
    page.labels([*line_labels(book), *(book.text(name) for name in heads)])
    place = scheme.axis_ids.index(axis.id)
    for number, item in enumerate(items[:MAX_LISTED], 1):
        amount = item.line.amount(report.years)
        cell = page.address(page.at, 5, is_local=True)
        page.row(
            [
                *line_cells(book, number, item, amount),
                live_share(book, cell, base, quotient(amount, report.totals.base)),
                *_tag_cells(book, item, place),
            ]
        )
    _more(page, items)


def fill_unexamined(page: Page) -> None:
    """Write the lines of each kind and axis that nobody has judged, the largest first, and the share that then is."""
    book = page.book
    page.title(book.text("unexamined.how"))
    page.sheet.freeze_panes(1, 0)
    for report in book.reports.values():
        for axis in book.budget.scheme.axes:
            _unexamined(page, report, axis)


def _unexamined(page: Page, report: KindReport, axis: Axis) -> None:
    book, scheme = page.book, page.book.budget.scheme
    page.heading(f"{book.kind(report.kind)} · {said(axis.name, book.lang)}")
    found, n = report.unexamined(axis.id), report.n_to_judge(axis.id)
    percent = percent_text(float(JUDGED), book.lang)
    if n is None:
        page.note(book.text("unexamined.undefined"))
    elif n == 0:
        page.note(book.text("unexamined.enough", share=percent), bold=True)
    else:
        page.note(t_n("tagging_workbook.unexamined.review", n, book.lang, share=percent), bold=True)
    if not found:
        page.gap()
        return
    heads = ("unexamined.judged", "lists.standing", "lists.category", "lists.why")
    page.labels([*line_labels(book), *(book.text(name) for name in heads)])
    place = scheme.axis_ids.index(axis.id)
    for number, each in enumerate(found[:MAX_LISTED], 1):
        cells = line_cells(book, number, each.item, each.ore)
        page.row([*cells, Percent(each.judged), *_tag_cells(book, each.item, place)])
    _more(page, [each.item for each in found])


def _tag_cells(book: TagBook, item: TaggedLine, place: int) -> list[Cell]:
    category = item.categories[place]
    why = reason_text(replace(item, line=book.masks.line(item.line)), book.budget.tagger, book.lang)
    name = f"{category} {category_name(book.budget.scheme, category, book.lang)}"
    return [standing_text(item, place, book.lang), name, why]


def _more(page: Page, items: Sequence[TaggedLine]) -> None:
    left = items[MAX_LISTED:]
    if left:
        ore = sum(item.line.amount() for item in left)
        page.row(["", "", page.book.text("lists.more", n=len(left)), "", "", Kronor(ore)], is_bold=True)
    page.gap()
