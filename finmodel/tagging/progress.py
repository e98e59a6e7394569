"""How far the review of a budget has come: how much of the money is judged, reviewed and approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from finmodel.tagging.amounts import Quotient, quotient
from finmodel.tagging.decisions import Standing
from finmodel.tagging.queue import is_unexamined

if TYPE_CHECKING:
    from finmodel.tagging.report import KindReport

__all__ = ["Progress", "progress_of"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review of one kind of lines has come on one axis.

    Sizes of amounts are counted, so that credits do not hide costs; the base is all that is not outside.

    Attributes
    ----------
    axis
        The axis.
    judged
        Share that is known: by a rule that has an answer, or by a person.
    reviewed
        Share that at least one person stands for.
    approved
        Share that two people stand for.
    n_to_judge
        As :meth:`~finmodel.tagging.report.KindReport.n_to_judge`.
    """

    axis: str
    judged: Quotient
    reviewed: Quotient
    approved: Quotient
    n_to_judge: int | None


def progress_of(report: KindReport) -> tuple[Progress, ...]:
    """Return the progress on each axis; lines that ask to be looked at again count as nobody's."""
    scheme = report.budget.scheme
    years = frozenset(report.years)
    inside = [
        (item, abs(item.line.amount(years)))
        for item in report.budget.lines
        if item.line.kind == report.kind and scheme.outside not in item.categories
    ]
    base = sum(size for _, size in inside)
    found = []
    for place, axis in enumerate(scheme.axis_ids):
        unknown = sum(size for item, size in inside if is_unexamined(item, place, scheme))
        by_one = sum(
            size for item, size in inside if item.standings[place] is not Standing.RULE and not item.look_again
        )
        by_two = sum(size for item, size in inside if item.approved_on(place))
        judged, reviewed, approved = (quotient(part, base) for part in (base - unknown, by_one, by_two))
        found.append(Progress(axis, judged, reviewed, approved, report.n_to_judge(axis)))
    return tuple(found)
