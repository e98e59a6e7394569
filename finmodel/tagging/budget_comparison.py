"""Two tagged budgets side by side: the same lines found again in both, whatever key they have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from finmodel.tagging.carrying import same_lines
from finmodel.tagging.comparison import Comparison, compared
from finmodel.tagging.lines import LineKind

if TYPE_CHECKING:
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["compare_budgets", "in_other_years", "kinds_of", "shared_years"]


def compare_budgets(
    before: TaggedBudget,
    after: TaggedBudget,
    kind: LineKind,
    years: tuple[Collection[int] | None, Collection[int] | None] = (None, None),
    keys: Mapping[str, str] | None = None,
) -> Comparison:
    """Return what has changed from one tagged budget to another: versions, years, or budget and outturn.

    Parameters
    ----------
    before, after
        Of one scheme.
    kind
        Investment or operating.
    years
        The years whose amounts are summed in each; None: all.
    keys
        :func:`~finmodel.tagging.carrying.same_lines` of the two, where it is known already.
    """
    known = same_lines(before.imported, after.imported) if keys is None else keys
    return compared(before.lines, after.lines, after.scheme, kind, years, known)


def shared_years(before: Sequence[int], after: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the years that both have; where they have none in common, the first of each."""
    both = tuple(year for year in after if year in before)
    return (both, both) if both else (tuple(before[:1]), tuple(after[:1]))


def kinds_of(*budgets: TaggedBudget) -> tuple[LineKind, ...]:
    """Return the kinds of lines that any of some budgets has: what only the earlier one has is all gone."""
    there = {item.line.kind for budget in budgets for item in budget.lines}
    return tuple(kind for kind in LineKind if kind in there)


def in_other_years(
    before: TaggedBudget, after: TaggedBudget, kind: LineKind, years: tuple[Collection[int], Collection[int]]
) -> tuple[int, int]:
    """Return the öre of a kind before and after, outside the base too, in years that are not compared."""
    first, second = (
        sum(item.line.amount() - item.line.amount(frozenset(of)) for item in budget.lines if item.line.kind is kind)
        for budget, of in zip((before, after), years, strict=True)
    )
    return first, second
