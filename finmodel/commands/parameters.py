"""``finmodel parameters``: the catalogue, or what stands behind the figures that a plan rests on."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from finmodel.analysis.parameters import parameter_report
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT
from finmodel.commands.opening import check_json_target, opened
from finmodel.commands.problems import STANDARD_OUTPUT, issue_line, issues_document, refused, write_json
from finmodel.commands.wording import Wording, terminal_width
from finmodel.errors import InputError
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import (
    format_kg_per_kwh,
    format_money_per_kwh,
    format_money_per_tonne,
    format_number,
    format_percent,
)
from finmodel.model.check_energy import check_parameters
from finmodel.model.enums import ParameterStatus, ParameterUse
from finmodel.model.identity import plan_hash
from finmodel.store.parameters import standard_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.analysis.parameters import Backing
    from finmodel.commands.console import Console
    from finmodel.model.plan import Plan
    from finmodel.model.registers import Parameter
    from finmodel.store.parameters import CatalogueParameter

__all__ = ["parameters"]


def parameters(console: Console, plan: str | None, json_target: str | None) -> int:
    """Show the parameter catalogue, or a plan's own parameters and what its figures rest on.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan; None for the catalogue that comes with finmodel.
    json_target
        File for the JSON form, ``-`` for standard output, None for none.

    Returns
    -------
    int
        Exit code; warnings are no fault.
    """
    if plan is None:
        check_json_target(json_target, not_over=None)
        return _catalogue(console, json_target)
    loaded = opened(console, plan, json_target)
    return EXIT_INPUT if loaded is None else _of_plan(console, loaded.plan, json_target)


def _catalogue(console: Console, json_target: str | None) -> int:
    try:
        rows = standard_parameters().rows
    except InputError as error:
        return refused(console, error.issues, json_target)
    if json_target is not None:
        write_json(console, json_target, {"parameters": [row.to_dict() for row in rows]})
    if json_target != STANDARD_OUTPUT:
        console.out(console.text("parameters_catalogue", n=len(rows)))
        for row in rows:
            for line in _wrapped(_row_lines(row, console)):
                console.out(line)
    return EXIT_FINE


def _row_lines(row: CatalogueParameter, console: Console) -> Iterator[str]:
    year = console.text("parameters_every_year") if row.year is None else str(row.year)
    lang = console.language
    yield _line(console, row.name(lang), year, row.value, row.unit(lang), row.status, row.source_in(lang))
    if note := row.note(lang):
        yield f"  {note}"


def _of_plan(console: Console, plan: Plan, json_target: str | None) -> int:
    report = parameter_report(plan)
    issues = tuple(check_parameters(plan.settings, plan.tables()))
    if json_target is not None:
        fingerprint = plan_hash(plan)
        found = issues_document(issues, console.language, fingerprint)["issues"]
        own = [row.model_dump(mode="json") for row in plan.parameters]
        document = {"plan_hash": fingerprint, "parameters": own, **report.to_dict(), "issues": found}
        write_json(console, json_target, document)
    if json_target != STANDARD_OUTPUT:
        wording = Wording(plan, console)
        console.out(wording.title)
        console.out(console.text("parameters_behind"))
        for backing in report.figures:
            for line in _wrapped([_backing_line(backing, plan, console)]):
                console.out(line)
        console.out()
        console.out(console.text("parameters_own" if plan.parameters else "parameters_none", n=len(plan.parameters)))
        for row in plan.parameters:
            for line in _wrapped([_parameter_line(row, console)]):
                console.out(line)
    for issue in issues:
        console.err(issue_line(issue, console.language))
    return EXIT_FINE


def _backing_line(row: Backing, plan: Plan, console: Console) -> str:
    is_price = row.use is ParameterUse.REAL_ESCALATION
    names = {each.id: each.name for each in (plan.price_categories if is_price else plan.carriers)}
    what = t(f"choice.parameter_use.{row.use}", console.language)
    numbers = {number for _, number in row.value.numbers()}
    shown = _with_unit(row.use, min(numbers), plan, console)
    if len(numbers) > 1:
        shown = console.text("parameters_path", low=shown, high=_with_unit(row.use, max(numbers), plan, console))
    key = "parameters_figure" if row.is_used else "parameters_unused"
    return console.text(
        key,
        what=what if row.of is None else f"{what}, {names[row.of]}",
        value=shown,
        standing=t(f"standing.{row.standing}", console.language),
        rows=", ".join((*row.parameters, *row.evidence)) or t("nothing", console.language),
    )


def _with_unit(use: ParameterUse, value: float, plan: Plan, console: Console) -> str:
    """Return a figure of the plan with its unit: a rate as percent, a price in kronor per what it is paid for."""
    lang, currency = console.language, plan.settings.currency
    match use:
        case ParameterUse.CARRIER_PRICE:
            return format_money_per_kwh(value, lang, currency=currency)
        case ParameterUse.EMISSION_FACTOR:
            return format_kg_per_kwh(value, lang)
        case ParameterUse.CARBON_VALUE | ParameterUse.CARBON_PRICE | ParameterUse.CARRIER_CARBON_PRICE:
            return format_money_per_tonne(value, lang, currency=currency, decimals=0 if value == int(value) else 2)
        case _:
            return format_percent(value, lang)


def _parameter_line(row: Parameter, console: Console) -> str:
    year = console.text("parameters_all_years") if row.year is None else str(row.year)
    line = _line(console, row.name, year, row.value, row.unit, row.status, row.source)
    return f"{line} {console.text('parameters_illustrative')}" if row.illustrative else line


def _line(
    console: Console, name: str, year: str, value: float | None, unit: str, status: ParameterStatus, source: str
) -> str:
    label = t(f"choice.parameter_status.{status}", console.language)
    return console.text(
        "parameters_row",
        mark=" " if status is ParameterStatus.SOURCED else "!",
        name=name,
        year=year,
        value=format_number(value, console.language),
        unit=unit,
        status=label,
        source=source or console.text("parameters_no_source"),
    )


def _wrapped(lines: Iterator[str] | list[str]) -> Iterator[str]:
    for line in lines:
        yield from textwrap.wrap(line, terminal_width(), subsequent_indent="    ", break_long_words=False)
