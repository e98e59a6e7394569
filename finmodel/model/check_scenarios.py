"""Whether scenarios and their changes are well formed each by itself; applying them shows whether they fit the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finmodel.model.addressed import MAX_LISTED, issue_of, nearest
from finmodel.model.addresses import addressable_fields, spec_at, value_of_text
from finmodel.model.scenario_enums import Operation
from finmodel.model.scenarios import BASE
from finmodel.model.spec import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from finmodel.errors import Issue
    from finmodel.model.scenarios import Scenario, ScenarioChange
    from finmodel.model.spec import Spec

__all__ = ["check_scenarios", "circle_of"]

_VALUES = ("number", "factor", "text", "years", "start_year", "by_year")
_OF_KIND = ("investments", "benefits")
_NUMBERS = (Kind.NUMBER, Kind.INTEGER, Kind.YEAR, Kind.BY_YEAR)


def check_scenarios(tables: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    """Yield what is wrong with the scenarios of a plan: names, circles, addresses, operations and their values."""
    scenarios: dict[str, Scenario] = {row.id: row for row in tables.get("scenarios", ())}
    for scenario in scenarios.values():
        if scenario.id.casefold() == BASE:
            yield issue_of("FM-C117", scenario, "id", value=scenario.id)
        if circle := circle_of(scenario.id, scenarios):
            yield issue_of("FM-C102", scenario, "builds_on", value=scenario.id, chain=circle)
    near: dict[str, str | None] = {}
    for change in tables.get("scenario_changes", ()):
        yield from _change(change, near)


def circle_of(identity: str, scenarios: Mapping[str, Scenario]) -> tuple[str, ...]:
    """Return the scenarios that a scenario builds on and that lead back to it, in order; empty where none do."""
    chain = [identity]
    while (found := scenarios.get(chain[-1])) is not None and found.builds_on is not None:
        if found.builds_on == identity:
            return (*chain, identity)
        if found.builds_on in chain:
            return ()
        chain.append(found.builds_on)
    return ()


def _nearest_field(field: str, near: dict[str, str | None]) -> str | None:
    """Return the field that was probably meant; of thousands of wrong ones, only the first are looked up."""
    if field not in near and len(near) < MAX_LISTED:
        near[field] = nearest(field, addressable_fields())
    return near.get(field)


def _change(change: ScenarioChange, near: dict[str, str | None]) -> Iterator[Issue]:
    if change.operation.is_on_actions:
        wanted: tuple[str, ...] = ("years", "start_year") if change.operation is Operation.MOVE else ()
        if change.field:
            yield issue_of("FM-C105", change, "field", operation=str(change.operation), column="field")
        if change.of_kind is not None:
            yield issue_of("FM-C105", change, "of_kind", operation=str(change.operation), column="of_kind")
        if change.rows:
            yield issue_of("FM-C105", change, "rows", operation=str(change.operation), column="rows")
        elif not _picks(change):
            yield issue_of("FM-C108", change, "actions", operation=str(change.operation))
        yield from _values(change, wanted)
        return
    spec = spec_at(change.field)
    if not change.field:
        yield issue_of("FM-C104", change, "field", operation=str(change.operation), column="field")
    elif spec is None:
        yield issue_of("FM-C103", change, "field", value=change.field, nearest=_nearest_field(change.field, near))
    else:
        yield from _selection(change)
        if wanted := _wanted(change, spec):
            yield from _values(change, wanted)
            yield from _text(change, spec)
        else:
            yield issue_of("FM-C110", change, "operation", operation=str(change.operation), value=change.field)


def _values(change: ScenarioChange, wanted: tuple[str, ...]) -> Iterator[Issue]:
    """Yield the columns that an operation has no use for, or lacks."""
    operation = str(change.operation)
    given = [name for name in _VALUES if _is_given(getattr(change, name))]
    for name in given:
        if name not in wanted:
            yield issue_of("FM-C105", change, name, operation=operation, column=name)
    found = [name for name in given if name in wanted]
    if wanted and not found:
        yield issue_of("FM-C104", change, wanted[0], operation=operation, column=wanted[0])
    if change.operation is Operation.MOVE and len(found) > 1:
        yield issue_of("FM-C105", change, "years", operation=operation, column="years")


def _text(change: ScenarioChange, spec: Spec) -> Iterator[Issue]:
    if change.text and change.operation is Operation.SET:
        try:
            value_of_text(change.text, spec)
        except ValueError:
            yield issue_of("FM-C114", change, "text", value=change.text, kind=str(spec.kind))


def _picks(change: ScenarioChange) -> bool:
    return bool(change.actions or change.statuses or change.sectors or change.owners or change.rows or change.all_rows)


def _selection(change: ScenarioChange) -> Iterator[Issue]:
    table = change.field.partition(".")[0]
    if change.of_kind is not None and table not in _OF_KIND:
        yield issue_of("FM-C105", change, "of_kind", operation=str(change.operation), column="of_kind")
    if table == "settings":
        for name in ("actions", "statuses", "sectors", "owners", "rows"):
            if getattr(change, name):
                yield issue_of("FM-C105", change, name, operation=str(change.operation), column=name)
    elif not _picks(change):
        yield issue_of("FM-C108", change, "rows", operation=str(change.operation))


def _wanted(change: ScenarioChange, spec: Spec) -> tuple[str, ...]:
    """Return the columns that may hold the value of an operation on a field; empty where it cannot be done to it."""
    if change.operation is Operation.SET:
        if change.text == "-" or spec.kind not in _NUMBERS:
            return ("text",)
        if spec.kind is Kind.BY_YEAR:
            return ("by_year",)
        return ("number", "by_year") if spec.yearly else ("number",)
    if change.operation is Operation.SCALE:
        is_life = spec.kind is Kind.INTEGER and spec.unit.value == "years"
        return ("factor",) if spec.kind in (Kind.NUMBER, Kind.BY_YEAR) or is_life else ()
    return ("number",) if spec.kind in _NUMBERS else ()


def _is_given(value: object) -> bool:
    return value is not None and value not in ("",) and not (hasattr(value, "__len__") and len(value) == 0)
