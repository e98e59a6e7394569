"""How much of what an action can have is entered: a net present value without savings is the cost side only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import Part

if TYPE_CHECKING:
    from finmodel.analysis.results import Results
    from finmodel.engine.arrays import BoolArray

__all__ = ["Completeness", "completeness"]

_GAINS = (Part.SAVINGS, Part.REVENUE, Part.ENERGY_COST)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Of the costed actions in the totals, how many say what they save and what they stand instead of.

    Attributes
    ----------
    costed
        How many there are.
    with_gains
        How many have a saving, a revenue, an energy change or a cut of running cost with an amount, whoever gets it.
    with_reference
        How many have a reference alternative; for the others the incremental investment is the whole one.
    """

    costed: int
    with_gains: int
    with_reference: int


def completeness(results: Results) -> Completeness:
    """Return how much is entered of what the costed actions in the totals can have.

    Parameters
    ----------
    results
        Results in a perspective.
    """
    arrays = results.arrays
    counted = {item.id for item in results.actions if item.in_totals and item.is_costed}

    def having(records: BoolArray) -> int:
        return len({arrays.actions[position] for position in arrays.action[records]} & counted)

    cuts = (arrays.part == Part.OPEX) & (arrays.amounts < 0).any(axis=1)
    return Completeness(
        costed=len(counted),
        with_gains=having(np.isin(arrays.part, _GAINS) | cuts),
        with_reference=having(arrays.part == Part.REFERENCE_CAPEX),
    )
