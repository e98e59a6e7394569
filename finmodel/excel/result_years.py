"""Tables of money with the years as columns, for the sheets of funding and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.indicators import FigureUnit
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from finmodel.engine.undefined import FloatArray
    from finmodel.excel.result_frame import ResultBook

__all__ = ["NOTE_WIDTH", "N_TEXTS", "YearRow", "is_used", "print_fitted", "print_years", "year_table", "year_widths"]

N_TEXTS = 3
"""Columns of text before the years, the same in every table."""

NOTE_WIDTH = 200

YEARS_ACROSS, PRINT_SCALE = 8, 70
"""Columns of years beside the texts on a page of A3, and the scale [%] at which they have room."""

_A3 = 8


@dataclass(frozen=True, slots=True)
class YearRow:
    """A row of a table of years.

    Attributes
    ----------
    texts
        What stands before the years, :data:`N_TEXTS` of them.
    path : ndarray, shape (year,) [nominal currency units]
        NaN where an input is absent.
    is_stock
        Whether it is the position at a date: it has no sum.
    is_total
        Whether it is a sum of other rows, in bold type.
    """

    texts: tuple[str, str, str]
    path: FloatArray
    is_stock: bool = False
    is_total: bool = False


def year_widths(book: ResultBook) -> tuple[float, ...]:
    """Return the widths of a sheet of such tables: three columns of text, the years, the sum."""
    return (30.0, 44.0, 42.0, *(12.0 for _ in book.results.years), 18.0)


def print_years(
    book: ResultBook, sheet: Worksheet, heading: int | None, breaks: Sequence[int] = (), *, n_years: int | None = None
) -> None:
    """Print a sheet on A3 at a size that can be read: as many pages across as the years need, the texts on each.

    Parameters
    ----------
    book, sheet
        What is printed.
    heading
        Row of years that is repeated at the top of the pages after it; None where tables differ in their columns.
    breaks
        Rows that begin a page. They hold, for the sheet is not fitted to a number of pages.
    n_years
        Columns of years; default those of the results.
    """
    n_columns = (len(book.results.years) if n_years is None else n_years) + 2  # the sum is half as wide again as a year
    n_across = ceil(n_columns / YEARS_ACROSS)
    each = ceil(n_columns / n_across)
    sheet.set_paper(_A3)
    sheet.set_print_scale(PRINT_SCALE)
    sheet.set_margins(left=0.5, right=0.5)
    sheet.print_across()
    sheet.repeat_columns(0, N_TEXTS - 1)
    if heading is not None:
        sheet.repeat_rows(heading)
    if n_across > 1:
        sheet.set_v_pagebreaks([N_TEXTS + each * page for page in range(1, n_across)])
    if breaks:
        sheet.set_h_pagebreaks(list(breaks))
    sheet.set_footer("&C&8&A&R&8&P / &N")


def print_fitted(sheet: Worksheet) -> None:
    """Print a sheet on A3 one page wide, as high as it takes; the texts stand on every page."""
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5)
    sheet.repeat_columns(0, N_TEXTS - 1)
    sheet.set_footer("&C&8&A&R&8&P / &N")


def is_used(path: FloatArray) -> bool:
    """Whether a path has an amount in any year; what is not known counts as one."""
    return bool(path.any())


def year_table(
    book: ResultBook,
    sheet: Worksheet,
    row: int,
    title: str,
    heads: Sequence[str],
    rows: Sequence[YearRow],
    *,
    is_fine: bool = False,
) -> int:
    """Write a table with years as columns and the sum from the base year on; return the row after it and a blank one.

    Parameters
    ----------
    book, sheet, row
        Where to write; the title stands in ``row``.
    title
        What the table holds; the unit is added.
    heads
        Heading of each column of text.
    rows
        Nothing is written for none.
    is_fine
        Whether millions have two decimals, where small amounts would else be lost.
    """
    if not rows:
        return row
    sheet.write_string(row, 0, f"{title} ({book.money})", book.styles.strong)
    years = book.results.years
    base = years.index(book.results.plan.settings.base_year)
    total = book.text("sum") if base == 0 else book.text("sum_from", year=years[base])
    row += 1
    book.labels(sheet, row, [*heads, *map(str, years), total])
    for item in rows:
        row += 1
        for column, text in enumerate(item.texts):
            book.cell(sheet, (row, column), text, bold=item.is_total)
        cells = [float(amount) for amount in item.path]
        if not item.is_stock:
            cells.append(float(item.path[base:].sum()))
        for column, amount in enumerate(cells, start=N_TEXTS):
            reason = Reason.ABSENT_INPUT.key if np.isnan(amount) else None
            place = (row, column)
            unit = FigureUnit.MONEY
            book.number(sheet, place, amount + 0.0, unit, reason=reason, is_fine=is_fine, bold=item.is_total)
    return row + 2
