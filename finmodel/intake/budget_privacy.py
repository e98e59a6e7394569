"""Personal data: what is masked on the way in, so that it is never in a line, a list or a message."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["MASK", "Masker", "Masking", "MaskingOf", "is_person_number", "without_person_numbers"]

MASK = "***"
"""What stands instead of a masked text."""

_NUMBER = re.compile(
    r"(?<![0-9])(?:(?:18|19|20|16)[ -]?)?([0-9]{2})([0-9]{2})([0-9]{2})[ ]?[-+\N{EN DASH}]?[ ]?[0-9TtXx*]{4}(?![0-9])"
)


class MaskingOf(StrEnum):
    """What is masked of a column."""

    NOTHING = "nothing"
    PERSONS = "persons"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Masking:
    """What the user chooses to have masked on import.

    Attributes
    ----------
    suppliers
        ``persons``: names of suppliers whose number has the form of a personal identity number (also sole traders,
        whose registration number is one); ``all``: every supplier's name.
    texts
        ``persons``: personal identity numbers in free text, and the masked supplier's name in its own row's text;
        ``all``: all free text.
    """

    suppliers: MaskingOf = MaskingOf.NOTHING
    texts: MaskingOf = MaskingOf.NOTHING

    @classmethod
    def persons(cls) -> Masking:
        """Return the choice that masks what can be told to be a person's."""
        return cls(MaskingOf.PERSONS, MaskingOf.PERSONS)


def is_person_number(text: str) -> bool:
    """Say whether a number has the form of a Swedish personal identity number or coordination number.

    An organisation's number has at least 20 as its third and fourth digits, where a person's has the month; a
    coordination number has 60 added to its day. The check digit is not asked for: a mistyped number is a person's
    all the same.

    Examples
    --------
    >>> is_person_number("19640823-3234"), is_person_number("6408833234"), is_person_number("212000-1520")
    (True, True, False)
    """
    match = _NUMBER.fullmatch(text.strip())
    return match is not None and _is_date(match)


def without_person_numbers(text: str) -> tuple[str, int]:
    """Return a text with personal identity numbers masked, and how many there were.

    Examples
    --------
    >>> without_person_numbers("Ersättning 640823-3234 mars")
    ('Ersättning *** mars', 1)
    """
    n = 0

    def mask(match: re.Match[str]) -> str:
        nonlocal n
        if not _is_date(match):
            return match[0]
        n += 1
        return MASK

    return _NUMBER.sub(mask, text), n


def _is_date(match: re.Match[str]) -> bool:
    month, day = int(match[2]), int(match[3])
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


@dataclass(slots=True)
class Masker:
    """Applies a choice row by row, and counts."""

    masking: Masking
    n_suppliers: int = 0
    n_texts: int = 0
    _known: dict[str, bool] = field(default_factory=dict)

    def supplier(self, name: str, number: str) -> str:
        """Return a supplier's name, or the mask."""
        chosen = self.masking.suppliers
        if not name or chosen is MaskingOf.NOTHING:
            return name
        if chosen is MaskingOf.ALL or self._is_person(number) or self._is_person(name):
            self.n_suppliers += 1
            return MASK
        return name

    def text(self, text: str, supplier: str = "", *, is_masked_supplier: bool = False) -> str:
        """Return a free text without what is to be masked; ``supplier`` is the name before it was masked."""
        chosen = self.masking.texts
        if not text or chosen is MaskingOf.NOTHING:
            return text
        if chosen is MaskingOf.ALL:
            self.n_texts += 1
            return MASK
        masked, n = without_person_numbers(text)
        if is_masked_supplier and supplier and supplier.casefold() in masked.casefold():
            masked, n = re.sub(re.escape(supplier), MASK, masked, flags=re.IGNORECASE), n + 1
        self.n_texts += n > 0
        return masked

    def label(self, text: str) -> str:
        """Return a row's text as it may be shown in a list; not counted."""
        if not text or self.masking.texts is MaskingOf.NOTHING:
            return text
        return MASK if self.masking.texts is MaskingOf.ALL else without_person_numbers(text)[0]

    def _is_person(self, number: str) -> bool:
        if number not in self._known:
            self._known[number] = bool(number) and is_person_number(number)
        return self._known[number]
