"""How large a grant does an action need to break even? The smallest share that brings its NPV to 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.find_grant_results import GrantReason, GrantShare
from finmodel.analysis.find_mixes import own_mix, with_mix
from finmodel.analysis.find_shares import within_whole
from finmodel.analysis.find_solver import smallest_enough
from finmodel.engine.money import PlanMoney
from finmodel.engine.undefined import Reason
from finmodel.engine.uses import Use
from finmodel.errors import Severity
from finmodel.model.check_funding import check_funding
from finmodel.model.decimals import normalise
from finmodel.model.funding import FundingEntry
from finmodel.model.mixes import Mixes
from finmodel.model.perspectives import Perspective

if TYPE_CHECKING:
    from collections.abc import Callable

    from finmodel.analysis.find_shares import GaveWay
    from finmodel.analysis.results import Results
    from finmodel.model.action import Action
    from finmodel.model.funding import Source
    from finmodel.model.plan import Plan

__all__ = ["GrantReason", "GrantShare", "grant_first", "smallest_grant"]

_TOLERANCE = 1e-12
_REASON_OF = {
    Reason.NOT_COSTED.key: GrantReason.NOT_COSTED,
    Reason.OUTSIDE_PERSPECTIVE.key: GrantReason.OUTSIDE_PERSPECTIVE,
    Reason.NO_RATE.key: GrantReason.NO_DISCOUNT_RATE,
}


def smallest_grant(
    plan: Plan, action: str, source: str | None = None, perspective: str = Perspective.GROUP
) -> GrantShare:
    r"""Return the smallest share of a grant with which an action's net present value is 0.

    With a source: the share s with ``npv_after_funding`` = 0 where the action's own mix is the grant with share s, and
    after it its present mix without that source, other shares cut where all would be more than the whole (own and
    borrowed before external money, the last first). Windows, caps, ceilings, other actions and the time of payment
    count as they do whenever the plan is evaluated. Without a source:

    .. math:: s = -NPV / PV(capital\ use)

    of the organisations inside, the NPV before funding, so that s · PV is ``breakeven_grant``.

    Parameters
    ----------
    plan
        A valid plan; it is not changed.
    action
        Id of the action.
    source
        Id of a source that is a grant, or None.
    perspective
        As for :func:`~finmodel.analysis.evaluate.evaluate`.

    Returns
    -------
    GrantShare
        Where more of the grant can be worth less (it may crowd out other money), the smallest share is sought among
        the first sixteenths of the range in which the value reaches 0.

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    """
    row = next((row for row in plan.actions if row.id == action), None)
    terms = next((row for row in plan.sources if row.id == source), None)
    results = evaluate(plan, perspective, funding=False)

    def none(reason: GrantReason, **known: Any) -> GrantShare:
        return GrantShare(action, source, str(perspective), reason=reason, **known)

    if row is None:
        return none(GrantReason.UNKNOWN_ACTION)
    if source is not None and terms is None:
        return none(GrantReason.UNKNOWN_SOURCE)
    if terms is not None and not terms.kind.is_grant:
        return none(GrantReason.NOT_A_GRANT)
    if not row.counts:
        return none(GrantReason.NOT_COUNTED)
    if terms is None:
        return _on_the_whole(results, row, none)
    return _of_source(plan, row, terms, results, none)


def _undefined(results: Results, action: str, figure: str) -> GrantReason | None:
    why = results.action(action).figures.undefined.get(figure)
    return None if why is None else _REASON_OF.get(why, GrantReason.ABSENT_INPUT)


def _on_the_whole(results: Results, action: Action, none: Callable[..., GrantShare]) -> GrantShare:
    """Return the grant on the whole investment, paid as the cost falls."""
    why = _undefined(results, action.id, "npv")
    npv = results.action(action.id).figures["npv"]
    if why is not None or npv is None:
        return none(why or GrantReason.ABSENT_INPUT)
    position = results.arrays.actions.index(action.id)
    inside = results.view.inside[position]
    capital = results.money.financing.uses.amounts[position, inside, Use.CAPITAL].sum(axis=0)
    valuation = results.view.valuation
    present = float((valuation.discount * capital / valuation.deflator).sum())
    if npv < 0 and present <= 0:
        return none(GrantReason.NO_CAPITAL_USE, npv_before=npv)
    share = -npv / present if npv < 0 else 0.0
    whole: dict[str, Any] = {"npv_before": npv, "largest_share": 1.0, "npv_at_largest": npv + present}
    # A share of one whole that rounding takes past it is one whole.
    if share > 1 + _TOLERANCE:
        return none(GrantReason.NOT_REACHABLE, **whole)
    share = min(share, 1.0)
    amount = share * float(capital[results.arrays.base :].sum())
    after = max(npv, 0.0)
    return GrantShare(action.id, None, results.perspective, share=share, amount=amount, npv_after=after, **whole)


def _of_source(
    plan: Plan, action: Action, terms: Source, results: Results, none: Callable[..., GrantShare]
) -> GrantShare:
    """Return the smallest share of a source's grant."""

    def plan_with(share: float) -> Plan:
        return with_mix(plan, action.id, grant_first(plan, action, terms, share)[0])

    without = evaluate(plan_with(0.0), results.perspective)
    why = _undefined(without, action.id, "npv_after_funding")
    before = without.action(action.id).figures["npv_after_funding"]
    if why is not None or before is None:
        return none(why or GrantReason.ABSENT_INPUT)
    valuation, position = results.view.valuation, results.arrays.actions.index(action.id)
    alone = without.action(action.id).figures["npv"] or 0.0

    def worth(share: float) -> float:
        # Funding changes no flow before funding: the arrays are the same.
        money = PlanMoney(plan_with(share), results.arrays)
        received = money.transfers.seen_by(results.view.inside)[0][position] / valuation.deflator
        return alone + float((valuation.discount * received).sum())

    largest = min(limit for limit in (1.0, terms.share, terms.aid_intensity) if limit is not None)
    share: float | None = 0.0
    if before < 0:
        share = None if largest <= 0 else smallest_enough(worth, largest, _TOLERANCE * abs(before))
    tried = evaluate(plan_with(largest if share is None else share), results.perspective)
    at_largest = tried if share is None else evaluate(plan_with(largest), results.perspective)
    known: dict[str, Any] = {
        "npv_before": before,
        "largest_share": largest,
        "npv_at_largest": at_largest.action(action.id).figures["npv_after_funding"],
        "cuts": tuple(cut for cut in tried.funding.cuts if (cut.action, cut.source) == (action.id, terms.id)),
    }
    if share is None:
        return none(_why_not(plan, action, terms, tried), **known)
    entries, gave_way = grant_first(plan, action, terms, share)
    return GrantShare(
        action.id,
        terms.id,
        results.perspective,
        share=normalise(share),
        amount=_granted(tried, action.id, terms.id),
        npv_after=tried.action(action.id).figures["npv_after_funding"],
        entries=entries,
        gave_way=gave_way,
        problems=_problems(tried.plan, entries),
        **known,
    )


def grant_first(
    plan: Plan, action: Action, terms: Source, share: float
) -> tuple[tuple[FundingEntry, ...], tuple[GaveWay, ...]]:
    """Return the mix of an action with a share of a grant first, then its present mix without that source.

    An own entry of the source keeps its certainty and notes. Entries of a default become the action's own. Shares that
    would come to more than the whole are cut as :func:`~finmodel.analysis.find_shares.within_whole` says.

    Returns
    -------
    entries, gave_way
        The mix by position, and what was cut in it.
    """
    mix = Mixes(plan.funding).of(action)
    taken = {entry.id for entry in plan.funding}
    stated = next((entry for entry in mix if entry.source == terms.id), None)
    grant = stated or FundingEntry(id="grant", source=terms.id, position=1)
    said = {"share": normalise(share), "amount": None, "by_year": type(grant.by_year)(), "rest": False}
    others = [entry for entry in mix if entry.source != terms.id]
    kept, gave_way = within_whole(others, terms, share, {row.id: row for row in plan.sources})
    return own_mix(action.id, (grant.model_copy(update=said), *kept), taken), gave_way


def _granted(results: Results, action: str, source: str) -> float:
    funded, base = results.money.financing, results.arrays.base
    return float(
        sum(
            funded.awards[place][..., base:].sum()
            for place, claim in enumerate(funded.claims)
            if (results.arrays.actions[claim.action], claim.terms.id) == (action, source)
        )
    )


def _why_not(plan: Plan, action: Action, terms: Source, tried: Results) -> GrantReason:
    """Return why not even the largest share is enough."""
    claims = tried.money.financing.claims
    mine = next(c for c in claims if tried.arrays.actions[c.action] == action.id and c.terms.id == terms.id)
    if terms.provider is None:
        return GrantReason.NO_PROVIDER
    if tried.view.inside[mine.action, tried.arrays.organisations.index(terms.provider)]:
        return GrantReason.PROVIDER_INSIDE
    if mine.barred is not None:
        return GrantReason.NOT_ELIGIBLE
    if mine.eligible is not None and not np.any(mine.eligible > 0):
        return GrantReason.NO_ELIGIBLE_COST
    return GrantReason.NOT_REACHABLE


def _problems(plan: Plan, entries: tuple[FundingEntry, ...]) -> tuple[str, ...]:
    """Return the codes of the errors in these entries and their sources."""
    tables = {
        "sources": plan.sources,
        "funding": entries,
        "actions": plan.actions,
        "organisations": plan.organisations,
    }
    issues = check_funding(plan.settings, tables)
    mine = {entry.source for entry in entries} | {entry.id for entry in entries}
    return tuple(
        sorted({issue.code for issue in issues if issue.severity is Severity.ERROR and issue.where.row in mine})
    )
