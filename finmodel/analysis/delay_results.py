"""What a delay costs, as data: tonnes and gap by measure, kronor, and external money that is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from finmodel.analysis.emissions_gap import by_year
from finmodel.analysis.outcome import Outcome

if TYPE_CHECKING:
    from finmodel.analysis.overlay import Applied
    from finmodel.engine.claims import Limit
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.emission_enums import EmissionPerspective, Gas
    from finmodel.model.funding import Source

__all__ = [
    "NOTHING_MOVES",
    "Delay",
    "DelayEach",
    "DelayedMeasure",
    "DelayedYear",
    "LostMoney",
    "Shift",
    "Stay",
    "Stays",
]

NOTHING_MOVES = "nothing_moves"
"""Why a delay has no figures: none of the actions can be started later."""


class Stays(StrEnum):
    """Why an action cannot be started later."""

    REPEAT = "repeat"
    NOT_INCLUDED = "not_included"
    DONE = "done"
    BEGUN = "begun"
    NO_YEAR = "no_year"
    AFTER_LAST_YEAR = "after_last_year"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Stay:
    """An action that is not moved.

    Attributes
    ----------
    action, reason
        Its id, and why.
    codes
        Codes of what the move was refused for; empty where it was not tried.
    """

    action: str
    reason: Stays
    codes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"action": self.action, "reason": str(self.reason), "codes": list(self.codes)}


@dataclass(frozen=True, slots=True)
class Shift:
    """A figure before and after the delay."""

    before: Outcome
    after: Outcome

    @property
    def change(self) -> Outcome:
        """After less before; undefined where either is."""
        if self.before.value is None or self.after.value is None:
            return Outcome(None, self.before.reason or self.after.reason)
        return Outcome(self.after.value - self.before.value + 0.0)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"before": self.before.value, "after": self.after.value, "change": self.change.value}


@dataclass(frozen=True, slots=True)
class DelayedYear:
    """A target year of a measure.

    Attributes
    ----------
    year, targets
        The year, and the ids of the targets for it.
    lost_in_year, lost_until
        Tonnes lost in it, and from the base year through it [t].
    gap
        The emissions gap of the year [t]; of several targets the strictest counts.
    """

    year: int
    targets: tuple[str, ...]
    lost_in_year: Outcome
    lost_until: Outcome
    gap: Shift

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        outcomes = {"lost_in_year": self.lost_in_year, "lost_until": self.lost_until, "gap_change": self.gap.change}
        return {
            "year": self.year,
            "targets": list(self.targets),
            "gap_before": self.gap.before.value,
            "gap_after": self.gap.after.value,
            **{name: outcome.value for name, outcome in outcomes.items()},
            "undefined": {name: outcome.reason for name, outcome in outcomes.items() if outcome.value is None},
        }


@dataclass(frozen=True)
class DelayedMeasure:
    """What a delay does to the whole of one perspective in one gas.

    Attributes
    ----------
    perspective, gas
        Of which emissions.
    years
        From the base year on.
    lost : ndarray, shape (year,) [t]
        Reductions net of what building emits, and removals, that do not come that year; negative: more come.
    total
        Their sum.
    target_years
        Every target year on the axis, the first one first.
    """

    perspective: EmissionPerspective
    gas: Gas
    years: tuple[int, ...]
    lost: FloatArray
    total: Outcome
    target_years: tuple[DelayedYear, ...]

    @property
    def headline(self) -> Outcome:
        """Tonnes lost through the first target year; over all years where no target has one."""
        return self.target_years[0].lost_until if self.target_years else self.total

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "perspective": str(self.perspective),
            "gas": str(self.gas),
            "lost": by_year(self.years, self.lost),
            "lost_total": self.total.value,
            "target_years": [item.to_dict() for item in self.target_years],
            "undefined": {} if self.total.value is not None else {"lost_total": self.total.reason},
        }


@dataclass(frozen=True)
class LostMoney:
    """External money from a source that the delay changes [nominal currency units, from the base year on].

    Attributes
    ----------
    source
        The plan's row, with its window of years.
    awarded
        What the actions get of it before and after.
    shortfall
        How much more than before each limit keeps from what is asked for, by limit; only those that keep more. What is
        asked for again year after year is counted each time: it says why, not how much.
    """

    source: Source
    awarded: Shift
    shortfall: Mapping[Limit, float]

    @property
    def lost(self) -> Outcome:
        """Kronor that do not come; negative: more come, for example because costs have risen."""
        change = self.awarded.change
        return change if change.value is None else Outcome(-change.value + 0.0)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "source": self.source.id,
            "name": self.source.name,
            "kind": str(self.source.kind),
            "first_year": self.source.first_year,
            "last_year": self.source.last_year,
            "before": self.awarded.before.value,
            "after": self.awarded.after.value,
            "lost": self.lost.value,
            "limits": {str(limit): amount for limit, amount in self.shortfall.items()},
            "undefined": {} if self.lost.value is not None else {"lost": self.lost.reason},
        }


@dataclass(frozen=True)
class Delay:
    """What it costs to start some actions later.

    Attributes
    ----------
    years, perspective
        How much later, and whose money counts.
    moved
        Ids of the actions that start later.
    stays
        Those that were asked for and cannot.
    measures
        Tonnes and gap by measure; the territorial one in CO2e first where nothing else is measured.
    kronor
        ``investment`` and ``reinvestment`` (nominal, from the base year on), ``npv``, ``npv_after_funding`` and the
        planned ``financing_gap`` of the portfolio.
    grants
        External sources that give more or less than before, by id.
    not_quantified, not_costed
        Ids of the moved actions whose tonnes, or whose cost, are not known: they are in no figure.
    applied
        The plan that comes of it and its changes; None where nothing moves.
    """

    years: int
    perspective: str
    moved: tuple[str, ...]
    stays: tuple[Stay, ...]
    measures: tuple[DelayedMeasure, ...]
    kronor: Mapping[str, Shift]
    grants: tuple[LostMoney, ...]
    not_quantified: tuple[str, ...]
    not_costed: tuple[str, ...]
    applied: Applied | None = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kronor", MappingProxyType(dict(self.kronor)))

    def measure(self, perspective: str, gas: str) -> DelayedMeasure | None:
        """Return a measure; None where nothing speaks of it."""
        return next((item for item in self.measures if (item.perspective, item.gas) == (perspective, gas)), None)

    @property
    def grants_lost(self) -> Outcome:
        """External money lost, all sources together; undefined where that of one is not known."""
        if not self.moved:
            return Outcome(None, NOTHING_MOVES)
        unknown = next((item.lost for item in self.grants if item.lost.value is None), None)
        return unknown or Outcome(sum((item.lost.value or 0.0 for item in self.grants), 0.0))

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        undefined = {name: shift.change.reason for name, shift in self.kronor.items() if shift.change.value is None}
        if self.grants_lost.value is None:
            undefined["grants_lost"] = self.grants_lost.reason
        return {
            "years": self.years,
            "perspective": self.perspective,
            "moved": list(self.moved),
            "stays": [item.to_dict() for item in self.stays],
            "measures": [item.to_dict() for item in self.measures],
            **{name: shift.to_dict() for name, shift in self.kronor.items()},
            "grants": [item.to_dict() for item in self.grants],
            "grants_lost": self.grants_lost.value,
            "not_quantified": list(self.not_quantified),
            "not_costed": list(self.not_costed),
            "undefined": undefined,
        }


@dataclass(frozen=True)
class DelayEach:
    """A delay of one action at a time: what it costs to wait with each.

    Attributes
    ----------
    years, perspective
        As in :class:`Delay`.
    actions
        A delay per action that can be moved: most tonnes lost through the first target year first, undefined last,
        ties by id.
    stays
        The actions that cannot.
    """

    years: int
    perspective: str
    actions: tuple[Delay, ...]
    stays: tuple[Stay, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "years": self.years,
            "perspective": self.perspective,
            "actions": [{"action": item.moved[0], **item.to_dict()} for item in self.actions],
            "stays": [item.to_dict() for item in self.stays],
        }
