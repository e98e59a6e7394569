"""When external money is paid, and what it is as transfers between organisations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.claims import Limit
from finmodel.engine.financing import VISIBLE, Cut, Financing
from finmodel.engine.room import Room
from finmodel.engine.uses import bearers
from finmodel.model.funding_enums import MoneyClass, SourceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.claims import Claim
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["TRANSFER_OF", "LatePayment", "Payouts", "TransferLine", "payouts"]


class TransferLine(IntEnum):
    """Transfers between organisations, in the order of the transfer axis. Received is +, paid is −."""

    GRANTS = 0
    PRIVATE = 1
    CLIMATE_FUND = 2
    FEES = 3
    RESULTS_BASED = 4
    INTERNAL_RENT = 5

    @property
    def key(self) -> str:
        """Stable name, the one in files and catalogues."""
        return self.name.lower()


TRANSFER_OF = {
    SourceKind.GRANT_NATIONAL: TransferLine.GRANTS,
    SourceKind.GRANT_EU: TransferLine.GRANTS,
    SourceKind.PRIVATE: TransferLine.PRIVATE,
    SourceKind.CLIMATE_FUND: TransferLine.CLIMATE_FUND,
    SourceKind.FEE: TransferLine.FEES,
    SourceKind.RESULTS_BASED: TransferLine.RESULTS_BASED,
}
"""The line of each kind of external money."""


@dataclass(frozen=True, slots=True)
class LatePayment:
    """External money that comes after the plan's last year: listed, in no figure."""

    claim: int
    organisation: int
    year: int
    amount: float


@dataclass(frozen=True)
class Payouts:
    """External money as it is paid.

    Attributes
    ----------
    paid : ndarray, shape (claim, organisation, year) [nominal currency units]
        What the organisations receive, of results-based money too.
    earned : ndarray, shape (claim, organisation, year) [nominal currency units]
        What is awarded: in the year of use, and for results-based money in the year of the tonne.
    late
        What is paid after the last year.
    cuts
        Results-based claims that a limit cut.
    """

    paid: FloatArray
    earned: FloatArray
    late: tuple[LatePayment, ...]
    cuts: tuple[Cut, ...]


def payouts(plan: Plan, arrays: PlanArrays, funded: Financing) -> Payouts:
    """Return when external money is paid.

    A share of each award is paid in the year of use; the rest comes in one final instalment, a number of years after
    the last use. Results-based money is paid a number of years after its tonne.

    Parameters
    ----------
    plan, arrays, funded
        The plan, its arrays and its sources and uses.
    """
    n_years = len(arrays.years)
    earned = funded.awards.sum(axis=2)
    earned[[claim.terms.of_class is not MoneyClass.EXTERNAL for claim in funded.claims]] = 0.0
    by_results, cuts = _results_based(plan, arrays, funded.claims)
    paid = np.zeros_like(earned)
    late: list[LatePayment] = []
    for i, claim in enumerate(funded.claims):
        lag = claim.terms.payment_lag_years
        if not claim.terms.is_capital:
            earned[i] = by_results[i]
            due = {int(year): year + lag for year in np.flatnonzero(earned[i].sum(axis=0) != 0)}
            now = 0.0
        else:
            used = np.flatnonzero(earned[i].sum(axis=0))
            due = {int(year): used[-1] + lag for year in used}
            now = claim.terms.paid_during
            paid[i] = now * earned[i]
        for year, when in due.items():
            later = (1.0 - now) * earned[i, :, year]
            if when < n_years:
                paid[i, :, when] += later
                continue
            late += [
                LatePayment(i, place, int(arrays.years[0] + when), float(later[place]))
                for place in np.flatnonzero(later > 0).tolist()
            ]
    return Payouts(paid, earned, _merged(late), cuts)


def _merged(late: Sequence[LatePayment]) -> tuple[LatePayment, ...]:
    sums: dict[tuple[int, int, int], float] = {}
    for item in late:
        key = item.claim, item.organisation, item.year
        sums[key] = sums.get(key, 0.0) + item.amount
    return tuple(LatePayment(*key, sums[key]) for key in sorted(sums))


def _results_based(plan: Plan, arrays: PlanArrays, claims: Sequence[Claim]) -> tuple[FloatArray, tuple[Cut, ...]]:
    """Return what results-based claims earn by the year of the tonne, and what was cut."""
    earned = np.zeros((len(claims), len(arrays.organisations), len(arrays.years)))
    splits = bearers(plan, arrays)
    tonnes = np.maximum(0.0, arrays.reductions + arrays.removals)
    # Money for tonnes that nobody knows is not known, and takes nothing of the caps.
    tonnes[~arrays.is_quantified] = np.nan
    tonnes[:, : arrays.base] = 0.0
    ordered = sorted((i for i, claim in enumerate(claims) if not claim.terms.is_capital), key=lambda i: claims[i].order)
    groups = [list(group) for _, group in groupby(ordered, key=lambda i: claims[i].order)]
    room = Room(plan, arrays, claims)
    cuts: list[Cut] = []
    for year in range(arrays.base, len(arrays.years)) if ordered else ():
        room.turn_to(year)
        for group in groups:
            taken, wanted = {}, {}
            for i in group:
                claim = claims[i]
                rate = claim.terms.payment_per_tonne
                price = None if rate is None else rate.at(room.calendar_year)
                most, limit = room.own_limit(i)
                asked = (price or 0.0) * claim.share * float(tonnes[claim.action, year])
                # Nothing a tonne is nothing, whatever the tonnes are.
                if np.isnan(asked) and most > 0 and price and claim.share > 0:
                    earned[i, [place for place, _ in splits[claim.action]], year] = np.nan
                if not asked > 0:
                    continue
                wanted[i] = asked, limit
                taken[i] = (claim.source, {(-1, 0): min(asked, most)})
            shared = room.shared_limits(taken)
            for i, (asked, own) in wanted.items():
                granted = sum(taken[i][1].values())
                room.take(i, -1, granted)
                for place, part in splits[claims[i].action]:
                    earned[i, place, year] = granted * part
                if asked - granted > VISIBLE:
                    cuts.append(Cut(i, year, shared.get(i) or own or Limit.CAP_TOTAL, asked, granted))
    return earned, tuple(cuts)
