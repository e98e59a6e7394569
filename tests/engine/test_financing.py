"""Sources fill uses, rule by rule: each case small enough to be done by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finmodel.engine.claims import AMOUNT, REST, SHARE
from finmodel.engine.uses import Use
from tests.engine.money_plans import Money, money_of, near
from tests.small_plans import BASE

Y0, Y1, Y2, Y3 = (str(BASE + k) for k in range(4))
ONE = {"amount": 100, "start_year": BASE, "economic_life_years": 10}
TWO = {"by_year": {Y0: 100, Y1: 60}, "economic_life_years": 10}


def _one(source: dict[str, Any], *entries: dict[str, Any], **more: Any) -> Money:
    """Return an action of 100 in the first year and 60 in the second, with one source (and "lån" beside it)."""
    return money_of(
        more.pop("action", {"opex_change": 0}),
        more.pop("investments", [TWO]),
        sources=[{"id": "s", **source}, {"id": "lån", "kind": "loan"}],
        funding=[{"source": "s", **entry} if "source" not in entry else entry for entry in entries],
        **more,
    )


def test_the_worked_example() -> None:
    """Uses 100, loan 60 secured, grant 40 applied at p = 0.25; the views are in tests/analysis."""
    money = money_of(
        {"opex_change": 0},
        [ONE],
        sources=[
            {"id": "lån", "kind": "loan"},
            {"id": "bidrag", "kind": "grant_national", "certainty": "applied", "probability": 0.25},
        ],
        funding=[{"source": "lån", "amount": 60}, {"source": "bidrag", "amount": 40}],
    )
    assert (money.award("lån"), money.award("bidrag")) == ([60, 0, 0, 0], [40, 0, 0, 0])
    assert money.gap() == [0, 0, 0, 0]
    assert money.cuts() == []


# -- What an entry asks for ----------------------------------------------------------------------------------


def test_an_amount_is_used_from_the_first_year_of_need() -> None:
    money = _one({"kind": "private"}, {"amount": 130})
    assert money.award("s") == [100, 30, 0, 0]
    assert money.gap() == [0, 30, 0, 0]
    assert money.cuts() == []


def test_amounts_by_year_are_of_their_year_and_never_more_than_the_need() -> None:
    money = _one({"kind": "private"}, {"by_year": {Y0: 30, Y1: 90, Y2: 50}})
    assert money.award("s") == [30, 60, 0, 0]
    assert money.gap() == [70, 0, 0, 0]


def test_a_share_is_of_each_years_uses() -> None:
    money = _one({"kind": "loan"}, {"share": 0.25})
    assert money.award("s") == [25, 15, 0, 0]
    assert money.gap() == [75, 45, 0, 0]


def test_a_share_is_of_the_uses_and_not_of_what_is_left() -> None:
    money = _one({"kind": "private"}, {"share": 0.5}, {"source": "lån", "share": 0.5})
    assert (money.award("s"), money.award("lån")) == ([50, 30, 0, 0], [50, 30, 0, 0])


def test_the_rest_takes_what_the_others_leave() -> None:
    money = _one({"kind": "private", "cap_total": 90}, {"source": "lån", "rest": True}, {"share": 0.75})
    assert money.award("s") == [75, 15, 0, 0]
    assert money.award("lån") == [25, 45, 0, 0]
    assert money.gap() == [0, 0, 0, 0]


def test_money_that_is_cut_is_gap_where_nothing_says_the_rest() -> None:
    money = _one({"kind": "private", "cap_total": 30}, {"share": 0.5}, {"source": "lån", "share": 0.5})
    assert money.award("s") == [30, 0, 0, 0]
    assert money.award("lån") == [50, 30, 0, 0], "a share is never exceeded"
    assert money.gap() == [20, 30, 0, 0]


def test_a_grant_that_says_nothing_is_the_sources_share_of_the_eligible_cost() -> None:
    money = _one({"kind": "grant_eu", "share": 0.4, "eligible_share": 0.5}, {})
    assert money.award("s") == near([20, 12, 0, 0])
    assert [claim.phase for claim in money.financing.claims] == [SHARE]


def test_amounts_go_before_shares_and_shares_before_the_rest_whatever_their_position() -> None:
    money = money_of(
        {"opex_change": 0},
        [ONE],
        sources=[{"id": name, "kind": "private"} for name in ("rest", "andel", "belopp")],
        funding=[
            {"source": "rest", "rest": True},
            {"source": "andel", "share": 0.5},
            {"source": "belopp", "by_year": {Y0: 80}},
        ],
    )
    assert money.award("belopp") == [80, 0, 0, 0]
    assert money.award("andel") == [20, 0, 0, 0]
    assert money.award("rest") == [0, 0, 0, 0]
    assert [claim.phase for claim in money.financing.claims] == [REST, SHARE, AMOUNT]


def test_within_a_phase_positions_go_in_order() -> None:
    money = money_of(
        {"opex_change": 0},
        [ONE],
        sources=[{"id": "x", "kind": "private"}, {"id": "y", "kind": "private"}],
        funding=[{"source": "x", "amount": 70, "position": 9}, {"source": "y", "amount": 70, "position": 4}],
    )
    assert (money.award("y"), money.award("x")) == ([70, 0, 0, 0], [30, 0, 0, 0])


def test_an_action_can_have_a_source_twice() -> None:
    money = _one({"kind": "private", "cap_per_action": 60}, {"amount": 50}, {"amount": 50})
    assert [float(award.sum()) for award in money.financing.awards] == [50, 10]
    # The amount that was not to be had is asked for again while there is need.
    assert money.cuts() == [("a", "s", BASE, "cap_per_action", 50, 10), ("a", "s", BASE + 1, "cap_per_action", 40, 0)]


# -- What a source pays for ----------------------------------------------------------------------------------

RUNNING = {"opex_change": 20, "fund_running_cost": True, "opex_split": {"nämnd": 0.5, "bolag": 0.5}}


@pytest.mark.parametrize(
    ("source", "capital", "running"),
    [
        ({"kind": "loan"}, 50, 0),
        ({"kind": "private"}, 50, 10),
        ({"kind": "own_operating"}, 50, 10),
        ({"kind": "own_investment_frame"}, 50, 0),
        ({"kind": "fee", "money_class": "own"}, 50, 10),
        ({"kind": "climate_fund", "money_class": "external"}, 50, 10),
        ({"kind": "loan", "covers": "both"}, 50, 10),
        ({"kind": "private", "covers": "running_cost"}, 0, 10),
        ({"kind": "own_operating", "covers": "investment"}, 50, 0),
    ],
)
def test_a_source_pays_for_its_sort_of_cost(source: dict[str, Any], capital: float, running: float) -> None:
    money = _one(source, {"share": 0.5}, action=RUNNING, investments=[ONE])
    awards = money.financing.awards[money.claim("s")]
    assert awards[:, Use.CAPITAL].sum(axis=0) == near([capital, 0, 0, 0])
    assert awards[:, Use.RUNNING].sum(axis=0) == near([0, running, running, running])
    gap = money.financing.gap[0]
    assert gap[:, Use.CAPITAL].sum() == near(100 - capital)
    assert gap[:, Use.RUNNING].sum() == near(60 - 3 * running)


def test_a_grant_to_running_cost_counts_it_as_eligible() -> None:
    source = {"kind": "grant_national", "covers": "both", "share": 0.5, "eligible_share": 0.8}
    money = _one(source, {}, action=RUNNING, investments=[ONE])
    assert money.award("s") == near([40, 8, 8, 8])


def test_a_grant_to_running_cost_alone_is_of_running_cost_alone() -> None:
    source = {"kind": "grant_national", "covers": "running_cost", "share": 0.5}
    money = _one(source, {}, action=RUNNING, investments=[ONE])
    assert money.award("s") == near([0, 10, 10, 10])
    assert _one(source, {"rest": True}, action=RUNNING, investments=[ONE]).award("s") == near([0, 10, 10, 10])


def test_an_award_is_spread_over_bearers_and_sorts_by_what_is_left_to_pay() -> None:
    action = {**RUNNING, "capex_split": {"nämnd": 0.1, "bolag": 0.9}, "effect_start": BASE}
    money = _one({"kind": "private"}, {"amount": 60}, {"source": "lån", "by_year": {Y0: 40}}, action=action,
                 investments=[ONE])  # fmt: skip
    # 120 to pay: bolag 90 + 10, nämnd 10 + 10. The loan takes 40 of what is left of the investment.
    awards = money.financing.awards[money.claim("s")][:, :, 0]
    assert awards[money.place("bolag")] == near([45, 5])
    assert awards[money.place("nämnd")] == near([5, 5])
    loan = money.financing.awards[money.claim("lån")][:, Use.CAPITAL, 0]
    assert loan[money.place("bolag")] == near(36)
    assert loan[money.place("nämnd")] == near(4)


@pytest.mark.parametrize(
    ("provider", "payable"),
    [
        (None, {"nämnd", "nämnd2", "finans", "bolag", "företag"}),
        ("nämnd2", {"nämnd2"}),
        ("bolag", {"bolag"}),
        ("finans", {"nämnd", "nämnd2", "finans"}),
    ],
)
def test_own_money_pays_its_owners_costs_and_the_finance_units_those_of_committees(
    provider: str | None, payable: set[str]
) -> None:
    split = {"nämnd": 0.2, "nämnd2": 0.2, "finans": 0.2, "bolag": 0.2, "företag": 0.2}
    source = {"kind": "own_investment_frame", **({} if provider is None else {"provider": provider})}
    money = _one(source, {"rest": True}, action={"opex_change": 0, "capex_split": split}, investments=[ONE])
    awards = money.financing.awards[money.claim("s")].sum(axis=(1, 2))
    assert {name for name in split if awards[money.place(name)] > 0} == payable
    assert money.award("s")[0] == near(20 * len(payable))


def test_the_provider_of_other_money_limits_nothing() -> None:
    money = _one({"kind": "private", "provider": "bolag"}, {"share": 1})
    assert money.award("s") == [100, 60, 0, 0]


# -- Eligibility and windows ---------------------------------------------------------------------------------


def test_a_window_is_inclusive() -> None:
    investments = [{"by_year": {Y0: 10, Y1: 10, Y2: 10, Y3: 10}}]
    money = _one({"kind": "private", "first_year": BASE + 1, "last_year": BASE + 2}, {"share": 1},
                 investments=investments)  # fmt: skip
    assert money.award("s") == [0, 10, 10, 0]
    assert money.cuts() == [("a", "s", BASE, "window", 10, 0), ("a", "s", BASE + 3, "window", 10, 0)]


def test_an_amount_waits_for_the_window() -> None:
    money = _one({"kind": "private", "first_year": BASE + 1}, {"amount": 80})
    assert money.award("s") == [0, 60, 0, 0]


@pytest.mark.parametrize(
    ("terms", "limit"),
    [
        ({"eligible_sectors": ["trafik"]}, "sector"),
        ({"eligible_sectors": ["bygg", "trafik"]}, None),
        ({"eligible_owner_kinds": ["company", "business"]}, "owner_kind"),
        ({"eligible_owner_kinds": ["committee"]}, None),
        ({"minimum_kg_per_krona": 100.1}, "kg_per_krona"),
        ({"minimum_kg_per_krona": 100}, None),
    ],
)
def test_eligibility(terms: dict[str, Any], limit: str | None) -> None:
    """The action is of "bygg", of a committee, and saves 2 t a year for 8 years: 16,000 kg for 160 kronor."""
    action = {"opex_change": 0, "sector": "bygg", "reduction_tonnes": 2, "lifetime_years": 8}
    money = _one({"kind": "private", **terms}, {"share": 1}, action=action, sectors=["bygg", "trafik"])
    if limit is None:
        assert money.award("s") == [100, 60, 0, 0]
        assert money.cuts() == []
    else:
        assert money.award("s") == [0, 0, 0, 0]
        assert money.cuts() == [("a", "s", BASE, limit, 100, 0), ("a", "s", BASE + 1, limit, 60, 0)]


def test_an_action_without_sector_is_of_none() -> None:
    money = _one({"kind": "private", "eligible_sectors": ["bygg"]}, {"share": 1}, sectors=["bygg"])
    assert money.award("s") == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("action", "investments"),
    [({"opex_change": 0}, [TWO]), ({"opex_change": 20, "fund_running_cost": True, "reduction_tonnes": 2}, [])],
)
def test_an_unknown_emission_reduction_per_krona_is_not_eligible(
    action: dict[str, Any], investments: list[dict[str, Any]]
) -> None:
    """Not quantified, or nothing invested: there is no such figure."""
    action = {**action, "effect_start": BASE}
    money = _one({"kind": "private", "minimum_kg_per_krona": 0}, {"share": 1}, action=action, investments=investments)
    assert money.award("s") == [0, 0, 0, 0]
    assert {cut[3] for cut in money.cuts()} == {"kg_per_krona_unknown"}


def test_emission_reduction_per_krona_is_in_fixed_prices_without_sunk_money() -> None:
    """60 kronor of the price year after the base year and 2 t × 9 years: 300 kg per krona, though 100 were sunk."""
    action = {"opex_change": 0, "reduction_tonnes": 2, "lifetime_years": 9}
    for least, got in ((300, 66), (300.5, 0)):
        money = _one(
            {"kind": "private", "minimum_kg_per_krona": least},
            {"share": 1},
            action=action,
            base_year=BASE + 1,
            inflation=0.1,
        )
        assert money.award("s")[1] == near(got)


# -- Caps ----------------------------------------------------------------------------------------------------


def test_cap_per_action_is_for_all_years() -> None:
    money = _one({"kind": "private", "cap_per_action": 120}, {"share": 1})
    assert money.award("s") == [100, 20, 0, 0]
    assert money.cuts() == [("a", "s", BASE + 1, "cap_per_action", 60, 20)]


def test_cap_per_year_by_number_and_by_year() -> None:
    money = _one({"kind": "private", "cap_per_year": {"value": 70, "by_year": {Y1: 0}}}, {"share": 1})
    assert money.award("s") == [70, 0, 0, 0]
    assert money.cuts() == [("a", "s", BASE, "cap_per_year", 100, 70), ("a", "s", BASE + 1, "cap_per_year", 60, 0)]


def test_cap_in_all() -> None:
    money = _one({"kind": "private", "cap_total": 130}, {"share": 1})
    assert money.award("s") == [100, 30, 0, 0]
    assert money.cuts() == [("a", "s", BASE + 1, "cap_total", 60, 30)]


def test_the_tightest_limit_is_named() -> None:
    source = {"kind": "private", "cap_per_action": 50, "cap_per_year": 40, "cap_total": 45}
    assert _one(source, {"share": 1}).cuts() == [
        ("a", "s", BASE, "cap_per_year", 100, 40),
        ("a", "s", BASE + 1, "cap_total", 60, 5),
    ]
    assert _one({**source, "cap_per_action": 30}, {"share": 1}).cuts()[0] == (
        "a", "s", BASE, "cap_per_action", 100, 30,
    )  # fmt: skip


def test_a_cap_that_is_just_enough_is_no_cut() -> None:
    money = _one({"kind": "private", "cap_per_action": 160, "cap_per_year": 100, "cap_total": 160}, {"share": 1})
    assert money.award("s") == [100, 60, 0, 0]
    assert money.cuts() == []


# -- Grants --------------------------------------------------------------------------------------------------


def test_a_grants_share_is_a_ceiling_to_date_for_amounts_too() -> None:
    money = _one({"kind": "grant_national", "share": 0.4}, {"amount": 100})
    assert money.award("s") == near([40, 24, 0, 0])
    assert money.cuts() == [
        ("a", "s", BASE, "eligible_share", 100, 40),
        ("a", "s", BASE + 1, "eligible_share", 60, 24),
    ]


def test_reinvestment_is_not_eligible() -> None:
    action = {"opex_change": 0, "reinvest": True}
    money = _one({"kind": "grant_national"}, {"rest": True}, action=action,
                 investments=[{**ONE, "economic_life_years": 2}])  # fmt: skip
    assert money.award("s") == [100, 0, 0, 0]
    assert money.gap() == [0, 0, 100, 0]
    assert money.cuts() == [("a", "s", BASE + 2, "aid_intensity", 100, 0)]


def test_less_the_reference_where_the_scheme_says_so() -> None:
    investments = [TWO, {"kind": "reference_capex", "amount": 80, "start_year": BASE}]
    money = _one({"kind": "grant_eu", "share": 0.5, "less_reference": True}, {}, investments=investments)
    assert money.award("s") == near([10, 30, 0, 0])
    assert _one({"kind": "grant_eu", "share": 0.5}, {}, investments=investments).award("s") == [50, 30, 0, 0]


def test_a_reference_that_comes_first_waits_for_cost_to_take_off() -> None:
    """Eligible to date: 0, then 160 − 130 = 30. What the reference takes off is never less than nothing."""
    investments = [
        {"by_year": {Y1: 160}},
        {"kind": "reference_capex", "amount": 130, "start_year": BASE},
    ]
    money = _one({"kind": "grant_eu", "less_reference": True, "share": 1}, {}, investments=investments)
    assert money.award("s") == near([0, 30, 0, 0])


def test_a_reference_that_comes_later_is_taken_off_from_the_beginning() -> None:
    """Eligible in the end: 160 − 130 = 30, and never more before."""
    investments = [TWO, {"kind": "reference_capex", "by_year": {Y2: 130}}]
    money = _one({"kind": "grant_eu", "less_reference": True, "share": 0.5}, {}, investments=investments)
    assert money.award("s") == near([15, 0, 0, 0])
    without = _one({"kind": "grant_eu", "less_reference": True, "share": 0.5}, {},
                   investments=[TWO, {"kind": "reference_capex", "by_year": {Y2: 500}}])  # fmt: skip
    assert without.award("s") == [0, 0, 0, 0]


def test_a_share_of_a_grant_asks_for_nothing_in_a_year_of_reinvestment() -> None:
    action = {"opex_change": 0, "reinvest": True}
    money = _one({"kind": "grant_national", "share": 0.5}, {}, action=action,
                 investments=[{**ONE, "economic_life_years": 2}])  # fmt: skip
    assert money.award("s") == [50, 0, 0, 0]
    assert money.cuts() == []


def test_a_sources_share_is_of_all_the_actions_entries_together() -> None:
    money = _one({"kind": "grant_national", "share": 0.4}, {"by_year": {Y0: 30}}, {"by_year": {Y0: 30}})
    assert [float(award.sum()) for award in money.financing.awards] == near([30, 10])
    assert money.cuts() == [("a", "s", BASE, "eligible_share", 30, 10)]


def test_of_limits_that_are_equally_tight_the_first_is_named() -> None:
    money = _one({"kind": "grant_eu", "cap_per_action": 30, "aid_intensity": 0.3}, {"amount": 50}, investments=[ONE])
    assert money.cuts() == [("a", "s", BASE, "cap_per_action", 50, 30)]


def test_two_grants_together_stay_below_the_aid_intensity_and_the_later_is_cut() -> None:
    money = money_of(
        {"opex_change": 0},
        [TWO],
        sources=[
            {"id": "eu", "kind": "grant_eu", "share": 0.5, "aid_intensity": 0.6},
            {"id": "stat", "kind": "grant_national", "share": 0.4, "aid_intensity": 0.6},
            {"id": "gåva", "kind": "private"},
        ],
        funding=[{"source": "eu"}, {"source": "stat"}, {"source": "gåva", "share": 0.1}],
    )
    assert money.award("eu") == near([50, 30, 0, 0])
    assert money.award("stat") == near([10, 6, 0, 0])
    assert money.award("gåva") == near([10, 6, 0, 0]), "private money is no aid"
    assert money.cuts() == [
        ("a", "stat", BASE, "aid_intensity", 40, 10),
        ("a", "stat", BASE + 1, "aid_intensity", 24, 6),
    ]


def test_without_an_aid_intensity_grants_pay_no_more_than_the_eligible_cost() -> None:
    money = money_of(
        {"opex_change": 0},
        [ONE],
        sources=[{"id": "x", "kind": "grant_eu"}, {"id": "y", "kind": "grant_national", "eligible_share": 0.7}],
        funding=[{"source": "x", "amount": 40}, {"source": "y", "amount": 60}],
    )
    assert (money.award("x"), money.award("y")) == ([40, 0, 0, 0], near([30, 0, 0, 0]))


def test_the_aid_ceiling_is_of_an_action_and_not_of_all() -> None:
    money = money_of(
        actions=[{"id": "a", "opex_change": 0}, {"id": "b", "opex_change": 0}],
        investments=[ONE, {**ONE, "action": "b"}],
        sources=[{"id": "s", "kind": "grant_eu", "share": 0.5, "aid_intensity": 0.5}],
        funding=[{"default": True, "source": "s"}],
    )
    assert money.award("s") == money.award("s", "b") == [50, 0, 0, 0]


# -- Competition ---------------------------------------------------------------------------------------------


def _two(first: dict[str, Any], second: dict[str, Any], source: dict[str, Any], **more: Any) -> Money:
    entry = more.pop("entry", {"share": 1})
    return money_of(
        actions=[{"id": "a", "opex_change": 0, **first}, {"id": "b", "opex_change": 0, **second}],
        investments=[TWO, {"action": "b", "by_year": {Y0: 300}, "economic_life_years": 10}],
        sources=[{"id": "s", "kind": "private", **source}, {"id": "lån", "kind": "loan"}],
        funding=more.pop("funding", [{"default": True, "source": "s", **entry}]),
        **more,
    )


def test_equals_share_a_source_pro_rata_to_what_each_could_take() -> None:
    money = _two({}, {}, {"cap_total": 200})
    assert money.award("s") == near([50, 0, 0, 0])
    assert money.award("s", "b") == near([150, 0, 0, 0])
    assert money.cuts() == [
        ("a", "s", BASE, "cap_total", 100, 50),
        ("a", "s", BASE + 1, "cap_total", 60, 0),
        ("b", "s", BASE, "cap_total", 300, 150),
    ]


def test_what_each_could_take_is_after_its_own_limits() -> None:
    money = _two({}, {}, {"cap_per_year": 120, "cap_per_action": 140})
    assert money.award("s") == near([120 * 100 / 240, 60, 0, 0])
    assert money.award("s", "b") == near([120 * 140 / 240, 0, 0, 0])


@pytest.mark.parametrize(("of_a", "of_b"), [(1, 2), (1, None), (7, 9999)])
def test_a_lower_priority_number_goes_first(of_a: int, of_b: int | None) -> None:
    second = {} if of_b is None else {"priority": of_b}
    money = _two({"priority": of_a}, second, {"cap_per_year": 200})
    assert (money.award("s"), money.award("s", "b")) == ([100, 60, 0, 0], [100, 0, 0, 0])
    money = _two(second, {"priority": of_a}, {"cap_per_year": 200})
    assert (money.award("s"), money.award("s", "b")) == ([0, 60, 0, 0], [200, 0, 0, 0])


def test_priority_goes_before_phase_and_phase_before_position() -> None:
    entries = [
        {"action": "a", "source": "s", "rest": True, "position": 1},
        {"action": "b", "source": "s", "amount": 300, "position": 5},
    ]
    money = _two({}, {}, {"cap_per_year": 320}, funding=entries)
    assert (money.award("s"), money.award("s", "b")) == ([20, 60, 0, 0], [300, 0, 0, 0])
    money = _two({"priority": 1}, {"priority": 2}, {"cap_per_year": 320}, funding=entries)
    assert (money.award("s"), money.award("s", "b")) == ([100, 60, 0, 0], near([220, 0, 0, 0]))


def test_an_earlier_position_goes_before_a_later_one_of_another_action() -> None:
    entries = [
        {"action": "a", "source": "s", "share": 1, "position": 2},
        {"action": "b", "source": "s", "share": 1, "position": 1},
    ]
    money = _two({}, {}, {"cap_per_year": 310}, funding=entries)
    assert (money.award("s"), money.award("s", "b")) == ([10, 60, 0, 0], [300, 0, 0, 0])


def test_a_year_goes_before_the_next_whatever_the_priority() -> None:
    money = money_of(
        actions=[{"id": "a", "opex_change": 0, "priority": 1}, {"id": "b", "opex_change": 0, "priority": 2}],
        investments=[{"by_year": {Y1: 100}}, {"action": "b", "by_year": {Y0: 100}}],
        sources=[{"id": "s", "kind": "private", "cap_total": 120}],
        funding=[{"default": True, "source": "s", "rest": True}],
    )
    assert (money.award("s"), money.award("s", "b")) == ([0, 20, 0, 0], [100, 0, 0, 0])


def test_equals_that_ask_for_nothing_do_not_stop_the_others() -> None:
    entries = [
        {"action": name, "source": "s", "amount": amount, "position": 1} for name, amount in (("a", 0), ("b", 70))
    ]
    money = _two({}, {}, {}, funding=entries)
    assert (money.award("s"), money.award("s", "b")) == ([0, 0, 0, 0], [70, 0, 0, 0])


def test_a_share_of_nothing_is_nothing() -> None:
    assert _one({"kind": "private"}, {"share": 0}).award("s") == [0, 0, 0, 0]


def test_an_action_that_raises_emissions_has_no_kg_per_krona() -> None:
    """As its indicator: undefined where the plan's own years raise emissions, or its whole life does."""
    source = {"kind": "private", "minimum_kg_per_krona": 0}
    for tonnes in ({"reduction_tonnes": -1, "removal_tonnes": 0}, {"reduction_tonnes": 1, "upfront_tonnes": 100}):
        money = _one(source, {"share": 1}, action={"opex_change": 0, "lifetime_years": 8, **tonnes})
        assert {cut[3] for cut in money.cuts()} == {"kg_per_krona_unknown"}


@pytest.mark.parametrize(
    ("tonnes", "rate", "is_known"),
    [
        ({"reduction_tonnes": 1, "upfront_tonnes": 10, "lifetime_years": 30}, None, False),  # 2 − 10 in the plan
        ({"reduction_tonnes": 1, "upfront_tonnes": 1.9, "lifetime_years": 30}, None, True),
        ({"reduction_tonnes": 1, "upfront_tonnes": 1.9, "lifetime_years": 30}, 1, False),  # discounted: 0.375 − …
        ({"reduction_tonnes": 0.05, "lifetime_years": 8}, None, True),
        ({"reduction_tonnes": 0, "lifetime_years": 8}, None, False),
    ],
)
def test_kg_per_krona_is_known_where_societys_indicator_is(
    tonnes: dict[str, Any], rate: float | None, is_known: bool
) -> None:
    source = {"kind": "private", "minimum_kg_per_krona": 0}
    more = {} if rate is None else {"social_discount_rate": rate, "carbon_value": 0}
    money = _one(source, {"share": 1}, action={"opex_change": 0, **tonnes}, **more)
    assert (money.award("s") == [100, 60, 0, 0]) is is_known


def test_a_large_action_does_not_hide_that_a_small_one_raises_emissions() -> None:
    small = {"reduction_tonnes": 1, "upfront_tonnes": 2.001, "lifetime_years": 30}
    money = _two(small, {"reduction_tonnes": 1e12, "lifetime_years": 9}, {"minimum_kg_per_krona": 0})
    assert (money.award("s"), money.award("s", "b")) == ([0, 0, 0, 0], [300, 0, 0, 0])


def test_eligibility_by_kg_per_krona_is_each_actions_own() -> None:
    """10 t for 160 kronor are 62.5 kg a krona, and 10 t for 300 are 33."""
    tonnes = {"reduction_tonnes": 1, "lifetime_years": 10}
    money = _two(tonnes, tonnes, {"minimum_kg_per_krona": 50})
    assert (money.award("s"), money.award("s", "b")) == ([100, 60, 0, 0], [0, 0, 0, 0])


# -- Small and large money ------------------------------------------------------------------------------------


def test_ore_are_shared_as_kronor_are() -> None:
    def all_of_it(factor: float) -> tuple[list[float], list[float], list[float], list[tuple[object, ...]]]:
        money = money_of(
            {"opex_change": 0, "reduction_tonnes": 2, "lifetime_years": 8},
            [{"by_year": {Y0: 100 * factor, Y1: 60 * factor}}],
            sources=[
                {"id": "s", "kind": "private", "cap_per_year": 50 * factor, "minimum_kg_per_krona": 100 / factor},
                {"id": "lån", "kind": "loan"},
            ],
            funding=[{"source": "s", "amount": 90 * factor}, {"source": "lån", "share": 0.25}],
        )
        return money.award("s"), money.award("lån"), money.gap(), [cut[:4] for cut in money.cuts()]

    whole, small = all_of_it(1), all_of_it(1 / 1024)
    for kronor, ore in zip(whole[:3], small[:3], strict=True):
        assert ore == near([amount / 1024 for amount in kronor])
    assert whole[3] == small[3]


def test_a_cut_that_is_rounding_is_not_listed() -> None:
    """Half a thousandth of a krona of a billion."""
    money = _one({"kind": "private", "cap_total": 999_999_999.9995}, {"share": 1}, investments=[{**ONE, "amount": 1e9}])
    assert money.cuts() == []
    assert _one({"kind": "private", "cap_total": 999_999_999.99}, {"share": 1},
                investments=[{**ONE, "amount": 1e9}]).cuts() != []  # fmt: skip


# -- Defaults ------------------------------------------------------------------------------------------------


def test_defaults_are_never_mixed() -> None:
    scopes: tuple[dict[str, Any], ...] = (
        {"action": "a"},
        {"sector": "bygg"},
        {"owner": "nämnd"},
        {"status": "decided"},
        {"default": True},
    )
    names = ("egen", "sektor", "ägare", "läge", "alla")
    for skipped in range(5):
        money = money_of(
            {"opex_change": 0, "sector": "bygg", "status": "decided"},
            [ONE],
            sectors=["bygg"],
            sources=[{"id": name, "kind": "private"} for name in names],
            funding=[
                {**scope, "source": name, "share": 0.1}
                for name, scope in list(zip(names, scopes, strict=True))[skipped:]
            ],
        )
        assert [claim.terms.id for claim in money.financing.claims] == [names[skipped]]
        assert money.award(names[skipped]) == [10, 0, 0, 0]


def test_without_a_mix_all_is_gap() -> None:
    money = money_of({"opex_change": 0}, [TWO])
    assert money.financing.claims == ()
    assert money.financing.awards.shape == (0, 7, 2, 4)
    assert money.gap() == [100, 60, 0, 0]


# -- Certainty -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "entry", "probability", "is_secured"),
    [
        ({"certainty": "secured"}, {}, 1, True),
        ({"certainty": "applied", "probability": 0.3}, {}, 0.3, False),
        ({"certainty": "applied", "probability": 0.3}, {"probability": 0.6}, 0.6, False),
        ({"certainty": "applied", "probability": 0.3}, {"certainty": "secured"}, 1, True),
        ({"certainty": "secured"}, {"certainty": "identified", "probability": 0}, 0, False),
        ({"certainty": "identified"}, {}, None, False),
        ({"certainty": "secured"}, {"certainty": "applied"}, None, False),
    ],
)
def test_an_entrys_certainty_goes_before_the_sources(
    source: dict[str, Any], entry: dict[str, Any], probability: float | None, is_secured: bool
) -> None:
    (claim,) = _one({"kind": "private", **source}, {"share": 0.5, **entry}).financing.claims
    assert claim.is_secured is is_secured
    assert np.isnan(claim.probability) if probability is None else claim.probability == probability


# -- Rounding ------------------------------------------------------------------------------------------------


def test_thirds_leave_no_gap() -> None:
    third = 0.333333333333333
    money = money_of(
        {"opex_change": 0, "capex_split": {"nämnd": 0.1, "nämnd2": 0.2, "bolag": 0.7}},
        [{**ONE, "amount": 999_999.99}],
        sources=[{"id": name, "kind": "private"} for name in "xyz"],
        funding=[{"source": "x", "share": third}, {"source": "y", "share": third}, {"source": "z", "rest": True}],
    )
    assert money.gap() == [0, 0, 0, 0]
    assert money.cuts() == []
    assert (money.financing.gap >= 0).all()


def test_what_rounding_leaves_of_a_cell_is_no_gap() -> None:
    """0.6 and 0.3 and 0.1 of these three tenths are, in floats, not quite all."""
    money = money_of(
        {"opex_change": 0, "capex_split": {"nämnd": 0.3, "bolag": 0.7}},
        [{**ONE, "amount": 2_999_999.97}],
        sources=[{"id": name, "kind": "private"} for name in "xyz"],
        funding=[{"source": name, "share": share} for name, share in zip("xyz", (0.6, 0.3, 0.1), strict=True)],
    )
    assert money.gap() == [0, 0, 0, 0]


def test_nothing_is_asked_for_in_years_without_need() -> None:
    money = _one({"kind": "private", "last_year": BASE + 1}, {"by_year": {Y0: 100, Y1: 60}})
    assert money.cuts() == []
    assert money.award("s") == [100, 60, 0, 0]


def test_results_based_money_pays_no_use() -> None:
    source = {"kind": "results_based", "payment_per_tonne": 1000}
    money = _one(source, {"share": 1}, action={"opex_change": 0, "reduction_tonnes": 5})
    assert money.award("s") == [0, 0, 0, 0]
    assert money.gap() == [100, 60, 0, 0]
