"""The claims of actions on sources: every entry of every action's mix, with what it asks for and what limits it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from finmodel.engine.axes import Part
from finmodel.engine.measures import without_noise
from finmodel.engine.uses import Use, amounts_of
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding_enums import Certainty, Covers, MoneyClass
from finmodel.model.mixes import Mixes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from finmodel.engine.arrays import BoolArray, PlanArrays
    from finmodel.engine.undefined import FloatArray
    from finmodel.engine.uses import Uses
    from finmodel.model.action import Action
    from finmodel.model.funding import FundingEntry, Source
    from finmodel.model.plan import Plan

__all__ = ["AMOUNT", "REST", "SHARE", "Claim", "Limit", "claims_of", "eligible_cost"]

AMOUNT, SHARE, REST = range(3)
"""Phases of a mix, in their order: fixed amounts, then shares, then the rest."""

LAST = 10**9
"""Priority of an action that states none: after all that do."""

_KG_PER_TONNE = 1000.0
_SORTS = {
    Covers.INVESTMENT: (Use.CAPITAL,),
    Covers.RUNNING_COST: (Use.RUNNING,),
    Covers.BOTH: (Use.CAPITAL, Use.RUNNING),
}
_COMMITTEES = (OrganisationKind.COMMITTEE, OrganisationKind.FINANCE_UNIT)


class Limit(StrEnum):
    """Why a claim got less than it asked for and there was need of."""

    WINDOW = "window"
    SECTOR = "sector"
    OWNER_KIND = "owner_kind"
    KG_PER_KRONA = "kg_per_krona"
    KG_PER_KRONA_UNKNOWN = "kg_per_krona_unknown"
    ELIGIBLE_SHARE = "eligible_share"
    AID_INTENSITY = "aid_intensity"
    CAP_PER_ACTION = "cap_per_action"
    CAP_PER_YEAR = "cap_per_year"
    CAP_TOTAL = "cap_total"
    FRAME = "frame"
    NO_FRAME = "no_frame"


@dataclass(frozen=True, eq=False)
class Claim:
    """An entry of an action's mix.

    Attributes
    ----------
    action, source
        Positions on the axes of actions and of sources.
    entry, terms
        The plan's rows.
    order
        Priority of the action, phase, position: lower goes first, equals share.
    share
        Share that it takes, in the phase of shares.
    organisations, sorts
        Whose costs, and of which sort, it can pay.
    eligible : ndarray, shape (year,) [nominal currency units], or None
        Eligible cost to date, for a grant.
    barred
        Why it can give nothing in any year, or None.
    probability
        That the money comes; NaN where it is not known.
    is_secured
    """

    action: int
    source: int
    entry: FundingEntry
    terms: Source
    order: tuple[int, int, int]
    share: float
    organisations: tuple[int, ...]
    sorts: tuple[Use, ...]
    eligible: FloatArray | None
    barred: Limit | None
    probability: float
    is_secured: bool

    @property
    def phase(self) -> int:
        """Fixed amount, share or rest."""
        return self.order[1]


def claims_of(plan: Plan, arrays: PlanArrays, uses: Uses) -> tuple[Claim, ...]:
    """Return every claim of the actions that are to be funded, by action and position.

    Parameters
    ----------
    plan, arrays, uses
        The plan, its arrays and what has to be paid for.
    """
    by_id = {action.id: action for action in plan.actions}
    sources = {row.id: (place, row) for place, row in enumerate(sorted(plan.sources, key=lambda row: row.id))}
    mixes = Mixes(plan.funding)
    tests = _Eligibility(plan, arrays)
    return tuple(
        _claim(by_id[name], position, entry, *sources[entry.source], plan, arrays, uses, tests)
        for position, name in enumerate(arrays.actions)
        if uses.is_funded[position]
        for entry in mixes.of(by_id[name])
    )


def _claim(
    action: Action,
    position: int,
    entry: FundingEntry,
    place: int,
    source: Source,
    plan: Plan,
    arrays: PlanArrays,
    uses: Uses,
    tests: _Eligibility,
) -> Claim:
    phase = AMOUNT if entry.amount is not None or entry.by_year else REST if entry.rest else SHARE
    share = entry.share
    if share is None and phase == SHARE:
        share = source.share if source.kind.is_grant else 1.0
    certainty = entry.certainty or source.certainty
    probability = entry.probability if entry.probability is not None else source.probability
    is_secured = certainty is Certainty.SECURED
    return Claim(
        action=position,
        source=place,
        entry=entry,
        terms=source,
        order=(action.priority if action.priority is not None else LAST, phase, entry.position),
        share=share or 0.0,
        organisations=_payable(source, plan, arrays),
        sorts=_SORTS[source.pays_for],
        eligible=eligible_cost(source, position, uses) if source.kind.is_grant else None,
        barred=tests.barred(action, position, source),
        probability=1.0 if is_secured else np.nan if probability is None else probability,
        is_secured=is_secured,
    )


def eligible_cost(source: Source, action: int, uses: Uses) -> FloatArray:
    r"""Return the eligible cost to date of an action for a grant, shape (year,) [nominal currency units].

    .. math:: E_y = \min_{z \ge y} \max\Big(0,\; e \sum_{t \le z} (first_t - reference_t + running_t)\Big)

    First purchases; less the reference's where the source says so, also where it is dated later: what has been granted
    can then never be more than the ceiling allows in the end. With running cost only where the source states that it
    covers it; e is the source's eligible share.
    """
    cost = uses.first[action].copy()
    if source.covers is Covers.RUNNING_COST:
        cost = np.zeros_like(cost)
    elif source.less_reference:
        cost -= uses.reference[action]
    if source.covers in (Covers.RUNNING_COST, Covers.BOTH):
        cost += uses.amounts[action, :, Use.RUNNING].sum(axis=0)
    to_date = np.maximum(0.0, source.eligible_share * np.cumsum(cost))
    eligible: FloatArray = np.minimum.accumulate(to_date[::-1])[::-1]
    return eligible


def _payable(source: Source, plan: Plan, arrays: PlanArrays) -> tuple[int, ...]:
    """Return the organisations whose costs a source can pay: own money pays its owner's own costs."""
    everyone = range(len(arrays.organisations))
    if source.of_class is not MoneyClass.OWN or source.provider is None:
        return tuple(everyone)
    kinds = {row.id: row.kind for row in plan.organisations}
    if kinds[source.provider] is OrganisationKind.FINANCE_UNIT:
        return tuple(place for place in everyone if kinds.get(arrays.organisations[place]) in _COMMITTEES)
    return (arrays.organisations.index(source.provider),)


def _raises_emissions(arrays: PlanArrays) -> BoolArray:
    """Return whether the plan's tonnes are below zero at the social rate, or as they stand without one."""
    discount = arrays.social.discount[arrays.base :]
    weights = np.ones_like(discount) if np.isnan(discount).any() else discount
    parts = np.stack([arrays.reductions, arrays.removals, -arrays.upfront])[:, :, arrays.base :] @ weights
    return np.asarray(without_noise(parts.sum(axis=0), np.abs(parts).sum(axis=0)) < 0)


class _Eligibility:
    """Whether an action may use a source at all."""

    def __init__(self, plan: Plan, arrays: PlanArrays) -> None:
        self._kinds: Mapping[str, OrganisationKind] = {row.id: row.kind for row in plan.organisations}
        first = (amounts_of(arrays, Part.CAPEX).sum(axis=1) / arrays.price_index)[:, arrays.base :].sum(axis=1)
        # As society's indicator kg_per_krona, and undefined with it: no sunk money, over the action's own lifetime.
        is_known = arrays.is_quantified & (first > 0) & (arrays.life_tonnes > 0) & ~_raises_emissions(arrays)
        with np.errstate(divide="ignore", invalid="ignore"):
            self._kg = np.where(is_known, _KG_PER_TONNE * arrays.life_tonnes / first, np.nan)

    def barred(self, action: Action, position: int, source: Source) -> Limit | None:
        return next(self._reasons(action, position, source), None)

    def _reasons(self, action: Action, position: int, source: Source) -> Iterator[Limit]:
        if source.eligible_sectors and action.sector not in source.eligible_sectors:
            yield Limit.SECTOR
        if source.eligible_owner_kinds and self._kinds[action.owner] not in source.eligible_owner_kinds:
            yield Limit.OWNER_KIND
        if source.minimum_kg_per_krona is not None:
            kg = self._kg[position]
            if np.isnan(kg):
                yield Limit.KG_PER_KRONA_UNKNOWN
            elif kg < source.minimum_kg_per_krona * (1 - 1e-12):
                yield Limit.KG_PER_KRONA
