"""The funded plan with scenarios laid on it, written in a line or two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from finmodel.analysis.overlay import Applied, apply_scenario, scenario_issues
from finmodel.errors import InputError, Issue
from finmodel.model.document import read_document
from finmodel.model.plan import Plan
from finmodel.model.scenarios import ScenarioChange
from tests.funded import funded_document

__all__ = ["applied", "laid", "on", "problems", "warnings"]

Row = Mapping[str, Any]


def laid(
    *changes: Row, funding: Sequence[Row] = (), document: dict[str, Any] | None = None, **scenario: Any
) -> dict[str, Any]:
    """Return a document with a scenario "s" of these changes; positions follow the order unless they are given."""
    found = funded_document() if document is None else dict(document)
    name = scenario.setdefault("id", "s")
    more = {
        "scenarios": [{"name": "Scenario", **scenario}],
        "scenario_changes": [
            {"id": f"{name}{at}", "scenario": name, "position": at, **row} for at, row in enumerate(changes, start=1)
        ],
        "scenario_funding": [{"id": f"{name}m{at}", "scenario": name, **row} for at, row in enumerate(funding)],
    }
    return {**found, **{table: [*found.get(table, []), *rows] for table, rows in more.items()}}


def on(plan: Plan, *changes: Row) -> Plan:
    """Return the plan with a scenario "s" of these changes, each valid by itself."""
    return plan.model_copy(
        update={
            "scenarios": read_document(laid())[0].scenarios,
            "scenario_changes": tuple(
                ScenarioChange.model_validate({"id": f"s{at}", "scenario": "s", "position": at, **row})
                for at, row in enumerate(changes, start=1)
            ),
        }
    )


def applied(*changes: Row, name: str = "s", **more: Any) -> Applied:
    """Return the scenario laid on its plan."""
    return apply_scenario(read_document(laid(*changes, **more))[0], name)


def problems(*changes: Row, **more: Any) -> list[Issue]:
    """Return what is wrong with the scenario, in its form or when it is applied; warnings come along."""
    try:
        plan, _ = read_document(laid(*changes, **more), further=scenario_issues)
    except InputError as error:
        return [issue for issue in error.issues if (issue.where.table or "").startswith("scenario")]
    raise AssertionError(f"nothing is wrong: {plan.scenarios}")


def warnings(*changes: Row, **more: Any) -> list[Issue]:
    """Return what the scenario is warned of."""
    _, issues = read_document(laid(*changes, **more), further=scenario_issues)
    return [issue for issue in issues if (issue.where.table or "").startswith("scenario")]
