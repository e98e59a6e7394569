"""Tonnes of all actions, before and after overlap on their emission pools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.overlap import shared_out
from finmodel.engine.payback import ROUNDING
from finmodel.engine.prices import rate_path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from finmodel.engine.effects import Effects
    from finmodel.engine.prices import CarrierPaths
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.lines import EnergyChange
    from finmodel.model.plan import Plan
    from finmodel.model.settings import Settings
    from finmodel.model.values import Yearly

__all__ = ["Abatement", "abatement", "own_lifetime_tonnes"]


@dataclass(frozen=True)
class Abatement:
    """One action's reductions by year.

    Attributes
    ----------
    unadjusted, reductions : ndarray, shape (year,) [t/a]
        Before and after overlap; upfront tonnes and removals are beside.
    asked_factor, share_factor : ndarray, shape (year,) [1]
        What is left of stated tonnes and energy changes, and of the share of the pool, after overlap.
    """

    unadjusted: FloatArray
    reductions: FloatArray
    asked_factor: FloatArray
    share_factor: FloatArray


def abatement(
    plan: Plan,
    actions: Sequence[Action],
    effects: Sequence[Effects],
    *,
    overlap: bool,
    chosen: Collection[str] | None = None,
) -> list[Abatement]:
    """Return every action's reductions, cut where a pool is not enough for all.

    Parameters
    ----------
    plan
        The pools and the year axis.
    actions, effects
        The actions in the order of their ids, and what they do.
    overlap
        False takes every action as if it stood alone and the pool had room for it.
    chosen
        Ids of the actions that take from the pools together; None takes those that count.

    Notes
    -----
    Only actions that count and whose tonnes are known take from a pool; one that does not count is alone on it.
    """
    pools = {row.id: rate_path(row.tonnes, plan.settings.years) for row in plan.pools}
    found = [_alone(each, pools.get(action.pool or "")) for action, each in zip(actions, effects, strict=True)]
    if not overlap:
        return found
    together: dict[str, list[int]] = defaultdict(list)
    for position, (action, each) in enumerate(zip(actions, effects, strict=True)):
        if action.pool is None or not each.is_quantified:
            continue
        if action.counts if chosen is None else action.id in chosen:
            together[action.pool].append(position)
        else:
            _cut(found, actions, effects, pools[action.pool], [position])
    for name, positions in together.items():
        _cut(found, actions, effects, pools[name], positions)
    return found


def _alone(effects: Effects, pool: FloatArray | None) -> Abatement:
    ones = np.ones_like(effects.stated)
    by_share = np.zeros_like(ones) if pool is None else pool * effects.shares
    total = _together(effects.asks, by_share)
    return Abatement(total, total, ones, ones)


def _cut(
    found: list[Abatement],
    actions: Sequence[Action],
    effects: Sequence[Effects],
    pool: FloatArray,
    positions: Sequence[int],
) -> None:
    """Put the actions on a pool in their places with what each of them gets."""
    ranks = [actions[position].priority for position in positions]
    priority = np.array([np.inf if rank is None else rank for rank in ranks], dtype=np.float64)
    shares = np.array([effects[position].shares for position in positions])
    asks = np.array([effects[position].asks for position in positions])
    by_share, granted = shared_out(pool, priority, shares, asks)
    alone = pool * shares
    for row, position in enumerate(positions):
        found[position] = Abatement(
            unadjusted=found[position].unadjusted,
            reductions=_together(granted[row], by_share[row]),
            asked_factor=_factor(granted[row], asks[row]),
            share_factor=_factor(by_share[row], alone[row]),
        )


def _together(stated: FloatArray, by_share: FloatArray) -> FloatArray:
    """Return the sum; 0 where a share of a pool and tonnes that are raised cancel but for rounding."""
    total = stated + by_share
    return np.where(np.abs(total) <= ROUNDING * (np.abs(stated) + np.abs(by_share)), 0.0, total)


def _factor(part: FloatArray, whole: FloatArray) -> FloatArray:
    factor: FloatArray = np.divide(part, whole, out=np.ones_like(whole), where=whole > 0)
    return factor


def own_lifetime_tonnes(
    action: Action,
    effects: Effects,
    adjusted: Abatement,
    changes: Sequence[EnergyChange],
    carriers: Mapping[str, CarrierPaths],
    pool: FloatArray | None,
    settings: Settings,
) -> float:
    """Return net tonnes over the action's own lifetime from the base year on, also beyond the last year.

    NaN where a carrier has no emission factor to keep for the years beyond. Inside the plan's years they are adjusted
    for overlap; beyond them they are not, and carriers and pools keep their last values.

    Parameters
    ----------
    action, effects, adjusted, changes
        The action, what it does, what is left of it after overlap, and its energy changes.
    carriers, pool
        Paths by carrier; the pool's tonnes by year, shape (year,), None without a pool.
    settings
        The year axis.
    """
    paths: list[tuple[Yearly | None, FloatArray | None, FloatArray | None]] = [
        (action.reduction_tonnes, None, adjusted.asked_factor),
        (action.removal_tonnes, None, None),
        (action.pool_share, pool, adjusted.share_factor),
    ]
    paths += [(row.kwh, -carriers[row.carrier].tonnes_per_kwh, adjusted.asked_factor) for row in changes]
    total = -float(effects.upfront[settings.base_year - settings.first_year :].sum())
    size = abs(total)
    for path, weight, factor in paths:
        if path is None:
            continue
        years = {year: share * path.value for year, share in effects.window.own_life if path.value is not None}
        years.update(path.by_year)
        for year, amount in sorted(years.items()):
            if year < settings.base_year or amount == 0:
                continue
            place = min(year, settings.last_year) - settings.first_year
            tonnes = amount if weight is None else amount * float(weight[place])
            if factor is not None and year <= settings.last_year:
                tonnes *= float(factor[place])
            total += tonnes
            size += abs(tonnes)
    # What rounding leaves of tonnes that cancel is no tonne to divide by.
    return total if not abs(total) <= ROUNDING * size else 0.0
