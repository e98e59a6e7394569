"""Tables of money with the years as columns, for the sheets of funding and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.indicators import FigureUnit
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from finmodel.engine.undefined import FloatArray
    from finmodel.excel.result_frame import ResultBook

__all__ = ["NOTE_WIDTH", "N_TEXTS", "YearRow", "is_used", "year_table", "year_widths"]

N_TEXTS = 3
"""Columns of text before the years, the same in every table."""

NOTE_WIDTH = 200


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


def is_used(path: FloatArray) -> bool:
    """Whether a path has an amount in any year; what is not known counts as one."""
    return bool(path.any())


def year_table(
    book: ResultBook, sheet: Worksheet, row: int, title: str, heads: Sequence[str], rows: Sequence[YearRow]
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
            book.number(sheet, place, amount + 0.0, FigureUnit.MONEY, reason=reason, bold=item.is_total)
    return row + 2
