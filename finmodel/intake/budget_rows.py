"""Rows of a mapped table as drafts of lines: every cell is read, and every cell that cannot be is named."""

from __future__ import annotations

from dataclasses import dataclass, field

from finmodel.intake.budget_cells import CellReader
from finmodel.intake.budget_codes import date_of
from finmodel.intake.budget_drafts import Draft
from finmodel.intake.budget_lines import CODES, Chart, Place
from finmodel.intake.budget_mapping import ColumnMapping
from finmodel.intake.budget_privacy import MASK, Masker
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_row_codes import CodeReader
from finmodel.intake.budget_row_money import MoneyReader
from finmodel.intake.budget_sheets import Cell, Row, SourceSheet, cell_text, is_blank
from finmodel.intake.budget_subtotals import has_subtotal_word
from finmodel.intake.budget_words import Words, normal_form

__all__ = ["RowReader"]


@dataclass
class RowReader:
    """Reads the rows of one sheet.

    Parameters
    ----------
    sheet, mapping
        The table, and its mapping with every column found.
    words
        The known words.
    problems
        Gets what cannot be read.
    masker
        Masks what is to be masked.
    width
        Cells of the headings' row: in a file of text no row has more, nor fewer unless it is a title.
    chart
        Whose accounts of investment tell what a row without a type is.
    names
        Field → code → name, of the sheets before too.

    Attributes
    ----------
    money, codes
        What reads the amounts and the codes, with what is to be said of them all.
    """

    sheet: SourceSheet
    mapping: ColumnMapping
    words: Words
    problems: Problems
    masker: Masker
    width: int
    chart: Chart
    names: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in CODES})

    def __post_init__(self) -> None:
        self._cells = CellReader(self.sheet, self.mapping, self.problems)
        self.money = MoneyReader(self._cells, self.words)
        self.codes = CodeReader(self._cells, self.words, self.masker, self.chart, self.names)
        at = self._cells.at
        self._headings = {normal_form(column.heading) for column in self.mapping.columns}
        hidden = {at[name] for name in ("supplier", "supplier_id") if name in at}
        self._unlabelled = hidden | set(self.money.columns)
        self._untold = hidden | {at[name] for name in ("kind", "sort") if name in at}
        self._last_money = max(self.money.columns, default=0)
        self._sums: dict[str, bool] = {}

    def draft(self, row: Row) -> Draft | str | None:
        """Return a row as a draft; its text where it has no money; None where nothing can be made of it.

        Problems are ``FM-B107`` a row of another length, ``FM-B130`` … ``FM-B140`` cells.
        """
        number, cells = row
        label = self._label(cells)
        if self.sheet.is_text and not self._fits(number, cells):
            return None
        if all(normal_form(cell_text(cell)) in self._headings for cell in cells if not is_blank(cell)):
            return self.masker.label(label)  # the headings once more, at the top of a page
        n_before = self.problems.n_errors
        amounts, headings = self.money.read(number, cells)
        if not amounts and self.problems.n_errors == n_before:
            return self.masker.label(label)
        kind, unknown_kind = self.codes.kind(number, cells)
        codes = self.codes.read(number, cells)
        supplier, text = self._supplier_and_text(number, cells, codes)
        labels = self._labels(cells)
        sums = next((text for text in labels if self._is_sum(text)), "")
        return Draft(
            Place(self.problems.file, None if self.sheet.is_text else self.sheet.title, number),
            kind,
            codes,
            text,
            supplier,
            self._date(number, cells),
            amounts,
            headings,
            labels,
            self.masker.label(sums or label),
            bool(sums),
            unknown_kind,
        )

    def _supplier_and_text(self, number: int, cells: list[Cell], codes: dict[str, str]) -> tuple[str, str]:
        """Return the supplier and the text, as they may be shown; without a text the project's or account's name."""
        name = self._cells.text(number, cells, "supplier")
        supplier = self.masker.supplier(name, self._cells.text(number, cells, "supplier_id"))
        own, names = self._cells.text(number, cells, "text"), self.names
        text = own or names["project"].get(codes["project"], "") or names["account"].get(codes["account"], "")
        return supplier, self.masker.text(text, name, is_masked_supplier=supplier == MASK)

    def _label(self, cells: list[Cell]) -> str:
        """Return the cell that tells what a row is: its text, else the first that is no kind."""
        own = cell_text(self._cells.of(cells, "text"))
        return own or next(
            (text for at, cell in enumerate(cells, 1) if at not in self._untold and (text := cell_text(cell))), ""
        )

    def _labels(self, cells: list[Cell]) -> list[str]:
        """Return the texts of a row but its supplier's and its amounts."""
        return [
            found
            for column, cell in enumerate(cells, start=1)
            if isinstance(cell, str) and column not in self._unlabelled and (found := cell_text(cell))
        ]

    def _is_sum(self, text: str) -> bool:
        known = self._sums.get(text)
        if known is None:
            known = has_subtotal_word([text], self.words.subtotals, self.words.subtotals_last)
            self._sums[text] = known
        return known

    def _fits(self, number: int, cells: list[Cell]) -> bool:
        n_filled = sum(not is_blank(cell) for cell in cells)
        n_cells = len(cells)
        while n_cells > self.width and is_blank(cells[n_cells - 1]):
            n_cells -= 1
        if n_cells <= self.width and (n_cells >= self._last_money or n_filled <= 1):
            return True
        self._cells.problem("FM-B107", number, 1, n=n_cells, expected_cells=self.width)
        return False

    def _date(self, number: int, cells: list[Cell]) -> str:
        cell = self._cells.of(cells, "date")
        if is_blank(cell):
            return ""
        day = date_of(cell)
        if day is None:
            self._cells.problem("FM-B139", number, self._cells.at["date"], value=cell_text(cell))
        return day.isoformat() if day else ""
