"""``finmodel gap``: what is missing to the targets in tonnes and in kronor, who acts first, and what closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.analysis.gap import gap_analysis
from finmodel.analysis.priority_order import SORT_COLUMNS
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT, UsageError
from finmodel.commands.gap_lines import gap_lines
from finmodel.commands.opening import opened, point_to_check
from finmodel.commands.problems import STANDARD_OUTPUT, write_json
from finmodel.commands.scenario import applied, scenario_document, scenario_lines
from finmodel.commands.wording import check_perspective, target_year, terminal_width
from finmodel.i18n.catalogue import LANGUAGES, t

if TYPE_CHECKING:
    from finmodel.commands.console import Console

__all__ = ["gap"]

_DESCENDING = "desc"


def gap(
    console: Console,
    plan: str,
    perspective: str,
    scenario: str | None,
    year: str | None,
    sort: str | None,
    json_target: str | None,
) -> int:
    """Show the gap analysis of a plan.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    perspective
        Whose money counts.
    scenario
        Id of the scenario to apply first; None for the plan itself.
    year
        The target year, as typed; None for 2030.
    sort
        Column that the priority list is shown by, as typed; ``COLUMN:desc`` for the largest first, None for the rule.
    json_target
        File for the JSON form, ``-`` for standard output, None for none.

    Returns
    -------
    int
        Exit code.
    """
    column = _column(sort)
    loaded = opened(console, plan, json_target)
    if loaded is None:
        return EXIT_INPUT
    check_perspective(loaded.plan, perspective)
    overlay = applied(loaded.plan, scenario)
    found = gap_analysis(overlay.plan, perspective, year=target_year(overlay.plan, year))
    if json_target is not None:
        write_json(console, json_target, found.to_dict() | scenario_document(loaded.plan, overlay))
    if json_target != STANDARD_OUTPUT:
        for line in (
            *scenario_lines(loaded.plan, overlay, console),
            *gap_lines(found, column, console, terminal_width()),
        ):
            console.out(line)
    point_to_check(console, plan, loaded)
    return EXIT_FINE


def _column(sort: str | None) -> tuple[str, bool]:
    """Return the column to sort by, and whether the largest goes first.

    Raises
    ------
    UsageError
        There is no such column: exit code 2.
    """
    typed, mark, direction = ("rank" if sort is None else sort).partition(":")
    name = _named(typed)
    if name is None or (mark and direction != _DESCENDING):
        raise UsageError("gap_sort", value=sort or "", known=", ".join(SORT_COLUMNS))
    return name, bool(mark)


def _named(typed: str) -> str | None:
    """Return the column of a name: its key, or its heading in any language, spelled as one likes."""

    def plain(text: str) -> str:
        return " ".join(text.replace("_", " ").replace(",", " ").casefold().split())

    # The heading of tonnes says a year; whichever year is typed, or none, it is that column.
    wanted = plain(" ".join(word for word in typed.split() if not word.isdecimal()))
    headings = {
        plain(t(f"priority_list.column.{name}", lang, year="")): name for lang in LANGUAGES for name in SORT_COLUMNS
    }
    return typed if typed in SORT_COLUMNS else headings.get(wanted)
