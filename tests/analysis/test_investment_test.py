"""Every investment against the climate, whatever it is made for, and what of the adopted plan is not tested."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import evaluate
from finmodel.analysis.investment_test import InvestmentTest, Verdict, investment_test
from finmodel.analysis.outcome import Outcome
from finmodel.model.document import read_document
from finmodel.model.plan import TABLES
from tests.engine.money_plans import money_plan, near
from tests.small_plans import BASE
from tests.strategies import documents

Document = dict[str, Any]
Y1, Y2 = BASE + 1, BASE + 2

_FEW = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def _action(name: str, capex: float | None, tonnes: float | None, **more: Any) -> tuple[Document, Document]:
    effect = {} if tonnes is None else {"reduction_tonnes": {"by_year": {str(Y2): tonnes}}}
    row = {"action": name, "start_year": Y1, "economic_life_years": 9}
    return {"id": name, **effect, **more}, row if capex is None else {**row, "amount": capex}


@pytest.fixture(scope="module")
def found() -> InvestmentTest:
    """A road that raises, a school that is built for 30 t and saves 50 later, a bath that nobody has counted."""
    actions, investments = zip(
        _action("väg", 400, -20, for_climate=False),
        _action("skola", 300, 50, upfront_tonnes=30, for_climate=False),
        _action("bad", 200, None, for_climate=False),
        _action("sol", 100, 5),
        _action("inget", None, 0),
        _action("ute", 1000, 5, included=False),
        _action("igen", None, None, repeat_of="sol"),
        strict=True,
    )
    plan = money_plan(
        None,
        investments,
        actions=actions,
        last_year=Y2,
        adopted=[
            {"id": "1", "action": "väg", "by_year": {str(BASE): 60, str(Y1): 40}},
            {"id": "2", "by_year": {str(BASE): 500}},
            {"id": "3", "action": "bad", "by_year": {str(Y1): 150}},
            {"id": "4", "action": "igen", "by_year": {str(Y1): 250}},
        ],
    )
    return investment_test(evaluate(plan), Y1)


def test_those_that_raise_emissions_stand_first(found: InvestmentTest) -> None:
    rows = [
        (row.id, row.verdict, row.verdict_year, row.tonnes_year.value, row.tonnes_total.value) for row in found.actions
    ]
    assert rows == [
        ("väg", Verdict.RAISES, Verdict.NO_EFFECT, 0, -20),
        ("bad", Verdict.UNKNOWN, Verdict.UNKNOWN, None, None),
        ("inget", Verdict.NO_EFFECT, Verdict.NO_EFFECT, 0, 0),
        ("sol", Verdict.LOWERS, Verdict.NO_EFFECT, 0, 5),
        ("skola", Verdict.LOWERS, Verdict.RAISES, -30, 20),
    ]
    assert {row.id for row in found.actions if not row.for_climate} == {"väg", "skola", "bad"}
    assert found.actions[1].tonnes_total.reason == "not_quantified"


def test_kronor_by_verdict(found: InvestmentTest) -> None:
    sums = {verdict: (item.n, item.n_known, item.amount) for verdict, item in found.by_verdict.items()}
    assert sums == {
        Verdict.LOWERS: (2, 2, 400),
        Verdict.RAISES: (1, 1, 400),
        Verdict.NO_EFFECT: (1, 0, 0),
        Verdict.UNKNOWN: (1, 1, 200),
    }
    assert found.by_verdict[Verdict.UNKNOWN].share.value == near(0.2)
    assert found.not_for_climate[Verdict.LOWERS].amount == 300


def test_adopted_kronor_that_are_not_tested(found: InvestmentTest) -> None:
    assert [(row.id, row.verdict, row.why_unknown, row.amount) for row in found.projects] == [
        ("1", Verdict.RAISES, None, 100),
        ("2", Verdict.UNKNOWN, "no_action", 500),
        ("3", Verdict.UNKNOWN, "not_quantified", 150),
        ("4", Verdict.LOWERS, None, 250),
    ]
    assert found.not_tested == 650
    assert found.tested_share.value == near(0.35)


def test_nothing_to_divide_says_why() -> None:
    plan = money_plan(last_year=Y2)
    empty = investment_test(evaluate(plan), Y1)
    assert empty.tested_share == Outcome(None, "absent_input")
    assert empty.by_verdict[Verdict.LOWERS].share == Outcome(None, "no_capex")
    nought = investment_test(evaluate(money_plan(last_year=Y2, adopted=[{"by_year": {str(Y1): 0}}])), Y1)
    assert nought.tested_share == Outcome(None, "no_capex")
    assert nought.to_dict()["undefined"] == {"adopted_tested_share": "no_capex"}


@pytest.mark.parametrize(("year", "reason"), [(BASE - 1, "absent_input"), (Y2 + 1, "after_last_year")])
def test_a_year_outside_the_plan_is_undefined(year: int, reason: str) -> None:
    plan = money_plan({"reduction_tonnes": {"by_year": {str(Y1): 5}}}, last_year=Y2)
    (row,) = investment_test(evaluate(plan), year).actions
    assert (row.tonnes_year, row.verdict, row.verdict_year) == (Outcome(None, reason), Verdict.LOWERS, Verdict.UNKNOWN)


@_FEW
@given(documents(), st.integers(0, 1_000_000))
def test_kronor_add_up_and_row_order_does_not_count(document: Document, seed: int) -> None:
    permuted = copy.deepcopy(document)
    for table in TABLES:
        random.Random(seed).shuffle(permuted.get(table, []))
    year = document["settings"]["last_year"]
    plan = read_document(document)[0]
    results = evaluate(plan)
    one, other = (investment_test(each, year) for each in (results, evaluate(read_document(permuted)[0])))
    assert one.to_dict() == other.to_dict()
    whole = results.portfolio["investment_total"]
    amount = sum(item.amount for item in one.by_verdict.values())
    assert amount == pytest.approx(whole or 0.0, rel=1e-9, abs=1e-6)
    assert sum(item.n for item in one.by_verdict.values()) == sum(action.counts for action in plan.actions)
    base = plan.settings.base_year
    adopted = sum(sum(a for y, a in row.by_year.items() if y >= base) for row in plan.adopted_plan)
    assert sum(item.amount for item in one.adopted_by_verdict.values()) == pytest.approx(adopted, rel=1e-12)
    json.dumps(one.to_dict(), allow_nan=False)
