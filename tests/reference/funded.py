"""The plain engine of funding and municipal accounts, whole: written from the definitions and from nothing else.

``funding(plan)`` says who pays for what, ``accounts(plan)`` what it does to result, cash and debt,
``npv_after_funding`` what an action is worth to a perspective once external money and rents are paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from finmodel.model.plan import Plan
from tests.reference.accounts import Accounts
from tests.reference.book import Book
from tests.reference.budget_tests import Check, checks
from tests.reference.engine import OUTSIDE, SOCIETY
from tests.reference.figures import Figure, Figures
from tests.reference.funding import Funding
from tests.reference.payments import Payments
from tests.reference.transfers import Transfers

__all__ = ["Funded", "accounts", "funding", "npv_after_funding"]


def funding(plan: Plan) -> Funding:
    """Return uses, sources and gap."""
    return Funding(Book(plan))


def accounts(plan: Plan) -> Accounts:
    """Return the accounts of every committee, finance unit and company."""
    return Funded(plan).accounts


def npv_after_funding(plan: Plan, perspective: str, action: str) -> Figure:
    """Return an action's net present value after external money and internal rents."""
    return Funded(plan).npv_after_funding(perspective, action)


class Funded:
    """A plan with its money.

    Parameters
    ----------
    plan
        A valid plan.
    """

    def __init__(self, plan: Plan) -> None:
        self.book = Book(plan)
        self.reference = self.book.reference
        self.funding = Funding(self.book)
        self.payments = Payments(self.funding)
        self.accounts = Accounts(self.funding, self.payments)

    @property
    def transfers(self) -> Transfers:
        """What organisations pay each other."""
        return self.accounts.transfers

    @cached_property
    def checks(self) -> list[Check]:
        """The tests of the ordinary budget with the plan."""
        return checks(self.accounts)

    def touched(self, action: str) -> frozenset[str]:
        """Return the organisations that a money line or a transfer of an action belongs to."""
        return self.reference.actions[action].touched | self.transfers.touched(action)

    def _lacking(self, actions: Iterable[str], inside: frozenset[str]) -> str | None:
        """Return why the transfers of some actions are not known to those inside."""
        reasons = [
            each.reason
            for each in self.transfers.unknown
            if each.action in set(actions) and each.crosses(inside) and each.years & set(self.book.live)
        ]
        return max(reasons, default=None)

    def _transferred(self, actions: Iterable[str], inside: frozenset[str], perspective: str) -> Figure:
        """Return the present value of transfers; society's cancel, whoever they are between."""
        chosen = set(actions)
        if perspective == SOCIETY:
            return Figure(0.0)
        discount = self.reference.basis(perspective).discount
        if (reason := self._lacking(chosen, inside)) is not None:
            return Figure(None, "no_rate" if reason == "absent_input" and discount is None else reason)
        if discount is None:
            return Figure(None, "no_rate")
        parts = [
            discount[transfer.year] * amount
            for transfer, amount in self.transfers.amounts.items()
            if transfer.action in chosen and transfer.organisation in inside and transfer.year in self.book.live
        ]
        return Figure(float(sum(parts)), None, float(sum(map(abs, parts))))

    def npv_after_funding(self, perspective: str, action: str) -> Figure:
        """Return an action's net present value with its transfers, or the reason why there is none."""
        flows = self.reference.actions[action]
        inside = self.reference.inside(flows.action, perspective)
        if not self.touched(action) & inside:
            return Figure(None, OUTSIDE)
        if not flows.is_costed:
            return Figure(None, "not_costed")
        before = self._figures(perspective).npv(flows.totals(inside, is_social=perspective == SOCIETY))
        return _together(self._transferred([action], inside, perspective), before)

    def portfolio_npv_after_funding(self, perspective: str) -> Figure:
        """Return that of all actions that count; unknown where a transfer of one of them is."""
        insides = {name: self.reference.inside(flows.action, perspective) for name, flows in self.book.flows.items()}
        if not any(self.touched(name) & inside for name, inside in insides.items()):
            return Figure(None, "not_costed")
        total = self._figures(perspective).npv(self.reference.totals(perspective, costed=True, quantified=False))
        for name, inside in insides.items():
            total = _together(total, self._transferred([name], inside, perspective))
        return total

    def _figures(self, perspective: str) -> Figures:
        return Figures(self.book.plan.settings, self.reference.basis(perspective))


REASONS = (OUTSIDE, "not_costed", "not_quantified", "no_rate", "absent_input")
"""Why there is no value: of several the first."""


def _together(one: Figure, other: Figure) -> Figure:
    unknown = {figure.reason: figure for figure in (one, other) if figure.value is None}
    for reason in REASONS:
        if reason in unknown:
            return unknown[reason]
    assert one.value is not None
    assert other.value is not None
    return Figure(one.value + other.value, None, one.scale + other.scale)
