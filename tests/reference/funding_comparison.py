"""What the product says of funding and accounts against what the plain engine says, amount by amount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import isnan
from typing import Any

import numpy as np

from finmodel import Plan, evaluate
from finmodel.analysis.accounts import OrganisationAccounts
from finmodel.analysis.funding import Balance, GapView
from finmodel.analysis.results import Results
from finmodel.engine.accounting import AccountLine
from finmodel.engine.payouts import TransferLine
from finmodel.engine.undefined import FloatArray
from finmodel.engine.uses import Use as UseAxis
from finmodel.model.funding_enums import MoneyClass
from tests.reference.accounts import COSTS
from tests.reference.funded import Funded
from tests.reference.funding import Use
from tests.reference.numbers import ZERO
from tests.reference.payments import RESULTS
from tests.reference.transfers import TRANSFER_LINES

__all__ = ["funding_disagreements"]

RELATIVE = 1e-9
CANCELLED = 1e-12
"""What rounding leaves of amounts that cancel, as a share of all that the plan pays and is paid."""
NAMES = {"energy": "energy_cost", "carbon_price": "carbon_price_paid"}
"""Account lines that the product calls something else."""
TESTS = {"investment": "net_investment"}
PLAN_OWN = "internal_interest"
"""Named as absent where what is lacking is no input of the ordinary budget."""
Number = float | Fraction | None


class _Differ:
    """Compares amounts of one plan.

    Attributes
    ----------
    found
        What differed.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan, self.funded = plan, Funded(plan)
        self.results = evaluate(plan, "society")
        self.years = self.funded.book.years
        self.found: list[str] = []
        self.size = CANCELLED * self._turnover()

    def _turnover(self) -> float:
        """Return the largest sum that any amount of the plan comes from."""
        funding, accounts = self.funded.funding, self.funded.accounts
        amounts = [*funding.uses.values(), *self.funded.payments.paid.values(), *accounts.amounts.values()]
        return 1.0 + float(sum(map(abs, amounts)))

    def same(self, what: str, product: Number, reference: Number, size: float = 0.0) -> None:
        """Note two numbers that are not the same; not-a-number and None are both unknown."""
        ours = None if product is None or isnan(product) else float(product)
        theirs = None if reference is None else float(reference)
        near = ours is theirs
        if ours is not None and theirs is not None:
            near = abs(ours - theirs) <= RELATIVE * abs(theirs) + max(self.size, size)
        if not near:
            self.found.append(f"{what}: {ours} instead of {theirs}")

    def equal(self, what: str, product: object, reference: object) -> None:
        """Note two things that are not equal."""
        if product != reference:
            self.found.append(f"{what}: {product} instead of {reference}")

    def same_keys(self, what: str, product: Mapping[Any, Number], reference: Mapping[Any, Number]) -> None:
        """Compare two sparse tables: what is not there is nothing."""
        for key in sorted({*product, *reference}, key=str):
            self.same(f"{what} {key}", product.get(key, 0.0), reference.get(key, ZERO))


def _nonzero(array: FloatArray, *names: Sequence[Any]) -> Iterator[tuple[tuple[Any, ...], float]]:
    """Yield the cells of an array that are not zero, by the names of its axes."""
    for places in np.argwhere(array != 0):
        yield tuple(axis[place] for axis, place in zip(names, places, strict=True)), float(array[tuple(places)])


def _awards(differ: _Differ) -> None:
    """Compare uses, awards and what nobody pays."""
    arrays, financing = differ.results.arrays, differ.results.money.financing
    axes = (arrays.organisations, [use.key.removesuffix("_cost") for use in UseAxis], differ.years)
    funding = differ.funded.funding
    uses = {Use(*key): amount for key, amount in _nonzero(financing.uses.amounts, arrays.actions, *axes)}
    differ.same_keys("uses", uses, funding.uses)
    gaps = {Use(*key): amount for key, amount in _nonzero(financing.gap, arrays.actions, *axes)}
    differ.same_keys("gap", gaps, funding.gap)
    awards: dict[tuple[Any, ...], float] = {}
    for claim, award in zip(financing.claims, financing.awards, strict=True):
        for key, amount in _nonzero(award, *axes):
            awards[arrays.actions[claim.action], claim.entry.id, *key] = amount
    theirs = {(*(getattr(award, name) for name in award.__slots__),) if hasattr(award, "__slots__") else
              (award.action, award.entry, award.organisation, award.sort, award.year): amount
              for award, amount in funding.awards.items()}
    differ.same_keys("award", awards, theirs)
