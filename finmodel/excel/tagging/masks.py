"""Personal data on the way out: what is masked before anything is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finmodel.intake.budget_privacy import MASK, Masker, Masking, MaskingOf, without_person_numbers

if TYPE_CHECKING:
    from finmodel.errors import Issue
    from finmodel.tagging.lines import BudgetLine

__all__ = ["Masks"]


class Masks:
    """Masks lines, people's reasons and messages as the user has chosen.

    Parameters
    ----------
    masking
        The choice; None: nothing is masked.

    Notes
    -----
    A line's key is a digest, not a text. Where all free text is masked, people's reasons stay, without personal
    identity numbers: without them an audit has nothing to read.
    """

    def __init__(self, masking: Masking | None) -> None:
        self.masking = masking or Masking()
        self._masker = Masker(self.masking)

    @property
    def hides_texts(self) -> bool:
        """Whether anything is masked in texts."""
        return self.masking.texts is not MaskingOf.NOTHING

    def line(self, line: BudgetLine) -> BudgetLine:
        """Return a line with its supplier and text masked."""
        if self.masking == Masking():
            return line
        supplier = self._masker.supplier(line.supplier, "")
        is_masked = supplier != line.supplier
        text = self._masker.text(line.text, line.supplier, is_masked_supplier=is_masked)
        return replace(line, supplier=supplier, text=text)

    def text(self, text: str) -> str:
        """Return a text of a line that is not there any more, or of a part of one."""
        return self._masker.label(text)

    def reason(self, text: str) -> str:
        """Return what a person has written about a line."""
        return without_person_numbers(text)[0] if self.hides_texts else text

    def issue(self, found: Issue) -> Issue:
        """Return a message without the line's text in it."""
        if not self.hides_texts or not isinstance(found.params.get("value"), str):
            return found
        return replace(found, params={**found.params, "value": MASK})
