"""A scenario in a document of its own: ``{"scenario": {…}, "changes": […], "funding": […]}``.

Its changes and entries need neither ids nor the scenario's name: they get them from where they stand.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from finmodel.errors import InputError, Issue, Where
from finmodel.model.addressed import nearest, pointer
from finmodel.model.migrate import SCHEMA_VERSION, migrate

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PARTS", "is_overlay", "overlay_rows", "to_overlay"]

PARTS = {"changes": "scenario_changes", "funding": "scenario_funding"}
"""Parts of the document that are lists, and the plan's table that each belongs to."""

MAX_STEM = 56

Placed = tuple[dict[str, Any], Callable[[str | None, int | None], Where]]


def is_overlay(document: object) -> bool:
    """Whether a document is a scenario and no plan."""
    return isinstance(document, dict) and "scenario" in document and "settings" not in document


def overlay_rows(name: str, document: object, issues: list[Issue]) -> dict[str, list[Placed]]:
    """Return the rows of a scenario's document by the plan's table, each with a way to say where it stands.

    Parameters
    ----------
    name
        The file's name: it stands before every pointer.
    document
        What its JSON holds.
    issues
        What is wrong with the document's form is added here.
    """

    def at(*parts: str | int | None, table: str | None = None, field: str | None = None) -> Where:
        return Where(table=table, field=field, pointer=f"{name}#{pointer(*parts)}")

    if not isinstance(document, dict):
        issues.append(Issue("FM-J102", where=at(), params={"found": type(document).__name__}))
        return {}
    try:
        migrate(document)
    except InputError as error:
        issues += [issue.at(pointer=f"{name}#/schema_version") for issue in error.issues]
        return {}
    allowed = ("schema_version", "scenario", *PARTS)
    for key in sorted(set(document) - set(allowed)):
        params = {"value": key[:60], "nearest": nearest(key, allowed)}
        issues.append(Issue("FM-M102", where=at(key[:60], field=key[:60]), params=params))
    scenario = document.get("scenario")
    if not isinstance(scenario, dict):
        issues.append(Issue("FM-J103", where=at("scenario"), params={"found": type(scenario).__name__}))
        return {}
    identity = scenario.get("id")
    found: dict[str, list[Placed]] = {
        "scenarios": [
            (
                scenario,
                lambda field, year: Where(table="scenarios", field=field, year=year, pointer=f"{name}#/scenario"),
            )
        ]
    }
    for part, table in PARTS.items():
        found[table] = []
        rows = document.get(part, [])
        if not isinstance(rows, list):
            issues.append(Issue("FM-J104", where=at(part, table=table), params={"found": type(rows).__name__}))
            continue
        for place, row in enumerate(rows):
            if not isinstance(row, dict):
                issues.append(Issue("FM-J103", where=at(part, place), params={"found": type(row).__name__}))
                continue
            locate = _locator(name, part, table, place)
            if row.get("scenario", identity) != identity:
                params = {"value": "scenario", "nearest": None}
                issues.append(Issue("FM-M102", where=locate("scenario", None), params=params))
            given = {key: value for key, value in row.items() if key not in ("id", "scenario") or value is not None}
            data = {"id": f"{_short(identity)}-{place + 1}", **given, "scenario": identity}
            found[table].append((data, locate))
    return found


def _short(identity: object) -> str:
    """Return a scenario's id so short that a number has room after it; two long ones stay two."""
    text = str(identity)
    return text if len(text) <= MAX_STEM else f"{text[:40]}.{sha256(text.encode(errors='replace')).hexdigest()[:12]}"


def _locator(name: str, part: str, table: str, place: int) -> Callable[[str | None, int | None], Where]:
    def locate(field: str | None, year: int | None) -> Where:
        return Where(table=table, field=field, year=year, pointer=f"{name}#{pointer(part, place, field)}")

    return locate


def to_overlay(document: Mapping[str, Any], identity: str) -> dict[str, Any]:
    """Return one scenario of a plan's document as a document of its own.

    Parameters
    ----------
    document
        The plan's, as :func:`finmodel.model.document.to_document` gives it.
    identity
        Id of the scenario.

    Raises
    ------
    StopIteration
        The plan has no such scenario.
    """
    scenario = next(row for row in document["scenarios"] if row["id"] == identity)
    parts = {
        part: [
            {key: value for key, value in row.items() if key != "scenario"}
            for row in document[table]
            if row["scenario"] == identity
        ]
        for part, table in PARTS.items()
    }
    return {"schema_version": SCHEMA_VERSION, "scenario": scenario, **parts}
