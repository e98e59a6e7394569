"""``finmodel accounts``: what the plan does to operating budgets, cash, debt and the financial targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.evaluate import evaluate
from finmodel.commands.accounts_lines import account_lines
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT, UsageError
from finmodel.commands.opening import opened, point_to_check
from finmodel.commands.problems import STANDARD_OUTPUT, write_json
from finmodel.commands.scenario import applied, scenario_document, scenario_lines
from finmodel.commands.sources import money_head
from finmodel.commands.wording import terminal_width
from finmodel.engine.accounting import ACCOUNTED

if TYPE_CHECKING:
    from typing import Any

    from finmodel.analysis.results import Results
    from finmodel.commands.console import Console
    from finmodel.model.plan import Plan

__all__ = ["accounts"]


def accounts(
    console: Console, plan: str, organisation: str | None, scenario: str | None, json_target: str | None
) -> int:
    """Show the plan in the accounts of the municipal group.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    organisation
        Id or name of the committee, finance unit or company to show alone; None for all of them.
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
    if organisation is not None:
        organisation = _identity(loaded.plan, organisation)
    overlay = applied(loaded.plan, scenario)
    results = evaluate(overlay.plan)
    if json_target is not None:
        write_json(console, json_target, _document(results, organisation) | scenario_document(loaded.plan, overlay))
    if json_target != STANDARD_OUTPUT:
        for line in (
            *scenario_lines(loaded.plan, overlay, console),
            *account_lines(results, organisation, console, terminal_width()),
        ):
            console.out(line)
    point_to_check(console, plan, loaded)
    return EXIT_FINE


def _identity(plan: Plan, value: str) -> str:
    """Return the id of the organisation that an id, or else a name that means one only, stands for.

    Raises
    ------
    UsageError
        It means none, or several: exit code 2.
    """
    known = {row.id: row.name for row in plan.organisations if row.kind in ACCOUNTED}
    if value in known:
        return value
    named = [identity for identity, name in known.items() if name.casefold() == value.strip().casefold()]
    if len(named) != 1:
        raise UsageError("organisation", value=value, known=", ".join(known))
    return named[0]


def _document(results: Results, organisation: str | None) -> dict[str, Any]:
    """Return the JSON form; of one organisation its own accounts, loans and components, and levels and tests."""
    document = money_head(results) | {"organisation": organisation} | results.accounts.to_dict()
    if organisation is not None:
        document["organisations"] = {organisation: document["organisations"][organisation]}
        document["loans"] = [table for table in document["loans"] if table["borrower"] == organisation]
        document["components"] = [row for row in document["components"] if row["organisation"] == organisation]
    return document
