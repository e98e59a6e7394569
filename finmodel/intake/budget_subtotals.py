"""Rows that sum up others: they would double everything, and are told from lines by arithmetic, not by name alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from finmodel.intake.budget_unequal import Unequal, judged_totals

__all__ = ["Candidate", "Found", "find_subtotals", "has_subtotal_word"]

_STRONG = 0.6  # a code that so many rows have is one that a line has
_MANY_ROWS = 4
_MOST_COLUMN_SETS = 8  # which columns sums are stated in; a file has one or two such sets


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
        Of each sort and year, in one order for all rows [öre]; None where the cell is blank.
    lacks_kind
        Whether it does not say what kind of line it is, where lines do.
    """

    codes: tuple[str, ...]
    has_text: bool
    is_labelled: bool
    money: tuple[int | None, ...]
    lacks_kind: bool = False


class Found(NamedTuple):
    """The rows that are subtotals, those that no rows give or only but for rounding, and lines that look like one."""

    subtotals: frozenset[int]
    unequal: tuple[Unequal, ...]
    rounded: tuple[Unequal, ...]
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

    A row is a subtotal if it lacks a code or a kind that lines have, or is labelled as one, **and** is the exact sum,
    in every sort and year, of the rows before it back to some row, or of the rows after it, subtotals apart; without
    a label the rows must belong under its codes, with one its blank cells are not asked. A labelled row without codes
    is one though its sum differs, and is named when neither lines nor subtotals give it.

    Parameters
    ----------
    rows
        All rows with money, in their order.
    tolerance
        How much rounding a row may bring to a sum before it is named as unequal [öre].
    """
    n_codes = len(rows[0].codes) if rows else 0
    plain = [row for row in rows if not row.is_labelled] or rows
    regular = [k for k in range(n_codes) if sum(bool(row.codes[k]) for row in plain) >= _STRONG * len(plain)]
    lacking = [any(not row.codes[k] for k in regular) for row in rows]
    open_rows = [lacks or row.is_labelled or row.lacks_kind for row, lacks in zip(rows, lacking, strict=True)]
    down = _matched(rows, open_rows, frozenset(), is_reversed=False)
    below = down | _matched(rows, open_rows, down, is_reversed=True)
    up = _matched(rows, open_rows, frozenset(), is_reversed=True)
    above = up | _matched(rows, open_rows, up, is_reversed=False)
    is_above = len(above) > len(below)
    matched = above if is_above else below
    labelled = {
        index
        for index, row in enumerate(rows)
        if row.is_labelled and index not in matched and (lacking[index] or not any(row.codes))
    }
    subtotals = frozenset(matched | labelled)
    suspected = tuple(i for i, row in enumerate(rows) if row.is_labelled and i not in subtotals)
    money = [row.money for row in rows]
    judged = judged_totals(money, subtotals, sorted(labelled), tolerance=tolerance, is_above=is_above)
    return Found(subtotals, judged.wrong, judged.rounded, suspected)


def _matched(
    rows: Sequence[Candidate], open_rows: Sequence[bool], taken: frozenset[int], *, is_reversed: bool
) -> frozenset[int]:
    """Return the open rows that are the sum of the lines just before them (after them, when reversed)."""
    order = range(len(rows) - 1, -1, -1) if is_reversed else range(len(rows))
    found: set[int] = set()
    lines: list[int] = []
    every = tuple(range(len(rows[0].money))) if rows else ()
    so_far = [0] * len(every)
    starts = {columns: {(0,) * len(columns): 0} for columns in (every, *_stated_columns(rows))}
    for index in order:
        if index in taken:
            continue
        row = rows[index]
        money = [ore or 0 for ore in row.money]
        if open_rows[index] and any(money):
            own = _columns_of(row)
            asked = (every, own) if row.is_labelled and own != every and own in starts else (every,)
            before = (starts[columns].get(tuple(so_far[k] - money[k] for k in columns)) for columns in asked)
            start = next((number for number in before if number is not None), None)
            if start is not None and start < len(lines) and _belongs(rows, row, lines[start:]):
                found.add(index)
                continue
        lines.append(index)
        so_far = [a + b for a, b in zip(so_far, money, strict=True)]
        for columns, seen in starts.items():
            seen[tuple(so_far[k] for k in columns)] = len(lines)
    return frozenset(found)


def _columns_of(row: Candidate) -> tuple[int, ...]:
    return tuple(k for k, ore in enumerate(row.money) if ore is not None)


def _stated_columns(rows: Sequence[Candidate]) -> list[tuple[int, ...]]:
    """Return the sets of columns, but that of all, that labelled rows state sums in: the commonest ones."""
    sets = Counter(_columns_of(row) for row in rows if row.is_labelled and None in row.money)
    return [columns for columns, _ in sorted(sets.items(), key=lambda item: (-item[1], item[0]))[:_MOST_COLUMN_SETS]]


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
