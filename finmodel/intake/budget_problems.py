"""Problems found while a foreign file is read: all of them, with their places, but never a hundred thousand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from finmodel.errors import InputError, Issue, Param, Severity, Where, has_errors
from finmodel.intake.findings import shown

__all__ = ["MAX_EACH", "Problems"]

MAX_EACH = 50
"""How many problems of one code are kept one by one; the rest are counted (``FM-B100``)."""


class Problems:
    """The problems of one file.

    Parameters
    ----------
    file
        Its name, as the user sees it.
    """

    def __init__(self, file: str) -> None:
        self.file = shown(file)
        self._issues: list[Issue] = []
        self._counts: Counter[tuple[str, Severity]] = Counter()

    def add(
        self,
        code: str,
        severity: Severity = Severity.ERROR,
        *,
        sheet: str | None = None,
        cell: str | None = None,
        more: Mapping[str, Param] | None = None,
        **params: Param,
    ) -> None:
        """Keep a problem; texts out of the file are made fit to be shown. Parameters may come as ``more`` too."""
        self._keep(code, severity, Where(sheet=shown(sheet or self.file), cell=cell), {**params, **(more or {})})

    def of_file(self, code: str, severity: Severity, **params: Param) -> None:
        """Keep a problem of the whole file, whose sentence names it by the parameter ``file``."""
        self._keep(code, severity, Where(), {"file": self.file, **params})

    def _keep(self, code: str, severity: Severity, where: Where, params: Mapping[str, Param]) -> None:
        self._counts[code, severity] += 1
        if self._counts[code, severity] > MAX_EACH:
            return
        fit: dict[str, Param] = {}
        for name, value in params.items():
            if isinstance(value, str):
                fit[name] = shown(value)
            elif isinstance(value, tuple):
                fit[name] = tuple(shown(item) for item in value)
            else:
                fit[name] = value
        self._issues.append(Issue(code, severity, where, fit))

    def extend(self, issues: tuple[Issue, ...]) -> None:
        """Keep issues found elsewhere as they are."""
        self._issues.extend(issues)

    @property
    def n_errors(self) -> int:
        """How many errors were found, those not kept among them."""
        return sum(n for (_, severity), n in self._counts.items() if severity is Severity.ERROR)

    @property
    def has_errors(self) -> bool:
        """Whether anything found stops the reading."""
        return has_errors(self._issues)

    def all(self) -> tuple[Issue, ...]:
        """Return the problems, errors first, with a count of those that were not kept."""
        issues = list(self._issues)
        for (code, severity), n in self._counts.items():
            if n > MAX_EACH:
                params: dict[str, Param] = {"n": n - MAX_EACH, "code": code}
                issues.append(Issue("FM-B100", severity, Where(sheet=self.file), params))
        order = list(Severity)
        return tuple(sorted(issues, key=lambda issue: order.index(issue.severity)))

    def stop_if_errors(self) -> None:
        """Raise everything found when any of it is an error.

        Raises
        ------
        InputError
            With all problems.
        """
        if self.has_errors:
            raise InputError(self.all())
