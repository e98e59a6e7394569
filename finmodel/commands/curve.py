"""``finmodel curve``: the cost curve of a year, as a table or JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from finmodel.analysis.evaluate import evaluate
from finmodel.analysis.macc import (
    NO_TONNES_THAT_YEAR,
    RAISES_EMISSIONS_THAT_YEAR,
    cost_curve,
    costs_per_tonne,
    curve_years,
    default_year,
)
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT, UsageError
from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.opening import opened, point_to_check
from finmodel.commands.problems import STANDARD_OUTPUT, write_json
from finmodel.commands.scenario import applied, scenario_document, scenario_lines
from finmodel.commands.wording import Wording, check_perspective, terminal_width
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_number, format_tonnes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.analysis.macc import CostCurve
    from finmodel.analysis.results import Results
    from finmodel.commands.console import Console
    from finmodel.model.plan import Plan

__all__ = ["curve"]

_OWN_REASONS = {NO_TONNES_THAT_YEAR: "curve_no_tonnes", RAISES_EMISSIONS_THAT_YEAR: "curve_raises_that_year"}


def curve(
    console: Console,
    plan: str,
    year: str | None,
    perspective: str,
    scenario: str | None,
    json_target: str | None,
    *,
    before_overlap: bool,
) -> int:
    """Show the cost curve of a plan.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    year
        The year of the widths; None for 2030, or the nearest that the plan has from its base year on.
    perspective
        Whose money counts.
    scenario
        Id of the scenario to apply first; None for the plan itself.
    json_target
        File for the JSON form, ``-`` for standard output, None for none.
    before_overlap
        Whether each action is shown as if it stood alone.

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
    chosen = _year(overlay.plan, year)
    results = evaluate(overlay.plan, perspective, overlap=not before_overlap)
    found = cost_curve(results, chosen)
    if json_target is not None:
        head = {
            "method_version": results.method_version,
            "plan_hash": results.plan_hash,
            "result_hash": results.result_hash,
            "currency": results.currency,
            "price_basis": results.price_basis,
            "base_year": overlay.plan.settings.base_year,
        }
        costs = [row.to_dict() for row in costs_per_tonne(results)]
        shown = scenario_document(loaded.plan, overlay)
        write_json(console, json_target, head | found.to_dict() | {"costs_per_tonne": costs} | shown)
    if json_target != STANDARD_OUTPUT:
        for line in (
            *scenario_lines(loaded.plan, overlay, console),
            *_lines(found, results, Wording(overlay.plan, console), terminal_width()),
        ):
            console.out(line)
    point_to_check(console, plan, loaded)
    return EXIT_FINE


def _year(plan: Plan, year: str | None) -> int:
    years = curve_years(plan.settings)
    if year is None:
        return default_year(years)
    if not (year.isascii() and year.isdigit() and len(year) <= 4 and int(year) in years):
        raise UsageError("year", value=year, first=years[0], last=years[-1])
    return int(year)


def _lines(found: CostCurve, results: Results, wording: Wording, width: int) -> Iterator[str]:
    text = wording.console.text
    yield wording.title
    yield text(
        "basis",
        perspective=wording.perspective(found.perspective),
        rate=wording.rate(is_social=results.view.is_society),
        base_year=wording.settings.base_year,
        basis=wording.prices(is_real=results.price_basis == "real"),
    )
    yield text("curve_after" if found.overlap else "curve_before", year=found.year)
    yield ""
    if found.bars:
        names = [f"{bar.action} {bar.name}" for bar in found.bars]
        label, total = text("column_action"), text("curve_total", n=len(found.bars))
        yield from grid_lines(label, names, total, _columns(found, results, wording), width)
    else:
        yield text("curve_nothing", year=found.year)
    yield ""
    for line in _notes(found, results, wording):
        yield from textwrap.wrap(line, width, subsequent_indent="  ", break_long_words=False) or [""]
    yield text("plan_hash", value=results.plan_hash)
    yield text("result_hash", value=results.result_hash, method=results.method_version)


def _columns(found: CostCurve, results: Results, wording: Wording) -> list[Column]:
    text, language = wording.console.text, wording.language

    def number(value: float) -> str:
        return format_number(value, language, 0 if abs(value) >= 10 or value == 0 else 1)

    bars, unit = found.bars, text("unit_tonnes")
    tonnes = text("curve_tonnes", year=found.year)
    columns = [
        Column(
            t("figure.abatement_cost.short", language),
            wording.per_tonne_label,
            [format_number(bar.cost, language, 0) for bar in bars],
        ),
        Column(t("figure.npv.short", language), wording.money_label, [wording.money(bar.npv) for bar in bars]),
        Column(tonnes, unit, [number(bar.tonnes) for bar in bars], number(found.tonnes)),
        Column(text("curve_cumulative"), unit, [number(bar.right) for bar in bars]),
    ]
    if results.view.is_society:
        amounts = [wording.money(bar.npv_before_carbon_value) for bar in bars]
        columns.insert(2, Column(text("curve_before_carbon_value"), wording.money_label, amounts))
    if found.overlap:
        total = number(sum(bar.unadjusted for bar in bars))
        columns.append(Column(text("curve_unadjusted"), unit, [number(bar.unadjusted) for bar in bars], total))
    return columns


def _notes(found: CostCurve, results: Results, wording: Wording) -> Iterator[str]:
    text, language = wording.console.text, wording.language
    if found.savers:
        yield text("curve_savers_society" if results.view.is_society else "curve_savers", n=len(found.savers))
    for item in found.raising:
        yield text(
            "curve_raising",
            action=f"{item.action} {item.name}",
            tonnes=format_tonnes(item.tonnes, language),
            year=found.year,
            npv=wording.money(item.npv, with_unit=True),
            reason=_reason(item.reason, wording),
        )
    by_reason: dict[str, list[str]] = {}
    for item in found.undrawn:
        by_reason.setdefault(item.reason, []).append(item.action)
    for reason, ids in by_reason.items():
        yield text("curve_undrawn", reason=_reason(reason, wording), ids=", ".join(ids))


def _reason(reason: str, wording: Wording) -> str:
    own = _OWN_REASONS.get(reason)
    return t(f"reason.{reason}.label", wording.language) if own is None else wording.console.text(own)
