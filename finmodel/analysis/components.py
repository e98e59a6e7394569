"""Capital cost (kapitalkostnad) by component, bearer and year, as it stands in an investment request."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.engine.assets import Books, assets_of
from finmodel.model.enums import InvestmentKind, OrganisationKind

if TYPE_CHECKING:
    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.capital_cost import CapitalCost
    from finmodel.engine.money import PlanMoney
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.lines import Investment
    from finmodel.model.plan import Plan

__all__ = ["ComponentCost", "component_costs"]

_BEARERS = (OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT, OrganisationKind.COMPANY)


@dataclass(frozen=True)
class ComponentCost:
    """A component on the books of an organisation, with its reinvestments [nominal currency units].

    Attributes
    ----------
    component, action, organisation
        Ids.
    name
        The component's.
    kind
        The action's own investment, or the avoided replacement.
    activated
        Year and month from which the first purchase is depreciated.
    life : int [years]
    cost
        What the bearer pays for it in all, reinvestments included.
    depreciation, interest, write_off, book_value : ndarray, shape (year,)
        Interest is NaN where no internal interest is stated; a company has none.
    """

    component: str
    action: str
    organisation: str
    name: str
    kind: InvestmentKind
    activated: tuple[int, int]
    life: int
    cost: float
    years: tuple[int, ...]
    depreciation: FloatArray
    interest: FloatArray
    write_off: FloatArray
    book_value: FloatArray

    @property
    def capital_cost(self) -> FloatArray:
        """Depreciation and internal interest, shape (year,)."""
        return self.depreciation + self.interest

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; null where no internal interest is stated."""
        columns = {
            "depreciation": self.depreciation,
            "internal_interest": self.interest,
            "write_off": self.write_off,
            "book_value": self.book_value,
        }
        return {
            "component": self.component,
            "action": self.action,
            "organisation": self.organisation,
            "name": self.name,
            "kind": str(self.kind),
            "activated": {"year": self.activated[0], "month": self.activated[1]},
            "economic_life_years": self.life,
            "cost": self.cost,
            "years": {
                str(year): {
                    name: None if np.isnan(path[place]) else float(path[place]) + 0.0 for name, path in columns.items()
                }
                for place, year in enumerate(self.years)
            },
        }


def component_costs(plan: Plan, arrays: PlanArrays, money: PlanMoney) -> tuple[ComponentCost, ...]:
    """Return the capital cost of every component of the funded actions, by bearer in the municipal group.

    Parameters
    ----------
    plan, arrays, money
        The plan, its arrays and its money.

    Returns
    -------
    tuple of ComponentCost
        In the order of the plan. The components' depreciation, interest and write-off add up to the accounts', which
        also write off what an action replaces.
    """
    books = Books(plan)
    kinds = {row.id: row.kind for row in plan.organisations}
    components: defaultdict[str, list[Investment]] = defaultdict(list)
    for row in plan.investments:
        components[row.action].append(row)
    years = tuple(int(year) for year in arrays.years)
    found = []
    for action in plan.actions:
        if not money.financing.uses.is_funded[arrays.actions.index(action.id)]:
            continue
        shares = action.capex_split or {action.owner: 1.0}
        whole = sum(shares.values())
        for row in components[action.id]:
            assets = [
                asset
                for asset in assets_of(action, components[action.id], row.kind, plan, books.indices)
                if asset.component == row.id
            ]
            if not assets:
                continue
            for organisation, part in shares.items():
                if kinds[organisation] not in _BEARERS:
                    continue
                of_books = books.company if kinds[organisation] is OrganisationKind.COMPANY else books.internal
                costs: list[CapitalCost] = [of_books(asset) for asset in assets]
                share = part / whole
                found.append(
                    ComponentCost(
                        component=row.id,
                        action=action.id,
                        organisation=organisation,
                        name=row.name,
                        kind=row.kind,
                        activated=(assets[0].active.year, assets[0].active.month),
                        life=row.economic_life_years,
                        cost=share * sum(asset.cost for asset in assets),
                        years=years,
                        depreciation=share * np.sum([cost.depreciation for cost in costs], axis=0),
                        interest=share * np.sum([cost.interest for cost in costs], axis=0),
                        write_off=share * np.sum([cost.write_off for cost in costs], axis=0),
                        book_value=share * np.sum([cost.book_value for cost in costs], axis=0),
                    )
                )
    return tuple(found)
