"""``finmodel sensitivity``: tornado, switching values and the sources' ranges, as tables or JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from finmodel.analysis.optimism import OptimismBias
from finmodel.analysis.ranges import RANGE_OUTCOMES, source_ranges
from finmodel.analysis.sensitivity import variants
from finmodel.analysis.switching import switching_values
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT, UsageError
from finmodel.commands.opening import opened, point_to_check
from finmodel.commands.problems import STANDARD_OUTPUT, refused, write_json
from finmodel.commands.scenario import applied, scenario_document, scenario_lines
from finmodel.commands.sensitivity_lines import sensitivity_lines
from finmodel.commands.wording import check_perspective, terminal_width
from finmodel.errors import InputError
from finmodel.i18n.numbers import NumberTextError
from finmodel.i18n.quantities import parse_quantity
from finmodel.model.addressed import nearest
from finmodel.store.parameters import parameter_uplifts

if TYPE_CHECKING:
    from finmodel.commands.console import Console
    from finmodel.i18n.catalogue import Language
    from finmodel.model.plan import Plan

__all__ = ["sensitivity"]


def sensitivity(
    console: Console,
    plan: str,
    perspective: str,
    action: str | None,
    outcome: str,
    scenario: str | None,
    json_target: str | None,
    *,
    has_bias: bool,
    bias_share: str | None,
) -> int:
    """Say how far the result of a plan or of one action moves with each input.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    perspective
        Whose money counts.
    action
        Id of an action; None for the whole plan.
    outcome
        ``npv`` or ``abatement_cost``.
    scenario
        Id of the scenario to apply first; None for the plan itself.
    json_target
        File for the JSON form, ``-`` for standard output, None for none.
    has_bias
        Whether investments are raised for optimism bias.
    bias_share
        Share of the upper bounds as written, which asks for optimism bias too; None for all of them, 0 for no bias.

    Returns
    -------
    int
        Exit code.
    """
    if outcome not in RANGE_OUTCOMES:
        raise UsageError("outcome", value=outcome, known=", ".join(RANGE_OUTCOMES))
    share = 1.0 if bias_share is None else _share(bias_share, console.language)
    loaded = opened(console, plan, json_target)
    if loaded is None:
        return EXIT_INPUT
    check_perspective(loaded.plan, perspective)
    _check_action(loaded.plan, action)
    try:
        bias = OptimismBias(parameter_uplifts(), share) if has_bias or bias_share is not None else None
    except InputError as error:  # of the catalogue that comes with finmodel
        return refused(console, error.issues, json_target)
    overlay = applied(loaded.plan, scenario)
    moved = variants(overlay.plan, perspective, optimism_bias=bias)
    found = moved.tornado(outcome, action)
    switching = switching_values(moved.base)
    ranges = source_ranges(overlay.plan, perspective)
    if json_target is not None:
        document = {
            "method_version": moved.base.method_version,
            "plan_hash": (moved.unbiased or moved.base).plan_hash,
            "currency": moved.base.currency,
            "price_basis": moved.base.price_basis,
            "perspective": perspective,
            "optimism_bias": None if moved.bias is None else moved.bias.to_dict(),
            "tornado": found.to_dict(),
            "switching_values": [row.to_dict() for row in switching],
            # The ends of a range are what the source says, without optimism bias on them.
            "source_ranges": ranges.to_dict(),
        }
        write_json(console, json_target, document | scenario_document(loaded.plan, overlay))
    if json_target != STANDARD_OUTPUT:
        own = [row for row in switching if row.action == action]
        for line in (
            *scenario_lines(loaded.plan, overlay, console),
            *sensitivity_lines(moved, found, own, ranges, console, terminal_width()),
        ):
            console.out(line)
    point_to_check(console, plan, loaded)
    return EXIT_FINE


def _share(text: str, language: Language) -> float:
    """Return a share as written: 0.5, 0,5 or 50 %."""
    try:
        share = float(parse_quantity(text, "share", lang=language).value)
    except NumberTextError:
        share = math.nan
    if not 0 <= share <= 1:
        raise UsageError("optimism_share", value=text)
    return share


def _check_action(plan: Plan, action: str | None) -> None:
    known = [row.id for row in plan.actions]
    if action is None or action in known:
        return
    near = nearest(action, known)
    raise UsageError("action" if near is None else "action_near", value=action, near=near or "")
