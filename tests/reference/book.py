"""What funding and accounts are computed from: the actions that count and are costed, and who bears what of them."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

from finmodel.model.action import Action
from finmodel.model.enums import OrganisationKind
from finmodel.model.plan import Plan
from finmodel.model.values import Shares
from tests.reference.engine import Reference
from tests.reference.flows import ActionFlows
from tests.reference.numbers import ONE, exact
from tests.reference.purchases import Purchase, bought

__all__ = ["ACCOUNTED", "Book"]

ACCOUNTED = (OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT, OrganisationKind.COMPANY)
"""Those that accounts are kept for."""


def _borne(split: Shares, action: Action) -> dict[str, Fraction]:
    return {name: exact(share) for name, share in split.items()} or {action.owner: ONE}


class Book:
    """A plan, its flows before funding, and its parties.

    Attributes
    ----------
    flows
        The actions that have uses: those that count and are costed.
    not_costed
        The actions that count and are not: listed, no more.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.reference = Reference(plan)
        self.years, self.live = self.reference.years, self.reference.live
        self.kinds = self.reference.kinds
        counting = {name: flows for name, flows in self.reference.actions.items() if flows.counts}
        self.flows: dict[str, ActionFlows] = {name: flows for name, flows in counting.items() if flows.is_costed}
        self.not_costed = sorted(set(counting) - set(self.flows))
        self.sources = {row.id: row for row in plan.sources}
        units = sorted(name for name, kind in self.kinds.items() if kind is OrganisationKind.FINANCE_UNIT)
        self.finance_unit = units[0] if units else None

    def bears_investment(self, action: str) -> dict[str, Fraction]:
        """Return who pays the investment, by share."""
        row = self.flows[action].action
        return _borne(row.capex_split, row)

    def bears_running_cost(self, action: str) -> dict[str, Fraction]:
        """Return who bears the running cost, by share."""
        row = self.flows[action].action
        return _borne(row.opex_split, row)

    @cached_property
    def purchases(self) -> dict[str, list[Purchase]]:
        """What each action buys."""
        return {name: bought(flows, flows.capex) for name, flows in self.flows.items()}

    @cached_property
    def avoided_purchases(self) -> dict[str, list[Purchase]]:
        """What each action's reference alternative would have bought."""
        return {name: bought(flows, flows.avoided) for name, flows in self.flows.items()}

    @cached_property
    def accounted(self) -> list[str]:
        """The organisations that accounts are kept for."""
        return sorted(name for name, kind in self.kinds.items() if kind in ACCOUNTED)

    def inside(self, level: str) -> list[str]:
        """Return the organisations of a level: municipality, or group."""
        return [name for name in self.accounted if level == "group" or self.kinds[name] is not OrganisationKind.COMPANY]
