"""What a perspective sees of a plan, and the figures of it: each part computed once, when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.figures import ActionResult, Coverage, Figures, PerTonneBasis
from finmodel.analysis.series import Series, SeriesFigures, figures_of
from finmodel.engine.axes import Line
from finmodel.engine.cashflow import by_carrier, by_line, by_part
from finmodel.engine.irr import irr_roots
from finmodel.engine.measures import without_noise
from finmodel.engine.payouts import TransferLine
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from finmodel.analysis.perspective import Viewpoint
    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.engine.money import PlanMoney
    from finmodel.engine.undefined import FloatArray, ReasonArray
    from finmodel.model.action import Action

__all__ = ["Assessment"]


@dataclass(frozen=True)
class Assessment:
    """A plan seen in one perspective.

    Attributes
    ----------
    money
        The plan, its arrays and how it is paid for.
    view
        Rates, prices and organisations of the perspective.
    with_funding
        Whether sources are looked at for ``npv_after_funding``.
    """

    money: PlanMoney
    view: Viewpoint
    with_funding: bool = True

    @cached_property
    def is_outside(self) -> BoolArray:
        """Whether an action touches nobody inside, shape (action,)."""
        return np.asarray((self.money.arrays.touches & self.view.inside).sum(axis=1) == 0)

    @cached_property
    def in_totals(self) -> BoolArray:
        """Whether an action is counted: included, no repeat, and inside the perspective; shape (action,)."""
        return np.asarray(self.money.arrays.counts & ~self.is_outside)

    @cached_property
    def after(self) -> _AfterFunding | None:
        """Transfers as the perspective sees them; None where nobody asks for them."""
        return _after_funding(self.money, self.view, self.is_outside) if self.with_funding else None

    @cached_property
    def series(self) -> Series:
        """Flows and tonnes of every action."""
        return _action_series(self.money.arrays, self.view, self.is_outside, self.after)

    @cached_property
    def action_results(self) -> tuple[ActionResult, ...]:
        """Every action's figures, in the plan's order."""
        arrays, actions = self.money.arrays, self.series
        figures = figures_of(actions, self.view.valuation, arrays.base)
        by_id = {action.id: action for action in self.money.plan.actions}
        results = {
            name: _action_result(
                by_id[name],
                _figures(figures, position, actions, arrays.base),
                is_outside=bool(self.is_outside[position]),
                is_costed=bool(arrays.is_costed[position]),
                is_quantified=bool(arrays.is_quantified[position]),
                partly_sunk=bool((actions.lines[position, Line.CAPEX, : arrays.base] != 0).any()),
            )
            for position, name in enumerate(arrays.actions)
        }
        return tuple(results[action.id] for action in self.money.plan.actions)

    @property
    def portfolio(self) -> Figures:
        """Figures of all that counts."""
        return self._portfolio[0]

    @property
    def per_tonne(self) -> PerTonneBasis:
        """What the portfolio's figures per tonne rest on."""
        return self._portfolio[1]

    @cached_property
    def _portfolio(self) -> tuple[Figures, PerTonneBasis]:
        arrays, view = self.money.arrays, self.view
        portfolio, per_tonne = _portfolio(self.series, arrays, view, self.in_totals)
        if self.after is not None:
            portfolio = _with_funding(portfolio, self.series, arrays, view, arrays.counts & ~self.after.is_outside)
        return portfolio, per_tonne

    def coverage(self, known: BoolArray) -> Coverage:
        """Return how many of the actions that count are known, and which are not."""
        missing = np.flatnonzero(self.in_totals & ~known)
        names = tuple(self.money.arrays.actions[position] for position in missing)
        return Coverage(int((self.in_totals & known).sum()), int(self.in_totals.sum()), names)


def _reasons(*conditions: tuple[BoolArray, Reason]) -> ReasonArray:
    selected = np.select([c for c, _ in conditions], [int(r) for _, r in conditions], default=int(Reason.DEFINED))
    return selected.astype(np.int8)


@dataclass(frozen=True)
class _AfterFunding:
    """Transfers seen by a perspective, shapes (action, year) [nominal currency units] and (action,)."""

    transfers: FloatArray
    size: FloatArray
    is_outside: BoolArray
    lacks_tonnes: BoolArray


def _after_funding(money: PlanMoney, view: Viewpoint, is_outside: BoolArray) -> _AfterFunding:
    """Return what the organisations inside receive less what they pay; what both give and get cancels."""
    amounts, sizes, is_touched = money.transfers.seen_by(view.inside)
    # What cancels among those inside, or among those outside, need not be known.
    by_tonne, _, _ = money.transfers.of_line(TransferLine.RESULTS_BASED).seen_by(view.inside)
    lacks = np.asarray(np.isnan(by_tonne).any(axis=1))
    return _AfterFunding(without_noise(amounts, sizes), sizes, is_outside & ~is_touched, lacks)


def _action_series(arrays: PlanArrays, view: Viewpoint, is_outside: BoolArray, after: _AfterFunding | None) -> Series:
    deflator = view.valuation.deflator
    parts = by_part(arrays, view.chosen) / deflator
    energy = by_carrier(arrays, view.chosen) / deflator
    lacks_value = arrays.lacks_carbon_value[:, arrays.base :].any(axis=1) & arrays.is_costed
    return Series(
        parts=parts,
        lines=by_line(arrays, view.chosen) / deflator,
        energy=energy,
        energy_size=np.abs(energy),
        parts_size=np.abs(parts),
        reductions=arrays.reductions,
        unadjusted=arrays.unadjusted,
        removals=arrays.removals,
        upfront=arrays.upfront,
        tonnes_size=np.abs(arrays.reductions) + np.abs(arrays.removals) + arrays.upfront,
        life_tonnes=arrays.life_tonnes,
        life_tonnes_size=np.abs(arrays.life_tonnes),
        effect_years=arrays.effect_years,
        transfers=np.zeros_like(arrays.reductions) if after is None else after.transfers / deflator,
        transfers_size=np.zeros_like(arrays.reductions) if after is None else after.size / deflator,
        no_transfers=_no_transfers(arrays, is_outside, after),
        no_money=_reasons((is_outside, Reason.OUTSIDE_PERSPECTIVE), (~arrays.is_costed, Reason.NOT_COSTED)),
        no_tonnes=_reasons((is_outside, Reason.OUTSIDE_PERSPECTIVE), (~arrays.is_quantified, Reason.NOT_QUANTIFIED)),
        no_carbon_value=_reasons((lacks_value & view.is_society, Reason.ABSENT_INPUT)),
    )


def _no_transfers(arrays: PlanArrays, is_outside: BoolArray, after: _AfterFunding | None) -> ReasonArray:
    if after is None:
        nobody_asks = np.ones_like(is_outside)
        return _reasons(
            (is_outside, Reason.OUTSIDE_PERSPECTIVE),
            (~arrays.is_costed, Reason.NOT_COSTED),
            (nobody_asks, Reason.ABSENT_INPUT),
        )
    return _reasons(
        (after.is_outside, Reason.OUTSIDE_PERSPECTIVE),
        (~arrays.is_costed, Reason.NOT_COSTED),
        (after.lacks_tonnes, Reason.NOT_QUANTIFIED),
    )


def _summed(actions: Series, money: BoolArray, tonnes: BoolArray, arrays: PlanArrays) -> Series:
    """Return one series: the sum of the chosen actions' flows and of the chosen actions' tonnes."""
    effect_years = (np.arange(len(arrays.years)) > arrays.base)[None, :]

    def total(array: FloatArray, chosen: BoolArray) -> FloatArray:
        return np.asarray(array[chosen].sum(axis=0, keepdims=True))

    return Series(
        parts=total(actions.parts, money),
        lines=total(actions.lines, money),
        energy=total(actions.energy, money),
        energy_size=total(actions.energy_size, money),
        parts_size=total(actions.parts_size, money),
        reductions=total(actions.reductions, tonnes),
        unadjusted=total(actions.unadjusted, tonnes),
        removals=total(actions.removals, tonnes),
        upfront=total(actions.upfront, tonnes),
        tonnes_size=total(actions.tonnes_size, tonnes),
        life_tonnes=total(actions.life_tonnes, tonnes),
        life_tonnes_size=total(actions.life_tonnes_size, tonnes),
        effect_years=effect_years,
        transfers=total(actions.transfers, money),
        transfers_size=total(actions.transfers_size, money),
        no_transfers=_reasons(
            (np.array([not money.any()]), Reason.NOT_COSTED), (np.array([True]), Reason.ABSENT_INPUT)
        ),
        no_money=_reasons((np.array([not money.any()]), Reason.NOT_COSTED)),
        no_tonnes=_reasons((np.array([not tonnes.any()]), Reason.NOT_QUANTIFIED)),
        no_carbon_value=actions.no_carbon_value[money].max(axis=0, initial=0, keepdims=True),
    )


_PER_TONNE = (
    "abatement_cost",
    "abatement_cost_undiscounted",
    "abatement_cost_annual",
    "investment_per_tonne",
    "kg_per_krona",
    "switching_value.tonnes",
)


def _portfolio(
    actions: Series, arrays: PlanArrays, view: Viewpoint, in_totals: BoolArray
) -> tuple[Figures, PerTonneBasis]:
    costed, quantified = in_totals & arrays.is_costed, in_totals & arrays.is_quantified
    both = costed & quantified
    each = _summed(actions, costed, quantified, arrays)
    figures = _figures(figures_of(each, view.valuation, arrays.base), 0, each, arrays.base)
    shared = _summed(actions, both, both, arrays)
    # Without any that is both, what is lacking is tonnes where some are costed.
    shared = replace(shared, no_money=each.no_money)
    per_tonne = _figures(figures_of(shared, view.valuation, arrays.base), 0, shared, arrays.base)
    values, undefined = dict(figures.values), dict(figures.undefined)
    for name in _PER_TONNE:
        values[name] = per_tonne.values[name]
        undefined.pop(name, None)
        if name in per_tonne.undefined:
            undefined[name] = per_tonne.undefined[name]
    npv = per_tonne.npv_per_tonne
    basis = PerTonneBasis(int(both.sum()), int(in_totals.sum()), npv, per_tonne.values["pv_tonnes"])
    return Figures(values, undefined, npv, figures.irr_roots, figures.payback_turns_negative_again), basis


def _with_funding(
    portfolio: Figures, actions: Series, arrays: PlanArrays, view: Viewpoint, in_totals: BoolArray
) -> Figures:
    """Return the portfolio's figures with the net present value after funding.

    It sums the actions whose money or transfers belong to the perspective; an action whose results-based money is not
    known makes it undefined.
    """
    costed = in_totals & arrays.is_costed
    summed = _summed(actions, costed, costed, arrays)
    worst = actions.no_transfers[costed].max(axis=0, initial=0, keepdims=True)
    none = _reasons((np.array([not costed.any()]), Reason.NOT_COSTED))
    summed = replace(summed, no_transfers=np.maximum(none, worst), no_money=none)
    after = _figures(figures_of(summed, view.valuation, arrays.base), 0, summed, arrays.base)
    values, undefined = dict(portfolio.values), dict(portfolio.undefined)
    values["npv_after_funding"] = after["npv_after_funding"]
    undefined.pop("npv_after_funding", None)
    if after["npv_after_funding"] is None:
        undefined["npv_after_funding"] = after.undefined["npv_after_funding"]
    return replace(portfolio, values=values, undefined=undefined)


def _figures(figures: SeriesFigures, position: int, series: Series, base: int) -> Figures:
    values: dict[str, float | None] = {}
    undefined: dict[str, str] = {}
    for name, column in figures.values.items():
        reason = Reason(int(figures.reasons[name][position]))
        values[name] = float(column[position]) if reason is Reason.DEFINED else None
        if reason is not Reason.DEFINED:
            undefined[name] = reason.key
    roots: tuple[float, ...] = ()
    if undefined.get("irr") == Reason.MULTIPLE_ROOTS.key:
        roots = irr_roots(series.net(base)[position])
    turns = bool(figures.payback_turns_negative_again[position]) and "payback" not in undefined
    npv = float(figures.npv_per_tonne[position])
    return Figures(values, undefined, None if np.isnan(npv) else npv, roots, turns)


def _action_result(
    action: Action, figures: Figures, *, is_outside: bool, is_costed: bool, is_quantified: bool, partly_sunk: bool
) -> ActionResult:
    left_out = None
    if action.repeat_of is not None:
        left_out = "repeat"
    elif not action.included:
        left_out = "not_included"
    elif is_outside:
        left_out = "outside_perspective"
    return ActionResult(
        id=action.id,
        name=action.name,
        figures=figures,
        in_totals=left_out is None,
        left_out=left_out,
        is_costed=is_costed,
        is_quantified=is_quantified,
        partly_sunk=partly_sunk,
    )
