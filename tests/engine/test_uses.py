"""What has to be paid for: investment with reinvestment, and added running cost where it is asked for."""

from __future__ import annotations

import pytest

from finmodel.engine.uses import Use
from tests.engine.money_plans import Money, money_of
from tests.small_plans import BASE

COMPONENT = {"amount": 100, "start_year": BASE, "economic_life_years": 2}


def _uses(money: Money, use: Use, organisation: str = "nämnd", action: str = "a") -> list[float]:
    return [float(x) for x in money.financing.uses.amounts[money.action(action), money.place(organisation), use]]


def test_names() -> None:
    assert [use.key for use in Use] == ["capital", "running"]


def test_capital_is_investment_and_reinvestment_in_kronor_of_the_day() -> None:
    money = money_of(
        {"opex_change": 0, "reinvest": True, "capex_split": {"nämnd": 0.25, "bolag": 0.75}},
        [COMPONENT],
        inflation=0.1,
        last_year=BASE + 4,
    )
    assert _uses(money, Use.CAPITAL) == pytest.approx([25, 0, 25 * 1.1**2, 0, 0])
    assert _uses(money, Use.CAPITAL, "bolag") == pytest.approx([75, 0, 75 * 1.1**2, 0, 0])
    assert money.financing.uses.first[0] == pytest.approx([100, 0, 0, 0, 0])
    assert money.financing.uses.again[0].sum(axis=0) == pytest.approx([0, 0, 121, 0, 0])
    assert money.financing.uses.again[0, money.place("bolag")] == pytest.approx([0, 0, 75 * 1.21, 0, 0])


def test_neither_the_reference_nor_savings_nor_revenue_lessen_uses() -> None:
    money = money_of(
        {"opex_change": 10, "fund_running_cost": True},
        [COMPONENT, {"kind": "reference_capex", "amount": 80, "start_year": BASE}],
        [{"amount": 500}, {"kind": "revenue", "amount": 500, "payer": "stat"}],
    )
    assert _uses(money, Use.CAPITAL) == [100, 0, 0, 0]
    assert _uses(money, Use.RUNNING) == [0, 10, 10, 0]
    assert money.financing.uses.reference[0] == pytest.approx([80, 0, 0, 0])


def test_running_cost_is_what_it_adds_together_by_year_and_bearer() -> None:
    """Opex −30, electricity 100 × 0.5 and a carbon price of 2 × 5 t that are saved: 10 a year, −20 in the last."""
    money = money_of(
        {
            "opex_change": {"value": -30, "by_year": {str(BASE + 3): -60}},
            "effect_start": BASE,
            "fund_running_cost": True,
            "opex_split": {"nämnd2": 0.4, "bolag": 0.6},
            "reduction_tonnes": 5,
            "carbon_priced": 1,
        },
        carriers=[{"id": "el", "price": 0.5, "emission_factor": 0}],
        changes=[{"carrier": "el", "kwh": 100}],
        carbon_price=2,
    )
    assert _uses(money, Use.RUNNING, "nämnd2") == pytest.approx([4, 4, 4, 0])
    assert _uses(money, Use.RUNNING, "bolag") == pytest.approx([6, 6, 6, 0])
    assert _uses(money, Use.RUNNING) == [0, 0, 0, 0]


def test_running_cost_is_a_use_where_it_is_asked_for_only() -> None:
    money = money_of(
        actions=[
            {"id": "a", "opex_change": 10, "effect_start": BASE, "fund_running_cost": True},
            {"id": "b", "opex_change": 10, "effect_start": BASE},
        ]
    )
    assert _uses(money, Use.RUNNING) == [10, 10, 10, 10]
    assert _uses(money, Use.RUNNING, action="b") == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"included": False}, id="left out"),
        pytest.param({"repeat_of": "b"}, id="a repeat"),
        pytest.param({"opex_change": {"value": None}}, id="not costed"),
    ],
)
def test_an_action_that_does_not_count_or_is_not_costed_has_none(change: dict[str, object]) -> None:
    money = money_of(
        actions=[{"id": "a", "opex_change": 0, "fund_running_cost": True, **change}, {"id": "b", "opex_change": 0}],
        investments=[COMPONENT, {**COMPONENT, "action": "b"}],
        sources=[{"id": "lån", "kind": "loan"}],
        funding=[{"default": True, "source": "lån", "rest": True}],
    )
    assert money.financing.uses.is_funded.tolist() == [False, True]
    assert money.financing.uses.amounts[0].sum() == 0
    assert money.financing.uses.first[0].sum() == 0
    assert [money.arrays.actions[claim.action] for claim in money.financing.claims] == ["b"]
    assert money.award("lån", "b") == [100, 0, 0, 0]


def test_sunk_years_have_uses() -> None:
    money = money_of({"opex_change": 0}, [COMPONENT], base_year=BASE + 1)
    assert _uses(money, Use.CAPITAL) == [100, 0, 0, 0]
