"""Does the budget hold? Each test by hand, and what an absent input does."""

from __future__ import annotations

from typing import Any

import pytest

from finmodel import evaluate
from finmodel.analysis.budget_tests import BudgetTest, LevelTests, TestName
from tests.engine.money_plans import money_plan, near
from tests.small_plans import BASE

Y0, Y1, Y2, Y3 = (str(BASE + k) for k in range(4))
SPLIT = {"nämnd": 0.5, "bolag": 0.5}
ONE = {"amount": 100, "start_year": BASE, "economic_life_years": 4}
YEAR = {
    "result": 30.0,
    "depreciation": 60.0,
    "net_investment": 20.0,
    "loan_debt": 500.0,
    "taxes_and_grants": 1000.0,
    "population": 10,
    "result_target": 0.02,
    "self_financing_target": 1.0,
    "debt_ceiling": 530.0,
    "debt_per_inhabitant_ceiling": 53.5,
    "investment_frame": 60.0,
}


def _tests(*rows: dict[str, Any], **more: Any) -> dict[str, LevelTests]:
    """Return the tests of 100, half a committee's and half a company's, with a loan of 40 % and a gift of 20 %."""
    plan = money_plan(
        more.pop("action", {"capex_split": SPLIT}),
        more.pop("investments", [ONE]),
        sources=[
            {"id": "lån", "kind": "loan", "loan_form": "bullet", "interest_rate": 0.05},
            {"id": "gåva", "kind": "private"},
        ],
        funding=[{"source": "lån", "share": 0.4}, {"source": "gåva", "share": 0.2}],
        ordinary=rows,
        **{"last_year": BASE + 3, "internal_interest": 0.1, **more},
    )
    return {str(item.level): item for item in evaluate(plan).accounts.tests}


def _of(tests: LevelTests, year: int = BASE) -> dict[str, BudgetTest]:
    return {str(test.name): test for test in tests.tests if test.year == year}


def _row(year: int = BASE, level: str = "municipality", **changed: Any) -> dict[str, Any]:
    row = {"year": year, "level": level, **YEAR, **changed}
    return {key: value for key, value in row.items() if value is not None}


def test_the_ordinary_budget_with_the_plan() -> None:
    """The municipality in the first year: half of 100 less half of the gift, a loan of 20 and its interest of 1."""
    tests = _tests(_row())["municipality"]
    assert tests.with_plan[BASE] == near({"result": 29, "depreciation": 60, "net_investment": 60, "debt": 520})
    found = {name: (test.value, test.target, test.passes) for name, test in _of(tests).items()}
    assert found == {
        "result": (near(0.029), 0.02, True),
        "self_financing": (near(89 / 60), 1.0, True),
        "debt": (near(520), 530, True),
        "debt_per_inhabitant": (near(52), 53.5, True),
        "net_investment": (near(60), 60, True),
    }
    assert all(test.absent == () and test.undefined is None for test in tests.tests)


def test_the_group_has_the_companies_too() -> None:
    """The second year: depreciation 25 and interest 2 on the loans, less 5 of the gift; internal interest cancels."""
    tests = _tests(_row(BASE + 1, "group"))["group"]
    assert tests.with_plan[BASE + 1] == near({"result": 30 - 22, "depreciation": 85, "net_investment": 20, "debt": 540})
    found = _of(tests, BASE + 1)
    assert [name for name, test in found.items() if not test.passes] == ["result", "debt", "debt_per_inhabitant"]
    assert found["result"].value == near(0.008)


def test_levels_are_tested_where_they_have_a_budget() -> None:
    assert _tests() == {}
    assert set(_tests(_row(level="group"))) == {"group"}
    assert set(_tests(_row(), _row(level="group"))) == {"municipality", "group"}


def test_the_first_year_that_fails_is_named() -> None:
    tests = _tests(*(_row(BASE + k, debt_ceiling=519 + k, result_target=0) for k in (3, 1, 0, 2)))["municipality"]
    assert [test.year for test in tests.tests if test.name is TestName.DEBT] == [BASE + k for k in range(4)]
    assert tests.first_failing(TestName.DEBT) == BASE
    assert tests.first_failing(TestName.RESULT) is None
    later = _tests(_row(), _row(BASE + 2, debt_ceiling=519.9))["municipality"]
    assert later.first_failing(TestName.DEBT) == BASE + 2
    assert later.to_dict()["first_failing"]["debt"] == BASE + 2


def test_years_before_the_base_year_are_not_tested() -> None:
    tests = _tests(_row(), _row(BASE + 1), base_year=BASE + 1)["municipality"]
    assert {test.year for test in tests.tests} == {BASE + 1}
    assert set(tests.with_plan) == {BASE + 1}


@pytest.mark.parametrize(
    ("absent", "undefined"),
    [
        ("result", {"result": ("result",), "self_financing": ("result",)}),
        ("depreciation", {"self_financing": ("depreciation",)}),
        ("net_investment", {"self_financing": ("net_investment",), "net_investment": ("net_investment",)}),
        ("loan_debt", {"debt": ("loan_debt",), "debt_per_inhabitant": ("loan_debt",)}),
        ("taxes_and_grants", {"result": ("taxes_and_grants",)}),
        ("population", {"debt_per_inhabitant": ("population",)}),
    ],
)
def test_an_absent_input_leaves_its_tests_undefined_and_is_named(
    absent: str, undefined: dict[str, tuple[str, ...]]
) -> None:
    found = _of(_tests(_row(BASE, "municipality", **{absent: None}))["municipality"])
    assert {name: test.absent for name, test in found.items() if test.undefined == "absent_input"} == undefined
    for name in undefined:
        assert (found[name].value, found[name].passes) == (None, None)


@pytest.mark.parametrize(
    ("threshold", "name"),
    [
        ("result_target", "result"),
        ("self_financing_target", "self_financing"),
        ("debt_ceiling", "debt"),
        ("debt_per_inhabitant_ceiling", "debt_per_inhabitant"),
        ("investment_frame", "net_investment"),
    ],
)
def test_without_a_threshold_the_figure_is_shown_and_nothing_is_judged(threshold: str, name: str) -> None:
    test = _of(_tests(_row(BASE, "municipality", **{threshold: None}))["municipality"])[name]
    assert test.value is not None
    assert (test.target, test.passes, test.undefined, test.absent) == (None, None, "absent_input", (threshold,))


def test_without_net_investment_there_is_nothing_to_finance() -> None:
    test = _of(_tests(_row(net_investment=-40.0))["municipality"])["self_financing"]
    assert (test.value, test.undefined, test.passes) == (None, "no_capex", True)
    assert _of(_tests(_row(net_investment=-39.9))["municipality"])["self_financing"].value == near(890)
    untargeted = _tests(_row(net_investment=-40.0, self_financing_target=None))["municipality"]
    assert _of(untargeted)["self_financing"].passes is None


def test_what_rounding_leaves_is_no_net_investment() -> None:
    """Everything is paid by others: 0.1 and 0.2 and 0.7 of 1,000.1 in three awards leave nothing to finance."""
    plan = money_plan(
        {"capex_split": {"nämnd": 0.1, "nämnd2": 0.2, "finans": 0.7}},
        [{**ONE, "amount": 1000.1}],
        sources=[{"id": name, "kind": "private"} for name in "abc"],
        funding=[
            {"source": "a", "share": 0.333333333333333},
            {"source": "b", "share": 0.2},
            {"source": "c", "rest": True},
        ],
        ordinary=[_row(net_investment=0.0, result=-1000.0)],
        internal_interest=0,
        last_year=BASE + 3,
    )
    (tests,) = evaluate(plan).accounts.tests
    assert _of(tests)["self_financing"].undefined == "no_capex"


def test_a_target_that_is_met_to_the_krona_is_met() -> None:
    tests = _tests(_row(result_target=0.029, debt_ceiling=520.0, debt_per_inhabitant_ceiling=52.0))["municipality"]
    assert all(test.passes for test in tests.tests)


def test_no_taxes_is_no_share_of_them() -> None:
    test = _of(_tests(_row(taxes_and_grants=0.0))["municipality"])["result"]
    assert (test.value, test.passes, test.undefined) == (None, None, "absent_input")


def test_an_unknown_internal_interest_leaves_both_levels_defined() -> None:
    found = _tests(_row(BASE + 2), _row(BASE + 2, "group"), internal_interest=None)
    for tests in found.values():
        assert all(test.value is not None for test in tests.tests)


def test_an_annuity_without_a_rate_is_not_known_and_says_so() -> None:
    settings = {"internal_interest": None, "capital_cost_method": "nominal_annuity"}
    found = _of(_tests(_row(BASE + 2), **settings)["municipality"], BASE + 2)
    assert found["result"].absent == ("internal_interest",)
    assert found["self_financing"].absent == ("internal_interest",)
    assert found["debt"].value == near(520)


# -- The adopted plan ----------------------------------------------------------------------------------------


def _net(level: str, *adopted: dict[str, Any], **more: Any) -> float | None:
    rows = [{"by_year": {Y0: 10}, **row} for row in adopted]
    tests = _tests(_row(level=level), adopted=rows, **more)[level]
    return tests.with_plan[BASE]["net_investment"]


@pytest.mark.parametrize(
    ("row", "municipality", "group"),
    [
        ({"action": "a"}, 55, 90),  # split as the investment
        ({"action": "a", "organisation": "nämnd"}, 50, 90),
        ({"action": "a", "organisation": "bolag"}, 60, 90),
        ({"action": "a", "organisation": "företag"}, 60, 100),
        ({"organisation": "nämnd"}, 60, 100),
        ({"action": "a", "by_year": {Y1: 10}}, 60, 100),
    ],
)
def test_what_is_adopted_for_an_action_is_in_the_ordinary_budget_already(
    row: dict[str, Any], municipality: float, group: float
) -> None:
    assert _net("municipality", row) == near(municipality)
    assert _net("group", row) == near(group)


@pytest.mark.parametrize("change", [{"included": False}, {"opex_change": {"value": None}}])
def test_what_is_adopted_for_an_action_that_is_not_here_stays_in_the_budget(change: dict[str, Any]) -> None:
    assert _net("municipality", {"action": "a"}, action={"capex_split": SPLIT, **change}) == near(20)


def test_money_from_within_a_level_makes_its_investment_no_smaller() -> None:
    def net(provider: str, level: str) -> float | None:
        plan = money_plan(
            {"capex_split": SPLIT},
            [ONE],
            sources=[{"id": "gåva", "kind": "private", "provider": provider}],
            funding=[{"source": "gåva", "share": 0.2}],
            ordinary=[_row(level=level)],
            internal_interest=0,
            last_year=BASE + 3,
        )
        return evaluate(plan).accounts.tests[0].with_plan[BASE]["net_investment"]

    assert (net("stat", "municipality"), net("stat", "group")) == (near(60), near(100))
    assert (net("finans", "municipality"), net("finans", "group")) == (near(70), near(120))
    assert (net("bolag", "municipality"), net("bolag", "group")) == (near(60), near(120))


def test_reinvestment_is_investment_and_external_money_to_running_cost_is_not() -> None:
    action = {"reinvest": True, "opex_change": 50, "fund_running_cost": True}
    tests = _tests(_row(BASE + 2), action=action, investments=[{**ONE, "economic_life_years": 2}])["municipality"]
    # 100 is bought again and 40 of it lent: the gift of 20 % of 150 goes by the 60 and the 50 that are left.
    assert tests.with_plan[BASE + 2]["net_investment"] == near(20 + 100 - 30 * 60 / 110)
