"""What is masked when a budget is read for one report, and what only in what is written.

Free texts that are all masked are still read: the rules look at their words, and nothing is kept after the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from finmodel.errors import Issue, Severity
from finmodel.intake.budget_privacy import Masking, MaskingOf

if TYPE_CHECKING:
    from finmodel.intake.budget_lines import BudgetTable

__all__ = ["masking_on_reading", "masking_told"]


def masking_on_reading(chosen: Masking) -> Masking:
    """Return what is masked before the rules see it: all that was chosen but whole texts."""
    return replace(chosen, texts=MaskingOf.NOTHING) if chosen.texts is MaskingOf.ALL else chosen


def masking_told(table: BudgetTable, chosen: Masking) -> Iterator[Issue]:
    """Yield the issues of a table, with how much is masked in all that is written (FM-B171) where all texts are."""
    if chosen.texts is not MaskingOf.ALL:
        yield from table.issues
        return
    n_suppliers = 0
    for found in table.issues:
        if found.code == "FM-B170":
            n_suppliers = int(str(found.params["n_suppliers"]))
        else:
            yield found
    params = {"n_suppliers": n_suppliers, "n_texts": sum(bool(line.text) for line in table.lines)}
    yield Issue("FM-B171", Severity.INFO, params=params).at(sheet=table.source.file)
