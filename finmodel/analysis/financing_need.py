"""The financing gap by year, organisation, sector, capital or running cost and certainty, and what there is for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from finmodel.analysis.capacity_need import Capacities, capacities
from finmodel.analysis.funding import GapView
from finmodel.analysis.need_cube import NeedCertainty, NeedCube, need_cube
from finmodel.analysis.outcome import Outcome
from finmodel.engine.undefined import Reason
from finmodel.engine.uses import Use

if TYPE_CHECKING:
    from finmodel.analysis.results import Results
    from finmodel.engine.undefined import FloatArray

__all__ = ["DecidedShare", "FinancingNeed", "NeedCertainty", "NeedDimension", "NeedRow", "financing_need"]

NeedDimension = Literal["year", "organisation", "sector", "use", "certainty"]

_AXES: dict[NeedDimension, int] = {"organisation": 0, "sector": 1, "use": 2, "certainty": 3, "year": 4}
_SUMS: dict[str, tuple[NeedDimension, ...]] = {
    "by_year": ("year",),
    "by_organisation": ("organisation",),
    "by_sector": ("sector",),
    "by_use": ("use",),
    "by_certainty": ("certainty",),
    "by_year_certainty": ("year", "certainty"),
    "by_year_organisation": ("year", "organisation"),
}


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A cell of the need, or a sum of cells [nominal currency units].

    Attributes
    ----------
    year, organisation, sector, use, certainty
        Where it stands; None where it is summed. The empty sector is that of actions without one. Summed over the
        years it is from the base year on.
    uses
        What has to be paid for with money of that certainty.
    gaps
        What of it is missing, by view; None where a probability is not known.
    undefined
        The reason, for exactly the views whose value is None.
    """

    year: int | None
    organisation: str | None
    sector: str | None
    use: Use | None
    certainty: NeedCertainty | None
    uses: float
    gaps: Mapping[GapView, float | None]
    undefined: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON, without what is summed."""
        head = {
            "year": self.year,
            "organisation": self.organisation,
            "sector": self.sector,
            "use": None if self.use is None else self.use.key,
            "certainty": None if self.certainty is None else str(self.certainty),
        }
        return {
            **{name: value for name, value in head.items() if value is not None},
            "uses": self.uses,
            "gap": {str(view): value for view, value in self.gaps.items()},
            "undefined": dict(self.undefined),
        }


@dataclass(frozen=True, slots=True)
class DecidedShare:
    """How much of the need is decided, two ways that are never mixed [nominal currency units].

    Attributes
    ----------
    uses
        All that has to be paid for.
    decided
        That of actions with status decided, ongoing or done.
    secured
        That whose money is secured, whatever the status of its action.
    reason
        Why the shares are undefined where there are no uses.
    """

    uses: float
    decided: float
    secured: float
    reason: str = Reason.NO_COSTS.key

    @property
    def share_decided(self) -> Outcome:
        """Kronor of decided actions ÷ all uses."""
        return self._share(self.decided)

    @property
    def share_secured(self) -> Outcome:
        """Secured kronor ÷ all uses."""
        return self._share(self.secured)

    def _share(self, part: float) -> Outcome:
        return Outcome(part / self.uses) if self.uses > 0 else Outcome(None, self.reason)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        shares = {"share_decided": self.share_decided, "share_secured": self.share_secured}
        return {
            "uses": self.uses,
            "decided": self.decided,
            "secured": self.secured,
            **{name: share.value for name, share in shares.items()},
            "undefined": {name: share.reason for name, share in shares.items() if share.value is None},
        }


@dataclass(frozen=True)
class FinancingNeed:
    r"""What has to be paid for, how sure its money is, and what there is for it.

    .. math:: uses = secured + applied + identified + nobody, \qquad gap_{planned} = nobody

    Attributes
    ----------
    perspective, currency, base_year, years
        Whose costs, in nominal ``currency``; totals are from the base year on.
    decided, decided_by_organisation, decided_by_year
        The share of the need that is decided.
    capacity
        Need against frames, operating allowances and the adopted plan.
    not_costed
        Actions that count and whose cost is not known: they are in no sum here.
    cube
        The cells.
    """

    perspective: str
    currency: str
    base_year: int
    years: tuple[int, ...]
    decided: DecidedShare
    decided_by_organisation: Mapping[str, DecidedShare]
    decided_by_year: Mapping[int, DecidedShare]
    capacity: Capacities
    not_costed: tuple[str, ...]
    cube: NeedCube = field(repr=False, compare=False)

    def rows(self, *dimensions: NeedDimension) -> tuple[NeedRow, ...]:
        """Return the need summed over everything but some dimensions; without cells that have none.

        Parameters
        ----------
        *dimensions
            Any of ``year``, ``organisation``, ``sector``, ``use``, ``certainty``; none gives all of them: the long
            table. By year sunk years are shown too; summed over the years it is from the base year on.

        Returns
        -------
        tuple of NeedRow
            In the order of year, organisation, sector, use and certainty.
        """
        chosen = dimensions or tuple(_AXES)
        kept = [name for name in _AXES if name in chosen]
        summed = tuple(axis for name, axis in _AXES.items() if name not in chosen)
        years = slice(None) if "year" in chosen else slice(self.cube.base, None)
        uses = self.cube.amounts[..., years].sum(axis=summed)
        gaps = {view: self.cube.missing(view)[..., years].sum(axis=summed) for view in GapView}
        rows = [self._row(dict(zip(kept, place, strict=True)), uses, gaps) for place in np.argwhere(uses > 0).tolist()]
        return tuple(sorted(rows, key=lambda row: row.year or 0))

    @property
    def total(self) -> NeedRow:
        """The sum of all cells from the base year on."""
        years = slice(self.cube.base, None)
        gaps = {view: np.asarray(self.cube.missing(view)[..., years].sum()) for view in GapView}
        return self._row({}, np.asarray(self.cube.amounts[..., years].sum()), gaps)

    def _row(self, place: Mapping[NeedDimension, int], uses: FloatArray, gaps: Mapping[GapView, FloatArray]) -> NeedRow:
        at = tuple(place.values())
        amounts = {view: float(path[at]) for view, path in gaps.items()}
        unknown = [view for view, amount in amounts.items() if np.isnan(amount)]
        cube = self.cube
        return NeedRow(
            year=cube.years[place["year"]] if "year" in place else None,
            organisation=cube.organisations[place["organisation"]] if "organisation" in place else None,
            sector=cube.sectors[place["sector"]] if "sector" in place else None,
            use=Use(place["use"]) if "use" in place else None,
            certainty=tuple(NeedCertainty)[place["certainty"]] if "certainty" in place else None,
            uses=float(uses[at]),
            gaps={view: None if view in unknown else amount for view, amount in amounts.items()},
            undefined={f"gap.{view}": Reason.ABSENT_INPUT.key for view in unknown},
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: ``rows`` is the long table, the sums stand beside it."""
        return {
            "perspective": self.perspective,
            "currency": self.currency,
            "price_basis": "nominal",
            "base_year": self.base_year,
            "years": list(self.years),
            "total": self.total.to_dict(),
            **{name: [row.to_dict() for row in self.rows(*kept)] for name, kept in _SUMS.items()},
            "rows": [row.to_dict() for row in self.rows()],
            "decided": {
                "total": self.decided.to_dict(),
                "by_organisation": {name: item.to_dict() for name, item in self.decided_by_organisation.items()},
                "by_year": {str(year): item.to_dict() for year, item in self.decided_by_year.items()},
            },
            "capacity": self.capacity.to_dict(),
            "not_costed": list(self.not_costed),
        }


def financing_need(results: Results) -> FinancingNeed:
    """Return what has to be paid for, by how sure its money is, and what there is for it.

    Parameters
    ----------
    results
        Results in a perspective: the costs of the organisations inside it, as ``results.funding`` has them.

    Returns
    -------
    FinancingNeed
        Its sums are those of ``results.funding.portfolio``. Shares are undefined where there are no uses:
        ``not_costed`` where no action's cost is known though some count, else ``no_costs``.
    """
    funding = results.funding
    cube = need_cube(funding)
    is_any_costed = bool((results.arrays.counts & results.arrays.is_costed).any())
    reason = Reason.NOT_COSTED if funding.not_costed and not is_any_costed else Reason.NO_COSTS
    uses = cube.amounts.sum(axis=(1, 2, 3))
    secured = cube.amounts[:, :, :, list(NeedCertainty).index(NeedCertainty.SECURED)].sum(axis=(1, 2))
    paths = (uses, cube.decided(), secured)
    return FinancingNeed(
        perspective=results.perspective,
        currency=results.currency,
        base_year=results.plan.settings.base_year,
        years=cube.years,
        decided=_share([path[:, cube.base :] for path in paths], reason),
        decided_by_organisation={
            name: _share([path[place, cube.base :] for path in paths], reason)
            for place, name in enumerate(cube.organisations)
            if uses[place, cube.base :].any()
        },
        decided_by_year={
            year: _share([path[:, place] for path in paths], reason) for place, year in enumerate(cube.years)
        },
        capacity=capacities(funding),
        not_costed=funding.not_costed,
        cube=cube,
    )


def _share(paths: Sequence[FloatArray], reason: Reason) -> DecidedShare:
    uses, decided, secured = (float(path.sum()) for path in paths)
    return DecidedShare(uses, min(decided, uses), min(secured, uses), reason.key)
