"""Find the mix as lines for a terminal: the answer in words, then its table."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from finmodel.analysis.budget_tests import TestName
from finmodel.analysis.find_frame_results import FrameChoice
from finmodel.analysis.find_grant_results import GrantShare
from finmodel.analysis.find_loan_results import LoanFactor
from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.wording import Wording, year_spans
from finmodel.i18n.catalogue import t, t_n
from finmodel.i18n.find_mix import FoundWords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.analysis.find_scenarios import Found
    from finmodel.analysis.overlay import Applied
    from finmodel.commands.console import Console
    from finmodel.model.plan import Plan

__all__ = ["found_lines", "found_words"]


def found_words(plan: Plan, console: Console) -> FoundWords:
    """Return answers about a plan in the words of a console."""
    wording = Wording(plan, console)

    def money(amount: float) -> str:
        return wording.fine_money(amount)

    return FoundWords(plan, console.language, money, year_spans)


def found_lines(found: Found, overlay: Applied, scenario: str | None, console: Console, width: int) -> Iterator[str]:
    """Return an answer as lines.

    Parameters
    ----------
    found
        The answer.
    overlay
        The plan that the question was asked of.
    scenario
        Name of the scenario that is applied to it, or None.
    console
        Whose language is spoken.
    width
        Characters in a line.
    """
    writer = _Writer(overlay.plan, console, width)
    wording, words = Wording(overlay.plan, console), writer.words
    yield wording.title
    yield from writer.wrapped(words.title(found))
    yield console.text("find_basis", money=wording.money_label)
    if scenario is not None:
        changes = t_n("count.change", len(overlay.changes), console.language)
        yield console.text("scenario_shown", name=scenario, changes=changes)
    yield ""
    for line in words.lines(found):
        yield from writer.wrapped(line)
    match found:
        case GrantShare():
            yield from writer.mix(found)
        case LoanFactor():
            yield from writer.ceilings(found)
        case FrameChoice():
            yield from writer.frames(found)
            yield from writer.actions(found)


class _Writer:
    def __init__(self, plan: Plan, console: Console, width: int) -> None:
        self.console, self.width = console, width
        self.words, self.wording = found_words(plan, console), Wording(plan, console)

    def wrapped(self, text: str) -> list[str]:
        return textwrap.wrap(text, self.width, subsequent_indent="  ", break_long_words=False)

    def _column(self, name: str) -> str:
        return t(f"find_mix.column.{name}", self.console.language)

    def _money(self, name: str, amounts: list[float | None]) -> Column:
        cells = ["" if amount is None else self.wording.money(amount) for amount in amounts]
        return Column(self._column(name), self.wording.money_label, cells)

    def mix(self, found: GrantShare) -> Iterator[str]:
        """Write the action's mix."""
        if found.entries:
            yield from ("", self.console.text("find_mix"))
            names = [self.words.source(entry.source) for entry in found.entries]
            cells = [self.words.how_much(entry) for entry in found.entries]
            column = Column(self._column("how_much"), "", cells)
            yield from grid_lines(self._column("source"), names, "", [column], self.width)

    def ceilings(self, found: LoanFactor) -> Iterator[str]:
        """Write a row a year that is tested."""
        if not found.years:
            return
        yield from ("", self.console.text("find_by_year"))
        paths = {
            "ceiling": [row.ceiling for row in found.years],
            "debt_before": [row.debt_before for row in found.years],
            "debt_after": [row.debt_after for row in found.years],
            "headroom": [row.headroom_after for row in found.years],
        }
        columns = []
        for name, path in paths.items():
            if found.ceiling is TestName.DEBT_PER_INHABITANT:
                cells = [self.words.of_ceiling(found, amount) for amount in path]
                columns.append(Column(self._column(name), "", cells))
            else:
                columns.append(self._money(name, [*path]))
        names = [str(row.year) for row in found.years]
        yield from grid_lines(self._column("year"), names, "", columns, self.width)

    def frames(self, found: FrameChoice) -> Iterator[str]:
        """Write a row a frame and year."""
        if not found.totals:
            return
        yield from ("", self.console.text("find_by_year"))
        rows = found.totals
        names = [str(row.year) if found.level else f"{row.year} {self.words.holder(row.organisation)}" for row in rows]
        columns = [
            self._money("frame" if found.level is None else "room", [row.frame for row in rows]),
            self._money("asked", [row.asked for row in rows]),
            self._money("kept", [row.kept for row in rows]),
            self._money("left", [row.frame - row.kept for row in rows]),
        ]
        yield from grid_lines(self._column("year"), names, "", columns, self.width)

    def actions(self, found: FrameChoice) -> Iterator[str]:
        """Write a row an action that asks for something."""
        rows = [row for row in found.actions if row.asked or not row.is_kept]
        if not rows:
            return
        yield from ("", self.console.text("find_actions"))
        verdicts = [t(f"find_mix.frame.{'kept' if row.is_kept else 'left'}", self.console.language) for row in rows]
        priorities = ["–" if row.priority is None else str(row.priority) for row in rows]
        columns = [
            Column(self._column("priority"), "", priorities),
            self._money("in_all", [sum(row.asked.values()) for row in rows]),
            Column(self._column("verdict"), "", verdicts),
            Column(self._column("first_year"), "", ["" if row.is_kept else str(row.first_year) for row in rows]),
            self._money("lacking", [row.lacking for row in rows]),
        ]
        names = [self.words.action(row.action) for row in rows]
        yield from grid_lines(self._column("action"), names, "", columns, self.width)
