"""Price indices at the dates of the flows, and what a kilowatt-hour costs and emits by carrier and year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.discounting import date_index
from finmodel.model.enums import Timing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan
    from finmodel.model.registers import Carrier
    from finmodel.model.settings import Settings
    from finmodel.model.values import Yearly

__all__ = ["CarrierPaths", "base_index", "carrier_paths", "price_indices", "rate_path"]

KG_PER_TONNE = 1000.0


def rate_path(path: Yearly | None, years: Iterable[int]) -> FloatArray:
    """Return a rate or price by year, NaN where it is missing."""
    values = [None if path is None else path.at(year) for year in years]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _extended(settings: Settings) -> tuple[range, int, slice]:
    """Return years that reach from the price year over the axis, the price year's place, and the axis in them."""
    low = min(settings.first_year, settings.price_year)
    high = max(settings.last_year, settings.price_year)
    first = settings.first_year - low
    return range(low, high + 1), settings.price_year - low, slice(first, first + len(settings.years))


def price_indices(plan: Plan) -> dict[str | None, FloatArray]:
    """Return the price index at the date of the flow by price category, 1 at 1 January of the price year.

    None is prices in general; a category moves by general inflation times its real escalation.
    """
    settings = plan.settings
    years, anchor, axis = _extended(settings)
    general = date_index(rate_path(settings.inflation, years), anchor, settings.timing)[axis]
    indices: dict[str | None, FloatArray] = {None: general}
    for category in plan.price_categories:
        real = date_index(rate_path(category.real_escalation, years), anchor, settings.timing)[axis]
        indices[category.id] = general * real
    return indices


def base_index(settings: Settings) -> float:
    """Return the general price level at 1 January of the base year."""
    years, anchor, _ = _extended(settings)
    starts = date_index(rate_path(settings.inflation, years), anchor, Timing.START)
    return float(starts[settings.base_year - years.start])


@dataclass(frozen=True)
class CarrierPaths:
    """An energy carrier by year; NaN where a figure is missing.

    Attributes
    ----------
    price : ndarray, shape (year,) [nominal currency units per kWh]
    tonnes_per_kwh : ndarray, shape (year,) [t/kWh]
    carbon_price : ndarray, shape (year,) [nominal currency units per t], or None
        None where no carbon price is paid on the carrier.
    """

    price: FloatArray
    tonnes_per_kwh: FloatArray
    carbon_price: FloatArray | None


def carrier_paths(carrier: Carrier, years: Iterable[int], indices: Mapping[str | None, FloatArray]) -> CarrierPaths:
    """Return a carrier's price, emission factor and carbon price by year."""
    axis = list(years)
    carbon = None if carrier.carbon_price is None else rate_path(carrier.carbon_price, axis) * indices[None]
    return CarrierPaths(
        price=rate_path(carrier.price, axis) * indices[carrier.price_category],
        tonnes_per_kwh=rate_path(carrier.emission_factor, axis) / KG_PER_TONNE,
        carbon_price=carbon,
    )
