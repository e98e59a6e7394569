"""The cells of a mapped table: found by their field, read as text, and named where they cannot be."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.errors import Param, Severity
from finmodel.intake.budget_mapping import ColumnMapping, fields_by_column
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import Cell, CellError, SourceSheet, Unstored, cell_text, is_blank

__all__ = ["CellReader"]


@dataclass
class CellReader:
    """Finds the cells of one sheet's rows.

    Parameters
    ----------
    sheet, mapping
        The table, and its mapping with every column found.
    problems
        Gets what cannot be read.
    """

    sheet: SourceSheet
    mapping: ColumnMapping
    problems: Problems

    def __post_init__(self) -> None:
        self.at = fields_by_column(self.mapping.columns)

    def cell(self, cells: list[Cell], column: int | None) -> Cell:
        """Return a cell by the number of its column, None where the row is shorter."""
        return cells[column - 1] if column is not None and column <= len(cells) else None

    def of(self, cells: list[Cell], field: str) -> Cell:
        """Return the cell of a field, None where no column is of it."""
        return self.cell(cells, self.at.get(field))

    def text(self, number: int, cells: list[Cell], field: str) -> str:
        """Return the text of a field in row ``number``; "" for one that is faulty, which is named."""
        cell = self.of(cells, field)
        if isinstance(cell, CellError | Unstored):
            self.faulty(cell, number, self.at[field])
            return ""
        return cell_text(cell)

    def has_text(self, cells: list[Cell], field: str) -> bool:
        """Say whether anything stands in the column of a field."""
        return not is_blank(self.of(cells, field))

    def faulty(self, cell: Cell, number: int, column: int) -> None:
        """Name a cell that holds nothing to be read: an error, a formula without a value, a truth value."""
        if isinstance(cell, CellError):
            self.problem("FM-B132", number, column, value=cell.text)
        elif isinstance(cell, Unstored):
            self.problem("FM-B133", number, column, formula=cell.text)
        else:
            self.problem("FM-B131", number, column, value=cell_text(cell))

    def problem(self, code: str, row: int, column: int, **params: Param) -> None:
        """Keep an error at a cell."""
        cell = self.sheet.cell(row, column)
        self.problems.add(code, Severity.ERROR, sheet=self.sheet.title, cell=cell, more=params)
