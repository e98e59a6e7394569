"""What actions ask of a frame: of own money that is set aside, or of what may be invested net."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from finmodel.analysis.capacity import adopted_by_bearer
from finmodel.analysis.perspective import viewpoint
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.money import PlanMoney
from finmodel.engine.uses import Use
from finmodel.model.funding_enums import MoneyClass
from finmodel.model.values import YearMap

if TYPE_CHECKING:
    from collections.abc import Collection

    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.funding_enums import AccountLevel
    from finmodel.model.plan import Plan

__all__ = ["FrameAsks", "InvestmentAsks", "OwnMoneyAsks", "PlansWithout", "without_actions"]

_BEYOND_NEED = 1e18


def without_actions(plan: Plan, actions: Collection[str]) -> Plan:
    """Return the plan with some actions not included.

    Parameters
    ----------
    plan
        It is not changed.
    actions
        Ids.
    """
    rows = tuple(row.model_copy(update={"included": False}) if row.id in actions else row for row in plan.actions)
    return plan.model_copy(update={"actions": rows})


class PlansWithout:
    """A plan and its arrays without some of its actions, many times over.

    Parameters
    ----------
    plan
        A valid plan.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.arrays = plan_arrays(plan)
        self._shares_pools = any(row.pool is not None for row in plan.actions)

    def without(self, actions: Collection[str]) -> tuple[Plan, PlanArrays]:
        """Return the plan and its arrays without these actions; the arrays are computed anew only where pools are."""
        plan = without_actions(self.plan, actions)
        if self._shares_pools:
            return plan, plan_arrays(plan)
        gone = np.isin(np.array(self.arrays.actions, dtype=object), list(actions))
        return plan, replace(self.arrays, counts=self.arrays.counts & ~gone)


class FrameAsks(Protocol):
    """A kind of frame, and what the actions of a plan ask of it."""

    @property
    def holders(self) -> tuple[str | None, ...]:
        """Whose frames: organisations, None for the one of all others or of a whole level."""

    @property
    def limits(self) -> FloatArray:
        """What may be asked for in all, shape (frame, year) [nominal]; +∞ in a year that is not tested."""

    def of(self, plan: Plan, arrays: PlanArrays) -> FloatArray:
        """Return what each action asks for, shape (action, frame, year) [nominal currency units]."""


@dataclass(frozen=True)
class OwnMoneyAsks:
    """The frames of a source of own money: what is asked for is what would be taken if they had no end."""

    source: str
    holders: tuple[str | None, ...]
    limits: FloatArray

    @classmethod
    def of_source(cls, plan: Plan, arrays: PlanArrays, source: str, *, all_years: bool = False) -> OwnMoneyAsks:
        """Return the frames of a source. Years before the base year are not tested.

        Nor are years in which no frame of the source has a number, unless all are: such a year has no money.
        Organisations without a frame of their own share that of all the others, and without one have nothing.
        """
        rows = sorted((row for row in plan.frames if row.source == source), key=lambda row: row.id)
        holders = (None, *sorted({row.organisation for row in rows if row.organisation is not None}))
        limits = np.zeros((len(holders), len(arrays.years)))
        for row in rows:
            limits[holders.index(row.organisation)] += [row.by_year.get(int(year), 0.0) for year in arrays.years]
        limits[:, : arrays.base] = np.inf
        if not all_years:
            stated = {year for row in rows for year in row.by_year}
            limits[:, [int(year) not in stated for year in arrays.years]] = np.inf
        return cls(source, holders, limits)

    def of(self, plan: Plan, arrays: PlanArrays) -> FloatArray:
        """Return what the claims on the source take after every other limit."""
        funded = PlanMoney(_with_open_frames(plan, self.source), arrays).financing
        asked = np.zeros((len(arrays.actions), *self.limits.shape))
        places = [self.holders.index(name if name in self.holders else None) for name in arrays.organisations]
        for award, claim in zip(funded.awards, funded.claims, strict=True):
            if claim.terms.id == self.source:
                np.add.at(asked[claim.action], places, award.sum(axis=1))
        return asked


def _with_open_frames(plan: Plan, source: str) -> Plan:
    """Return the plan in which the frames of a source are beyond anybody's need from the base year on.

    Those of years before stay: an amount that was cut there is still wanted later.
    """
    base, last = plan.settings.base_year, plan.settings.last_year
    frames = []
    for row in plan.frames:
        if row.source != source:
            frames.append(row)
            continue
        before = {year: amount for year, amount in row.by_year.items() if year < base}
        after = dict.fromkeys(range(base, last + 1), _BEYOND_NEED)
        frames.append(row.model_copy(update={"by_year": YearMap(before | after)}))
        if row.organisation is not None:
            # Whoever has no frame of its own has none at all, until here.
            frames.append(row.model_copy(update={"organisation": None, "by_year": YearMap(after)}))
    return plan.model_copy(update={"frames": tuple(frames)})


@dataclass(frozen=True)
class InvestmentAsks:
    """The ordinary budget's frame for net investment: what the plan may add to the net investment that is there."""

    level: AccountLevel
    holders: tuple[str | None, ...]
    limits: FloatArray

    @classmethod
    def of_level(cls, plan: Plan, arrays: PlanArrays, level: AccountLevel) -> InvestmentAsks:
        """Return what the ordinary budget's net investment leaves of the frame, from the base year on."""
        limits = np.full((1, len(arrays.years)), np.inf)
        years = [int(year) for year in arrays.years]
        for row in plan.ordinary_budget:
            known = row.investment_frame is not None and row.net_investment is not None
            if row.level is level and known and row.year in years[arrays.base :]:
                limits[0, years.index(row.year)] = (row.investment_frame or 0.0) - (row.net_investment or 0.0)
        return cls(level, (None,), limits)

    def of(self, plan: Plan, arrays: PlanArrays) -> FloatArray:
        """Return investment less external money to it and less adopted rows of the action, as the test counts it."""
        inside = viewpoint(plan, arrays, str(self.level)).inside
        funded = PlanMoney(plan, arrays).financing
        net = np.einsum("ao,aoy->ay", inside, funded.uses.amounts[:, :, Use.CAPITAL])
        adopted = np.einsum("ao,aoy->ay", inside, adopted_by_bearer(plan, arrays))
        net -= np.where(funded.uses.is_funded[:, None], adopted, 0.0)
        for award, claim in zip(funded.awards, funded.claims, strict=True):
            giver = claim.terms.provider
            is_own = giver is not None and inside[claim.action, arrays.organisations.index(giver)]
            if claim.terms.of_class is MoneyClass.EXTERNAL and not is_own:
                net[claim.action] -= award[inside[claim.action], Use.CAPITAL].sum(axis=0)
        return np.asarray(net[:, None, :])
