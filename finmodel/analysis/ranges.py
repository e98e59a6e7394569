"""The low and high of the sources' ranges carried through to the results, and the corners that they span.

One range at a time, everything else as in the plan. A corner puts every range at the end that is worst, or best, for
a figure: it is a corner of what the sources say, no forecast and no likelihood.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isclose
from typing import TYPE_CHECKING, Any

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.outcome import Outcome, outcome_of
from finmodel.analysis.range_results import Corner, NotCarried, RangeRow, Side, SourceRanges
from finmodel.analysis.replacing import NotApplied, figure_value, with_figure
from finmodel.engine.undefined import Reason
from finmodel.errors import has_errors
from finmodel.model.check import check_plan
from finmodel.model.enums import Quantity
from finmodel.model.perspectives import Perspective

if TYPE_CHECKING:
    from finmodel.analysis.results import Results
    from finmodel.model.lines import Evidence
    from finmodel.model.plan import Plan

__all__ = [
    "RANGE_OUTCOMES",
    "SIDES",
    "Corner",
    "NotCarried",
    "RangeRow",
    "Side",
    "SourceRanges",
    "source_ranges",
]

RANGE_OUTCOMES = ("npv", "abatement_cost")
"""The figures that ranges are carried through to."""

SIDES: tuple[Side, ...] = ("low", "high")
_SAME = 1e-12
_WORST = frozenset({Reason.RAISES_EMISSIONS.key, Reason.NO_TONNES.key})
"""Reasons that are worse than any cost per tonne, so that a corner does not hide them."""
_TAKEN_FROM_POOLS = frozenset(
    {
        *(Quantity.REDUCTION, Quantity.POOL_SHARE, Quantity.ENERGY_CHANGE),
        *(Quantity.LIFETIME, Quantity.ECONOMIC_LIFE),
    }
)
"""Quantities that decide how much an action takes from its pool."""


def source_ranges(plan: Plan, perspective: str = Perspective.GROUP) -> SourceRanges:
    """Carry every range of the plan's evidence through to NPV and cost per tonne.

    Each end replaces the plan's figure, spread over components and years in the same proportion; one range at a time.
    In a corner each range stands at the end that, moved alone, is worst or best for the figure; where several rows
    speak of the same figure the outermost end is taken, and where a source gives one end only the plan's own figure
    is the other. An end that leaves no tonnes, or raises emissions, is worse than any cost per tonne.

    Parameters
    ----------
    plan
        A valid plan.
    perspective
        Whose money counts.

    Returns
    -------
    SourceRanges

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    """
    work = _Work(plan, perspective)
    work.read()
    work.move()
    return SourceRanges(str(perspective), work.rows(), tuple(work.not_carried), tuple(work.corners()))


@dataclass(frozen=True, slots=True)
class _End:
    """One end of one range: by row of evidence and side."""

    row: Evidence
    side: Side

    @property
    def value(self) -> float:
        value = self.row.low if self.side == "low" else self.row.high
        assert value is not None  # noqa: S101 - ends are made only of values that are there
        return value

    @property
    def target(self) -> tuple[str, str]:
        """What it replaces."""
        return (self.row.action or "", self.row.quantity)


Terms = Mapping[str, tuple[float, float, float, bool]]
"""By action in the totals and costed: NPV, the same without carbon value, discounted tonnes, whether quantified."""


@dataclass(frozen=True)
class _Moved:
    """A plan with an end in place; ``only`` is the action that it belongs to where others were moved with it."""

    results: Results
    terms: Terms
    only: str | None = None


class _Work:
    def __init__(self, plan: Plan, perspective: str) -> None:
        self.plan, self.perspective = plan, perspective
        self.base = evaluate(plan, perspective, funding=False)
        self.not_carried: list[NotCarried] = []
        self.values: dict[str, float] = {}
        self.ends: list[_End] = []
        self.moved: dict[_End, _Moved] = {}
        self.base_terms = _terms(self.base)
        self.pools = {row.id: row.pool for row in plan.actions}

    def read(self) -> None:
        """Find the ranges and those that cannot be carried through."""
        for row in sorted(self.plan.evidence, key=lambda row: row.id):
            if row.low == row.high:  # neither end, or a value stated twice: no range
                continue
            ends = [_End(row, side) for side in SIDES if getattr(row, side) is not None]
            value = figure_value(self.plan, row.action, row.quantity)
            why = value if isinstance(value, NotApplied) else next(filter(None, map(self._refused, ends)), None)
            if why is not None:
                self.not_carried.append(NotCarried(row.id, row.action, row.quantity, row.low, row.high, why))
            else:
                self.values[row.id] = float(value)
                self.ends += ends

    def _refused(self, end: _End) -> NotApplied | None:
        moved = with_figure(self.plan, end.row.action, end.row.quantity, end.value)
        if isinstance(moved, NotApplied):
            return moved
        tables, known = _around(moved, end)
        fits = not has_errors(check_plan(moved.settings, tables, known=known))
        return None if fits else NotApplied.OUTSIDE_BOUNDS

    def move(self) -> None:
        """Evaluate every end; those of several actions are moved together where they cannot meet in a pool."""
        rounds: dict[tuple[int, Side], list[_End]] = defaultdict(list)
        n_before: dict[tuple[str, Side], int] = defaultdict(int)
        for end in self.ends:
            action = end.row.action
            if action is None or self._meets_others(end):
                results = evaluate(_applied(self.plan, [end]), self.perspective, funding=False)
                self.moved[end] = _Moved(results, _terms(results))
            else:
                rounds[n_before[action, end.side], end.side].append(end)
                n_before[action, end.side] += 1
        for together in rounds.values():
            results = evaluate(_applied(self.plan, together), self.perspective, funding=False)
            terms = _terms(results)
            for end in together:
                self.moved[end] = _Moved(results, terms, end.row.action)

    def rows(self) -> tuple[RangeRow, ...]:
        """Return the ranges with their outcomes."""
        ends_of: dict[str, list[_End]] = defaultdict(list)
        for end in self.ends:
            ends_of[end.row.id].append(end)
        return tuple(
            RangeRow(
                *(ends[0].row.id, ends[0].row.action, ends[0].row.quantity),
                *(self.values[ends[0].row.id], ends[0].row.low, ends[0].row.high),
                outcomes={
                    name: {end.side: outcome_of(self.moved[end].results, name, end.row.action) for end in ends}
                    for name in RANGE_OUTCOMES
                },
            )
            for ends in ends_of.values()
        )

    def corners(self) -> Iterator[Corner]:
        """Yield the corners of every action that has a range, then of the portfolio."""
        of_action: dict[str, list[_End]] = defaultdict(list)
        for end in self.ends:
            if end.row.action is not None:
                of_action[end.row.action].append(end)
        whose = [row.id for row in self.plan.actions if row.id in of_action]
        chosen = {
            (name, action): tuple(self._chosen(of_action[action], name, action, sign) for sign in (1.0, -1.0))
            for name in RANGE_OUTCOMES
            for action in whose
        }
        results: dict[tuple[str, str], tuple[Results, ...]] = {}
        for name in RANGE_OUTCOMES:
            for together in self._apart(
                {action: [*chosen[name, action][0], *chosen[name, action][1]] for action in whose}
            ):
                both = tuple(
                    evaluate(
                        _applied(self.plan, [end for action in together for end in chosen[name, action][place]]),
                        self.perspective,
                    )
                    for place in range(2)
                )
                results.update({(name, action): both for action in together})
        for action in whose:
            for name in RANGE_OUTCOMES:
                yield self._corner(name, action, chosen[name, action], results[name, action])
        for name in RANGE_OUTCOMES if self.ends else ():
            ends = tuple(self._chosen(self.ends, name, None, sign) for sign in (1.0, -1.0))
            both = tuple(evaluate(_applied(self.plan, each), self.perspective, funding=False) for each in ends)
            yield self._corner(name, None, ends, both)

    def _meets_others(self, end: _End) -> bool:
        """Whether what an end changes is taken from a pool, so that other actions may get more or less of it."""
        return end.row.quantity in _TAKEN_FROM_POOLS and self.pools[end.row.action or ""] is not None

    def _apart(self, ends: Mapping[str, Sequence[_End]]) -> list[list[str]]:
        """Return groups of actions whose ends can be moved at once: all that meet nobody, each other one by itself."""
        alone = [action for action, own in ends.items() if any(map(self._meets_others, own))]
        free = [action for action in ends if action not in alone]
        return [*([free] if free else []), *([action] for action in alone)]

    def _corner(
        self, name: str, action: str | None, ends: Sequence[Sequence[_End]], results: Sequence[Results]
    ) -> Corner:
        worst, best = (outcome_of(each, name, action) for each in results)
        names = tuple(tuple((end.row.id, end.side) for end in each) for each in ends)
        return Corner(action, name, outcome_of(self.base, name, action), worst, best, names[0], names[1])

    def _chosen(self, ends: Sequence[_End], name: str, action: str | None, sign: float) -> tuple[_End, ...]:
        """Return the ends that are worst (sign 1) or best (−1), one for each figure that matters."""
        base = self._badness(name, action, None)
        if base is None:
            return ()
        groups: dict[tuple[str, str], list[_End]] = defaultdict(list)
        for end in ends:
            groups[end.target].append(end)
        chosen: list[_End] = []
        for group in groups.values():
            found = [(self._badness(name, action, end), end) for end in group]
            ranked = [(badness, end) for badness, end in found if badness is not None]
            is_open = any(end.row.low is None or end.row.high is None for end in group)
            levels = [badness for badness, _ in ranked] + ([base] if is_open else [])
            if not ranked or isclose(min(levels), max(levels), rel_tol=_SAME):
                continue
            badness, end = max(ranked, key=lambda pair: sign * pair[0])
            if not is_open or sign * badness > sign * base:
                chosen.append(end)
        return tuple(chosen)

    def _badness(self, name: str, action: str | None, end: _End | None) -> float | None:
        """Return how bad a figure is with one end in place: more is worse; None where it cannot be ranked."""
        if action is not None:
            results = self.base if end is None else self.moved[end].results
            return _badness_of(outcome_of(results, name, action), name)
        if _badness_of(outcome_of(self.base, name, None), name) is None:
            return None
        if end is None:
            return _badness_of_all(self.base_terms, name)
        moved = self.moved[end]
        if moved.only is None:
            return _badness_of_all(moved.terms, name)
        mixed = {action: terms for action, terms in self.base_terms.items() if action != moved.only}
        mixed |= {action: terms for action, terms in moved.terms.items() if action == moved.only}
        return _badness_of_all(mixed, name)


def _around(plan: Plan, end: _End) -> tuple[dict[str, tuple[Any, ...]], dict[str, set[str]]]:
    """Return the rows that a moved figure has to fit with, and the ids of all rows."""
    tables = plan.tables()
    known = {name: {row.id for row in rows} for name, rows in tables.items()}
    if end.row.action is None:
        return tables, known
    action = end.row.action
    around: dict[str, tuple[Any, ...]] = {
        "actions": tuple(row for row in plan.actions if row.id == action),
        "investments": plan.of_action("investments", action),
        "energy_changes": plan.of_action("energy_changes", action),
        "benefits": plan.of_action("benefits", action),
    }
    return around, known


def _applied(plan: Plan, ends: Sequence[_End]) -> Plan:
    """Return the plan with every end in place; each has been tried alone."""
    for end in ends:
        moved = with_figure(plan, end.row.action, end.row.quantity, end.value)
        if not isinstance(moved, NotApplied):
            plan = moved
    return plan


def _badness_of(outcome: Outcome, name: str) -> float | None:
    if outcome.value is not None:
        return -outcome.value if name == "npv" else outcome.value
    return inf if outcome.reason in _WORST else None


def _terms(results: Results) -> Terms:
    found: dict[str, tuple[float, float, float, bool]] = {}
    for row in results.actions:
        npv, money, tonnes = row.figures["npv"], row.figures.npv_per_tonne, row.figures["pv_tonnes"]
        if row.in_totals and row.is_costed and money is not None:
            # Without a carbon value society has no net present value, and a cost per tonne all the same.
            found[row.id] = (npv or 0.0, money, tonnes or 0.0, row.is_quantified)
    return found


def _badness_of_all(terms: Terms, name: str) -> float:
    """Return the portfolio's badness, from its actions in the order of their ids."""
    rows = [terms[action] for action in sorted(terms)]
    if name == "npv":
        return -sum(npv for npv, _, _, _ in rows)
    tonnes = sum(tonnes for _, _, tonnes, is_quantified in rows if is_quantified)
    return -sum(money for _, money, _, is_quantified in rows if is_quantified) / tonnes if tonnes > 0 else inf
