"""What is entered of what an action can have."""

from __future__ import annotations

from finmodel.analysis.completeness import Completeness, completeness
from finmodel.analysis.evaluate import evaluate
from tests.scenarios import municipal
from tests.small_plans import small_plan


def test_a_plan_of_costs_alone_says_so() -> None:
    plan = small_plan({}, [{"amount": 100, "start_year": 2026, "economic_life_years": 5}], [])
    assert completeness(evaluate(plan)) == Completeness(1, 0, 0)


def test_savings_without_an_amount_are_none_and_a_reference_is_one() -> None:
    investments = [
        {"amount": 100, "start_year": 2026, "economic_life_years": 5},
        {"amount": 30, "start_year": 2026, "economic_life_years": 5, "kind": "reference_capex"},
    ]
    assert completeness(evaluate(small_plan({}, investments, [{"kind": "saving", "amount": 10}]))) == Completeness(
        1, 1, 1
    )
    # An unknown saving makes the action not costed: it is in no total, and in no count.
    assert completeness(evaluate(small_plan({}, investments, [{"kind": "saving"}]))) == Completeness(0, 0, 0)


def test_a_cut_of_running_cost_is_a_gain_and_an_added_one_is_not() -> None:
    for opex, gains in ((-5, 1), (5, 0), (0, 0)):
        plan = small_plan({"opex_change": opex, "effect_start": 2027}, [], [])
        assert completeness(evaluate(plan)) == Completeness(1, gains, 0)


def test_helsingborg_has_next_to_no_savings_and_trollhattan_has() -> None:
    helsingborg = completeness(evaluate(municipal.load("helsingborg")[0]))
    assert (helsingborg.with_gains, helsingborg.with_reference) == (0, 0)
    trollhattan = completeness(evaluate(municipal.load("trollhattan")[0]))
    assert trollhattan.with_gains > trollhattan.costed / 2
