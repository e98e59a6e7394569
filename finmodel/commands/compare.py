"""``finmodel compare``: scenarios side by side, as a table, a workbook or JSON."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from finmodel.analysis.compare import compare as compared
from finmodel.analysis.two_axes import two_axes
from finmodel.atomic import replace_file
from finmodel.commands.compare_lines import TWO_AXES_FIGURES, compare_lines
from finmodel.commands.console import EXIT_FINE, EXIT_INPUT
from finmodel.commands.opening import opened, point_to_check
from finmodel.commands.problems import STANDARD_OUTPUT, refused, write_json
from finmodel.commands.scenario import check_scenarios
from finmodel.commands.wording import check_perspective, target_year, terminal_width
from finmodel.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finmodel.commands.console import Console

__all__ = ["compare"]

_N_QUIET = 8
"""As many scenarios are done before anybody wonders; of more the progress is told."""


def compare(
    console: Console,
    plan: str,
    scenarios: Sequence[str],
    perspective: str,
    years: Sequence[str],
    out: str | None,
    json_target: str | None,
) -> int:
    """Compare scenarios of a plan.

    Parameters
    ----------
    console
        Where to write.
    plan
        Path of the plan.
    scenarios
        Ids; none for all.
    perspective
        Whose money counts.
    years
        Years to show, as typed, the target year first; none for 2030 and the years of the budget and its plan.
    out
        Workbook to write the comparison to, or None.
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
    check_scenarios(loaded.plan, scenarios)
    typed = [target_year(loaded.plan, year) for year in years]
    chosen = [year for year in typed if year is not None]

    def tell_progress(n: int, of: int) -> None:
        if of > _N_QUIET and (n % _N_QUIET == 0 or n == of):
            console.err(console.text("compare_progress", n=n, of=of))

    try:
        comparison = compared(loaded.plan, scenarios, perspective, years=chosen, progress=tell_progress)
        axes = two_axes(loaded.plan, comparison.scenarios, perspective, years=chosen)
    except InputError as error:
        return refused(console, error.issues, json_target)
    if json_target is not None:
        write_json(console, json_target, comparison.to_dict() | {"two_axes": axes.to_dict(TWO_AXES_FIGURES)})
    tell = console.err if json_target == STANDARD_OUTPUT else console.out
    if out is not None:
        from finmodel.excel.comparison import write_comparison  # noqa: PLC0415 - xlsxwriter is heavy

        buffer = io.BytesIO()
        write_comparison(comparison, axes, buffer, language=console.language)
        replace_file(out, buffer.getvalue())
        tell(console.text("wrote", file=out))
    elif json_target != STANDARD_OUTPUT:
        for line in compare_lines(comparison, axes, console, terminal_width()):
            console.out(line)
    point_to_check(console, plan, loaded)
    return EXIT_FINE
