"""Published cases as small plans: what others have printed must come out of ``finmodel.evaluate``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from finmodel import Plan, evaluate
from tests.small_plans import BASE, flow_plan, small_plan

FOLDER = Path(__file__).parents[1] / "cases"
FILES = ("npv_irr", "appraisal_worked", "timing_conventions", "lcca_building", "capital_cost", "macc", "city_plans")
Case = dict[str, Any]
Figures = Mapping[str, Any]

CASES: dict[str, Case] = {
    case["id"]: case for file in FILES for case in json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8"))
}


def _same(measured: float, case: Case, key: str, expected: float | None = None) -> None:
    """Compare with what was printed, at the printed tolerance."""
    tolerance = case["tolerance"].get(key, case["tolerance"])
    printed = case["expected"][key] if expected is None else expected
    near = pytest.approx(printed, abs=tolerance.get("abs", 0.0), rel=tolerance.get("rel", 0.0))
    assert measured == near, f"{case['id']}, {key} ({case['source']}; {case['convention']})"


def _portfolio(plan: Plan) -> Figures:
    figures: Figures = evaluate(plan).to_dict()["portfolio"]
    return figures


@pytest.mark.parametrize("name", ["npv-npf-1", "epf-13"])
def test_npv_with_the_first_flow_at_time_0(name: str) -> None:
    case = CASES[name]
    _same(_portfolio(flow_plan(case["inputs"]["cash_flows"], case["inputs"]["rate"]))["npv"], case, "npv")


def test_timing_end_is_the_npv_of_a_spreadsheet() -> None:
    case = CASES["npv-excel-1"]
    flows, rate = case["inputs"]["cash_flows"], case["inputs"]["rate"]
    _same(_portfolio(flow_plan(flows, rate, timing="end"))["npv"], case, "npv_excel")
    _same(_portfolio(flow_plan(flows, rate, timing="start"))["npv"], case, "npv_t0")


def test_npv_with_the_outlay_at_time_0_and_the_rest_at_year_ends() -> None:
    case = CASES["npv-excel-3"]
    inflows, rate = case["inputs"]["cash_flows_t1_onward"], case["inputs"]["rate"]
    _same(_portfolio(flow_plan(inflows, rate, timing="end"))["npv"], case, "pv_inflows")
    _same(_portfolio(flow_plan([-case["inputs"]["initial_cost"], *inflows], rate))["npv"], case, "npv")


@pytest.mark.parametrize("name", ["irr-excel-1", "irr-excel-3", "irr-npf-1", "irr-npf-3", "epf-15"])
@pytest.mark.parametrize("timing", ["start", "mid", "end"])
def test_irr(name: str, timing: str) -> None:
    case = CASES[name]
    _same(_portfolio(flow_plan(case["inputs"]["cash_flows"], None, timing=timing))["irr"], case, "irr")


@pytest.mark.parametrize("key", ["cash_flows_a", "cash_flows_b"])
def test_irr_of_flows_of_one_sign_is_undefined(key: str) -> None:
    figures = _portfolio(flow_plan(CASES["irr-npf-none"]["inputs"][key]))
    assert (figures["irr"], figures["undefined"]["irr"]) == (None, "no_sign_change")


@pytest.mark.parametrize("name", ["mirr-1", "mirr-3"])
@pytest.mark.parametrize("timing", ["start", "mid", "end"])
def test_mirr(name: str, timing: str) -> None:
    case = CASES[name]
    given = case["inputs"]
    rates = {"mirr_finance_rate": given["finance_rate"], "mirr_reinvestment_rate": given["reinvest_rate"]}
    _same(_portfolio(flow_plan(given["cash_flows"], 0.5, timing=timing, **rates))["mirr"], case, "mirr")


def test_discounted_payback() -> None:
    case = CASES["dpb-cfa"]
    plan = flow_plan(case["inputs"]["cash_flows"], case["inputs"]["rate"])
    _same(_portfolio(plan)["discounted_payback"], case, "discounted_payback")


def test_discounted_payback_that_is_never_reached() -> None:
    case = CASES["dpb-never"]
    figures = _portfolio(flow_plan(case["inputs"]["cash_flows"], case["inputs"]["rate"]))
    assert case["expected"]["pays_back_within_life"] is False
    assert figures["undefined"]["discounted_payback"] == "never_pays_back"
    assert figures["payback"] == pytest.approx(80_000 / 25_000)
    _same(figures["npv"] + 80_000, case, "cumulative_pv", case["expected"]["cumulative_pv"][-1])


def test_replacement_and_salvage_within_the_horizon() -> None:
    """epf-34: the salvage is what never wears off; the replacement of year 8 is worn out in year 15."""
    case = CASES["epf-34"]
    given = case["inputs"]
    years = given["years"]
    share = given["extra_salvage_year15"] / given["extra_capex"]
    plan = small_plan(
        {"opex_change": given["extra_annual_maintenance"], "effect_start": BASE + 1, "lifetime_years": years},
        [
            {
                "amount": given["extra_capex"],
                "start_year": BASE,
                "economic_life_years": years,
                "residual_share": share,
            },
            {"amount": given["extra_replacement_cost_year8"], "start_year": BASE + 8, "economic_life_years": 7},
        ],
        [{"amount": given["annual_energy_saving"]}],
        last_year=BASE + years,
        financial_discount_rate=given["rate"],
    )
    _same(_portfolio(plan)["npv"], case, "npv")


def test_swedish_calculation_with_residual_value() -> None:
    case = CASES["se-npv"]
    given = case["inputs"]
    residual = {"economic_life_years": given["years"], "residual_share": 0.166666666666667}
    plan = small_plan(
        {},
        [{"amount": given["capex_mkr"] * 1e6, "start_year": BASE, **residual}],
        [{"amount": given["annual_surplus_mkr"] * 1e6, "kind": "revenue"}],
        last_year=BASE + given["years"],
        financial_discount_rate=given["rate"],
    )
    assert given["residual_mkr"] == pytest.approx(given["capex_mkr"] * residual["residual_share"])
    figures = _portfolio(plan)
    _same(figures["npv"] / 1e6, case, "npv_mkr")
    _same(figures["irr"], case, "irr")


def test_benefit_cost_ratio_of_a_municipal_project() -> None:
    case = CASES["bcr-muni"]
    given = case["inputs"]
    plan = small_plan(
        {"opex_change": {"by_year": {str(BASE + n): given["cost_years_1_2"] for n in (1, 2)}}},
        [{"amount": given["initial_cost"], "start_year": BASE, "economic_life_years": 10}],
        [
            {
                "kind": "revenue",
                "amount": {"by_year": {str(BASE + n): given["benefit_years_3_to_10"] for n in range(3, 11)}},
            }
        ],
        last_year=BASE + 10,
        financial_discount_rate=given["rate"],
    )
    figures = _portfolio(plan)
    costs = figures["npv"] / (figures["bcr"] - 1)
    _same(figures["bcr"], case, "bcr")
    _same(costs, case, "pv_costs")
    _same(costs + figures["npv"], case, "pv_benefits")


@pytest.mark.parametrize("measure", ["insulation", "window"])
def test_savings_to_investment_without_discounting(measure: str) -> None:
    case = CASES["sir-simple"]
    given = case["inputs"][measure]
    plan = small_plan(
        {},
        [{"amount": given["investment"], "start_year": BASE, "economic_life_years": given["years"]}],
        [{"amount": given["saving"]}],
        last_year=BASE + given["years"],
    )
    _same(_portfolio(plan)["bcr"], case, f"sir_{measure}")


def _machine(*, annual_cost: float) -> Figures:
    given = CASES["eac-1"]["inputs"]
    return _portfolio(
        small_plan(
            {"opex_change": annual_cost, "reinvest": True},
            [{"amount": given["capex"], "start_year": BASE, "economic_life_years": given["life"]}],
            last_year=BASE + given["horizon"],
            financial_discount_rate=given["rate"],
        )
    )


def test_equivalent_annual_cost_with_reinvestment() -> None:
    case = CASES["eac-1"]
    _same(-_machine(annual_cost=0)["npv"], case, "pv_capital")
    _same(-_machine(annual_cost=case["inputs"]["annual_cost"])["annuity"], case, "eac")


@pytest.mark.parametrize("kind", ["equipment", "structural"])
def test_annuity_factor(kind: str) -> None:
    case = CASES["ner-annuity"]
    years = case["inputs"][f"{kind}_years"]
    plan = small_plan(
        {},
        [{"amount": 1, "start_year": BASE, "economic_life_years": years}],
        last_year=BASE + years,
        financial_discount_rate=case["inputs"]["rate"],
    )
    _same(-_portfolio(plan)["annuity"], case, f"annuity_{kind}")


@pytest.mark.parametrize("number", range(4))
def test_mid_year_factors_with_escalation(number: int) -> None:
    """The factor of NAVFAC is the NPV of one krona a year in a price category of its own."""
    case = CASES["nav-mid-10"]
    given = case["inputs"]
    plan = small_plan(
        {"opex_change": 0, "effect_start": BASE},
        [],
        [{"amount": 1, "price_category": "el"}],
        categories=[{"id": "el", "real_escalation": given["escalation"][number]}],
        last_year=BASE + given["years"] - 1,
        financial_discount_rate=given["discount"],
        timing="mid",
    )
    _same(_portfolio(plan)["npv"], case, "pw_factor", case["expected"]["pw_factor"][number])


def test_net_savings_of_a_heat_pump_against_its_reference_alternative() -> None:
    """Printed are present values: they stand in the base year, what is left over in the last."""
    case = CASES["blcc-femp-comp"]
    base, other = case["inputs"]["base"], case["inputs"]["alternative"]
    rate, years = case["inputs"]["rate"], case["inputs"]["years"]
    growth = (1 + rate) ** years

    def bought(row: Mapping[str, float], kind: str) -> dict[str, Any]:
        return {
            "kind": kind,
            "amount": row["initial"],
            "start_year": BASE,
            "economic_life_years": years,
            "residual_share": -row["residual"] * growth / row["initial"],
        }

    plan = small_plan(
        {"opex_change": {"by_year": {str(BASE): other["omr"] - base["omr"]}}},
        [
            bought(other, "capex"),
            bought(base, "reference_capex"),
            {
                "kind": "reference_capex",
                "amount": base["replacement"],
                "start_year": BASE,
                "economic_life_years": years,
            },
        ],
        [{"amount": {"by_year": {str(BASE): base["energy"] - other["energy"]}}}],
        last_year=BASE + years,
        financial_discount_rate=rate,
    )
    figures = _portfolio(plan)
    _same(figures["npv"], case, "net_savings")
    residual = (base["residual"] - other["residual"]) * growth
    assert sum(evaluate(plan).to_dict()["cash_flow"]["residual"].values()) == pytest.approx(residual)
    _same(figures["investment_incremental"] - residual / growth, case, "increased_investment")


@pytest.mark.parametrize("which", ["existing", "retrofit"])
def test_life_cycle_cost_from_published_cash_flows(which: str) -> None:
    case = CASES["blcc-fin-lcc"]
    flows = case["inputs"][f"cash_flows_{which}"]

    def figures(rate: float) -> Figures:
        costs = {str(BASE + number): cost for number, cost in enumerate(flows)}
        last = BASE + len(flows) - 1
        plan = small_plan(
            {"opex_change": {"by_year": costs}}, timing="end", last_year=last, financial_discount_rate=rate
        )
        # The action's own effect years are the 15 of the source; a portfolio's begin after the base year.
        found: Figures = evaluate(plan).to_dict()["actions"][0]
        return found

    discounted = figures(case["inputs"]["rate"])
    _same(-discounted["npv"], case, f"lcc_{which}")
    _same(-discounted["annuity"], case, f"annual_{which}")
    _same(-figures(0)["npv"], case, f"undiscounted_{which}")


@pytest.mark.parametrize("name", ["sln-1", "sln-2"])
def test_value_falls_in_a_straight_line(name: str) -> None:
    """The residual value falls by one year's depreciation for every year that the plan is longer, then stays."""
    case = CASES[name]
    cost, kept, life = (case["inputs"][key] for key in ("cost", "residual", "life"))

    def value(years: int) -> float:
        bought = {"amount": cost, "start_year": BASE, "economic_life_years": life, "residual_share": kept / cost}
        flows = evaluate(small_plan({}, [bought], last_year=BASE + years)).to_dict()["cash_flow"]
        return float(flows["residual"][str(BASE + years)])

    for years in range(life):
        _same(value(years) - value(years + 1), case, "depreciation")
    assert value(life) == value(life + 3) == pytest.approx(kept)


def _city(rows: list[dict[str, Any]]) -> dict[str, Figures]:
    """Return figures by action: a cost in all in 2026 and 2027 and the tonnes of 2027, undiscounted."""
    plan = small_plan(
        actions=[
            {
                "id": f"a{number}",
                "opex_change": {"by_year": {str(BASE + 1): row["opex"]}},
                "reduction_tonnes": row["tonnes"],
            }
            for number, row in enumerate(rows)
        ],
        investments=[
            {"action": f"a{number}", "amount": row["capex"], "start_year": BASE, "economic_life_years": 1}
            for number, row in enumerate(rows)
        ],
        last_year=BASE + 5,
        currency="EUR",
    )
    document = evaluate(plan).to_dict()
    return {**{row["id"]: row for row in document["actions"]}, "portfolio": document["portfolio"]}


def test_cost_per_annual_tonne_of_porto() -> None:
    case = CASES["porto-cost-per-t"]
    actions = case["inputs"]["actions"]
    rows = [{"capex": a["capex"], "opex": a["opex_2023_2030"], "tonnes": a["annual_tCO2e"]} for a in actions]
    figures = _city(rows)
    costs = {action["code"]: figures[f"a{number}"]["abatement_cost"] for number, action in enumerate(actions)}
    for action, printed in zip(actions, case["expected"]["eur_per_t"], strict=True):
        _same(costs[action["code"]], case, "eur_per_t", printed)
    assert sorted(costs, key=lambda code: costs[code]) == case["expected"]["rank_cheapest_first"]
    for number, action in enumerate(actions):
        if action["opex_2023_2030"] == 0:
            printed = case["expected"]["eur_per_t"][number]
            _same(figures[f"a{number}"]["investment_per_tonne"], case, "eur_per_t", printed)
            _same(1000 / figures[f"a{number}"]["kg_per_krona"], case, "eur_per_t", printed)


def test_investment_per_tonne_of_heidelberg() -> None:
    case = CASES["heidelberg-ratio"]
    rows = [{"capex": row["npv_capex"], "opex": 0, "tonnes": row["kt"]} for row in case["inputs"]["rows"]]
    figures = _city(rows)
    found = {row["name"]: figures[f"a{n}"]["investment_per_tonne"] for n, row in enumerate(case["inputs"]["rows"])}
    for measured, printed in zip(found.values(), case["expected"]["meur_per_kt"], strict=True):
        _same(measured, case, "meur_per_kt", printed)
    dearest = sorted(found, key=lambda name: -found[name])
    assert dearest[:3] == case["expected"]["most_to_least_expensive_top3"]


def test_avoidance_cost_of_aachen() -> None:
    case = CASES["aachen-avoidance"]
    fields = case["inputs"]["fields_meur_per_year"]
    damage = case["inputs"]["damage_cost_eur_per_t"]
    rows = [
        {
            "capex": 0,
            "opex": (row["extra_investment_annuity"] + row["demand_cost_change"]) * 1e6,
            "tonnes": row["avoided_damage"] * 1e6 / damage,
        }
        for row in fields
    ]
    figures = _city(rows)
    for number, row in enumerate(fields):
        printed = case["expected"]["net_annual_cost_meur"][number]
        _same(-figures[f"a{number}"]["npv"] / 1e6, case, "net_annual_cost_meur", printed)
        if row["name"] in case["expected"]["eur_per_t"]:
            printed = case["expected"]["eur_per_t"][row["name"]]
            _same(figures[f"a{number}"]["abatement_cost_annual"], case, "eur_per_t", printed)


def test_sums_of_zaragoza() -> None:
    case = CASES["model-zaragoza"]
    table = case["inputs"]["rows_kt_opex_cobenefit_capex"]
    figures = _city([{"capex": capex, "opex": -saved, "tonnes": kt} for kt, saved, _, capex in table])
    portfolio = figures["portfolio"]
    _same(portfolio["investment_total"], case, "total_capex")
    _same(portfolio["tonnes_total"], case, "total_kt")
    _same(portfolio["npv"] + portfolio["investment_total"], case, "total_opex")


def test_cash_of_pecs() -> None:
    case = CASES["capex-pecs-cash"]
    figures = _city([{"capex": c, "opex": -s, "tonnes": 1} for c, s in case["inputs"]["rows_capex_saving"]])
    _same(figures["portfolio"]["investment_total"], case, "total_capex")
    _same(figures["portfolio"]["npv"], case, "net")
    _same(figures["portfolio"]["npv"] + figures["portfolio"]["investment_total"], case, "total_saving")
