"""What the budget has to find for each action, against the plan's own balance of sources and uses."""

from __future__ import annotations

import pytest

from finmodel.analysis.action_money import ActionMoney, action_money
from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.results import Results
from finmodel.engine.uses import Use
from finmodel.model.document import read_document, to_document
from finmodel.model.funding_enums import MoneyClass
from finmodel.resources import sample_plan_path
from finmodel.store.files import load_plan


@pytest.fixture(scope="module")
def results() -> Results:
    return evaluate(load_plan(sample_plan_path("trollhattan")).plan, "group")


@pytest.fixture(scope="module")
def with_companies(results: Results) -> ActionMoney:
    return action_money(results, has_companies=True)


def test_capital_need_with_companies_is_the_groups_capital_uses(results: Results, with_companies: ActionMoney) -> None:
    for name, balance in results.funding.actions.items():
        by_year = dict(zip(balance.years, balance.uses[Use.CAPITAL], strict=True))
        for year, amount in by_year.items():
            assert with_companies.need["I"][name].get(year, 0) == pytest.approx(amount * 100, abs=2)


def test_running_need_holds_for_actions_that_ask_for_no_funding_too(
    results: Results, with_companies: ActionMoney
) -> None:
    asking = {action.id for action in results.funding.plan.actions if action.fund_running_cost}
    needing = {name for name, years in with_companies.need["D"].items() if years}
    assert needing - asking
    for name in asking & set(results.funding.actions):
        balance = results.funding.actions[name]
        running = sum(balance.uses[Use.RUNNING])
        assert sum(with_companies.need["D"][name].values()) == pytest.approx(running * 100, abs=100)


def test_grants_count_when_they_are_secured_and_only_then(with_companies: ActionMoney) -> None:
    assert not any(any(of.values()) for of in with_companies.granted.values())

    document = to_document(load_plan(sample_plan_path("trollhattan")).plan)
    for row in (*document["sources"], *document["funding"]):
        row["certainty"] = "secured"
        row.pop("probability", None)
    secured = evaluate(read_document(document)[0], "group")
    granted = action_money(secured, has_companies=True).granted
    external = {row.id for row in secured.funding.plan.sources if row.of_class is MoneyClass.EXTERNAL}
    paid = 0.0
    for name, balance in secured.funding.actions.items():
        of_action = sum(float(path.sum()) for source, path in balance.sources.items() if source in external)
        assert sum(sum(granted[kind][name].values()) for kind in "ID") == pytest.approx(of_action * 100, abs=100)
        paid += of_action
    assert paid > 0


def test_what_companies_bear_is_not_needed_of_the_committees(results: Results, with_companies: ActionMoney) -> None:
    of_committees = action_money(results)
    assert list(of_committees.actions) == [action.id for action in results.funding.plan.actions]
    for kind in "ID":
        for name, by_year in of_committees.need[kind].items():
            for year, ore in by_year.items():
                assert ore <= with_companies.need[kind][name][year] + 1
    owners = {action.id: action.owner for action in results.funding.plan.actions}
    company = next(name for name, owner in owners.items() if owner == "BB")
    assert of_committees.need["I"][company] == {}
    assert with_companies.need["I"][company]
