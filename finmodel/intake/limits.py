"""How much a workbook may hold before a spreadsheet library is let near it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LEDGER_LIMITS", "PLAN_LIMITS", "Limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The bounds of a workbook that may be opened; each is the largest value still allowed.

    Attributes
    ----------
    max_file_bytes
        Size of the file as it lies on disk.
    max_parts
        Number of parts (files) in the package.
    max_total_bytes
        Size of all parts unpacked, counted by the bytes that really come out.
    max_ratio, ratio_floor_bytes
        Unpacked over packed size of a part; asked only of parts larger than the floor when unpacked, since a
        small honest part may compress to almost nothing.
    max_rows, max_columns
        Last row and column in which a cell may have content.
    max_area
        Last row times last column of a sheet: what a reader that fills the gaps must walk through.
    max_cells
        Cells in all sheets, formatted empty ones among them.
    max_elements, max_depth
        XML elements in all parts, and how deep they may be nested.
    max_shared_strings
        Texts in the workbook's table of texts.
    max_text_length, max_formula_length
        Characters of one text, of one formula or defined name.
    max_expanded_text
        Characters of all cells that point into the table of texts: a long text may be pointed at often.
    max_expanded_formulas
        Characters of all formulas stored as a copy of another one, written out.
    max_merged_ranges, max_merged_cells, max_defined_names, max_formats, max_named_styles
        Counts in the whole workbook.
    has_external_links
        Whether links to other workbooks are named and left alone (True) or refused (False).
    is_dimension_trusted
        Whether the reader that follows believes a sheet's own statement of its size and fills up empty rows.
    """

    max_file_bytes: int
    max_parts: int = 500
    max_total_bytes: int
    max_ratio: int = 200
    ratio_floor_bytes: int = 10_000_000
    max_rows: int
    max_columns: int = 500
    max_area: int
    max_cells: int
    max_elements: int
    max_depth: int = 100
    max_shared_strings: int
    max_text_length: int = 100_000
    max_formula_length: int = 16_384
    max_expanded_text: int
    max_expanded_formulas: int
    max_merged_ranges: int
    max_merged_cells: int
    max_defined_names: int
    max_formats: int = 131_072
    max_named_styles: int = 10_000
    has_external_links: bool
    is_dimension_trusted: bool


PLAN_LIMITS = Limits(
    max_file_bytes=20_000_000,
    max_total_bytes=100_000_000,
    max_rows=20_000,
    max_area=5_000_000,
    max_cells=1_000_000,
    max_elements=4_000_000,
    max_shared_strings=200_000,
    max_expanded_text=100_000_000,
    max_expanded_formulas=10_000_000,
    max_merged_ranges=20_000,
    max_merged_cells=200_000,
    max_defined_names=5_000,
    has_external_links=False,
    is_dimension_trusted=True,
)
"""Bounds of a plan workbook."""

LEDGER_LIMITS = Limits(
    max_file_bytes=200_000_000,
    max_total_bytes=1_000_000_000,
    max_rows=1_048_576,
    max_area=26_214_400,  # 1,048,576 rows of 25 columns: about a gigabyte in a reader that fills the gaps
    max_cells=26_214_400,
    max_elements=80_000_000,
    max_shared_strings=5_000_000,
    max_expanded_text=1_000_000_000,
    max_expanded_formulas=1_000_000_000,
    max_merged_ranges=200_000,
    max_merged_cells=50_000_000,
    max_defined_names=50_000,
    has_external_links=True,
    is_dimension_trusted=False,
)
"""Bounds of a ledger or another foreign table, of which only the stored values are read."""
