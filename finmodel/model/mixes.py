"""Which entries make up an action's funding mix: its own, or the defaults that fit it best."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from finmodel.model.action import Action
    from finmodel.model.funding import FundingEntry

__all__ = ["Mixes"]


class Mixes:
    """The funding mixes of a plan.

    An action's own entries are its whole mix. Without any it has the default of its sector, else of its owner, else of
    its status, else the one for all; defaults are never mixed.

    Parameters
    ----------
    entries
        Rows of the table ``funding``, in any order.

    Examples
    --------
    >>> Mixes([]).entries
    {}
    """

    def __init__(self, entries: Iterable[FundingEntry]) -> None:
        found: defaultdict[tuple[str, str], list[FundingEntry]] = defaultdict(list)
        for entry in entries:
            found[entry.belongs_to].append(entry)
        self.entries: Mapping[tuple[str, str], tuple[FundingEntry, ...]] = {
            place: tuple(sorted(found[place], key=lambda entry: (entry.position, entry.id))) for place in sorted(found)
        }

    def place_of(self, action: Action) -> tuple[str, str] | None:
        """Return where an action's mix stands: ``("action", id)``, ``("sector", id)`` …, None where it has none."""
        for field, value in (
            ("action", action.id),
            ("sector", action.sector),
            ("owner", action.owner),
            ("status", str(action.status)),
            ("all", ""),
        ):
            if value is not None and (field, value) in self.entries:
                return field, value
        return None

    def of(self, action: Action) -> tuple[FundingEntry, ...]:
        """Return an action's mix by position; empty where nothing says how it is paid for."""
        place = self.place_of(action)
        return () if place is None else self.entries[place]
