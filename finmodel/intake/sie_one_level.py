"""Which level of each record of a SIE file is read, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from finmodel.errors import Severity
from finmodel.intake.sie_levels import Level, LevelChoice, choose_level, level_name, level_of, read_level

if TYPE_CHECKING:
    from finmodel.intake.budget_problems import Problems
    from finmodel.intake.sie_file import SieBalance

__all__ = ["OneLevel"]

_WORDS = "sie_level"
"""Words for the levels: the account as a whole is called by the word to be typed."""

_WITHOUT_LEVELS = "#RES"
"""The year's result stands on the account as a whole only."""


class OneLevel:
    """Reads one level of every record.

    Parameters
    ----------
    rows
        Rows to be read of each record, of all levels.
    stated
        The level that the user states; None: of each record the one with objects that has the most money.
    problems
        Gets ``FM-B212`` levels that differ, ``FM-B221`` a level that no record has; as warnings ``FM-B225`` a record
        that lacks the level and is read as it stands, ``FM-B226`` a level where no record has any, ``FM-B219`` rests
        that take money back; as notices ``FM-B213`` other rests and ``FM-B218`` the level read.
    """

    def __init__(self, rows: Mapping[str, Sequence[SieBalance]], stated: Level | None, problems: Problems) -> None:
        self.rows, self.problems = rows, problems
        self.stated = None if stated is None else tuple(sorted(stated))
        self.levels = {
            record: sorted({level_of(row.objects) for row in found})
            for record, found in rows.items()
            if found and record != _WITHOUT_LEVELS
        }
        if self.stated is not None and not self.levels:
            problems.add("FM-B226", Severity.WARNING, value=level_name(self.stated), words=_WORDS)

    def of(self, record: str) -> LevelChoice | None:
        """Return the rows of a record on its level; None where it has none, or they cannot be read."""
        rows = self.rows[record]
        if not rows:
            return None
        level = choose_level(rows) if self.stated is None else self.stated
        found = self.levels.get(record, [()])
        if record in self.levels and level not in found and not self._is_read_all_the_same(record, level):
            return None
        choice = read_level(rows, level)
        for first, second in choice.unequal:
            self.problems.add("FM-B212", line=first.line, other_line=second.line, account=first.account, record=record)
        if len(found) > 1 and level in found:
            levels = tuple(map(level_name, found))
            self.problems.add(
                "FM-B218", Severity.INFO, record=record, value=level_name(level), known=levels, words=_WORDS
            )
        ordinary = [row for row in choice.rests if row not in choice.turned]
        for code, severity, rests in (
            ("FM-B213", Severity.INFO, ordinary),
            ("FM-B219", Severity.WARNING, choice.turned),
        ):
            if rests:
                accounts = tuple(dict.fromkeys(row.account for row in rests))
                rest = sum(row.ore for row in rests) / 100
                self.problems.add(code, severity, record=record, n=len(rests), rest=rest, accounts=accounts)
        return choice

    def _is_read_all_the_same(self, record: str, level: Level) -> bool:
        """Say that a record lacks the level; it is read where another record has it, and every krona of it once."""
        levels = tuple(map(level_name, self.levels[record]))
        is_elsewhere = not level or any(level in found for found in self.levels.values())
        severity, code = (Severity.WARNING, "FM-B225") if is_elsewhere else (Severity.ERROR, "FM-B221")
        self.problems.add(code, severity, record=record, value=level_name(level), known=levels, words=_WORDS)
        return is_elsewhere
