"""The life-cycle costs of buildings that NIST's BLCC printed, as plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from finmodel import Plan, evaluate
from tests.cases.published import CASES, Case, Figures, portfolio, same
from tests.engine.energy_plans import energy_plan
from tests.small_plans import BASE, flow_plan, small_plan

SYSTEMS = ("existing", "new")


def _action(plan: Plan) -> Figures:
    figures: Figures = evaluate(plan).to_dict()["actions"][0]
    return figures


def _lines(plan: Plan) -> dict[str, float]:
    """Return what each line is worth, at the plan's one rate, flows at the start of the year."""
    rate = plan.settings.financial_discount_rate
    assert rate is not None
    assert rate.value is not None
    growth = 1 + rate.value
    flows = evaluate(plan).to_dict()["cash_flow"]
    return {
        line: sum(amount / growth ** (int(year) - BASE) for year, amount in by_year.items())
        for line, by_year in flows.items()
    }


# --- blcc-femp-comp: printed present values, which stand in the base year; what is left over in the last ------------


def _heat_pump(case: Case, *, alone: str | None = None) -> Plan:
    base, other = case["inputs"]["base"], case["inputs"]["alternative"]
    rate, years = case["inputs"]["rate"], case["inputs"]["years"]
    growth = (1 + rate) ** years

    def bought(row: Mapping[str, float], kind: str) -> list[dict[str, Any]]:
        share = -row["residual"] * growth / row["initial"]
        common = {"kind": kind, "start_year": BASE, "economic_life_years": years}
        return [
            {"amount": row["initial"], "residual_share": share, **common},
            {"amount": row["replacement"], **common},
        ]

    if alone is None:
        investments = [*bought(other, "capex"), *bought(base, "reference_capex")]
        opex, energy = other["omr"] - base["omr"], other["energy"] - base["energy"]
    else:
        row = case["inputs"][alone]
        investments, opex, energy = bought(row, "capex"), row["omr"], row["energy"]
    return energy_plan(
        {"opex_change": {"by_year": {str(BASE): opex}}},
        investments,
        carriers=[{"id": "el", "price": 1}],
        changes=[{"carrier": "el", "kwh": {"by_year": {str(BASE): energy}}}],
        last_year=BASE + years,
        financial_discount_rate=rate,
    )


def test_net_savings_of_a_heat_pump_against_its_reference_alternative() -> None:
    case = CASES["blcc-femp-comp"]
    plan = _heat_pump(case)
    lines = _lines(plan)
    figures = portfolio(plan)
    same(figures["npv"], case, "net_savings")
    same(figures["investment_incremental"] - lines["residual"], case, "increased_investment")
    same(lines["energy_cost"] + lines["opex"], case, "pv_noninvestment_savings")


@pytest.mark.parametrize(("alternative", "key"), [("base", "lcc_base"), ("alternative", "lcc_alternative")])
def test_life_cycle_cost_of_each_alternative(alternative: str, key: str) -> None:
    case = CASES["blcc-femp-comp"]
    same(-portfolio(_heat_pump(case, alone=alternative))["npv"], case, key)


@pytest.mark.parametrize("name", ["blcc-femp-comp", "blcc-ecip"])
def test_savings_to_investment_and_adjusted_rate_of_return(name: str) -> None:
    """SIR is 1 + NPV per krona invested, AIRR the MIRR at the discount rate, savings worth the same put last.

    BLCC takes the residual off the investment; so does this plan.
    """
    case = CASES[name]
    given, expected = case["inputs"], case["expected"]
    if name == "blcc-ecip":
        invested, saved, years = given["investment"], expected["operational_savings"], given["last_year"] + 1
    else:
        lines = _lines(_heat_pump(case))
        invested = -(lines["capex"] + lines["reference_capex"] + lines["residual"])
        saved, years = lines["energy_cost"] + lines["opex"], given["years"]
    later = saved * (1 + given["rate"]) ** years
    figures = portfolio(flow_plan([-invested, *[0.0] * (years - 1), round(later, 6)], given["rate"]))
    same(1 + figures["profitability_index"], case, "sir")
    same(figures["bcr"], case, "sir")
    same(figures["mirr"], case, "airr")


# --- blcc-femp-flows: the same house from kilowatt-hours, prices, lives and years ----------------------------------


def _house(*, plus: str, minus: str | None = None) -> Plan:
    """One system in all, or one in place of the other."""
    given = CASES["blcc-femp-flows"]["inputs"]
    added, avoided = given[plus], given.get(minus or "")

    def components(row: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
        return [
            {
                "kind": kind,
                "amount": part["initial"],
                "start_year": BASE + part["year"],
                "economic_life_years": part["life"],
                "residual_share": part["resale"],
            }
            for part in row["components"]
        ]

    investments = components(added, "capex")
    opex = {"value": added["omr"], "by_year": {str(BASE + added["omr_year"]): added["omr"] + added["omr_extra"]}}
    kwh = added["kwh"]
    if avoided:
        investments += components(avoided, "reference_capex")
        a_year = added["omr"] - avoided["omr"]
        later = {
            str(BASE + added["omr_year"]): a_year + added["omr_extra"],
            str(BASE + avoided["omr_year"]): a_year - avoided["omr_extra"],
        }
        opex, kwh = {"value": a_year, "by_year": later}, kwh - avoided["kwh"]
    return energy_plan(
        {"opex_change": opex, "effect_start": BASE + 1, "lifetime_years": given["years"]},
        investments,
        carriers=[{"id": "el", "price": given["price_per_kwh"], "price_category": "el"}],
        changes=[{"carrier": "el", "kwh": kwh}],
        categories=[{"id": "el", "real_escalation": round(given["energy_escalation"], 15)}],
        last_year=BASE + given["years"],
        financial_discount_rate=given["rate"],
    )


@pytest.mark.parametrize("system", SYSTEMS)
def test_life_cycle_cost_from_kilowatt_hours_and_lives(system: str) -> None:
    case = CASES["blcc-femp-flows"]
    plan = _house(plus=system)
    lines, expected = _lines(plan), case["expected"]
    figures = _action(plan)
    same(-lines["energy_cost"], case, "energy", expected["energy"][system])
    same(-lines["opex"], case, "omr", expected["omr"][system])
    same(lines["residual"], case, "residual", expected["residual"][system])
    bought = expected["initial"][system] + expected["replacement"][system]
    same(-lines["capex"], case, "replacement", bought)
    same(-figures["npv"], case, "lcc", expected["lcc"][system])
    same(-figures["annuity"], case, "annual", expected["annual"][system])


def test_heat_pump_in_place_of_the_existing_system() -> None:
    case = CASES["blcc-femp-flows"]
    figures, expected = _action(_house(plus="new", minus="existing")), case["expected"]
    same(figures["npv"], case, "net_savings")
    # "Payback occurs in year n": after n − 1 years it has not, after n it has.
    assert expected["simple_payback_in_year"] - 1 < figures["payback"] <= expected["simple_payback_in_year"]
    discounted = figures["discounted_payback"]
    assert expected["discounted_payback_in_year"] - 1 < discounted <= expected["discounted_payback_in_year"]


# --- blcc-ecip: recurring amounts in the middle of the year, single ones at their date -----------------------------


def test_recurring_savings_with_escalation_in_the_middle_of_the_year() -> None:
    case = CASES["blcc-ecip"]
    given = case["inputs"]
    years = given["last_year"] - given["first_year"] + 1
    plan = energy_plan(
        {"opex_change": 0, "effect_start": BASE + given["first_year"], "lifetime_years": years},
        [],
        [{"amount": given["recurring"], "price_category": "underhåll"}],
        categories=[{"id": "underhåll", "real_escalation": given["recurring_escalation"]}],
        carriers=[{"id": "el", "price": given["price_per_kwh"]}],
        changes=[{"carrier": "el", "kwh": -given["kwh"]}],
        last_year=BASE + given["last_year"],
        financial_discount_rate=given["rate"],
        timing="mid",
    )
    electricity = list(evaluate(plan).to_dict()["cash_flow"]["energy_cost"].values())
    assert electricity[0] == 0
    for amount in electricity[1:]:
        same(amount, case, "electricity_annual")
    growth = 1 + given["rate"]
    worth = sum(amount / growth ** (place + 0.5) for place, amount in enumerate(electricity))
    recurring = portfolio(plan)["npv"] - worth
    same(recurring, case, "recurring_discounted")
    single = case["expected"]["single_total"]
    same(given["electricity_discounted"] + recurring + single, case, "operational_savings")


def test_single_repairs_at_their_date() -> None:
    case = CASES["blcc-ecip"]
    given = case["inputs"]
    values = []
    for item, printed in zip(given["single"], case["expected"]["single_discounted"], strict=True):
        plan = small_plan(
            {"opex_change": {"by_year": {str(BASE + item["year"]): -item["amount"]}}},
            last_year=BASE + given["last_year"],
            financial_discount_rate=given["rate"],
        )
        values.append(portfolio(plan)["npv"])
        same(values[-1], case, "single_discounted", printed)
    same(sum(values), case, "single_total")


# --- blcc-fin-lcc --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["existing", "retrofit"])
def test_life_cycle_cost_from_published_cash_flows(which: str) -> None:
    case = CASES["blcc-fin-lcc"]
    flows = case["inputs"][f"cash_flows_{which}"]

    def figures(rate: float) -> Figures:
        costs = {str(BASE + number): cost for number, cost in enumerate(flows)}
        last = BASE + len(flows) - 1
        # The action's own effect years are the 15 of the source; a portfolio's begin after the base year.
        return _action(
            small_plan({"opex_change": {"by_year": costs}}, timing="end", last_year=last, financial_discount_rate=rate)
        )

    discounted = figures(case["inputs"]["rate"])
    same(-discounted["npv"], case, f"lcc_{which}")
    same(-discounted["annuity"], case, f"annual_{which}")
    same(-figures(0)["npv"], case, f"undiscounted_{which}")
