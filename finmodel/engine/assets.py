"""What investments become on the books: assets with a cost, a life and a day on which they are taken into use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.capital_cost import Activation, CapitalCost, capital_cost
from finmodel.engine.prices import price_indices, rate_path
from finmodel.engine.purchases import purchases
from finmodel.model.enums import EffectFollows, InvestmentKind
from finmodel.model.funding_enums import CapitalCostMethod

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.lines import Investment
    from finmodel.model.plan import Plan

__all__ = ["Asset", "Books", "assets_of"]


@dataclass(frozen=True, slots=True)
class Asset:
    """A year's spending on a component, as it stands on the books.

    Attributes
    ----------
    component
        Id of the component.
    bought
        Calendar year of the spending.
    is_again
        Whether it is a reinvestment.
    cost : float [nominal currency units]
    life, residual_share
    active
        When it is taken into use.
    ends
        Calendar year in which its replacement is, or None.
    """

    component: str
    bought: int
    is_again: bool
    cost: float
    life: int
    residual_share: float
    active: Activation
    ends: int | None


def assets_of(
    action: Action,
    components: Sequence[Investment],
    kind: InvestmentKind,
    plan: Plan,
    indices: dict[str | None, FloatArray],
) -> Iterator[Asset]:
    """Yield the assets that an action makes, or those of its reference alternative.

    First purchases are taken into use together: in the year after the last of them, or as the action states (the
    reference has no statement of its own). Those of an action whose effects follow its purchases are taken into use as
    they are bought, each in the year after (the reference's too), unless the action states another time. A
    reinvestment is in the year after its purchase, never before the action.
    """
    settings = plan.settings
    own = [row for row in components if row.kind is kind]
    years = [year for row in own for year in row.planned_years()]
    if not years:
        return
    together = Activation(max(years) + 1)
    is_staged = action.effect_follows is EffectFollows.CAPEX and not action.activation
    if kind is InvestmentKind.CAPEX and action.activation:
        # A first of a month, as a date cell gives it, is that month.
        year, month, *_ = (*action.activation.split("-"), "1")
        together = Activation(int(year), int(month))
    for row in own:
        index = indices[row.price_category]
        for bought in purchases(row, settings, reinvest=action.reinvest):
            earliest = Activation(bought.first_year + 1) if is_staged else together
            again = bought.year + row.economic_life_years
            is_replaced = action.reinvest and again < settings.last_year
            yield Asset(
                component=row.id,
                bought=bought.year,
                is_again=bought.is_again,
                cost=float(bought.cost * index[bought.year - settings.first_year]),
                life=row.economic_life_years,
                residual_share=row.residual_share,
                active=Activation(max(earliest.year, bought.year + 1)) if bought.is_again else earliest,
                ends=max(earliest.year, again + 1) if is_replaced else None,
            )


class Books:
    """Capital cost by year of a plan's assets.

    Parameters
    ----------
    plan
        Its settings give method, internal interest and inflation.
    """

    def __init__(self, plan: Plan) -> None:
        settings = plan.settings
        self.first_year = settings.first_year
        self.n_years = len(settings.years)
        self.method = settings.capital_cost_method
        self.rates = rate_path(settings.internal_interest, settings.years)
        self.inflation = rate_path(settings.inflation, settings.years)
        # The last year's inflation may be missing: no flow needs it. The one before then holds on.
        for year in range(1, self.n_years):
            if np.isnan(self.inflation[year]):
                self.inflation[year] = self.inflation[year - 1]
        self.indices = price_indices(plan)
        self._of_one: dict[tuple[object, ...], CapitalCost] = {}

    def internal(self, asset: Asset) -> CapitalCost:
        """Return the capital cost of a committee's asset [nominal currency units], by the plan's method."""
        return self._cost(self.method, asset, self.rates, self.inflation)

    def company(self, asset: Asset) -> CapitalCost:
        """Return the depreciation of a company's asset: straight line; its interest is that of its own loans."""
        none = np.zeros(self.n_years)
        return self._cost(CapitalCostMethod.STRAIGHT_LINE_NOMINAL, asset, none, none)

    def consumption(self, asset: Asset) -> FloatArray:
        """Return how the asset's cost is used up, straight line with what is written off, over its whole life.

        Returns
        -------
        ndarray, shape (year,) [nominal currency units]
            From the plan's first year to the end of the longest life that can begin in it.
        """
        none = np.zeros(self.n_years + asset.life + 2)
        of_one = self._of_krona(CapitalCostMethod.STRAIGHT_LINE_NOMINAL, asset, none, none)
        path: FloatArray = of_one.depreciation * asset.cost + of_one.write_off * asset.cost
        return path

    def _of_krona(
        self, method: CapitalCostMethod, asset: Asset, rates: FloatArray, inflation: FloatArray
    ) -> CapitalCost:
        """Return the capital cost of a krona of an asset."""
        terms = (asset.active, asset.life, asset.residual_share)
        key = (method, *terms, asset.ends, len(rates), rates is self.rates)
        # Assets of the same day and life cost the same by krona, whoever has them.
        if (of_one := self._of_one.get(key)) is None:
            of_one = capital_cost(method, *terms, rates, inflation, self.first_year, asset.ends)
            self._of_one[key] = of_one
        return of_one

    def _cost(self, method: CapitalCostMethod, asset: Asset, rates: FloatArray, inflation: FloatArray) -> CapitalCost:
        of_one = self._of_krona(method, asset, rates, inflation)
        paths = (of_one.depreciation, of_one.interest, of_one.book_value, of_one.write_off)
        # What cost nothing bears no interest, also where nobody knows the rate.
        return CapitalCost(*(path * asset.cost if asset.cost else np.zeros_like(path) for path in paths))
