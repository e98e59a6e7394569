"""What actions on one emission pool get of it in one year: shares first, then what is asked for in tonnes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tests.reference.numbers import ONE, ZERO

__all__ = ["Claim", "Grant", "divided"]

LAST = 10**9
"""Where actions without a priority stand: after all that have one."""


@dataclass(frozen=True)
class Claim:
    """What one action wants: a share of what is left, and tonnes (stated and by energy together)."""

    action: str
    priority: int | None
    share: Fraction
    tonnes: Fraction


@dataclass(frozen=True)
class Grant:
    """What it gets: tonnes by its share, and the part of its tonnes that there is room for.

    ``share_error`` and ``part_error`` are the sums whose last digit a float may lose in the two.
    """

    by_share: Fraction = ZERO
    part: Fraction = ONE
    share_error: Fraction = ZERO
    part_error: Fraction = ZERO


def _by_priority(claims: Iterable[Claim]) -> list[list[Claim]]:
    groups: defaultdict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        groups[LAST if claim.priority is None else claim.priority].append(claim)
    return [groups[priority] for priority in sorted(groups)]


def divided(pool: Fraction, claims: Sequence[Claim]) -> dict[str, Grant]:
    """Return every claimant's grant from a pool of so many tonnes.

    Parameters
    ----------
    pool
        Tonnes of the year, before any action.
    claims
        One of each action; the order does not count.
    """
    left = pool
    by_share: dict[str, tuple[Fraction, Fraction]] = {}
    for group in _by_priority(claim for claim in claims if claim.share > 0):
        kept, together = ONE, ZERO
        for claim in group:
            kept *= 1 - claim.share
            together += claim.share
        taken = left * (1 - kept)
        for claim in group:
            by_share[claim.action] = (taken * claim.share / together, pool * claim.share / together)
        left -= taken
    part: dict[str, tuple[Fraction, Fraction]] = {}
    for group in _by_priority(claim for claim in claims if claim.tonnes > 0):
        asked = sum((claim.tonnes for claim in group), ZERO)
        granted = min(left, asked)
        for claim in group:
            part[claim.action] = (granted / asked, pool / asked if granted < asked else ZERO)
        left -= granted
    grants = {}
    for claim in claims:
        tonnes, tonnes_error = by_share.get(claim.action, (ZERO, ZERO))
        room, room_error = part.get(claim.action, (ONE, ZERO))
        grants[claim.action] = Grant(tonnes, room, tonnes_error, room_error)
    return grants
