"""The closed lists of words of funding and accounts. Labels are in the catalogues under ``choice.<enum>.<value>``."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "AccountLevel",
    "CapitalCostMethod",
    "Certainty",
    "Covers",
    "GrantAccounting",
    "LoanForm",
    "MoneyClass",
    "RentBasis",
    "SourceKind",
]


class MoneyClass(StrEnum):
    """Whose money it is in the end: the bearer's own, borrowed and paid back, or somebody else's."""

    OWN = "own"
    BORROWED = "borrowed"
    EXTERNAL = "external"


class SourceKind(StrEnum):
    """What sort of money a source is."""

    OWN_INVESTMENT_FRAME = "own_investment_frame"
    OWN_OPERATING = "own_operating"
    LOAN = "loan"
    GREEN_LOAN = "green_loan"
    BOND = "bond"
    ENERGY_PERFORMANCE_CONTRACT = "energy_performance_contract"
    GRANT_NATIONAL = "grant_national"
    GRANT_EU = "grant_eu"
    RESULTS_BASED = "results_based"
    PRIVATE = "private"
    FEE = "fee"
    CLIMATE_FUND = "climate_fund"

    @property
    def money_class(self) -> MoneyClass | None:
        """Class of the kind; None where the source itself states it (fees and climate funds)."""
        return _CLASSES.get(self)

    @property
    def is_grant(self) -> bool:
        """Whether it is a share of an eligible cost and counts against an aid ceiling."""
        return self in (SourceKind.GRANT_NATIONAL, SourceKind.GRANT_EU)

    @property
    def covers(self) -> Covers:
        """What the money is used for unless the source says otherwise: nobody borrows for running cost."""
        if self in (SourceKind.OWN_OPERATING, SourceKind.PRIVATE, SourceKind.FEE, SourceKind.CLIMATE_FUND):
            return Covers.BOTH
        return Covers.INVESTMENT


_CLASSES = {
    SourceKind.OWN_INVESTMENT_FRAME: MoneyClass.OWN,
    SourceKind.OWN_OPERATING: MoneyClass.OWN,
    SourceKind.LOAN: MoneyClass.BORROWED,
    SourceKind.GREEN_LOAN: MoneyClass.BORROWED,
    SourceKind.BOND: MoneyClass.BORROWED,
    SourceKind.ENERGY_PERFORMANCE_CONTRACT: MoneyClass.BORROWED,
    SourceKind.GRANT_NATIONAL: MoneyClass.EXTERNAL,
    SourceKind.GRANT_EU: MoneyClass.EXTERNAL,
    SourceKind.RESULTS_BASED: MoneyClass.EXTERNAL,
    SourceKind.PRIVATE: MoneyClass.EXTERNAL,
}


class Certainty(StrEnum):
    """How sure the money is."""

    SECURED = "secured"
    APPLIED = "applied"
    IDENTIFIED = "identified"


class Covers(StrEnum):
    """Which uses a source may pay for."""

    INVESTMENT = "investment"
    RUNNING_COST = "running_cost"
    BOTH = "both"


class LoanForm(StrEnum):
    """How borrowed money is paid back."""

    ANNUITY = "annuity"
    STRAIGHT_LINE = "straight_line"
    BULLET = "bullet"


class GrantAccounting(StrEnum):
    """When money towards an investment becomes income in the accounts."""

    ACCRUE = "accrue"
    INCOME_AT_COMPLETION = "income_at_completion"


class CapitalCostMethod(StrEnum):
    """How capital cost (kapitalkostnad) is spread over the years."""

    STRAIGHT_LINE_NOMINAL = "straight_line_nominal"
    NOMINAL_ANNUITY = "nominal_annuity"
    REAL_ANNUITY = "real_annuity"


class RentBasis(StrEnum):
    """What an internal rent is computed from."""

    AMOUNT = "amount"
    CAPITAL_COST = "capital_cost"


class AccountLevel(StrEnum):
    """Whose ordinary budget: the municipality's own (committees and finance unit) or the group's with companies."""

    MUNICIPALITY = "municipality"
    GROUP = "group"
