"""Result, cash and debt by organisation and level: three tables that hang together, and each line by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finmodel import evaluate
from finmodel.analysis.accounts import AccountResults, CashLine, DebtLine
from finmodel.engine.accounting import AccountLine
from finmodel.model.funding_enums import AccountLevel
from tests.engine.money_plans import money_plan, near
from tests.small_plans import BASE

Y0, Y1, Y2, Y3 = (str(BASE + k) for k in range(4))
ONE = {"amount": 100, "start_year": BASE, "economic_life_years": 4}
SPLIT = {"nämnd": 0.5, "bolag": 0.5}


def _accounts(*parts: Any, **more: Any) -> AccountResults:
    return evaluate(money_plan(*parts, **{"last_year": BASE + 3, "internal_interest": 0.1, **more})).accounts


@pytest.fixture
def borrowed() -> AccountResults:
    """Return 100, half a committee's and half a company's: a gift of 20 a year later and a loan of 80 over 2 years."""
    return _accounts(
        {"capex_split": SPLIT, "opex_change": 3, "effect_start": BASE, "opex_split": {"bolag": 1}, "reinvest": True},
        [{**ONE, "economic_life_years": 2}, {**ONE, "kind": "reference_capex"}],
        [{"amount": 7}, {"kind": "revenue", "amount": 4, "payer": "bolag"}],
        sources=[
            {"id": "gåva", "kind": "private", "paid_during": 0, "payment_lag_years": 1},
            {
                "id": "lån",
                "kind": "loan",
                "loan_form": "straight_line",
                "term_years": 2,
                "interest_rate": 0.05,
                "fee_share": 0.1,
                "guarantee_fee": 0.01,
            },
        ],
        funding=[{"source": "gåva", "by_year": {Y0: 20}}, {"source": "lån", "by_year": {Y0: 80}}],
        rents=[{"payer": "nämnd2", "receiver": "bolag", "basis": "amount", "amount": 2}],
    )


def _cash(accounts: AccountResults, identity: str) -> dict[str, list[float]]:
    table = accounts.of_organisation(identity).cash
    return {str(line): near(path.tolist()) for line, path in table.items() if path.any()}


def test_cash_of_a_committee_has_neither_loan_nor_internal_interest(borrowed: AccountResults) -> None:
    assert _cash(borrowed, "nämnd") == {
        "capex": [-50, 0, -50, 0],
        "savings": [7, 7, 7, 7],
        "revenue": [4, 4, 4, 4],
        "transfers": [0, 10, 0, 0],
    }


def test_cash_of_a_company_has_its_loan_a_year_later_than_it_accrues(borrowed: AccountResults) -> None:
    company = borrowed.of_organisation("bolag")
    assert _cash(borrowed, "bolag") == {
        "capex": [-50, 0, -50, 0],
        "opex": [-3, -3, -3, -3],
        "revenue": [-4, -4, -4, -4],
        "transfers": [2, 12, 2, 2],
        "drawn": [40, 0, 0, 0],
        "amortised": [0, -20, -20, 0],
        "interest_paid": [0, -2, -1, 0],
        "loan_fees": [-4, 0, 0, 0],
        "guarantee_fee": [0, -0.4, -0.2, 0],
    }
    assert company.net_cash == near([-19, -17.4, -76.2, -5])
    assert company.result[AccountLine.LOAN_INTEREST] == near([2, 1, 0, 0])
    assert company.interest_accrued == near([2, 1, 0, 0])


def test_cash_of_the_finance_unit(borrowed: AccountResults) -> None:
    assert _cash(borrowed, "finans") == {
        "drawn": [40, 0, 0, 0],
        "amortised": [0, -20, -20, 0],
        "interest_paid": [0, -2, -1, 0],
        "loan_fees": [-4, 0, 0, 0],
        "guarantee_fee": [0, 0.4, 0.2, 0],
    }


def test_debt_rolls_forward(borrowed: AccountResults) -> None:
    for identity in ("finans", "bolag"):
        debt = borrowed.of_organisation(identity).debt
        assert {str(line): path.tolist() for line, path in debt.items()} == {
            "opening": [0, 40, 20, 0],
            "drawn": [40, 0, 0, 0],
            "amortised": [0, 20, 20, 0],
            "closing": [40, 20, 0, 0],
        }
    assert not borrowed.of_organisation("nämnd").debt[DebtLine.CLOSING].any()


def test_loans_by_source_and_borrower(borrowed: AccountResults) -> None:
    company, unit = sorted(borrowed.loans, key=lambda table: table.borrower)
    assert (company.source, company.borrower, unit.borrower) == ("lån", "bolag", "finans")
    assert company.opening == near([0, 40, 20, 0])
    assert company.to_dict()["years"][Y1] == near({
        "opening": 40, "drawn": 0, "amortised": 20, "closing": 20, "interest": 1, "fee": 0, "guarantee_fee": 0.2,
    })  # fmt: skip
    assert not unit.guarantee_fee.any()


def test_the_result_and_what_stands_beside_it(borrowed: AccountResults) -> None:
    """2028: depreciation 25, interest 10 % of 25; the reference of 25 + 10 % of 37.5 beside; 10 of gift by half."""
    committee = borrowed.of_organisation("nämnd")
    result = {line.key: float(path[2]) for line, path in committee.result.items() if path[2]}
    assert result == near(
        {"depreciation": 25, "internal_interest": 2.5, "grant_income": -5, "savings": -7, "revenue": -4}
    )
    assert committee.operating_effect[2] == near(11.5)
    assert committee.capital_cost == near([0, 30, 27.5, 30])
    assert committee.book_value == near([0, 25, 0, 25])
    assert committee.deferred_income == near([10, 5, 0, 0])
    assert committee.reference_capital_cost == near([0, 17.5, 16.25, 15])
    company = borrowed.of_organisation("bolag")
    assert company.operating_effect[1] == near(25 - 5 + 3 + 4 - 2 + 1 + 0.2)
    assert company.operating_effect[0] == near(3 + 4 - 2 + 2 + 4 + 0.4)
    unit = borrowed.of_organisation("finans")
    assert unit.operating_effect == near([2 + 4 - 0.4, -5 + 1 - 0.2, -2.5, -5])
    assert borrowed.of_organisation("nämnd2").operating_effect == near([2, 2, 2, 2])


def test_levels_are_the_sum_of_those_inside_without_internal_interest(borrowed: AccountResults) -> None:
    by_id = {item.id: item for item in borrowed.organisations}
    for level, inside in (
        (AccountLevel.MUNICIPALITY, ("nämnd", "nämnd2", "finans")),
        (AccountLevel.GROUP, ("nämnd", "nämnd2", "finans", "bolag")),
    ):
        whole = borrowed.levels[level]
        assert whole.operating_effect == near(sum(by_id[name].operating_effect for name in inside))
        assert whole.net_cash == near(sum(by_id[name].net_cash for name in inside))
        assert whole.debt[DebtLine.CLOSING] == near(sum(by_id[name].debt[DebtLine.CLOSING] for name in inside))
        assert whole.book_value == near(sum(by_id[name].book_value for name in inside))
        for line in (AccountLine.INTERNAL_INTEREST, AccountLine.INTERNAL_INTEREST_INCOME):
            assert not whole.result[line].any()
    assert not borrowed.levels[AccountLevel.GROUP].cash[CashLine.GUARANTEE_FEE].any()
    assert borrowed.levels[AccountLevel.MUNICIPALITY].cash[CashLine.GUARANTEE_FEE] == near([0, 0.4, 0.2, 0])
    assert borrowed.levels[AccountLevel.GROUP].cash[CashLine.TRANSFERS] == near([0, 20, 0, 0])


def test_accounts_are_of_the_municipal_group_in_the_plans_order(borrowed: AccountResults) -> None:
    assert [item.id for item in borrowed.organisations] == ["nämnd", "nämnd2", "finans", "bolag"]
    assert borrowed.organisations[0].kind == "committee"
    assert set(borrowed.by_organisation_year()) == {"nämnd", "nämnd2", "finans", "bolag"}


def test_what_is_not_known_is_null_with_a_reason_and_only_where_it_is_missing() -> None:
    accounts = _accounts({"capex_split": SPLIT}, [ONE], internal_interest={"by_year": {Y0: 0.1, Y1: 0.1, Y3: 0.1}})
    found = accounts.by_organisation_year()
    for name in ("nämnd", "finans"):
        assert found[name][Y2]["operating_effect"] is None
        assert found[name][Y2]["undefined"]["operating_effect"] == "absent_input"
        assert found[name][Y1]["undefined"] == {}
    assert found["nämnd"][Y2]["internal_interest"] is None
    assert found["nämnd"][Y2]["depreciation"] == 12.5
    assert found["finans"][Y2]["internal_interest_income"] is None
    assert found["bolag"][Y2]["operating_effect"] == 12.5
    levels = accounts.to_dict()["levels"]
    assert levels["municipality"][Y2]["operating_effect"] == 12.5
    assert levels["group"][Y2]["operating_effect"] == 25


def test_accounts_of_one_action() -> None:
    accounts = _accounts(
        actions=[{"id": "a"}, {"id": "b"}, {"id": "c", "included": False}],
        investments=[ONE, {**ONE, "action": "b", "amount": 40}, {**ONE, "action": "c", "amount": 8}],
        sources=[{"id": "lån", "kind": "loan"}],
        funding=[{"action": "b", "source": "lån", "rest": True}],
    )
    assert accounts.of_organisation("nämnd", "b").result[AccountLine.DEPRECIATION] == near([0, 10, 10, 10])
    assert accounts.of_organisation("nämnd", "b").cash[CashLine.CAPEX] == near([-40, 0, 0, 0])
    assert accounts.of_organisation("finans", "a").debt[DebtLine.DRAWN] == near([0, 0, 0, 0])
    assert accounts.of_organisation("finans", "b").debt[DebtLine.DRAWN] == near([40, 0, 0, 0])
    assert accounts.of_organisation("nämnd", "c").net_cash.tolist() == [0, 0, 0, 0]
    assert accounts.of_organisation("nämnd").cash[CashLine.CAPEX] == near([-140, 0, 0, 0])
    assert (accounts.is_funded("a"), accounts.is_funded("c")) == (True, False)


def test_residual_value_and_reference_are_no_cash() -> None:
    accounts = _accounts({}, [{**ONE, "economic_life_years": 40}, {**ONE, "kind": "reference_capex"}])
    assert accounts.of_organisation("nämnd").net_cash == near([-100, 0, 0, 0])


def test_a_guarantee_is_no_cash_in_the_year_it_accrues_after_the_last_payment() -> None:
    loan = {"id": "lån", "kind": "loan", "loan_form": "bullet", "term_years": 1, "guarantee_fee": 0.02}
    accounts = _accounts({"owner": "bolag"}, [ONE], sources=[loan], funding=[{"source": "lån", "share": 1}])
    company = accounts.of_organisation("bolag")
    assert company.result[AccountLine.GUARANTEE_FEE] == near([2, 0, 0, 0])
    assert company.cash[CashLine.GUARANTEE_FEE] == near([0, -2, 0, 0])
    assert accounts.of_organisation("finans").cash[CashLine.GUARANTEE_FEE] == near([0, 2, 0, 0])


def test_all_of_it_is_plain_data(borrowed: AccountResults) -> None:
    found = borrowed.to_dict()
    assert {"organisations", "levels", "loans", "tests"} <= set(found)
    row = found["organisations"]["bolag"][Y1]
    assert row["cash.net"] == near(-17.4)
    assert row["debt.closing"] == 20
    assert found["tests"] == []
    assert not any(isinstance(value, float) and np.isnan(value) for value in row.values())
