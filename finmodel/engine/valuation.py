"""How flows are valued: the nominal financial view, and society's real one. Never one rate for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.discounting import discount_factors
from finmodel.engine.prices import base_index, rate_path

if TYPE_CHECKING:
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.settings import Settings
    from finmodel.model.values import Yearly

__all__ = ["Valuation", "financial_valuation", "social_valuation"]


@dataclass(frozen=True)
class Valuation:
    """Rates and price levels with which flows become indicators.

    Attributes
    ----------
    is_real
        Whether flows are in prices of the price year; else nominal.
    deflator : ndarray, shape (year,)
        What a nominal flow is divided by to be in this valuation's prices.
    price_index : ndarray, shape (year,)
        General price level of the flows at their date: 1 for real flows.
    base_index
        The same at 1 January of the base year.
    discount : ndarray, shape (year,)
        Factor at the date of the flow, 0 before the base year, NaN without rate.
    finance_factors, reinvestment_factors : ndarray, shape (year from base,)
        Factors of the rates of MIRR from the date of the first flow to that of each later one.
    carbon_value : ndarray, shape (year,) [money per t, in this valuation's prices]
        NaN where there is none.
    """

    is_real: bool
    deflator: FloatArray
    price_index: FloatArray
    base_index: float
    discount: FloatArray
    finance_factors: FloatArray
    reinvestment_factors: FloatArray
    carbon_value: FloatArray


def financial_valuation(settings: Settings, general: FloatArray) -> Valuation:
    """Return the view of owner, municipality, group and single organisations: nominal flows, financial rate.

    Parameters
    ----------
    settings
        Rates and the year axis.
    general : ndarray, shape (year,)
        General price level at the date of the flow.
    """
    path = settings.financial_discount_rate
    rates = rate_path(path, settings.years)
    return Valuation(
        is_real=False,
        deflator=np.ones_like(general),
        price_index=general,
        base_index=base_index(settings),
        discount=_discount(path, settings),
        finance_factors=_mirr_factors(settings.mirr_finance_rate, settings, rates),
        reinvestment_factors=_mirr_factors(settings.mirr_reinvestment_rate, settings, rates),
        carbon_value=rate_path(settings.carbon_value, settings.years) * general,
    )


def social_valuation(settings: Settings, general: FloatArray) -> Valuation:
    """Return society's view: flows in prices of the price year, the real social rate, for both rates of MIRR too.

    Parameters
    ----------
    settings, general
        As for :func:`financial_valuation`.
    """
    path = settings.social_discount_rate
    rates = rate_path(path, settings.years)
    ones = np.ones_like(general)
    factors = _mirr_factors(None, settings, rates)
    return Valuation(
        is_real=True,
        deflator=general,
        price_index=ones,
        base_index=1.0,
        discount=_discount(path, settings),
        finance_factors=factors,
        reinvestment_factors=factors,
        carbon_value=rate_path(settings.carbon_value, settings.years),
    )


def _discount(path: Yearly | None, settings: Settings) -> FloatArray:
    base = settings.base_year - settings.first_year
    discount = np.zeros(len(settings.years))
    discount[base:] = discount_factors(rate_path(path, settings.years)[base:], settings.timing)
    return discount


def _mirr_factors(path: Yearly | None, settings: Settings, instead: FloatArray) -> FloatArray:
    """Return discount factors at the dates of the flows, 1 at the first."""
    base = settings.base_year - settings.first_year
    rates = instead if path is None or path.is_unknown else rate_path(path, settings.years)
    factors = discount_factors(rates[base:], settings.timing)
    factors /= factors[0]
    return factors
