"""The money of an action as records of (action, organisation, part, carrier), each with its years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import NOBODY, Part
from finmodel.engine.prices import CarrierPaths, rate_path
from finmodel.engine.profiles import yearly_amounts
from finmodel.engine.purchases import Purchase, purchases
from finmodel.model.enums import BenefitKind, InvestmentKind
from finmodel.model.values import Shares

if TYPE_CHECKING:
    from finmodel.engine.abatement import Abatement
    from finmodel.engine.effects import Effects
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.lines import Benefit, EnergyChange, Investment
    from finmodel.model.settings import Settings

__all__ = ["ActionRecords", "Recorder"]

BoolArray = np.typing.NDArray[np.bool_]
NO_CARRIER = -1
_BENEFIT_PARTS = {
    BenefitKind.SAVING: Part.SAVINGS,
    BenefitKind.REVENUE: Part.REVENUE,
    BenefitKind.CO_BENEFIT: Part.CO_BENEFITS,
}


@dataclass(frozen=True)
class ActionRecords:
    """What was found while an action's money was recorded.

    Attributes
    ----------
    is_costed
        Whether its money is known.
    touches
        The organisations that a money line of it belongs to, known or unknown.
    effect_years, lacks_carbon_value : ndarray, shape (year,)
    """

    is_costed: bool
    touches: frozenset[str]
    effect_years: BoolArray
    lacks_carbon_value: BoolArray


class Recorder:
    """Collects records while the actions are walked through, in the order of their ids.

    Parameters
    ----------
    settings
        The year axis, carbon price and carbon value.
    organisations
        Ids along the organisation axis.
    carriers
        Paths by carrier.
    indices
        Price index by price category, shape (year,).
    """

    def __init__(
        self,
        settings: Settings,
        organisations: Sequence[str],
        carriers: Mapping[str, CarrierPaths],
        indices: Mapping[str | None, FloatArray],
    ) -> None:
        self.settings = settings
        self.carriers = tuple(sorted(carriers))
        self._paths, self._indices = carriers, indices
        self._places = {name: position for position, name in enumerate(organisations)}
        self._carrier_places = {name: position for position, name in enumerate(self.carriers)}
        self._carbon_price = rate_path(settings.carbon_price, settings.years) * indices[None]
        self._carbon_value = rate_path(settings.carbon_value, settings.years) * indices[None]
        self._records: list[tuple[int, int, int, int]] = []
        self._amounts: list[FloatArray] = []
        self._action = -1

    def positions(self, axis: int) -> np.typing.NDArray[np.intp]:
        """Return the records' places on an axis: 0 action, 1 organisation, 2 part, 3 carrier; shape (record,)."""
        return np.array(self._records, dtype=np.intp).reshape(-1, 4)[:, axis]

    def amounts(self) -> FloatArray:
        """Return the records' nominal amounts, shape (record, year)."""
        return np.array(self._amounts, dtype=np.float64).reshape(-1, len(self.settings.years))

    def add_action(
        self,
        action: Action,
        investments: Sequence[Investment],
        changes: Sequence[EnergyChange],
        benefits: Sequence[Benefit],
        effects: Effects,
        adjusted: Abatement,
    ) -> ActionRecords:
        """Record the money of the next action.

        Parameters
        ----------
        action, investments, changes, benefits
            The action and its rows.
        effects, adjusted
            What it does by year, and what is left of its reductions after overlap.
        """
        self._action += 1
        owner = Shares({action.owner: 1.0})
        payers, bearers = action.capex_split or owner, action.opex_split or owner
        touched: set[str] = set()
        if investments:
            touched.update(payers)
        for row in investments:
            self._investment(action, row, payers)
        if action.opex_change is not None:
            touched.update(bearers)
            amounts = yearly_amounts(action.opex_change, effects.window.plain, self.settings)
            self._add(Part.OPEX, amounts * self._indices[action.opex_price_category], bearers)
        for benefit in benefits:
            touched.update(self._benefit(benefit, benefit.receivers or owner, effects))
        if changes or action.carbon_priced > 0:
            touched.update(bearers)
        is_energy_priced, paid_with_energy = self._energy(effects, adjusted, bearers)
        is_carbon_priced, paid = self._carbon(action, effects, adjusted, bearers)
        lacking = self._carbon_value_of(effects, adjusted, paid_with_energy + paid)
        money_known = (
            not any(row.is_unknown for row in investments)
            and not any(row.is_unknown for row in changes)
            and not any(row.is_unknown for row in benefits if row.kind is not BenefitKind.CO_BENEFIT)
            and not (action.opex_change is not None and action.opex_change.is_unknown)
        )
        has_cost = action.opex_change is not None or any(row.kind is InvestmentKind.CAPEX for row in investments)
        return ActionRecords(
            is_costed=has_cost and money_known and is_energy_priced and is_carbon_priced and effects.window.is_known,
            touches=frozenset(touched or {action.owner}),
            effect_years=(effects.window.plain > 0) | self._explicit_years(action, changes, benefits),
            lacks_carbon_value=lacking,
        )

    def _add(self, part: Part, nominal: FloatArray, shares: Mapping[str, float], carrier: int = NO_CARRIER) -> None:
        """Add a line's yearly amounts, split over organisations."""
        total = sum(shares.values())
        for organisation, share in shares.items():
            self._records.append((self._action, self._places[organisation], int(part), carrier))
            self._amounts.append(nominal * (share / total))

    def _benefit(self, row: Benefit, receivers: Shares, effects: Effects) -> set[str]:
        """Record a benefit; return whom its money touches. A co-benefit is no money line."""
        if row.amount is not None:
            nominal = yearly_amounts(row.amount, effects.window.ramped, self.settings)
            nominal = nominal * self._indices[row.price_category]
            self._add(_BENEFIT_PARTS[row.kind], nominal, receivers)
            if row.payer is not None:
                self._add(Part.REVENUE_PAID, nominal, Shares({row.payer: 1.0}))
        if row.kind is BenefitKind.CO_BENEFIT:
            return set()
        return {*receivers, *(() if row.payer is None else (row.payer,))}

    def _investment(self, action: Action, row: Investment, payers: Shares) -> None:
        """Add purchases, the purchases again when a life ends, and what the last one is worth in the last year."""
        settings = self.settings
        own = row.kind is InvestmentKind.CAPEX
        n_years, life = len(settings.years), row.economic_life_years
        first, again, residual = np.zeros(n_years), np.zeros(n_years), np.zeros(n_years)
        last: dict[int, Purchase] = {}
        for bought in purchases(row, settings, reinvest=action.reinvest):
            (again if bought.is_again else first)[bought.year - settings.first_year] += bought.cost
            last[bought.first_year] = bought
        for bought in last.values():
            worn = max(0.0, 1.0 - (settings.last_year - bought.year) / life)
            residual[-1] += bought.cost * (row.residual_share + (1.0 - row.residual_share) * worn)
        parts = (
            (Part.CAPEX if own else Part.REFERENCE_CAPEX, first, True),
            (Part.REINVESTMENT if own else Part.REFERENCE_REINVESTMENT, again, action.reinvest),
            (Part.RESIDUAL if own else Part.REFERENCE_RESIDUAL, residual, settings.residual_values),
        )
        for part, amounts, wanted in parts:
            if wanted:
                self._add(part, amounts * self._indices[row.price_category], payers)

    def _energy(self, effects: Effects, adjusted: Abatement, bearers: Shares) -> tuple[bool, FloatArray]:
        """Record what energy costs and the carbon price on it; return whether all is known, and the carbon price."""
        is_known, carbon_paid = True, np.zeros(len(self.settings.years))
        for effect in effects.energy:
            paths, place = self._paths[effect.carrier], self._carrier_places[effect.carrier]
            is_used = effect.kwh != 0
            is_known &= not np.isnan(paths.price[is_used]).any()
            cost = np.nan_to_num(paths.price) * (effect.kwh * adjusted.asked_factor)
            self._add(Part.ENERGY_COST, cost, bearers, place)
            if paths.carbon_price is not None:
                emits = effect.saved != 0
                is_known &= effect.is_factor_known and not np.isnan(paths.carbon_price[emits]).any()
                paid = -np.nan_to_num(paths.carbon_price) * (effect.saved * adjusted.asked_factor)
                self._add(Part.CARBON_PRICE_PAID, paid, bearers, place)
                carbon_paid = carbon_paid + paid
        return bool(is_known), carbon_paid

    def _carbon(
        self, action: Action, effects: Effects, adjusted: Abatement, bearers: Shares
    ) -> tuple[bool, FloatArray]:
        """Record the plan's carbon price on the action's own tonnes; return whether it is known, and what is paid.

        Tonnes of a carrier that has a carbon price of its own are paid for there, and nowhere else.
        """
        nothing = np.zeros(len(self.settings.years))
        if action.carbon_priced == 0:
            return True, nothing
        elsewhere = nothing
        for effect in effects.energy:
            if self._paths[effect.carrier].carbon_price is not None:
                elsewhere = elsewhere + effect.saved * adjusted.asked_factor
        tonnes = adjusted.reductions + effects.removals - elsewhere
        if not effects.are_tonnes_known or np.isnan(self._carbon_price[tonnes != 0]).any():
            return False, nothing
        paid = -action.carbon_priced * np.nan_to_num(self._carbon_price) * tonnes
        self._add(Part.CARBON_PRICE_PAID, paid, bearers)
        return True, paid

    def _carbon_value_of(self, effects: Effects, adjusted: Abatement, paid: FloatArray) -> BoolArray:
        """Record the social value of the net tonnes less the price paid on them; return where the value is missing.

        The price paid is added back: with the price in the flow the tonne counts once, at its social value.
        """
        missing = np.isnan(self._carbon_value)
        if not effects.is_quantified:
            return np.zeros_like(missing)
        tonnes = adjusted.reductions + effects.removals - effects.upfront
        lacking: BoolArray = missing & (tonnes != 0)
        value = np.where(lacking, 0.0, np.nan_to_num(self._carbon_value) * tonnes + paid)
        self._add(Part.CARBON_VALUE, value, {NOBODY: 1.0})
        return lacking

    def _explicit_years(
        self, action: Action, changes: Sequence[EnergyChange], benefits: Sequence[Benefit]
    ) -> BoolArray:
        marked = np.zeros(len(self.settings.years), dtype=bool)
        paths = [action.opex_change, action.reduction_tonnes, action.removal_tonnes, action.pool_share]
        paths += [row.amount for row in benefits]
        paths += [row.kwh for row in changes]
        for path in paths:
            for year in () if path is None else path.by_year:
                marked[year - self.settings.first_year] = True
        return marked
