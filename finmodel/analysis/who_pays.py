"""Who pays and who benefits (vem betalar, vem tjänar): organisation × line, adding up to society."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.by_organisation import Basis, ByOrganisation, Matrices, Matrix, MatrixRow
from finmodel.analysis.results import Coverage
from finmodel.analysis.split_incentives import CoBenefit, SplitIncentive, Stake, split_incentives
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.axes import Part
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.analysis.results import PriceBasis
    from finmodel.engine.arrays import BoolArray
    from finmodel.model.lines import Benefit
    from finmodel.model.plan import Plan

__all__ = [
    "Basis",
    "CoBenefit",
    "Matrices",
    "Matrix",
    "MatrixRow",
    "SplitIncentive",
    "Stake",
    "Transfer",
    "WhoPays",
    "split_incentives",
    "who_pays",
]


@dataclass(frozen=True, slots=True)
class Transfer:
    """A revenue from one organisation of the plan to another: it cancels where both are inside.

    Attributes
    ----------
    action
        The action that it belongs to.
    payer, receiver
        Ids of the organisations.
    present_value
        What it is worth, as in the matrix of present values; None where ``undefined`` says why.
    total
        Its plain sum in prices of the price year.
    undefined
        Reason, or None.
    """

    action: str
    payer: str
    receiver: str
    present_value: float | None
    total: float
    undefined: str | None


@dataclass(frozen=True)
class WhoPays:
    """Who pays and who benefits, of the actions that count and are costed.

    Attributes
    ----------
    basis, price_basis
        Which rate and prices the present values have.
    currency, base_year, price_year
        Of all money; sums are in prices of the price year in both bases.
    lines
        The lines that the basis has, in their order.
    costed
        How many of the counting actions the matrices hold, and which they lack.
    present_values, sums
        Organisation × line.
    transfers
        Revenues with a named payer, by action, payer and receiver.
    """

    basis: Basis
    price_basis: PriceBasis
    currency: str
    base_year: int
    price_year: int
    lines: tuple[str, ...]
    costed: Coverage
    present_values: Matrix
    sums: Matrix
    transfers: tuple[Transfer, ...]
    _money: ByOrganisation = field(repr=False, compare=False)

    def by_action(self, identity: str) -> Matrices:
        """Return the matrices of one action, whether it counts or not.

        Raises
        ------
        KeyError
            No action has this id.
        """
        actions = np.array(self._money.arrays.actions, dtype=object)
        chosen: BoolArray = actions == identity
        if not chosen.any():
            raise KeyError(identity)
        return self._money.matrices(chosen)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: the whole and the counting, costed actions one by one; undefined is null."""
        arrays = self._money.arrays
        shown = [arrays.actions[place] for place in np.flatnonzero(arrays.counts & arrays.is_costed)]
        return {
            "basis": self.basis,
            "price_basis": self.price_basis,
            "currency": self.currency,
            "base_year": self.base_year,
            "price_year": self.price_year,
            "lines": list(self.lines),
            "costed": {"n": self.costed.n, "of": self.costed.of, "not_costed": list(self.costed.missing)},
            "present_values": self.present_values.to_dict(),
            "sums": self.sums.to_dict(),
            "transfers": [asdict(item) for item in self.transfers],
            "actions": [{"action": name, **self.by_action(name).to_dict()} for name in shown],
        }


def who_pays(plan: Plan, basis: Basis = "society") -> WhoPays:
    r"""Return who pays and who benefits: present values and sums by organisation and line.

    .. math:: \sum_{o,l} PV_{o,l} = NPV_{society}

    Every line of the cash flow before funding is there, reference investment and residual value too, with the signs of
    the cash flow: an inflow is positive. A revenue whose payer is named is + at its receivers and − at the payer, so it
    cancels in the total. The carbon value is nobody's: it stands in a row of its own, with the empty id.

    Parameters
    ----------
    plan
        A valid plan.
    basis
        ``society``: flows in prices of the price year at the social rate, with co-benefits and carbon value; all cells
        together are society's net present value. ``financial``: nominal flows at the financial rate, without those
        lines; a row's ``net`` is what that organisation sees as its own net present value.

    Returns
    -------
    WhoPays
        Present values are undefined (``no_rate``) where the rate is missing; the sums are still there. Where a year
        with tonnes has no carbon value, that line and the totals with it are undefined (``absent_input``).

    Raises
    ------
    ValueError
        There is no such basis.
    """
    if basis not in ("society", "financial"):
        msg = f"no basis {basis!r}: it is 'society' or 'financial'"
        raise ValueError(msg)
    arrays = plan_arrays(plan)
    money = ByOrganisation(plan, arrays, basis)
    matrices = money.matrices(arrays.counts)
    missing = tuple(arrays.actions[place] for place in np.flatnonzero(arrays.counts & ~arrays.is_costed))
    n_counting = int(arrays.counts.sum())
    return WhoPays(
        basis=basis,
        price_basis="real" if basis == "society" else "nominal",
        currency=plan.settings.currency,
        base_year=plan.settings.base_year,
        price_year=plan.settings.price_year,
        lines=tuple(line.key for line in money.lines),
        costed=Coverage(n_counting - len(missing), n_counting, missing),
        present_values=matrices.present_values,
        sums=matrices.sums,
        transfers=_transfers(plan, money),
        _money=money,
    )


def _transfers(plan: Plan, money: ByOrganisation) -> tuple[Transfer, ...]:
    """Return what organisations of the plan pay each other; what one pays to itself is no transfer."""
    arrays = money.arrays
    paid_rows = _paid_rows(plan)
    owners = {action.id: action.owner for action in plan.actions}
    amounts: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for place in np.flatnonzero(arrays.counts & arrays.is_costed):
        name = arrays.actions[place]
        # Both stand in the order of the rows' ids, so each payment meets the row that it is of.
        records = np.flatnonzero((arrays.action == place) & (arrays.part == Part.REVENUE_PAID))
        for record, row in zip(records, paid_rows[name], strict=True):
            shares: Mapping[str, float] = row.receivers or {owners[name]: 1.0}
            for receiver, share in shares.items():
                part = -share / sum(shares.values())
                value, total = money.record_values[record] * part, money.record_sums[record] * part
                if row.payer is not None and receiver != row.payer:
                    amounts[name, row.payer, receiver].append((float(value), float(total)))
    reason = None if money.no_rate is Reason.DEFINED else money.no_rate.key
    return tuple(
        Transfer(
            *parties,
            present_value=sum(value for value, _ in found) + 0.0 if reason is None else None,
            total=sum(total for _, total in found) + 0.0,
            undefined=reason,
        )
        for parties, found in sorted(amounts.items())
    )


def _paid_rows(plan: Plan) -> Mapping[str, list[Benefit]]:
    rows: defaultdict[str, list[Benefit]] = defaultdict(list)
    for row in sorted(plan.benefits, key=lambda row: row.id):
        if row.payer is not None and row.amount is not None:
            rows[row.action].append(row)
    return rows
