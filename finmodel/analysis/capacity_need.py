"""Need against existing capacity: frames of own money, operating allowances and the adopted investment plan.

The two answers stand beside each other and are never added: the adopted plan is often decided inside the frame.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from finmodel.analysis.funding import GapView
from finmodel.engine.undefined import Reason
from finmodel.engine.uses import Use
from finmodel.model.enums import OrganisationKind
from finmodel.model.funding_enums import Covers, SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.analysis.capacity import FrameUse
    from finmodel.analysis.funding import Funding
    from finmodel.engine.undefined import FloatArray
    from finmodel.model.funding import Source

__all__ = ["AdoptedSum", "Capacities", "CapacityKind", "FrameSum", "OrganisationCapacity", "capacities"]

_NOISE = 1e-12
_ADOPTED = ("net_need", "budgeted", "new", "adopted_unused")


class CapacityKind(StrEnum):
    """What sort of own money a frame is of."""

    INVESTMENT_FRAME = "investment_frame"
    OPERATING_ALLOWANCE = "operating_allowance"
    OTHER_OWN = "other_own"


_KINDS = {
    SourceKind.OWN_INVESTMENT_FRAME: CapacityKind.INVESTMENT_FRAME,
    SourceKind.OWN_OPERATING: CapacityKind.OPERATING_ALLOWANCE,
}


@dataclass(frozen=True)
class FrameSum:
    """Frames of one kind together: what there is and what the plan uses, shape (year,) [nominal currency units]."""

    frame: FloatArray
    used: FloatArray

    @property
    def left(self) -> FloatArray:
        """What is left; it does not carry over to the next year."""
        return _without_noise(self.frame - self.used, self.frame)


@dataclass(frozen=True)
class AdoptedSum:
    """Net investment against the adopted plan, as in BudgetedNeed, shape (year,) [nominal currency units].

    Attributes
    ----------
    net_need, budgeted, new, adopted_unused : ndarray, shape (year,)
        Investment less external money = budgeted + new; adopted and not needed that year.
    """

    net_need: FloatArray
    budgeted: FloatArray
    new: FloatArray
    adopted_unused: FloatArray


@dataclass(frozen=True)
class OrganisationCapacity:
    """What an organisation has to pay for, and what it has for it [nominal currency units].

    Attributes
    ----------
    organisation
        Id; None for the sum of all that are inside.
    years, base
        The year axis and the position of the base year.
    need, gap, more : ndarray, shape (use, year)
        Uses; what nobody pays as planned; and what of that is more than is left of its own frames of money for that
        use. Money for both goes to running cost first.
    frames
        By kind, only what the plan states; without the frames that are common to several organisations. What is used
        of them is used by all actions, inside the perspective or not.
    adopted
        None where the plan holds no adopted investment plan.
    """

    organisation: str | None
    years: tuple[int, ...]
    base: int
    need: FloatArray
    gap: FloatArray
    more: FloatArray
    frames: Mapping[CapacityKind, FrameSum]
    adopted: AdoptedSum | None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: by year, and in ``total`` from the base year on; ``undefined`` is of them all."""
        columns = self._columns()

        def row(years: slice) -> dict[str, float | None]:
            return {name: None if path is None else float(path[years].sum()) for name, path in columns.items()}

        return {
            "organisation": self.organisation,
            "years": {str(year): row(slice(place, place + 1)) for place, year in enumerate(self.years)},
            "total": row(slice(self.base, None)),
            "undefined": {name: Reason.ABSENT_INPUT.key for name, path in columns.items() if path is None},
        }

    def _columns(self) -> dict[str, FloatArray | None]:
        columns: dict[str, FloatArray | None] = {}
        for name, path in (("need", self.need), ("gap", self.gap), ("more", self.more)):
            columns |= {f"{name}_{use.key}": path[use] for use in Use}
        for kind in CapacityKind:
            columns |= _frame_columns(kind, self.frames.get(kind))
        return columns | {name: getattr(self.adopted, name, None) for name in _ADOPTED}


@dataclass(frozen=True)
class Capacities:
    """Need against existing capacity.

    Attributes
    ----------
    organisations
        By organisation inside the perspective that has a need, a frame or adopted rows, in the plan's order.
    total
        Their sum.
    common
        By kind, frames that whoever may use the source draws on and that are no organisation's own; whoever uses them.
    """

    organisations: tuple[OrganisationCapacity, ...]
    total: OrganisationCapacity
    common: Mapping[CapacityKind, FrameSum]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        years = self.total.years
        common = {
            str(kind): {
                str(year): {
                    "frame": float(frame.frame[place]),
                    "used": float(frame.used[place]),
                    "left": float(frame.left[place]),
                }
                for place, year in enumerate(years)
            }
            for kind, frame in self.common.items()
        }
        return {
            "organisations": [row.to_dict() for row in self.organisations],
            "total": self.total.to_dict(),
            "common_frames": common,
        }


def capacities(funding: Funding) -> Capacities:
    """Return need against existing capacity by organisation and year.

    A frame that is not the organisation's own (no organisation stated, and a source of nobody in particular or of the
    finance unit) stands in ``common``. Only frames are looked at: whether a source's window, caps and conditions let
    what is left be used is not.

    Parameters
    ----------
    funding
        How the plan is paid for, seen by a perspective.
    """
    plan, arrays = funding.plan, funding.arrays
    sources = {row.id: row for row in plan.sources}
    kinds = {row.id: row.kind for row in plan.organisations}
    own: defaultdict[str | None, list[tuple[Source, FrameUse]]] = defaultdict(list)
    for frame in sorted(funding.frames, key=lambda row: (row.source, row.organisation or "")):
        source = sources[frame.source]
        provider = source.provider
        is_common = frame.organisation is None and (
            provider is None or kinds[provider] is OrganisationKind.FINANCE_UNIT
        )
        own[None if is_common else frame.organisation or provider].append((source, frame))
    is_inside = {name: bool(funding.view.inside[:, place].any()) for place, name in enumerate(arrays.organisations)}
    adopted = _adopted(funding)
    rows = []
    for row in plan.organisations:
        balance = funding.organisations.get(row.id)
        if not is_inside[row.id] or (balance is None and row.id not in own and row.id not in adopted):
            continue
        nothing = np.zeros((len(Use), len(arrays.years)))
        need = nothing if balance is None else balance.uses
        gap = nothing if balance is None else balance.gaps[GapView.PLANNED]
        rows.append(
            OrganisationCapacity(
                organisation=row.id,
                years=tuple(int(year) for year in arrays.years),
                base=arrays.base,
                need=need,
                gap=gap,
                more=_more(gap, own[row.id]),
                frames=_frame_sums(own[row.id]),
                adopted=adopted.get(row.id, _nothing_adopted(len(arrays.years))) if plan.adopted_plan else None,
            )
        )
    return Capacities(tuple(rows), _total(rows, funding), _frame_sums(own[None]))


def _adopted(funding: Funding) -> dict[str, AdoptedSum]:
    found: dict[str, AdoptedSum] = {}
    for row in sorted(funding.budgeted, key=lambda row: row.action):
        before = found.get(row.organisation, _nothing_adopted(len(row.years)))
        found[row.organisation] = AdoptedSum(
            before.net_need + row.need,
            before.budgeted + row.budgeted,
            before.new + row.new,
            before.adopted_unused + row.unused,
        )
    return found


def _nothing_adopted(n_years: int) -> AdoptedSum:
    return AdoptedSum(*(np.zeros(n_years) for _ in _ADOPTED))


def _frame_sums(frames: Sequence[tuple[Source, FrameUse]]) -> dict[CapacityKind, FrameSum]:
    found: dict[CapacityKind, FrameSum] = {}
    for kind in CapacityKind:
        mine = [frame for source, frame in frames if _KINDS.get(source.kind, CapacityKind.OTHER_OWN) is kind]
        if mine:
            found[kind] = FrameSum(
                np.sum([frame.frame for frame in mine], axis=0), np.sum([frame.used for frame in mine], axis=0)
            )
    return found


def _more(gap: FloatArray, frames: Sequence[tuple[Source, FrameUse]]) -> FloatArray:
    """Return what of the gap is more than is left of the frames, shape (use, year)."""
    left = {covers: np.zeros(gap.shape[1]) for covers in Covers}
    for source, frame in frames:
        left[source.pays_for] += _without_noise(frame.left, frame.frame)
    capital = np.maximum(0.0, gap[Use.CAPITAL] - left[Covers.INVESTMENT])
    running = np.maximum(0.0, gap[Use.RUNNING] - left[Covers.RUNNING_COST])
    free = np.maximum(0.0, left[Covers.BOTH] - running)
    running = np.maximum(0.0, running - left[Covers.BOTH])
    return _without_noise(np.stack([np.maximum(0.0, capital - free), running]), gap)


def _total(rows: Sequence[OrganisationCapacity], funding: Funding) -> OrganisationCapacity:
    n_years = len(funding.arrays.years)
    by_id = sorted(rows, key=lambda row: row.organisation or "")

    def added(paths: Sequence[FloatArray]) -> FloatArray:
        return np.sum(paths, axis=0) if paths else np.zeros((len(Use), n_years))

    frames = {
        kind: FrameSum(
            np.sum([row.frames[kind].frame for row in by_id if kind in row.frames], axis=0),
            np.sum([row.frames[kind].used for row in by_id if kind in row.frames], axis=0),
        )
        for kind in CapacityKind
        if any(kind in row.frames for row in by_id)
    }
    adopted = None
    if funding.plan.adopted_plan:
        parts = [row.adopted for row in by_id if row.adopted is not None] or [_nothing_adopted(n_years)]
        adopted = AdoptedSum(*(np.sum([getattr(part, name) for part in parts], axis=0) for name in _ADOPTED))
    return OrganisationCapacity(
        organisation=None,
        years=tuple(int(year) for year in funding.arrays.years),
        base=funding.arrays.base,
        need=added([row.need for row in by_id]),
        gap=added([row.gap for row in by_id]),
        more=added([row.more for row in by_id]),
        frames=frames,
        adopted=adopted,
    )


def _frame_columns(kind: CapacityKind, frame: FrameSum | None) -> dict[str, FloatArray | None]:
    paths = (None, None, None) if frame is None else (frame.frame, frame.used, frame.left)
    return dict(zip((str(kind), f"{kind}_used", f"{kind}_left"), paths, strict=True))


def _without_noise(path: FloatArray, size: FloatArray) -> FloatArray:
    return np.where(np.abs(path) <= _NOISE * np.abs(size), 0.0, path)
