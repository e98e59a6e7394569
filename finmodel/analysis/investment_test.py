"""Every investment is tested against the climate, whatever it is made for: what it does to emissions, or that unknown.

Göteborg asks for it: also what is built for another reason has an effect, and some of it raises emissions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.outcome import Outcome
from finmodel.engine.measures import without_noise
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from finmodel.analysis.results import Results
    from finmodel.engine.undefined import FloatArray

__all__ = ["ActionVerdict", "InvestmentTest", "ProjectVerdict", "Verdict", "VerdictSum", "investment_test"]


class Verdict(StrEnum):
    """What an investment does to emissions."""

    LOWERS = "lowers"
    RAISES = "raises"
    NO_EFFECT = "no_effect"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ActionVerdict:
    """An action that counts, and what it does to emissions.

    Attributes
    ----------
    id, name, owner, for_climate
        The action's.
    tonnes_year, tonnes_total
        Net adjusted tonnes in the target year, and from the base year on [t]; what building emits is subtracted.
    verdict, verdict_year
        By all years from the base year on, and by the target year alone: what is built then may emit that year and
        lower emissions in the end.
    investment
        Investment from the base year on in the perspective [nominal currency units].
    """

    id: str
    name: str
    owner: str
    for_climate: bool
    tonnes_year: Outcome
    tonnes_total: Outcome
    verdict: Verdict
    verdict_year: Verdict
    investment: Outcome

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        found = {"tonnes_year": self.tonnes_year, "tonnes_total": self.tonnes_total, "investment": self.investment}
        return {
            "id": self.id,
            "name": self.name,
            "owner": self.owner,
            "for_climate": self.for_climate,
            **{name: outcome.value for name, outcome in found.items()},
            "verdict": str(self.verdict),
            "verdict_year": str(self.verdict_year),
            "undefined": {name: outcome.reason for name, outcome in found.items() if outcome.value is None},
        }


@dataclass(frozen=True, slots=True)
class ProjectVerdict:
    """A row of the adopted investment plan.

    Attributes
    ----------
    id, project_number, name, organisation, action
        The row's; the action it is the money for, or None.
    amount
        Adopted from the base year on [nominal currency units].
    verdict
        That of its action; ``unknown`` without one, or where the action is not quantified.
    why_unknown
        ``no_action``, ``not_quantified``, or None where it is tested.
    """

    id: str
    project_number: str
    name: str
    organisation: str | None
    action: str | None
    amount: float
    verdict: Verdict
    why_unknown: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "id": self.id,
            "project_number": self.project_number,
            "name": self.name,
            "organisation": self.organisation,
            "action": self.action,
            "amount": self.amount,
            "verdict": str(self.verdict),
            "why_unknown": self.why_unknown,
        }


@dataclass(frozen=True, slots=True)
class VerdictSum:
    """Investments of one verdict: how many, their kronor, and of all kronor which share.

    ``n_known`` says how many of them the kronor hold: the cost of the rest is not known, or is not borne here.
    """

    n: int
    n_known: int
    amount: float
    share: Outcome

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "n": self.n,
            "n_known": self.n_known,
            "amount": self.amount,
            "share": self.share.value,
            "undefined": {} if self.share.value is not None else {"share": self.share.reason},
        }


@dataclass(frozen=True, slots=True)
class InvestmentTest:
    """Every investment tested against the climate.

    Attributes
    ----------
    perspective, currency, year
        Whose investment, in nominal ``currency``; the target year.
    actions
        Every action that counts: those that raise emissions first, the most first, then unknown, no effect and lowers.
    by_verdict
        Kronor of the actions by verdict; they add up to the investment of the perspective.
    not_for_climate
        The same of the actions that are not made for the climate.
    projects
        Rows of the adopted investment plan by id, whoever's they are.
    adopted_by_verdict
        Adopted kronor by verdict.
    tested_share
        Adopted kronor whose effect is known ÷ all adopted.
    """

    perspective: str
    currency: str
    year: int
    actions: tuple[ActionVerdict, ...]
    by_verdict: Mapping[Verdict, VerdictSum]
    not_for_climate: Mapping[Verdict, VerdictSum]
    projects: tuple[ProjectVerdict, ...]
    adopted_by_verdict: Mapping[Verdict, VerdictSum]
    tested_share: Outcome

    @property
    def not_tested(self) -> float:
        """Adopted kronor whose effect nobody knows: no action, or one that is not quantified."""
        return self.adopted_by_verdict[Verdict.UNKNOWN].amount

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        share = self.tested_share
        return {
            "perspective": self.perspective,
            "currency": self.currency,
            "year": self.year,
            "actions": [row.to_dict() for row in self.actions],
            "by_verdict": _listed(self.by_verdict),
            "not_for_climate": _listed(self.not_for_climate),
            "projects": [row.to_dict() for row in self.projects],
            "adopted_by_verdict": _listed(self.adopted_by_verdict),
            "adopted_not_tested": self.not_tested,
            "adopted_tested_share": share.value,
            "undefined": {} if share.value is not None else {"adopted_tested_share": share.reason},
        }


_ORDER = {Verdict.RAISES: 0, Verdict.UNKNOWN: 1, Verdict.NO_EFFECT: 2, Verdict.LOWERS: 3}


def investment_test(results: Results, year: int) -> InvestmentTest:
    r"""Return what every investment does to emissions.

    .. math:: tonnes = reductions + removals - upfront; \quad > 0\ \text{lowers}, \; < 0\ \text{raises}

    Tonnes are plain sums of the plan's years, so the verdict is that of the years in the plan and may differ from the
    cost curve's, which discounts them.

    Parameters
    ----------
    results
        Results in a perspective; tonnes and adopted rows do not depend on it.
    year
        Target year. Outside the plan the year's tonnes are undefined (``after_last_year``, ``absent_input``).

    Returns
    -------
    InvestmentTest
        Shares are undefined (``no_capex``) where there are no kronor, that of the adopted plan (``absent_input``) where
        the plan holds none.
    """
    arrays, plan = results.arrays, results.plan
    totals = _net(results, slice(arrays.base, None))
    in_year, no_year = _in_year(results, year)
    by_id = {action.id: action for action in plan.actions}
    figures = {item.id: item.figures for item in results.actions}
    rows = []
    for place, name in enumerate(arrays.actions):
        if not arrays.counts[place]:
            continue
        action, known = by_id[name], bool(arrays.is_quantified[place])
        unknown = Outcome(None, Reason.NOT_QUANTIFIED.key)
        tonnes_year = Outcome(float(in_year[place])) if no_year is None else Outcome(None, no_year)
        money = figures[name]
        rows.append(
            ActionVerdict(
                id=name,
                name=action.name,
                owner=action.owner,
                for_climate=action.for_climate,
                tonnes_year=tonnes_year if known else unknown,
                tonnes_total=Outcome(float(totals[place])) if known else unknown,
                verdict=_verdict(float(totals[place])) if known else Verdict.UNKNOWN,
                verdict_year=_verdict(float(in_year[place])) if known and no_year is None else Verdict.UNKNOWN,
                investment=Outcome(money["investment_total"], money.undefined.get("investment_total")),
            )
        )
    rows.sort(key=lambda row: (_ORDER[row.verdict], row.tonnes_total.value or 0.0, row.id))
    projects = _projects(results, totals)
    adopted = _sums([(row.verdict, row.amount) for row in projects])
    whole = sum(item.amount for item in adopted.values())
    tested = sum(item.amount for verdict, item in adopted.items() if verdict is not Verdict.UNKNOWN)
    lacking = Reason.NO_CAPEX if projects else Reason.ABSENT_INPUT
    return InvestmentTest(
        perspective=results.perspective,
        currency=results.currency,
        year=year,
        actions=tuple(rows),
        by_verdict=_sums([(row.verdict, row.investment.value) for row in rows]),
        not_for_climate=_sums([(row.verdict, row.investment.value) for row in rows if not row.for_climate]),
        projects=projects,
        adopted_by_verdict=adopted,
        tested_share=Outcome(tested / whole) if whole > 0 else Outcome(None, lacking.key),
    )


def _net(results: Results, years: slice) -> FloatArray:
    """Return net tonnes summed over some years, shape (action,)."""
    arrays = results.arrays
    parts = np.stack([arrays.reductions, arrays.removals, -arrays.upfront])[:, :, years]
    return np.asarray(without_noise(parts.sum(axis=(0, 2)), np.abs(parts).sum(axis=(0, 2))) + 0.0)


def _in_year(results: Results, year: int) -> tuple[FloatArray, str | None]:
    """Return net tonnes of a year, and why they are not known where the year is outside the plan."""
    place = year - results.years[0]
    if not 0 <= place < len(results.years):
        reason = Reason.AFTER_LAST_YEAR if place >= 0 else Reason.ABSENT_INPUT
        return np.zeros(len(results.arrays.actions)), reason.key
    return _net(results, slice(place, place + 1)), None


def _verdict(tonnes: float) -> Verdict:
    if tonnes == 0:
        return Verdict.NO_EFFECT
    return Verdict.LOWERS if tonnes > 0 else Verdict.RAISES


def _projects(results: Results, totals: FloatArray) -> tuple[ProjectVerdict, ...]:
    plan, arrays = results.plan, results.arrays
    places = {name: place for place, name in enumerate(arrays.actions)}
    # A repeat stands for the action that it repeats.
    stands_for = {action.id: action.repeat_of or action.id for action in plan.actions}
    base = plan.settings.base_year
    rows = []
    for row in sorted(plan.adopted_plan, key=lambda row: row.id):
        place = None if row.action is None else places[stands_for[row.action]]
        is_known = place is not None and bool(arrays.is_quantified[place])
        why = None if is_known else "no_action" if place is None else Reason.NOT_QUANTIFIED.key
        rows.append(
            ProjectVerdict(
                id=row.id,
                project_number=row.project_number,
                name=row.name,
                organisation=row.organisation,
                action=row.action,
                amount=float(sum(amount for year, amount in sorted(row.by_year.items()) if year >= base)),
                verdict=_verdict(float(totals[place])) if place is not None and is_known else Verdict.UNKNOWN,
                why_unknown=why,
            )
        )
    return tuple(rows)


def _sums(rows: list[tuple[Verdict, float | None]]) -> dict[Verdict, VerdictSum]:
    """Return how many, kronor and share by verdict, of rows in an order that is not the plan's."""
    amounts = {
        verdict: float(sum(amount for each, amount in rows if each is verdict and amount is not None))
        for verdict in Verdict
    }
    whole = sum(amounts.values())
    return {
        verdict: VerdictSum(
            n=sum(each is verdict for each, _ in rows),
            n_known=sum(each is verdict and amount is not None for each, amount in rows),
            amount=amounts[verdict],
            share=Outcome(amounts[verdict] / whole) if whole > 0 else Outcome(None, Reason.NO_CAPEX.key),
        )
        for verdict in Verdict
    }


def _listed(sums: Mapping[Verdict, VerdictSum]) -> dict[str, Any]:
    return {str(verdict): item.to_dict() for verdict, item in sums.items()}
