"""A budget that is tagged in one scheme, shown in another; what the other cannot say is counted as lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from finmodel.tagging.schemes import Code, Document, Name, ReadOnly, Role, Scheme, Words

if TYPE_CHECKING:
    from finmodel.tagging.totals import Joint

__all__ = ["AxisRoads", "Crossed", "Crosswalk", "Road", "crossed"]


class Road(Document):
    """From one axis of the one scheme: which category becomes which."""

    axis: Name
    categories: ReadOnly[Code, Code]


class AxisRoads(Document):
    """To one axis of the other scheme.

    Attributes
    ----------
    axis
        Of the other scheme.
    roads
        From one axis or several; of several, the most favourable tag in the other scheme's order stands. An axis of
        the other scheme that no road leads to has its category for no rule.
    """

    axis: Name
    roads: Annotated[tuple[Road, ...], Field(min_length=1)]


class Crosswalk(Document):
    """How the tags of one scheme are shown in another.

    Attributes
    ----------
    format
        Of the document: ``tagging-crosswalk/1``.
    from_scheme, to_scheme
        Ids of the two schemes.
    note
        What is lost on the way, and whose reading it is.
    """

    format: Literal["tagging-crosswalk/1"]
    from_scheme: Name
    to_scheme: Name
    note: Words
    axes: tuple[AxisRoads, ...]

    def tags(self, categories: Mapping[str, str], goal: Scheme) -> tuple[str, ...]:
        """Return the tags in the other scheme, in the order of its axes.

        Parameters
        ----------
        categories
            Category by axis of the one scheme.
        goal
            The other scheme.
        """
        roads = {item.axis: item.roads for item in self.axes}
        found = []
        for axis in goal.axes:
            reached = [road.categories[categories[road.axis]] for road in roads.get(axis.id, ())]
            found.append(min(reached, key=lambda item: goal.rank[item], default=axis.no_rule))
        is_outside = goal.outside in found
        return tuple(goal.outside for _ in found) if is_outside else tuple(found)


@dataclass(frozen=True, slots=True)
class Crossed:
    """Amounts in the other scheme.

    Attributes
    ----------
    joint
        Öre by the tags on all axes of the other scheme.
    harm_lost
        Öre that are harmful on an axis here and on none there: a scheme without a class for harm hides them.
    """

    joint: Joint
    harm_lost: int


def crossed(joint: Joint, start: Scheme, goal: Scheme, crosswalk: Crosswalk) -> Crossed:
    """Return amounts by tags in another scheme.

    Parameters
    ----------
    joint
        Öre by the tags on all axes of ``start``, as :class:`~finmodel.tagging.totals.Totals` has them.
    start, goal
        The two schemes.
    crosswalk
        Between them.

    Returns
    -------
    Crossed
        The same öre; none are lost, but distinctions are.
    """
    found: dict[tuple[str, ...], int] = {}
    harm_lost = 0
    for tags, ore in joint.items():
        there = crosswalk.tags(dict(zip(start.axis_ids, tags, strict=True)), goal)
        found[there] = found.get(there, 0) + ore
        if _is_harmful(tags, start) and not _is_harmful(there, goal):
            harm_lost += ore
    return Crossed(found, harm_lost)


def _is_harmful(tags: Sequence[str], scheme: Scheme) -> bool:
    return any(scheme.role(tag) is Role.HARMFUL for tag in tags)
