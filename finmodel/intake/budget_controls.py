"""Control totals: what the user knows that the file sums to, against what was read, to the öre."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finmodel.errors import Issue, Param
from finmodel.intake.budget_lines import BudgetTable, ColumnTotal, LineKind, Sort
from finmodel.intake.budget_problems import Problems
from finmodel.intake.budget_words import normal_form

__all__ = ["ControlCheck", "ControlTotal", "check_totals"]


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """What the user states that a part of the file sums to.

    Attributes
    ----------
    ore
        The sum [öre], in the sign of the file.
    kind, sort, year
        Of which lines and amounts; None of all.
    sheet, column
        Of which sheet, and of the column with which heading; None of all.
    """

    ore: int
    kind: LineKind | None = None
    sort: Sort | None = None
    year: int | None = None
    sheet: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class ControlCheck:
    """One control total and what was read.

    Attributes
    ----------
    total
        As stated.
    found
        The sum of the lines in the file's sign [öre]; None where no line has such an amount.
    """

    total: ControlTotal
    found: int | None

    @property
    def difference(self) -> int:
        """What was read less what was stated [öre]."""
        return (self.found or 0) - self.total.ore

    @property
    def is_met(self) -> bool:
        """Whether both are the same to the öre."""
        return self.found is not None and not self.difference


def check_totals(
    table: BudgetTable, totals: Sequence[ControlTotal]
) -> tuple[tuple[ControlCheck, ...], tuple[Issue, ...]]:
    """Return each control total with what was read, and an error for every one that is not met.

    Nothing is raised: the differences are shown, and they stop a report.

    Parameters
    ----------
    table
        The file as read.
    totals
        What the user states.

    Returns
    -------
    tuple
        The checks in the order stated; issues ``FM-B160`` a difference, ``FM-B161`` a total of what the file does not
        have.
    """
    problems = Problems(table.source.file)
    checks = tuple(ControlCheck(total, _found(table.totals, total)) for total in totals)
    for check in checks:
        total = check.total
        of: dict[str, Param] = {
            "kind": total.kind and str(total.kind),
            "sort": total.sort and str(total.sort),
            "in_year": total.year and str(total.year),
            "column": total.column,
            "stated": total.ore / 100,
        }
        if check.found is None:
            problems.add("FM-B161", sheet=total.sheet, more=of)
        elif check.difference:
            problems.add(
                "FM-B160", sheet=total.sheet, found=check.found / 100, difference=check.difference / 100, more=of
            )
    return checks, problems.all()


def _found(totals: Iterable[ColumnTotal], stated: ControlTotal) -> int | None:
    matching = [
        total.ore * total.file_sign
        for total in totals
        if stated.kind in (None, total.kind)
        and stated.sort in (None, total.sort)
        and stated.year in (None, total.year)
        and stated.sheet in (None, total.sheet)
        and (stated.column is None or normal_form(stated.column) == normal_form(total.heading))
    ]
    return sum(matching) if matching else None
