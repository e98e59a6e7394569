"""A line with its effective tag: what was approved, otherwise reviewed, otherwise what the rules propose."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from finmodel.tagging.decisions import DecisionLog, Standing
from finmodel.tagging.lines import BudgetLine
from finmodel.tagging.schemes import Role, Scheme
from finmodel.tagging.verdicts import Verdict

__all__ = ["TaggedLine", "tagged"]


@dataclass(frozen=True, slots=True)
class TaggedLine:
    """A line, or a part of one, with its tags.

    Attributes
    ----------
    line
        The line or part.
    verdict
        What the rules propose.
    categories
        The effective category on each axis, in the scheme's order.
    standings
        Where each comes from.
    look_again
        Whether a decision on it was carried over although text or amount has changed much; then it does not count as
        approved until somebody has looked.
    waits
        Whether it is a part that rules alone would make favourable on an axis on which they do not its whole line: it
        is unknown there until a person has reviewed it. Else a split, which one person makes, could turn money green.
    """

    line: BudgetLine
    verdict: Verdict
    categories: tuple[str, ...]
    standings: tuple[Standing, ...]
    look_again: bool = False
    waits: bool = False

    @property
    def key(self) -> str:
        """The line's or part's key."""
        return self.line.key

    def approved_on(self, place: int) -> bool:
        """Whether two people stand for the axis in a place of the scheme's order."""
        return not self.look_again and self.standings[place] is Standing.APPROVED

    def has(self, role: Role, scheme: Scheme) -> bool:
        """Whether it has a category of a meaning on any axis."""
        return any(scheme.role(category) is role for category in self.categories)


def tagged(
    lines: Sequence[BudgetLine],
    verdicts: Sequence[Verdict],
    scheme: Scheme,
    log: DecisionLog | None = None,
    keys: Mapping[str, str] | None = None,
    look_again: Collection[str] = (),
    wholes: Mapping[str, Verdict] | None = None,
) -> tuple[TaggedLine, ...]:
    """Return lines with their effective tags.

    Parameters
    ----------
    lines, verdicts
        Lines or parts with keys, and the rules' proposal for each.
    scheme
        Of both.
    log
        Decisions; None: none.
    keys, look_again
        Old keys by new ones for decisions that were carried over, and the new keys that ask to be looked at again
        (:class:`~finmodel.tagging.carrying.Carried`).
    wholes
        What the rules propose for the whole line of each part, by the line's key.

    Returns
    -------
    tuple of TaggedLine
        In the lines' order.
    """
    decided = frozenset(log.by_key) if log else frozenset[str]()
    old = keys or {}
    by_rule = (Standing.RULE,) * len(scheme.axes)
    found = []
    for line, verdict in zip(lines, verdicts, strict=True):
        key = old.get(line.key, line.key)
        if log is None or key not in decided:
            item = TaggedLine(line, verdict, verdict.categories, by_rule)
        else:
            categories, standings = zip(*_effective(log, key, verdict, scheme), strict=True)
            item = TaggedLine(line, verdict, categories, standings, line.key in look_again)
        whole = wholes.get(line.line_key) if wholes and "." in line.key else None
        found.append(item if whole is None else _waiting(item, whole, scheme))
    return tuple(found)


def _waiting(item: TaggedLine, whole: Verdict, scheme: Scheme) -> TaggedLine:
    """Return a part with what rules alone would make favourable, and do not its whole line, as unknown."""
    categories = tuple(
        scheme.unknown
        if standing is Standing.RULE
        and scheme.role(category) is Role.FAVOURABLE
        and scheme.role(of_whole) is not Role.FAVOURABLE
        else category
        for category, standing, of_whole in zip(item.categories, item.standings, whole.categories, strict=True)
    )
    return item if categories == item.categories else replace(item, categories=categories, waits=True)


def _effective(log: DecisionLog, key: str, verdict: Verdict, scheme: Scheme) -> Iterator[tuple[str, Standing]]:
    """Yield the tag on each axis; a line is inside on all axes or outside on all."""
    decided = [log.deciding(key, axis.id) for axis in scheme.axes]
    found = [
        (tag.category, Standing.RULE) if one is None else (one[0].categories[axis.id], one[1])
        for axis, tag, one in zip(scheme.axes, verdict.tags, decided, strict=True)
    ]
    # People go before rules, and an approval before a review, on whether the line is outside.
    strongest = max(found, key=lambda item: tuple(Standing).index(item[1]))
    is_outside = strongest[0] == scheme.outside
    for axis, (category, standing) in zip(scheme.axes, found, strict=True):
        if is_outside or category != scheme.outside:
            yield (scheme.outside, strongest[1]) if is_outside else (category, standing)
        else:
            yield axis.no_rule, Standing.RULE
