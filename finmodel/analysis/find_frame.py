"""What has to be left out to hold a frame of own money? By priority, year by year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.evaluate import evaluate
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.claims import Limit
from finmodel.engine.financing import VISIBLE
from finmodel.engine.money import PlanMoney
from finmodel.model.funding_enums import MoneyClass
from finmodel.model.perspectives import Perspective
from finmodel.model.values import YearMap

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from finmodel.analysis.results import Figures
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.plan import Plan

__all__ = ["FrameAction", "FrameChoice", "FrameReason", "FrameTotal", "hold_frame", "without_actions"]

_NOISE = 1e-12
_LAST = 10**9
_BEYOND_NEED = 1e18


class FrameReason(StrEnum):
    """Why nothing can be said about what to leave out."""

    UNKNOWN_SOURCE = "unknown_source"
    NOT_OWN_MONEY = "not_own_money"
    NO_FRAME = "no_frame"


@dataclass(frozen=True, slots=True)
class FrameAction:
    """What an action asks of the frame, and whether it is kept.

    Attributes
    ----------
    action, priority
        Id and priority; None goes last.
    asked : mapping from year to float [nominal currency units]
        What it would take of the source without the frame, by all bearers; years without are left out.
    is_kept
    first_year, lacking
        The first year in which it did not fit, and by how much there; None for an action that is kept.
    organisation
        Whose frame that was; None for the frame of all who have none of their own, and for an action that is kept.
    """

    action: str
    priority: int | None
    asked: Mapping[int, float]
    is_kept: bool
    first_year: int | None = None
    lacking: float | None = None
    organisation: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "action": self.action,
            "priority": self.priority,
            "asked": {str(year): amount for year, amount in self.asked.items()},
            "kept": self.is_kept,
            "first_year": self.first_year,
            "lacking": self.lacking,
            "organisation": self.organisation,
        }


@dataclass(frozen=True, slots=True)
class FrameTotal:
    """A frame in a year: what it is, what all ask for, and what those that are kept ask for."""

    organisation: str | None
    year: int
    frame: float
    asked: float
    kept: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "organisation": self.organisation,
            "year": self.year,
            "frame": self.frame,
            "asked": self.asked,
            "kept": self.kept,
        }


@dataclass(frozen=True, slots=True)
class FrameChoice:
    """What is kept and what is left out to hold a frame.

    Attributes
    ----------
    source, perspective
        Whose frame, and in whose eyes something is lost.
    reason
        Why nothing can be said, or None.
    actions
        Every action that counts and is costed, in the order of the rule.
    totals
        By organisation and year from the base year on, for years with a frame or something asked for.
    npv_lost, tonnes_lost : float or None
        The portfolio's ``npv`` and ``tonnes_total`` less those without what is left out, overlap included; below 0
        where leaving out gains. None where the portfolio's own is undefined, before or after.
    undefined
        The reason by name, for ``npv`` and ``tonnes_total`` where what is lost is None.
    holds
        Whether the plan without them is cut by the frame in no year from the base year on, when it is evaluated.
    """

    source: str
    perspective: str
    reason: FrameReason | None = None
    actions: tuple[FrameAction, ...] = ()
    totals: tuple[FrameTotal, ...] = ()
    npv_lost: float | None = None
    tonnes_lost: float | None = None
    undefined: Mapping[str, str] = field(default_factory=dict)
    holds: bool | None = None

    @property
    def left_out(self) -> tuple[str, ...]:
        """Ids of the actions to leave out, in the order of the rule."""
        return tuple(row.action for row in self.actions if not row.is_kept)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "source": self.source,
            "perspective": self.perspective,
            "reason": None if self.reason is None else str(self.reason),
            "actions": [row.to_dict() for row in self.actions],
            "left_out": list(self.left_out),
            "totals": [row.to_dict() for row in self.totals],
            "npv_lost": self.npv_lost,
            "tonnes_lost": self.tonnes_lost,
            "undefined": dict(self.undefined),
            "holds": self.holds,
        }


def hold_frame(plan: Plan, source: str, perspective: str = Perspective.GROUP) -> FrameChoice:
    """Return what has to be left out, by priority, for a frame of own money to be enough in every year.

    Actions are taken in the order of priority (1 first, without priority last, ties by id). One is kept if, in every
    year from the base year on, what it asks of each frame together with those kept before stays within the frame; else
    it is left out, and smaller ones after it may still fit. An action asks for what it would take if the source had no
    frames; its other limits stay. Leaving out one action can make another ask for more (a shared cap, a shared
    emission pool): the rule is then gone through again among those that are left, until the frame holds.

    Parameters
    ----------
    plan
        A valid plan; it is not changed.
    source
        Id of a source of own money with rows in ``frames``.
    perspective
        Whose net present value is lost.

    Returns
    -------
    FrameChoice
        Money spent before the base year is spent: it leaves nothing out.

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    """
    results = evaluate(plan, perspective, funding=False)
    terms = next((row for row in plan.sources if row.id == source), None)
    if terms is None:
        return FrameChoice(source, str(perspective), FrameReason.UNKNOWN_SOURCE)
    if terms.of_class is not MoneyClass.OWN:
        return FrameChoice(source, str(perspective), FrameReason.NOT_OWN_MONEY)
    if not any(row.source == source for row in plan.frames):
        return FrameChoice(source, str(perspective), FrameReason.NO_FRAME)
    first = _Asked(plan, source)
    order = [row for row in sorted(plan.actions, key=_rank) if row.id in first.funded]
    out: dict[str, FrameAction] = {}
    while True:
        asked = _Asked(without_actions(plan, out), source)
        kept, more = _by_priority([row for row in order if row.id not in out], asked)
        out |= more
        reduced = without_actions(plan, out)
        # Nothing more to leave out: what was asked for is what those that are kept ask for, and it fits.
        if not more:
            break
    less = evaluate(reduced, perspective, funding=False)
    lost = {name: _lost(results.portfolio, less.portfolio, name, is_empty=not kept) for name in ("npv", "tonnes_total")}
    return FrameChoice(
        source,
        results.perspective,
        actions=tuple(out.get(row.id) or kept[row.id] for row in order),
        totals=_totals(first, asked),
        npv_lost=lost["npv"][0],
        tonnes_lost=lost["tonnes_total"][0],
        undefined={name: why for name, (_, why) in lost.items() if why is not None},
        holds=_holds(less.money, source),
    )


def without_actions(plan: Plan, actions: Collection[str]) -> Plan:
    """Return the plan with some actions not included.

    Parameters
    ----------
    plan
        It is not changed.
    actions
        Ids.
    """
    rows = tuple(row.model_copy(update={"included": False}) if row.id in actions else row for row in plan.actions)
    return plan.model_copy(update={"actions": rows})


def _rank(action: Action) -> tuple[int, str]:
    return (action.priority if action.priority is not None else _LAST, action.id)


def _with_open_frames(plan: Plan, source: str) -> Plan:
    """Return the plan in which the frames of a source are beyond anybody's need from the base year on.

    Those of years before stay: an amount that was cut there is still wanted later.
    """
    base, last = plan.settings.base_year, plan.settings.last_year
    frames = []
    for row in plan.frames:
        if row.source == source:
            before = {year: amount for year, amount in row.by_year.items() if year < base}
            opened = YearMap(before | dict.fromkeys(range(base, last + 1), _BEYOND_NEED))
            frames.append(row.model_copy(update={"by_year": opened}))
            if row.organisation is not None:
                # Whoever has no frame of its own has none at all, until here.
                later = YearMap({year: amount for year, amount in opened.items() if year >= base})
                frames.append(row.model_copy(update={"organisation": None, "by_year": later}))
        else:
            frames.append(row)
    return plan.model_copy(update={"frames": tuple(frames)})


class _Asked:
    """What actions ask of the frames of a source, from the base year on."""

    def __init__(self, plan: Plan, source: str) -> None:
        open_plan = _with_open_frames(plan, source)
        arrays = plan_arrays(open_plan)
        self.years = [int(year) for year in arrays.years[arrays.base :]]
        funded = PlanMoney(open_plan, arrays).financing
        self.funded = {arrays.actions[place] for place in np.flatnonzero(funded.uses.is_funded)}
        n_years = len(self.years)
        self.frames: defaultdict[str | None, FloatArray] = defaultdict(lambda: np.zeros(n_years))
        for row in sorted(plan.frames, key=lambda row: row.id):
            if row.source == source:
                self.frames[row.organisation] += np.array([row.by_year.get(year, 0.0) for year in self.years])
        self.by_action: defaultdict[str, dict[str | None, FloatArray]] = defaultdict(dict)
        for place, claim in enumerate(funded.claims):
            if claim.terms.id != source:
                continue
            for position, organisation in enumerate(arrays.organisations):
                path = funded.awards[place, position, :, arrays.base :].sum(axis=0)
                if path.any():
                    # An organisation without a frame of its own draws on that of all; without one there is nothing.
                    holder = organisation if organisation in self.frames else None
                    mine = self.by_action[arrays.actions[claim.action]]
                    mine[holder] = mine.get(holder, np.zeros(n_years)) + path

    def frame(self, holder: str | None) -> FloatArray:
        """Return a frame by year; 0 where there is none."""
        return self.frames.get(holder, np.zeros(len(self.years)))

    def in_all(self) -> dict[str | None, FloatArray]:
        """Return what all ask of each frame."""
        sums: dict[str | None, FloatArray] = {}
        for action in sorted(self.by_action):
            for holder, path in self.by_action[action].items():
                sums[holder] = sums.get(holder, np.zeros(len(self.years))) + path
        return sums

    def by_year(self, action: str) -> dict[int, float]:
        """Return what an action asks of all frames."""
        paths = self.by_action.get(action, {})
        total = np.sum([paths[holder] for holder in sorted(paths, key=lambda name: name or "")], axis=0)
        return {year: float(amount) for year, amount in zip(self.years, total, strict=True) if amount} if paths else {}


def _by_priority(actions: list[Action], asked: _Asked) -> tuple[dict[str, FrameAction], dict[str, FrameAction]]:
    """Return the actions that are kept and those that are left out."""
    used: dict[str | None, FloatArray] = {}
    kept: dict[str, FrameAction] = {}
    out: dict[str, FrameAction] = {}
    for action in actions:
        paths = asked.by_action.get(action.id, {})
        by_year = asked.by_year(action.id)
        over = []
        for holder, path in paths.items():
            frame, before = asked.frame(holder), used.get(holder, np.zeros(len(path)))
            lacking = before + path - frame
            # As the engine sees it: less than a millionth of a krona is rounding.
            short = (lacking > np.maximum(VISIBLE, _NOISE * (before + path))) & (path > 0)
            over += [
                (asked.years[place], holder or "", float(lacking[place]), holder) for place in np.flatnonzero(short)
            ]
        if over:
            year, _, lacking_most, holder = min(over, key=lambda item: item[:2])
            out[action.id] = FrameAction(
                action.id,
                action.priority,
                by_year,
                is_kept=False,
                first_year=year,
                lacking=lacking_most,
                organisation=holder,
            )
            continue
        kept[action.id] = FrameAction(action.id, action.priority, by_year, is_kept=True)
        for holder, path in paths.items():
            used[holder] = used.get(holder, np.zeros(len(path))) + path
    return kept, out


def _totals(first: _Asked, last: _Asked) -> tuple[FrameTotal, ...]:
    everybody, kept = first.in_all(), last.in_all()
    found = []
    for holder in sorted({*first.frames, *everybody, *kept}, key=lambda name: name or ""):
        nothing = np.zeros(len(first.years))
        paths = (first.frame(holder), everybody.get(holder, nothing), kept.get(holder, nothing))
        found += [
            FrameTotal(holder, year, *(float(path[place]) for path in paths))
            for place, year in enumerate(first.years)
            if any(path[place] for path in paths)
        ]
    return tuple(found)


def _lost(before: Figures, after: Figures, name: str, *, is_empty: bool) -> tuple[float | None, str | None]:
    """Return the difference of a figure, or why it has none; with no action left nothing is left to be worth it."""
    had, has = before[name], after[name]
    if had is None:
        return None, before.undefined[name]
    if has is None:
        return (had, None) if is_empty else (None, after.undefined[name])
    return had - has, None


def _holds(money: PlanMoney, source: str) -> bool:
    claims = money.financing.claims
    return not any(
        cut.limit in (Limit.FRAME, Limit.NO_FRAME)
        and cut.year >= money.arrays.base
        and claims[cut.claim].terms.id == source
        for cut in money.financing.cuts
    )
