"""Which line of the next version is the same line, and how much it may change before somebody looks again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finmodel.errors import Severity
from finmodel.tagging import carrying
from finmodel.tagging.carrying import carried, followed, same_lines
from finmodel.tagging.decisions import Decision, DecisionLog, Step
from finmodel.tagging.lines import Amounts, BudgetLine, LineKind
from tests.tagging.swedish import line


def decided(item: BudgetLine, amounts: Amounts = (), text: str = "Solceller") -> DecisionLog:
    said = Decision(item.key, Step.REVIEWED, {"mitigation": "MG"}, "skäl", "Eva", "2026-03-01", text=text)
    return DecisionLog((replace(said, amounts=amounts),))


@pytest.mark.parametrize(
    ("before", "now", "is_changed"),
    [
        (((2026, 400),), ((2026, 500),), False),
        (((2026, 400),), ((2026, 501),), True),
        (((2026, 400),), ((2026, 300),), False),
        (((2026, 400),), ((2026, 299),), True),
        (((2026, -400),), ((2026, -500),), False),
        # Only the years that both have are compared, each of them: money moved between years was not approved.
        (((2025, 9), (2026, 400)), ((2026, 400), (2027, 9)), False),
        (((2025, 9000), (2026, 400)), ((2026, 400),), False),
        (((2026, 400), (2027, 0)), ((2026, 0), (2027, 400)), True),
        (((2026, 400), (2027, 400)), ((2026, 500), (2027, 300)), False),
        # Without a year in common it is the mean of the years.
        (((2025, 400), (2026, 400)), ((2027, 400),), False),
        (((2025, 400), (2026, 400)), ((2027, 800),), True),
        (((2025, 400),), (), True),
    ],
)
def test_an_amount_may_change_by_a_quarter(before: Amounts, now: Amounts, is_changed: bool) -> None:
    item = replace(line("Solceller", key="a"), amounts=now)
    found = carried(decided(item, before), (), [item])
    assert dict(found.look_again) == ({"a": ("amount",)} if is_changed else {})


def test_what_is_told_says_which_line_and_what_of_it() -> None:
    item = replace(line("Vindkraft", key="a", ore=900), place="Blad1!7")
    gone = decided(line(key="b"), text="Gatljus")
    log = DecisionLog((*decided(item, ((2026, 100),)).decisions, *gone.decisions))
    look, lost = carried(log, (), [item]).issues
    assert (look.code, look.severity, look.where.sheet, look.where.row) == ("FM-T169", Severity.INFO, "Blad1!7", "a")
    assert look.params == {"value": "Vindkraft", "changed": ("text", "amount")}
    assert (lost.code, lost.where.row, lost.params) == ("FM-T168", "b", {"value": "Gatljus"})


def texts(*found: str) -> list[BudgetLine]:
    return [line(text, key=f"{text}-1") for text in found]


def test_of_lines_that_are_alike_the_likest_are_the_same_each_once() -> None:
    old = texts("Skola Norr etapp 1", "Skola Norr etapp 2")
    new = texts("Skola Norr etapp 2 B", "Skola Norr etapp 2, ny", "Simhall")
    assert same_lines(old, new) == {old[1].key: new[0].key, old[0].key: new[1].key}
    assert same_lines(old, texts("Skola Norr etapp 2 B")) == {old[1].key: "Skola Norr etapp 2 B-1"}
    assert same_lines(texts("abcdef"), texts("abcxyz")) == {}
    # Likeness of exactly 0.6 is enough.
    assert same_lines(texts("abcde"), texts("abcxy")) == {"abcde-1": "abcxy-1"}


def test_long_texts_are_as_alike_as_short_ones() -> None:
    (old,), (new,) = texts("1 " + "ombyggnad " * 30), texts("2 " + "ombyggnad " * 30)
    assert same_lines([old], [new]) == {old.key: new.key}


def test_a_part_becomes_a_part_of_the_same_number_and_codes_count() -> None:
    old = [line("Solceller tak", key="a-1.1"), line("Solceller vägg", key="a-1.2")]
    new = [line("Solceller tak 2", key="b-1.2"), line("Solceller vägg 2", key="b-1.1")]
    assert same_lines(old, new) == {"a-1.1": "b-1.1", "a-1.2": "b-1.2"}
    assert same_lines(old, [replace(item, kind=LineKind.OPERATING) for item in new]) == {}


def test_decisions_are_written_under_the_new_key_and_a_link_alone_has_none() -> None:
    old, new = texts("Skola 1", "Simhall 1"), texts("Skola 2", "Simhall 2")
    log = decided(old[0])
    found = carried(log, old, new, further=[old[1].key])
    assert dict(found.keys) == {old[0].key: new[0].key, old[1].key: new[1].key}
    assert [(item.key, item.origin) for item in followed(log, found).decisions] == [
        (old[0].key, ""),
        (new[0].key, old[0].key),
    ]


def test_pairs_are_counted_before_they_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = texts("Skola 1", "Skola 2"), texts("Skola 3", "Skola 4")
    other = line("Skola 5", "I;510;403;87", key="5-1")  # of other codes: no pair
    monkeypatch.setattr(carrying, "MOST_PAIRS", 4)
    assert len(same_lines(old, [*new, other])) == 2
    monkeypatch.setattr(carrying, "MOST_PAIRS", 3)
    assert same_lines(old, new) == {}
