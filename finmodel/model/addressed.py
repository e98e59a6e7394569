"""What the checks have in common: an issue with the model's own address, and the name that was probably meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from finmodel.errors import Issue, Param, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from finmodel.model.row import Row
    from finmodel.model.values import Yearly

__all__ = ["MAX_LISTED", "issue_of", "missing_years", "nearest", "pointer"]

MAX_LISTED = 40


def issue_of(
    code: str,
    row: Row,
    field: str | None = None,
    *,
    year: int | None = None,
    warn: bool = False,
    **params: Param,
) -> Issue:
    """Return an issue that points at a row's field."""
    where = Where(table=row.table, row=getattr(row, "id", None), field=field, year=year)
    return Issue(code, Severity.WARNING if warn else Severity.ERROR, where, params)


def missing_years(path: Yearly, years: Iterable[int]) -> tuple[str, ...]:
    """Return the years in which a rate or a price is missing, as many as a message lists."""
    return tuple(str(year) for year in years if path.at(year) is None)[:MAX_LISTED]


def nearest(value: str, among: Collection[str]) -> str | None:
    """Return the name that a mistyped one was probably meant as."""
    folded = {name.casefold(): name for name in among}
    if value.casefold() in folded:
        return folded[value.casefold()]
    match = get_close_matches(value.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[match[0]] if match else None


def pointer(*parts: str | int | None) -> str:
    """Return a JSON pointer (RFC 6901) from its parts; empty parts at the end are left out."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts if part is not None)
