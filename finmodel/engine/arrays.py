"""The one bridge from a plan to arrays.

Rows are taken in the order of their ids, never in the order of the plan, so that no result depends on it, not
even in the last bit. Amounts are nominal and without sign of direction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from finmodel.engine.abatement import Abatement, abatement, own_lifetime_tonnes
from finmodel.engine.axes import NOBODY
from finmodel.engine.effects import Effects, effects_of
from finmodel.engine.prices import carrier_paths, price_indices, rate_path
from finmodel.engine.records import ActionRecords, Recorder
from finmodel.engine.valuation import Valuation, financial_valuation, social_valuation
from finmodel.model.enums import InvestmentKind
from finmodel.model.lines import Benefit, EnergyChange, Investment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.engine.prices import CarrierPaths
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.plan import Plan
    from finmodel.model.settings import Settings

__all__ = ["PlanArrays", "plan_arrays", "plan_effects"]

BoolArray = np.typing.NDArray[np.bool_]
IntArray = np.typing.NDArray[np.intp]
RowT = TypeVar("RowT", Investment, EnergyChange, Benefit)


@dataclass(frozen=True)
class PlanArrays:
    """A plan as arrays. Records are the filled cells of (action, organisation, part), each with its years.

    Attributes
    ----------
    years, base : ndarray shape (year,), int
        The year axis and the position of the base year on it.
    actions, organisations, carriers : tuple of str
        Ids along the axes, sorted; the last place of the organisations is nobody's.
    action, organisation, part, carrier : ndarray, shape (record,)
        Position of each record; the carrier is −1 where there is none.
    amounts : ndarray, shape (record, year) [currency units]
        Nominal amounts, without sign.
    price_index : ndarray, shape (year,)
        General price level at the date of the flow, 1 at 1 January of the price year.
    financial, social : Valuation
        Rates and price levels of the financial perspectives and of society.
    reductions, unadjusted, removals, upfront : ndarray, shape (action, year) [t]
        Reductions after and before overlap, removals, and what building emits.
    life_tonnes : ndarray, shape (action,) [t]
        Net tonnes over the action's own lifetime from the base year, also beyond the plan's last year; NaN where a
        carrier has no emission factor to keep for the years beyond.
    effect_years : ndarray, shape (action, year)
        Where the action has effects.
    is_costed, is_quantified, counts : ndarray, shape (action,)
    lacks_carbon_value : ndarray, shape (action, year)
        Where the action has tonnes and the plan no carbon value.
    touches : ndarray, shape (action, organisation)
        Whether a money line of the action, known or unknown, belongs to the organisation.
    owner : ndarray, shape (action,)
    """

    years: IntArray
    base: int
    actions: tuple[str, ...]
    organisations: tuple[str, ...]
    carriers: tuple[str, ...]
    action: IntArray
    organisation: IntArray
    part: IntArray
    carrier: IntArray
    amounts: FloatArray
    price_index: FloatArray
    financial: Valuation
    social: Valuation
    reductions: FloatArray
    unadjusted: FloatArray
    removals: FloatArray
    upfront: FloatArray
    life_tonnes: FloatArray
    effect_years: BoolArray
    is_costed: BoolArray
    is_quantified: BoolArray
    counts: BoolArray
    lacks_carbon_value: BoolArray
    touches: BoolArray
    owner: IntArray


def plan_arrays(plan: Plan, *, overlap: bool = True) -> PlanArrays:
    """Return the plan as arrays.

    Parameters
    ----------
    plan
        A valid plan.
    overlap
        Whether actions on one emission pool are cut to what it has; False shows them unadjusted.

    Returns
    -------
    PlanArrays
        Unknown lines are left out of the records; the action is then not costed, or not quantified.
    """
    settings = plan.settings
    actions = sorted(plan.actions, key=lambda action: action.id)
    organisations = (*sorted(row.id for row in plan.organisations), NOBODY)
    indices = price_indices(plan)
    carriers = {row.id: carrier_paths(row, settings.years, indices) for row in plan.carriers}
    investments, changes = _by_action(plan.investments), _by_action(plan.energy_changes)
    benefits = _by_action(plan.benefits)
    effects = plan_effects(plan, actions, carriers)
    adjusted = abatement(plan, actions, effects, overlap=overlap)
    recorder = Recorder(settings, organisations, carriers, indices)
    recorded = [
        recorder.add_action(action, investments[action.id], changes[action.id], benefits[action.id], each, cut)
        for action, each, cut in zip(actions, effects, adjusted, strict=True)
    ]
    pools = {row.id: rate_path(row.tonnes, settings.years) for row in plan.pools}
    life = [
        own_lifetime_tonnes(action, each, cut, changes[action.id], carriers, pools.get(action.pool or ""), settings)
        for action, each, cut in zip(actions, effects, adjusted, strict=True)
    ]
    general = indices[None]
    return PlanArrays(
        years=np.arange(settings.first_year, settings.last_year + 1),
        base=settings.base_year - settings.first_year,
        actions=tuple(action.id for action in actions),
        organisations=organisations,
        carriers=recorder.carriers,
        action=recorder.positions(0),
        organisation=recorder.positions(1),
        part=recorder.positions(2),
        carrier=recorder.positions(3),
        amounts=recorder.amounts(),
        price_index=general,
        financial=financial_valuation(settings, general),
        social=social_valuation(settings, general),
        **_tonnes(effects, adjusted, settings),
        life_tonnes=np.array(life, dtype=np.float64),
        effect_years=_flags([each.effect_years for each in recorded], settings),
        is_costed=np.array([each.is_costed for each in recorded], dtype=bool),
        is_quantified=np.array([each.is_quantified for each in effects], dtype=bool),
        counts=np.array([action.counts for action in actions], dtype=bool),
        lacks_carbon_value=_flags([each.lacks_carbon_value for each in recorded], settings),
        touches=_touches(recorded, organisations),
        owner=np.array([organisations.index(action.owner) for action in actions], dtype=np.intp),
    )


def plan_effects(plan: Plan, actions: Sequence[Action], carriers: Mapping[str, CarrierPaths]) -> list[Effects]:
    """Return what each action does by year, before overlap.

    Parameters
    ----------
    plan
        Investments, energy changes and the year axis.
    actions
        The actions, in the order of the result.
    carriers
        Paths by carrier.
    """
    investments, changes = _by_action(plan.investments), _by_action(plan.energy_changes)
    return [
        effects_of(action, _own(investments[action.id]), changes[action.id], carriers, plan.settings)
        for action in actions
    ]


def _by_action(rows: Iterable[RowT]) -> defaultdict[str, list[RowT]]:
    found: defaultdict[str, list[RowT]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
        found[row.action].append(row)
    return found


def _own(investments: Sequence[Investment]) -> list[Investment]:
    return [row for row in investments if row.kind is InvestmentKind.CAPEX]


def _stack(rows: Sequence[FloatArray], settings: Settings) -> FloatArray:
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(settings.years))


def _flags(rows: Sequence[BoolArray], settings: Settings) -> BoolArray:
    return np.array(rows, dtype=bool).reshape(len(rows), len(settings.years))


def _tonnes(effects: Sequence[Effects], adjusted: Sequence[Abatement], settings: Settings) -> dict[str, FloatArray]:
    return {
        "reductions": _stack([each.reductions for each in adjusted], settings),
        "unadjusted": _stack([each.unadjusted for each in adjusted], settings),
        "removals": _stack([each.removals for each in effects], settings),
        "upfront": _stack([each.upfront for each in effects], settings),
    }


def _touches(recorded: Sequence[ActionRecords], organisations: Sequence[str]) -> BoolArray:
    touches = np.zeros((len(recorded), len(organisations)), dtype=bool)
    for position, each in enumerate(recorded):
        for name in each.touches:
            touches[position, organisations.index(name)] = True
    return touches
