"""A plain, slow engine, written from the definitions and from nothing else.

Exact fractions in dictionaries by year; the only rounding is the square root of mid-year factors (80 digits).
It knows the plan's rows and none of the product's own arithmetic.
"""

from __future__ import annotations

from finmodel.model.action import Action
from finmodel.model.enums import OrganisationKind
from finmodel.model.plan import Plan
from tests.reference.figures import Figure, Figures, Outcome, Reasons
from tests.reference.flows import ActionFlows
from tests.reference.numbers import ONE, exact
from tests.reference.overlap import Grant, divided
from tests.reference.prices import Basis, Prices, discount_factors
from tests.reference.totals import Tonnes, Totals

__all__ = ["Reference"]

OUTSIDE = "outside_perspective"
SOCIETY = "society"


class Reference:
    """A plan evaluated by the book.

    Parameters
    ----------
    plan
        A valid plan.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        settings = plan.settings
        self.years = range(settings.first_year, settings.last_year + 1)
        self.live = range(settings.base_year, settings.last_year + 1)
        self.prices = Prices(settings, plan.price_categories)
        self.kinds = {row.id: row.kind for row in plan.organisations}
        self.actions = {action.id: ActionFlows(plan, self.prices, action) for action in plan.actions}
        for pool in plan.pools:
            self._share_out(pool.id)

    def _share_out(self, pool: str) -> None:
        """Give each action on a pool what it gets of it: those that count together, each of the others alone.

        What is not quantified takes nothing, and keeps what it has.
        """
        row = next(row for row in self.plan.pools if row.id == pool)
        quantified = [flows for flows in self.actions.values() if flows.action.pool == pool and flows.is_quantified]
        parties = [[flows for flows in quantified if flows.counts]]
        parties += [[flows] for flows in quantified if not flows.counts]
        for party in parties:
            grants: dict[str, dict[int, Grant]] = {flows.action.id: {} for flows in party}
            for year in self.years if party else ():
                tonnes = row.tonnes.at(year)
                assert tonnes is not None
                for name, grant in divided(exact(tonnes), [flows.claim(year) for flows in party]).items():
                    grants[name][year] = grant
            for flows in party:
                flows.grants = grants[flows.action.id]

    # -- Perspectives ----------------------------------------------------------------------------------------

    def inside(self, action: Action, perspective: str) -> frozenset[str]:
        """Return the organisations whose money counts."""
        if perspective == "owner":
            return frozenset({action.owner})
        if perspective == SOCIETY:
            return frozenset(self.kinds)
        kinds = {OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT}
        if perspective == "group":
            kinds.add(OrganisationKind.COMPANY)
        if perspective in ("group", "municipality"):
            return frozenset(name for name, kind in self.kinds.items() if kind in kinds)
        return frozenset({perspective})

    def basis(self, perspective: str) -> Basis:
        """Return what the perspective's money is worth: real at the social rate, or nominal at the financial one."""
        settings = self.plan.settings
        if perspective == SOCIETY:
            social = discount_factors(settings, settings.social_discount_rate)
            return Basis(social, dict.fromkeys(self.years, ONE), ONE, is_social=True)
        financial = discount_factors(settings, settings.financial_discount_rate)
        return Basis(financial, self.prices.general, self.prices.level_in_base_year, is_social=False)

    def _totals_of(self, flows: ActionFlows, perspective: str) -> Totals:
        return flows.totals(self.inside(flows.action, perspective), is_social=perspective == SOCIETY)

    def action(self, name: str, perspective: str) -> Outcome:
        """Return the figures of one action."""
        flows = self.actions[name]
        figures = Figures(self.plan.settings, self.basis(perspective))
        if not flows.touched & self.inside(flows.action, perspective):
            return figures.outcome(Totals(), Totals(), set(), Reasons(OUTSIDE, OUTSIDE, OUTSIDE))
        totals = self._totals_of(flows, perspective)
        money = None if flows.is_costed else "not_costed"
        tonnes = None if flows.is_quantified else "not_quantified"
        return figures.outcome(totals, totals, flows.effect_years, Reasons(money, tonnes, tonnes))

    def counted(self, perspective: str) -> list[ActionFlows]:
        """Return the actions that are in the totals."""
        return [
            flows
            for flows in self.actions.values()
            if flows.counts and flows.touched & self.inside(flows.action, perspective)
        ]

    def totals(self, perspective: str, *, costed: bool, quantified: bool) -> Totals:
        """Return the summed flows of the counted actions that are costed, quantified or both."""
        total = Totals()
        for flows in self.counted(perspective):
            if (flows.is_costed or not costed) and (flows.is_quantified or not quantified):
                total += self._totals_of(flows, perspective)
        return total

    def tonnes(self, perspective: str) -> Tonnes:
        """Return the summed tonnes of the counted actions that are quantified."""
        return self.totals(perspective, costed=False, quantified=True).tonnes

    def portfolio(self, perspective: str) -> Outcome:
        """Return the figures of all counted actions together."""
        counted = self.counted(perspective)
        money = None if any(flows.is_costed for flows in counted) else "not_costed"
        tonnes = None if any(flows.is_quantified for flows in counted) else "not_quantified"
        is_both = any(flows.is_costed and flows.is_quantified for flows in counted)
        summed = self.totals(perspective, costed=True, quantified=False).with_tonnes(self.tonnes(perspective))
        per_tonne = self.totals(perspective, costed=True, quantified=True)
        reasons = Reasons(money, tonnes, None if is_both else "not_quantified")
        figures = Figures(self.plan.settings, self.basis(perspective))
        return figures.outcome(summed, per_tonne, set(self.live[1:]), reasons)

    def per_tonne_basis(self, perspective: str) -> tuple[Figure, Figure]:
        """Return NPV and PV(tonnes) of the counted actions that are both costed and quantified."""
        figures = Figures(self.plan.settings, self.basis(perspective))
        return figures.per_tonne(self.totals(perspective, costed=True, quantified=True))
