"""The money of a row: every column of amounts, with its year and whether it is budget, plan, forecast or outturn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from finmodel.errors import Param
from finmodel.i18n.units import UNIT_FACTORS
from finmodel.intake.budget_cells import CellReader
from finmodel.intake.budget_codes import year_of
from finmodel.intake.budget_lines import Amount, Sort
from finmodel.intake.budget_mapping import MappedColumn
from finmodel.intake.budget_money import Money, MoneyError, money_of_number, money_of_text
from finmodel.intake.budget_sheets import Cell, cell_text, is_blank
from finmodel.intake.budget_words import Words, normal_form

__all__ = ["MoneyReader"]


@dataclass
class MoneyReader:
    """Reads the money of a sheet's rows.

    Parameters
    ----------
    cells
        Finds the cells.
    words
        The known words of what an amount is.

    Attributes
    ----------
    n_rounded, lost
        Amounts with parts of an öre, and how much was lost when they were taken to whole öre, without signs [öre].
    """

    cells: CellReader
    words: Words
    n_rounded: int = 0
    lost: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        mapping = self.cells.mapping
        self._columns = [(c, c.column or 0, UNIT_FACTORS[c.unit or mapping.unit or "kr"]) for c in mapping.amounts]

    @property
    def columns(self) -> tuple[int, ...]:
        """Numbers of the columns of money."""
        return tuple(at for _, at, _ in self._columns)

    def read(self, number: int, row: list[Cell]) -> tuple[list[Amount], list[str]]:
        """Return the amounts of a row, and the headings that they stand under.

        Problems are ``FM-B130`` … ``FM-B136`` cells, ``FM-B140`` an amount of no known sort.
        """
        amounts: list[Amount] = []
        headings: list[str] = []
        for column, at, factor in self._columns:
            money = self._amount(number, at, self.cells.cell(row, at), factor, column)
            if money is None:
                continue
            year, sort = self._year(number, row, column), self._sort(number, row, column)
            if money.lost:
                self.n_rounded += 1
                self.lost += abs(money.lost)
            if year is not None and sort is not None:
                amounts.append(Amount(sort, year, money.ore))
                headings.append(column.heading)
        return amounts, headings

    def _amount(self, number: int, at: int, cell: Cell, factor: int, column: MappedColumn) -> Money | None:
        try:
            if isinstance(cell, str):
                if normal_form(cell) == normal_form(column.heading):
                    return None
                return money_of_text(cell, factor, "sv" if self.cells.mapping.decimal_comma else "en")
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                return money_of_number(cell, factor)
        except MoneyError as error:
            params: dict[str, Param] = {"value": cell_text(cell)}
            if error.number is not None:
                params.update(error.number.params, reason=error.number.reason)
            self.cells.problem(error.code, number, at, **params)
            return None
        if cell is not None:
            self.cells.faulty(cell, number, at)
        return None

    def _year(self, number: int, row: list[Cell], column: MappedColumn) -> int | None:
        if column.year is not None:
            return column.year
        stated = self.cells.mapping.year
        at = self.cells.at.get("year", self.cells.at.get("date") if stated is None else None)
        if at is None:
            return stated
        cell = self.cells.cell(row, at)
        year = year_of(cell)
        if year is None and is_blank(cell) and stated is not None:
            return stated
        if year is None:
            self.cells.problem("FM-B135", number, at, value=cell_text(cell) or "–")
        return year

    def _sort(self, number: int, row: list[Cell], column: MappedColumn) -> Sort | None:
        text = self.cells.text(number, row, "sort")
        if column.sort is not None or not text:
            return column.sort or self.cells.mapping.sort or Sort.BUDGET
        form = normal_form(text)
        sort = self.words.sorts.get(form) or self.words.sorts.get(form.split()[0] if form else "")
        if sort is None:
            self.cells.problem("FM-B140", number, self.cells.at["sort"], value=text)
        return sort
