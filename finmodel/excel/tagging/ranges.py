"""Names of the columns of the tagged lines, and formulas that sum over them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finmodel.excel.tagging.frame import TagBook

__all__ = ["Condition", "Ranges"]

_PLAIN = re.compile(r"[^\W\d_]+(?:[0-9]{1,4})?", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Condition:
    """A column of the lines and what must stand in it.

    Attributes
    ----------
    column
        Name of the range.
    cell
        Address of the cell that says what is wanted, or the words in quotation marks.
    word
        What stands there: it decides which formula is safe.
    """

    column: str
    cell: str
    word: str


@dataclass(frozen=True, slots=True)
class Ranges:
    """Names of the columns of the sheet of lines: bounded ranges, all of the same height."""

    book: TagBook

    @property
    def kind(self) -> str:
        """Investment or operating."""
        return self.book.text("name.kind")

    @property
    def outside(self) -> str:
        """Why a line is outside."""
        return self.book.text("name.outside")

    @property
    def look_again(self) -> str:
        """Whether a decision must be looked at again."""
        return self.book.text("name.look_again")

    def tag(self, axis: str) -> str:
        """Return the column of effective categories of an axis."""
        return f"{self.book.text('name.tag')}_{axis}"

    def standing(self, axis: str) -> str:
        """Return the column of where the tags of an axis come from."""
        return f"{self.book.text('name.standing')}_{axis}"

    def amount(self, year: int | None) -> str:
        """Return the column of a year's amounts, of their sum for None."""
        return f"{self.book.text('name.amount')}_{self.book.text('name.all') if year is None else year}"

    def total(self, year: int | None, *conditions: Condition) -> str:
        """Return the formula (without its ``=``) of the amounts where all conditions hold.

        ``SUMIFS`` takes ``?``, ``0440`` and ``>5`` for a pattern, a number and a comparison; where a wanted word is
        anything but letters with a few figures after them, equality is asked for in so many words.
        """
        if all(_PLAIN.fullmatch(each.word) for each in conditions):
            asked = ",".join(f"{each.column},{each.cell}" for each in conditions)
            return f"SUMIFS({self.amount(year)},{asked})"
        asked = "*".join(f"({each.column}={each.cell})" for each in conditions)
        return f"SUMPRODUCT({asked}*{self.amount(year)})"
