"""What :func:`~finmodel.analysis.evaluate.evaluate` gives: figures with reasons, tables, and a JSON form."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from finmodel.analysis.accounts import AccountResults
from finmodel.analysis.figures import ActionResult, Coverage, Figures, PerTonneBasis
from finmodel.analysis.funding import Funding
from finmodel.analysis.indicators import FIGURES, INDICATORS
from finmodel.engine.axes import Part
from finmodel.engine.cashflow import LINE_OF, signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.analysis.assessment import Assessment
    from finmodel.analysis.perspective import Viewpoint
    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.engine.money import PlanMoney
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.plan import Plan

__all__ = ["ActionResult", "Coverage", "Dimension", "Figures", "PerTonneBasis", "PriceBasis", "Results"]

PriceBasis = Literal["nominal", "real"]
Dimension = Literal["line", "action", "sector", "organisation"]
HASH_DIGITS = 10


@dataclass(frozen=True)
class Results:
    """Everything that was computed for a plan in one perspective.

    Money is nominal unless a table says otherwise, in whole units of ``currency``; inflows are positive. Tables
    are pandas frames with the years as columns; see :meth:`cash_flow_by`.

    Attributes
    ----------
    assessment
        What the perspective sees; every part of it is computed when it is first asked for.
    overlap
        Whether actions on one emission pool are cut to what it has.
    method_version, plan_hash
        By which method, and of which plan.
    """

    assessment: Assessment
    overlap: bool
    method_version: str
    plan_hash: str

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.money.plan

    @property
    def arrays(self) -> PlanArrays:
        """Its arrays."""
        return self.money.arrays

    @property
    def money(self) -> PlanMoney:
        """How it is paid for."""
        return self.assessment.money

    @property
    def view(self) -> Viewpoint:
        """Rates, prices and organisations of the perspective."""
        return self.assessment.view

    @property
    def actions(self) -> tuple[ActionResult, ...]:
        """Every action's figures, in the plan's order."""
        return self.assessment.action_results

    @property
    def portfolio(self) -> Figures:
        """Figures of all that counts: money of the costed actions, tonnes of the quantified."""
        return self.assessment.portfolio

    @property
    def per_tonne(self) -> PerTonneBasis:
        """What the portfolio's figures per tonne rest on."""
        return self.assessment.per_tonne

    @property
    def costed(self) -> Coverage:
        """How many actions' money is known, of those that count."""
        return self.assessment.coverage(self.arrays.is_costed)

    @property
    def quantified(self) -> Coverage:
        """How many actions' tonnes are known, of those that count."""
        return self.assessment.coverage(self.arrays.is_quantified)

    @property
    def currency(self) -> str:
        """Currency of all money."""
        return self.plan.settings.currency

    @property
    def perspective(self) -> str:
        """Whose money counts."""
        return self.view.name

    @property
    def price_basis(self) -> PriceBasis:
        """Basis of every indicator: nominal in the financial perspectives, prices of the price year in society."""
        return "real" if self.view.valuation.is_real else "nominal"

    @property
    def discount_rate(self) -> float | dict[str, float | None] | None:
        """The perspective's discount rate: one number, or by year where it has a path."""
        settings = self.plan.settings
        path = settings.social_discount_rate if self.view.is_society else settings.financial_discount_rate
        if path is None or not path.by_year:
            return None if path is None else path.value
        return {str(year): path.at(year) for year in range(self.plan.settings.base_year, self.years[-1] + 1)}

    @cached_property
    def years(self) -> list[int]:
        """The year axis."""
        return [int(year) for year in self.arrays.years]

    @cached_property
    def funding(self) -> Funding:
        """Sources, uses and the gap of the organisations inside the perspective."""
        return Funding(self.plan, self.arrays, self.view, self.money)

    @cached_property
    def accounts(self) -> AccountResults:
        """The plan in the accounts of the municipal group; the same in every perspective."""
        return AccountResults(self.plan, self.arrays, self.money)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.arrays.actions)}

    def action(self, identity: str) -> ActionResult:
        """Return one action's results by its id."""
        return next(item for item in self.actions if item.id == identity)

    def _chosen(self, *, money: bool) -> BoolArray:
        known = self.arrays.is_costed if money else self.arrays.is_quantified
        return np.asarray(self.assessment.in_totals & known)

    def table(self) -> pd.DataFrame:
        """Return a row per action, in the plan's order, and a column per figure; NaN where undefined."""
        rows = [{"id": item.id, "name": item.name, **item.figures.values} for item in self.actions]
        columns = ["id", "name", *(item.name for item in (*FIGURES, *INDICATORS))]
        frame = pd.DataFrame(rows, columns=columns).set_index("id")
        return frame.astype(dict.fromkeys(columns[2:], "float64"))

    def cash_flow_by(
        self, dimensions: Sequence[Dimension], *, basis: PriceBasis | None = None, actions: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Sum the canonical cash flow over everything but ``dimensions`` and the year.

        Parameters
        ----------
        dimensions
            Any of ``line``, ``action``, ``sector``, ``organisation``; they become the index, in this order. The
            value of carbon is nobody's: its organisation is empty.
        basis
            ``nominal``, or ``real``: kronor of the price year; default the basis of the indicators.
        actions
            Ids to take; default every action that is in the totals and costed.

        Returns
        -------
        pandas.DataFrame
            Years as columns, net flows with inflows positive, sunk years included. Their sum is the same
            whatever the dimensions. NaN where a sum holds a carbon value that is missing (society only).
        """
        arrays = self.arrays
        if actions is None:
            chosen = self._chosen(money=True)
        else:
            chosen = np.isin(np.array(arrays.actions, dtype=object), list(actions))
        use = chosen[arrays.action] & self.view.chosen
        amounts = signed(arrays)[use]
        if (basis or self.price_basis) == "real":
            amounts = amounts / arrays.price_index
        sectors = {action.id: action.sector or "" for action in self.plan.actions}
        labels: dict[str, list[str]] = {
            "line": [LINE_OF[Part(part)].key for part in arrays.part[use]],
            "action": [arrays.actions[position] for position in arrays.action[use]],
            "sector": [sectors[arrays.actions[position]] for position in arrays.action[use]],
            "organisation": [arrays.organisations[position] for position in arrays.organisation[use]],
        }
        summed = _grouped(amounts, labels, dimensions, self.years)
        # A year with tonnes and no carbon value has no sum: unknown is not 0.
        unknown = (arrays.part[use] == Part.CARBON_VALUE)[:, None] & arrays.lacks_carbon_value[arrays.action[use]]
        if not unknown.any():
            return summed
        return summed.mask(_grouped(unknown.astype(np.float64), labels, dimensions, self.years) > 0)

    def cash_flow(self, *, basis: PriceBasis | None = None, actions: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the flows of the portfolio, or of some actions, by line in its order, and their sum ``net``.

        Years as columns. NaN in the years whose carbon value is missing, in society.
        """
        frame = self.cash_flow_by(["line"], basis=basis, actions=actions)
        frame = frame.reindex([line.key for line in self.view.lines], fill_value=0.0)
        frame.loc["net"] = frame.sum(axis=0, skipna=False)
        return frame + 0.0

    def tonnes(self, *, actions: Sequence[str] | None = None) -> pd.DataFrame:
        """Return tonnes by year: ``reduction``, ``removal``, ``upfront`` (from building), ``net`` and ``unadjusted``.

        The net is after overlap; ``unadjusted`` is the net before it.
        """
        arrays = self.arrays
        if actions is None:
            chosen = self._chosen(money=False)
        else:
            chosen = np.isin(np.array(arrays.actions, dtype=object), list(actions))
        rows = {
            "reduction": arrays.reductions[chosen].sum(axis=0),
            "removal": arrays.removals[chosen].sum(axis=0),
            "upfront": arrays.upfront[chosen].sum(axis=0),
        }
        beside = rows["removal"] - rows["upfront"]
        rows["net"] = rows["reduction"] + beside
        rows["unadjusted"] = arrays.unadjusted[chosen].sum(axis=0) + beside
        return pd.DataFrame(rows, index=self.years).T

    def tonnes_by(self, dimension: Literal["action", "sector"]) -> pd.DataFrame:
        """Return net tonnes by action or sector for the actions in the totals; years as columns."""
        arrays, chosen = self.arrays, self._chosen(money=False)
        net = (arrays.reductions + arrays.removals - arrays.upfront)[chosen]
        sectors = {action.id: action.sector or "" for action in self.plan.actions}
        names = [arrays.actions[position] for position in np.flatnonzero(chosen)]
        frame = pd.DataFrame(net, columns=self.years)
        frame[dimension] = names if dimension == "action" else [sectors[name] for name in names]
        return frame.groupby(dimension, sort=True)[self.years].sum()

    @cached_property
    def result_hash(self) -> str:
        """SHA-256 of every value at 10 significant digits; the same for the same plan and method on any machine.

        The plan's own hash is no part of it: what changes no number (a note, the unit of display) does not change it.
        """
        return _hash_of(self._document())

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form: rates are fractions, money whole units, years string keys, undefined null."""
        document = self._document()
        head = ("method_version", "plan_hash")
        return {name: document[name] for name in head} | {"result_hash": _hash_of(document)} | document

    def _document(self) -> dict[str, Any]:
        settings = self.plan.settings
        left_out = {
            reason: sorted(item.id for item in self.actions if item.left_out == reason)
            for reason in ("repeat", "not_included", "outside_perspective")
        }
        tonnes = self.tonnes()
        return {
            "method_version": self.method_version,
            "plan_hash": self.plan_hash,
            "currency": self.currency,
            "perspective": self.perspective,
            "overlap": self.overlap,
            "price_basis": self.price_basis,
            "price_year": settings.price_year,
            "base_year": settings.base_year,
            "timing": str(settings.timing),
            "discount_rate": self.discount_rate,
            "costed": {"n": self.costed.n, "of": self.costed.of, "not_costed": list(self.costed.missing)},
            "quantified": {
                "n": self.quantified.n,
                "of": self.quantified.of,
                "not_quantified": list(self.quantified.missing),
            },
            "per_tonne_basis": {
                "n": self.per_tonne.n,
                "of": self.per_tonne.of,
                "npv": self.per_tonne.npv,
                "pv_tonnes": self.per_tonne.pv_tonnes,
            },
            "left_out": left_out,
            "actions": [item.to_dict() for item in self.actions],
            "portfolio": self.portfolio.to_dict(),
            "cash_flow": _by_year(self.cash_flow()),
            "cash_flow_real": _by_year(self.cash_flow(basis="real")),
            "tonnes": _by_year(tonnes)["net"],
            "tonnes_unadjusted": _by_year(tonnes)["unadjusted"],
            "funding": self.funding.by_action_source_year(),
            "financing_gap": self.funding.financing_gap(),
            "accounts": self.accounts.by_organisation_year(),
            "tonnes_by_kind": _by_year(tonnes.loc[["reduction", "removal", "upfront"]]),
        }


def _hash_of(document: dict[str, Any]) -> str:
    content = {name: value for name, value in document.items() if name != "plan_hash"}
    content["actions"] = sorted(content["actions"], key=lambda row: str(row["id"]))
    text = json.dumps(_rounded(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _grouped(
    amounts: FloatArray, labels: Mapping[str, list[str]], dimensions: Sequence[Dimension], years: list[int]
) -> pd.DataFrame:
    frame = pd.DataFrame(amounts, columns=years)
    for name in dimensions:
        frame[name] = labels[name]
    return frame.groupby(list(dimensions), sort=True)[years].sum()


def _by_year(frame: pd.DataFrame) -> dict[str, dict[str, float | None]]:
    return {
        str(name): {
            str(year): None if np.isnan(amount) else float(amount)
            for year, amount in zip(frame.columns, row, strict=True)
        }
        for name, row in zip(frame.index, frame.to_numpy(), strict=True)
    }


def _rounded(value: Any) -> Any:
    """Return the same data with every float at the digits of the hash."""
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, float):
        return format(value + 0.0, f".{HASH_DIGITS}g")
    return value
