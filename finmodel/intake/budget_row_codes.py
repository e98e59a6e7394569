"""The codes of a row, with the names beside them, and what kind of line they make it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from finmodel.intake.budget_cells import CellReader
from finmodel.intake.budget_codes import kind_of, split_code
from finmodel.intake.budget_lines import CODES, Chart, LineKind
from finmodel.intake.budget_privacy import Masker
from finmodel.intake.budget_sheets import Cell, cell_text
from finmodel.intake.budget_words import Words

__all__ = ["CodeReader"]


@dataclass
class CodeReader:
    """Reads the codes of a sheet's rows.

    Parameters
    ----------
    cells
        Finds the cells.
    words
        The known words of kinds, and accounts of investment.
    masker
        Masks names that are listed.
    chart
        Whose accounts of investment tell what a row without a type is.
    names
        Field → code → the first name that stands with it; added to.

    Attributes
    ----------
    n_renamed, renamed
        Rows that name a code otherwise than the first did, and the first of them for each code, as it may be shown.
    """

    cells: CellReader
    words: Words
    masker: Masker
    chart: Chart
    names: dict[str, dict[str, str]]
    n_renamed: int = 0
    renamed: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._titles = {c.column: c.heading for c in self.cells.mapping.columns}

    def read(self, number: int, row: list[Cell]) -> dict[str, str]:
        """Return the code of every field, "" where there is none; ``FM-B138`` is a date or a truth value."""
        return {name: self._code(number, row, name) for name in CODES}

    def kind(self, number: int, row: list[Cell]) -> tuple[LineKind, str | None]:
        """Return the kind of a row, and what stands there instead where it may be a subtotal under some code.

        ``FM-B137`` is a line of no known kind.
        """
        mapping = self.cells.mapping
        account = cell_text(self.cells.of(row, "account"))
        is_investment = bool(account) and self.words.has_role(account, "investment", self.chart)
        assumed = mapping.kind or (LineKind.INVESTMENT if is_investment else LineKind.OPERATING)
        text = self.cells.text(number, row, "kind")
        if "kind" not in self.cells.at or (not text and mapping.kind is not None):
            return assumed, None
        kind = kind_of(text, self.words)
        if kind is None and not any(self.cells.has_text(row, name) for name in CODES):
            return assumed, text  # a row without codes is mostly a subtotal, which has no kind either
        if kind is None and "account" in self.cells.at and not account:
            return assumed, text
        if kind is None:
            self.cells.problem("FM-B137", number, self.cells.at["kind"], value=text or "–")
        return kind or assumed, None

    def _code(self, number: int, row: list[Cell], name: str) -> str:
        column = self.cells.at.get(name)
        if column is None:
            return ""
        cell = self.cells.cell(row, column)
        if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
            self.cells.problem("FM-B138", number, column, value=cell_text(cell))
            return ""
        code, found = split_code(self.cells.text(number, row, name), name)
        beside = cell_text(self.cells.of(row, f"{name}_name"))
        if code and (beside or found):
            self._see(name, code, beside or found, column)
        return code

    def _see(self, name: str, code: str, found: str, column: int) -> None:
        """Remember a code's name; another one than the first is told."""
        known = self.names[name].setdefault(code, found)
        if known == found:
            return
        self.n_renamed += 1
        if (name, code) not in self.renamed:
            names = f"{self.masker.label(known)} / {self.masker.label(found)}"
            self.renamed[name, code] = f"{self._titles[column]} {code}: {names}".strip()
