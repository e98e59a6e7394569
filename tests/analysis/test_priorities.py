"""The priority list: its rule, its figures and who pays and gains."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import Plan, evaluate
from finmodel.analysis.outcome import Outcome
from finmodel.analysis.priorities import Priority, by_owner_and_year, not_listed, priorities
from finmodel.analysis.priority_order import SORT_COLUMNS, order_rule, sorted_by
from finmodel.analysis.who_pays import who_pays
from finmodel.model.document import read_document
from finmodel.model.plan import TABLES
from tests.engine.money_plans import money_plan, near
from tests.small_plans import BASE, small_plan
from tests.strategies import documents

Document = dict[str, Any]
Y1 = BASE + 1

_FEW = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def listed(*actions: Document, investments: Any = (), **more: Any) -> tuple[Priority, ...]:
    """Return the list of a plan of these actions, in the order written."""
    return priorities(evaluate(small_plan(None, investments, actions=actions, last_year=Y1, **more)), Y1)


def ids(rows: Any) -> list[str]:
    return [row.id for row in rows]


def test_the_rule_goes_by_priority_readiness_control_cost_and_id() -> None:
    rows = listed(
        {"id": "f"},
        {"id": "e"},
        {"id": "d", "control": "none"},
        {"id": "c", "control": "own"},
        {"id": "b", "status": "decided", "control": "none"},
        {"id": "a2", "status": "ongoing"},
        {"id": "z", "priority": 2},
        {"id": "y", "priority": 1, "status": "prepared"},
    )
    assert ids(rows) == ["y", "z", "a2", "b", "c", "d", "e", "f"]
    assert [row.rank for row in rows] == list(range(1, 9))
    assert order_rule() == ("priority", "readiness", "control", "abatement_cost", "id")


def _costing(name: str, capex: float, tonnes: float) -> tuple[Document, Document]:
    action = {"id": name, "reduction_tonnes": {"by_year": {str(Y1): tonnes}}, "opex_change": 0, "effect_start": Y1}
    return action, {"action": name, "amount": capex, "start_year": BASE, "economic_life_years": 1}


def test_actions_that_save_money_go_first_by_their_net_present_value_then_the_cheapest_tonne() -> None:
    """A saver of 10 a tonne and 100 in all before one of 50 a tonne and 50 in all: no reward for fewer tonnes."""
    costs = [("dear", 90, 10), ("cheap", 10, 10), ("unknown", 5, 0)]
    actions, investments = zip(*(_costing(*row) for row in costs), strict=True)
    savers = [
        {"id": name, "opex_change": {"by_year": {str(Y1): -saved}}, "reduction_tonnes": {"by_year": {str(Y1): tonnes}}}
        for name, saved, tonnes in (("few", 50, 1), ("many", 100, 10))
    ]
    rows = listed(*actions, *savers, investments=investments)
    assert ids(rows) == ["many", "few", "cheap", "dear", "unknown"]
    assert [row.abatement_cost.value for row in rows] == near([-10, -50, 1, 9, None])
    assert rows[-1].abatement_cost.reason == "no_tonnes"
    assert ids(sorted_by(rows, "abatement_cost")) == ["few", "many", "cheap", "dear", "unknown"]
    assert ids(sorted_by(rows, "abatement_cost", descending=True)) == ["dear", "cheap", "many", "few", "unknown"]
    assert ids(sorted_by(rows, "tonnes_year", descending=True)) == ["cheap", "dear", "many", "few", "unknown"]


def test_what_is_done_repeated_or_left_out_is_not_listed_but_named() -> None:
    actions = [
        {"id": "done", "status": "done"},
        {"id": "again", "repeat_of": "on"},
        {"id": "out", "included": False},
        {"id": "on"},
    ]
    results = evaluate(small_plan(actions=actions))
    assert ids(priorities(results, BASE)) == ["on"]
    assert not_listed(results) == {"done": ("done",), "repeat": ("again",), "not_included": ("out",)}


def _funded() -> Plan:
    return money_plan(
        {
            "owner": "nämnd",
            "capex_split": {"nämnd": 0.25, "bolag": 0.75},
            "opex_change": {"by_year": {str(Y1): -40}},
            "reduction_tonnes": {"by_year": {str(Y1): 10}},
            "upfront_tonnes": 3,
        },
        [
            {"by_year": {str(BASE): 100}, "economic_life_years": 1},
            {"by_year": {str(BASE): 20}, "economic_life_years": 1, "kind": "reference_capex"},
        ],
        last_year=Y1,
        financial_discount_rate=0.25,
        sources=[{"id": "lån", "kind": "loan"}, {"id": "stöd", "kind": "private", "certainty": "applied"}],
        funding=[{"source": "lån", "share": 0.5}, {"source": "stöd", "share": 0.2}],
    )


def test_figures_gap_and_money_by_actor() -> None:
    (row,) = priorities(evaluate(_funded()), Y1)
    assert (row.start_year.value, row.investment_total.value, row.investment_incremental.value) == (BASE, 100, 80)
    assert row.npv.value == near(-80 + 40 / 1.25)
    assert (row.gap.value, row.share_secured.value) == near((30, 0.5))
    assert (row.tonnes_year.value, row.tonnes_total.value) == (10, 7)
    found = {item.organisation: (item.investment, item.running, item.net, item.total) for item in row.actors}
    assert found.keys() == {"nämnd", "bolag"}
    assert found["nämnd"] == near((-20, 32, 12, 20))
    assert found["bolag"] == near((-60, 0, -60, -60))
    assert row.to_dict()["undefined"] == {}


def test_tonnes_can_be_given_and_are_undefined_where_they_are_not_known() -> None:
    results = evaluate(_funded())
    assert priorities(results, Y1, np.array([4.0]))[0].tonnes_year.value == 4
    assert priorities(results, Y1 + 1)[0].tonnes_year == Outcome(None, "after_last_year")
    assert priorities(results, BASE - 1)[0].tonnes_year == Outcome(None, "absent_input")


def test_what_is_not_known_says_why() -> None:
    plan = money_plan(actions=[{"id": "a"}, {"id": "b", "opex_change": 0, "effect_start": Y1}], last_year=Y1)
    blank, free = priorities(evaluate(plan), Y1)
    found = blank.to_dict()["undefined"]
    assert found.pop("start_year") == "no_start_stated"
    assert {found.pop(name) for name in ("tonnes_year", "tonnes_total")} == {"not_quantified"}
    assert set(found.values()) == {"not_costed"}
    assert blank.actors == ()
    assert (free.start_year.value, free.gap.value, free.share_secured) == (Y1, 0, Outcome(None, "nothing_to_finance"))
    company = priorities(evaluate(plan, "bolag"), Y1)[1]
    assert (company.npv.reason, company.gap.reason) == ("outside_perspective", "outside_perspective")


def test_by_organisation_and_year() -> None:
    actions: list[Document] = [
        {"id": "a", "owner": "n2", "opex_change": 0},
        {"id": "b", "owner": "n1", "opex_change": 0},
        {"id": "c", "owner": "n1", "priority": 1},
        {"id": "d", "owner": "n1"},
    ]
    investments = [
        {"action": "a", "amount": 10, "start_year": BASE},
        {"action": "b", "amount": 7, "start_year": Y1},
        {"action": "c", "start_year": Y1},
    ]
    organisations = [{"id": "n1", "kind": "committee"}, {"id": "n2", "kind": "committee"}]
    groups = by_owner_and_year(listed(*actions, investments=investments, organisations=organisations))
    told = [(g.owner, g.start_year, g.actions, g.investment_total, g.gap, g.n_costed, g.n_gap) for g in groups]
    unknown = Outcome(None, "not_costed")
    assert told == [
        ("n1", Y1, ("c", "b"), Outcome(7), Outcome(7), 1, 1),
        ("n1", None, ("d",), unknown, unknown, 0, 0),  # nothing known is not nothing to pay
        ("n2", BASE, ("a",), Outcome(10), Outcome(10), 1, 1),
    ]
    assert groups[1].to_dict()["undefined"] == {"investment_total": "not_costed", "gap": "not_costed"}


@_FEW
@given(documents())
def test_money_by_actor_is_who_pays_and_the_gaps_add_up(document: Document) -> None:
    plan = read_document(document)[0]
    results = evaluate(plan)
    rows = priorities(results, plan.settings.last_year)
    matrices = who_pays(plan, "financial")
    for row in rows:
        found = {item.organisation: item for item in row.actors}
        for pays in matrices.by_action(row.id).present_values.rows if row.actors else ():
            assert pays.organisation is not None
            mine = found.get(pays.organisation)
            net, expected = (0.0 if mine is None else mine.net), pays["net"]
            assert (net is None) == (expected is None) or mine is None
            if net is not None and expected is not None:
                assert net == pytest.approx(expected, rel=1e-9, abs=1e-6)
    portfolio = results.funding.portfolio
    gaps = [row.gap.value for row in rows if row.gap.value is not None]
    done = {action.id for action in plan.actions if action.status == "done"}
    if not done & set(results.funding.actions):
        whole = portfolio.total(next(iter(portfolio.gaps.values())))
        assert sum(gaps) == pytest.approx(whole, rel=1e-9, abs=1e-6)
    json.dumps([row.to_dict() for row in rows], allow_nan=False)


@_FEW
@given(documents(), st.integers(0, 1_000_000))
def test_row_order_does_not_count(document: Document, seed: int) -> None:
    permuted = copy.deepcopy(document)
    for table in TABLES:
        random.Random(seed).shuffle(permuted.get(table, []))
    year = document["settings"]["base_year"]
    one, other = (priorities(evaluate(read_document(each)[0]), year) for each in (document, permuted))
    assert [row.to_dict() for row in one] == [row.to_dict() for row in other]
    shuffled = random.Random(seed).sample(one, len(one))
    for column in SORT_COLUMNS:
        for descending in (False, True):
            assert sorted_by(shuffled, column, descending=descending) == sorted_by(one, column, descending=descending)
