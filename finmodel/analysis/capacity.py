"""What is budgeted already, and what is new: the need against the adopted investment plan and own frames."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.engine.uses import Use
from finmodel.model.funding_enums import MoneyClass

if TYPE_CHECKING:
    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.money import PlanMoney
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["BudgetedNeed", "FrameUse", "adopted_by_bearer", "budgeted_need", "frame_use"]


@dataclass(frozen=True)
class BudgetedNeed:
    """Net investment of an action that an organisation bears, against its adopted rows [nominal currency units].

    Attributes
    ----------
    action, organisation
        Ids.
    years : tuple of int
    need : ndarray, shape (year,)
        Investment less external money to it.
    budgeted : ndarray, shape (year,)
        What the adopted plan has for it, up to the need of the same year.
    new : ndarray, shape (year,)
        need − budgeted.
    unused : ndarray, shape (year,)
        Adopted and not needed that year.
    """

    action: str
    organisation: str
    years: tuple[int, ...]
    need: FloatArray
    budgeted: FloatArray
    new: FloatArray
    unused: FloatArray

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        columns = {"need": self.need, "budgeted": self.budgeted, "new": self.new, "adopted_unused": self.unused}
        rows = {
            str(year): {name: float(path[place]) for name, path in columns.items()}
            for place, year in enumerate(self.years)
        }
        return {"action": self.action, "organisation": self.organisation, "years": rows}


@dataclass(frozen=True)
class FrameUse:
    """A frame of own money, and what the plan takes of it [nominal currency units].

    Attributes
    ----------
    source
        Id of the source.
    organisation
        Whose frame it is; None for the frame of all who have none of their own.
    frame, used : ndarray, shape (year,)
    """

    source: str
    organisation: str | None
    years: tuple[int, ...]
    frame: FloatArray
    used: FloatArray

    @property
    def left(self) -> FloatArray:
        """What is left of the frame; it does not carry over to the next year."""
        return self.frame - self.used

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        rows = {
            str(year): {
                "frame": float(self.frame[place]),
                "used": float(self.used[place]),
                "left": float(self.left[place]),
            }
            for place, year in enumerate(self.years)
        }
        return {"source": self.source, "organisation": self.organisation, "years": rows}


def budgeted_need(plan: Plan, arrays: PlanArrays, money: PlanMoney) -> tuple[BudgetedNeed, ...]:
    """Return need, budgeted and new by action and bearer, in the order of the plan.

    Parameters
    ----------
    plan, arrays, money
        The plan, its arrays and its money. An adopted row without organisation is split as the action's investment.
    """
    funded = money.financing
    need = funded.uses.amounts[:, :, Use.CAPITAL].copy()
    for i, claim in enumerate(funded.claims):
        if claim.terms.of_class is MoneyClass.EXTERNAL:
            need[claim.action] -= funded.awards[i][:, Use.CAPITAL]
    need = np.where(need <= 1e-12 * funded.uses.amounts[:, :, Use.CAPITAL], 0.0, need)
    adopted = adopted_by_bearer(plan, arrays)
    years = tuple(int(year) for year in arrays.years)
    rows = []
    for action in plan.actions:
        position = arrays.actions.index(action.id)
        if not funded.uses.is_funded[position]:
            continue
        for organisation in plan.organisations:
            place = arrays.organisations.index(organisation.id)
            mine, stated = need[position, place], adopted[position, place]
            if mine.any() or stated.any():
                budgeted = np.minimum(mine, stated)
                rows.append(
                    BudgetedNeed(action.id, organisation.id, years, mine, budgeted, mine - budgeted, stated - budgeted)
                )
    return tuple(rows)


def adopted_by_bearer(plan: Plan, arrays: PlanArrays) -> FloatArray:
    """Return the adopted rows that are linked to actions, shape (action, organisation, year) [nominal currency units].

    A row without organisation is split as the action's investment.
    """
    adopted = np.zeros((len(arrays.actions), len(arrays.organisations), len(arrays.years)))
    actions = {action.id: action for action in plan.actions}
    first = int(arrays.years[0])
    for row in sorted(plan.adopted_plan, key=lambda row: row.id):
        if row.action is None:
            continue
        action = actions[row.action]
        shares = {row.organisation: 1.0} if row.organisation else action.capex_split or {action.owner: 1.0}
        total = sum(shares.values())
        for organisation, share in shares.items():
            for year, amount in row.by_year.items():
                place = arrays.organisations.index(organisation)
                adopted[arrays.actions.index(row.action), place, year - first] += amount * (share / total)
    return adopted


def frame_use(plan: Plan, arrays: PlanArrays, money: PlanMoney) -> tuple[FrameUse, ...]:
    """Return every frame by source and organisation with what is used of it, in the order of the plan."""
    years = tuple(int(year) for year in arrays.years)
    frames: defaultdict[tuple[str, str | None], FloatArray] = defaultdict(lambda: np.zeros(len(years)))
    for row in plan.frames:
        frames[row.source, row.organisation] += 0.0
    for row in sorted(plan.frames, key=lambda row: row.id):
        frames[row.source, row.organisation] += np.array([row.by_year.get(year, 0.0) for year in years])
    used: defaultdict[tuple[str, str | None], FloatArray] = defaultdict(lambda: np.zeros(len(years)))
    for i, claim in enumerate(money.financing.claims):
        for place, organisation in enumerate(arrays.organisations):
            mine = money.financing.awards[i, place].sum(axis=0)
            if mine.any():
                holder = organisation if (claim.terms.id, organisation) in frames else None
                used[claim.terms.id, holder] += mine
    return tuple(
        FrameUse(source, holder, years, path, used[source, holder]) for (source, holder), path in frames.items()
    )
