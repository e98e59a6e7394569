"""Two tagged budgets side by side: the same lines found again in both, whatever key they have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from finmodel.tagging.carrying import same_lines
from finmodel.tagging.comparison import Comparison, compared

if TYPE_CHECKING:
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["compare_budgets", "shared_years"]


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
