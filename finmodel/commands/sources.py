"""``finmodel sources``: what has to be paid for, by whom, with what money, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.evaluate import evaluate
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT
from finmodel.commands.opening import opened, point_to_check
from finmodel.commands.problems import STANDARD_OUTPUT, write_json
from finmodel.commands.scenario import applied, scenario_document, scenario_lines
from finmodel.commands.sources_lines import source_lines
from finmodel.commands.wording import check_perspective, terminal_width

if TYPE_CHECKING:
    from typing import Any

    from finmodel.analysis.results import Results
    from finmodel.commands.console import Console

__all__ = ["money_head", "sources"]


def sources(console: Console, plan: str, perspective: str, scenario: str | None, json_target: str | None) -> int:
    """Show sources and uses of a plan, and the gap between them.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    perspective
        Whose costs are to be paid for.
    scenario
        Id of the scenario to apply first; None for the plan itself.
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
    check_perspective(loaded.plan, perspective)
    overlay = applied(loaded.plan, scenario)
    results = evaluate(overlay.plan, perspective)
    if json_target is not None:
        head = money_head(results) | {"perspective": results.perspective}
        write_json(console, json_target, head | results.funding.to_dict() | scenario_document(loaded.plan, overlay))
    if json_target != STANDARD_OUTPUT:
        for line in (
            *scenario_lines(loaded.plan, overlay, console),
            *source_lines(results, console, terminal_width()),
        ):
            console.out(line)
    point_to_check(console, plan, loaded)
    return EXIT_FINE


def money_head(results: Results) -> dict[str, Any]:
    """Return what stands first in the JSON form of funding and of accounts: the run, and what its amounts are."""
    return {
        "method_version": results.method_version,
        "plan_hash": results.plan_hash,
        "currency": results.currency,
        "price_basis": "nominal",
        "base_year": results.plan.settings.base_year,
        "years": results.years,
    }
