"""What the municipality's own budget has to find for each action, by year: what a tagged budget is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import Part
from finmodel.engine.uses import Use, amounts_of
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding_enums import MoneyClass

if TYPE_CHECKING:
    from finmodel.analysis.results import Results
    from finmodel.engine.undefined import FloatArray

__all__ = ["ActionMoney", "ByYear", "action_money"]

ByYear = Mapping[str, Mapping[int, int]]
"""Öre by action and year; years without money are left out."""

INVESTMENT, OPERATING = "I", "D"

_MUNICIPALITY = frozenset({OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT})
_USES = {INVESTMENT: Use.CAPITAL, OPERATING: Use.RUNNING}


@dataclass(frozen=True, slots=True)
class ActionMoney:
    """Need and granted money by kind of budget line: ``I`` investment, ``D`` operating.

    Attributes
    ----------
    actions
        Names of the plan's actions by id, in its order; those that do not count, or whose cost is not known, have
        no need.
    need
        What has to be paid for [öre, current prices]: investment with reinvestment; running cost, energy and carbon
        price in the years in which they add, whether or not the action asks for funding of them.
    granted
        External money (grants) that is secured, in the year of the use that it pays [öre].
    """

    actions: Mapping[str, str]
    need: Mapping[str, ByYear]
    granted: Mapping[str, ByYear]


def action_money(results: Results, *, has_companies: bool = False) -> ActionMoney:
    """Return what the actions need of the budget and what others have granted.

    Parameters
    ----------
    results
        Of the plan, from any perspective: the same figures come of all.
    has_companies
        Whether the budget holds the lines of the municipality's companies too; otherwise only what committees and the
        finance unit bear is needed of it.

    Returns
    -------
    ActionMoney
        Rounded to öre action by action and year by year.
    """
    funding = results.funding
    plan, arrays, funded = funding.plan, funding.arrays, funding.money.financing
    kinds = {row.id: row.kind for row in plan.organisations}
    of_budget = np.array(
        [
            kinds.get(name) in _MUNICIPALITY or (has_companies and kinds.get(name) is OrganisationKind.COMPANY)
            for name in arrays.organisations
        ],
        dtype=bool,
    )
    running = np.maximum(amounts_of(arrays, Part.OPEX, Part.ENERGY_COST, Part.CARBON_PRICE_PAID), 0.0)
    uses = {
        INVESTMENT: funded.uses.amounts[:, :, Use.CAPITAL],
        OPERATING: running * funded.uses.is_funded[:, None, None],
    }
    grants = {kind: np.zeros((len(arrays.actions), len(arrays.years))) for kind in _USES}
    for claim, award in zip(funded.claims, funded.awards, strict=True):
        if claim.terms.of_class is MoneyClass.EXTERNAL and claim.is_secured:
            for kind, use in _USES.items():
                grants[kind][claim.action] += award[of_budget, use].sum(axis=0)
    places = {name: place for place, name in enumerate(arrays.actions)}
    counted = [action for action in plan.actions if funded.uses.is_funded[places[action.id]]]

    def in_ore(amounts: FloatArray) -> ByYear:
        return {
            action.id: {
                int(year): int(ore)
                for year, ore in zip(arrays.years, np.rint(amounts[places[action.id]] * 100).astype(int), strict=True)
                if ore
            }
            for action in counted
        }

    return ActionMoney(
        actions={action.id: action.name for action in plan.actions},
        need={kind: in_ore(of[:, of_budget].sum(axis=1)) for kind, of in uses.items()},
        granted={kind: in_ore(of) for kind, of in grants.items()},
    )
