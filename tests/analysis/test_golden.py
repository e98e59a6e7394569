"""Published cases as small plans: what others have printed must come out of ``finmodel.evaluate``."""

from __future__ import annotations

import pytest

from finmodel import evaluate
from tests.cases.published import CASES, Figures
from tests.cases.published import portfolio as _portfolio
from tests.cases.published import same as _same
from tests.engine.energy_plans import energy_plan
from tests.small_plans import BASE, flow_plan, small_plan


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
    """The table's cumulative rows are the values of plans that end in those years."""
    case = CASES["dpb-cfa"]
    flows, rate = case["inputs"]["cash_flows"], case["inputs"]["rate"]
    _same(_portfolio(flow_plan(flows, rate))["discounted_payback"], case, "discounted_payback")
    for last, printed in enumerate(case["expected"]["cumulative_discounted"]):
        _same(_portfolio(flow_plan(flows[: last + 1], rate))["npv"], case, "cumulative_discounted", printed)


def test_discounted_payback_that_is_never_reached() -> None:
    case = CASES["dpb-never"]
    flows, rate = case["inputs"]["cash_flows"], case["inputs"]["rate"]
    figures = _portfolio(flow_plan(flows, rate))
    assert case["expected"]["pays_back_within_life"] is False
    assert figures["undefined"]["discounted_payback"] == "never_pays_back"
    assert figures["payback"] == pytest.approx(80_000 / 25_000)
    for year, printed in enumerate(case["expected"]["cumulative_pv"], start=1):
        _same(_portfolio(flow_plan(flows[: year + 1], rate))["npv"] + 80_000, case, "cumulative_pv", printed)


@pytest.mark.parametrize("saving", [0, 28_000])
def test_service_of_a_loan_is_the_annuity_of_what_it_pays_for(saving: float) -> None:
    """epf-9-2: the loan pays for all of it, so its service is the outlay spread at the loan's rate."""
    case = CASES["epf-9-2"]
    given = case["inputs"]
    assert saving in (0, given["annual_saving"])
    plan = small_plan(
        {},
        [{"amount": given["loan"], "start_year": BASE, "economic_life_years": given["years"]}],
        [{"amount": saving}],
        last_year=BASE + given["years"],
        financial_discount_rate=given["rate"],
    )
    annuity = _portfolio(plan)["annuity"]
    if saving:
        _same(annuity, case, "net_annual_cash_flow")
    else:
        _same(-annuity, case, "annual_debt_service")


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
    """For an outlay of 1 and a tonne a year, the yearly cost per tonne is the factor."""
    case = CASES["ner-annuity"]
    years = case["inputs"][f"{kind}_years"]
    plan = small_plan(
        {"reduction_tonnes": 1},
        [{"amount": 1, "start_year": BASE, "economic_life_years": years}],
        last_year=BASE + years,
        financial_discount_rate=case["inputs"]["rate"],
    )
    _same(-_portfolio(plan)["annuity"], case, f"annuity_{kind}")
    cost: Figures = evaluate(plan).to_dict()["actions"][0]
    _same(cost["abatement_cost_annual"], case, f"annuity_{kind}")


@pytest.mark.parametrize("perspective", ["group", "society"])
@pytest.mark.parametrize("number", range(4))
def test_mid_year_factors_with_escalation(number: int, perspective: str) -> None:
    """The factor of NAVFAC is what a krona a year is worth: a saving's, and a kilowatt-hour's at 1 kr."""
    case = CASES["nav-mid-10"]
    given = case["inputs"]
    settings = {
        "categories": [{"id": "el", "real_escalation": given["escalation"][number]}],
        "last_year": BASE + given["years"] - 1,
        "financial_discount_rate": given["discount"],
        "social_discount_rate": given["discount"],
        "carbon_value": 0,
        "timing": "mid",
    }
    action = {"opex_change": 0, "effect_start": BASE}
    in_kronor = energy_plan(action, [], [{"amount": 1, "price_category": "el"}], **settings)
    in_kilowatt_hours = energy_plan(
        action,
        carriers=[{"id": "el", "price": 1, "price_category": "el", "emission_factor": 0}],
        changes=[{"carrier": "el", "kwh": -1}],
        **settings,
    )
    for plan in (in_kronor, in_kilowatt_hours):
        _same(_portfolio(plan, perspective)["npv"], case, "pw_factor", case["expected"]["pw_factor"][number])


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
