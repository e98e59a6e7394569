"""Rows that sum up others: they would double everything, and are told from lines by arithmetic, not by name alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["Candidate", "Found", "find_subtotals", "has_subtotal_word"]

_STRONG = 0.6  # a code that so many rows have is one that a line has
_MANY_ROWS = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row as far as it matters here.

    Attributes
    ----------
    codes
        Of each code column, "" where blank.
    has_text
        Whether it has a text of its own beside codes.
    is_labelled
        Whether one of its cells begins with a word such as Summa.
    money
        Of each sort and year, in one order for all rows [öre].
    """

    codes: tuple[str, ...]
    has_text: bool
    is_labelled: bool
    money: tuple[int, ...]


class Found(NamedTuple):
    """The rows that are subtotals, those of them whose sum is not what their rows give, and lines that look like one.

    ``unequal`` gives the row and the sum that the rows before it have since the last subtotal.
    """

    subtotals: frozenset[int]
    unequal: tuple[tuple[int, tuple[int, ...]], ...]
    suspected: tuple[int, ...]


def has_subtotal_word(texts: Sequence[str], words: Sequence[str], last: Sequence[str] = ()) -> bool:
    """Say whether one of the cells begins with a word of a subtotal, or ends with one of ``last``, by itself.

    Examples
    --------
    >>> has_subtotal_word(["Summa gator"], ["summa"]), has_subtotal_word(["Totalrenovering"], ["total"])
    (True, False)
    >>> has_subtotal_word(["Gator Totalt"], ["summa"], ["totalt"])
    True
    """
    for text in texts:
        folded = text.casefold()
        if folded.rstrip(" :").rpartition(" ")[2] in last:
            return True
        for word in words:
            if folded.startswith(word) and not folded[len(word) : len(word) + 1].isalnum():
                return True
    return False


def find_subtotals(rows: Sequence[Candidate], *, tolerance: int = 0) -> Found:
    """Return which rows sum up others.

    A row is a subtotal if it lacks a code that lines have, or is labelled as one, **and** is the exact sum, in every
    sort and year, of the rows before it back to some row, or of the rows after it, subtotals apart; without a label
    the rows must belong under its codes. A labelled row without codes is one though its sum differs, and is named
    when it does.

    Parameters
    ----------
    rows
        All rows with money, in their order.
    tolerance
        How much rounding a row may bring to a sum before it is named as unequal [öre].
    """
    n_codes = len(rows[0].codes) if rows else 0
    regular = [k for k in range(n_codes) if sum(bool(row.codes[k]) for row in rows) >= _STRONG * len(rows)]
    lacking = [any(not row.codes[k] for k in regular) for row in rows]
    open_rows = [lacks or row.is_labelled for row, lacks in zip(rows, lacking, strict=True)]
    down = _matched(rows, open_rows, frozenset(), is_reversed=False)
    below = down | _matched(rows, open_rows, down, is_reversed=True)
    up = _matched(rows, open_rows, frozenset(), is_reversed=True)
    above = up | _matched(rows, open_rows, up, is_reversed=False)
    matched = below if len(below) >= len(above) else above
    labelled = {
        index
        for index, row in enumerate(rows)
        if row.is_labelled and index not in matched and (lacking[index] or not any(row.codes))
    }
    subtotals = frozenset(matched | labelled)
    suspected = tuple(i for i, row in enumerate(rows) if row.is_labelled and i not in subtotals)
    unequal = tuple(
        (index, expected)
        for index in sorted(labelled)
        if (expected := _unequal(rows, subtotals, index, tolerance)) is not None
    )
    return Found(subtotals, unequal, suspected)


def _matched(
    rows: Sequence[Candidate], open_rows: Sequence[bool], taken: frozenset[int], *, is_reversed: bool
) -> frozenset[int]:
    """Return the open rows that are the sum of the lines just before them (after them, when reversed)."""
    order = range(len(rows) - 1, -1, -1) if is_reversed else range(len(rows))
    found: set[int] = set()
    lines: list[int] = []
    so_far = tuple([0] * len(rows[0].money)) if rows else ()
    starts = {so_far: 0}
    for index in order:
        if index in taken:
            continue
        row = rows[index]
        if open_rows[index] and any(row.money):
            start = starts.get(tuple(a - b for a, b in zip(so_far, row.money, strict=True)))
            if start is not None and start < len(lines) and _belongs(rows, row, lines[start:]):
                found.add(index)
                continue
        lines.append(index)
        so_far = tuple(a + b for a, b in zip(so_far, row.money, strict=True))
        starts[so_far] = len(lines)
    return frozenset(found)


def _belongs(rows: Sequence[Candidate], row: Candidate, block: Sequence[int]) -> bool:
    """Say whether a row may sum up the rows of a block, which it equals in money."""
    if row.is_labelled:
        return True
    n_rows = len(block)
    if not any(row.codes):
        return n_rows >= 2 and (not row.has_text or len(row.money) > 1 or n_rows >= _MANY_ROWS)
    if row.has_text and n_rows < 2:
        return False
    return all(
        not code or rows[index].codes[k].startswith(code) for index in block for k, code in enumerate(row.codes)
    ) and any(rows[index].codes != row.codes for index in block)


def _unequal(
    rows: Sequence[Candidate], subtotals: frozenset[int], index: int, tolerance: int
) -> tuple[int, ...] | None:
    """Return what the lines back to the last subtotal sum to when a row is neither that nor the sum of all before."""
    since = [0] * len(rows[index].money)
    whole = list(since)
    n_lines, is_since = 0, True
    for before in range(index - 1, -1, -1):
        if before in subtotals:
            is_since = is_since and n_lines == 0
            continue
        n_lines += 1
        for k, ore in enumerate(rows[before].money):
            whole[k] += ore
            since[k] += ore if is_since else 0
    room = tolerance * max(n_lines, 1)
    for expected in (since, whole):
        if all(abs(a - b) <= room for a, b in zip(expected, rows[index].money, strict=True)):
            return None
    return tuple(since)
