"""Which scheme rules are of, found by the columns and the categories that they use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finmodel.tagging.schemes import Scheme

__all__ = ["scheme_of_headings"]

_SILENT = frozenset({"", "*", "-"})


def scheme_of_headings(
    headings: Sequence[str], rows: Iterable[Sequence[str]], schemes: Mapping[str, Scheme], stated: str = ""
) -> Scheme | None:
    """Return the scheme that a table's rules are of.

    Parameters
    ----------
    headings, rows
        Cells of the table.
    schemes
        By id, the first one goes before others that fit as well.
    stated
        Id of the scheme that the file says it is of: it decides between schemes with the same axes.

    Returns
    -------
    Scheme or None
        The one of whose axes most have a column; of those, one whose axes all have; then the stated one; then the one
        that lacks the fewest of the table's categories. None where no axis of any scheme has a column.
    """
    names = [heading.strip().casefold() for heading in headings]
    n_there = {scheme.id: sum(axis.heading in names for axis in scheme.axes) for scheme in schemes.values()}
    most = max(n_there.values(), default=0)
    if not most:
        return None
    of_most = [scheme for scheme in schemes.values() if n_there[scheme.id] == most]
    candidates = [scheme for scheme in of_most if len(scheme.axes) == most] or of_most
    said = [scheme for scheme in candidates if scheme.id == stated]
    if said:
        return said[0]
    cells = [{name: cell.strip().casefold() for name, cell in zip(names, row, strict=False)} for row in rows]
    return min(candidates, key=lambda scheme: _n_unknown(scheme, cells))


def _n_unknown(scheme: Scheme, cells: Iterable[Mapping[str, str]]) -> int:
    known = {axis.heading: {item.casefold() for item in scheme.on_axis(axis.id)} for axis in scheme.axes}
    return sum(row.get(name, "") not in codes | _SILENT for row in cells for name, codes in known.items())
