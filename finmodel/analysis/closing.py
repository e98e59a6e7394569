"""What closes the emissions gap: actions not yet chosen or funded, along the cost curve, until the target is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.closing_results import Aside, AsideReason, Candidate, Closing, ClosingStep, Why
from finmodel.analysis.emissions_gap import emissions_gap
from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.funding import GapView
from finmodel.analysis.outcome import Outcome
from finmodel.analysis.overshoot import overshoot_in_year
from finmodel.analysis.strictest_gap import StrictestGap, strictest_gap
from finmodel.analysis.wedges import Ambition
from finmodel.engine.financing import VISIBLE
from finmodel.engine.growing_set import GrowingSet
from finmodel.engine.measures import without_noise
from finmodel.engine.undefined import Reason
from finmodel.model.emission_enums import EmissionPerspective, Gas
from finmodel.model.enums import Status
from finmodel.model.perspectives import Perspective

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.analysis.emissions_gap import EmissionCell, EmissionsGap
    from finmodel.analysis.figures import ActionResult
    from finmodel.analysis.results import Results
    from finmodel.model.action import Action
    from finmodel.model.plan import Plan

__all__ = ["Aside", "AsideReason", "Candidate", "Closing", "ClosingStep", "Why", "closing"]


def closing(
    plan: Plan, perspective: str = Perspective.GROUP, *, measure: tuple[EmissionPerspective | str, Gas | str], year: int
) -> Closing:
    r"""Return what closes the gap of a measure's whole in a year, and what is missing after all of it.

    .. math:: tonnes_i = gap(S \cup \{1, \dots, i-1\}) - gap(S \cup \{1, \dots, i\})

    S, the start, is every action that counts and is done, or is decided or ongoing and has no planned financing gap in
    the perspective. Every other action that is no repeat is a candidate. Overlap is that of exactly the actions in the
    set; removals count up to the cap of the target; of several targets the strictest counts, whichever it is for each
    set.

    Parameters
    ----------
    plan
        A valid plan.
    perspective
        Whose money orders the actions and whose costs have to be funded, as for
        :func:`~finmodel.analysis.evaluate.evaluate`.
    measure
        Emission perspective and gas.
    year
        Target year.

    Returns
    -------
    Closing
        Steps stand in the order of the cost curve: actions that save money by net present value, the largest first (a
        lower cost per tonne is not better among them: S. Taylor, Energy Policy 48, 2012), then from the cheapest tonne
        to the dearest; those whose cost per tonne is undefined last, by id. An action that would take nothing off the
        gap stands beside with its reason; one that raises emissions on the whole is never taken, also where it lowers
        them in the year. Without a gap there are no steps and the reason says why: ``no_target``, ``no_inventory``,
        ``no_base_inventory``, ``no_baseline`` …, ``target_passed`` for a year before the base year, whose emissions no
        action changes, ``after_last_year`` for one after the plan.

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    ValueError
        There is no such emission perspective or gas.

    Notes
    -----
    Reductions beyond what their own sector emits count in the gap, as in that of the whole; ``overshoot`` says how many
    tonnes that is, and ``is_met_without_overshoot`` whether the target is met without them.

    An action that is decided and whose cost is not known belongs to the start: nothing says that money is missing. It
    is listed (``not_costed``).
    """
    emission_perspective, gas = EmissionPerspective(measure[0]), Gas(measure[1])
    as_is = evaluate(plan, perspective)
    figures = {row.id: row for row in as_is.actions}
    why = {action.id: _why(action, _planned_gap(as_is, figures[action.id])) for action in plan.actions}
    start = frozenset(action.id for action in plan.actions if action.repeat_of is None and why[action.id] is None)
    gap = emissions_gap(plan, start)
    cell = gap.cell(emission_perspective, gas)
    formula: StrictestGap | Reason = strictest_gap(cell, year)
    if year < plan.settings.base_year:
        formula = Reason.TARGET_PASSED
    steps: tuple[ClosingStep, ...] = ()
    beside: tuple[Aside, ...] = ()
    at_start = after_all = over_at_start = overshoot = Outcome(
        None, formula.key if isinstance(formula, Reason) else None
    )
    is_met = is_met_without = None
    if isinstance(formula, StrictestGap) and cell is not None:
        together = _all_included(plan, perspective)
        candidates = _candidates(plan, as_is, together, why)
        raising = _raising(candidates, together)
        walk = _Walk(gap, cell, formula, year)
        at_start, over_at_start = Outcome(walk.gap), Outcome(walk.overshoot)
        steps, beside = walk.along(candidates, raising)
        after_all, overshoot = Outcome(walk.gap), Outcome(walk.overshoot)
        is_met, is_met_without = walk.is_met, walk.is_met_without_overshoot
    works = {action.id for action in plan.actions if emission_perspective in action.perspectives}
    quantified = dict(zip((a.id for a in gap.contributions.actions), gap.contributions.is_quantified, strict=True))
    return Closing(
        perspective=str(perspective),
        emission_perspective=emission_perspective,
        gas=gas,
        year=year,
        target=None if cell is None or year not in cell.years else cell.binding[cell.years.index(year)],
        start=tuple(sorted(start)),
        not_quantified=tuple(sorted(name for name in start & works if not quantified[name])),
        not_costed=tuple(sorted(name for name in start if not figures[name].is_costed)),
        gap_at_start=at_start,
        steps=steps,
        beside=beside,
        gap_after_all=after_all,
        overshoot_at_start=over_at_start,
        overshoot=overshoot,
        is_met=is_met,
        is_met_without_overshoot=is_met_without,
    )


def _why(action: Action, planned_gap: Outcome) -> Why | None:
    """Return why an action is not counted on; None where it is."""
    if not action.included:
        return Why.NOT_INCLUDED
    if action.status is Status.DONE:
        # It works, however it was paid for.
        return None
    if action.status not in Ambition.DECIDED.statuses:
        return Why.NOT_DECIDED
    return Why.NOT_FUNDED if (planned_gap.value or 0.0) > VISIBLE else None


def _planned_gap(results: Results, row: ActionResult) -> Outcome:
    """Return what nobody pays of an action's costs from the base year on [nominal currency units]."""
    if row.left_out is not None:
        return Outcome(None, row.left_out)
    if not row.is_costed:
        return Outcome(None, Reason.NOT_COSTED.key)
    balance = results.funding.actions.get(row.id)
    return Outcome(0.0 if balance is None else balance.total(balance.gaps[GapView.PLANNED]))


def _all_included(plan: Plan, perspective: str) -> Results:
    """Return the results in which every action but the repeats is included."""
    rows = tuple(
        action if action.included or action.repeat_of is not None else action.model_copy(update={"included": True})
        for action in plan.actions
    )
    return evaluate(plan.model_copy(update={"actions": rows}), perspective)


def _candidates(plan: Plan, as_is: Results, together: Results, why: Mapping[str, Why | None]) -> list[Candidate]:
    """Return the candidates in the order of the cost curve."""
    before = {row.id: row for row in as_is.actions}
    figures = {row.id: row for row in together.actions}
    found = []
    for action in plan.actions:
        reason = why[action.id]
        if action.repeat_of is not None or reason is None:
            continue
        row = figures[action.id]
        results, of_gap = (together, row) if reason is Why.NOT_INCLUDED else (as_is, before[action.id])

        def figure(name: str, row: ActionResult = row) -> Outcome:
            return Outcome(row.figures[name], row.figures.undefined.get(name))

        candidate = Candidate(
            action=action,
            why=reason,
            cost_per_tonne=figure("abatement_cost"),
            investment_total=figure("investment_total"),
            npv=figure("npv"),
            npv_per_tonne=row.figures.npv_per_tonne,
            financing_gap=_planned_gap(results, of_gap),
        )
        found.append(candidate)
    return sorted(found, key=lambda item: item.rank)


def _raising(candidates: Sequence[Candidate], together: Results) -> frozenset[str]:
    """Return the ids of those that raise emissions on the whole, at the perspective's rate or as they stand without."""
    arrays = together.arrays
    parts = np.stack([arrays.reductions, arrays.removals, -arrays.upfront])[:, :, arrays.base :].sum(axis=2)
    net = without_noise(parts.sum(axis=0), np.abs(parts).sum(axis=0))
    plain = dict(zip(arrays.actions, np.where(arrays.is_quantified, net, 0.0).tolist(), strict=True))
    discounted = {row.id: row.figures["pv_tonnes"] for row in together.actions}

    def tonnes(name: str) -> float:
        found = discounted[name]
        return float(plain[name]) if found is None else found

    return frozenset(each.action.id for each in candidates if tonnes(each.action.id) < 0)


class _Walk:
    """The way from the start along the candidates."""

    def __init__(self, gap: EmissionsGap, cell: EmissionCell, formula: StrictestGap, year: int) -> None:
        self._gap, self._formula = gap, formula
        self._year = year - gap.plan.settings.first_year
        self._reduced, self._removed = gap.weights(cell.perspective, cell.gas)
        self._places = {action.id: place for place, action in enumerate(gap.contributions.actions)}
        self._set = GrowingSet(gap.contributions, gap.chosen)
        self._beyond = overshoot_in_year(gap, cell, year)
        self.gap = self._now()

    def _now(self) -> float:
        reductions, removals = self._reduced @ self._set.net, self._removed @ self._set.removals
        return self._formula.of(float(reductions[self._year]), float(removals[self._year]))

    @property
    def is_met(self) -> bool:
        """Whether nothing is missing but what rounding leaves."""
        return self.gap <= self._formula.noise

    @property
    def overshoot(self) -> float:
        """Reductions beyond what their own sector emits [t]; 0 where only rounding is left of it."""
        found = self._beyond.of(self._reduced * self._set.net[:, self._year])
        return found if found > self._formula.noise else 0.0

    @property
    def is_met_without_overshoot(self) -> bool:
        """Whether nothing is missing either without the reductions that their own sector does not emit."""
        return self.gap + self.overshoot <= self._formula.noise

    def along(
        self, candidates: Sequence[Candidate], raising: frozenset[str]
    ) -> tuple[tuple[ClosingStep, ...], tuple[Aside, ...]]:
        """Take the candidates that lower the gap, in their order; return the steps and what stands beside."""
        steps: list[ClosingStep] = []
        beside: list[Aside] = []
        investment, n_not_costed = 0.0, 0
        for candidate in candidates:
            name = candidate.action.id
            if name in raising:
                continue
            is_needed = not self.is_met
            aside = self._cannot(name) or self._taken(name)
            if isinstance(aside, AsideReason):
                beside.append(Aside(candidate, aside, None if aside is AsideReason.NOT_QUANTIFIED else 0.0))
            elif aside <= self._formula.noise:
                beside.append(Aside(candidate, self._nothing(name, aside), min(aside, 0.0)))
            else:
                investment += candidate.investment_total.value or 0.0
                n_not_costed += candidate.investment_total.value is None
                met = (self.is_met, self.is_met_without_overshoot)
                steps.append(ClosingStep(candidate, aside, self.gap, is_needed, *met, investment, n_not_costed))
        for candidate in (each for each in candidates if each.action.id in raising):
            name = candidate.action.id
            tonnes = 0.0 if self._cannot(name) else self._taken(name, stays=False)
            beside.append(Aside(candidate, AsideReason.RAISES_EMISSIONS, tonnes))
        beside.sort(key=lambda item: (_RAISES.get(item.reason, 2), item.candidate.action.id))
        return tuple(steps), tuple(beside)

    def _cannot(self, name: str) -> AsideReason | None:
        """Return why an action changes nothing here, whatever the others do."""
        place = self._places[name]
        contributions = self._gap.contributions
        if not contributions.is_quantified[place]:
            return AsideReason.NOT_QUANTIFIED
        removes = self._removed[place] > 0 and bool(contributions.effects[place].removals.any())
        return None if self._reduced[place] > 0 or removes else AsideReason.OTHER_EMISSIONS

    def _taken(self, name: str, *, stays: bool = True) -> float:
        """Put an action on top; return what it takes off the gap. One that lowers nothing is taken back."""
        before = self.gap
        rows = self._set.add(name)
        after = self._now()
        if stays and before - after > self._formula.noise:
            self.gap = after
        else:
            self._set.take_back(name, rows)
        return before - after

    def _nothing(self, name: str, tonnes: float) -> AsideReason:
        """Return why an action that was put on top took nothing off the gap."""
        if tonnes < -self._formula.noise:
            return AsideReason.RAISES_EMISSIONS_THAT_YEAR
        place = self._places[name]
        reductions, removals = self._set.alone(name)
        if self._removed[place] * removals[self._year] > 0:
            return AsideReason.REMOVALS_CAPPED
        is_cut = self._reduced[place] * reductions[self._year] > 0
        return AsideReason.POOL_EMPTY if is_cut else AsideReason.NO_TONNES_THAT_YEAR


_RAISES = {AsideReason.RAISES_EMISSIONS: 0, AsideReason.RAISES_EMISSIONS_THAT_YEAR: 1}
