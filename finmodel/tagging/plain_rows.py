"""Plain data from outside read strictly: every problem is told with its place, and nothing unknown is passed over.

What is read are mappings, lists, texts, whole numbers and flags as JSON has them. A value of the wrong kind is told
and read as empty, so that all problems of a document are found at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from finmodel.errors import Issue, Param, Where
from finmodel.tagging.lines import Amounts
from finmodel.tagging.moments import moment_of
from finmodel.tagging.plain_values import MAX_ORE, MAX_TEXT, amounts_of_cell, is_writable
from finmodel.tagging.problems import nearest, shown_value
from finmodel.tagging.row_problems import RowProblems

__all__ = ["Fields", "fields_of"]

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping of the document, whose keys are known to be allowed.

    Attributes
    ----------
    data
        Values by key.
    pointer
        Where it stands (RFC 6901).
    problems
        Gets what is wrong.
    """

    data: Mapping[str, Any]
    pointer: str
    problems: RowProblems

    def at(self, name: str) -> str:
        """Return where a value of it stands."""
        return f"{self.pointer}/{_escaped(name)}"

    def wrong(self, name: str, expected: str) -> None:
        """Tell that a value is of the wrong kind."""
        self.problems.add("FM-T202", self.at(name), value=shown_value(self.data.get(name)), expected=expected)

    def text(self, name: str, *, is_needed: bool = False, longest: int = MAX_TEXT) -> str:
        """Return a text, "" where there is none; FM-T218 too long, FM-T202 anything else, half of a character too."""
        value = self.data.get(name, "")
        if isinstance(value, str) and len(value) > longest:
            self.problems.add("FM-T218", self.at(name), value=shown_value(value), n=len(value), maximum=longest)
            return ""
        if isinstance(value, str) and is_writable(value) and (value.strip() or not is_needed):
            return value
        if name in self.data:  # a key that is missing was told before
            self.wrong(name, "plain_text")
        return ""

    def moment(self, name: str) -> str:
        """Return a moment of ISO 8601 with its zone, or a day, as it is written; "" and FM-T224 for anything else."""
        text = self.text(name)
        if text.strip() and moment_of(text) is None:
            self.problems.add("FM-T224", self.at(name), value=shown_value(text))
            return ""
        return text

    def whole(self, name: str, low: int = 0, high: int = MAX_ORE) -> int:
        """Return a whole number between two bounds; FM-T202 for anything else."""
        value = self.data.get(name, low)
        if type(value) is int and low <= value <= high:
            return value
        self.wrong(name, "plain_whole")
        return low

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false; FM-T202 for anything else."""
        value = self.data.get(name, default)
        if isinstance(value, bool):
            return value
        self.wrong(name, "plain_flag")
        return default

    def choice(self, name: str, kinds: type[E], default: E, words: Mapping[str, E] | None = None, said: str = "") -> E:
        """Return a member of an enumeration; FM-T205 with the nearest for anything else.

        Parameters
        ----------
        name, kinds, default
            The key, the enumeration, and the member where the key is missing or its value is none.
        words
            Further words that people write for the members, in small letters.
        said
            The catalogue's group of words for the members, by which the reader is told them; "" as they are.
        """
        value = self.data.get(name, default.value)
        by_word = {str(kind): kind for kind in kinds}
        if isinstance(value, str) and value in by_word:
            return by_word[value]
        known = tuple(by_word)
        by_word = {**by_word, **(words or {})}
        if words and isinstance(value, str) and value.strip().casefold() in by_word:
            return by_word[value.strip().casefold()]
        text = shown_value(value)
        near = nearest(text, tuple(by_word))
        params: dict[str, Param] = {"value": text, "known": known, "nearest": near and str(by_word[near])}
        where = Where(sheet=self.problems.source or None, pointer=self.at(name))
        self.problems.keep(Issue("FM-T205", where=where, params=params | ({"words": said} if said else {})))
        return default

    def items(self, name: str) -> Iterator[tuple[object, str]]:
        """Yield the items of a list, each with where it stands; FM-T202 where it is no list."""
        value = self.data.get(name, [])
        if not isinstance(value, list):
            self.wrong(name, "plain_list")
            return
        pointer = self.at(name)
        for place, item in enumerate(value):
            yield item, f"{pointer}/{place}"

    def texts(self, name: str) -> dict[str, str]:
        """Return a mapping of texts; FM-T202 for anything else."""
        value = self.data.get(name, {})
        if not isinstance(value, dict):
            self.wrong(name, "plain_mapping")
            return {}
        inner = Fields(value, self.at(name), self.problems)
        return {key: inner.text(key) for key in value if _is_name(inner, key)}

    def amounts(self, name: str) -> Amounts | None:
        """Return amounts by year [öre], None where there are none; FM-T202 for what is no ``[[year, öre], …]``."""
        value = self.data.get(name)
        if value is None:
            return None
        found = amounts_of_cell(value)
        if found is None:
            self.wrong(name, "plain_amounts")
        return found

    def inner(self, name: str, needed: Collection[str], optional: Collection[str] = ()) -> Fields | None:
        """Return a mapping inside this one; None (and told) where there is none that can be read."""
        if name not in self.data:
            return None
        return fields_of(self.data[name], self.at(name), self.problems, needed, optional)


def fields_of(
    value: object, pointer: str, problems: RowProblems, needed: Collection[str], optional: Collection[str] = ()
) -> Fields | None:
    """Return a mapping ready to be read.

    Parameters
    ----------
    value
        What stands there.
    pointer
        Where.
    problems
        Gets FM-T201 a key that is not known, with the nearest; FM-T202 no mapping at all; FM-T203 a key that is
        missing.
    needed, optional
        Keys that must, and that may be there.

    Returns
    -------
    Fields or None
        None where it is no mapping; otherwise what is there, also where keys are missing.
    """
    if not isinstance(value, dict):
        problems.add("FM-T202", pointer, value=shown_value(value), expected="plain_mapping")
        return None
    known = (*needed, *optional)
    for key in value:
        if key not in known:
            text = shown_value(key)
            problems.add(
                "FM-T201", f"{pointer}/{_escaped(text)}", value=text, known=known, nearest=nearest(text, known)
            )
    for key in needed:
        if key not in value:
            problems.add("FM-T203", pointer, value=key)
    return Fields(value, pointer, problems)


def _is_name(fields: Fields, key: str) -> bool:
    if is_writable(key) and len(key) <= MAX_TEXT:
        return True
    fields.problems.add("FM-T202", fields.pointer, value=shown_value(key), expected="plain_text")
    return False


def _escaped(name: str) -> str:
    return shown_value(name).replace("~", "~0").replace("/", "~1")
