"""The tests of the ordinary budget with the plan in it, as lines for a terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from finmodel.analysis.budget_tests import TestName
from finmodel.commands.grid import Column, grid_lines
from finmodel.commands.wording import year_spans
from finmodel.i18n.catalogue import t
from finmodel.i18n.formats import format_money_per_inhabitant, format_percent
from finmodel.model.funding_enums import AccountLevel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finmodel.analysis.budget_tests import BudgetTest, LevelTests
    from finmodel.analysis.results import Results
    from finmodel.commands.wording import Wording

__all__ = ["budget_test_lines"]

NOTES = ("debt", "adopted")
_MARK_FAILS = "!"
_SHARES = (TestName.RESULT, TestName.SELF_FINANCING)


def budget_test_lines(results: Results, wording: Wording, width: int) -> Iterator[str]:
    """Return the tests by level and year, the first year that fails, and which inputs are absent.

    Parameters
    ----------
    results
        What was calculated.
    wording
        The plan in the words of the console.
    width
        Characters in a line.
    """
    writer = _Writer(results, wording)
    stated = {item.level for item in results.accounts.tests}
    for item in results.accounts.tests:
        yield ""
        yield from writer.table(item, width)
        for note in writer.notes(item):
            yield from textwrap.wrap(note, width, subsequent_indent="  ", break_long_words=False)
    if stated:
        yield ""
        for key in NOTES:
            note = t(f"budget_test_note.{key}", wording.language)
            yield from textwrap.wrap(note, width, subsequent_indent="  ")
    for level in AccountLevel:
        if level not in stated:
            yield ""
            label = t(f"choice.account_level.{level}", wording.language)
            yield from textwrap.wrap(
                wording.console.text("tests_no_budget", level=label), width, subsequent_indent="  "
            )


class _Writer:
    def __init__(self, results: Results, wording: Wording) -> None:
        self.plan, self.wording = results.plan, wording
        self.text, self.language = wording.console.text, wording.language

    def table(self, item: LevelTests, width: int) -> Iterator[str]:
        """Write a row a test and a column a year; what fails is marked."""
        level = t(f"choice.account_level.{item.level}", self.language)
        years = sorted({test.year for test in item.tests})
        if not years:
            yield self.text("tests_no_year", level=level)
            return
        found = {(test.name, test.year): test for test in item.tests}
        columns = [
            Column(str(year), "", [cell for name in TestName for cell in self._cells(found[name, year])])
            for year in years
        ]
        limit = f"  {self.text('tests_limit')}"
        names = [label for name in TestName for label in (t(f"budget_test.{name}", self.language), limit)]
        yield from grid_lines(self.text("tests_level", level=level), names, "", columns, width)
        if any(test.passes is False for test in item.tests):
            yield self.text("tests_mark", mark=_MARK_FAILS)

    def _cells(self, test: BudgetTest) -> tuple[str, str]:
        """Return value and limit: what is held against what is always seen together."""
        limit = t("nothing", self.language) if test.target is None else self._value(test.name, test.target)
        return self._cell(test), limit

    def _cell(self, test: BudgetTest) -> str:
        if test.value is None:
            label = "nothing" if test.undefined is None else f"reason.{test.undefined}.label"
            return t(label, self.language)
        return f"{self._value(test.name, test.value)}{_MARK_FAILS if test.passes is False else ''}"

    def _value(self, name: TestName, value: float | None) -> str:
        if name in _SHARES:
            return format_percent(value, self.language, 1)
        if name is TestName.DEBT_PER_INHABITANT:
            return format_money_per_inhabitant(value, self.language, currency=self.wording.settings.currency)
        return self.wording.money(value, with_unit=True)

    def notes(self, item: LevelTests) -> Iterator[str]:
        """Say of each test when it fails first, and which inputs it lacks."""
        for name in TestName:
            tests = [test for test in item.tests if test.name is name]
            label = t(f"budget_test.{name}", self.language)
            first = next((test for test in tests if test.passes is False), None)
            judged = [test.year for test in tests if test.passes is not None]
            if first is not None:
                yield self.text(
                    "tests_fails",
                    test=label,
                    year=first.year,
                    value=self._value(name, first.value),
                    target=self._value(name, first.target),
                    years=year_spans(test.year for test in tests if test.passes is False),
                )
            elif judged:
                yield self.text("tests_holds", test=label, years=year_spans(judged))
            absent: dict[str, list[int]] = {}
            for test in tests:
                for field in test.absent:
                    absent.setdefault(field, []).append(test.year)
            if absent:
                fields = [f"{self._field(field)} ({year_spans(years)})" for field, years in absent.items()]
                yield self.text("tests_absent", test=label, fields=", ".join(fields))
        rows = [row for row in self.plan.ordinary_budget if row.level is item.level and row.illustrative]
        if rows:
            yield self.text("tests_illustrative", years=year_spans(row.year for row in rows))

    def _field(self, field: str) -> str:
        table = "settings" if field == "internal_interest" else "ordinary_budget"
        return t(f"field.{table}.{field}.label", self.language)
