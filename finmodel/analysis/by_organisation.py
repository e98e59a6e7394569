"""The canonical cash flow summed over its years, by organisation and line: present values and plain sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from finmodel.engine.axes import NOBODY, SOCIETY_LINES, Line, Part
from finmodel.engine.cashflow import LINE_OF, signed
from finmodel.engine.measures import without_noise
from finmodel.engine.undefined import Reason
from finmodel.model.enums import OrganisationKind

if TYPE_CHECKING:
    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["NET", "Basis", "ByOrganisation", "Matrices", "Matrix", "MatrixRow"]

Basis = Literal["society", "financial"]
NET = "net"
"""The sum of the lines, beside them."""

_LINES = np.array([LINE_OF[part] for part in Part])
_KINDS = {kind: place for place, kind in enumerate(OrganisationKind)}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """What an organisation pays and gets.

    Attributes
    ----------
    organisation
        Id; empty for nobody (the carbon value is everyone's), None for the sum of all.
    name, kind
        The organisation's; empty for nobody and for the sum.
    values
        Amounts by line and their sum ``net``, inflows positive; None where undefined.
    undefined
        The reason, for exactly the lines whose value is None.
    """

    organisation: str | None
    name: str
    kind: str
    values: Mapping[str, float | None]
    undefined: Mapping[str, str]

    def __getitem__(self, line: str) -> float | None:
        return self.values[line]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        head = {"organisation": self.organisation, "name": self.name, "kind": self.kind}
        return {**head, **self.values, "undefined": dict(self.undefined)}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Organisation × line: a row per organisation, by kind and id, nobody's last; and the sum of them all."""

    rows: tuple[MatrixRow, ...]
    total: MatrixRow

    def row(self, organisation: str) -> MatrixRow:
        """Return an organisation's row by its id; the empty id is nobody's."""
        return next(row for row in self.rows if row.organisation == organisation)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"rows": [row.to_dict() for row in self.rows], "total": self.total.to_dict()}


@dataclass(frozen=True, slots=True)
class Matrices:
    """The same flows as present values, and as plain sums in prices of the price year; both from the base year on."""

    present_values: Matrix
    sums: Matrix

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"present_values": self.present_values.to_dict(), "sums": self.sums.to_dict()}


class ByOrganisation:
    r"""Every action's flows by organisation and line.

    .. math::

        PV_{a,o,l} = \sum_{y \ge base} D_y \cdot f_{a,o,l,y}, \qquad
        sum_{a,o,l} = \sum_{y \ge base} f_{a,o,l,y} / P_y

    Parameters
    ----------
    plan, arrays
        The plan and its arrays.
    basis
        ``society``: real flows at the social rate, with co-benefits and carbon value; ``financial``: nominal flows at
        the financial rate, without them.

    Attributes
    ----------
    record_values, record_sums : ndarray, shape (record,)
        Present value and sum of each record of the canonical cash flow; NaN without a rate.
    values, value_sizes, sums, sum_sizes : ndarray, shape (action, organisation, line)
        The same summed, and summed without signs.
    """

    def __init__(self, plan: Plan, arrays: PlanArrays, basis: Basis) -> None:
        self.arrays = arrays
        self.is_society = basis == "society"
        valuation = arrays.social if self.is_society else arrays.financial
        has_rate = not np.isnan(valuation.discount).any()
        self.no_rate = Reason.DEFINED if has_rate else Reason.NO_RATE
        self.lines = tuple(line for line in Line if self.is_society or line not in SOCIETY_LINES)
        discount = valuation.discount if has_rate else np.full_like(valuation.discount, np.nan)
        is_counted = np.arange(len(arrays.years)) >= arrays.base
        flows = signed(arrays)
        self.record_values: FloatArray = flows @ (discount / valuation.deflator)
        self.record_sums: FloatArray = flows @ (is_counted / arrays.price_index)
        self.values, self.value_sizes = self._summed(self.record_values)
        self.sums, self.sum_sizes = self._summed(self.record_sums)
        self.lacks_carbon_value = np.asarray(arrays.lacks_carbon_value[:, arrays.base :].any(axis=1))
        rows = sorted(plan.organisations, key=lambda row: (_KINDS[row.kind], row.id))
        self._organisations = [(row.id, row.name, str(row.kind)) for row in rows]
        if self.is_society:
            self._organisations.append((NOBODY, "", ""))

    def _summed(self, records: FloatArray) -> tuple[FloatArray, FloatArray]:
        arrays = self.arrays
        lines = _LINES[arrays.part]
        use = np.isin(lines, self.lines)
        cells = (arrays.action[use], arrays.organisation[use], lines[use])
        sums = np.zeros((len(arrays.actions), len(arrays.organisations), len(Line)))
        sizes = np.zeros_like(sums)
        np.add.at(sums, cells, records[use])
        np.add.at(sizes, cells, np.abs(records[use]))
        return sums, sizes

    def matrices(self, chosen: BoolArray) -> Matrices:
        """Return the matrices of some actions together.

        Parameters
        ----------
        chosen : ndarray, shape (action,)
            Which actions; those whose money is unknown are left out. Where none is left all is undefined
            (``not_costed``).
        """
        known = chosen & self.arrays.is_costed
        missing = Reason.DEFINED if known.any() else Reason.NOT_COSTED
        carbon = self.is_society and bool((known & self.lacks_carbon_value).any())
        return Matrices(
            present_values=self._matrix(self.values[known], self.value_sizes[known], missing or self.no_rate, carbon),
            sums=self._matrix(self.sums[known], self.sum_sizes[known], missing, carbon),
        )

    def _matrix(self, values: FloatArray, sizes: FloatArray, missing: Reason, lacks_carbon_value: bool) -> Matrix:
        cells, size = values.sum(axis=0), sizes.sum(axis=0)
        places = {name: place for place, name in enumerate(self.arrays.organisations)}

        def row(amounts: FloatArray, noise: FloatArray, who: tuple[str | None, str, str], *, carbon: bool) -> MatrixRow:
            plain = without_noise(np.append(amounts, amounts.sum()), np.append(noise, noise.sum())) + 0.0
            reasons = {}
            for line in (*(line.key for line in self.lines), NET):
                is_carbon = carbon and line in (Line.CARBON_VALUE.key, NET)
                reason = missing or (Reason.ABSENT_INPUT if is_carbon else Reason.DEFINED)
                if reason is not Reason.DEFINED:
                    reasons[line] = reason.key
            found = {line.key: float(plain[line]) for line in self.lines} | {NET: float(plain[-1])}
            return MatrixRow(*who, {line: None if line in reasons else found[line] for line in found}, reasons)

        rows = tuple(
            row(cells[places[who[0]]], size[places[who[0]]], who, carbon=lacks_carbon_value and who[0] == NOBODY)
            for who in self._organisations
        )
        total = row(cells.sum(axis=0), size.sum(axis=0), (None, "", ""), carbon=lacks_carbon_value)
        return Matrix(rows, total)
