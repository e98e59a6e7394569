"""The gap analysis as lines for a terminal: tonnes, carbon budgets, kronor, what closes it, and who acts first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finmodel.commands.gap_closing_lines import closing_lines, delay_lines
from finmodel.commands.gap_emission_lines import emission_lines
from finmodel.commands.gap_money_lines import money_lines, per_tonne_lines
from finmodel.commands.gap_priority_lines import priority_lines
from finmodel.commands.gap_target_lines import budget_lines
from finmodel.commands.gap_test_lines import investment_test_lines
from finmodel.commands.gap_words import GapWords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.analysis.gap import GapAnalysis
    from finmodel.commands.console import Console

__all__ = ["gap_lines"]


def gap_lines(gap: GapAnalysis, sort: tuple[str, bool], console: Console, width: int) -> Iterator[str]:
    """Return a gap analysis as lines.

    Parameters
    ----------
    gap
        What was calculated.
    sort
        Column of the priority list, and whether its largest goes first.
    console
        Whose language is spoken.
    width
        Characters in a line.

    Returns
    -------
    iterator of str
        Heading, tables, why what is undefined is so, and the plan's hash.
    """
    words = GapWords(gap, console, width)
    yield words.title
    yield from words.note(
        words.text(
            "basis",
            year=gap.year,
            perspective=words.perspective(gap.results.perspective),
            money=words.money_label,
        )
    )
    if not gap.emissions.wholes:
        yield ""
        yield from words.note(words.text("no_emissions"))
    yield from emission_lines(words)
    yield from budget_lines(words)
    yield from money_lines(words)
    yield from per_tonne_lines(words)
    yield from closing_lines(words)
    yield from delay_lines(words)
    yield from priority_lines(words, sort[0], descending=sort[1])
    yield from investment_test_lines(words)
    yield ""
    yield console.text("plan_hash", value=gap.results.plan_hash)
