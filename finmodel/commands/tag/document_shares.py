"""Kronor, shares and ranges of a tagged budget as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fractions import Fraction

    from finmodel.tagging.amounts import Quotient
    from finmodel.tagging.schemes import WeightProfile
    from finmodel.tagging.totals import Combined, Range, Totals, Weighted

__all__ = ["combined", "distribution", "kronor", "share", "weighted"]


def kronor(ore: int | Fraction) -> int | float:
    """Return öre as kronor: the number whose shortest decimal is exact to the öre, whole where it is whole.

    Examples
    --------
    >>> kronor(26_800_000), kronor(-1)
    (268000, -0.01)
    """
    whole = ore / 100 if isinstance(ore, int) else float(ore / 100)
    return int(whole) if isinstance(ore, int) and ore % 100 == 0 else whole


def share(found: Quotient) -> float | None:
    """Return a share as a fraction, None where it has none."""
    return None if found.value is None else float(found.value)


def _with_reason(found: Quotient) -> dict[str, Any]:
    return {"share": share(found)} | ({} if found.reason is None else {"reason": found.reason})


def distribution(totals: Totals) -> dict[str, Any]:
    """Return axis → category → kronor, öre and share (null with its reason)."""
    return {
        axis: {
            name: {"kronor": kronor(ore), "ore": ore, **_with_reason(totals.shares(axis)[name])}
            for name, ore in totals.amounts(axis).items()
        }
        for axis in totals.scheme.axis_ids
    }


def weighted(totals: Totals, profile: WeightProfile) -> dict[str, Any]:
    """Return axis → weighted share with its ranges and profile."""
    return {axis: _weighted(totals.weighted(axis, profile)) for axis in totals.scheme.axis_ids}


def combined(found: Combined) -> dict[str, Any]:
    """Return all axes in one figure, with what they overlap and its ranges."""
    return {
        **_with_reason(found.share),
        "kronor": kronor(found.amount),
        "overlap": kronor(found.overlap),
        "ranges": {name: _ends(getattr(found, name)) for name in ("conditional", "unknown", "untested")},
    }


def _weighted(found: Weighted) -> dict[str, Any]:
    return {
        "profile": found.profile.id,
        "version": found.profile.version,
        **_with_reason(found.share),
        "kronor": kronor(found.amount),
        "ranges": {
            "conditional": _ends(found.conditional),
            "unknown": _ends(found.unknown),
            "untested": _ends(found.untested),
            "approved": share(found.approved),
        },
    }


def _ends(found: Range) -> list[float | None]:
    return [share(found.low), share(found.high)]
