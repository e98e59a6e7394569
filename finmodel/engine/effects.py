"""What one action does by year before any overlap: tonnes stated, share of a pool, removals, energy, upfront tonnes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.profiles import EffectWindow, effect_window, yearly_amounts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.engine.prices import CarrierPaths
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.lines import EnergyChange, Investment
    from finmodel.model.settings import Settings
    from finmodel.model.values import Yearly

__all__ = ["Effects", "EnergyEffect", "effects_of"]


@dataclass(frozen=True)
class EnergyEffect:
    """An energy change by year.

    Attributes
    ----------
    carrier
        Id of the carrier.
    kwh : ndarray, shape (year,) [kWh]
        Positive uses more.
    saved : ndarray, shape (year,) [t]
        Tonnes that the change saves; negative emits more. 0 where the factor is missing.
    is_factor_known
        Whether every year with a change has an emission factor.
    """

    carrier: str
    kwh: FloatArray
    saved: FloatArray
    is_factor_known: bool


@dataclass(frozen=True)
class Effects:
    """An action's effects by year, unadjusted: as if it stood alone.

    Attributes
    ----------
    window
        When it has its effects.
    stated, shares, removals, upfront : ndarray, shape (year,) [t, fraction, t, t]
        Stated reductions, share of what is left of the pool, removals, and what building emits.
    energy : tuple of EnergyEffect
        Its known energy changes.
    is_quantified
        Whether tonnes, a share or energy are entered and none is unknown.
    are_tonnes_known
        The same of the lines that are there, without asking for one.
    """

    window: EffectWindow
    stated: FloatArray
    shares: FloatArray
    removals: FloatArray
    upfront: FloatArray
    energy: tuple[EnergyEffect, ...]
    is_quantified: bool
    are_tonnes_known: bool

    @property
    def asks(self) -> FloatArray:
        """Tonnes that it asks of a pool beside its share: stated reductions and what its energy changes save."""
        total = self.stated.copy()
        for effect in self.energy:
            total = total + effect.saved
        return total


def effects_of(
    action: Action,
    capex: Sequence[Investment],
    changes: Sequence[EnergyChange],
    carriers: Mapping[str, CarrierPaths],
    settings: Settings,
) -> Effects:
    """Return what an action does by year, before overlap.

    Parameters
    ----------
    action, capex, changes
        The action, the components of its own investment, and its energy changes.
    carriers
        Paths by carrier.
    settings
        The year axis.
    """
    window = effect_window(action, capex, settings)
    energy = tuple(_energy(row, carriers[row.carrier], window, settings) for row in changes if not row.is_unknown)
    upfront = _upfront(action, capex, settings)
    paths = [path for path in (action.reduction_tonnes, action.removal_tonnes, action.pool_share) if path is not None]
    are_known = (
        window.is_known
        and not any(path.is_unknown for path in paths)
        and not any(row.is_unknown for row in changes)
        and all(effect.is_factor_known for effect in energy)
    )
    return Effects(
        window=window,
        stated=_amounts(action.reduction_tonnes, window, settings),
        shares=_amounts(action.pool_share, window, settings),
        removals=_amounts(action.removal_tonnes, window, settings),
        upfront=np.zeros(len(settings.years)) if upfront is None else upfront,
        energy=energy,
        is_quantified=bool(paths or changes) and are_known and upfront is not None,
        are_tonnes_known=are_known,
    )


def _amounts(path: Yearly | None, window: EffectWindow, settings: Settings) -> FloatArray:
    return np.zeros(len(settings.years)) if path is None else yearly_amounts(path, window.ramped, settings)


def _energy(row: EnergyChange, carrier: CarrierPaths, window: EffectWindow, settings: Settings) -> EnergyEffect:
    kwh = _amounts(row.kwh, window, settings)
    lacking = np.isnan(carrier.tonnes_per_kwh)
    saved = -kwh * np.where(lacking, 0.0, carrier.tonnes_per_kwh) + 0.0
    return EnergyEffect(row.carrier, kwh, saved, is_factor_known=not (lacking & (kwh != 0)).any())


def _upfront(action: Action, capex: Sequence[Investment], settings: Settings) -> FloatArray | None:
    """Return tonnes emitted by building, in proportion to first purchases; None where they cannot be placed."""
    spread = np.zeros(len(settings.years))
    if not action.upfront_tonnes:
        return spread
    for row in capex:
        if row.is_unknown:
            return None
        for year, cost in row.spending().items():
            spread[year - settings.first_year] += cost
    total = spread.sum()
    if total > 0:
        return np.asarray(action.upfront_tonnes * spread / total)
    # Built for nothing, yet emitting: in the years that the spending was planned for.
    for row in capex:
        for year in row.planned_years():
            spread[year - settings.first_year] = 1.0
    return np.asarray(action.upfront_tonnes * spread / spread.sum())
