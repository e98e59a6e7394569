"""The lines of a budget in the order in which they are best looked at, those that fit some filters. No widgets here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from app.components.budget.review_search import Searched
from app.components.budget.review_sought import LOOK_AGAIN, PROPOSED, REVIEW, Filters, Order, Show, unexamined_axis
from app.components.budget.review_words import proposed_on
from finmodel.tagging.decisions import Standing
from finmodel.tagging.lines import LineKind
from finmodel.tagging.queue import review_queue, unexamined
from finmodel.tagging.text import normalised
from finmodel.tagging.verdicts import TagReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from finmodel.tagging.tagged import TaggedLine
    from finmodel.tagging.tagged_budget import TaggedBudget

__all__ = ["Queue"]


@dataclass(frozen=True)
class Queue:
    """The lines of a tagged budget, of one kind or both, by the amounts of some years.

    Attributes
    ----------
    budget
        Tagged.
    kind
        None: both kinds, one after the other by urgency, never added.
    years
        Whose amounts are meant.
    """

    budget: TaggedBudget = field(repr=False)
    kind: LineKind | None
    years: tuple[int, ...]

    @cached_property
    def by_key(self) -> Mapping[str, TaggedLine]:
        """All lines and parts of the budget, also of the other kind."""
        return self.budget.by_key

    @cached_property
    def weights(self) -> Mapping[str, Fraction]:
        """Kronor × uncertainty by key of what is to be looked at, the most urgent first."""
        queued = review_queue(self.budget.lines, self.budget.scheme, self.kind, self.years)
        return {one.item.key: one.weight for one in queued}

    @cached_property
    def lines(self) -> tuple[TaggedLine, ...]:
        """Lines and parts of the kind, in the file's order."""
        return tuple(item for item in self.budget.lines if self.kind is None or item.line.kind == self.kind)

    @cached_property
    def urgent(self) -> tuple[TaggedLine, ...]:
        """All of them, the most urgent first, then what is decided, the largest first."""
        first = [self.by_key[key] for key in self.weights]
        rest = [item for item in self.lines if item.key not in self.weights]
        return (*first, *sorted(rest, key=self._size))

    @cached_property
    def _searched(self) -> Searched:
        return Searched(self.budget)

    def codes(self, name: str) -> tuple[str, ...]:
        """Return the codes of a field that occur."""
        return tuple(sorted({str(getattr(item.line, name)) for item in self.lines} - {""}))

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules that decided on any line."""
        verdicts = {id(item.verdict): item.verdict for item in self.lines}
        return tuple(sorted({name for verdict in verdicts.values() for name in verdict.rules}))

    def found(self, filters: Filters, order: Order = Order.URGENT) -> tuple[TaggedLine, ...]:
        """Return the lines that fit, sorted; equals keep the order of urgency."""
        fitting = [item for item in self._listed(filters.show) if self._fits(item, filters)]
        match order:
            case Order.LARGEST:
                fitting.sort(key=self._size)
            case Order.TEXT:
                fitting.sort(key=lambda item: normalised(item.line.text))
            case Order.FILE:
                there = {item.key for item in fitting}
                return tuple(item for item in self.lines if item.key in there)
        return tuple(fitting)

    def _listed(self, show: str) -> Sequence[TaggedLine]:
        if axis := unexamined_axis(show):
            return [item for kind in LineKind for item in self._unexamined(kind, axis)]
        if show == Show.WAITING:
            return [item for item in self.urgent if item.waits]
        return self.urgent[: len(self.weights)] if show == Show.QUEUE else self.urgent

    def _unexamined(self, kind: LineKind, axis: str) -> Iterator[TaggedLine]:
        if self.kind in (None, kind) and axis in self.budget.scheme.axis_ids:
            found = unexamined(self.budget.lines, self.budget.scheme, kind, axis, self.years)
            yield from (one.item for one in found)

    def _size(self, item: TaggedLine) -> tuple[int, str]:
        return -abs(item.line.amount(self.years)), item.key

    def _fits(self, item: TaggedLine, filters: Filters) -> bool:
        line, scheme = item.line, self.budget.scheme
        if filters.organisations and line.organisation not in filters.organisations:
            return False
        if filters.activities and line.activity not in filters.activities:
            return False
        if filters.rules and not filters.rules.intersection(item.verdict.rules):
            return False
        places = range(len(scheme.axes)) if not filters.axis else (scheme.axis_ids.index(filters.axis),)
        return (
            _any(filters.categories, (item.categories[place] for place in places))
            and _any(filters.standings, self._standings(item, places))
            and _any(filters.reasons, _reasons(item, places))
            and self._searched.has(item, filters.words)
        )

    def _standings(self, item: TaggedLine, places: Collection[int]) -> Iterator[str]:
        yield from (str(item.standings[place]) for place in places)
        if proposed_on(item.key, self.budget.dossier.log):
            yield PROPOSED


def _any(wanted: frozenset[str], there: Iterator[str]) -> bool:
    return not wanted or any(name in wanted for name in there)


def _reasons(item: TaggedLine, places: Collection[int]) -> Iterator[str]:
    """Yield why a line may be looked at: the rules' reasons count where no person has decided."""
    for place in places:
        if item.standings[place] is Standing.RULE:
            tag = item.verdict.tags[place]
            yield str(tag.reason)
            if tag.review and tag.reason is not TagReason.NO_RULE:
                yield REVIEW
    if item.look_again:
        yield LOOK_AGAIN
