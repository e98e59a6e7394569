"""An action's own mix, made of entries that were its own or a default's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.model.funding import FundingEntry
    from finmodel.model.plan import Plan

__all__ = ["own_mix", "whole_mixes", "with_mix"]

_MAX_STEM = 56


def own_mix(action: str, entries: Sequence[FundingEntry], taken: set[str]) -> tuple[FundingEntry, ...]:
    """Return entries as an action's own mix, numbered from 1 in their order.

    Entries that are the action's own keep their ids; the others get new ones, which are added to ``taken``.
    """
    found = []
    for position, entry in enumerate(entries, start=1):
        change: dict[str, Any] = {"position": position}
        if entry.action != action:
            change |= {"id": _new_id(action, taken), "action": action, "sector": None, "owner": None, "status": None}
        found.append(entry.model_copy(update=change))
    return tuple(found)


def _new_id(action: str, taken: set[str]) -> str:
    number = 1
    while (name := f"{action[:_MAX_STEM]}-mix{number}") in taken:
        number += 1
    taken.add(name)
    return name


def with_mix(plan: Plan, action: str, entries: Sequence[FundingEntry]) -> Plan:
    """Return the plan in which an action has these entries as its own mix, in place of any own entries.

    Parameters
    ----------
    plan
        It is not changed, and the new plan is not checked again.
    action
        Id of the action.
    entries
        Its whole mix; their ``action`` is it.
    """
    others = tuple(entry for entry in plan.funding if entry.belongs_to != ("action", action))
    return plan.model_copy(update={"funding": (*others, *entries)})


def whole_mixes(funding: Sequence[FundingEntry], changed: Sequence[FundingEntry]) -> tuple[FundingEntry, ...]:
    """Return every entry of the mixes that some entries belong to: a mix is replaced whole, never in part.

    Parameters
    ----------
    funding
        All entries of a plan.
    changed
        Some of them.

    Returns
    -------
    tuple of FundingEntry
        By place, position and id.
    """
    places = {entry.belongs_to for entry in changed}
    mine = [entry for entry in funding if entry.belongs_to in places]
    return tuple(sorted(mine, key=lambda entry: (entry.belongs_to, entry.position, entry.id)))
