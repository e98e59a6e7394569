"""The cost of delay: the same plan with some of its actions, or all, started later."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from finmodel.analysis.delay_results import (
    NOTHING_MOVES,
    Delay,
    DelayEach,
    DelayedMeasure,
    DelayedYear,
    LostMoney,
    Shift,
    Stay,
    Stays,
)
from finmodel.analysis.delayed_start import asked_for, moved_plan
from finmodel.analysis.emissions_gap import EmissionsGap, emissions_gap
from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.funding import GapView
from finmodel.analysis.outcome import Outcome
from finmodel.analysis.strictest_gap import StrictestGap, strictest_gap
from finmodel.engine.financing import VISIBLE
from finmodel.engine.measures import without_noise
from finmodel.engine.undefined import Reason
from finmodel.engine.uses import Use
from finmodel.model.emission_enums import EmissionPerspective, Gas
from finmodel.model.funding_enums import MoneyClass
from finmodel.model.perspectives import Perspective

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from finmodel.analysis.results import Results
    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.claims import Limit
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.emissions import Target
    from finmodel.model.plan import Plan

__all__ = [
    "NOTHING_MOVES",
    "Delay",
    "DelayEach",
    "DelayedMeasure",
    "DelayedYear",
    "LostMoney",
    "Shift",
    "Stay",
    "Stays",
    "delay",
    "delay_each",
]

MeasureKey = tuple[EmissionPerspective, Gas]
NetTonnes: TypeAlias = "tuple[FloatArray, FloatArray]"


def delay(
    plan: Plan,
    actions: Collection[str] | None = None,
    *,
    years: int = 1,
    perspective: str = Perspective.GROUP,
) -> Delay:
    r"""Return what it costs to start actions later: the plan as it is against the plan with them moved.

    .. math:: lost_y = net_y^{as\ planned} - net_y^{later}, \qquad net = reductions - upfront + removals

    Every calendar year of a moved action follows, with its own funding mix, as in a scenario's ``move``; what is
    adopted, the sources' windows and caps and the targets stay. The whole portfolio is computed again, so that overlap
    and the competition for capped sources count.

    Parameters
    ----------
    plan
        A valid plan.
    actions
        Ids; None takes every action that counts.
    years
        How much later, at least 1.
    perspective
        Whose money counts, as for :func:`~finmodel.analysis.evaluate.evaluate`.

    Returns
    -------
    Delay
        Tonnes are undefined (``not_quantified``) where those of no moved action are known, kronor (``not_costed``)
        where the cost of none is; all figures (``nothing_moves``) where no action can be moved.

    Raises
    ------
    InputError
        ``FM-C106`` there is no such action, ``FM-M136`` there is no such perspective.
    ValueError
        ``years`` is not 1 … 100.
    """
    _check(years)
    able, stays = asked_for(plan, actions)
    return _Standing(plan, perspective).delayed(able, years, stays)


def delay_each(
    plan: Plan,
    actions: Collection[str] | None = None,
    *,
    years: int = 1,
    perspective: str = Perspective.GROUP,
    measure: tuple[EmissionPerspective | str, Gas | str] | None = None,
) -> DelayEach:
    """Return what it costs to start one action at a time later.

    Parameters
    ----------
    plan, actions, years, perspective
        As for :func:`delay`.
    measure
        The emissions that the list is ordered by; None takes the first measure that has a target year.

    Raises
    ------
    InputError, ValueError
        As :func:`delay`.
    """
    _check(years)
    able, stays = asked_for(plan, actions)
    standing = _Standing(plan, perspective)
    key = standing.main if measure is None else (EmissionPerspective(measure[0]), Gas(measure[1]))
    found = []
    for name in able:
        each = standing.delayed([name], years, [])
        stays += each.stays
        found += [each] if each.moved else []

    def rank(item: Delay) -> tuple[bool, float, str]:
        of_measure = item.measure(*key)
        lost = None if of_measure is None else of_measure.headline.value
        return lost is None, -(lost or 0.0), item.moved[0]

    ordered = tuple(sorted(found, key=rank))
    return DelayEach(years, str(perspective), ordered, tuple(sorted(stays, key=lambda stay: stay.action)))


def _check(years: int) -> None:
    if not 1 <= years <= 100:
        msg = f"a delay is 1 to 100 years, not {years}"
        raise ValueError(msg)


@dataclass(frozen=True)
class _Standing:
    """The plan as it is: what every delay is compared with."""

    plan: Plan
    perspective: str

    @cached_property
    def results(self) -> Results:
        return evaluate(self.plan, self.perspective)

    @cached_property
    def gap(self) -> EmissionsGap:
        return emissions_gap(self.plan)

    @cached_property
    def measures(self) -> tuple[MeasureKey, ...]:
        """Every measure that the plan speaks of; without any, territorial emissions in CO2e."""
        found = tuple((cell.perspective, cell.gas) for cell in self.gap.wholes)
        return found or ((EmissionPerspective.TERRITORIAL, Gas.CO2E),)

    @cached_property
    def target_years(self) -> dict[MeasureKey, dict[int, tuple[str, ...]]]:
        """Target years of the wholes from the base year on, with the ids of their targets."""
        settings = self.plan.settings
        found: dict[MeasureKey, dict[int, tuple[str, ...]]] = {}
        for key in self.measures:
            cell = self.gap.cell(*key)
            rows: list[Target] = [] if cell is None else [item.target.row for item in cell.targets]
            years = sorted({row.year for row in rows if row.year is not None})
            found[key] = {
                year: tuple(row.id for row in rows if row.year == year)
                for year in years
                if settings.base_year <= year <= settings.last_year
            }
        return found

    @property
    def main(self) -> MeasureKey:
        """The first measure that has a target year."""
        return next((key for key in self.measures if self.target_years[key]), self.measures[0])

    def delayed(self, ids: Sequence[str], years: int, stays: Sequence[Stay]) -> Delay:
        """Return what it costs to start some actions later that have not begun."""
        applied, moved, refused = moved_plan(self.plan, ids, years)
        after = None if applied is None else evaluate(applied.plan, self.perspective)
        quantified = dict(zip(self.results.arrays.actions, self.results.arrays.is_quantified, strict=True))
        costed = dict(zip(self.results.arrays.actions, self.results.arrays.is_costed, strict=True))
        has_cost = any(costed[name] for name in moved)
        return Delay(
            years=years,
            perspective=str(self.perspective),
            moved=moved,
            stays=tuple(sorted((*stays, *refused), key=lambda stay: stay.action)),
            measures=self._measures(after, moved, {name for name in moved if quantified[name]}),
            kronor=_kronor(self.results, after, None if has_cost else Reason.NOT_COSTED.key),
            grants=() if after is None else _grants(self.results, after),
            not_quantified=tuple(name for name in moved if not quantified[name]),
            not_costed=tuple(name for name in moved if not costed[name]),
            applied=applied,
        )

    def _measures(
        self, after: Results | None, moved: Sequence[str], quantified: Collection[str]
    ) -> tuple[DelayedMeasure, ...]:
        later = None if after is None else _tonnes(after.arrays)
        rows = {action.id: action for action in self.plan.actions}
        found = []
        for key in self.measures:
            working = [name for name in moved if key[0] in rows[name].perspectives]
            reason = NOTHING_MOVES if not moved else None
            if working and not set(quantified) & set(working):
                reason = Reason.NOT_QUANTIFIED.key
            found.append(self._measure(key, later, reason))
        return tuple(found)

    def _measure(self, key: MeasureKey, later: NetTonnes | None, reason: str | None) -> DelayedMeasure:
        settings = self.plan.settings
        before = self._paths(key, _tonnes(self.results.arrays))
        after = before if later is None else self._paths(key, later)
        base = settings.base_year - settings.first_year
        size = np.abs(before).sum(axis=0) + np.abs(after).sum(axis=0)
        size, lost = size[base:], without_noise(before.sum(axis=0) - after.sum(axis=0), size)[base:]
        if reason is not None:
            lost = np.full(len(lost), np.nan)

        def summed(years: slice) -> Outcome:
            total = float(without_noise(lost[years].sum(), size[years].sum()))
            return Outcome(total + 0.0) if reason is None else Outcome(None, reason)

        target_years = []
        for year, ids in self.target_years[key].items():
            place = year - settings.base_year
            formula = strictest_gap(self.gap.cell(*key), year)
            if isinstance(formula, StrictestGap):
                first, second = (
                    Outcome(formula.of(float(path[0, base + place]), float(path[1, base + place])))
                    for path in (before, after)
                )
                gap = Shift(first, second if reason is None else Outcome(None, reason))
            else:
                gap = Shift(Outcome(None, formula.key), Outcome(None, formula.key))
            in_year, until = summed(slice(place, place + 1)), summed(slice(place + 1))
            target_years.append(DelayedYear(year, ids, in_year, until, gap))
        years = tuple(range(settings.base_year, settings.last_year + 1))
        return DelayedMeasure(*key, years, lost, summed(slice(None)), tuple(target_years))

    def _paths(self, key: MeasureKey, tonnes: NetTonnes) -> FloatArray:
        """Return reductions net of what building emits, and removals, of all actions; shape (2, year) [t]."""
        reduced, removed = self.gap.weights(*key)
        return np.stack([reduced @ tonnes[0], removed @ tonnes[1]])


def _tonnes(arrays: PlanArrays) -> NetTonnes:
    """Return net reductions and removals of the actions that count, shape (action, year) each [t]; else 0."""
    is_in = (arrays.counts & arrays.is_quantified)[:, None]
    return np.where(is_in, arrays.reductions - arrays.upfront, 0.0), np.where(is_in, arrays.removals, 0.0)


def _kronor(before: Results, after: Results | None, reason: str | None) -> dict[str, Shift]:
    first = _sums(before)
    if after is None:
        second = dict.fromkeys(first, Outcome(None, NOTHING_MOVES))
    elif reason is not None:
        second = dict.fromkeys(first, Outcome(None, reason))
    else:
        second = _sums(after)
    return {name: Shift(first[name], second[name]) for name in first}


def _sums(results: Results) -> dict[str, Outcome]:
    balance, figures = results.funding.portfolio, results.portfolio
    first = balance.uses[Use.CAPITAL] - balance.reinvestment
    return {
        "investment": Outcome(balance.total(first)),
        "reinvestment": Outcome(balance.total(balance.reinvestment)),
        **{name: Outcome(figures[name], figures.undefined.get(name)) for name in ("npv", "npv_after_funding")},
        "financing_gap": Outcome(balance.total(balance.gaps[GapView.PLANNED])),
    }


def _grants(before: Results, after: Results) -> tuple[LostMoney, ...]:
    """Return the external sources that give more or less than before, by id."""
    later = {item.source.id: item.total for item in after.funding.sources}
    short, shorter = _shortfall(before), _shortfall(after)
    found = []
    for item in sorted(before.funding.sources, key=lambda item: item.source.id):
        row = item.source
        first, second = item.total, later[row.id]
        if row.of_class is not MoneyClass.EXTERNAL:
            continue
        if first is not None and second is not None and abs(first - second) <= VISIBLE:
            continue
        more = {limit: amount - short[row.id].get(limit, 0.0) for limit, amount in sorted(shorter[row.id].items())}
        unknown = Outcome(None, Reason.NOT_QUANTIFIED.key)
        awarded = Shift(*(unknown if each is None else Outcome(each) for each in (first, second)))
        found.append(LostMoney(row, awarded, {limit: amount for limit, amount in more.items() if amount > VISIBLE}))
    return tuple(found)


def _shortfall(results: Results) -> defaultdict[str, dict[Limit, float]]:
    """Return what each limit of each source keeps from what is asked for, from the base year on."""
    found: defaultdict[str, dict[Limit, float]] = defaultdict(dict)
    for cut in results.funding.cuts:
        if cut.year >= results.plan.settings.base_year:
            of_source = found[cut.source]
            of_source[cut.limit] = of_source.get(cut.limit, 0.0) + cut.asked - cut.granted
    return found
