"""Texts as they are compared: one form for every way of writing the same words."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["LONGEST_TEXT", "normalised"]

LONGEST_TEXT = 500
"""Characters of a text that patterns look at. A longer one is a note, and is said to be cut (FM-T141)."""

# Typographic hyphens are hyphens; a soft hyphen, a zero-width blank and a byte order mark are nothing.
_SAME = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u00ad": None, "\u200b": None, "\ufeff": None}
)
# What Latin-1 has (but for its soft hyphen) is composed, and stays so when it is folded.
_BEYOND_LATIN = re.compile("[^\x00-\xac\xae-\xff]")


def normalised(text: str) -> str:
    """Return a text in the form that words are looked for in and keys are made of.

    NFC, case-folded, hyphens of one kind, runs of blanks (no-break blanks and line feeds too) as one blank, none at
    the ends. å, ä and ö are kept: *väg* is not *vag*.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The same for all ways of writing it; normalising it again changes nothing.

    Examples
    --------
    >>> normalised("  GC\N{NON-BREAKING HYPHEN}VÄG  Norra\N{NO-BREAK SPACE}stråket ")
    'gc-väg norra stråket'
    """
    if _BEYOND_LATIN.search(text) is None:
        return " ".join(text.casefold().split())
    # Canonical caseless matching (Unicode, section 3.13, D145) folds the decomposed form.
    folded = unicodedata.normalize("NFD", text.translate(_SAME)).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())
