"""Rows as CSV files that a spreadsheet opens right, with no text turned into a formula."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

from finmodel.i18n import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.components.tables import Column
    from finmodel.i18n import Language

__all__ = ["csv_bytes"]

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column], lang: Language) -> bytes:
    """Return rows as a CSV file that a spreadsheet of the language opens right, with no text turned into a formula.

    Numbers are whole, not rounded. Swedish: semicolons and a decimal comma.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";" if lang == "sv" else ",", lineterminator="\r\n")
    writer.writerow([_safe(column.label) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(row.get(column.key), lang) for column in columns])
    return buffer.getvalue().encode("utf-8-sig")


def _csv_cell(value: object, lang: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value):
            return ""
        plain = number_text(float(value), lang).replace("\N{MINUS SIGN}", "-")
        return "".join(plain.replace(",", "") if lang == "en" else plain.split())
    return _safe(str(value))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text
