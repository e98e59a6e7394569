"""Sums that no rows give to the öre: a grand total is asked of every block that it may close before it is named."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

__all__ = ["Judged", "Unequal", "judged_totals"]

_MOST_BLOCKS = 100  # of the nearest subtotals; the first row is always asked too

Money = Sequence[int | None]


class Unequal(NamedTuple):
    """A labelled sum that neither lines nor other sums give to the öre.

    Attributes
    ----------
    row
        Its index.
    expected
        What the most plausible block of lines sums to, in each column [öre].
    columns
        The columns in which they differ, the one that differs most first.
    first, last
        Indices of the block's first and last line.
    """

    row: int
    expected: tuple[int, ...]
    columns: tuple[int, ...]
    first: int
    last: int


class Judged(NamedTuple):
    """Sums that nothing gives, and those that are given but for rounding."""

    wrong: tuple[Unequal, ...]
    rounded: tuple[Unequal, ...]


class _Block(NamedTuple):
    """Rows that a sum may be of."""

    sums: tuple[int, ...]
    n_rows: int
    first: int
    last: int


def judged_totals(
    rows: Sequence[Money], subtotals: frozenset[int], asked: Sequence[int], *, tolerance: int, is_above: bool
) -> Judged:
    """Return those of the sums asked about that nothing gives to the öre.

    A sum is given by the lines back to (or on to) any subtotal or the end of the table, and by the subtotals back to
    any of their own level: those that have lines of their own, or those that have not. Blank cells are not asked.

    Parameters
    ----------
    rows
        Money of every row, by column [öre]; None where blank.
    subtotals
        Which rows sum up others.
    asked
        Which of them are to be judged.
    tolerance
        How much rounding each row may bring [öre].
    is_above
        Whether sums stand above their rows; the block that a wrong one is compared with lies on that side.
    """
    if not asked:
        return Judged((), ())
    down, up = _Table(rows, subtotals), _Table(rows[::-1], frozenset(len(rows) - 1 - at for at in subtotals))
    wrong, rounded = [], []
    for index in asked:
        row, mirrored = rows[index], len(rows) - 1 - index
        sides = ((down, index, False), (up, mirrored, True))
        given = _given(row, sides, tolerance)
        if given is not None:
            block, is_up = given
            if differing := _differing(row, block, 0):
                rounded.append(_unequal(index, block, differing, len(rows) if is_up else None))
            continue
        block, is_up = next(
            (
                (min(blocks, key=lambda block: (_distance(row, block), block.n_rows)), is_up)
                for table, at, is_up in sorted(sides, key=lambda side: side[2] is not is_above)
                if (blocks := list(table.lines_before(at)))
            ),
            (_Block((0,) * len(row), 0, index, index), False),
        )
        if differing := _differing(row, block, tolerance):
            wrong.append(_unequal(index, block, differing, len(rows) if is_up else None))
    return Judged(tuple(wrong), tuple(rounded))


def _given(row: Money, sides: Sequence[tuple[_Table, int, bool]], tolerance: int) -> tuple[_Block, bool] | None:
    """Return the block that gives a sum to the öre, else the nearest that does but for rounding; None: none does."""
    nearest: tuple[_Block, bool] | None = None
    least = 0
    for table, at, is_up in sides:
        for block in chain(table.lines_before(at), table.sums_before(at)):
            if not _fits(row, block, tolerance):
                continue
            distance = _distance(row, block)
            if not distance:
                return block, is_up
            if nearest is None or distance < least:
                nearest, least = (block, is_up), distance
    return nearest


def _unequal(index: int, block: _Block, columns: tuple[int, ...], n_mirrored: int | None) -> Unequal:
    """Return a sum beside its block; of a mirrored table with ``n_mirrored`` rows in the table's own order."""
    first, last = block.first, block.last
    if n_mirrored is not None:
        first, last = n_mirrored - 1 - last, n_mirrored - 1 - first
    return Unequal(index, block.sums, columns, first, last)


class _Table:
    """Running sums of a table's lines and of its subtotals, in its order."""

    def __init__(self, rows: Sequence[Money], subtotals: frozenset[int]) -> None:
        self.is_sum = subtotals
        self.subtotals = sorted(subtotals)
        self.rows = rows
        so_far, n_lines = (0,) * (len(rows[0]) if rows else 0), 0
        self.sums, self.n_lines = [so_far], [n_lines]
        for index, row in enumerate(rows):
            if index not in subtotals:
                so_far = tuple(a + (b or 0) for a, b in zip(so_far, row, strict=True))
                n_lines += 1
            self.sums.append(so_far)
            self.n_lines.append(n_lines)
        previous = 0
        self.closing: list[int] = []
        self.others: list[int] = []
        for at in self.subtotals:
            (self.closing if self.n_lines[at] > self.n_lines[previous] else self.others).append(at)
            previous = at

    def lines_before(self, index: int) -> Iterator[_Block]:
        """Return the blocks of lines that end just before a row, the shortest first."""
        before = [at + 1 for at in _nearest(self.subtotals, index)]
        shorter, last = 0, index - 1
        while last in self.is_sum:
            last -= 1
        for start in (*reversed(before), 0):
            n_lines = self.n_lines[index] - self.n_lines[start]
            if n_lines > shorter:
                sums = tuple(a - b for a, b in zip(self.sums[index], self.sums[start], strict=True))
                yield _Block(sums, n_lines, start, last)
                shorter = n_lines

    def sums_before(self, index: int) -> Iterator[_Block]:
        """Return the runs of subtotals of one level that end just before a row, the shortest first."""
        for level in (self.closing, self.others):
            sums = (0,) * len(self.rows[index])
            for n_rows, at in enumerate(reversed(_nearest(level, index)), start=1):
                sums = tuple(a + (b or 0) for a, b in zip(sums, self.rows[at], strict=True))
                yield _Block(sums, n_rows, at, index - 1)


def _nearest(subtotals: Sequence[int], index: int) -> Sequence[int]:
    """Return the subtotals that stand nearest before a row."""
    end = bisect_left(subtotals, index)
    return subtotals[max(end - _MOST_BLOCKS, 0) : end]


def _differing(row: Money, block: _Block, tolerance: int) -> tuple[int, ...]:
    room = tolerance * max(block.n_rows, 1)
    differences = {
        k: abs(ore - given)
        for k, (ore, given) in enumerate(zip(row, block.sums, strict=True))
        if ore is not None and abs(ore - given) > room
    }
    return tuple(sorted(differences, key=lambda k: (-differences[k], k)))


def _fits(row: Money, block: _Block, tolerance: int) -> bool:
    room = tolerance * max(block.n_rows, 1)
    return all(ore is None or abs(ore - given) <= room for ore, given in zip(row, block.sums, strict=True))


def _distance(row: Money, block: _Block) -> int:
    return sum(abs(ore - given) for ore, given in zip(row, block.sums, strict=True) if ore is not None)
