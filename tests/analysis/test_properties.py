"""What must hold for every plan, whatever its numbers are."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy_financial as npf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finmodel import Plan, evaluate
from finmodel.model.decimals import normalise
from finmodel.model.document import read_document
from finmodel.model.enums import OrganisationKind, Timing
from finmodel.model.plan import TABLES
from tests.small_plans import BASE, flow_plan, small_plan
from tests.strategies import documents, plans

Document = dict[str, Any]

_FEW = settings(
    max_examples=30,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

LINES = ("capex", "reference_capex", "opex", "savings", "revenue", "energy_cost", "carbon_price_paid", "residual")
RATES = st.integers(-900, 3000).map(lambda digits: digits / 10_000)
TIMINGS = st.sampled_from(list(Timing))


def _evaluated(document: Document, perspective: str = "group") -> Document:
    results: Document = evaluate(read_document(document)[0], perspective).to_dict()
    return results


def _size(results: Document) -> float:
    """Return what the flows add up to without their signs: rounding is a share of that."""
    flows: dict[str, dict[str, float]] = results["cash_flow"]
    return 1e-12 * sum(abs(amount) for line in LINES for amount in flows[line].values())


def _changed(document: Document, **new: Any) -> Document:
    changed = copy.deepcopy(document)
    changed["settings"].update(new)
    return changed


def _without_price_changes(document: Document, rate: float, **new: Any) -> Document:
    changed = _changed(document, inflation=0, financial_discount_rate=rate, **new)
    for row in changed["price_categories"]:
        row["real_escalation"] = 0
    return changed


@_FEW
@given(plans())
def test_lines_add_up_to_net(plan: Plan) -> None:
    results = evaluate(plan).to_dict()
    for basis in ("cash_flow", "cash_flow_real"):
        flows = results[basis]
        for year, net in flows["net"].items():
            amounts = [flows[line][year] for line in LINES]
            assert net == pytest.approx(sum(amounts), rel=1e-9, abs=1e-12 * sum(map(abs, amounts)))


@_FEW
@given(plans())
def test_actions_add_up_to_the_portfolio(plan: Plan) -> None:
    results = evaluate(plan).to_dict()
    counted = [row for row in results["actions"] if row["in_totals"]]
    for figure in ("npv", "investment_total", "investment_incremental", "sunk", "tonnes_total", "pv_tonnes"):
        found = [row[figure] for row in counted if row[figure] is not None]
        total = results["portfolio"][figure]
        assert (total is None) == (not found)
        if total is not None:
            slack = 1e-9 * sum(map(abs, found)) + _size(results)
            assert total == pytest.approx(sum(found), rel=1e-9, abs=slack)


@_FEW
@given(plans())
def test_organisations_add_up_to_the_group_so_that_payers_inside_cancel(plan: Plan) -> None:
    inside = (OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT, OrganisationKind.COMPANY)
    each = [evaluate(plan, row.id).to_dict()["cash_flow"] for row in plan.organisations if row.kind in inside]
    group = evaluate(plan).to_dict()["cash_flow"]
    for line in (*LINES, "net"):
        for year, amount in group[line].items():
            amounts = [flows[line][year] for flows in each]
            slack = 1e-12 * sum(abs(flows[part][year]) for flows in each for part in LINES)
            assert amount == pytest.approx(sum(amounts), rel=1e-9, abs=slack)


def test_a_payer_inside_cancels_and_one_outside_does_not() -> None:
    organisations = [
        {"id": "nämnd", "kind": "committee"},
        {"id": "bolag", "kind": "company"},
        {"id": "stat", "kind": "state"},
    ]

    def revenue(payer: str, perspective: str) -> float:
        plan = small_plan(
            {"opex_change": 0, "effect_start": BASE},
            [],
            [{"kind": "revenue", "amount": 100, "payer": payer, "receivers": {"nämnd": 0.4, "bolag": 0.6}}],
            organisations=organisations,
            last_year=BASE,
        )
        return float(evaluate(plan, perspective).to_dict()["cash_flow"]["revenue"][str(BASE)])

    assert revenue("bolag", "group") == 0
    assert revenue("bolag", "bolag") == pytest.approx(-40)
    assert revenue("bolag", "municipality") == pytest.approx(40)
    assert revenue("stat", "group") == pytest.approx(100)
    assert revenue("stat", "stat") == -100


def _money_times(document: Document, factor: int) -> Document:
    """Return the document with every amount of money times a factor."""

    def scaled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: scaled(number) for key, number in value.items()}
        return None if value is None else normalise(value * factor)

    changed = copy.deepcopy(document)
    fields = {
        "investments": ("amount", "by_year"),
        "benefits": ("amount",),
        "actions": ("opex_change",),
        "carriers": ("price", "carbon_price"),
    }
    for row, names in [
        *((row, names) for table, names in fields.items() for row in changed[table]),
        (changed["settings"], ("carbon_price", "carbon_value")),
    ]:
        for name in names:
            if name in row:
                row[name] = scaled(row[name])
    return changed


@_FEW
@given(documents())
def test_money_times_8_is_npv_times_8_and_the_same_ratios(document: Document) -> None:
    before, after = _evaluated(document), _evaluated(_money_times(document, 8))
    for figure in ("npv", "annuity", "breakeven_grant", "investment_total", "abatement_cost"):
        if before["portfolio"][figure] is None:
            assert after["portfolio"]["undefined"][figure] == before["portfolio"]["undefined"][figure]
        elif figure not in ("annuity", "abatement_cost"):
            expected = pytest.approx(8 * before["portfolio"][figure], rel=1e-9, abs=_size(after))
            assert after["portfolio"][figure] == expected
    for figure in ("payback", "kg_per_krona"):
        assert (after["portfolio"][figure] is None) == (before["portfolio"][figure] is None)


@_FEW
@given(documents(), TIMINGS)
def test_at_rate_0_the_npv_is_the_plain_sum(document: Document, timing: Timing) -> None:
    results = _evaluated(_changed(document, financial_discount_rate=0, timing=str(timing), inflation=0.02))
    portfolio, base = results["portfolio"], document["settings"]["base_year"]
    if portfolio["npv"] is not None:
        total = sum(amount for year, amount in results["cash_flow"]["net"].items() if int(year) >= base)
        assert portfolio["npv"] == pytest.approx(total, rel=1e-9, abs=_size(results))


@_FEW
@given(documents(), st.integers(0, 1_000_000))
def test_row_order_does_not_count_to_the_last_bit(document: Document, seed: int) -> None:
    permuted = copy.deepcopy(document)
    shuffle: Callable[[list[Any]], None] = random.Random(seed).shuffle
    for table in TABLES:
        shuffle(permuted.get(table, []))
    for perspective in ("owner", "group"):
        before, after = (evaluate(read_document(each)[0], perspective) for each in (document, permuted))
        assert before.result_hash == after.result_hash
        assert before.to_dict()["portfolio"] == after.to_dict()["portfolio"]


@_FEW
@given(documents())
def test_display_unit_and_texts_touch_no_number(document: Document) -> None:
    unit = "kr" if document["settings"]["display_unit"] != "kr" else "mnkr"
    other = _changed(document, display_unit=unit, title="En annan titel", notes="")
    before, after = _evaluated(document), _evaluated(other)
    for part in ("portfolio", "actions", "cash_flow", "cash_flow_real", "tonnes", "result_hash"):
        assert before[part] == after[part]


@_FEW
@given(documents(), RATES, RATES, TIMINGS)
def test_nominal_at_the_nominal_rate_is_real_at_the_fisher_rate(
    document: Document, real: float, inflation: float, timing: Timing
) -> None:
    nominal = (1 + real) * (1 + inflation) - 1
    if not -0.99 < nominal <= 1:
        nominal, real, inflation = 0.0506, 0.03, 0.02
    base = document["settings"]["base_year"]
    results = _evaluated(
        _changed(
            document,
            price_year=base,
            inflation=inflation,
            financial_discount_rate=nominal,
            timing=str(timing),
        )
        | {"price_categories": [{**row, "real_escalation": 0.01} for row in document["price_categories"]]}
    )
    if results["portfolio"]["npv"] is None:
        return
    late = {Timing.START: 0.0, Timing.MID: 0.5, Timing.END: 1.0}[timing]
    terms = [
        amount * (1 + real) ** -(int(year) - base + late)
        for line in LINES
        for year, amount in results["cash_flow_real"][line].items()
        if int(year) >= base
    ]
    slack = 1e-11 * sum(map(abs, terms))
    assert results["portfolio"]["npv"] == pytest.approx(sum(terms), rel=1e-9, abs=slack)


@_FEW
@given(documents(), RATES)
def test_later_in_the_year_is_worth_less_by_the_rate(document: Document, rate: float) -> None:
    start, mid, end = (
        _evaluated(_without_price_changes(document, rate, timing=timing)) for timing in ("start", "mid", "end")
    )
    npv, slack = start["portfolio"]["npv"], _size(start) * (1 + abs(rate)) / (1 + rate)
    if npv is not None:
        assert end["portfolio"]["npv"] == pytest.approx(npv / (1 + rate), rel=1e-9, abs=10 * slack)
        assert mid["portfolio"]["npv"] == pytest.approx(npv / (1 + rate) ** 0.5, rel=1e-9, abs=10 * slack)


FLOWS = st.lists(st.integers(-100_000, 100_000), min_size=2, max_size=25)


@_FEW
@given(FLOWS, RATES)
def test_npv_is_that_of_numpy_financial(flows: list[int], rate: float) -> None:
    found = evaluate(flow_plan(flows, rate)).to_dict()["portfolio"]["npv"]
    size = npf.npv(rate, [abs(flow) for flow in flows])
    assert found == pytest.approx(npf.npv(rate, flows), rel=1e-9, abs=1e-12 * size)


@_FEW
@given(st.integers(1, 100_000), st.lists(st.integers(0, 60_000), min_size=1, max_size=20), RATES, RATES)
def test_irr_and_mirr_are_those_of_numpy_financial(
    outlay: int, inflows: list[int], finance: float, reinvestment: float
) -> None:
    flows = [-outlay, *inflows]
    plan = flow_plan(flows, 0.03, mirr_finance_rate=finance, mirr_reinvestment_rate=reinvestment)
    found = evaluate(plan).to_dict()["portfolio"]
    if not any(inflows):
        assert found["undefined"]["irr"] == found["undefined"]["mirr"] == "no_sign_change"
        return
    assert 1 + found["mirr"] == pytest.approx(1 + npf.mirr(flows, finance, reinvestment), rel=1e-9)
    # Where the whole flow is worth nothing at the rate; numpy_financial itself gives up at extreme rates.
    worth = npf.npv(found["irr"], flows)
    size = npf.npv(found["irr"], [abs(flow) for flow in flows])
    assert worth == pytest.approx(0, abs=1e-8 * size)
    if -0.5 < found["irr"] < 1:
        assert found["irr"] == pytest.approx(npf.irr(flows), abs=1e-8)


@_FEW
@given(
    cost=st.integers(0, 10_000_000),
    saving=st.integers(0, 1_000_000),
    opex=st.integers(-100_000, 100_000),
    life=st.integers(1, 15),
    rate=RATES,
    inflation=st.sampled_from([0.0, 0.02, -0.01]),
    timing=TIMINGS,
)
def test_a_year_later_is_worth_the_same_less_one_year(
    cost: int, saving: int, opex: int, life: int, rate: float, inflation: float, timing: Timing
) -> None:
    npvs = []
    for year in range(BASE, BASE + 4):
        plan = small_plan(
            {"opex_change": opex},
            [{"amount": cost, "start_year": year, "economic_life_years": life}],
            [{"amount": saving}],
            last_year=BASE + 20,
            financial_discount_rate=rate,
            inflation=inflation,
            timing=str(timing),
        )
        npvs.append(evaluate(plan).to_dict()["portfolio"]["npv"])
    size = 1e-9 * (cost + life * (saving + abs(opex))) * max(1, (1 + rate) ** -25)
    for earlier, later in pairwise(npvs):
        assert later == pytest.approx(earlier * (1 + inflation) / (1 + rate), rel=1e-9, abs=size)


@_FEW
@given(documents(max_actions=4))
def test_an_action_without_figures_changes_no_total(document: Document) -> None:
    more = copy.deepcopy(document)
    owner = next((row["id"] for row in document["organisations"] if row["kind"] == "committee"), None)
    owner = owner or document["organisations"][0]["id"]
    more["actions"].append({"id": "blank", "name": "Utan siffror", "owner": owner, "opex_change": {"value": None}})
    before, after = _evaluated(document, "owner"), _evaluated(more, "owner")
    for part in ("portfolio", "cash_flow", "cash_flow_real", "tonnes"):
        assert before[part] == after[part]
    assert after["costed"]["n"] == before["costed"]["n"]
    assert after["costed"]["of"] == before["costed"]["of"] + 1
    assert "blank" in after["costed"]["not_costed"]
    assert "blank" in after["quantified"]["not_quantified"]


@_FEW
@given(documents(max_actions=4))
def test_an_action_left_out_keeps_its_figures_and_is_in_no_total(document: Document) -> None:
    # Without pools: one that is left out no longer shares with the others.
    document = copy.deepcopy(document)
    for row in document["actions"]:
        row.pop("pool", None)
        row.pop("pool_share", None)
    out = copy.deepcopy(document)
    for row in out["actions"]:
        row["included"] = False
    before, after = _evaluated(document), _evaluated(out)
    assert after["costed"] == {"n": 0, "of": 0, "not_costed": []}
    assert after["portfolio"]["npv"] is None
    assert all(amount == 0 for line in after["cash_flow"].values() for amount in line.values())
    for one, other in zip(before["actions"], after["actions"], strict=True):
        assert (one["npv"], one["irr"], one["tonnes_total"]) == (other["npv"], other["irr"], other["tonnes_total"])
