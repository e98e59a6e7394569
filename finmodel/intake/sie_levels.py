"""Rows of an account and rows of its objects repeat the same money: one level is read, and the rest of the account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finmodel.intake.sie_file import Objects, SieBalance

__all__ = ["ACCOUNT", "Level", "LevelChoice", "choose_level", "level_name", "level_of", "read_level"]

Level = tuple[str, ...]
"""Numbers of the dimensions that a row states an object of; () for the account as a whole."""

ACCOUNT = "account"
"""Name of the account as a whole; people type the word for it in their language."""

_Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class LevelChoice:
    """The rows of one level, whole.

    Attributes
    ----------
    kept
        Rows that become lines: those of the level, of accounts that do not have it the account's own, and the rest
        of an account that its objects do not sum to, without an object.
    repeated
        Rows of other levels: the same money once more.
    rests
        The rows of rest among ``kept``.
    turned
        Those of the rests that have another sign than what the objects have: the objects sum to more than the account.
    unequal
        Pairs of a row and another row of the same account whose levels sum to different amounts, with no row of the
        account to say which is whole.
    """

    kept: tuple[SieBalance, ...]
    repeated: tuple[SieBalance, ...]
    rests: tuple[SieBalance, ...]
    turned: tuple[SieBalance, ...]
    unequal: tuple[tuple[SieBalance, SieBalance], ...]


def level_of(objects: Objects) -> Level:
    """Return the dimensions of a row."""
    return tuple(dimension for dimension, _ in objects)


def level_name(level: Level) -> str:
    """Return a level as it is typed: ``1,6``; :data:`ACCOUNT` for the account as a whole."""
    return ",".join(level) or ACCOUNT


def choose_level(rows: Sequence[SieBalance]) -> Level:
    """Return the level that tells most: of those with objects the one with the most money, then the most dimensions.

    The account as a whole, (), tells least and is chosen only where no row has an object.
    """
    sums: dict[Level, int] = {}
    for row in rows:
        level = level_of(row.objects)
        if level:
            sums[level] = sums.get(level, 0) + abs(row.ore)
    return max(sums, key=lambda level: (sums[level], len(level), [-len(d) for d in level], level), default=())


def read_level(rows: Sequence[SieBalance], level: Level) -> LevelChoice:
    """Return one level of the rows of a record, every krona of an account once.

    Parameters
    ----------
    rows
        All rows of one record (#PBUDGET, or #PSALDO).
    level
        Which level is to be read.
    """
    groups: dict[_Key, dict[Level, list[SieBalance]]] = {}
    for row in rows:
        key = (row.year_number, row.period, row.account)
        groups.setdefault(key, {}).setdefault(level_of(row.objects), []).append(row)
    kept: list[SieBalance] = []
    repeated: list[SieBalance] = []
    rests: list[SieBalance] = []
    turned: list[SieBalance] = []
    unequal: list[tuple[SieBalance, SieBalance]] = []
    for levels in groups.values():
        whole = levels.get(())
        if level in levels and level:
            chosen: Level = level
        elif whole is not None:
            chosen = ()
        else:
            chosen = max(levels, key=lambda found: (len(found), found))
        kept += levels[chosen]
        for other, found in levels.items():
            if other != chosen:
                repeated += found
        if not chosen:
            continue
        if whole is not None:
            divided = _sum(levels[chosen])
            rest = whole[0]._replace(ore=_sum(whole) - divided)
            if rest.ore:
                rests.append(rest)
            if rest.ore * divided < 0:
                turned.append(rest)
            continue
        own = levels[chosen]
        unequal += [(own[0], found[0]) for found in levels.values() if _sum(found) != _sum(own)]
    return LevelChoice((*kept, *rests), tuple(repeated), tuple(rests), tuple(turned), tuple(unequal))


def _sum(rows: Sequence[SieBalance]) -> int:
    return sum(row.ore for row in rows)
