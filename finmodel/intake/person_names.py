"""Names that the user has pointed out as persons': found in texts as whole words, whatever their case and spaces."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

__all__ = ["PersonNames", "names_of_lines", "without_names"]

_WORD = re.compile(r"\w+")


class PersonNames:
    """Names to be masked.

    Parameters
    ----------
    names
        As they are written in the file; blank ones are passed over.
    mask
        What stands instead of one.

    Notes
    -----
    Only names whose first word is in a text are looked for in it, so that many names in many texts cost little.
    """

    def __init__(self, names: Iterable[str], mask: str) -> None:
        self._mask = mask
        self._whole = {form for name in names if (form := _form(name))}
        self._by_first: defaultdict[str, list[str]] = defaultdict(list)
        for form in sorted(self._whole, key=lambda form: (-len(form), form)):
            first = _WORD.findall(form)[:1]
            for word in first:
                self._by_first[word].append(form)
                # "Eks" is Ek's: of a name of one word the genitive is another word.
                self._by_first[f"{word}s"].append(form)
        self._known: dict[str, tuple[str, int]] = {}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._whole)

    def has(self, name: str) -> bool:
        """Whether a text is one of the names and nothing else."""
        return _form(name) in self._whole

    def without(self, text: str) -> tuple[str, int]:
        """Return a text with every name in it masked, its genitive too, and how many there were."""
        if not self._whole or not text:
            return text, 0
        if text not in self._known:
            self._known[text] = self._found(text)
        return self._known[text]

    def _found(self, text: str) -> tuple[str, int]:
        words = dict.fromkeys(_WORD.findall(text.lower()))
        forms = dict.fromkeys(form for word in words if word in self._by_first for form in self._by_first[word])
        if not forms:
            return text, 0
        longest_first = sorted(forms, key=len, reverse=True)
        names = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
        return re.subn(rf"(?<!\w)(?:{names})s?(?!\w)", self._mask.replace("\\", r"\\"), text, flags=re.IGNORECASE)


def without_names(text: str, names: Iterable[str], mask: str) -> str:
    """Return a text with names masked.

    Examples
    --------
    >>> without_names("Ersättning anna  ek, Anna Eks resa; Anna Ekman", ["Anna Ek"], "***")
    'Ersättning ***, *** resa; Anna Ekman'
    """
    return PersonNames(names, mask).without(text)[0]


def names_of_lines(data: bytes) -> frozenset[str]:
    r"""Return the names of a file that has one a line: UTF-8, or Windows-1252 where it is none.

    Examples
    --------
    >>> sorted(names_of_lines("Anna Ek\r\n\n Bo Ål \n".encode()))
    ['Anna Ek', 'Bo Ål']
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return frozenset(name for line in text.splitlines() if (name := " ".join(line.split())))


def _form(name: str) -> str:
    return " ".join(name.lower().split())
