"""One sheet, cell by cell: where its content ends, and what would lead a reader astray."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from finmodel.errors import Issue, Param
from finmodel.intake.findings import Findings, RefusalError, issue, shown
from finmodel.intake.xmlscan import Attributes, Rules

__all__ = ["SheetScan", "column_letters", "column_number"]

_DIGITS = "0123456789"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")
_ROW_NUMBER = re.compile(r"[1-9][0-9]{0,6}")


@lru_cache(maxsize=4096)
def column_number(letters: str) -> int:
    """Return the number of a column, 1 for ``A``; 0 when the letters name none.

    Examples
    --------
    >>> column_number("AA"), column_number("XFD"), column_number("Å")
    (27, 16384, 0)
    """
    number = 0
    if not 1 <= len(letters) <= 3:
        return 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            return 0
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column.

    Examples
    --------
    >>> column_letters(703)
    'AAA'
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _corners(reference: str) -> tuple[int, int, int, int] | None:
    """Return first column, first row, last column and last row of ``A1:C5``; None when it is no such range."""
    first, _, last = reference.partition(":")
    corners = [_REFERENCE.fullmatch(corner) for corner in (first, last or first)]
    if corners[0] is None or corners[1] is None:
        return None
    (left, top), (right, bottom) = corners[0].groups(), corners[1].groups()
    return column_number(left), int(top), column_number(right), int(bottom)


class SheetScan:
    """The pass over one sheet.

    Parameters
    ----------
    sheet
        Visible name, or the name of the part when the workbook does not list it.
    texts
        Lengths of the texts that cells may point at.
    findings
        Gets what is wrong, and counts the cells.

    Attributes
    ----------
    last_row, last_column
        The last row and column in which a cell has content; 0 in an empty sheet.
    n_cells
        Cells in the sheet, empty ones among them.
    """

    def __init__(self, sheet: str, texts: Sequence[int], findings: Findings) -> None:
        self.sheet = shown(sheet)
        self.last_row = self.last_column = self.n_cells = 0
        self._texts = texts
        self._findings = findings
        self._limits = findings.limits
        self._row = self._column = self._cell_row = 0
        self._row_text = "0"
        self._n_counted = 0
        self._is_in_cell = self._is_shared_text = self._is_in_data = self._has_data_begun = False
        self._dimension: str | None = None
        self._formula: Attributes = {}
        self._masters: dict[str, int] = {}
        self._faults: dict[str, tuple[str, int]] = {}

    def rules(self) -> Rules:
        """Return the rules of a sheet."""
        return Rules(
            starts={
                "dimension": self._on_dimension,
                "sheetData": self._on_data,
                "row": self._on_row,
                "c": self._on_cell,
                "f": self._on_formula,
                "mergeCell": self._on_merge,
                "hyperlink": self._on_link,
                **dict.fromkeys(("*:row", "*:c", "*:v", "*:f", "*:is"), self._on_foreign),
            },
            ends={
                "sheetData": self._on_data_end,
                "c": self._on_cell_end,
                "v": self._on_value,
                "t": self._on_text,
                "f": self._on_formula_end,
            },
            text_limits={
                "v": self._limits.max_text_length,
                "t": self._limits.max_text_length,
                "f": self._limits.max_formula_length,
            },
            after_chunk=self._count_cells,
            at_end=self._judge,
        )

    def _fault(self, code: str, cell: str) -> None:
        """Remember the first cell with a fault, and how many there are."""
        first, n = self._faults.get(code, (cell, 0))
        self._faults[code] = first, n + 1

    def _at(self, code: str, cell: str | None = None, /, **params: Param) -> Issue:
        return issue(code, **params).at(sheet=self.sheet, cell=cell)

    def _on_dimension(self, attributes: Attributes) -> None:
        if self._dimension is None and not self._has_data_begun:
            self._dimension = attributes.get("ref", "")

    def _on_data(self, _: Attributes) -> None:
        self._has_data_begun = self._is_in_data = True

    def _on_data_end(self, _: str) -> None:
        self._is_in_data = False

    def _on_foreign(self, _: Attributes) -> None:
        if self._is_in_data:  # some readers would take it for a cell, some would not
            raise RefusalError(self._at("FM-G168"))

    def _on_row(self, attributes: Attributes) -> None:
        text = attributes.get("r")
        row = self._row + 1
        if text is not None:
            if _ROW_NUMBER.fullmatch(text):
                row = int(text)
            else:
                self._fault("FM-G165", text)
        if row <= self._row:
            self._fault("FM-G166", f"A{row}")
        self._row, self._row_text, self._column = row, str(row), 0

    def _on_cell(self, attributes: Attributes) -> None:
        self.n_cells += 1
        reference = attributes.get("r")
        column, row = self._column + 1, self._row
        if reference is not None:
            letters = reference.rstrip(_DIGITS)
            number = column_number(letters)
            if reference[len(letters) :] == self._row_text and number:
                column = number
            else:
                column, row = self._odd_place(reference, column)
            if column <= self._column:
                self._fault("FM-G166", reference)
        self._column, self._cell_row = column, row
        self._is_shared_text = attributes.get("t") == "s"
        self._is_in_cell = True

    def _odd_place(self, reference: str, column: int) -> tuple[int, int]:
        """Return column and row of a reference that does not fit its row or is none."""
        match = _REFERENCE.fullmatch(reference)
        if match is None or "$" in reference:
            self._fault("FM-G165", reference)
            return column, self._row
        self._fault("FM-G166", reference)
        return column_number(match[1]), int(match[2])

    def _on_cell_end(self, _: str) -> None:
        self._is_in_cell = False

    def _on_value(self, text: str) -> None:
        if not self._is_in_cell or not text:
            return
        self._has_content()
        if self._is_shared_text:
            try:
                index = int(text)
                length = self._texts[index] if index >= 0 else None
            except (ValueError, IndexError):
                length = None
            if length is None:
                self._fault("FM-G167", self._place())
            else:
                self._findings.n_expanded_text += length

    def _on_text(self, text: str) -> None:
        if self._is_in_cell and text:
            self._has_content()

    def _on_formula(self, attributes: Attributes) -> None:
        self._formula = attributes
        if self._is_in_cell:
            self._has_content()

    def _on_formula_end(self, text: str) -> None:
        if self._formula.get("t") == "shared":
            group = self._formula.get("si", "")
            if group in self._masters:
                self._findings.n_expanded_formulas += self._masters[group]
            elif text:
                self._masters[group] = len(text)
        self._formula = {}

    def _on_merge(self, attributes: Attributes) -> None:
        n, limit = self._findings.count("merged ranges"), self._limits.max_merged_ranges
        if n > limit:
            raise RefusalError(self._at("FM-G174", limit=limit))
        self._count_covered(attributes)

    def _on_link(self, attributes: Attributes) -> None:
        # A reader makes a cell for every cell that a link covers, as for a merged range.
        self._count_covered(attributes)

    def _count_covered(self, attributes: Attributes) -> None:
        corners = _corners(attributes.get("ref", ""))
        n_cells = 0
        if corners is not None:
            left, top, right, bottom = corners
            n_cells = (abs(right - left) + 1) * (abs(bottom - top) + 1)
        if self._findings.count("merged cells", n_cells) > self._limits.max_merged_cells:
            raise RefusalError(self._at("FM-G175", limit=self._limits.max_merged_cells))

    def _place(self) -> str:
        return f"{column_letters(self._column)}{self._cell_row}"

    def _has_content(self) -> None:
        column, row = self._column, self._cell_row
        self.last_column = max(self.last_column, column)
        self.last_row = max(self.last_row, row)
        if row > self._limits.max_rows or column > self._limits.max_columns:
            self._fault("FM-G160", self._place())
            self._is_in_cell = False  # once a cell

    def _count_cells(self) -> None:
        findings, limits = self._findings, self._limits
        findings.n_cells += self.n_cells - self._n_counted
        self._n_counted = self.n_cells
        if findings.n_cells > limits.max_cells:
            raise RefusalError(issue("FM-G170", limit=limits.max_cells), is_final=True)
        if findings.n_expanded_text > limits.max_expanded_text:
            raise RefusalError(issue("FM-G173", limit=limits.max_expanded_text), is_final=True)
        if findings.n_expanded_formulas > limits.max_expanded_formulas:
            raise RefusalError(issue("FM-G179", limit=limits.max_expanded_formulas), is_final=True)

    def _judge(self) -> None:
        """Say what is wrong with the sheet, now that all of it has been seen."""
        limits, errors = self._limits, self._findings.errors
        for code, (cell, n) in self._faults.items():
            if code == "FM-G160":
                last_column = column_letters(limits.max_columns)
                errors.append(self._at(code, cell, n=n, max_rows=limits.max_rows, last_column=last_column))
            elif code == "FM-G165":
                errors.append(self._at(code, n=n, reference=cell))
            else:
                errors.append(self._at(code, cell, n=n))
        corners = None if self._dimension is None else _corners(self._dimension)
        if self._dimension is not None and corners is None:
            errors.append(self._at("FM-G164", dimension=self._dimension))
        area = self.last_row * self.last_column
        if "FM-G160" in self._faults:
            return
        if area > limits.max_area:
            cell = f"{column_letters(self.last_column)}{self.last_row}"
            errors.append(self._at("FM-G161", cell, n=area, limit=limits.max_area))
        elif limits.is_dimension_trusted:
            self._judge_walk(None if corners is None else (corners[2], corners[3]))

    def _judge_walk(self, stated: tuple[int, int] | None) -> None:
        """Say what a reader would lose or walk through in vain that believes the size the sheet states."""
        limits, hazards = self._limits, self._findings.hazards
        n_rows, n_columns = self._row, self.last_column
        if stated is not None:
            n_columns, last_row = stated
            n_rows = min(n_rows, last_row)
            if self.last_row > last_row or self.last_column > n_columns:
                cell = f"{column_letters(self.last_column)}{self.last_row}"
                hazards.append(self._at("FM-G163", cell, dimension=self._dimension))
        if n_rows > limits.max_rows or n_rows * n_columns > limits.max_area:
            hazards.append(self._at("FM-G162", row=n_rows, column=column_letters(n_columns), limit=limits.max_rows))
