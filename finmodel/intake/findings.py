"""What the guard keeps while it looks: the problems found, what was used up, and when to stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from finmodel.errors import InputError, Issue, Param, Where
from finmodel.intake.limits import Limits

__all__ = ["Findings", "RefusalError", "issue", "megabytes", "named_file", "shown"]

_MAX_SHOWN = 120


def shown(text: str) -> str:
    """Return a name out of the file as it may be shown: one line, printable, not too long."""
    clean = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return clean if len(clean) <= _MAX_SHOWN else clean[: _MAX_SHOWN - 1] + "…"


def megabytes(n_bytes: int) -> int:
    """Return a size in whole megabytes, rounded upwards."""
    return -(-n_bytes // 1_000_000)


def issue(code: str, **params: Param) -> Issue:
    """Return an issue of the guard, its texts fit to be shown."""
    return Issue(code, params={key: shown(value) if isinstance(value, str) else value for key, value in params.items()})


@contextmanager
def named_file(name: str) -> Iterator[None]:
    """Add the file's name to problems that have no place and do not name it; for a reader of one of several files."""
    try:
        yield
    except InputError as error:
        raise InputError(
            found.at(sheet=name) if name and found.where == Where() and "file" not in found.params else found
            for found in error.issues
        ) from None


class RefusalError(Exception):
    """Looking ends: at this part, or at the whole file when ``is_final``."""

    def __init__(self, reason: Issue, *, is_final: bool = False) -> None:
        self.reason = reason
        self.is_final = is_final
        super().__init__(reason.code)


@dataclass(slots=True)
class Findings:
    """Problems found so far, and what the file has used of its limits.

    Attributes
    ----------
    limits
        The bounds.
    errors
        Problems for which the file is refused.
    hazards
        Problems only for a reader that believes a sheet's stated size; see :class:`~.guard.Inspection`.
    notices
        Facts to be told that refuse nothing.
    n_bytes, n_elements, n_cells, n_expanded_text, n_expanded_formulas
        What was counted in all parts together.
    counts
        Ranges, names and formats in all parts together, by what they are.
    """

    limits: Limits
    errors: list[Issue] = field(default_factory=list)
    hazards: list[Issue] = field(default_factory=list)
    notices: list[Issue] = field(default_factory=list)
    n_bytes: int = 0
    n_elements: int = 0
    n_cells: int = 0
    n_expanded_text: int = 0
    n_expanded_formulas: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def read_bytes(self, n: int) -> None:
        """Count unpacked bytes; raise :class:`RefusalError` (``FM-G138``) beyond the limit."""
        self.n_bytes += n
        if self.n_bytes > self.limits.max_total_bytes:
            limit = megabytes(self.limits.max_total_bytes)
            raise RefusalError(issue("FM-G138", limit_mb=limit), is_final=True)

    def count(self, what: str, n: int = 1) -> int:
        """Count something by name and return the total."""
        total = self.counts.get(what, 0) + n
        self.counts[what] = total
        return total
