"""A budget that is tagged in one scheme, shown in another; what the other cannot say is counted as lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from finmodel.tagging.decisions import Standing
from finmodel.tagging.schemes import Code, Document, Name, ReadOnly, Role, Scheme, Words

if TYPE_CHECKING:
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.totals import Joint

__all__ = ["AxisRoads", "Crossed", "CrossedTag", "Crosswalk", "Road", "crossed", "crossed_lines"]


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


@dataclass(frozen=True, slots=True)
class CrossedTag:
    """A tag in the other scheme.

    Attributes
    ----------
    category
        Of the other scheme.
    enough
        Axes of the one scheme each of which is enough for it: those that a favourable tag comes of.
    axes
        Axes that it comes of together, where none is enough.
    """

    category: str
    enough: tuple[str, ...]
    axes: tuple[str, ...] = ()


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

    def tags(self, categories: Mapping[str, str], start: Scheme, goal: Scheme) -> tuple[CrossedTag, ...]:
        """Return the tags in the other scheme, in the order of its axes.

        Of several roads to one axis the most favourable tag stands; where one of them comes from harm, what is not
        known on another does not make it unknown.

        Parameters
        ----------
        categories
            Category by axis of the one scheme.
        start, goal
            The two schemes.
        """
        roads = {item.axis: item.roads for item in self.axes}
        found = [self._tag(roads.get(axis.id, ()), axis.no_rule, categories, start, goal) for axis in goal.axes]
        if any(tag.category == goal.outside for tag in found):
            return tuple(CrossedTag(goal.outside, start.axis_ids) for _ in found)
        return tuple(found)

    @staticmethod
    def _tag(
        roads: Sequence[Road], no_rule: str, categories: Mapping[str, str], start: Scheme, goal: Scheme
    ) -> CrossedTag:
        reached = {road.axis: road.categories[categories[road.axis]] for road in roads}
        if any(start.role(categories[axis]) is Role.HARMFUL for axis in reached):
            reached = {
                axis: tag
                for axis, tag in reached.items()
                if goal.role(tag) not in (Role.UNKNOWN, Role.UNTESTED) or start.role(categories[axis]) is Role.HARMFUL
            }
        if not reached:
            return CrossedTag(no_rule, ())
        best = min(reached.values(), key=goal.rank.__getitem__)
        axes = tuple(axis for axis, tag in reached.items() if tag == best)
        return CrossedTag(best, axes if goal.role(best) is Role.FAVOURABLE else (), tuple(reached))


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
        of_axes = dict(zip(start.axis_ids, tags, strict=True))
        there = tuple(tag.category for tag in crosswalk.tags(of_axes, start, goal))
        found[there] = found.get(there, 0) + ore
        if _is_harmful(tags, start) and not _is_harmful(there, goal):
            harm_lost += ore
    return Crossed(found, harm_lost)


def crossed_lines(
    lines: Iterable[TaggedLine], start: Scheme, goal: Scheme, crosswalk: Crosswalk
) -> tuple[TaggedLine, ...]:
    """Return lines with their tags in another scheme, and whoever stands for them.

    Parameters
    ----------
    lines
        Tagged in ``start``.
    start, goal, crosswalk
        The two schemes and the road between them.

    Returns
    -------
    tuple of TaggedLine
        In the lines' order. A favourable tag has the standing of the axis that it comes of, the strongest of several;
        another one the weakest of all axes that it comes of: it says that none of them is better.
    """
    strength = tuple(Standing).index
    known: dict[tuple[object, ...], tuple[tuple[str, ...], tuple[Standing, ...]]] = {}
    found = []
    for item in lines:
        at = (item.categories, item.standings)
        if at not in known:
            of_axes = dict(zip(start.axis_ids, item.categories, strict=True))
            stand = dict(zip(start.axis_ids, item.standings, strict=True))
            tags = crosswalk.tags(of_axes, start, goal)
            standings = tuple(
                max((stand[axis] for axis in tag.enough), key=strength)
                if tag.enough
                else min((stand[axis] for axis in tag.axes), key=strength, default=Standing.RULE)
                for tag in tags
            )
            known[at] = tuple(tag.category for tag in tags), standings
        categories, standings = known[at]
        found.append(replace(item, categories=categories, standings=standings))
    return tuple(found)


def _is_harmful(tags: Sequence[str], scheme: Scheme) -> bool:
    return any(scheme.role(tag) is Role.HARMFUL for tag in tags)
