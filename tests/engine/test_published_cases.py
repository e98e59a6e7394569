"""Published worked examples, each with its source, timing and tolerance, against the kernels that can express it."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from finmodel.engine.irr import irr, irr_roots
from finmodel.engine.mirr import mirr
from finmodel.engine.payback import payback
from finmodel.engine.present_value import npv
from finmodel.engine.undefined import FloatArray, Reason

FOLDER = Path(__file__).parents[1] / "cases"
Case = dict[str, Any]


def _cases() -> dict[str, Case]:
    files = ("npv_irr.json", "appraisal_worked.json", "timing_conventions.json")
    return {case["id"]: case for file in files for case in json.loads((FOLDER / file).read_text(encoding="utf-8"))}


CASES = _cases()


def _assert_equal(measured: float, case: Case, key: str) -> None:
    tolerance = case["tolerance"].get(key, case["tolerance"])
    expected = pytest.approx(case["expected"][key], abs=tolerance.get("abs", 0.0), rel=tolerance.get("rel", 0.0))
    assert measured == expected, f"{case['id']} ({case['source']}; {case['convention']})"


def _start_factors(rate: float, n_years: int) -> FloatArray:
    return (1.0 + rate) ** -np.arange(float(n_years))


def _npv(flows: list[float], rate: float) -> float:
    """Value at the date of the first flow."""
    return float(npv(np.array([flows]), _start_factors(rate, len(flows)))[0])


def _irr(flows: list[float]) -> float:
    rate, reason = irr(np.array([flows]))
    assert reason[0] == Reason.DEFINED
    assert irr_roots(np.array(flows)) == pytest.approx((rate[0],), rel=1e-12)
    return float(rate[0])


@pytest.mark.parametrize("name", ["npv-npf-1", "epf-13"])
def test_npv_of_flows_from_time_0(name: str) -> None:
    case = CASES[name]
    _assert_equal(_npv(case["inputs"]["cash_flows"], case["inputs"]["rate"]), case, "npv")


def test_npv_excel_discounts_the_first_flow() -> None:
    case = CASES["npv-excel-1"]
    flows, rate = case["inputs"]["cash_flows"], case["inputs"]["rate"]
    _assert_equal(_npv([0.0, *flows], rate), case, "npv_excel")
    _assert_equal(_npv(flows, rate), case, "npv_t0")


def test_npv_with_the_outlay_outside_the_function() -> None:
    case = CASES["npv-excel-3"]
    later, rate = case["inputs"]["cash_flows_t1_onward"], case["inputs"]["rate"]
    _assert_equal(_npv([0.0, *later], rate), case, "pv_inflows")
    _assert_equal(_npv([-case["inputs"]["initial_cost"], *later], rate), case, "npv")


@pytest.mark.parametrize("name", ["irr-excel-1", "irr-excel-3", "irr-npf-1", "irr-npf-3", "epf-15"])
def test_irr(name: str) -> None:
    _assert_equal(_irr(CASES[name]["inputs"]["cash_flows"]), CASES[name], "irr")


@pytest.mark.parametrize("key", ["a", "b"])
def test_irr_of_one_sign_is_undefined(key: str) -> None:
    case = CASES["irr-npf-none"]
    assert case["expected"][f"irr_{key}"] is None
    rate, reason = irr(np.array([case["inputs"][f"cash_flows_{key}"]], dtype=np.float64))
    assert np.isnan(rate[0])
    assert reason[0] == Reason.NO_SIGN_CHANGE


@pytest.mark.parametrize("name", ["mirr-1", "mirr-3"])
def test_mirr(name: str) -> None:
    case = CASES[name]
    inputs = case["inputs"]
    n_years = len(inputs["cash_flows"])
    rate, reason = mirr(
        np.array([inputs["cash_flows"]], dtype=np.float64),
        _start_factors(inputs["finance_rate"], n_years),
        _start_factors(inputs["reinvest_rate"], n_years),
    )
    assert reason[0] == Reason.DEFINED
    _assert_equal(float(rate[0]), case, "mirr")


def test_heat_pump_with_a_replacement_and_salvage() -> None:
    case = CASES["epf-34"]
    i = case["inputs"]
    flows = [-i["extra_capex"], *[i["annual_energy_saving"] - i["extra_annual_maintenance"]] * i["years"]]
    flows[8] -= i["extra_replacement_cost_year8"]
    flows[15] += i["extra_salvage_year15"]
    _assert_equal(_npv(flows, i["rate"]), case, "npv")


def test_annuity_loan_by_its_present_value() -> None:
    case = CASES["epf-9-2"]
    i = case["inputs"]
    service = i["loan"] / _npv([0.0, *[1.0] * i["years"]], i["rate"])
    _assert_equal(service, case, "annual_debt_service")
    _assert_equal(i["annual_saving"] - service, case, "net_annual_cash_flow")
    assert _irr([i["loan"], *[-service] * i["years"]]) == pytest.approx(i["rate"], abs=1e-12)


def test_swedish_investment_calculation() -> None:
    case = CASES["se-npv"]
    i = case["inputs"]
    flows = [-i["capex_mkr"], *[i["annual_surplus_mkr"]] * i["years"]]
    flows[-1] += i["residual_mkr"]
    _assert_equal(_npv(flows, i["rate"]), case, "npv_mkr")
    _assert_equal(_irr(flows), case, "irr")


def test_benefit_cost_ratio_from_two_present_values() -> None:
    case = CASES["bcr-muni"]
    i = case["inputs"]
    costs = _npv([i["initial_cost"], *[i["cost_years_1_2"]] * 2], i["rate"])
    benefits = _npv([0.0, 0.0, 0.0, *[i["benefit_years_3_to_10"]] * 8], i["rate"])
    _assert_equal(costs, case, "pv_costs")
    _assert_equal(benefits, case, "pv_benefits")
    _assert_equal(benefits / costs, case, "bcr")


def test_repeated_machine() -> None:
    case = CASES["eac-1"]
    i = case["inputs"]
    purchases = [i["capex"] if year in {0, i["life"]} else 0.0 for year in range(i["horizon"] + 1)]
    capital = _npv(purchases, i["rate"])
    _assert_equal(capital, case, "pv_capital")
    annual = capital / _npv([0.0, *[1.0] * i["horizon"]], i["rate"]) + i["annual_cost"]
    _assert_equal(annual, case, "eac")


def test_discounted_payback() -> None:
    case = CASES["dpb-cfa"]
    flows = np.array([case["inputs"]["cash_flows"]], dtype=np.float64)
    discounted = flows * _start_factors(case["inputs"]["rate"], flows.shape[1])
    np.testing.assert_allclose(
        np.cumsum(discounted)[1:], case["expected"]["cumulative_discounted"][1:], rtol=0, atol=0.02
    )
    years, reason, again = payback(discounted)
    assert (reason[0], again[0]) == (Reason.DEFINED, False)
    _assert_equal(float(years[0]), case, "discounted_payback")


def test_discounted_payback_that_is_never_reached() -> None:
    """The page's own answer contradicts its table (case flagged): the table decides."""
    case = CASES["dpb-never"]
    flows = np.array([case["inputs"]["cash_flows"]], dtype=np.float64)
    discounted = flows * _start_factors(case["inputs"]["rate"], flows.shape[1])
    np.testing.assert_allclose(np.cumsum(discounted[0, 1:]), case["expected"]["cumulative_pv"], rtol=0, atol=1.0)
    years, reason, _ = payback(discounted)
    assert np.isnan(years[0])
    assert reason[0] == Reason.NEVER_PAYS_BACK
    assert not case["expected"]["pays_back_within_life"]
    assert payback(flows)[0][0] == pytest.approx(3.2)  # undiscounted it does


@pytest.mark.parametrize("place", range(4))
def test_mid_year_factors_with_escalation(place: int) -> None:
    case = CASES["nav-mid-10"]
    i = case["inputs"]
    year = np.arange(1.0, i["years"] + 1)
    escalated = (1 + i["escalation"][place]) ** (year - 0.5)
    value = npv(escalated[None, :], (1 + i["discount"]) ** -(year - 0.5))[0]
    assert value == pytest.approx(case["expected"]["pw_factor"][place], abs=case["tolerance"]["abs"])
