"""A plan with one figure at another value: a component's cost, an effect, a life, a rate.

The new value stands for the figure as a row of evidence speaks of it: an investment in all, an amount a year at full
effect. How a figure is spread over components and years is kept in proportion; a rate by year is shifted instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from math import floor
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from finmodel.analysis.scaling import scaled_benefit, scaled_investment, scaled_yearly, shifted_yearly
from finmodel.model.enums import BenefitKind, InvestmentKind, Quantity
from finmodel.model.values import Yearly

if TYPE_CHECKING:
    from finmodel.model.plan import Plan
    from finmodel.model.row import Row

__all__ = ["NotApplied", "figure_value", "with_figure"]


class NotApplied(StrEnum):
    """Why a figure cannot be put at another value; the texts are under ``sensitivity.not_applied``."""

    NO_NUMBER = "no_number"
    """The quantity is no amount: years, a split, a text."""
    MISPLACED = "misplaced"
    """It speaks of an action where a setting is meant, or the other way round."""
    UNKNOWN_VALUE = "unknown_value"
    """The plan has no figure, so there is none to replace."""
    ZERO_TOTAL = "zero_total"
    """Several numbers that add up to nothing cannot be moved in proportion."""
    MIXED_SIGNS = "mixed_signs"
    """Several amounts of opposite signs: which of them the range speaks of is not said."""
    SEVERAL = "several"
    """The plan has several such figures, and which of them is meant is not said."""
    OUTSIDE_BOUNDS = "outside_bounds"
    """The value, or a year's share of it, is outside what the field can hold."""
    NO_INDICATOR = "no_indicator"
    """It moves cost between organisations and years in the accounts, and no figure of the analysis."""


class _Refused(Exception):  # noqa: N818 - an answer on its way out of this module, no error
    def __init__(self, why: NotApplied) -> None:
        self.why = why
        super().__init__(why)


_SETTINGS = {
    Quantity.INFLATION: "inflation",
    Quantity.FINANCIAL_DISCOUNT_RATE: "financial_discount_rate",
    Quantity.SOCIAL_DISCOUNT_RATE: "social_discount_rate",
    Quantity.CARBON_VALUE: "carbon_value",
    Quantity.CARBON_PRICE: "carbon_price",
}
_REGISTERS = {
    Quantity.REAL_ESCALATION: ("price_categories", "real_escalation"),
    Quantity.CARRIER_PRICE: ("carriers", "price"),
    Quantity.CARRIER_CARBON_PRICE: ("carriers", "carbon_price"),
    Quantity.EMISSION_FACTOR: ("carriers", "emission_factor"),
    Quantity.POOL_TONNES: ("pools", "tonnes"),
}
_OF_ACTION = {
    Quantity.OPEX_CHANGE: "opex_change",
    Quantity.REDUCTION: "reduction_tonnes",
    Quantity.REMOVAL: "removal_tonnes",
    Quantity.POOL_SHARE: "pool_share",
}
_INVESTMENTS = {
    Quantity.CAPEX: InvestmentKind.CAPEX,
    Quantity.REFERENCE_CAPEX: InvestmentKind.REFERENCE_CAPEX,
}
_BENEFITS = {
    Quantity.SAVING: BenefitKind.SAVING,
    Quantity.REVENUE: BenefitKind.REVENUE,
    Quantity.CO_BENEFIT: BenefitKind.CO_BENEFIT,
}
_RATES = frozenset(
    {
        *(Quantity.INFLATION, Quantity.REAL_ESCALATION),
        *(Quantity.FINANCIAL_DISCOUNT_RATE, Quantity.SOCIAL_DISCOUNT_RATE),
    }
)
OF_SETTINGS = frozenset({*_SETTINGS, *_REGISTERS})


def figure_value(plan: Plan, action: str | None, quantity: Quantity) -> float | NotApplied:
    """Return the plan's own figure for a quantity, or why there is not one that can be replaced.

    Parameters
    ----------
    plan
        Any plan.
    action
        Id of the action; None for the settings and registers.
    quantity
        What is asked for. An amount over several components is their sum; without a single number, an effect's figure
        is its largest year; a rate or price by year is that of the base year.
    """
    try:
        value, _ = _handle(plan, action, quantity)
    except _Refused as refused:
        return refused.why
    return value


def with_figure(plan: Plan, action: str | None, quantity: Quantity, value: float) -> Plan | NotApplied:
    """Return the plan with a figure at another value, or why that cannot be done.

    Parameters
    ----------
    plan, action, quantity
        As for :func:`figure_value`.
    value
        The new value, in the quantity's unit. A life is rounded to whole years.
    """
    try:
        _, replaced = _handle(plan, action, quantity)
        return replaced(value)
    except _Refused as refused:
        return refused.why


Handle = tuple[float, Callable[[float], "Plan"]]
"""The figure now, and the plan with another."""


def _handle(plan: Plan, action: str | None, quantity: Quantity) -> Handle:
    if quantity is Quantity.INTERNAL_INTEREST:
        raise _Refused(NotApplied.NO_INDICATOR if action is None else NotApplied.MISPLACED)
    if (action is None) != (quantity in OF_SETTINGS):
        is_number = quantity in OF_SETTINGS or quantity in _HANDLES
        raise _Refused(NotApplied.MISPLACED if is_number else NotApplied.NO_NUMBER)
    if action is None:
        return _setting(plan, quantity)
    if quantity not in _HANDLES:
        raise _Refused(NotApplied.NO_NUMBER)
    return _HANDLES[quantity](plan, action, quantity)


def _setting(plan: Plan, quantity: Quantity) -> Handle:
    if quantity in _SETTINGS:
        rows: Sequence[Row] = (plan.settings,)
        table, field = "settings", _SETTINGS[quantity]
    else:
        table, field = _REGISTERS[quantity]
        rows = getattr(plan, table)
        if len(rows) > 1:
            raise _Refused(NotApplied.SEVERAL)
        if not rows:
            raise _Refused(NotApplied.UNKNOWN_VALUE)
    (row,) = rows
    path: Yearly | None = getattr(row, field)
    now = None if path is None else path.value if path.value is not None else path.at(plan.settings.base_year)
    if path is None or now is None:
        raise _Refused(NotApplied.UNKNOWN_VALUE)

    def replaced(value: float) -> Plan:
        moved = shifted_yearly(path, value - now) if quantity in _RATES else _moved(path, now, value)
        if not path.by_year:
            moved = path.model_copy(update={"value": value})
        new = _checked(row.model_copy(update={field: moved}), field)
        return plan.model_copy(update={table: new if table == "settings" else (new,)})

    return now, replaced


def _path_of_action(plan: Plan, action: str, quantity: Quantity) -> Handle:
    field = _OF_ACTION[quantity]
    row = _action(plan, action)
    path: Yearly | None = getattr(row, field)
    if path is None or path.is_unknown:
        raise _Refused(NotApplied.UNKNOWN_VALUE)
    now = _full_effect(path)
    return now, lambda value: _with(plan, "actions", row, field, _moved(path, now, value))


def _upfront(plan: Plan, action: str, quantity: Quantity) -> Handle:
    row = _action(plan, action)
    if row.upfront_tonnes is None:
        raise _Refused(NotApplied.UNKNOWN_VALUE)
    return row.upfront_tonnes, lambda value: _with(plan, "actions", row, "upfront_tonnes", value)


def _lifetime(plan: Plan, action: str, quantity: Quantity) -> Handle:
    row = _action(plan, action)
    longest = max((each.economic_life_years for each in _capex(plan, action)), default=None)
    now = row.lifetime_years or longest
    if now is None:
        raise _Refused(NotApplied.UNKNOWN_VALUE)
    return now, lambda value: _with(plan, "actions", row, "lifetime_years", floor(value + 0.5))


def _economic_life(plan: Plan, action: str, quantity: Quantity) -> Handle:
    """Take the longest life among the action's own components; the others keep their proportion to it."""
    rows = _capex(plan, action)
    now = max((each.economic_life_years for each in rows), default=None)
    if now is None:
        raise _Refused(NotApplied.UNKNOWN_VALUE)

    def lived(row: Any, factor: float) -> Any:
        return row.model_copy(update={"economic_life_years": floor(row.economic_life_years * factor + 0.5)})

    return now, lambda value: _scaled(plan, rows, lived, value / now, "economic_life_years")


def _investment(plan: Plan, action: str, quantity: Quantity) -> Handle:
    kind = _INVESTMENTS[quantity]
    rows = [row for row in plan.investments if row.action == action and row.kind is kind]
    if not rows or any(row.is_unknown for row in rows):
        raise _Refused(NotApplied.UNKNOWN_VALUE)
    now = sum(sum(row.spending().values()) for row in sorted(rows, key=lambda row: row.id))

    def replaced(value: float) -> Plan:
        if len(rows) == 1 and rows[0].amount is not None and not rows[0].by_year:
            return _with(plan, "investments", rows[0], "amount", value)
        return _scaled(plan, rows, scaled_investment, _factor(now, value), "amount", "by_year")

    return now, replaced


def _benefit(plan: Plan, action: str, quantity: Quantity) -> Handle:
    kind = _BENEFITS[quantity]
    rows = [row for row in plan.benefits if row.action == action and row.kind is kind]
    if kind is BenefitKind.CO_BENEFIT:  # an unpriced one has no figure that a range could speak of
        rows = [row for row in rows if not row.is_unknown]
    if not rows or any(row.is_unknown for row in rows):
        raise _Refused(NotApplied.UNKNOWN_VALUE)
    now = _total([_full_effect(row.amount) for row in rows if row.amount is not None])

    def replaced(value: float) -> Plan:
        if value < 0 and kind is not BenefitKind.CO_BENEFIT:
            raise _Refused(NotApplied.OUTSIDE_BOUNDS)
        if len(rows) == 1 and rows[0].amount is not None:
            return _with(plan, "benefits", rows[0], "amount", _moved(rows[0].amount, now, value))
        return _scaled(plan, rows, scaled_benefit, _factor(now, value), "amount")

    return now, replaced


def _energy(plan: Plan, action: str, quantity: Quantity) -> Handle:
    rows = [row for row in plan.energy_changes if row.action == action]
    if not rows or any(row.is_unknown for row in rows):
        raise _Refused(NotApplied.UNKNOWN_VALUE)
    now = _total([_full_effect(row.kwh) for row in rows if row.kwh is not None])

    def scaled(row: Any, factor: float) -> Any:
        return row.model_copy(update={"kwh": scaled_yearly(row.kwh, factor)})

    def replaced(value: float) -> Plan:
        if len(rows) == 1 and rows[0].kwh is not None:
            return _with(plan, "energy_changes", rows[0], "kwh", _moved(rows[0].kwh, now, value))
        return _scaled(plan, rows, scaled, _factor(now, value), "kwh")

    return now, replaced


_HANDLES: Mapping[Quantity, Callable[[Plan, str, Quantity], Handle]] = MappingProxyType(
    {
        **dict.fromkeys(_OF_ACTION, _path_of_action),
        **dict.fromkeys(_INVESTMENTS, _investment),
        **dict.fromkeys(_BENEFITS, _benefit),
        Quantity.ENERGY_CHANGE: _energy,
        Quantity.UPFRONT: _upfront,
        Quantity.LIFETIME: _lifetime,
        Quantity.ECONOMIC_LIFE: _economic_life,
    }
)


def _action(plan: Plan, action: str) -> Any:
    return next(row for row in plan.actions if row.id == action)


def _capex(plan: Plan, action: str) -> list[Any]:
    return [row for row in plan.investments if row.action == action and row.kind is InvestmentKind.CAPEX]


def _full_effect(path: Yearly) -> float:
    """Return the single number; without one, the year with the largest amount either way."""
    return (
        path.value if path.value is not None else max(path.by_year.values(), key=lambda number: (abs(number), number))
    )


def _total(amounts: Sequence[float]) -> float:
    if min(amounts) < 0 < max(amounts):
        raise _Refused(NotApplied.MIXED_SIGNS)
    return sum(sorted(amounts))


def _factor(now: float, value: float) -> float:
    if now == 0:
        raise _Refused(NotApplied.ZERO_TOTAL)
    return value / now


def _moved(path: Yearly, now: float, value: float) -> Yearly:
    """Return a yearly value whose figure is another; explicit years in proportion."""
    if not path.by_year:
        return path.model_copy(update={"value": value})
    scaled = scaled_yearly(path, _factor(now, value))
    return path if scaled is None else scaled


def _scaled(plan: Plan, rows: Sequence[Any], change: Callable[[Any, float], Any], factor: float, *fields: str) -> Plan:
    new = {row.id: _checked(change(row, factor), *fields) for row in rows}
    table = rows[0].table
    return plan.model_copy(update={table: tuple(new.get(row.id, row) for row in getattr(plan, table))})


def _with(plan: Plan, table: str, row: Any, field: str, value: object) -> Plan:
    new = _checked(row.model_copy(update={field: value}), field)
    rows = tuple(new if each.id == row.id else each for each in getattr(plan, table))
    return plan.model_copy(update={table: rows})


def _checked(row: Any, *fields: str) -> Any:
    """Return the row, if its numbers are inside the bounds of their fields."""
    for field in fields:
        if not all(row.specs[field].admits(number) for number in _numbers(getattr(row, field))):
            raise _Refused(NotApplied.OUTSIDE_BOUNDS)
    return row


def _numbers(value: Any) -> Iterable[float]:
    if value is None:
        return ()
    if isinstance(value, Yearly):
        return [number for _, number in value.numbers()]
    return value.values() if isinstance(value, Mapping) else (value,)
