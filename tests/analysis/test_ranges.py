"""The sources' ranges carried through: by hand, figure by figure, and as corners."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from finmodel import Plan, evaluate
from finmodel.analysis.range_results import RangeRow, SourceRanges
from finmodel.analysis.ranges import source_ranges
from finmodel.analysis.replacing import NotApplied, figure_value, with_figure
from finmodel.model.document import read_document
from finmodel.model.enums import Quantity
from finmodel.model.plan import TABLES
from tests.engine.energy_plans import energy_document
from tests.small_plans import BASE
from tests.strategies import plans

_FEW = settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def ranged_document(evidence: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """1 000 in two components, saves 300 a year in five years, 10 t a year."""
    document = energy_document(
        {"reduction_tonnes": 10, "opex_change": 20},
        [
            {"amount": 400, "start_year": BASE, "economic_life_years": 5},
            {"by_year": {str(BASE): 600}, "economic_life_years": 5},
        ],
        [{"amount": 300}],
        **{"last_year": BASE + 5, "residual_values": False, **more},
    )
    document["evidence"] = [
        {"id": f"e{number}", "action": "a", "quality": "C", "source": "Källa", **row}
        for number, row in enumerate(evidence)
    ]
    return document


def ranged(*evidence: dict[str, Any], **more: Any) -> Plan:
    return read_document(ranged_document(list(evidence), **more))[0]


def seen(*found: Any) -> Any:
    """Return what was found, to be held against approximations side by side."""
    return found


def values(row: RangeRow, outcome: str = "npv") -> tuple[Any, Any]:
    ends = row.outcomes[outcome]
    return ends["low"].value, ends["high"].value


def only(found: SourceRanges) -> RangeRow:
    assert found.not_carried == ()
    (row,) = found.rows
    return row


@pytest.mark.parametrize(
    ("quantity", "low", "high", "value", "npv", "cost"),
    [
        # NPV 5·(300 − 20) − 1000 = 400; 50 t.
        ("capex", 900, 1500, 1000, (500, -100), (-10, 2)),
        ("opex_change", 0, 40, 20, (500, 300), (-10, -6)),
        ("saving", 200, 400, 300, (-100, 900), (2, -18)),
        ("reduction_tonnes", 5, 20, 10, (400, 400), (-16, -4)),
        # A single lifetime of three years; six do not fit into the plan.
        ("lifetime_years", 3, 6, 5, (-160, 400), (160 / 30, -8)),
        ("economic_life", 3, 6, 5, (-160, 400), (160 / 30, -8)),
    ],
)
def test_ends_by_hand(
    quantity: str, low: float, high: float, value: float, npv: tuple[float, ...], cost: tuple[float, ...]
) -> None:
    row = only(source_ranges(ranged({"quantity": quantity, "low": low, "high": high})))
    assert (row.value, row.low, row.high) == (value, low, high)
    assert values(row) == (pytest.approx(npv[0]), pytest.approx(npv[1]))
    assert values(row, "abatement_cost") == (pytest.approx(cost[0]), pytest.approx(cost[1]))


def test_components_and_years_keep_their_proportion() -> None:
    plan = ranged({"quantity": "capex", "low": 500, "high": 2000})
    moved = with_figure(plan, "a", Quantity.CAPEX, 500)
    assert isinstance(moved, Plan)
    assert moved.investments[0].amount == 200
    assert dict(moved.investments[1].by_year) == {BASE: 300}
    by_year = {"value": 10, "by_year": {str(BASE + 1): 4}}
    document = ranged_document([])
    document["actions"][0]["reduction_tonnes"] = by_year
    tonnes = with_figure(read_document(document)[0], "a", Quantity.REDUCTION, 5)
    assert isinstance(tonnes, Plan)
    path = tonnes.actions[0].reduction_tonnes
    assert path is not None
    assert (path.value, dict(path.by_year)) == (5, {BASE + 1: 2})


def test_without_a_single_number_the_largest_year_is_the_figure() -> None:
    document = ranged_document([])
    document["actions"][0]["opex_change"] = {"by_year": {str(BASE + 1): -40, str(BASE + 2): 10}}
    plan, _ = read_document(document)
    assert figure_value(plan, "a", Quantity.OPEX_CHANGE) == -40
    moved = with_figure(plan, "a", Quantity.OPEX_CHANGE, -20)
    assert isinstance(moved, Plan)
    path = moved.actions[0].opex_change
    assert path is not None
    assert dict(path.by_year) == {BASE + 1: -20, BASE + 2: 5}


@pytest.mark.parametrize(
    ("quantity", "low", "high", "npv"),
    [
        # 400 nominal over the year axis; at 10 % the benefits are worth less.
        ("financial_discount_rate", 0.0, 0.1, (400, 280 * sum(1.1**-n for n in range(1, 6)) - 1000)),
        ("inflation", 0.0, 0.1, (400, 280 * sum(1.1**n for n in range(1, 6)) - 1000)),
        ("carbon_value", 10, 30, (400, 400)),
    ],
)
def test_ranges_of_the_settings_move_the_portfolio(
    quantity: str, low: float, high: float, npv: tuple[float, float]
) -> None:
    plan = ranged({"action": None, "quantity": quantity, "low": low, "high": high}, carbon_value=20)
    row = only(source_ranges(plan))
    assert values(row) == (pytest.approx(npv[0]), pytest.approx(npv[1]))
    corner = source_ranges(plan).corner("npv")
    assert corner is not None
    assert seen(corner.unfavourable.value, corner.favourable.value) == (
        pytest.approx(min(npv)),
        pytest.approx(max(npv)),
    )


def test_a_rate_by_year_is_shifted_and_a_price_by_year_scaled() -> None:
    plan = ranged(
        financial_discount_rate={"value": 0.04, "by_year": {str(BASE): 0.05}},
        carbon_value={"by_year": {str(BASE + n): 10 * (n + 1) for n in range(6)}},
    )
    moved = with_figure(plan, None, Quantity.FINANCIAL_DISCOUNT_RATE, 0.06)
    assert isinstance(moved, Plan)
    rate, value = moved.settings.financial_discount_rate, moved.settings.carbon_value
    assert rate is not None
    assert (rate.value, rate.by_year[BASE]) == (0.06, 0.07)
    assert figure_value(plan, None, Quantity.CARBON_VALUE) == 10
    moved = with_figure(plan, None, Quantity.CARBON_VALUE, 20)
    assert isinstance(moved, Plan)
    value = moved.settings.carbon_value
    assert value is not None
    assert [value.at(BASE + n) for n in range(3)] == [20, 40, 60]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"quantity": "removal_tonnes", "low": 1, "high": 2}, "unknown_value"),
        ({"quantity": "reference_capex", "low": 1, "high": 2}, "unknown_value"),
        ({"quantity": "split", "low": 1, "high": 2}, "no_number"),
        ({"quantity": "investment_years", "low": 1}, "no_number"),
        ({"quantity": "inflation", "low": 0, "high": 0.1}, "misplaced"),
        ({"action": None, "quantity": "capex", "low": 1, "high": 2}, "misplaced"),
        ({"action": None, "quantity": "split", "low": 1}, "no_number"),
        ({"quantity": "capex", "low": -5, "high": 2000}, "outside_bounds"),
        ({"quantity": "saving", "low": -5, "high": 300}, "outside_bounds"),
        ({"quantity": "lifetime_years", "low": 0, "high": 6}, "outside_bounds"),
        ({"quantity": "lifetime_years", "low": 3, "high": 500}, "outside_bounds"),
        ({"action": None, "quantity": "financial_discount_rate", "low": 0.0, "high": 2}, "outside_bounds"),
        ({"action": None, "quantity": "carrier_price", "low": 1, "high": 2}, "several"),
        ({"action": None, "quantity": "pool_tonnes", "low": 1, "high": 2}, "unknown_value"),
        ({"action": None, "quantity": "carbon_value", "low": 1, "high": 2}, "unknown_value"),
        ({"action": None, "quantity": "internal_interest", "low": 0.01, "high": 0.03}, "no_indicator"),
        ({"quantity": "internal_interest", "low": 0.01, "high": 0.03}, "misplaced"),
        ({"quantity": "energy_change", "low": -1, "high": 2}, "mixed_signs"),
    ],
)
def test_what_cannot_be_carried_is_listed_with_the_reason(row: dict[str, Any], why: str) -> None:
    carriers = [{"id": name, "price": 0, "emission_factor": 0} for name in ("el", "fv")]
    changes = [{"carrier": "el", "kwh": 10}, {"carrier": "fv", "kwh": -30}]
    found = source_ranges(ranged(row, carriers=carriers, changes=changes))
    assert found.rows == ()
    assert found.corners == ()
    assert [(item.evidence, str(item.why)) for item in found.not_carried] == [("e0", why)]


def test_a_single_component_of_nothing_can_become_something() -> None:
    document = ranged_document([{"quantity": "capex", "low": 0, "high": 100}])
    document["investments"] = [{**document["investments"][0], "amount": 0}]
    row = only(source_ranges(read_document(document)[0]))
    assert values(row) == (pytest.approx(1400), pytest.approx(1300))
    document["investments"].append({**document["investments"][0], "id": "other"})
    (item,) = source_ranges(read_document(document)[0]).not_carried
    assert item.why is NotApplied.ZERO_TOTAL


def test_energy_and_pools() -> None:
    document = ranged_document(
        [
            {"quantity": "energy_change", "low": -200, "high": -50},
            {"action": None, "quantity": "carrier_price", "low": 0.5, "high": 2},
            {"action": None, "quantity": "pool_tonnes", "low": 5, "high": 100},
        ],
        carriers=[{"id": "el", "price": 1, "emission_factor": 0}],
        changes=[{"carrier": "el", "kwh": -100}],
        pools=[{"id": "p", "tonnes": 50}],
    )
    document["actions"][0]["pool"] = "p"
    found = source_ranges(read_document(document)[0])
    energy, price, pool = found.rows
    assert values(energy) == (pytest.approx(1400), pytest.approx(650))
    assert values(price) == (pytest.approx(650), pytest.approx(1400))
    # Half the tonnes, and half the energy with them, where the pool holds 5 of the 10 t.
    assert values(pool) == (pytest.approx(650), pytest.approx(900))


def test_equal_ends_are_no_range_and_one_end_is_moved_from_the_plan() -> None:
    found = source_ranges(ranged({"quantity": "capex", "low": 1000, "high": 1000}, {"quantity": "saving", "low": 250}))
    row = only(found)
    assert (row.evidence, row.high, set(row.outcomes["npv"])) == ("e1", None, {"low"})
    corner = found.corner("npv", "a")
    assert corner is not None
    assert seen(corner.unfavourable.value, corner.favourable.value) == (pytest.approx(150), pytest.approx(400))
    assert (corner.unfavourable_ends, corner.favourable_ends) == ((("e1", "low"),), ())


EVIDENCE = (
    {"quantity": "capex", "low": 900, "high": 1500},
    {"quantity": "opex_change", "low": 0, "high": 40},
    {"quantity": "saving", "low": 200, "high": 400},
    {"quantity": "reduction_tonnes", "low": 5, "high": 20},
)


def test_corners_by_hand() -> None:
    found = source_ranges(ranged(*EVIDENCE))
    npv, cost = found.corner("npv", "a"), found.corner("abatement_cost", "a")
    assert npv is not None
    assert cost is not None
    # 5·(200 − 40) − 1500 and 5·400 − 900.
    assert seen(npv.base.value, npv.unfavourable.value, npv.favourable.value) == (
        *(pytest.approx(400), pytest.approx(-700), pytest.approx(1100)),
    )
    assert npv.unfavourable_ends == (("e0", "high"), ("e1", "high"), ("e2", "low"))
    assert npv.favourable_ends == (("e0", "low"), ("e1", "low"), ("e2", "high"))
    # Moved alone, more tonnes make what each of them saves smaller: the many tonnes stand in the unfavourable corner.
    assert seen(cost.unfavourable.value, cost.favourable.value) == (pytest.approx(700 / 100), pytest.approx(-1100 / 25))
    assert ("e3", "high") in cost.unfavourable_ends
    assert cost.to_dict()["favourable_ends"][0] == {"evidence": "e0", "end": "low"}


def test_of_several_sources_the_outermost_end_is_taken() -> None:
    found = source_ranges(
        ranged({"quantity": "capex", "low": 900, "high": 1500}, {"quantity": "capex", "low": 800, "high": 1200})
    )
    corner = found.corner("npv", "a")
    assert corner is not None
    assert (corner.unfavourable_ends, corner.favourable_ends) == ((("e0", "high"),), (("e1", "low"),))
    assert seen(corner.unfavourable.value, corner.favourable.value) == (pytest.approx(-100), pytest.approx(600))


def test_an_end_without_tonnes_is_the_worst_and_is_said() -> None:
    found = source_ranges(ranged({"quantity": "reduction_tonnes", "low": -1, "high": 20}))
    corner = found.corner("abatement_cost", "a")
    assert corner is not None
    assert (corner.unfavourable.value, corner.unfavourable.reason) == (None, "raises_emissions")
    assert corner.favourable.value == pytest.approx(-4)
    assert found.corner("npv", "a").unfavourable_ends == ()  # type: ignore[union-attr]


def two_actions(pool: str | None, **more: Any) -> Plan:
    document = ranged_document(
        [*({"action": name, **row} for name, row in product("ab", EVIDENCE)),
         {"action": None, "quantity": "financial_discount_rate", "low": 0.01, "high": 0.06}],
        financial_discount_rate=0.03,
        pools=[{"id": "p", "tonnes": 25}],
        **more,
    )  # fmt: skip
    for table in ("actions", "investments", "benefits"):
        document[table] += [
            {**row, "id": f"{row['id']}b", **({"action": "b"} if table != "actions" else {"id": "b"})}
            for row in document[table]
        ]
    for row in document["actions"]:
        row["pool"] = pool
    document["actions"][1]["reduction_tonnes"] = 12
    return read_document(document)[0]


@pytest.mark.parametrize("pool", [None, "p"])
@pytest.mark.parametrize("perspective", ["group", "society"])
def test_what_is_moved_together_is_what_is_moved_alone(pool: str | None, perspective: str) -> None:
    plan = two_actions(pool, social_discount_rate=0.035, carbon_value=3)
    found = source_ranges(plan, perspective)
    assert len(found.rows) == 9
    for row in found.rows:
        for side, end in (("low", row.low), ("high", row.high)):
            assert end is not None
            moved = with_figure(plan, row.action, row.quantity, end)
            assert isinstance(moved, Plan)
            results = evaluate(moved, perspective)
            figures = results.portfolio if row.action is None else results.action(row.action).figures
            for outcome, ends in row.outcomes.items():
                assert ends[side].value == pytest.approx(figures[outcome])  # type: ignore[index]


@pytest.mark.parametrize("pool", [None, "p"])
def test_the_portfolio_s_corner_is_the_worst_of_all_corners(pool: str | None) -> None:
    plan = two_actions(pool)
    found = source_ranges(plan)
    # Every corner of capex, saving and the rate of both actions, by brute force.
    for outcome, better in (("npv", max), ("abatement_cost", min)):
        corner = found.corner(outcome)
        assert corner is not None
        moved = [row for row in found.rows if row.quantity in ("capex", "saving", "financial_discount_rate")]
        rest = [row for row in found.rows if row not in moved]
        for ends, extreme in (
            (corner.favourable_ends, better),
            (corner.unfavourable_ends, min if better is max else max),
        ):
            fixed = dict(ends)
            start = plan
            for row in rest:
                if row.evidence in fixed:
                    start = applied(start, row, fixed[row.evidence])
            reached = []
            for sides in product(("low", "high"), repeat=len(moved)):
                each = start
                for row, side in zip(moved, sides, strict=True):
                    each = applied(each, row, side)
                reached.append(evaluate(each).portfolio[outcome])
            expected = corner.favourable if ends is corner.favourable_ends else corner.unfavourable
            assert expected.value == pytest.approx(extreme(value for value in reached if value is not None))


def test_a_cost_per_tonne_of_society_is_ranked_without_the_value_of_the_tonnes() -> None:
    document = ranged_document(
        [{"action": "b", "quantity": "reduction_tonnes", "low": 1, "high": 50}],
        social_discount_rate=0.0,
        carbon_value={"value": 1, "by_year": {str(BASE + 5): 10_000}},
    )
    early, late = {"by_year": {str(BASE + 1): 10}}, {"by_year": {str(BASE + 5): 10}}
    document["actions"] = [
        {
            "id": name,
            "name": name,
            "owner": "nämnd",
            "opex_change": 100,
            "effect_start": BASE,
            "reduction_tonnes": tonnes,
        }
        for name, tonnes in (("a", late), ("b", early))
    ]
    document["investments"] = document["benefits"] = []
    corner = source_ranges(read_document(document)[0], "society").corner("abatement_cost")
    assert corner is not None
    # 1 200 in six years over 20 t; the early tonnes are worth little, and still make each tonne cheaper.
    assert (corner.favourable_ends, corner.unfavourable_ends) == ((("e0", "high"),), (("e0", "low"),))
    assert seen(corner.favourable.value, corner.unfavourable.value) == (pytest.approx(20), pytest.approx(1200 / 11))


def test_what_is_worse_for_the_portfolio_may_be_better_for_the_action() -> None:
    document = ranged_document([{"action": "b", "quantity": "reduction_tonnes", "low": 1, "high": 50}])
    document["actions"] = [
        {"id": name, "name": name, "owner": "nämnd", "opex_change": opex, "effect_start": BASE, "reduction_tonnes": 10}
        for name, opex in (("a", 300), ("b", -100))
    ]
    document["investments"] = document["benefits"] = []
    found = source_ranges(read_document(document)[0])
    own, whole = found.corner("abatement_cost", "b"), found.corner("abatement_cost")
    assert own is not None
    assert whole is not None
    # b saves 600, spread over more tonnes; a and b together cost 1 200.
    assert seen(own.favourable_ends, own.favourable.value) == ((("e0", "low"),), pytest.approx(-600 / 6))
    assert seen(whole.favourable_ends, whole.favourable.value) == ((("e0", "high"),), pytest.approx(1200 / 360))


def applied(plan: Plan, row: RangeRow, side: str) -> Plan:
    moved = with_figure(plan, row.action, row.quantity, getattr(row, side))
    assert isinstance(moved, Plan)
    return moved


@_FEW
@given(plans(max_actions=3, longest=10))
def test_generated_plans_are_carried_or_said_why(plan: Plan) -> None:
    found = source_ranges(plan)
    ranges = {row.id for row in plan.evidence if row.low != row.high}
    assert {row.evidence for row in found.rows} | {row.evidence for row in found.not_carried} == ranges
    for row in found.rows:
        for side, ends in (("low", row.low), ("high", row.high)):
            assert (side in row.outcomes["npv"]) == (ends is not None)
            if ends is None:
                continue
            results = evaluate(applied(plan, row, side))
            figures = results.portfolio if row.action is None else results.action(row.action).figures
            for outcome, moved in row.outcomes.items():
                end = moved["low" if side == "low" else "high"]
                assert end.reason == figures.undefined.get(outcome)
                assert end.value == (None if end.reason else pytest.approx(figures[outcome]))
    for corner in found.corners:
        if corner.base.reason not in (None, "no_tonnes", "raises_emissions"):
            assert corner.unfavourable_ends == corner.favourable_ends == ()
            assert corner.unfavourable.reason == corner.favourable.reason == corner.base.reason


@settings(_FEW, max_examples=8)
@given(plans(max_actions=3, longest=10))
def test_row_order_never_counts(plan: Plan) -> None:
    turned = plan.model_copy(update={name: tuple(reversed(getattr(plan, name))) for name in TABLES})
    one, other = source_ranges(plan), source_ranges(turned)
    assert (one.rows, one.not_carried) == (other.rows, other.not_carried)
    assert {(each.action, each.outcome): each for each in one.corners} == {
        (each.action, each.outcome): each for each in other.corners
    }
