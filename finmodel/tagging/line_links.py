"""Which lines of a budget carry out which actions of the climate plan, or make them possible; the history of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from finmodel.errors import Issue
from finmodel.tagging.lines import Amounts, BudgetLine
from finmodel.tagging.problems import issue, nearest
from finmodel.tagging.signatures import signature_problems

__all__ = [
    "ActionLink",
    "LineLinks",
    "LinkKind",
    "LinkedAction",
    "check_links",
    "link_signature_problems",
    "standing_links",
]


class LinkKind(StrEnum):
    """What the money of a line does for an action."""

    IMPLEMENTS = "implements"
    """It carries the action out (genomför) and counts towards its need."""
    ENABLES = "enables"
    """It makes the action possible (möjliggör) and is shown beside."""


@dataclass(frozen=True, slots=True)
class ActionLink:
    """A line, a part or some of its money, and an action.

    Attributes
    ----------
    key
        Of the line or part; of a line that is split, its parts.
    action
        Id of the action.
    kind
        Implements or enables.
    amounts
        ``((year, öre), …)``; None: all that the line has.
    """

    key: str
    action: str
    kind: LinkKind = LinkKind.IMPLEMENTS
    amounts: Amounts | None = None


@dataclass(frozen=True, slots=True)
class LinkedAction:
    """An action that a line is linked to.

    Attributes
    ----------
    action, kind, amounts
        As in :class:`ActionLink`.
    """

    action: str
    kind: LinkKind = LinkKind.IMPLEMENTS
    amounts: Amounts | None = None


@dataclass(frozen=True, slots=True)
class LineLinks:
    """What one line (or part) is linked to from now on, by whom and when; without actions it is free again.

    Attributes
    ----------
    key
        Of the line or part.
    actions
        All of its actions.
    reason, who, when
        As in a decision; a reason may be left out.
    origin
        The key that it was made under, where it has followed its line to another one; "" otherwise.
    """

    key: str
    actions: tuple[LinkedAction, ...]
    reason: str = ""
    who: str = ""
    when: str = ""
    origin: str = ""

    def as_links(self) -> tuple[ActionLink, ...]:
        """Return one link for each action."""
        return tuple(ActionLink(self.key, one.action, one.kind, one.amounts) for one in self.actions)


def standing_links(history: Iterable[LineLinks]) -> tuple[LineLinks, ...]:
    """Return the latest entry of each line that is linked, by key."""
    latest = {entry.key: entry for entry in history}
    return tuple(latest[key] for key in sorted(latest) if latest[key].actions)


def link_signature_problems(links: LineLinks) -> Iterator[Issue]:
    """Yield what is wrong with the signature: FM-T157 no name or moment, FM-T176 a name of two scripts."""
    yield from signature_problems("FM-T157", links.key, who=links.who, when=links.when)


def check_links(
    lines: Mapping[str, BudgetLine], links: Iterable[ActionLink], actions: Collection[str]
) -> tuple[Issue, ...]:
    """Return what is wrong with links.

    Parameters
    ----------
    lines
        Lines and parts by key.
    links
        Of them to actions.
    actions
        Ids of the plan's actions.

    Returns
    -------
    tuple of Issue
        FM-T170 links of more than the line, FM-T171 a line that is not there, FM-T172 an action that is not there,
        FM-T173 money against the line's sign or in a year that it lacks.
    """
    return tuple(_problems(lines, tuple(links), actions))


def _problems(
    by_key: Mapping[str, BudgetLine], links: Iterable[ActionLink], actions: Collection[str]
) -> Iterator[Issue]:
    used: defaultdict[tuple[str, int], int] = defaultdict(int)
    for link in links:
        if link.action not in actions:
            yield issue("FM-T172", row=link.key, value=link.action, nearest=nearest(link.action, actions))
        line = by_key.get(link.key)
        if line is None:
            yield issue("FM-T171", row=link.key, value=link.action)
            continue
        there = dict(line.amounts)
        for year, ore in line.amounts if link.amounts is None else link.amounts:
            if ore * there.get(year, 0) < 0 or (ore and not there.get(year)):
                yield issue(
                    "FM-T173", line.place, link.key, year=year, value=ore / 100, expected=there.get(year, 0) / 100
                )
            used[link.key, year] += ore
    for (key, year), ore in sorted(used.items()):
        limit = dict(by_key[key].amounts).get(year, 0)
        if abs(ore) > abs(limit) and limit:
            yield issue("FM-T170", by_key[key].place, key, year=year, value=ore / 100, expected=limit / 100)
