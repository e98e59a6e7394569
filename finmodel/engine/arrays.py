"""The one bridge from a plan to arrays.

Rows are taken in the order of their ids, never in the order of the plan, so that no result depends on it, not
even in the last bit. Amounts are as entered: in prices of the price year, without sign of direction.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import Part
from finmodel.engine.discounting import date_index, discount_factors
from finmodel.engine.payback import ROUNDING
from finmodel.engine.profiles import EffectWindow, effect_window, yearly_amounts
from finmodel.model.enums import BenefitKind, InvestmentKind, Timing
from finmodel.model.values import Shares, Yearly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.lines import Benefit, Investment
    from finmodel.model.plan import Plan
    from finmodel.model.settings import Settings

__all__ = ["PlanArrays", "plan_arrays", "rate_path"]

BoolArray = np.typing.NDArray[np.bool_]
IntArray = np.typing.NDArray[np.intp]


@dataclass(frozen=True)
class PlanArrays:
    """A plan as arrays. Records are the filled cells of (action, organisation, part), each with its years.

    Attributes
    ----------
    years, base : ndarray shape (year,), int
        The year axis and the position of the base year on it.
    actions, organisations : tuple of str
        Ids along the axes, sorted.
    action, organisation, part : ndarray, shape (record,)
        Position of each record.
    amounts : ndarray, shape (record, year) [currency units]
        Nominal amounts, without sign.
    price_index : ndarray, shape (year,)
        General price level at the date of the flow, 1 at 1 January of the price year.
    base_index : float
        General price level at 1 January of the base year.
    rates, discount : ndarray, shape (year,)
        Financial discount rate by year; factor at the date of the flow, 0 before the base year, NaN without rate.
    finance_factors, reinvestment_factors : ndarray, shape (year from base,)
        Factors of the rates of MIRR from the date of the first flow to that of each later one.
    reductions, removals, upfront : ndarray, shape (action, year) [t]
    life_tonnes : ndarray, shape (action,) [t]
        Net tonnes over the action's own lifetime from the base year, also beyond the plan's last year.
    effect_years : ndarray, shape (action, year)
        Where the action has effects.
    has_investment : ndarray, shape (action,)
    is_costed, is_quantified, counts : ndarray, shape (action,)
    touches : ndarray, shape (action, organisation)
        Whether a money line of the action, known or unknown, belongs to the organisation.
    owner : ndarray, shape (action,)
    carbon_value : ndarray, shape (year,) [currency units per t, nominal]
        NaN where there is none.
    """

    years: IntArray
    base: int
    actions: tuple[str, ...]
    organisations: tuple[str, ...]
    action: IntArray
    organisation: IntArray
    part: IntArray
    amounts: FloatArray
    price_index: FloatArray
    base_index: float
    rates: FloatArray
    discount: FloatArray
    finance_factors: FloatArray
    reinvestment_factors: FloatArray
    reductions: FloatArray
    removals: FloatArray
    upfront: FloatArray
    life_tonnes: FloatArray
    effect_years: BoolArray
    is_costed: BoolArray
    is_quantified: BoolArray
    counts: BoolArray
    touches: BoolArray
    owner: IntArray
    carbon_value: FloatArray


def rate_path(path: Yearly | None, years: Iterable[int]) -> FloatArray:
    """Return a rate or price by year, NaN where it is missing."""
    values = [None if path is None else path.at(year) for year in years]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


@dataclass
class _Builder:
    """Collects records and tonnes while the actions are walked through, in the order of their ids."""

    settings: Settings
    organisations: dict[str, int]
    index: dict[str | None, FloatArray]
    carbon_price: FloatArray

    def __post_init__(self) -> None:
        self.records: list[tuple[int, int, int]] = []
        self.amounts: list[FloatArray] = []

    def add(self, action: int, part: Part, real: FloatArray, category: str | None, shares: Shares) -> None:
        """Add a line's yearly amounts [prices of the price year], split over organisations."""
        nominal = real * self.index[category]
        total = sum(shares.values())
        for organisation, share in shares.items():
            self.records.append((action, self.organisations[organisation], int(part)))
            self.amounts.append(nominal * (share / total))


@dataclass(frozen=True)
class _Tonnes:
    reductions: FloatArray
    removals: FloatArray
    upfront: FloatArray
    life: float
    effect_years: BoolArray
    is_costed: bool
    is_quantified: bool
    touches: frozenset[str]


def plan_arrays(plan: Plan) -> PlanArrays:
    """Return the plan as arrays.

    Parameters
    ----------
    plan
        A valid plan.

    Returns
    -------
    PlanArrays
        Unknown lines are left out of the records; the action is then not costed, or not quantified.
    """
    settings = plan.settings
    years = np.arange(settings.first_year, settings.last_year + 1)
    base = settings.base_year - settings.first_year
    organisations = tuple(sorted(row.id for row in plan.organisations))
    actions = sorted(plan.actions, key=lambda action: action.id)
    indices = _indices(plan)
    builder = _Builder(
        settings,
        {name: position for position, name in enumerate(organisations)},
        indices,
        rate_path(settings.carbon_price, map(int, years)),
    )
    investments: dict[str, list[Investment]] = defaultdict(list)
    for investment in sorted(plan.investments, key=lambda row: row.id):
        investments[investment.action].append(investment)
    benefits: dict[str, list[Benefit]] = defaultdict(list)
    for benefit in sorted(plan.benefits, key=lambda row: row.id):
        benefits[benefit.action].append(benefit)
    found = [
        _action(builder, position, action, investments[action.id], benefits[action.id])
        for position, action in enumerate(actions)
    ]
    n_actions, n_years = len(actions), len(years)
    touches = np.zeros((n_actions, len(organisations)), dtype=bool)
    for position, tonnes in enumerate(found):
        for name in tonnes.touches:
            touches[position, builder.organisations[name]] = True
    rates = rate_path(settings.financial_discount_rate, map(int, years))
    discount = np.zeros(n_years)
    discount[base:] = discount_factors(rates[base:], settings.timing)
    records = np.array(builder.records, dtype=np.intp).reshape(-1, 3)
    general = indices[None]
    return PlanArrays(
        years=years,
        base=base,
        actions=tuple(action.id for action in actions),
        organisations=organisations,
        action=records[:, 0],
        organisation=records[:, 1],
        part=records[:, 2],
        amounts=np.array(builder.amounts, dtype=np.float64).reshape(-1, n_years),
        price_index=general,
        base_index=_base_index(settings),
        rates=rates,
        discount=discount,
        finance_factors=_mirr_factors(settings.mirr_finance_rate, settings, rates[base:]),
        reinvestment_factors=_mirr_factors(settings.mirr_reinvestment_rate, settings, rates[base:]),
        reductions=_stack([tonnes.reductions for tonnes in found], n_years),
        removals=_stack([tonnes.removals for tonnes in found], n_years),
        upfront=_stack([tonnes.upfront for tonnes in found], n_years),
        life_tonnes=np.array([tonnes.life for tonnes in found], dtype=np.float64),
        effect_years=_stack([tonnes.effect_years for tonnes in found], n_years).astype(bool),
        is_costed=np.array([tonnes.is_costed for tonnes in found], dtype=bool),
        is_quantified=np.array([tonnes.is_quantified for tonnes in found], dtype=bool),
        counts=np.array([action.counts for action in actions], dtype=bool),
        touches=touches,
        owner=np.array([builder.organisations[action.owner] for action in actions], dtype=np.intp),
        carbon_value=rate_path(settings.carbon_value, map(int, years)) * general,
    )


def _stack(rows: list[FloatArray] | list[BoolArray], n_years: int) -> FloatArray:
    return np.array(rows, dtype=np.float64).reshape(len(rows), n_years)


def _mirr_factors(path: Yearly | None, settings: Settings, financial: FloatArray) -> FloatArray:
    """Return discount factors at the dates of the flows, 1 at the first; the financial rate where none is given."""
    years = range(settings.base_year, settings.last_year + 1)
    rates = financial if path is None or path.is_unknown else rate_path(path, years)
    factors = discount_factors(rates, settings.timing)
    factors /= factors[0]
    return factors


def _extended(settings: Settings) -> tuple[range, int, slice]:
    """Return years that reach from the price year over the axis, the price year's place, and the axis in them."""
    low = min(settings.first_year, settings.price_year)
    high = max(settings.last_year, settings.price_year)
    years = range(low, high + 1)
    first = settings.first_year - low
    return years, settings.price_year - low, slice(first, first + len(settings.years))


def _indices(plan: Plan) -> dict[str | None, FloatArray]:
    """Return the price index at the date of the flow by price category; None is prices in general."""
    settings = plan.settings
    years, anchor, axis = _extended(settings)
    timing = settings.timing
    general = date_index(rate_path(settings.inflation, years), anchor, timing)[axis]
    indices: dict[str | None, FloatArray] = {None: general}
    for category in plan.price_categories:
        real = date_index(rate_path(category.real_escalation, years), anchor, timing)[axis]
        indices[category.id] = general * real
    return indices


def _base_index(settings: Settings) -> float:
    years, anchor, _ = _extended(settings)
    starts = date_index(rate_path(settings.inflation, years), anchor, Timing.START)
    return float(starts[settings.base_year - years.start])


def _action(
    builder: _Builder, position: int, action: Action, investments: list[Investment], benefits: list[Benefit]
) -> _Tonnes:
    settings = builder.settings
    capex = [row for row in investments if row.kind is InvestmentKind.CAPEX]
    money_benefits = [row for row in benefits if row.kind is not BenefitKind.CO_BENEFIT]
    window = effect_window(action, capex, settings)
    owner = Shares({action.owner: 1.0})
    touched: set[str] = set()
    if investments:
        touched.update(action.capex_split or owner)
    for row in investments:
        _investment(builder, position, action, row)
    if action.opex_change is not None:
        touched.update(action.opex_split or owner)
        amounts = yearly_amounts(action.opex_change, window.plain, settings)
        builder.add(position, Part.OPEX, amounts, action.opex_price_category, action.opex_split or owner)
    for benefit in money_benefits:
        receivers = benefit.receivers or owner
        touched.update(receivers)
        if benefit.payer is not None:
            touched.add(benefit.payer)
        if benefit.amount is not None:
            _benefit(builder, position, benefit, receivers, window)
    zeros = np.zeros(len(settings.years))
    reductions = (
        zeros if action.reduction_tonnes is None else yearly_amounts(action.reduction_tonnes, window.ramped, settings)
    )
    removals = (
        zeros if action.removal_tonnes is None else yearly_amounts(action.removal_tonnes, window.ramped, settings)
    )
    entered = [path for path in (action.reduction_tonnes, action.removal_tonnes) if path is not None]
    tonnes_known = not any(path.is_unknown for path in entered) and window.is_known
    price_known = True
    if action.carbon_priced > 0:
        touched.update(action.opex_split or owner)
        priced = (reductions + removals) != 0
        price_known = tonnes_known and not np.isnan(builder.carbon_price[priced]).any()
        if price_known:
            paid = -action.carbon_priced * np.where(priced, builder.carbon_price, 0.0) * (reductions + removals)
            builder.add(position, Part.CARBON_PRICE_PAID, paid, None, action.opex_split or owner)
    unknown_money = (
        any(row.is_unknown for row in investments)
        or any(row.is_unknown for row in money_benefits)
        or (action.opex_change is not None and action.opex_change.is_unknown)
    )
    upfront = _upfront(action, capex, settings)
    has_explicit = _explicit_years(action, benefits, settings)
    return _Tonnes(
        reductions=reductions,
        removals=removals,
        upfront=zeros if upfront is None else upfront,
        life=_life_tonnes(action, window, upfront, settings),
        effect_years=(window.plain > 0) | has_explicit,
        is_costed=(
            bool(capex or action.opex_change is not None) and not unknown_money and price_known and window.is_known
        ),
        is_quantified=bool(entered) and tonnes_known and upfront is not None,
        touches=frozenset(touched or {action.owner}),
    )


def _benefit(builder: _Builder, position: int, benefit: Benefit, receivers: Shares, window: EffectWindow) -> None:
    if benefit.amount is None:
        return
    amounts = yearly_amounts(benefit.amount, window.ramped, builder.settings)
    part = Part.SAVINGS if benefit.kind is BenefitKind.SAVING else Part.REVENUE
    builder.add(position, part, amounts, benefit.price_category, receivers)
    if benefit.payer is not None:
        builder.add(position, Part.REVENUE_PAID, amounts, benefit.price_category, Shares({benefit.payer: 1.0}))


def _investment(builder: _Builder, position: int, action: Action, row: Investment) -> None:
    """Add purchases, the purchases again when a life ends, and what the last purchase is worth in the last year."""
    settings = builder.settings
    shares = action.capex_split or Shares({action.owner: 1.0})
    own = row.kind is InvestmentKind.CAPEX
    n_years, life = len(settings.years), row.economic_life_years
    first, again, residual = np.zeros(n_years), np.zeros(n_years), np.zeros(n_years)
    for year, cost in row.spending().items():
        bought = year
        first[year - settings.first_year] += cost
        if action.reinvest:
            while bought + life < settings.last_year:
                bought += life
                again[bought - settings.first_year] += cost
        worn = max(0.0, 1.0 - (settings.last_year - bought) / life)
        residual[-1] += cost * (row.residual_share + (1.0 - row.residual_share) * worn)
    parts = (
        (Part.CAPEX if own else Part.REFERENCE_CAPEX, first, True),
        (Part.REINVESTMENT if own else Part.REFERENCE_REINVESTMENT, again, action.reinvest),
        (Part.RESIDUAL if own else Part.REFERENCE_RESIDUAL, residual, settings.residual_values),
    )
    for part, amounts, wanted in parts:
        if wanted:
            builder.add(position, part, amounts, row.price_category, shares)


def _upfront(action: Action, capex: list[Investment], settings: Settings) -> FloatArray | None:
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


def _explicit_years(action: Action, benefits: list[Benefit], settings: Settings) -> BoolArray:
    marked = np.zeros(len(settings.years), dtype=bool)
    paths = [action.opex_change, action.reduction_tonnes, action.removal_tonnes]
    paths += [row.amount for row in benefits]
    for path in paths:
        for year in () if path is None else path.by_year:
            marked[year - settings.first_year] = True
    return marked


def _life_tonnes(action: Action, window: EffectWindow, upfront: FloatArray | None, settings: Settings) -> float:
    """Return net tonnes over the action's own lifetime, from the base year on and beyond the last year."""
    base = settings.base_year
    total = 0.0 if upfront is None else -float(upfront[base - settings.first_year :].sum())
    size = abs(total)
    for path in (action.reduction_tonnes, action.removal_tonnes):
        if path is None:
            continue
        years = {year: share * path.value for year, share in window.own_life if path.value is not None}
        years.update(path.by_year)
        amounts = [amount for year, amount in sorted(years.items()) if year >= base]
        total += sum(amounts)
        size += sum(map(abs, amounts))
    # What rounding leaves of tonnes that cancel is no tonne to divide by.
    return total if abs(total) > ROUNDING * size else 0.0
