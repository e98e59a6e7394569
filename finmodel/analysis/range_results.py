"""What the sources' ranges do to the results: rows, corners, and what cannot be carried through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from finmodel.analysis.outcome import Outcome
    from finmodel.analysis.replacing import NotApplied
    from finmodel.model.enums import Quantity

__all__ = ["Corner", "NotCarried", "RangeRow", "Side", "SourceRanges"]

Side = Literal["low", "high"]
"""An end of a range, as the source gives it; which of them is good depends on the figure."""


@dataclass(frozen=True)
class RangeRow:
    """One range of a source and what it does.

    Attributes
    ----------
    evidence, action, quantity
        Id of the row of evidence, the action that it speaks of (None for the settings), and the figure.
    value
        The plan's own figure.
    low, high
        The ends; None where the source gives only the other.
    outcomes
        By figure and end: of the action, or of the portfolio for a range of the settings.
    """

    evidence: str
    action: str | None
    quantity: Quantity
    value: float
    low: float | None
    high: float | None
    outcomes: Mapping[str, Mapping[Side, Outcome]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "evidence": self.evidence,
            "action": self.action,
            "quantity": str(self.quantity),
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "outcomes": {
                name: {side: end.to_dict() for side, end in ends.items()} for name, ends in self.outcomes.items()
            },
        }


@dataclass(frozen=True, slots=True)
class NotCarried:
    """A range that cannot be carried through, and why."""

    evidence: str
    action: str | None
    quantity: Quantity
    low: float | None
    high: float | None
    why: NotApplied

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "evidence": self.evidence,
            "action": self.action,
            "quantity": str(self.quantity),
            "low": self.low,
            "high": self.high,
            "why": str(self.why),
        }


@dataclass(frozen=True, slots=True)
class Corner:
    """All ranges together at the ends that are worst, and at those that are best, for one figure. No likelihood.

    Attributes
    ----------
    action
        Id of the action, whose own ranges are moved; None for the portfolio, where those of all actions and of the
        settings are.
    outcome
        The figure that the ends are chosen for.
    base, unfavourable, favourable
        The figure as in the plan, and in the corners.
    unfavourable_ends, favourable_ends
        The evidence and its end, for the ranges that matter to the figure.
    """

    action: str | None
    outcome: str
    base: Outcome
    unfavourable: Outcome
    favourable: Outcome
    unfavourable_ends: tuple[tuple[str, Side], ...]
    favourable_ends: tuple[tuple[str, Side], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "action": self.action,
            "outcome": self.outcome,
            "base": self.base.to_dict(),
            "unfavourable": self.unfavourable.to_dict(),
            "favourable": self.favourable.to_dict(),
            "unfavourable_ends": [{"evidence": name, "end": side} for name, side in self.unfavourable_ends],
            "favourable_ends": [{"evidence": name, "end": side} for name, side in self.favourable_ends],
        }


@dataclass(frozen=True)
class SourceRanges:
    """What the sources' ranges do to a plan's results.

    Attributes
    ----------
    perspective
        Whose money.
    rows, not_carried
        Ranges by the id of their evidence, and those that cannot be carried through.
    corners
        Of every action with a range, in the plan's order, then of the portfolio; by figure.
    """

    perspective: str
    rows: tuple[RangeRow, ...]
    not_carried: tuple[NotCarried, ...]
    corners: tuple[Corner, ...]

    def corner(self, outcome: str = "npv", action: str | None = None) -> Corner | None:
        """Return the corners of a figure, None for an action without ranges."""
        found = (each for each in self.corners if each.action == action and each.outcome == outcome)
        return next(found, None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "perspective": self.perspective,
            "ranges": [row.to_dict() for row in self.rows],
            "not_carried": [row.to_dict() for row in self.not_carried],
            "corners": [corner.to_dict() for corner in self.corners],
        }
