"""Who pays, with what money, and what is missing: sources and uses that balance by action, year and organisation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.capacity import BudgetedNeed, FrameUse, budgeted_need, frame_use
from finmodel.analysis.perspective import Viewpoint
from finmodel.engine.undefined import Reason
from finmodel.engine.uses import Use
from finmodel.model.funding_enums import Certainty, MoneyClass

if TYPE_CHECKING:
    from collections.abc import Mapping

    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.engine.claims import Limit
    from finmodel.engine.financing import Cut
    from finmodel.engine.money import PlanMoney
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.funding import Source
    from finmodel.model.plan import Plan

__all__ = ["Balance", "CutNote", "Funding", "GapView", "LateNote", "SourceUse", "YearPath"]

YearPath = dict[str, float | None]
"""Amounts by year, the years as text; None where undefined."""


class GapView(StrEnum):
    """Three ways to see the financing gap. None re-allocates: what is not sure is added to what nobody pays."""

    PLANNED = "planned"
    EXPECTED = "expected"
    WORST = "worst"


@dataclass(frozen=True)
class Balance:
    """Sources and uses of some actions for some organisations [nominal currency units].

    Attributes
    ----------
    years, base : ndarray shape (year,), int
        The year axis, and the position of the base year: totals are from it on.
    uses : ndarray, shape (use, year)
    reinvestment : ndarray, shape (year,)
        The part of the capital use that is reinvestment.
    sources : mapping from source id to ndarray, shape (year,)
        What each source pays; results-based money pays no use and is not among them.
    classes : mapping from class to ndarray, shape (year,)
    gaps : mapping from view to ndarray, shape (use, year)
        NaN where the probability of money that is used is not known (``expected``).
    paid : ndarray, shape (year,)
        External money to these uses in the year in which it is paid, inside the axis.
    results_based : ndarray, shape (year,)
        Results-based money in the year in which it is paid.
    """

    years: tuple[int, ...]
    base: int
    uses: FloatArray
    reinvestment: FloatArray
    sources: Mapping[str, FloatArray]
    classes: Mapping[MoneyClass, FloatArray]
    gaps: Mapping[GapView, FloatArray]
    paid: FloatArray
    results_based: FloatArray

    def total(self, path: FloatArray) -> float | None:
        """Return the sum of a path from the base year on; None where a year of it is not known."""
        amount = float(path[..., self.base :].sum())
        return None if np.isnan(amount) else amount

    def by_year(self, path: FloatArray) -> YearPath:
        """Return a path by year, for tables and JSON."""
        return {
            str(year): None if np.isnan(amount) else float(amount)
            for year, amount in zip(self.years, path.reshape(-1, len(self.years)).sum(axis=0), strict=True)
        }

    @property
    def net_own(self) -> float:
        """Own and borrowed money from the base year on: what the bearers pay themselves, now or later."""
        return float(sum(self.classes[name][self.base :].sum() for name in (MoneyClass.OWN, MoneyClass.BORROWED)))

    @property
    def external(self) -> float:
        """External money from the base year on, without results-based money."""
        return float(self.classes[MoneyClass.EXTERNAL][self.base :].sum())

    @property
    def leverage(self) -> float | None:
        """External money per krona of own and borrowed money (uppväxling); None where there is none of it."""
        return self.external / self.net_own if self.net_own > 0 else None

    @property
    def liquidity_need(self) -> FloatArray:
        """External money used and not yet paid, on 31 December; shape (year,). It has to be bridged."""
        waiting = np.cumsum(self.classes[MoneyClass.EXTERNAL] - self.paid)
        size = np.cumsum(self.classes[MoneyClass.EXTERNAL] + self.paid)
        need: FloatArray = np.where(np.abs(waiting) <= 1e-12 * size, 0.0, waiting)
        return need

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: paths by year, totals from the base year on."""
        leverage = self.leverage
        return {
            "uses": self.by_year(self.uses),
            "uses_by_kind": {use.key: self.by_year(self.uses[use]) for use in Use},
            "reinvestment": self.by_year(self.reinvestment),
            "sources": {name: self.by_year(path) for name, path in self.sources.items()},
            "classes": {str(name): self.by_year(path) for name, path in self.classes.items()},
            "gap": {str(view): self.by_year(path) for view, path in self.gaps.items()},
            "gap_by_kind": {
                str(view): {use.key: self.by_year(path[use]) for use in Use} for view, path in self.gaps.items()
            },
            "external_paid": self.by_year(self.paid),
            "results_based_paid": self.by_year(self.results_based),
            "liquidity_need": self.by_year(self.liquidity_need),
            "totals": {
                "uses": self.total(self.uses),
                "reinvestment": self.total(self.reinvestment),
                **{str(name): self.total(path) for name, path in self.classes.items()},
                "net_own": self.net_own,
                "leverage": leverage,
                "results_based": self.total(self.results_based),
                "gap": {str(view): self.total(path) for view, path in self.gaps.items()},
            },
            "undefined": self._undefined(),
        }

    def _undefined(self) -> dict[str, str]:
        """Return why a total is not known."""
        reasons = {} if self.leverage is not None else {"leverage": Reason.NO_OWN_MONEY.key}
        if self.total(self.results_based) is None:
            reasons["results_based"] = Reason.NOT_QUANTIFIED.key
        for view, path in self.gaps.items():
            if np.isnan(path).any():
                reasons[f"gap.{view}"] = Reason.ABSENT_INPUT.key
        return reasons


@dataclass(frozen=True, slots=True)
class CutNote:
    """A limit that bit: which action got less of which source, in which year, and why."""

    action: str
    source: str
    entry: str
    year: int
    limit: Limit
    asked: float
    granted: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "action": self.action,
            "source": self.source,
            "entry": self.entry,
            "year": self.year,
            "limit": str(self.limit),
            "asked": self.asked,
            "granted": self.granted,
        }


@dataclass(frozen=True, slots=True)
class LateNote:
    """External money that is paid after the plan's last year: listed, in no figure."""

    action: str
    source: str
    year: int
    amount: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"action": self.action, "source": self.source, "year": self.year, "amount": self.amount}


@dataclass(frozen=True, slots=True)
class SourceUse:
    """A source, and what the plan takes of it.

    Attributes
    ----------
    source
        The plan's row.
    used, paid
        By year, in all: what is used, and for external money what is paid. Results-based money is used in the year of
        its tonne.
    total
        Used from the base year on; None where results-based money is not known.
    cap
        The source's cap in all, or None.
    is_secured, n_actions
        Whether all that is used is secured; how many actions use it.
    """

    source: Source
    used: YearPath
    paid: YearPath
    total: float | None
    cap: float | None
    is_secured: bool
    n_actions: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "id": self.source.id,
            "name": self.source.name,
            "kind": str(self.source.kind),
            "class": str(self.source.of_class),
            "certainty": str(self.source.certainty),
            "used": self.used,
            "paid": self.paid,
            "total": self.total,
            "cap_total": self.cap,
            "is_secured": self.is_secured,
            "n_actions": self.n_actions,
        }


@dataclass(frozen=True)
class Funding:
    """How a plan is paid for, seen by one perspective: the costs of the organisations inside it.

    Parameters
    ----------
    plan, arrays, view, money
        The plan, its arrays, the perspective and the plan's money.
    """

    plan: Plan
    arrays: PlanArrays
    view: Viewpoint
    money: PlanMoney

    @cached_property
    def portfolio(self) -> Balance:
        """Sources and uses of all actions that are funded."""
        return self.balance(np.ones(len(self.arrays.actions), dtype=bool))

    @cached_property
    def actions(self) -> dict[str, Balance]:
        """Sources and uses by action, in the plan's order; only those that have any for the organisations inside."""
        places = {name: place for place, name in enumerate(self.arrays.actions)}
        return {
            action.id: self.balance(np.arange(len(places)) == places[action.id])
            for action in self.plan.actions
            if self._is_borne[places[action.id]]
        }

    @cached_property
    def _is_borne(self) -> BoolArray:
        """Whether somebody inside bears a cost of the action, or is paid for its tonnes; shape (action,)."""
        bears = np.asarray((self.money.financing.uses.amounts > 0).any(axis=(2, 3)), dtype=bool)
        for place, claim in enumerate(self.money.financing.claims):
            if not claim.terms.is_capital:
                bears[claim.action] |= (self.money.payouts.earned[place] != 0).any(axis=1)
        return np.asarray((bears & self.view.inside).any(axis=1), dtype=bool)

    @cached_property
    def organisations(self) -> dict[str, Balance]:
        """Sources and uses by the organisation that bears the cost, in the plan's order; only those that bear any."""
        everyone = np.ones(len(self.arrays.actions), dtype=bool)
        bears = (self.money.financing.uses.amounts.sum(axis=(2, 3)) * self.view.inside).sum(axis=0) > 0
        places = {name: place for place, name in enumerate(self.arrays.organisations)}
        return {
            row.id: self.balance(everyone, np.arange(len(bears)) == places[row.id])
            for row in self.plan.organisations
            if bears[places[row.id]]
        }

    @property
    def not_costed(self) -> tuple[str, ...]:
        """Actions that count and whose cost is not known: they are in no sum here."""
        lacking = self.arrays.counts & ~self.arrays.is_costed
        return tuple(self.arrays.actions[place] for place in np.flatnonzero(lacking))

    @cached_property
    def _claims_of(self) -> list[list[int]]:
        """Positions of the claims of each action, in their order."""
        found: list[list[int]] = [[] for _ in self.arrays.actions]
        for place, claim in enumerate(self.money.financing.claims):
            found[claim.action].append(place)
        return found

    def balance(self, actions: BoolArray, organisations: BoolArray | None = None) -> Balance:
        """Return sources and uses of some actions for some of the organisations inside the perspective.

        Parameters
        ----------
        actions : ndarray, shape (action,)
        organisations : ndarray, shape (organisation,), or None
            None takes all that are inside.
        """
        funded, arrays = self.money.financing, self.arrays
        cells = self.view.inside & actions[:, None]
        if organisations is not None:
            cells = cells & organisations
        n_years = len(arrays.years)
        chosen = np.flatnonzero(cells.any(axis=1))
        uses = np.einsum("ao,aouy->uy", cells[chosen], funded.uses.amounts[chosen])
        planned = np.einsum("ao,aouy->uy", cells[chosen], funded.gap[chosen])
        expected, worst = planned.copy(), planned.copy()
        sources: dict[str, FloatArray] = {}
        classes = {name: np.zeros(n_years) for name in MoneyClass}
        paid, results = np.zeros(n_years), np.zeros(n_years)
        for i in (i for action in chosen.tolist() for i in self._claims_of[action]):
            claim = funded.claims[i]
            mine = cells[claim.action]
            if not claim.terms.is_capital:
                results += self.money.payouts.paid[i][mine].sum(axis=0)
                continue
            award = funded.awards[i][mine].sum(axis=0)
            path = award.sum(axis=0)
            if not path.any():
                continue
            sources[claim.terms.id] = sources.get(claim.terms.id, np.zeros(n_years)) + path
            if claim.terms.of_class is not None:
                classes[claim.terms.of_class] += path
            # Money of a probability that nobody has stated makes the expected gap unknown where it is used.
            with np.errstate(invalid="ignore"):
                expected += np.where(award > 0, (1.0 - claim.probability) * award, 0.0)
            if not claim.is_secured:
                worst += award
            if claim.terms.of_class is MoneyClass.EXTERNAL:
                paid += self.money.payouts.paid[i][mine].sum(axis=0)
        return Balance(
            years=tuple(int(year) for year in arrays.years),
            base=arrays.base,
            uses=uses,
            reinvestment=np.einsum("ao,aoy->y", cells[chosen], funded.uses.again[chosen]),
            sources={name: sources[name] for name in sorted(sources)},
            classes=classes,
            gaps={GapView.PLANNED: planned, GapView.EXPECTED: expected, GapView.WORST: worst},
            paid=paid,
            results_based=results,
        )

    @cached_property
    def cuts(self) -> tuple[CutNote, ...]:
        """Every limit that bit on a cost of the organisations inside, by action, year and position in the mix."""
        cuts: list[Cut] = [*self.money.financing.cuts, *self.money.payouts.cuts]
        claims = self.money.financing.claims
        notes = []
        for cut in sorted(cuts, key=lambda cut: (claims[cut.claim].action, cut.year, claims[cut.claim].order)):
            claim = claims[cut.claim]
            if not self._is_borne[claim.action]:
                continue
            notes.append(
                CutNote(
                    action=self.arrays.actions[claim.action],
                    source=claim.terms.id,
                    entry=claim.entry.id,
                    year=int(self.arrays.years[cut.year]),
                    limit=cut.limit,
                    asked=cut.asked,
                    granted=cut.granted,
                )
            )
        return tuple(notes)

    @cached_property
    def late_payments(self) -> tuple[LateNote, ...]:
        """External money to those inside that comes after the plan's last year, by action, source and year."""
        claims = self.money.financing.claims
        sums: dict[tuple[int, int], float] = {}
        for item in self.money.payouts.late:
            if self.view.inside[claims[item.claim].action, item.organisation]:
                sums[item.claim, item.year] = sums.get((item.claim, item.year), 0.0) + item.amount
        return tuple(
            LateNote(self.arrays.actions[claims[claim].action], claims[claim].terms.id, year, sums[claim, year])
            for claim, year in sorted(sums)
        )

    @cached_property
    def sources(self) -> tuple[SourceUse, ...]:
        """Every source of the plan in its order, with what is taken of it for the organisations inside."""
        claims = self.money.financing.claims
        found = []
        for row in self.plan.sources:
            mine = [i for i, claim in enumerate(claims) if claim.terms.id == row.id]
            used, paid = np.zeros(len(self.arrays.years)), np.zeros(len(self.arrays.years))
            is_secured, actions = True, set()
            for i in mine:
                cells = self.view.inside[claims[i].action]
                amounts = (
                    self.money.payouts.earned[i] if not row.is_capital else self.money.financing.awards[i].sum(axis=1)
                )
                path = amounts[cells].sum(axis=0)
                used += path
                if row.of_class is MoneyClass.EXTERNAL:
                    paid += self.money.payouts.paid[i][cells].sum(axis=0)
                if path.any():
                    actions.add(claims[i].action)
                    is_secured &= claims[i].is_secured
            found.append(
                SourceUse(
                    source=row,
                    used=self.portfolio.by_year(used),
                    paid=self.portfolio.by_year(paid),
                    total=self.portfolio.total(used),
                    cap=row.cap_total,
                    is_secured=is_secured if actions else row.certainty is Certainty.SECURED,
                    n_actions=len(actions),
                )
            )
        return tuple(found)

    @cached_property
    def budgeted(self) -> tuple[BudgetedNeed, ...]:
        """What the adopted investment plan has for the actions already, and what is new, for those inside."""
        places = {name: place for place, name in enumerate(self.arrays.actions)}
        bearers = {name: place for place, name in enumerate(self.arrays.organisations)}
        found = budgeted_need(self.plan, self.arrays, self.money)
        return tuple(row for row in found if self.view.inside[places[row.action], bearers[row.organisation]])

    @cached_property
    def frames(self) -> tuple[FrameUse, ...]:
        """Every frame of own money, with what is used of it by all."""
        return frame_use(self.plan, self.arrays, self.money)

    def by_action_source_year(self) -> dict[str, dict[str, YearPath]]:
        """Return what each source pays for each action by year; years without money are left out."""
        return {
            action: {
                source: {year: amount for year, amount in balance.by_year(path).items() if amount}
                for source, path in balance.sources.items()
            }
            for action, balance in self.actions.items()
        }

    def financing_gap(self) -> dict[str, Any]:
        """Return the gap by view and year; where a view is not known, ``undefined`` says why."""
        gaps: dict[str, Any] = {str(view): self.portfolio.by_year(path) for view, path in self.portfolio.gaps.items()}
        unknown = [str(view) for view, path in self.portfolio.gaps.items() if np.isnan(path).any()]
        return gaps | ({"undefined": dict.fromkeys(unknown, Reason.ABSENT_INPUT.key)} if unknown else {})

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: the whole balance."""
        return {
            "portfolio": self.portfolio.to_dict(),
            "actions": {name: balance.to_dict() for name, balance in self.actions.items()},
            "organisations": {name: balance.to_dict() for name, balance in self.organisations.items()},
            "sources": [item.to_dict() for item in self.sources],
            "limits": [item.to_dict() for item in self.cuts],
            "paid_after_last_year": [item.to_dict() for item in self.late_payments],
            "frames": [item.to_dict() for item in self.frames],
            "adopted_plan": [item.to_dict() for item in self.budgeted],
            "not_costed": list(self.not_costed),
        }
