"""Rows of a mapped table as drafts of lines: every cell is read, and every cell that cannot be is named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from finmodel.errors import Param, Severity
from finmodel.i18n.units import UNIT_FACTORS
from finmodel.intake.budget_codes import date_of, kind_of, split_code, year_of
from finmodel.intake.budget_lines import CODES, Amount, Chart, LineKind, Place, Sort
from finmodel.intake.budget_mapping import ColumnMapping, MappedColumn, fields_by_column
from finmodel.intake.budget_money import Money, MoneyError, money_of_number, money_of_text
from finmodel.intake.budget_privacy import MASK, Masker
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_sheets import Cell, CellError, Row, SourceSheet, Unstored, cell_text, is_blank
from finmodel.intake.budget_subtotals import has_subtotal_word
from finmodel.intake.budget_words import Words, normal_form

__all__ = ["Draft", "RowReader"]


@dataclass(slots=True)
class Draft:
    """A row with money, before it is known whether it sums up others and which sign costs have.

    ``labels`` are its texts as written, to be compared and never shown; ``label`` is the one that tells what the row
    is, as it may be shown: the words of a sum (``is_labelled``), else its text.
    ``unknown_kind`` is what stands in the column of kinds of a row without account when it is no kind: a subtotal has
    none, and of a line it is an error.
    """

    place: Place
    kind: LineKind
    codes: dict[str, str]
    text: str
    supplier: str
    date: str
    amounts: list[Amount]
    headings: list[str]
    labels: list[str]
    label: str
    is_labelled: bool
    unknown_kind: str | None = None


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
    """

    sheet: SourceSheet
    mapping: ColumnMapping
    words: Words
    problems: Problems
    masker: Masker
    width: int
    chart: Chart
    names: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in CODES})
    n_rounded: int = 0
    lost: Decimal = Decimal(0)
    n_renamed: int = 0
    renamed: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._at = fields_by_column(self.mapping.columns)
        self._amounts = [
            (c, c.column or 0, UNIT_FACTORS[c.unit or self.mapping.unit or "kr"]) for c in self.mapping.amounts
        ]
        self._headings = {normal_form(column.heading) for column in self.mapping.columns}
        self._hidden = {self._at[name] for name in ("supplier", "supplier_id") if name in self._at}
        self._unlabelled = self._hidden | {at for _, at, _ in self._amounts}
        self._untold = self._hidden | {self._at[name] for name in ("kind", "sort") if name in self._at}
        self._sums: dict[str, bool] = {}
        self._counterparty = ""
        self._titles = {c.column: c.heading for c in self.mapping.columns}

    def draft(self, row: Row) -> Draft | str | None:
        """Return a row as a draft; its text where it has no money; None where nothing can be made of it.

        Problems are ``FM-B107`` a row of another length, ``FM-B130`` … ``FM-B138`` cells.
        """
        number, cells = row
        label = self._label(cells)
        if self.sheet.is_text and not self._fits(number, cells):
            return None
        if all(normal_form(cell_text(cell)) in self._headings for cell in cells if not is_blank(cell)):
            return self._text_of(label)  # the headings once more, at the top of a page
        n_before = self.problems.n_errors
        amounts, headings = self._money(number, cells)
        if not amounts and self.problems.n_errors == n_before:
            return self._text_of(label)
        kind, unknown_kind = self._kind(number, cells)
        codes = {name: self._code(number, cells, name) for name in CODES}
        self.masker.see(self._counterparty, amounts)
        supplier_name = self._plain(number, cells, "supplier")
        supplier = self.masker.supplier(supplier_name, self._plain(number, cells, "supplier_id"))
        own = self._plain(number, cells, "text")
        names = self.names
        text = own or names["project"].get(codes["project"], "") or names["account"].get(codes["account"], "")
        text = self.masker.text(text, supplier_name, is_masked_supplier=supplier == MASK)
        labels = [
            found
            for column, cell in enumerate(cells, start=1)
            if isinstance(cell, str) and column not in self._unlabelled and (found := cell_text(cell))
        ]
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

    def _label(self, cells: list[Cell]) -> str:
        """Return the cell that tells what a row is: its text, else the first that is no kind."""
        own = cell_text(self._cell(cells, self._at.get("text")))
        return own or next(
            (text for at, cell in enumerate(cells, 1) if at not in self._untold and (text := cell_text(cell))), ""
        )

    def _is_sum(self, text: str) -> bool:
        known = self._sums.get(text)
        if known is None:
            known = has_subtotal_word([text], self.words.subtotals, self.words.subtotals_last)
            self._sums[text] = known
        return known

    def _text_of(self, label: str) -> str:
        return self.masker.label(label)

    def _fits(self, number: int, cells: list[Cell]) -> bool:
        n_filled = sum(not is_blank(cell) for cell in cells)
        n_cells = len(cells)
        while n_cells > self.width and is_blank(cells[n_cells - 1]):
            n_cells -= 1
        last = max(at for _, at, _ in self._amounts)
        if n_cells <= self.width and (n_cells >= last or n_filled <= 1):
            return True
        self._problem("FM-B107", number, 1, n=n_cells, expected_cells=self.width)
        return False

    def _cell(self, cells: list[Cell], column: int | None) -> Cell:
        return cells[column - 1] if column is not None and column <= len(cells) else None

    def _plain(self, number: int, cells: list[Cell], name: str) -> str:
        cell = self._cell(cells, self._at.get(name))
        if isinstance(cell, CellError | Unstored):
            self._faulty(cell, number, self._at[name])
            return ""
        return cell_text(cell)

    def _code(self, number: int, cells: list[Cell], name: str) -> str:
        column = self._at.get(name)
        if column is None:
            return ""
        cell = self._cell(cells, column)
        if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
            self._problem("FM-B138", number, column, value=cell_text(cell))
            return ""
        code, found = split_code(self._plain(number, cells, name), name)
        beside = cell_text(self._cell(cells, self._at.get(f"{name}_name")))
        if name == "counterparty":
            self._counterparty = beside or found
        if code and (beside or found):
            known, other = self.names[name].setdefault(code, beside or found), beside or found
            if known != other:
                self.n_renamed += 1
                if (name, code) not in self.renamed:
                    names = f"{self.masker.label(known)} / {self.masker.label(other)}"
                    self.renamed[name, code] = f"{self._titles[column]} {code}: {names}".strip()
        return code

    def _kind(self, number: int, cells: list[Cell]) -> tuple[LineKind, str | None]:
        """Return the kind of a row, and what stands there instead where it may be a subtotal under some code."""
        account = cell_text(self._cell(cells, self._at.get("account")))
        is_investment = bool(account) and self.words.has_role(account, "investment", self.chart)
        assumed = self.mapping.kind or (LineKind.INVESTMENT if is_investment else LineKind.OPERATING)
        text = self._plain(number, cells, "kind")
        if "kind" not in self._at or (not text and self.mapping.kind is not None):
            return assumed, None
        kind = kind_of(text, self.words)
        if kind is None and not any(has_text(cells, at) for at in self._code_columns()):
            return assumed, text  # a row without codes is mostly a subtotal, which has no kind either
        if kind is None and "account" in self._at and not account:
            return assumed, text
        if kind is None:
            self._problem("FM-B137", number, self._at["kind"], value=text or "–")
        return kind or assumed, None

    def _code_columns(self) -> list[int]:
        return [self._at[name] for name in CODES if name in self._at]

    def _date(self, number: int, cells: list[Cell]) -> str:
        cell = self._cell(cells, self._at.get("date"))
        if is_blank(cell):
            return ""
        day = date_of(cell)
        if day is None:
            self._problem("FM-B139", number, self._at["date"], value=cell_text(cell))
        return day.isoformat() if day else ""

    def _money(self, number: int, cells: list[Cell]) -> tuple[list[Amount], list[str]]:
        amounts: list[Amount] = []
        headings: list[str] = []
        for column, at, factor in self._amounts:
            money = self._amount(number, at, self._cell(cells, at), factor, column)
            if money is None:
                continue
            year, sort = self._year(number, cells, column), self._sort(number, cells, column)
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
                return money_of_text(cell, factor, "sv" if self.mapping.decimal_comma else "en")
            if isinstance(cell, int | float) and not isinstance(cell, bool):
                return money_of_number(cell, factor)
        except MoneyError as error:
            params: dict[str, Param] = {"value": cell_text(cell)}
            if error.number is not None:
                params.update(error.number.params, reason=error.number.reason)
            self._problem(error.code, number, at, **params)
            return None
        if cell is not None:
            self._faulty(cell, number, at)
        return None

    def _year(self, number: int, cells: list[Cell], column: MappedColumn) -> int | None:
        if column.year is not None:
            return column.year
        at = self._at.get("year", self._at.get("date") if self.mapping.year is None else None)
        if at is None:
            return self.mapping.year
        cell = self._cell(cells, at)
        year = year_of(cell)
        if year is None and is_blank(cell) and self.mapping.year is not None:
            return self.mapping.year
        if year is None:
            self._problem("FM-B135", number, at, value=cell_text(cell) or "–")
        return year

    def _sort(self, number: int, cells: list[Cell], column: MappedColumn) -> Sort | None:
        text = self._plain(number, cells, "sort")
        if column.sort is not None or not text:
            return column.sort or self.mapping.sort or Sort.BUDGET
        form = normal_form(text)
        sort = self.words.sorts.get(form) or self.words.sorts.get(form.split()[0] if form else "")
        if sort is None:
            self._problem("FM-B140", number, self._at["sort"], value=text)
        return sort

    def _faulty(self, cell: Cell, number: int, column: int) -> None:
        if isinstance(cell, CellError):
            self._problem("FM-B132", number, column, value=cell.text)
        elif isinstance(cell, Unstored):
            self._problem("FM-B133", number, column, formula=cell.text)
        else:
            self._problem("FM-B131", number, column, value=cell_text(cell))

    def _problem(self, code: str, row: int, column: int, **params: Param) -> None:
        cell = self.sheet.cell(row, column)
        self.problems.add(code, Severity.ERROR, sheet=self.sheet.title, cell=cell, more=params)


def has_text(cells: list[Cell], column: int) -> bool:
    """Say whether anything stands in a column of a row."""
    return column <= len(cells) and not is_blank(cells[column - 1])
