"""Personal data: what is masked on the way in, so that it is never in a line, a list or a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from finmodel.intake.budget_lines import CODES
from finmodel.intake.person_names import PersonNames

if TYPE_CHECKING:
    from finmodel.intake.budget_lines import BudgetLine, BudgetTable

__all__ = ["MASK", "Masker", "Masking", "MaskingOf", "is_person_number", "masked_table", "without_person_numbers"]

MASK = "***"
"""What stands instead of a masked text."""

_DASHES = "\\-+\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}"
_NUMBER = re.compile(
    rf"(?<![0-9])(?:(?:18|19|20|16)[ -]?)?([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})"
    rf"[ ]?[{_DASHES}]?[ ]?[0-9TtXx*]{{4}}(?![0-9])"
    # A date of birth with its parts apart; later years are mostly a date of something else and an amount.
    rf"|(?<![0-9])(?:19[0-9]|200|201)[0-9][ {_DASHES}.]([0-9]{{2}})[ {_DASHES}.]([0-9]{{2}})"
    rf"[ ]?[{_DASHES}]?[ ]?[0-9TtXx*]{{4}}(?![0-9])"
)


class MaskingOf(StrEnum):
    """What is masked of a column.

    ``PERSONS`` is only what has the form of a personal identity number, and names of suppliers with such a number: a
    person's name alone cannot be told from a company's, and is masked where the user points it out.
    """

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
    names
        Names that the user says are persons': masked in suppliers, texts and names of codes whatever else is chosen.
    """

    suppliers: MaskingOf = MaskingOf.NOTHING
    texts: MaskingOf = MaskingOf.NOTHING
    names: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def persons(cls) -> Masking:
        """Return the choice that masks what can be told to be a person's."""
        return cls(MaskingOf.PERSONS, MaskingOf.PERSONS)

    @property
    def told(self) -> tuple[str, str]:
        """What was masked of suppliers and of texts, as a version's source has it; never a name."""
        chosen = (self.suppliers, self.texts)
        if not self.names:
            return str(chosen[0]), str(chosen[1])
        first, second = (_WITH_NAMES[each] for each in chosen)
        return first, second


_WITH_NAMES = {MaskingOf.NOTHING: "names", MaskingOf.PERSONS: "persons_names", MaskingOf.ALL: "all"}


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
    >>> without_person_numbers("1981 12 18 9876, 1981-12-18-9876, faktura 2026-01-15 1234")
    ('***, ***, faktura 2026-01-15 1234', 2)
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
    month, day = int(match[2] or match[4]), int(match[3] or match[5])
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


@dataclass(slots=True)
class Masker:
    """Applies a choice row by row, and counts."""

    masking: Masking
    n_suppliers: int = 0
    n_texts: int = 0
    _known: dict[str, bool] = field(default_factory=dict)
    _names: PersonNames = field(init=False)

    def __post_init__(self) -> None:
        self._names = PersonNames(self.masking.names, MASK)

    def supplier(self, name: str, number: str) -> str:
        """Return a supplier's name, or the mask."""
        chosen = self.masking.suppliers
        if not name:
            return name
        is_person = chosen is MaskingOf.PERSONS and (self._is_person(number) or self._is_person(name))
        if chosen is MaskingOf.ALL or is_person or self._names.has(name):
            self.n_suppliers += 1
            return MASK
        masked, n = self._names.without(name)
        self.n_suppliers += n > 0
        return masked

    def text(self, text: str, supplier: str = "", *, is_masked_supplier: bool = False) -> str:
        """Return a free text without what is to be masked; ``supplier`` is the name before it was masked."""
        chosen = self.masking.texts
        if not text:
            return text
        if chosen is MaskingOf.ALL:
            self.n_texts += 1
            return MASK
        masked, n = self._names.without(text)
        if chosen is MaskingOf.NOTHING:
            self.n_texts += n > 0
            return masked
        masked, n_numbers = without_person_numbers(masked)
        n += n_numbers
        if is_masked_supplier and supplier and supplier.casefold() in masked.casefold():
            masked, n = re.sub(re.escape(supplier), MASK, masked, flags=re.IGNORECASE), n + 1
        self.n_texts += n > 0
        return masked

    def label(self, text: str) -> str:
        """Return a row's text as it may be shown in a list; not counted."""
        if not text:
            return text
        if self.masking.texts is MaskingOf.ALL:
            return MASK
        masked = self._names.without(text)[0]
        return masked if self.masking.texts is MaskingOf.NOTHING else without_person_numbers(masked)[0]

    def named(self, text: str) -> tuple[str, int]:
        """Return a text without the names that the user has pointed out, and how many there were; not counted."""
        return self._names.without(text)

    def _is_person(self, number: str) -> bool:
        if number not in self._known:
            self._known[number] = bool(number) and is_person_number(number)
        return self._known[number]


def masked_table(table: BudgetTable, masker: Masker) -> BudgetTable:
    """Return what was read without the names that the user has pointed out.

    Suppliers and free texts are masked row by row; what is left are names of codes, texts that were taken from them,
    and a name that stands where a code should.

    Parameters
    ----------
    table
        As it was read with the same masker.
    masker
        Counts: a counterparty is a supplier, the rest are texts.
    """
    if not masker.masking.names:
        return table
    names: dict[str, Mapping[str, str]] = {}
    for name, of_field in table.names.items():
        found = {masker.named(code)[0]: masker.named(label) for code, label in of_field.items()}
        n = sum(n for _, n in found.values())
        if name == "counterparty":
            masker.n_suppliers += n
        else:
            masker.n_texts += n
        names[name] = MappingProxyType({code: label for code, (label, _) in found.items()})
    lines = tuple(_masked_line(line, masker) for line in table.lines)
    return replace(table, names=MappingProxyType(names), lines=lines)


def _masked_line(line: BudgetLine, masker: Masker) -> BudgetLine:
    found = {name: masker.named(getattr(line, name)) for name in (*CODES, "text")}
    changed: dict[str, Any] = {name: text for name, (text, n) in found.items() if n}
    if not changed:
        return line
    masker.n_suppliers += "counterparty" in changed
    masker.n_texts += bool(changed.keys() - {"counterparty"})
    return replace(line, **changed)
