"""Assets: what is bought, when it is taken into use and when it is replaced."""

from __future__ import annotations

from typing import Any

import pytest

from finmodel.engine.assets import Asset, Books, assets_of
from finmodel.engine.capital_cost import Activation
from finmodel.engine.prices import price_indices
from finmodel.model.enums import InvestmentKind
from tests.engine.money_plans import money_plan
from tests.small_plans import BASE

Y0, Y2 = str(BASE), str(BASE + 2)


def _assets(
    action: dict[str, Any], *components: dict[str, Any], kind: InvestmentKind = InvestmentKind.CAPEX, **more: Any
) -> list[Asset]:
    plan = money_plan({"opex_change": 0, **action}, components, **{"last_year": BASE + 9, **more})
    return list(assets_of(plan.actions[0], plan.investments, kind, plan, price_indices(plan)))


def _when(assets: list[Asset]) -> list[tuple[int, int, int | None]]:
    return [(asset.bought - BASE, asset.active.year - BASE, None if asset.ends is None else asset.ends - BASE)
            for asset in assets]  # fmt: skip


def test_all_first_purchases_are_taken_into_use_the_year_after_the_last() -> None:
    assets = _assets(
        {},
        {"by_year": {Y0: 10, Y2: 30}, "economic_life_years": 4, "residual_share": 0.2},
        {"amount": 5, "start_year": BASE + 1, "economic_life_years": 7},
        inflation=0.1,
    )
    assert _when(assets) == [(0, 3, None), (2, 3, None), (1, 3, None)]
    assert [asset.cost for asset in assets] == pytest.approx([10, 30 * 1.21, 5.5])
    assert [(asset.life, asset.residual_share) for asset in assets] == [(4, 0.2), (4, 0.2), (7, 0)]
    assert not any(asset.is_again for asset in assets)
    assert [asset.component for asset in assets] == ["i0", "i0", "i1"]


def test_a_component_is_indexed_by_its_own_price_category() -> None:
    (asset,) = _assets(
        {}, {"by_year": {Y2: 100}, "price_category": "dyr"}, categories=[{"id": "dyr", "real_escalation": 0.5}]
    )
    assert asset.cost == pytest.approx(225)


@pytest.mark.parametrize(
    ("stated", "active"),
    [
        (f"{BASE + 2}", Activation(BASE + 2, 1)),
        (f"{BASE + 2}-01", Activation(BASE + 2, 1)),
        (f"{BASE + 5}-10", Activation(BASE + 5, 10)),
        (f"{BASE + 5}-10-01", Activation(BASE + 5, 10)),
    ],
)
def test_the_action_may_state_year_and_month(stated: str, active: Activation) -> None:
    assets = _assets({"activation": stated}, {"by_year": {Y0: 10, Y2: 30}}, {"amount": 5, "start_year": BASE})
    assert {asset.active for asset in assets} == {active}


def test_a_planned_year_counts_though_its_amount_is_zero() -> None:
    assets = _assets({}, {"by_year": {Y0: 10, Y2: 0}})
    assert _when(assets) == [(0, 3, None), (2, 3, None)]


def test_a_reinvestment_is_taken_into_use_the_year_after_and_ends_the_one_before() -> None:
    assets = _assets({"reinvest": True}, {"amount": 10, "start_year": BASE, "economic_life_years": 4})
    assert _when(assets) == [(0, 1, 5), (4, 5, 9), (8, 9, None)]
    assert [asset.is_again for asset in assets] == [False, True, True]


def test_a_reinvestment_is_of_a_whole_year_though_the_action_began_in_a_month() -> None:
    first, again, _ = _assets(
        {"reinvest": True, "activation": f"{BASE + 1}-07"},
        {"amount": 10, "start_year": BASE, "economic_life_years": 4},
    )
    assert (first.active.month, again.active) == (7, Activation(BASE + 5, 1))


def test_nothing_is_taken_into_use_before_the_action() -> None:
    """Bought at once and worn out in 2 years, while the other component takes 4 years to build."""
    short = {"amount": 10, "start_year": BASE, "economic_life_years": 2}
    slow = {"by_year": {str(BASE + 4): 10}, "economic_life_years": 30}
    assets = _assets({"reinvest": True}, short, slow)
    assert _when(assets) == [(0, 5, 5), (2, 5, 5), (4, 5, 7), (6, 7, 9), (8, 9, None), (4, 5, None)]
    assert [asset.is_again for asset in assets] == [False, True, True, True, True, False]


STAGED = {"effect_follows": "capex"}


def test_staged_purchases_are_taken_into_use_as_they_are_bought() -> None:
    component = {"by_year": {Y0: 10, Y2: 30}, "economic_life_years": 4}
    assert _when(_assets(STAGED, component)) == [(0, 1, None), (2, 3, None)]
    again = _assets({**STAGED, "reinvest": True}, component)
    assert _when(again) == [(0, 1, 5), (4, 5, 9), (8, 9, None), (2, 3, 7), (6, 7, None)]


def test_staged_purchases_wait_for_an_activation_that_is_stated() -> None:
    assets = _assets({**STAGED, "activation": f"{BASE + 4}-03"}, {"by_year": {Y0: 10, Y2: 30}})
    assert {asset.active for asset in assets} == {Activation(BASE + 4, 3)}


def test_the_reference_of_staged_purchases_is_staged_unless_the_action_states_its_activation() -> None:
    components = ({"by_year": {Y0: 10}}, {"kind": "reference_capex", "by_year": {Y0: 10, Y2: 30}})
    staged = _assets(STAGED, *components, kind=InvestmentKind.REFERENCE_CAPEX)
    assert _when(staged) == [(0, 1, None), (2, 3, None)]
    stated = _assets({**STAGED, "activation": f"{BASE + 4}"}, *components, kind=InvestmentKind.REFERENCE_CAPEX)
    assert _when(stated) == [(0, 3, None), (2, 3, None)]


def test_what_is_not_bought_again_is_not_replaced() -> None:
    assets = _assets({}, {"amount": 10, "start_year": BASE, "economic_life_years": 2})
    assert _when(assets) == [(0, 1, None)]


def test_a_purchase_in_the_last_year_is_not_made_again() -> None:
    assets = _assets({"reinvest": True}, {"amount": 10, "start_year": BASE, "economic_life_years": 9})
    assert _when(assets) == [(0, 1, None)]


def test_the_reference_is_taken_into_use_after_its_own_last_year() -> None:
    components = (
        {"by_year": {Y0: 10}},
        {"kind": "reference_capex", "by_year": {str(BASE + 3): 8}, "economic_life_years": 4},
    )
    action = {"activation": f"{BASE + 1}-05", "reinvest": True}
    assets = _assets(action, *components, kind=InvestmentKind.REFERENCE_CAPEX)
    assert _when(assets) == [(3, 4, 8), (7, 8, None)]
    assert {asset.active.month for asset in assets} == {1}


def test_no_component_of_the_kind_is_no_asset() -> None:
    assert _assets({}, {"by_year": {Y0: 10}}, kind=InvestmentKind.REFERENCE_CAPEX) == []


def test_consumption_is_of_the_whole_life_beyond_the_plan() -> None:
    plan = money_plan({}, last_year=BASE + 3, internal_interest=0.5, capital_cost_method="real_annuity")
    asset = Asset("i", BASE, False, 200.0, 6, 0.25, Activation(BASE + 1, 7), None)
    path = Books(plan).consumption(asset)
    assert path == pytest.approx([0, 12.5, 25, 25, 25, 25, 25, 12.5, 0, 0, 0, 0])
    replaced = Asset("i", BASE, False, 200.0, 6, 0.25, Activation(BASE + 1, 7), BASE + 3)
    assert Books(plan).consumption(replaced)[:5] == pytest.approx([0, 12.5, 25, 162.5, 0])
    assert Books(plan).consumption(replaced).sum() == pytest.approx(200)


def test_what_cost_nothing_bears_no_interest_though_nobody_knows_the_rate() -> None:
    asset = Asset("i", BASE, False, 0.0, 2, 0.0, Activation(BASE + 1), None)
    for method in ("straight_line_nominal", "nominal_annuity"):
        cost = Books(money_plan({}, last_year=BASE + 3, capital_cost_method=method)).internal(asset)
        assert cost.interest.tolist() == cost.depreciation.tolist() == [0, 0, 0, 0]


def test_assets_of_the_same_day_and_life_do_not_share_their_kronor() -> None:
    plan = money_plan({}, last_year=BASE + 3, internal_interest=0.1)
    books = Books(plan)
    assets = [
        Asset("i", BASE, False, 100.0, 2, 0.0, Activation(BASE + 1), None),
        Asset("j", BASE, False, 10.0, 2, 0.0, Activation(BASE + 1), None),
        Asset("k", BASE, False, 100.0, 2, 0.5, Activation(BASE + 1), None),
        Asset("l", BASE, False, 100.0, 2, 0.5, Activation(BASE + 1), BASE + 2),
    ]
    first, small, kept, replaced = (books.internal(asset) for asset in assets)
    assert first.interest == pytest.approx([0, 10, 5, 0])
    assert small.interest == pytest.approx([0, 1, 0.5, 0])
    assert kept.book_value == pytest.approx([0, 75, 50, 50])
    assert replaced.write_off == pytest.approx([0, 0, 75, 0])
    assert books.company(assets[0]).interest.tolist() == [0, 0, 0, 0]
    assert books.internal(assets[0]).interest == pytest.approx([0, 10, 5, 0])


def test_a_companys_asset_is_straight_line_without_interest() -> None:
    plan = money_plan({}, last_year=BASE + 3, internal_interest=0.5, capital_cost_method="real_annuity")
    asset = Asset("i", BASE, False, 200.0, 2, 0.25, Activation(BASE + 1), None)
    cost = Books(plan).company(asset)
    assert cost.depreciation == pytest.approx([0, 75, 75, 0])
    assert cost.book_value == pytest.approx([0, 125, 50, 50])
    assert cost.interest.tolist() == [0, 0, 0, 0]
    own = Books(plan).internal(asset)
    assert own.interest[1] == pytest.approx(100)
    assert own.depreciation.sum() == pytest.approx(150)


def test_inflation_that_is_missing_in_the_last_year_is_that_of_the_year_before() -> None:
    known = {str(BASE + k): 0.01 * k for k in range(3)}
    plan = money_plan({}, last_year=BASE + 3, inflation={"by_year": known})
    assert Books(plan).inflation == pytest.approx([0, 0.01, 0.02, 0.02])
    two = money_plan({}, last_year=BASE + 1, inflation={"by_year": {Y0: 0.03}})
    assert Books(two).inflation == pytest.approx([0.03, 0.03])
