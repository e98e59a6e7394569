"""Scenarios in files of their own beside a plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from finmodel.analysis.overlay import apply_scenario, scenario_ids
from finmodel.errors import InputError
from finmodel.model.document import to_document
from finmodel.model.identity import plan_hash
from finmodel.model.overlay_document import to_overlay
from finmodel.store import files
from finmodel.store.files import load_plan, save_plan
from tests.funded import funded_document, funded_plan


def _plan(folder: Path, name: str = "plan.json", **overlays: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps(funded_document()), encoding="utf-8")
    for stem, content in overlays.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / f"{stem}.json").write_text(text, encoding="utf-8")
    return path


def _scenario(name: str, *changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"schema_version": 4, "scenario": {"id": name, "name": name, **more}, "changes": list(changes)}


OUT = {"operation": "leave_out", "actions": ["a"]}


def test_every_json_file_beside_the_plan_is_a_scenario(tmp_path: Path) -> None:
    path = _plan(tmp_path, second=_scenario("b", OUT, builds_on="a"), first=_scenario("a"))
    loaded = load_plan(path)
    assert set(scenario_ids(loaded.plan)) == {"a", "b"}
    assert plan_hash(loaded.plan) == plan_hash(funded_plan())
    assert [row.included for row in apply_scenario(loaded.plan, "b").plan.actions] == [False, True, True]


def test_a_plan_of_another_name_has_none(tmp_path: Path) -> None:
    assert scenario_ids(load_plan(_plan(tmp_path, "min plan.json", other=_scenario("a"))).plan) == ()


def test_a_scenario_that_is_taken_out_is_read_again(tmp_path: Path) -> None:
    loaded = load_plan(_plan(tmp_path, a=_scenario("a", OUT)))
    inside = tmp_path / "annan.json"
    save_plan(loaded.plan, inside)
    assert scenario_ids(load_plan(inside).plan) == ("a",)
    again = tmp_path / "ny"
    again.mkdir()
    overlay = to_overlay(to_document(loaded.plan), "a")
    assert load_plan(_plan(again, a=overlay)).plan == loaded.plan


@pytest.mark.parametrize(
    ("content", "code", "pointer"),
    [
        ("{", "FM-J101", "x.json#"),
        ('{"scenario": 1, "scenario": 2}', "FM-J105", "x.json#"),
        ("[]", "FM-J102", "x.json#"),
        (_scenario("s", {**OUT, "actions": ["q"]}), "FM-M111", "x.json#/changes/0/actions"),
        (_scenario("s", builds_on="s"), "FM-C102", "x.json#/scenario"),
        (
            _scenario("s", {"operation": "set", "field": "sources.share", "rows": ["g"], "number": 2}),
            "FM-M104",
            "x.json#/changes/0/field",
        ),
        (_scenario("s", OUT, {**OUT, "operation": "include"}), "FM-C109", "x.json#/changes/1/field"),
    ],
)
def test_a_fault_is_shown_in_its_own_file(tmp_path: Path, content: Any, code: str, pointer: str) -> None:
    with pytest.raises(InputError) as caught:
        load_plan(_plan(tmp_path, x=content))
    assert (code, pointer) in [(issue.code, issue.where.pointer) for issue in caught.value.issues]


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_OVERLAYS", 2)
    path = _plan(tmp_path, a=_scenario("a"), b=_scenario("b"), c=_scenario("c"))
    with pytest.raises(InputError) as caught:
        load_plan(path)
    assert [(issue.code, dict(issue.params)) for issue in caught.value.issues] == [
        ("FM-F106", {"file": tmp_path.name, "n": 3, "limit": 2})
    ]
