"""What the search for the largest loan gives: the factor, the years that were tested, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from finmodel.analysis.budget_tests import TestName

if TYPE_CHECKING:
    from finmodel.analysis.find_years import UntestedYear
    from finmodel.model.funding import FundingEntry
    from finmodel.model.funding_enums import AccountLevel

__all__ = ["CEILINGS", "CeilingYear", "LoanFactor", "LoanReason"]

CEILINGS = (TestName.DEBT, TestName.DEBT_PER_INHABITANT)
"""The targets that can be the ceiling: on all debt, and on debt per inhabitant."""


class LoanReason(StrEnum):
    """Why there is no largest loan."""

    UNKNOWN_SOURCE = "unknown_source"
    NOT_BORROWED = "not_borrowed"
    NOTHING_BORROWED = "nothing_borrowed"
    NOTHING_AT_LEVEL = "nothing_at_level"
    NO_CEILING = "no_ceiling"
    ABSENT_DEBT = "absent_debt"
    NOT_REACHABLE = "not_reachable"


@dataclass(frozen=True, slots=True)
class CeilingYear:
    """The debt test of a year [nominal currency units, or currency units per inhabitant].

    Attributes
    ----------
    year, ceiling
    debt_before, debt_after
        Ordinary debt and the plan's on 31 December: with the plan as it stands, and with the factor (0 where no factor
        is enough).
    """

    year: int
    ceiling: float
    debt_before: float
    debt_after: float

    @property
    def headroom_before(self) -> float:
        """Ceiling less debt with the plan as it stands; below 0 the ceiling is broken."""
        return self.ceiling - self.debt_before

    @property
    def headroom_after(self) -> float:
        """Ceiling less debt with the factor."""
        return self.ceiling - self.debt_after

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "year": self.year,
            "ceiling": self.ceiling,
            "debt_before": self.debt_before,
            "debt_after": self.debt_after,
            "headroom_before": self.headroom_before,
            "headroom_after": self.headroom_after,
        }


@dataclass(frozen=True, slots=True)
class LoanFactor:
    """The largest part of what the plan borrows from a source with which the debt ceiling holds.

    Attributes
    ----------
    source, level, ceiling
        Whose loans, whose ordinary budget, and which of its targets.
    factor : float or None [fraction]
        Of everything that the mixes borrow from the source; 1 where the plan holds as it stands.
    reason
        Why there is no factor, or None. ``not_reachable``: the ceiling is broken without any of these loans too.
    years
        The years that are tested.
    not_tested
        The years that are not, with what is missing: stated ones, and those in which the level owes the source money
        and the ordinary budget has no row.
    binding_year
        The year with the least headroom with the factor (0 where no factor is enough): what stops more borrowing, or
        the tightest year where all may be borrowed.
    first_failing_year
        The first that breaks the ceiling with the plan as it stands, or None.
    loan_before, loan_after : float or None [nominal currency units]
        Used of the source in all years, as the plan stands and with the factor.
    gap_before, gap_after : float or None [nominal currency units]
        The planned financing gap of everybody from the base year on.
    absent
        Fields of the ordinary budget that are missing where no year can be tested.
    entries
        Entries of mixes that are other than in the plan.
    mixes
        Every entry of the mixes that these belong to, for a mix is replaced whole.
    """

    source: str
    level: AccountLevel
    ceiling: TestName = TestName.DEBT
    factor: float | None = None
    reason: LoanReason | None = None
    years: tuple[CeilingYear, ...] = ()
    not_tested: tuple[UntestedYear, ...] = ()
    binding_year: int | None = None
    first_failing_year: int | None = None
    loan_before: float | None = None
    loan_after: float | None = None
    gap_before: float | None = None
    gap_after: float | None = None
    absent: tuple[str, ...] = ()
    entries: tuple[FundingEntry, ...] = ()
    mixes: tuple[FundingEntry, ...] = ()

    @property
    def headroom(self) -> float | None:
        """Headroom of the binding year with the factor; where none is enough, minus what is lacking."""
        return next((row.headroom_after for row in self.years if row.year == self.binding_year), None)

    @property
    def gap_rise(self) -> float | None:
        """How much the planned gap rises with the factor."""
        if self.gap_before is None or self.gap_after is None:
            return None
        return self.gap_after - self.gap_before

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "source": self.source,
            "level": str(self.level),
            "ceiling": str(self.ceiling),
            "factor": self.factor,
            "reason": None if self.reason is None else str(self.reason),
            "years": [row.to_dict() for row in self.years],
            "not_tested": [row.to_dict() for row in self.not_tested],
            "binding_year": self.binding_year,
            "headroom": self.headroom,
            "first_failing_year": self.first_failing_year,
            "loan_before": self.loan_before,
            "loan_after": self.loan_after,
            "gap_before": self.gap_before,
            "gap_after": self.gap_after,
            "gap_rise": self.gap_rise,
            "absent": list(self.absent),
            "entries": [entry.model_dump(mode="json", exclude_defaults=True) for entry in self.entries],
        }
