"""When external money is paid, results-based money per tonne, and both as transfers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from finmodel.engine.payouts import TransferLine
from tests.engine.money_plans import Money, money_of, near
from tests.small_plans import BASE

Y0, Y1, Y2, Y3 = (str(BASE + k) for k in range(4))
TWO = {"by_year": {Y0: 100, Y1: 60}, "economic_life_years": 10}


def _paid(source: dict[str, Any], *entries: dict[str, Any], **more: Any) -> Money:
    return money_of(
        more.pop("action", {"opex_change": 0}),
        more.pop("investments", [TWO]),
        sources=[{"id": "s", **source}],
        funding=[{"source": "s", **entry} for entry in entries],
        **more,
    )


def _transfers(money: Money, organisation: str, line: TransferLine, action: str = "a") -> list[float]:
    return [float(x) for x in money.moved[money.action(action), money.place(organisation), line]]


def test_names_of_transfers() -> None:
    assert [line.key for line in TransferLine] == [
        "grants", "private", "climate_fund", "fees", "results_based", "internal_rent",
    ]  # fmt: skip


def test_paid_at_once() -> None:
    money = _paid({"kind": "private", "payment_lag_years": 0}, {"share": 0.5})
    assert money.paid("s") == [50, 30, 0, 0]


def test_the_rest_comes_in_one_instalment_after_the_last_use() -> None:
    """70 % during, 30 % a year after the last use: 35 and 21, then 24."""
    money = _paid({"kind": "grant_national", "share": 0.5, "paid_during": 0.7, "payment_lag_years": 1}, {})
    assert money.paid("s") == near([35, 21, 24, 0])
    assert money.payouts.earned[0].sum(axis=0) == near([50, 30, 0, 0])
    assert money.payouts.late == ()


def test_the_last_use_is_that_of_the_entry() -> None:
    terms = {"kind": "private", "paid_during": 0, "payment_lag_years": 1}
    money = money_of(
        {"opex_change": 0},
        [TWO],
        sources=[{"id": "tidig", **terms}, {"id": "sen", **terms}],
        funding=[{"source": "tidig", "by_year": {Y0: 10}}, {"source": "sen", "share": 0.1}],
    )
    assert money.paid("tidig") == [0, 10, 0, 0]
    assert money.paid("sen") == near([0, 0, 16, 0])


def test_what_is_paid_after_the_last_year_is_listed_in_no_figure() -> None:
    money = _paid({"kind": "private", "paid_during": 0.25, "payment_lag_years": 3}, {"share": 0.5})
    assert money.paid("s") == near([12.5, 7.5, 0, 0])
    (late,) = money.payouts.late
    assert late.organisation == money.place("nämnd")
    assert (late.claim, late.year, late.amount) == (0, BASE + 4, near(60))
    at_the_end = _paid({"kind": "private", "paid_during": 0.25, "payment_lag_years": 2}, {"share": 0.5})
    assert at_the_end.paid("s") == near([12.5, 7.5, 0, 60])
    assert at_the_end.payouts.late == ()


def test_what_is_paid_at_once_is_never_late_and_ore_are() -> None:
    assert _paid({"kind": "private", "payment_lag_years": 9}, {"share": 0.5}).payouts.late == ()
    small = _paid({"kind": "private", "payment_lag_years": 9, "paid_during": 0}, {"amount": 0.5})
    assert [late.amount for late in small.payouts.late] == [0.5]


def test_transfers_pass_over_own_money() -> None:
    money = money_of(
        {"opex_change": 0},
        [TWO],
        sources=[{"id": "lån", "kind": "loan"}, {"id": "gåva", "kind": "private"}, {"id": "fond", "kind": "private"}],
        funding=[{"source": name, "by_year": {Y0: 10}} for name in ("lån", "gåva", "fond")],
    )
    assert _transfers(money, "nämnd", TransferLine.PRIVATE) == [20, 0, 0, 0]


def test_bearers_are_paid_by_what_was_awarded_for_their_cost() -> None:
    action = {"opex_change": 0, "capex_split": {"nämnd": 0.25, "bolag": 0.75}}
    money = _paid({"kind": "private", "paid_during": 0.5, "payment_lag_years": 1}, {"amount": 80}, action=action)
    assert money.paid("s", organisation="bolag") == near([30, 30, 0, 0])
    assert money.paid("s", organisation="nämnd") == near([10, 10, 0, 0])


@pytest.mark.parametrize("kind", ["loan", "own_investment_frame"])
def test_own_and_borrowed_money_is_no_payment(kind: str) -> None:
    money = _paid({"kind": kind}, {"share": 1})
    assert money.paid("s") == [0, 0, 0, 0]
    assert money.payouts.earned.sum() == 0
    assert money.payouts.late == ()
    assert not money.moved.any()


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ({"kind": "grant_national"}, TransferLine.GRANTS),
        ({"kind": "grant_eu"}, TransferLine.GRANTS),
        ({"kind": "private"}, TransferLine.PRIVATE),
        ({"kind": "climate_fund", "money_class": "external"}, TransferLine.CLIMATE_FUND),
        ({"kind": "fee", "money_class": "external"}, TransferLine.FEES),
    ],
)
def test_external_money_is_a_transfer_from_its_provider_in_the_year_paid(
    source: dict[str, Any], line: TransferLine
) -> None:
    terms = {"provider": "företag", "paid_during": 0, "payment_lag_years": 1}
    money = _paid({**source, **terms}, {"amount": 120})
    assert _transfers(money, "nämnd", line) == [0, 0, 120, 0]
    assert _transfers(money, "företag", line) == [0, 0, -120, 0]
    assert np.abs(money.moved).sum() == 240


def test_a_provider_that_bears_part_of_the_cost_pays_itself_nothing() -> None:
    action = {"opex_change": 0, "capex_split": {"nämnd": 0.25, "bolag": 0.75}}
    money = _paid({"kind": "private", "provider": "bolag"}, {"amount": 80}, action=action)
    assert _transfers(money, "bolag", TransferLine.PRIVATE) == near([-20, 0, 0, 0])
    assert _transfers(money, "nämnd", TransferLine.PRIVATE) == near([20, 0, 0, 0])


# -- Results-based -------------------------------------------------------------------------------------------

RESULTS = {"kind": "results_based", "payment_per_tonne": 10}
TONNES = {"opex_change": 0, "effect_start": BASE, "reduction_tonnes": 4, "removal_tonnes": 1, "upfront_tonnes": 3}


def _results(terms: dict[str, Any], *entries: dict[str, Any], **more: Any) -> Money:
    action = {**TONNES, **more.pop("action", {})}
    return _paid({**RESULTS, **terms}, *(entries or ({},)), action=action, **more)


def test_results_are_paid_by_the_tonne_before_upfront_and_years_later() -> None:
    money = _results({"payment_lag_years": 2})
    assert money.payouts.earned[0].sum(axis=0) == near([50, 50, 50, 50])
    assert money.paid("s") == near([0, 0, 50, 50])
    assert [(late.year, late.amount) for late in money.payouts.late] == [
        (BASE + 4, near(50)),
        (BASE + 5, near(50)),
    ]
    assert _transfers(money, "nämnd", TransferLine.RESULTS_BASED) == near([0, 0, 50, 50])
    assert _transfers(money, "stat", TransferLine.RESULTS_BASED) == near([0, 0, -50, -50])


def test_results_are_not_split_into_now_and_later() -> None:
    money = _results({"payment_lag_years": 1, "paid_during": 0.7})
    assert money.paid("s") == near([0, 50, 50, 50])


def test_an_entry_may_take_a_share_of_the_tonnes_and_prices_go_by_the_tonnes_year() -> None:
    money = _results({"payment_per_tonne": {"by_year": {Y0: 10, Y1: 20, Y2: 0, Y3: 40}}}, {"share": 0.5})
    assert money.paid("s") == near([25, 50, 0, 100])


def test_results_are_never_paid_back() -> None:
    money = _results({}, action={"reduction_tonnes": {"by_year": {Y0: -4, Y1: 1}}, "removal_tonnes": 2})
    assert money.paid("s")[:2] == near([0, 30])


def test_sunk_years_and_those_outside_the_window_earn_nothing() -> None:
    money = _results({"last_year": BASE + 2}, base_year=BASE + 1)
    assert money.paid("s") == near([0, 50, 50, 0])
    assert money.cuts(results=True) == [("a", "s", BASE + 3, "window", 50, 0)]


def test_results_go_to_those_who_bear_the_investment() -> None:
    money = _results({}, action={"capex_split": {"nämnd": 0.2, "bolag": 0.8}})
    assert money.paid("s", organisation="bolag") == near([40, 40, 40, 40])
    assert money.paid("s", organisation="nämnd") == near([10, 10, 10, 10])


def test_results_are_capped_by_the_year_of_the_tonne() -> None:
    money = _results({"payment_lag_years": 1, "cap_per_year": 40, "cap_per_action": 110, "cap_total": 100})
    assert money.payouts.earned[0].sum(axis=0) == near([40, 40, 20, 0])
    assert money.cuts(results=True) == [
        ("a", "s", BASE, "cap_per_year", 50, 40),
        ("a", "s", BASE + 1, "cap_per_year", 50, 40),
        ("a", "s", BASE + 2, "cap_total", 50, 20),
        ("a", "s", BASE + 3, "cap_total", 50, 0),
    ]
    own = _results({"cap_per_action": 120})
    assert own.paid("s") == near([50, 50, 20, 0])
    assert own.cuts(results=True)[0] == ("a", "s", BASE + 2, "cap_per_action", 50, 20)


def _rivals(first: dict[str, Any], second: dict[str, Any], terms: dict[str, Any]) -> Money:
    return money_of(
        actions=[{"id": "a", **TONNES, **first}, {"id": "b", **TONNES, **second}],
        investments=[TWO, {**TWO, "action": "b"}],
        sources=[{"id": "s", **RESULTS, **terms}],
        funding=[{"default": True, "source": "s"}],
    )


def test_results_of_equals_are_cut_pro_rata_and_by_priority() -> None:
    tonnes = {"reduction_tonnes": 14}
    money = _rivals({}, tonnes, {"cap_per_year": 100})
    assert money.paid("s") == near([25] * 4)
    assert money.paid("s", "b") == near([75] * 4)
    money = _rivals({}, {**tonnes, "priority": 1}, {"cap_per_year": 160})
    assert (money.paid("s"), money.paid("s", "b")) == (near([10] * 4), near([150] * 4))


def test_an_action_that_is_not_eligible_earns_nothing() -> None:
    money = _results({"eligible_owner_kinds": ["company"]})
    assert money.paid("s") == [0, 0, 0, 0]
    assert {cut[3] for cut in money.cuts(results=True)} == {"owner_kind"}


def test_ore_are_paid_for_tonnes_too() -> None:
    assert _results({"payment_per_tonne": 0.1}).paid("s") == near([0.5] * 4)


def test_money_for_tonnes_that_nobody_knows_is_not_known() -> None:
    unknown = {"reduction_tonnes": None, "removal_tonnes": {"value": None}}
    money = _rivals(unknown, {}, {"payment_lag_years": 1, "last_year": BASE + 1, "cap_per_year": 50})
    assert money.paid("s") == near([0, np.nan, np.nan, 0], nan_ok=True)
    assert money.paid("s", "b") == near([0, 50, 50, 0]), "what is not known takes nothing of a cap"
    assert money.lacks_tonnes.tolist() == [True, False]
    assert _paid({"kind": "private"}, {"share": 1}).lacks_tonnes.tolist() == [False]


@pytest.mark.parametrize(("terms", "entry"), [({"payment_per_tonne": 0}, {}), ({}, {"share": 0})])
def test_nothing_for_unknown_tonnes_is_nothing(terms: dict[str, Any], entry: dict[str, Any]) -> None:
    money = _results(terms, entry, action={"reduction_tonnes": {"value": None}})
    assert money.paid("s") == [0, 0, 0, 0]


def test_a_krona_for_unknown_tonnes_is_unknown_however_small_its_cap() -> None:
    money = _results({"cap_per_action": 0.5}, action={"reduction_tonnes": {"value": None}})
    assert np.isnan(money.paid("s")).all()
    assert _results({"cap_per_action": 0}, action={"reduction_tonnes": {"value": None}}).paid("s") == [0, 0, 0, 0]


def test_one_krona_is_paid_like_any_other() -> None:
    money = _results({"payment_per_tonne": 0.2, "payment_lag_years": 1})
    assert money.paid("s") == near([0, 1, 1, 1])


def test_an_action_that_may_not_use_the_source_lacks_no_tonnes() -> None:
    unknown = {"reduction_tonnes": {"value": None}, "removal_tonnes": None}
    money = _rivals(unknown, {}, {"eligible_owner_kinds": ["company"]})
    assert money.paid("s") == [0, 0, 0, 0]
    assert money.lacks_tonnes.tolist() == [False, False]
