"""What is masked when a budget is read for one report, and what only in what is written.

Free texts that are all masked are still read: the rules look at their words, and nothing is kept after the report.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finmodel.intake.budget_privacy import MASK, Masking, MaskingOf

if TYPE_CHECKING:
    from finmodel.errors import Issue

__all__ = ["masked_issue", "masked_text", "masking_on_reading"]

_WITH_TEXTS = frozenset({"FM-B150", "FM-B151", "FM-B152", "FM-B153", "FM-T168", "FM-T169", "FM-T190"})
_TEXTS = frozenset({"rows", "text", "value"})


def masking_on_reading(chosen: Masking) -> Masking:
    """Return what is masked before the rules see it: all that was chosen but whole texts."""
    return replace(chosen, texts=MaskingOf.NOTHING) if chosen.texts is MaskingOf.ALL else chosen


def masked_text(text: str, chosen: Masking) -> str:
    """Return a line's text as it may be written."""
    return MASK if text and chosen.texts is MaskingOf.ALL else text


def masked_issue(issue: Issue, chosen: Masking) -> Issue:
    """Return an issue without texts of lines, where they are masked."""
    if chosen.texts is not MaskingOf.ALL or issue.code not in _WITH_TEXTS:
        return issue
    return replace(issue, params={name: MASK if name in _TEXTS else value for name, value in issue.params.items()})
