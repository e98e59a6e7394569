"""Two budgets side by side: the years of each, parts that come and go, lines that have another key."""

from __future__ import annotations

from dataclasses import replace

from finmodel.tagging.budget_comparison import shared_years
from finmodel.tagging.comparison import Comparison, compared
from finmodel.tagging.lines import BudgetLine, LineKind, amounts_of
from finmodel.tagging.tagged import TaggedLine, tagged
from tests.tagging.swedish import line, swedish, tagger


def tag(*lines: BudgetLine) -> tuple[TaggedLine, ...]:
    return tagged(lines, tagger().verdicts(lines), swedish())


def of(key: str, before: int, after: int, text: str = "Möbler") -> BudgetLine:
    """Return a line with an amount in the year that is before, and another in the year after."""
    return replace(line(text, "I;510;402;87", key=key), amounts=amounts_of({2026: before, 2027: after}))


def told(found: Comparison) -> list[tuple[str, int, int, bool, bool]]:
    return [
        (each.key, each.before_ore, each.after_ore, each.before is not None, each.after is not None)
        for each in found.lines
    ]


def compare(before: tuple[TaggedLine, ...], after: tuple[TaggedLine, ...], **keys: str) -> Comparison:
    return compared(before, after, swedish(), LineKind.INVESTMENT, ([2026], [2027]), keys)


def test_each_budget_has_its_own_years() -> None:
    found = compare(tag(of("a", 1, 10), of("b", 2, 20)), tag(of("c", 4, 40), of("a", 8, 80)))
    assert told(found) == [("a", 1, 80, True, True), ("b", 2, 0, True, False), ("c", 0, 40, False, True)]
    change = found.changes["mitigation"]["OU"]
    assert (change.before, change.after) == (3, 120)
    assert (change.amount_effect, change.tag_effect, change.new, change.gone) == (79, 0, 40, -2)


def test_a_line_that_was_divided_meets_its_parts_by_their_sizes() -> None:
    whole = tag(of("a", 101, 0))
    parts = tag(of("a.1", 0, 60), of("a.2", 0, -20))
    assert told(compare(whole, parts)) == [("a.1", 76, 60, True, True), ("a.2", 25, -20, True, True)]
    # Where there is no money the parts are alike.
    empty = tag(of("a.1", 0, 0), of("a.2", 0, 0))
    assert [row[1] for row in told(compare(whole, empty))] == [51, 50]
    # One part is new, the other is as it was: its money is in both.
    first = tag(of("a.1", 30, 0))
    assert told(compare(first, parts)) == [("a.1", 23, 60, True, True), ("a.2", 7, -20, True, True)]
    # Parts that are the same in both meet themselves, and others that came meet those that went.
    then, now = tag(of("a.1", 5, 0), of("a.2", 7, 0)), tag(of("a.1", 0, 6), of("a.3", 0, 8))
    assert told(compare(then, now)) == [("a.1", 5, 6, True, True), ("a.3", 7, 8, True, True)]
    assert told(compare(then, ())) == [("a.1", 5, 0, True, False), ("a.2", 7, 0, True, False)]
    assert told(compare((), now)) == [("a.1", 0, 6, False, True), ("a.3", 0, 8, False, True)]


def test_lines_and_their_parts_are_found_under_their_new_keys() -> None:
    before = tag(of("a.1", 1, 0), of("a.2", 2, 0), of("b", 4, 0), of("c.1", 8, 0), of("c.2", 16, 0))
    after = tag(of("x.1", 0, 1), of("x.2", 0, 2), of("y", 0, 4), of("z.7", 0, 8), of("c.2", 0, 16))
    found = compared(
        before,
        after,
        swedish(),
        LineKind.INVESTMENT,
        ([2026], [2027]),
        {"a": "x", "b": "y", "c.1": "z.7"},
    )
    assert [(key, ore) for key, ore, *_ in told(found)] == [("c.2", 16), ("x.1", 1), ("x.2", 2), ("y", 4), ("z.7", 8)]
    assert all(each.before is not None and each.after is not None for each in found.lines)


def test_axes_have_their_own_categories() -> None:
    changes = compare(tag(of("a", 1, 1)), ()).changes
    assert [("EP" in changes[axis]) for axis in ("mitigation", "adaptation")] == [False, True]


def test_years_in_common_or_the_first_of_each() -> None:
    assert shared_years((2025, 2026, 2027), (2026, 2027, 2028)) == ((2026, 2027), (2026, 2027))
    assert shared_years((2024, 2025), (2026, 2027)) == ((2024,), (2026,))
    assert shared_years((), (2026,)) == ((), (2026,))
