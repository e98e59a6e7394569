"""Issues of tagging (FM-T): where they are, said in the user's own words for the place."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

from finmodel.errors import Issue, Param, Severity, Where

__all__ = ["issue", "nearest", "shown_value"]

_MAX_SHOWN: Final = 80
_MOST_DIGITS: Final = 18


def issue(
    code: str,
    source: str = "",
    row: str | None = None,
    field: str | None = None,
    severity: Severity = Severity.ERROR,
    **params: Param,
) -> Issue:
    """Return an issue at a row and a heading of a file, sheet or document."""
    return Issue(code, severity, Where(sheet=source or None, row=row, field=field), params)


def nearest(value: str, among: Collection[str]) -> str | None:
    """Return the name that a misspelt one was probably meant to be, None if no name is near."""
    folded = {name.casefold(): name for name in sorted(among, reverse=True)}
    match = get_close_matches(value.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[match[0]] if match else None


def shown_value(value: object) -> str:
    """Return a value as it may be shown in a sentence: short, on one line, and nothing of what a container holds."""
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, list | tuple):
        return "[…]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) > 10**_MOST_DIGITS:
        return "10^…"
    text = str(value)
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[: _MAX_SHOWN + 1])
    return clean if len(text) <= _MAX_SHOWN else f"{clean[: _MAX_SHOWN - 1]}…"
