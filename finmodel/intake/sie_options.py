"""How a SIE file is read where the user says it: which records, which level, and what its dimensions are of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from finmodel.intake.sie_levels import Level

__all__ = ["OutturnFrom", "SieOptions"]


class OutturnFrom(StrEnum):
    """Which records outturn is read from; they repeat the same money."""

    AUTO = "auto"
    """Year by year: vouchers where the file has them, else period balances, else results."""
    VOUCHERS = "vouchers"
    PERIODS = "periods"
    RESULTS = "results"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SieOptions:
    """How a SIE file is read.

    Attributes
    ----------
    has_budget
        Whether budgets are read.
    outturn
        Which records outturn is read from.
    level
        Numbers of the dimensions whose rows are read, () for the account as a whole; None: the level with the most
        money, record by record.
    dimensions
        Pairs of dimension and field (``("7", "activity")``) where their names do not tell, or tell wrongly; the field
        "" is none.
    has_balance_accounts
        Whether outturn of balance accounts becomes lines too. Budgets are read of every account.
    """

    has_budget: bool = True
    outturn: OutturnFrom = OutturnFrom.AUTO
    level: Level | None = None
    dimensions: tuple[tuple[str, str], ...] = ()
    has_balance_accounts: bool = False
