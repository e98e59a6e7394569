"""When an action has its effects, and how much of them.

A single number stands in every effect year, times the ramp (not for running cost); an explicit year stands as
entered in place of that. Effects start when all is built, or follow what has been bought.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.model.enums import EffectFollows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.lines import Investment
    from finmodel.model.settings import Settings
    from finmodel.model.values import Yearly

__all__ = ["EffectWindow", "effect_window", "yearly_amounts"]


@dataclass(frozen=True)
class EffectWindow:
    """Shares of full effect by year.

    Attributes
    ----------
    plain : ndarray, shape (year,)
        Share of the action that is in use; 1 in an effect year of an action that starts when all is built.
    ramped : ndarray, shape (year,)
        The same times the ramp.
    own_life : tuple of (year, share)
        Ramped shares over the action's own lifetime, also beyond the last year, without reinvestment.
    is_known
        False where effects follow purchases whose cost is unknown.
    """

    plain: FloatArray
    ramped: FloatArray
    own_life: tuple[tuple[int, float], ...]
    is_known: bool = True


def effect_window(action: Action, capex: Sequence[Investment], settings: Settings) -> EffectWindow:
    """Return when an action has its effects.

    Parameters
    ----------
    action, capex
        The action and the components of its own investment.
    settings
        The year axis.

    Returns
    -------
    EffectWindow
        Empty where the action has no start: no investment year and none given.
    """
    n_years = len(settings.years)
    nothing = EffectWindow(np.zeros(n_years), np.zeros(n_years), ())
    longest = max((row.economic_life_years for row in capex), default=None)
    lifetime = action.lifetime_years or longest
    if action.effect_follows is EffectFollows.CAPEX:
        if not capex or any(row.is_unknown for row in capex):
            return EffectWindow(nothing.plain, nothing.ramped, (), is_known=False)
        starts = _purchase_shares(capex)
    else:
        last_bought = max((year for row in capex for year in row.planned_years()), default=None)
        start = action.effect_start
        if start is None and last_bought is not None:
            start = last_bought + 1
        if start is None:
            return nothing
        starts = {start: 1.0}
    ramp = action.ramp or (1.0,)
    plain, ramped = np.zeros(n_years), np.zeros(n_years)
    own_life: dict[int, float] = {}
    for start, weight in starts.items():
        # Without a life of its own an effect lasts as long as the plan.
        own = settings.last_year - start + 1 if lifetime is None else lifetime
        for k in range(max(own, 0)):
            own_life[start + k] = own_life.get(start + k, 0.0) + weight * ramp[min(k, len(ramp) - 1)]
        lasting = settings.last_year - start + 1 if action.reinvest else own
        for k in range(max(0, settings.first_year - start), min(lasting, settings.last_year - start + 1)):
            plain[start + k - settings.first_year] += weight
            ramped[start + k - settings.first_year] += weight * ramp[min(k, len(ramp) - 1)]
    return EffectWindow(plain, ramped, tuple(sorted(own_life.items())))


def _purchase_shares(capex: Sequence[Investment]) -> dict[int, float]:
    """Return the share of the first purchases that is in use from each year on: the year after it was bought."""
    spent: dict[int, float] = {}
    for row in capex:
        for year, cost in row.spending().items():
            spent[year + 1] = spent.get(year + 1, 0.0) + cost
    total = sum(spent[year] for year in sorted(spent))
    return {year: spent[year] / total for year in sorted(spent) if spent[year] > 0}


def yearly_amounts(path: Yearly, shares: FloatArray, settings: Settings) -> FloatArray:
    """Return the amount by year: the single number times the year's share, an explicit year as entered.

    Parameters
    ----------
    path
        The yearly value as entered.
    shares : ndarray, shape (year,)
        Share of full effect.
    settings
        The year axis.

    Returns
    -------
    ndarray, shape (year,), in the unit of the path
    """
    amounts: FloatArray = shares * (path.value or 0.0)
    for year, amount in path.by_year.items():
        amounts[year - settings.first_year] = amount
    return amounts
