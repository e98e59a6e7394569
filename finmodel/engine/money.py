"""How a plan is paid for, all of it: sources and uses, payments, transfers, debt and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.accounting import Accounts, accounts_of
from finmodel.engine.debt import Debt, debt_of
from finmodel.engine.financing import Financing, financing
from finmodel.engine.payouts import Payouts, payouts
from finmodel.engine.transfers import Transfers, transfers_of

if TYPE_CHECKING:
    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.model.plan import Plan

__all__ = ["PlanMoney"]


@dataclass(frozen=True)
class PlanMoney:
    """A plan's money, each part computed once, when it is first asked for.

    Attributes
    ----------
    plan, arrays
        The plan and its arrays.
    """

    plan: Plan
    arrays: PlanArrays

    @cached_property
    def financing(self) -> Financing:
        """Sources and uses."""
        return financing(self.plan, self.arrays)

    @cached_property
    def payouts(self) -> Payouts:
        """External money as it is paid."""
        return payouts(self.plan, self.arrays, self.financing)

    @cached_property
    def debt(self) -> Debt:
        """Loans, bonds and energy performance contracts."""
        return debt_of(self.plan, self.arrays, self.financing)

    @cached_property
    def accounts(self) -> Accounts:
        """The plan in the municipality's accounts."""
        return accounts_of(self.plan, self.arrays, self.financing, self.payouts, self.debt)

    @cached_property
    def transfers(self) -> Transfers:
        """External money as it is paid, and internal rents."""
        rents = self.accounts.rents if self.plan.internal_rents else ()
        return transfers_of(self.arrays, self.financing, self.payouts, rents)

    @cached_property
    def lacks_tonnes(self) -> BoolArray:
        """Whether results-based money of the action is not known, for want of its tonnes; shape (action,)."""
        lacking = np.zeros(len(self.arrays.actions), dtype=bool)
        for claim in self.financing.claims:
            is_open = not claim.terms.is_capital and claim.barred is None
            lacking[claim.action] |= is_open and not self.arrays.is_quantified[claim.action]
        return lacking
