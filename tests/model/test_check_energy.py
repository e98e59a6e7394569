"""Carriers, pools and parameters that do not fit are named, each by its code and its place."""

# ruff: noqa: E501 - one problem a line

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from finmodel.errors import InputError, Issue, Severity
from finmodel.model.document import from_json

Document = dict[str, Any]

PLAN: Document = {
    "schema_version": 2,
    "settings": {
        "municipality": "Provkommun",
        "first_year": 2026,
        "base_year": 2026,
        "last_year": 2030,
        "price_year": 2026,
        "inflation": 0.02,
        "financial_discount_rate": 0.04,
    },
    "organisations": [{"id": "tn", "name": "Tekniska nämnden", "kind": "committee"}],
    "price_categories": [{"id": "energi", "name": "Energi", "real_escalation": 0.01}],
    "carriers": [{"id": "el", "name": "El", "price": 1.2, "emission_factor": 0.05, "price_category": "energi"}],
    "pools": [{"id": "trafik", "name": "Trafik", "tonnes": 1000}],
    "actions": [
        {
            "id": "a",
            "name": "A",
            "owner": "tn",
            "effect_start": 2027,
            "pool": "trafik",
            "pool_share": 0.2,
            "opex_change": 0,
        }
    ],
    "energy_changes": [{"id": "e", "action": "a", "carrier": "el", "kwh": -1000}],
    "parameters": [
        {
            "id": "p",
            "name": "Elpris",
            "used_for": "carrier_price",
            "carrier": "el",
            "value": 1.2,
            "unit": "kr/kWh",
            "source": "Avtal 2026",
            "status": "sourced",
        }
    ],
}


def found(change: Callable[[Document], object]) -> dict[str, Issue]:
    document = copy.deepcopy(PLAN)
    change(document)
    try:
        issues = from_json(json.dumps(document))[1]
    except InputError as error:
        issues = error.issues
    return {issue.code: issue for issue in issues}


def test_the_plan_itself_is_without_remarks() -> None:
    assert found(lambda d: None) == {}


@pytest.mark.parametrize(
    ("change", "code", "severity", "pointer"),
    [
        (lambda d: d["actions"][0].pop("pool"), "FM-M146", "error", "/actions/0/pool_share"),
        (lambda d: d["pools"][0].update(tonnes={"by_year": {"2027": 5}}), "FM-M147", "error", "/pools/0/tonnes"),
        (lambda d: d["carriers"][0].pop("price"), "FM-M148", "warning", "/carriers/0/price"),
        (lambda d: d["carriers"][0].pop("emission_factor"), "FM-M149", "warning", "/carriers/0/emission_factor"),
        (lambda d: d["parameters"][0].update(status="dated"), "FM-M150", "warning", "/parameters/0/status"),
        (lambda d: d["parameters"][0].update(status="to_be_confirmed"), "FM-M151", "warning", "/parameters/0/status"),
        (lambda d: d["parameters"][0].update(status="missing", value=None), "FM-M152", "warning", "/parameters/0/status"),
        (lambda d: d["carriers"][0].update(carbon_price={"by_year": {"2027": 5}}), "FM-M153", "warning", "/carriers/0/carbon_price"),
        (lambda d: d.update(benefits=[{"id": "b", "action": "a", "kind": "saving", "name": "Elräkning", "amount": 1}]), "FM-M154", "warning", "/benefits/0/name"),
        (lambda d: d.update(benefits=[{"id": "b", "action": "a", "kind": "saving", "price_category": "energi", "amount": 1}]), "FM-M154", "warning", "/benefits/0/name"),
        (lambda d: d["parameters"][0].update(status="missing"), "FM-M155", "error", "/parameters/0/value"),
        (lambda d: d["parameters"][0].pop("value"), "FM-M156", "error", "/parameters/0/value"),
        (lambda d: d["parameters"][0].pop("carrier"), "FM-M157", "error", "/parameters/0/carrier"),
        (lambda d: d["parameters"][0].update(used_for="real_escalation"), "FM-M157", "error", "/parameters/0/price_category"),
        (lambda d: d["parameters"][0].update(value=1.3), "FM-M158", "warning", "/parameters/0/value"),
        (lambda d: d["parameters"][0].update(illustrative=True), "FM-M159", "warning", "/parameters/0/illustrative"),
        (lambda d: d["settings"].update(carbon_value={"by_year": {"2027": 2000}}), "FM-M160", "warning", "/settings/carbon_value"),
        (lambda d: d["carriers"][0].update(emission_factor=120), "FM-M161", "warning", "/carriers/0/emission_factor"),
        (lambda d: d["carriers"][0].update(price={"value": 1.2, "by_year": {"2028": 90}}), "FM-M161", "warning", "/carriers/0/price"),
        (lambda d: d["energy_changes"][0].update(carrier="ell"), "FM-M111", "error", "/energy_changes/0/carrier"),
        (lambda d: d["actions"][0].update(pool="trafiken"), "FM-M111", "error", "/actions/0/pool"),
        (lambda d: d["actions"][0].update(pool_share=1.2), "FM-M104", "error", "/actions/0/pool_share"),
        (lambda d: d["carriers"][0].update(emission_factor=-0.1), "FM-M104", "error", "/carriers/0/emission_factor"),
        (lambda d: d["pools"][0].update(tonnes=-1), "FM-M104", "error", "/pools/0/tonnes"),
    ],
)  # fmt: skip
def test_each_misfit_has_its_code_and_place(
    change: Callable[[Document], object], code: str, severity: str, pointer: str
) -> None:
    issues = found(change)
    assert code in issues
    assert (issues[code].severity, issues[code].where.pointer) == (Severity(severity), pointer)


@pytest.mark.parametrize("name", ["Underhåll", "Elevavgifter", "Hotellnätter"])
def test_a_saving_of_something_else_is_no_double_counting(name: str) -> None:
    benefit = {"id": "b", "action": "a", "kind": "saving", "name": name, "amount": 1}
    assert found(lambda d: d.update(benefits=[benefit])) == {}


def test_a_carrier_that_nobody_uses_needs_no_price() -> None:
    assert found(lambda d: d["carriers"].append({"id": "olja", "name": "Olja"})) == {}


@pytest.mark.parametrize(
    ("use", "value"),
    [("inflation", 0.02), ("financial_discount_rate", 0.04), ("emission_factor", 0.05)],
)
def test_a_parameter_is_held_against_the_figure_that_it_stands_behind(use: str, value: float) -> None:
    row = PLAN["parameters"][0] | {"used_for": use, "value": value}
    assert found(lambda d: d.update(parameters=[row])) == {}
    assert set(found(lambda d: d.update(parameters=[row | {"value": 2 * value}]))) == {"FM-M158"}


def test_a_parameter_of_a_year_is_held_against_that_year() -> None:
    path = {"value": 1.2, "by_year": {"2028": 1.5}}
    row = PLAN["parameters"][0] | {"year": 2028, "value": 1.5}
    assert found(lambda d: d["carriers"][0].update(price=path) or d.update(parameters=[row])) == {}
    assert set(found(lambda d: d["carriers"][0].update(price=path) or d.update(parameters=[row | {"year": 2029}]))) == {
        "FM-M158"
    }


def test_the_nearest_name_is_suggested_where_the_id_is_far_off() -> None:
    def change(document: Document) -> None:
        document["carriers"][0]["name"] = "Biogas"
        document["energy_changes"][0]["carrier"] = "biogass"

    assert found(change)["FM-M111"].params["nearest"] == "Biogas"
