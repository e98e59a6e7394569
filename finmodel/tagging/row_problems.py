"""All problems of one document, one after another, and no more of each kind than a person reads."""

from __future__ import annotations

from collections import Counter
from typing import Final

from finmodel.errors import InputError, Issue, Param, Severity, Where

__all__ = ["MAX_EACH", "RowProblems"]

MAX_EACH: Final = 50
"""How many problems of one code are told one by one; the rest are counted (FM-T209)."""


class RowProblems:
    """The problems of one document.

    Parameters
    ----------
    source
        The file's name, as the user sees it; "" where there is none.
    """

    def __init__(self, source: str = "") -> None:
        self.source = source
        self._issues: list[Issue] = []
        self._counts: Counter[tuple[str, Severity]] = Counter()

    def add(
        self,
        code: str,
        pointer: str | None = None,
        severity: Severity = Severity.ERROR,
        *,
        row: str | None = None,
        field: str | None = None,
        cell: str | None = None,
        **params: Param,
    ) -> None:
        """Keep a problem at a JSON pointer, or at a row, field or cell."""
        where = Where(sheet=self.source or None, row=row, field=field, cell=cell, pointer=pointer)
        self.keep(Issue(code, severity, where, params))

    def keep(self, found: Issue) -> None:
        """Keep a problem that was found elsewhere."""
        self._counts[found.code, found.severity] += 1
        if self._counts[found.code, found.severity] <= MAX_EACH:
            self._issues.append(found)

    @property
    def has_errors(self) -> bool:
        """Whether anything found stops the reading."""
        return any(severity is Severity.ERROR for _, severity in self._counts)

    def all(self) -> tuple[Issue, ...]:
        """Return the problems in the order that they were found, and a count of those that were not kept."""
        where = Where(sheet=self.source or None)
        more = [
            Issue("FM-T209", severity, where, {"n": n - MAX_EACH, "code": code})
            for (code, severity), n in self._counts.items()
            if n > MAX_EACH
        ]
        return (*self._issues, *more)

    def stop_if_errors(self) -> None:
        """Raise everything that was found when any of it is an error.

        Raises
        ------
        InputError
            With all problems.
        """
        if self.has_errors:
            raise InputError(self.all())
