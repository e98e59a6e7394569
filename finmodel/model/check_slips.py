"""Figures of funding and accounts that look like a slip of the unit: kronor in a cell of millions, 32 for 3,2 %."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from finmodel.model.addressed import issue_of
from finmodel.model.values import Yearly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from finmodel.errors import Issue
    from finmodel.model.accounts import OrdinaryYear
    from finmodel.model.row import Row
    from finmodel.model.settings import Settings

__all__ = ["check_slips"]

MAX_RATE = 0.15
"""Higher interest than a municipality has paid or charged in decades."""

MAX_RESULT_TARGET = 0.2
"""A result of more than a fifth of the taxes is no municipality's target."""

FRAME_FACTOR = 100.0
"""A frame or a cap so many times all investment of the plan was hardly meant."""

YEAR_FACTOR = 100.0
"""Between two years of a budget nothing grows so many times."""

_COMPARED = ("depreciation", "net_investment", "loan_debt", "taxes_and_grants", "population", "debt_ceiling")


def check_slips(settings: Settings | None, tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Yield warnings on rates, frames and budget figures that are out of all proportion."""
    if settings is not None:
        yield from _rates(settings, ("internal_interest",))
    for source in tables.get("sources", ()):
        yield from _rates(source, ("interest_rate", "guarantee_fee"))
    yield from _frames(tables)
    rows: Sequence[OrdinaryYear] = tables.get("ordinary_budget", ())
    for row in rows:
        if row.result_target is not None and row.result_target > MAX_RESULT_TARGET:
            yield issue_of("FM-M212", row, "result_target", warn=True, value=row.result_target, limit=MAX_RESULT_TARGET)
        yield from _beside(row, [other for other in rows if other.level is row.level and other is not row])


def _rates(row: Row, fields: Sequence[str]) -> Iterator[Issue]:
    for field in fields:
        path: Yearly = getattr(row, field) or Yearly()
        high = [(year, number) for year, number in path.numbers() if number > MAX_RATE]
        for year, number in high[:1]:
            yield issue_of("FM-M212", row, field, year=year, warn=True, value=number, limit=MAX_RATE)


def _frames(tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Yield frames out of all proportion to what the plan invests."""
    invested = sum(max(row.amount or 0.0, sum(row.by_year.values())) for row in tables.get("investments", ()))
    if invested <= 0:
        return
    for frame in tables.get("frames", ()):
        high = [(year, amount) for year, amount in frame.by_year.items() if amount > FRAME_FACTOR * invested]
        for year, amount in high[:1]:
            yield issue_of(
                "FM-M213", frame, "by_year", year=year, warn=True, value=amount, invested=invested, factor=FRAME_FACTOR
            )


def _beside(row: OrdinaryYear, others: Sequence[OrdinaryYear]) -> Iterator[Issue]:
    """Yield figures of a year that are a hundred times, or a hundredth of, those of the years beside it."""
    for field in _COMPARED:
        value = getattr(row, field)
        beside = [abs(number) for other in others if (number := getattr(other, field))]
        if value and beside and not 1 / YEAR_FACTOR < abs(value) / median(beside) < YEAR_FACTOR:
            yield issue_of("FM-M214", row, field, warn=True, value=value, beside=median(beside), year_shown=row.year)
