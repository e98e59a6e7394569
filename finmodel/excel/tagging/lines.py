"""The sheet of all tagged lines: a table to filter, with sums above it that follow the filter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_range, xl_range_abs

from finmodel.excel.styles import LINE_HEIGHT, n_lines
from finmodel.excel.tagging.cells import clean, kronor, may_be_formula
from finmodel.excel.tagging.frame import A3, SHAPES
from finmodel.excel.tagging.line_columns import LineColumn, LineRow, columns_of, standing_decisions
from finmodel.excel.tagging.ranges import Condition, Ranges
from finmodel.tagging.lines import LineKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.format import Format

    from finmodel.excel.tagging.frame import Page, TagBook

__all__ = ["fill_lines", "lines_widths"]

_FROZEN = 3
_AMOUNT = 14.0
_MOST_WRAPPED = 20_000
"""Rows; of more the heights would take memory and time."""
_MOST_LINES = 6
"""Lines of text in a cell, at most: reasons of several rules are long."""


def lines_widths(book: TagBook, actions: Mapping[str, str]) -> tuple[float, ...]:
    """Return the widths of the columns."""
    before, after = columns_of(book, actions)
    amounts = [_AMOUNT] * len(_amount_labels(book))
    return (*(each.width for each in before), *amounts, *(each.width for each in after))


def fill_lines(page: Page, actions: Mapping[str, str]) -> None:
    """Write every line and part, and name the columns for the formulas of other sheets.

    Parameters
    ----------
    page
        The sheet.
    actions
        Names of the plan's actions by id; empty where no plan is given.
    """
    book, sheet, styles = page.book, page.sheet, page.book.styles
    before, after = columns_of(book, actions)
    amounts = _amount_labels(book)
    n_columns = len(before) + len(amounts) + len(after)
    page.hidden = _fold(page, before, after, len(amounts))
    page.title(book.text("lines.how"), book.text("lines.filter"), book.text("lines.folded"), columns=7)
    n_rows = len(book.budget.lines)
    head = page.at + 1 + len(book.reports)
    first, last = head + 1, head + max(n_rows, 1)
    at_amounts = len(before)
    _subtotals(page, (first, last), at_amounts, n_columns)
    page.labels([each.label for each in before] + amounts + [each.label for each in after])
    sheet.set_column(n_columns, n_columns, 12, None, {"hidden": True})
    sheet.write_string(head, n_columns, book.text("lines.is_investment"), styles.label)
    _name_columns(page, before, after, (first, last))
    sheet.autofilter(head, 0, last, n_columns - 1)
    sheet.freeze_panes(first, _FROZEN)
    _print(page, head, last, n_columns)

    plain, money = styles.get(num_format="@"), styles.get(num_format=SHAPES["money"])
    quoted = styles.get(num_format="@", quote_prefix=True)
    wrapped = styles.get(num_format="@", text_wrap=True)
    quoted_wrapped = styles.get(num_format="@", text_wrap=True, quote_prefix=True)
    in_places = list(_placed(before, after, len(amounts)))
    wraps = [(column, each) for column, each in in_places if each.wraps and n_rows <= _MOST_WRAPPED]
    grounds: dict[str, Format] = {"": plain} | {
        category.id: styles.get(num_format="@", bg_color=book.of_role(category.id), align="left", indent=1)
        for category in book.budget.scheme.categories
    }
    placed = [item for item in in_places if item not in wraps]
    years, several = book.years, len(amounts) > len(book.years)
    span = [(year, at_amounts + place) for place, year in enumerate(years)]
    by_key = book.budget.dossier.log.by_key
    for number, item in enumerate(book.budget.lines, first):
        row = LineRow(item, book.masks.line(item.line), standing_decisions(book, item) if item.key in by_key else ())
        texts = [(column, clean(each.of(row)), each) for column, each in wraps]
        n_high = max((_n_lines(text, each.width) for _, text, each in texts if not each.is_folded), default=1)
        if n_high > 1:
            sheet.set_row(number, 3 + LINE_HEIGHT * n_high)
        for column, text, _ in texts:
            if text:
                sheet.write_string(number, column, text, quoted_wrapped if may_be_formula(text) else wrapped)
        there = dict(item.line.amounts)
        for year, column in span:
            if year in there:
                sheet.write_number(number, column, kronor(there[year]), money)
        if several:
            parts = xl_range(number, at_amounts, number, at_amounts + len(years) - 1)
            formula = f"=SUM({parts})" if years else "=0"
            sheet.write_formula(number, at_amounts + len(years), formula, money, kronor(item.line.amount()))
        sheet.write_number(number, n_columns, int(item.line.kind is LineKind.INVESTMENT), plain)
        for column, each in placed:
            if text := clean(each.of(row)):
                form = grounds[each.category(row)] if each.category else plain
                sheet.write_string(number, column, text, quoted if may_be_formula(text) else form)
    page.at = last + 1


def _placed(
    before: Sequence[LineColumn], after: Sequence[LineColumn], n_amounts: int
) -> Iterator[tuple[int, LineColumn]]:
    """Yield the columns of text with their places."""
    yield from enumerate(before)
    yield from enumerate(after, len(before) + n_amounts)


def _n_lines(text: str, width: float) -> int:
    return min(n_lines(text[:2000], max(width - 1, 4)), _MOST_LINES)


def _fold(page: Page, before: Sequence[LineColumn], after: Sequence[LineColumn], n_amounts: int) -> frozenset[int]:
    """Fold away the columns that an auditor opens and a reader of the print does without; return their places."""
    hidden = frozenset(place for place, each in _placed(before, after, n_amounts) if each.is_folded)
    for place in range(len(page.widths) + 1):
        width = page.widths[place] if place < len(page.widths) else None
        if place in hidden:
            page.sheet.set_column(place, place, width, None, {"level": 1, "hidden": True})
        elif place - 1 in hidden:
            page.sheet.set_column(place, place, width, None, {"collapsed": True})
    return hidden


def _print(page: Page, head: int, last: int, n_columns: int) -> None:
    """Let the sheet be printed on A3 across, all columns on one page, with the headings on every page."""
    sheet = page.sheet
    sheet.set_paper(A3)
    sheet.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.6)
    sheet.print_area(0, 0, last, n_columns - 1)
    sheet.repeat_rows(head)
    sheet.hide_gridlines(1)


def _amount_labels(book: TagBook) -> list[str]:
    years = [book.text("lines.amount", year=str(year)) for year in book.years]
    return [*years, book.text("lines.all_years")] if len(years) != 1 else years


def _subtotals(page: Page, rows: tuple[int, int], column: int, n_columns: int) -> None:
    """Write how many rows are shown and their sums, as long as they are of one kind; below them each kind's sums."""
    book, lines, ranges = page.book, page.book.budget.lines, Ranges(page.book)
    spans = book.years if len(book.years) == 1 else book.spans
    kinds = tuple(book.reports)
    sums = {
        kind: [
            kronor(sum(item.line.amount(None if year is None else (year,)) for item in lines if item.line.kind is kind))
            for year in spans
        ]
        for kind in kinds
    }
    strong, label = book.styles.figure(SHAPES["money"], bold=True, align="right"), book.styles.get(bold=True)
    count, mixed = book.styles.figure(SHAPES["count"], bold=True), book.text("lines.one_kind")
    first, last = rows
    keys, flags = (xl_range_abs(first, at, last, at) for at in (0, n_columns))
    shown = f"SUBTOTAL(103,{keys})"
    page.sheet.write_string(page.at, 0, book.text("lines.shown"), label)
    page.sheet.write_formula(page.at, 1, f"={shown}", count, len(lines))
    for place, _ in enumerate(spans):
        cells = xl_range_abs(first, column + place, last, column + place)
        n_investment = f"SUBTOTAL(109,{flags})"
        is_mixed = f"AND({n_investment}>0,{n_investment}<{shown})"
        value = sums[kinds[0]][place] if len(kinds) == 1 else mixed if kinds else 0
        formula = f'=IF({is_mixed},"{mixed}",SUBTOTAL(109,{cells}))'
        page.sheet.write_formula(page.at, column + place, formula, strong, value)
    page.at += 1
    for kind in kinds:
        word = book.kind(kind)
        of_kind = Condition(ranges.kind, f'"{word}"', word)
        page.sheet.write_string(page.at, 0, book.text("lines.all", kind=word), label)
        n = sum(item.line.kind is kind for item in lines)
        page.sheet.write_formula(page.at, 1, f'=COUNTIF({ranges.kind},"{word}")', count, n)
        for place, year in enumerate(spans):
            formula = f"={ranges.total(year, of_kind)}"
            page.sheet.write_formula(page.at, column + place, formula, strong, sums[kind][place])
        page.at += 1


def _name_columns(page: Page, before: Sequence[LineColumn], after: Sequence[LineColumn], rows: tuple[int, int]) -> None:
    book, ranges = page.book, Ranges(page.book)
    first, last = rows
    at = len(before)
    for place, each in [*enumerate(before), *enumerate(after, at + len(_amount_labels(book)))]:
        if each.name:
            book.define(each.name, page, (first, place), (last, place))
    for place, year in enumerate(book.years, at):
        book.define(ranges.amount(year), page, (first, place), (last, place))
    total = at + len(_amount_labels(book)) - 1
    book.define(ranges.amount(None), page, (first, total), (last, total))
