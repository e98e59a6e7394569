"""A scenario in a document of its own: there and back, and what is refused of hostile ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from finmodel.analysis.overlay import apply_scenario, scenario_issues
from finmodel.errors import InputError
from finmodel.model.document import from_json, read_document, to_document
from finmodel.model.identity import document_hash
from finmodel.model.migrate import SCHEMA_VERSION
from finmodel.model.overlay_document import is_overlay, to_overlay
from tests.funded import funded_document
from tests.overlaid import laid

CHANGES: list[dict[str, Any]] = [
    {"operation": "leave_out", "statuses": ["idea"], "notes": "=1+1"},
    {"operation": "scale", "field": "investments.amount", "factor": 1.2, "all_rows": True, "of_kind": "capex"},
    {"operation": "set", "field": "settings.carbon_price", "by_year": {"2030": 900}},
]
MIX: list[dict[str, Any]] = [
    {"source": "l", "position": 1, "rest": True},
    {"action": "a", "source": "g", "position": 1},
]


def _overlay(**more: Any) -> dict[str, Any]:
    return {"schema_version": SCHEMA_VERSION, "scenario": {"id": "s", "name": "Namn"}, **more}


def _codes(*overlays: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(InputError) as caught:
        read_document(funded_document(), overlays=[(f"{n}.json", each) for n, each in enumerate(overlays)])
    return [(issue.code, issue.where.pointer) for issue in caught.value.issues]


def test_a_scenario_goes_out_and_comes_back() -> None:
    plan, _ = read_document(laid(*CHANGES, funding=MIX, description="Rad ett\nrad två", illustrative=True))
    document = to_document(plan)
    overlay = json.loads(json.dumps(to_overlay(document, "s")))
    assert is_overlay(overlay)
    assert not is_overlay(document)
    back, _ = read_document(funded_document(), overlays=[("s.json", overlay)])
    assert document_hash(back) == document_hash(plan)
    assert apply_scenario(back, "s").hash == apply_scenario(plan, "s").hash
    with pytest.raises(StopIteration):
        to_overlay(document, "t")


def test_ids_and_positions_come_from_the_place() -> None:
    overlay = _overlay(changes=[{"id": None, **CHANGES[0]}, {"scenario": "s", **CHANGES[1]}], funding=MIX)
    plan, _ = read_document(funded_document(), overlays=[("s.json", overlay)])
    assert [(row.id, row.scenario, row.position) for row in plan.scenario_changes] == [("s-1", "s", 1), ("s-2", "s", 2)]
    assert [(row.id, row.scenario) for row in plan.scenario_funding] == [("s-1", "s"), ("s-2", "s")]


def test_long_names_leave_room_for_a_number() -> None:
    names = ["å" * 64, "å" * 63 + "b"]
    overlays = [(name, _overlay(scenario={"id": name, "name": "N"}, changes=CHANGES, funding=MIX)) for name in names]
    plan, _ = read_document(funded_document(), overlays=overlays)
    assert len({row.id for row in plan.scenario_changes}) == 6


def test_a_change_belongs_to_its_own_document() -> None:
    found = _codes(_overlay(changes=[{**CHANGES[0], "scenario": "t"}]), {"scenario": {"id": "t", "name": "T"}})
    assert found == [("FM-M102", "0.json#/changes/0/scenario")]


def test_two_documents_of_one_scenario_are_refused() -> None:
    assert ("FM-M110", "1.json#/scenario") in _codes(_overlay(), _overlay(scenario={"id": "S", "name": "Namn"}))


@pytest.mark.parametrize(
    ("overlay", "code", "pointer"),
    [
        ([], "FM-J102", "0.json#"),
        (None, "FM-J102", "0.json#"),
        ("text", "FM-J102", "0.json#"),
        (3, "FM-J102", "0.json#"),
        ({}, "FM-J103", "0.json#/scenario"),
        ({"scenario": []}, "FM-J103", "0.json#/scenario"),
        ({"scenario": {}}, "FM-M101", "0.json#/scenario"),
        (_overlay(schema_version=99), "FM-M140", "0.json#/schema_version"),
        (_overlay(schema_version="4"), "FM-M141", "0.json#/schema_version"),
        (_overlay(changes={}), "FM-J104", "0.json#/changes"),
        (_overlay(changes=None), "FM-J104", "0.json#/changes"),
        (_overlay(changes=[[]]), "FM-J103", "0.json#/changes/0"),
        (_overlay(funding=["x"]), "FM-J103", "0.json#/funding/0"),
        (_overlay(chnages=[]), "FM-M102", "0.json#/chnages"),
        (_overlay(**{"a/b~": []}), "FM-M102", "0.json#/a~1b~0"),
        (_overlay(changes=[{}]), "FM-M101", "0.json#/changes/0/operation"),
        (_overlay(changes=[{"operation": "explode"}]), "FM-M105", "0.json#/changes/0/operation"),
        (_overlay(changes=[{**CHANGES[0], "statuses": "idea"}]), "FM-M103", "0.json#/changes/0/statuses"),
        (_overlay(changes=[{**CHANGES[0], "extra": 1}]), "FM-M102", "0.json#/changes/0/extra"),
        (_overlay(changes=[{**CHANGES[0], "actions": ["<b>"]}]), "FM-M106", "0.json#/changes/0/actions"),
        (_overlay(changes=[{**CHANGES[0], "actions": ["aa"]}]), "FM-M111", "0.json#/changes/0/actions"),
        (_overlay(changes=[{**CHANGES[1], "factor": float("inf")}]), "FM-M103", "0.json#/changes/0/factor"),
        (_overlay(changes=[{**CHANGES[1], "factor": float("nan")}]), "FM-M103", "0.json#/changes/0/factor"),
        (_overlay(changes=[{**CHANGES[1], "factor": 10**400}]), "FM-M103", "0.json#/changes/0/factor"),
        (_overlay(changes=[{**CHANGES[1], "factor": 1001}]), "FM-M104", "0.json#/changes/0/factor"),
        (_overlay(changes=[{**CHANGES[1], "factor": True}]), "FM-M103", "0.json#/changes/0/factor"),
        (_overlay(changes=[{**CHANGES[2], "by_year": {"x": 1}}]), "FM-M133", "0.json#/changes/0/by_year"),
        (_overlay(changes=[{**CHANGES[2], "by_year": {"2199": 1}}]), "FM-M113", "0.json#/changes/0/by_year"),
        (
            _overlay(changes=[{"operation": "move", "actions": ["a"], "years": 1.5}]),
            "FM-M103",
            "0.json#/changes/0/years",
        ),
        (_overlay(funding=[{"source": "nope", "position": 1}]), "FM-M111", "0.json#/funding/0/source"),
        (_overlay(scenario={"id": "../x", "name": "N"}), "FM-M106", "0.json#/scenario"),
        (_overlay(scenario={"id": ["s"], "name": "N"}), "FM-M103", "0.json#/scenario"),
        (_overlay(scenario={"id": "s", "name": "N", "builds_on": "tt"}), "FM-M111", "0.json#/scenario"),
        (_overlay(scenario={"id": "s", "name": "\x00"}), "FM-M109", "0.json#/scenario"),
    ],
)
def test_hostile_documents_are_refused_with_their_place(overlay: Any, code: str, pointer: str) -> None:
    assert (code, pointer) in _codes(overlay)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"scenario": 1, "scenario": 2}', b"\xff\xfe", "NaN"])
def test_hostile_text_is_refused(text: str | bytes) -> None:
    with pytest.raises(InputError) as caught:
        from_json(json.dumps(funded_document()), overlays=[("x.json", text)], further=scenario_issues)
    assert {issue.code for issue in caught.value.issues} <= {"FM-J101", "FM-J102", "FM-J105"}
    assert all((issue.where.pointer or "").startswith("x.json#") for issue in caught.value.issues)
