"""A line divided into parts as it is entered: what the parts are so far, and what is left to the öre. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from finmodel.errors import InputError
from finmodel.tagging.splits import Split, SplitPart, divided, standing_splits

if TYPE_CHECKING:
    from finmodel.errors import Issue, Param
    from finmodel.tagging.dossier import Dossier
    from finmodel.tagging.lines import BudgetLine

__all__ = ["REST", "WAYS", "Left", "Preview", "parts_so_far", "preview_of", "way_of"]

SHARE, AMOUNTS, REST = "share", "amounts", "rest"
WAYS = (SHARE, AMOUNTS, REST)
"""How a part can be stated."""

_UNEVEN = ("FM-T152", "FM-T158")


@dataclass(frozen=True, slots=True)
class Left:
    """A year in which the parts do not add to the line [öre]."""

    year: int
    of_parts: int
    of_line: int

    @property
    def left(self) -> int:
        """What no part has yet; negative: the parts are more than the line."""
        return self.of_line - self.of_parts


@dataclass(frozen=True, slots=True)
class Preview:
    """What a split would make of a line.

    Attributes
    ----------
    parts
        Its parts; empty where it cannot be made.
    left
        Years that do not add up.
    issues
        What else is wrong.
    """

    parts: tuple[BudgetLine, ...]
    left: tuple[Left, ...]
    issues: tuple[Issue, ...]

    @property
    def is_ready(self) -> bool:
        """Whether the parts add up and each has some of the money."""
        return bool(self.parts) and all(any(ore for _, ore in part.amounts) for part in self.parts)


def preview_of(line: BudgetLine, parts: tuple[SplitPart, ...]) -> Preview:
    """Return what a split would make of a line."""
    try:
        return Preview(divided(line, Split(line.key, parts)), (), ())
    except InputError as error:
        left = tuple(
            Left(int(str(one.params["year"])), _ore(one.params["value"]), _ore(one.params["expected"]))
            for one in error.issues
            if one.code in _UNEVEN
        )
        return Preview((), left, tuple(one for one in error.issues if one.code not in _UNEVEN))


def _ore(kronor: Param) -> int:
    """Return the öre of an amount that a problem states in kronor."""
    return round(Decimal(str(kronor)) * 100)


def parts_so_far(key: str, dossier: Dossier) -> tuple[SplitPart, ...]:
    """Return the parts that a line is split in now, none where it is whole."""
    return next((split.parts for split in standing_splits(dossier.splits) if split.key == key), ())


def way_of(part: SplitPart) -> str:
    """Return how a part is stated."""
    return REST if part.is_rest else AMOUNTS if part.share is None else SHARE
