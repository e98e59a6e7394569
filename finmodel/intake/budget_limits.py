"""How much a table of text may hold: the guard's limits for files that are no workbooks."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.intake.limits import LEDGER_LIMITS

__all__ = ["TABLE_LIMITS", "TextLimits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLimits:
    """The bounds of a text file that may be read; each is the largest value still allowed.

    Attributes
    ----------
    max_file_bytes
        Size of the file.
    max_rows, max_columns
        Rows of the file and cells of a row.
    max_row_characters
        Characters of a row: what the reader holds at a time.
    """

    max_file_bytes: int
    max_rows: int
    max_columns: int
    max_row_characters: int


TABLE_LIMITS = TextLimits(
    max_file_bytes=LEDGER_LIMITS.max_file_bytes,
    max_rows=LEDGER_LIMITS.max_rows,
    max_columns=LEDGER_LIMITS.max_columns,
    max_row_characters=1_000_000,
)
"""Bounds of a table, a ledger or a SIE file in text; rows and columns are those of a workbook."""
