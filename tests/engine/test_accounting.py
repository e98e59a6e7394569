"""The plan in the accounts, line by line and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy_financial as npf
import pytest

from finmodel.engine.accounting import ACCOUNTED, AccountLine
from tests.engine.money_plans import GROUP, Money, money_of
from tests.small_plans import BASE

L = AccountLine
Y0, Y1, Y2, Y3 = (str(BASE + k) for k in range(4))
ONE = {"amount": 100, "start_year": BASE, "economic_life_years": 4}


def _effect(money: Money, organisation: str, action: str = "a") -> list[float]:
    return [float(x) for x in money.accounts.operating_effect[money.action(action), money.place(organisation)]]


def _of(money: Money, path: Any, organisation: str, action: str = "a") -> list[float]:
    return [float(x) for x in path[money.action(action), money.place(organisation)]]


def test_the_lines_and_who_has_them() -> None:
    assert [line.key for line in AccountLine] == [
        "depreciation", "internal_interest", "write_off", "grant_income", "results_income", "opex", "energy_cost",
        "carbon_price_paid", "savings", "revenue", "fees", "internal_rent", "loan_interest", "loan_fees",
        "guarantee_fee", "internal_interest_income",
    ]  # fmt: skip
    assert [str(kind) for kind in ACCOUNTED] == ["committee", "finance_unit", "company"]


# -- The hard one --------------------------------------------------------------------------------------------


@pytest.fixture
def nursery() -> Money:
    """Return a nursery of four components, taken into use on 1 October, three quarters a committee's.

    ========  =====  ====  ========  ===================  ================
    component  cost  life  residual  wears off in a year  bought
    ========  =====  ====  ========  ===================  ================
    land        400    50      100%                    0  2026
    frame      4800    40       25%                   90  2026
    roof       1200    20        0%                   60  half in each year
    plant       800     4       10%                  180  2027
    ========  =====  ====  ========  ===================  ================

    Grant 30 %, accrued; the rest a bullet loan of ten years at 3 %, for which the company pays 0.5 %. Internal interest
    2 %. What it replaces stands on the books at 500.
    """
    component = {"economic_life_years": 50, "residual_share": 1}
    return money_of(
        {
            "capex_split": {"nämnd": 0.75, "bolag": 0.25},
            "activation": "2027-10",
            "replaced_book_value": 500,
        },
        [
            {**component, "amount": 400, "start_year": 2026},
            {"amount": 4800, "start_year": 2026, "economic_life_years": 40, "residual_share": 0.25},
            {"amount": 1200, "start_year": 2026, "end_year": 2027, "economic_life_years": 20},
            {"amount": 800, "start_year": 2027, "economic_life_years": 4, "residual_share": 0.1},
        ],
        sources=[
            {"id": "bidrag", "kind": "grant_national", "share": 0.3},
            {
                "id": "lån",
                "kind": "loan",
                "loan_form": "bullet",
                "term_years": 10,
                "interest_rate": 0.03,
                "guarantee_fee": 0.005,
            },
        ],
        funding=[{"source": "bidrag"}, {"source": "lån", "rest": True}],
        internal_interest=0.02,
        last_year=2032,
    )


DEPRECIATION = np.array([0, 82.5, 330, 330, 330, 285, 150])
"""Of all: a quarter of a year, three years, the plant's last nine months with a year of the others, the others."""
OPENING = np.array([0, 0, 7117.5, 6787.5, 6457.5, 6127.5, 5842.5])


def test_nursery_depreciation_and_book_value(nursery: Money) -> None:
    for organisation, share in (("nämnd", 0.75), ("bolag", 0.25)):
        assert nursery.line(L.DEPRECIATION, organisation) == pytest.approx(share * DEPRECIATION)
        closing = [0, *OPENING[2:], 5692.5]
        assert _of(nursery, nursery.accounts.book_value, organisation) == pytest.approx(share * np.array(closing))
    assert _of(nursery, nursery.accounts.book_value, "finans") == [0] * 7


def test_nursery_internal_interest(nursery: Money) -> None:
    """3 months on 7,200 first; in 2031 the plant's 135 that is yet to wear off bears 9 months."""
    expected = 0.02 * np.array([0, 7200 * 0.25, 7117.5, 6787.5, 6457.5, 6127.5 - 135 * 0.25, 5842.5])
    assert nursery.line(L.INTERNAL_INTEREST, "nämnd") == pytest.approx(0.75 * expected)
    assert nursery.line(L.INTERNAL_INTEREST, "bolag") == [0] * 7
    assert nursery.line(L.INTERNAL_INTEREST_INCOME, "finans") == pytest.approx(-0.75 * expected)


def test_nursery_write_off(nursery: Money) -> None:
    assert nursery.line(L.WRITE_OFF, "nämnd") == [0, 375, 0, 0, 0, 0, 0]
    assert nursery.line(L.WRITE_OFF, "bolag") == [0, 125, 0, 0, 0, 0, 0]


def test_nursery_grant_income_follows_what_wears_off(nursery: Money) -> None:
    """2,160 over the 5,520 that wears off in all."""
    income = 2160 / 5520 * DEPRECIATION
    assert nursery.line(L.GRANT_INCOME, "nämnd") == pytest.approx(-0.75 * income)
    assert nursery.line(L.GRANT_INCOME, "bolag") == pytest.approx(-0.25 * income)
    awarded = np.array([1740, 2160, 2160, 2160, 2160, 2160, 2160])
    assert _of(nursery, nursery.accounts.deferred, "nämnd") == pytest.approx(0.75 * (awarded - np.cumsum(income)))


def test_nursery_borrowing(nursery: Money) -> None:
    """70 % of 5,800 and then of 1,400: a quarter the company's, the rest the finance unit's for the committee."""
    debt = np.array([4060, 5040, 5040, 5040, 5040, 5040, 5040])
    assert nursery.line(L.LOAN_INTEREST, "bolag") == pytest.approx(0.25 * 0.03 * debt)
    assert nursery.line(L.LOAN_INTEREST, "finans") == pytest.approx(0.75 * 0.03 * debt)
    assert nursery.line(L.LOAN_INTEREST, "nämnd") == [0] * 7
    assert nursery.line(L.GUARANTEE_FEE, "bolag") == pytest.approx(0.25 * 0.005 * debt)
    assert nursery.line(L.GUARANTEE_FEE, "finans") == pytest.approx(-0.25 * 0.005 * debt)


def test_nursery_effect_on_the_operating_budget(nursery: Money) -> None:
    """2028, added up by hand to the öre."""
    assert _effect(nursery, "nämnd")[2] == pytest.approx(247.5 + 106.7625 - 96.8478260870)
    assert _effect(nursery, "bolag")[2] == pytest.approx(82.5 - 32.2826086957 + 37.8 + 6.3)
    assert _effect(nursery, "finans")[2] == pytest.approx(113.4 - 106.7625 - 6.3)
    assert nursery.accounts.operating_effect[0].sum(axis=0) == pytest.approx(
        DEPRECIATION * (1 - 2160 / 5520) + np.array([0, 500, 0, 0, 0, 0, 0]) + 0.03 * np.array([4060] + [5040] * 6)
    )


# -- Capital cost --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["nominal_annuity", "real_annuity"])
def test_annuities_are_for_committees_and_the_finance_unit(method: str) -> None:
    split = {"nämnd": 0.5, "finans": 0.25, "bolag": 0.25}
    money = money_of(
        {"capex_split": split}, [ONE], internal_interest=0.05, capital_cost_method=method, inflation=0.02,
        last_year=BASE + 4, price_year=BASE,
    )  # fmt: skip
    capital = {name: np.add(money.line(L.DEPRECIATION, name), money.line(L.INTERNAL_INTEREST, name)) for name in split}
    growth = 1.02 ** np.arange(1, 5) if method == "real_annuity" else np.ones(4)
    first = 100 / npf.npv(0.05, [0, *growth])
    assert capital["nämnd"] == pytest.approx([0, *(0.5 * first * growth)])
    assert capital["finans"] == pytest.approx(0.5 * capital["nämnd"])
    assert capital["bolag"] == pytest.approx([0, 6.25, 6.25, 6.25, 6.25])
    interest = np.add(money.line(L.INTERNAL_INTEREST, "nämnd"), money.line(L.INTERNAL_INTEREST, "finans"))
    assert money.line(L.INTERNAL_INTEREST_INCOME, "finans") == pytest.approx(-interest)


def test_a_reinvestment_has_a_capital_cost_of_its_own_and_what_it_replaces_is_written_off() -> None:
    money = money_of(
        {"reinvest": True},
        [{**ONE, "economic_life_years": 2, "residual_share": 0.2}],
        internal_interest={"value": 0.1, "by_year": {Y3: 0.2}},
        inflation=0.5,
        last_year=BASE + 5,
    )
    assert money.line(L.DEPRECIATION, "nämnd") == pytest.approx([0, 40, 40, 90, 90, 202.5])
    assert money.line(L.WRITE_OFF, "nämnd") == pytest.approx([0, 0, 0, 20, 0, 45])
    assert money.line(L.INTERNAL_INTEREST, "nämnd") == pytest.approx([0, 10, 6, 0.2 * 225, 13.5, 0.1 * 506.25])
    assert _of(money, money.accounts.book_value, "nämnd") == pytest.approx([0, 60, 20, 135, 45, 303.75])


def test_without_a_finance_unit_internal_interest_is_nobodys_income() -> None:
    money = money_of({}, [ONE], organisations=[{"id": "nämnd", "kind": "committee"}])
    assert money.line(L.INTERNAL_INTEREST, "nämnd") == pytest.approx([0, np.nan, np.nan, np.nan], nan_ok=True)
    assert not money.accounts.lines[:, :, L.INTERNAL_INTEREST_INCOME].any()


def test_internal_interest_that_nobody_has_stated_is_not_known() -> None:
    money = money_of({"capex_split": {"nämnd": 0.5, "bolag": 0.5}}, [ONE],
                     internal_interest={"by_year": {Y0: 0.1, Y1: 0.1, Y3: 0.1}})  # fmt: skip
    for organisation in ("nämnd", "finans"):
        assert np.isnan(_effect(money, organisation)).tolist() == [False, False, True, False]
    assert _effect(money, "bolag") == pytest.approx([0, 12.5, 12.5, 12.5])
    assert money.line(L.DEPRECIATION, "nämnd") == pytest.approx([0, 12.5, 12.5, 12.5])


def test_the_reference_capital_cost_stands_beside() -> None:
    """The reference is bought a year later and lives 2 years: 30 and interest on 60 and 30, then again."""
    reference = {"kind": "reference_capex", "amount": 60, "start_year": BASE + 1, "economic_life_years": 2}
    money = money_of(
        {"capex_split": {"nämnd": 0.5, "bolag": 0.5}, "reinvest": True, "activation": f"{Y0}-10"},
        [{**ONE, "economic_life_years": 9}, {**reference, "residual_share": 0.5}],
        internal_interest=0.1,
        last_year=BASE + 4,
    )
    beside = money.accounts.reference_capital_cost
    # What the replacement would have written off is no capital cost.
    assert _of(money, beside, "nämnd") == pytest.approx([0, 0, 0.5 * (15 + 6), 0.5 * (15 + 4.5), 0.5 * (15 + 6)])
    assert _of(money, beside, "bolag") == pytest.approx([0, 0, 7.5, 7.5, 7.5])
    without = money_of(
        {"capex_split": {"nämnd": 0.5, "bolag": 0.5}, "reinvest": True, "activation": f"{Y0}-10"},
        [{**ONE, "economic_life_years": 9}],
        internal_interest=0.1,
        last_year=BASE + 4,
    )
    np.testing.assert_array_equal(money.accounts.lines, without.accounts.lines)


def test_a_write_off_after_the_last_year_is_in_no_figure() -> None:
    def written_off(activation: str) -> float:
        money = money_of({"replaced_book_value": 50, "activation": activation}, [ONE], internal_interest=0)
        return float(money.accounts.lines[:, :, L.WRITE_OFF].sum())

    assert [written_off(str(BASE + k)) for k in (0, 3, 4, 9)] == [50, 50, 0, 0]


# -- External money ------------------------------------------------------------------------------------------


def _granted(source: dict[str, Any], *entries: dict[str, Any], **more: Any) -> Money:
    return money_of(
        {"opex_change": 0, **more.pop("action", {})},
        more.pop("investments", [ONE]),
        sources=[{"id": "s", "kind": "private", **source}],
        funding=[{"source": "s", **entry} for entry in entries],
        **{"last_year": BASE + 5, "internal_interest": 0, **more},
    )


def test_external_money_is_accrued_over_the_life_whenever_it_is_paid() -> None:
    money = _granted({"paid_during": 0, "payment_lag_years": 4}, {"amount": 40})
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -10, -10, -10, -10, 0])
    assert _of(money, money.accounts.deferred, "nämnd") == pytest.approx([40, 30, 20, 10, 0, 0], abs=0)


def test_external_money_may_be_income_at_completion() -> None:
    """Activated in the third year: money of the first purchases, and of all later years in their year."""
    investments = [{"by_year": {Y0: 100, Y1: 50}, "economic_life_years": 4}]
    money = _granted({"grant_accounting": "income_at_completion"}, {"share": 0.2}, investments=investments)
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, 0, -30, 0, 0, 0])
    assert _of(money, money.accounts.deferred, "nämnd") == pytest.approx([20, 30, 0, 0, 0, 0])
    again = _granted({"grant_accounting": "income_at_completion"}, {"share": 0.2},
                     investments=[{**ONE, "economic_life_years": 3}], action={"reinvest": True})  # fmt: skip
    assert again.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -20, 0, -20, 0, 0])
    late = _granted({"grant_accounting": "income_at_completion"}, {"share": 0.2}, action={"activation": "2090"})
    assert late.line(L.GRANT_INCOME, "nämnd") == [0] * 6
    assert _of(late, late.accounts.deferred, "nämnd") == [20] * 6


def test_money_that_has_all_been_taken_to_income_is_no_liability() -> None:
    """A tenth ten times is not quite one."""
    money = _granted({}, {"amount": 0.7}, investments=[{**ONE, "economic_life_years": 10}], last_year=BASE + 12,
                     action={"capex_split": {"nämnd": 0.3, "bolag": 0.7}})  # fmt: skip
    for name in ("nämnd", "bolag"):
        assert _of(money, money.accounts.deferred, name)[-2:] == [0, 0]
    assert -sum(money.line(L.GRANT_INCOME, "bolag")) == pytest.approx(0.49)


def test_ore_are_income_too() -> None:
    money = _granted({}, {"amount": 0.4}, investments=[{**ONE, "amount": 0.5}])
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -0.1, -0.1, -0.1, -0.1, 0])


@pytest.mark.parametrize("late", range(8, 16))
def test_completion_after_the_last_year_is_no_income_in_it(late: int) -> None:
    source = {"grant_accounting": "income_at_completion"}
    money = _granted(source, {"share": 0.2}, action={"activation": str(BASE + late)})
    assert money.line(L.GRANT_INCOME, "nämnd") == [0] * 6


def test_money_at_completion_of_a_year_with_both_is_whole() -> None:
    """In 2028 30 is bought for the first time and 90 again, and all is taken into use in 2029."""
    investments = [
        {"by_year": {Y0: 90}, "economic_life_years": 2},
        {"by_year": {Y2: 30}, "economic_life_years": 3},
    ]
    source = {"grant_accounting": "income_at_completion"}
    money = _granted(source, {"by_year": {Y2: 40}}, investments=investments, action={"reinvest": True})
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, 0, 0, -40, 0, 0])


def test_every_external_source_is_taken_to_income_whatever_stands_before_it() -> None:
    sources = [
        {"id": "lån", "kind": "loan"},
        {"id": "gåva", "kind": "private", "provider": "bolag"},
        {"id": "fond", "kind": "private", "provider": "bolag"},
    ]
    money = money_of({}, [ONE], sources=sources, internal_interest=0,
                     funding=[{"source": row["id"], "amount": 20} for row in sources])  # fmt: skip
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -10, -10, -10])
    assert money.line(L.GRANT_INCOME, "bolag") == pytest.approx([0, 10, 10, 10])


STAGED = {"effect_follows": "capex"}
STAGES = [{"by_year": {Y0: 100, Y2: 40}, "economic_life_years": 2}]


def test_money_to_staged_purchases_goes_by_those_of_its_year() -> None:
    money = _granted({}, {"by_year": {Y0: 10, Y2: 8}}, action=STAGED, investments=STAGES)
    assert money.line(L.DEPRECIATION, "nämnd") == pytest.approx([0, 50, 50, 20, 20, 0])
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -5, -5, -4, -4, 0])
    source = {"grant_accounting": "income_at_completion"}
    at_once = _granted(source, {"by_year": {Y0: 10, Y2: 8}}, action=STAGED, investments=STAGES)
    assert at_once.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -10, 0, -8, 0, 0])


def test_money_at_completion_of_staged_reinvestments_is_of_its_year() -> None:
    """The component that comes first by name is bought last."""
    investments = [{"by_year": {Y3: 10}, "economic_life_years": 30}, {**ONE, "economic_life_years": 2}]
    source = {"grant_accounting": "income_at_completion"}
    money = _granted(source, {"by_year": {Y0: 20, Y2: 8}}, action={**STAGED, "reinvest": True}, investments=investments)
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -20, -8, 0, 0, 0])


def test_what_staged_purchases_replace_is_written_off_with_the_first() -> None:
    investments = [{"by_year": {Y2: 10}}, {"by_year": {Y0: 10}}]
    money = money_of({**STAGED, "replaced_book_value": 7}, investments, internal_interest=0)
    assert money.line(L.WRITE_OFF, "nämnd") == [0, 7, 0, 0]


def test_money_to_what_never_wears_off_stays_a_liability() -> None:
    money = _granted({}, {"amount": 40}, investments=[{**ONE, "residual_share": 1}])
    assert money.line(L.GRANT_INCOME, "nämnd") == [0] * 6
    assert _of(money, money.accounts.deferred, "nämnd") == [40] * 6


def test_money_goes_by_all_first_purchases_of_the_action() -> None:
    """100 over 4 years and 60 over 2, both from 2028: 25 + 30, then 25. The award is 48 of the first year's 100."""
    investments = [{**ONE, "by_year": {Y0: 100}}, {"by_year": {Y1: 60}, "economic_life_years": 2}]
    for row in investments:
        row.pop("amount", None)
        row.pop("start_year", None)
    money = _granted({}, {"by_year": {Y0: 48}}, investments=investments)
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, 0, -16.5, -16.5, -7.5, -7.5])


def test_money_to_a_reinvestment_goes_by_that_reinvestment() -> None:
    investments = [{**ONE, "economic_life_years": 2}]
    money = _granted({}, {"by_year": {Y0: 40, Y2: 60}}, investments=investments, action={"reinvest": True})
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -20, -20, -30, -30, 0])
    assert _of(money, money.accounts.deferred, "nämnd") == pytest.approx([40, 20, 60, 30, 0, 0])


def test_money_of_a_year_with_both_is_split_by_the_kronor() -> None:
    """In 2028 30 is bought for the first time and 90 again: a quarter of 40 goes by all first purchases."""
    investments = [
        {"by_year": {Y0: 90}, "economic_life_years": 2},
        {"by_year": {Y2: 30}, "economic_life_years": 3},
    ]
    money = _granted({}, {"by_year": {Y2: 40}}, investments=investments, action={"reinvest": True}, last_year=BASE + 6)
    # All from 2029. First purchases: the 90 of 2026 is replaced as it is activated: at once; the 30 in 3 years.
    first = 10 * np.array([0, 0, 0, 100, 10, 10, 0]) / 120
    again = 30 * np.array([0, 0, 0, 0.5, 0.5, 0, 0])
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx(-(first + again))


def test_money_to_running_cost_is_income_at_once() -> None:
    action = {"opex_change": 20, "fund_running_cost": True}
    money = _granted({"covers": "running_cost", "paid_during": 0}, {"share": 0.5}, action=action)
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -10, -10, -10, -10, 0])
    assert not money.accounts.deferred.any()


def test_bearers_have_the_income_of_their_own_awards() -> None:
    split = {"nämnd": 0.25, "bolag": 0.5, "företag": 0.25}
    money = _granted({}, {"amount": 40}, action={"capex_split": split})
    assert money.line(L.GRANT_INCOME, "nämnd") == pytest.approx([0, -2.5, -2.5, -2.5, -2.5, 0])
    assert money.line(L.GRANT_INCOME, "bolag") == pytest.approx([0, -5, -5, -5, -5, 0])
    assert money.line(L.GRANT_INCOME, "företag") == [0] * 6
    assert _of(money, money.accounts.deferred, "företag") == [0] * 6


def test_a_provider_inside_the_group_has_the_cost() -> None:
    money = _granted({"provider": "bolag"}, {"amount": 40})
    assert money.line(L.GRANT_INCOME, "bolag") == pytest.approx([0, 10, 10, 10, 10, 0])
    assert money.line(L.GRANT_INCOME, "stat") == [0] * 6


def test_own_and_borrowed_money_is_no_income() -> None:
    money = _granted({"kind": "climate_fund", "money_class": "own"}, {"amount": 40})
    assert not money.accounts.lines[:, :, L.GRANT_INCOME].any()
    assert not money.accounts.deferred.any()


def test_fees_are_a_line_of_their_own() -> None:
    action = {"opex_change": 20, "fund_running_cost": True}
    fee = {"kind": "fee", "money_class": "external", "provider": "företag", "covers": "running_cost"}
    money = _granted(fee, {"share": 0.5}, action=action)
    assert money.line(L.FEES, "nämnd") == pytest.approx([0, -10, -10, -10, -10, 0])
    assert not money.accounts.lines[:, :, L.GRANT_INCOME].any()


def test_results_based_money_is_income_when_it_is_paid() -> None:
    action = {"reduction_tonnes": 3, "effect_start": BASE, "lifetime_years": 2}
    source = {"kind": "results_based", "payment_per_tonne": 5, "payment_lag_years": 2, "provider": "finans"}
    money = _granted(source, {}, action=action)
    assert money.line(L.RESULTS_INCOME, "nämnd") == pytest.approx([0, 0, -15, -15, 0, 0])
    assert money.line(L.RESULTS_INCOME, "finans") == pytest.approx([0, 0, 15, 15, 0, 0])


# -- Running lines, borrowing, rents -------------------------------------------------------------------------


def test_running_lines_are_those_of_the_cash_flow_with_the_sign_of_a_budget() -> None:
    money = money_of(
        {
            "opex_change": 20,
            "effect_start": BASE,
            "opex_split": {"nämnd2": 0.75, "företag": 0.25},
            "reduction_tonnes": -2,
            "carbon_priced": 1,
        },
        (),
        [
            {"amount": 30, "receivers": {"bolag": 1}},
            {"kind": "revenue", "amount": 8, "receivers": {"nämnd": 1}, "payer": "bolag"},
            {"kind": "revenue", "amount": 6, "receivers": {"finans": 1}, "payer": "stat"},
        ],
        carriers=[{"id": "el", "price": 0.5, "emission_factor": 0}],
        changes=[{"carrier": "el", "kwh": 16}],
        carbon_price=4,
        last_year=BASE,
    )
    found = {
        (line.key, name): amount
        for line in AccountLine
        for name in ("nämnd", "nämnd2", "finans", "bolag", "stat", "företag")
        if (amount := money.line(line, name)[0])
    }
    assert found == pytest.approx(
        {
            ("opex", "nämnd2"): 15,
            ("energy_cost", "nämnd2"): 6,
            ("carbon_price_paid", "nämnd2"): 6,
            ("savings", "bolag"): -30,
            ("revenue", "nämnd"): -8,
            ("revenue", "bolag"): 8,
            ("revenue", "finans"): -6,
        }
    )


def test_an_action_that_is_not_funded_has_no_accounts() -> None:
    actions = [
        {"id": "a", "opex_change": 5, "effect_start": BASE, "included": False, "replaced_book_value": 9},
        {"id": "b", "opex_change": 5, "effect_start": BASE},
    ]
    rents = [{"payer": "nämnd", "receiver": "bolag", "basis": "amount", "amount": 5}]
    money = money_of(actions=actions, investments=[ONE], rents=rents, internal_interest=0.1)
    assert not money.accounts.lines[0].any()
    assert money.accounts.rents == ()
    assert money.line(L.OPEX, "nämnd", "b") == [5, 5, 5, 5]


def test_loan_fees_are_a_cost_at_drawing() -> None:
    money = money_of({}, [ONE], sources=[{"id": "lån", "kind": "loan", "fee_share": 0.02}],
                     funding=[{"source": "lån", "share": 0.5}], internal_interest=0)  # fmt: skip
    assert money.line(L.LOAN_FEES, "finans") == [1, 0, 0, 0]
    assert money.line(L.LOAN_INTEREST, "finans")[0] == pytest.approx(1.5)


def test_a_guarantee_fee_with_two_borrowers_is_the_finance_units_income() -> None:
    loan = {"id": "lån", "kind": "loan", "guarantee_fee": 0.01, "loan_form": "bullet"}
    money = money_of({"capex_split": {"nämnd": 0.5, "bolag": 0.5}}, [ONE], sources=[loan],
                     funding=[{"source": "lån", "share": 1}], internal_interest=0)  # fmt: skip
    assert money.line(L.GUARANTEE_FEE, "bolag") == pytest.approx([0.5] * 4)
    assert money.line(L.GUARANTEE_FEE, "finans") == pytest.approx([-0.5] * 4)


def test_two_loans_of_an_action_have_interest_fees_and_guarantees_together() -> None:
    terms = {"kind": "loan", "loan_form": "bullet", "fee_share": 0.1, "guarantee_fee": 0.01, "interest_rate": 0.05}
    entries = [{"source": "x", "amount": 60}, {"source": "y", "amount": 40}]
    sources = [{"id": "x", **terms}, {"id": "y", **terms}]
    money = money_of({"owner": "bolag"}, [ONE], sources=sources, funding=entries, internal_interest=0)
    assert money.line(L.LOAN_INTEREST, "bolag") == pytest.approx([5] * 4)
    assert money.line(L.LOAN_FEES, "bolag") == pytest.approx([10, 0, 0, 0])
    assert money.line(L.GUARANTEE_FEE, "bolag") == pytest.approx([1] * 4)
    assert money.line(L.GUARANTEE_FEE, "finans") == pytest.approx([-1] * 4)


def test_a_write_off_comes_on_top_of_that_of_a_component_worn_out_before_its_use() -> None:
    """A component of 10 is replaced before the whole is ready in 2029: both go that year."""
    investments = [
        {"amount": 10, "start_year": BASE, "economic_life_years": 2},
        {"by_year": {Y2: 40}, "economic_life_years": 9},
    ]
    money = money_of({"reinvest": True, "replaced_book_value": 7}, investments, internal_interest=0, last_year=BASE + 3)
    assert money.line(L.WRITE_OFF, "nämnd") == pytest.approx([0, 0, 0, 17])


def test_a_rent_of_an_action_that_is_left_out_does_not_stop_the_others() -> None:
    actions = [{"id": "a", "included": False}, {"id": "b"}]
    rent = {"payer": "nämnd2", "receiver": "nämnd"}
    money = money_of(actions=actions, investments=[ONE, {**ONE, "action": "b"}], internal_interest=0,
                     rents=[{"id": "1", **rent}, {"id": "2", "action": "b", **rent}])  # fmt: skip
    assert money.line(L.INTERNAL_RENT, "nämnd2", "b") == pytest.approx([0, 25, 25, 25])


def test_a_rent_lasts_as_long_as_the_actions_own_investment() -> None:
    components = [{**ONE, "economic_life_years": 1}, {**ONE, "kind": "reference_capex", "start_year": BASE + 1}]
    rent = {"payer": "nämnd2", "receiver": "nämnd", "basis": "amount", "amount": 10}
    money = money_of({}, components, rents=[rent], internal_interest=0)
    assert money.line(L.INTERNAL_RENT, "nämnd2") == [0, 10, 0, 0]


def test_a_rent_of_an_amount_is_in_the_effect_years_without_ramp_and_indexed() -> None:
    rent = {"payer": "nämnd2", "receiver": "nämnd", "basis": "amount", "price_category": "hyra"}
    money = money_of(
        {"ramp": [0.5], "lifetime_years": 2, "effect_start": BASE + 1},
        [ONE],
        rents=[{**rent, "amount": {"value": 10, "by_year": {Y3: 7}}}],
        categories=[{"id": "hyra", "real_escalation": 0.1}],
        internal_interest=0,
    )
    assert money.line(L.INTERNAL_RENT, "nämnd2") == pytest.approx([0, 11, 12.1, 7 * 1.331])
    assert money.line(L.INTERNAL_RENT, "nämnd") == pytest.approx([0, -11, -12.1, -7 * 1.331])
    assert money.rented("nämnd") == pytest.approx([0, 11, 12.1, 7 * 1.331])


def test_a_rent_of_capital_cost_of_a_committee_and_of_a_company() -> None:
    loan = {"id": "lån", "kind": "loan", "guarantee_fee": 0.01, "loan_form": "bullet", "fee_share": 0.5}
    split = {"nämnd": 0.2, "finans": 0.2, "bolag": 0.6}
    rents = [
        {"payer": "nämnd2", "receiver": "nämnd", "share": 0.5},
        {"payer": "nämnd2", "receiver": "bolag"},
        {"payer": "nämnd2", "receiver": "finans", "share": 2},
    ]
    money = money_of({"capex_split": split}, [ONE], sources=[loan], funding=[{"source": "lån", "share": 0.5}],
                     rents=rents, internal_interest=0.1)  # fmt: skip
    # nämnd: 5 + 2, 1.5, 1; bolag: 15 + 3 % and 1 % of a loan of 30, from drawing on; finans as nämnd, without its loan.
    assert money.line(L.INTERNAL_RENT, "nämnd") == pytest.approx([0, -3.5, -3.25, -3])
    assert money.line(L.INTERNAL_RENT, "bolag") == pytest.approx([-1.2, -16.2, -16.2, -16.2])
    assert money.line(L.INTERNAL_RENT, "finans") == pytest.approx([0, -14, -13, -12])
    assert money.line(L.INTERNAL_RENT, "nämnd2") == pytest.approx([1.2, 33.7, 32.45, 31.2])


def test_rents_on_capital_cost_do_not_feed_on_rents() -> None:
    rents = [{"payer": "nämnd2", "receiver": "nämnd"}, {"payer": "bolag", "receiver": "nämnd", "share": 0.5}]
    money = money_of({}, [ONE], rents=rents, internal_interest=0)
    assert money.line(L.INTERNAL_RENT, "nämnd") == pytest.approx([0, -37.5, -37.5, -37.5])


def test_a_tenant_outside_the_group_has_no_accounts_and_pays_all_the_same() -> None:
    money = money_of({}, [ONE], rents=[{"payer": "företag", "receiver": "nämnd"}], internal_interest=0)
    assert money.line(L.INTERNAL_RENT, "nämnd") == pytest.approx([0, -25, -25, -25])
    assert money.line(L.INTERNAL_RENT, "företag") == [0] * 4
    assert money.rented("företag") == pytest.approx([0, -25, -25, -25])
    assert money.moved[0].sum(axis=(0, 1)).tolist() == [0] * 4


def test_organisations_outside_the_group_have_no_accounts() -> None:
    split = {"nämnd": 0.5, "företag": 0.5}
    loan = {"id": "lån", "kind": "loan"}
    money = money_of(
        {"capex_split": split, "opex_split": split, "opex_change": 5, "replaced_book_value": 8},
        [ONE, {**ONE, "kind": "reference_capex"}],
        sources=[loan],
        funding=[{"source": "lån", "share": 1}],
        internal_interest=0.1,
    )
    outside = money.place("företag")
    for path in (money.accounts.lines, money.accounts.book_value, money.accounts.reference_capital_cost):
        assert not path[:, outside].any()
    assert money.line(L.INTERNAL_INTEREST_INCOME, "finans") == pytest.approx([0, -5, -3.75, -2.5])


def test_two_actions_have_accounts_of_their_own() -> None:
    money = money_of(
        actions=[{"id": "a"}, {"id": "b", "owner": "nämnd2"}],
        investments=[ONE, {**ONE, "action": "b", "amount": 40}],
        sources=[{"id": "s", "kind": "private"}],
        funding=[{"default": True, "source": "s", "share": 0.5}],
        internal_interest=0,
        organisations=GROUP,
    )
    assert money.line(L.DEPRECIATION, "nämnd") == [0, 25, 25, 25]
    assert money.line(L.DEPRECIATION, "nämnd2", "b") == [0, 10, 10, 10]
    assert money.line(L.GRANT_INCOME, "nämnd2", "b") == [0, -5, -5, -5]
    assert money.line(L.DEPRECIATION, "nämnd2") == [0, 0, 0, 0]
