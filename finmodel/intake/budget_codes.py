"""Codes, kinds and years out of cells: "249 Väg" is a code and a name, and leading zeros belong to a code."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from finmodel.intake.budget_headings import FIRST_YEAR, LAST_YEAR
from finmodel.intake.budget_lines import LineKind
from finmodel.intake.budget_sheets import Cell, cell_text
from finmodel.intake.budget_words import Words, normal_form

__all__ = ["date_of", "kind_of", "lost_zeros", "split_code", "year_of"]

_CODE_AND_NAME = re.compile(
    r"(?P<code>[^\W_]*[0-9][\w.\-/]*?)(?:\s*[:\-\N{EN DASH}]\s+|\s+[:\-\N{EN DASH}]?\s*)(?P<name>\S.*)"
)
_LETTER = re.compile(r"[^\W\d_]")
_SHORT_IS_CODE = frozenset({"account", "activity", "counterparty"})
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:[-/.]?(?:0[0-9]|1[0-3])(?:[-/.]?[0-9]{2})?)?")
_DATE = re.compile(r"((?:19|20)[0-9]{2})[-/.]?([0-9]{2})[-/.]?([0-9]{2})(?:[T ].*)?")


def split_code(text: str, field: str) -> tuple[str, str]:
    """Return the code and the name that stand in one cell; the text itself as code where it has none.

    Parameters
    ----------
    text
        The cell on one line.
    field
        Which code: a project "3 nya förskolor" has none, an account "3 Intäkter" has.

    Examples
    --------
    >>> split_code("249 Väg", "activity"), split_code("0510", "responsibility"), split_code("Ledning", "project")
    (('249', 'Väg'), ('0510', ''), ('Ledning', ''))
    """
    match = _CODE_AND_NAME.fullmatch(text)
    if match is None or not _LETTER.search(match["name"]):
        return text, ""
    if len(match["code"]) == 1 and field not in _SHORT_IS_CODE:
        return text, ""
    return match["code"], match["name"]


def kind_of(text: str, words: Words) -> LineKind | None:
    """Return what a cell of the column Typ says, None where it says nothing known.

    Examples
    --------
    >>> from finmodel.intake.budget_words import words
    >>> kind_of("Investering", words()).value, kind_of("D - Drift", words()).value
    ('I', 'D')
    """
    form = normal_form(text)
    return words.kinds.get(form) or words.kinds.get(form.split()[0] if form else "")


def year_of(cell: Cell) -> int | None:
    """Return the year of a cell: ``2026``, ``202601``, ``2026-01``, a date; None where it is none.

    Examples
    --------
    >>> year_of(2026.0), year_of("202612"), year_of("26")
    (2026, 2026, None)
    """
    if isinstance(cell, dt.date):
        return cell.year
    match = _YEAR.fullmatch(cell_text(cell))
    year = int(match[1]) if match else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def date_of(cell: Cell) -> dt.date | None:
    """Return the day of a cell: a date, ``2026-01-31``, ``20260131``; None where it is none."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    match = _DATE.fullmatch(cell_text(cell))
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def lost_zeros(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes with leading zeros whose number without them is a code too: zeros were probably lost."""
    known = set(codes)
    return tuple(sorted(code for code in known if code.startswith("0") and code.lstrip("0") in known - {code}))
