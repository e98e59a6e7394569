"""The same plan with one input moved: pure functions from a plan to a plan.

Every scaled number is an entered number again, a decimal of 15 significant digits (0.1 by 1.2 is 0.12), so a factor of
1 gives a plan with the same hash. What is unknown stays unknown. Bounds of the fields are the caller's business: a
plan that was scaled is not checked again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from math import floor, isfinite
from typing import TYPE_CHECKING, Any

from finmodel.model.action import MAX_LIFE_YEARS
from finmodel.model.decimals import normalise
from finmodel.model.enums import BenefitKind, InvestmentKind
from finmodel.model.perspectives import Perspective
from finmodel.model.values import Yearly, YearMap

if TYPE_CHECKING:
    from finmodel.model.lines import Benefit, Investment
    from finmodel.model.plan import Plan
    from finmodel.model.row import Row

__all__ = [
    "rate_field",
    "scale_capex",
    "scale_carbon_value",
    "scale_co_benefits",
    "scale_energy_price",
    "scale_life",
    "scale_opex",
    "scale_savings",
    "scale_tonnes",
    "scaled_benefit",
    "scaled_investment",
    "scaled_life",
    "scaled_yearly",
    "shift_discount_rate",
    "shifted_yearly",
]


def scaled_yearly(path: Yearly | None, factor: float) -> Yearly | None:
    """Return a yearly value with its single number and its explicit years times a factor."""
    return None if path is None else _mapped(path, lambda number: number * factor)


def shifted_yearly(path: Yearly | None, step: float) -> Yearly | None:
    """Return a yearly value with a step added to its single number and its explicit years."""
    return None if path is None else _mapped(path, lambda number: number + step)


def scaled_investment(row: Investment, factor: float) -> Investment:
    """Return a component with its cost times a factor, over the same years."""
    amount = None if row.amount is None else normalise(row.amount * factor)
    by_year = YearMap({year: normalise(cost * factor) for year, cost in row.by_year.items()})
    return row.model_copy(update={"amount": amount, "by_year": by_year})


def scaled_benefit(row: Benefit, factor: float) -> Benefit:
    """Return a benefit with its amounts times a factor."""
    return row.model_copy(update={"amount": scaled_yearly(row.amount, factor)})


def scaled_life(years: int, factor: float) -> int:
    """Return a life in whole years times a factor: at least one year off, within 1–150 years.

    Half a year is rounded up. A factor of 1 leaves it as it is.

    Examples
    --------
    >>> scaled_life(25, 0.8), scaled_life(2, 1.2), scaled_life(1, 0.8)
    (20, 3, 1)
    """
    rounded = floor(years * factor + 0.5)
    if factor > 1:
        rounded = max(rounded, years + 1)
    elif factor < 1:
        rounded = min(rounded, years - 1)
    return min(max(rounded, 1), MAX_LIFE_YEARS)


def scale_capex(plan: Plan, factor: float, actions: Collection[str] | None = None) -> Plan:
    """Return the plan with the actions' own investments times a factor.

    Reinvestment and residual value follow; the reference alternative, running cost and tonnes from building do not.

    Parameters
    ----------
    plan
        Any plan.
    factor
        1.2 costs a fifth more.
    actions
        Ids of the actions that it holds for; None for all.

    Returns
    -------
    Plan

    Raises
    ------
    ValueError
        The factor is not a finite number, as for every function here.
    """
    _check(factor)

    def scaled(row: Investment) -> Investment:
        return scaled_investment(row, factor) if row.kind is InvestmentKind.CAPEX else row

    return _with_rows(plan, "investments", scaled, actions)


def scale_opex(plan: Plan, factor: float, actions: Collection[str] | None = None) -> Plan:
    """Return the plan with the changes of running cost times a factor; energy is not among them.

    Parameters
    ----------
    plan, factor, actions
        As for :func:`scale_capex`.
    """
    return _with_action_paths(plan, ("opex_change",), factor, actions)


def scale_savings(plan: Plan, factor: float, actions: Collection[str] | None = None) -> Plan:
    """Return the plan with the savings in money times a factor; revenue, co-benefits and energy are not among them.

    Parameters
    ----------
    plan, factor, actions
        As for :func:`scale_capex`.
    """
    return _with_benefits(plan, BenefitKind.SAVING, factor, actions)


def scale_co_benefits(plan: Plan, factor: float, actions: Collection[str] | None = None) -> Plan:
    """Return the plan with the co-benefits times a factor: what only society counts.

    Parameters
    ----------
    plan, factor, actions
        As for :func:`scale_capex`.
    """
    return _with_benefits(plan, BenefitKind.CO_BENEFIT, factor, actions)


def scale_carbon_value(plan: Plan, factor: float) -> Plan:
    """Return the plan with society's value of a tonne times a factor in every year; carbon prices stay as they are.

    Parameters
    ----------
    plan, factor
        As for :func:`scale_capex`; a plan without a carbon value stays as it is.
    """
    _check(factor)
    value = scaled_yearly(plan.settings.carbon_value, factor)
    return plan.model_copy(update={"settings": plan.settings.model_copy(update={"carbon_value": value})})


def scale_energy_price(plan: Plan, factor: float) -> Plan:
    """Return the plan with every carrier's price times one factor: it moves all actions alike.

    Carbon prices stay as they are.

    Parameters
    ----------
    plan, factor
        As for :func:`scale_capex`.
    """
    _check(factor)
    return _with_register(plan, "carriers", "price", factor)


def scale_tonnes(plan: Plan, factor: float) -> Plan:
    """Return the plan in which every action does ``factor`` times as many tonnes.

    Stated reductions and removals, what the pools hold and what a kilowatt-hour of each carrier emits are scaled;
    shares of a pool, kilowatt-hours and tonnes from building are not. So the adjusted reductions and removals of every
    action, and every carbon price paid on them, are exactly ``factor`` times what they were, overlap included.

    Parameters
    ----------
    plan, factor
        As for :func:`scale_capex`.
    """
    stated = _with_action_paths(plan, ("reduction_tonnes", "removal_tonnes"), factor, None)
    return _with_register(_with_register(stated, "pools", "tonnes", factor), "carriers", "emission_factor", factor)


def scale_life(plan: Plan, factor: float, actions: Collection[str] | None = None) -> Plan:
    """Return the plan with economic lives and lifetimes times a factor, in whole years; see :func:`scaled_life`.

    The reference alternative's lives follow, since it is replaced by things of the same kind. An action without any
    life lasts as long as the plan, and is left alone.

    Parameters
    ----------
    plan, factor, actions
        As for :func:`scale_capex`.
    """
    _check(factor)

    def lived(row: Investment) -> Investment:
        return row.model_copy(update={"economic_life_years": scaled_life(row.economic_life_years, factor)})

    rows = tuple(
        row.model_copy(update={"lifetime_years": scaled_life(row.lifetime_years, factor)})
        if row.lifetime_years is not None and (actions is None or row.id in actions)
        else row
        for row in plan.actions
    )
    return _with_rows(plan.model_copy(update={"actions": rows}), "investments", lived, actions)


def rate_field(perspective: str) -> str:
    """Return the field of the settings with the perspective's discount rate."""
    return "social_discount_rate" if perspective == Perspective.SOCIETY else "financial_discount_rate"


def shift_discount_rate(plan: Plan, step: float, perspective: str = Perspective.GROUP) -> Plan:
    """Return the plan with a step added to the perspective's discount rate in every year.

    Parameters
    ----------
    plan
        Any plan; without a rate it stays as it is.
    step
        0.01 is one percentage point more. Inflation stays.
    perspective
        ``society`` has the social rate, every other one the financial. MIRR's own rates stay where they are given.

    Returns
    -------
    Plan
        Without the rate where the step takes it to −100 % or below: there is no such rate.

    Raises
    ------
    ValueError
        The step is not a finite number.
    """
    _check(step)
    field = rate_field(perspective)
    path = shifted_yearly(getattr(plan.settings, field), step)
    if path is not None and any(rate <= -1 for _, rate in path.numbers()):
        path = None
    return plan.model_copy(update={"settings": plan.settings.model_copy(update={field: path})})


def _check(number: float) -> None:
    if not isfinite(number):
        raise ValueError(f"not a finite number: {number}")


def _mapped(path: Yearly, change: Callable[[float], float]) -> Yearly:
    value = None if path.value is None else normalise(change(path.value))
    by_year = YearMap({year: normalise(change(number)) for year, number in path.by_year.items()})
    return path.model_copy(update={"value": value, "by_year": by_year})


def _with_rows(plan: Plan, table: str, change: Callable[[Any], Row], actions: Collection[str] | None) -> Plan:
    rows = tuple(change(row) if actions is None or row.action in actions else row for row in getattr(plan, table))
    return plan.model_copy(update={table: rows})


def _with_benefits(plan: Plan, kind: BenefitKind, factor: float, actions: Collection[str] | None) -> Plan:
    _check(factor)

    def scaled(row: Benefit) -> Benefit:
        return scaled_benefit(row, factor) if row.kind is kind else row

    return _with_rows(plan, "benefits", scaled, actions)


def _with_action_paths(plan: Plan, fields: Collection[str], factor: float, actions: Collection[str] | None) -> Plan:
    _check(factor)
    rows = tuple(
        row.model_copy(update={field: scaled_yearly(getattr(row, field), factor) for field in fields})
        if actions is None or row.id in actions
        else row
        for row in plan.actions
    )
    return plan.model_copy(update={"actions": rows})


def _with_register(plan: Plan, table: str, field: str, factor: float) -> Plan:
    rows = tuple(
        row.model_copy(update={field: scaled_yearly(getattr(row, field), factor)}) for row in getattr(plan, table)
    )
    return plan.model_copy(update={table: rows})
