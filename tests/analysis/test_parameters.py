"""What stands behind the figures that a whole plan rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from finmodel.analysis.parameters import Backing, ParameterReport, parameter_report
from finmodel.model.document import read_document
from finmodel.model.enums import ParameterUse
from finmodel.resources import sample_plan_path
from finmodel.store.files import load_plan
from tests.engine.energy_plans import energy_document
from tests.small_plans import BASE


def report_of(
    *, parameters: Sequence[dict[str, Any]] = (), evidence: Sequence[dict[str, Any]] = (), **more: Any
) -> ParameterReport:
    document = energy_document({"opex_change": 1, "effect_start": BASE}, **more)
    document["parameters"] = [{"id": f"p{n}", "name": f"P{n}", "value": 1, **row} for n, row in enumerate(parameters)]
    document["evidence"] = [{"id": f"v{n}", **row} for n, row in enumerate(evidence)]
    return parameter_report(read_document(document)[0])


def of(found: ParameterReport, use: str, name: str | None = None) -> Backing:
    (row,) = (row for row in found.figures if row.use == use and row.of == name)
    return row


@pytest.mark.parametrize(
    ("parameters", "evidence", "standing"),
    [
        ([], [], "no_source"),
        ([{"status": "sourced"}], [], "sourced"),
        ([{"status": "dated"}], [], "dated"),
        ([{"status": "to_be_confirmed"}], [], "to_be_confirmed"),
        ([{"status": "missing", "value": None}], [], "missing"),
        ([{"status": "sourced", "illustrative": True}], [], "illustrative"),
        # The weakest counts, and a parameter says more than evidence.
        ([{"status": "sourced", "year": BASE}, {"status": "dated", "year": BASE + 1}], [], "dated"),
        ([{"status": "dated"}], [{"source": "S"}], "dated"),
        ([], [{"source": "S"}], "sourced"),
        ([], [{"source": ""}], "no_source"),
        ([], [{"source": "S", "illustrative": True}], "illustrative"),
        ([], [{"source": "S"}, {"source": "", "illustrative": True}], "sourced"),
        # Evidence of an action says nothing about the settings.
        ([], [{"source": "S", "action": "a"}], "no_source"),
    ],
)
def test_standing_of_a_rate(parameters: list[dict[str, Any]], evidence: list[dict[str, Any]], standing: str) -> None:
    found = report_of(
        parameters=[{"used_for": "inflation", **row} for row in parameters],
        evidence=[{"quantity": "inflation", **row} for row in evidence],
    )
    row = of(found, "inflation")
    assert row.standing == standing
    assert row.standing.is_warning == (standing != "sourced")
    assert (row in found.warnings) == (standing != "sourced")


def test_carriers_and_categories_by_name() -> None:
    found = report_of(
        carriers=[
            {"id": "el", "price": 1, "emission_factor": 0.05, "price_category": "k"},
            {"id": "fv", "price": {"value": None}, "emission_factor": 0.06},
        ],
        categories=[{"id": "k", "real_escalation": 0.01}, {"id": "l", "real_escalation": 0.02}],
        changes=[{"carrier": "el", "kwh": -10}],
        parameters=[
            {"used_for": "carrier_price", "carrier": "el", "status": "sourced"},
            {"used_for": "emission_factor", "carrier": "fv", "status": "dated", "value": 0.06},
            {"used_for": "real_escalation", "price_category": "k", "status": "sourced", "value": 0.01},
            {"used_for": "other", "status": "sourced"},
            {"used_for": "carbon_value", "status": "sourced"},
        ],
        # With two carriers nobody knows which of them the row speaks of.
        evidence=[{"quantity": "emission_factor", "source": "S"}],
    )
    assert [(str(row.use), row.of, str(row.standing), row.is_used) for row in found.figures] == [
        ("inflation", None, "no_source", True),
        ("financial_discount_rate", None, "no_source", True),
        ("real_escalation", "k", "sourced", True),
        ("real_escalation", "l", "no_source", False),
        ("carrier_price", "el", "sourced", True),
        ("emission_factor", "el", "no_source", True),
        ("emission_factor", "fv", "dated", False),
    ]
    assert found.beside == ("p3", "p4")
    assert [(str(row.use), row.of) for row in found.warnings] == [
        *(("inflation", None), ("financial_discount_rate", None), ("emission_factor", "el")),
    ]
    document = found.to_dict()
    assert document["beside"] == ["p3", "p4"]
    assert document["figures"][4] == {
        "use": "carrier_price",
        "of": "el",
        "value": 1,
        "used": True,
        "standing": "sourced",
        "parameters": ["p0"],
        "evidence": [],
    }


def test_evidence_of_the_only_carrier_counts() -> None:
    found = report_of(
        carriers=[{"id": "el", "price": 1, "emission_factor": 0.05}],
        evidence=[{"quantity": "emission_factor", "source": "S"}],
    )
    assert (of(found, "emission_factor", "el").standing, of(found, "emission_factor", "el").evidence) == (
        *("sourced", ("v0",)),
    )


def test_a_carbon_price_is_used_where_somebody_pays_it() -> None:
    assert not of(report_of(carbon_price=100), "carbon_price").is_used
    document = energy_document({"opex_change": 1, "effect_start": BASE, "carbon_priced": 1}, carbon_price=100)
    assert of(parameter_report(read_document(document)[0]), "carbon_price").is_used


@pytest.mark.parametrize(("kind", "is_used"), [("committee", True), ("company", False)])
def test_an_internal_interest_is_used_where_there_is_a_committee(kind: str, is_used: bool) -> None:
    document = energy_document({"opex_change": 1, "effect_start": BASE}, internal_interest=0.025)
    document["organisations"] = [
        {"id": document["actions"][0]["owner"], "name": "Ägare", "kind": kind},
        {"id": "finans", "name": "Finans", "kind": "finance_unit"},
    ]
    document["parameters"] = [
        {"id": "p", "name": "P", "used_for": "internal_interest", "value": 0.025, "status": "dated"}
    ]
    found = parameter_report(read_document(document)[0])
    row = of(found, "internal_interest")
    assert (row.is_used, str(row.standing), row.parameters, found.beside) == (is_used, "dated", ("p",), ())


def test_helsingborg_rests_on_assumptions_that_are_marked() -> None:
    found = parameter_report(load_plan(sample_plan_path("helsingborg")).plan)
    standing = {row.use: str(row.standing) for row in found.figures}
    assert standing[ParameterUse.FINANCIAL_DISCOUNT_RATE] == "illustrative"
    assert standing[ParameterUse.CARBON_VALUE] == "sourced"
