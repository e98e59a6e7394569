"""Actions started later, as a scenario's move makes them: which can be, and the plan that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.delay_results import Stay, Stays
from finmodel.analysis.overlay import Applied, apply_scenario
from finmodel.errors import InputError, Issue, Severity, Where
from finmodel.model.addressed import nearest
from finmodel.model.enums import InvestmentKind, Status
from finmodel.model.scenario_enums import Operation
from finmodel.model.scenarios import Scenario, ScenarioChange
from finmodel.model.values import Yearly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from finmodel.model.action import Action
    from finmodel.model.plan import Plan
    from finmodel.model.row import Row

__all__ = ["asked_for", "moved_plan"]

_NAME = "delay"
_REFUSALS = {"FM-C112": Stays.AFTER_LAST_YEAR, "FM-C113": Stays.NO_YEAR}


def asked_for(plan: Plan, ids: Collection[str] | None) -> tuple[list[str], list[Stay]]:
    """Return the ids of the actions that have not begun, in order, and those that cannot start later.

    An action has begun where money of its own is spent before the base year, or where it works before it.

    Parameters
    ----------
    plan
        A valid plan.
    ids
        The actions that are asked for; None takes all that count.

    Raises
    ------
    InputError
        ``FM-C106`` there is no such action.
    """
    rows = {action.id: action for action in plan.actions}
    if ids is None:
        ids = [action.id for action in plan.actions if action.counts]
    strangers = sorted(set(ids) - set(rows))
    if strangers:
        where = Where(table="actions")
        raise InputError(
            Issue("FM-C106", where=where, params={"value": name, "table": "actions", "nearest": nearest(name, rows)})
            for name in strangers
        )
    able, stays = [], []
    for name in sorted(set(ids)):
        reason = _reason(plan, rows[name])
        if reason is None:
            able.append(name)
        else:
            stays.append(Stay(name, reason))
    return able, stays


def _reason(plan: Plan, action: Action) -> Stays | None:
    if action.repeat_of is not None:
        return Stays.REPEAT
    if not action.included:
        return Stays.NOT_INCLUDED
    if action.status is Status.DONE:
        return Stays.DONE
    begins = min(_years(plan, action), default=plan.settings.base_year)
    return Stays.BEGUN if begins < plan.settings.base_year else None


def _years(plan: Plan, action: Action) -> Iterator[int]:
    """Yield the years in which an action is known to be built or to work."""
    for row in plan.of_action("investments", action.id):
        if row.kind is InvestmentKind.CAPEX:
            yield from row.planned_years() if row.is_unknown else (y for y, cost in row.spending().items() if cost)
    if action.effect_start is not None:
        yield action.effect_start
    rows: list[Row] = [action, *plan.of_action("energy_changes", action.id), *plan.of_action("benefits", action.id)]
    for row in rows:
        for name in row.specs:
            value = getattr(row, name)
            if isinstance(value, Yearly):
                yield from (year for year, amount in value.by_year.items() if amount)


def moved_plan(plan: Plan, ids: Sequence[str], years: int) -> tuple[Applied | None, tuple[str, ...], list[Stay]]:
    """Return the plan with some actions started later, the ids of those that are, and those whose move is refused.

    The plan's own scenarios take no part. A move is refused where money would come after the plan's last year
    (``FM-C112``), where there is no year to move (``FM-C113``), and where the plan that comes of it is not valid.

    Parameters
    ----------
    plan
        A valid plan.
    ids
        The actions.
    years
        How much later.

    Returns
    -------
    applied, moved, stays
        None where nothing is left that can be moved.
    """
    left = list(ids)
    stays: list[Stay] = []
    while left:
        try:
            return apply_scenario(_with_move(plan, left, years), _NAME), tuple(left), stays
        except InputError as error:
            found = _blamed(plan, left, error)
            stays += found
            gone = {stay.action for stay in found}
            left = [name for name in left if name not in gone]
    return None, (), stays


def _with_move(plan: Plan, ids: Sequence[str], years: int) -> Plan:
    change = ScenarioChange(
        id=_NAME, scenario=_NAME, operation=Operation.MOVE, actions=tuple(ids), years=years
    )  # fmt: skip
    own = {"scenarios": (Scenario(id=_NAME, name=_NAME),), "scenario_changes": (change,), "scenario_funding": ()}
    return plan.model_copy(update=own)


def _blamed(plan: Plan, left: Sequence[str], error: InputError) -> list[Stay]:
    """Return the actions that a move was refused for; all of them where it cannot be said."""
    found: dict[str, list[str]] = {}
    for issue in error.issues:
        if issue.severity is Severity.ERROR:
            name = _action_of(plan, issue)
            for each in [name] if name in left else left:
                found.setdefault(str(each), []).append(issue.code)
    # A move that is refused for itself goes before what comes of the others staying.
    named = {name: codes for name, codes in found.items() if _REFUSALS.keys() & set(codes)} or found
    stays = []
    for name, codes in sorted(named.items()):
        reason = next((_REFUSALS[code] for code in codes if code in _REFUSALS), Stays.REFUSED)
        stays.append(Stay(name, reason, tuple(sorted(set(codes)))))
    return stays


def _action_of(plan: Plan, issue: Issue) -> str | None:
    """Return the action that a problem is with."""
    if issue.code in _REFUSALS:
        return str(issue.params["value"])
    table, row = issue.params.get("plan_table"), issue.params.get("plan_row")
    if table == "actions":
        return None if row is None else str(row)
    rows = plan.tables().get(str(table), ())
    return next((getattr(item, "action", None) for item in rows if getattr(item, "id", None) == row), None)
