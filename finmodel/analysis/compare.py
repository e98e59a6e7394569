"""Scenarios side by side: the same figures of every one, and the difference to the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finmodel.analysis.compare_rows import RowGroup, RowUnit, Value, compared_years, figures_of_plan, views_of
from finmodel.analysis.evaluate import evaluate_views
from finmodel.analysis.overlay import Applied, Overlays
from finmodel.errors import InputError
from finmodel.model.perspectives import Perspective
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from finmodel.analysis.results import Results
    from finmodel.model.plan import Plan

__all__ = ["CompareRow", "Comparison", "compare", "compared_ids"]


@dataclass(frozen=True, slots=True)
class CompareRow:
    """A figure of every scenario.

    Attributes
    ----------
    name, group, unit
        As in :class:`~finmodel.analysis.compare_rows.Value`.
    values, reasons : tuple, shape (scenario,)
        None where undefined, and why; None where defined.
    """

    name: str
    group: RowGroup
    unit: RowUnit
    values: tuple[float | None, ...]
    reasons: tuple[str | None, ...]

    @property
    def differences(self) -> tuple[float | None, ...]:
        """Each value less the first, shape (scenario,); None where either is undefined."""
        first = self.values[0]
        return tuple(None if value is None or first is None else value - first for value in self.values)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "name": self.name,
            "group": str(self.group),
            "unit": str(self.unit),
            "values": list(self.values),
            "differences": list(self.differences),
            "undefined": list(self.reasons),
        }


@dataclass(frozen=True)
class Comparison:
    """Scenarios in columns, figures in rows.

    Attributes
    ----------
    perspective
        Whose money counts.
    years
        Years of the yearly figures, in order of time.
    target_year
        The one of them that the targets are for.
    scenarios, names
        Ids (``base`` is the plan itself) and names; the plan's own title is empty.
    applied
        What each scenario changes.
    plan_hashes
        Hash of each scenario's own plan.
    first
        Results of the first in the perspective; the others' are not kept, for they are large.
    rows
        Figures.
    """

    plan: Plan
    perspective: str
    years: tuple[int, ...]
    target_year: int
    scenarios: tuple[str, ...]
    names: tuple[str, ...]
    applied: tuple[Applied, ...]
    plan_hashes: tuple[str, ...]
    first: Results
    rows: tuple[CompareRow, ...]

    def row(self, name: str) -> CompareRow:
        """Return a figure's row by its name."""
        return next(row for row in self.rows if row.name == name)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "method_version": self.first.method_version,
            "currency": self.first.currency,
            "perspective": self.perspective,
            "years": list(self.years),
            "target_year": self.target_year,
            "scenarios": list(self.scenarios),
            "names": list(self.names),
            "plan_hashes": list(self.plan_hashes),
            "changes": [[change.to_dict() for change in item.changes] for item in self.applied],
            "rows": [row.to_dict() for row in self.rows],
        }


def compared_ids(plan: Plan, identities: Sequence[str]) -> tuple[str, ...]:
    """Return what is compared: the plan and all its scenarios where none is named, the plan first where only one is.

    Parameters
    ----------
    plan
        The plan with its scenarios.
    identities
        Ids as asked for; each counts once.
    """
    asked = tuple(dict.fromkeys(identities)) or (BASE, *(row.id for row in plan.scenarios))
    return (BASE, *asked) if len(asked) == 1 and asked[0] != BASE else asked


def compare(
    plan: Plan,
    identities: Sequence[str] = (),
    perspective: str = Perspective.GROUP,
    *,
    year: int | None = None,
    years: Sequence[int] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Evaluate scenarios and set their figures side by side.

    Parameters
    ----------
    plan
        The plan with its scenarios.
    identities
        Ids, ``base`` for the plan itself; see :func:`compared_ids`.
    perspective
        Whose money counts.
    year
        The target year; default the first of ``years``, else 2030 where it is on the axis.
    years
        Years in which tonnes and driftskonsekvens are compared, the target year among them whether said or not;
        default the target year and the first and last year of the budget and its plan.
    progress
        Called with how many are done, of how many.

    Returns
    -------
    Comparison
        Every figure equals that of :func:`~finmodel.analysis.evaluate.evaluate` of the scenario's own plan.

    Raises
    ------
    InputError
        Every problem of every scenario; ``FM-C122`` the year is not on the plan's axis, ``FM-M136`` no such
        perspective.
    """
    ids = compared_ids(plan, identities)
    target, shown = compared_years(plan, year, years)
    applied = _all_applied(plan, ids)
    columns: list[tuple[Value, ...]] = []
    hashes: list[str] = []
    kept: list[Results] = []
    for place, item in enumerate(applied):
        views = evaluate_views(item.plan, views_of(str(perspective)))
        columns.append(figures_of_plan(views, str(perspective), shown))
        hashes.append(views[str(perspective)].plan_hash)
        kept = kept or [views[str(perspective)]]
        if progress is not None:
            progress(place + 1, len(applied))
    names = {row.id: row.name for row in plan.scenarios}
    return Comparison(
        plan=plan,
        perspective=str(perspective),
        years=shown,
        target_year=target,
        scenarios=ids,
        names=tuple(names.get(name, "") for name in ids),
        applied=applied,
        plan_hashes=tuple(hashes),
        first=kept[0],
        rows=tuple(_row(values) for values in zip(*columns, strict=True)),
    )


def _all_applied(plan: Plan, ids: Sequence[str]) -> tuple[Applied, ...]:
    """Apply every scenario, and tell the problems of all of them at once."""
    overlays = Overlays(plan)
    applied, issues = [], []
    for name in ids:
        try:
            applied.append(overlays.apply((name,)))
        except InputError as error:
            issues += [issue for issue in error.issues if issue not in issues]
    if issues:
        raise InputError(issues)
    return tuple(applied)


def _row(values: Sequence[Value]) -> CompareRow:
    first = values[0]
    return CompareRow(
        first.name,
        first.group,
        first.unit,
        tuple(item.value for item in values),
        tuple(item.reason for item in values),
    )
