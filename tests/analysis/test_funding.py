"""How a plan is paid for, as it is shown: three views of the gap, leverage, liquidity, limits that bit."""

from __future__ import annotations

from typing import Any

import pytest

from finmodel import evaluate
from finmodel.analysis.funding import Funding, GapView
from finmodel.model.funding_enums import MoneyClass
from tests.engine.money_plans import money_plan, near
from tests.small_plans import BASE

Y0, Y1, Y2, Y3 = (str(BASE + k) for k in range(4))
ONE = {"amount": 100, "start_year": BASE, "economic_life_years": 10}
TWO = {"by_year": {Y0: 100, Y1: 60}, "economic_life_years": 10}
LOAN = {"id": "lån", "kind": "loan"}
GRANT = {"id": "bidrag", "kind": "grant_national", "certainty": "applied", "probability": 0.25}


def _funding(*parts: Any, perspective: str = "group", **more: Any) -> Funding:
    return evaluate(money_plan(*parts, **{"last_year": BASE + 3, **more}), perspective).funding


def _worked(loan: dict[str, Any]) -> Funding:
    funding = [{"source": "lån", **loan}, {"source": "bidrag", "share": 0.4}]
    return _funding({}, [ONE], sources=[LOAN, GRANT], funding=funding)


@pytest.mark.parametrize("loan", [{"amount": 60}, {"share": 0.6}, {"by_year": {Y0: 60}}, {"rest": True}])
def test_the_worked_example(loan: dict[str, Any]) -> None:
    """Uses 100, loan 60 secured, grant 40 applied at p = 0.25: 0, 30, 40, also where the loan could be larger."""
    totals = _worked(loan).portfolio.to_dict()["totals"]
    assert totals["gap"] == {"planned": 0, "expected": near(30), "worst": near(40)}
    assert (totals["uses"], totals["borrowed"], totals["external"]) == near((100, 60, 40))
    assert (totals["own"], totals["net_own"], totals["leverage"]) == (0, near(60), near(2 / 3))


def test_the_gap_is_split_as_what_is_not_paid() -> None:
    """80 of an investment and 20 of running cost: a grant of 20 to the first, a doubtful gift of half of the second."""
    funding = _funding(
        {"opex_change": 20, "fund_running_cost": True, "effect_start": BASE, "lifetime_years": 1},
        [{**ONE, "amount": 80}],
        sources=[
            {"id": "bidrag", "kind": "grant_eu"},
            {"id": "gåva", "kind": "private", "covers": "running_cost", "certainty": "applied", "probability": 0.4},
        ],
        funding=[{"source": "bidrag", "amount": 20}, {"source": "gåva", "share": 0.5}],
    )
    gaps = funding.portfolio.to_dict()["gap_by_kind"]
    found = {(view, use): gaps[view][use][Y0] for view in gaps for use in gaps[view]}
    assert found == near({
        ("planned", "capital"): 60, ("planned", "running"): 10,
        ("expected", "capital"): 60, ("expected", "running"): 16,
        ("worst", "capital"): 60, ("worst", "running"): 20,
    })  # fmt: skip
    assert funding.financing_gap()["expected"] == near({Y0: 76, Y1: 0, Y2: 0, Y3: 0})


def test_a_probability_that_nobody_has_stated_leaves_the_expected_gap_unknown_where_it_is_used() -> None:
    funding = _funding(
        actions=[{"id": "a"}, {"id": "b", "owner": "bolag"}],
        investments=[TWO, {**ONE, "action": "b"}],
        sources=[LOAN, {"id": "gåva", "kind": "private", "certainty": "identified"}],
        funding=[
            {"source": "gåva", "by_year": {Y1: 10}},
            {"source": "lån", "rest": True},
            {"action": "b", "source": "lån", "rest": True},
        ],
    )
    expected = funding.actions["a"].by_year(funding.actions["a"].gaps[GapView.EXPECTED])
    assert expected == {Y0: 0, Y1: None, Y2: 0, Y3: 0}
    assert funding.actions["b"].total(funding.actions["b"].gaps[GapView.EXPECTED]) == 0
    assert funding.organisations["bolag"].total(funding.organisations["bolag"].gaps[GapView.EXPECTED]) == 0
    portfolio = funding.portfolio
    assert portfolio.total(portfolio.gaps[GapView.EXPECTED]) is None
    assert portfolio.total(portfolio.gaps[GapView.WORST]) == 10
    assert portfolio.total(portfolio.gaps[GapView.PLANNED]) == 0


def test_a_source_of_unknown_probability_that_gives_nothing_is_no_matter() -> None:
    gift = {"id": "gåva", "kind": "private", "certainty": "identified", "cap_total": 0}
    funding = _funding({}, [ONE], sources=[gift], funding=[{"source": "gåva", "share": 0.5}])
    assert funding.portfolio.total(funding.portfolio.gaps[GapView.EXPECTED]) == 100


def test_classes_net_own_and_leverage() -> None:
    sources: list[dict[str, Any]] = [
        {"id": "ram", "kind": "own_investment_frame"},
        {"id": "drift", "kind": "own_operating"},
        LOAN,
        {"id": "epc", "kind": "energy_performance_contract"},
        {"id": "bidrag", "kind": "grant_eu"},
        {"id": "fond", "kind": "climate_fund", "money_class": "external"},
        {"id": "avgift", "kind": "fee", "money_class": "own"},
        {"id": "ton", "kind": "results_based", "payment_per_tonne": 1000},
    ]
    amounts = (5, 10, 15, 20, 12, 8, 10)
    entries = [{"source": row["id"], "amount": amount} for row, amount in zip(sources, amounts, strict=False)]
    funding = _funding(
        {"reduction_tonnes": 1}, [ONE], sources=sources, funding=[*entries, {"source": "ton"}],
    )  # fmt: skip
    totals = funding.portfolio.to_dict()["totals"]
    assert {name: totals[name] for name in ("own", "borrowed", "external", "net_own")} == near(
        {"own": 25, "borrowed": 35, "external": 20, "net_own": 60}
    )
    assert totals["leverage"] == near(1 / 3), "results-based money is left out"
    assert totals["results_based"] == near(3000)
    assert totals["gap"]["planned"] == near(20)
    assert "ton" not in funding.portfolio.sources


def test_without_own_money_leverage_is_undefined() -> None:
    funding = _funding({}, [ONE], sources=[GRANT], funding=[{"source": "bidrag", "amount": 40}])
    found = funding.portfolio.to_dict()
    assert found["totals"]["leverage"] is None
    assert found["undefined"]["leverage"] == "no_own_money"


def test_sunk_years_are_shown_and_in_no_total() -> None:
    funding = _funding({}, [TWO], base_year=BASE + 1, sources=[LOAN, GRANT],
                       funding=[{"source": "lån", "share": 0.5}, {"source": "bidrag", "share": 0.25}])  # fmt: skip
    found = funding.portfolio.to_dict()
    assert found["uses"] == {Y0: 100, Y1: 60, Y2: 0, Y3: 0}
    assert found["sources"]["lån"] == {Y0: 50, Y1: 30, Y2: 0, Y3: 0}
    totals = found["totals"]
    assert (totals["uses"], totals["borrowed"], totals["external"], totals["gap"]["planned"]) == (60, 30, 15, 15)
    assert (totals["net_own"], totals["leverage"]) == (30, 0.5)
    (loan, grant) = funding.sources
    assert (loan.total, grant.total) == (30, 15)


def test_liquidity_is_what_is_awarded_and_not_yet_paid() -> None:
    """A gift of half of 100 and 60, 70 % at once and the rest two years after: 15, then 24 for two years."""
    gift = {"id": "gåva", "kind": "private", "paid_during": 0.7, "payment_lag_years": 2}
    funding = _funding({}, [TWO], sources=[gift, LOAN],
                       funding=[{"source": "gåva", "share": 0.5}, {"source": "lån", "rest": True}])  # fmt: skip
    assert funding.portfolio.liquidity_need == near([15, 24, 24, 0])
    found = funding.portfolio.to_dict()
    assert found["external_paid"] == near({Y0: 35, Y1: 21, Y2: 0, Y3: 24})
    assert found["liquidity_need"][Y3] == 0
    late = _funding({}, [TWO], sources=[{**gift, "payment_lag_years": 5}], funding=[{"source": "gåva", "share": 0.5}])
    assert late.portfolio.liquidity_need == near([15, 24, 24, 24])
    (note,) = late.late_payments
    assert note.to_dict() == {"action": "a", "source": "gåva", "year": BASE + 6, "amount": near(24)}


def test_results_based_money_is_shown_in_the_year_paid_beside_the_balance() -> None:
    results = {"id": "ton", "kind": "results_based", "payment_per_tonne": 10, "payment_lag_years": 1, "cap_per_year": 7}
    funding = _funding({"reduction_tonnes": 1}, [ONE], sources=[results], funding=[{"source": "ton"}])
    assert funding.portfolio.to_dict()["results_based_paid"] == near({Y0: 0, Y1: 0, Y2: 7, Y3: 7})
    assert funding.portfolio.liquidity_need == near([0, 0, 0, 0])
    (source,) = funding.sources
    assert (source.used, source.paid) == (
        near({Y0: 0, Y1: 7, Y2: 7, Y3: 7}),
        near({Y0: 0, Y1: 0, Y2: 7, Y3: 7}),
    )
    assert source.total == near(21)
    cut = funding.cuts[0]
    assert (cut.action, cut.source, cut.year, str(cut.limit)) == ("a", "ton", BASE + 1, "cap_per_year")


def test_sources_as_they_are_used() -> None:
    funding = _funding(
        actions=[{"id": "a"}, {"id": "b"}],
        investments=[ONE, {**ONE, "action": "b"}],
        sources=[{**LOAN, "cap_total": 150}, GRANT, {"id": "gåva", "kind": "private"}],
        funding=[
            {"source": "bidrag", "amount": 20, "certainty": "secured"},
            {"source": "lån", "rest": True},
            {"action": "b", "source": "lån", "rest": True},
            {"action": "b", "source": "bidrag", "share": 0.1},
        ],
    )
    loan, grant, gift = funding.sources
    assert (loan.total, loan.cap, loan.n_actions, loan.is_secured) == (near(150), 150, 2, True)
    assert (grant.total, grant.n_actions, grant.is_secured) == (near(30), 2, False)
    assert (gift.total, gift.n_actions, gift.is_secured) == (0, 0, True)
    (cut,) = funding.cuts
    assert cut.to_dict() == {
        "action": "b", "source": "lån", "entry": "f2", "year": BASE, "limit": "cap_total",
        "asked": near(90), "granted": near(70),
    }  # fmt: skip


def test_the_balance_holds_by_action_and_by_organisation() -> None:
    funding = _funding(
        actions=[{"id": "a", "capex_split": {"nämnd": 0.5, "bolag": 0.5}}, {"id": "b", "owner": "företag"}],
        investments=[ONE, {**ONE, "action": "b"}],
        sources=[LOAN, GRANT],
        funding=[{"default": True, "source": "lån", "share": 0.3}, {"default": True, "source": "bidrag", "share": 0.2}],
        perspective="society",
    )
    assert list(funding.organisations) == ["nämnd", "bolag", "företag"]
    for balances, wholes in ((funding.actions, (100, 100)), (funding.organisations, (50, 50, 100))):
        for balance, whole in zip(balances.values(), wholes, strict=True):
            assert balance.total(balance.uses) == near(whole)
            assert balance.total(balance.sources["lån"]) == near(0.3 * whole)
            assert balance.total(balance.gaps[GapView.PLANNED]) == near(0.5 * whole)
            assert balance.total(balance.gaps[GapView.EXPECTED]) == near(0.65 * whole)
            assert balance.total(balance.gaps[GapView.WORST]) == near(0.7 * whole)
    assert funding.by_action_source_year()["b"] == {"bidrag": {Y0: 20}, "lån": {Y0: 30}}


def test_a_perspective_has_the_costs_of_those_inside() -> None:
    parts: dict[str, Any] = {
        "action": {"capex_split": {"nämnd": 0.25, "bolag": 0.25, "företag": 0.5}},
        "investments": [ONE],
        "sources": [LOAN],
        "funding": [{"source": "lån", "share": 1}],
    }
    wholes = {"municipality": 25, "group": 50, "society": 100, "bolag": 25, "owner": 25, "stat": 0}
    for perspective, whole in wholes.items():
        balance = _funding(perspective=perspective, **parts).portfolio
        assert balance.total(balance.uses) == near(whole)
        assert balance.classes[MoneyClass.BORROWED].sum() == near(whole)


def test_what_is_not_costed_is_listed() -> None:
    actions = [{"id": "a", "opex_change": {"value": None}}, {"id": "b"}, {"id": "c", "included": False}]
    funding = _funding(actions=actions, investments=[{**ONE, "action": "b"}, {**ONE, "action": "c"}])
    assert funding.not_costed == ("a",)
    assert list(funding.actions) == ["b"]


def test_all_of_it_is_plain_data() -> None:
    found = _worked({"share": 0.6}).to_dict()
    assert set(found) == {
        "portfolio", "actions", "organisations", "sources", "limits", "paid_after_last_year", "frames", "adopted_plan",
        "not_costed",
    }  # fmt: skip
    assert found["actions"]["a"]["gap"]["worst"][Y0] == near(40)
    assert found["sources"][0]["class"] == "borrowed"


# -- After funding -------------------------------------------------------------------------------------------


def _after(perspective: str, **more: Any) -> tuple[Any, Any, Any]:
    results = evaluate(money_plan(**{"last_year": BASE + 3, **more}), perspective)
    figures = results.action("a").figures
    return figures["npv"], figures["npv_after_funding"], figures.undefined.get("npv_after_funding")


def test_after_funding_external_money_is_an_inflow_in_the_year_paid() -> None:
    parts: dict[str, Any] = {
        "action": {"opex_change": 0},
        "investments": [ONE],
        "sources": [LOAN, {"id": "gåva", "kind": "private", "paid_during": 0.5, "payment_lag_years": 1}],
        "funding": [{"source": "gåva", "amount": 40}, {"source": "lån", "rest": True}],
        "residual_values": False,
        "financial_discount_rate": 0.1,
        "social_discount_rate": 0.1,
        "carbon_value": 0,
    }
    assert _after("group", **parts) == (-100, near(-100 + 20 + 20 / 1.1), None)
    assert _after("nämnd", **parts)[1] == near(-100 + 20 + 20 / 1.1)
    npv, after, reason = _after("stat", **parts)
    assert (npv, after, reason) == (None, near(-20 - 20 / 1.1), None), "only the transfer touches the state"
    assert _after("society", **parts)[:2] == (-100, -100)
    assert _after("företag", **parts)[1:] == (None, "outside_perspective")


def test_after_funding_in_fixed_prices_and_by_timing() -> None:
    parts: dict[str, Any] = {
        "action": {"opex_change": 0},
        "investments": [ONE],
        "sources": [{"id": "gåva", "kind": "private", "paid_during": 0, "payment_lag_years": 2}],
        "funding": [{"source": "gåva", "amount": 40}],
        "residual_values": False,
        "financial_discount_rate": 0.1,
        "inflation": 0.02,
        "timing": "end",
    }
    # The investment is indexed to the end of its year; the gift is decided in kronor.
    assert _after("group", **parts)[1] == near(-102 / 1.1 + 40 / 1.1**3)


def test_after_funding_is_unknown_without_the_tonnes_that_are_paid_for() -> None:
    parts: dict[str, Any] = {
        "action": {"opex_change": 0, "reduction_tonnes": {"value": None}},
        "investments": [ONE],
        "sources": [{"id": "ton", "kind": "results_based", "payment_per_tonne": 1}],
        "funding": [{"source": "ton"}],
    }
    assert _after("group", **parts)[1:] == (None, "not_quantified")
    portfolio = evaluate(money_plan(last_year=BASE + 3, **parts)).portfolio
    assert portfolio.undefined["npv_after_funding"] == "not_quantified"


def test_a_rent_between_two_inside_cancels() -> None:
    parts: dict[str, Any] = {
        "action": {"opex_change": 0},
        "investments": [ONE],
        "rents": [{"payer": "nämnd2", "receiver": "nämnd", "basis": "amount", "amount": 10}],
        "residual_values": False,
    }
    assert _after("municipality", **parts)[1] == near(-100)
    assert _after("nämnd", **parts)[1] == near(-70)
    assert _after("nämnd2", **parts)[1] == near(-30)
