"""Tables of tonnes with the years as columns, each year a number so that a chart can have it as its axis."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from finmodel.analysis.indicators import FigureUnit
from finmodel.analysis.reference_paths import Path
from finmodel.engine.undefined import Reason
from finmodel.excel.result_years import N_TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from finmodel.engine.undefined import FloatArray
    from finmodel.excel.result_frame import ResultBook

__all__ = ["TonneRow", "tonne_row", "tonne_table", "tonne_widths"]

_HEAD_HEIGHT = 20


@dataclass(frozen=True, slots=True)
class TonneRow:
    """A row of a table of tonnes by year.

    Attributes
    ----------
    texts
        What stands before the years, as many as :data:`~finmodel.excel.result_years.N_TEXTS`.
    by_year
        Value by year; not a number where it is not known, and without the years that it does not speak of.
    reason
        Why values are not known.
    unit
        How they are shown.
    is_total
        Whether it is what the table leads to, in bold type.
    """

    texts: tuple[str, str, str]
    by_year: Mapping[int, float]
    reason: Reason = Reason.ABSENT_INPUT
    unit: FigureUnit = FigureUnit.TONNES
    is_total: bool = False


def tonne_row(
    texts: tuple[str, str, str], years: Sequence[int], path: Path | FloatArray, *, is_total: bool = False
) -> TonneRow:
    """Return a row of a path by year, with the reason that the path has where it is not known."""
    values, reason = (path.values, path.reason) if isinstance(path, Path) else (path, Reason.DEFINED)
    by_year = dict(zip(years, values.tolist(), strict=True))
    return TonneRow(texts, by_year, reason if reason is not Reason.DEFINED else Reason.ABSENT_INPUT, is_total=is_total)


def tonne_widths(n_years: int) -> tuple[float, ...]:
    """Return the widths of a sheet of such tables: three columns of text, and the years."""
    return (34.0, 40.0, 32.0, *(12.0 for _ in range(n_years)))


def tonne_table(
    book: ResultBook,
    sheet: Worksheet,
    row: int,
    title: str,
    heads: Sequence[str],
    years: Sequence[int],
    rows: Sequence[TonneRow],
) -> int:
    """Write a table with years as columns; return the row after it and a blank one.

    The title stands in ``row``, the years in the row after it, and the rows follow.

    Parameters
    ----------
    book, sheet, row
        Where to write.
    title
        What the table holds, with its unit.
    heads
        Heading of each column of text.
    years
        The columns.
    rows
        Nothing is written for none.
    """
    if not rows:
        return row
    sheet.write_string(row, 0, title, book.styles.strong)
    row += 1
    book.labels(sheet, row, heads)
    sheet.set_row(row, _HEAD_HEIGHT)
    for column, year in enumerate(years, start=N_TEXTS):
        sheet.write_number(row, column, year, book.styles.label)
    for item in rows:
        row += 1
        for column, text in enumerate(item.texts):
            book.cell(sheet, (row, column), text, bold=item.is_total)
        for column, year in enumerate(years, start=N_TEXTS):
            if year not in item.by_year:
                continue
            value = item.by_year[year]
            reason = None if isfinite(value) else item.reason.key
            book.number(sheet, (row, column), value + 0.0, item.unit, reason=reason, bold=item.is_total)
    return row + 2
