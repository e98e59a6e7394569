"""Budget lines and the actions of the climate plan: what is budgeted for an action, and what nobody has thought of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from finmodel.errors import InputError
from finmodel.tagging.line_links import ActionLink, LinkKind, check_links
from finmodel.tagging.lines import Amounts
from finmodel.tagging.schemes import Role, Scheme
from finmodel.tagging.tagged import TaggedLine

__all__ = ["MONEY", "ActionYear", "Linked", "linked"]

MONEY = ("need", "budgeted", "granted", "missing", "surplus", "enabling")
"""The money of an :class:`ActionYear` that may be added up: need − budgeted − granted = missing − surplus."""

ByYear = Mapping[str, Mapping[int, int]]
"""Öre by action and year."""


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

    @property
    def missing(self) -> int:
        """The gap of an action that lacks money, 0 of one that does not: gap = missing − surplus.

        Sums over actions and years are of these two apart: what one has too much of fills no other's gap.
        """
        return max(self.gap, 0)

    @property
    def surplus(self) -> int:
        """What is budgeted and granted beyond the need, 0 where money is missing."""
        return max(-self.gap, 0)


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
    years: Collection[int] | None = None,
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
    years
        The years that the budget covers: what actions need in others is not held against it. None: all.

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
    issues = check_links({key: item.line for key, item in by_key.items()}, links, actions)
    if issues:
        raise InputError(issues)
    budgeted: dict[LinkKind, defaultdict[tuple[str, int], int]] = {kind: defaultdict(int) for kind in LinkKind}
    for link in links:
        for year, ore in _amounts(link, by_key[link.key]):
            budgeted[link.kind][link.action, year] += ore
    needs, grants = (_flat(each or {}) for each in (need, granted))
    implemented, enabled = budgeted[LinkKind.IMPLEMENTS], budgeted[LinkKind.ENABLES]
    found = tuple(
        ActionYear(*at, needs.get(at, 0), implemented.get(at, 0), grants.get(at, 0), enabled.get(at, 0))
        for at in sorted({*needs, *implemented, *grants, *enabled})
        if years is None or at[1] in years
    )
    implementing = {link.action for link in links if link.kind is LinkKind.IMPLEMENTS}
    with_action = {link.key for link in links}
    return Linked(
        found,
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
