"""From summed flows and tonnes to every indicator, for many series at once.

A series is an action, or a portfolio whose flows and tonnes have been summed: the same functions serve both, so a
portfolio's indicator can never be an average of ratios.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import Line, Part
from finmodel.engine.cashflow import LINE_OF
from finmodel.engine.irr import irr
from finmodel.engine.measures import (
    annuity,
    benefit_cost_ratio,
    cost_per_tonne,
    profitability_index,
    ratio,
    switching_factor,
    tonnes_reason,
    without_noise,
)
from finmodel.engine.mirr import mirr
from finmodel.engine.payback import payback
from finmodel.engine.present_value import npv
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from finmodel.engine.arrays import BoolArray
    from finmodel.engine.undefined import FloatArray, ReasonArray
    from finmodel.engine.valuation import Valuation

__all__ = ["Series", "SeriesFigures", "figures_of"]

_INVESTED = (Part.CAPEX, Part.REINVESTMENT, Part.REFERENCE_CAPEX, Part.REFERENCE_REINVESTMENT)


@dataclass(frozen=True)
class Series:
    """Flows and tonnes of some series over the whole year axis.

    Attributes
    ----------
    parts : ndarray, shape (series, part, year) [signed, in the valuation's prices]
    lines : ndarray, shape (series, line, year) [signed]
    energy, energy_size : ndarray, shape (series, carrier, year) [signed; sums of absolute values]
    parts_size : ndarray, shape (series, part, year)
        Sums of absolute values, to tell a sum from what rounding leaves of terms that cancel.
    reductions, unadjusted, removals, upfront : ndarray, shape (series, year) [t]
    tonnes_size : ndarray, shape (series, year) [t]
    life_tonnes, life_tonnes_size : ndarray, shape (series,) [t]
    effect_years : ndarray, shape (series, year)
    transfers, transfers_size : ndarray, shape (series, year) [in the valuation's prices; sums of absolute values]
        External money, fees and internal rents, received less paid. NaN where one is not known.
    no_transfers : ndarray, shape (series,)
        Reasons for which flows after funding are not known.
    no_money, no_tonnes, no_carbon_value : ndarray, shape (series,)
        Reasons that hold before anything is computed: not costed, not quantified, outside; and, in society, that a
        year with tonnes has no carbon value.
    """

    parts: FloatArray
    lines: FloatArray
    energy: FloatArray
    energy_size: FloatArray
    parts_size: FloatArray
    reductions: FloatArray
    unadjusted: FloatArray
    removals: FloatArray
    upfront: FloatArray
    tonnes_size: FloatArray
    life_tonnes: FloatArray
    life_tonnes_size: FloatArray
    effect_years: BoolArray
    transfers: FloatArray
    transfers_size: FloatArray
    no_transfers: ReasonArray
    no_money: ReasonArray
    no_tonnes: ReasonArray
    no_carbon_value: ReasonArray

    def net(self, base: int, *, without: Sequence[Line] = ()) -> FloatArray:
        """Return the net flows from the base year on, zero where the lines cancel but for rounding."""
        lines = np.delete(self.lines[:, :, base:], without, axis=1)
        sizes = np.delete(self.lines_size()[:, :, base:], without, axis=1)
        return without_noise(lines.sum(axis=1), sizes.sum(axis=1))

    def lines_size(self) -> FloatArray:
        """Return the sums of absolute values by line."""
        sizes = np.zeros_like(self.lines)
        for part, line in LINE_OF.items():
            sizes[:, line] += self.parts_size[:, part]
        return sizes


@dataclass(frozen=True)
class SeriesFigures:
    """Values and reasons by the figure's name, each of shape (series,).

    Attributes
    ----------
    values, reasons
        NaN exactly where there is a reason.
    payback_turns_negative_again
        Where the cumulative flow falls below zero again after the payback.
    npv_per_tonne
        The net present value that figures per tonne divide: without the carbon value. NaN where undefined.
    """

    values: dict[str, FloatArray]
    reasons: dict[str, ReasonArray]
    payback_turns_negative_again: BoolArray
    npv_per_tonne: FloatArray


def _first(*reasons: ReasonArray) -> ReasonArray:
    """Return the first reason that is one."""
    result = reasons[0].copy()
    for later in reasons[1:]:
        result = np.where(result == Reason.DEFINED, later, result).astype(np.int8)
    return result


def figures_of(series: Series, valuation: Valuation, base: int) -> SeriesFigures:
    """Return every figure and indicator of DEFINITIONS 3 for each series.

    Parameters
    ----------
    series
        Flows and tonnes.
    valuation
        Rates and price levels of the perspective; the flows are in its prices.
    base
        Position of the base year.

    Returns
    -------
    SeriesFigures
    """
    computation = _Computation(series, valuation, base)
    computation.sums()
    computation.money_indicators()
    computation.tonnes_indicators()
    computation.switching_values()
    is_defined = computation.before_carbon_value == Reason.DEFINED
    return SeriesFigures(
        computation.values,
        computation.reasons,
        computation.turns_negative_again,
        np.where(is_defined, computation.npv_per_tonne + 0.0, np.nan),
    )


class _Computation:
    def __init__(self, series: Series, valuation: Valuation, base: int) -> None:
        self.series, self.valuation, self.base = series, valuation, base
        self.values: dict[str, FloatArray] = {}
        self.reasons: dict[str, ReasonArray] = {}
        self.parts, self.lines = series.parts[:, :, base:], series.lines[:, :, base:]
        self.discount = valuation.discount[base:]
        self.price_index = valuation.price_index[base:]
        self.defined = np.zeros(len(series.no_money), dtype=np.int8)
        no_rate = bool(np.isnan(self.discount).any())
        self.no_rate = np.full_like(self.defined, Reason.NO_RATE if no_rate else Reason.DEFINED)
        self.before_carbon_value = _first(series.no_money, self.no_rate)
        self.discounted = _first(self.before_carbon_value, series.no_carbon_value)
        self.undiscounted = _first(series.no_money, series.no_carbon_value)
        self.parts_size = series.parts_size[:, :, base:]
        self.net = series.net(base)
        self.net_without_residual = series.net(base, without=(Line.RESIDUAL,))
        self.tonnes = (series.reductions + series.removals - series.upfront)[:, base:]
        self.pv_weights = self.discount * self.price_index / valuation.base_index
        tonnes_size = series.tonnes_size[:, base:]
        self.pv_tonnes = without_noise(self.tonnes @ self.pv_weights, tonnes_size @ self.pv_weights)
        self.total_tonnes = without_noise(self.tonnes.sum(axis=1), tonnes_size.sum(axis=1))
        self.npv = npv(self.net, self.discount)
        # Per tonne, the value of the tonne itself is left out: else it would count twice.
        self.npv_per_tonne = npv(series.net(base, without=(Line.CARBON_VALUE,)), self.discount)
        self.turns_negative_again = np.zeros(len(self.defined), dtype=bool)

    def put(self, name: str, values: FloatArray, *reasons: ReasonArray) -> None:
        """Keep a figure: the first reason counts, and where there is one the value is NaN."""
        reason = _first(*reasons)
        self.reasons[name] = reason
        self.values[name] = np.where(reason == Reason.DEFINED, values + 0.0, np.nan)

    def sums(self) -> None:
        """Sum investment and tonnes from the base year on; what is sunk stands beside."""
        series, base = self.series, self.base
        total = -self.lines[:, Line.CAPEX]
        reference = self.lines[:, Line.REFERENCE_CAPEX]
        money = series.no_money
        self.put("investment_total", total.sum(axis=1), money)
        self.put("investment_reference", reference.sum(axis=1), money)
        self.put("investment_incremental", (total - reference).sum(axis=1), money)
        self.put("investment_total_real", (total / self.price_index).sum(axis=1), money)
        self.put("investment_incremental_real", ((total - reference) / self.price_index).sum(axis=1), money)
        self.put("sunk", -series.lines[:, Line.CAPEX, :base].sum(axis=1), money)
        tonnes = series.no_tonnes
        self.put("tonnes_reduced", series.reductions[:, base:].sum(axis=1), tonnes)
        self.put("tonnes_removed", series.removals[:, base:].sum(axis=1), tonnes)
        self.put("tonnes_upfront", series.upfront[:, base:].sum(axis=1), tonnes)
        self.put("tonnes_total", self.total_tonnes, tonnes)
        unadjusted = (series.unadjusted + series.removals - series.upfront)[:, base:].sum(axis=1)
        self.put("tonnes_unadjusted", unadjusted, tonnes)
        self.put("pv_tonnes", self.pv_tonnes, tonnes, self.no_rate)

    def money_indicators(self) -> None:
        """Compute what needs no tonnes."""
        money, discounted = self.undiscounted, self.discounted
        self.put("npv", self.npv, discounted)
        self.after_funding()
        self.put("breakeven_grant", np.maximum(-self.npv, 0.0), discounted)
        rate, reason = irr(self.net)
        self.put("irr", rate, money, reason)
        finance, reinvestment = self.valuation.finance_factors, self.valuation.reinvestment_factors
        if np.isnan(finance).any() or np.isnan(reinvestment).any():
            self.put("mirr", self.npv, self.series.no_money, np.full_like(self.defined, Reason.NO_RATE))
        else:
            rate, reason = mirr(self.net, finance, reinvestment)
            self.put("mirr", rate, money, reason)
        years, reason, self.turns_negative_again = payback(self.net_without_residual)
        self.put("payback", years, money, reason)
        if self.no_rate.any():
            self.put("discounted_payback", self.npv, discounted)
        else:
            years, reason, _ = payback(self.net_without_residual * self.discount)
            self.put("discounted_payback", years, money, reason)
        energy = without_noise(self.series.energy, self.series.energy_size)[:, :, self.base :]
        lines = without_noise(self.lines, self.series.lines_size()[:, :, self.base :])
        value, reason = benefit_cost_ratio(lines, energy, self.discount)
        self.put("bcr", value, discounted, reason)
        incremental = without_noise(
            -(self.lines[:, Line.CAPEX] + self.lines[:, Line.REFERENCE_CAPEX]) @ self.discount,
            self.parts_size[:, _INVESTED].sum(axis=1) @ self.discount,
        )
        value, reason = profitability_index(self.npv, incremental)
        self.put("profitability_index", value, discounted, reason)
        value, reason = annuity(self.npv, self.series.effect_years[:, self.base :], self.discount)
        self.put("annuity", value, discounted, reason)

    def after_funding(self) -> None:
        """Compute the net present value with transfers. Borrowed money and its service are no part of it."""
        series, base = self.series, self.base
        transfers = series.transfers[:, base:]
        flows = self.net + transfers
        size = series.lines_size()[:, :, base:].sum(axis=1) + series.transfers_size[:, base:]
        unknown = np.where(np.isnan(transfers).any(axis=1), Reason.ABSENT_INPUT, Reason.DEFINED).astype(np.int8)
        present = npv(np.nan_to_num(without_noise(flows, size)), self.discount)
        reasons = (series.no_transfers, self.no_rate, series.no_carbon_value, unknown)
        self.put("npv_after_funding", present, *reasons)

    def tonnes_indicators(self) -> None:
        """Compute what is per tonne."""
        series = self.series
        both = _first(self.before_carbon_value, series.no_tonnes)
        reason = _first(both, tonnes_reason(self.pv_tonnes, self.pv_tonnes))
        self.put("abatement_cost", *cost_per_tonne(self.npv_per_tonne, self.pv_tonnes, reason))
        total = self.total_tonnes
        reason = _first(both, tonnes_reason(self.pv_tonnes, total))
        self.put("abatement_cost_undiscounted", *cost_per_tonne(self.npv_per_tonne, total, reason))
        n_years = series.effect_years[:, self.base :].sum(axis=1)
        a_year = total / np.maximum(n_years, 1)
        amount, none = annuity(self.npv_per_tonne, series.effect_years[:, self.base :], self.discount)
        reason = _first(both, none, tonnes_reason(self.pv_tonnes, total))
        self.put("abatement_cost_annual", *cost_per_tonne(amount, a_year, reason))
        # Over the action's own lifetime, which may lie wholly after the plan: only a rise rules it out.
        weighed = np.where(np.isnan(self.pv_tonnes), total, self.pv_tonnes)
        life = without_noise(series.life_tonnes, series.life_tonnes_size)
        rises = np.where((weighed < 0) | (life < 0), Reason.RAISES_EMISSIONS, Reason.DEFINED).astype(np.int8)
        lacking = np.where(np.isnan(life), Reason.ABSENT_INPUT, Reason.DEFINED).astype(np.int8)
        none = _first(lacking, np.where(life == 0, Reason.NO_TONNES, Reason.DEFINED).astype(np.int8))
        first_capex = (-self.parts[:, Part.CAPEX] / self.price_index).sum(axis=1)
        reason = _first(series.no_money, series.no_tonnes, rises, none)
        self.put("investment_per_tonne", *ratio(first_capex, life, reason))
        nothing = np.where(first_capex == 0, Reason.NO_CAPEX, Reason.DEFINED).astype(np.int8)
        reason = _first(series.no_money, series.no_tonnes, rises, none, nothing)
        self.put("kg_per_krona", *ratio(1000.0 * life, first_capex, reason))

    def switching_values(self) -> None:
        """Return the factor on one input that makes the net present value zero, by input."""
        present, size = self.parts @ self.discount, self.parts_size @ self.discount
        inputs = {
            "capex": ((Part.CAPEX, Part.REINVESTMENT, Part.RESIDUAL), Reason.NO_CAPEX),
            "opex": ((Part.OPEX,), Reason.ABSENT_INPUT),
            "savings": ((Part.SAVINGS,), Reason.ABSENT_INPUT),
            "energy_price": ((Part.ENERGY_COST,), Reason.ABSENT_INPUT),
        }
        for name, (parts, none) in inputs.items():
            scaled = without_noise(present[:, parts].sum(axis=1), size[:, parts].sum(axis=1))
            value, reason = switching_factor(self.npv - scaled, scaled, none)
            self.put(f"switching_value.{name}", value, self.discounted, reason)
        # Tonnes: the factor that makes the cost per tonne equal to the carbon value. What is built is not scaled.
        series, base = self.series, self.base
        gross = (series.reductions + series.removals)[:, base:]
        upfront = series.upfront[:, base:]
        value_path = self.valuation.carbon_value[base:]
        worth = np.where(np.isnan(value_path), 0.0, value_path) * self.discount
        lacking = (((gross != 0) | (upfront != 0)) & np.isnan(value_path)).any(axis=1) | bool(
            np.isnan(value_path).all()
        )
        absent = np.where(lacking, Reason.ABSENT_INPUT, Reason.DEFINED).astype(np.int8)
        rises = np.where(self.pv_tonnes < 0, Reason.RAISES_EMISSIONS, Reason.DEFINED).astype(np.int8)
        nothing = np.where((gross == 0).all(axis=1), Reason.NO_TONNES, Reason.DEFINED).astype(np.int8)
        paid = present[:, Part.CARBON_PRICE_PAID]
        scaled = paid + gross @ worth
        value, reason = switching_factor(self.npv_per_tonne - paid - upfront @ worth, scaled, Reason.NO_ROOT)
        # Where the factor leaves no tonnes to divide by, no cost per tonne is equal to the carbon value.
        kept, built = np.nan_to_num(value) * (gross @ self.pv_weights), upfront @ self.pv_weights
        is_empty = without_noise(kept - built, np.abs(kept) + np.abs(built)) <= 0
        empty = np.where(is_empty, Reason.NO_ROOT, Reason.DEFINED).astype(np.int8)
        reasons = (self.before_carbon_value, series.no_tonnes, absent, rises, nothing, reason, empty)
        self.put("switching_value.tonnes", value, *reasons)
