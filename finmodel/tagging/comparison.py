"""Two versions or years of a budget: what is due to amounts, to tags, to new lines and to lines that are gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from finmodel.tagging.amounts import parts_of
from finmodel.tagging.lines import LineKind
from finmodel.tagging.schemes import Scheme
from finmodel.tagging.tagged import TaggedLine

__all__ = ["Change", "ComparedLine", "Comparison", "compared"]


@dataclass(frozen=True, slots=True)
class Change:
    """How a category's amount became another [öre].

    Attributes
    ----------
    before, after
        The two amounts.
    amount_effect
        Lines that are in both: what their amounts changed, in the category that they have after.
    tag_effect
        Lines that are in both with another tag: the amount that they had before, moved from one category to another.
    new, gone
        Lines that are in one only; gone is negative for costs.
    """

    before: int
    after: int
    amount_effect: int
    tag_effect: int
    new: int
    gone: int


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One line or part in both; of a line that is divided otherwise in the two, one for each pair of old and new part.

    Attributes
    ----------
    key
        Its key after, or before where it is gone.
    before, after
        The line or part in each, None where it is not there.
    before_ore, after_ore
        Its amounts. Of a pair, the old part's amount by the new parts' sizes, and the new one's by the old ones'; over
        all pairs of a line they add to the parts exactly.
    """

    key: str
    before: TaggedLine | None
    after: TaggedLine | None
    before_ore: int
    after_ore: int

    @property
    def is_retagged(self) -> bool:
        """Whether it is in both with another tag on some axis."""
        both = self.before is not None and self.after is not None
        return both and self.before.categories != self.after.categories  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions or years.

    Attributes
    ----------
    lines
        Every line or part of either, by key.
    changes
        For each axis, the change of each category, what is outside too: before + the four effects = after.
    """

    lines: tuple[ComparedLine, ...]
    changes: Mapping[str, Mapping[str, Change]]


def compared(
    before: Sequence[TaggedLine],
    after: Sequence[TaggedLine],
    scheme: Scheme,
    kind: LineKind,
    years: tuple[Collection[int] | None, Collection[int] | None] = (None, None),
    keys: Mapping[str, str] | None = None,
) -> Comparison:
    """Return what has changed from one tagged budget to another: versions, years, or budget and outturn.

    Parameters
    ----------
    before, after
        Tagged lines with their keys.
    scheme
        Of both.
    kind
        Investment or operating.
    years
        The years whose amounts are summed in each; None: all.
    keys
        New key by old key for lines that were found again under another key; parts follow their line.

    Returns
    -------
    Comparison
        With the identity ``after = before + amount effect + tag effect + new + gone`` for every category. A line that
        is whole in one and split in the other is neither new nor gone: what its division changes is a tag effect.
    """
    again = keys or {}
    old = {_moved(item.key, again): item for item in before if item.line.kind == kind}
    new = {item.key: item for item in after if item.line.kind == kind}
    lines = tuple(
        ComparedLine(key, was, is_now, *ore)
        for key, was, is_now, *ore in sorted(_pairs(old, new, years), key=lambda pair: pair[0])
    )
    changes = {
        axis: MappingProxyType({name: _change(lines, place, name) for name in scheme.on_axis(axis)})
        for place, axis in enumerate(scheme.axis_ids)
    }
    return Comparison(lines, MappingProxyType(changes))


def _moved(key: str, again: Mapping[str, str]) -> str:
    line, dot, part = key.partition(".")
    return again.get(key) or f"{again.get(line, line)}{dot}{part}"


def _pairs(
    old: Mapping[str, TaggedLine],
    new: Mapping[str, TaggedLine],
    years: tuple[Collection[int] | None, Collection[int] | None],
) -> Iterator[tuple[str, TaggedLine | None, TaggedLine | None, int, int]]:
    """Yield key, the line before and after, and its amounts."""
    parts: defaultdict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, keys in enumerate((old, new)):
        for key in keys:
            parts[key.partition(".")[0]][side].append(key)
    wanted = tuple(None if each is None else frozenset(each) for each in years)
    for were, are in parts.values():
        both = set(were) & set(are)
        left_over = len(were) > len(both), len(are) > len(both)
        if were and are and left_over != (True, True) and any(left_over):
            both = set()  # a part came or went, and its money is in the others
        for key in both:
            yield key, old[key], new[key], old[key].line.amount(wanted[0]), new[key].line.amount(wanted[1])
        gone = [(key, old[key].line.amount(wanted[0])) for key in sorted(were) if key not in both]
        come = [(key, new[key].line.amount(wanted[1])) for key in sorted(are) if key not in both]
        if not gone or not come:
            yield from ((key, old[key], None, ore, 0) for key, ore in gone)
            yield from ((key, None, new[key], 0, ore) for key, ore in come)
            continue
        by_old = [parts_of(ore, _sizes([size for _, size in come])) for _, ore in gone]
        by_new = [parts_of(ore, _sizes([size for _, size in gone])) for _, ore in come]
        for row, (was, _) in enumerate(gone):
            for column, (key, _) in enumerate(come):
                yield key, old[was], new[key], by_old[row][column], by_new[column][row]


def _sizes(amounts: Sequence[int]) -> list[Fraction]:
    """Return the shares of the sizes of amounts; equal ones where all are 0."""
    whole = sum(map(abs, amounts))
    return [Fraction(abs(ore), whole) if whole else Fraction(1, len(amounts)) for ore in amounts]


def _change(lines: Iterable[ComparedLine], place: int, category: str) -> Change:
    before = after = amount_effect = tag_effect = new = gone = 0
    for line in lines:
        was = line.before is not None and line.before.categories[place] == category
        is_now = line.after is not None and line.after.categories[place] == category
        before += was * line.before_ore
        after += is_now * line.after_ore
        if line.before is None:
            new += is_now * line.after_ore
        elif line.after is None:
            gone -= was * line.before_ore
        else:
            amount_effect += is_now * (line.after_ore - line.before_ore)
            tag_effect += (is_now - was) * line.before_ore
    return Change(before, after, amount_effect, tag_effect, new, gone)
