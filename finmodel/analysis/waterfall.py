"""From one scenario to another, a cause at a time: what each cause moves a figure by; the steps add up to the whole."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from finmodel.analysis.compare_rows import compared_years, figures_of_plan, views_of
from finmodel.analysis.evaluate import evaluate_views
from finmodel.analysis.overlay import apply_layers, layers_of
from finmodel.errors import InputError
from finmodel.model.identity import plan_hash
from finmodel.model.perspectives import Perspective
from finmodel.model.scenario_enums import MixReach, Operation
from finmodel.model.scenarios import ScenarioFunding

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from finmodel.analysis.compare_rows import Value
    from finmodel.model.plan import Plan
    from finmodel.model.scenarios import ScenarioChange

__all__ = ["Cause", "Step", "Waterfall", "cause_of", "waterfall"]


class Cause(StrEnum):
    """Why a figure differs, in the order in which the causes are taken."""

    ACTIONS = "actions"
    TIMING = "timing"
    INVESTMENT = "investment"
    EFFECTS = "effects"
    ASSUMPTIONS = "assumptions"
    FUNDING = "funding"
    ACCOUNTS = "accounts"


_OF_TABLE = {
    "settings": Cause.ASSUMPTIONS,
    "price_categories": Cause.ASSUMPTIONS,
    "carriers": Cause.ASSUMPTIONS,
    "pools": Cause.ASSUMPTIONS,
    "emissions": Cause.ASSUMPTIONS,
    "population": Cause.ASSUMPTIONS,
    "baselines": Cause.ASSUMPTIONS,
    "targets": Cause.ASSUMPTIONS,
    "investments": Cause.INVESTMENT,
    "actions": Cause.EFFECTS,
    "energy_changes": Cause.EFFECTS,
    "benefits": Cause.EFFECTS,
    "sources": Cause.FUNDING,
    "funding": Cause.FUNDING,
    "frames": Cause.FUNDING,
}
_OF_FIELD = {
    "actions.included": Cause.ACTIONS,
    "actions.repeat_of": Cause.ACTIONS,
    "actions.effect_start": Cause.TIMING,
    "actions.activation": Cause.TIMING,
    "investments.start_year": Cause.TIMING,
    "investments.end_year": Cause.TIMING,
    "actions.replaced_book_value": Cause.ACCOUNTS,
    "settings.internal_interest": Cause.ACCOUNTS,
    "settings.capital_cost_method": Cause.ACCOUNTS,
    "actions.fund_running_cost": Cause.FUNDING,
}


def cause_of(row: ScenarioChange | ScenarioFunding) -> Cause:
    """Return the cause that a change, or an entry of a mix, belongs to."""
    if isinstance(row, ScenarioFunding):
        return Cause.FUNDING
    if row.operation is Operation.MOVE:
        return Cause.TIMING
    if row.operation.is_on_actions:
        return Cause.ACTIONS
    return _OF_FIELD.get(row.field) or _OF_TABLE.get(row.field.partition(".")[0], Cause.ACCOUNTS)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the waterfall.

    Attributes
    ----------
    causes
        The cause; several where one alone gives no valid plan.
    before, after
        The figure before and after; ``before`` is the ``after`` of the step before.
    """

    causes: tuple[Cause, ...]
    before: float
    after: float

    @property
    def amount(self) -> float:
        """What the cause moves the figure by."""
        return self.after - self.before

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        causes = [str(cause) for cause in self.causes]
        return {"causes": causes, "before": self.before, "after": self.after, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A figure's way from one scenario to another.

    Attributes
    ----------
    figure
        Name as in the comparison.
    first, second
        Ids.
    start, end
        The figure in the first and in the second; None where it is undefined.
    steps
        In the order of :class:`Cause`, only causes in which the two differ; empty where the way is undefined.
    reason
        Why there is no way: why a figure on it is undefined; None where there is.
    """

    figure: str
    first: str
    second: str
    start: float | None
    end: float | None
    steps: tuple[Step, ...]
    reason: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "figure": self.figure,
            "first": self.first,
            "second": self.second,
            "start": self.start,
            "end": self.end,
            "steps": [step.to_dict() for step in self.steps],
            "undefined": self.reason,
        }


def waterfall(
    plan: Plan,
    first: str,
    second: str,
    figure: str = "npv",
    perspective: str = Perspective.GROUP,
    *,
    year: int | None = None,
    years: Sequence[int] = (),
) -> Waterfall:
    """Return what moves a figure from one scenario to another.

    The plan of the first becomes that of the second cause by cause, in the order of :class:`Cause`: at each step the
    changes of that cause are taken from the second instead of the first. What two causes do together falls on the later
    one. The steps telescope: they add up to the difference.

    Parameters
    ----------
    plan
        The plan with its scenarios.
    first, second
        Ids; ``base`` for the plan itself.
    figure
        A row of the comparison, for example ``npv_after_funding`` or ``gap.planned``.
    perspective, year, years
        As for :func:`~finmodel.analysis.compare.compare`.

    Raises
    ------
    InputError
        One of the two cannot be applied.
    KeyError
        There is no such figure.
    """
    applied = {name: apply_layers(plan, (name,)) for name in (first, second)}
    name, _, view = figure.partition(".")
    has_view = name in ("npv", "npv_after_funding") and view != ""
    views = views_of(str(perspective)) if has_view else (str(perspective),)
    _, shown = compared_years(plan, year, years)

    def valued(mixed: Plan) -> Value:
        figures = figures_of_plan(evaluate_views(mixed, views), str(perspective), shown)
        return {item.name: item for item in figures}[figure]

    start, end = valued(applied[first].plan), valued(applied[second].plan)
    steps: list[Step] = []
    reason = start.reason or end.reason
    level = start
    waiting: list[Cause] = []
    last = applied[first].hash
    for place, cause in enumerate(Cause if reason is None else ()):
        taken = tuple(Cause)[: place + 1]
        waiting.append(cause)
        mixed = applied[second].plan if len(taken) == len(Cause) else _mixed(plan, first, second, taken)
        if mixed is None:
            continue
        identity = plan_hash(mixed)
        if identity != last:
            value = valued(mixed)
            if value.value is None or level.value is None:
                reason = value.reason
                break
            steps.append(Step(tuple(waiting), level.value, value.value))
            level, last = value, identity
        waiting = []
    return Waterfall(figure, first, second, start.value, end.value, tuple(steps) if reason is None else (), reason)


def _mixed(plan: Plan, first: str, second: str, taken: Collection[Cause]) -> Plan | None:
    """Return the plan with the changes of some causes from the second scenario, the rest from the first.

    None where that is no valid plan.
    """
    old = _copies(plan, first, "1.", lambda cause: cause not in taken)
    new = _copies(plan, second, "2.", lambda cause: cause in taken)
    tables = {table: (*old[table], *new[table]) for table in old}
    try:
        return apply_layers(plan.model_copy(update=tables), [row.id for row in tables["scenarios"]]).plan
    except InputError:
        return None


def _copies(plan: Plan, identity: str, prefix: str, is_kept: Callable[[Cause], bool]) -> dict[str, tuple[Any, ...]]:
    """Return the layers of a scenario under names of their own, with the rows of some causes only."""
    layers = layers_of(plan, identity)
    by_id = {row.id: row for row in plan.scenarios}
    reach = {} if is_kept(Cause.FUNDING) else {"mix_reach": MixReach.NAMED}
    return {
        "scenarios": tuple(
            by_id[name].model_copy(update={"id": f"{prefix}{name}", "builds_on": None, **reach}) for name in layers
        ),
        **{
            table: tuple(
                row.model_copy(update={"scenario": f"{prefix}{row.scenario}"})
                for row in getattr(plan, table)
                if row.scenario in layers and is_kept(cause_of(row))
            )
            for table in ("scenario_changes", "scenario_funding")
        },
    }
