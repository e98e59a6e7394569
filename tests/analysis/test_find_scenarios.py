"""What was found, as a scenario: applied to the plan it gives what was promised."""

from __future__ import annotations

from typing import Any

import pytest

from finmodel import Plan, evaluate
from finmodel.analysis.find_frame import FrameChoice, hold_frame, hold_investment_frame
from finmodel.analysis.find_grant import GrantShare, smallest_grant
from finmodel.analysis.find_loan import largest_loan
from finmodel.analysis.find_scenarios import Found, is_scenario, overlay_of
from finmodel.analysis.overlay import apply_scenario, scenario_issues
from finmodel.model.document import read_document, to_document
from tests.funded import funded_document, funded_plan


def plan_of(*funding: dict[str, Any]) -> Plan:
    document = funded_document()
    document["sources"][0] |= {"share": None, "cap_total": None}
    document["funding"] += funding
    document["funding"][0]["share"] = document["funding"][2]["share"] = 0.5
    return read_document(document)[0]


def made(plan: Plan, found: Found) -> Plan:
    """The plan with the answer as a scenario of a file, applied."""
    document = overlay_of(found, {"id": "svar", "name": "Svar"})
    return apply_scenario(
        read_document(to_document(plan), overlays=[("svar.json", document)], further=scenario_issues)[0], "svar"
    ).plan


def test_the_grant_brings_the_action_to_zero() -> None:
    plan = plan_of()
    found = smallest_grant(plan, "b", "g")
    assert found.share
    assert is_scenario(found)
    assert evaluate(made(plan, found)).action("b").figures["npv_after_funding"] == pytest.approx(0, abs=1e-6)
    less = GrantShare("b", "g", "group", entries=tuple(_less(entry) for entry in found.entries))
    value = evaluate(made(plan, less)).action("b").figures["npv_after_funding"]
    assert value is not None
    assert value < -1


def _less(entry: Any) -> Any:
    return entry.model_copy(update={"share": entry.share * 0.99}) if entry.source == "g" else entry


def test_the_loan_keeps_the_ceiling_with_its_whole_mixes() -> None:
    plan = funded_plan()
    found = largest_loan(plan, "l")
    results = evaluate(made(plan, found))
    assert [test.passes for item in results.accounts.tests for test in item.tests if test.name == "debt"] == [True]
    # The grant of the same mix is still there.
    assert results.funding.actions["b"].sources["g"].sum() == evaluate(plan).funding.actions["b"].sources["g"].sum() > 0


def test_the_frame_holds_without_what_is_left_out() -> None:
    plan = funded_plan()
    found = hold_frame(plan, "o")
    then = made(plan, found)
    assert [row.id for row in then.actions if not row.included] == ["a"]
    assert not [cut for cut in evaluate(then).funding.cuts if cut.source == "o"]


def test_an_answer_that_changes_nothing_is_no_scenario() -> None:
    plan = funded_plan()
    answers: list[Found] = [
        smallest_grant(plan, "a"),
        smallest_grant(plan, "z", "g"),
        largest_loan(plan, "g"),
        hold_investment_frame(plan),
        FrameChoice("o", "group"),
    ]
    assert not any(is_scenario(found) for found in answers)
