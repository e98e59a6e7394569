"""What must hold for the accounts of every plan: what goes in comes out, and parts add up to the whole."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel import Plan, evaluate
from finmodel.analysis.accounts import CashLine, DebtLine
from finmodel.engine.accounting import ACCOUNTED, AccountLine
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.assets import assets_of
from finmodel.engine.money import PlanMoney
from finmodel.engine.prices import price_indices
from finmodel.engine.undefined import FloatArray
from finmodel.engine.uses import Use
from finmodel.model.enums import InvestmentKind, OrganisationKind
from finmodel.model.funding_enums import AccountLevel, MoneyClass
from tests.analysis.test_funding_identities import FEW, SOME
from tests.engine.money_plans import money_of
from tests.reference.funding_strategies import funded_plans
from tests.small_plans import BASE


def _money(plan: Plan) -> PlanMoney:
    return PlanMoney(plan, plan_arrays(plan))


def _close(one: FloatArray, other: FloatArray) -> None:
    """Compare where both are known; they must be known in the same places."""
    np.testing.assert_array_equal(np.isnan(one), np.isnan(other))
    size = float(np.nanmax(np.abs(np.concatenate([one.ravel(), other.ravel(), [1.0]]))))
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11 * size)


@SOME
@given(funded_plans())
def test_debt_rolls_forward_and_ends_within_the_term(plan: Plan) -> None:
    money = _money(plan)
    debt = money.debt
    _close(debt.closing, debt.opening + debt.drawn - debt.amortised)
    _close(debt.drawn.sum(axis=1), _borrowed(money))
    assert (debt.closing >= -1e-9).all()
    for i, claim in enumerate(money.financing.claims):
        drawn = np.flatnonzero(debt.drawn[i].sum(axis=0))
        if len(drawn) and claim.terms.term_years is not None:
            ended = debt.closing[i, :, drawn[-1] + claim.terms.term_years :]
            assert not ended.any()


def _borrowed(money: PlanMoney) -> FloatArray:
    found: FloatArray = money.financing.awards.sum(axis=(1, 2))
    found[[claim.terms.of_class is not MoneyClass.BORROWED for claim in money.financing.claims]] = 0.0
    return found


@SOME
@given(funded_plans())
def test_depreciation_write_off_and_book_value_are_the_cost(plan: Plan) -> None:
    money = _money(plan)
    kinds = {row.id: row.kind for row in plan.organisations}
    indices, years = price_indices(plan), money.arrays.years
    for action in plan.actions:
        position = money.arrays.actions.index(action.id)
        if not money.financing.uses.is_funded[position]:
            continue
        rows = sorted((row for row in plan.investments if row.action == action.id), key=lambda row: row.id)
        assets = list(assets_of(action, rows, InvestmentKind.CAPEX, plan, indices))
        active = np.array([sum(asset.cost for asset in assets if asset.active.year <= year) for year in years])
        begun = min((asset.active.year for asset in assets), default=9999)
        active = active + action.replaced_book_value * (years >= begun)
        for name, share in (action.capex_split or {action.owner: 1.0}).items():
            if kinds[name] not in ACCOUNTED:
                continue
            place = money.arrays.organisations.index(name)
            lines = money.accounts.lines[position, place]
            gone = np.cumsum(lines[AccountLine.DEPRECIATION] + lines[AccountLine.WRITE_OFF])
            total = gone + money.accounts.book_value[position, place]
            known = ~np.isnan(total)
            _close(total[known], share * active[known])
            assert known.all() or str(plan.settings.capital_cost_method) != "straight_line_nominal"


@SOME
@given(funded_plans())
def test_what_is_awarded_is_income_or_a_liability(plan: Plan) -> None:
    money = _money(plan)
    providers: defaultdict[int, set[str | None]] = defaultdict(set)
    awarded = np.zeros_like(money.accounts.deferred)
    for claim, award in zip(money.financing.claims, money.financing.awards, strict=True):
        if claim.terms.of_class is MoneyClass.EXTERNAL:
            providers[claim.action].add(claim.terms.provider)
            awarded[claim.action] += np.cumsum(award[:, Use.CAPITAL] + award[:, Use.RUNNING], axis=1)
    kinds = {row.id: row.kind for row in plan.organisations}
    income = -money.accounts.lines[:, :, [AccountLine.GRANT_INCOME, AccountLine.FEES]].sum(axis=2)
    for place, name in enumerate(money.arrays.organisations):
        if kinds.get(name) not in ACCOUNTED:
            assert not money.accounts.deferred[:, place].any()
            continue
        mine = [position for position in range(len(money.arrays.actions)) if name not in providers[position]]
        _close(np.cumsum(income[mine, place], axis=1) + money.accounts.deferred[mine, place], awarded[mine, place])
    assert (money.accounts.deferred >= -1e-9).all()


@FEW
@given(
    lives=st.lists(st.tuples(st.integers(1, 12), st.sampled_from([0.0, 0.2, 0.9])), min_size=1, max_size=3),
    month=st.integers(1, 12),
    wait=st.integers(0, 3),
    reinvest=st.booleans(),
    share=st.sampled_from([0.1, 0.333333333333333, 1.0]),
)
def test_accrued_grants_end_at_the_grant(
    lives: list[tuple[int, float]], month: int, wait: int, reinvest: bool, share: float
) -> None:
    money = money_of(
        {"activation": f"{BASE + 1 + wait}-{month:02}", "reinvest": reinvest},
        [
            {"by_year": {str(BASE): 100, str(BASE + 1): 70}, "economic_life_years": life, "residual_share": residual}
            for life, residual in lives
        ],
        sources=[{"id": "bidrag", "kind": "grant_national", "share": share}],
        funding=[{"source": "bidrag"}],
        internal_interest=0,
        last_year=BASE + 20,
    )
    income = -sum(money.line(AccountLine.GRANT_INCOME, "nämnd"))
    assert income == pytest.approx(share * 170 * len(lives))
    assert money.accounts.deferred[0, money.place("nämnd"), -1] == pytest.approx(0, abs=1e-9)


@FEW
@given(funded_plans())
def test_municipality_and_companies_are_the_group(plan: Plan) -> None:
    accounts = evaluate(plan).accounts
    companies = [item for item in accounts.organisations if item.kind == OrganisationKind.COMPANY]
    municipality, group = (accounts.levels[level] for level in AccountLevel)
    parts = [municipality, *companies]
    # A company pays no internal interest: what is left out at the levels is the committees' and the finance unit's.
    _close(group.operating_effect, np.sum([item.operating_effect for item in parts], axis=0))
    for line in CashLine:
        _close(group.cash[line], np.sum([item.cash[line] for item in parts], axis=0))
    for part in DebtLine:
        _close(group.debt[part], np.sum([item.debt[part] for item in parts], axis=0))
    for name in ("book_value", "deferred_income", "reference_capital_cost", "interest_accrued"):
        _close(getattr(group, name), np.sum([getattr(item, name) for item in parts], axis=0))


@FEW
@given(funded_plans())
def test_organisations_are_their_actions_and_their_lines_add_up(plan: Plan) -> None:
    accounts = evaluate(plan).accounts
    for item in accounts.organisations:
        each = [accounts.of_organisation(item.id, action.id) for action in plan.actions]
        _close(item.operating_effect, np.sum([part.operating_effect for part in each], axis=0))
        _close(item.operating_effect, np.sum(list(item.result.values()), axis=0))
        _close(item.net_cash, np.sum([part.net_cash for part in each], axis=0))
        _close(item.debt[DebtLine.CLOSING], np.sum([part.debt[DebtLine.CLOSING] for part in each], axis=0))
        _close(
            item.debt[DebtLine.CLOSING],
            item.debt[DebtLine.OPENING] + item.debt[DebtLine.DRAWN] - item.debt[DebtLine.AMORTISED],
        )


@FEW
@given(funded_plans())
def test_internal_interest_and_guarantee_fees_cancel_between_those_who_pay_and_get_them(plan: Plan) -> None:
    money = _money(plan)
    has_unit = any(row.kind is OrganisationKind.FINANCE_UNIT for row in plan.organisations)
    lines = money.accounts.lines.sum(axis=(0, 1))
    if has_unit:
        interest = lines[AccountLine.INTERNAL_INTEREST] + lines[AccountLine.INTERNAL_INTEREST_INCOME]
        assert np.abs(np.nan_to_num(interest)).max() <= 1e-9 * (1 + np.nan_to_num(np.abs(money.accounts.lines)).sum())
    assert np.abs(lines[AccountLine.GUARANTEE_FEE]).max() <= 1e-9 * (1 + money.debt.closing.sum())


@FEW
@given(funded_plans())
def test_cash_over_all_years_is_what_is_left_when_loans_are_gone(plan: Plan) -> None:
    """Drawn less paid back less closing debt is nothing; interest accrued and paid differ by the last year's."""
    accounts = evaluate(plan).accounts
    for item in accounts.organisations:
        borrowed = item.cash[CashLine.DRAWN].sum() + item.cash[CashLine.AMORTISED].sum()
        assert borrowed == pytest.approx(item.debt[DebtLine.CLOSING][-1], abs=1e-6)
        paid = -item.cash[CashLine.INTEREST_PAID].sum()
        assert paid == pytest.approx(item.interest_accrued[:-1].sum(), rel=1e-9, abs=1e-9)
