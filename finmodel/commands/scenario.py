"""Which scenario a command is asked about: found in the plan, or in a file of its own, and applied."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from finmodel.analysis.overlay import Applied, apply_scenario, scenario_ids
from finmodel.commands.console import UsageError
from finmodel.i18n.catalogue import t_n
from finmodel.model.scenarios import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from finmodel.commands.console import Console
    from finmodel.model.plan import Plan

__all__ = ["applied", "check_scenarios", "scenario_document", "scenario_lines"]


def check_scenarios(plan: Plan, identities: Sequence[str]) -> None:
    """Check that a plan has the scenarios that are asked for.

    Raises
    ------
    UsageError
        It has not: exit code 2.
    """
    known = (BASE, *scenario_ids(plan))
    for name in identities:
        if name not in known:
            near = get_close_matches(name.casefold(), known, n=1)
            raise UsageError(
                "scenario_near" if near else "scenario", value=name, near="".join(near), known=", ".join(known)
            )


def applied(plan: Plan, identity: str | None) -> Applied:
    """Return the plan with a scenario applied; the plan itself for None.

    Raises
    ------
    UsageError
        There is no such scenario.
    InputError
        It cannot be applied.
    """
    name = BASE if identity is None else identity
    check_scenarios(plan, (name,))
    return apply_scenario(plan, name)


def scenario_document(plan: Plan, overlay: Applied) -> dict[str, Any]:
    """Return for the JSON form which scenarios a plan has, which one is shown, and what it changed.

    Parameters
    ----------
    plan
        The plan itself.
    overlay
        What is shown.
    """
    return {
        "scenarios": list(scenario_ids(plan)),
        "scenario": overlay.scenarios[-1] if overlay.scenarios else None,
        "scenario_hash": overlay.changes_hash if overlay.scenarios else None,
        "changes": [change.to_dict() for change in overlay.changes],
    }


def scenario_lines(plan: Plan, overlay: Applied, console: Console) -> Iterator[str]:
    """Return the line that names the scenario that is shown; nothing for the plan itself.

    Parameters
    ----------
    plan
        The plan itself.
    overlay
        What is shown.
    console
        Whose language is spoken.
    """
    if overlay.scenarios:
        name = next(row.name for row in plan.scenarios if row.id == overlay.scenarios[-1])
        changes = t_n("count.change", len(overlay.changes), console.language)
        yield console.text("scenario_shown", name=name, changes=changes)
