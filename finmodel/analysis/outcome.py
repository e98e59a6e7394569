"""One figure of an action or of the portfolio: its value, or the reason why it has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finmodel.analysis.results import Figures, Results

__all__ = ["Outcome", "figures_of", "outcome_of"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A figure, or the reason why it has no value (a key of :class:`~finmodel.engine.undefined.Reason`)."""

    value: float | None
    reason: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"value": self.value, "undefined": self.reason}


def figures_of(results: Results, action: str | None) -> Figures:
    """Return the figures of an action, or of the portfolio for None.

    Raises
    ------
    KeyError
        There is no such action.
    """
    if action is None:
        return results.portfolio
    for row in results.actions:
        if row.id == action:
            return row.figures
    raise KeyError(action)


def outcome_of(results: Results, outcome: str, action: str | None) -> Outcome:
    """Return a figure of an action, or of the portfolio for None.

    Raises
    ------
    KeyError
        There is no such figure or action.
    """
    figures = figures_of(results, action)
    return Outcome(figures.values[outcome], figures.undefined.get(outcome))
