"""What a SIE file holds, as it stands in the file; see :mod:`~finmodel.intake.sie_reader`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Objects", "SieAccount", "SieBalance", "SieDimension", "SieFile", "SieTransaction", "SieVoucher"]

Objects = tuple[tuple[str, str], ...]
"""Dimension and object, in order of dimension; () for the account as a whole."""


@dataclass(slots=True)
class SieAccount:
    """An account: its number, name (#KONTO), type T, S, K or I (#KTYP) and codes of the tax return (#SRU)."""

    number: str
    name: str = ""
    type: str = ""
    sru: tuple[str, ...] = ()


class SieDimension(NamedTuple):
    """A dimension (#DIM), and the one that it is below (#UNDERDIM)."""

    name: str
    parent: str | None = None


class SieBalance(NamedTuple):
    """A balance, or a budget, of an account or of an object of it.

    Attributes
    ----------
    record
        ``#IB``, ``#UB``, ``#OIB``, ``#OUB``, ``#RES``, ``#PSALDO`` or ``#PBUDGET``.
    year_number
        Of the financial year: 0 the current one, −1 the one before.
    period
        ``202601`` for #PSALDO and #PBUDGET, "" otherwise.
    account, objects, ore, line
        Where, how much [öre, debit positive], and on which line of the file.
    """

    record: str
    year_number: int
    period: str
    account: str
    objects: Objects
    ore: int
    line: int


class SieTransaction(NamedTuple):
    """A row of a voucher: ``record`` is #TRANS, #RTRANS (added) or #BTRANS (removed); only #TRANS counts.

    The format says that an added row stands once more as #TRANS, so the three must never be summed together.
    """

    record: str
    account: str
    objects: Objects
    ore: int
    date: dt.date | None
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class SieVoucher:
    """A voucher (#VER) with its rows."""

    series: str
    number: str
    date: dt.date
    text: str
    line: int
    transactions: tuple[SieTransaction, ...]


@dataclass(slots=True)
class SieFile:
    """The content of a file.

    Attributes
    ----------
    flag, format, type, program, company, organisation_number, chart, currency
        #FLAGGA, #FORMAT, #SIETYP, #PROGRAM, #FNAMN, #ORGNR, #KPTYP, #VALUTA.
    years
        Financial years by number: first and last day (#RAR).
    accounts, dimensions, objects
        By number; objects by dimension and number, with their names.
    balances, vouchers
        In the order of the file.
    ignored
        Records that are not read, and how many there are of each.
    encoding
        Found by the bytes.
    """

    flag: str = ""
    format: str = ""
    type: str = ""
    program: str = ""
    company: str = ""
    organisation_number: str = ""
    chart: str = ""
    currency: str = ""
    years: dict[int, tuple[dt.date, dt.date]] = field(default_factory=dict)
    accounts: dict[str, SieAccount] = field(default_factory=dict)
    dimensions: dict[str, SieDimension] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    balances: list[SieBalance] = field(default_factory=list)
    vouchers: list[SieVoucher] = field(default_factory=list)
    ignored: Mapping[str, int] = field(default_factory=dict)
    encoding: str = ""

    def year_of(self, day: dt.date) -> int | None:
        """Return the number of the financial year that a day lies in, None where no stated year has it."""
        return next((number for number, (first, last) in self.years.items() if first <= day <= last), None)
