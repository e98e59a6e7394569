"""What the search for the smallest grant gives: the share and the mix that it means, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from finmodel.analysis.find_shares import GaveWay
    from finmodel.analysis.funding import CutNote
    from finmodel.model.funding import FundingEntry

__all__ = ["GrantReason", "GrantShare"]


class GrantReason(StrEnum):
    """Why there is no smallest grant."""

    UNKNOWN_ACTION = "unknown_action"
    UNKNOWN_SOURCE = "unknown_source"
    NOT_A_GRANT = "not_a_grant"
    NOT_COUNTED = "not_counted"
    NOT_COSTED = "not_costed"
    OUTSIDE_PERSPECTIVE = "outside_perspective"
    NO_DISCOUNT_RATE = "no_discount_rate"
    ABSENT_INPUT = "absent_input"
    NO_CAPITAL_USE = "no_capital_use"
    NO_PROVIDER = "no_provider"
    PROVIDER_INSIDE = "provider_inside"
    NOT_ELIGIBLE = "not_eligible"
    NO_ELIGIBLE_COST = "no_eligible_cost"
    NOT_REACHABLE = "not_reachable"


@dataclass(frozen=True, slots=True)
class GrantShare:
    """The smallest grant with which an action breaks even in a perspective.

    Attributes
    ----------
    action, source, perspective
        Ids; no source is a grant on the whole investment, paid as the cost falls.
    share : float or None [fraction]
        Of the eligible cost; without a source of the capital use of the organisations inside, reinvestment too. 0 where
        the action breaks even without the grant; None where ``reason`` says why.
    reason
        Why there is no share, or None.
    amount : float or None [nominal currency units]
        The grant in all from the base year on, in kronor of the day, wherever it falls.
    npv_before : float or None
        Net present value without the grant: after funding by the rest of the mix, or before all funding where no source
        is given.
    npv_after : float or None
        The same with the grant: 0 to rounding; above 0 where the action does not need the grant, or where the value
        jumps past 0 (a grant used up earlier brings its final instalment a year forward).
    largest_share, npv_at_largest : float or None
        The most that was tried, at most the source's own share and aid intensity, and what the action is worth there.
    cuts
        Limits that bit on the grant: with the share found, or with the largest where none is enough.
    entries
        The action's own mix that it means, the grant first; empty without a source or without a share.
    gave_way
        Shares of other entries that are cut in it, so that all come to no more than the whole.
    problems
        Codes of the errors that a plan would refuse this mix for: terms of the grant that nobody has stated.
    """

    action: str
    source: str | None
    perspective: str
    share: float | None = None
    reason: GrantReason | None = None
    amount: float | None = None
    npv_before: float | None = None
    npv_after: float | None = None
    largest_share: float | None = None
    npv_at_largest: float | None = None
    cuts: tuple[CutNote, ...] = ()
    entries: tuple[FundingEntry, ...] = ()
    gave_way: tuple[GaveWay, ...] = ()
    problems: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "action": self.action,
            "source": self.source,
            "perspective": self.perspective,
            "share": self.share,
            "reason": None if self.reason is None else str(self.reason),
            "amount": self.amount,
            "npv_before": self.npv_before,
            "npv_after": self.npv_after,
            "largest_share": self.largest_share,
            "npv_at_largest": self.npv_at_largest,
            "cuts": [cut.to_dict() for cut in self.cuts],
            "entries": [entry.model_dump(mode="json", exclude_defaults=True) for entry in self.entries],
            "gave_way": [row.to_dict() for row in self.gave_way],
            "problems": list(self.problems),
        }
