"""Transfers between organisations: external money as it is paid, and internal rents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.payouts import TRANSFER_OF, Payouts, TransferLine
from finmodel.model.funding_enums import MoneyClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.engine.accounting import RentFlow
    from finmodel.engine.arrays import BoolArray, IntArray, PlanArrays
    from finmodel.engine.financing import Financing
    from finmodel.engine.undefined import FloatArray

__all__ = ["Transfers", "transfers_of"]


@dataclass(frozen=True)
class Transfers:
    """Every transfer with its payer and its receiver, so that it cancels where both are inside, known or not.

    Attributes
    ----------
    action, payer, receiver, line : ndarray, shape (transfer,)
        Positions on the axes.
    amounts : ndarray, shape (transfer, year) [nominal currency units, never negative]
        In the year paid; NaN where it is not known.
    shape
        Number of actions, organisations and years.
    """

    action: IntArray
    payer: IntArray
    receiver: IntArray
    line: IntArray
    amounts: FloatArray
    shape: tuple[int, int, int]

    def of_organisations(self) -> FloatArray:
        """Return received less paid, shape (action, organisation, transfer line, year); 0 over all organisations."""
        n_actions, n_organisations, n_years = self.shape
        dense = np.zeros((n_actions, n_organisations, len(TransferLine), n_years))
        np.add.at(dense, (self.action, self.receiver, self.line), self.amounts)
        np.add.at(dense, (self.action, self.payer, self.line), -self.amounts)
        return dense

    def of_line(self, line: TransferLine) -> Transfers:
        """Return the transfers of one line."""
        mine = self.line == line
        return Transfers(
            self.action[mine], self.payer[mine], self.receiver[mine], self.line[mine], self.amounts[mine], self.shape
        )

    def seen_by(self, inside: BoolArray) -> tuple[FloatArray, FloatArray, BoolArray]:
        """Return what the organisations inside receive less what they pay.

        Parameters
        ----------
        inside : ndarray, shape (action, organisation)

        Returns
        -------
        amounts, sizes : ndarray, shape (action, year) [nominal currency units]
            The sum, and the sum of absolute values. NaN where one that crosses the border is not known.
        is_touched : ndarray, shape (action,)
            Whether a transfer of the action has its payer or its receiver inside.
        """
        n_actions, _, n_years = self.shape
        amounts, sizes = np.zeros((n_actions, n_years)), np.zeros((n_actions, n_years))
        receives, pays = inside[self.action, self.receiver], inside[self.action, self.payer]
        crosses = receives != pays
        sign = np.where(receives, 1.0, -1.0)[crosses, None]
        np.add.at(amounts, self.action[crosses], sign * self.amounts[crosses])
        np.add.at(sizes, self.action[crosses], self.amounts[crosses])
        is_touched = np.zeros(n_actions, dtype=bool)
        is_touched[self.action[(receives | pays) & (self.amounts != 0).any(axis=1)]] = True
        return amounts, sizes, is_touched


def transfers_of(arrays: PlanArrays, funded: Financing, paid: Payouts, rents: Sequence[RentFlow]) -> Transfers:
    """Return every transfer: external money from its provider to who bears the cost, and internal rents.

    Parameters
    ----------
    arrays, funded, paid, rents
        The plan's arrays, its sources and uses, its external money as paid, and its internal rents.
    """
    rows: list[tuple[int, int, int, int]] = []
    amounts: list[FloatArray] = []
    for i, claim in enumerate(funded.claims):
        if claim.terms.of_class is not MoneyClass.EXTERNAL or claim.terms.provider is None:
            continue
        payer = arrays.organisations.index(claim.terms.provider)
        for receiver in np.flatnonzero((paid.paid[i] != 0).any(axis=1)).tolist():
            rows.append((claim.action, payer, receiver, int(TRANSFER_OF[claim.terms.kind])))
            amounts.append(paid.paid[i, receiver])
    for rent in rents:
        rows.append((rent.action, rent.payer, rent.receiver, int(TransferLine.INTERNAL_RENT)))
        amounts.append(rent.amounts)
    places = np.array(rows, dtype=np.intp).reshape(len(rows), 4)
    n_years = len(arrays.years)
    return Transfers(
        action=places[:, 0],
        payer=places[:, 1],
        receiver=places[:, 2],
        line=places[:, 3],
        amounts=np.array(amounts, dtype=np.float64).reshape(len(rows), n_years),
        shape=(len(arrays.actions), len(arrays.organisations), n_years),
    )
