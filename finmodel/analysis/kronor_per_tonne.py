"""Kronor missing per tonne missing: the two gaps side by side, and one divided by the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finmodel.analysis.funding import GapView
from finmodel.analysis.outcome import Outcome
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from finmodel.analysis.results import Results

__all__ = ["MissingPerTonne", "missing_per_tonne"]


@dataclass(frozen=True, slots=True)
class MissingPerTonne:
    """What is missing in kronor and in tonnes.

    Attributes
    ----------
    year
        Target year.
    financing_gap
        Planned financing gap from the base year through the target year [nominal currency units].
    gap_tonnes
        Emissions gap in the target year [t/a].
    per_tonne
        The first ÷ the second [currency units per t/a].
    overshoot
        Reductions beyond what their own sector emits that year [t]: the emissions gap is so much larger without them.
    """

    year: int
    financing_gap: Outcome
    gap_tonnes: Outcome
    per_tonne: Outcome
    overshoot: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        found = {
            "financing_gap": self.financing_gap,
            "gap_tonnes": self.gap_tonnes,
            "financing_gap_per_tonne": self.per_tonne,
        }
        return {
            "year": self.year,
            **{name: outcome.value for name, outcome in found.items()},
            "overshoot": self.overshoot,
            "undefined": {name: outcome.reason for name, outcome in found.items() if outcome.value is None},
        }


def missing_per_tonne(results: Results, gap_tonnes: Outcome, year: int, overshoot: float = 0.0) -> MissingPerTonne:
    r"""Return the kronor that are missing per tonne a year that is missing.

    .. math:: \frac{\sum_{y = base}^{Y} gap^{planned}_y}{emissions\ gap_Y}

    It says how large the two gaps are beside each other, and is no cost of a tonne: the kronor that are missing are for
    actions in the plan, the tonnes that are missing are those that no action in it reaches.

    Parameters
    ----------
    results
        Results in a perspective; nominal kronor of the organisations inside it.
    gap_tonnes
        The emissions gap in the target year [t/a], > 0 short, or its own reason.
    year
        Target year.
    overshoot
        Tonnes of the gap that are reductions beyond what their own sector emits; they are told, not added.

    Returns
    -------
    MissingPerTonne
        ``no_gap`` where no tonnes are missing, the emissions gap's own reason where that is undefined, ``not_costed``
        where no action's cost is known, ``after_last_year`` and ``target_passed`` where the plan does not reach the
        target year or starts after it.
    """
    kronor = _gap_through(results, year)
    tonnes = gap_tonnes.value
    if tonnes is None:
        per_tonne = Outcome(None, gap_tonnes.reason)
    elif tonnes <= 0:
        per_tonne = Outcome(None, Reason.NO_GAP.key)
    elif kronor.value is None:
        per_tonne = Outcome(None, kronor.reason)
    else:
        per_tonne = Outcome(kronor.value / tonnes)
    return MissingPerTonne(year, kronor, gap_tonnes, per_tonne, overshoot)


def _gap_through(results: Results, year: int) -> Outcome:
    base, last = results.plan.settings.base_year, results.plan.settings.last_year
    if year > last:
        return Outcome(None, Reason.AFTER_LAST_YEAR.key)
    if year < base:
        return Outcome(None, Reason.TARGET_PASSED.key)
    arrays = results.arrays
    if arrays.counts.any() and not (arrays.counts & arrays.is_costed).any():
        return Outcome(None, Reason.NOT_COSTED.key)
    gap = results.funding.portfolio.gaps[GapView.PLANNED]
    return Outcome(float(gap[:, arrays.base : arrays.base + year - base + 1].sum()))
