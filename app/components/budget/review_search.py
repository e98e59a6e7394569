"""What the search of the list looks in: texts, codes with their names, and suppliers. No widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.tagging.text import normalised

if TYPE_CHECKING:
    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["Searched"]

_FIELDS = ("organisation", "responsibility", "activity", "account", "project", "counterparty")


class Searched:
    """The texts of a budget's lines.

    Parameters
    ----------
    budget
        Whose version names the codes.
    """

    def __init__(self, budget: TaggedBudget) -> None:
        self._version = budget.version
        parted = {item.line.line_key for item in budget.lines if item.key != item.line.line_key}
        # A part is also found by what the whole line says.
        self._wholes = {line.key: line.text for line in budget.imported if line.key in parted}
        self._names: dict[tuple[str, str], str] = {}

    def has(self, item: TaggedLine, words: str) -> bool:
        """Whether all words, normalised and with blanks between, stand somewhere in a line."""
        if not words:
            return True
        line = item.line
        codes = (self._code(field, getattr(line, field)) for field in _FIELDS)
        said = (line.text, self._wholes.get(line.line_key, ""), line.supplier, line.place)
        text = " ".join((normalised(" ".join(said)), *codes))
        return all(word in text for word in words.split())

    def _code(self, field: str, code: str) -> str:
        if not code:
            return ""
        known = self._names.get((field, code))
        if known is None:
            known = self._names[field, code] = normalised(f"{code} {self._version.name(field, code)}")
        return known
