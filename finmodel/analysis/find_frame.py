"""What has to be left out to hold a frame? By priority, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.find_frame_asks import InvestmentAsks, OwnMoneyAsks, PlansWithout, without_actions
from finmodel.analysis.find_frame_results import FrameAction, FrameChoice, FrameReason, FrameTotal
from finmodel.analysis.find_frame_rule import Held
from finmodel.analysis.find_years import NO_FRAME, UntestedYear, untested_years
from finmodel.engine.claims import Limit
from finmodel.model.funding_enums import AccountLevel, MoneyClass
from finmodel.model.perspectives import Perspective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from finmodel.analysis.budget_tests import BudgetTest
    from finmodel.analysis.results import Figures, Results
    from finmodel.engine.arrays import BoolArray
    from finmodel.model.action import Action
    from finmodel.model.plan import Plan

__all__ = [
    "FrameAction",
    "FrameChoice",
    "FrameReason",
    "FrameTotal",
    "hold_frame",
    "hold_investment_frame",
    "without_actions",
]


def hold_frame(
    plan: Plan, source: str, perspective: str = Perspective.GROUP, *, all_years: bool = False
) -> FrameChoice:
    """Return what has to be left out, by priority, for a frame of own money to be enough in every year.

    Where all that is asked for fits, nothing is left out. Else actions are taken in the order of priority (1 first,
    without priority last, ties by id). One is kept if the plan with it and those kept before it holds the frame in
    every year that is tested; else it is left out, whole, and smaller ones after it may still fit. At last an
    action that is left out is put back where it fits beside all that are kept. What is asked for is what would be taken
    if the source had no frames; its other limits stay.

    Parameters
    ----------
    plan
        A valid plan; it is not changed.
    source
        Id of a source of own money with rows in ``frames``.
    perspective
        Whose net present value is lost.
    all_years
        Whether years are tested too in which no frame of the source has a number. As the plan is funded, such a year
        has no money: an action that buys again when no frame is decided yet is then left out for it.

    Returns
    -------
    FrameChoice
        None of the actions left out could be put back. Money spent before the base year is spent: it leaves nothing
        out.

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    """
    before = evaluate(plan, perspective, funding=False)
    terms = next((row for row in plan.sources if row.id == source), None)
    if terms is None:
        return FrameChoice(source, before.perspective, reason=FrameReason.UNKNOWN_SOURCE)
    if terms.of_class is not MoneyClass.OWN:
        return FrameChoice(source, before.perspective, reason=FrameReason.NOT_OWN_MONEY)
    plans = PlansWithout(plan)
    asks = OwnMoneyAsks.of_source(plan, plans.arrays, source, all_years=all_years)
    if not any(row.source == source for row in plan.frames) or not np.isfinite(asks.limits).any():
        return FrameChoice(source, before.perspective, reason=FrameReason.NO_FRAME)
    held = Held(plans, asks)
    is_tested: BoolArray = np.asarray(np.isfinite(asks.limits).any(axis=0))
    free = [year for year in held.years_asked if year >= plan.settings.base_year and not is_tested[_at(held, year)]]
    not_tested = tuple(UntestedYear(year, (NO_FRAME,)) for year in free)

    def holds(after: Results) -> bool:
        """Return whether no frame of the source cuts anything in a year that is tested."""
        claims = after.money.financing.claims
        return not any(
            cut.limit in (Limit.FRAME, Limit.NO_FRAME) and is_tested[cut.year] and claims[cut.claim].terms.id == source
            for cut in after.money.financing.cuts
        )

    return _choice(plans, held, before, FrameChoice(source, before.perspective, not_tested=not_tested), holds)


def hold_investment_frame(
    plan: Plan, level: AccountLevel = AccountLevel.MUNICIPALITY, perspective: str = Perspective.GROUP
) -> FrameChoice:
    """Return what has to be left out, by priority, for the ordinary budget's frame for net investment to hold.

    The rule is that of :func:`hold_frame`. An action asks for its investment (reinvestment too) less external money to
    it, and less its own rows of the adopted investment plan: those are in the ordinary budget already, and stay there
    when the action is left out. A year that is broken without the plan leaves out every action that adds to it.

    Parameters
    ----------
    plan
        A valid plan; it is not changed.
    level
        The municipality or the group.
    perspective
        Whose net present value is lost.

    Returns
    -------
    FrameChoice
        Only years with a frame and a net investment are tested; the others are listed.

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    """
    before = evaluate(plan, perspective, funding=False)
    plans = PlansWithout(plan)
    asks = InvestmentAsks.of_level(plan, plans.arrays, level)
    if not np.isfinite(asks.limits).any():
        has_frame = any(row.level is level and row.investment_frame is not None for row in plan.ordinary_budget)
        reason = FrameReason.ABSENT_NET_INVESTMENT if has_frame else FrameReason.NO_INVESTMENT_FRAME
        return FrameChoice(None, before.perspective, level, reason)
    held = Held(plans, asks)
    used = [year for year in held.years_asked if year >= plan.settings.base_year]
    not_tested = untested_years(_net_investment(before, level), used)
    asked = FrameChoice(None, before.perspective, level, not_tested=not_tested)

    def holds(after: Results) -> bool:
        """Return whether the test of net investment fails in no year."""
        return all(test.passes is not False for test in _net_investment(after, level))

    return _choice(plans, held, before, asked, holds)


def _choice(
    plans: PlansWithout, held: Held, before: Results, asked: FrameChoice, holds: Callable[[Results], bool]
) -> FrameChoice:
    """Return the choice with what it costs; ``holds`` is whether the evaluated plan that is left holds the frame."""
    arrays, plan = plans.arrays, plans.plan
    after = evaluate(without_actions(plan, held.broken), before.perspective, funding=False)
    is_empty = len(held.broken) == len(held.order)
    lost = {name: _lost(before.portfolio, after.portfolio, name, is_empty=is_empty) for name in ("npv", "tonnes_total")}
    over = (held.kept > held.asks.limits + held.tolerance).any(axis=0)
    unknown = arrays.counts & ~arrays.is_costed
    return FrameChoice(
        asked.source,
        before.perspective,
        asked.level,
        actions=tuple(_row(row, held, arrays.base) for row in held.order),
        totals=tuple(_totals(held)),
        not_tested=asked.not_tested,
        broken_before=tuple(held.years[place] for place in np.flatnonzero(over)),
        not_costed=tuple(arrays.actions[place] for place in np.flatnonzero(unknown)),
        npv_lost=lost["npv"][0],
        tonnes_lost=lost["tonnes_total"][0],
        undefined={name: why for name, (_, why) in lost.items() if why is not None},
        holds=holds(after),
    )


def _at(held: Held, year: int) -> int:
    return held.years.index(year)


def _row(action: Action, held: Held, base: int) -> FrameAction:
    path = held.asked[action.id].sum(axis=0)
    by_year = {year: float(path[place]) for place, year in enumerate(held.years) if place >= base and path[place]}
    broken = held.broken.get(action.id)
    if broken is None:
        return FrameAction(action.id, action.priority, by_year, is_kept=True)
    return FrameAction(
        action.id,
        action.priority,
        by_year,
        is_kept=False,
        first_year=held.years[broken.year],
        lacking=broken.lacking,
        organisation=held.asks.holders[broken.frame],
    )


def _totals(held: Held) -> Iterator[FrameTotal]:
    whole, limits = held.first.sum(axis=0), held.asks.limits
    for frame, holder in enumerate(held.asks.holders):
        for place in np.flatnonzero(np.isfinite(limits[frame])):
            numbers = [float(path[frame, place]) for path in (limits, whole, held.kept)]
            if any(numbers):
                yield FrameTotal(holder, held.years[place], *numbers)


def _lost(before: Figures, after: Figures, name: str, *, is_empty: bool) -> tuple[float | None, str | None]:
    """Return the difference of a figure, or why it has none; with no action left nothing is left to be worth it."""
    had, has = before[name], after[name]
    if had is None:
        return None, before.undefined[name]
    if has is None:
        return (had, None) if is_empty else (None, after.undefined[name])
    return had - has, None


def _net_investment(results: Results, level: AccountLevel) -> list[BudgetTest]:
    found = [item for item in results.accounts.tests if item.level is level]
    return [test for item in found for test in item.tests if test.name is TestName.NET_INVESTMENT]
