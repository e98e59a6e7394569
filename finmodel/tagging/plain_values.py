"""Single values of plain data from outside: texts that can be written, amounts by year."""

from __future__ import annotations

from typing import Final

from finmodel.tagging.lines import Amounts

__all__ = ["LONGEST_KEY", "MAX_ORE", "MAX_TEXT", "amounts_of_cell", "is_writable"]

LONGEST_KEY: Final = 100
"""Characters of the key of a line or part."""

MAX_TEXT: Final = 100_000
"""Characters of one text."""

MAX_ORE: Final = 10**17
"""Öre of one amount, either sign: more than any state's budget."""

_YEARS: Final = range(1000, 10_000)


def amounts_of_cell(value: object) -> Amounts | None:
    """Return ``[[year, öre], …]`` as amounts with rising years; None where it is not that."""
    if not isinstance(value, list | tuple):
        return None
    found: list[tuple[int, int]] = []
    last = 0
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return None
        year, ore = pair
        if type(year) is not int or type(ore) is not int or year not in _YEARS or year <= last or abs(ore) > MAX_ORE:
            return None
        found.append((year, ore))
        last = year
    return tuple(found)


def is_writable(text: str) -> bool:
    """Say whether a text can be written: JSON can spell half of a pair of surrogates, which no file can hold."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
