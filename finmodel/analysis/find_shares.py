"""Shares of a mix that come to more than the whole: which of them give way to a grant, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finmodel.model.decimals import normalise
from finmodel.model.funding_enums import Covers, MoneyClass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finmodel.model.funding import FundingEntry, Source

__all__ = ["GaveWay", "within_whole"]

_NOTHING = 1e-12
_SORTS = (Covers.INVESTMENT, Covers.RUNNING_COST)


@dataclass(frozen=True, slots=True)
class GaveWay:
    """A share that was cut for a grant.

    Attributes
    ----------
    source
        Whose share it is.
    before, after : float [fraction]
        As the entry states it; an entry that is cut to 0 is no longer in the mix.
    """

    source: str
    before: float
    after: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"source": self.source, "before": self.before, "after": self.after}


def within_whole(
    entries: Sequence[FundingEntry], grant: Source, share: float, sources: Mapping[str, Source]
) -> tuple[tuple[FundingEntry, ...], tuple[GaveWay, ...]]:
    """Return the entries beside a grant, their shares cut so that with it they come to no more than the whole.

    The whole is counted as a plan's own check counts it (``FM-M188``): in every year that a source is open, for
    investment and for running cost. Own and borrowed money gives way before external money, and of each the last in
    the mix first. Amounts and "the rest" take what is left and need no cut.

    Parameters
    ----------
    entries
        The mix by position, without the grant.
    grant, share
        The grant's terms, and its share of the eligible cost.
    sources
        Terms by id.

    Returns
    -------
    entries, gave_way
        What is left, in the same order; what was cut, in the order of the mix.
    """
    asked = {entry.id: _of_cost(entry, sources[entry.source]) for entry in entries}
    before = dict(asked)
    of_grant = share * grant.eligible_share
    order = sorted(
        (place for place, entry in enumerate(entries) if asked[entry.id] > 0),
        key=lambda place: (sources[entries[place].source].of_class is MoneyClass.EXTERNAL, -place),
    )
    for place in order:
        over = _over(entries[place], entries, asked, sources, grant, of_grant)
        if over > _NOTHING:
            name = entries[place].id
            left = asked[name] - over
            asked[name] = left if left > _NOTHING else 0.0
    kept, gave_way = [], []
    for entry in entries:
        if asked[entry.id] == before[entry.id]:
            kept.append(entry)
            continue
        terms = sources[entry.source]
        part = terms.eligible_share if terms.kind.is_grant else 1.0
        after = normalise(asked[entry.id] / part)
        gave_way.append(GaveWay(entry.source, normalise(before[entry.id] / part), after))
        if after > 0:
            kept.append(entry.model_copy(update={"share": after}))
    return tuple(kept), tuple(gave_way)


def _of_cost(entry: FundingEntry, terms: Source) -> float:
    """Return the share of the cost that an entry asks for; 0 for amounts, the rest and results-based money."""
    if not terms.is_capital or entry.rest or entry.amount is not None or entry.by_year:
        return 0.0
    if terms.kind.is_grant:
        share = terms.share if entry.share is None else entry.share
        return (share or 0.0) * terms.eligible_share
    return entry.share or 0.0


def _over(
    entry: FundingEntry,
    entries: Sequence[FundingEntry],
    asked: Mapping[str, float],
    sources: Mapping[str, Source],
    grant: Source,
    of_grant: float,
) -> float:
    """Return by how much shares come to more than the whole where and when this entry is among them."""
    used = [(grant, of_grant), *((sources[row.source], asked[row.id]) for row in entries)]
    most = 0.0
    # Between the years in which a source opens, what is open only becomes less.
    for year in sorted({terms.first_year or 0 for terms, _ in used}):
        for sort in _SORTS:
            if _pays(sources[entry.source], year, sort):
                most = max(most, sum(share for terms, share in used if _pays(terms, year, sort)) - 1.0)
    return most


def _pays(terms: Source, year: int, sort: Covers) -> bool:
    is_open = (terms.first_year or 0) <= year <= (terms.last_year or year)
    return terms.is_capital and is_open and terms.pays_for in (sort, Covers.BOTH)
