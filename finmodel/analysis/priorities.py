"""The priority list: what first, by whom, at which cost and saving for which actor, and how far it has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.by_organisation import ByOrganisation
from finmodel.analysis.need_cube import NeedCertainty, NeedCube, need_cube
from finmodel.analysis.outcome import Outcome
from finmodel.analysis.priority_order import in_order
from finmodel.engine.axes import NOBODY, Line
from finmodel.engine.measures import without_noise
from finmodel.engine.undefined import Reason
from finmodel.model.enums import Control, InvestmentKind, Status

if TYPE_CHECKING:
    from finmodel.analysis.figures import ActionResult
    from finmodel.analysis.results import Results
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action

__all__ = [
    "NOTHING_TO_FINANCE",
    "NO_START_STATED",
    "ActorMoney",
    "Priority",
    "PriorityGroup",
    "by_owner_and_year",
    "not_listed",
    "priorities",
]

NOTHING_TO_FINANCE, NO_START_STATED = "nothing_to_finance", "no_start_stated"
"""Why an action has no secured share, and why it has no start year."""

_INVESTED = (Line.CAPEX, Line.REFERENCE_CAPEX, Line.RESIDUAL)
_OUTCOMES = (
    "start_year",
    "investment_total",
    "investment_incremental",
    "npv",
    "abatement_cost",
    "tonnes_year",
    "tonnes_total",
    "gap",
    "share_secured",
)


@dataclass(frozen=True, slots=True)
class ActorMoney:
    """What an action is to one organisation before funding, inflows positive; a cost is negative.

    Present values of nominal flows at the financial rate, as in the matrix of who pays and who benefits.

    Attributes
    ----------
    organisation, name
        Who it is.
    investment
        Investment less the reference alternative's, and residual value.
    running
        Everything else: running cost, savings, revenue, energy and carbon price.
    net
        Their sum.
    total
        The plain sum of all years, in prices of the price year.
    """

    organisation: str
    name: str
    investment: float | None
    running: float | None
    net: float | None
    total: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON; without a rate the present values are null."""
        values = {"investment": self.investment, "running": self.running, "net": self.net}
        return {
            "organisation": self.organisation,
            "name": self.name,
            **values,
            "total": self.total,
            "undefined": {name: Reason.NO_RATE.key for name, value in values.items() if value is None},
        }


@dataclass(frozen=True, slots=True)
class Priority:
    """An action of the priority list.

    Attributes
    ----------
    rank
        Place in the order of the rule, 1 first; kept when the list is sorted otherwise.
    id, name, owner, owner_name, sector, priority, status, control
        The action's; the sector is empty where it has none.
    start_year
        First investment year, without investment the first year of effect.
    investment_total, investment_incremental, npv, abatement_cost
        Figures of the perspective.
    npv_per_tonne
        What the cost per tonne divides.
    actors
        What it is to each organisation that it costs or gives anything, by id; empty where it is not costed.
    tonnes_year, tonnes_total
        Tonnes in the target year, and net tonnes from the base year on [t].
    gap
        Planned financing gap from the base year on [nominal currency units].
    share_secured
        Secured kronor ÷ uses from the base year on.
    """

    rank: int
    id: str
    name: str
    owner: str
    owner_name: str
    sector: str
    priority: int | None
    status: Status
    control: Control | None
    start_year: Outcome
    investment_total: Outcome
    investment_incremental: Outcome
    npv: Outcome
    abatement_cost: Outcome
    npv_per_tonne: float | None
    actors: tuple[ActorMoney, ...]
    tonnes_year: Outcome
    tonnes_total: Outcome
    gap: Outcome
    share_secured: Outcome

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        found = {name: getattr(self, name) for name in _OUTCOMES}
        start = self.start_year.value
        return {
            "rank": self.rank,
            "id": self.id,
            "name": self.name,
            "owner": self.owner,
            "owner_name": self.owner_name,
            "sector": self.sector,
            "priority": self.priority,
            "status": str(self.status),
            "control": None if self.control is None else str(self.control),
            **{name: outcome.value for name, outcome in found.items()},
            "start_year": None if start is None else int(start),
            "actors": [item.to_dict() for item in self.actors],
            "undefined": {name: outcome.reason for name, outcome in found.items() if outcome.value is None},
        }


@dataclass(frozen=True, slots=True)
class PriorityGroup:
    """What an organisation starts in a year.

    Attributes
    ----------
    owner, start_year
        Who and when; None where no year is known.
    actions
        Ids by rank.
    investment_total, gap
        Sums of the actions whose figure is known; undefined where that of none is, by the reason of the first.
    n_costed, n_gap
        How many of the actions that is, of each.
    """

    owner: str
    start_year: int | None
    actions: tuple[str, ...]
    investment_total: Outcome
    gap: Outcome
    n_costed: int
    n_gap: int

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "owner": self.owner,
            "start_year": self.start_year,
            "actions": list(self.actions),
            "investment_total": self.investment_total.value,
            "gap": self.gap.value,
            "costed": {"n": self.n_costed, "of": len(self.actions)},
            "known_gap": {"n": self.n_gap, "of": len(self.actions)},
            "undefined": {
                name: outcome.reason
                for name, outcome in (("investment_total", self.investment_total), ("gap", self.gap))
                if outcome.value is None
            },
        }


def priorities(results: Results, year: int, tonnes: FloatArray | None = None) -> tuple[Priority, ...]:
    """Return the actions that count and are not done, in the order of :func:`order_rule`.

    Parameters
    ----------
    results
        Results in a perspective, the group's unless another is asked for. Tonnes do not depend on it, nor does what
        an action is to each actor.
    year
        Target year.
    tonnes : ndarray, shape (action,) [t], optional
        Tonnes in the target year in the order of ``results.arrays.actions``, NaN where they are not known; default the
        net adjusted tonnes of the year.

    Returns
    -------
    tuple of Priority
        ``rank`` counts from 1. Money is undefined (``not_costed``, ``outside_perspective``) and tonnes
        (``not_quantified``) where they are not known; the share is undefined (``nothing_to_finance``) without uses, the
        start year (``no_start_stated``) where neither an investment nor a start of effect says one; tonnes of a
        year outside the plan are ``after_last_year`` or, before its first year, ``absent_input``.
    """
    plan, arrays = results.plan, results.arrays
    found = _Found(results, year, tonnes)
    by_id = {action.id: action for action in plan.actions}
    figures = {item.id: item for item in results.actions}
    rows = [
        found.row(place, by_id[name], figures[name])
        for place, name in enumerate(arrays.actions)
        if arrays.counts[place] and by_id[name].status is not Status.DONE
    ]
    return tuple(replace(row, rank=rank) for rank, row in enumerate(in_order(rows), start=1))


def not_listed(results: Results) -> Mapping[str, tuple[str, ...]]:
    """Return the ids of the actions that the list leaves out, by reason: ``done``, ``repeat``, ``not_included``."""
    left: defaultdict[str, list[str]] = defaultdict(list)
    for action in sorted(results.plan.actions, key=lambda action: action.id):
        if action.repeat_of is not None:
            left["repeat"].append(action.id)
        elif not action.included:
            left["not_included"].append(action.id)
        elif action.status is Status.DONE:
            left["done"].append(action.id)
    return {reason: tuple(left[reason]) for reason in ("done", "repeat", "not_included")}


def by_owner_and_year(rows: Sequence[Priority]) -> tuple[PriorityGroup, ...]:
    """Return what each organisation starts in each year, by owner and year; without a known year last."""
    groups: defaultdict[tuple[str, float], list[Priority]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.rank):
        groups[row.owner, np.inf if row.start_year.value is None else row.start_year.value].append(row)
    found = []
    for (owner, start), members in sorted(groups.items()):
        found.append(
            PriorityGroup(
                owner=owner,
                start_year=None if np.isinf(start) else int(start),
                actions=tuple(row.id for row in members),
                investment_total=_sum([row.investment_total for row in members]),
                gap=_sum([row.gap for row in members]),
                n_costed=sum(row.investment_total.value is not None for row in members),
                n_gap=sum(row.gap.value is not None for row in members),
            )
        )
    return tuple(found)


def _sum(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the sum of what is known; where nothing is, the first one's reason."""
    known = [outcome.value for outcome in outcomes if outcome.value is not None]
    return Outcome(float(sum(known))) if known else outcomes[0]


class _Found:
    """What the rows are read from."""

    def __init__(self, results: Results, year: int, tonnes: FloatArray | None) -> None:
        self.results, self.arrays = results, results.arrays
        self.cube: NeedCube = need_cube(results.funding)
        self.money = ByOrganisation(results.plan, results.arrays, "financial")
        self.names = {row.id: row.name for row in results.plan.organisations}
        self.tonnes, self.no_tonnes = self._tonnes(year, tonnes)
        self.investment_years: defaultdict[str, list[int]] = defaultdict(list)
        for row in results.plan.investments:
            if row.kind is InvestmentKind.CAPEX:
                spent = [year for year, amount in row.spending().items() if amount > 0]
                self.investment_years[row.action].extend(row.planned_years() if row.is_unknown else spent)

    def _tonnes(self, year: int, tonnes: FloatArray | None) -> tuple[FloatArray, Reason]:
        arrays = self.arrays
        if tonnes is not None:
            return tonnes, Reason.NOT_QUANTIFIED
        place = year - int(arrays.years[0])
        if not 0 <= place < len(arrays.years):
            reason = Reason.AFTER_LAST_YEAR if place >= 0 else Reason.ABSENT_INPUT
            return np.full(len(arrays.actions), np.nan), reason
        parts = np.stack([arrays.reductions, arrays.removals, -arrays.upfront])[:, :, place]
        net = without_noise(parts.sum(axis=0), np.abs(parts).sum(axis=0)) + 0.0
        return np.where(arrays.is_quantified, net, np.nan), Reason.NOT_QUANTIFIED

    def row(self, place: int, action: Action, item: ActionResult) -> Priority:
        def figure(name: str) -> Outcome:
            return Outcome(item.figures[name], item.figures.undefined.get(name))

        in_year = float(self.tonnes[place])
        reason = self.no_tonnes if self.arrays.is_quantified[place] else Reason.NOT_QUANTIFIED
        gap, share = self._funding(place, item)
        return Priority(
            rank=0,
            id=action.id,
            name=action.name,
            owner=action.owner,
            owner_name=self.names[action.owner],
            sector=action.sector or "",
            priority=action.priority,
            status=action.status,
            control=action.control,
            start_year=self._start(place, action),
            investment_total=figure("investment_total"),
            investment_incremental=figure("investment_incremental"),
            npv=figure("npv"),
            abatement_cost=figure("abatement_cost"),
            npv_per_tonne=item.figures.npv_per_tonne,
            actors=self._actors(place),
            tonnes_year=Outcome(None, reason.key) if np.isnan(in_year) else Outcome(in_year),
            tonnes_total=self._total_tonnes(place),
            gap=gap,
            share_secured=share,
        )

    def _start(self, place: int, action: Action) -> Outcome:
        years = self.investment_years[action.id]
        if not years and action.effect_start is not None:
            years = [action.effect_start]
        if not years:
            years = [int(year) for year in self.arrays.years[self.arrays.effect_years[place]]]
        return Outcome(float(min(years))) if years else Outcome(None, NO_START_STATED)

    def _total_tonnes(self, place: int) -> Outcome:
        arrays = self.arrays
        if not arrays.is_quantified[place]:
            return Outcome(None, Reason.NOT_QUANTIFIED.key)
        parts = np.stack([arrays.reductions[place], arrays.removals[place], -arrays.upfront[place]])[:, arrays.base :]
        return Outcome(float(without_noise(parts.sum(), np.abs(parts).sum())) + 0.0)

    def _funding(self, place: int, item: ActionResult) -> tuple[Outcome, Outcome]:
        """Return the planned gap and the share that is secured."""
        reason = None
        if not item.is_costed:
            reason = Reason.NOT_COSTED.key
        elif item.left_out is not None:
            reason = item.left_out
        if reason is not None:
            return Outcome(None, reason), Outcome(None, reason)
        paid = self.cube.by_action[place][:, self.cube.base :].sum(axis=1)
        by_certainty = dict(zip(NeedCertainty, paid.tolist(), strict=True))
        uses = float(paid.sum())
        share = Outcome(by_certainty[NeedCertainty.SECURED] / uses) if uses > 0 else Outcome(None, NOTHING_TO_FINANCE)
        return Outcome(by_certainty[NeedCertainty.NOBODY]), share

    def _actors(self, place: int) -> tuple[ActorMoney, ...]:
        arrays, money = self.arrays, self.money
        if not arrays.is_costed[place]:
            return ()
        has_rate = money.no_rate is Reason.DEFINED
        rest = [line for line in money.lines if line not in _INVESTED]
        found = []
        for who, name in enumerate(arrays.organisations):
            if name == NOBODY or not money.sum_sizes[place, who].any():
                continue
            values, sizes = money.values[place, who], money.value_sizes[place, who]
            sums = [
                float(without_noise(values[lines].sum(), sizes[lines].sum())) + 0.0
                for lines in (list(_INVESTED), rest, list(money.lines))
            ]
            investment, running, net = sums if has_rate else (None, None, None)
            total = float(without_noise(money.sums[place, who].sum(), money.sum_sizes[place, who].sum())) + 0.0
            found.append(ActorMoney(name, self.names[name], investment, running, net, total))
        return tuple(found)
