"""Personal data on the way out: what is masked before anything is written, in a workbook, as JSON or in a terminal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from finmodel.intake.budget_lines import CODES
from finmodel.intake.budget_privacy import MASK, Masker, Masking, MaskingOf, without_person_numbers

if TYPE_CHECKING:
    from finmodel.errors import Issue
    from finmodel.tagging.lines import BudgetLine
    from finmodel.tagging.tagged_budget import TaggedBudget
    from finmodel.tagging.versions import Version

__all__ = ["Masks"]

_DIGEST = re.compile(r"((?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{16,64}(?![0-9A-Za-z]))")
"""A key or a hash: a row of digits in it is no person's number."""

_DIGIT = re.compile(r"[0-9]")
_LETTER = re.compile(r"[^\W\d_]")
_SHORTEST = 10
"""Characters of the shortest personal identity number."""

_MOST_KNOWN = 200_000
_CELLS = re.compile(r"FM-B13[0-9]|FM-B140|FM-B20[12]")
"""Problems that show what stands in a cell."""

_LINE_TEXTS = frozenset(
    {"FM-B142", "FM-B150", "FM-B151", "FM-B152", "FM-B153", "FM-T168", "FM-T169", "FM-T179", "FM-T182", "FM-T190"}
)
_TEXTS = frozenset({"rows", "text", "value", "codes"})


class Masks:
    """Masks lines, names of codes, people's reasons, messages and whole documents as the user has chosen.

    Parameters
    ----------
    masking
        The choice; None: nothing is masked.

    Notes
    -----
    Whatever is chosen but nothing, personal identity numbers are masked wherever they stand, and the names that the
    user has pointed out. A code, or a code's name, with such a number in it is masked as a whole: it is of a person.

    With all suppliers, names of counterparties go too, and codes of counterparties that are words or as long as a
    person's number. With all texts, the names of all codes go but those of organisations (whose shares the report is
    about), and codes that are several words or so long; people's reasons stay: without them an audit has nothing to
    read.

    A line's key is a digest, not a text, and is never masked. No figure depends on what is masked here.
    """

    def __init__(self, masking: Masking | None) -> None:
        self.masking = masking or Masking()
        self.is_any = self.masking != Masking()
        self._masker = Masker(self.masking)
        self._known: dict[str, str] = {}

    @property
    def hides_texts(self) -> bool:
        """Whether anything is masked in texts."""
        return self.masking.texts is not MaskingOf.NOTHING

    def any(self, text: str) -> str:
        """Return any text without personal identity numbers and names pointed out; keys and hashes stay."""
        if not self.is_any or (len(text) < _SHORTEST and not self.masking.names):
            return text
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[text] = self._found(text)
        return found

    def _found(self, text: str) -> str:
        shown = self._masker.named(text)[0]
        if not _DIGIT.search(shown):
            return shown
        parts = _DIGEST.split(shown)  # the odd ones are digests
        return "".join(part if place % 2 else without_person_numbers(part)[0] for place, part in enumerate(parts))

    def document(self, data: Any) -> Any:
        """Return plain data for JSON with every text and key masked; keys that become one are numbered apart."""
        if not self.is_any:
            return data
        if isinstance(data, str):
            return self.any(data)
        if isinstance(data, Mapping):
            shown: dict[Any, Any] = {}
            for key, value in data.items():
                name = at = self.any(key) if isinstance(key, str) else key
                number = 1
                while at in shown:
                    number += 1
                    at = f"{name} ({number})"
                shown[at] = self.document(value)
            return shown
        return [self.document(item) for item in data] if isinstance(data, list | tuple) else data

    def code(self, field: str, code: str) -> str:
        """Return a code as it may be shown."""
        if not self.is_any or not code:
            return code
        is_supplier = field == "counterparty" and self.masking.suppliers is MaskingOf.ALL
        is_text = self.masking.texts is MaskingOf.ALL and field != "organisation"
        is_words = _LETTER.search(code) is not None and (is_supplier or (is_text and " " in code))
        is_long = (is_supplier or is_text) and len(_DIGIT.findall(code)) >= _SHORTEST
        return MASK if is_words or is_long or self.any(code) != code else code

    def name(self, field: str, name: str) -> str:
        """Return the name of a code as it may be shown."""
        if not self.is_any or not name:
            return name
        is_supplier = field == "counterparty" and self.masking.suppliers is MaskingOf.ALL
        is_text = self.masking.texts is MaskingOf.ALL and field != "organisation"
        return MASK if is_supplier or is_text or self.any(name) != name else name

    def line(self, line: BudgetLine) -> BudgetLine:
        """Return a line with its supplier, text and codes masked."""
        if not self.is_any:
            return line
        supplier = self._masker.supplier(line.supplier, "")
        is_masked = supplier != line.supplier
        text = self._masker.text(line.text, line.supplier, is_masked_supplier=is_masked)
        codes: dict[str, Any] = {name: self.code(name, getattr(line, name)) for name in CODES}
        place = self.any(line.place)
        return replace(line, supplier=self.any(supplier), text=self.any(text), place=place, **codes)

    def budget(self, budget: TaggedBudget) -> TaggedBudget:
        """Return a tagged budget whose lines, codes, names and file may be shown; its tags and figures are the same.

        What was imported is left as it is: lines are compared with those of another version by it, and it is not shown.
        """
        if not self.is_any:
            return budget
        lines = tuple(replace(item, line=self.line(item.line)) for item in budget.lines)
        unmapped = budget.unmapped
        if unmapped is not None:
            by_code: dict[str, int] = {}
            for code, ore in unmapped.by_code.items():
                shown = self.code("activity", code)
                by_code[shown] = by_code.get(shown, 0) + ore
            unmapped = replace(unmapped, by_code=MappingProxyType(by_code))
        issues = tuple(map(self.issue, budget.issues))
        return replace(budget, lines=lines, version=self._version(budget.version), unmapped=unmapped, issues=issues)

    def _version(self, version: Version) -> Version:
        names = {
            field: MappingProxyType({self.code(field, code): self.name(field, name) for code, name in found.items()})
            for field, found in version.names.items()
        }
        source = replace(version.source, file=self.any(version.source.file), mapping=self.any(version.source.mapping))
        return replace(version, names=MappingProxyType(names), source=source)

    def text(self, text: str) -> str:
        """Return a text of a line that is not there any more, or of a part of one."""
        return self.any(self._masker.label(text))

    def reason(self, text: str) -> str:
        """Return what a person has written about a line."""
        return self.any(text)

    def issue(self, found: Issue) -> Issue:
        """Return a message without what may not be shown: in its place, and in the words that it quotes."""
        if not self.is_any:
            return found
        is_quoted = self.masking.texts is MaskingOf.ALL and found.code in _LINE_TEXTS
        in_cell = self.masking.texts is MaskingOf.ALL and _CELLS.fullmatch(found.code) is not None
        params: dict[str, Any] = {}
        for name, value in found.params.items():
            if (is_quoted and name in _TEXTS) or (in_cell and name in _TEXTS and _LETTER.search(str(value))):
                params[name] = MASK
            elif isinstance(value, tuple):
                params[name] = tuple(map(self.any, value))
            else:
                params[name] = self.any(value) if isinstance(value, str) else value
        where = found.where
        for part in ("sheet", "row", "pointer"):
            if text := getattr(where, part):
                found = found.at(**{part: self.any(text)})
        return replace(found, params=params)
