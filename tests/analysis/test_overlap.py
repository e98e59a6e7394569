"""Actions on one emission pool, from the plan to the figures: computed by hand, and what must always hold."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from finmodel import evaluate
from finmodel.model.document import read_document
from tests.drawn import carbon_prices, factors, kwh, kwh_prices, pool_shares, pool_tonnes, tonnes
from tests.engine.energy_plans import energy_document
from tests.small_plans import BASE

Document = dict[str, Any]

_FEW = settings(max_examples=40, deadline=None, database=None, derandomize=True)
Y1, Y2, Y3, Y4 = (str(BASE + offset) for offset in range(4))


def _document(
    pool: Any,
    actions: Mapping[str, Any],
    *,
    changes: Sequence[Mapping[str, Any]] = (),
    carriers: Sequence[Mapping[str, Any]] = (),
    **more: Any,
) -> Document:
    """Return actions by id on the pool "p", working from BASE on in a plan of one year unless it says otherwise."""
    rows = [
        {
            "id": name,
            "pool": "p",
            "opex_change": 0,
            **({} if "effect_follows" in row else {"effect_start": BASE}),
            **row,
        }
        for name, row in actions.items()
    ]
    return energy_document(
        actions=rows,
        pools=[{"id": "p", "tonnes": pool}],
        changes=changes,
        carriers=carriers,
        **{"last_year": BASE, **more},
    )


def _results(document: Document, perspective: str = "owner") -> Document:
    results: Document = evaluate(read_document(document)[0], perspective).to_dict()
    return results


def _by_action(results: Document, figure: str = "tonnes_total") -> dict[str, Any]:
    return {row["id"]: row[figure] for row in results["actions"]}


def _near(found: Mapping[str, float], expected: Mapping[str, float]) -> None:
    assert found == pytest.approx(dict(expected), rel=1e-12, abs=1e-12)


SHARED_BY_HAND: list[tuple[str, float, dict[str, dict[str, Any]], dict[str, float]]] = [
    (
        "a share acts on what those before left: half of 100, then half of 50",
        100,
        {"a": {"pool_share": 0.5, "priority": 2}, "b": {"pool_share": 0.5, "priority": 1}},
        {"a": 25, "b": 50},
    ),
    (
        "equals: 100·(1 − 0.5·0.7) = 65, as 5 to 3",
        100,
        {"a": {"pool_share": 0.5, "priority": 1}, "b": {"pool_share": 0.3, "priority": 1}},
        {"a": 40.625, "b": 24.375},
    ),
    (
        "without a priority last, after 9999: 20, then 80·(1 − 0.5²) in two",
        100,
        {"a": {"pool_share": 0.5}, "b": {"pool_share": 0.2, "priority": 9999}, "c": {"pool_share": 0.5}},
        {"a": 30, "b": 20, "c": 30},
    ),
    (
        "tonnes come after shares, whatever their priority",
        100,
        {"a": {"pool_share": 0.6, "priority": 9}, "b": {"reduction_tonnes": 70, "priority": 1}},
        {"a": 60, "b": 40},
    ),
    (
        "tonnes by priority",
        100,
        {"a": {"reduction_tonnes": 50, "priority": 2}, "b": {"reduction_tonnes": 80, "priority": 1}},
        {"a": 20, "b": 80},
    ),
    (
        "equal tonnes pro rata: 100 as 90 to 60",
        100,
        {"a": {"reduction_tonnes": 90}, "b": {"reduction_tonnes": 60}},
        {"a": 60, "b": 40},
    ),
    (
        "there is room for all",
        100,
        {"a": {"reduction_tonnes": 30}, "b": {"reduction_tonnes": 40}, "c": {"pool_share": 0.3}},
        {"a": 30, "b": 40, "c": 30},
    ),
    (
        "share and tonnes of one action add up: 18 of 60, then 42 of the 50",
        60,
        {"a": {"pool_share": 0.3, "reduction_tonnes": 50}},
        {"a": 60},
    ),
    (
        "who raises emissions is not cut and leaves no more to others",
        100,
        {"a": {"reduction_tonnes": -30, "priority": 1}, "b": {"reduction_tonnes": 120, "priority": 2}},
        {"a": -30, "b": 100},
    ),
    (
        "removals and what building emits are not cut",
        10,
        {"a": {"removal_tonnes": 500, "reduction_tonnes": 20}},
        {"a": 510},
    ),
    (
        "nothing is left for a share after one that takes all",
        100,
        {"a": {"pool_share": 1, "priority": 1}, "b": {"pool_share": 0.5}, "c": {"reduction_tonnes": 7}},
        {"a": 100, "b": 0, "c": 0},
    ),
    ("an empty pool", 0, {"a": {"pool_share": 0.5}, "b": {"reduction_tonnes": 7}}, {"a": 0, "b": 0}),
]


@pytest.mark.parametrize(
    ("pool", "actions", "expected"), [case[1:] for case in SHARED_BY_HAND], ids=[case[0] for case in SHARED_BY_HAND]
)
def test_tonnes_by_hand(pool: float, actions: dict[str, dict[str, Any]], expected: dict[str, float]) -> None:
    results = _results(_document(pool, actions))
    _near(_by_action(results), expected)
    assert results["portfolio"]["tonnes_total"] == pytest.approx(sum(expected.values()), rel=1e-12)


def test_unadjusted_tonnes_are_those_that_each_action_states_or_would_have_alone() -> None:
    actions = {"a": {"pool_share": 0.5}, "b": {"pool_share": 0.4}, "c": {"reduction_tonnes": 150, "removal_tonnes": 3}}
    results = _results(_document(100, actions))
    _near(_by_action(results, "tonnes_unadjusted"), {"a": 50, "b": 40, "c": 153})
    _near(_by_action(results), {"a": 70 * 5 / 9, "b": 70 * 4 / 9, "c": 33})
    assert results["portfolio"]["tonnes_unadjusted"] == pytest.approx(243)
    _near(results["tonnes_unadjusted"], {Y1: 243})
    _near(results["tonnes"], {Y1: 103})


def test_years_before_base_year_are_shown_and_not_in_the_sum() -> None:
    row = {"pool_share": 0.5, "effect_start": BASE - 1}
    results = _results(_document(100, {"a": row}, first_year=BASE - 1))
    _near(results["tonnes_unadjusted"], {str(BASE - 1): 50, Y1: 50})
    assert results["portfolio"]["tonnes_unadjusted"] == 50


def test_the_ramp_is_part_of_the_share() -> None:
    """0.25 and 0.5 of 100 in the first year: 62.5 as 1 to 2; then 0.5 and 0.5: 75 in two."""
    actions = {"a": {"pool_share": 0.5, "ramp": [0.5, 1]}, "b": {"pool_share": 0.5}}
    results = _results(_document(100, actions, last_year=BASE + 1))
    _near(_by_action(results), {"a": 62.5 / 3 + 37.5, "b": 62.5 * 2 / 3 + 37.5})
    _near(_by_action(results, "tonnes_unadjusted"), {"a": 75, "b": 100})


def test_explicit_years_stand_in_place_of_the_share_and_the_pool() -> None:
    pool = {"value": 100, "by_year": {Y2: 40}}
    actions = {"a": {"pool_share": {"value": 0.5, "by_year": {Y3: 0.1}}}, "b": {"reduction_tonnes": 60}}
    results = _results(_document(pool, actions, last_year=BASE + 2))
    _near(results["tonnes"], {Y1: 50 + 50, Y2: 20 + 20, Y3: 10 + 60})
    _near(_by_action(results), {"a": 80, "b": 130})


def test_staged_purchases_take_their_part_of_the_share() -> None:
    """A quarter bought in the first year works in the second, all from the third."""
    document = _document(100, {"a": {"pool_share": 0.8, "effect_follows": "capex"}}, last_year=BASE + 2)
    document["investments"] = [
        {"id": "i", "action": "a", "economic_life_years": 30, "by_year": {Y1: 1000, Y2: 3000}},
    ]
    _near(_results(document)["tonnes"], {Y1: 0, Y2: 20, Y3: 80})


# -- Energy and its money --------------------------------------------------------------------------------------

OIL = {"id": "oil", "price": 1.5, "emission_factor": 0.2, "carbon_price": 500}
POWER = {"id": "power", "price": 2, "emission_factor": 0.1}


def test_energy_and_its_money_are_scaled_and_nothing_else() -> None:
    """A million kWh of oil are 200 t: half of them has room, and half of the money."""
    document = _document(
        100, {"a": {"opex_change": 7}}, changes=[{"carrier": "oil", "kwh": -1_000_000}], carriers=[OIL]
    )
    document["benefits"] = [{"id": "b", "action": "a", "kind": "saving", "amount": 11}]
    results = _results(document)
    flows = {line: amounts[Y1] for line, amounts in results["cash_flow"].items() if amounts[Y1]}
    expected = {"opex": -7, "savings": 11, "energy_cost": 750_000, "carbon_price_paid": 50_000, "net": 800_004}
    _near(flows, expected)
    assert results["portfolio"]["tonnes_total"] == pytest.approx(100)
    assert results["portfolio"]["tonnes_unadjusted"] == pytest.approx(200)


def test_an_action_asks_for_its_carriers_together() -> None:
    """300 t of oil less 50 t of power and 50 t stated: 300 asked of 120, so every kWh counts to 40 %."""
    changes = [{"carrier": "oil", "kwh": -1_500_000}, {"carrier": "power", "kwh": 500_000}]
    document = _document(120, {"a": {"reduction_tonnes": 50}}, changes=changes, carriers=[OIL, POWER])
    results = _results(document)
    assert results["portfolio"]["tonnes_total"] == pytest.approx(120)
    assert results["cash_flow"]["energy_cost"][Y1] == pytest.approx(0.4 * (1_500_000 * 1.5 - 500_000 * 2))
    assert results["cash_flow"]["carbon_price_paid"][Y1] == pytest.approx(0.4 * 300 * 500)


def test_an_action_whose_energy_raises_emissions_is_not_cut() -> None:
    changes = [{"carrier": "oil", "kwh": -100_000}, {"carrier": "power", "kwh": 500_000}]
    results = _results(_document(1, {"a": {}}, changes=changes, carriers=[OIL, POWER]))
    assert results["portfolio"]["tonnes_total"] == pytest.approx(20 - 50)
    assert results["cash_flow"]["energy_cost"][Y1] == pytest.approx(150_000 - 1_000_000)


def test_energy_without_emissions_costs_the_same_on_an_empty_pool() -> None:
    wind = {"id": "wind", "price": 1, "emission_factor": 0}
    results = _results(_document(0, {"a": {}}, changes=[{"carrier": "wind", "kwh": -40}], carriers=[wind]))
    assert results["cash_flow"]["energy_cost"][Y1] == 40


def test_no_tonne_has_its_carbon_price_paid_twice() -> None:
    """40 t by share leave 60 for 120: half of the oil with a price of its own, half of the power and of the stated."""
    changes = [{"carrier": "oil", "kwh": -300_000}, {"carrier": "power", "kwh": -300_000}]
    row = {"reduction_tonnes": 30, "pool_share": 0.4, "carbon_priced": 0.5}
    document = _document(100, {"a": row}, changes=changes, carriers=[OIL, POWER], carbon_price=100)
    results = _results(document)
    assert results["portfolio"]["tonnes_total"] == pytest.approx(100)
    expected = 30 * 500 + 0.5 * 100 * (15 + 15 + 40)
    assert results["cash_flow"]["carbon_price_paid"][Y1] == pytest.approx(expected)


# -- Who takes from whom -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", [{"included": False}, {"repeat_of": "a"}])
def test_what_does_not_count_takes_nothing_and_is_shown_alone(why: dict[str, Any]) -> None:
    actions = {"a": {"pool_share": 0.5}, "b": {"pool_share": 0.5, "reduction_tonnes": 80, "priority": 1, **why}}
    results = _results(_document(100, actions))
    _near(_by_action(results), {"a": 50, "b": 100})
    _near(_by_action(results, "tonnes_unadjusted"), {"a": 50, "b": 130})
    assert results["portfolio"]["tonnes_total"] == 50


def test_two_that_do_not_count_are_each_alone() -> None:
    actions = {name: {"reduction_tonnes": 80, "included": False} for name in ("a", "b")}
    _near(_by_action(_results(_document(100, actions))), {"a": 80, "b": 80})


def test_an_action_of_unknown_tonnes_takes_nothing() -> None:
    actions = {"a": {"reduction_tonnes": {"value": None}, "pool_share": 0.9, "priority": 1}, "b": {"pool_share": 0.5}}
    results = _results(_document(100, actions))
    assert _by_action(results) == {"a": None, "b": 50}
    assert results["quantified"]["not_quantified"] == ["a"]


def test_the_pool_does_not_ask_who_looks() -> None:
    """An action outside the perspective takes as much as one inside."""
    actions = {"a": {"pool_share": 0.5, "owner": "hus", "priority": 1}, "b": {"reduction_tonnes": 80}}
    organisations = [{"id": "nämnd", "kind": "committee"}, {"id": "hus", "kind": "household"}]
    document = _document(100, actions, organisations=organisations)
    assert _by_action(_results(document, "municipality")) == {"a": None, "b": 50}
    assert _by_action(_results(document, "hus")) == {"a": 50, "b": None}
    assert _by_action(_results(document, "society")) == {"a": 50, "b": 50}


def test_pools_are_apart() -> None:
    document = _document(100, {"a": {"reduction_tonnes": 80}, "b": {"reduction_tonnes": 80}})
    document["pools"].append({"id": "q", "name": "q", "tonnes": 50})
    document["actions"][1]["pool"] = "q"
    _near(_by_action(_results(document)), {"a": 80, "b": 50})


def test_investment_per_tonne_is_adjusted_within_the_plan_and_not_after_it() -> None:
    """Two years on the plan's axis at half of what is asked, two after it in full."""
    document = _document(
        {"by_year": {Y1: 100, Y2: 100}},
        {"a": {"reduction_tonnes": 100, "lifetime_years": 4}, "b": {"reduction_tonnes": 100}},
        last_year=BASE + 1,
    )
    document["investments"] = [{"id": "i", "action": "a", "economic_life_years": 4, "by_year": {Y1: 600_000}}]
    results = _results(document)
    assert _by_action(results, "investment_per_tonne")["a"] == pytest.approx(600_000 / (50 + 50 + 100 + 100))


def test_shares_and_energy_after_the_plan_follow_the_last_values() -> None:
    """Shares: 0.5 of 100 and 60, then of 60; energy: 10 t and 20 t, then 20 t; there is room for all."""
    document = _document(
        {"by_year": {Y1: 100, Y2: 60}},
        {"a": {"pool_share": 0.5, "lifetime_years": 3}},
        changes=[{"carrier": "coal", "kwh": -100_000}],
        carriers=[{"id": "coal", "price": 1, "emission_factor": {"by_year": {Y1: 0.1, Y2: 0.2}}}],
        last_year=BASE + 1,
    )
    document["investments"] = [{"id": "i", "action": "a", "economic_life_years": 3, "by_year": {Y1: 190_000}}]
    tonnes_of_lifetime = (50 + 10) + (30 + 20) + (30 + 20)
    assert _results(document)["portfolio"]["investment_per_tonne"] == pytest.approx(190_000 / tonnes_of_lifetime)


def test_tonnes_after_the_plan_without_any_factor_are_an_absent_input() -> None:
    document = _document(
        100,
        {"a": {"reduction_tonnes": 1, "effect_start": BASE + 1, "lifetime_years": 2}},
        changes=[{"carrier": "coal", "kwh": -100_000}],
        carriers=[{"id": "coal", "price": 1}],
    )
    document["investments"] = [{"id": "i", "action": "a", "economic_life_years": 2, "by_year": {Y1: 1000}}]
    row = _results(document)["actions"][0]
    assert row["investment_per_tonne"] is None
    assert row["kg_per_krona"] is None
    assert row["undefined"]["investment_per_tonne"] == row["undefined"]["kg_per_krona"] == "absent_input"


# -- What always holds -------------------------------------------------------------------------------------------


@st.composite
def _crowds(draw: DrawFn, *, with_shares: bool = True, with_energy: bool = True) -> Document:
    """A year and a pool that up to six actions want some of."""
    numbers = count()
    actions, changes = {}, []
    for name in "abcdef"[: draw(st.integers(1, 6))]:
        row: Document = {"reduction_tonnes": draw(tonnes()), "priority": draw(st.sampled_from((None, 1, 1, 2)))}
        if with_shares and draw(st.booleans()):
            row["pool_share"] = draw(pool_shares())
        actions[name] = {key: value for key, value in row.items() if value is not None}
        if with_energy and draw(st.booleans()):
            changes += [
                {"id": f"e{next(numbers)}", "action": name, "carrier": carrier, "kwh": draw(kwh())}
                for carrier in draw(st.sampled_from((("oil",), ("oil", "power"), ("power", "power"))))
            ]
    carriers = [
        {"id": name, "price": draw(kwh_prices()), "emission_factor": draw(factors()), "carbon_price": price}
        for name, price in (("oil", draw(carbon_prices())), ("power", 0))
    ]
    return _document(draw(pool_tonnes()), actions, changes=changes, carriers=carriers)


@_FEW
@given(_crowds())
def test_together_never_more_than_the_pool(document: Document) -> None:
    pool = document["pools"][0]["tonnes"]
    results = _results(document)
    reduced = {name: value for name, value in _by_action(results, "tonnes_reduced").items() if value > 0}
    assert sum(reduced.values()) <= pool * (1 + 1e-12)
    assert results["quantified"]["n"] == len(document["actions"])


@settings(_FEW, max_examples=20)
@given(_crowds())
def test_nobody_gets_more_for_there_being_others(document: Document) -> None:
    together = _results(document)
    for row in document["actions"]:
        alone = copy.deepcopy(document)
        alone["actions"] = [row]
        alone["energy_changes"] = [each for each in document["energy_changes"] if each["action"] == row["id"]]
        most = _results(alone)["actions"][0]["tonnes_total"]
        assert _by_action(together)[row["id"]] <= most + 1e-9 * abs(most)


@_FEW
@given(_crowds(), st.randoms(use_true_random=False))
def test_row_order_does_not_count(document: Document, random: Any) -> None:
    shuffled = copy.deepcopy(document)
    for table in ("actions", "energy_changes", "carriers"):
        random.shuffle(shuffled[table])
    before, after = (_results(each, "society") for each in (document, shuffled))
    assert before["result_hash"] == after["result_hash"]
    assert {row["id"]: row for row in before["actions"]} == {row["id"]: row for row in after["actions"]}


@_FEW
@given(_crowds(with_shares=False))
def test_a_pool_with_room_for_all_is_no_pool(document: Document) -> None:
    document["pools"][0]["tonnes"] = 1e15
    free = copy.deepcopy(document)
    for row in free["actions"]:
        del row["pool"]
    roomy, without = _results(document), _results(free)
    assert _by_action(roomy) == _by_action(roomy, "tonnes_unadjusted") == _by_action(without)
    assert roomy["cash_flow"] == without["cash_flow"]
    assert roomy["portfolio"] == without["portfolio"]


@_FEW
@given(_crowds())
def test_the_first_in_line_does_not_notice_the_rest(document: Document) -> None:
    """An action of a higher priority than all others, with tonnes only, has what the shares leave."""
    for row in document["actions"]:
        row["priority"] = row.get("priority", 1) + 1
    first = {**document["actions"][0], "id": "first", "priority": 1, "reduction_tonnes": 50.0}
    first.pop("pool_share", None)
    document["actions"].append(first)
    pool, left = document["pools"][0]["tonnes"], 1.0
    for row in document["actions"]:
        left *= 1 - row.get("pool_share", 0)
    found = _by_action(_results(document))["first"]
    assert found == pytest.approx(min(50.0, pool * left), rel=1e-9, abs=1e-12 * pool)
