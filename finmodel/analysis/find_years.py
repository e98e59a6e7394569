"""Years that a ceiling or a frame is not tested in, and what is missing there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from finmodel.analysis.budget_tests import BudgetTest

__all__ = ["NO_FRAME", "NO_ROW", "UntestedYear", "untested_years"]

NO_ROW = "ordinary_budget"
"""What is missing in a year for which the ordinary budget has no row at all."""

NO_FRAME = "frames"
"""What is missing in a year for which a source of own money has no frame."""


@dataclass(frozen=True, slots=True)
class UntestedYear:
    """A year that is not tested, and what is missing: fields of the ordinary budget, its row, or the frame."""

    year: int
    absent: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"year": self.year, "absent": list(self.absent)}


def untested_years(tests: Iterable[BudgetTest], used: Collection[int]) -> tuple[UntestedYear, ...]:
    """Return the years in which nothing can be said of a target.

    Parameters
    ----------
    tests
        The tests of one target, in every year that has a row.
    used
        Years in which the plan adds something to what is tested.
    """
    stated = {test.year: test for test in tests}
    found = [UntestedYear(year, test.absent) for year, test in stated.items() if test.passes is None]
    found += [UntestedYear(year, (NO_ROW,)) for year in used if year not in stated]
    return tuple(sorted(found, key=lambda row: row.year))
