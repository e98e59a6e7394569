"""Tables of text: what separates the cells is found in the rows, and a torn quote is never read over."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, TextIO

from finmodel.errors import InputError
from finmodel.intake.budget_limits import TABLE_LIMITS, TextLimits
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import Cell, Row, SourceSheet
from finmodel.intake.budget_source import Opened, text_encoding
from finmodel.intake.findings import issue

__all__ = ["DELIMITERS", "CsvLayout", "csv_rows", "csv_sheet", "find_layout"]

DELIMITERS = (";", "\t", ",", "|")
"""What may stand between cells; the first where several fit as well."""

_TOO_LONG = "field limit"  # how the csv module says it
_SAMPLE_ROWS = 200
_SAMPLE_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class CsvLayout:
    """How a text is to be read: its encoding, what separates its cells, and lines before the first row to skip."""

    encoding: str
    delimiter: str
    n_skipped: int = 0


def find_layout(opened: Opened, problems: Problems, *, encoding: str | None = None) -> CsvLayout:
    """Return the layout of a text: the separator that gives most rows the same number of cells.

    A first line ``sep=;`` decides. Commas inside quotes, and decimal commas in a table with semicolons, do not
    count.

    Raises
    ------
    InputError
        ``FM-B101`` to ``FM-B103``: the letters.
    """
    name = text_encoding(opened, problems, stated=encoding)
    problems.stop_if_errors()
    try:
        with opened.open() as file, _text(file, name) as text:
            sample = text.read(_SAMPLE_CHARACTERS)
    except UnicodeError:
        problems.add("FM-B101")
        problems.stop_if_errors()
    lines = sample.splitlines()[:_SAMPLE_ROWS]
    first = lines[0].strip().strip('"').casefold() if lines else ""
    if first.startswith("sep=") and len(first) == 5:
        return CsvLayout(name, first[4], 1)
    return CsvLayout(name, max(DELIMITERS, key=lambda mark: (_fit(lines, mark), -DELIMITERS.index(mark))))


def csv_sheet(
    opened: Opened, problems: Problems, *, encoding: str | None = None, limits: TextLimits = TABLE_LIMITS
) -> SourceSheet:
    """Return a file of text as a table.

    Parameters
    ----------
    opened
        The file.
    problems
        Gets what is wrong with its letters.
    encoding
        What the user says it is; None to find out.
    limits
        How much it may hold.

    Raises
    ------
    InputError
        ``FM-B101`` to ``FM-B103``: the letters. Reading the rows raises ``FM-B104`` and ``FM-B105``.
    """
    layout = find_layout(opened, problems, encoding=encoding)
    return SourceSheet(opened.name, partial(csv_rows, opened, layout, limits), is_text=True, encoding=layout.encoding)


def csv_rows(opened: Opened, layout: CsvLayout, limits: TextLimits = TABLE_LIMITS) -> Iterator[Row]:
    """Yield the rows of a text one by one, numbered as a spreadsheet numbers them.

    Raises
    ------
    InputError
        ``FM-B104`` a quote that does not end, or text behind one; ``FM-B105`` more than the limits; ``FM-B146`` a cell
        that is longer than is read; ``FM-B101`` bytes that the encoding does not have.
    """
    problems = Problems(opened.name)
    number = layout.n_skipped
    reader, n_lines = None, 0
    try:
        with opened.open() as file, _text(file, layout.encoding) as text:
            lines = _lines(text, limits)
            for _ in range(layout.n_skipped):
                next(lines, "")
            reader = csv.reader(lines, delimiter=layout.delimiter, strict=True)
            for cells in reader:
                number, n_lines = number + 1, reader.line_num
                if number > limits.max_rows or len(cells) > limits.max_columns:
                    raise _TooMuchError
                if any(cells):
                    row: list[Cell] = list(cells)
                    yield number, row
    except csv.Error as error:
        # A cell over many lines is one whose quote is torn, however long it has become.
        if _TOO_LONG in str(error) and reader is not None and reader.line_num - n_lines <= 1:
            problems.add("FM-B146", row=number + 1, limit=csv.field_size_limit())
        else:
            problems.add("FM-B104", row=number + 1)
        problems.stop_if_errors()
    except _TooMuchError:
        problems.add("FM-B105", row=number, max_rows=limits.max_rows, max_columns=limits.max_columns)
        problems.stop_if_errors()
    except UnicodeError:
        problems.add("FM-B101")
        problems.stop_if_errors()
    except OSError:
        raise InputError([issue("FM-G103", file=opened.name)]) from None


class _TooMuchError(Exception):
    """The text holds more than its limits."""


def _text(file: BinaryIO, encoding: str) -> TextIO:
    # "" leaves line ends to the csv module: a lone carriage return ends a row, one inside quotes does not.
    return io.TextIOWrapper(file, encoding=encoding, newline="")


def _lines(text: TextIO, limits: TextLimits) -> Iterator[str]:
    while line := text.readline(limits.max_row_characters + 1):
        if len(line) > limits.max_row_characters:
            raise _TooMuchError
        yield line


def _fit(lines: list[str], delimiter: str) -> tuple[int, int]:
    """Return how many cells of the sample stand in rows of the commonest width, and that width."""
    widths: Counter[int] = Counter()
    try:
        for cells in csv.reader(lines, delimiter=delimiter):
            if len(cells) > 1:
                widths[len(cells)] += 1
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, n = max(widths.items(), key=lambda item: (item[1], item[0]))
    return n * min(width, 3), width
