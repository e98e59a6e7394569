"""Precedence, and the fast way against one rule after another on each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finmodel.errors import InputError
from finmodel.tagging.activities import activity_map, unmapped
from finmodel.tagging.lines import BudgetLine, LineKind
from finmodel.tagging.patterns import pattern_of
from finmodel.tagging.rules import Confidence, Rule, RuleSet
from finmodel.tagging.tagger import Evidence, Tagger
from finmodel.tagging.verdicts import TagReason, Verdict, verdict_of
from tests.tagging.rule_by_rule import one_by_one
from tests.tagging.swedish import line, rules, swedish

BOTH = frozenset(LineKind)
WORDS = st.sampled_from(["solcell", r"\bny skola\b", "väg", "cykel.{0,9}väg", "ej", r"\d+", "sol(cell|kraft)?", "x?"])
CODES = st.sampled_from([None, "^2", "9$", "^(1|24)"])


@st.composite
def a_rule(draw: st.DrawFn, number: int) -> Rule:
    priority = draw(st.sampled_from([0, 100, 300, 450, 600, 700, 700, 750, 880, 900]))
    said = st.dictionaries(
        st.sampled_from(["mitigation", "adaptation"]), st.sampled_from(["MG", "GV", "NE", "OU", "OG"])
    )
    codes = {name: draw(CODES) for name in ("activity", "account", "counterparty")}
    words = {name: draw(st.none() | WORDS) for name in ("text", "not_text")}
    patterns: Any = {name: pattern_of(source) if source else None for name, source in {**codes, **words}.items()}
    is_scope = priority >= 880
    return Rule(
        id=f"{draw(st.sampled_from('KHVE'))}{number}",
        priority=priority,
        kinds=draw(st.sampled_from([BOTH, frozenset({LineKind.INVESTMENT})])),
        categories={"mitigation": "UT", "adaptation": "UT"} if is_scope else draw(said),
        over=frozenset(
            draw(st.lists(st.sampled_from([f"{c}{n}" for c in "KHVE" for n in range(number)]), max_size=2))
            if number
            else ()
        ),
        confidence=draw(st.sampled_from(Confidence)),
        review=draw(st.booleans()),
        **patterns,
    )


@st.composite
def some_rules(draw: st.DrawFn) -> list[Rule]:
    return [draw(a_rule(number)) for number in range(draw(st.integers(0, 8)))]


TEXTS = st.lists(
    st.sampled_from(["Ny", "skola", "solceller", "Solkraft", "cykel", "väg", "cykelväg", "ej", "12", "–"]), max_size=5
).map(" ".join)
LINES = st.builds(
    BudgetLine,
    st.sampled_from(LineKind),
    TEXTS,
    activity=st.sampled_from(["", "249", "19", "2"]),
    account=st.sampled_from(["", "249", "19"]),
    counterparty=st.sampled_from(["", "29"]),
)


@settings(max_examples=50)
@given(some_rules(), st.lists(LINES, max_size=8))
def test_the_same_answers_as_rule_by_rule(some: list[Rule], lines: list[BudgetLine]) -> None:
    rule_set = RuleSet("any", "se", tuple(some))
    assert Tagger(rule_set, swedish()).verdicts(lines) == one_by_one(rule_set, swedish(), lines)


@settings(max_examples=40)
@given(some_rules(), st.randoms(use_true_random=False), LINES)
def test_the_order_of_rules_has_no_meaning(some: list[Rule], random: object, item: BudgetLine) -> None:
    turned = list(some)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert _verdict(some, item) == _verdict(turned, item)


def _verdict(some: Sequence[Rule], item: BudgetLine) -> Verdict:
    (found,) = Tagger(RuleSet("any", "se", tuple(some)), swedish()).verdicts([item])
    return found


def rule(name: str, priority: int, category: str, text: str | None = "x", **more: Any) -> Rule:
    pattern = None if text is None else pattern_of(text)
    return Rule(
        name, priority, BOTH, {"mitigation": category}, text=pattern, confidence=Confidence.HIGH, review=False, **more
    )


@pytest.mark.parametrize(
    ("some", "category", "reason", "decided"),
    [
        ([rule("K1", 700, "MG"), rule("K2", 710, "GV")], "GV", TagReason.KEYWORDS, ("K2", "K1")),
        ([rule("K1", 700, "MG"), rule("H1", 610, "OU")], "OU", TagReason.DIVIDE_LINE, ("K1", "H1")),
        ([rule("K1", 700, "MG"), rule("H1", 610, "OG")], "OU", TagReason.DIVIDE_LINE, ("K1", "H1")),
        ([rule("K1", 700, "MG"), rule("H1", 610, "NE")], "OU", TagReason.DIVIDE_LINE, ("K1", "H1")),
        ([rule("H1", 700, "OU"), rule("H2", 610, "OG")], "OG", TagReason.KEYWORDS, ("H1", "H2")),
        ([rule("K1", 700, "MG", over=frozenset({"H1"})), rule("H1", 750, "OG")], "MG", TagReason.KEYWORDS, ("K1",)),
        # Words go before codes, whatever the priority; a K or an H of low priority is still a rule of words.
        ([rule("K1", 400, "MG"), rule("V1", 500, "OG", None)], "MG", TagReason.KEYWORDS, ("K1",)),
        ([rule("V1", 500, "NE", None), rule("V2", 400, "OG", None)], "NE", TagReason.PRIORITY, ("V1",)),
        ([rule("V1", 500, "NE", None), rule("V2", 500, "OG", None)], "OU", TagReason.CONFLICT, ("V1", "V2")),
        ([rule("V1", 500, "NE", None), rule("V2", 500, "NE", None)], "NE", TagReason.PRIORITY, ("V1", "V2")),
        ([], "OU", TagReason.NO_RULE, ()),
        # What is displaced displaces nothing: K1 is over K2, so that K2 is no longer over H1.
        (
            [
                rule("K1", 700, "MG", over=frozenset({"K2"})),
                rule("K2", 700, "MG", over=frozenset({"H1"})),
                rule("H1", 700, "OG"),
            ],
            "OU",
            TagReason.DIVIDE_LINE,
            ("H1", "K1"),
        ),
    ],
)
def test_precedence(some: list[Rule], category: str, reason: TagReason, decided: tuple[str, ...]) -> None:
    mitigation, adaptation = _verdict(some, line("x")).tags
    assert (mitigation.category, mitigation.reason, mitigation.rules) == (category, reason, decided)
    assert (adaptation.category, adaptation.reason) == ("EP", TagReason.NO_RULE)
    is_unclear = reason in (TagReason.DIVIDE_LINE, TagReason.CONFLICT, TagReason.NO_RULE)
    assert mitigation.confidence is (Confidence.LOW if is_unclear else Confidence.HIGH)
    assert mitigation.review is is_unclear


def test_what_is_outside_goes_before_all_words() -> None:
    (verdict,) = Tagger(rules(), swedish()).verdicts([line("Solceller", "I;249;403;62")])
    assert verdict.categories == ("UT", "UT")
    assert [(tag.reason, tag.rules, tag.review) for tag in verdict.tags] == [(TagReason.OUTSIDE, ("X06",), True)] * 2


def test_group_companies_stay_only_when_the_user_says_so() -> None:
    there = Tagger(rules(), swedish(), group_companies_outside=False)
    company, internal = there.verdicts([line("Solceller", "I;249;403;62"), line("Solceller", "I;249;403;12")])
    assert company.categories[0] == "MG"
    assert internal.categories[0] == "UT"


def test_own_activity_codes_are_translated_by_the_longest_prefix() -> None:
    table = activity_map([("63", "865"), ("631", "870"), ("9", "249")])
    there = Tagger(rules(), swedish(), table)
    codes = [line("Tömning", f"D;{code};740;87") for code in ("6310", "6399", "865")]
    assert [verdict.rules for verdict in there.verdicts(codes)] == [("V07",), ("E11",), ("E11",)]
    assert [found.found for found in there.evidence(codes[0], ["V07"])] == ["870"]
    left = unmapped([*codes, replace(codes[2], activity="860", amounts=((2026, 900),))], table)
    assert (dict(left.by_code), left.total) == ({"860": 900, "865": 100}, 1000)
    with pytest.raises(InputError) as caught:
        activity_map([("63", "865"), ("63", "870"), ("", "1")])
    assert [issue.code for issue in caught.value.issues] == ["FM-T120", "FM-T121"]


def test_the_evidence_is_the_words_and_codes_that_made_a_rule_match() -> None:
    some = Rule(
        "R1",
        500,
        BOTH,
        {"mitigation": "NE"},
        activity=pattern_of("^24a"),
        account=pattern_of("^40"),
        counterparty=pattern_of("^8b"),
        text=pattern_of("gc-?väg"),
    )
    there = Tagger(RuleSet("r", "se", (some,)), swedish(), group_companies_outside=False)
    item = line("Ny GC-VÄG Norr", "I; 24A9;403 ;8B7")
    assert there.matching(item) == ("R1",)
    assert there.evidence(item, ["R1"]) == (
        Evidence("R1", "text", "gc-väg"),
        Evidence("R1", "activity", "24A9"),
        Evidence("R1", "account", "403"),
        Evidence("R1", "counterparty", "8B7"),
    )
    assert there.scheme is swedish()
    assert not there.group_companies_outside
    assert Tagger(RuleSet("r", "se", (some,)), swedish()).group_companies_outside


def test_the_first_scope_rule_of_several_says_why_a_line_is_outside() -> None:
    outside = {"mitigation": "UT", "adaptation": "UT"}
    some = [Rule(name, priority, BOTH, outside) for name, priority in (("X1", 900), ("X2", 950), ("X3", 950))]
    verdict = _verdict(some, line("x"))
    assert [tag.rules for tag in verdict.tags] == [("X2",)] * 2
    assert one_by_one(RuleSet("r", "se", tuple(some)), swedish(), [line("x")]) == [verdict]
    assert verdict_of([*some, rule("K1", 700, "MG")], swedish()) == verdict == verdict_of(some[::-1], swedish())


def test_a_rule_that_stands_displaces_all_that_it_is_over() -> None:
    some = [
        rule("K1", 720, "MG", over=frozenset({"H1"})),
        rule("K2", 710, "MG", over=frozenset({"H2"})),
        *(rule("H1", 700, "OG"), rule("H2", 700, "OG")),
    ]
    assert verdict_of(some, swedish()).tags[0].rules == ("K1", "K2")
    assert _verdict(some, line("x")) == verdict_of(some, swedish())


def test_a_word_inside_another_is_none() -> None:
    some = (
        rule("K1", 700, "MG", r"\bled[- ]?belys"),
        rule("K2", 690, "GV", r"\bny skola\b"),
        rule("K3", 680, "MG", "solcell", not_text=pattern_of(r"\bej\b")),
    )
    texts = ["Ledbelysning", "Ledarskap", "Taledbelysning", "Ny skola", "Ny förskola", "Solceller ej", "Solceller"]
    there = Tagger(RuleSet("r", "se", some), swedish(), activity_map([("1", "249")]))
    assert [there.matching(line(text)) for text in texts] == [("K1",), (), (), ("K2",), (), (), ("K3",)]
    unknown = replace(some[0], id="V1", text=None, activity=pattern_of("x"))
    assert Tagger(RuleSet("r", "se", (unknown,)), swedish(), there.activities).matching(line("", "I;9;;")) == ()
