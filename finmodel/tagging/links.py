"""Budget lines and the actions of the climate plan: what is budgeted for an action, and what nobody has thought of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from finmodel.errors import InputError, Issue
from finmodel.tagging.lines import Amounts
from finmodel.tagging.problems import issue, nearest
from finmodel.tagging.schemes import Role, Scheme
from finmodel.tagging.tagged import TaggedLine

__all__ = ["ActionLink", "ActionYear", "LinkKind", "Linked", "linked"]

ByYear = Mapping[str, Mapping[int, int]]
"""Öre by action and year."""


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
class ActionYear:
    """An action's money in a year [öre]: need − budgeted − granted = gap."""

    action: str
    year: int
    need: int
    budgeted: int
    granted: int
    enabling: int

    @property
    def gap(self) -> int:
        """What is neither budgeted nor granted; negative: more than is needed."""
        return self.need - self.budgeted - self.granted


@dataclass(frozen=True, slots=True)
class Linked:
    """Lines and actions side by side.

    Attributes
    ----------
    years
        By action and year, for every action and year with a need, a link or a grant.
    without_line
        Actions that no line implements.
    favourable_without_action
        Lines that are favourable on some axis and linked to no action, the largest first.
    harmful_with_action
        Lines that are harmful on some axis and linked to an action, the largest first.
    """

    years: tuple[ActionYear, ...]
    without_line: tuple[str, ...]
    favourable_without_action: tuple[TaggedLine, ...]
    harmful_with_action: tuple[TaggedLine, ...]


def linked(
    lines: Sequence[TaggedLine],
    links: Sequence[ActionLink],
    scheme: Scheme,
    actions: Collection[str],
    need: ByYear | None = None,
    granted: ByYear | None = None,
) -> Linked:
    """Return what the budget does for the actions.

    Parameters
    ----------
    lines
        Lines and parts.
    links
        Of lines to actions; those of a line may not be more than the line.
    scheme
        Of the tags.
    actions
        Ids of the plan's actions.
    need, granted
        What the actions need, and what others have granted, by action and year [öre].

    Returns
    -------
    Linked
        In öre, exact.

    Raises
    ------
    InputError
        FM-T170 links of more than the line, FM-T171 a line that is not there, FM-T172 an action that is not there,
        FM-T173 money against the line's sign or in a year that it lacks.
    """
    by_key = {item.key: item for item in lines}
    issues = tuple(_problems(by_key, links, actions))
    if issues:
        raise InputError(issues)
    budgeted: dict[LinkKind, defaultdict[tuple[str, int], int]] = {kind: defaultdict(int) for kind in LinkKind}
    for link in links:
        for year, ore in _amounts(link, by_key[link.key]):
            budgeted[link.kind][link.action, year] += ore
    needs, grants = (_flat(each or {}) for each in (need, granted))
    implemented, enabled = budgeted[LinkKind.IMPLEMENTS], budgeted[LinkKind.ENABLES]
    years = tuple(
        ActionYear(*at, needs.get(at, 0), implemented.get(at, 0), grants.get(at, 0), enabled.get(at, 0))
        for at in sorted({*needs, *implemented, *grants, *enabled})
    )
    implementing = {link.action for link in links if link.kind is LinkKind.IMPLEMENTS}
    with_action = {link.key for link in links}
    return Linked(
        years,
        tuple(sorted(set(actions) - implementing)),
        _largest(item for item in lines if item.key not in with_action and item.has(Role.FAVOURABLE, scheme)),
        _largest(item for item in lines if item.key in with_action and item.has(Role.HARMFUL, scheme)),
    )


def _amounts(link: ActionLink, item: TaggedLine) -> Amounts:
    return item.line.amounts if link.amounts is None else link.amounts


def _flat(by_year: ByYear) -> dict[tuple[str, int], int]:
    return {(action, year): ore for action, of in by_year.items() for year, ore in of.items()}


def _largest(lines: Iterable[TaggedLine]) -> tuple[TaggedLine, ...]:
    return tuple(sorted(lines, key=lambda item: (-abs(item.line.amount()), item.key)))


def _problems(
    by_key: Mapping[str, TaggedLine], links: Iterable[ActionLink], actions: Collection[str]
) -> Iterator[Issue]:
    used: defaultdict[tuple[str, int], int] = defaultdict(int)
    for link in links:
        if link.action not in actions:
            yield issue("FM-T172", row=link.key, value=link.action, nearest=nearest(link.action, actions))
        item = by_key.get(link.key)
        if item is None:
            yield issue("FM-T171", row=link.key, value=link.action)
            continue
        there = dict(item.line.amounts)
        for year, ore in _amounts(link, item):
            if ore * there.get(year, 0) < 0 or (ore and not there.get(year)):
                yield issue("FM-T173", item.line.place, link.key, year=year, value=ore, expected=there.get(year, 0))
            used[link.key, year] += ore
    for (key, year), ore in sorted(used.items()):
        limit = dict(by_key[key].line.amounts).get(year, 0)
        if abs(ore) > abs(limit) and limit:
            yield issue("FM-T170", by_key[key].line.place, key, year=year, value=ore, expected=limit)
