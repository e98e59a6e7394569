"""The order of the queue and of the largest lines: by the years that are asked for, whatever their sign."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from finmodel.tagging.decisions import Standing
from finmodel.tagging.lines import LineKind, amounts_of
from finmodel.tagging.links import linked
from finmodel.tagging.queue import largest_of_role, review_queue, unexamined
from finmodel.tagging.schemes import Role
from finmodel.tagging.tagged import TaggedLine, tagged
from tests.tagging.swedish import line, swedish, tagger


def items(text: str, codes: str, amounts: dict[str, tuple[int, int]]) -> list[TaggedLine]:
    lines = [
        replace(line(text, codes, key=key), amounts=amounts_of(dict(zip((2026, 2027), of, strict=True))))
        for key, of in amounts.items()
    ]
    return list(tagged(lines, tagger().verdicts(lines), swedish()))


AMOUNTS = {"a": (10, 900), "b": (-30, 1), "c": (20, 1), "d": (20, 1)}


def test_the_largest_are_first_in_the_years_that_are_asked_for() -> None:
    of = items("Förbifart", "I;249;403;87", AMOUNTS)
    found = largest_of_role(of, swedish(), Role.HARMFUL, LineKind.INVESTMENT, "mitigation", [2026])
    assert [item.key for item in found] == ["b", "c", "d", "a"]
    found = largest_of_role(of, swedish(), Role.HARMFUL, LineKind.INVESTMENT, "mitigation")
    assert [item.key for item in found] == ["a", "b", "c", "d"]
    linked_to = linked(of, (), swedish(), ())
    assert linked_to.harmful_with_action == ()
    green = items("Solceller", "I;440;403;87", {"c": (5, 0), "b": (5, 0), "a": (1, 0), "d": (-9, 0)})
    assert [item.key for item in linked(green, (), swedish(), ()).favourable_without_action] == ["d", "b", "c", "a"]


def test_what_is_judged_is_of_the_years_that_are_asked_for() -> None:
    of = items("Möbler", "I;510;402;87", AMOUNTS)
    found = unexamined(of, swedish(), LineKind.INVESTMENT, "mitigation", [2026])
    assert [(each.item.key, each.ore, each.judged_size, each.base_size) for each in found] == [
        *(("b", -30, 30, 80), ("c", 20, 50, 80)),
        *(("d", 20, 70, 80), ("a", 10, 80, 80)),
    ]


def test_the_queue_is_by_size_and_uncertainty_of_the_years_that_are_asked_for() -> None:
    wages = items("Lön", "D;263;501;", {"w": (10**9, 0)})
    of = [*wages, *items("Möbler", "I;510;402;87", AMOUNTS)]
    found = review_queue(of, swedish(), LineKind.INVESTMENT, [2026])
    assert [(each.item.key, each.size) for each in found] == [("b", 30), ("c", 20), ("d", 20), ("a", 10)]
    assert {each.item.line.kind for each in review_queue(of, swedish())} == set(LineKind)


def test_what_one_person_has_reviewed_waits_for_another() -> None:
    (item,) = items("Möbler", "I;510;402;87", {"a": (100, 0)})
    reviewed, approved = Standing.REVIEWED, Standing.APPROVED

    def uncertainty(*standings: Standing, look_again: bool = False, waits: bool = False) -> list[Fraction]:
        said = replace(item, standings=standings, look_again=look_again, waits=waits)
        return [each.uncertainty for each in review_queue([said], swedish())]

    assert uncertainty(reviewed, approved) == [Fraction(1, 20)]
    assert uncertainty(approved, approved) == []
    assert uncertainty(approved, approved, look_again=True) == uncertainty(approved, reviewed, waits=True) == [1]
