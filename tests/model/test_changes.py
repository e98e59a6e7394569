"""Changes as data: what turns one plan into another, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.model.changes import Change, apply_changes, differences
from finmodel.model.identity import document_hash
from finmodel.model.plan import Plan
from tests.funded import funded_plan
from tests.strategies import plans

SOME = settings(max_examples=25, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def _codes(plan: Plan, *changes: Change) -> list[tuple[str, dict[str, Any]]]:
    with pytest.raises(InputError) as caught:
        apply_changes(plan, changes)
    return [(issue.code, dict(issue.params)) for issue in caught.value.issues]


@SOME
@given(plans(max_actions=3), plans(max_actions=3))
def test_the_differences_turn_one_plan_into_the_other(one: Plan, other: Plan) -> None:
    before = document_hash(one)
    assert document_hash(apply_changes(one, differences(one, other))) == document_hash(other)
    assert document_hash(one) == before
    assert differences(one, one) == ()


@SOME
@given(plans(max_actions=3), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_no_difference(plan: Plan, chance: Any) -> None:
    tables = {name: tuple(chance.sample(rows, len(rows))) for name, rows in plan.tables().items()}
    assert differences(plan, plan.model_copy(update=tables)) == ()


def test_what_stands_there_must_be_what_is_said() -> None:
    plan = funded_plan()
    change = Change("sources", "g", "share", 0.4, 0.3)
    assert _codes(plan, change) == [("FM-C121", {"value": "0.5", "expected": "0.4"})]
    assert apply_changes(plan, [replace(change, before=0.5)]).sources[0].share == 0.3
    blank = Change("sources", "o", "share", 0.1, 0.2)
    assert _codes(plan, blank) == [("FM-C121", {"value": "–", "expected": "0.1"})]


def test_a_whole_row_must_be_the_one_that_is_said() -> None:
    plan = funded_plan()
    gone = next(change for change in differences(plan, plan.model_copy(update={"frames": ()})))
    assert (gone.table, gone.row, gone.field, gone.after) == ("frames", "f", None, None)
    assert apply_changes(plan, [gone]).frames == ()
    other = replace(gone, before={**gone.before, "by_year": {"2026": 1.0}})
    assert [code for code, _ in _codes(plan, other)] == ["FM-C121"]
    assert [code for code, _ in _codes(plan, replace(gone, before=None, after=gone.before))] == ["FM-C121"]
    assert [code for code, _ in _codes(plan, Change("frames", "new", None, gone.before, None))] == ["FM-C121"]
    assert [code for code, _ in _codes(plan, Change("settings", None, None, None, {}))] == ["FM-C121"]


def test_unknown_addresses_are_refused_with_the_nearest() -> None:
    plan = funded_plan()
    assert _codes(
        plan,
        Change("sorces", "g", "share", 0.5, 0.3),
        Change("sources", "gg", "share", 0.5, 0.3),
        Change("sources", "g", "shares", 0.5, 0.3),
        Change("sources", "g", "id", "g", "h"),
        Change("settings", "g", "inflation", 0.0, 0.3),
    ) == [
        ("FM-C103", {"value": "sorces", "nearest": "sources"}),
        ("FM-C106", {"value": "gg", "table": "sources", "nearest": "g"}),
        ("FM-C103", {"value": "sources.shares", "nearest": "sources.share"}),
        ("FM-C103", {"value": "sources.id", "nearest": "sources.id"}),
        ("FM-C103", {"value": "settings", "nearest": "settings"}),
    ]


@pytest.mark.parametrize("after", [1.5, "x", [], [1], {}, {"a": 1}, True, float("nan"), float("inf"), 10**400])
def test_no_value_breaks_it(after: Any) -> None:
    codes = [code for code, _ in _codes(funded_plan(), Change("sources", "g", "share", 0.5, after))]
    assert codes in (["FM-M103"], ["FM-M104"])


@pytest.mark.parametrize("after", ["x", 3, ["a"], {"id": "q"}, {"a": 1}])
def test_no_row_breaks_it(after: Any) -> None:
    assert _codes(funded_plan(), Change("frames", "q", None, None, after))


def test_every_problem_of_what_comes_of_it_is_told() -> None:
    plan = funded_plan()
    codes = _codes(plan, Change("funding", "4", "source", "l", "nope"), Change("actions", "a", "owner", "tek", "bo"))
    assert [code for code, _ in codes if code == "FM-M111"] == ["FM-M111"] * 2
