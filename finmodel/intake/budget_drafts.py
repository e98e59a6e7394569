"""A row on its way to a line, before it is known whether it is one."""

from __future__ import annotations

from dataclasses import dataclass

from finmodel.intake.budget_lines import Amount, LineKind, Place

__all__ = ["Draft"]


@dataclass(slots=True)
class Draft:
    """A row with money, before it is known whether it sums up others and which sign costs have.

    ``labels`` are its texts as written, to be compared and never shown; ``label`` is the one that tells what the row
    is, as it may be shown: the words of a sum (``is_labelled``), else its text.
    ``unknown_kind`` is what stands in the column of kinds of a row without account when it is no kind: a subtotal has
    none, and of a line it is an error.
    """

    place: Place
    kind: LineKind
    codes: dict[str, str]
    text: str
    supplier: str
    date: str
    amounts: list[Amount]
    headings: list[str]
    labels: list[str]
    label: str
    is_labelled: bool
    unknown_kind: str | None = None
