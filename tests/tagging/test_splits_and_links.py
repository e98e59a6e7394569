"""Splits to the öre, and links to the actions of the plan."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finmodel.errors import InputError, Issue
from finmodel.i18n import LANGUAGES
from finmodel.i18n.issues import render
from finmodel.tagging.line_links import ActionLink, LineLinks, LinkedAction, LinkKind, check_links
from finmodel.tagging.lines import LineKind, amounts_of
from finmodel.tagging.links import linked
from finmodel.tagging.splits import Split, SplitPart, divided, split_lines
from finmodel.tagging.tagged import TaggedLine, tagged
from tests.tagging.swedish import line, swedish, tagger

WHERE = ("Budget", "a")
WHOLE = replace(line("Ny skola med solceller", key="a"), amounts=amounts_of({2026: 101, 2027: -7, 2028: 0}))


@given(
    st.dictionaries(st.sampled_from([2026, 2027, 2028]), st.integers(-(10**12), 10**12), min_size=1),
    st.lists(st.integers(0, 1000), min_size=2, max_size=5).filter(any),
    st.booleans(),
)
def test_parts_by_share_add_to_the_line(by_year: dict[int, int], sizes: list[int], has_rest: bool) -> None:
    parts = [SplitPart(share=Fraction(size, sum(sizes))) for size in sizes]
    if has_rest:
        parts[-1] = SplitPart()
    whole = replace(WHOLE, amounts=amounts_of(by_year))
    found = divided(whole, Split("a", tuple(parts)))
    for year in by_year:
        assert sum(part.amount([year]) for part in found) == whole.amount([year])
    assert [part.key for part in found] == [f"a.{number}" for number in range(1, len(sizes) + 1)]
    assert {part.line_key for part in found} == {"a"}


def test_amounts_shares_and_the_rest() -> None:
    split = Split(
        "a", (SplitPart("solceller", amounts=((2026, 10),)), SplitPart(share=Fraction(1, 3)), SplitPart("rest"))
    )
    found = divided(WHOLE, split)
    assert [part.amounts for part in found] == [
        ((2026, 10), (2027, 0), (2028, 0)),
        ((2026, 34), (2027, -2), (2028, 0)),
        ((2026, 57), (2027, -5), (2028, 0)),
    ]
    assert [part.text for part in found] == ["solceller", "Ny skola med solceller", "rest"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((SplitPart(share=Fraction(1)),), "FM-T150"),
        ((SplitPart(), SplitPart()), "FM-T151"),
        ((SplitPart(amounts=((2026, 100),)), SplitPart(amounts=((2027, -7),))), "FM-T152"),
        ((SplitPart(share=Fraction(1, 3)), SplitPart(share=Fraction(1, 3))), "FM-T152"),
        ((SplitPart(amounts=((2031, 100),)), SplitPart()), "FM-T153"),
        ((SplitPart(share=Fraction(2)), SplitPart()), "FM-T154"),
        ((SplitPart(share=Fraction(-1, 2)), SplitPart()), "FM-T154"),
    ],
)
def test_a_split_that_does_not_fit_leaves_the_line_whole(parts: tuple[SplitPart, ...], code: str) -> None:
    found, issues = split_lines([WHOLE], [Split("a", parts)])
    assert found == (WHOLE,)
    assert code in [issue.code for issue in issues]
    assert all(render(issue, lang) for issue in issues for lang in LANGUAGES)


def test_splits_of_lines_that_are_gone_or_split_twice() -> None:
    halves = (SplitPart(share=Fraction(1, 2)), SplitPart())
    found, issues = split_lines([WHOLE], [Split("b", halves)])
    assert (found, said(issues)) == ((WHOLE,), [("FM-T155", None, "b")])
    with pytest.raises(InputError) as caught:
        split_lines([WHOLE], [Split("a", halves), Split("a", halves)])
    assert said(caught.value.issues) == [("FM-T156", None, "a")]


def test_a_split_in_amounts_holds_for_the_years_that_are_left() -> None:
    parts = (SplitPart("Solceller", amounts=((2026, 600), (2027, 0))), SplitPart("Skola"))
    later = replace(WHOLE, amounts=((2027, 8000), (2028, 5)))
    found, issues = split_lines([later], [Split(WHOLE.key, parts)])
    assert issues == ()
    assert [(part.text, part.amounts) for part in found] == [
        ("Solceller", ((2027, 0), (2028, 0))),
        ("Skola", ((2027, 8000), (2028, 5))),
    ]
    # It says nothing of 2028, so nobody knows how the line is divided then.
    alone = replace(WHOLE, amounts=((2028, 8000),))
    found, issues = split_lines([alone], [Split(WHOLE.key, parts)])
    assert (found, [issue.code for issue in issues]) == ((alone,), ["FM-T153"])


def said(issues: tuple[Issue, ...]) -> list[tuple[object, ...]]:
    """Return code, file, key and values of issues, each of which can be told in both languages."""
    assert all(render(issue, lang) for issue in issues for lang in LANGUAGES)
    return [(issue.code, issue.where.sheet, issue.where.row, *issue.params.values()) for issue in issues]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((SplitPart(),), [("FM-T150", "Budget", "a", 1)]),
        ((SplitPart(), SplitPart(), SplitPart()), [("FM-T151", "Budget", "a", 3)]),
        ((SplitPart(share=Fraction(5, 4)), SplitPart()), [("FM-T154", "Budget", "a", 1.25)]),
        ((SplitPart(share=Fraction(1)), SplitPart()), []),
        ((SplitPart(amounts=((2031, 250),)), SplitPart()), [("FM-T153", *WHERE, 2031, 2.5, ("2026", "2027"))]),
        ((SplitPart(amounts=((2031, 0),)), SplitPart()), []),
        (
            (SplitPart(amounts=((2026, 102),)), SplitPart()),
            # The part is more than the line, and so is what is left of the other sign.
            [("FM-T158", *WHERE, 2026, 1.02, 1.01), ("FM-T158", *WHERE, 2026, 1.02, 1.01)],
        ),
        ((SplitPart(amounts=((2026, 101), (2027, -7))), SplitPart()), []),
        (
            (SplitPart(amounts=((2026, 60),)), SplitPart(amounts=((2026, 40), (2027, -7)))),
            [("FM-T152", *WHERE, 2026, 1.0, 1.01)],
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_line_and_amounts(
    parts: tuple[SplitPart, ...], expected: list[tuple[object, ...]]
) -> None:
    whole = replace(WHOLE, amounts=amounts_of({2026: 101, 2027: -7}))
    issues = split_lines([whole], [Split("a", parts)])[1]
    assert said(issues) == expected


def items() -> tuple[TaggedLine, ...]:
    lines = [
        line("Solceller", "I;440;403;87", 1000, "sol"),
        line("Förbifart", "I;249;403;87", 900, "väg"),
        line("GC-väg", "I;249;403;87", 500, "gc"),
        line("Klimatstrateg", "D;263;501;", 300, "lön"),
    ]
    return tagged(lines, tagger().verdicts(lines), swedish())


def test_need_less_budgeted_and_granted_is_the_gap() -> None:
    links = [
        ActionLink("sol", "a1", amounts=((2026, 600),)),
        ActionLink("sol", "a2", amounts=((2026, 400),)),
        ActionLink("väg", "a2"),
        ActionLink("lön", "a1", LinkKind.ENABLES),
    ]
    found = linked(items(), links, swedish(), ["a1", "a2", "a3"], {"a1": {2026: 2000, 2027: 50}}, {"a1": {2026: 100}})
    assert [(each.action, each.year, each.budgeted, each.enabling, each.gap) for each in found.years] == [
        ("a1", 2026, 600, 300, 1300),
        ("a1", 2027, 0, 0, 50),
        ("a2", 2026, 1300, 0, -1300),
    ]
    # What a2 has too much of fills no gap of a1's.
    assert [sum(getattr(each, name) for each in found.years) for name in ("missing", "surplus")] == [1350, 1300]
    assert found.without_line == ("a3",)
    assert [item.key for item in found.favourable_without_action] == ["gc"]
    assert [item.key for item in found.harmful_with_action] == ["väg"]
    assert {item.line.kind for item in items()} == set(LineKind)


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (ActionLink("sol", "a2", amounts=((2026, 401),)), "FM-T170"),
        (ActionLink("sol", "a2", amounts=((2027, 1),)), "FM-T173"),
        (ActionLink("sol", "a2", amounts=((2026, -1),)), "FM-T173"),
        (ActionLink("borta", "a2"), "FM-T171"),
        (ActionLink("gc", "a22"), "FM-T172"),
    ],
)
def test_a_link_that_does_not_fit(link: ActionLink, code: str) -> None:
    with pytest.raises(InputError) as caught:
        linked(items(), [ActionLink("sol", "a1", amounts=((2026, 600),)), link], swedish(), ["a1", "a2"])
    assert [issue.code for issue in caught.value.issues] == [code]
    assert all(render(issue, lang) for issue in caught.value.issues for lang in LANGUAGES)


def test_what_is_wrong_with_links_is_told_with_line_action_and_amounts() -> None:
    lines = {"a": replace(WHOLE, amounts=amounts_of({2026: 500, 2027: 0})), "b": replace(WHOLE, key="b")}
    links = [
        ActionLink("borta", "a1"),
        ActionLink("a", "solceller3", amounts=((2026, -150),)),
        ActionLink("a", "a1", amounts=((2027, 250),)),
        ActionLink("a", "a1", amounts=((2026, 651), (2027, 0), (2031, 0))),
        ActionLink("b", "a1"),
        ActionLink("b", "a1", amounts=((2031, 250),)),
    ]
    assert said(check_links(lines, links, ["a1", "solceller2"])) == [
        ("FM-T171", None, "borta", "a1"),
        ("FM-T172", None, "a", "solceller3", "solceller2"),
        ("FM-T173", "Budget", "a", 2026, -1.5, 5.0),
        ("FM-T173", "Budget", "a", 2027, 2.5, 0.0),
        ("FM-T173", "Budget", "b", 2031, 2.5, 0.0),
        ("FM-T170", "Budget", "a", 2026, 5.01, 5.0),
    ]
    assert check_links(lines, [ActionLink("a", "a1", amounts=((2026, 500),))], ["a1"]) == ()


def test_links_of_a_line_are_one_for_each_action() -> None:
    of_line = LineLinks("a", (LinkedAction("a1"), LinkedAction("a2", LinkKind.ENABLES, ((2026, 5),))))
    assert of_line.as_links() == (
        ActionLink("a", "a1", LinkKind.IMPLEMENTS, None),
        ActionLink("a", "a2", LinkKind.ENABLES, ((2026, 5),)),
    )


def test_needs_of_years_that_the_budget_does_not_cover_are_not_held_against_it() -> None:
    found = linked(items(), (), swedish(), ["a1"], {"a1": {2026: 5, 2031: 7}}, years=[2026, 2027])
    assert [(each.year, each.gap) for each in found.years] == [(2026, 5)]
    assert len(linked(items(), (), swedish(), ["a1"], {"a1": {2026: 5, 2031: 7}}).years) == 2
