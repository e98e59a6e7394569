"""Does the budget hold with the plan in it? The financial targets, year by year, and the first year that fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.engine.undefined import FloatArray
    from finmodel.model.accounts import OrdinaryYear
    from finmodel.model.funding_enums import AccountLevel
    from finmodel.model.plan import Plan

__all__ = ["BudgetTest", "LevelSeries", "LevelTests", "TestName", "level_tests"]


class TestName(StrEnum):
    """The tests, each against a threshold of the same ordinary year."""

    __test__ = False  # for pytest: no class of tests

    RESULT = "result"
    SELF_FINANCING = "self_financing"
    DEBT = "debt"
    DEBT_PER_INHABITANT = "debt_per_inhabitant"
    NET_INVESTMENT = "net_investment"


@dataclass(frozen=True)
class LevelSeries:
    """What the plan adds to the ordinary budget of the municipality or the group, by year [nominal currency units].

    Attributes
    ----------
    first_year, base_year
        Calendar years: of the first place, and of the first that is tested.
    operating_effect : ndarray, shape (year,), + = higher net cost
    depreciation, net_investment, debt : ndarray, shape (year,)
        Net investment: capital use less external money to it and less adopted rows of the same actions.
    """

    first_year: int
    base_year: int
    operating_effect: FloatArray
    depreciation: FloatArray
    net_investment: FloatArray
    debt: FloatArray

    def of(self, year: int) -> dict[str, float | None]:
        """Return the year's figures; None where unknown."""
        place = year - self.first_year
        names = ("operating_effect", "depreciation", "net_investment", "debt")
        found = {name: float(getattr(self, name)[place]) for name in names}
        return {name: None if np.isnan(value) else value for name, value in found.items()}


@dataclass(frozen=True, slots=True)
class BudgetTest:
    """A test in a year.

    Attributes
    ----------
    value, target
        What is held against what: kronor, kronor per inhabitant, or shares; None where undefined.
    passes
        None where it cannot be said.
    undefined
        Why the test cannot be made, or why there is nothing to test (``no_capex``); None where it is made. The value
        may be known where the threshold is not.
    absent
        Fields that are missing: of the ordinary budget, or ``internal_interest``.
    """

    name: TestName
    year: int
    value: float | None
    target: float | None
    passes: bool | None
    undefined: str | None
    absent: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "test": str(self.name),
            "year": self.year,
            "value": self.value,
            "target": self.target,
            "passes": self.passes,
            "undefined": self.undefined,
            "absent": list(self.absent),
        }


@dataclass(frozen=True)
class LevelTests:
    """The tests of one level.

    Attributes
    ----------
    level
        Municipality or group.
    tests
        Every test of every stated year from the base year on, by year.
    with_plan
        The ordinary budget with the plan added, by year: ``result``, ``depreciation``, ``net_investment``, ``debt``.
    """

    level: AccountLevel
    tests: tuple[BudgetTest, ...]
    with_plan: Mapping[int, Mapping[str, float | None]]

    def first_failing(self, name: TestName) -> int | None:
        """Return the first year in which a test fails; None where it fails in no year."""
        return next((test.year for test in self.tests if test.name is name and test.passes is False), None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "level": str(self.level),
            "tests": [test.to_dict() for test in self.tests],
            "first_failing": {str(name): self.first_failing(name) for name in TestName},
            "with_plan": {str(year): dict(values) for year, values in self.with_plan.items()},
        }


def level_tests(plan: Plan, level: AccountLevel, series: LevelSeries) -> LevelTests:
    r"""Return the tests of a level.

    .. math:: \frac{result}{taxes}, \quad \frac{result + depreciation}{net\ investment}, \quad debt, \quad
       \frac{debt}{population}, \quad net\ investment

    Each of the ordinary budget plus the plan: the result less driftskonsekvens, depreciation and debt plus the plan's,
    net investment plus what the plan adds.

    Parameters
    ----------
    plan
        Its ordinary budget.
    level
        Municipality or group.
    series
        What the plan adds.

    Returns
    -------
    LevelTests
        An absent input leaves a test undefined, and is named. Without net investment there is nothing to finance: the
        rate is undefined (``no_capex``) and the test passes.
    """
    last = series.first_year + len(series.debt) - 1
    rows = sorted(
        (row for row in plan.ordinary_budget if row.level is level and series.base_year <= row.year <= last),
        key=lambda row: row.year,
    )
    with_plan = {row.year: _with_plan(row, series) for row in rows}
    tests = [test for row in rows for test in _tests(row, with_plan[row.year])]
    return LevelTests(level, tuple(tests), with_plan)


_NOISE = 1e-12


def _with_plan(row: OrdinaryYear, series: LevelSeries) -> dict[str, float | None]:
    added = series.of(row.year)

    def plus(ordinary: float | None, more: float | None, sign: float = 1.0) -> float | None:
        if ordinary is None or more is None:
            return None
        # What cancels leaves nothing: no rate of what rounding leaves.
        total = ordinary + sign * more
        return 0.0 if abs(total) <= _NOISE * (abs(ordinary) + abs(more)) else total

    return {
        "result": plus(row.result, added["operating_effect"], -1.0),
        "depreciation": plus(row.depreciation, added["depreciation"]),
        "net_investment": plus(row.net_investment, added["net_investment"]),
        "debt": plus(row.loan_debt, added["debt"]),
    }


def _tests(row: OrdinaryYear, values: Mapping[str, float | None]) -> list[BudgetTest]:
    lower, upper = _at_least, _at_most
    population = None if row.population is None else float(row.population)
    plain = {name: {name: values[name]} for name in ("result", "debt", "net_investment")}
    finance = {name: values[name] for name in ("result", "depreciation", "net_investment")}
    return [
        _test(
            row, TestName.RESULT, plain["result"] | {"taxes_and_grants": row.taxes_and_grants}, "result_target", lower
        ),
        _test(row, TestName.SELF_FINANCING, finance, "self_financing_target", lower),
        _test(row, TestName.DEBT, plain["debt"], "debt_ceiling", upper),
        _test(
            row,
            TestName.DEBT_PER_INHABITANT,
            plain["debt"] | {"population": population},
            "debt_per_inhabitant_ceiling",
            upper,
        ),
        _test(row, TestName.NET_INVESTMENT, plain["net_investment"], "investment_frame", upper),
    ]


def _at_least(value: float, target: float) -> bool:
    return value >= target - 1e-9 * max(abs(value), abs(target))


def _at_most(value: float, target: float) -> bool:
    return value <= target + 1e-9 * max(abs(value), abs(target))


_INPUT_OF = {"debt": "loan_debt"}
"""The field of the ordinary budget behind a figure, where its name is another."""


def _test(
    row: OrdinaryYear,
    name: TestName,
    inputs: Mapping[str, float | None],
    threshold: str,
    holds: Callable[[float, float], bool],
) -> BudgetTest:
    target = getattr(row, threshold)
    missing = [key for key, value in inputs.items() if value is None]
    absent = []
    for key in missing:
        field = _INPUT_OF.get(key, key)
        # The ordinary figure is there, so it is the plan's own that is not known: for want of an internal interest.
        absent.append("internal_interest" if getattr(row, field) is not None else field)
    value, undefined = None, None
    if missing:
        undefined = Reason.ABSENT_INPUT.key
    else:
        value, undefined = _value(name, inputs)
    if undefined == Reason.ABSENT_INPUT.key and not absent:
        absent.append("taxes_and_grants")
    if target is None:
        absent.append(threshold)
        undefined = Reason.ABSENT_INPUT.key
    passes: bool | None = None
    if undefined == Reason.NO_CAPEX.key:
        passes = True
    elif undefined is None and value is not None and target is not None:
        passes = holds(value, target)
    return BudgetTest(name, row.year, value, target, passes, undefined, tuple(dict.fromkeys(absent)))


def _value(name: TestName, inputs: Mapping[str, float | None]) -> tuple[float | None, str | None]:
    """Return the figure that is held against the threshold, or why there is none."""
    known = {key: value for key, value in inputs.items() if value is not None}
    if name is TestName.RESULT:
        if known["taxes_and_grants"] <= 0:
            return None, Reason.ABSENT_INPUT.key
        return known["result"] / known["taxes_and_grants"], None
    if name is TestName.SELF_FINANCING:
        if known["net_investment"] <= 0:
            return None, Reason.NO_CAPEX.key
        return (known["result"] + known["depreciation"]) / known["net_investment"], None
    if name is TestName.DEBT_PER_INHABITANT:
        return known["debt"] / known["population"], None
    return next(iter(known.values())), None
