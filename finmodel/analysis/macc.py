"""The cost curve (åtgärdskostnadskurva, MACC) of a year, and the costs per tonne side by side.

Width = annual net tonnes in the year, height = ``abatement_cost``. Among actions that save money a lower cost per tonne
is *not* better: of two that save the same kronor it prefers the one that cuts less (S. Taylor, "The ranking of
negative-cost emissions reduction measures", Energy Policy 48, 2012). So they stand first, the largest net present value
first; the others follow from the cheapest tonne to the dearest. What cannot be drawn stands beside with its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from finmodel.analysis.cost_per_tonne import COSTS_PER_TONNE, CostsPerTonne, costs_per_tonne
from finmodel.engine.measures import without_noise
from finmodel.engine.undefined import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.analysis.results import ActionResult, Results
    from finmodel.engine.arrays import PlanArrays
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.action import Action
    from finmodel.model.settings import Settings

__all__ = [
    "COSTS_PER_TONNE",
    "NO_TONNES_THAT_YEAR",
    "RAISES_EMISSIONS_THAT_YEAR",
    "Bar",
    "Beside",
    "CostCurve",
    "CostsPerTonne",
    "cost_curve",
    "costs_per_tonne",
    "curve_years",
    "default_year",
]

NO_TONNES_THAT_YEAR = "no_tonnes_that_year"
"""Why an action with a cost per tonne has no width: its effect is in other years."""

RAISES_EMISSIONS_THAT_YEAR = "raises_emissions_that_year"
"""Why an action that cuts emissions on the whole stands beside the curve: this year it raises them."""

_TARGET_YEAR = 2030
_NEVER_LISTED = ("repeat", "not_included")


@dataclass(frozen=True, slots=True)
class Bar:
    """One action in the curve.

    Attributes
    ----------
    action, name, sector, owner
        The action; the sector is empty where it has none.
    left, right
        Where it stands: cumulative tonnes a year [t].
    cost
        Height: ``abatement_cost`` [currency units per t]; negative saves money.
    npv
        Net present value in the perspective; None in society where a carbon value is missing.
    npv_before_carbon_value
        The same without the carbon value, ``npv_per_tonne`` of the action's figures: what savers are ranked by. Outside
        society it is ``npv``.
    tonnes
        Width: net tonnes in the year [t], > 0.
    unadjusted
        Net tonnes in the year before overlap [t].
    """

    action: str
    name: str
    sector: str
    owner: str
    left: float
    right: float
    cost: float
    npv: float | None
    npv_before_carbon_value: float
    tonnes: float
    unadjusted: float


@dataclass(frozen=True, slots=True)
class Beside:
    """An action that stands beside the curve.

    Attributes
    ----------
    action, name, sector, owner
        The action; the sector is empty where it has none.
    tonnes
        Net tonnes in the year [t]; None where they are unknown.
    npv
        Net present value in the perspective; None where it is undefined.
    reason
        Key of a :class:`~finmodel.engine.undefined.Reason`, or one of this module's two of its own.
    """

    action: str
    name: str
    sector: str
    owner: str
    tonnes: float | None
    npv: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class CostCurve:
    """The cost curve of a year.

    Attributes
    ----------
    year, perspective
        What it was drawn for.
    overlap
        Whether tonnes and costs are after overlap.
    bars
        The actions from left to right.
    raising
        Actions that raise emissions, in the year or on the whole, the most first.
    undrawn
        Every other action of the totals, and those outside the perspective, by id.
    """

    year: int
    perspective: str
    overlap: bool
    bars: tuple[Bar, ...]
    raising: tuple[Beside, ...]
    undrawn: tuple[Beside, ...]

    @property
    def tonnes(self) -> float:
        """Width of the whole curve [t]."""
        return self.bars[-1].right if self.bars else 0.0

    @property
    def savers(self) -> tuple[Bar, ...]:
        """The actions that save money: those that the net present value ranks."""
        return tuple(bar for bar in self.bars if bar.cost < 0)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "year": self.year,
            "perspective": self.perspective,
            "overlap": self.overlap,
            "tonnes": self.tonnes,
            "bars": [asdict(bar) for bar in self.bars],
            "raising": [asdict(item) for item in self.raising],
            "undrawn": [asdict(item) for item in self.undrawn],
        }


def curve_years(settings: Settings) -> range:
    """Return the years that a curve can be drawn for: from the base year on.

    What was built and done before the base year is sunk, in no cost per tonne and no net present value.
    """
    return range(max(settings.base_year, settings.first_year), settings.last_year + 1)


def default_year(years: Sequence[int]) -> int:
    """Return the year that a curve is drawn for unless another is asked for: 2030, or the nearest of the years.

    Parameters
    ----------
    years
        The years to choose from, :func:`curve_years`.
    """
    return min(years, key=lambda year: abs(year - _TARGET_YEAR))


def cost_curve(
    results: Results,
    year: int,
    *,
    sectors: Collection[str] | None = None,
    owners: Collection[str] | None = None,
) -> CostCurve:
    r"""Return the cost curve of a year.

    .. math:: width = reductions_y + removals_y - upfront_y, \qquad height = -NPV / PV(tonnes)

    Parameters
    ----------
    results
        Results in a perspective; evaluated without overlap they give the curve before it.
    year
        The year whose tonnes are the widths: one of :func:`curve_years`.
    sectors, owners
        Ids to take; the empty id is "no sector". None takes all.

    Returns
    -------
    CostCurve
        Repeats and actions that are not included stand nowhere; every other action stands in exactly one of bars,
        raising and undrawn. An action raises emissions where its tonnes of the year or its PV(tonnes) are negative,
        also where its money is unknown.

    Raises
    ------
    ValueError
        The year is before the base year or not on the plan's axis, or a sector or owner is not in the plan.

    Notes
    -----
    In society ``abatement_cost`` leaves the carbon value out, the net present value has it. An action is a saver where
    the cost is negative, and savers are ranked by the net present value without the carbon value, so that height and
    rank speak of the same money. Ties go by id; no result depends on the order of the rows.
    """
    _check(results, year, sectors, owners)
    rows = {action.id: action for action in results.plan.actions}
    net, unadjusted = _tonnes_of(results.arrays, results.years.index(year))
    places = {name: position for position, name in enumerate(results.arrays.actions)}
    drawn: list[tuple[ActionResult, float, float]] = []
    raising, undrawn = [], []
    for item in sorted(results.actions, key=lambda item: item.id):
        if item.left_out in _NEVER_LISTED or not _is_wanted(rows[item.id], sectors, owners):
            continue
        tonnes = float(net[places[item.id]]) if item.is_quantified else None
        reason = _reason(item, tonnes)
        if reason is None:
            drawn.append((item, float(net[places[item.id]]), float(unadjusted[places[item.id]])))
        elif reason in (Reason.RAISES_EMISSIONS.key, RAISES_EMISSIONS_THAT_YEAR):
            raising.append(_beside(item, rows[item.id], tonnes, reason))
        else:
            undrawn.append(_beside(item, rows[item.id], tonnes, reason))
    raising.sort(key=lambda item: (item.tonnes or 0.0, item.action))
    return CostCurve(
        year=year,
        perspective=results.perspective,
        overlap=results.overlap,
        bars=_bars(drawn, rows),
        raising=tuple(raising),
        undrawn=tuple(undrawn),
    )


def _check(results: Results, year: int, sectors: Collection[str] | None, owners: Collection[str] | None) -> None:
    years = curve_years(results.plan.settings)
    if year not in years:
        msg = f"the year {year} is not one of {years[0]}–{years[-1]}, from the base year to the plan's last"
        raise ValueError(msg)
    known = {
        "sector": (sectors, {"", *(row.id for row in results.plan.sectors)}),
        "owner": (owners, {row.id for row in results.plan.organisations}),
    }
    for what, (chosen, there) in known.items():
        strangers = sorted(set(chosen or ()) - there)
        if strangers:
            msg = f"no {what} of the plan: {strangers[:5]}"
            raise ValueError(msg)


def _is_wanted(action: Action, sectors: Collection[str] | None, owners: Collection[str] | None) -> bool:
    return (sectors is None or (action.sector or "") in sectors) and (owners is None or action.owner in owners)


def _tonnes_of(arrays: PlanArrays, position: int) -> tuple[FloatArray, FloatArray]:
    """Return the net tonnes of a year after and before overlap, zero where terms cancel but for rounding."""
    beside = arrays.removals[:, position] - arrays.upfront[:, position]
    size = abs(arrays.removals[:, position]) + arrays.upfront[:, position]
    after, before = arrays.reductions[:, position], arrays.unadjusted[:, position]
    return without_noise(after + beside, abs(after) + size), without_noise(before + beside, abs(before) + size)


def _reason(item: ActionResult, tonnes: float | None) -> str | None:
    """Return why an action is not drawn; None where it is."""
    if item.left_out is not None:
        return item.left_out
    if tonnes is not None and (item.figures["pv_tonnes"] or 0.0) < 0:
        return Reason.RAISES_EMISSIONS.key
    if tonnes is not None and tonnes < 0:
        return RAISES_EMISSIONS_THAT_YEAR
    if item.figures["abatement_cost"] is None:
        return item.figures.undefined["abatement_cost"]
    return NO_TONNES_THAT_YEAR if tonnes == 0 else None


def _beside(item: ActionResult, action: Action, tonnes: float | None, reason: str) -> Beside:
    npv = item.figures["npv"]
    return Beside(item.id, item.name, action.sector or "", action.owner, tonnes, npv, reason)


def _bars(drawn: Sequence[tuple[ActionResult, float, float]], rows: Mapping[str, Action]) -> tuple[Bar, ...]:
    ranked = []
    for item, tonnes, unadjusted in drawn:
        cost, before = item.figures["abatement_cost"] or 0.0, item.figures.npv_per_tonne or 0.0
        rank = (0, -before, item.id) if cost < 0 else (1, cost, item.id)
        ranked.append((rank, item, cost, before, tonnes, unadjusted))
    bars: list[Bar] = []
    for _, item, cost, before, tonnes, unadjusted in sorted(ranked, key=lambda entry: entry[0]):
        left = bars[-1].right if bars else 0.0
        bars.append(
            Bar(
                action=item.id,
                name=item.name,
                sector=rows[item.id].sector or "",
                owner=rows[item.id].owner,
                left=left,
                right=left + tonnes,
                cost=cost,
                npv=item.figures["npv"],
                npv_before_carbon_value=before,
                tonnes=tonnes,
                unadjusted=unadjusted,
            )
        )
    return tuple(bars)
