"""Where a problem of the plan that comes of a scenario is shown: at the scenario's own row and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.errors import Issue, Where
from finmodel.model.scenario_enums import Operation
from finmodel.model.scenarios import ScenarioFunding
from finmodel.model.settings import Settings
from finmodel.model.spec import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.model.row import Row
    from finmodel.model.scenarios import ScenarioChange

__all__ = ["PICKS", "at_change", "given_column", "nearby"]

PICKS = ("actions", "statuses", "sectors", "owners", "all_rows")
"""Columns by which a change picks its actions."""

_COLUMN = {
    Operation.SET: "field",
    Operation.SCALE: "factor",
    Operation.ADD: "number",
}
"""Where a problem with what an operation made of the plan is shown."""


def nearby(where: Where, found: Row | None, rows_of: Mapping[tuple[str, str | None], Row]) -> Row | None:
    """Return what changed the row of a problem last, else a row that it refers to, else its table."""
    if (row := rows_of.get((where.table or "", where.row))) is not None or found is None:
        return row
    for name, spec in found.specs.items():
        if spec.kind is Kind.REFERENCE and (row := rows_of.get((spec.table or "", getattr(found, name)))) is not None:
            return row
    of_table = [row for (table, _), row in rows_of.items() if table == where.table]
    return of_table[-1] if of_table else rows_of.get((Settings.table, None))


def given_column(row: ScenarioChange, *columns: str) -> str:
    """Return the first of some columns that is filled in; the last where none is."""
    blank = (None, (), False)
    return next((name for name in columns if not any(getattr(row, name) is each for each in blank)), columns[-1])


def at_change(issue: Issue, row: Row) -> Issue:
    """Return a problem of the plan that comes of a change, at the change."""
    operation = getattr(row, "operation", None)
    if operation is Operation.MOVE:
        column: str | None = given_column(row, "years", "start_year")  # type: ignore[arg-type]
    elif operation in (Operation.INCLUDE, Operation.LEAVE_OUT):
        column = given_column(row, *PICKS)  # type: ignore[arg-type]
    elif operation is not None:
        column = _COLUMN[operation]
    else:
        column = issue.where.field if row.table == ScenarioFunding.table else None
    where = Where(table=row.table, row=getattr(row, "id", None), field=column)
    return Issue(issue.code, issue.severity, where, {**issue.params, **_in_plan(issue.where, row)})


def _in_plan(where: Where, row: Row) -> dict[str, str | int | None]:
    """Return which row of the plan a problem is with; nothing for an entry that is the scenario's own row itself."""
    is_own = row.table == ScenarioFunding.table and (where.table, where.row) == ("funding", getattr(row, "id", None))
    if where.table is None or is_own:
        return {}
    place = {"table": where.table, "row": where.row, "field": where.field, "year": where.year}
    return {f"plan_{name}": part for name, part in place.items() if part is not None}
