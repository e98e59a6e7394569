"""The product's funding and accounts against a plain engine that was written from the definitions alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import Plan
from tests.reference.funding_comparison import funding_disagreements
from tests.reference.funding_strategies import funded_plans
from tests.strategies import plans

# What is found says which amount differs; add Phase.shrink to see it in the smallest plan.
_ORDINARY = settings(
    max_examples=120,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_NAMED = ("group", "owner", "municipality", "society")


def _perspectives(plan: Plan, pick: int) -> tuple[str, str]:
    """Return a named perspective and an organisation: all of them for every plan would take minutes."""
    return _NAMED[pick % len(_NAMED)], plan.organisations[pick % len(plan.organisations)].id


@_ORDINARY
@given(funded_plans(), st.integers(0, 23))
def test_every_amount_and_reason_agrees_where_money_is_scarce(plan: Plan, pick: int) -> None:
    assert funding_disagreements(plan, _perspectives(plan, pick)) == []


@settings(_ORDINARY, max_examples=50)
@given(plans(max_actions=3, longest=8, is_plain=True, is_funded=True), st.integers(0, 23))
def test_every_amount_and_reason_agrees_on_numbers_of_every_size(plan: Plan, pick: int) -> None:
    assert funding_disagreements(plan, _perspectives(plan, pick)) == []


@settings(_ORDINARY, max_examples=15)
@given(funded_plans())
def test_every_perspective_agrees(plan: Plan) -> None:
    assert funding_disagreements(plan, (*_NAMED, *(row.id for row in plan.organisations))) == []


@pytest.mark.soak
@settings(_ORDINARY, max_examples=20_000, derandomize=False)
@given(funded_plans(max_actions=5), st.integers(0, 23))
def test_every_amount_agrees_on_many_thousands_of_plans(plan: Plan, pick: int) -> None:
    assert funding_disagreements(plan, _perspectives(plan, pick)) == []


@pytest.mark.soak
@settings(_ORDINARY, max_examples=5_000, derandomize=False)
@given(plans(max_actions=5, longest=40, is_plain=True, is_funded=True), st.integers(0, 23))
def test_every_amount_agrees_on_thousands_of_plans_of_every_size(plan: Plan, pick: int) -> None:
    assert funding_disagreements(plan, _perspectives(plan, pick)) == []
