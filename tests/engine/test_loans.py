"""Loans: numpy-financial's figures where it has the shape, hand calculation where it has not."""

from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.engine.loans import loan_schedule, previous
from finmodel.model.funding_enums import LoanForm

ANNUITY, STRAIGHT, BULLET = LoanForm.ANNUITY, LoanForm.STRAIGHT_LINE, LoanForm.BULLET
RATES = st.sampled_from([0.0, 0.001, 0.0249, 0.035, 0.12, 1.0])
TERMS = st.integers(1, 45)
FORMS = st.sampled_from(list(LoanForm))


@settings(max_examples=200)
@given(rate=RATES.filter(lambda rate: rate < 0.5), term=TERMS, drawn=st.integers(0, 5))
def test_an_annuity_is_that_of_numpy_financial(rate: float, term: int, drawn: int) -> None:
    loan = loan_schedule(drawn, np.full(drawn + term + 3, rate), ANNUITY, term)
    periods = np.arange(1, term + 1)
    payment = -npf.pmt(rate, term, 1.0)
    paid = slice(drawn + 1, drawn + term + 1)
    with np.errstate(invalid="ignore"):  # numpy-financial divides by a rate of 0 before it looks at it
        principal, interest = npf.ppmt(rate, periods, term, 1.0), npf.ipmt(rate, periods, term, 1.0)
    assert loan.amortised[paid] == pytest.approx(-np.asarray(principal), rel=1e-9, abs=1e-12)
    assert loan.interest_paid[paid] == pytest.approx(-np.asarray(interest), abs=1e-12)
    assert loan.amortised[paid] + loan.interest_paid[paid] == pytest.approx(np.full(term, payment), rel=1e-12)
    # Debt left after k payments is what they have not yet brought back.
    if rate:
        left = -npf.fv(rate, periods, -payment, 1.0)
        assert loan.closing[paid] == pytest.approx(left, abs=1e-10)
        assert npf.nper(rate, -payment, 1.0) == pytest.approx(term, rel=1e-9)


def test_interest_and_principal_add_up_by_year_as_in_cumulated_tables() -> None:
    """Twelve periods of 0.75 % at a time: CUMIPMT and CUMPRINC are the sums of IPMT and PPMT."""
    loan = loan_schedule(0, np.full(361, 0.0075), ANNUITY, 360)
    for year in range(30):
        periods = np.arange(12 * year + 1, 12 * year + 13)
        paid = slice(12 * year + 1, 12 * year + 13)
        assert loan.interest_paid[paid].sum() == pytest.approx(-npf.ipmt(0.0075, periods, 360, 1.0).sum(), rel=1e-9)
        assert loan.amortised[paid].sum() == pytest.approx(-npf.ppmt(0.0075, periods, 360, 1.0).sum(), rel=1e-9)


def test_straight_line_by_hand() -> None:
    """40,000 over 4 years at 5 %: 10,000 a year, interest 2,000, 1,500, 1,000, 500."""
    loan = loan_schedule(1, np.full(7, 0.05), STRAIGHT, 4)
    assert loan.drawn == pytest.approx([0, 1, 0, 0, 0, 0, 0])
    assert 40_000 * loan.amortised == pytest.approx([0, 0, 10_000, 10_000, 10_000, 10_000, 0])
    assert 40_000 * loan.opening == pytest.approx([0, 0, 40_000, 30_000, 20_000, 10_000, 0])
    assert 40_000 * loan.closing == pytest.approx([0, 40_000, 30_000, 20_000, 10_000, 0, 0])
    assert 40_000 * loan.interest == pytest.approx([0, 2_000, 1_500, 1_000, 500, 0, 0])
    assert 40_000 * loan.interest_paid == pytest.approx([0, 0, 2_000, 1_500, 1_000, 500, 0])
    assert loan.closing[5] == 0


def test_bullet_by_hand() -> None:
    loan = loan_schedule(0, np.array([0.02, 0.03, 0.04, 0.05]), BULLET, 3)
    assert loan.amortised == pytest.approx([0, 0, 0, 1])
    assert loan.closing == pytest.approx([1, 1, 1, 0])
    assert loan.interest == pytest.approx([0.02, 0.03, 0.04, 0])


def test_grace_is_inside_the_term() -> None:
    straight = loan_schedule(0, np.full(7, 0.04), STRAIGHT, 5, 2)
    assert straight.amortised == pytest.approx([0, 0, 0, 1 / 3, 1 / 3, 1 / 3, 0])
    assert straight.interest == pytest.approx([0.04, 0.04, 0.04, 0.08 / 3, 0.04 / 3, 0, 0])
    annuity = loan_schedule(0, np.full(7, 0.04), ANNUITY, 5, 2)
    assert annuity.amortised[:3] == pytest.approx([0, 0, 0])
    expected = -np.asarray(npf.ppmt(0.04, np.arange(1, 4), 3, 1.0))
    assert annuity.amortised[3:6] == pytest.approx(expected)
    assert annuity.closing[5:] == pytest.approx([0, 0], abs=0)
    last = loan_schedule(0, np.full(5, 0.04), BULLET, 3, 2)
    assert last.amortised == pytest.approx([0, 0, 0, 1, 0])


def test_the_annuity_is_recomputed_when_the_rate_changes() -> None:
    """Three years at 10, 20 and 0 %: 0.402115 a year at 10 %, then what is left over two years at 20 %."""
    loan = loan_schedule(0, np.array([0.1, 0.2, 0.0, 0.5]), ANNUITY, 3)
    first = 0.1 * 1.1**3 / (1.1**3 - 1) - 0.1
    second = (1 - first) * (0.2 * 1.44 / 0.44 - 0.2)
    assert loan.amortised == pytest.approx([0, first, second, 1 - first - second])
    assert loan.interest == pytest.approx([0.1, 0.2 * (1 - first), 0, 0])
    assert first == pytest.approx(0.302115, abs=5e-7)


def test_the_rate_of_a_year_is_that_of_the_balance_of_its_first_of_january() -> None:
    """A change from 2 to 8 % in the second year touches neither the first interest nor the first payment."""
    steady = loan_schedule(0, np.full(6, 0.02), ANNUITY, 4)
    raised = loan_schedule(0, np.array([0.02, 0.08, 0.08, 0.08, 0.08, 0.08]), ANNUITY, 4)
    assert raised.amortised[1] == pytest.approx(steady.amortised[1])
    assert raised.interest[0] == pytest.approx(0.02)
    assert raised.interest[1] == pytest.approx(0.08 * steady.closing[1])
    assert raised.interest_paid[2] == pytest.approx(raised.interest[1])


@pytest.mark.parametrize("form", list(LoanForm))
def test_what_lies_beyond_the_axis_is_left_out(form: LoanForm) -> None:
    whole = loan_schedule(1, np.full(12, 0.03), form, 10)
    cut = loan_schedule(1, np.full(5, 0.03), form, 10)
    for name in ("drawn", "amortised", "closing", "interest", "opening", "interest_paid"):
        assert getattr(cut, name) == pytest.approx(getattr(whole, name)[:5])
    in_the_last_year = loan_schedule(4, np.full(5, 0.03), form, 10)
    assert in_the_last_year.closing == pytest.approx([0, 0, 0, 0, 1])
    assert in_the_last_year.amortised == pytest.approx(np.zeros(5))


@pytest.mark.parametrize("form", list(LoanForm))
def test_a_loan_of_one_year_is_paid_back_the_next(form: LoanForm) -> None:
    loan = loan_schedule(0, np.full(3, 0.07), form, 1)
    assert loan.amortised == pytest.approx([0, 1, 0])
    assert loan.closing == pytest.approx([1, 0, 0])
    assert loan.interest == pytest.approx([0.07, 0, 0])


def test_a_year_without_debt_needs_no_rate() -> None:
    rates = np.array([np.nan, 0.03, 0.03, np.nan])
    loan = loan_schedule(1, rates, STRAIGHT, 2)
    assert loan.interest == pytest.approx([0, 0.03, 0.015, 0])
    assert np.isnan(loan_schedule(1, np.array([0.0, np.nan, 0.03, 0.0]), BULLET, 2).interest).tolist() == [
        False,
        True,
        False,
        False,
    ]


@settings(max_examples=200)
@given(FORMS, st.lists(RATES, min_size=50, max_size=50), TERMS, st.data())
def test_debt_rolls_forward_ends_within_the_term_and_is_worth_what_was_drawn(
    form: LoanForm, rates: list[float], term: int, data: st.DataObject
) -> None:
    grace = data.draw(st.integers(0, term - 1))
    loan = loan_schedule(2, np.array(rates), form, term, grace)
    assert loan.closing == pytest.approx(loan.opening + loan.drawn - loan.amortised, abs=1e-12)
    assert loan.amortised.sum() == pytest.approx(1, abs=1e-12)
    assert (loan.closing[2 + term :] == 0).all()
    assert (loan.closing[2 : 2 + term] > 0).all()
    assert (loan.amortised >= -1e-15).all()
    assert (loan.amortised[3 : 3 + grace] == 0).all() or form is BULLET or grace == term
    worth = np.concatenate([[1.0], np.cumprod(1 + np.array(rates[2:-1]))])
    service = (loan.amortised + loan.interest_paid)[2:] / worth
    assert service.sum() == pytest.approx(1, rel=1e-9)


def test_a_path_moves_on_by_a_year() -> None:
    assert previous(np.array([1.0, 2.0, 3.0])).tolist() == [0, 1, 2]
    assert previous(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist() == [[0, 1], [0, 3]]
