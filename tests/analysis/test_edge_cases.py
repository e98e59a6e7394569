"""The corners: no rates, no years, no actions, very many, and every reason for which a figure is undefined."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import pytest

from finmodel import Plan, evaluate
from finmodel.engine.undefined import Reason
from finmodel.model.document import read_document
from tests.reference.comparison import disagreements
from tests.small_plans import BASE, flow_plan, small_document, small_plan

Figures = dict[str, Any]
INVESTMENT = {"amount": 100, "start_year": BASE, "economic_life_years": 5}
SAVING = {"amount": 30}
PLACES = ("owner", "municipality", "group", "nämnd")


def _action(plan: Plan, perspective: str = "group") -> Figures:
    figures: Figures = evaluate(plan, perspective).to_dict()["actions"][0]
    return figures


def _years(numbers: list[float]) -> dict[str, Any]:
    return {"by_year": {str(BASE + offset): number for offset, number in enumerate(numbers)}}


def _tonnes(reduction: Any, **more: Any) -> Plan:
    settings = {key: more.pop(key) for key in tuple(more) if key in ("carbon_value", "financial_discount_rate")}
    return small_plan({"reduction_tonnes": reduction, **more}, [INVESTMENT], [SAVING], last_year=BASE + 5, **settings)


def _of_a_pool(tonnes: float, **action: Any) -> Plan:
    document = small_document({"pool": "Pott", **action}, [INVESTMENT], [SAVING], last_year=BASE + 5)
    return read_document({**document, "pools": [{"id": "Pott", "name": "Pott", "tonnes": tonnes}]})[0]


UNDEFINED: dict[str, tuple[Plan, str, Reason]] = {
    "a component without an amount": (
        small_plan({}, [{"start_year": BASE}], [SAVING]),
        "npv",
        Reason.NOT_COSTED,
    ),
    "neither investment nor running cost": (
        small_plan({"effect_start": BASE}, [], [SAVING]),
        "npv",
        Reason.NOT_COSTED,
    ),
    "a reference alternative without an amount": (
        small_plan({}, [INVESTMENT, {"kind": "reference_capex", "start_year": BASE}]),
        "npv",
        Reason.NOT_COSTED,
    ),
    "a price paid that is not known": (
        small_plan({"reduction_tonnes": 1, "carbon_priced": 1}, [INVESTMENT]),
        "npv",
        Reason.NOT_COSTED,
    ),
    "no tonnes entered": (small_plan({}, [INVESTMENT]), "abatement_cost", Reason.NOT_QUANTIFIED),
    "blank tonnes": (_tonnes({"value": None}), "tonnes_total", Reason.NOT_QUANTIFIED),
    "tonnes of 0": (_tonnes(0), "abatement_cost", Reason.NO_TONNES),
    "tonnes that cancel but for rounding": (
        _tonnes(_years([0, 0.1, 0.2]), upfront_tonnes=0.3),
        "abatement_cost",
        Reason.NO_TONNES,
    ),
    "own tonnes that cancel but for rounding": (
        _tonnes(_years([0, 0.1, 0.2]), upfront_tonnes=0.3),
        "investment_per_tonne",
        Reason.NO_TONNES,
    ),
    "tonnes that a share of a pool cancels but for rounding": (
        _of_a_pool(1000, pool_share=0.001, reduction_tonnes=-1),
        "abatement_cost",
        Reason.NO_TONNES,
    ),
    "more emissions": (_tonnes(-1), "kg_per_krona", Reason.RAISES_EMISSIONS),
    "more emissions, whatever the factor": (
        _tonnes(-1, carbon_value=10),
        "switching_value.tonnes",
        Reason.RAISES_EMISSIONS,
    ),
    "only outlays": (flow_plan([-1, -2, -3]), "irr", Reason.NO_SIGN_CHANGE),
    "only inflows": (flow_plan([1, 2, 3]), "payback", Reason.NO_SIGN_CHANGE),
    "only outlays, modified": (flow_plan([-1, -2, -3]), "mirr", Reason.NO_SIGN_CHANGE),
    "an outlay that its reference cancels but for rounding": (
        small_plan(
            {"opex_change": 0},
            [
                {"amount": 0.3, "start_year": BASE},
                {"kind": "reference_capex", "amount": 0.1, "start_year": BASE},
                {"kind": "reference_capex", "amount": 0.2, "start_year": BASE},
            ],
            [{"amount": {"by_year": {str(BASE + 1): 1}}}],
            residual_values=False,
        ),
        "irr",
        Reason.NO_SIGN_CHANGE,
    ),
    "two outlays around an inflow, too small": (flow_plan([-2, 1, -2]), "irr", Reason.NO_ROOT),
    "two rates": (flow_plan([-100, 230, -132]), "irr", Reason.MULTIPLE_ROOTS),
    "too little saved": (flow_plan([-100, 30, 30]), "payback", Reason.NEVER_PAYS_BACK),
    "paid back, yet not with interest": (
        flow_plan([-100, 50, 50], 0.05),
        "discounted_payback",
        Reason.NEVER_PAYS_BACK,
    ),
    "no investment": (
        small_plan({"opex_change": -1, "effect_start": BASE}),
        "profitability_index",
        Reason.NO_CAPEX,
    ),
    "no investment to switch": (
        small_plan({"opex_change": -1, "effect_start": BASE}),
        "switching_value.capex",
        Reason.NO_CAPEX,
    ),
    "a reference as dear but for rounding": (
        small_plan(
            {},
            [
                {"amount": 0.1, "start_year": BASE},
                {"amount": 0.2, "start_year": BASE},
                {"kind": "reference_capex", "amount": 0.3, "start_year": BASE},
            ],
        ),
        "profitability_index",
        Reason.NO_CAPEX,
    ),
    "nothing that costs": (small_plan({"opex_change": -1, "effect_start": BASE}), "bcr", Reason.NO_COSTS),
    "bought in the last year": (
        small_plan({"opex_change": 1}, [{"amount": 1, "start_year": BASE + 3}], last_year=BASE + 3),
        "annuity",
        Reason.NO_EFFECT_YEARS,
    ),
    "no discount rate": (flow_plan([-1, 2], None), "npv", Reason.NO_RATE),
    "no rate in one year": (flow_plan([-1, 2, 3], None, mirr_finance_rate=0.1), "mirr", Reason.NO_RATE),
    "no carbon value": (_tonnes(1), "switching_value.tonnes", Reason.ABSENT_INPUT),
    "no running cost": (small_plan({}, [INVESTMENT], [SAVING]), "switching_value.opex", Reason.ABSENT_INPUT),
    "saves money at any tonnes above none": (
        _tonnes(1, carbon_value=10),
        "switching_value.tonnes",
        Reason.NO_ROOT,
    ),
    "costs nothing, so that only no tonnes at all are worth it": (
        small_plan(
            {"reduction_tonnes": 100, "upfront_tonnes": 7, "effect_start": BASE},
            [{"amount": 0, "start_year": BASE}],
            last_year=BASE,
            carbon_value=500,
            financial_discount_rate=0,
        ),
        "switching_value.tonnes",
        Reason.NO_ROOT,
    ),
    "tonnes that are worth nothing": (_tonnes(1, carbon_value=0), "switching_value.tonnes", Reason.NO_ROOT),
    "paid by others": (
        small_plan(
            {"capex_split": {"stat": 1}},
            [INVESTMENT],
            organisations=[{"id": "nämnd", "kind": "committee"}, {"id": "stat", "kind": "state"}],
        ),
        "npv",
        Reason.OUTSIDE_PERSPECTIVE,
    ),
}


@pytest.mark.parametrize("name", UNDEFINED)
def test_every_reason_is_reached(name: str) -> None:
    plan, figure, reason = UNDEFINED[name]
    figures = _action(plan)
    values = {**figures, **{f"switching_value.{key}": value for key, value in figures["switching_value"].items()}}
    assert (values[figure], figures["undefined"].get(figure)) == (None, reason.key)


@pytest.mark.parametrize("name", [name for name in UNDEFINED if "rounding" not in name])
def test_the_plans_of_the_reasons_agree_with_the_reference(name: str) -> None:
    plan = UNDEFINED[name][0]
    assert disagreements(plan, ("owner", "group", *(row.id for row in plan.organisations))) == []


def test_the_reasons_that_belong_to_other_questions_are_the_only_ones_not_reached() -> None:
    reached = {reason for _, _, reason in UNDEFINED.values()}
    of_gaps = (
        "no_base_inventory",
        "no_inventory",
        "no_baseline",
        "no_target",
        "no_start_year",
        "no_population",
        "no_gap",
    )
    of_years = ("after_last_year", "target_passed")
    elsewhere = {Reason.BUDGET_SPENT, Reason.NO_OWN_MONEY, *map(Reason.from_key, (*of_gaps, *of_years))}
    assert set(Reason) - reached == {Reason.DEFINED, *elsewhere}


@pytest.mark.parametrize("rate", [0, -0.02, -0.5, -0.99, 1])
@pytest.mark.parametrize("timing", ["start", "mid", "end"])
def test_rates_of_zero_below_it_and_of_a_whole(rate: float, timing: str) -> None:
    plan = small_plan(
        {"reduction_tonnes": 3, "opex_change": 1.5, "reinvest": True},
        [INVESTMENT],
        [SAVING],
        last_year=BASE + 12,
        financial_discount_rate=rate,
        inflation=rate,
        timing=timing,
    )
    assert disagreements(plan, PLACES) == []


def test_one_year_alone() -> None:
    plan = small_plan({"reduction_tonnes": 5, "effect_start": BASE}, [INVESTMENT], [SAVING], last_year=BASE)
    figures = _action(plan)
    # Bought and worth as much the same year, with one year's saving.
    assert figures["npv"] == 30
    assert figures["abatement_cost"] == -6
    assert figures["annuity"] == 30
    assert evaluate(plan).to_dict()["portfolio"]["undefined"]["annuity"] == "no_effect_years"
    assert disagreements(plan, PLACES) == []


def test_no_actions_and_no_organisations() -> None:
    document = {**small_document(actions=[]), "organisations": []}
    results = evaluate(read_document(document)[0]).to_dict()
    assert results["actions"] == []
    assert results["costed"] == {"n": 0, "of": 0, "not_costed": []}
    assert results["portfolio"]["undefined"]["npv"] == "not_costed"
    assert results["portfolio"]["undefined"]["tonnes_total"] == "not_quantified"
    assert all(amount == 0 for line in results["cash_flow"].values() for amount in line.values())


def test_everything_before_the_base_year_is_sunk() -> None:
    plan = small_plan(
        {"reduction_tonnes": 1},
        [{"amount": 100, "start_year": BASE - 1, "economic_life_years": 5}],
        [SAVING],
        first_year=BASE - 2,
        last_year=BASE + 5,
    )
    figures = _action(plan)
    assert figures["partly_sunk"] is True
    assert (figures["sunk"], figures["investment_total"], figures["npv"]) == (100, 0, 150)
    assert figures["investment_per_tonne"] == 0
    assert figures["undefined"]["kg_per_krona"] == "no_capex"


@pytest.mark.parametrize("timing", ["start", "mid", "end"])
def test_a_path_of_rates_reaches_the_modified_rate_of_return_at_the_dates_of_the_flows(timing: str) -> None:
    """The rate of a year applies to its flow's wait only as far as the flow's date leaves."""
    path = {"value": 0.02, "by_year": {str(BASE): 0.5, str(BASE + 2): 0.1}}
    plan = flow_plan([-100, 60, 60], 0.04, timing=timing, mirr_finance_rate=0.04, mirr_reinvestment_rate=path)
    growth = {"start": 1.02, "mid": math.sqrt(1.02 * 1.1), "end": 1.1}[timing]
    assert 1 + _action(plan)["mirr"] == pytest.approx(math.sqrt((60 * growth + 60) / 100), rel=1e-12)


def test_a_blank_rate_of_the_modified_rate_of_return_is_the_discount_rate() -> None:
    flows, given = [-100.0, 60.0, 60.0], {"mirr_finance_rate": 0.07, "mirr_reinvestment_rate": 0.07}
    blank = {"mirr_finance_rate": {"value": None}, "mirr_reinvestment_rate": {"value": None}}
    assert _action(flow_plan(flows, 0.07, **blank))["mirr"] == _action(flow_plan(flows, 0.07, **given))["mirr"]


def test_switching_value_of_tonnes_makes_the_cost_per_tonne_the_carbon_value() -> None:
    figures = _action(_tonnes(10, carbon_value=7, upfront_tonnes=4, financial_discount_rate=0.05, opex_change=9))
    factor = figures["switching_value"]["tonnes"]
    scaled = _tonnes(10 * factor, carbon_value=7, upfront_tonnes=4, financial_discount_rate=0.05, opex_change=9)
    assert _action(scaled)["abatement_cost"] == pytest.approx(7, rel=1e-9)


@pytest.mark.parametrize(("field", "name"), [("amount", "capex"), ("opex_change", "opex"), ("saving", "savings")])
def test_switching_value_of_money_makes_npv_zero(field: str, name: str) -> None:
    amounts = {"amount": 1000.0, "opex_change": 50.0, "saving": 170.0}

    def figures() -> Figures:
        bought = {"amount": amounts["amount"], "start_year": BASE, "economic_life_years": 4, "residual_share": 0.1}
        return _action(
            small_plan(
                {"opex_change": amounts["opex_change"], "reinvest": True},
                [bought, {"kind": "reference_capex", "amount": 300, "start_year": BASE, "economic_life_years": 6}],
                [{"amount": amounts["saving"]}],
                last_year=BASE + 10,
                financial_discount_rate=0.04,
                inflation=0.02,
            )
        )

    amounts[field] *= figures()["switching_value"][name]
    assert figures()["npv"] == pytest.approx(0, abs=1e-6)


def test_a_tiny_cost_is_a_cost() -> None:
    plan = small_plan(
        {"effect_start": BASE, "opex_change": 0.000001},
        [],
        [{"amount": 100_000_000}],
        last_year=BASE + 3,
    )
    assert _action(plan)["bcr"] == pytest.approx(1e14, rel=1e-9)


def test_far_away_costs_at_a_high_rate_are_costs() -> None:
    plan = small_plan({}, [{"amount": 100, "start_year": BASE + 45}], last_year=BASE + 60, financial_discount_rate=1)
    assert _action(plan)["bcr"] is not None


def test_what_nobody_inside_pays_is_no_cost() -> None:
    """A revenue in three shares, paid by a fourth that is inside, leaves nothing, not even rounding."""
    parties = ["nämnd", "förvaltning", "bolag", "betalare"]
    third = 0.333333333333333
    plan = small_plan(
        {"effect_start": BASE, "opex_change": -1},
        [],
        [
            {
                "kind": "revenue",
                "amount": 0.7,
                "payer": "betalare",
                "receivers": {"nämnd": third, "förvaltning": third, "bolag": 0.333333333333334},
            }
        ],
        organisations=[{"id": name, "kind": "company"} for name in parties],
        inflation=0.0175,
    )
    assert _action(plan)["undefined"]["bcr"] == "no_costs"


def test_a_portfolio_says_what_its_figures_per_tonne_lack() -> None:
    """Where some actions are costed, and none is both, the tonnes are lacking and not the costs."""
    plan = small_plan(
        actions=[{"id": "kostnad", "opex_change": 1, "effect_start": BASE}, {"id": "ton", "reduction_tonnes": 1}],
        investments=[{"action": "ton", "start_year": BASE}],
    )
    portfolio = evaluate(plan).to_dict()["portfolio"]
    assert portfolio["npv"] == -31
    assert portfolio["tonnes_total"] == 30
    assert portfolio["undefined"]["abatement_cost"] == "not_quantified"
    assert portfolio["undefined"]["investment_per_tonne"] == "not_quantified"


def test_building_for_nothing_emits_evenly_over_its_years() -> None:
    plan = small_plan(
        {"upfront_tonnes": 12, "reduction_tonnes": 1},
        [
            {"amount": 0, "start_year": BASE, "end_year": BASE + 2},
            {"amount": 0, "start_year": BASE},
        ],
        last_year=BASE + 3,
    )
    upfront = evaluate(plan).to_dict()["tonnes_by_kind"]["upfront"]
    assert upfront == {str(BASE): 4, str(BASE + 1): 4, str(BASE + 2): 4, str(BASE + 3): 0}


def test_five_thousand_actions() -> None:
    generator = np.random.default_rng(20260101)
    count, many = 5_000, 50
    cost = generator.integers(1, 10_000, count).tolist()
    plan = small_plan(
        actions=[{"id": f"a{n:04}", "reduction_tonnes": n % 7 - 1, "opex_change": n % 5} for n in range(count)],
        investments=[
            {"action": f"a{n:04}", "amount": cost[n], "start_year": BASE + n % 9, "economic_life_years": 5 + n % many}
            for n in range(count)
        ],
        benefits=[{"action": f"a{n:04}", "amount": cost[n] // 9} for n in range(count)],
        financial_discount_rate=0.035,
        inflation=0.02,
    )
    begun = time.process_time()
    results = evaluate(plan)
    portfolio = results.to_dict()["portfolio"]
    assert time.process_time() - begun < 10
    assert results.to_dict()["costed"]["n"] == count
    assert portfolio["npv"] == pytest.approx(sum(action.figures.values["npv"] or 0 for action in results.actions))
    assert portfolio["tonnes_total"] > 0
