"""Lines that are alike in codes and text: which of them is which in another version, told by their amounts alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from finmodel.tagging.lines import Amounts, BudgetLine

__all__ = ["Alike", "aligned", "alike_of", "are_same_amounts", "are_told_apart", "known_alike"]

Alike = Mapping[str, Mapping[str, tuple[Amounts, ...]]]
"""What is known of lines that have likes: name of the group → key of the whole line → its amounts, whenever known."""


def alike_of(key: str) -> str:
    """Return what the keys of lines share that are alike in codes and text, parts of them included.

    Examples
    --------
    >>> alike_of("0a1b-2"), alike_of("0a1b-2.1")
    ('0a1b', '0a1b')
    """
    whole = key.partition(".")[0]
    return whole.rpartition("-")[0] or whole


def are_same_amounts(one: Amounts, other: Amounts) -> bool:
    """Return whether two lines have the same amounts to the öre in the years that both have; False without any."""
    first, second = dict(one), dict(other)
    shared = first.keys() & second.keys()
    return bool(shared) and all(first[year] == second[year] for year in shared)


def known_alike(lines: Iterable[BudgetLine], further: Iterable[tuple[str, Amounts]] = ()) -> Alike:
    """Return the amounts that lines with likes have had; lines without likes are left out.

    Parameters
    ----------
    lines
        Whole lines of any number of versions.
    further
        Keys, of parts too, and the amounts that something was said of; () where they are not known.
    """
    said = [(line.key, line.amounts) for line in lines]
    said += [(key.partition(".")[0], () if "." in key else amounts) for key, amounts in further]
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for key, _ in said:
        groups[alike_of(key)].add(key)
    found: dict[str, dict[str, dict[Amounts, None]]] = {
        name: {key: {} for key in sorted(keys)} for name, keys in groups.items() if len(keys) > 1
    }
    for key, amounts in said:
        if amounts and alike_of(key) in found:
            found[alike_of(key)][key][amounts] = None
    return {name: {key: tuple(known) for key, known in keys.items()} for name, keys in found.items()}


def are_told_apart(
    seen: Amounts,
    line: BudgetLine,
    wholes: Mapping[str, Amounts],
    group: Mapping[str, tuple[Amounts, ...]],
    others: Iterable[str],
) -> bool:
    """Return whether amounts tell that something said of one of several alike lines is said of this one.

    Parameters
    ----------
    seen
        Amounts of the line, or part, that it was said of; () where they are not known.
    line
        The line or part as it is now.
    wholes
        Amounts of all whole lines that there are now, by key.
    group
        What is known of the line and its likes.
    others
        Keys of the likes of which something else is said.

    Returns
    -------
    bool
        It has the same amounts, in all years or else in those that both have, and none of the others has had them too;
        one that is here and has every amount in common may be changed for it.
    """
    if not are_same_amounts(seen, line.amounts):
        return False
    now = wholes[line.line_key]
    is_whole_match = seen == line.amounts
    for key in others:
        if wholes.get(key) == now:
            continue
        if any(known == now if is_whole_match else are_same_amounts(known, now) for known in group[key]):
            return False
    return True


def aligned(lines: Sequence[BudgetLine], before: Mapping[str, Amounts]) -> tuple[BudgetLine, ...]:
    """Return the lines of a new version with the ordinals that the lines they are had before.

    Of lines that are alike in codes and text only the amounts tell which is which. One whose amounts are found to the
    öre is that line; the others keep their ordinals, as without an earlier version, if none of those has them, and
    else get what is left of the earlier ones, or ordinals never used. So a line that goes or comes beside its likes
    leaves theirs alone.

    Parameters
    ----------
    lines
        Keyed (:func:`~finmodel.tagging.lines.keyed`).
    before
        Amounts [öre] by key of every line known from before, also of those that are gone.

    Returns
    -------
    tuple of BudgetLine
        In the same order; lines that have no likes keep their keys. The order of rows does not count.

    Examples
    --------
    Of two alike lines the larger one is gone: what is left is still the second.

    >>> from finmodel.tagging.lines import LineKind
    >>> line = BudgetLine(LineKind.INVESTMENT, "Reinvestering", ((2026, 900),), key="0a1b-1")
    >>> [item.key for item in aligned([line], {"0a1b-1": ((2026, 1000),), "0a1b-2": ((2026, 900),)})]
    ['0a1b-2']
    """
    known: defaultdict[str, list[str]] = defaultdict(list)
    for key in before:
        if "." not in key:
            known[alike_of(key)].append(key)
    groups: defaultdict[str, list[BudgetLine]] = defaultdict(list)
    for line in lines:
        groups[alike_of(line.key)].append(line)
    keys: dict[str, str] = {}
    for name, group in groups.items():
        old = known.get(name, [])
        if old and (len(group) > 1 or old != [group[0].key]):
            in_order = sorted(group, key=lambda line: _ordinal(line.key))
            keys |= _keys_of_group(name, in_order, sorted(old, key=_ordinal), before)
    return tuple(replace(line, key=keys[line.key]) if line.key in keys else line for line in lines)


def _keys_of_group(
    name: str, group: Iterable[BudgetLine], old: Sequence[str], before: Mapping[str, Amounts]
) -> dict[str, str]:
    """Return the key to have by the key that each line of the group has now."""
    found: dict[str, str] = {}
    free = list(old)
    rest = list(group)
    # All years the same goes before some, and a line's own ordinal before another's.
    for is_same in (lambda one, other: one == other, are_same_amounts):
        for is_own in (True, False):
            left = []
            for line in rest:
                fits = [key for key in free if is_same(before[key], line.amounts) and (key == line.key or not is_own)]
                if fits:
                    found[line.key] = fits[0]
                    free.remove(fits[0])
                else:
                    left.append(line)
            rest = left
    taken = set(found.values())
    kept = {line.key for line in rest} - taken
    used = max(map(_ordinal, [*old, *kept]))
    free = [key for key in free if key not in kept]
    for line in rest:
        if line.key in kept:
            found[line.key] = line.key
        elif free:
            found[line.key] = free.pop(0)
        else:
            used += 1
            found[line.key] = f"{name}-{used}"
    return found


def _ordinal(key: str) -> int:
    number = key.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0
