"""How far a result moves when one input does: tornado and switching values, without simulation.

One input is moved at a time, for the whole plan at once, and everything else stays. A bar is no likelihood: it says
what the result would be, not how probable that is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isclose, isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.indicators import figure
from finmodel.analysis.optimism import with_optimism_bias
from finmodel.analysis.outcome import Outcome, outcome_of
from finmodel.analysis.scaling import (
    rate_field,
    scale_capex,
    scale_carbon_value,
    scale_co_benefits,
    scale_energy_price,
    scale_life,
    scale_opex,
    scale_savings,
    scale_tonnes,
    shift_discount_rate,
)
from finmodel.model.enums import BenefitKind, InvestmentKind
from finmodel.model.perspectives import Perspective

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finmodel.analysis.optimism import BiasReport, OptimismBias
    from finmodel.analysis.results import Results
    from finmodel.model.plan import Plan
    from finmodel.model.values import Yearly

__all__ = [
    "DEFAULT_STEPS",
    "Absent",
    "Bar",
    "SensitivityInput",
    "Step",
    "Tornado",
    "Variants",
    "tornado",
    "variants",
]

NOISE = 1e-9
"""Outcomes that differ by less than this share are the same: the rest is rounding."""


class SensitivityInput(StrEnum):
    """An input that is moved, in the order of a table; the name is the one in JSON and catalogues."""

    DISCOUNT_RATE = "discount_rate"
    CAPEX = "capex"
    ENERGY_PRICE = "energy_price"
    SAVINGS = "savings"
    OPEX = "opex"
    TONNES = "tonnes"
    LIFE = "life"
    CARBON_VALUE = "carbon_value"
    CO_BENEFITS = "co_benefits"

    @property
    def is_society_only(self) -> bool:
        """Whether only society counts it: in every other perspective it is not moved."""
        return self in (SensitivityInput.CARBON_VALUE, SensitivityInput.CO_BENEFITS)

    @property
    def is_in_points(self) -> bool:
        """Whether a step is added (the rate); else it is a share of the input."""
        return self is SensitivityInput.DISCOUNT_RATE


@dataclass(frozen=True, slots=True)
class Step:
    """How far down and up an input is moved, with sign.

    For the discount rate it is added: 0.01 is a percentage point. For every other input it is a share of it: −0.2 is
    a fifth less. Lives are rounded to whole years and move by one at least.

    Raises
    ------
    ValueError
        Low is not below high, a number is not finite, or a share takes away all and more.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (isfinite(self.low) and isfinite(self.high) and -1 < self.low < self.high):
            raise ValueError(f"not a step down and up: {self.low}, {self.high}")


DEFAULT_STEPS: Mapping[SensitivityInput, Step] = MappingProxyType(
    {name: Step(-0.01, 0.01) if name.is_in_points else Step(-0.2, 0.2) for name in SensitivityInput}
)
"""Ordinary steps: a percentage point, a fifth. They are no statement of how uncertain an input is; give your own."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One input moved down and up.

    Attributes
    ----------
    input, step
        What was moved and how far.
    low, high
        The outcome with the input moved down, and up; not sorted by size.
    span
        Largest less smallest of low, high and the outcome without the step; None where fewer than two have a value.
    """

    input: SensitivityInput
    step: Step
    low: Outcome
    high: Outcome
    span: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "input": str(self.input),
            "unit": "points" if self.input.is_in_points else "share",
            "step_low": self.step.low,
            "step_high": self.step.high,
            "low": self.low.to_dict(),
            "high": self.high.to_dict(),
            "span": self.span,
        }


Why = Literal[
    "no_rate",
    "no_capex",
    "no_energy",
    "no_savings",
    "no_opex",
    "no_tonnes",
    "no_life",
    "no_carbon_value",
    "no_co_benefits",
    "no_difference",
]
"""Why an input moves nothing: there is none of it, or it does not enter the figure in this perspective."""


@dataclass(frozen=True, slots=True)
class Absent:
    """An input that moves nothing, and why."""

    input: SensitivityInput
    why: Why

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"input": str(self.input), "why": self.why}


@dataclass(frozen=True)
class Tornado:
    """The bars of one figure, widest first, and the inputs that do not move it.

    Attributes
    ----------
    outcome
        Name of the figure.
    perspective
        Whose money.
    action
        Id of the action; None for the portfolio.
    base
        The figure with nothing moved.
    bars
        Widest first; equal ones, and those without a span (last), in the order of the inputs.
    without_effect
        The other inputs that were moved, with the reason.
    bias
        What optimism bias did before anything was moved; None where it was not asked for.
    """

    outcome: str
    perspective: str
    action: str | None
    base: Outcome
    bars: tuple[Bar, ...]
    without_effect: tuple[Absent, ...]
    bias: BiasReport | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "outcome": self.outcome,
            "perspective": self.perspective,
            "action": self.action,
            "base": self.base.to_dict(),
            "bars": [bar.to_dict() for bar in self.bars],
            "without_effect": [row.to_dict() for row in self.without_effect],
            "optimism_bias": None if self.bias is None else self.bias.to_dict(),
        }


@dataclass(frozen=True)
class Variants:
    """A plan evaluated once for every end of every step: all actions and all figures at once.

    Attributes
    ----------
    base
        With nothing moved, optimism bias included where it was asked for.
    ends
        Results with the input moved down and up.
    steps
        How far; the same inputs as in ``ends``.
    bias, unbiased
        What optimism bias did, and the results without it; None where it was not asked for, or a share of 0 was.
    """

    base: Results
    ends: Mapping[SensitivityInput, tuple[Results, Results]]
    steps: Mapping[SensitivityInput, Step]
    bias: BiasReport | None = None
    unbiased: Results | None = None

    def tornado(self, outcome: str = "npv", action: str | None = None) -> Tornado:
        """Return the bars of a figure.

        Parameters
        ----------
        outcome
            Name of any figure: ``npv``, ``abatement_cost``, ``annuity``, ``payback`` …
        action
            Id of an action; None for the portfolio.

        Raises
        ------
        KeyError
            There is no such figure or action.
        """
        figure(outcome)
        base = outcome_of(self.base, outcome, action)
        bars: list[Bar] = []
        apart: list[Absent] = []
        for name in SensitivityInput:
            if name not in self.ends:
                continue
            low, high = (outcome_of(results, outcome, action) for results in self.ends[name])
            if _is_same(low, base) and _is_same(high, base):
                apart.append(Absent(name, _why(name, self.base, action)))
            else:
                bars.append(Bar(name, self.steps[name], low, high, _span(low, base, high)))
        bars.sort(key=lambda bar: -1.0 if bar.span is None else bar.span, reverse=True)
        return Tornado(outcome, self.base.perspective, action, base, tuple(bars), tuple(apart), self.bias)


def variants(
    plan: Plan,
    perspective: str = Perspective.GROUP,
    *,
    steps: Mapping[SensitivityInput, Step] = DEFAULT_STEPS,
    optimism_bias: OptimismBias | None = None,
) -> Variants:
    """Evaluate a plan with each input moved down and up.

    Parameters
    ----------
    plan
        A valid plan.
    perspective
        Whose money counts.
    steps
        How far each input is moved; an input that is left out is not moved. Names as text will do. What only society
        counts (carbon value, co-benefits) is not moved in another perspective.
    optimism_bias
        Raises investment costs before anything else; the result says so. A share of 0 adds nothing, and nothing is
        said to be added.

    Returns
    -------
    Variants
        ``.tornado(outcome, action)`` for any figure of any action or the portfolio, without further calculation.

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    ValueError
        There is no such input, or optimism bias is outside its bounds.
    """
    asked = {SensitivityInput(name): step for name, step in steps.items()}
    is_society = perspective == Perspective.SOCIETY
    moved = {name: step for name, step in asked.items() if is_society or not name.is_society_only}
    unbiased, bias = None, None
    if optimism_bias is not None and optimism_bias.share != 0:
        unbiased = evaluate(plan, perspective)
        plan, bias = with_optimism_bias(plan, optimism_bias.uplifts, optimism_bias.share)
    ends = {
        name: (
            evaluate(_moved(plan, name, step.low, perspective), perspective),
            evaluate(_moved(plan, name, step.high, perspective), perspective),
        )
        for name, step in moved.items()
    }
    return Variants(evaluate(plan, perspective), MappingProxyType(ends), MappingProxyType(moved), bias, unbiased)


def tornado(
    plan: Plan,
    perspective: str = Perspective.GROUP,
    *,
    outcome: str = "npv",
    action: str | None = None,
    steps: Mapping[SensitivityInput, Step] = DEFAULT_STEPS,
    optimism_bias: OptimismBias | None = None,
) -> Tornado:
    """Return how one figure of the portfolio, or of one action, moves with each input.

    For several figures or actions take :func:`variants` once.

    Parameters
    ----------
    plan, perspective, steps, optimism_bias
        As for :func:`variants`.
    outcome, action
        As for :meth:`Variants.tornado`.

    Returns
    -------
    Tornado

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    KeyError
        There is no such figure or action.
    """
    return variants(plan, perspective, steps=steps, optimism_bias=optimism_bias).tornado(outcome, action)


def _moved(plan: Plan, name: SensitivityInput, step: float, perspective: str) -> Plan:
    if name.is_in_points:
        return shift_discount_rate(plan, step, perspective)
    return _SCALES[name](plan, 1.0 + step)


_SCALES: Mapping[SensitivityInput, Callable[[Plan, float], Plan]] = MappingProxyType(
    {
        SensitivityInput.CAPEX: scale_capex,
        SensitivityInput.ENERGY_PRICE: scale_energy_price,
        SensitivityInput.SAVINGS: scale_savings,
        SensitivityInput.OPEX: scale_opex,
        SensitivityInput.TONNES: scale_tonnes,
        SensitivityInput.LIFE: scale_life,
        SensitivityInput.CARBON_VALUE: scale_carbon_value,
        SensitivityInput.CO_BENEFITS: scale_co_benefits,
    }
)


def _is_same(one: Outcome, other: Outcome) -> bool:
    if one.value is None or other.value is None:
        return one == other
    return isclose(one.value, other.value, rel_tol=NOISE)


def _span(*outcomes: Outcome) -> float | None:
    values = [each.value for each in outcomes if each.value is not None]
    return max(values) - min(values) if len(values) > 1 else None


def _why(name: SensitivityInput, base: Results, action: str | None) -> Why:
    """Say why an input moves nothing: there is none of it, or it does not enter the figure."""
    plan = base.plan
    of = {row.id for row in base.actions if row.in_totals} if action is None else {action}
    rows = [row for row in plan.actions if row.id in of]
    capex = [row for row in plan.investments if row.action in of and row.kind is InvestmentKind.CAPEX]
    benefits = {
        kind: [row.amount for row in plan.benefits if row.action in of and row.kind is kind] for kind in BenefitKind
    }
    energy = [row.kwh for row in plan.energy_changes if row.action in of]
    stated = [path for row in rows for path in (row.reduction_tonnes, row.removal_tonnes, row.pool_share)]
    rate = getattr(plan.settings, rate_field(base.perspective))
    there: Mapping[SensitivityInput, tuple[bool, Why]] = {
        SensitivityInput.DISCOUNT_RATE: (rate is not None and not rate.is_unknown, "no_rate"),
        SensitivityInput.CAPEX: (any(cost for row in capex for cost in row.spending().values()), "no_capex"),
        SensitivityInput.ENERGY_PRICE: (_has_amount(energy), "no_energy"),
        SensitivityInput.SAVINGS: (_has_amount(benefits[BenefitKind.SAVING]), "no_savings"),
        SensitivityInput.OPEX: (_has_amount([row.opex_change for row in rows]), "no_opex"),
        SensitivityInput.TONNES: (_has_amount([*stated, *energy]), "no_tonnes"),
        SensitivityInput.LIFE: (bool(capex) or any(row.lifetime_years is not None for row in rows), "no_life"),
        SensitivityInput.CARBON_VALUE: (_has_amount([plan.settings.carbon_value]), "no_carbon_value"),
        SensitivityInput.CO_BENEFITS: (_has_amount(benefits[BenefitKind.CO_BENEFIT]), "no_co_benefits"),
    }
    is_there, why = there[name]
    return "no_difference" if is_there else why


def _has_amount(paths: Iterable[Yearly | None]) -> bool:
    return any(number for path in paths if path is not None for _, number in path.numbers())
