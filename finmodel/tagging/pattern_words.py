"""Pieces of words, one of which is in every text that a pattern matches: they tell in advance where it cannot match."""

from __future__ import annotations

from collections.abc import Iterable

from finmodel.tagging.pattern_syntax import Choice, Class, Edge, Letter, Node, Repeat, Sequence

__all__ = ["is_just_words", "needed_words"]

_MOST = 96


def needed_words(node: Node) -> frozenset[str] | None:
    """Return pieces without blanks, at least one of which stands in every text that the pattern matches.

    Parameters
    ----------
    node
        The pattern.

    Returns
    -------
    frozenset of str or None
        None: nothing can be said, and the pattern must always be tried.

    Examples
    --------
    >>> from finmodel.tagging.pattern_syntax import parsed
    >>> sorted(needed_words(parsed(r"gc-?(väg|bro)")))
    ['gc-bro', 'gc-väg', 'gcbro', 'gcväg']
    """
    whole = _language(node)
    if whole is not None:
        return _pieces(whole)
    match node:
        case Sequence(items):
            return _of_sequence(items)
        case Choice(options):
            every = [needed_words(option) for option in options]
            known = [one for one in every if one is not None]
            return frozenset().union(*known) if len(known) == len(every) else None
        case Repeat(item, low):
            return needed_words(item) if low else None
        case _:
            return None


def is_just_words(node: Node) -> bool:
    """Whether a text matches as soon as it holds one of the needed words: the pattern has neither blank nor edge."""
    whole = None if _has_edge(node) else _language(node)
    return whole is not None and all(text and not set(text) & set(" \t\n") for text in whole)


def _has_edge(node: Node) -> bool:
    match node:
        case Edge():
            return True
        case Sequence(items) | Choice(items):
            return any(_has_edge(item) for item in items)
        case Repeat(item):
            return _has_edge(item)
        case _:
            return False


def _language(node: Node) -> frozenset[str] | None:
    """Return every text that a pattern can match where these are few, conditions without width left out."""
    match node:
        case Letter(char):
            return frozenset({char})
        case Class(_, members):
            return members if members and len(members) <= 4 else None
        case Edge():
            return frozenset({""})
        case Sequence(items):
            return _joined([_language(item) for item in items])
        case Choice(options):
            return _united([_language(option) for option in options])
        case Repeat(item, low, high):
            few = range(low, high + 1) if high is not None and high <= 3 else range(0)
            return _united([_joined([_language(item)] * n) for n in few])


def _united(every: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [one for one in every if one is not None]
    found = frozenset[str]().union(*known)
    return found if known and len(known) == len(every) and len(found) <= _MOST else None


def _joined(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    texts = frozenset({""})
    for part in parts:
        if part is None or len(texts) * len(part) > _MOST:
            return None
        texts = frozenset(text + more for text in texts for more in part)
    return texts


def _of_sequence(items: tuple[Node, ...]) -> frozenset[str] | None:
    """Return the best of what the parts of a sequence need: the longest pieces."""
    candidates: list[frozenset[str] | None] = []
    run: list[frozenset[str] | None] = []
    for item in items:
        language = _language(item)
        if language is not None and _joined([*run, language]) is not None:
            run.append(language)
            continue
        candidates += [_pieces(_joined(run)), needed_words(item)]
        run = []
    candidates.append(_pieces(_joined(run)))
    known = [one for one in candidates if one is not None]
    return max(known, key=lambda words: (min(map(len, words)), -len(words), sorted(words)), default=None)


def _pieces(texts: Iterable[str] | None) -> frozenset[str] | None:
    """Return the longest run without blanks of each text, None if one has none."""
    pieces = [max(text.split(), key=len, default="") for text in texts or ("",)]
    return frozenset(pieces) if all(pieces) else None
