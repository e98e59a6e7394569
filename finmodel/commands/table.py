"""Results as lines for a terminal: a row an action, what is undefined with its reason below."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from finmodel.analysis.completeness import completeness
from finmodel.analysis.indicators import FigureUnit, figure
from finmodel.commands.wording import Wording
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_money, format_number
from finmodel.i18n.units import money_unit, unit_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from finmodel.analysis.results import ActionResult, Figures, Results
    from finmodel.commands.console import Console

__all__ = ["FIGURES_SHOWN", "result_lines"]

FIGURES_SHOWN = ("npv", "npv_after_funding", "abatement_cost", "tonnes_total", "investment_total")
"""The figures of the table, in the order of its columns."""

_GAP = "  "
_MIN_NAME = 12
_MARK_LEFT_OUT = "*"


def result_lines(results: Results, console: Console, width: int) -> Iterator[str]:
    """Return the results of a plan as lines.

    Parameters
    ----------
    results
        What was calculated.
    console
        Whose language is spoken.
    width
        Characters in a line.

    Returns
    -------
    iterator of str
        Heading, table, notes and hashes.
    """
    yield from _heading(results, console)
    yield ""
    yield from _table(results, console, width)
    yield ""
    for line in _notes(results, console):
        yield from textwrap.wrap(line, width, subsequent_indent="  ", break_long_words=False) or [""]
    yield console.text("plan_hash", value=results.plan_hash)
    yield console.text("result_hash", value=results.result_hash, method=results.method_version)


def _heading(results: Results, console: Console) -> Iterator[str]:
    words = Wording(results.plan, console)
    yield words.title
    yield console.text(
        "basis",
        perspective=words.perspective(results.perspective),
        rate=words.rate(is_social=results.view.is_society),
        base_year=results.plan.settings.base_year,
        basis=words.prices(is_real=results.price_basis == "real"),
    )


def _table(results: Results, console: Console, width: int) -> Iterator[str]:
    language = console.language
    heads = [t(f"figure.{name}.short", language) for name in FIGURES_SHOWN]
    units = [_unit(name, results, console) for name in FIGURES_SHOWN]
    rows = [
        (f"{item.id} {item.name}{'' if item.in_totals else _MARK_LEFT_OUT}", _cells(item.figures, results, console))
        for item in results.actions
    ]
    total = _cells(results.portfolio, results, console)
    columns = list(zip(heads, units, total, *(cells for _, cells in rows), strict=True))
    widths = [max(len(cell) for cell in column) for column in columns]
    label = console.text("column_action")
    portfolio = console.count("portfolio", sum(item.in_totals for item in results.actions))
    room = max(_MIN_NAME, width - sum(widths) - len(_GAP) * len(widths))
    name_width = min(room, max(len(text) for text in (label, portfolio, *(name for name, _ in rows))))

    def line(name: str, cells: Sequence[str]) -> str:
        short = name if len(name) <= name_width else f"{name[: name_width - 1]}…"
        return _GAP.join([short.ljust(name_width), *(c.rjust(w) for c, w in zip(cells, widths, strict=True))]).rstrip()

    rule = "─" * (name_width + sum(widths) + len(_GAP) * len(widths))
    yield line(label, heads)
    yield line("", units)
    yield rule
    for name, cells in rows:
        yield line(name, cells)
    yield rule
    yield line(portfolio, total)


def _unit(name: str, results: Results, console: Console) -> str:
    settings, language = results.plan.settings, console.language
    kind = figure(name).unit
    if kind is FigureUnit.MONEY:
        return unit_label(money_unit(str(settings.display_unit), settings.currency), settings.currency, language)
    if kind is FigureUnit.MONEY_PER_TONNE:
        return t("unit.per_tonne", language, money=unit_label("kr", settings.currency, language))
    return console.text("unit_tonnes")


def _cells(figures: Figures, results: Results, console: Console) -> list[str]:
    settings, language = results.plan.settings, console.language
    unit = money_unit(str(settings.display_unit), settings.currency)
    cells = []
    for name in FIGURES_SHOWN:
        value = figures[name]
        if figure(name).unit is FigureUnit.MONEY:
            cells.append(format_money(value, unit, language, currency=settings.currency, with_unit=False))
        else:
            cells.append(format_number(value, language, 0))
    return cells


def _notes(results: Results, console: Console) -> Iterator[str]:
    language = console.language
    yield console.text("costed", n=results.costed.n, of=results.costed.of)
    yield console.text("quantified", n=results.quantified.n, of=results.quantified.of)
    entered = completeness(results)
    words = {"n": entered.with_gains, "of": entered.costed, "reference": entered.with_reference}
    yield t("completeness.text", language, **words)
    if results.view.is_society:
        yield console.text("per_tonne_society")
    left_out: dict[str, list[str]] = {}
    for item in results.actions:
        if item.left_out is not None:
            left_out.setdefault(item.left_out, []).append(item.id)
    for reason, ids in left_out.items():
        label = t(f"left_out.{reason}.label", language)
        yield console.text("left_out", mark=_MARK_LEFT_OUT, reason=label, ids=", ".join(ids))
    for reason, names, ids in _undefined(results.actions, results.portfolio, console):
        labels = ", ".join(t(f"figure.{name}.short", language) for name in names)
        text = t(f"reason.{reason}.text", language)
        yield console.text("undefined", figures=labels, ids=", ".join(ids), reason=text)


def _undefined(
    actions: Sequence[ActionResult], portfolio: Figures, console: Console
) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """Return which figures are undefined for which actions, those with the same reason together."""
    shown: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    whose = [(item.id, item.figures) for item in actions] + [(console.text("portfolio_short"), portfolio)]
    for who, figures in whose:
        by_reason: dict[str, list[str]] = {}
        for name in FIGURES_SHOWN:
            if name in figures.undefined:
                by_reason.setdefault(figures.undefined[name], []).append(name)
        for reason, names in by_reason.items():
            shown.setdefault((reason, tuple(names)), []).append(who)
    return [(reason, names, ids) for (reason, names), ids in shown.items()]
