"""The product against a plain engine that was written from the definitions alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import Plan
from tests.reference.comparison import disagreements
from tests.strategies import plans

# Whole plans are large: drawing one is slow beside hypothesis's usual arguments, and shrinking one takes minutes.
# What is found says which figure differs; add Phase.shrink to see it in the smallest plan.
_ORDINARY = settings(
    max_examples=400,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
_NAMED = ("society", "owner", "group", "municipality")


def _perspectives(plan: Plan, most: int) -> tuple[str, ...]:
    return (*_NAMED, *(row.id for row in plan.organisations[:most]))


@_ORDINARY
@given(plans(max_actions=4, longest=8, is_plain=True), st.integers(0, 29))
def test_every_figure_line_and_reason_agrees_on_hundreds_of_plans(plan: Plan, pick: int) -> None:
    """Society, another perspective or both: all of them for every plan would take minutes."""
    others = _perspectives(plan, 5)[1:]
    other = others[pick // 3 % len(others)]
    assert disagreements(plan, (("society",), (other,), ("society", other))[pick % 3]) == []


@settings(_ORDINARY, max_examples=50)
@given(plans())
def test_every_figure_line_and_reason_agrees_in_every_perspective(plan: Plan) -> None:
    assert disagreements(plan, _perspectives(plan, 1)) == []


@pytest.mark.soak
@settings(_ORDINARY, max_examples=3_000, derandomize=False)
@given(plans(longest=60))
def test_every_figure_agrees_on_thousands_of_plans(plan: Plan) -> None:
    assert disagreements(plan, _perspectives(plan, 5)) == []


@pytest.mark.soak
@settings(_ORDINARY, max_examples=20_000, derandomize=False)
@given(plans(max_actions=5, longest=12, is_plain=True))
def test_every_figure_agrees_on_many_thousands_of_small_plans(plan: Plan) -> None:
    assert disagreements(plan, _perspectives(plan, 1)) == []
