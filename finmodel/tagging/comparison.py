"""Two versions or years of a budget: what is due to amounts, to tags, to new lines and to lines that are gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

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
    """One line in both.

    Attributes
    ----------
    key
        Its key after, or before where it is gone.
    before, after
        The line in each, None where it is not there.
    before_ore, after_ore
        Its amounts.
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
        Every line of either, by key.
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
        New key by old key for lines that were found again under another key.

    Returns
    -------
    Comparison
        With the identity ``after = before + amount effect + tag effect + new + gone`` for every category.
    """
    again = keys or {}
    old = {again.get(item.key, item.key): item for item in before if item.line.kind == kind}
    new = {item.key: item for item in after if item.line.kind == kind}
    lines = tuple(
        ComparedLine(key, old.get(key), new.get(key), _ore(old.get(key), years[0]), _ore(new.get(key), years[1]))
        for key in sorted({*old, *new})
    )
    changes = {
        axis: MappingProxyType({name: _change(lines, place, name) for name in scheme.on_axis(axis)})
        for place, axis in enumerate(scheme.axis_ids)
    }
    return Comparison(lines, MappingProxyType(changes))


def _ore(item: TaggedLine | None, years: Collection[int] | None) -> int:
    return 0 if item is None else item.line.amount(years)


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
