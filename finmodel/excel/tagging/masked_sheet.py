"""A sheet that masks every text that is written to it, so that none is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from finmodel.excel.tagging.masks import Masks

__all__ = ["sheet_class"]


def sheet_class(masks: Masks) -> Any:
    """Return the class of sheets of a workbook; texts in their cells hold no personal data, formulas hold none anyway.

    Parameters
    ----------
    masks
        What is masked.
    """
    if not masks.is_any:
        return Worksheet

    class MaskedSheet(Worksheet):  # type: ignore[misc]
        """Masks, and then writes."""

        def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> Any:
            return super()._write_string(row, col, masks.any(string), cell_format)

    return MaskedSheet
