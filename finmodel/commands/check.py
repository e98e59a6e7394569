"""``finmodel check``: whether the plan is fit to be calculated on, and if not, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.atomic import shown_name
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT
from finmodel.commands.opening import opened
from finmodel.commands.problems import STANDARD_OUTPUT, issue_line, issues_document, write_json
from finmodel.engine.arrays import plan_arrays
from finmodel.i18n.issues import summary
from finmodel.model.identity import plan_hash

if TYPE_CHECKING:
    from finmodel.commands.console import Console

__all__ = ["check"]


def check(console: Console, plan: str, json_target: str | None) -> int:
    """Read a plan and tell everything that was found.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    json_target
        File for the JSON form, ``-`` for standard output, None for none.

    Returns
    -------
    int
        Exit code.
    """
    loaded = opened(console, plan, json_target)
    if loaded is None:
        return EXIT_INPUT
    fingerprint = plan_hash(loaded.plan)
    for issue in loaded.issues:
        console.err(issue_line(issue, console.language))
    if json_target is not None:
        write_json(console, json_target, issues_document(loaded.issues, console.language, fingerprint))
    if json_target != STANDARD_OUTPUT:
        n_actions = console.count("actions", len(loaded.plan.actions))
        found = summary(loaded.issues, console.language)
        arrays = plan_arrays(loaded.plan)
        n_counted = int(arrays.counts.sum())
        console.out(console.text("check_fine", file=shown_name(plan), actions=n_actions, summary=found))
        console.out(console.text("costed", n=int((arrays.is_costed & arrays.counts).sum()), of=n_counted))
        console.out(console.text("quantified", n=int((arrays.is_quantified & arrays.counts).sum()), of=n_counted))
        console.out(console.text("plan_hash", value=fingerprint))
    return EXIT_FINE
