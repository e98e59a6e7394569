"""What holding a frame gives: what is kept and what is left out, year by year, and what is lost by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.analysis.find_years import UntestedYear
    from finmodel.model.funding_enums import AccountLevel

__all__ = ["FrameAction", "FrameChoice", "FrameReason", "FrameTotal"]


class FrameReason(StrEnum):
    """Why nothing can be said about what to leave out."""

    UNKNOWN_SOURCE = "unknown_source"
    NOT_OWN_MONEY = "not_own_money"
    NO_FRAME = "no_frame"
    NO_INVESTMENT_FRAME = "no_investment_frame"
    ABSENT_NET_INVESTMENT = "absent_net_investment"


@dataclass(frozen=True, slots=True)
class FrameAction:
    """What an action asks of the frame, and whether it is kept.

    Attributes
    ----------
    action, priority
        Id and priority; None goes last.
    asked : mapping from year to float [nominal currency units]
        What it would take without the frame, beside those that are kept before it; years without are left out. Of an
        investment frame below 0 where the adopted investment plan has more for the action than it needs that year.
    is_kept
    first_year, lacking
        The first year in which it did not fit, and by how much there; None for an action that is kept.
    organisation
        Whose frame that was; None for the frame of all who have none of their own, and for an action that is kept.
    """

    action: str
    priority: int | None
    asked: Mapping[int, float]
    is_kept: bool
    first_year: int | None = None
    lacking: float | None = None
    organisation: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "action": self.action,
            "priority": self.priority,
            "asked": {str(year): amount for year, amount in self.asked.items()},
            "kept": self.is_kept,
            "first_year": self.first_year,
            "lacking": self.lacking,
            "organisation": self.organisation,
        }


@dataclass(frozen=True, slots=True)
class FrameTotal:
    """A frame in a year [nominal currency units].

    Attributes
    ----------
    organisation
        Whose frame; None for the frame of all who have none of their own, and for an investment frame.
    year
    frame
        What the plan may ask for: of an investment frame what the ordinary budget's net investment leaves of it.
    asked, kept
        What all ask for together, and what those that are kept do.
    """

    organisation: str | None
    year: int
    frame: float
    asked: float
    kept: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "organisation": self.organisation,
            "year": self.year,
            "frame": self.frame,
            "asked": self.asked,
            "kept": self.kept,
        }


@dataclass(frozen=True, slots=True)
class FrameChoice:
    """What is kept and what is left out to hold a frame.

    Attributes
    ----------
    source, level
        Whose frame: a source of own money's, or the ordinary budget's for net investment at a level; one is None.
    perspective
        In whose eyes something is lost.
    reason
        Why nothing can be said, or None.
    actions
        Every action that counts and is costed, in the order of the rule.
    totals
        By organisation and year from the base year on, for years that are tested and have a frame or something asked
        for.
    not_tested
        Years of an investment frame in which nothing can be said, with what is missing.
    broken_before
        Years in which the frame is broken with all that ask for it left out.
    not_costed
        Actions that count and whose cost is not known: what they would ask for is not known either.
    npv_lost, tonnes_lost : float or None
        The portfolio's ``npv`` and ``tonnes_total`` less those without what is left out, overlap included; below 0
        where leaving out gains. None where the portfolio's own is undefined, before or after.
    undefined
        The reason by name, for ``npv`` and ``tonnes_total`` where what is lost is None.
    holds
        Whether the plan without them holds when it is evaluated: no cut by the frame from the base year on, or every
        test of net investment passed.
    """

    source: str | None
    perspective: str
    level: AccountLevel | None = None
    reason: FrameReason | None = None
    actions: tuple[FrameAction, ...] = ()
    totals: tuple[FrameTotal, ...] = ()
    not_tested: tuple[UntestedYear, ...] = ()
    broken_before: tuple[int, ...] = ()
    not_costed: tuple[str, ...] = ()
    npv_lost: float | None = None
    tonnes_lost: float | None = None
    undefined: Mapping[str, str] = field(default_factory=dict)
    holds: bool | None = None

    @property
    def left_out(self) -> tuple[str, ...]:
        """Ids of the actions to leave out, in the order of the rule."""
        return tuple(row.action for row in self.actions if not row.is_kept)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "source": self.source,
            "level": None if self.level is None else str(self.level),
            "perspective": self.perspective,
            "reason": None if self.reason is None else str(self.reason),
            "actions": [row.to_dict() for row in self.actions],
            "left_out": list(self.left_out),
            "totals": [row.to_dict() for row in self.totals],
            "not_tested": [row.to_dict() for row in self.not_tested],
            "broken_before": list(self.broken_before),
            "not_costed": list(self.not_costed),
            "npv_lost": self.npv_lost,
            "tonnes_lost": self.tonnes_lost,
            "undefined": dict(self.undefined),
            "holds": self.holds,
        }
