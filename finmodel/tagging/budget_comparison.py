"""Two tagged budgets side by side: the same lines found again in both, whatever key they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from finmodel.tagging.carrying import carried
from finmodel.tagging.comparison import Comparison, compared
from finmodel.tagging.decisions import DecisionLog
from finmodel.tagging.lines import BudgetLine, identity

if TYPE_CHECKING:
    from finmodel.tagging.lines import LineKind
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["MOST_PAIRS", "compare_budgets", "same_lines", "shared_years"]

MOST_PAIRS = 200_000
"""How many pairs of texts are compared at most; finmodel's choice. In two ledgers with more, a reworded line is new."""


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
        :func:`same_lines` of the two, where it is known already.
    """
    known = same_lines(before, after) if keys is None else keys
    return compared(before.lines, after.lines, after.scheme, kind, years, known)


def same_lines(before: TaggedBudget, after: TaggedBudget) -> Mapping[str, str]:
    """Return new keys by old keys of lines that have the same codes and a text that is much alike, decided or not.

    Parameters
    ----------
    before, after
        The two budgets. Lines of one key are the same and are not named; where there are more than :data:`MOST_PAIRS`
        pairs to compare none is sought.
    """
    there, here = ({line.key: line for line in budget.imported} for budget in (after, before))
    gone = [line for key, line in here.items() if key not in there]
    new = [line for key, line in there.items() if key not in here]
    if _n_pairs(gone, new) > MOST_PAIRS:
        return {}
    found = carried(DecisionLog(), gone, new, further=[line.key for line in gone])
    return found.keys


def shared_years(before: Sequence[int], after: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the years that both have; where they have none in common, the first of each."""
    both = tuple(year for year in after if year in before)
    return (both, both) if both else (tuple(before[:1]), tuple(after[:1]))


def _n_pairs(gone: Sequence[BudgetLine], new: Sequence[BudgetLine]) -> int:
    codes = Counter(identity(line) for line in new)
    return sum(codes[identity(line)] for line in gone)
