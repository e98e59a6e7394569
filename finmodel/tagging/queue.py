"""What to look at first: much money and little certainty; the largest harmful and the largest unexamined lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from types import MappingProxyType

from finmodel.tagging.amounts import Quotient, quotient
from finmodel.tagging.decisions import Standing
from finmodel.tagging.lines import LineKind
from finmodel.tagging.rules import Confidence
from finmodel.tagging.schemes import Role, Scheme
from finmodel.tagging.tagged import TaggedLine

__all__ = ["UNCERTAINTY", "Queued", "Unexamined", "is_unexamined", "largest_of_role", "review_queue", "unexamined"]

UNCERTAINTY: Mapping[Confidence, Fraction] = MappingProxyType(
    {Confidence.HIGH: Fraction(1, 10), Confidence.MEDIUM: Fraction(1, 2), Confidence.LOW: Fraction(1)}
)
"""How uncertain a rule's proposal is taken to be: finmodel's choice, for the order of the queue and nothing else."""

_REVIEWED = Fraction(1, 20)
_UNASKED = Fraction(1, 50)
"""Where the rules ask for nobody: wages of thousands of lines are not to hide what they do ask about."""

_PARTS = lcm(_REVIEWED.denominator, *((share * _UNASKED).denominator for share in UNCERTAINTY.values()))


@dataclass(frozen=True, slots=True)
class Queued:
    """A line in the queue.

    Attributes
    ----------
    item
        The line.
    uncertainty
        0–1: 0 for what two people stand for, the greatest over the axes.
    size
        Of its amount [öre, never negative].
    """

    item: TaggedLine
    uncertainty: Fraction
    size: int

    @property
    def weight(self) -> Fraction:
        """Size × uncertainty [öre]."""
        return self.size * self.uncertainty


@dataclass(frozen=True, slots=True)
class Unexamined:
    """A line whose tag on an axis nobody knows, and how far one gets by looking at it and all before it.

    Attributes
    ----------
    item
        The line.
    ore
        Its amount.
    judged_size, base_size
        Sizes of amounts [öre] that are judged when it and all larger ones have been, and of all in the base.
    """

    item: TaggedLine
    ore: int
    judged_size: int
    base_size: int

    @property
    def judged(self) -> Quotient:
        """Share of the base that is judged when it and all larger ones have been."""
        return quotient(self.judged_size, self.base_size)


def review_queue(
    lines: Iterable[TaggedLine], scheme: Scheme, kind: LineKind | None = None, years: Collection[int] | None = None
) -> tuple[Queued, ...]:
    """Return the lines that are not decided, kronor × uncertainty, the most urgent first.

    Parameters
    ----------
    lines
        Lines and parts. What is outside is in the queue only where its rule asks for a person.
    scheme
        Of their tags.
    kind, years
        Which lines, and which years' amounts; None: all.
    """
    chosen = None if years is None else frozenset(years)
    found = []
    for item in lines:
        if kind is not None and item.line.kind != kind:
            continue
        if scheme.outside in item.categories and not item.verdict.review:
            continue
        uncertainty = _uncertainty(item, scheme)
        if uncertainty:
            found.append(Queued(item, uncertainty, abs(item.line.amount(chosen))))
    # Ordered by whole numbers: comparing fractions takes many times as long.
    parts = {uncertainty: int(uncertainty * _PARTS) for uncertainty in {queued.uncertainty for queued in found}}
    found.sort(key=lambda queued: (-queued.size * parts[queued.uncertainty], queued.item.key))
    return tuple(found)


def largest_of_role(
    lines: Iterable[TaggedLine],
    scheme: Scheme,
    role: Role,
    kind: LineKind,
    axis: str,
    years: Collection[int] | None = None,
) -> tuple[TaggedLine, ...]:
    """Return the lines with a meaning on an axis, for example the harmful ones, the largest first."""
    place = scheme.axis_ids.index(axis)
    wanted = None if years is None else frozenset(years)
    chosen = [item for item in lines if item.line.kind == kind and scheme.role(item.categories[place]) is role]
    return tuple(sorted(chosen, key=lambda item: (-abs(item.line.amount(wanted)), item.key)))


def unexamined(
    lines: Iterable[TaggedLine], scheme: Scheme, kind: LineKind, axis: str, years: Collection[int] | None = None
) -> tuple[Unexamined, ...]:
    """Return the lines that are unknown on an axis and that nobody has decided, the largest first.

    The number of lines up to a ``judged`` of 90 % says: review so many lines, and 90 % of the kronor are judged.

    Parameters
    ----------
    lines
        Lines and parts.
    scheme
        Of their tags.
    kind, axis, years
        Which lines, axis and years' amounts (None: all).

    Returns
    -------
    tuple of Unexamined
        ``judged`` counts sizes of amounts, so that credits do not hide costs, and is of all lines in the base.
    """
    place = scheme.axis_ids.index(axis)
    wanted = None if years is None else frozenset(years)
    inside = [item for item in lines if item.line.kind == kind and scheme.outside not in item.categories]
    base = sum(abs(item.line.amount(wanted)) for item in inside)
    unknown = [item for item in inside if is_unexamined(item, place, scheme)]
    unknown.sort(key=lambda item: (-abs(item.line.amount(wanted)), item.key))
    left = sum(abs(item.line.amount(wanted)) for item in unknown)
    found = []
    for item in unknown:
        ore = item.line.amount(wanted)
        left -= abs(ore)
        found.append(Unexamined(item, ore, base - left, base))
    return tuple(found)


def is_unexamined(item: TaggedLine, place: int, scheme: Scheme) -> bool:
    """Return whether nobody knows a line's tag on the axis in a place of the scheme's order."""
    if scheme.role(item.categories[place]) not in (Role.UNKNOWN, Role.UNTESTED):
        return False
    return item.standings[place] is Standing.RULE or item.look_again


def _uncertainty(item: TaggedLine, scheme: Scheme) -> Fraction:
    if item.look_again or item.waits:
        return Fraction(1)
    each = []
    for tag, category, standing in zip(item.verdict.tags, item.categories, item.standings, strict=True):
        if standing is Standing.APPROVED:
            each.append(Fraction(0))
        elif standing is Standing.REVIEWED:
            each.append(_REVIEWED)
        elif scheme.role(category) is Role.UNTESTED:
            each.append(Fraction(0))  # no rule spoke: nothing to check, and reported on its own
        elif not tag.review and scheme.role(category) not in (Role.UNKNOWN, Role.HARMFUL):
            each.append(UNCERTAINTY[tag.confidence] * _UNASKED)
        else:
            each.append(UNCERTAINTY[tag.confidence])
    return max(each)
