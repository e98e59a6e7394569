"""``finmodel evaluate``: what the actions cost and give, as a table, a workbook or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.evaluate import evaluate as evaluated
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT
from finmodel.commands.opening import opened, point_to_check
from finmodel.commands.problems import STANDARD_OUTPUT, write_json
from finmodel.commands.scenario import applied, scenario_document, scenario_lines
from finmodel.commands.table import result_lines
from finmodel.commands.wording import check_perspective, terminal_width
from finmodel.store.files import save_plan

if TYPE_CHECKING:
    from finmodel.commands.console import Console

__all__ = ["evaluate"]


def evaluate(
    console: Console, plan: str, perspective: str, scenario: str | None, out: str | None, json_target: str | None
) -> int:
    """Evaluate a plan.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    perspective
        Whose money counts.
    scenario
        Id of the scenario to apply; None for the plan itself.
    out
        Workbook to write plan and results to, or None.
    json_target
        File for the JSON form, ``-`` for standard output, None for none.

    Returns
    -------
    int
        Exit code.
    """
    loaded = opened(console, plan, json_target, out=out)
    if loaded is None:
        return EXIT_INPUT
    check_perspective(loaded.plan, perspective)
    overlay = applied(loaded.plan, scenario)
    results = evaluated(overlay.plan, perspective)
    if json_target is not None:
        write_json(console, json_target, results.to_dict() | scenario_document(loaded.plan, overlay))
    if out is not None:
        # A scenario's workbook is a plan of its own: its changes are in it, and must not be made twice.
        save_plan(loaded.plan if not overlay.scenarios else overlay.plan, out, console.language, results=results)
    tell = console.err if json_target == STANDARD_OUTPUT else console.out
    if out is not None:
        tell(console.text("wrote", file=out))
    elif json_target != STANDARD_OUTPUT:
        for line in (
            *scenario_lines(loaded.plan, overlay, console),
            *result_lines(results, console, terminal_width()),
        ):
            console.out(line)
    point_to_check(console, plan, loaded)
    return EXIT_FINE
