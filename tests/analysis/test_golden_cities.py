"""Published city plans as plans of finmodel: costs per tonne, co-benefits, who pays, and reductions by sector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from finmodel import evaluate
from tests.cases.published import CASES, Figures
from tests.cases.published import same as _same
from tests.engine.energy_plans import energy_plan
from tests.small_plans import BASE, small_plan

YEAR = str(BASE + 1)


def _city(rows: list[dict[str, Any]], perspective: str = "group", **settings: Any) -> dict[str, Figures]:
    """Return figures by action: a cost in all in 2026 and 2027 and the tonnes of 2027, undiscounted."""
    plan = energy_plan(
        actions=[
            {
                "id": f"a{number}",
                "opex_change": {"by_year": {YEAR: row["opex"]}},
                "reduction_tonnes": row["tonnes"],
            }
            for number, row in enumerate(rows)
        ],
        investments=[
            {"action": f"a{number}", "amount": row["capex"], "start_year": BASE, "economic_life_years": 1}
            for number, row in enumerate(rows)
        ],
        benefits=[
            {
                "action": f"a{number}",
                "kind": "co_benefit",
                "name": "Hälsa",
                "receivers": {"nämnd": 1},
                "amount": {"by_year": {YEAR: row["co_benefit"]}},
            }
            for number, row in enumerate(rows)
            if "co_benefit" in row
        ],
        carriers=[{"id": "energi", "price": 1, "emission_factor": 0}],
        changes=[
            {"action": f"a{number}", "carrier": "energi", "kwh": {"by_year": {YEAR: row["energy"]}}}
            for number, row in enumerate(rows)
            if "energy" in row
        ],
        last_year=BASE + 5,
        currency="EUR",
        social_discount_rate=0,
        **settings,
    )
    document = evaluate(plan, perspective).to_dict()
    return {**{row["id"]: row for row in document["actions"]}, **document}


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
    """Investment as printed, as an annuity; energy by a carrier at 1 EUR; avoided damage is society's carbon value."""
    case = CASES["aachen-avoidance"]
    fields = case["inputs"]["fields_meur_per_year"]
    damage = case["inputs"]["damage_cost_eur_per_t"]
    rows = [
        {
            "capex": 0,
            "opex": row["extra_investment_annuity"] * 1e6,
            "energy": row["demand_cost_change"] * 1e6,
            "tonnes": round(row["avoided_damage"] * 1e6 / damage, 6),
        }
        for row in fields
    ]
    figures = _city(rows, carbon_value=damage)
    society = _city(rows, "society", carbon_value=damage)
    for number, row in enumerate(fields):
        printed = case["expected"]["net_annual_cost_meur"][number]
        _same(-figures[f"a{number}"]["npv"] / 1e6, case, "net_annual_cost_meur", printed)
        _same(row["avoided_damage"] - society[f"a{number}"]["npv"] / 1e6, case, "net_annual_cost_meur", printed)
        if row["name"] in case["expected"]["eur_per_t"]:
            printed = case["expected"]["eur_per_t"][row["name"]]
            for found in (figures, society):
                _same(found[f"a{number}"]["abatement_cost_annual"], case, "eur_per_t", printed)


def test_model_of_zaragoza() -> None:
    """Net = savings + co-benefits − capex in society; the group has no co-benefits."""
    case = CASES["model-zaragoza"]
    table = case["inputs"]["rows_kt_opex_cobenefit_capex"]
    rows = [
        {"capex": capex, "opex": -saved, "tonnes": kt, "co_benefit": co_benefit}
        for kt, saved, co_benefit, capex in table
    ]
    group, society = _city(rows, carbon_value=0), _city(rows, "society", carbon_value=0)
    for document in (group, society):
        _same(document["portfolio"]["investment_total"], case, "total_capex")
        _same(document["portfolio"]["tonnes_total"], case, "total_kt")
        _same(sum(document["cash_flow"]["opex"].values()), case, "total_opex")
    _same(group["portfolio"]["npv"] + group["portfolio"]["investment_total"], case, "total_opex")
    assert "co_benefits" not in group["cash_flow"]
    _same(sum(society["cash_flow"]["co_benefits"].values()), case, "total_cobenefits")
    _same(society["portfolio"]["npv"] - group["portfolio"]["npv"], case, "total_cobenefits")


def test_cash_of_pecs() -> None:
    case = CASES["capex-pecs-cash"]
    figures = _city([{"capex": c, "opex": -s, "tonnes": 1} for c, s in case["inputs"]["rows_capex_saving"]])
    _same(figures["portfolio"]["investment_total"], case, "total_capex")
    _same(figures["portfolio"]["npv"], case, "net")
    _same(figures["portfolio"]["npv"] + figures["portfolio"]["investment_total"], case, "total_saving")


def test_funders_of_pecs() -> None:
    """The capex split as printed: each funder sees its part, society all of it."""
    case = CASES["capex-pecs-cash"]
    paid: dict[str, float] = {f"pecs-{name}": amount for name, amount in case["inputs"]["funder_meur"].items()}
    kinds = dict(zip(paid, ("committee", "household", "company", "company", "business"), strict=True))
    total = sum(paid.values())
    split = {name: round(amount / total, 15) for name, amount in paid.items()}
    plan = small_plan(
        {"capex_split": split},
        [{"amount": total, "start_year": BASE, "economic_life_years": 1}],
        organisations=[{"id": name, "kind": kind} for name, kind in kinds.items()],
        last_year=BASE + 1,
        currency="EUR",
        social_discount_rate=0,
    )

    def invested(perspective: str) -> float:
        found: float = evaluate(plan, perspective).to_dict()["portfolio"]["investment_total"]
        return found

    _same(invested("society"), case, "funder_total")
    assert sum(invested(name) for name in paid) == pytest.approx(invested("society"))
    for name, percent in case["expected"]["funder_share_pct"].items():
        _same(100 * invested(f"pecs-{name}") / invested("society"), case, "funder_share_pct", percent)
    own = sum(paid[name] for name in ("pecs-municipality", "pecs-transport_operator", "pecs-utilities"))
    assert invested("group") == pytest.approx(own)


def _reduced(pools: Sequence[float], asked: Sequence[float]) -> list[float]:
    """Return what actions, one to a pool, take from it in a year; no pool gives more than it has."""
    plan = energy_plan(
        actions=[
            {"id": f"a{n}", "pool": f"p{n}", "reduction_tonnes": {"by_year": {YEAR: tonnes}}}
            for n, tonnes in enumerate(asked)
        ],
        pools=[{"id": f"p{n}", "tonnes": tonnes} for n, tonnes in enumerate(pools)],
        last_year=BASE + 1,
    )
    results = evaluate(plan)
    found = [row["tonnes_total"] for row in results.to_dict()["actions"]]
    assert results.to_dict()["portfolio"]["tonnes_total"] == pytest.approx(sum(found))
    return found


def test_reductions_of_valencia_by_sector() -> None:
    """Asked for all that is there, each sector gives its baseline; asked for the reduction, the residual is left."""
    case = CASES["gap-valencia"]
    sectors = case["inputs"]["sectors"]
    baselines = [sector["baseline"] for sector in sectors]
    _same(sum(_reduced(baselines, [2 * tonnes for tonnes in baselines])), case, "total_baseline")
    reduced = _reduced(baselines, [sector["reduction"] for sector in sectors])
    _same(sum(reduced), case, "total_reduction")
    left = sum(baselines) - sum(reduced)
    _same(left, case, "total_residual")
    _same(100 * left / sum(baselines), case, "residual_share_pct")


def test_reductions_of_goteborg_by_sector() -> None:
    """The column called target is what may still be emitted: the pool less the reductions."""
    case = CASES["gap-gothenburg"]
    sectors, totals = case["inputs"]["sectors"], case["expected"]["totals"]
    baselines = [sector["baseline"] for sector in sectors]
    reduced = _reduced(baselines, [sector["reduction"] for sector in sectors])
    for measured, printed in zip(reduced, case["expected"]["baseline_minus_target"], strict=True):
        _same(measured, case, "baseline_minus_target", printed)
    _same(sum(reduced), case, "totals", totals["reduction"])
    _same(sum(baselines) - sum(reduced), case, "totals", totals["target"])


def test_reductions_of_helsingborg_by_sub_sector() -> None:
    """One of them rises: it takes nothing from its pool, is not cut, and counts against the sum."""
    case = CASES["gap-helsingborg"]
    baselines, targets = case["inputs"]["baseline"], case["inputs"]["target_2030"]
    asked = [before - after for before, after in zip(baselines, targets, strict=True)]
    reduced = _reduced(baselines, asked)
    assert [tonnes < 0 for tonnes in reduced].count(True) == 1
    total = sum(_reduced(baselines, baselines))
    _same(total, case, "total_baseline")
    _same(total - sum(reduced), case, "total_target")
    _same(100 * sum(reduced) / total, case, "reduction_pct")
