"""Which patterns may match a text: found from the pieces of its words, each word looked at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from finmodel.tagging.patterns import Pattern

__all__ = ["WordIndex"]

_GRAM = 3


class WordIndex:
    """Tells in advance which of many patterns cannot match a text.

    Each pattern needs one of a few pieces of words. The pieces are filed by their first characters, and a word of the
    texts is compared with those that begin as some stretch of it does; what it holds is remembered, since a ledger has
    few words. Sets of patterns are whole numbers, one bit a pattern.

    Parameters
    ----------
    patterns
        Each with its bit; None has none.
    """

    def __init__(self, patterns: Sequence[Pattern | None]) -> None:
        self._always = 0
        pieces: defaultdict[str, int] = defaultdict(int)
        for place, pattern in enumerate(patterns):
            if pattern is None:
                continue
            if pattern.words is None:
                self._always |= 1 << place
            for piece in pattern.words or ():
                pieces[piece] |= 1 << place
        self._by_start: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for piece, bits in pieces.items():
            self._by_start[piece[:_GRAM]].append((piece, bits))
        self._sizes = sorted({len(start) for start in self._by_start})
        self._skips_numbers = not any(piece.isdecimal() for piece in pieces)
        self._words: dict[str, int] = {}

    def candidates(self, text: str) -> int:
        """Return the patterns that may match a normalised text, as bits: all that do are among them."""
        bits = self._always
        words = self._words
        for word in text.split(" "):
            found = words.get(word)
            if found is None:
                if self._skips_numbers and word.isdecimal():
                    continue  # of numbers there are many, and none is like another
                found = words[word] = self._in_word(word)
            bits |= found
        return bits

    def _in_word(self, word: str) -> int:
        bits = 0
        for size in self._sizes:
            for place in range(len(word) - size + 1):
                for piece, those in self._by_start.get(word[place : place + size], ()):
                    if word.startswith(piece, place):
                        bits |= those
        return bits
