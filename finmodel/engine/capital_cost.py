"""Capital cost (kapitalkostnad): what one krona of a component costs a year while it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy_financial as npf

from finmodel.engine.loans import previous
from finmodel.model.funding_enums import CapitalCostMethod

if TYPE_CHECKING:
    from finmodel.engine.undefined import FloatArray

__all__ = ["Activation", "CapitalCost", "capital_cost", "depreciation_path"]

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Activation:
    """When an asset is taken into use: the first day of a month.

    Examples
    --------
    >>> Activation(2027, 10).first_share
    0.25
    """

    year: int
    month: int = 1

    @property
    def first_share(self) -> float:
        """Share of the first year in which it is used."""
        return (MONTHS + 1 - self.month) / MONTHS


@dataclass(frozen=True)
class CapitalCost:
    """Capital cost by year, of one krona.

    Attributes
    ----------
    depreciation, interest : ndarray, shape (year,)
        Their sum is the capital cost. Interest is NaN where a year with book value has no internal interest.
    book_value : ndarray, shape (year,)
        On 31 December.
    write_off : ndarray, shape (year,)
        What is left on the books when it is replaced.
    """

    depreciation: FloatArray
    interest: FloatArray
    book_value: FloatArray
    write_off: FloatArray


def depreciation_path(
    active: Activation, life: int, residual_share: float, first_year: int, n_years: int
) -> FloatArray:
    r"""Return straight-line depreciation of one krona, shape (year,), from ``first_year`` on.

    .. math:: d = (1 - s) / L

    A full year in the first; with a month the first year's share of it, and the last year takes the rest. Over all
    years it ends at 1 − s.
    """
    path = np.zeros(n_years)
    yearly = (1.0 - residual_share) / life
    spread = ((0, active.first_share), (1, 1.0 - active.first_share))
    for k in range(life):
        for later, share in spread:
            place = active.year + k + later - first_year
            if 0 <= place < n_years:
                path[place] += yearly * share
    return path


def capital_cost(
    method: CapitalCostMethod,
    active: Activation,
    life: int,
    residual_share: float,
    rates: FloatArray,
    inflation: FloatArray,
    first_year: int,
    ends: int | None = None,
) -> CapitalCost:
    r"""Return the capital cost of one krona.

    *Straight line, nominal* (rak nominell metod): depreciation (1 − s)/L, and internal interest of each year on the
    opening book value (the cost itself in the first year). *Nominal annuity*: the equal payment
    :math:`\mathrm{pmt}(r_A, L, -1, s)`. *Real annuity*: payments that grow with general inflation,
    :math:`a\,P(A+k)/P(A)`, worth the cost less what is left of it. Both annuities hold the internal interest of the
    activation year.

    Parameters
    ----------
    method
        Which of the three.
    active
        When it is taken into use.
    life : int [years]
    residual_share : float
        What never wears off: it stays on the books and bears interest.
    rates : ndarray, shape (year,) [fraction]
        Internal interest by year; NaN where it is not known.
    inflation : ndarray, shape (year,) [fraction]
        General inflation by year; its last value holds beyond.
    first_year
        Calendar year of the first place of ``rates``; not after the activation.
    ends
        Calendar year in which its replacement is activated: what is left of it on the books is then written off. None:
        it is not replaced.

    Returns
    -------
    CapitalCost
        On the axis of ``rates``. Depreciation, write-off and closing book value add up to the cost.
    """
    if method is CapitalCostMethod.STRAIGHT_LINE_NOMINAL:
        cost = _straight_line(active, life, residual_share, rates, first_year)
    else:
        cost = _annuity(method, active, life, residual_share, rates, inflation, first_year)
    if ends is None or ends - first_year >= len(rates):
        return cost
    gone, start = ends - first_year, active.year - first_year
    left = float(cost.book_value[gone - 1]) if gone > start else 1.0
    for path in (cost.depreciation, cost.interest, cost.book_value):
        path[max(gone, start) :] = 0.0
    cost.write_off[max(gone, start)] = left
    return cost


def _straight_line(
    active: Activation, life: int, residual_share: float, rates: FloatArray, first_year: int
) -> CapitalCost:
    n_years = len(rates)
    start, last = active.year - first_year, active.year - first_year + life
    depreciation = depreciation_path(active, life, residual_share, first_year, n_years)
    book = np.zeros(n_years)
    book[start:] = _clean(1.0 - np.cumsum(depreciation[start:]))
    bearing = previous(book)
    if start < n_years:
        bearing[start] = active.first_share
    if active.month > 1 and last < n_years:
        bearing[last] = residual_share + (bearing[last] - residual_share) * (1.0 - active.first_share)
    return CapitalCost(depreciation, np.where(bearing > 0, rates * bearing, 0.0), book, np.zeros(n_years))


def _annuity(
    method: CapitalCostMethod,
    active: Activation,
    life: int,
    residual_share: float,
    rates: FloatArray,
    inflation: FloatArray,
    first_year: int,
) -> CapitalCost:
    n_years = len(rates)
    start = active.year - first_year
    depreciation, bearing, book = np.zeros(n_years), np.zeros(n_years), np.zeros(n_years)
    if start >= n_years:
        return CapitalCost(depreciation, bearing, book, np.zeros(n_years))
    rate = float(rates[start])
    balances = _balances(_payments(method, rate, life, residual_share, inflation, start), rate, residual_share)
    spread = [(0, active.first_share), (1, 1.0 - active.first_share)]
    for k in range(n_years - start):
        opening, closing = balances[min(k, life)], balances[min(k + 1, life)]
        # What has worn off bears no interest, also where nobody knows the rate.
        interest = rate * opening if opening != 0 else 0.0
        for later, share in spread:
            if share > 0 and start + k + later < n_years:
                depreciation[start + k + later] += (opening - closing) * share
                bearing[start + k + later] += interest * share
        waiting = 1.0 - active.first_share
        book[start + k] = closing if waiting == 0 else closing + (opening - closing) * waiting
    return CapitalCost(depreciation, bearing, _clean(book), np.zeros(n_years))


def _balances(payments: FloatArray, rate: float, residual_share: float) -> FloatArray:
    """Return what is left before each payment and after the last, shape (life + 1,).

    From the end: each is worth what is to come. From the beginning a rounding would grow with interest on interest.
    """
    balances = np.full(len(payments) + 1, residual_share)
    for k in range(len(payments) - 1, 0, -1):
        balances[k] = (balances[k + 1] + payments[k]) / (1.0 + rate)
    balances[0] = 1.0
    return balances


def _payments(
    method: CapitalCostMethod, rate: float, life: int, residual_share: float, inflation: FloatArray, start: int
) -> FloatArray:
    """Return the payment of each twelve-month period, shape (life,)."""
    if method is CapitalCostMethod.NOMINAL_ANNUITY:
        return np.full(life, float(npf.pmt(rate, life, -1.0, residual_share)))
    places = np.clip(start + np.arange(life), 0, len(inflation) - 1)
    growth = np.cumprod(1.0 + inflation[places])
    worth = (growth / (1.0 + rate) ** np.arange(1, life + 1)).sum()
    first = (1.0 - residual_share / (1.0 + rate) ** life) / worth
    payments: FloatArray = first * growth
    return payments


def _clean(path: FloatArray) -> FloatArray:
    """Return a path of values without what rounding leaves of one krona."""
    return np.where(np.abs(path) < 1e-12, 0.0, path)
