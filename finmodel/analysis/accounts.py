"""What the plan does to operating budgets, cash and debt, by organisation and year."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.budget_tests import LevelSeries, LevelTests, level_tests
from finmodel.analysis.capacity import adopted_by_bearer
from finmodel.analysis.components import ComponentCost, component_costs
from finmodel.engine.accounting import ACCOUNTED, AccountLine
from finmodel.engine.axes import Part
from finmodel.engine.cashflow import SIGN_OF
from finmodel.engine.loans import previous
from finmodel.engine.measures import without_noise
from finmodel.engine.payouts import TransferLine
from finmodel.engine.undefined import Reason
from finmodel.engine.uses import Use, amounts_of
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding_enums import AccountLevel, MoneyClass

if TYPE_CHECKING:
    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.engine.money import PlanMoney
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.enums import OrganisationKind as OrganisationKindType
    from finmodel.model.plan import Plan

__all__ = ["AccountResults", "CashLine", "DebtLine", "LoanTable", "OrganisationAccounts"]

_LEVELS: dict[AccountLevel, tuple[OrganisationKindType, ...]] = {
    AccountLevel.MUNICIPALITY: (OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT),
    AccountLevel.GROUP: ACCOUNTED,
}


_CANCELS = {
    AccountLine.INTERNAL_RENT: TransferLine.INTERNAL_RENT,
    AccountLine.RESULTS_INCOME: TransferLine.RESULTS_BASED,
}
"""Lines that are transfers as they are paid: between two inside a level they cancel, known or not."""


class CashLine(StrEnum):
    """Lines of the cash table; an inflow is +."""

    CAPEX = "capex"
    OPEX = "opex"
    ENERGY_COST = "energy_cost"
    CARBON_PRICE_PAID = "carbon_price_paid"
    SAVINGS = "savings"
    REVENUE = "revenue"
    TRANSFERS = "transfers"
    DRAWN = "drawn"
    AMORTISED = "amortised"
    INTEREST_PAID = "interest_paid"
    LOAN_FEES = "loan_fees"
    GUARANTEE_FEE = "guarantee_fee"


_CASH_PARTS = {
    CashLine.CAPEX: (Part.CAPEX, Part.REINVESTMENT),
    CashLine.OPEX: (Part.OPEX,),
    CashLine.ENERGY_COST: (Part.ENERGY_COST,),
    CashLine.CARBON_PRICE_PAID: (Part.CARBON_PRICE_PAID,),
    CashLine.SAVINGS: (Part.SAVINGS,),
    CashLine.REVENUE: (Part.REVENUE, Part.REVENUE_PAID),
}


class DebtLine(StrEnum):
    """Lines of the debt table: opening + drawn − amortised = closing."""

    OPENING = "opening"
    DRAWN = "drawn"
    AMORTISED = "amortised"
    CLOSING = "closing"


@dataclass(frozen=True)
class OrganisationAccounts:
    """The three tables of an organisation, or of a level, and what stands beside them [nominal currency units].

    Attributes
    ----------
    id, name, kind
        The organisation's; for a level its name and an empty kind.
    years : tuple of int
    result : mapping from account line to ndarray, shape (year,)
        Lines of the effect on the operating budget, + = higher net cost; NaN where an input is absent.
    operating_effect : ndarray, shape (year,)
        Their sum: driftskonsekvens.
    cash : mapping from cash line to ndarray, shape (year,), inflow +
    debt : mapping from debt line to ndarray, shape (year,)
    interest_accrued : ndarray, shape (year,)
    book_value, deferred_income, reference_capital_cost : ndarray, shape (year,)
        Fixed assets and external money not yet taken to income, on 31 December; the avoided reference capital cost.
    """

    id: str
    name: str
    kind: str
    years: tuple[int, ...]
    result: dict[AccountLine, FloatArray]
    operating_effect: FloatArray
    cash: dict[CashLine, FloatArray]
    debt: dict[DebtLine, FloatArray]
    interest_accrued: FloatArray
    book_value: FloatArray
    deferred_income: FloatArray
    reference_capital_cost: FloatArray

    @property
    def net_cash(self) -> FloatArray:
        """Sum of the cash lines, shape (year,)."""
        return np.asarray(sum(self.cash.values(), np.zeros(len(self.years))))

    @property
    def capital_cost(self) -> FloatArray:
        """Depreciation and internal interest, shape (year,)."""
        return self.result[AccountLine.DEPRECIATION] + self.result[AccountLine.INTERNAL_INTEREST]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: by year, then by line; null where an input is absent."""
        columns: dict[str, FloatArray] = {
            **{line.key: path for line, path in self.result.items()},
            "operating_effect": self.operating_effect,
            "reference_capital_cost": self.reference_capital_cost,
            **{f"cash.{line}": path for line, path in self.cash.items()},
            "cash.net": self.net_cash,
            **{f"debt.{line}": path for line, path in self.debt.items()},
            "book_value": self.book_value,
            "deferred_income": self.deferred_income,
        }
        by_year: dict[str, Any] = {}
        for place, year in enumerate(self.years):
            row = {name: None if np.isnan(path[place]) else float(path[place]) + 0.0 for name, path in columns.items()}
            absent = {name: Reason.ABSENT_INPUT.key for name, value in row.items() if value is None}
            by_year[str(year)] = {**row, "undefined": absent}
        return by_year


@dataclass(frozen=True)
class LoanTable:
    """A source of borrowed money and a borrower: what is drawn, owed and paid, by year."""

    source: str
    borrower: str
    years: tuple[int, ...]
    drawn: FloatArray
    amortised: FloatArray
    closing: FloatArray
    interest: FloatArray
    fee: FloatArray
    guarantee_fee: FloatArray

    @property
    def opening(self) -> FloatArray:
        """Debt on 31 December of the year before."""
        return previous(self.closing)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        columns = {
            "opening": self.opening,
            "drawn": self.drawn,
            "amortised": self.amortised,
            "closing": self.closing,
            "interest": self.interest,
            "fee": self.fee,
            "guarantee_fee": self.guarantee_fee,
        }
        rows = {
            str(year): {name: float(path[place]) for name, path in columns.items()}
            for place, year in enumerate(self.years)
        }
        return {"source": self.source, "borrower": self.borrower, "years": rows}


@dataclass(frozen=True)
class AccountResults:
    """The plan in the accounts of the municipal group: of the actions that count and are costed.

    Tax is left out.

    Parameters
    ----------
    plan, arrays, money
        The plan, its arrays and its money.
    """

    plan: Plan
    arrays: PlanArrays
    money: PlanMoney

    @cached_property
    def organisations(self) -> tuple[OrganisationAccounts, ...]:
        """Every committee, finance unit and company, in the plan's order."""
        places = {name: place for place, name in enumerate(self.arrays.organisations)}
        chosen = np.ones(len(self.arrays.actions), dtype=bool)
        return tuple(
            self._accounts(row.id, row.name, str(row.kind), np.arange(len(places)) == places[row.id], chosen)
            for row in self.plan.organisations
            if row.kind in ACCOUNTED
        )

    def of_organisation(self, identity: str, action: str | None = None) -> OrganisationAccounts:
        """Return an organisation's accounts, of all actions or of one."""
        row = next(row for row in self.plan.organisations if row.id == identity)
        chosen = np.array([action in (None, name) for name in self.arrays.actions], dtype=bool)
        mine = np.array([name == identity for name in self.arrays.organisations], dtype=bool)
        return self._accounts(row.id, row.name, str(row.kind), mine, chosen)

    @cached_property
    def levels(self) -> dict[AccountLevel, OrganisationAccounts]:
        """The municipality and the group: internal interest cancels there, and only the loan interest is left."""
        chosen = np.ones(len(self.arrays.actions), dtype=bool)
        return {level: self._accounts(str(level), "", "", self._inside(level), chosen) for level in AccountLevel}

    def _inside(self, level: AccountLevel) -> BoolArray:
        kinds = {row.id: row.kind for row in self.plan.organisations}
        return np.array([kinds.get(name) in _LEVELS[level] for name in self.arrays.organisations], dtype=bool)

    def _accounts(
        self, identity: str, name: str, kind: str, mine: BoolArray, chosen: BoolArray
    ) -> OrganisationAccounts:
        accounts, debt, funded = self.money.accounts, self.money.debt, self.money.financing
        is_level = kind == ""
        picked = np.ix_(chosen, mine)
        lines = accounts.lines[picked].sum(axis=(0, 1))
        if is_level:
            # What the finance unit charges is what the others pay, also where nobody has stated the rate.
            lines[[AccountLine.INTERNAL_INTEREST, AccountLine.INTERNAL_INTEREST_INCOME]] = 0.0
            for account, transfer in _CANCELS.items():
                across = self.money.transfers.of_line(transfer).seen_by(mine & chosen[:, None])[0]
                lines[account] = 0.0 - across.sum(axis=0)
        cash = {line: flows[picked].sum(axis=(0, 1)) + 0.0 for line, flows in self._cash_flows.items()}
        inside = mine & chosen[:, None]
        cash[CashLine.TRANSFERS] = self.money.transfers.seen_by(inside)[0].sum(axis=0) + 0.0
        claims = np.array([i for i, claim in enumerate(funded.claims) if chosen[claim.action]], dtype=np.intp)

        def owed(path: FloatArray) -> FloatArray:
            return np.asarray(path[np.ix_(claims, mine)].sum(axis=(0, 1)))

        fee = owed(debt.guarantee_fee)
        unit = [place for place in np.flatnonzero(mine).tolist() if self._kind(place) is OrganisationKind.FINANCE_UNIT]
        if unit:
            fee = fee - debt.guarantee_fee[claims].sum(axis=(0, 1))
        cash[CashLine.DRAWN] = owed(debt.drawn)
        cash[CashLine.AMORTISED] = 0.0 - owed(debt.amortised)
        cash[CashLine.INTEREST_PAID] = 0.0 - previous(owed(debt.interest))
        cash[CashLine.LOAN_FEES] = 0.0 - owed(debt.fee)
        cash[CashLine.GUARANTEE_FEE] = 0.0 - previous(fee)
        closing = owed(debt.closing)
        return OrganisationAccounts(
            id=identity,
            name=name,
            kind=kind,
            years=tuple(int(year) for year in self.arrays.years),
            result={line: lines[line] + 0.0 for line in AccountLine},
            operating_effect=lines.sum(axis=0) + 0.0,
            cash=cash,
            debt={
                DebtLine.OPENING: previous(closing),
                DebtLine.DRAWN: owed(debt.drawn),
                DebtLine.AMORTISED: owed(debt.amortised),
                DebtLine.CLOSING: closing,
            },
            interest_accrued=owed(debt.interest),
            book_value=accounts.book_value[picked].sum(axis=(0, 1)),
            deferred_income=accounts.deferred[picked].sum(axis=(0, 1)),
            reference_capital_cost=accounts.reference_capital_cost[picked].sum(axis=(0, 1)),
        )

    @cached_property
    def _cash_flows(self) -> dict[CashLine, FloatArray]:
        """Signed cash flow before funding, of the actions in the accounts; shapes (action, organisation, year)."""
        known = self.money.financing.uses.is_funded[:, None, None]

        def signed(part: Part) -> FloatArray:
            return SIGN_OF[part] * amounts_of(self.arrays, part) * known

        return {line: np.asarray(sum(map(signed, parts), np.zeros(1))) for line, parts in _CASH_PARTS.items()}

    def _kind(self, place: int) -> OrganisationKindType | None:
        name = self.arrays.organisations[place]
        return next((row.kind for row in self.plan.organisations if row.id == name), None)

    @cached_property
    def loans(self) -> tuple[LoanTable, ...]:
        """Every source of borrowed money by borrower, in the plan's order; only what is drawn."""
        claims, debt = self.money.financing.claims, self.money.debt
        years = tuple(int(year) for year in self.arrays.years)
        tables = []
        for row in self.plan.sources:
            mine = [i for i, claim in enumerate(claims) if claim.terms.id == row.id]
            if row.of_class is not MoneyClass.BORROWED or not mine:
                continue
            for organisation in self.plan.organisations:
                place = self.arrays.organisations.index(organisation.id)
                if debt.drawn[mine, place].any():
                    paths = (debt.drawn, debt.amortised, debt.closing, debt.interest, debt.fee, debt.guarantee_fee)
                    tables.append(
                        LoanTable(row.id, organisation.id, years, *(path[mine, place].sum(axis=0) for path in paths))
                    )
        return tuple(tables)

    @cached_property
    def components(self) -> tuple[ComponentCost, ...]:
        """Capital cost by component and bearer."""
        return component_costs(self.plan, self.arrays, self.money)

    @cached_property
    def tests(self) -> tuple[LevelTests, ...]:
        """The tests of the ordinary budget with the plan added, by level; empty where no year of it is stated."""
        return tuple(
            level_tests(self.plan, level, self._series(level))
            for level in AccountLevel
            if any(row.level is level for row in self.plan.ordinary_budget)
        )

    def _series(self, level: AccountLevel) -> LevelSeries:
        """Return what the plan adds to the ordinary budget of a level."""
        inside, own = self._inside(level), self.levels[level]
        funded = self.money.financing
        capital = funded.uses.amounts[:, inside, Use.CAPITAL].sum(axis=(0, 1))
        # Adopted rows of the actions here are in the ordinary budget already.
        adopted = adopted_by_bearer(self.plan, self.arrays)
        external = np.zeros(len(self.arrays.years))
        for i, claim in enumerate(funded.claims):
            giver = claim.terms.provider
            is_own = giver is not None and inside[self.arrays.organisations.index(giver)]
            if claim.terms.of_class is MoneyClass.EXTERNAL and not is_own:
                external += funded.awards[i][inside, Use.CAPITAL].sum(axis=0)
        adopted_inside = adopted[funded.uses.is_funded][:, inside].sum(axis=(0, 1))
        return LevelSeries(
            first_year=int(self.arrays.years[0]),
            base_year=int(self.arrays.years[self.arrays.base]),
            operating_effect=own.operating_effect,
            depreciation=own.result[AccountLine.DEPRECIATION],
            # An investment that others pay whole is none, also where their shares do not add up to it in floats.
            net_investment=without_noise(capital - external - adopted_inside, capital + external + adopted_inside),
            debt=own.debt[DebtLine.CLOSING],
        )

    def is_funded(self, action: str) -> bool:
        """Whether an action counts and is costed, and so is in the accounts."""
        return bool(self.money.financing.uses.is_funded[self.arrays.actions.index(action)])

    def by_organisation_year(self) -> dict[str, Any]:
        """Return the accounts by organisation and year."""
        return {item.id: item.to_dict() for item in self.organisations}

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: organisations, levels, loans and tests."""
        return {
            "organisations": self.by_organisation_year(),
            "levels": {str(level): item.to_dict() for level, item in self.levels.items()},
            "loans": [table.to_dict() for table in self.loans],
            "components": [item.to_dict() for item in self.components],
            "tests": [item.to_dict() for item in self.tests],
        }
