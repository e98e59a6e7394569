"""Published loans and capital costs: the kernels, and plans where a plan's year can stand for the source's period."""

from __future__ import annotations

import numpy as np
import pytest

from finmodel import Plan, evaluate
from finmodel.analysis.accounts import DebtLine
from finmodel.engine.accounting import AccountLine
from finmodel.engine.loans import LoanSchedule, loan_schedule
from finmodel.engine.undefined import FloatArray
from finmodel.model.funding_enums import LoanForm
from tests.cases.published import CASES, Case, same
from tests.engine.money_plans import money_plan
from tests.small_plans import BASE

MONTHS = 12


def _loan(rate: float, periods: int, form: LoanForm = LoanForm.ANNUITY) -> LoanSchedule:
    """Return the schedule of one krona with the source's period in the place of a year."""
    return loan_schedule(0, np.full(periods + 1, rate), form, periods)


def _plan(amount: float, rate: float, periods: int, form: str) -> Plan:
    """Return a plan of an investment that is borrowed whole, with the source's period in the place of a year."""
    return money_plan(
        {"owner": "bolag"},
        [{"amount": amount, "start_year": BASE}],
        sources=[{"id": "lån", "kind": "loan", "loan_form": form, "term_years": periods, "interest_rate": rate}],
        funding=[{"source": "lån", "rest": True}],
        last_year=BASE + periods,
    )


def _service(plan: Plan) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what the company pays back, the interest it pays, and its debt, by period from the first payment on."""
    company = evaluate(plan).accounts.of_organisation("bolag")
    amortised, closing = company.debt[DebtLine.AMORTISED], company.debt[DebtLine.CLOSING]
    return amortised[1:], company.result[AccountLine.LOAN_INTEREST][:-1], closing[1:]


@pytest.mark.parametrize("name", ["pmt-php-1", "pmt-npf-1", "pmt-npf-0"])
def test_the_payment_of_an_annuity(name: str) -> None:
    case = CASES[name]
    rate, periods, amount = (case["inputs"][key] for key in ("rate", "nper", "pv"))
    principal, interest, debt = _service(_plan(amount, rate, periods, "annuity"))
    for payment in principal + interest:
        same(-payment, case, "pmt")
    assert debt[-1] == 0


@pytest.mark.parametrize(("name", "key"), [("ipmt-php-1", "ipmt"), ("ppmt-php-1", "ppmt")])
def test_a_payments_interest_and_principal(name: str, key: str) -> None:
    case = CASES[name]
    rate, period, periods, amount = (case["inputs"][key] for key in ("rate", "per", "nper", "pv"))
    principal, interest, _ = _service(_plan(amount, rate, periods, "annuity"))
    same(-{"ipmt": interest, "ppmt": principal}[key][period - 1], case, key)


def test_cumulated_interest_and_principal() -> None:
    """360 months are a longer term than a plan may have: the kernel alone."""
    case = CASES["cum-excel-1"]
    rate, periods, amount, start, end = (case["inputs"][key] for key in ("rate", "nper", "pv", "start", "end"))
    loan = _loan(rate, periods)
    same(-amount * loan.interest_paid[start : end + 1].sum(), case, "cumipmt")
    same(-amount * loan.amortised[start : end + 1].sum(), case, "cumprinc")


def test_a_monthly_annuity_summed_by_year() -> None:
    """120 months are a longer term than a plan may have: the kernel alone."""
    case = CASES["se-annuitet-10y"]
    i = case["inputs"]
    loan = _loan(i["nominal_rate"] / i["payments_per_year"], i["years"] * i["payments_per_year"])
    principal, interest, debt = (
        i["loan_kr"] * path[1:].reshape(-1, i["payments_per_year"])
        for path in (loan.amortised, loan.interest_paid, loan.closing)
    )
    rows = case["expected"]["rows_paid_principal_interest_balance"]
    assert len(rows) == i["years"]
    for year, printed in enumerate(rows):
        paid = principal[year].sum(), interest[year].sum()
        for found, expected in zip((sum(paid), *paid, debt[year, -1]), printed, strict=True):
            same(float(found), case, "rows_paid_principal_interest_balance", expected)


def _first_and_last(case: Case, form: str) -> dict[str, float]:
    i = case["inputs"]
    principal, interest, _ = _service(_plan(i["loan_kr"], i["nominal_rate"] / MONTHS, i["months"], form))
    return {
        "first_payment": principal[0] + interest[0],
        "first_interest": interest[0],
        "principal": principal[30],
        "last_payment": principal[-1] + interest[-1],
        "last_interest": interest[-1],
        "payment": principal[30] + interest[30],
    }


def test_straight_line_and_annuity_side_by_side() -> None:
    case = CASES["se-rak-5y"]
    straight, annuity = (_first_and_last(case, form) for form in ("straight_line", "annuity"))
    for key in ("first_payment", "first_interest", "principal", "last_payment", "last_interest"):
        same(straight[key], case, f"straight_{key}")
    for key in ("payment", "first_interest"):
        same(annuity[key], case, f"annuity_{key}")


def test_the_capital_cost_of_a_nursery_has_the_printed_shape() -> None:
    """The lives of its components were not printed: one of 50 years has their capital cost in the first year."""
    case = CASES["se-gumboda"]
    i = case["inputs"]
    plan = money_plan(
        {},
        [{"amount": i["investment_kr"], "start_year": BASE, "economic_life_years": 50}],
        internal_interest=i["internal_interest"],
        last_year=BASE + 3,
    )
    accounts = evaluate(plan).accounts.of_organisation("nämnd")
    found = accounts.capital_cost[1:]
    for cost, printed in zip(found, case["expected"]["capital_cost"], strict=True):
        same(float(cost), case, "capital_cost", printed)
    fall = accounts.result[AccountLine.DEPRECIATION][1] * i["internal_interest"]
    assert np.diff(found) == pytest.approx([-fall, -fall])


@pytest.mark.parametrize("name", ["sln-1", "sln-2"])
def test_straight_line_depreciation(name: str) -> None:
    case = CASES[name]
    cost, residual, life = (case["inputs"][key] for key in ("cost", "residual", "life"))
    component = {"amount": cost, "start_year": BASE, "economic_life_years": life, "residual_share": residual / cost}
    plan = money_plan({}, [component], internal_interest=0, last_year=BASE + life + 1)
    accounts = evaluate(plan).accounts.of_organisation("nämnd")
    depreciation = accounts.result[AccountLine.DEPRECIATION]
    for amount in depreciation[1:-1]:
        same(float(amount), case, "depreciation")
    assert depreciation[[0, -1]].tolist() == [0, 0]
    assert accounts.book_value[-1] == pytest.approx(residual)
