"""The same kronor in other schemes, by crosswalk; what such a scheme cannot say is counted as lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from finmodel.excel.tagging.cells import Code, Kronor, Live, Percent, kronor
from finmodel.i18n.tagging import category_name, said
from finmodel.intake.tagging_templates import crosswalks_from
from finmodel.tagging.amounts import quotient
from finmodel.tagging.crosswalks import crossed

if TYPE_CHECKING:
    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page
    from finmodel.tagging.crosswalks import Crosswalk
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.schemes import Axis, Scheme

__all__ = ["fill_other_schemes", "other_schemes_widths"]

_FIRST = 2


def other_schemes_widths(n_spans: int) -> tuple[float, ...]:
    """Return the widths of the columns."""
    return (38, 52, *([17] * n_spans), 12)


def fill_other_schemes(page: Page) -> None:
    """Write the distribution in every scheme that a crosswalk leads to, kind by kind, and the harm that is lost."""
    book = page.book
    page.title(book.text("other_schemes.how"), columns=5)
    page.sheet.freeze_panes(1, _FIRST)
    for goal, walk in crosswalks_from(book.budget.scheme.id):
        page.heading(f"{said(goal.name, book.lang)} ({goal.id}, {goal.version})")
        page.note(said(goal.source, book.lang), 5, font_color="#52606D")
        page.note(said(walk.note, book.lang), 5, italic=True)
        for report in book.reports.values():
            _scheme(page, report, goal, walk)
        page.gap()


def _scheme(page: Page, report: KindReport, goal: Scheme, walk: Crosswalk) -> None:
    book, spans = page.book, page.book.spans
    of_span = {year: report.totals if year is None else report.by_year[year] for year in spans}
    there = {year: crossed(of.joint, book.budget.scheme, goal, walk) for year, of in of_span.items()}
    labels = [book.text("all_years") if year is None else str(year) for year in spans]
    for place, axis in enumerate(goal.axes):
        page.labels([f"{book.kind(report.kind)} · {said(axis.name, book.lang)}", "", *labels, book.text("share")])
        amounts = {year: _by_category(found.joint, goal, axis, place) for year, found in there.items()}
        first = page.at
        for category, ore in amounts[None].items():
            if category != goal.outside:
                row: list[Cell] = [Code(category), category_name(goal, category, book.lang)]
                row += [Kronor(amounts[year][category]) for year in spans]
                page.row([*row, Percent(quotient(ore, report.totals.base))])
        sums: list[Cell] = [book.text("base"), ""]
        checks: list[Cell] = [book.text("check"), book.text("other_schemes.check")]
        for column, year in enumerate(spans, _FIRST):
            cells = xl_range_abs(first, column, max(page.at - 1, first), column)
            sums.append(Live(f"=SUM({cells})", kronor(of_span[year].base)))
            base = book.base_cells[report.kind, year]
            checks.append(Live(f"=ROUND({xl_rowcol_to_cell(page.at, column)}-{base},2)", 0.0, "check"))
        page.row(sums, is_bold=True)
        page.row(checks)
    lost: list[Cell] = [book.text("other_schemes.harm_lost"), ""]
    page.row([*lost, *(Kronor(there[year].harm_lost) for year in spans)], is_bold=True)
    page.gap()


def _by_category(joint: object, goal: Scheme, axis: Axis, place: int) -> dict[str, int]:
    found = dict.fromkeys(goal.on_axis(axis.id), 0)
    for tags, ore in joint.items():  # type: ignore[attr-defined]
        found[tags[place]] += ore
    return found
