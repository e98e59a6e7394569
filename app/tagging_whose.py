"""Whose budget a file is of, in the file's own words. No widgets here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.intake.budget_whose import municipality_in
from finmodel.tagging.whose_plan import bare_name

if TYPE_CHECKING:
    from app.tagging_import import SourceFile
    from finmodel.intake.budget_lines import BudgetTable

__all__ = ["municipality_of"]


def municipality_of(file: SourceFile, table: BudgetTable, plan: str) -> str:
    """Return whose budget a file is of by its own words, "" where it does not say.

    Parameters
    ----------
    file, table
        The file, with the titles above its headings, and its lines: a ledger and SIE name one organisation in all.
    plan
        Whose climate plan is open: where the file means the same, the plan's way to write it.
    """
    titles = [text for sheet in file.sheets if sheet.header is not None for text in sheet.header.titles]
    organisations = {line.organisation for line in table.lines} if file.kind in ("ledger", "sie") else set()
    found = municipality_in([*titles, *(organisations if len(organisations) == 1 else ())])
    return plan if found and bare_name(found) == bare_name(plan) else found
