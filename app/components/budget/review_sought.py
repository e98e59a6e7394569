"""Which budget lines are looked for, and in what order. No widgets here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["LOOK_AGAIN", "PROPOSED", "REVIEW", "Filters", "Order", "Show", "unexamined_axis", "unexamined_on"]

LOOK_AGAIN, REVIEW = "look_again", "review"
"""Reasons to look at a line beside those of :class:`~finmodel.tagging.verdicts.TagReason`: changed, asked for."""

PROPOSED = "proposed"
"""Standing of a line whose latest step is a proposal."""


class Show(StrEnum):
    """Which lines are listed."""

    QUEUE = "queue"
    """What two people have not decided, and what its rule wants looked at."""
    WAITING = "waiting"
    """Parts of split lines that rules alone would make favourable: unknown until somebody has reviewed them."""
    ALL = "all"


_UNEXAMINED = "unexamined:"


def unexamined_on(axis: str) -> str:
    """Return the name of the list of what nobody knows on an axis, beside those of :class:`Show`."""
    return f"{_UNEXAMINED}{axis}"


def unexamined_axis(show: str) -> str:
    """Return the axis of such a list, "" for another one."""
    return show.removeprefix(_UNEXAMINED) if show.startswith(_UNEXAMINED) else ""


class Order(StrEnum):
    """How the list is sorted."""

    URGENT = "urgent"
    """Kronor × uncertainty; what is decided comes last. What nobody knows on an axis: the largest first."""
    LARGEST = "largest"
    TEXT = "text"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for; an empty choice lets all through.

    Attributes
    ----------
    show
        One of :class:`Show`, or :func:`unexamined_on` an axis.
    axis
        Axis that categories, standings and reasons are about; "" for any.
    categories, standings, reasons
        Codes; of reasons also :data:`LOOK_AGAIN` and :data:`REVIEW`, of standings also :data:`PROPOSED`.
    organisations, activities, rules
        Codes of committees and activities, and ids of rules that decided.
    words
        All of them stand in the text, in a code or its name, or in the supplier's name.
    """

    show: str = Show.QUEUE
    axis: str = ""
    categories: frozenset[str] = frozenset()
    standings: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    activities: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    words: str = ""
