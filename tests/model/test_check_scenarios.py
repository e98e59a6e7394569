"""Every fault of form that a scenario can have: its code, what it says and where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from finmodel.errors import InputError
from finmodel.model.document import read_document
from tests.overlaid import laid, problems, warnings

Row = dict[str, Any]

AMOUNT: Row = {"operation": "scale", "field": "investments.amount", "factor": 1.2, "all_rows": True}
OUT: Row = {"operation": "leave_out", "actions": ["a"]}


def _one(*changes: Row, **more: Any) -> tuple[str, str | None, dict[str, Any]]:
    (issue,) = problems(*changes, **more)
    assert issue.where.table in ("scenarios", "scenario_changes")
    assert issue.where.pointer is not None
    return issue.code, issue.where.field, dict(issue.params)


@pytest.mark.parametrize(
    ("links", "circles"),
    [
        ({"x": "x"}, {"x": ("x", "x")}),
        ({"x": "y", "y": "x"}, {"x": ("x", "y", "x"), "y": ("y", "x", "y")}),
        ({"z": "x", "x": "y", "y": "x"}, {"x": ("x", "y", "x"), "y": ("y", "x", "y")}),
    ],
)
def test_a_scenario_of_itself_is_refused(links: dict[str, str], circles: dict[str, tuple[str, ...]]) -> None:
    document = laid()
    document["scenarios"] = [{"id": name, "name": "Namn", "builds_on": other} for name, other in links.items()]
    with pytest.raises(InputError) as caught:
        read_document(document)
    found = {issue.where.row: dict(issue.params) for issue in caught.value.issues if issue.code == "FM-C102"}
    assert found == {name: {"value": name, "chain": chain} for name, chain in circles.items()}
    assert {issue.where.field for issue in caught.value.issues} == {"builds_on"}
    assert len(caught.value.issues) == len(circles)


@pytest.mark.parametrize(
    ("field", "nearest"),
    [
        ("investments.amont", "investments.amount"),
        ("INVESTMENTS.AMOUNT", "investments.amount"),
        ("setings.inflation", "settings.inflation"),
        ("settings.last_year", "settings.first_year"),
        ("actions.id", None),
        ("risks.text", None),
        ("\u202e../../etc/passwd", None),
        ("=cmd|x", None),
        (".", None),
    ],
)
def test_an_unknown_field_is_refused_with_the_nearest(field: str, nearest: str | None) -> None:
    code, column, params = _one({**AMOUNT, "field": field})
    assert (code, column, params["value"]) == ("FM-C103", "field", field)
    if nearest in ("investments.amount", "settings.inflation"):
        assert params["nearest"] == nearest
    else:
        assert params["nearest"] != field


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"operation": "scale", "all_rows": True, "factor": 1}, "field"),
        ({"operation": "scale", "field": "investments.amount", "all_rows": True}, "factor"),
        ({"operation": "add", "field": "settings.inflation"}, "number"),
        ({"operation": "set", "field": "settings.timing"}, "text"),
        ({"operation": "set", "field": "investments.by_year", "all_rows": True}, "by_year"),
        ({"operation": "move", "actions": ["a"]}, "years"),
    ],
)
def test_a_column_that_is_lacking(change: Row, column: str) -> None:
    assert _one(change) == ("FM-C104", column, {"operation": change["operation"], "column": column})


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({**AMOUNT, "number": 3}, "number"),
        ({**AMOUNT, "factor": 0, "text": "x"}, "text"),
        ({**OUT, "field": "actions.included"}, "field"),
        ({**OUT, "rows": ["a"]}, "rows"),
        ({**OUT, "years": 0}, "years"),
        ({**OUT, "of_kind": "capex"}, "of_kind"),
        ({"operation": "move", "actions": ["a"], "years": 1, "start_year": 2030}, "years"),
        (
            {"operation": "set", "field": "settings.inflation", "number": 0, "sectors": []} | {"owners": ["tek"]},
            "owners",
        ),
        ({"operation": "set", "field": "settings.inflation", "number": 0, "of_kind": "capex"}, "of_kind"),
        ({"operation": "set", "field": "sources.share", "number": 0, "rows": ["g"], "of_kind": "capex"}, "of_kind"),
        ({"operation": "set", "field": "settings.inflation", "text": "-", "number": 0}, "number"),
    ],
)
def test_a_column_that_there_is_no_use_for(change: Row, column: str) -> None:
    assert _one(change) == ("FM-C105", column, {"operation": change["operation"], "column": column})


def test_a_change_that_picks_nothing_is_no_change_of_everything() -> None:
    assert _one({"operation": "leave_out"}) == ("FM-C108", "actions", {"operation": "leave_out"})
    assert _one({"operation": "move", "years": 1}) == ("FM-C108", "actions", {"operation": "move"})
    blank = {key: value for key, value in AMOUNT.items() if key != "all_rows"}
    assert _one(blank) == ("FM-C108", "rows", {"operation": "scale"})


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        ("scale", "actions.effect_start"),
        ("scale", "actions.name"),
        ("scale", "actions.capex_split"),
        ("scale", "actions.priority"),
        ("add", "actions.status"),
        ("add", "actions.included"),
        ("add", "actions.ramp"),
    ],
)
def test_an_operation_that_cannot_be_done_to_the_field(operation: str, field: str) -> None:
    value = {"factor": 1} if operation == "scale" else {"number": 1}
    change = {"operation": operation, "field": field, "all_rows": True, **value}
    assert _one(change) == ("FM-C110", "operation", {"operation": operation, "value": field})


@pytest.mark.parametrize(
    ("field", "text", "kind"),
    [
        ("actions.included", "ja", "flag"),
        ("actions.ramp", "0,5; 1", "ramp"),
        ("actions.capex_split", "tek", "shares"),
        ("actions.capex_split", "tek=x", "shares"),
        ("actions.capex_split", "=1", "shares"),
    ],
)
def test_a_text_that_is_no_value(field: str, text: str, kind: str) -> None:
    change = {"operation": "set", "field": field, "text": text, "rows": ["a"]}
    assert _one(change) == ("FM-C114", "text", {"value": text, "kind": kind})


@pytest.mark.parametrize("name", ["base", "Base", "BASE"])
def test_no_scenario_is_called_as_the_plan_itself(name: str) -> None:
    assert _one(id=name) == ("FM-C117", "id", {"value": name})


def test_all_faults_of_form_come_at_once() -> None:
    found = problems({**AMOUNT, "field": "x"}, {"operation": "leave_out"}, {**AMOUNT, "number": 1}, builds_on="s")
    assert [issue.code for issue in found] == ["FM-C102", "FM-C103", "FM-C108", "FM-C105"]
    assert [issue.where.row for issue in found] == ["s", "s1", "s2", "s3"]


def test_what_is_well_formed_is_left_alone() -> None:
    rate: Row = {"operation": "set", "field": "settings.inflation", "number": 0.01, "by_year": {"2030": 0.02}}
    ramp: Row = {"operation": "set", "field": "actions.ramp", "text": "0.5; 1", "rows": ["a"]}
    assert warnings({**AMOUNT, "of_kind": "capex"}, OUT, rate, ramp) == []
