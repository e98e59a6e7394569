"""What closes the emissions gap, as data: the steps, what stands beside, and what is missing after all of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from finmodel.analysis.outcome import Outcome

if TYPE_CHECKING:
    from finmodel.model.action import Action
    from finmodel.model.emission_enums import EmissionPerspective, Gas

__all__ = ["Aside", "AsideReason", "Candidate", "Closing", "ClosingStep", "Why"]


class Why(StrEnum):
    """Why an action is not counted on at the start."""

    NOT_INCLUDED = "not_included"
    NOT_DECIDED = "not_decided"
    NOT_FUNDED = "not_funded"


class AsideReason(StrEnum):
    """Why an action is no step: it would take nothing off the gap of the year."""

    RAISES_EMISSIONS = "raises_emissions"
    RAISES_EMISSIONS_THAT_YEAR = "raises_emissions_that_year"
    NOT_QUANTIFIED = "not_quantified"
    OTHER_EMISSIONS = "other_emissions"
    NO_TONNES_THAT_YEAR = "no_tonnes_that_year"
    POOL_EMPTY = "pool_empty"
    REMOVALS_CAPPED = "removals_capped"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An action that is not yet chosen or funded.

    Attributes
    ----------
    action
        The plan's row.
    why
        Why it is not counted on.
    cost_per_tonne, investment_total, npv
        ``abatement_cost`` and figures of the perspective, with every candidate included and after overlap.
    npv_per_tonne
        What the cost per tonne divides; None where it is undefined.
    financing_gap
        Planned, from the base year on [nominal currency units]: as the plan is, and for an action that it leaves out as
        if every candidate were included.
    """

    action: Action
    why: Why
    cost_per_tonne: Outcome
    investment_total: Outcome
    npv: Outcome
    npv_per_tonne: float | None
    financing_gap: Outcome

    @property
    def rank(self) -> tuple[int, float, str]:
        """Place on the cost curve: savers by net present value, then by cost per tonne; undefined last, by id."""
        cost = self.cost_per_tonne.value
        if cost is None:
            return 2, 0.0, self.action.id
        return (0, -(self.npv_per_tonne or 0.0), self.action.id) if cost < 0 else (1, cost, self.action.id)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        outcomes = {
            "cost_per_tonne": self.cost_per_tonne,
            "investment_total": self.investment_total,
            "npv": self.npv,
            "financing_gap": self.financing_gap,
        }
        return {
            "action": self.action.id,
            "name": self.action.name,
            "owner": self.action.owner,
            "sector": self.action.sector,
            "status": str(self.action.status),
            "why": str(self.why),
            **{name: outcome.value for name, outcome in outcomes.items()},
            "undefined": {name: outcome.reason for name, outcome in outcomes.items() if outcome.value is None},
        }


@dataclass(frozen=True, slots=True)
class ClosingStep:
    """An action that takes something off the gap, put on top of those before it.

    Attributes
    ----------
    candidate
        The action.
    tonnes
        What it takes off the gap of the year, > 0 [t].
    gap_after
        What is missing after it [t]; 0 or less: the target is met.
    is_needed
        Whether the target was not met before it.
    is_met, is_met_without_overshoot
        Whether the target is met after it; and if reductions beyond what their own sector emits are not counted.
    cumulative_investment
        Investment of the costed steps so far [currency units].
    n_not_costed
        How many of the steps so far are not in that sum.
    """

    candidate: Candidate
    tonnes: float
    gap_after: float
    is_needed: bool
    is_met: bool
    is_met_without_overshoot: bool
    cumulative_investment: float
    n_not_costed: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return self.candidate.to_dict() | {
            "tonnes": self.tonnes,
            "gap_after": self.gap_after,
            "is_needed": self.is_needed,
            "is_met": self.is_met,
            "is_met_without_overshoot": self.is_met_without_overshoot,
            "cumulative_investment": self.cumulative_investment,
            "n_not_costed": self.n_not_costed,
        }


@dataclass(frozen=True, slots=True)
class Aside:
    """A candidate that is never taken.

    Attributes
    ----------
    candidate
        The action.
    reason
        Why.
    tonnes
        What it would take off the gap of the year [t], negative where it raises it; None where it is not known.
    """

    candidate: Candidate
    reason: AsideReason
    tonnes: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return self.candidate.to_dict() | {"reason": str(self.reason), "tonnes": self.tonnes}


@dataclass(frozen=True)
class Closing:
    r"""What closes the gap of a measure in a year: :math:`gap_{start} - \sum tonnes = gap_{left}`.

    Attributes
    ----------
    perspective
        Whose money counts.
    emission_perspective, gas, year
        Of which emissions, and when.
    target
        Id of the target that is hardest to meet at the start; None without one.
    start
        Ids of the actions that are counted on from the start: decided, ongoing or done, and without a planned gap.
    not_quantified, not_costed
        Those of them that work on these emissions and whose tonnes are not known, and those whose cost is not known:
        whether these are funded is not known either.
    gap_at_start
        What is missing with the start alone [t].
    steps
        Actions along the cost curve, also those that the target does not need.
    beside
        Every other candidate.
    gap_after_all
        What is missing after all steps [t].
    overshoot_at_start, overshoot
        Reductions beyond what their own sector emits, of the start and after all steps [t]: both gaps are so much
        larger if those tonnes are not there.
    is_met, is_met_without_overshoot
        Whether the target is met after all steps; and without those tonnes. None where there is no gap.
    """

    perspective: str
    emission_perspective: EmissionPerspective
    gas: Gas
    year: int
    target: str | None
    start: tuple[str, ...]
    not_quantified: tuple[str, ...]
    not_costed: tuple[str, ...]
    gap_at_start: Outcome
    steps: tuple[ClosingStep, ...]
    beside: tuple[Aside, ...]
    gap_after_all: Outcome
    overshoot_at_start: Outcome
    overshoot: Outcome
    is_met: bool | None
    is_met_without_overshoot: bool | None

    @property
    def needed(self) -> tuple[ClosingStep, ...]:
        """The steps up to the one that meets the target; all where none does."""
        return tuple(step for step in self.steps if step.is_needed)

    @property
    def not_needed(self) -> tuple[ClosingStep, ...]:
        """The steps after the target is met."""
        return tuple(step for step in self.steps if not step.is_needed)

    @property
    def is_doubtful(self) -> bool:
        """Whether the steps that are said to suffice do so only with reductions beyond what their sector emits."""
        if not self.is_met:
            return False
        last = self.needed[-1] if self.needed else None
        return (self.overshoot_at_start.value or 0.0) > 0 if last is None else not last.is_met_without_overshoot

    @property
    def missing_without_overshoot(self) -> Outcome:
        """What is missing after all steps without reductions beyond what their own sector emits [t]."""
        if self.gap_after_all.value is None or self.overshoot.value is None:
            return self.gap_after_all
        return Outcome(self.gap_after_all.value + self.overshoot.value)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; ``perspective`` is that of the emissions."""
        outcomes = {
            "gap_at_start": self.gap_at_start,
            "gap_after_all": self.gap_after_all,
            "overshoot_at_start": self.overshoot_at_start,
            "overshoot": self.overshoot,
        }
        return {
            "perspective": str(self.emission_perspective),
            "gas": str(self.gas),
            "year": self.year,
            "money_perspective": self.perspective,
            "target": self.target,
            "start": list(self.start),
            "not_quantified": list(self.not_quantified),
            "not_costed": list(self.not_costed),
            "gap_at_start": self.gap_at_start.value,
            "steps": [step.to_dict() for step in self.steps],
            "beside": [item.to_dict() for item in self.beside],
            "gap_after_all": self.gap_after_all.value,
            "overshoot_at_start": self.overshoot_at_start.value,
            "overshoot": self.overshoot.value,
            "is_met": self.is_met,
            "is_met_without_overshoot": self.is_met_without_overshoot,
            "undefined": {name: outcome.reason for name, outcome in outcomes.items() if outcome.value is None},
        }
