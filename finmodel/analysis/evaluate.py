"""What do the actions cost and give? The question that the rest of the product asks most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.assessment import Assessment
from finmodel.analysis.perspective import viewpoint
from finmodel.analysis.results import Results
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.money import PlanMoney
from finmodel.model.identity import plan_hash
from finmodel.model.perspectives import Perspective
from finmodel.version import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.model.plan import Plan

__all__ = ["evaluate", "evaluate_views"]


def evaluate(
    plan: Plan, perspective: str = Perspective.GROUP, *, overlap: bool = True, funding: bool = True
) -> Results:
    """Evaluate a plan in one perspective.

    Parameters
    ----------
    plan
        A valid plan.
    perspective
        Whose money counts: ``owner``, ``municipality`` (committees and finance unit), ``group`` (with companies;
        the default), ``society`` (everybody, real flows, co-benefits and the carbon value) or the id of any one
        organisation.
    overlap
        Whether actions on one emission pool are cut to what it has; False shows what each would do alone.
    funding
        Whether sources are looked at for `npv_after_funding`; False saves the time where nobody asks for it, and leaves
        it undefined (``absent_input``).

    Returns
    -------
    Results
        Every figure of every action and of the portfolio, undefined ones with their reason. Portfolio money sums
        the costed actions, tonnes the quantified, figures per tonne those that are both.

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    """
    arrays = plan_arrays(plan, overlap=overlap)
    return _evaluated(PlanMoney(plan, arrays), plan_hash(plan), str(perspective), overlap=overlap, funding=funding)


def evaluate_views(plan: Plan, perspectives: Sequence[str]) -> dict[str, Results]:
    """Evaluate a plan in several perspectives at once: the same results as :func:`evaluate`, in less time.

    Parameters
    ----------
    plan
        A valid plan.
    perspectives
        As for :func:`evaluate`.

    Returns
    -------
    dict
        Results by perspective, in the given order. What does not depend on the perspective is computed once.

    Raises
    ------
    InputError
        ``FM-M136`` there is no such perspective.
    """
    money, identity = PlanMoney(plan, plan_arrays(plan)), plan_hash(plan)
    return {name: _evaluated(money, identity, name, overlap=True, funding=True) for name in perspectives}


def _evaluated(money: PlanMoney, identity: str, perspective: str, *, overlap: bool, funding: bool) -> Results:
    view = viewpoint(money.plan, money.arrays, perspective)
    return Results(
        assessment=Assessment(money, view, with_funding=funding),
        overlap=overlap,
        method_version=METHOD_VERSION,
        plan_hash=identity,
    )
