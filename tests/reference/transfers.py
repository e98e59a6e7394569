"""What is paid from one organisation to another: by action, line, organisation and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from finmodel.model.funding_enums import SourceKind
from tests.reference.payments import Payments
from tests.reference.rents import Rent

__all__ = ["TRANSFER_LINES", "Transfer", "Transfers", "Unknown"]

_LINES = {
    SourceKind.GRANT_NATIONAL: "grants",
    SourceKind.GRANT_EU: "grants",
    SourceKind.PRIVATE: "private",
    SourceKind.CLIMATE_FUND: "climate_fund",
    SourceKind.FEE: "fees",
    SourceKind.RESULTS_BASED: "results_based",
}
RENT = "internal_rent"
TRANSFER_LINES = (*dict.fromkeys(_LINES.values()), RENT)


@dataclass(frozen=True, order=True)
class Transfer:
    """A line of an organisation's for an action in a year: + is received, − paid."""

    action: str
    line: str
    organisation: str
    year: int


@dataclass(frozen=True)
class Unknown:
    """A transfer whose amount nobody knows: between whom, in which years, and why."""

    action: str
    line: str
    payer: str
    receivers: frozenset[str]
    years: frozenset[int]
    reason: str

    def crosses(self, inside: Iterable[str]) -> bool:
        """Whether it does not cancel among those inside: some of its parties are, and some are not."""
        parties = {self.payer, *self.receivers}
        return bool(parties & set(inside)) and not parties <= set(inside)


class Transfers:
    """The transfers of a plan in its years.

    Attributes
    ----------
    amounts
        By transfer.
    unknown
        Those that cannot be computed.
    """

    def __init__(self, payments: Payments, rents: Iterable[Rent]) -> None:
        book = payments.book
        self.amounts: defaultdict[Transfer, Fraction] = defaultdict(Fraction)
        self.unknown: list[Unknown] = []
        for payment, amount in payments.paid.items():
            if payment.year in book.years:
                source = book.sources[payment.source]
                line, provider = _LINES[source.kind], str(source.provider)
                self._move(payment.action, line, provider, payment.organisation, payment.year, amount)
        for unpaid in payments.unknown:
            receivers = frozenset(book.bears_investment(unpaid.action))
            provider = str(book.sources[unpaid.source].provider)
            self.unknown.append(
                Unknown(unpaid.action, "results_based", provider, receivers, unpaid.years, unpaid.reason)
            )
        for rent in rents:
            row = rent.row
            if rent.amount is None:
                years = frozenset({rent.year})
                parties = (row.payer, frozenset({row.receiver}))
                self.unknown.append(Unknown(row.action, RENT, *parties, years, "absent_input"))
            else:
                self._move(row.action, RENT, row.payer, row.receiver, rent.year, rent.amount)

    def _move(self, action: str, line: str, payer: str, receiver: str, year: int, amount: Fraction) -> None:
        self.amounts[Transfer(action, line, receiver, year)] += amount
        self.amounts[Transfer(action, line, payer, year)] -= amount

    def touched(self, action: str) -> frozenset[str]:
        """Return the organisations that a transfer of an action reaches."""
        known = {transfer.organisation for transfer in self.amounts if transfer.action == action}
        for each in self.unknown:
            if each.action == action and each.years:
                known |= {each.payer, *each.receivers}
        return frozenset(known)
