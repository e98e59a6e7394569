"""What has to be paid for: total investment, and running cost where it is to be funded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import Part

if TYPE_CHECKING:
    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["Use", "Uses", "amounts_of", "bearers", "uses_of"]


class Use(IntEnum):
    """What money is used for, in the order of the use axis."""

    CAPITAL = 0
    RUNNING = 1

    @property
    def key(self) -> str:
        """Stable name, the one in files and catalogues."""
        return self.name.lower()


@dataclass(frozen=True)
class Uses:
    """Uses of funds; zero for actions that do not count or whose money is not known.

    Attributes
    ----------
    is_funded : ndarray, shape (action,)
        Whether the action counts and is costed.
    amounts : ndarray, shape (action, organisation, use, year) [nominal currency units, never negative]
        Capital: investment with reinvestment. Running: what running cost, energy and carbon price add together, in the
        years in which they add, for actions that ask for it.
    again : ndarray, shape (action, organisation, year) [nominal currency units]
        The part of the capital use that is reinvestment.
    first, reference : ndarray, shape (action, year) [nominal currency units]
        First purchases of the action and of its reference alternative: what an eligible cost is made of.
    """

    is_funded: BoolArray
    amounts: FloatArray
    again: FloatArray
    first: FloatArray
    reference: FloatArray


def amounts_of(arrays: PlanArrays, *parts: Part) -> FloatArray:
    """Sum the unsigned amounts of some parts; shape (action, organisation, year) [nominal currency units]."""
    result = np.zeros((len(arrays.actions), len(arrays.organisations), len(arrays.years)))
    chosen = np.isin(arrays.part, parts)
    np.add.at(result, (arrays.action[chosen], arrays.organisation[chosen]), arrays.amounts[chosen])
    return result


def bearers(plan: Plan, arrays: PlanArrays) -> list[list[tuple[int, float]]]:
    """Return who bears the investment of each action: positions of organisations with shares that add up to 1."""
    splits = {action.id: action.capex_split or {action.owner: 1.0} for action in plan.actions}
    found = []
    for name in arrays.actions:
        whole = sum(splits[name].values())
        found.append([(arrays.organisations.index(who), share / whole) for who, share in splits[name].items()])
    return found


def uses_of(plan: Plan, arrays: PlanArrays) -> Uses:
    r"""Return what has to be paid for.

    .. math:: uses_{a,o,capital,y} = capex + reinvestment, \quad
       uses_{a,o,running,y} = \max(0,\; opex + energy + carbon\ price)

    Parameters
    ----------
    plan, arrays
        The plan and its arrays.
    """
    is_funded = arrays.counts & arrays.is_costed
    capital = amounts_of(arrays, Part.CAPEX, Part.REINVESTMENT)
    running = amounts_of(arrays, Part.OPEX, Part.ENERGY_COST, Part.CARBON_PRICE_PAID)
    by_id = {action.id: action for action in plan.actions}
    wants_running = np.array([by_id[name].fund_running_cost for name in arrays.actions], dtype=bool)
    running = np.maximum(running, 0.0) * wants_running[:, None, None]
    amounts = np.stack([capital, running], axis=2) * is_funded[:, None, None, None]
    return Uses(
        is_funded=is_funded,
        amounts=amounts,
        again=amounts_of(arrays, Part.REINVESTMENT) * is_funded[:, None, None],
        first=amounts_of(arrays, Part.CAPEX).sum(axis=1) * is_funded[:, None],
        reference=amounts_of(arrays, Part.REFERENCE_CAPEX).sum(axis=1) * is_funded[:, None],
    )
