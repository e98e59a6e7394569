"""The distribution of the kronor on the categories of each axis, live over the sheet of lines."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from finmodel.excel.tagging.cells import Code, Live, kronor
from finmodel.excel.tagging.frame import share_formula
from finmodel.excel.tagging.ranges import Condition, Ranges
from finmodel.excel.texts import flag_text
from finmodel.i18n.catalogue import t
from finmodel.i18n.tagging import category_name, said
from finmodel.tagging.amounts import quotient
from finmodel.tagging.decisions import Standing

if TYPE_CHECKING:
    from finmodel.excel.tagging.cells import Cell
    from finmodel.excel.tagging.frame import Page, TagBook
    from finmodel.tagging.amounts import Quotient
    from finmodel.tagging.report import KindReport
    from finmodel.tagging.schemes import Axis
    from finmodel.tagging.totals import Totals

__all__ = ["distribution_widths", "fill_distribution", "live_share"]

_FIRST = 2
"""Column of the first year."""


def distribution_widths(book: TagBook) -> tuple[float, ...]:
    """Return the widths of the columns."""
    n = len(book.spans)
    return (22, 36, *([17] * n), *([11] * n), 17, 11)


def live_share(book: TagBook, part: str, base: str, share: Quotient) -> Live:
    """Return a share of a base as a formula."""
    value = book.undefined(share) if share.value is None else float(share.value)
    return Live(share_formula(book, part, base), value, "share")


def fill_distribution(page: Page) -> None:
    """Write each kind of lines and axis: kronor and shares by category and year, what is outside, and checks."""
    book = page.book
    page.title(book.text("distribution.how"), book.text("distribution.checks"))
    for report in book.reports.values():
        for axis in book.budget.scheme.axes:
            _axis(page, report, axis)
    if not book.reports:
        page.note(book.text("no_lines"))
    page.sheet.freeze_panes(1, _FIRST)


def _axis(page: Page, report: KindReport, axis: Axis) -> None:
    book, scheme = page.book, page.book.budget.scheme
    kind = book.kind(report.kind)
    page.heading(f"{kind} · {said(axis.name, book.lang)}")
    spans = book.spans
    labels = [book.text("all_years") if year is None else str(year) for year in spans]
    kronor_, share = book.text("kronor"), book.text("share")
    heads = [f"{label} {kronor_}" for label in labels] + [f"{label} {share}" for label in labels]
    approved = [book.text("distribution.approved"), book.text("distribution.approved_share")]
    page.labels([book.text("category"), kind, *heads, *approved])
    categories = [name for name in scheme.on_axis(axis.id) if name != scheme.outside]
    first = page.at
    base_row = first + len(categories)
    of_span = {year: report.totals if year is None else report.by_year[year] for year in spans}
    for category in categories:
        _category(page, report, axis, category, base_row, of_span)
    sums: list[Cell] = [book.text("base"), book.text("distribution.base")]
    for column, year in enumerate(spans, _FIRST):
        book.base_cells.setdefault((report.kind, year), page.address(page.at, column))
        cells = xl_range_abs(first, column, base_row - 1, column)
        sums.append(Live(f"=SUM({cells})", kronor(of_span[year].base)))
    for column, year in enumerate(spans, _FIRST + len(spans)):
        whole = quotient(of_span[year].base, of_span[year].base)
        cells = xl_range_abs(first, column, base_row - 1, column)
        value = book.undefined(whole) if whole.value is None else 1
        sums.append(Live(f"=IF(COUNT({cells})=0,{xl_rowcol_to_cell(first, column)},SUM({cells}))", value, "share"))
    column = _FIRST + 2 * len(spans)
    cells = xl_range_abs(first, column, base_row - 1, column)
    of_approved = report.totals.approved_shares[axis.id]
    approved_ore = sum(report.totals.approved[axis.id].values())
    sums.append(Live(f"=SUM({cells})", kronor(approved_ore)))
    part, base = (xl_rowcol_to_cell(base_row, at) for at in (column, _FIRST + len(spans) - 1))
    sums.append(live_share(book, part, base, of_approved))
    page.row(sums, is_bold=True)
    _outside_and_check(page, report, axis, of_span)
    page.gap(2)


def _category(
    page: Page, report: KindReport, axis: Axis, category: str, base_row: int, of_span: dict[int | None, Totals]
) -> None:
    book, ranges = page.book, Ranges(page.book)
    kind = book.kind(report.kind)
    row, spans = page.at, book.spans
    conditions = (
        Condition(ranges.kind, f'"{kind}"', kind),
        Condition(ranges.tag(axis.id), xl_rowcol_to_cell(row, 0, col_abs=True), category),
    )
    ground = book.of_role(category)
    cells: list[Cell] = [Code(category), category_name(book.budget.scheme, category, book.lang)]
    for column, year in enumerate(spans, _FIRST):
        book.category_cells[report.kind, axis.id, category, year] = page.address(row, column)
        amount = kronor(of_span[year].amounts(axis.id)[category])
        if year is None:
            formula = f"=SUM({xl_range_abs(row, _FIRST, row, column - 1)})" if book.years else "=0"
        else:
            formula = f"={ranges.total(year, *conditions)}"
        cells.append(Live(formula, amount))
    for column, year in enumerate(spans, _FIRST):
        part, base = xl_rowcol_to_cell(row, column), xl_rowcol_to_cell(base_row, column, row_abs=True)
        cells.append(live_share(book, part, base, of_span[year].shares(axis.id)[category]))
    of_approved = report.totals.approved[axis.id].get(category, 0)
    yes = t(f"tag_standing.{Standing.APPROVED}", book.lang)
    no = flag_text(False, book.lang)
    formula = ranges.total(
        None,
        *conditions,
        Condition(ranges.standing(axis.id), f'"{yes}"', yes),
        Condition(ranges.look_again, f'"{no}"', no),
    )
    column = _FIRST + 2 * len(spans)
    book.approved_cells[report.kind, axis.id, category] = page.address(row, column)
    cells.append(Live(f"={formula}", kronor(of_approved)))
    part, base = xl_rowcol_to_cell(row, column), xl_rowcol_to_cell(base_row, _FIRST + len(spans) - 1, row_abs=True)
    cells.append(live_share(book, part, base, quotient(Fraction(of_approved), report.totals.base)))
    page.row(cells, grounds=(ground, ground))


def _outside_and_check(page: Page, report: KindReport, axis: Axis, of_span: dict[int | None, Totals]) -> None:
    """Write what is outside, all together, and that it is what was imported."""
    book, ranges, outside = page.book, Ranges(page.book), page.book.budget.scheme.outside
    kind = book.kind(report.kind)
    spans, base_row, row = book.spans, page.at - 1, page.at
    cells: list[Cell] = [Code(outside), category_name(book.budget.scheme, outside, book.lang)]
    conditions = (
        Condition(ranges.kind, f'"{kind}"', kind),
        Condition(ranges.tag(axis.id), xl_rowcol_to_cell(row, 0, col_abs=True), outside),
    )
    for column, year in enumerate(spans, _FIRST):
        if year is None:
            formula = f"=SUM({xl_range_abs(row, _FIRST, row, column - 1)})" if book.years else "=0"
        else:
            formula = f"={ranges.total(year, *conditions)}"
        cells.append(Live(formula, kronor(of_span[year].outside)))
    page.row(cells, grounds=(book.of_role(outside),) * 2)
    cells = [book.text("distribution.sum"), book.text("distribution.sum_of")]
    for column, year in enumerate(spans, _FIRST):
        both = (xl_rowcol_to_cell(at, column) for at in (base_row, row))
        cells.append(Live(f"={'+'.join(both)}", kronor(of_span[year].base + of_span[year].outside)))
    page.row(cells, is_bold=True)
    cells = [book.text("check"), book.text("distribution.check")]
    for column, year in enumerate(spans, _FIRST):
        names = [book.imported_name(report.kind, each) for each in (book.years if year is None else (year,))]
        imported = "+".join(names) or "0"
        cells.append(Live(f"=ROUND({xl_rowcol_to_cell(row + 1, column)}-({imported}),2)", 0.0, "check"))
    page.row(cells)
