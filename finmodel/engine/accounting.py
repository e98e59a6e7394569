"""The plan in the municipality's accounts: what each action does to each organisation's result, year by year.

Signs are those of a budget: + is a higher net cost.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.assets import Asset, Books, assets_of
from finmodel.engine.axes import Part
from finmodel.engine.cashflow import SIGN_OF
from finmodel.engine.debt import Debt, finance_unit
from finmodel.engine.payouts import Payouts
from finmodel.engine.profiles import effect_window, yearly_amounts
from finmodel.engine.uses import Use, amounts_of, bearers
from finmodel.model.enums import InvestmentKind, OrganisationKind
from finmodel.model.funding_enums import GrantAccounting, MoneyClass, RentBasis, SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.financing import Financing
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.accounts import InternalRent
    from finmodel.model.plan import Plan

__all__ = ["ACCOUNTED", "AccountLine", "Accounts", "RentFlow", "accounts_of"]

ACCOUNTED = (OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT, OrganisationKind.COMPANY)
"""Kinds of organisations that have accounts here: the municipal group."""


class AccountLine(IntEnum):
    """Lines of the effect on the operating budget (driftskonsekvens), in their order."""

    DEPRECIATION = 0
    INTERNAL_INTEREST = 1
    WRITE_OFF = 2
    GRANT_INCOME = 3
    RESULTS_INCOME = 4
    OPEX = 5
    ENERGY_COST = 6
    CARBON_PRICE_PAID = 7
    SAVINGS = 8
    REVENUE = 9
    FEES = 10
    INTERNAL_RENT = 11
    LOAN_INTEREST = 12
    LOAN_FEES = 13
    GUARANTEE_FEE = 14
    INTERNAL_INTEREST_INCOME = 15

    @property
    def key(self) -> str:
        """Stable name, the one in files and catalogues."""
        return self.name.lower()


_OF_PARTS: Mapping[AccountLine, tuple[Part, ...]] = {
    AccountLine.OPEX: (Part.OPEX,),
    AccountLine.ENERGY_COST: (Part.ENERGY_COST,),
    AccountLine.CARBON_PRICE_PAID: (Part.CARBON_PRICE_PAID,),
    AccountLine.SAVINGS: (Part.SAVINGS,),
    AccountLine.REVENUE: (Part.REVENUE, Part.REVENUE_PAID),
}


@dataclass(frozen=True, slots=True, eq=False)
class RentFlow:
    """An internal rent: positions of action, payer and receiver, and the amount by year, NaN where not known."""

    action: int
    payer: int
    receiver: int
    amounts: FloatArray


@dataclass(frozen=True)
class Accounts:
    """Accounts of the funded actions; organisations outside the municipal group have none.

    Attributes
    ----------
    lines : ndarray, shape (action, organisation, account line, year) [nominal currency units, + = higher net cost]
        NaN where an internal interest is missing.
    book_value : ndarray, shape (action, organisation, year)
        On 31 December.
    reference_capital_cost : ndarray, shape (action, organisation, year)
        Capital cost of the replacement that is avoided: beside, in no sum.
    deferred : ndarray, shape (action, organisation, year)
        External money to investment that is not yet taken to income, on 31 December.
    rents
        Internal rents, also those paid from outside the group.
    """

    lines: FloatArray
    book_value: FloatArray
    reference_capital_cost: FloatArray
    deferred: FloatArray
    rents: tuple[RentFlow, ...]

    @property
    def operating_effect(self) -> FloatArray:
        """Effect on the operating budget (driftskonsekvens), shape (action, organisation, year)."""
        total: FloatArray = self.lines.sum(axis=2)
        return total


def accounts_of(plan: Plan, arrays: PlanArrays, funded: Financing, paid: Payouts, debt: Debt) -> Accounts:
    """Return the plan in the accounts.

    Parameters
    ----------
    plan, arrays, funded, paid, debt
        The plan, its arrays, its sources and uses, its external money as paid, and its debt.
    """
    return _Ledger(plan, arrays, funded, paid, debt).accounts()


class _Ledger:
    def __init__(self, plan: Plan, arrays: PlanArrays, funded: Financing, paid: Payouts, debt: Debt) -> None:
        self.plan, self.arrays, self.funded, self.paid, self.debt = plan, arrays, funded, paid, debt
        self.books = Books(plan)
        kinds = {row.id: row.kind for row in plan.organisations}
        self.kinds = [kinds.get(name) for name in arrays.organisations]
        self.is_accounted = np.array([kind in ACCOUNTED for kind in self.kinds])
        unit = finance_unit(plan)
        self.unit = None if unit is None else arrays.organisations.index(unit)
        shape = (len(arrays.actions), len(arrays.organisations), len(arrays.years))
        self.lines = np.zeros((*shape[:2], len(AccountLine), shape[2]))
        self.book_value, self.reference, self.deferred = (np.zeros(shape) for _ in range(3))
        self.rents: list[RentFlow] = []
        self.components = defaultdict(list)
        for row in sorted(plan.investments, key=lambda row: row.id):
            self.components[row.action].append(row)
        self.splits = bearers(plan, arrays)
        self.actions = {action.id: action for action in plan.actions}

    def accounts(self) -> Accounts:
        funded = np.flatnonzero(self.funded.uses.is_funded)
        claims: defaultdict[int, list[int]] = defaultdict(list)
        for i, claim in enumerate(self.funded.claims):
            claims[claim.action].append(i)
        self._running()
        for position in funded.tolist():
            assets = self._assets(position, InvestmentKind.CAPEX)
            self._capital(position, assets)
            self._reference(position)
            self._external(position, assets, claims[position])
        self._borrowing()
        self._internal_rents()
        self.lines[:, ~self.is_accounted] = 0.0
        for path in (self.book_value, self.reference, self.deferred):
            path[:, ~self.is_accounted] = 0.0
        return Accounts(self.lines, self.book_value, self.reference, self.deferred, tuple(self.rents))

    def _running(self) -> None:
        """Take running cost, savings and revenue from the cash flow before funding."""
        known = self.funded.uses.is_funded[:, None, None]
        for line, parts in _OF_PARTS.items():
            for part in parts:
                # Zero less the flow: a cost is +, and no −0.0.
                self.lines[:, :, line] += 0.0 - SIGN_OF[part] * amounts_of(self.arrays, part) * known

    def _assets(self, position: int, kind: InvestmentKind) -> list[Asset]:
        action = self.actions[self.arrays.actions[position]]
        return list(assets_of(action, self.components[action.id], kind, self.plan, self.books.indices))

    def _capital(self, position: int, assets: Sequence[Asset]) -> None:
        action = self.actions[self.arrays.actions[position]]
        for place, share in self.splits[position]:
            is_company = self.kinds[place] is OrganisationKind.COMPANY
            lines = self.lines[position, place]
            for asset in assets:
                cost = self.books.company(asset) if is_company else self.books.internal(asset)
                lines[AccountLine.DEPRECIATION] += share * cost.depreciation
                lines[AccountLine.INTERNAL_INTEREST] += share * cost.interest
                lines[AccountLine.WRITE_OFF] += share * cost.write_off
                self.book_value[position, place] += share * cost.book_value
            when = [asset.active.year for asset in assets if not asset.is_again]
            if when and min(when) < self.books.first_year + self.books.n_years:
                replaced = share * action.replaced_book_value
                lines[AccountLine.WRITE_OFF, min(when) - self.books.first_year] += replaced
        if self.unit is not None:
            charged = self.lines[position, self.is_accounted, AccountLine.INTERNAL_INTEREST].sum(axis=0)
            self.lines[position, self.unit, AccountLine.INTERNAL_INTEREST_INCOME] = 0.0 - charged

    def _reference(self, position: int) -> None:
        for place, share in self.splits[position]:
            is_company = self.kinds[place] is OrganisationKind.COMPANY
            for asset in self._assets(position, InvestmentKind.REFERENCE_CAPEX):
                cost = self.books.company(asset) if is_company else self.books.internal(asset)
                self.reference[position, place] += share * (cost.depreciation + cost.interest)

    def _external(self, position: int, assets: Sequence[Asset], claims: Sequence[int]) -> None:
        """Take external money to income: at the receiver as less cost, at a provider inside the group as cost."""
        n_years = self.books.n_years
        paths: dict[tuple[int, GrantAccounting], FloatArray] = {}
        used: dict[tuple[object, ...], FloatArray] = {}
        for i in claims:
            claim = self.funded.claims[i]
            if claim.terms.of_class is not MoneyClass.EXTERNAL:
                continue
            line = AccountLine.FEES if claim.terms.kind is SourceKind.FEE else AccountLine.GRANT_INCOME
            if not claim.terms.is_capital:
                line, income = AccountLine.RESULTS_INCOME, self.paid.paid[i].copy()
            else:
                awards = self.funded.awards[i]
                income = awards[:, Use.RUNNING].copy()
                for year in np.flatnonzero(awards[:, Use.CAPITAL].sum(axis=0)):
                    key = (int(year) + self.books.first_year, claim.terms.grant_accounting)
                    if (path := paths.get(key)) is None:
                        path = paths[key] = self._income_path(assets, *key, used)
                    taken = awards[:, Use.CAPITAL, year, None] * path[:n_years]
                    income += taken
                    self.deferred[position, :, year:] += awards[:, Use.CAPITAL, year, None]
                    self.deferred[position] -= np.cumsum(taken, axis=1)
            giver = None
            if claim.terms.provider is not None:
                giver = self.arrays.organisations.index(claim.terms.provider)
                # What it gives itself is nothing, known or not.
                income[giver] = 0.0
            self.lines[position, :, line] -= income
            if giver is not None:
                self.lines[position, giver, line] += income.sum(axis=0)
        # What rounding leaves of money that has all been taken to income.
        size = np.abs(self.deferred[position]).max(axis=1, initial=0.0, keepdims=True)
        self.deferred[position] = np.where(
            np.abs(self.deferred[position]) <= 1e-12 * size, 0.0, self.deferred[position]
        )

    def _income_path(
        self,
        assets: Sequence[Asset],
        year: int,
        accounting: GrantAccounting,
        used_up: dict[tuple[object, ...], FloatArray],
    ) -> FloatArray:
        """Return the share of external money of a year that is taken to income in each year from the first on.

        ``used_up`` holds how assets that are taken into use together are used up, for the other years of the action.
        """
        bought = [asset for asset in assets if asset.bought == year and asset.cost > 0]
        # What is taken into use together is paid for together.
        days = {asset.active for asset in bought if not asset.is_again}
        pools = {
            False: [asset for asset in assets if not asset.is_again and asset.active in days],
            True: [asset for asset in bought if asset.is_again],
        }
        total = sum(asset.cost for asset in bought)
        longest = max((asset.life for asset in assets), default=0)
        begun = min(asset.active.year for asset in assets if not asset.is_again)
        path = np.zeros(self.books.n_years + longest + 2)
        for is_again, pool in pools.items():
            weight = sum(asset.cost for asset in bought if asset.is_again is is_again) / total if total > 0 else 0.0
            if weight == 0:
                continue
            if accounting is GrantAccounting.INCOME_AT_COMPLETION:
                # Money to a reinvestment comes after the completion of the action: it is income in its year.
                place = (max(begun, year) if is_again else pool[0].active.year) - self.books.first_year
                if place < len(path):
                    path[place] += weight
                continue
            together = (year,) if is_again else tuple(sorted(days, key=lambda day: (day.year, day.month)))
            key = (is_again, *together)
            if (used := used_up.get(key)) is None:
                used = used_up[key] = self._used_up(pool, len(path))
            if used.any():
                path += weight * used
        return path

    def _used_up(self, pool: Sequence[Asset], n_years: int) -> FloatArray:
        """Return the share of some assets' cost that is used up in each year, shape (year,); 0 if they cost nothing."""
        used = np.zeros(n_years)
        for asset in pool:
            consumed = self.books.consumption(asset)
            used[: len(consumed)] += consumed
        total = used.sum()
        return used / total if total > 0 else np.zeros(n_years)

    def _borrowing(self) -> None:
        for i, claim in enumerate(self.funded.claims):
            lines = self.lines[claim.action]
            lines[:, AccountLine.LOAN_INTEREST] += self.debt.interest[i]
            lines[:, AccountLine.LOAN_FEES] += self.debt.fee[i]
            lines[:, AccountLine.GUARANTEE_FEE] += self.debt.guarantee_fee[i]
            if self.unit is not None:
                lines[self.unit, AccountLine.GUARANTEE_FEE] -= self.debt.guarantee_fee[i].sum(axis=0)

    def _internal_rents(self) -> None:
        places = {name: place for place, name in enumerate(self.arrays.actions)}
        # Rents on capital cost are of the cost before any rent.
        capital = self.lines[:, :, [AccountLine.DEPRECIATION, AccountLine.INTERNAL_INTEREST]].sum(axis=2)
        borrowed = self.lines[:, :, [AccountLine.LOAN_INTEREST, AccountLine.GUARANTEE_FEE]].sum(axis=2)
        for rent in sorted(self.plan.internal_rents, key=lambda row: row.id):
            position = places[rent.action]
            if not self.funded.uses.is_funded[position]:
                continue
            receiver = self.arrays.organisations.index(rent.receiver)
            payer = self.arrays.organisations.index(rent.payer)
            if rent.basis is RentBasis.AMOUNT:
                amount = self._amount(rent)
            else:
                amount = capital[position, receiver]
                if self.kinds[receiver] is OrganisationKind.COMPANY:
                    amount = amount + borrowed[position, receiver]
                # No share of it is nothing, also of what nobody knows.
                amount = rent.share * amount if rent.share else np.zeros_like(amount)
            self.rents.append(RentFlow(position, payer, receiver, amount))
            self.lines[position, receiver, AccountLine.INTERNAL_RENT] -= amount
            self.lines[position, payer, AccountLine.INTERNAL_RENT] += amount

    def _amount(self, rent: InternalRent) -> FloatArray:
        action = self.actions[rent.action]
        own = [row for row in self.components[rent.action] if row.kind is InvestmentKind.CAPEX]
        window = effect_window(action, own, self.plan.settings)
        if rent.amount is None:
            return np.zeros(self.books.n_years)
        amounts: FloatArray = yearly_amounts(rent.amount, window.plain, self.plan.settings)
        return amounts * self.books.indices[rent.price_category]
