"""A pattern of a rule, ready for use: safe to look for, and with the words that it needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from finmodel.tagging.pattern_cost import MAX_CHOICES, MAX_WAYS, MAX_WAYS_ANYWHERE, n_choices, n_ways
from finmodel.tagging.pattern_syntax import PatternError, parsed, written
from finmodel.tagging.pattern_words import is_just_words, needed_words

__all__ = ["Pattern", "PatternError", "pattern_of"]


_NO_TEXT = "\uffff"
"""A letter that stands in no text: what is found in it is found in all."""

_LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
_MANY_LETTERS = 5
"""So many letters, one of which is enough, are in nearly every text."""

_TELLING = 3
"""A piece of so many letters tells most texts apart; shorter ones are in nearly all."""


@dataclass(frozen=True)
class Pattern:
    """What a rule looks for in a text or a code.

    Attributes
    ----------
    source
        As it is written in the rule.
    expression
        The same as a regular expression of Python, for normalised texts.
    words
        Pieces without blanks, one of which is in every text that it matches; None: always to be tried.
    is_just_words
        Whether one of the words is enough.
    """

    source: str
    expression: str
    words: frozenset[str] | None
    is_just_words: bool = False

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The regular expression, compiled."""
        return re.compile(self.expression)

    @property
    def is_everywhere(self) -> bool:
        """Whether it is found in every text, as ``solcell|`` is: one of its words is empty."""
        return self.found_in("") is not None and self.found_in(_NO_TEXT) is not None

    @property
    def is_of_letters(self) -> bool:
        """Whether single letters are enough, as for ``.`` and ``a|e|i|o|u``: it is found in all words."""
        return sum(self.found_in(letter) is not None for letter in _LETTERS) >= _MANY_LETTERS

    def found_in(self, text: str) -> str | None:
        """Return the first stretch of a normalised text that matches, None if none does."""
        found = self.compiled.search(text)
        return None if found is None else found[0]


def pattern_of(source: str) -> Pattern:
    r"""Return a pattern that is known to end.

    Parameters
    ----------
    source
        As it is written in a rule, for example ``\bled[- ]?belys``; case does not matter.

    Returns
    -------
    Pattern
        Ready for use.

    Raises
    ------
    PatternError
        ``broken``, ``unsupported``, ``too_long`` or ``too_slow``.

    Examples
    --------
    >>> pattern_of("Solcell").found_in("ny skola med solceller")
    'solcell'
    """
    tree = parsed(source)
    words = needed_words(tree)
    is_rare = words is not None and all(len(word) >= _TELLING for word in words)
    if n_ways(tree) > (MAX_WAYS if is_rare else MAX_WAYS_ANYWHERE) or n_choices(tree) > MAX_CHOICES:
        raise PatternError("too_slow", 1)
    pattern = Pattern(source, written(tree), words, is_just_words(tree))
    try:
        _ = pattern.compiled
    except (re.error, RecursionError, OverflowError):
        raise PatternError("broken", 1) from None  # for example a look behind of no fixed width
    return pattern
