"""Optimism bias on investment costs, an option of the sensitivity analysis that is never silent.

HM Treasury's Green Book (supplementary guidance on optimism bias, after Mott MacDonald 2002) raises capital costs by an
upper bound that depends on what is built, and lowers the bound as risks are dealt with. Here a component's cost becomes
``cost × (1 + share × upper bound)``. Nothing is raised unless asked for, only components that state an asset type are,
and whoever asks gets a report of what was raised and what was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

from finmodel.analysis.scaling import scaled_investment
from finmodel.model.enums import AssetType

if TYPE_CHECKING:
    from finmodel.model.lines import Investment
    from finmodel.model.plan import Plan

__all__ = ["BiasReport", "OptimismBias", "Uplift", "with_optimism_bias"]


@dataclass(frozen=True)
class OptimismBias:
    """What is asked for.

    Attributes
    ----------
    uplifts
        Upper bound by asset type [fraction of the cost].
    share
        Share of the upper bound that is used, 0–1; 1 where no risk has been dealt with yet.
    """

    uplifts: Mapping[AssetType, float]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Uplift:
    """One component whose cost was raised: its cost before and after, in prices of the price year."""

    investment: str
    action: str
    asset_type: AssetType
    fraction: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class BiasReport:
    """What optimism bias did to a plan.

    Attributes
    ----------
    share
        Share of the upper bounds that was used.
    raised
        Components that were raised, by id.
    without_asset_type
        Ids of components of known cost that state no asset type: not raised.
    without_uplift
        Ids of components whose asset type has no upper bound: not raised.
    unknown_cost
        Ids of components with an asset type whose cost is not known: nothing to raise.
    """

    share: float
    raised: tuple[Uplift, ...]
    without_asset_type: tuple[str, ...]
    without_uplift: tuple[str, ...]
    unknown_cost: tuple[str, ...]

    @property
    def added(self) -> float:
        """Return how much cost was added in all [currency units, prices of the price year]."""
        return sum(row.after - row.before for row in self.raised)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "share": self.share,
            "added": self.added,
            "raised": [
                {
                    "investment": row.investment,
                    "action": row.action,
                    "asset_type": str(row.asset_type),
                    "uplift": row.fraction,
                    "before": row.before,
                    "after": row.after,
                }
                for row in self.raised
            ],
            "without_asset_type": list(self.without_asset_type),
            "without_uplift": list(self.without_uplift),
            "unknown_cost": list(self.unknown_cost),
        }


def with_optimism_bias(plan: Plan, uplifts: Mapping[AssetType, float], share: float = 1.0) -> tuple[Plan, BiasReport]:
    r"""Return the plan with optimism bias on the cost of its components, and what was done.

    .. math:: cost \cdot (1 + share \cdot upper\ bound)

    Every component that states an asset type is raised, also one of the reference alternative: that too is an estimate
    of what building costs. Reinvestment and residual value follow; running cost, savings and tonnes do not.

    Parameters
    ----------
    plan
        Any plan; its figures are taken to be without optimism bias.
    uplifts
        Upper bound by asset type [fraction].
    share
        Share of the upper bound, 0–1.

    Returns
    -------
    Plan
        The plan with the raised costs; with share 0 a plan with the same hash.
    BiasReport
        Which components were raised, by how much, and which were not and why.

    Raises
    ------
    ValueError
        The share is not within 0–1, or an upper bound is not a number of at least 0.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"not a share within 0–1: {share}")
    if any(not isfinite(bound) or bound < 0 for bound in uplifts.values()):
        raise ValueError("an upper bound is not a number of at least 0")
    rows: list[Investment] = []
    raised: list[Uplift] = []
    apart: dict[str, list[str]] = {"asset_type": [], "uplift": [], "cost": []}
    for row in plan.investments:
        rows.append(row)
        if row.asset_type is None:
            if not row.is_unknown:
                apart["asset_type"].append(row.id)
        elif row.is_unknown:
            apart["cost"].append(row.id)
        elif row.asset_type not in uplifts:
            apart["uplift"].append(row.id)
        else:
            fraction = share * uplifts[row.asset_type]
            rows[-1] = scaled_investment(row, 1.0 + fraction)
            before, after = (sum(each.spending().values()) for each in (row, rows[-1]))
            raised.append(Uplift(row.id, row.action, row.asset_type, fraction, before, after))
    report = BiasReport(
        share=share,
        raised=tuple(sorted(raised, key=lambda each: each.investment)),
        without_asset_type=tuple(sorted(apart["asset_type"])),
        without_uplift=tuple(sorted(apart["uplift"])),
        unknown_cost=tuple(sorted(apart["cost"])),
    )
    return plan.model_copy(update={"investments": tuple(rows)}), report
