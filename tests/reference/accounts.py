"""Municipal accounts by the book: result, cash and debt of every committee, finance unit and company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from finmodel.model.action import Action
from finmodel.model.enums import EffectFollows, InvestmentKind, OrganisationKind
from finmodel.model.funding_enums import CapitalCostMethod, SourceKind
from tests.reference.capital_cost import Asset, activation_of, assets_of, capital_years, growth_of
from tests.reference.funding import CAPITAL, Award, Funding
from tests.reference.income import income_of
from tests.reference.kronor import of_year
from tests.reference.loans import Loan, loans_of
from tests.reference.numbers import ZERO, ByYear, exact
from tests.reference.payments import RESULTS, Payments
from tests.reference.rents import rents_of
from tests.reference.transfers import TRANSFER_LINES, Transfers

__all__ = ["COSTS", "INCOMES", "INTERNAL", "LINES", "Accounts"]

COSTS = (
    "depreciation",
    "internal_interest",
    "write_off",
    "opex",
    "energy",
    "carbon_price",
    "fees",
    "internal_rent",
    "loan_interest",
    "loan_fees",
    "guarantee_fee",
)
"""Added in driftskonsekvens. Of fees, internal rent and guarantee fee what is paid is +, what is received −."""
INCOMES = ("grant_income", "results_income", "savings", "revenue", "internal_interest_income")
"""Subtracted in it. A revenue is − for its payer, external money for an organisation that gives it."""
DEBT = ("debt_opening", "debt_drawn", "debt_amortised", "debt_closing")
BESIDE = ("reference_capital_cost", "book_value", "deferred_income")
LINES = (*COSTS, *INCOMES, "driftskonsekvens", *BESIDE, *DEBT, "cash")
INTERNAL = ("internal_interest", "internal_interest_income")
"""Cost of one and income of another inside the municipality, known or not."""

_OPERATING = {
    "opex": ("opex", -1),
    "energy_cost": ("energy", -1),
    "carbon_price_paid": ("carbon_price", -1),
    "savings": ("savings", 1),
    "revenue": ("revenue", 1),
}
"""Lines before funding, and what they are called here; there a cost is below 0."""

Key = tuple[str, str, int]
"""Line, organisation, year."""


class Accounts:
    """The accounts of a plan.

    Attributes
    ----------
    amounts
        Kronor by line, organisation and year.
    unknown
        Why a line has no amount, by line, organisation and year.
    capital
        Depreciation and internal interest of each action by organisation and year.
    """

    def __init__(self, funding: Funding, payments: Payments) -> None:
        self.funding, self.payments, self.book = funding, payments, funding.book
        self.amounts: defaultdict[Key, Fraction] = defaultdict(Fraction)
        self.unknown: dict[Key, str] = {}
        self.staged = {name for name, flows in self.book.flows.items() if _is_staged(flows.action)}
        self.assets = {name: self._assets(name, is_reference=False) for name in self.book.flows}
        self.capital: dict[tuple[str, str, int], Fraction | None] = {}
        self.loans: list[Loan] = loans_of(funding)
        self.income: dict[Award, ByYear] = income_of(funding, self.assets, self.staged)
        for action in self.book.flows:
            self._capital_cost(action)
            self._written_off(action)
            self._operating(action)
        self._internal_income()
        self._borrowed()
        self._external_income()
        self.transfers = Transfers(payments, rents_of(self.book, self.capital_cost))
        self._transferred()
        self._spent()
        for organisation in self.book.accounted:
            for year in self.book.years:
                self._summed(organisation, year)

    def _add(self, line: str, organisation: str, year: int, amount: Fraction | None, reason: str = "") -> None:
        if organisation not in self.book.accounted or year not in self.book.years:
            return
        if amount is None:
            # Of two reasons the one that is the same whatever the order.
            self.unknown[line, organisation, year] = max(reason, self.unknown.get((line, organisation, year), ""))
        else:
            self.amounts[line, organisation, year] += amount

    def of(self, line: str, organisation: str, year: int) -> Fraction | None:
        """Return a line of an organisation and year; None where it is not known."""
        key = (line, organisation, year)
        return None if key in self.unknown else self.amounts.get(key, ZERO)

    # -- Capital cost ----------------------------------------------------------------------------------------

    def _assets(self, action: str, *, is_reference: bool) -> list[Asset]:
        flows = self.book.flows[action]
        rows = flows.avoided if is_reference else flows.capex
        purchases = self.book.avoided_purchases[action] if is_reference else self.book.purchases[action]
        planned = [year for row in rows for year in row.planned_years()]
        activated = (max(planned, default=0) + 1, 1) if is_reference else activation_of(flows.action, planned)
        return assets_of(purchases, None if action in self.staged else activated)

    def _capital_cost(self, action: str) -> None:
        for kind in InvestmentKind:
            is_reference = kind is InvestmentKind.REFERENCE_CAPEX
            assets = self._assets(action, is_reference=True) if is_reference else self.assets[action]
            for organisation, share in self.book.bears_investment(action).items():
                if organisation not in self.book.accounted:
                    continue
                for asset in assets:
                    self._year_by_year(action, organisation, share, asset, is_reference=is_reference)

    def _year_by_year(
        self, action: str, organisation: str, share: Fraction, asset: Asset, *, is_reference: bool
    ) -> None:
        """Book an organisation's part of an asset; a company pays no internal interest and knows no annuity."""
        settings = self.book.plan.settings
        is_company = self.book.kinds[organisation] is OrganisationKind.COMPANY
        method = CapitalCostMethod.STRAIGHT_LINE_NOMINAL if is_company else settings.capital_cost_method

        def rate(year: int) -> Fraction | None:
            return ZERO if is_company else of_year(settings.internal_interest, year)

        lacking = "absent_input"
        for year, found in capital_years(asset, method, rate, growth_of(settings), self.book.years).items():
            depreciation = None if found.depreciation is None else share * found.depreciation
            interest = None if found.interest is None else share * found.interest
            cost = None if depreciation is None or interest is None else depreciation + interest
            if is_reference:
                self._add("reference_capital_cost", organisation, year, cost, lacking)
                continue
            self._add("book_value", organisation, year, None if found.left is None else share * found.left, lacking)
            self._add("depreciation", organisation, year, depreciation, lacking)
            self._add("internal_interest", organisation, year, interest, lacking)
            written_off = None if found.write_off is None else share * found.write_off
            self._add("write_off", organisation, year, written_off, lacking)
            before = self.capital.get((action, organisation, year), ZERO)
            self.capital[action, organisation, year] = None if cost is None or before is None else before + cost

    def _written_off(self, action: str) -> None:
        value = exact(self.book.flows[action].action.replaced_book_value)
        if value:
            activated = min(asset.year for asset in self.assets[action] if asset.is_first)
            for organisation, share in self.book.bears_investment(action).items():
                self._add("write_off", organisation, activated, share * value)

    def _internal_income(self) -> None:
        """Give the finance unit what committees, and itself, pay in internal interest."""
        if self.book.finance_unit is None:
            return
        for line, organisation, year in [key for key in (*self.amounts, *self.unknown) if key[0] == INTERNAL[0]]:
            amount = self.amounts.get((line, organisation, year), ZERO)
            if (line, organisation, year) in self.unknown:
                self._add(INTERNAL[1], self.book.finance_unit, year, None, "absent_input")
            else:
                self._add(INTERNAL[1], self.book.finance_unit, year, amount)

    def capital_cost(self, action: str, organisation: str, year: int) -> Fraction | None:
        """Return what an action costs an organisation: depreciation and interest, internal or on its own loans."""
        cost = self.capital.get((action, organisation, year), ZERO)
        if cost is None or self.book.kinds[organisation] is not OrganisationKind.COMPANY:
            return cost
        for loan in self.loans:
            if (loan.award.action, loan.borrower) == (action, organisation):
                cost += sum((each.interest for each in loan.years if each.year == year), ZERO)
                cost += loan.guarantee_fee(year)
        return cost

    # -- Running cost, loans, external money -----------------------------------------------------------------

    def _operating(self, action: str) -> None:
        for entry in self.book.flows[action].entries:
            if entry.line in _OPERATING:
                line, sign = _OPERATING[entry.line]
                for year, amount in entry.nominal.items():
                    self._add(line, entry.organisation, year, sign * amount)
                    self._add("cash", entry.organisation, year, amount)

    def _borrowed(self) -> None:
        for loan in self.loans:
            drawn, borrower = loan.award.year, loan.borrower
            self._add("loan_fees", borrower, drawn, loan.fee)
            self._add("debt_drawn", borrower, drawn, loan.amount)
            self._add("cash", borrower, drawn, loan.amount - loan.fee)
            for each in loan.years:
                self._add("loan_interest", borrower, each.year, each.interest)
                self._add("debt_amortised", borrower, each.year, each.amortised)
                self._add("debt_closing", borrower, each.year, each.balance)
                self._add("debt_opening", borrower, each.year + 1, each.balance)
                self._add("cash", borrower, each.year, -each.amortised - each.interest_paid)
                fee = loan.guarantee_fee(each.year)
                if fee and self.book.finance_unit is not None:
                    for organisation, sign in ((borrower, 1), (self.book.finance_unit, -1)):
                        self._add("guarantee_fee", organisation, each.year, sign * fee)
                        self._add("cash", organisation, each.year + 1, -sign * fee)

    def _external_income(self) -> None:
        """Book what is got as income and, in the same years, what is given as the giver's: as less income."""
        for award, income in self.income.items():
            source = self.funding.source_of(award.entry)
            line, sign = ("fees", -1) if source.kind is SourceKind.FEE else ("grant_income", 1)
            for year, amount in income.items():
                self._add(line, award.organisation, year, sign * amount)
                self._add(line, str(source.provider), year, -sign * amount)
            for year in self.book.years if award.sort == CAPITAL else ():
                taken = sum((amount for at, amount in income.items() if at <= year), ZERO)
                given = self.funding.awards[award] if award.year <= year else ZERO
                self._add("deferred_income", award.organisation, year, given - taken)
        for payment, amount in self.payments.paid.items():
            if payment.sort == RESULTS:
                self._add("results_income", payment.organisation, payment.year, amount)
                self._add("results_income", str(self.book.sources[payment.source].provider), payment.year, -amount)

    def _transferred(self) -> None:
        for transfer, amount in self.transfers.amounts.items():
            self._add("cash", transfer.organisation, transfer.year, amount)
            if transfer.line == "internal_rent":
                self._add("internal_rent", transfer.organisation, transfer.year, -amount)
        for each in self.transfers.unknown:
            line = "internal_rent" if each.line == "internal_rent" else "results_income"
            for organisation in {each.payer, *each.receivers}:
                for year in each.years if each.crosses([organisation]) else ():
                    self._add("cash", organisation, year, None, each.reason)
                    self._add(line, organisation, year, None, each.reason)

    def _spent(self) -> None:
        for use, amount in self.funding.uses.items():
            if use.sort == CAPITAL:
                self._add("cash", use.organisation, use.year, -amount)

    def _summed(self, organisation: str, year: int) -> None:
        reasons = [
            reason
            for line in (*COSTS, *INCOMES)
            if (reason := self.unknown.get((line, organisation, year))) is not None
        ]
        if reasons:
            self._add("driftskonsekvens", organisation, year, None, max(reasons))
            return
        for lines, sign in ((COSTS, 1), (INCOMES, -1)):
            for line in lines:
                amount = self.amounts.get((line, organisation, year), ZERO)
                self._add("driftskonsekvens", organisation, year, sign * amount)

    # -- Levels ----------------------------------------------------------------------------------------------

    def of_level(self, line: str, level: str, year: int) -> Fraction | None:
        """Return a line of the municipality or of the group; internal interest is no cost and no income there."""
        if line in INTERNAL:
            return ZERO
        inside = self.book.inside(level)
        if line == "driftskonsekvens":
            parts = {each: self.of_level(each, level, year) for each in (*COSTS, *INCOMES)}
            return _net(parts)
        total = ZERO
        for organisation in inside:
            if self._is_lacking(line, organisation, level, year):
                return None
            total += self.amounts.get((line, organisation, year), ZERO)
        return total

    def _is_lacking(self, line: str, organisation: str, level: str, year: int) -> bool:
        """Whether a line of an organisation is unknown to the level: what cancels inside it is not missed."""
        if (line, organisation, year) not in self.unknown:
            return False
        if line not in ("internal_rent", "results_income", "cash"):
            return True
        inside = self.book.inside(level)
        lines = {"internal_rent": ("internal_rent",), "results_income": ("results_based",)}
        return any(
            each.crosses(inside)
            for each in self.transfers.unknown
            if year in each.years and each.line in lines.get(line, TRANSFER_LINES)
        )


def _is_staged(action: Action) -> bool:
    return action.effect_follows is EffectFollows.CAPEX and not action.activation


def _net(parts: Mapping[str, Fraction | None]) -> Fraction | None:
    total = ZERO
    for line, amount in parts.items():
        if amount is None:
            return None
        total += amount if line in COSTS else -amount
    return total
