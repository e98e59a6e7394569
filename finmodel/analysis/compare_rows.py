"""The figures that scenarios are compared by, read from one evaluated plan: one list for tables, sheets and pages."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.accounts import DebtLine
from finmodel.analysis.funding import GapView
from finmodel.analysis.indicators import figure
from finmodel.engine.undefined import Reason
from finmodel.errors import InputError, Issue
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding_enums import AccountLevel, MoneyClass
from finmodel.model.perspectives import PERSPECTIVES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from finmodel.analysis.results import Results
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = [
    "RowGroup",
    "RowUnit",
    "Value",
    "compared_years",
    "default_years",
    "figures_of_plan",
    "other_name",
    "views_of",
]


_OTHER = "other"
_NOISE = 1e-12
"""Share of its parts below which a rest is what rounding leaves."""


class RowGroup(StrEnum):
    """Parts of the comparison, in its order."""

    INVESTMENT = "investment"
    FUNDING = "funding"
    VALUE = "value"
    CLIMATE = "climate"
    ACCOUNTS = "accounts"
    TARGETS = "targets"


class RowUnit(StrEnum):
    """How a figure of the comparison is shown."""

    MONEY = "money"
    MONEY_PER_TONNE = "money_per_tonne"
    TONNES = "tonnes"
    COUNT = "count"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure of one plan.

    Attributes
    ----------
    name
        ``npv``, ``gap.planned``, ``operating_effect.2030`` …
    group, unit
        Where it belongs, and how it is shown.
    value
        None where it is undefined.
    reason
        Why it is undefined; None where it is defined.
    """

    name: str
    group: RowGroup
    unit: RowUnit
    value: float | None
    reason: str | None = None


def views_of(perspective: str) -> tuple[str, ...]:
    """Return the perspectives that a comparison needs: the chosen one first, then the other named ones."""
    return (perspective, *(str(name) for name in PERSPECTIVES if name != perspective))


def figures_of_plan(views: Mapping[str, Results], perspective: str, years: Sequence[int]) -> tuple[Value, ...]:
    """Return every figure that scenarios are compared by.

    Parameters
    ----------
    views
        Results in the perspectives of :func:`views_of`.
    perspective
        The chosen one: its figures have names without a suffix (``npv``), the others' have one (``npv.owner``).
    years
        Years in which tonnes and driftskonsekvens are compared, in the order of the figures.

    Returns
    -------
    tuple of Value
        Money in whole units, nominal where the perspective is; sums from the base year on.
    """
    results = views[perspective]
    return (
        *_investment(results),
        *_funding(results),
        *_values(views, perspective),
        *_climate(results, years),
        *_accounts(results, years),
        *_targets(results),
    )


def _of_portfolio(results: Results, name: str, group: RowGroup, suffix: str = "") -> Value:
    unit = RowUnit(figure(name).unit.value)
    reason = results.portfolio.undefined.get(name)
    return Value(f"{name}{suffix}", group, unit, results.portfolio.values[name], reason)


def _investment(results: Results) -> Iterator[Value]:
    for name in ("investment_total", "investment_incremental"):
        yield _of_portfolio(results, name, RowGroup.INVESTMENT)


def _funding(results: Results) -> Iterator[Value]:
    balance = results.funding.portfolio

    def money(name: str, path: FloatArray, reason: Reason) -> Value:
        total = balance.total(path)
        return Value(name, RowGroup.FUNDING, RowUnit.MONEY, total, None if total is not None else reason.key)

    yield money("uses", balance.uses, Reason.ABSENT_INPUT)
    yield Value("net_own", RowGroup.FUNDING, RowUnit.MONEY, balance.net_own)
    for name in (MoneyClass.OWN, MoneyClass.BORROWED, MoneyClass.EXTERNAL):
        yield money(str(name), balance.classes[name], Reason.ABSENT_INPUT)
    yield money("results_based", balance.results_based, Reason.NOT_QUANTIFIED)
    for view in GapView:
        yield money(f"gap.{view}", balance.gaps[view], Reason.ABSENT_INPUT)


def _values(views: Mapping[str, Results], perspective: str) -> Iterator[Value]:
    for name in ("npv", "npv_after_funding"):
        for view, results in views.items():
            yield _of_portfolio(results, name, RowGroup.VALUE, "" if view == perspective else f".{view}")
    yield _of_portfolio(views[perspective], "abatement_cost", RowGroup.VALUE)


def _climate(results: Results, years: Sequence[int]) -> Iterator[Value]:
    known = results.quantified.n > 0
    net = results.tonnes().loc["net"].to_dict()
    for year in years:
        value = float(net[year]) if known else None
        reason = None if known else Reason.NOT_QUANTIFIED.key
        yield Value(f"tonnes.{year}", RowGroup.CLIMATE, RowUnit.TONNES, value, reason)
    yield _of_portfolio(results, "tonnes_total", RowGroup.CLIMATE)


def _accounts(results: Results, years: Sequence[int]) -> Iterator[Value]:
    group = results.accounts.levels[AccountLevel.GROUP]
    base = results.arrays.base
    yield _accounted("peak_debt", float(np.max(group.debt[DebtLine.CLOSING][base:], initial=0.0)))
    names = {row.id for row in results.accounts.organisations}
    committees = [row for row in results.accounts.organisations if row.kind == OrganisationKind.COMMITTEE]
    for year in years:
        place = results.years.index(year)
        total = float(group.operating_effect[place])
        yield _accounted(f"operating_effect.{year}", total)
        parts = [(row.id, float(row.operating_effect[place])) for row in committees]
        for identity, part in parts:
            yield _accounted(f"operating_effect.{identity}.{year}", part)
        if parts:
            rest = _rest(total, [part for _, part in parts])
            yield _accounted(f"operating_effect.{other_name(names)}.{year}", rest)


def other_name(organisations: Collection[str]) -> str:
    """Return what companies and all others than committees are called among the rows: never as an organisation is.

    Examples
    --------
    >>> other_name(["park", "energy"]), other_name(["other"])
    ('other', '_other')
    """
    # No id begins with a low line.
    return f"_{_OTHER}" if _OTHER in organisations else _OTHER


def _rest(total: float, parts: Sequence[float]) -> float:
    """Return what is left of a total; nan where the total or a part is: what is not known has no rest."""
    rest = total - math.fsum(parts)
    noise = _NOISE * max(abs(total), *(abs(part) for part in parts))
    return 0.0 if abs(rest) <= noise else rest


def _accounted(name: str, value: float) -> Value:
    is_known = not np.isnan(value)
    reason = None if is_known else Reason.ABSENT_INPUT.key
    return Value(name, RowGroup.ACCOUNTS, RowUnit.MONEY, value + 0.0 if is_known else None, reason)


def _targets(results: Results) -> Iterator[Value]:
    tests = [test for level in results.accounts.tests for test in level.tests]
    counts = {
        "tests_passed": sum(test.passes is True for test in tests),
        "tests_failed": sum(test.passes is False for test in tests),
        "tests_undefined": sum(test.passes is None for test in tests),
    }
    lacking = None if tests else Reason.ABSENT_INPUT.key
    for name, count in counts.items():
        yield Value(name, RowGroup.TARGETS, RowUnit.COUNT, float(count) if tests else None, lacking)
    failing = min((test.year for test in tests if test.passes is False), default=None)
    why = lacking or (None if failing is not None else "no_failing_year")
    yield Value("first_failing_year", RowGroup.TARGETS, RowUnit.YEAR, None if failing is None else float(failing), why)


def compared_years(plan: Plan, year: int | None, years: Sequence[int] = ()) -> tuple[int, tuple[int, ...]]:
    """Return the target year, and every year to compare in order of time; the target year is among them.

    Parameters
    ----------
    plan
        Whose axis the years must be on.
    year
        The target year; None for the first of ``years``, or where there are none, that of :func:`default_years`.
    years
        Years to compare; none for those of :func:`default_years`.

    Raises
    ------
    InputError
        ``FM-C122`` for each year that is not on the plan's axis.
    """
    axis = _axis(plan)
    outside = [item for item in dict.fromkeys(years) if item not in axis]
    if outside:
        raise InputError([_outside(item, axis) for item in outside])
    target, *near = default_years(plan, years[0] if year is None and years else year)
    return target, tuple(sorted({target, *(years or near)}))


def _axis(plan: Plan) -> range:
    return range(plan.settings.base_year, plan.settings.last_year + 1)


def _outside(year: int, axis: range) -> Issue:
    return Issue("FM-C122", params={"value": year, "minimum": axis[0], "maximum": axis[-1]})


def default_years(plan: Plan, year: int | None) -> tuple[int, ...]:
    """Return the years to compare: the target year, then the first and the last year of the budget and its plan.

    The target year is the chosen one, or 2030 where it is on the axis, else the last year. The budget is that of the
    year after the base year, with the plan of the two years after it. Years outside the axis are left out.

    Raises
    ------
    InputError
        ``FM-C122`` the chosen year is not on the plan's axis.
    """
    axis = _axis(plan)
    if year is not None and year not in axis:
        raise InputError([_outside(year, axis)])
    target = year if year is not None else (2030 if 2030 in axis else axis[-1])
    near = [axis[0] + 1, axis[0] + 3, target]
    return (target, *sorted({item for item in near if item in axis and item != target}))
