"""The largest loan under the debt ceiling: by hand, by building the plan, and every reason for none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel import Plan, evaluate
from finmodel.analysis.budget_tests import BudgetTest, TestName
from finmodel.analysis.find_loan import LoanReason, largest_loan, scaled_loan
from finmodel.model.document import read_document
from finmodel.model.funding_enums import AccountLevel, MoneyClass
from tests.funded import funded_document, funded_plan
from tests.scenarios.municipal import load


def plan_of(entry: dict[str, Any] | None = None, *more: dict[str, Any], **ordinary: Any) -> Plan:
    document = funded_document()
    document["funding"][3] |= entry or {}
    document["ordinary_budget"][0] |= ordinary
    document["ordinary_budget"] += [{"id": str(row["year"]), **row} for row in more]
    return read_document(document)[0]


def debt_tests(plan: Plan, level: AccountLevel = AccountLevel.MUNICIPALITY) -> list[BudgetTest]:
    found = [item for item in evaluate(plan).accounts.tests if item.level is level]
    return [test for item in found for test in item.tests if test.name is TestName.DEBT]


def test_the_loan_that_the_ceiling_leaves_room_for() -> None:
    # The committee owes 32 000 of the 80 000; the ceiling leaves 20 000.
    plan = funded_plan()
    found = largest_loan(plan, "l")
    assert found.factor == pytest.approx(0.625, rel=1e-12)
    assert (found.loan_before, found.gap_before) == (80_000, 125_000)
    assert [found.loan_after, found.gap_rise] == pytest.approx([50_000, 30_000])
    assert (found.binding_year, found.first_failing_year) == (2027, 2027)
    assert [found.years[0].headroom_before, found.headroom] == pytest.approx([-12_000, 0], abs=1e-6)
    assert {row.id: row.share for row in found.entries} == pytest.approx({"4": 0.25}, rel=1e-12)
    assert found.factor is not None
    assert [test.passes for test in debt_tests(scaled_loan(plan, "l", found.factor))] == [True]
    assert [test.passes for test in debt_tests(scaled_loan(plan, "l", found.factor * 1.0001))] == [False]


@pytest.mark.parametrize("entry", [{"share": None, "amount": 80_000}, {"share": None, "by_year": {"2027": 80_000}}])
def test_amounts_are_scaled_as_shares_are(entry: dict[str, Any]) -> None:
    assert largest_loan(plan_of(entry), "l").factor == pytest.approx(0.625, rel=1e-12)


def test_the_rest_becomes_amounts_by_year() -> None:
    plan = plan_of({"share": None, "rest": True})
    # The grant has 5 000 left for the windows: 195 000 are borrowed, 78 000 of them by the committee.
    found = largest_loan(plan, "l")
    assert found.loan_before == pytest.approx(195_000)
    assert found.factor == pytest.approx(20 / 78, rel=1e-11)
    assert found.gap_rise == pytest.approx(145_000)
    assert [row.id for row in found.mixes] == ["3", "4"]
    (entry,) = found.entries
    assert (entry.id, entry.action, entry.rest) == ("4", "b", False)
    assert dict(entry.by_year) == pytest.approx({2027: 50_000})


def test_the_rest_of_a_default_becomes_each_actions_own() -> None:
    document = funded_document()
    document["funding"] = [{"id": "d", "source": "l", "position": 3, "rest": True}]
    plan = read_document(document)[0]
    whole = evaluate(scaled_loan(plan, "l", 1.0)).funding
    assert whole.portfolio.sources["l"].tolist() == evaluate(plan).funding.portfolio.sources["l"].tolist()
    half = scaled_loan(plan, "l", 0.5)
    assert evaluate(half).funding.portfolio.sources["l"].sum() == 175_000
    assert sorted((row.action or "", row.rest) for row in half.funding) == [("", True), ("a", False), ("b", False)]


def test_a_rest_that_got_nothing_borrows_nothing() -> None:
    document = funded_document()
    document["funding"][3] |= {"share": None, "rest": True}
    document["funding"].append({"id": "5", "action": "b", "source": "o", "position": 3, "share": 0.5})
    document["sources"][1]["last_year"] = 2026
    document["funding"].append({"id": "6", "action": "a", "source": "l", "position": 3, "share": 0.1})
    plan = read_document(document)[0]
    scaled = evaluate(scaled_loan(plan, "l", 1.0)).funding.portfolio.sources
    assert scaled["l"].sum() == evaluate(plan).funding.portfolio.sources["l"].sum() == 10_000


def test_where_all_may_be_borrowed_the_tightest_year_is_told() -> None:
    later = {"year": 2028, "loan_debt": 1_000_000, "debt_ceiling": 1_040_000}
    found = largest_loan(plan_of(None, later, {"year": 2029, "loan_debt": 1}, debt_ceiling=1_033_000), "l")
    # 2028 owes 25 600: 14 400 are left, and 1 000 of 2027.
    assert (found.factor, found.binding_year) == (1, 2027)
    assert found.headroom == pytest.approx(1000)
    assert [row.headroom_after for row in found.years] == pytest.approx([1000, 14_400])
    assert (found.entries, found.mixes, found.gap_rise) == ((), (), 0)
    # The loan of 2027 is owed until the end of 2031.
    absent = {row.year: row.absent for row in found.not_tested}
    assert absent == {2029: ("debt_ceiling",), 2030: ("ordinary_budget",), 2031: ("ordinary_budget",)}


def test_a_year_without_debt_leaves_the_others_to_be_tested() -> None:
    later = {"year": 2028, "loan_debt": 1_000_000, "debt_ceiling": 1_020_000}
    found = largest_loan(plan_of(None, later, loan_debt=None), "l")
    # Of the 25 600 that are left in 2028, 20 000 may be owed.
    assert found.factor == pytest.approx(20 / 25.6, rel=1e-12)
    assert [row.year for row in found.years] == [2028]
    assert {row.year: row.absent for row in found.not_tested}[2027] == ("loan_debt",)


def test_debt_per_inhabitant_is_a_ceiling_too() -> None:
    plan = plan_of(None, debt_ceiling=None, debt_per_inhabitant_ceiling=10_160)
    found = largest_loan(plan, "l", ceiling=TestName.DEBT_PER_INHABITANT)
    # Of 100 inhabitants: 1 016 000, where the ordinary budget owes 1 000 000 and the plan 32 000.
    assert found.factor == pytest.approx(0.5, rel=1e-12)
    assert [(row.ceiling, row.debt_before) for row in found.years] == [(10_160, 10_320)]
    assert found.years[0].debt_after == pytest.approx(10_160)
    assert largest_loan(plan, "l").reason is LoanReason.NO_CEILING
    with pytest.raises(ValueError, match="result"):
        largest_loan(plan, "l", ceiling=TestName.RESULT)


def test_a_level_that_owes_the_source_nothing_has_no_answer() -> None:
    document = funded_document()
    document["actions"][1].pop("capex_split")
    document["ordinary_budget"] += [{**document["ordinary_budget"][0], "id": "g", "level": "group"}]
    plan = read_document(document)[0]
    assert largest_loan(plan, "l").reason is LoanReason.NOTHING_AT_LEVEL
    # The company borrows 80 000, and owes all of it at the end of the year.
    assert largest_loan(plan, "l", AccountLevel.GROUP).factor == 0.25


def test_a_ceiling_that_is_broken_without_the_loan_cannot_be_kept() -> None:
    found = largest_loan(plan_of(debt_ceiling=990_000), "l")
    assert (found.factor, found.reason, found.binding_year) == (None, LoanReason.NOT_REACHABLE, 2027)
    assert (found.headroom, found.loan_after) == (-10_000, 0)


@pytest.mark.parametrize(
    ("source", "level", "ordinary", "reason"),
    [
        ("z", AccountLevel.MUNICIPALITY, {}, LoanReason.UNKNOWN_SOURCE),
        ("g", AccountLevel.MUNICIPALITY, {}, LoanReason.NOT_BORROWED),
        ("l", AccountLevel.GROUP, {}, LoanReason.NO_CEILING),
        ("l", AccountLevel.MUNICIPALITY, {"debt_ceiling": None}, LoanReason.NO_CEILING),
        ("l", AccountLevel.MUNICIPALITY, {"loan_debt": None}, LoanReason.ABSENT_DEBT),
    ],
)
def test_why_there_is_no_factor(source: str, level: AccountLevel, ordinary: dict[str, Any], reason: LoanReason) -> None:
    found = largest_loan(plan_of(**ordinary), source, level)
    assert (found.factor, found.reason, found.gap_rise) == (None, reason, None)
    assert found.to_dict()["reason"] == str(reason)


def test_what_is_missing_is_named_and_what_borrows_nothing_is_said() -> None:
    assert largest_loan(plan_of(loan_debt=None), "l").absent == ("loan_debt",)
    assert largest_loan(plan_of({"share": 0}), "l").reason is LoanReason.NOTHING_BORROWED


@settings(max_examples=15, deadline=None)
@given(
    share=st.integers(1, 1000),
    room=st.integers(0, 90_000),
    later=st.integers(0, 90_000),
    cap=st.none() | st.integers(10_000, 90_000),
)
def test_the_factor_holds_and_a_little_more_does_not(share: int, room: int, later: int, cap: int | None) -> None:
    document = funded_document()
    document["funding"] = [{"id": "4", "action": "b", "source": "l", "position": 2, "share": share / 1000}]
    document["sources"][1]["cap_total"] = cap
    document["ordinary_budget"] = [
        {"id": str(year), "year": year, "loan_debt": 10_000, "debt_ceiling": 10_000 + left}
        for year, left in ((2027, room), (2029, later))
    ]
    plan = read_document(document)[0]
    found = largest_loan(plan, "l")
    assert found.factor is not None
    assert all(test.passes for test in debt_tests(scaled_loan(plan, "l", found.factor)))
    if found.factor < 1:
        assert not all(test.passes for test in debt_tests(scaled_loan(plan, "l", found.factor + 1e-4)))


@pytest.mark.parametrize("name", ["eskilstuna", "goteborg", "helsingborg", "trollhattan", "vaxjo"])
def test_samples_have_an_answer_or_a_reason(name: str) -> None:
    plan, _ = load(name)
    for source in [row.id for row in plan.sources if row.of_class is MoneyClass.BORROWED]:
        for level in AccountLevel:
            found = largest_loan(plan, source, level)
            assert (found.factor is None) == (found.reason is not None)
            if found.factor is not None:
                built = scaled_loan(plan, source, found.factor)
                assert all(test.passes is not False for test in debt_tests(built, level))
