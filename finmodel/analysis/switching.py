"""Switching values (brytvärden): how far one input must move for a result to turn, and what that amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from finmodel.analysis.indicators import SWITCHING_INPUTS, FigureUnit
from finmodel.analysis.outcome import figures_of
from finmodel.engine.axes import Part
from finmodel.engine.cashflow import LINE_OF, SIGN_OF

if TYPE_CHECKING:
    import pandas as pd

    from finmodel.analysis.results import Results

__all__ = ["SwitchingValue", "switching_values"]

Meaning = Literal["may_rise", "may_fall", "must_rise", "must_fall", "at_once", "no_amount"]
"""What a factor says.

``may_rise``, ``may_fall``: so far the input can move before the result turns for the worse; ``must_rise``,
``must_fall``: so far it has to move before it turns for the better; ``at_once``: it is there already (factor 1);
``no_amount``: the factor is negative, no amount of the right sign does it.
"""

AT_ONCE = 1e-12
_PARTS = {"capex": Part.CAPEX, "opex": Part.OPEX, "savings": Part.SAVINGS, "energy_price": Part.ENERGY_COST}
"""The part whose line, and whose sign, an amount of money has."""


@dataclass(frozen=True, slots=True)
class SwitchingValue:
    """The factor on one input at which NPV is zero (for tonnes: at which the cost per tonne is the carbon value).

    Attributes
    ----------
    action
        Id of the action; None for the portfolio.
    input
        ``capex``, ``opex``, ``savings``, ``energy_price`` or ``tonnes``.
    factor, reason
        The factor, or why there is none.
    meaning
        What the factor says; None without one.
    base
        What the input adds up to from the base year to the last year: kronor of the price year (capex with
        reinvestment, the change of running cost, savings, energy cost), or tonnes before upfront tonnes. For the
        portfolio the tonnes are those of the actions that are both costed and quantified: the ones that the cost per
        tonne, and so the factor, is of. None where it is not known.
    at_switch
        base × factor; None without one of them, and where no amount does it.
    unit
        Unit of ``base``.
    """

    action: str | None
    input: str
    factor: float | None
    reason: str | None
    meaning: Meaning | None
    base: float | None
    at_switch: float | None
    unit: FigureUnit

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "action": self.action,
            "input": self.input,
            "factor": self.factor,
            "undefined": self.reason,
            "meaning": self.meaning,
            "base": self.base,
            "at_switch": self.at_switch,
            "unit": str(self.unit),
        }


def switching_values(results: Results) -> tuple[SwitchingValue, ...]:
    """Return the switching values of every action, in the plan's order, and of the portfolio, by input.

    Parameters
    ----------
    results
        What :func:`~finmodel.analysis.evaluate.evaluate` gave.

    Returns
    -------
    tuple of SwitchingValue
        Five rows an action, the portfolio's last.
    """
    first = results.plan.settings.base_year
    years = [year for year in results.years if year >= first]
    ids = [row.id for row in results.actions]
    each = results.cash_flow_by(["action", "line"], basis="real", actions=ids)[years].sum(axis=1)
    total = results.cash_flow_by(["line"], basis="real")[years].sum(axis=1)
    rows = [
        _value(results, action, name, each.loc[action] if action in each.index.get_level_values(0) else None)
        for action in ids
        for name in SWITCHING_INPUTS
    ]
    rows += [_value(results, None, name, total) for name in SWITCHING_INPUTS]
    return tuple(rows)


def _value(results: Results, action: str | None, name: str, flows: pd.Series | None) -> SwitchingValue:
    figures = figures_of(results, action)
    key = f"switching_value.{name}"
    factor, reason = figures.values[key], figures.undefined.get(key)
    if name == "tonnes":
        unit = FigureUnit.TONNES
        base = _gross_tonnes(results, action)
    else:
        unit = FigureUnit.MONEY
        part = _PARTS[name]
        flow = float(0.0 if flows is None else flows.get(LINE_OF[part].key, 0.0))
        is_known = figures.values["investment_total"] is not None
        base = SIGN_OF[part] * flow + 0.0 if is_known else None
    meaning = None if factor is None else _meaning(results, action, name, factor)
    at_switch = None if factor is None or base is None or meaning == "no_amount" else base * factor
    return SwitchingValue(action, name, factor, reason, meaning, base, at_switch, unit)


def _gross_tonnes(results: Results, action: str | None) -> float | None:
    """Return the tonnes reduced and removed that the factor on tonnes scales, from the base year on."""
    if action is not None:
        values = figures_of(results, action).values
        reduced, removed = values["tonnes_reduced"], values["tonnes_removed"]
        return None if reduced is None or removed is None else reduced + removed
    arrays, chosen = results.arrays, _with_cost_per_tonne(results, None)
    if not any(chosen):
        return None
    return float((arrays.reductions + arrays.removals)[chosen, arrays.base :].sum())


def _with_cost_per_tonne(results: Results, action: str | None) -> list[bool]:
    """Say which actions a cost per tonne is of: the action, or all of the totals both costed and quantified."""
    both = {row.id for row in results.actions if row.in_totals and row.is_costed and row.is_quantified}
    return [name in both if action is None else name == action for name in results.arrays.actions]


def _meaning(results: Results, action: str | None, name: str, factor: float) -> Meaning:
    if factor < 0:
        return "no_amount"
    if abs(factor - 1.0) <= AT_ONCE:
        return "at_once"
    worth = _worth_of_tonnes(results, action) if name == "tonnes" else figures_of(results, action).values["npv"]
    is_good = worth is not None and worth >= 0
    if factor > 1:
        return "may_rise" if is_good else "must_rise"
    return "may_fall" if is_good else "must_fall"


def _worth_of_tonnes(results: Results, action: str | None) -> float | None:
    """Return NPV without the carbon value, plus the tonnes at the carbon value: below zero a tonne costs more."""
    arrays, valuation = results.arrays, results.view.valuation
    figures = figures_of(results, action)
    if figures["abatement_cost"] is None or figures.npv_per_tonne is None:
        return None
    chosen = _with_cost_per_tonne(results, action)
    net = (arrays.reductions + arrays.removals - arrays.upfront)[chosen, arrays.base :].sum(axis=0)
    value = np.nan_to_num(valuation.carbon_value[arrays.base :]) * valuation.discount[arrays.base :]
    return float(net @ value) + figures.npv_per_tonne
