"""Who borrows, what is owed by year, and what a guarantee costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy_financial as npf
import pytest

from finmodel.engine.debt import finance_unit
from finmodel.engine.undefined import FloatArray
from tests.engine.money_plans import GROUP, Money, money_of
from tests.small_plans import BASE

Y0, Y1, Y2 = (str(BASE + k) for k in range(3))
TWO = {"by_year": {Y0: 100, Y1: 60}, "economic_life_years": 10}


def _debt(loan: dict[str, Any], *entries: dict[str, Any], **more: Any) -> Money:
    return money_of(
        more.pop("action", {"opex_change": 0}),
        more.pop("investments", [TWO]),
        sources=[{"id": "lån", "kind": "loan", **loan}],
        funding=[{"source": "lån", **entry} for entry in (entries or ({"share": 1},))],
        last_year=BASE + 5,
        **more,
    )


def _of(money: Money, path: FloatArray, organisation: str) -> list[float]:
    return [float(x) for x in path[money.claim("lån"), money.place(organisation)]]


def test_every_years_draw_is_a_loan_of_its_own() -> None:
    """100 and 60 over two years, straight line at 10 %."""
    money = _debt({"loan_form": "straight_line", "term_years": 2, "interest_rate": 0.1})
    debt = money.debt
    assert _of(money, debt.drawn, "finans") == [100, 60, 0, 0, 0, 0]
    assert _of(money, debt.amortised, "finans") == pytest.approx([0, 50, 80, 30, 0, 0])
    assert _of(money, debt.closing, "finans") == pytest.approx([100, 110, 30, 0, 0, 0])
    assert _of(money, debt.opening, "finans") == pytest.approx([0, 100, 110, 30, 0, 0])
    assert _of(money, debt.interest, "finans") == pytest.approx([10, 11, 3, 0, 0, 0])
    assert debt.fee.sum() == debt.guarantee_fee.sum() == 0


@pytest.mark.parametrize(
    ("bearer", "borrower"),
    [
        ("nämnd", "finans"),
        ("nämnd2", "finans"),
        ("finans", "finans"),
        ("bolag", "bolag"),
        ("företag", "företag"),
        ("stat", "stat"),
    ],
)
def test_the_finance_unit_borrows_for_committees_and_others_for_themselves(bearer: str, borrower: str) -> None:
    money = _debt({}, action={"opex_change": 0, "owner": bearer})
    drawn = money.debt.drawn[0].sum(axis=1)
    assert {name for place, name in enumerate(money.arrays.organisations) if drawn[place]} == {borrower}


def test_without_a_finance_unit_a_committee_borrows_itself() -> None:
    money = _debt({}, organisations=[row for row in GROUP if row["kind"] != "finance_unit"])
    assert _of(money, money.debt.drawn, "nämnd")[:2] == [100, 60]
    assert finance_unit(money.plan) is None


def test_the_finance_unit_is_the_first_by_id() -> None:
    units = [{"id": "z", "kind": "finance_unit"}, {"id": "b", "kind": "finance_unit"}]
    money = money_of(organisations=[{"id": "nämnd", "kind": "committee"}, *units])
    assert finance_unit(money.plan) == "b"


def test_two_committees_borrow_together() -> None:
    split = {"nämnd": 0.25, "nämnd2": 0.25, "bolag": 0.5}
    money = _debt(
        {"fee_share": 0.02, "loan_form": "bullet", "term_years": 3}, action={"opex_change": 0, "capex_split": split}
    )
    assert _of(money, money.debt.closing, "finans") == pytest.approx([50, 80, 80, 30, 0, 0])
    assert _of(money, money.debt.closing, "bolag") == pytest.approx([50, 80, 80, 30, 0, 0])
    assert _of(money, money.debt.amortised, "bolag") == pytest.approx([0, 0, 0, 50, 30, 0])
    assert _of(money, money.debt.fee, "finans") == pytest.approx([1, 0.6, 0, 0, 0, 0])
    assert _of(money, money.debt.interest, "finans") == pytest.approx([1.5, 2.4, 2.4, 0.9, 0, 0])


def test_a_guarantee_is_paid_for_by_companies_only_and_by_the_years_rate() -> None:
    split = {"nämnd": 0.25, "bolag": 0.5, "företag": 0.25}
    fee = {"value": 0.01, "by_year": {Y1: 0.02}}
    money = _debt({"guarantee_fee": fee, "loan_form": "bullet", "term_years": 2}, {"by_year": {Y0: 100}},
                  action={"opex_change": 0, "capex_split": split})  # fmt: skip
    assert _of(money, money.debt.guarantee_fee, "bolag") == pytest.approx([0.5, 1, 0, 0, 0, 0])
    assert money.debt.guarantee_fee.sum() == pytest.approx(1.5)


def test_a_rate_that_is_not_stated_before_the_window_is_not_needed() -> None:
    rates = {"by_year": {str(BASE + k): 0.02 + 0.01 * k for k in range(1, 6)}}
    fees = {"by_year": {str(BASE + k): 0.01 for k in range(1, 6)}}
    money = _debt({"first_year": BASE + 1, "interest_rate": rates, "guarantee_fee": fees, "term_years": 2,
                   "loan_form": "bullet"}, action={"opex_change": 0, "owner": "bolag"})  # fmt: skip
    assert _of(money, money.debt.interest, "bolag") == pytest.approx([0, 1.8, 2.4, 0, 0, 0])
    assert _of(money, money.debt.guarantee_fee, "bolag") == pytest.approx([0, 0.6, 0.6, 0, 0, 0])


@pytest.mark.parametrize("kind", ["loan", "green_loan", "energy_performance_contract"])
def test_borrowed_money_of_every_kind_is_an_annuity(kind: str) -> None:
    """The contractor's investment is paid back out of the service: 100 over 4 years at 5 %, 28.20 a year."""
    money = _debt({"kind": kind, "term_years": 4, "interest_rate": 0.05}, {"by_year": {Y0: 100}})
    service = np.array(_of(money, money.debt.amortised, "finans"))
    service[1:] += np.array(_of(money, money.debt.interest, "finans"))[:-1]
    assert service == pytest.approx([0, *[-npf.pmt(0.05, 4, 100)] * 4, 0])
    assert money.award("lån")[0] == 100


def test_a_bond_is_a_bullet_and_a_stated_form_goes_first() -> None:
    bond = _debt({"kind": "bond", "term_years": 3}, {"by_year": {Y0: 100}})
    assert _of(bond, bond.debt.amortised, "finans") == pytest.approx([0, 0, 0, 100, 0, 0])
    stated = _debt(
        {"kind": "bond", "loan_form": "straight_line", "term_years": 2, "grace_years": 1}, {"by_year": {Y0: 100}}
    )
    assert _of(stated, stated.debt.amortised, "finans") == pytest.approx([0, 0, 100, 0, 0, 0])


@pytest.mark.parametrize("kind", ["climate_fund", "fee"])
def test_a_borrowed_fund_is_a_loan(kind: str) -> None:
    money = _debt({"kind": kind, "money_class": "borrowed", "term_years": 1}, {"by_year": {Y0: 100}})
    assert _of(money, money.debt.closing, "finans") == [100, 0, 0, 0, 0, 0]


def test_other_money_makes_no_debt() -> None:
    money = _debt({"kind": "private", "term_years": 3, "interest_rate": 0.03})
    for path in (money.debt.drawn, money.debt.closing, money.debt.interest, money.debt.fee):
        assert not path.any()


def test_ore_are_owed_and_guaranteed() -> None:
    money = _debt({"guarantee_fee": 0.1, "loan_form": "bullet", "term_years": 1}, {"by_year": {Y0: 0.5}},
                  action={"opex_change": 0, "owner": "bolag"})  # fmt: skip
    assert _of(money, money.debt.guarantee_fee, "bolag") == pytest.approx([0.05, 0, 0, 0, 0, 0])
