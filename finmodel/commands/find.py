"""``finmodel find``: the smallest grant, the largest loan, and what has to be left out to hold a frame."""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.find_frame import hold_frame, hold_investment_frame
from finmodel.analysis.find_grant import smallest_grant
from finmodel.analysis.find_grant_results import GrantShare
from finmodel.analysis.find_loan import CEILINGS, largest_loan
from finmodel.analysis.find_scenarios import is_scenario, overlay_of
from finmodel.analysis.overlay import scenario_issues
from finmodel.atomic import replace_file
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT, UsageError
from finmodel.commands.find_lines import found_lines, found_words
from finmodel.commands.opening import check_json_target, opened, point_to_check
from finmodel.commands.problems import STANDARD_OUTPUT, refused, write_json
from finmodel.commands.scenario import applied
from finmodel.commands.targets import check_target
from finmodel.commands.wording import check_perspective, terminal_width
from finmodel.errors import InputError
from finmodel.model.document import read_document, to_document
from finmodel.model.funding_enums import AccountLevel
from finmodel.version import METHOD_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from finmodel.analysis.find_scenarios import Found
    from finmodel.analysis.overlay import Applied
    from finmodel.commands.console import Console
    from finmodel.model.plan import Plan

__all__ = ["find_frame", "find_grant", "find_loan"]


def find_grant(
    console: Console,
    plan: str,
    action: str,
    source: str | None,
    perspective: str,
    scenario: str | None,
    json_target: str | None,
    save_target: str | None,
) -> int:
    """Find the smallest grant with which an action breaks even.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    action, source
        Ids; no source is a grant on the whole investment.
    perspective
        Whose money counts.
    scenario
        Id of the scenario that the question is asked in; None for the plan itself.
    json_target
        File for the JSON form, ``-`` for standard output, None for none.
    save_target
        File for the answer as a scenario, whose id is the file's name; None for none.

    Returns
    -------
    int
        Exit code.
    """

    def found(shown: Plan) -> Found:
        check_perspective(shown, perspective)
        _check_action(shown, action)
        if source is not None:
            _check_source(shown, source)
        return smallest_grant(shown, action, source, perspective)

    return _find(console, plan, found, scenario, json_target, save_target)


def find_loan(
    console: Console,
    plan: str,
    source: str,
    level: str | None,
    ceiling: str,
    scenario: str | None,
    json_target: str | None,
    save_target: str | None,
) -> int:
    """Find the largest loan with which the debt ceiling holds.

    Parameters
    ----------
    console, plan, scenario, json_target, save_target
        As for :func:`find_grant`.
    source
        Id.
    level
        Whose ordinary budget, as typed; None for the municipality's.
    ceiling
        Which target, as typed.

    Returns
    -------
    int
        Exit code.
    """
    of_level = _level(level)
    ceilings = [str(name) for name in CEILINGS]
    if ceiling not in ceilings:
        raise UsageError("find_ceiling_value", value=ceiling, known=", ".join(ceilings))

    def found(shown: Plan) -> Found:
        _check_source(shown, source)
        return largest_loan(shown, source, of_level, TestName(ceiling))

    return _find(console, plan, found, scenario, json_target, save_target)


def find_frame(
    console: Console,
    plan: str,
    source: str | None,
    level: str | None,
    perspective: str,
    scenario: str | None,
    json_target: str | None,
    save_target: str | None,
    *,
    all_years: bool,
) -> int:
    """Find what has to be left out to hold a frame.

    Parameters
    ----------
    console, plan, perspective, scenario, json_target, save_target
        As for :func:`find_grant`.
    source
        Id of a source of own money; None for the ordinary budget's investment frame.
    level
        Whose ordinary budget, as typed; None for the municipality's.
    all_years
        Whether years are tested too for which the source has no frame.

    Returns
    -------
    int
        Exit code.
    """
    if source is None and all_years:
        raise UsageError("find_all_years_level")
    if source is not None and level is not None:
        raise UsageError("find_level_source")
    of_level = _level(level)

    def found(shown: Plan) -> Found:
        check_perspective(shown, perspective)
        if source is None:
            return hold_investment_frame(shown, of_level, perspective)
        _check_source(shown, source)
        return hold_frame(shown, source, perspective, all_years=all_years)

    return _find(console, plan, found, scenario, json_target, save_target)


def _level(level: str | None) -> AccountLevel:
    known = [str(each) for each in AccountLevel]
    if level is not None and level not in known:
        raise UsageError("find_level_value", value=level, known=", ".join(known))
    return AccountLevel.MUNICIPALITY if level is None else AccountLevel(level)


def _check_action(plan: Plan, action: str) -> None:
    known = [row.id for row in plan.actions]
    if action not in known:
        near = get_close_matches(action, known, n=1)
        raise UsageError("action_near" if near else "action", value=action, near="".join(near))


def _check_source(plan: Plan, source: str) -> None:
    known = [row.id for row in plan.sources]
    if source not in known:
        near = get_close_matches(source, known, n=1)
        name = "find_source_near" if near else "find_source"
        raise UsageError(name, value=source, near="".join(near), known=", ".join(known))


def _find(
    console: Console,
    plan: str,
    ask: Callable[[Plan], Found],
    scenario: str | None,
    json_target: str | None,
    save_target: str | None,
) -> int:
    """Ask a question of a plan, tell the answer, and write it where it is wanted."""
    if save_target is not None:
        check_target(save_target, kinds=("json",), not_over=plan, may_exist=False)
        check_json_target(json_target, not_over=save_target)
    loaded = opened(console, plan, json_target)
    if loaded is None:
        return EXIT_INPUT
    overlay = applied(loaded.plan, scenario)
    found = ask(overlay.plan)
    words = found_words(overlay.plan, console)
    tell = console.err if json_target == STANDARD_OUTPUT else console.out
    saved: bytes | None = None
    if save_target is not None and is_scenario(found):
        row = words.scenario_row(found, Path(save_target).stem)
        try:
            saved = _scenario(loaded.plan, overlay, found, row, save_target)
        except InputError as error:
            return refused(console, error.issues, json_target)
    if json_target is not None:
        write_json(console, json_target, _document(overlay, found))
    if json_target != STANDARD_OUTPUT:
        shown = next((row.name for row in loaded.plan.scenarios if row.id in overlay.scenarios[-1:]), None)
        for line in found_lines(found, overlay, shown, console, terminal_width()):
            console.out(line)
    if save_target is not None:
        if saved is None:
            # The answer itself is told all the same: it says why there is nothing to write.
            raise UsageError(_why_not_saved(found), file=save_target)
        replace_file(save_target, saved)
        tell(console.text("wrote", file=save_target))
        if not _is_beside(save_target, plan):
            tell(console.text("find_not_beside", plan=plan))
    point_to_check(console, plan, loaded)
    return EXIT_FINE


def _why_not_saved(found: Found) -> str:
    """Return why an answer makes no scenario: it lacks a source to pay, or it changes nothing."""
    lacks_source = isinstance(found, GrantShare) and found.source is None and bool(found.share)
    return "find_needs_source" if lacks_source else "find_nothing_to_save"


def _is_beside(target: str, plan: str) -> bool:
    """Whether a scenario's file lies where it is read with a plan: in the folder of its ``plan.json``."""
    return Path(plan).name == "plan.json" and Path(target).resolve().parent == Path(plan).resolve().parent


def _scenario(plan: Plan, overlay: Applied, found: Found, scenario: dict[str, Any], target: str) -> bytes:
    """Return an answer as a scenario's file, once the plan with it is known to hold together.

    Raises
    ------
    InputError
        The file's name is no id, the plan has such a scenario already, or does not hold together with it.
    """
    if overlay.scenarios:
        scenario = scenario | {"builds_on": overlay.scenarios[-1]}
    document = overlay_of(found, scenario)
    read_document(to_document(plan), overlays=[(Path(target).name, document)], further=scenario_issues)
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _document(overlay: Applied, found: Found) -> dict[str, Any]:
    """Return the JSON form: the run, and the answer."""
    settings = overlay.plan.settings
    return {
        "method_version": METHOD_VERSION,
        "plan_hash": overlay.hash,
        "scenario": overlay.scenarios[-1] if overlay.scenarios else None,
        "currency": settings.currency,
        "price_basis": "nominal",
        "base_year": settings.base_year,
        **found.to_dict(),
    }
