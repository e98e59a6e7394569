"""A plan in which everything borrowed from a source is a factor of what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.find_mixes import own_mix, with_mix
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.money import PlanMoney
from finmodel.model.decimals import normalise
from finmodel.model.mixes import Mixes
from finmodel.model.values import YearMap

if TYPE_CHECKING:
    from finmodel.model.funding import FundingEntry
    from finmodel.model.plan import Plan

__all__ = ["scaled_loan"]


def scaled_loan(plan: Plan, source: str, factor: float, money: PlanMoney | None = None) -> Plan:
    """Return the plan in which everything borrowed from a source is a factor of what it was.

    Shares and amounts of its entries are scaled in every mix, defaults too. An entry that takes the rest becomes
    amounts by year: the factor times what it got, in every action's own mix. Fixed amounts are met before shares, and
    spread over all bearers alike: where several organisations bear the cost, whose cost each krona pays may differ.

    Parameters
    ----------
    plan
        It is not changed, and the new plan is not checked again.
    source
        Id of the source.
    factor
        0 … 1.
    money
        The plan's money, where it is known already.
    """
    money = money or PlanMoney(plan, plan_arrays(plan))
    funded, years = money.financing, money.arrays.years
    rests: dict[tuple[str, str], YearMap] = {}
    for place, claim in enumerate(funded.claims):
        if claim.terms.id == source and claim.entry.rest:
            got = funded.awards[place].sum(axis=(0, 1))
            rests[money.arrays.actions[claim.action], claim.entry.id] = YearMap(
                {int(years[year]): normalise(factor * float(got[year])) for year in np.flatnonzero(got)}
            )
    changed = plan.model_copy(
        update={"funding": tuple(_scaled(row, factor) if row.source == source else row for row in plan.funding)}
    )
    mixes, taken = Mixes(changed.funding), {entry.id for entry in plan.funding}
    for action in sorted(plan.actions, key=lambda row: row.id):
        mix = mixes.of(action)
        if any((action.id, entry.id) in rests for entry in mix):
            said = [_of_rest(entry, rests.get((action.id, entry.id))) for entry in mix]
            changed = with_mix(changed, action.id, own_mix(action.id, said, taken))
    return changed


def _scaled(entry: FundingEntry, factor: float) -> FundingEntry:
    if entry.rest:
        return entry
    amounts = YearMap({year: normalise(factor * amount) for year, amount in entry.by_year.items()})
    change: dict[str, Any] = {"by_year": amounts}
    # An entry of a loan that says nothing is refused; one that did say something still says it at 0.
    for field in ("share", "amount"):
        if (number := getattr(entry, field)) is not None:
            change[field] = normalise(factor * number)
    return entry.model_copy(update=change)


def _of_rest(entry: FundingEntry, amounts: YearMap | None) -> FundingEntry:
    """Return the entry with amounts by year in place of the rest."""
    if amounts is None:
        return entry
    if not amounts:
        return entry.model_copy(update={"rest": False, "amount": 0.0})
    return entry.model_copy(update={"rest": False, "by_year": amounts})
