"""Lines that are alike in codes and text keep their keys by their amounts, whatever comes or goes beside them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finmodel.tagging.alike_lines import aligned, are_same_amounts
from finmodel.tagging.lines import BudgetLine, LineKind, keyed


def lines(*amounts: int | dict[int, int], text: str = "Reinvestering") -> tuple[BudgetLine, ...]:
    by_year = [each if isinstance(each, dict) else {2026: each} for each in amounts]
    return keyed([BudgetLine(LineKind.INVESTMENT, text, tuple(sorted(each.items()))) for each in by_year])


def ordinals(old: tuple[BudgetLine, ...], new: tuple[BudgetLine, ...]) -> list[int]:
    found = aligned(new, {line.key: line.amounts for line in old})
    return [int(line.key.rpartition("-")[2]) for line in found]


def test_a_line_that_is_left_keeps_its_key() -> None:
    assert ordinals(lines(1000, 900), lines(900)) == [2]


def test_a_line_that_comes_takes_nobodys_key() -> None:
    assert ordinals(lines(1000, 900), lines(1100, 1000, 900)) == [3, 1, 2]
    assert ordinals(lines(1000, 900), lines(950, 1000, 900)) == [3, 1, 2]
    assert ordinals(lines(1000), lines(1000, 2000)) == [1, 2]


def test_lines_whose_amounts_are_all_new_follow_by_size() -> None:
    assert ordinals(lines(1000, 900), lines(910, 1010)) == [2, 1]
    assert ordinals(lines(1000, 900), lines({2027: 910}, {2027: 1010})) == [2, 1]


def test_the_years_that_both_have_tell_a_line_and_all_years_tell_it_better() -> None:
    old = lines({2026: 10, 2027: 5}, {2026: 9, 2027: 6})
    assert ordinals(old, lines({2027: 6, 2028: 9}, {2027: 5, 2028: 1})) == [2, 1]
    twice = lines({2026: 10, 2027: 5}, {2026: 10})
    assert ordinals(twice, lines({2026: 10})) == [int(twice[1].key[-1])]
    assert not are_same_amounts(((2026, 0),), ((2027, 0),))


def test_other_lines_are_not_touched() -> None:
    new = (*lines(5, text="Cykelväg"), *lines(900))
    found = aligned(new, {line.key: line.amounts for line in lines(1000, 900)})
    assert found[0] is new[0]
    assert aligned(new, {}) == new


@given(st.lists(st.integers(0, 4), max_size=6), st.lists(st.integers(0, 4), min_size=1, max_size=6))
def test_no_key_stands_twice_and_neither_rows_nor_doing_it_again_count(old: list[int], new: list[int]) -> None:
    known = {line.key: line.amounts for line in lines(*old)} if old else {}
    found = aligned(lines(*new), known)
    assert len({line.key for line in found}) == len(new)
    pairs = {(line.key, line.amounts) for line in found}
    assert {(line.key, line.amounts) for line in aligned(found, known)} == pairs
    assert {(line.key, line.amounts) for line in aligned(lines(*sorted(new)), known)} == pairs
    kept = sum(line.amounts == known.get(line.key) for line in found)
    assert kept == sum(min(old.count(each), new.count(each)) for each in set(new))


def test_a_line_that_is_known_moves_no_other() -> None:
    new = lines(1000, 900, 800)
    for known in ({new[1].key: ((2026, 900),)}, {new[1].key: ((2026, 905),)}, {new[2].key: ((2026, 7),)}):
        assert aligned(new, known) == new
    assert ordinals(lines(1000, 900), lines(2000, 1000)) == [2, 1]
