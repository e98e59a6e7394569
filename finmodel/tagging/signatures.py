"""Who stands for a step: people by their names, so that nobody passes for two."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from finmodel.errors import Issue
from finmodel.tagging.problems import issue, shown_value
from finmodel.tagging.text import normalised

__all__ = ["foreign_letters", "name_problems", "person", "signature_problems"]

_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`", "'"))

_PLAIN: Final = re.compile("[ '.0-9A-Za-zÀ-ÖØ-öø-ı-]*")
"""Names of which nothing but their case has to be looked at: most, and a history has many."""

_EAST_ASIAN: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
"""Scripts that names of Japan, Korea and China mix as they are written."""

_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Characters that take no place and are no signs of format: joiners of graphemes and fillers."""


def person(name: str) -> str:
    """Return a name in the form that people are compared by.

    NFKC (full-width and mathematical letters are plain ones), without characters that nobody sees, apostrophes and
    hyphens of one kind, and as :func:`~finmodel.tagging.text.normalised`: case-folded, blanks collapsed. Diacritics
    stay: *André* is not *Andre*.

    Parameters
    ----------
    name
        As it was typed.

    Returns
    -------
    str
        The same for all ways of writing a name; applying it again changes nothing.

    Source
    ------
    Unicode Standard Annex 15 (NFKC); section 5.21 (characters that are ignored in display).

    Examples
    --------
    >>> person(" ANNA\N{NO-BREAK SPACE}O\N{RIGHT SINGLE QUOTATION MARK}Brien ")
    "anna o'brien"
    """
    if _PLAIN.fullmatch(name):
        return normalised(name)
    # Folding the case can make a letter that NFKC writes otherwise: both are done until nothing changes.
    while (found := _once(name)) != name:
        name = found
    return name


def foreign_letters(name: str) -> tuple[str, ...]:
    """Return the letters of a name that are of another script than most of it, each once, in their order.

    Parameters
    ----------
    name
        As it was typed.

    Returns
    -------
    tuple of str
        None for a name of one script. Digits, hyphens, apostrophes and diacritics are of any script; those that names
        of Japan, Korea and China are written with count as one.

    Source
    ------
    Unicode Technical Standard 39, section 5.1 (mixed-script detection), with the scripts by the characters' names.

    Examples
    --------
    >>> foreign_letters("Åsa-Märta O'Brien 2"), foreign_letters("\N{CYRILLIC CAPITAL LETTER A}nna") == ("\u0410",)
    ((), True)
    """
    if _PLAIN.fullmatch(name):
        return ()
    letters = [(char, _script(char)) for char in person(name) if unicodedata.category(char) in ("Ll", "Lu", "Lo")]
    most = Counter(script for _, script in letters).most_common(1)
    strange = [char for char, script in letters if script != most[0][0]]
    as_typed = {person(char): char for char in name if not char.isspace()}
    return tuple(dict.fromkeys(as_typed.get(char, char) for char in strange))


def name_problems(name: str, row: str | None = None, field: str = "who", place: str = "") -> Iterator[Issue]:
    """Yield FM-T176 for a name that mixes scripts: a letter that looks like another would make one person two.

    Parameters
    ----------
    name
        As it was typed; "" where nobody was asked.
    row, field, place
        Key of the line, what it is, and where the line stands, for the issue.
    """
    if strange := foreign_letters(name):
        letters = tuple(f"{char} (U+{ord(char):04X})" for char in strange)
        yield issue("FM-T176", place, row, field, value=shown_value(name), letters=letters)


def signature_problems(code: str, row: str, place: str = "", **texts: str) -> Iterator[Issue]:
    """Yield what is wrong with the signature of a step.

    Parameters
    ----------
    code
        Of the issue for a text that is missing.
    row, place
        Key of the line, and where it stands.
    **texts
        What the step needs, by its name: ``who``, ``when``, ``reason``.

    Yields
    ------
    Issue
        ``code`` for each text that is blank, FM-T176 for a ``who`` that mixes scripts.
    """
    for field, text in texts.items():
        if not text.strip():
            yield issue(code, place, row, field)
    yield from name_problems(texts.get("who", ""), row, place=place)


def _once(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name.translate(_APOSTROPHES))
    return normalised("".join(char for char in plain if not _is_unseen(char)))


def _is_unseen(char: str) -> bool:
    """Whether a character takes no place: signs of format, selectors of variants, fillers."""
    return (
        unicodedata.category(char) == "Cf"
        or (unicodedata.category(char) == "Cc" and not char.isspace())
        or char in _UNSEEN
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
        or "\u180b" <= char <= "\u180f"
    )


def _script(char: str) -> str:
    """Return the script of a letter: the first word of its name."""
    first = unicodedata.name(char, "UNKNOWN").partition(" ")[0]
    return "CJK" if first in _EAST_ASIAN else first
