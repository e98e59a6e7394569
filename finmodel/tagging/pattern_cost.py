"""How long looking for a pattern may take: bounded before it is used, so that no rule can stop a run.

The matcher tries one way after another of laying a pattern on a text. The number of ways from one starting place is
bounded here from the pattern alone, for a text of :data:`~finmodel.tagging.text.LONGEST_TEXT` characters: ways of a
sequence multiply, of options that can begin alike add, and something that can itself be laid in several ways and is
repeated gives a power, which is refused. The bound is on the safe side: a pattern that is refused may be harmless, but
one that is let through ends.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from finmodel.tagging.pattern_syntax import Choice, Class, Edge, Letter, Node, Repeat, Sequence
from finmodel.tagging.text import LONGEST_TEXT

__all__ = ["MAX_CHOICES", "MAX_WAYS", "MAX_WAYS_ANYWHERE", "n_choices", "n_ways"]

MAX_WAYS = 300_000
"""Two repeats without end fit, three do not: for a pattern that is only tried on texts that have one of its words."""

MAX_WAYS_ANYWHERE = 2_000
"""One repeat without end fits: for a pattern that may have to be tried at every place of every text."""

MAX_CHOICES = 500
"""How many ways options that begin alike may multiply to; words written side by side come nowhere near."""

_LARGE = 10**12
_MAX_STEPS = 60


def n_ways(node: Node) -> int:
    """Return a bound on the number of ways to lay a pattern on a text from one place; at most 10¹² is told apart.

    Parameters
    ----------
    node
        The pattern.

    Returns
    -------
    int
        1 for plain words.

    Examples
    --------
    >>> from finmodel.tagging.pattern_syntax import parsed
    >>> n_ways(parsed("solcell|vindkraft")), n_ways(parsed("(a+)+")) > MAX_WAYS
    (1, True)
    """
    match node:
        case Letter() | Class():
            return 1
        case Edge(_, inner):
            return 1 if inner is None else n_ways(inner)
        case Sequence(items):
            ways = looked = 1
            for item in items:
                if isinstance(item, Edge):  # a look around is taken once for each way so far, and adds no ways
                    looked = max(looked, ways * n_ways(item))
                else:
                    ways = min(ways * n_ways(item), _LARGE)
            return min(max(ways, looked), _LARGE)
        case Choice(options):
            return _of_options(options)
        case Repeat(item, low, high):
            return _of_repeat(item, low, LONGEST_TEXT if high is None else high)


def n_choices(node: Node) -> int:
    """Return the same bound with every repeat taken once: what options that begin alike alone multiply to.

    Examples
    --------
    >>> from finmodel.tagging.pattern_syntax import parsed
    >>> n_choices(parsed("solcell.*tak")), n_choices(parsed("(a|a)(a|a)(a|a)"))
    (1, 8)
    """
    return n_ways(_once(node))


def _once(node: Node) -> Node:
    match node:
        case Sequence(items):
            return Sequence(tuple(_once(item) for item in items))
        case Choice(options):
            return Choice(tuple(_once(option) for option in options))
        case Repeat(item):
            return _once(item)
        case Edge(_, inner) if inner is not None:
            return replace(node, inner=_once(inner))
        case _:
            return node


def _of_options(options: tuple[Node, ...]) -> int:
    """Only options that can begin with the same character can both fit."""
    anywhere, beginning = 0, Counter[str]()
    for option in options:
        ways, starts = n_ways(option), _starts(option)
        if starts is None:
            anywhere += ways
        else:
            beginning.update(dict.fromkeys(starts, ways))
    return max(1, anywhere + max(beginning.values(), default=0))


def _of_repeat(item: Node, low: int, high: int) -> int:
    ways = n_ways(item)
    if high <= 1:
        return ways + (1 - low)
    if _is_nullable(item):
        return _LARGE
    if ways == 1:
        return high - low + 1
    total = power = 1
    for _ in range(min(high, _MAX_STEPS)):
        power = min(power * ways, _LARGE)
        total = min(total + power, _LARGE)
    return total


def _starts(node: Node) -> frozenset[str] | None:
    """Return the characters that a match can begin with, None where they are not known to be few."""
    match node:
        case Letter(char):
            return frozenset({char})
        case Class(_, members):
            return members
        case Edge():
            return None
        case Choice(options):
            every = [_starts(option) for option in options]
            return None if None in every else frozenset().union(*(one for one in every if one is not None))
        case Repeat(item, low):
            return _starts(item) if low else None
        case Sequence(items):
            first = next((item for item in items if not isinstance(item, Edge)), None)
            return None if first is None else _starts(first)


def _is_nullable(node: Node) -> bool:
    """Whether nothing at all is a match."""
    match node:
        case Letter() | Class():
            return False
        case Edge():
            return True
        case Sequence(items):
            return all(_is_nullable(item) for item in items)
        case Choice(options):
            return any(_is_nullable(option) for option in options)
        case Repeat(item, low):
            return not low or _is_nullable(item)
