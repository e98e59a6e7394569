"""What has to be paid for by how sure its money is: organisation × sector × capital or running × certainty × year."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.funding import GapView
from finmodel.engine.uses import Use
from finmodel.model.enums import Status

if TYPE_CHECKING:
    from finmodel.analysis.funding import Funding
    from finmodel.engine.undefined import FloatArray

__all__ = ["DECIDED", "NO_SECTOR", "NeedCertainty", "NeedCube", "need_cube"]

NO_SECTOR = ""
"""The sector of actions that have none."""

DECIDED = (Status.DECIDED, Status.ONGOING, Status.DONE)
"""Status of an action that is decided."""


class NeedCertainty(StrEnum):
    """How sure the money of a use is; what nobody pays is the planned gap."""

    SECURED = "secured"
    APPLIED = "applied"
    IDENTIFIED = "identified"
    NOBODY = "nobody"


_PLACES = {certainty: place for place, certainty in enumerate(NeedCertainty)}
_STATUSES = {status: place for place, status in enumerate(Status)}


@dataclass(frozen=True)
class NeedCube:
    r"""Uses of the organisations inside a perspective, by certainty [nominal currency units, never negative].

    .. math:: uses = secured + applied + identified + nobody \quad \text{in every cell}

    Attributes
    ----------
    years, base : tuple of int, int
        The year axis, and the position of the base year on it.
    organisations, sectors, actions : tuple of str
        Ids along the axes, sorted; the empty sector is that of actions without one.
    amounts : ndarray, shape (organisation, sector, use, certainty, year)
        Uses by the certainty of their money.
    at_risk : ndarray, shape (organisation, sector, use, certainty, year)
        What of it is expected to be missing: (1 − probability) of the money of sources, and all that nobody pays. NaN
        where money is used whose probability nobody has stated.
    by_status : ndarray, shape (status, organisation, year)
        Uses by the status of the action.
    by_action : ndarray, shape (action, certainty, year)
        Uses by action and certainty.
    """

    years: tuple[int, ...]
    base: int
    organisations: tuple[str, ...]
    sectors: tuple[str, ...]
    actions: tuple[str, ...]
    amounts: FloatArray
    at_risk: FloatArray
    by_status: FloatArray
    by_action: FloatArray

    def missing(self, view: GapView) -> FloatArray:
        """Return what is missing in a view by the certainty of its money, of the shape of ``amounts``.

        Summed over certainty it is the financing gap of the view: planned is what nobody pays, expected adds
        (1 − probability) of what sources pay, worst adds all that is not secured.
        """
        if view is GapView.EXPECTED:
            return self.at_risk
        counted = [NeedCertainty.NOBODY] if view is GapView.PLANNED else [c for c in NeedCertainty if c != "secured"]
        is_counted = np.array([certainty in counted for certainty in NeedCertainty])
        return np.asarray(self.amounts * is_counted[:, None])

    def decided(self) -> FloatArray:
        """Return uses of the actions that are decided, ongoing or done, shape (organisation, year)."""
        return np.asarray(self.by_status[[_STATUSES[status] for status in DECIDED]].sum(axis=0))


def need_cube(funding: Funding) -> NeedCube:
    """Return what has to be paid for by certainty: the engine's awards and gap, sorted by how sure they are.

    Parameters
    ----------
    funding
        How the plan is paid for, seen by a perspective; only organisations inside it are counted.
    """
    plan, arrays, funded, inside = funding.plan, funding.arrays, funding.money.financing, funding.view.inside
    by_id = {action.id: action for action in plan.actions}
    sectors = (NO_SECTOR, *sorted(row.id for row in plan.sectors))
    sector_of = [sectors.index(by_id[name].sector or NO_SECTOR) for name in arrays.actions]
    status_of = [_STATUSES[by_id[name].status] for name in arrays.actions]
    n_years, n_actions, n_bearers = len(arrays.years), len(arrays.actions), len(arrays.organisations)
    amounts = np.zeros((n_bearers, len(sectors), len(Use), len(NeedCertainty), n_years))
    at_risk = np.zeros_like(amounts)
    by_status = np.zeros((len(Status), n_bearers, n_years))
    by_action = np.zeros((n_actions, len(NeedCertainty), n_years))
    nobody = _PLACES[NeedCertainty.NOBODY]
    for action in range(n_actions):
        mine = inside[action][:, None, None]
        gap = funded.gap[action] * mine
        amounts[:, sector_of[action], :, nobody] += gap
        at_risk[:, sector_of[action], :, nobody] += gap
        by_action[action, nobody] += gap.sum(axis=(0, 1))
        by_status[status_of[action]] += (funded.uses.amounts[action] * mine).sum(axis=1)
    for claim, award in zip(funded.claims, funded.awards, strict=True):
        paid = award * inside[claim.action][:, None, None]
        place, sector = _PLACES[NeedCertainty(claim.entry.certainty or claim.terms.certainty)], sector_of[claim.action]
        amounts[:, sector, :, place] += paid
        # Money of a probability that nobody has stated makes the expected gap unknown where it is used.
        with np.errstate(invalid="ignore"):
            at_risk[:, sector, :, place] += np.where(paid > 0, (1.0 - claim.probability) * paid, 0.0)
        by_action[claim.action, place] += paid.sum(axis=(0, 1))
    return NeedCube(
        years=tuple(int(year) for year in arrays.years),
        base=arrays.base,
        organisations=arrays.organisations,
        sectors=sectors,
        actions=arrays.actions,
        amounts=amounts,
        at_risk=at_risk,
        by_status=by_status,
        by_action=by_action,
    )
