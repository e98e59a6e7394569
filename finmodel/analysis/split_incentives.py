"""Split incentives (delade incitament): one organisation invests and loses, another gains without paying."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.by_organisation import NET, ByOrganisation
from finmodel.engine.arrays import plan_arrays
from finmodel.engine.axes import Line
from finmodel.engine.measures import without_noise
from finmodel.engine.undefined import Reason
from finmodel.model.enums import BenefitKind

if TYPE_CHECKING:
    from finmodel.model.plan import Plan

__all__ = ["CoBenefit", "SplitIncentive", "Stake", "split_incentives"]

_INVESTED = [Line.CAPEX, Line.REFERENCE_CAPEX]


@dataclass(frozen=True, slots=True)
class Stake:
    """What an action is to an organisation [currency units, present value at the financial rate].

    Attributes
    ----------
    organisation, name
        Who.
    investment
        Its part of the investment with reinvestment, less what it would have spent anyway; positive is an outlay.
    npv
        Its own net present value of the action, before funding.
    """

    organisation: str
    name: str
    investment: float
    npv: float


@dataclass(frozen=True, slots=True)
class CoBenefit:
    """Who else is touched: co-benefits, which count in society only.

    Attributes
    ----------
    organisation, name
        Who.
    present_value
        At the social rate, in prices of the price year; negative is a harm. None where ``undefined`` says why.
    undefined
        ``no_rate``, or ``absent_input`` where it has unpriced co-benefits only.
    has_unpriced
        Whether it has co-benefits without an amount, which no sum holds.
    """

    organisation: str
    name: str
    present_value: float | None
    undefined: str | None
    has_unpriced: bool


@dataclass(frozen=True, slots=True)
class SplitIncentive:
    """An action that pays for others than those who invest in it.

    Attributes
    ----------
    action, name
        The action.
    size
        What would have to change hands, min(Σ losses of the investors, Σ gains of the others) [present value].
    investors
        Who invests and has a net present value below zero, the largest loss first.
    gainers
        Who has one above zero, the largest gain first; some may invest too.
    co_benefits
        Who has co-benefits of it, by id.
    society_npv, society_undefined
        The action's net present value for society, or why it is undefined.
    """

    action: str
    name: str
    size: float
    investors: tuple[Stake, ...]
    gainers: tuple[Stake, ...]
    co_benefits: tuple[CoBenefit, ...]
    society_npv: float | None
    society_undefined: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return asdict(self)


def split_incentives(plan: Plan) -> tuple[SplitIncentive, ...]:
    r"""Return the actions with a split incentive (delade incitament), the largest first.

    The one that has to invest loses by it, while somebody else gains: a landlord pays for insulation and the tenant's
    heating gets cheaper; a property department pays and a school saves. Who decides by their own figures leaves it
    undone, even where it pays for all together. An agreement, an internal rent or a grant can move the money back.

    .. math::

        L = \{o : I_o > 0, NPV_o < 0\},\quad G = \{o : NPV_o > 0\},\quad
        size = \min\Big(-\sum_{o \in L} NPV_o,\ \sum_{o \in G} NPV_o\Big)

    Listed where both sets have a member. I = PV(capex − reference capex), reinvestment included; all at the financial
    rate on nominal flows, before funding, of actions that count and are costed. An organisation that loses without
    investing (it pays a fee, or runs it) makes no split incentive by itself. If the investors' loss is the larger,
    moving the gains is not enough: then the action costs money for all together.

    Parameters
    ----------
    plan
        A valid plan.

    Returns
    -------
    tuple of SplitIncentive
        By size, then by id of the action. Empty without a financial rate, where nothing can be said: the net of
        ``who_pays(plan, "financial")`` is then undefined (``no_rate``). The same with actions that are not costed:
        its ``costed.missing`` lists them.
    """
    arrays = plan_arrays(plan)
    financial, social = ByOrganisation(plan, arrays, "financial"), ByOrganisation(plan, arrays, "society")
    if financial.no_rate is not Reason.DEFINED:
        return ()
    npv = without_noise(financial.values.sum(axis=2), financial.value_sizes.sum(axis=2))
    invested = without_noise(
        -financial.values[:, :, _INVESTED].sum(axis=2), financial.value_sizes[:, :, _INVESTED].sum(axis=2)
    )
    names = {row.id: row.name for row in plan.organisations}
    titles = {action.id: action.name for action in plan.actions}

    def stakes(action: np.intp, places: np.typing.NDArray[np.intp]) -> tuple[Stake, ...]:
        who = [(arrays.organisations[place], place) for place in places]
        found = [Stake(o, names[o], float(invested[action, p]) + 0.0, float(npv[action, p])) for o, p in who]
        return tuple(sorted(found, key=lambda stake: (-abs(stake.npv), stake.organisation)))

    result = []
    for action in np.flatnonzero(arrays.counts & arrays.is_costed):
        losing = np.flatnonzero((invested[action] > 0) & (npv[action] < 0))
        gaining = np.flatnonzero(npv[action] > 0)
        if not (len(losing) and len(gaining)):
            continue
        society = social.matrices(np.arange(len(arrays.actions)) == action).present_values.total
        result.append(
            SplitIncentive(
                action=arrays.actions[action],
                name=titles[arrays.actions[action]],
                size=float(min(-npv[action, losing].sum(), npv[action, gaining].sum())),
                investors=stakes(action, losing),
                gainers=stakes(action, gaining),
                co_benefits=_co_benefits(plan, arrays.actions[action], social),
                society_npv=society[NET],
                society_undefined=society.undefined.get(NET),
            )
        )
    return tuple(sorted(result, key=lambda item: (-item.size, item.action)))


def _co_benefits(plan: Plan, action: str, social: ByOrganisation) -> tuple[CoBenefit, ...]:
    owner = next(row.owner for row in plan.actions if row.id == action)
    rows = [row for row in plan.benefits if row.action == action and row.kind is BenefitKind.CO_BENEFIT]
    priced = {name for row in rows if not row.is_unknown for name in row.receivers or (owner,)}
    unpriced = {name for row in rows if row.is_unknown for name in row.receivers or (owner,)}
    names = {row.id: row.name for row in plan.organisations}
    place = social.arrays.actions.index(action)
    found = []
    for name in sorted(priced | unpriced):
        reason = social.no_rate if name in priced else Reason.ABSENT_INPUT
        value = float(social.values[place, social.arrays.organisations.index(name), Line.CO_BENEFITS])
        is_known = reason is Reason.DEFINED
        found.append(
            CoBenefit(
                organisation=name,
                name=names[name],
                present_value=value + 0.0 if is_known else None,
                undefined=None if is_known else reason.key,
                has_unpriced=name in unpriced,
            )
        )
    return tuple(found)
