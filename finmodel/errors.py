"""What can be wrong, as data: a code, a severity, a place and parameters.

No sentence is written here. The catalogues of :mod:`finmodel.i18n` turn an :class:`Issue` into text in the
reader's language; tests assert codes and parameters, never prose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

__all__ = ["FinmodelError", "InputError", "Issue", "Param", "Severity", "Where", "has_errors"]

Param = str | int | float | tuple[str, ...] | None
"""A parameter of an issue: shown by the catalogue's sentence, asserted by tests."""


class Severity(StrEnum):
    """How much an issue weighs: an error stops the import, a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Where:
    """The place of an issue, as far as it is known.

    Attributes
    ----------
    table, row, field, year
        The model's own address: table (``actions``), row id, field name, calendar year.
    sheet, cell
        The place in a workbook as the user sees it, for example ``Åtgärder`` and ``F17``.
    pointer
        The place in a JSON document (RFC 6901), for example ``/actions/3/owner``.
    """

    table: str | None = None
    row: str | None = None
    field: str | None = None
    year: int | None = None
    sheet: str | None = None
    cell: str | None = None
    pointer: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem or notice.

    Attributes
    ----------
    code
        Stable code, ``FM-`` + a letter for the room (B budgets and ledgers, C scenarios, E emissions,
        F files, G guard, J JSON, M model, P parameters, S sources, T tagging, W workbook) and three digits.
    severity
        Error, warning or info.
    where
        The place.
    params
        What the sentence of the catalogue needs: the value, the bounds, the nearest name …
    """

    code: str
    severity: Severity = Severity.ERROR
    where: Where = field(default_factory=Where)
    params: Mapping[str, Param] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def at(self, **place: str | int | None) -> Issue:
        """Return the same issue with parts of its place filled in."""
        return replace(self, where=replace(self.where, **place))  # type: ignore[arg-type]


class FinmodelError(Exception):
    """Root of every error that finmodel raises on purpose."""


class InputError(FinmodelError):
    """The input cannot be used; all its problems are in ``issues``.

    Parameters
    ----------
    issues
        At least one issue of severity error; warnings and infos found on the way come along.
    """

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues: tuple[Issue, ...] = tuple(issues)
        super().__init__(", ".join(sorted({issue.code for issue in self.issues})))


def has_errors(issues: Iterable[Issue]) -> bool:
    """Say whether any issue stops the import."""
    return any(issue.severity is Severity.ERROR for issue in issues)
