"""Whether a climate plan is of the municipality whose budget is tagged; another one's actions are never its own."""

from __future__ import annotations

from collections.abc import Collection

from finmodel.tagging.text import normalised

__all__ = ["bare_name", "is_plan_of"]

_KINDS = frozenset({"kommun", "stad"})


def bare_name(name: str) -> str:
    """Return a municipality's name without what kind of place it is, without the genitive before that, case-folded.

    Examples
    --------
    >>> bare_name("Trollhättans Stad"), bare_name("TROLLHÄTTAN"), bare_name("Borås stad") == bare_name("Borås")
    ('trollhättan', 'trollhättan', True)
    """
    words = normalised(name).split()
    if len(words) > 1 and words[-1] in _KINDS:
        words.pop()
    return " ".join(words).removesuffix("s")


def is_plan_of(budget: str, plan: str, linked: Collection[str] = (), actions: Collection[str] = ()) -> bool:
    """Return whether a plan is of the municipality of a budget.

    Parameters
    ----------
    budget, plan
        Names of the two municipalities, as somebody has written them.
    linked
        Ids of the actions that the budget's lines are linked to.
    actions
        Ids of the plan's actions.

    Returns
    -------
    bool
        Whether the names are of one municipality; where one of them is blank, whether any link names an action of the
        plan.

    Examples
    --------
    >>> is_plan_of("Helsingborgs stad", "Helsingborg"), is_plan_of("Björklunda", "Helsingborg", ["A1"], ["A1"])
    (True, False)
    >>> is_plan_of("", "Helsingborg", ["A1"], ["A1"]), is_plan_of("", "Helsingborg")
    (True, False)
    """
    first, second = bare_name(budget), bare_name(plan)
    return first == second if first and second else not set(actions).isdisjoint(linked)
